"""What should we decide? What people run: the command line, studies, figures, the report.

Reading order:
    cli           one function a command: parse, call, print
    options       the scenario options, the same on every command
    files         a temporary name, then a rename: nothing is ever half-written
    estimates     intervals, what zero seen leaves possible, how numbers vary over schedules
    assumptions   every default with its unit and source, and what a scenario changed
    stories       one tenant's whole story, in words and as a swim lane
    campaigns     the campaigns of a study, as a worker runs them: two engines compared, row by row
    workers       tasks on all cores
    tables        the tables of a results folder
    study         orderings x windows at full size, over many schedules: the main job
    forecast      what a study will cost here
    progress      how far a long command is, and what is left
    narrate       what one run has shown, in words
    explain       one tenant's story, as a run prints it
    loads         the load of a run: its peaks in words, its table, one night's figure
    bench         how fast the lab is, in ratios of one run
    figures       a frame in, a Figure out
    report        one offline HTML file
"""
