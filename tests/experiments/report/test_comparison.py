import re
from pathlib import Path

import pytest

from experiments.enough import Stop, Width
from experiments.report.comparison import ComparisonResults, write_comparison
from sim.errors import InputError

from . import toys


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the toy comparison."""
    return write_comparison(toys.write_comparison(tmp_path_factory.mktemp("comparison")))


@pytest.fixture(scope="module")
def text(report: Path) -> str:
    """Its source, a space between any two words."""
    return " ".join(report.read_text(encoding="utf-8").split())


def test_where_things_are(report: Path) -> None:
    """The page lies in the folder, and each figure in four files under figures."""
    assert report.name == "report.html"
    assert sorted(path.name for path in (report.parent / "figures").iterdir()) == sorted(
        f"{figure}{suffix}"
        for figure in ("compare", "risk_beside_cost", "schedules", "causes")
        for suffix in (".svg", ".png", ".csv", ".txt")
    )


def test_the_same_bytes(tmp_path: Path, report: Path) -> None:
    """A page drawn again, elsewhere, has the same bytes in every file."""
    again = write_comparison(toys.write_comparison(tmp_path / "elsewhere"))
    for path in [report, *(report.parent / "figures").iterdir()]:
        assert (again.parent / path.relative_to(report.parent)).read_bytes() == path.read_bytes(), path.name


def test_one_file_that_loads_nothing(report: Path, text: str) -> None:
    """The page is under 5 MB, has no script, no address, and no id twice."""
    assert report.stat().st_size < 5_000_000
    assert re.findall(r"<(?:script|link|iframe)\b|https?://", text) == []
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(set(ids)) == len(ids)


def test_says_the_differences_with_their_intervals(text: str) -> None:
    """Every further procedure has its estimate, the interval of it and of the counts, in a row."""
    table = text[text.index("Each procedure less ovh-2016") :]
    table = table[: table.index("</table>")]
    assert table.count('<th scope="row"') == 6
    assert re.search(r"\+3,388 to \+3,410\s*</small>\s*<small>\s*seen \+3,371 to \+3,427", table)


def test_says_how_often_one_is_worse(text: str) -> None:
    """Every further procedure has in how many schedules it exposes more, fewer, as many, each with its interval."""
    table = text[text.index("Exposed tenants beside ovh-2016.") :]
    table = table[: table.index("</table>")]
    assert table.count('<th scope="row"') == 6
    batch_late = table[table.index("batch-late") :]
    batch_late = batch_late[: batch_late.index("</tr>")]
    for cell in (
        "200 of 200 <small>P 98 to 100 %</small>",
        "0 of 200 <small>P 0 to 2 %</small>",
        "<small>correlation 1.00</small>",
        "3.83 <small>3.83 to 3.83</small>",
        "<td>6.25</td>",
        "&lt; 0.0001",
    ):
        assert cell in batch_late
    assert table.count("0 has no logarithm") == 4
    assert "by Holm&#39;s correction at 5 %, each exposes more or fewer tenants." in text


def test_says_which_procedure_is_dominated(text: str) -> None:
    """One that another dominates is grey in the table, with the other's name, and a sentence says why."""
    assert (
        "Not dominated in exposed tenants, nights and downtime (99th percentile): ovh-2016, isolate-unrep"
        in text
    )
    assert (
        "batch-late is dominated by ovh-2016: 3,399 more exposed tenants, as many nights, as much downtime."
        in text
    )
    assert text.count('<tr class="quiet">') == 1
    grey = text[text.index('<tr class="quiet">') :]
    assert "batch-late<small>dominated by ovh-2016</small>" in grey[: grey.index("</tr>")]


def test_says_who_changes_sides(text: str) -> None:
    """Each further procedure has how many change sides each way, and a tenant to look at, or that there is none."""
    table = text[text.index('id="sides"') : text.index('id="chance"')]
    assert table.count("<td>1,203</td>") == 6
    assert table.count("tenant 42, exposed under ovh-2016") == 5
    assert table.count("none does") == 1


def test_says_why_it_stopped(tmp_path: Path, text: str) -> None:
    """A comparison that a width or the cap ended says which, and that its intervals are at about 95 %."""
    assert "Narrow enough" not in text
    assert "about 95 %" not in text
    told = {
        True: Stop(0.1, Width(0.0987, "gated less ovh-2016"), 200, 2_000),
        False: Stop(0.01, Width(0.0987, "gated less ovh-2016"), 200, 200),
    }
    for is_narrow, stop in told.items():
        folder = toys.write_comparison(tmp_path / str(is_narrow), stop=stop.described())
        page = " ".join(write_comparison(folder).read_text(encoding="utf-8").split())
        assert ("Narrow enough" in page, "Stopped at the cap" in page) == (is_narrow, not is_narrow)
        assert "it came to 9.87 % (gated less ovh-2016)" in page
        assert "Intervals of means: about 95 %." in page


@pytest.mark.parametrize("missing", ["compare.json", "paired.parquet", "sides.parquet"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    """A folder without one of the files is refused in a line that names the file."""
    (toys.write_comparison(tmp_path, 20) / missing).unlink()
    with pytest.raises(InputError) as refused:
        ComparisonResults.read(tmp_path)
    assert str(refused.value) == f"{tmp_path}: expected a results folder: {missing} is missing"
