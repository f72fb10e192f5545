"""A journal comes back as it was written, and whatever is wrong in one is said by line, column and value."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.journal.clock import Clock
from sim.journal.line import Line, Reported
from sim.journal.reading import read_journal, tenants_in
from sim.journal.writing import write_journal
from sim.scenario import Scenario
from sim.units import DAY, HOUR, SECOND

CLOCK = Clock.of(Scenario.load().campaign)
LINES = [
    Line(3, "provision", 0, 5 * SECOND + 1, Reported.DONE, 1, None, 0),
    Line(3, "cut_over", 14 * DAY + 22 * HOUR, 14 * DAY + 23 * HOUR, Reported.FAILED, 5, 2, 0),
    Line(3, "cut_over", 14 * DAY + 23 * HOUR, 14 * DAY + 23 * HOUR + 7, Reported.UNDONE, 5, 2, 0),
    Line(4, "mend", 15 * DAY, 15 * DAY, Reported.DONE),
    Line(4, "assign_policy", 16 * DAY, step=7),
]
HEADER = "tenant,verb,start,end,outcome\n"
GOOD = "2016-04-18T22:00:00+02:00"


def journal(folder: Path, text: str) -> Path:
    """A file with this text."""
    path = folder / "night.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Every column of every line comes back, to the microsecond; a step under way has no end."""
    write_journal(tmp_path / "night.csv", LINES, CLOCK)

    assert read_journal(tmp_path / "night.csv", CLOCK) == LINES
    assert [[line.verb for line in of] for _, of in tenants_in(LINES)] == [
        ["provision", "cut_over", "cut_over"],
        ["mend", "assign_policy"],
    ]


def test_names_are_read_where_they_are_known(tmp_path: Path) -> None:
    """A tenant may be called by its name in the inventory, or by its number."""
    names = ("Bakery", "Law, and order")
    write_journal(
        tmp_path / "night.csv", [Line(1, "provision", 0, 1, Reported.DONE)], CLOCK, names.__getitem__
    )

    (line,) = read_journal(tmp_path / "night.csv", CLOCK, 2, names)

    assert line.tenant == 1


def test_others_write_it_otherwise(tmp_path: Path) -> None:
    """Columns in another order, semicolons, another zone, words in capitals, a column more: the same line."""
    path = journal(
        tmp_path,
        "By;Outcome;verb;end;start;tenant\nann;Done;Cut_Over;2016-04-18T20:01Z;2016-04-18T20:00Z;7\n",
    )

    (line,) = read_journal(path, CLOCK)

    began_at = 14 * DAY + 22 * HOUR
    assert line == Line(7, "cut_over", began_at, began_at + 60 * SECOND, Reported.DONE)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "tenant,verb,start,outcome\n",
            "line 1: expected the columns tenant, verb, start, end, outcome; there is no end",
        ),
        (
            f"{HEADER}x,cut_over,{GOOD},{GOOD},done\n",
            'line 2: tenant = "x": expected a tenant\'s number from 0 to 9',
        ),
        (
            f"{HEADER}10,cut_over,{GOOD},{GOOD},done\n",
            'line 2: tenant = "10": expected a tenant\'s number from 0 to 9',
        ),
        (
            f"{HEADER}1,cut_over,2016-04-18T22:00:00,{GOOD},done\n",
            'line 2: start = "2016-04-18T22:00:00": expected a date and time with its zone such as'
            ' "2016-04-04T00:00:00+02:00"',
        ),
        (
            f"{HEADER}1,cut_over,2016-13-18T22:00:00Z,{GOOD},done\n",
            'line 2: start = "2016-13-18T22:00:00Z": expected a date and time with its zone such as'
            ' "2016-04-04T00:00:00+02:00"',
        ),
        (
            f"{HEADER}1,cut_over,{GOOD},2016-04-18T21:59:59+02:00,done\n",
            f'line 2: end = "2016-04-18T21:59:59+02:00": expected no earlier than start, {GOOD}',
        ),
        (
            f"{HEADER}1,cut_over,{GOOD},{GOOD},ok\n",
            'line 2: outcome = "ok": expected one of done, failed, skipped, undone, running',
        ),
        (
            f"{HEADER}1,cut_over,{GOOD},{GOOD},running\n",
            f'line 2: end = "{GOOD}": expected it empty, as outcome is "running"',
        ),
        (
            "tenant,verb,start,end,outcome,step\n" + f"1,cut_over,{GOOD},{GOOD},done,0\n",
            'line 2: step = "0": expected a whole number from 1 on, or nothing',
        ),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, says: str) -> None:
    """One line: the file, the line, the column, its value, what was expected."""
    path = journal(tmp_path, text)

    with pytest.raises(InputError) as refused:
        read_journal(path, CLOCK, 10)

    assert str(refused.value) == f"{path}: {says}"


def test_many_mistakes_are_counted(tmp_path: Path) -> None:
    """Three are told, the rest are counted; a verb that there is not is one."""
    path = journal(tmp_path, HEADER + f"1,move,{GOOD},{GOOD},done\n" * 5)

    with pytest.raises(InputError) as refused:
        read_journal(path, CLOCK)

    assert str(refused.value).count('verb = "move"') == 3
    assert str(refused.value).endswith("and 2 more lines")
