"""Every screen in a real browser, at full size: what it shows is what its command prints, by keyboard as by mouse."""

import json
import shlex
import subprocess
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from sim import Scenario, run
from tests.experiments.browsing import PHONE, Opened, tab
from tests.experiments.test_cli import gallab

from .toys import Room, room

FULL = "130,000 tenants"
SCREENS = {
    "night": "#night?world=slow&seed=1&i=60",
    "bet": "#bet?guess=40&window=2+min&seed=1",
    "oncall": "#oncall?order=ovh-2016&window=2+min&seed=1",
    "why": "#why?order=ovh-2016&line=6",
    "compare": "#compare?a=ovh-2016&b=gated&window=2+min&seed=1",
}
"""Each screen with something on it."""


OPENING = "22:00"
expect.set_options(timeout=180_000)


@pytest.fixture(scope="module")
def there() -> Room:
    """A lesson of full size."""
    return room(None)


def go(page: Page, screen: str) -> None:
    """To a screen, with what its link says run."""
    page.evaluate("where => { location.hash = where; }", SCREENS[screen])
    page.locator(f"main.{screen} .foot").wait_for(state="attached")


def copied(page: Page, folder: Path) -> list[dict[str, object]]:
    """What the commands on the screen print, each run as a shell would."""
    printed = []
    for line in (page.locator(".foot code").text_content() or "").splitlines():
        *before, last = line.split(" && ")
        for each in before:
            subprocess.run(each, shell=True, cwd=folder, check=True)
        done = gallab(*shlex.split(last)[1:], cwd=folder)
        printed.append(json.loads(done.stdout))
    return printed


def totals(page: Page) -> dict[str, str]:
    """The table of a run: what is counted, and how many."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    rows = page.locator(".foot tbody tr").all()
    return {row.locator("th").inner_text(): row.locator("td").first.inner_text() for row in rows}


def test_a_dragged_order_gives_the_numbers_of_its_command(opened: Opened, tmp_path: Path) -> None:
    """Routing dragged before the cut-over, seed 7: words, table and command agree, and so does the link."""
    page = opened.page
    go(page, "oncall")
    grip = page.locator('[data-verb="switch_routing"] .grip')
    above = page.locator('[data-verb="cut_over"]').bounding_box()
    assert above is not None
    grip.hover()
    page.mouse.down()
    page.mouse.move(above["x"] + 60, above["y"] + 4, steps=6)
    page.mouse.up()
    # What was run is another order: its numbers stand blurred until this one is run.
    assert "stale" in (page.locator(".result").get_attribute("class") or "")
    page.get_by_label("Seed").fill("7")
    page.get_by_role("button", name="Run the campaign").click()
    page.locator(".result:not(.stale)").get_by_text("seed 7").first.wait_for()

    (printed,) = copied(page, tmp_path)
    found = printed["totals"]
    assert isinstance(found, dict)
    assert f"{found['exposed']:,} customers would have seen {found['people_disclosed']:,} people" in (
        page.locator(".finding").inner_text()
    )
    shown = totals(page)
    assert shown["tenants connected inside their window"] == f"{found['connected']:,}"
    assert shown["logons refused"] == f"{found['refused_logons']:,}"
    assert (printed["seed"], found["tenants"]) == (7, 130_000)
    assert FULL in page.locator(".result").inner_text()
    assert "switch_routing%2Ccut_over" in page.url
    words = page.locator(".finding").inner_text()
    page.reload()
    page.locator(".foot").wait_for(state="attached")
    assert page.locator(".finding").inner_text() == words


def test_the_keyboard_alone_orders_and_runs(opened: Opened) -> None:
    """Arrows move a card, a lock holds and says why, Tab leads on to the run."""
    page = opened.page
    page.evaluate("location.hash = '#oncall'")
    page.locator('[data-verb="wait_replication"] .grip').focus()
    page.keyboard.press("ArrowDown")
    assert page.locator(".cards .what b").all_inner_texts()[-3:] == [
        "generate_oab",
        "wait_replication",
        "decommission",
    ]
    page.locator('[data-verb="sync_mailboxes"] .grip').focus()
    page.keyboard.press("ArrowDown")
    assert page.locator(".note").inner_text() == "Locked: cut_over needs sync_mailboxes before it."
    page.get_by_role("button", name="+ verify_isolation").focus()
    page.keyboard.press("Enter")
    assert page.locator(".cards .what b").all_inner_texts()[-2:] == ["verify_isolation", "decommission"]
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Run the campaign":
            break
    page.keyboard.press("Enter")
    page.locator(".finding").wait_for()
    assert "would have seen" in page.locator(".finding").inner_text()
    expect(page.get_by_role("status")).to_contain_text("would have seen")


def test_the_night_plays_pauses_and_begins_again(opened: Opened, tmp_path: Path) -> None:
    """Play moves the clock, pause holds it, scrub sets it, reset goes back, also after another night was chosen."""
    page = opened.page
    go(page, "night")
    clock, scrub = page.locator(".clock b"), page.locator("input[type=range]")
    for world in ("A step that lies", "A calm night"):
        page.get_by_label(world).check()
        expect(clock).to_have_text(OPENING)
        page.get_by_label("Speed").select_option("4")
        page.get_by_role("button", name="Play").click()
        expect(clock).not_to_have_text(OPENING)
        page.get_by_role("button", name="Pause").click()
        held = clock.inner_text()
        page.wait_for_timeout(300)
        assert clock.inner_text() == held != ""
        page.get_by_role("button", name="Reset").click()
        expect(clock).to_have_text(OPENING)
    scrub.fill("150")
    expect(clock).to_have_text("07:00")
    assert int(page.locator(".counters li b").nth(1).inner_text().replace(",", "")) > 1_000
    (printed,) = copied(page, tmp_path)
    found = printed["totals"]
    assert isinstance(found, dict)
    assert f"{found['connected']:,} tenants connected, {found['exposed']:,} were shown strangers" in (
        page.locator("p.quiet").inner_text()
    )
    assert found["tenants"] == 130_000


def test_the_bet_is_placed_before_anything_is_shown(opened: Opened, tmp_path: Path) -> None:
    """Without a guess nothing can be asked; then the law, its command's own, and the 521 of 2016 stand there."""
    page = opened.page
    page.evaluate("location.hash = '#bet'")
    button = page.get_by_role("button", name="Place the bet")
    assert button.is_disabled()
    assert "521" not in page.locator("main").inner_text()
    page.get_by_label("Your guess: ").fill("40")
    button.click()
    page.locator(".finding").wait_for()

    (printed,) = copied(page, tmp_path)
    given = printed["given_schedule"]
    assert isinstance(given, dict)
    law = given["connected"]
    assert page.locator(".finding").inner_text() == (
        f"{law['mean']:,.0f} are expected to connect (95 %: {law['low']:,} to {law['high']:,}). You said 40."
    )
    assert "counted 521 of 130,000" in page.locator(".result").inner_text()


def test_why_tells_the_explorers_story_and_mends_it(opened: Opened, tmp_path: Path) -> None:
    """Next and back go through the story that the command prints; the mended order is sealed."""
    page = opened.page
    page.evaluate("location.hash = '#why?order=ovh-2016'")
    page.locator(".foot").wait_for(state="attached")
    (printed,) = copied(page, tmp_path)
    story = printed["story"]
    assert isinstance(story, list)
    for k in range(1, len(story)):
        assert page.locator(".story li:visible").count() == k
        page.get_by_role("button", name="Next").click()
    last = page.locator(".story li").last
    assert story[-1]["says"] in last.inner_text()
    assert page.get_by_role("button", name="Next").is_disabled()
    page.get_by_role("button", name="Back").click()
    assert not last.is_visible()
    page.get_by_role("link", name="Can it leak?").click()
    page.locator(".seal").wait_for()
    assert "Sealed: 2,449 states" in page.locator(".seal").inner_text()


def test_compare_sets_two_runs_side_by_side(opened: Opened, tmp_path: Path) -> None:
    """Safety and cost of both are what their two commands print, and the difference is theirs."""
    page = opened.page
    go(page, "compare")
    first, second = (each["totals"] for each in copied(page, tmp_path))
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    for key, words in (("exposed", "customers shown strangers"), ("nights", "nights")):
        cells = page.locator("tbody tr", has=page.get_by_role("rowheader", name=words, exact=True)).locator(
            "td"
        )
        told = [first[key], second[key], second[key] - first[key]]
        assert cells.all_inner_texts() == [f"{number:,}" for number in told]


@pytest.mark.parametrize("look", ["", "Dark", "Large letters"])
def test_axe_finds_nothing(opened: Opened, look: str) -> None:
    """On every screen, light, dark and for a projector, axe-core finds nothing to complain of."""
    page = opened.page
    if look:
        page.get_by_role("button", name=look).click()
    page.evaluate(AXE_SCRIPT)
    for screen in SCREENS:
        go(page, screen)
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        told = [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]
        assert (screen, told) == (screen, [])


def test_the_last_row_and_a_phone_can_read_it(opened: Opened, browser: Browser, url: str) -> None:
    """In large letters nothing is under 18 points; on a phone no screen scrolls sideways."""
    page = opened.page
    page.get_by_role("button", name="Large letters").click()
    phone = tab(browser, PHONE)
    phone.goto(url)
    for screen in SCREENS:
        go(page, screen)
        smallest = page.evaluate(
            "Math.min(...[...document.querySelectorAll('body *')].filter(each => each.getClientRects().length"
            " && [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))"
            ".map(each => parseFloat(getComputedStyle(each).fontSize)))"
        )
        assert (screen, smallest) == (screen, 24)
        go(phone, screen)
        assert (screen, phone.evaluate("document.documentElement.scrollWidth")) == (screen, PHONE)
    phone.close()


def test_thirty_browsers_at_once_are_each_answered_right(url: str) -> None:
    """Thirty open the page and run one of four campaigns in the same instant: each is given the engine's totals."""
    asked = [(order, seed) for order in ("ovh-2016", "gated") for seed in (1, 7)]
    together = Barrier(30)

    def pupil(number: int) -> object:
        order, seed = asked[number % len(asked)]
        together.wait(timeout=60)
        for path in ("", "lesson.css", "main.js", "oncall.js"):
            with urllib.request.urlopen(url + path, timeout=180) as part:
                assert part.read()
        inputs = urllib.parse.urlencode({"order": order, "window": "2 min", "seed": seed})
        with urllib.request.urlopen(f"{url}api/run?{inputs}", timeout=180) as answer:
            return json.load(answer)["totals"]

    with ThreadPoolExecutor(30) as pool:
        told = list(pool.map(pupil, range(30)))
    right = [
        run(
            Scenario.load("incident").replaced({"procedure": order, "window": "2 min"}), seed, "kernel"
        ).totals
        for order, seed in asked
    ]
    assert told == [right[number % len(asked)] for number in range(30)]
    assert right[0]["tenants"] == 130_000


def test_a_pupil_joins_and_nothing_that_it_types_becomes_markup(
    browser: Browser, url: str, there: Room, opened: Opened
) -> None:
    """The teacher sees address, code and QR code; a pupil's name, guess and words arrive as it typed them."""
    page = opened.page
    page.goto(f"{url}teacher?key={there.classroom.key}")
    page.locator(".code").wait_for()
    assert page.locator(".code").inner_text() == there.classroom.code
    assert url[:-1].removeprefix("http://") in page.locator("#class-chip").inner_text()
    assert page.get_by_role("img", name="QR code").is_visible()
    pupil = browser.new_context().new_page()
    pupil.goto(f"{url}#join?code={there.classroom.code}")
    name = "<img src=x onerror=alert(1)>"
    pupil.get_by_label("Your name").fill(name)
    pupil.get_by_role("button", name="Join").click()
    pupil.get_by_label("Your guess: ").fill("12000")
    pupil.get_by_role("button", name="Place the bet").click()
    pupil.locator(".finding").wait_for()
    pupil.goto(f"{url}#class")
    pupil.get_by_label("Which control").fill("</li><script>alert(2)</script>")
    pupil.get_by_role("button", name="Send").click()
    pupil.get_by_text("Your teacher has it.").wait_for()
    pupil.context.close()

    page.get_by_text("1 pupil, 1 guess").wait_for()
    page.get_by_text("</li><script>alert(2)</script>").wait_for()
    assert name in page.locator("main li").inner_text()
    assert "null" not in page.locator("main").inner_text()
    assert page.locator("main img").count() == 0
    assert page.get_by_role("img", name="10,000 to 99,999 1").count() == 1
