"""``gallab case``: an incident dossier for each group of a class, as hard for one as for another; the key apart.

A dossier is an extract of what a small hoster has after its night. Its truth is the lab's, and `forensics`, given the
dossier's own lines and journal alone, finds the same: a case that it does not solve is not handed out.

Reading order:
    plots         what went wrong: settings, and how people tell of it
    campaign      a small night in which exactly so many tenants were exposed
    extract       the lines of its logs that a dossier keeps
    key           what is right, and what a dossier's own lines say
    dossier       what a group is given: pages, files
    mark          a class's answers, against the key
    command       all groups, one after the other
    words         what was written, and marks, as text and as JSON
"""
