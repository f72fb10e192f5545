"""Judge 1: SimPy on the fake Exchange. Steps call the fake, clients log on and ask, exposure is observed.

Reading order:
    forests     the target's directories, one a pod
    order       the order of one instant
    courses     one tenant's course, and what was observed of it
    agenda      what a tenant's clients will do
    sessions    clients: log on, ask, download
    calm        what clients do while nothing about their tenant changes, in compiled code
    by_hand     the same, visit by visit
    lives       every client's whole life, for the load
    tasks       steps made ready
    preparing   making them ready
    writing     policies, mailbox after mailbox
    undoing     rolling a tenant back
    steps       one step on one tenant
    slots       the three passes
    access      how a tenant was served over time, from its journal
    observer    from journal and answers to rows and totals
    engine      a scenario and its draws in, an Outcome out
    live        the same run as it happens, in real time
    logbook     the same run, with the operator's journal
    witness     the same run, with a journal of the tenants one names
    logged      the same run, in which clients tell what they do, for the servers' logs
    scribe      that, as lines of those logs
    keeping     one campaign with logs and journal
"""
