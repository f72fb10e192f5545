"""How fast the lab is: ratios of two sides measured in turn in one run, and what each is measured against.

A number of seconds says little about the code and much about the machine, so hardly a row prints one: both sides of
a ratio run here, one after the other, again and again, and drift meets both. Where somebody waits for an answer (a
verdict, a map, a fake that starts) the seconds are the row. Nothing here is a test.

Reading order:
    ratio      a row: what stands against what, how far it should be, how far it is
    trial      the campaign that is timed, a stopwatch, two sides in turn
    delays     the SimPy engine against bare SimPy: the same workers, the same delays
    plain      the SimPy engine against one process a client, for its whole life
    generator  the kernel against NumPy's Generator: as many numbers, each of its law
    engines    the kernel against the SimPy engine
    cells      many cells that share one draw against each cell alone
    law        the law of the number exposed against the kernel, and against SciPy
    precision  a risk assessment against counted campaigns, for the same exactness
    explorer   what a state of the explorer takes on the real fake, and what all built-ins take
    orderings  what judging every ordering takes, and the map of them all
    size       a hundred times as many tenants: time and memory of each, in fresh processes
    wire       the wire under load against the same bytes ready-made; a minute of eight clients
    workers    a sweep on two workers against two processes that spin
    startup    the command line against an interpreter that does nothing
    fake       a fake Exchange for a test against half a second, up to its first answer
    machine    what it all ran on
    rows       every row, by key
    table      for people and for programs
"""
