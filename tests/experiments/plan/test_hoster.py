"""The hoster's own matters: defaults, what a file says otherwise, and mistakes in one."""

from pathlib import Path

import pytest

from experiments.plan.hoster import Hoster
from sim.errors import InputError


def test_a_risk_lies_in_the_row_and_column_whose_bounds_it_is_below() -> None:
    """A bound belongs to the level above it; what nobody is affected by has the least impact."""
    matrix = Hoster.load(None).matrix

    assert matrix.place(0.009, 0).cell == "low"
    assert matrix.place(0.01, 10).likelihood == "unlikely"
    assert matrix.place(0.01, 10).impact == "moderate"
    placed = matrix.place(1.0, 552_000)
    assert (placed.likelihood, placed.impact, placed.cell, placed.is_accepted) == (
        "likely",
        "severe",
        "extreme",
        False,
    )


def test_a_file_says_what_differs(tmp_path: Path) -> None:
    """One key of a table, the others staying as they are."""
    file = tmp_path / "ours.toml"
    file.write_text('[help_desk]\ncalls_a_day = 50\n[approval]\nlines = ["board"]\n')

    found = Hoster.load(str(file))

    assert found.help_desk.calls_a_day == 50
    assert found.help_desk.calls_a_tenant == Hoster.load(None).help_desk.calls_a_tenant
    assert found.approval.lines == ("board",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[capacity]\nservers = 0\n", "capacity.servers = 0: expected at least 1"),
        ("[capacity]\nserver = 3\n", 'capacity.server: no such key; did you mean "servers"?'),
        ("[matrx]\n", 'matrx: no such key; did you mean "matrix"?'),
        (
            '[matrix]\ncells = [["low", "medium"]]\n',
            "matrix.cells: expected 4 rows of 4, one for each likelihood and impact",
        ),
        (
            '[matrix]\nimpact = [{ name = "a" }, { name = "b" }, { name = "c" }, { name = "d", below = 3 }]\n',
            "matrix.impact: expected each level but the last below a number, growing from one to the next",
        ),
        (
            '[matrix]\naccepted = ["green"]\n',
            'matrix.accepted = "green": expected one of the cells: low, medium, high, extreme',
        ),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, says: str) -> None:
    """File, key, value, what was expected."""
    file = tmp_path / "ours.toml"
    file.write_text(text)

    with pytest.raises(InputError) as refused:
        Hoster.load(str(file))

    assert str(refused.value) == f"{file}: {says}"
