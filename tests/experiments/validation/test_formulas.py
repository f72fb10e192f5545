"""Every formula beside its simulation, on less than the page simulates."""

import re
from math import inf

import pytest

from experiments.validation import page
from experiments.validation.__main__ import PAGE
from experiments.validation.formulas.every import EVERY
from experiments.validation.formulas.formula import Checked, Formula
from tests.test_docs import ROOT

EFFORT = 0.05


@pytest.mark.parametrize("formula", EVERY, ids=[formula.name for formula in EVERY])
def test_a_formula_and_its_simulation_agree(formula: Formula) -> None:
    """They are no further apart than chance takes them."""
    found = formula.check(EFFORT)

    assert found.holds, f"{found.formula} beside {found.simulated}, {found.apart:+.1f} standard errors"


def test_what_a_formula_may_be_off_by() -> None:
    """A bound may be far above, an error that is admitted is no difference, and no chance leaves no room."""
    assert Checked(1.0, 0.2, 0.1, "", is_bound=True).holds
    assert not Checked(0.2, 1.0, 0.1, "", is_bound=True).holds
    assert Checked(1.0, 2.0, 0.1, "", error=0.9).apart == pytest.approx(1.0)
    assert Checked(1.0, 2.0, 0.0, "").apart == inf
    assert Checked(2.0, 2.0, 0.0, "").holds


def test_the_page_has_every_formula() -> None:
    """Rows of the page are those of the list, and each names a file that there is."""
    part = PAGE.read_text(encoding="utf-8").partition(page.HEADINGS["formulas"])[2].partition("\n## ")[0]
    names = [line.split(" | ")[0].removeprefix("| ") for line in part.splitlines() if line.startswith("| ")][
        2:
    ]

    assert names == [formula.name for formula in EVERY]
    assert len(set(names)) == len(names)
    files = [re.split(r": ", formula.where)[0] for formula in EVERY]
    assert [file for file in files if not (ROOT / file).is_file()] == []
    assert "None is further apart" in part
