"""A real browser, for every page that people look at; and one process for work whose pool is not what is tested."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

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


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever would run on a pool runs here: a worker takes seconds to start, and pools have tests of their own."""
    monkeypatch.setattr("experiments.workers._pool", lambda workers: ThreadPoolExecutor(1))
