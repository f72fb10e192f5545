"""What the lab is worth: its judges side by side, its formulas beside simulations, its inputs from end to end.

``python -m experiments.validation`` writes ``docs/validation.md`` anew; parts that are not named stay as they are.

Reading order:
    scenarios  the incident and ten others, as data
    judged     what four judges say of one scenario, and whether that can all be true
    page       the page, part by part
"""
