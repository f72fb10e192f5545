"""What is thought of the unknowns before anything was counted."""

from pathlib import Path

import pytest

from experiments.calibrate.posterior import Unknown, quantiles
from experiments.calibrate.priors import Priors
from sim.errors import InputError


def test_those_that_ship_cover_what_was_published() -> None:
    """Each has a source, and 95 % of it lie where its comment says."""
    ranges = {"window_s": (9.4, 1_530), "rate_per_day": (0.507, 7.89), "silent_share": (6.4e-5, 0.0156)}

    for prior in Priors.load().each():
        unknown = Unknown.of(prior, 0.05)
        _, low, high = quantiles(unknown.values, unknown.before)
        assert (low, high) == pytest.approx(ranges[prior.name], rel=0.01)
        assert prior.source


def test_ones_own_stand_in_their_place_key_by_key(tmp_path: Path) -> None:
    """A file that knows the window alone leaves the others; it is the source of what it says."""
    file = tmp_path / "ours.toml"
    file.write_text(
        '[window]\nmedian = "3 min"\nsigma = 0.1\n[rate]\nsigma = 0.2\nsource = "our logs of May"\n'
    )

    window, rate, silent = Priors.load(str(file)).each()

    assert (window.median, window.sigma, window.source) == (180.0, 0.1, str(file))
    assert (rate.median, rate.sigma, rate.source) == (2.0, 0.2, "our logs of May")
    assert silent == Priors.load().each()[2]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[windows]\nsigma = 1.0\n", 'windows: no such key; did you mean "window"?'),
        ("[window]\nmedian = 3\n", 'window.median = 3: expected a duration such as "90 s", "2 min" or "7 d"'),
        ("[rate]\nsigma = 0\n", "rate.sigma = 0: expected at least 0.01"),
        ("[silent]\nmedian = 2.0\n", "silent.median = 2.0: expected at most 1"),
        ("silent = 0.1\n", "silent = 0.1: expected a table"),
    ],
)
def test_a_mistake_is_one_line(text: str, line: str, tmp_path: Path) -> None:
    """It names file, key, value and what was expected."""
    file = tmp_path / "ours.toml"
    file.write_text(text)

    with pytest.raises(InputError) as refused:
        Priors.load(str(file))
    assert str(refused.value) == f"{file}: {line}"
