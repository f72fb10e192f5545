from fakeexchange.replication import WRITER, Change, policy_seen

ASSIGNED: Change = (7, 100, (0, 30, 50), None)


def test_nothing_written_nothing_seen() -> None:
    """Where no policy was ever written, no controller holds one."""
    assert policy_seen(None, WRITER, 10**15) is None


def test_writer_sees_at_once() -> None:
    """The controller that took a write holds it from the instant of the write."""
    assert [policy_seen(ASSIGNED, WRITER, at) for at in (99, 100)] == [None, 7]


def test_each_controller_has_its_own_lag() -> None:
    """A controller sees a change at its own lag after the write, not a microsecond earlier."""
    assert [policy_seen(ASSIGNED, 1, at) for at in (129, 130)] == [None, 7]
    assert [policy_seen(ASSIGNED, 2, at) for at in (149, 150)] == [None, 7]


def test_older_change_is_ignored() -> None:
    """A change that arrives after a newer one has been seen alters nothing."""
    # Written at 100, to arrive at 190; removed at 120, seen at 130.
    slow: Change = (7, 100, (0, 90), None)
    removed: Change = (None, 120, (0, 10), slow)

    assert [policy_seen(removed, 1, at) for at in (129, 130, 189, 190, 10_000)] == [None] * 5


def test_older_change_holds_until_the_newer_arrives() -> None:
    """A controller that has seen the older change alone goes on holding it."""
    removed: Change = (None, 200, (0, 40), ASSIGNED)

    assert [policy_seen(removed, 1, at) for at in (129, 130, 239, 240)] == [None, 7, 7, None]


def test_undone_link_is_gone() -> None:
    """A removed link is no policy on the writer at once, and the one written after it is."""
    removed: Change = (None, 200, (0, 0, 0), ASSIGNED)
    again: Change = (7, 300, (0, 0, 0), removed)

    assert [policy_seen(again, WRITER, at) for at in (100, 199, 200, 299, 300)] == [7, 7, None, None, 7]
