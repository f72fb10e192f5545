"""A grid or a sample of any keys of a scenario x procedures x seeds, on one machine or a cluster.

Reading order:
    fingerprint  what results depend on beside the scenario: code, and the versions it runs with
    parts        what is computed at a time, and by which name it is kept
    computing    what a worker does
    tables       the tables of a finished sweep, from its parts
    effects      how the number of exposed tenants moves along each key, all others crossed with it
    ledger       the folder of a sweep: which parts are there, what is left, and its end
    lock         one sweep in a folder at a time
    sweep        the sweep itself: points, parts, one run
    forecast     what it will cost here
    hands        who computes: processes here, or a cluster's workers
    described    what came out, as one JSON object
"""
