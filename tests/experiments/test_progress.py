"""Progress on standard error: what is left, how fast it goes, and in how much memory."""

from itertools import count

import pytest

from experiments.memory import held_bytes
from experiments.progress import Progress


def test_it_tells_what_is_left_how_fast_and_in_how_much_memory(capsys: pytest.CaptureFixture[str]) -> None:
    """A step every two seconds: ten cells each are five a second; 70 left take 14 s, 700 two minutes."""
    clock = count(0.0, 2.0).__next__
    with Progress("cells", lambda: 1_500_000_000, clock) as told:
        told(0, 80)
        told(10, 80)
    with Progress("cells", lambda: None, clock) as told:
        told(0, 710)
        told(10, 710)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "0 of 80 cells done",
        "10 of 80 cells done, about 14 s left, 5 cells a second, 1.5 GB",
        "0 of 710 cells done",
        "10 of 710 cells done, about 2 min left, 5 cells a second",
    ]


def test_what_an_earlier_run_did_is_no_pace_of_this_one(capsys: pytest.CaptureFixture[str]) -> None:
    """Of 100 cells 90 were there: five in two seconds leave two seconds for five."""
    with Progress("cells", lambda: None, count(0.0, 2.0).__next__) as told:
        told(90, 100)
        told(95, 100)
    assert capsys.readouterr().err.splitlines() == [
        "90 of 100 cells done",
        "95 of 100 cells done, about 2 s left, 2.5 cells a second",
    ]


def test_memory_is_that_of_this_process_and_those_it_started() -> None:
    """A list of ten million numbers is in it, once."""
    before = held_bytes()
    kept = bytearray(b"x") * 200_000_000
    after = held_bytes()
    assert before is not None
    assert after is not None
    assert 180_000_000 < after - before < 400_000_000
    assert kept[0] == ord("x")
