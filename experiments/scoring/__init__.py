"""How well can logs tell? The lab knows the truth, so what forensics says is held against it.

Reading order:
    cells         what is played: procedures, clocks that differ, logs that are lost
    loss          logs taken away from a folder
    score         classes against the truth: precision, and share of the exposed
    narrowed      how far a count of connected tenants could have been narrowed down
    command       all cells, one after the other
    words         the scores as text
    folder        as tables and a figure
"""
