"""What docs/figures.md says of the frames is what the figures read."""

import re
from pathlib import Path

import pytest

from experiments import figures

from .columns import DRAWN, all_columns

PAGE = (Path(__file__).parents[3] / "docs" / "figures.md").read_text(encoding="utf-8")


def _documented(figure: str) -> dict[str, str]:
    """Columns and types in the table of a figure's section."""
    section = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    (text,) = (part for part in section if part.startswith(f"{figure}\n"))
    found: dict[str, str] = {}
    for row in re.findall(r"^\|(.*)\|$", text, flags=re.MULTILINE):
        *_, names, kind, _ = (cell.strip() for cell in row.split("|"))
        found |= dict.fromkeys(re.findall(r"`(\w+)`", names), kind)
    return found


def test_every_figure_has_a_section_with_an_example() -> None:
    """Each public figure has a section of its own, which calls it."""
    assert sorted(re.findall(r"^## (\w+)$", PAGE, flags=re.MULTILINE)) == sorted(DRAWN)
    for figure in DRAWN:
        assert f"figure = figures.{figure}(" in PAGE


@pytest.mark.parametrize("figure", DRAWN)
def test_every_column_is_documented_with_its_type(figure: str) -> None:
    """The table of a section names the columns that the figure reads, no others, with their types."""
    assert _documented(figure) == dict(all_columns(figure))


@pytest.mark.parametrize("figure", DRAWN)
def test_the_docstring_names_what_it_refuses(figure: str) -> None:
    """The docstring of each figure has its arguments and says that a missing column is a ValueError."""
    text = str(getattr(figures, figure).__doc__)
    assert "Args:" in text
    assert "ValueError" in text
