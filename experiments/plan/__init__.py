"""Before the first night: nights, costs, the risk, what it allows and asks for, and a sheet for those who sign.

Reading order:
    hoster        what the hoster's servers and people can do, its matrix, who signs
    chance        P(at least K exposed) and the number expected, of any set of changes
    window        the longest isolation step that a risk allows
    reliability   how unreliable each step may be
    nights        night by night: who moves, how much, what it costs
    demand        logons and books that the servers have to serve
    mitigations   what may be done about the risk
    cheapest      the cheapest safe procedure
    drivers       which inputs move the risk most
    register      one row a risk, with its place in the matrix
    plan          all of it together
    left          what is left of a campaign, by the operator's journal
    described     what came out, as one JSON object
    words         and for a terminal
    folder        and as a results folder: tables, runbook, checklist, sheet
    command       from what was asked to what is told
"""
