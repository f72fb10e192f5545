"""Every ordering of the steps that an engineer could carry out: how many, and which are alike.

Nothing here knows which ordering leaks: the explorer does. What must stand before what is read from
``sim.procedure`` alone.

Reading order:
    partial_order  linear extensions of a partial order: counted, numbered, drawn
    choice         the steps an ordering is made of, with and without each optional part
    classes        orderings that differ only in steps that no leak depends on
    extremes       the members of a class between which the others lie
    constraints    the smallest additions to the technical order under which none leaks
"""
