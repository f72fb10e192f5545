import math
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field, ValidationError

from sim.edge import Duration, Part, Share, parse, read_toml
from sim.errors import InputError


class Inner(Part):
    """A part of a part."""

    slots: Annotated[int, Field(ge=1)] = 1
    share: Share = 0.5


class Outer(Part):
    """One key of each kind."""

    name: str = "x"
    inner: Inner = Inner()
    inners: tuple[Inner, ...] = ()
    word: Literal["open", "denied"] = "open"
    wait: Duration | None = None
    flag: bool = False


def line(raw: dict[str, object]) -> str:
    """The whole line that a reader of a file with these keys sees."""
    with pytest.raises(InputError) as refused:
        parse(Outer, raw, "f.toml")
    return str(refused.value)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"nam": "y"}, 'f.toml: nam: no such key; did you mean "name"?'),
        ({"zzz": 1}, "f.toml: zzz: no such key"),
        ({"inner": {"slot": 5}}, 'f.toml: inner.slot: no such key; did you mean "slots"?'),
        ({"inner": 5}, "f.toml: inner = 5: expected a table"),
        ({"inner": {"slots": 0}}, "f.toml: inner.slots = 0: expected at least 1"),
        ({"inner": {"slots": 1.5}}, "f.toml: inner.slots = 1.5: expected a whole number"),
        ({"inner": {"slots": "3"}}, 'f.toml: inner.slots = "3": expected a whole number'),
        ({"inner": {"slots": True}}, "f.toml: inner.slots = true: expected a whole number"),
        ({"inner": {"share": 1.5}}, "f.toml: inner.share = 1.5: expected at most 1"),
        ({"inner": {"share": -1}}, "f.toml: inner.share = -1: expected at least 0"),
        ({"inner": {"share": 10**400}}, "f.toml: inner.share = Infinity: expected a number"),
        (
            {"inner": {"share": -(10**400)}},
            "f.toml: inner.share = -Infinity: expected a number",
        ),
        ({"inner": {"share": math.nan}}, "f.toml: inner.share = NaN: expected a number"),
        ({"inner": {"share": "x"}}, 'f.toml: inner.share = "x": expected a number'),
        ({"inners": 5}, "f.toml: inners = 5: expected a list"),
        ({"inners": [{}, {"slot": 5}]}, 'f.toml: inners[2].slot: no such key; did you mean "slots"?'),
        ({"name": 5}, "f.toml: name = 5: expected text in quotes"),
        ({"flag": 1}, "f.toml: flag = 1: expected true or false"),
        ({"word": "shut"}, 'f.toml: word = "shut": expected "open" or "denied"'),
        ({"word": "dened"}, 'f.toml: word = "dened": expected "open" or "denied"; did you mean "denied"?'),
        ({"wait": "2 m"}, 'f.toml: wait = "2 m": expected a duration such as "90 s", "2 min" or "7 d"'),
    ],
)
def test_one_mistake(raw: dict[str, object], expected: str) -> None:
    """A mistake is told whole: file, key, value, what was expected, and the nearest key or word there is."""
    assert line(raw) == expected


def test_every_mistake_in_one_line() -> None:
    """Several mistakes come at once, in the order of the parts' keys, then the unknown ones."""
    raw: dict[str, object] = {"nam": "y", "inner": {"slots": 0, "shar": 1}, "wait": "7 dais", "word": "shut"}

    assert line(raw) == (
        "f.toml: inner.slots = 0: expected at least 1; "
        'inner.shar: no such key; did you mean "share"?; '
        'word = "shut": expected "open" or "denied"; '
        'wait = "7 dais": expected a duration such as "90 s", "2 min" or "7 d"; '
        'nam: no such key; did you mean "name"?'
    )


@pytest.mark.parametrize("value", [120, -5])
def test_a_duration_needs_its_unit(value: int) -> None:
    """A duration written as a bare number is refused: nobody says what unit it has."""
    assert line({"wait": value}) == (
        f'f.toml: wait = {value}: expected a duration such as "90 s", "2 min" or "7 d"'
    )


def test_a_share_may_be_whole() -> None:
    """0 and 1 need no decimal point where a share is asked for."""
    assert parse(Outer, {"inner": {"share": 1}}, "f.toml").inner.share == 1.0


def test_parts_are_frozen_to_the_last() -> None:
    """A part cannot be changed, and its lists are tuples."""
    part = parse(Outer, {"inners": [{"slots": 2}]}, "f.toml")

    assert part.inners == (Inner(slots=2),)
    with pytest.raises(ValidationError):
        part.name = "y"  # type: ignore[misc]


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is named, with the system's own words."""
    path = tmp_path / "night.toml"

    with pytest.raises(InputError) as refused:
        read_toml(path)

    assert str(refused.value) == f"{path}: No such file or directory"


def test_broken_toml(tmp_path: Path) -> None:
    """A file that is not TOML is named, with the line and column where it breaks."""
    path = tmp_path / "night.toml"
    path.write_text("[campaign]\nslots = \n")

    with pytest.raises(InputError) as refused:
        read_toml(path)

    assert str(refused.value) == f"{path}: expected TOML: Invalid value (at line 2, column 9)"


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    """A file in another encoding is told to be UTF-8."""
    path = tmp_path / "night.toml"
    path.write_bytes('name = "Rhône"'.encode("latin-1"))

    with pytest.raises(InputError) as refused:
        read_toml(path)

    assert str(refused.value) == f"{path}: expected UTF-8 text"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder named like a file is refused as what it is."""
    path = tmp_path / "night.toml"
    path.mkdir()

    with pytest.raises(InputError) as refused:
        read_toml(path)

    assert str(refused.value) == f"{path}: Is a directory"


@pytest.mark.parametrize(
    "text",
    ["x = " + "9" * 5000, "x = " + "[" * 3000, "x = " + "{a=" * 3000],
    ids=["figures", "brackets", "tables"],
)
def test_toml_without_end_is_one_line(text: str, tmp_path: Path) -> None:
    """What no reader of TOML gets through is refused by the file's name."""
    (tmp_path / "f.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_toml(tmp_path / "f.toml")
    assert str(refused.value) == (
        f"{tmp_path / 'f.toml'}: expected TOML without numbers of thousands of figures or thousands of brackets"
    )


def test_toml_may_begin_with_a_mark(tmp_path: Path) -> None:
    """Some editors put one before the first letter."""
    (tmp_path / "f.toml").write_text("x = 1", encoding="utf-8-sig")
    assert read_toml(tmp_path / "f.toml") == {"x": 1}


def test_a_key_that_has_to_be_there_is_missed_by_name() -> None:
    """Without a value, for it has none."""

    class Needing(Part):
        needed: int

    with pytest.raises(InputError) as refused:
        parse(Needing, {}, "f.toml")
    assert str(refused.value) == "f.toml: needed: expected, and not there"
