"""Two engines, one Outcome: scenarios over the whole model, and what both must say of each.

Reading order:
    cases         one scenario, one seed, uniforms given in place of the seed's: a case, told as JSON
    procedures    every order an engineer could carry out, with and without what is optional
    scenarios     who is migrated, by whom, on which platform, with which clients
    budget        how much a case lets happen, so that it costs a fraction of a second
    census        what came up in an outcome, and how often in many
    examples      many cases, the same each time
    test_equality the contract, over 300 of them
    __main__      the same over as many as one likes: make fuzz
"""
