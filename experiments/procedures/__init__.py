"""Procedures as people write them: listed, with their times, as runbooks, and runbooks as drafts of procedures.

Reading order:
    texts      what a runbook says of a step: its own words, or those of its verb
"""
