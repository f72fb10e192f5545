"""One's own rates and durations, from one's own logs, journal and move statistics, as a piece of a scenario.

Each number comes with its interval and with what it was counted from; what the data do not tell stays at its default
and is listed as such.

Reading order:
    measure       a number with its interval and count, and the key it is for
    local         hours of a local week
    visits        logons by service, hour of the week and user, from logs in a stream
    rates         how often a client connects, how many there are, at which hours
    follow        who comes to the target soon after the cut-over
    steps         what steps take and how often they fail, from the journal
    moves         rates of synchronisation, from exports of Get-MoveRequestStatistics
    fragment      all of it as TOML
    command       in order
"""
