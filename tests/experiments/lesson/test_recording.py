"""The lesson as one file: it answers what the map and its recordings hold, and greys the rest."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch

import pytest
from playwright.sync_api import Browser, Page, expect

from experiments import workers
from experiments.lesson.order import Order
from experiments.lesson.page import whole
from experiments.lesson.recording import record
from experiments.orderings.survey import SMALL, Judged, Survey
from sim.explorer import explore
from sim.orderings.classes import classes, critical_of
from sim.procedure import Move
from sim.units import MINUTE
from sim.words import Verb
from tests.experiments.browsing import PROJECTOR, Opened, tab

from .toys import ORDER, lesson

TENANTS = 300


@pytest.fixture(scope="module")
def survey() -> Survey:
    """The classes without a check and without a gate: a second's work."""
    judged = []
    for one in classes(Move.MRS):
        if {Verb.VERIFY_ISOLATION, Verb.CLOSE_GATE} & {*one.critical}:
            continue
        verdict = explore(one.first, SMALL)
        judged.append(Judged(one, verdict.leaks, verdict.states))
    rule = ((Verb.WAIT_REPLICATION, Verb.SWITCH_ROUTING),)
    return Survey(Move.MRS, judged, [rule])


@pytest.fixture(scope="module")
def recorded(survey: Survey) -> dict[str, Any]:
    """What a small lesson records of them."""
    with patch.object(workers, "_pool", lambda many: ThreadPoolExecutor(1)):
        return record(lesson(TENANTS), survey, [2 * MINUTE], lambda done, of: None, ("ovh-2016", "gated"))


@pytest.fixture(scope="module")
def page(
    browser: Browser, recorded: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opened]:
    """The file in a browser."""
    path = tmp_path_factory.mktemp("export") / "lesson.html"
    path.write_text(whole(lesson(TENANTS).about(), recorded), encoding="utf-8")
    opened = Opened.of(tab(browser, PROJECTOR))
    opened.page.goto(path.as_uri())
    yield opened
    opened.page.close()


def test_every_class_is_there_with_its_verdict(survey: Survey, recorded: dict[str, Any]) -> None:
    """Verdict, states, and a story that ends with the answer that leaks."""
    assert len(recorded["classes"]) == len(survey.judged) == 15
    for each in survey.judged:
        found = recorded["classes"][",".join(each.one.critical)]
        assert (found["leaks"], found["states"]) == (each.leaks, each.states)
        lines = [recorded["lines"][k] for k in found["story"]]
        assert [line["action"] for line in lines[-1:]] == (["connect and ask"] if each.leaks else [])


def test_a_run_of_the_class_lies_in_its_extents(recorded: dict[str, Any]) -> None:
    """An order of one's own takes as many nights as the map says of its class."""
    order = Order.read(ORDER)
    extents = recorded["classes"][",".join(critical_of(tuple(Verb(verb) for verb in order.verbs)))][
        "extents"
    ]["2 min"]
    least, greatest = extents[recorded["measures"].index("nights")]
    totals = lesson(TENANTS).campaigns.run(order, "2 min", 1)["totals"]
    assert least <= totals["nights"] <= greatest


def to(page: Page, where: str) -> None:
    """To a screen."""
    page.evaluate("where => { location.hash = where; }", where)


def test_the_file_answers_without_a_server(page: Opened, recorded: dict[str, Any]) -> None:
    """Every screen works from the file alone; the browser asks for nothing else."""
    tried = page.page
    to(tried, "#oncall?order=ovh-2016&window=2+min&seed=1")
    exposed = recorded["runs"]["ovh-2016"]["2 min"]["totals"]["exposed"]
    expect(tried.locator(".finding")).to_contain_text(f"{exposed} customer" if exposed else "Nobody")
    tried.locator('[data-verb="switch_routing"] .grip').press("ArrowUp")
    tried.get_by_role("button", name="Run the campaign").click()
    expect(tried.locator(".finding")).to_contain_text("by the map of all orders")
    tried.get_by_role("link", name="Why?").click()
    expect(tried.locator(".finding")).to_have_text("It leaks. The shortest story:")
    assert "wait_replication before switch_routing" in tried.locator("main").inner_text()
    to(tried, "#bet?guess=40&window=2+min&seed=1")
    expect(tried.locator(".finding")).to_contain_text("You said 40.")
    to(tried, "#compare?a=ovh-2016&b=gated&window=2+min&seed=1")
    expect(tried.locator(".finding")).to_contain_text("gated shows strangers to")
    to(tried, "#night?world=lies&seed=1&i=135")
    clock = tried.locator(".clock b")
    expect(clock).to_have_text(recorded["nights"]["lies"]["frames"][135]["clock"][-8:-3])
    tried.get_by_label("Speed").select_option("4")
    tried.get_by_role("button", name="Play").click()
    expect(clock).to_have_text(recorded["nights"]["lies"]["frames"][150]["clock"][-8:-3])
    assert [url for url in page.requests if not url.startswith(("data:", "file:"))] == []
    assert page.complaints == []


def test_what_it_cannot_answer_is_greyed(page: Opened) -> None:
    """Seed, other lengths and mailboxes made ahead cannot be chosen, and the page says that it is a recording."""
    tried = page.page
    to(tried, "#oncall?order=ovh-2016")
    tried.locator("main.oncall .cards").wait_for()
    assert tried.get_by_label("Seed (recorded)").is_disabled()
    assert tried.locator("#ahead").is_disabled()
    lengths = tried.locator("#window option:not([disabled])")
    assert lengths.all_inner_texts() == ["2 min"]
    expect(tried.locator("#class-chip")).to_have_text(
        "A recording, without a server: what it cannot answer is greyed"
    )
    to(tried, "#oncall?order=ovh-2016&window=2+min&seed=5")
    expect(tried.locator(".quiet").last).to_contain_text("seed 1")
    grey = tried.locator("#ahead + label").evaluate("each => getComputedStyle(each).color")
    usual = tried.locator("label[for=window]").evaluate("each => getComputedStyle(each).color")
    assert grey == tried.locator(".quiet").last.evaluate("each => getComputedStyle(each).color") != usual
    ahead = ORDER.replace("mrs:", "precreated:")
    to(tried, f"#oncall?order={ahead}&window=2+min&seed=1")
    expect(tried.locator(".trouble")).to_contain_text("This file has recorded no answer to that")
    to(tried, f"#compare?a={ahead}&b=gated&window=2+min&seed=1")
    own = tried.locator("#a option", has_text="your order")
    assert own.count() == 1
    assert own.is_disabled()
    expect(tried.locator(".finding")).to_contain_text("than ovh-2016")
    for where in ("#join", "#class"):
        to(tried, where)
        expect(tried.locator("main")).to_contain_text("A recording has no class")
