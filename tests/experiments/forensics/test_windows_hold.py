"""Whatever a journal says: the sure part lies in the possible one, and doubt only widens it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.forensics.declared import Declared
from experiments.forensics.windows import Spans, window
from sim.journal.line import MEND, Line, Reported
from sim.units import SECOND
from sim.words import NEVER, Verb

VERBS = (Verb.CUT_OVER, Verb.SWITCH_ROUTING, Verb.ASSIGN_POLICY, Verb.CLOSE_GATE, Verb.OPEN_GATE)


@st.composite
def journals(draw: st.DrawFn) -> list[Line]:
    """Steps of one tenant, one after the other, each reported somehow."""
    lines, at = [], 0
    for _ in range(draw(st.integers(1, 8))):
        start = at + draw(st.integers(0, 40))
        end = start + draw(st.integers(1, 60))
        verb = draw(st.sampled_from((*VERBS, MEND)))
        outcome = Reported.DONE if verb == MEND else draw(st.sampled_from(list(Reported)))
        ends = NEVER if outcome is Reported.RUNNING else end * SECOND
        lines.append(Line(0, verb, start * SECOND, ends, outcome))
        at = end
    return lines


def inside(inner: Spans, outer: Spans) -> bool:
    """Does each interval lie in one of the others?"""
    return all(any(a <= start and end <= b for a, b in outer) for start, end in inner)


@settings(max_examples=300, deadline=None)
@given(journals(), st.integers(0, 60), st.integers(0, 10), st.integers(1, 5))
def test_doubt_widens_what_is_possible_and_narrows_what_is_sure(
    lines: list[Line], lag: int, skew: int, mailboxes: int
) -> None:
    """With a lag, clocks that differ and more mailboxes, against none, no doubt and one."""
    doubted = window(lines, Declared(lag * SECOND, skew * SECOND), mailboxes)
    plain = window(lines, Declared(0, 0), 1)
    assert inside(doubted.sure, doubted.possible)
    assert inside(plain.possible, doubted.possible)
    assert inside(doubted.sure, plain.sure)
