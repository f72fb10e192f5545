"""For everybody: the class's pages under axe-core, every screen by keyboard alone, and with less motion."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from .toys import Room, room

SCREENS = {
    "night": "#night?world=lies&seed=1&i=60",
    "bet": "#bet?guess=40&window=2+min&seed=1",
    "oncall": "#oncall?order=ovh-2016&window=2+min&seed=1",
    "why": "#why?order=ovh-2016&line=6",
    "compare": "#compare?a=ovh-2016&b=gated&window=2+min&seed=1",
}
LOOKS = {
    "light": (),
    "dark": ("Dark",),
    "projector": ("Large letters",),
    "dark projector": ("Dark", "Large letters"),
}
USABLE = "a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex='0']"
"""What a keyboard has to reach; of a group of radio buttons the one that is chosen."""


expect.set_options(timeout=180_000)


@pytest.fixture(scope="module")
def there() -> Room:
    """A small lesson, and a class with a pupil who has answered everything."""
    found = room()
    pupil = found.pupil("Ada")
    pupil.post("/api/class/answer", json={"kind": "bet", "guess": 40, "window": "2 min", "seed": 1})
    pupil.post(
        "/api/class/answer",
        json={"kind": "run", "order": "ovh-2016", "window": "2 min", "seed": 1, "exposed": 3},
    )
    pupil.post("/api/class/answer", json={"kind": "words", "text": "nobody looked before routing"})
    return found


def to(page: Page, where: str) -> None:
    """To a screen."""
    page.evaluate("where => { location.hash = where; }", where)


def complaints(page: Page) -> list[tuple[str, list[str]]]:
    """What axe-core has to complain of, and about which elements."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_the_pages_of_a_class(page: Page, url: str, there: Room, look: str) -> None:
    """Join and Class, of a pupil and of the teacher: light, dark, and in a projector's letters."""
    for name in LOOKS[look]:
        page.get_by_role("button", name=name).click()
    to(page, "#class")
    expect(page.get_by_role("heading", name="The class")).to_be_visible()
    assert complaints(page) == []
    to(page, f"#join?code={there.classroom.code}")
    page.get_by_label("Your name").fill("Bob")
    assert complaints(page) == []
    page.get_by_role("button", name="Join").click()
    page.locator("main.bet").wait_for()
    to(page, "#class")
    page.get_by_label("Which control").fill("a gate")
    assert complaints(page) == []
    page.goto(f"{url}teacher?key={there.classroom.key}")
    page.get_by_text("nobody looked before routing").wait_for()
    assert complaints(page) == []


def test_tab_reaches_all_that_can_be_used_and_is_seen_where_it_stands(page: Page) -> None:
    """On every screen Tab visits each control once, in the order of the page, outlined, and comes out again."""
    for screen, where in SCREENS.items():
        to(page, where)
        page.locator(f"main.{screen} .foot").wait_for(state="attached")
        usable = page.evaluate(
            """usable => {
                 document.querySelectorAll("details").forEach(each => each.open = true);
                 document.activeElement.blur();
                 const chosen = each => each.type !== "radio" || each.checked;
                 window.usable = [...document.querySelectorAll(usable)]
                   .filter(each => each.getClientRects().length && chosen(each) && !each.closest("[inert]"));
                 return window.usable.length;
               }""",
            USABLE,
        )
        met = []
        for _ in range(usable):
            page.keyboard.press("Tab")
            met.append(
                page.evaluate(
                    """() => {
                         const shown = document.activeElement.type === "radio"
                           ? document.activeElement.closest("label") : document.activeElement;
                         return [window.usable.indexOf(document.activeElement),
                           parseFloat(getComputedStyle(shown).outlineWidth) >= 3];
                       }"""
                )
            )
        assert (screen, met) == (screen, [[place, True] for place in range(usable)])
        page.keyboard.press("Tab")
        assert page.evaluate("window.usable.indexOf(document.activeElement)") <= 0


def test_a_pupil_needs_no_mouse(browser: Browser, url: str, there: Room) -> None:
    """Joined, bet, played, compared and written with keys alone."""
    page = browser.new_context().new_page()
    page.set_default_timeout(180_000)
    page.goto(f"{url}#join?code={there.classroom.code}")
    page.get_by_label("Your name").wait_for()
    keys = page.keyboard
    keys.type("Eve")
    keys.press("Enter")
    page.locator("main.bet").wait_for()
    tab_to(page, "#guess")
    keys.type("521")
    keys.press("Enter")
    tab_to(page, "button.go")
    keys.press("Enter")
    expect(page.locator(".finding")).to_contain_text("You said 521.")

    tab_to(page, "nav a[href='#night']")
    keys.press("Enter")
    expect(page.locator(".clock b")).to_have_text("22:00")
    tab_to(page, "button.go")
    keys.press("Space")
    expect(page.locator("button.go")).to_have_text("Pause")
    expect(page.locator(".clock b")).not_to_have_text("22:00")
    keys.press("Space")
    expect(page.locator("button.go")).to_have_text("Play")
    tab_to(page, "input[type=range]")
    keys.press("End")
    expect(page.locator(".clock b")).to_have_text("07:00")

    tab_to(page, "nav a[href='#compare']")
    keys.press("Enter")
    tab_to(page, "#b")
    keys.type("isolate-first")
    tab_to(page, "button.go")
    keys.press("Enter")
    expect(page.locator(".finding")).to_contain_text("isolate-first shows strangers to")

    tab_to(page, "nav a[href='#class']")
    keys.press("Enter")
    tab_to(page, "#text")
    keys.type("A gate, and a canary.")
    keys.press("Tab")
    keys.press("Enter")
    page.get_by_text("Your teacher has it.").wait_for()
    page.context.close()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what is wanted has the focus."""
    page.locator(selector).first.wait_for()
    for _ in range(80):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {selector}")


@pytest.mark.parametrize("wanted", ["reduce", "no-preference"])
def test_who_asks_for_less_motion_is_given_a_picture_a_second(page: Page, wanted: str) -> None:
    """With less motion the night shows every fifth frame alone, and no card shakes; else both move."""
    page.emulate_media(reduced_motion=wanted)  # type: ignore[arg-type]
    to(page, SCREENS["night"].replace("i=60", "i=125"))
    page.locator("main.night .foot").wait_for(state="attached")
    page.evaluate(
        """() => {
             window.seen = [];
             const scrub = document.querySelector("input[type=range]");
             new MutationObserver(() => window.seen.push(Number(scrub.value)))
               .observe(scrub, {attributes: true, attributeFilter: ["aria-valuetext"]});
           }"""
    )
    page.get_by_label("Speed").select_option("4")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    seen = page.evaluate("window.seen")
    is_calm = wanted == "reduce"
    assert [frame for frame in seen if frame % 5] == (
        [] if is_calm else [f for f in range(126, 150) if f % 5]
    )
    assert seen[-1] == 150

    to(page, SCREENS["oncall"])
    page.locator('[data-verb="sync_mailboxes"] .grip').press("ArrowDown")
    shaken = page.locator('[data-verb="cut_over"]')
    expect(shaken).to_have_class("card refused")
    assert shaken.evaluate("each => getComputedStyle(each).animationName") == (
        "none" if is_calm else "refused"
    )
