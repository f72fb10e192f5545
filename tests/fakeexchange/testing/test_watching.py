"""A watch over made-up looks: which windows it makes of what it sees after each event."""

from fakeexchange.cmdlets.recording import Call
from fakeexchange.testing.looking import Leak
from fakeexchange.testing.watching import Waited, Watch


def leak(viewer: str, *strangers: str) -> Leak:
    """Somebody who could see strangers."""
    return Leak(viewer, "dc1", ("nspi",), strangers, "not_assigned")


def watched(*looks: list[Leak]) -> Watch:
    """A watch that saw the first look at its beginning, and each further one after a call of its own."""
    waiting = list(looks)
    watch = Watch(lambda: waiting.pop(0), lambda _: None)
    for number in range(1, len(looks)):
        watch.saw(Call(number, number, f"Set-{number}", {}))
    return watch


def ends(watch: Watch) -> list[tuple[str | None, str | None, list[str]]]:
    """Of each window the cmdlets between which it lay, and who could see."""
    return [
        (
            window.opened_by.cmdlet if isinstance(window.opened_by, Call) else None,
            window.closed_by.cmdlet if isinstance(window.closed_by, Call) else None,
            [leak.viewer for leak in window.leaks],
        )
        for window in watch.windows
    ]


def test_windows_of_the_same_two_calls_are_one() -> None:
    """Two viewers of one window are told together; another window of one of them is another."""
    a, b = leak("a", "x"), leak("b", "x")

    assert ends(watched([], [a, b], [], [a], [a], [])) == [
        ("Set-1", "Set-2", ["a", "b"]),
        ("Set-3", "Set-5", ["a"]),
    ]


def test_windows_at_the_edges() -> None:
    """A window may have been open before the watch began, and be open still."""
    watch = watched([leak("a", "x")], [], [leak("a", "x")])

    assert ends(watch) == [(None, "Set-1", ["a"]), ("Set-2", None, ["a"])]
    assert str(watch.windows[0]).startswith("between before the watch began and call 1, Set-1: a could see x")
    assert str(watch.windows[1]).startswith("between call 2, Set-2 and (still open): a could see x")


def test_the_most_that_was_seen_is_told() -> None:
    """Of a window in which ever more could be seen, what could be seen at its widest."""
    watch = watched([], [leak("a", "x")], [leak("a", "x", "y", "z", "w")], [leak("a", "z")], [])

    (window,) = watch.windows
    assert window.leaks[0].strangers == ("x", "y", "z", "w")
    assert "a could see x, y, z and 1 more through dc1" in str(window)


def test_time_may_close_a_window() -> None:
    """What closes by the clock is said to."""
    looks = [[leak("a", "x")], []]
    watch = Watch(lambda: looks.pop(0), lambda _: None)
    watch.saw(Waited(1_500_000))

    assert str(watch.windows[0].closed_by) == "the clock's advance to 1.5 s"
