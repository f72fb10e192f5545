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
