"""Ranges beside the defaults: every one is read, has a source, and is taken by a scenario."""

import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest

from sim.defaults import defaults
from sim.ranges import Basis, Default, Range, described, read
from sim.scenario import Scenario

TEXT = (resources.files("sim") / "defaults.toml").read_text(encoding="utf-8")
RANGES = [(default, found) for default in described() for found in default.ranges]
every_range = pytest.mark.parametrize(("default", "found"), RANGES, ids=[found.key for _, found in RANGES])
HEAD = "[clients]\n{}\n# assumption\nasks = {{ owa = 0.25, ews = 0.1 }}\n"


def _read(text: str) -> list[Default]:
    return list(read(text, tomllib.loads(text)))


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _numbers(each)
    elif isinstance(value, float):
        yield value


def test_none_is_lost() -> None:
    """As many ranges are read as lines of the file say "range"; no input has two, and every key is there."""
    lines = [line for line in TEXT.splitlines() if re.match(r"#\s*range", line)]

    assert len(RANGES) == len(lines) > 50
    assert len({found.key for _, found in RANGES}) == len(RANGES)
    assert [default.key for default in described()] == [
        f"{table}.{key}" for table, keys in defaults().items() for key in keys
    ]


@pytest.mark.parametrize(
    "line",
    [
        "# range owa 0.1 .. 0.5; assumption",
        "# range owa: 0.1 .. 0.5",
        "# range owa: 0.1 - 0.5; assumption",
        "# range fax: 0.1 .. 0.5; assumption",
        "# range: { owa = often } .. { owa = 0.5 }; assumption",
        '# range: { owa = "seldom" } .. { owa = 0.5 }; assumption',
        "# owa: 0.1 .. 0.5; assumption",
        "# range owa: 0.1 .. 0.5; assumption\n\n# range ews: 0.1 .. 0.5; assumption",
    ],
)
def test_what_looks_like_a_range_is_one(line: str) -> None:
    """A line that looks like a range and cannot be read, or stands above no value, is an error that quotes it."""
    with pytest.raises(ValueError, match=re.escape(line.split("\n")[0])):
        _read(HEAD.format(line))


def test_entries_move_alone_or_together() -> None:
    """An entry's range moves it alone; entries in braces move together, also one that only one end names."""
    text = HEAD.format(
        "# range ews: 0.0 .. 0.5; KB1\n# range: { owa = 0.2 } .. { owa = 0.3, ews = 0.2 }; assumption"
    )
    (asks,) = _read(text)
    alone, together = asks.ranges

    assert alone == Range("clients.asks.ews", "clients.asks", {"ews": 0.0}, {"ews": 0.5}, "KB1")
    assert (str(alone.basis), str(together.basis), str(asks.basis)) == ("sourced", "assumed", "assumed")
    assert together.at(0.0) == {"ews": 0.1, "owa": 0.2}
    assert together.at(0.5) == pytest.approx({"ews": 0.15, "owa": 0.25})
    assert alone.laid_over({"owa": 0.7, "ews": 0.1}, 1.0) == {"owa": 0.7, "ews": 0.5}


def test_ends_far_apart_are_spaced_by_factors() -> None:
    """Half-way between 1 and 4 connections a day are 2, between a share of 0.2 and one of 0.5 the mean."""
    rate = Range("a", "a", {"": "1/d"}, {"": "4/d"}, "")
    share = Range("b", "b", {"": 0.2}, {"": 0.5}, "")

    assert rate.at(0.5) == {"": "2.000000000/d"}
    assert share.at(0.5)[""] == pytest.approx(0.35)
    assert rate.place_of("2/d") == pytest.approx(0.5)


@every_range
def test_a_scenario_takes_it(default: Default, found: Range) -> None:
    """Both ends and the middle of every range are values of its key, and the two ends differ."""
    scenario = Scenario.load()

    for place in (0.0, 0.5, 1.0):
        scenario.replaced({found.of: found.laid_over(default.value, place)})
    assert found.at(0.0) != found.at(1.0)


@every_range
def test_it_has_a_source(default: Default, found: Range) -> None:
    """A range says where its ends come from, or that they are assumed."""
    assert found.basis in (Basis.ASSUMED, Basis.SOURCED)
    named = r"assumption|Litmus|KB\d+|LBNL|INSEE|itprotoday|t-solve|Exchange documentation"
    assert re.search(named, found.source), found.source


def _studied() -> dict[str, float]:
    """The highest level of each fault that the study of faults and its scenario try; certainty is its own case."""
    study = tomllib.loads((resources.files("experiments") / "studies" / "faults.toml").read_text("utf-8"))
    scenario = tomllib.loads((resources.files("sim") / "scenarios" / "faults.toml").read_text("utf-8"))
    levels: dict[str, float] = {}
    given = {f"{table}.{key}": [v] for table in ("platform", "faults") for key, v in scenario[table].items()}
    for key, values in [*given.items(), *study["vary"].items()]:
        for level in (each for each in _numbers(dict(enumerate(values))) if each < 1.0):
            levels[key] = max(level, levels.get(key, 0.0))
    return levels


@pytest.mark.parametrize(("key", "level"), _studied().items())
def test_what_is_off_ranges_up_to_its_study_level(key: str, level: float) -> None:
    """An input that is 0 by default ranges from there to the highest level at which it is studied."""
    (default,) = (each for each in described() if each.key == key)
    (found,) = default.ranges

    assert default.value == 0.0
    assert set(_numbers(dict(found.low))) == {0.0}
    assert max(_numbers(dict(found.high))) == level
