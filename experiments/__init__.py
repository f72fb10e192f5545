"""What should we decide? What people run: the command line, studies, figures, the report.

Reading order:
    __main__      where the command begins, and how it ends before it is there
    cli           the command line: the commands under their headings, and how a command ends
    commands      one function a command: parse, call, print
    options       the options that several commands share
    files         a temporary name, then a rename: nothing is ever half-written
    wording       numbers as people read them, in every table, figure and page
    naming        what tenants are called: by number, by name only where asked
    folders       the kinds of results folders, and their tables
    estimates     intervals, what zero seen leaves possible, how numbers vary over schedules
    paired        paired differences and ratios of two procedures, and Holm's correction of many
    enough        how many schedules: a number, or until an interval is narrow
    assumptions   every default with its unit and source, and what a scenario changed
    stories       one tenant's whole story, in words and as a swim lane
    workers       tasks on all cores
    cluster       tasks on the workers of a Dask scheduler
    slices        one of every so many slots of a campaign, with their tenants: smaller, and as it is
    axes          what is varied of a scenario, value by value or between two ends
    study         orderings x windows at full size, over many schedules: the main job
    one_run       one campaign looked at closely: words, one tenant's story, load, logs
    procedures    procedures as people write them: listed, timed, as runbooks, and drafts from runbooks
    compare       procedures under the same draws: differences, cost, who changes sides
    plan          before the first night: nights, costs, what a risk allows, a sheet to sign
    calibrate     what a counted number of connected tenants says of window, rate and silent failures
    risk          the whole law of the number exposed, tail included
    sensitivity   how far the answer moves with each thing it rests on
    seal          proved, or the shortest story: what tables and pages show beside a procedure
    verify        cannot leak, or the shortest story; what the verdict rests on
    orderings     every ordering of the steps: which can leak, and what to add
    sweep         a grid or a sample of any keys x procedures x seeds, here or on a cluster
    redraw        a results folder drawn again
    progress      how far a long command is, and what is left
    memory        how much memory this process and those it started hold
    terminal      how wide a table on standard output is
    panels        two public control panels, as they call a running fake, and their recordings
    sample        the inventory that ships, made anew
    init          a folder to start from: scenario, procedure, study, inventory
    logs          the logs of any Exchange servers, read in a stream
    forensics     afterwards: who connected, asked, received, and how sure that is
    measured      one's own rates and durations, from logs, journal and move statistics
    scoring       how well logs can tell: forensics held against the truth
    sheets        pages for a class, made to be printed
    case          an incident dossier for each group of a class
    pack          what a teacher prints, its numbers from one scenario
    serve         the fake on the wire, for real clients
    lesson        the page for a classroom
    bench         how fast the lab is, in ratios of one run
    validation    what the lab is worth: judges, formulas and inputs, side by side
    figures       a frame in, a Figure out
    report        one offline HTML file
"""
