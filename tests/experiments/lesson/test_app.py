"""What the lesson answers: the engine's own numbers, to many at once, and one line for whatever is wrong."""

import json
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest

from experiments.lesson import campaigns
from tests.experiments.test_cli import gallab

from .toys import ORDER, TENANTS, room, served


def test_the_numbers_are_those_of_the_command() -> None:
    """Totals, and the law beside them, are what the copied command prints."""
    client = room().client()
    told = client.get("/api/run", query_string={"order": "ovh-2016", "window": "10 min", "seed": 7}).json
    bet = client.get("/api/bet", query_string={"window": "10 min", "seed": 7}).json
    assert told is not None
    assert bet is not None
    printed = json.loads(
        gallab(*told["command"].split("gallab ")[1].replace("'10 min'", "10min").split()).stdout
    )

    assert told["totals"] == printed["totals"]
    assert printed["totals"]["tenants"] == TENANTS
    assert {key: bet[key] for key in ("mean", "low", "high")} == printed["given_schedule"]["connected"]
    assert sum(bet["law"]) == pytest.approx(1, abs=1e-4)


def test_what_has_been_worked_out_is_not_worked_out_again() -> None:
    """The second pupil with the same order asks no engine."""
    there = room()
    asked = {"order": ORDER, "window": "2 min", "seed": 3}
    first = there.client().get("/api/run", query_string=asked).json
    with patch.object(campaigns, "judge", side_effect=AssertionError("asked again")):
        assert there.client().get("/api/run", query_string=asked).json == first


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/api/run?order=ovh-2016&window=2+m&seed=1", 'window: window = "2 m": expected a duration such as'),
        ("/api/run?order=ovh-2016&seed=-1", 'request: seed = "-1": expected 0 to 2147483647'),
        ("/api/run?order=gatedd&seed=1", 'order: order = "gatedd": expected steps or one of batch-late'),
        ("/api/night?world=sunny&seed=1", 'world: world = "sunny": expected one of calm, slow, lies'),
        ("/api/night/frame?world=calm&seed=1&i=151", 'request: i = "151": expected 0 to 150'),
        ("/api/night/stream?world=calm&seed=1&i=0&speed=99", 'request: speed = "99": expected 0.25 to 8'),
    ],
)
def test_what_is_wrong_is_one_line(path: str, line: str) -> None:
    """Name, value and what was expected, with status 400."""
    answer = room().client().get(path)
    assert answer.json is not None
    assert answer.status_code == 400
    assert answer.json["error"].startswith(line)


def test_the_stream_goes_on_where_it_broke_off() -> None:
    """Frames come one by one, each with its number; after the last the stream says that it is over."""
    client = room().client()
    asked = {"world": "lies", "seed": 1, "i": 140}
    whole = client.get("/api/night/stream", query_string=asked).get_data(as_text=True)
    later = client.get("/api/night/stream", query_string=asked, headers={"Last-Event-ID": "145"})

    frames = [json.loads(line[6:]) for line in whole.splitlines() if line.startswith("data: {")]
    assert [frame["i"] for frame in frames[:-1]] == list(range(140, 151))
    assert whole.endswith("event: end\ndata: {}\n\n")
    assert later.get_data(as_text=True).count("id: ") == 5
    assert frames[3] == client.get("/api/night/frame", query_string={**asked, "i": 143}).json


def test_thirty_pupils_at_once_are_each_answered_right() -> None:
    """Thirty ask at the same instant for three orders and ten seeds: everybody gets what one alone would get."""
    asked = [
        {"order": order, "window": "2 min", "seed": seed}
        for order in ("ovh-2016", "gated", ORDER)
        for seed in range(1, 11)
    ]

    def ask(url: str, inputs: dict[str, object]) -> dict[str, object]:
        with urllib.request.urlopen(f"{url}api/run?{urllib.parse.urlencode(inputs)}", timeout=120) as answer:
            found: dict[str, object] = json.load(answer)
            return found

    with served(room()) as url, ThreadPoolExecutor(30) as pool:
        at_once = list(pool.map(ask, [url] * 30, asked))
    assert [one["seed"] for one in at_once] == [inputs["seed"] for inputs in asked]
    alone = room().client()
    assert at_once == [alone.get("/api/run", query_string=inputs).json for inputs in asked]


def test_the_page_lets_nothing_in_from_elsewhere() -> None:
    """The browser is told to load nothing that is not this server's."""
    answer = room().client().get("/")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'; ")
    text = answer.get_data(as_text=True)
    assert "http" not in text.replace("http://www.w3.org", "")
