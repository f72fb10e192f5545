"""The commands, one function each, which parses, calls and prints.

Reading order:
    look          studies, one run, comparisons, and their reports
    prove         verdicts, orderings, procedures
    plan          what to start from; risk, calibration, sensitivity, sweeps
    after         logs and journal: who connected, asked, received
    teach         the page for a classroom, dossiers for its groups, and what its teacher needs
    build_on      the fake on the wire; the bench
"""
