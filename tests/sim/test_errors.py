import pickle

from sim.errors import ABSENT, InputError, Mistake


def test_mistake_shows_key_value_and_expectation() -> None:
    """A mistake is one line: the key, the value as a file would have it, and what was expected."""
    assert (
        str(Mistake("campaign.batch", 0, "expected at least 1")) == "campaign.batch = 0: expected at least 1"
    )
    assert str(Mistake("window", "2 m", "expected a duration")) == 'window = "2 m": expected a duration'
    assert str(Mistake("name", "Rhône", "expected otherwise")) == 'name = "Rhône": expected otherwise'


def test_absent_value_is_not_shown() -> None:
    """Where the value is not there, or does not matter, the key stands alone."""
    assert str(Mistake("campaign.slot", ABSENT, "no such key")) == "campaign.slot: no such key"


def test_error_is_one_line_with_every_mistake() -> None:
    """An input error names its source once, and then all mistakes."""
    error = InputError("night.toml", Mistake("a", 1, "expected 2"), "something else")

    assert str(error) == "night.toml: a = 1: expected 2; something else"
    assert "\n" not in str(error)
    assert (error.source, len(error.mistakes)) == ("night.toml", 2)


def test_a_value_that_cannot_be_written_is_left_open() -> None:
    """A number of more figures than Python writes; a long key, value or sentence is cut."""
    assert str(Mistake("x", 10**5000, "expected less")) == "x = ...: expected less"
    assert str(Mistake("x", "y" * 500, "expected less")) == 'x = "' + "y" * 159 + "...: expected less"
    assert str(Mistake("k" * 500, ABSENT, "no such key")) == "k" * 160 + "...: no such key"
    assert str(InputError("f", "z" * 1001)) == "f: " + "z" * 1000 + "..."
    assert str(InputError("f", "z" * 1000)) == "f: " + "z" * 1000


def test_a_line_stays_one_line() -> None:
    """Whatever a file is called, or says: no line ends, and nothing that a terminal acts on."""
    assert str(InputError("a\nb.toml", Mistake("x\r", "\x1b[31m\u2028", "expected é"))) == (
        'a\\nb.toml: x\\r = "\\u001b[31m\\u2028": expected é'
    )


def test_it_goes_from_process_to_process_whole() -> None:
    """With source, mistakes and line."""
    error = InputError("night.toml", Mistake("a", 1, "expected 2"), "something else")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.source, again.mistakes) == (
        str(error),
        "night.toml",
        ("a = 1: expected 2", "something else"),
    )
