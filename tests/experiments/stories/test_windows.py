"""Records of steps that move one mailbox at a time, written by hand: instants in microseconds."""

from dataclasses import replace

from experiments.stories.windows import NOBODY, SOME, SOURCE, TARGET, Stretch, open_spans, served, stretches
from fakeexchange.clock import NEVER
from fakeexchange.directory import Entry
from fakeexchange.journal import Record, Write


def _record(*done: Entry, held: tuple[tuple[int, ...], ...]) -> Record:
    writes = tuple(Write(mailbox, 0, min(seen), seen) for mailbox, seen in enumerate(held))
    return Record(0, len(held), 0, len(held[0]), done, (), writes, held, {})


def test_a_tenant_moved_whole() -> None:
    """Locked, hosted, routed: nobody serves between the lock and the rerouting, then the target does."""
    record = _record((10, "lock"), (20, "cut_over"), (30, "switch_routing"), held=((40, 50),) * 2)
    whole = [Stretch(0, 10, SOURCE), Stretch(10, 30, NOBODY), Stretch(30, NEVER, TARGET)]

    assert stretches(record, 1, False) == served(record, False) == whole
    assert open_spans(record, False, 1000, [0]) == [(30, 40)]
    assert open_spans(record, False, 1000, [0, 1]) == [(30, 50)]


def test_mailbox_after_mailbox() -> None:
    """Where each mailbox has an entry of its own, each opens its own window: two, with a pause between."""
    record = _record(
        (5, "switch_routing"),
        (10, "lock", 0),
        (20, "cut_over", 0),
        (40, "lock", 1),
        (60, "cut_over", 1),
        held=((30,), (70,)),
    )

    assert open_spans(record, False, 1000, [0]) == [(20, 30), (60, 70)]
    assert [each.by for each in served(record, False)] == [SOURCE, SOME, TARGET]


def test_a_gate_cuts_a_window() -> None:
    """A gate closed in the middle makes two windows of one, and what a mending opens is open again."""
    record = _record(
        (10, "cut_over"),
        (10, "switch_routing"),
        (20, "close_gate"),
        (30, "mend"),
        held=((NEVER,),),
    )

    assert open_spans(record, False, 50, [0]) == [(10, 20), (30, 50)]


def test_a_source_that_redirects() -> None:
    """Where the source sends moved users on, a mailbox is reachable from its cut-over."""
    record = _record((10, "cut_over"), (90, "switch_routing"), held=((50,),))

    assert open_spans(record, True, 1000, [0]) == [(10, 50)]
    assert open_spans(record, False, 1000, [0]) == []


def test_a_policy_taken_away_opens_a_window_again() -> None:
    """Each controller is open until it has seen the policy, and from when it has seen that it is gone."""
    record = _record(
        (10, "cut_over"), (20, "switch_routing"), (80, "undo switch_routing"), held=((NEVER, NEVER),)
    )
    writes = (Write(0, 0, 30, (30, 40)), Write(0, None, 50, (50, 65)))
    undone = replace(record, writes=writes)

    assert open_spans(undone, False, 1000, [0]) == [(20, 30), (50, 80)]
    assert open_spans(undone, False, 1000, [1]) == [(20, 40), (65, 80)]
    assert open_spans(undone, False, 1000, [0, 1]) == [(20, 40), (50, 80)]


def test_a_controller_ignores_an_older_write() -> None:
    """What a controller sees late, after it has seen what came later, changes nothing there."""
    record = _record((10, "cut_over"), (20, "switch_routing"), held=((NEVER,),))
    late = replace(record, writes=(Write(0, 0, 30, (70,)), Write(0, None, 50, (55,))))

    assert open_spans(late, False, 1000, [0]) == [(20, 1000)]
