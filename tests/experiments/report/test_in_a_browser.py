from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from experiments.report.comparison import write_comparison
from experiments.report.report import write_report
from experiments.study.file import StudyFile
from tests.experiments.browsing import PHONE, PROJECTOR, Opened, tab
from tests.experiments.sweep.toys import run, toy

from . import toys

widths = pytest.mark.parametrize("width", [PROJECTOR, PHONE])


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the toy study, with one tenant's night."""
    folder = toys.write_results(tmp_path_factory.mktemp("study"))
    toys.picture().keep(folder)
    return write_report(folder)


OpenAt = Callable[[int], Opened]


@pytest.fixture
def open_at(browser: Browser, report: Path) -> Iterator[OpenAt]:
    """Opens the report at a width."""
    pages: list[Page] = []

    def open_report(width: int) -> Opened:
        opened = Opened.of(tab(browser, width))
        pages.append(opened.page)
        opened.page.goto(report.as_uri())
        return opened

    yield open_report
    for page in pages:
        page.close()


def _unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def test_asks_for_nothing(open_at: OpenAt, report: Path) -> None:
    """The browser reads the one file, asks nobody for anything else, and has nothing to complain of."""
    opened = open_at(PROJECTOR)
    _unfold(opened.page)
    opened.page.wait_for_load_state("networkidle")

    files = [url for url in opened.requests if not url.startswith("data:")]
    assert files == [report.as_uri()]
    assert opened.complaints == []


@widths
def test_not_wider_than_the_screen(open_at: OpenAt, width: int) -> None:
    """On a projector and on a phone the page never scrolls sideways, folded or unfolded."""
    page = open_at(width).page
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        _unfold(page)


def test_tables_fit_the_projector(open_at: OpenAt) -> None:
    """On a projector no table and no figure has to be scrolled sideways either."""
    page = open_at(PROJECTOR).page
    _unfold(page)

    regions = page.evaluate(
        "[...document.querySelectorAll('.scroll')].map(each => [each.scrollWidth, each.clientWidth])"
    )
    assert len(regions) == 8
    assert all(content <= room for content, room in regions)


@widths
def test_what_a_reader_sees(open_at: OpenAt, width: int) -> None:
    """The finding is the first heading; tables and figures are visible, named, and none is missing."""
    page = open_at(width).page

    assert page.locator("h1").inner_text() == "1,203 of 130,000 tenants would have seen foreign entries"
    assert page.get_by_role("img").count() == 4
    for name in ("ovh-2016 exposes up to 24,310 tenants", "batch-late exposes 4,602 tenants in 19 nights"):
        assert page.get_by_role("img", name=name).is_visible()
    assert page.locator("table:visible").count() == 2
    _unfold(page)
    assert page.locator("table:visible").count() == 4


def test_every_table_is_whole(open_at: OpenAt) -> None:
    """Every table has a caption; the table of all cells has every cell, and one that says it was not run."""
    page = open_at(PROJECTOR).page
    _unfold(page)

    assert page.locator("table").count() == page.locator("table > caption").count() == 4
    cells = page.get_by_role("group", name="table of all cells")
    assert cells.locator('th[scope="row"]').count() == 7 * 6
    assert cells.get_by_text("not run", exact=True).count() == 1
    assert cells.get_by_text("never", exact=True).count() == 4 * 6


def test_figures_are_drawn(open_at: OpenAt) -> None:
    """Every drawing has paths and takes up room on the page."""
    page = open_at(PROJECTOR).page

    for drawing in page.get_by_role("img").all():
        box = drawing.bounding_box()
        assert box is not None
        assert box["width"] > 1_000
        assert box["height"] > 500
        assert drawing.locator("path").count() > 20


def test_letters_are_large_enough(open_at: OpenAt) -> None:
    """On a projector no text of the page is under 12 px."""
    page = open_at(PROJECTOR).page
    _unfold(page)

    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('main *')].filter(each => each.textContent.trim()"
        " && !each.closest('svg')).map(each => parseFloat(getComputedStyle(each).fontSize)))"
    )
    assert smallest >= 12


@widths
def test_many_schedules(browser: Browser, tmp_path: Path, width: int) -> None:
    """The page of many schedules fits the screen, folded or not, with one figure and one table more."""
    report = write_report(toys.write_results(tmp_path, schedules=200))
    page = tab(browser, width)
    page.goto(report.as_uri())
    assert page.locator("h1").inner_text() == "1,202 of 130,000 tenants would have seen foreign entries"
    assert page.get_by_role("img").count() == 4
    assert page.get_by_role("img", name="batch-late exposes 4,183 to 5,016 tenants").is_visible()
    for tables in (2, 5):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("table:visible").count() == tables
        _unfold(page)
    regions = page.evaluate(
        "[...document.querySelectorAll('.scroll')].map(each => [each.scrollWidth, each.clientWidth])"
    )
    assert len(regions) == 9
    if width == PROJECTOR:
        assert all(content <= room for content, room in regions)
    page.close()


@widths
def test_a_comparison(browser: Browser, tmp_path: Path, width: int) -> None:
    """The page of a comparison fits the screen, folded or not; its figures and tables are all there."""
    report = write_comparison(toys.write_comparison(tmp_path))
    page = tab(browser, width)
    page.goto(report.as_uri())
    assert page.locator("h1").inner_text().startswith("batch-late exposes 3,399 tenants more than ovh-2016")
    assert page.get_by_role("img").count() == 4
    for tables in (4, 5):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("table:visible").count() == tables
        _unfold(page)
    regions = page.evaluate(
        "[...document.querySelectorAll('.scroll')].map(each => [each.scrollWidth, each.clientWidth])"
    )
    assert len(regions) == 9
    if width == PROJECTOR:
        assert all(content <= room for content, room in regions)
    page.close()


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a sweep of six keys."""
    sweep = toy(windows=(), seeds=(1, 2), sample=12, vary=StudyFile.load("doubts").vary)
    return run(sweep, tmp_path_factory.mktemp("sweep") / "out")


@widths
def test_a_sweep(browser: Browser, swept: Path, width: int) -> None:
    """The page of a sweep of six keys fits the screen, folded or not; its figure and tables are there."""
    page = tab(browser, width)
    page.goto(swept.as_uri())
    assert "moves the answer most" in page.locator("h1").inner_text()
    assert page.get_by_role("img").count() == 1
    for tables in (1, 3):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("table:visible").count() == tables
        _unfold(page)
    regions = page.evaluate(
        "[...document.querySelectorAll('.scroll')].map(each => [each.scrollWidth, each.clientWidth])"
    )
    assert len(regions) == 4
    if width == PROJECTOR:
        assert all(content <= room for content, room in regions)
    page.close()


def test_print_unfolds(open_at: OpenAt) -> None:
    """What is folded on the screen is printed."""
    page = open_at(PROJECTOR).page
    page.emulate_media(media="print")

    assert page.get_by_text("a note with <b>markup</b> & signs").is_visible()
