"""A story as it is read: one worked out by hand, and what large tenants' stories leave out."""

import json
from collections import Counter

from experiments.stories.event import What
from experiments.stories.story import Story
from sim.draws import Draws
from sim.simpy_engine.witness import witness
from sim.streams import Source
from tests import toys

from .worlds import TENANTS, world


def _toy() -> Story:
    """Tenant 0 of two: an Outlook that logs on 130 s after the anchor, and one that is refused at 50 s.

    cut_over ends at 100 s, switch_routing at 120 s: reachable. assign_policy writes the mailboxes at 150 s and
    180 s, and the second controller sees each 15 s later: isolated at 195 s. The writer answers at 130 s, so the
    session is wide; it asks at 160 s, when the writer holds the policy: wide_session. It ends after an hour.
    """
    toy = toys.scenario(clients__retries=0)
    visits = {
        toys.client(0, 0, "outlook_online"): (130.0,),
        toys.client(0, 1, "outlook_online"): (50.0, 190.0),
    }
    given = {**toys.CALM, "connection": toys.connecting(visits)}
    outcome, records = witness(toy, Draws(toy, Source(1, given), is_shared=True), {0})
    return Story.of(toy, outcome, records[0])


def test_a_toy_worked_out_by_hand() -> None:
    """The story of a toy, line for line: steps, controllers, window, clients, and why."""
    story = _toy()
    first, second = story.words.owner(0), story.words.owner(1)
    told = [
        line for line in story.text().splitlines()[3:] if line.startswith(("Tue 5 Apr  22", "Tue 5 Apr  23"))
    ]

    assert [line.partition("+")[2] for line in told] == [
        "00:00:00  engineer  cut_over begins: from now on nobody logs on",
        f"00:00:50  client    Outlook (online) of {second} is refused: the mailbox is locked by its cut-over",
        "00:01:40  engineer  cut_over has ended (1 min 40 s): the target hosts its mailboxes, and they are no longer"
        " locked",
        "00:02:00  engineer  switch_routing has ended (20 s): its clients are sent to the target",
        "00:02:00  engineer  assign_policy begins",
        "00:02:00  platform  the tenant is reachable: a logon may be served by the target",
        "00:02:00  platform  THE WINDOW OPENS on all 2 controllers: a logon answered there may read strangers",
        f"00:02:10  client    Outlook (online) of {first} logs on, answered by controller 1 (the writer): no policy"
        " has been written for the mailbox, so the session may read everybody; it is shown the list names of 1 other"
        " tenant",
        f"00:02:40  client    Outlook (online) of {first} asks for the address book (NSPI) and receives 2 mailboxes"
        " and 0 lists of 1 other: all of them strangers",
        "00:03:00  engineer  assign_policy has ended (1 min 0 s): the policy has been written on the writer, for its"
        " last mailbox too",
        "00:03:00  platform  controller 1 (the writer) holds the policy of every mailbox",
        "00:03:10  client    1 more logon was isolated: own lists alone (Outlook (online) 1)",
        "00:03:15  engineer  wait_replication has ended (15 s): the wait is over",
        "00:03:15  platform  controller 2 holds the policy of every mailbox",
        "00:03:15  platform  THE WINDOW HAS CLOSED after 1 min 15 s",
        "00:04:15  engineer  generate_oab has ended (1 min 0 s): it has an offline address book of its own",
        "00:04:45  engineer  decommission has ended (30 s): what the source still held is removed",
        "00:04:45  engineer  the procedure has ended for this tenant",
        f"01:02:10  client    Outlook (online) of {first} ends its session of 22:02:10, after 1 h 0 min",
    ]
    assert story.end == (
        "Exposed at Tue 5 Apr 22:02:40 by NSPI, cause wide_session: its session was opened before the isolation, and"
        " keeps the view it was opened with. It received 2 mailboxes and 0 lists of 1 other: all of them strangers;"
        " its window was open for 1 min 15 s, 1 logon was refused."
    )


def test_a_step_is_told_by_its_label_and_owner() -> None:
    """Where a procedure says what its engineers call a step, and whose it is, the story says so."""
    words = {"label": "move the records", "owner": "network engineer"}
    verbs = [(verb, words) if verb == "switch_routing" else verb for verb in toys.OF_2016]
    labelled = toys.scenario(toys.procedure(*verbs))
    outcome, records = witness(labelled, Draws(labelled, Source(1), is_shared=True), {0})
    (step,) = [
        e
        for e in Story.of(labelled, outcome, records[0]).events
        if e.what is What.STEP and e.facts["step"] == "switch_routing"
    ]

    assert Story.of(labelled, outcome, records[0]).words.says(step) == (
        'switch_routing "move the records" has ended (20 s, network engineer): its clients are sent to the target'
    )


def test_the_same_as_data() -> None:
    """As JSON an event has its instant, night, actor and words, and its facts with units in their names."""
    told = json.loads(json.dumps(_toy().to_json()))
    (ask,) = [event for event in told if event["what"] == "ask"]
    (closed,) = [event for event in told if event["what"] == "window_closes"]

    assert ask["at"] == toys.after(160) / 1e6
    assert (ask["since_anchor_s"], ask["night"], ask["actor"]) == (160.0, 1, "client")
    assert (ask["foreign_mailboxes"], ask["foreign_tenants"], ask["own_mailboxes"]) == (2, 1, 2)
    assert (ask["controller"], ask["cause"]) == (1, "wide_session")
    assert (closed["opened_at"], closed["lasted_s"]) == (toys.after(120) / 1e6, 75.0)
    assert all({"at", "night", "actor", "says"} <= event.keys() for event in told)


def test_names_are_made_up() -> None:
    """Every name of a story is one of the made-up world, under .example."""
    story = _toy()

    assert story.title.splitlines()[0].startswith("Tenant 0, ")
    assert story.words.domain().endswith("-0.example")


def test_every_logon_is_told_or_summed_up() -> None:
    """No logon of a large tenant is lost: those told one by one and those summed up are all there were."""
    played = world("not_assigned", 1)
    for tenant in range(TENANTS):
        story = played.story(tenant)
        noted = Counter(type(note).__name__ for note in story.record.notes)
        told = Counter(event.what for event in story.events)
        summed = sum(event.facts["logons"] for event in story.events if event.what is What.REST)

        assert told[What.LOGON] + summed == noted["Logon"]
        assert told[What.REFUSED] == noted["Refusal"]


def test_a_lost_download_is_told() -> None:
    """A book that its session's end cut off is told to be lost, and exposes nobody."""
    played = world("slow books", 1)
    lost = [e for t in range(TENANTS) for e in played.story(t).events if e.what is What.LOST]
    received = [e for t in range(TENANTS) for e in played.story(t).events if e.what is What.RECEIVED]

    assert lost
    assert not {(e.facts["session"], e.facts["began_at"]) for e in lost} & {
        (e.facts["session"], e.facts["began_at"]) for e in received if e.facts["foreign_mailboxes"]
    }
