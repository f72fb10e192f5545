"""``gallab pack``: all that a teacher prints for a lesson of 45 minutes, its numbers from one scenario.

Reading order:
    cells       what the lesson plays: cells.toml
    numbers     what it comes to, over schedules; verdicts of the explorer
    folder      the sheets, each a template beside it, filled and written
"""
