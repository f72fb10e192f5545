"""How a procedure has ended, of every status, and what is undone of every verb."""

import pytest

from experiments.stories.endings import ending
from experiments.stories.event import Event, What
from experiments.stories.words import undoes
from fakeexchange.words import Verb
from sim.outcome import WORDS
from sim.units import HOUR, SECOND

FAILED = Event(5 * SECOND, What.FAILED, {"step": "cut_over", "lack": ""})
LABELLED = Event(6 * SECOND, What.FAILED, {"step": "manual", "label": "protocols", "lack": ""})
FINISHED = Event(7 * SECOND, What.FINISHED)
MENDED = Event(10 * HOUR + 7 * SECOND, What.NOTED, {"noted": "mend"})


@pytest.mark.parametrize(
    ("status", "events", "says"),
    [
        ("done", (FINISHED,), ""),
        (
            "skipped",
            (FAILED, LABELLED, FAILED, FINISHED),
            'Its procedure went on without cut_over and manual "protocols".',
        ),
        (
            "halted",
            (LABELLED, FAILED, FINISHED, MENDED),
            "Its procedure was halted at cut_over; it was mended 10 h 0 min later.",
        ),
        (
            "halted",
            (FAILED, FINISHED),
            "Its procedure was halted at cut_over; nobody mended it while it was followed.",
        ),
        (
            "rolled_back",
            (FAILED, FINISHED),
            "What had been done was undone after cut_over had been given up, last step first: the source serves it"
            " as before.",
        ),
        (
            "rolled_back",
            (FINISHED,),
            "What had been done was undone, last step first: the source serves it as before.",
        ),
        (
            "not_reached",
            (),
            "The campaign was stopped before its turn: the source serves it as before.",
        ),
    ],
)
def test_every_status_has_its_sentence(status: str, events: tuple[Event, ...], says: str) -> None:
    """A status that is not "done" is told in a sentence, with the step and the mending it is about."""
    assert ending(status, events) == says


def test_no_status_is_without() -> None:
    """Whatever status a row may have, its story can end."""
    assert all(isinstance(ending(status, (FAILED, FINISHED)), str) for status in WORDS["status"])


def test_what_undoing_a_step_does_is_worded() -> None:
    """Of each verb that a rollback has an effect on, the effect is said; the others have nothing to undo."""
    assert {str(verb): undoes(verb) for verb in Verb if undoes(verb) != "has nothing to undo"} == {
        "provision": "removes the recipients again",
        "assign_policy": "takes the policy away again",
        "cut_over": "moves the tenant back to the source",
        "switch_routing": "points routing back at the source",
        "close_gate": "opens the gate again",
        "open_gate": "closes the gate again",
        "unhide": "hides the recipients again",
    }
