"""What the lab is worth: its judges side by side, its formulas beside simulations, its inputs from end to end.

``python -m experiments.validation`` writes ``docs/validation.md`` anew; parts that are not named stay as they are.

Reading order:
    scenarios  the incident and ten others, as data
    judged     what four judges say of one scenario, and whether that can all be true
    formulas   every formula beside a simulation that does not use it
    swing      how far the answer moves with each thing it rests on
    page       the page, part by part
    __main__   the command: what runs, and the page it becomes
"""
