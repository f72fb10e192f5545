"""A story and a row are told by different readers of one campaign: they say the same, of every tenant."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from experiments import wording
from experiments.stories.clients import REFUSALS
from experiments.stories.event import Event, What
from experiments.stories.lane import swim_lanes
from experiments.stories.story import Story
from experiments.stories.words import REASONS
from sim.judges import judge
from sim.outcome import INSTANTS, NO_RESIDUAL, first_difference
from sim.units import SECOND
from sim.words import NEVER

from .worlds import BY_CAUSE, FAULTY, FURTHER, TENANTS, World, world

SEEDS = (1, 2)
every_world = pytest.mark.parametrize(
    ("name", "seed"),
    [(name, seed) for name in BY_CAUSE for seed in SEEDS] + [(name, 1) for name in (*FURTHER, *FAULTY)],
)


def row_told_by(events: Sequence[Event], controllers: int, kinds: Sequence[str]) -> dict[str, Any]:
    """The columns of a row, worked out from the events of a story alone."""
    of = {what: [e for e in events if e.what is what] for what in What}
    isolated = {c: e.at for e in of[What.ISOLATED] for c in e.facts["controllers"]}
    opened = [e for e in of[What.LOGON] if e.facts["open_because"] != "none"]
    wide = [e for e in (*of[What.ASK], *of[What.FETCH]) if e.facts["view"] == "everybody"]
    shown = [e for e in events if e.facts.get("foreign_mailboxes", 0) + e.facts.get("foreign_lists", 0)]
    first = shown[0].facts if shown else {}
    named = [e for e in of[What.LOGON] if e.facts["lists_named"]]
    replaced = max((e.at for e in of[What.RECEIVED] if e.facts["replaces_foreign"]), default=NO_RESIDUAL)
    return {
        "reachable_at": min((e.at for e in of[What.REACHABLE]), default=NEVER),
        "isolated_at": max(isolated.values()) if len(isolated) == controllers else NEVER,
        "finished_at": of[What.FINISHED][0].at,
        "window_s": sum(e.facts["lasted_us"] for e in of[What.CLOSES]),
        "connected_at": min((e.at for e in opened if e.facts["client"] in kinds), default=NEVER),
        "asked_at": min((e.at for e in wide), default=NEVER),
        "exposed_at": shown[0].at if shown else NEVER,
        "channel": first.get("channel", "none"),
        "foreign_mailboxes": first.get("foreign_mailboxes", 0),
        "foreign_lists": first.get("foreign_lists", 0),
        "tenants_named": named[0].facts["lists_named"] if named else 0,
        "cause": first.get("cause", "none"),
        "refused": len(of[What.REFUSED])
        + sum(e.facts["logons"] for e in of[What.REST] if e.facts["served"] == "nobody"),
        "residual_until": NEVER if of[What.KEPT] else replaced,
    }


@every_world
def test_every_story_gives_its_row(name: str, seed: int) -> None:
    """Every instant and count of a tenant's row follows from the events of its story."""
    played = world(name, seed)
    kinds = played.scenario.clients.connected_kinds
    for tenant in range(TENANTS):
        story = played.story(tenant)
        told = row_told_by(story.events, story.record.controllers, kinds)

        assert told == {column: story.row[column] for column in told}, tenant


@every_world
def test_every_instant_of_a_row_is_read_in_the_story(name: str, seed: int) -> None:
    """The instants and counts of an exposed tenant's row stand in the text of its story."""
    played = world(name, seed)
    for tenant in _exposed(played):
        story = played.story(tenant)
        text, row = story.text(), story.row
        for column in INSTANTS:
            at = row[column]
            if column != "started_at" and at not in (NEVER, NO_RESIDUAL):
                day = wording.day(played.scenario.campaign.first_day, at / SECOND)
                assert f"{day:<10} {wording.clock(at / SECOND)}" in text, (tenant, column)
        held = (
            f"{wording.counted(row['foreign_mailboxes'], 'mailbox', 'mailboxes')} and"
            f" {wording.counted(row['foreign_lists'], 'list')} of "
        )
        assert text.count(held) >= 2, tenant
        assert f"cause {row['cause']}:" in story.end


@pytest.mark.parametrize("cause", BY_CAUSE)
def test_every_cause_is_met(cause: str) -> None:
    """The campaign made for a cause has tenants exposed by it, so that the comparison above has met them."""
    causes = [
        world(cause, seed).story(t).row["cause"] for seed in SEEDS for t in _exposed(world(cause, seed))
    ]

    assert causes.count(cause) >= 3


def test_a_pause_is_told() -> None:
    """A tenant whose procedure stands still over a day is told so, where it begins and where it ends."""
    played = world("paused", 1)
    paused = next(t for t in _exposed(played) if played.story(t).row["cause"] == "paused")
    says = played.story(paused).text()

    assert "the night is over: its procedure stands still until the next one" in says
    assert "its procedure goes on" in says


def test_a_cut_session_is_told() -> None:
    """A session that a restart of client access has ended is told to be lost at that instant."""
    played = world("client access restarted", 1)
    cut = [e for t in range(TENANTS) for e in played.story(t).events if e.facts.get("is_cut")]
    ends = [e for e in cut if e.what is What.ENDS]

    assert ends
    assert not any(e.facts["is_returned"] for e in ends)
    assert "to a restart of client access" in "".join(played.story(t).text() for t in range(TENANTS))


def test_a_loop_is_told_mailbox_by_mailbox() -> None:
    """Where a panel moves one mailbox after another, each step is told of each mailbox, with how long it took."""
    played = world("a panel's loop", 1)
    story = next(s for s in map(played.story, range(TENANTS)) if s.record.mailboxes == 3)
    steps = [e for e in story.events if e.what is What.STEP and e.facts["step"] == "cut_over"]

    assert [e.facts["mailbox"] for e in steps] == [0, 1, 2]
    assert [e.at - e.facts["began_at"] for e in steps] == [2 * SECOND] * 3
    assert story.text().count("cut_over of ") >= 6


def test_what_befalls_a_step_is_told_once_where_it_begins() -> None:
    """A step that fails, or only says that it succeeded, is told in one sentence where it begins."""
    for name in FAULTY:
        played = world(name, 1)
        stories = [played.story(tenant).events for tenant in range(TENANTS)]
        struck = [(place, e) for place, events in enumerate(stories) for e in events if e.what is What.STRUCK]
        begun = {
            (place, e.at) for place, events in enumerate(stories) for e in events if e.what is What.BEGINS
        }

        assert {e.facts["is_silent"] for _, e in struck} == {True, False}
        assert not begun & {(place, e.at) for place, e in struck}


def test_what_is_undone_is_told_backwards() -> None:
    """Of a tenant that is rolled back every step is undone once, last first, after the one that was given up."""
    played = world("steps are undone", 1)
    undone = [s for s in map(played.story, range(TENANTS)) if s.row["status"] == "rolled_back"]
    verbs = [str(step.verb) for step in played.scenario.procedure.steps]
    assert max(verbs.index(_given_up(story)) for story in undone) == len(verbs) - 1
    for story in undone:
        given_up = _given_up(story)
        steps = [e.facts["step"] for e in story.events if e.what is What.UNDONE]
        assert steps == verbs[: verbs.index(given_up)][::-1]
        assert story.end.endswith(
            f"What had been done was undone after {given_up} had been given up, last step first: the source serves it"
            " as before."
        )
        lanes = swim_lanes(story)
        bars = lanes.filter(pl.col("lane") == "undoing it all")["ends_at_s"].to_list()
        assert bars == ([story.row["finished_at"] / SECOND] if steps else [])
    text = "".join(story.text() for story in undone)
    assert " to its mailbox's return, after " in text
    assert "to a restart of client access" not in text
    assert "undoing cut_over moves the tenant back to the source" in text


def test_a_fault_of_a_loop_names_its_mailbox() -> None:
    """What befalls a step of a panel's loop is told of the mailbox on which it was carried out."""
    played = world("a panel's loop fails", 1)
    looped = [step.verb for step in played.scenario.procedure.steps if step.scope == "mailbox"]
    only_looped = {str(verb) for verb in looped}
    met = set()
    for tenant in range(TENANTS):
        story = played.story(tenant)
        for event in story.events:
            if event.what in (What.STRUCK, What.FAILED) and event.facts["step"] in only_looped:
                says = story.words.says(event)
                assert f" of {story.words.owner(event.facts['mailbox'])}'s mailbox " in says
                met.add((event.what, event.facts.get("is_silent"), event.facts.get("lack")))

    assert met >= {(What.STRUCK, True, None), (What.STRUCK, False, None), (What.FAILED, None, "")}


def test_a_mailbox_left_out_is_named() -> None:
    """Where assigning the policy leaves one mailbox out, it is told where the step begins and where it was due."""
    played = world("steps fail", 1)
    left = [
        (story, event)
        for story in map(played.story, range(TENANTS))
        for event in story.events
        if "left_out" in event.facts
    ]

    assert left
    for story, event in left:
        owner = story.words.owner(event.facts["left_out"])
        assert story.words.says(event) == (
            f"assign_policy begins; it will report success, and change nothing for {owner}'s mailbox"
        )
        assert (
            f"assigning the policy of {owner}'s mailbox has reported success, and changed nothing"
            in story.text()
        )


def test_mending_is_no_step_of_the_procedure() -> None:
    """A tenant that is mended is told so; the policies then written end no step."""
    played = world("steps fail", 1)
    mended = [e for t in range(TENANTS) for e in played.story(t).events if e.facts.get("noted") == "mend"]
    assert mended
    for story in map(played.story, range(TENANTS)):
        ends = [e.at for e in story.events if e.what is What.FINISHED]
        assert not [e for e in story.events if e.what is What.STEP and e.at > ends[0]]


def test_more_refusals_than_anybody_reads_are_summed_up() -> None:
    """Of a tenant that nobody lets in, forty refusals are told, and how many more there were, and why."""
    played = world("steps fail", 1)
    story = max(map(played.story, range(TENANTS)), key=lambda s: s.row["refused"])
    told = [e for e in story.events if e.what is What.REFUSED]
    (rest, *_) = [e for e in story.events if e.facts.get("served") == "nobody"]

    assert (len(told), max(e.at for e in told) <= rest.facts["first_at"]) == (REFUSALS, True)
    assert f"more logons were refused: {REASONS[rest.facts['reason']]} (" in story.words.says(rest)


def test_a_check_that_fails_is_told() -> None:
    """A tenant that its check has halted is told to be given up, and to be mended later."""
    played = world("halted by its check", 1)
    halted = [t for t in range(TENANTS) if played.story(t).row["status"] == "halted"]
    says = played.story(halted[0]).text()

    assert "verify_isolation is given up: it never passed" in says
    assert "the tenant is found and mended: policies everywhere, then its gate is open" in says


@every_world
def test_a_witness_changes_nothing(name: str, seed: int) -> None:
    """The run with a journal has the rows and totals of the run without one, bit for bit."""
    played = world(name, seed)
    plain = judge(played.scenario, played.draws, "simpy")

    assert first_difference(plain, played.outcome) is None


def _exposed(played: World) -> list[int]:
    columns = played.outcome.columns
    return columns["tenant"][columns["exposed_at"] != NEVER].tolist()  # type: ignore[no-any-return]


def _given_up(story: Story) -> str:
    (step,) = [e.facts["step"] for e in story.events if e.what is What.FAILED]
    return str(step)
