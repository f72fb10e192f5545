"""The page of a live campaign: its state, and what a browser shows of it."""

import re
import threading

from playwright.sync_api import sync_playwright

from experiments.options import Asked
from experiments.serve.command import Live
from fakeexchange.wire.server import serving
from sim.draws import Draws
from sim.outcome import first_difference
from sim.scenario import Scenario
from sim.simpy_engine.engine import simulate
from sim.simpy_engine.live import LiveCampaign
from sim.streams import Source

ASKED = Asked(None, (), None, None, (), (), None)
SCENARIO = Scenario.load("incident").replaced({"population.tenants": 300, "window": "10 min"})


def live_at(minutes: float) -> Live:
    """A campaign so long after the first night's opening; a minute of the night is a second."""
    wall = [0.0]
    live = Live(SCENARIO, ASKED, 60, lambda: wall[0])
    wall[0] = minutes
    live.campaign.catch_up()
    return live


def test_a_live_campaign_is_the_one_that_is_simulated() -> None:
    """Left alone, a live campaign has the rows of the same campaign run at once, however it was stepped."""
    wall = [0.0]
    campaign = LiveCampaign(SCENARIO, 1, 600, lambda: wall[0], threading.RLock())
    while campaign.catch_up() is not None:
        wall[0] += 997.0
    at_once = simulate(SCENARIO, Draws(SCENARIO, Source(1, {})))
    assert first_difference(at_once, campaign.laboratory.outcome(1)) is None


def test_the_page_tells_clock_windows_and_sightings() -> None:
    """Half an hour into the night a browser shows the clock, tenants that stand open, and who has seen strangers."""
    live = live_at(30)
    told = live.status.told()
    assert told["clock"] == "Mon 18 Apr 22:30:00"
    assert 0 < len(told["windows"]) <= told["open"]
    with serving(live.app()) as server, sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(server.url())
        page.wait_for_function("document.getElementById('clock').textContent.startsWith('Mon')")
        assert page.inner_text("#clock") == told["clock"]
        assert page.inner_text("#windows-title") == f"{told['open']} windows open now"
        assert page.locator("#windows tbody tr").count() == len(told["windows"])
        first = page.locator("#windows tbody tr").first.inner_text()
        assert re.split(r"\s*\t\s*", first)[0] == str(told["windows"][0]["tenant"])
        assert page.locator("#seen tbody tr").count() == len(told["seen"])
        browser.close()
