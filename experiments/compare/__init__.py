"""Procedures side by side under the same draws: how much more risk, at what less cost, and for whom.

Reading order:
    measures    what is compared, with its unit
    sides       which tenants one procedure exposes and another does not
    tables      the tables of a comparison
    front       which procedures another one dominates: as good in each criterion, better in one
    comparison  what runs, and the results folder it becomes
    described   what came out, as one JSON object
    words       and for a terminal
"""
