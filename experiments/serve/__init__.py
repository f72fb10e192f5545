"""The fake on the wire, for real clients: a platform that stands still in one state, or a campaign as it happens.

Reading order:
    fake       a whole population behind one front door, carried through a procedure up to a verb
    rooms      which of its mailboxes are meeting rooms
    ready      the line that says where it is, and who may log on
    status     how a live campaign stands: its clock, its open windows, who has just seen strangers
    page       the page that shows it
    command    which options go together, and serving until somebody stops it
"""
