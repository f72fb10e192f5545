"""Every formula that the lab prints numbers by, each beside a simulation that does not use it.

Reading order:
    formula    one formula: what it says, where it stands, what it is held against
    toy        a campaign so plain that a closed form is a line
    clients    who connects in a window, asks, downloads a book
    people     how many mailboxes, and shocks
    counts     the law of a number of tenants: one schedule, many of them, or stopped
    shown      what strangers have seen
    intervals  how often an interval holds the truth
    back       from a count to what caused it
    shortcuts  answers from a part of the tenants
    every      all of them
"""
