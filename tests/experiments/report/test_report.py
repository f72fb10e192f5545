import re
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from experiments.report.report import write_report

from . import toys


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the toy study."""
    return write_report(toys.write_results(tmp_path_factory.mktemp("study")))


@pytest.fixture(scope="module")
def text(report: Path) -> str:
    """Its source."""
    return report.read_text(encoding="utf-8")


def test_where_things_are(report: Path) -> None:
    """The page lies in the folder, and each figure in four files under figures."""
    assert report.name == "report.html"
    assert sorted(path.name for path in (report.parent / "figures").iterdir()) == sorted(
        f"{figure}{suffix}"
        for figure in ("heatmap", "exposure_over_nights", "causes")
        for suffix in (".svg", ".png", ".csv", ".txt")
    )


def test_the_same_bytes(tmp_path: Path, report: Path) -> None:
    """A report drawn again, elsewhere, has the same bytes in every file."""
    again = write_report(toys.write_results(tmp_path / "elsewhere"))

    for path in [report, *(report.parent / "figures").iterdir()]:
        assert (again.parent / path.relative_to(report.parent)).read_bytes() == path.read_bytes(), path.name


def test_small_enough_for_a_mail(report: Path) -> None:
    """The page is under 5 MB."""
    assert report.stat().st_size < 5_000_000


def test_loads_nothing(text: str) -> None:
    """The page holds no script and no address to load anything from."""
    assert re.findall(r"<(?:script|link|iframe|img)\b", text) == []
    targets = re.findall(r"""(?:src|href)\s*=\s*["']([^"']*)|url\(([^)]*)\)|@import\s*(\S+)""", text)
    assert targets
    assert all(re.match(r"#|data:image/png", "".join(target)) for target in targets)
    assert re.findall(r"https?://", text) == []


def test_every_id_is_one_elements(text: str) -> None:
    """No two elements share an id, though the page holds several drawings, and no reference is loose."""
    ids = re.findall(r'\sid="([^"]+)"', text)

    assert len(set(ids)) == len(ids)
    assert {*re.findall(r'href="#([^"]+)"', text), *re.findall(r"url\(#([^)]+)\)", text)} <= set(ids)


def test_assumptions_are_text(text: str) -> None:
    """What an assumption says is shown as it is written, never taken for markup."""
    assert "a note with &lt;b&gt;markup&lt;/b&gt; &amp; signs" in text


def test_says_how_to_get_the_numbers_again(text: str) -> None:
    """The page ends with command, digest, seed and version."""
    foot = text[text.index('id="again"') :]

    assert toys.COMMAND in foot
    assert toys.DIGEST in foot
    assert "version 0.1.0" in foot


def test_headings_are_in_order(text: str) -> None:
    """One first heading, and no level skipped below it."""
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", text)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_a_study_without_variants(tmp_path: Path) -> None:
    """A study that varied nothing has no table of variants, and no prediction from one."""
    text = write_report(toys.write_results(tmp_path, variants=pl.DataFrame())).read_text(encoding="utf-8")

    assert "Assumptions that move the answer most" not in text
    assert "Why the two may differ" in text


@pytest.fixture(scope="module")
def of_many(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of the toy study over 200 schedules."""
    folder = toys.write_results(tmp_path_factory.mktemp("many"), schedules=200)
    return write_report(folder).read_text(encoding="utf-8")


def test_says_that_both_engines_agree(text: str, of_many: str) -> None:
    """The page says how many rows of the two engines were compared and equal."""
    for page in (text, of_many):
        assert "5,720,000 rows of\n5,720,000 equal in both engines" in page


def test_many_schedules_claim_no_tail(text: str, of_many: str) -> None:
    """The page of many schedules says how many, under which seeds, and that no tail beyond them is claimed."""
    assert "<strong>200 schedules</strong> (seeds 1 to 200)" in of_many
    assert "fewer than 1 campaign in 67" in of_many
    assert "<strong>no tail beyond these schedules is claimed</strong>" in of_many
    assert "one draw</strong>" not in of_many
    assert "This is <strong>one draw</strong>" in text


def test_many_schedules_have_a_figure_of_their_own(text: str, of_many: str) -> None:
    """How schedules differ is drawn where there are several, and the ids of the page stay each one's own."""
    assert 'id="chance"' in of_many
    assert 'id="chance"' not in text
    ids = re.findall(r'\sid="([^"]+)"', of_many)
    assert len(set(ids)) == len(ids)
    assert len(of_many.encode()) < 5_000_000


def test_a_table_of_every_cell_over_the_schedules(of_many: str) -> None:
    """The page of many schedules has mean, quantiles and the share that exposes anybody, of every cell."""
    table = of_many[of_many.index("Exposed tenants over 200 schedules") :]
    table = table[: table.index("</table>")]

    assert table.count('<th scope="row"') == 7 * 6
    assert table.count("not run") == 1
    assert "&lt; 1.5 %" in table
    assert "99 % to 100 %" in table


@pytest.fixture(scope="module")
def with_story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a toy study that keeps one tenant's story."""
    folder = toys.write_results(tmp_path_factory.mktemp("story"))
    toys.picture().keep(folder)
    return write_report(folder)


def test_opens_with_the_night_of_one_tenant(text: str, with_story: Path) -> None:
    """Before any number of the study stands the swim lane of one exposed tenant, with its story in words."""
    page = with_story.read_text(encoding="utf-8")

    assert page.index('class="lead"') < page.index('id="one"') < page.index('class="numbers"')
    assert page.index('id="one"') < page.index(f'aria-label="{toys.picture().figure.get_label()}"')
    assert "THE WINDOW OPENS on all 4 controllers" in page
    assert (with_story.parent / "figures" / "swim_lane.svg").is_file()
    assert 'id="one"' not in text
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(set(ids)) == len(ids)


def test_its_night_is_drawn_again(with_story: Path) -> None:
    """What the folder keeps is enough to draw the swim lane again, in the same bytes."""
    before = (with_story.parent / "figures" / "swim_lane.svg").read_bytes()
    write_report(with_story.parent)

    assert (with_story.parent / "figures" / "swim_lane.svg").read_bytes() == before
