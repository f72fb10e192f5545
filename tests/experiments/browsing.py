"""How tests open pages in a real browser, and what they note of them."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
PROJECTOR, PHONE = 1280, 390


def tab(browser: Browser, width: int) -> Page:
    """An empty page of a width, which may take its time: other tests may keep the machine busy."""
    page = browser.new_page(viewport={"width": width, "height": 720})
    page.set_default_timeout(180_000)
    return page


@dataclass
class Opened:
    """A page, what it asked for and what it complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, page: Page) -> "Opened":
        """A page that is noted from now on."""
        opened = cls(page)
        page.on("request", lambda request: opened.requests.append(request.url))
        page.on("console", lambda message: opened.complaints.append(message.text))
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        return opened
