"""The whole law of the number exposed: mean, quantiles, P(at least K), for the campaign and its worst night.

Reading order:
    law         one law from independent batches: each number with its interval, or why it is not told
    disclosed   what strangers see under it: different people and lists, and rows handed out
    levels      the numbers K that are told where nobody names any
    crude       the same probabilities as plain counting has them
    tables      the tables of a results folder
    assessment  what runs, and the results folder it becomes
    picture     its figure
    described   what came out, as one JSON object
    words       and for a terminal
"""
