"""Two engines, one Outcome: scenarios over the whole model, and what both must say of each.

Reading order:
    cases          one scenario, one seed, uniforms picked from a few values: a case, told as JSON
    procedures     every order an engineer could carry out, with and without what is optional
    budget         how much a case lets happen, so that it costs a fraction of a second
    scenarios      who is migrated, by whom, on which platform, with which clients
    census         what came up in an outcome, and how often in many
    search         ten cases at a time: do both engines say the same?
    test_equality  the contract, over 300 of them
    __main__       the same over as many as one likes: make fuzz
"""
