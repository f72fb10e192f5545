"""Records of steps that move one mailbox at a time, written by hand: instants in microseconds."""

from experiments.stories.windows import NOBODY, SOME, SOURCE, TARGET, Stretch, open_spans, served, stretches
from fakeexchange.clock import NEVER
from fakeexchange.directory import Entry
from fakeexchange.journal import Record


def _record(*done: Entry, held: tuple[tuple[int, ...], ...]) -> Record:
    return Record(0, len(held), 0, len(held[0]), done, (), (), held, {})


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
