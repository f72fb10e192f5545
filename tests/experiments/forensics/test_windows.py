"""Windows from journals, worked out on paper: seconds, a lag of 10 s, clocks that differ by 1 s."""

from experiments.forensics.declared import Declared
from experiments.forensics.windows import Spans, Window, window
from sim.journal.line import MEND, Line, Reported
from sim.units import SECOND
from sim.words import NEVER

DECLARED = Declared(lag_us=10 * SECOND, skew_us=1 * SECOND)


def line(
    verb: str, start: int, end: int | None, outcome: Reported = Reported.DONE, mailbox: int | None = None
) -> Line:
    """A line of tenant 0, in seconds."""
    return Line(0, verb, start * SECOND, NEVER if end is None else end * SECOND, outcome, mailbox=mailbox)


def seconds(spans: Spans) -> list[tuple[float, float]]:
    """Intervals in seconds; inf where one has no end."""
    return [(a / SECOND, float("inf") if b == NEVER else b / SECOND) for a, b in spans]


MOVED = [line("cut_over", 0, 100), line("switch_routing", 100, 120)]


def of(*lines: Line, many: int = 1) -> Window:
    """The window of some lines after a move."""
    return window([*MOVED, *lines], DECLARED, many)


def test_a_window_opens_with_routing_and_closes_with_the_last_controller() -> None:
    """Possible from 119 (clocks) to 161 (policy at 150, lag 10, clocks 1); sure from 121 to 149."""
    found = of(line("assign_policy", 120, 150))
    assert seconds(found.possible) == [(119, 161)]
    assert seconds(found.sure) == [(121, 149)]


def test_the_first_of_several_mailboxes_has_its_policy_after_its_share_of_the_step() -> None:
    """Of three in 30 s the first has it at 130: from 129 on nobody can be sure."""
    assert seconds(of(line("assign_policy", 120, 150), many=3).sure) == [(121, 129)]


def test_a_gate_keeps_a_window_shut() -> None:
    """Closed before the move and opened after the last controller: no window, not even a possible one."""
    gate = line("close_gate", -10, -5)
    late = line("open_gate", 200, 205)
    assert of(gate, line("assign_policy", 120, 150), late).possible == ()
    early = of(gate, line("open_gate", 150, 155), line("assign_policy", 120, 150))
    assert seconds(early.possible) == [(154, 161)]
    assert early.sure == ()


def test_a_policy_that_was_given_up_isolates_nobody() -> None:
    """Failed: open without end. Found and mended at 500: open until then, and as long as a controller may lack it."""
    failed = line("assign_policy", 120, 150, Reported.FAILED)
    assert seconds(of(failed).possible) == [(119, float("inf"))]
    assert seconds(of(failed, line(MEND, 500, 500)).possible) == [(119, 511)]


def test_what_was_mended_may_have_been_open_all_along() -> None:
    """A policy reported as done and mended later: possibly open until the mend, surely as long as before."""
    found = of(line("assign_policy", 120, 150), line(MEND, 500, 500))
    assert seconds(found.possible) == [(119, 511)]
    assert seconds(found.sure) == [(121, 149)]


def test_what_is_undone_closes_the_window() -> None:
    """The cut-over taken back at 300: the source serves again."""
    failed = line("assign_policy", 120, 150, Reported.FAILED)
    back = line("cut_over", 280, 300, Reported.UNDONE)
    assert seconds(of(failed, back).possible) == [(119, 301)]


def test_a_step_that_still_runs_may_have_acted_or_not() -> None:
    """A policy step that has not ended: possibly open without end, surely until it began."""
    found = of(line("assign_policy", 130, None, Reported.RUNNING))
    assert seconds(found.possible) == [(119, float("inf"))]
    assert seconds(found.sure) == [(121, 129)]


def test_mailboxes_moved_one_by_one_have_windows_of_their_own() -> None:
    """Routing at 120 first; mailbox 0 open 130 to 140, mailbox 1 open 200 to 210; the tenant's are both."""
    lines = [
        line("switch_routing", 100, 120),
        line("cut_over", 125, 130, mailbox=0),
        line("assign_policy", 130, 140, mailbox=0),
        line("cut_over", 195, 200, mailbox=1),
        line("assign_policy", 200, 210, mailbox=1),
    ]
    found = window(lines, DECLARED, 2)
    assert seconds(found.possible) == [(129, 151), (199, 221)]
    assert seconds(found.sure) == [(131, 139), (201, 209)]
