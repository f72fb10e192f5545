"""The lesson that a module has as ``there``, served, and opened by somebody who is in no class."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.experiments.browsing import PROJECTOR, Opened, tab

from .toys import Room, served


@pytest.fixture(scope="module")
def url(there: Room) -> Iterator[str]:
    """Where it is served."""
    with served(there) as where:
        yield where


@pytest.fixture
def opened(browser: Browser, url: str) -> Iterator[Opened]:
    """It in a window of a projector's size, which complains of nothing and asks nobody else for anything."""
    noted = Opened.of(tab(browser, PROJECTOR))
    noted.page.goto(url)
    yield noted
    noted.page.close()
    assert noted.complaints == []
    assert [request for request in noted.requests if not request.startswith((url, "data:"))] == []


@pytest.fixture
def page(opened: Opened) -> Page:
    """Its page alone."""
    return opened.page
