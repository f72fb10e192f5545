"""A real browser, for every page that people look at."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from .browsing import QUIET


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser, to which no name but this machine's leads anywhere."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(QUIET))
        yield chromium
        chromium.close()
