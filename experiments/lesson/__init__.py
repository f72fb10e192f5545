"""The page for a classroom: five screens, real engine runs behind every number, and a class that answers.

Reading order:
    order      an order of the steps as a permalink has it
    copied     the line that a pupil copies into a shell
    kept       answers that are worked out once, however many ask
    campaigns  the kernel's campaigns of one scenario
    worlds     three nights to play: which campaign, which night of it
    night      one night: counters at any instant, lanes of tenants
    shows      the nights of the worlds, ready to be played
    bets       the law of the number connected, to bet on
    reasons    why an order leaks, and what mends it
    about      what every screen knows before it asks
    page       the document, its style and its modules
    answers    what the pupils of each class have answered
    asked      what a request asks
    classroom  a class on the wire
    app        the web application
    recording  what a file without a server can answer
    command    serving until somebody stops it, or writing one file
"""
