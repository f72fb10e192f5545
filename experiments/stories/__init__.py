"""One tenant's whole story: what the fake noted of it, as events, in words and as a picture.

Reading order:
    windows   who served its mailboxes when, and when its window stood open on which controller
    event     one thing that happened: an instant, an actor, facts
    steps     what engineers did: each step where it ends, and what befell it
    clients   what clients did, and which of them are told one by one
    events    all that happened, event by event
    when      how far an instant lies from an anchor, and in which night
    words     an event in a sentence
    endings   how a procedure has ended, by its row's status
    choice    which tenant a story is told of
    story     one tenant's story, for a terminal and as data
    lane      the frame of its swim lane
    picture   the swim lane with its words, drawn, and kept in a results folder
"""
