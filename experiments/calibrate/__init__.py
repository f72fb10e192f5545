"""What a count of connected tenants says of window, connection rate and silent failures, and what it does not.

Reading order:
    count        what was counted, of how many, and the product that it fixes
    priors       what was thought of each unknown before, with its source
    law          the chances of being connected under any window, rate and silent share, for a slice of the campaign
    surface      the same between the points at which the law was asked, and how far that is off
    likelihood   how likely the count is under chances that differ from tenant to tenant
    posterior    the unknowns given the count: a ridge, what is left of the priors, the next campaign
    exposure     how many of the connected were exposed, under assumptions that stand beside each interval
    calibration  what runs, and what it came to
    described    as one JSON object
    folder       as a results folder, to be drawn again
    words        and for a terminal
"""
