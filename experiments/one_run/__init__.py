"""One campaign looked at closely: what it has shown in words, one tenant's story, its load, what it leaves.

Reading order:
    given    what one schedule makes one expect: the exact law of its counts
    narrate  what one run has shown, in words
    explain  one tenant's story, as a run prints it
    loads    the load of a run: its peaks in words, its table, one night's figure
    journal  the operator's journal of a run, written
    logged   one run with all that its hoster has afterwards: logs, journal, customers, books
"""
