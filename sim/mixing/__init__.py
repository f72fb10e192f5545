"""The law of the number exposed over all schedules of one population, not over a handful of them.

Tenants are independent once their schedule stands, and nights are independent once the campaign's own shock is
given. So schedules are mixed night by night, not campaign by campaign: R schedules of 65 nights act as R to the
65th. A plain mean over whole schedules is wrong in the tail by orders of magnitude: none of those drawn has many
slow nights.

Reading order:
    strata     a normal law cut into cells of equal width, rare ones included
    schedules  which schedules are looked at: people of one seed, all else of another
    node       the law given what a campaign has once: its shock, its OAB phase, its controllers
    blend      from a few values of the campaign's shock to all of them
    batch      one independent estimate of the whole law, and how much each schedule has to say in it
    design     how many schedules are looked at, where, and what is made of their laws
"""
