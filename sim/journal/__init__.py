"""The operator's journal: what those who carried out a campaign could see of it, a line a step, as CSV.

It knows reported outcomes alone: a silent failure stands in it as done, and no line says when a controller has seen
a change. The fake's own journal (``fakeexchange.journal``) knows more; no hoster has that.

Reading order:
    line      one step on one tenant, as it was reported
    clock     instants of a campaign <-> ISO 8601 with its zone
    writing   lines into a file
    reading   a file into lines, each mistake with its line
"""
