"""Likelihoods of bytes: fitted, written, read, and what they tell apart."""

import random

import pytest

from experiments.forensics.likelihood import BINS, Likelihood, shipped
from experiments.logs.request import Service
from sim.errors import InputError


def answers(many: int, seed: int) -> list[tuple[Service, int, int]]:
    """Answers of 1 to 40 rows: a frame of 300 bytes, and 200 a row, spread by a quarter."""
    chance = random.Random(seed)
    found = []
    for _ in range(many):
        rows = chance.randint(1, 40)
        found.append((Service.MAPI, rows, round((300 + 200 * rows) * chance.lognormvariate(0, 0.25))))
    return found


def test_what_is_fitted_under_one_seed_holds_under_another() -> None:
    """Under another seed everybody's list is told from one's own, and one's own is never taken for everybody's."""
    fitted = Likelihood.fitted(answers(2_000, 1))
    for _, rows, weight in answers(300, 2):
        ratio = fitted.ratio(Service.MAPI, weight, rows, 9_000)
        assert ratio is not None
        assert ratio < 0.1
    chance = random.Random(3)
    for _ in range(300):
        weight = round((300 + 200 * 9_000) * chance.lognormvariate(0, 0.25))
        ratio = fitted.ratio(Service.MAPI, weight, 12, 9_000)
        assert ratio is not None
        assert ratio > 10 or not 0.4 < weight / 1_800_300 < 2.5


def test_lists_of_alike_size_are_not_told_apart() -> None:
    """A customer of 38 rows, and everybody's of 40: the bytes say next to nothing."""
    fitted = Likelihood.fitted(answers(2_000, 1))
    ratio = fitted.ratio(Service.MAPI, 8_000, 38, 40)
    assert ratio is not None
    assert 0.5 < ratio < 2


def test_a_service_with_few_answers_is_left_out_and_told_as_unknown() -> None:
    """Twenty answers fit nothing."""
    assert Likelihood.fitted(answers(20, 1)).ratio(Service.MAPI, 100, 1, 2) is None


def test_what_is_written_is_read_back() -> None:
    """To the digits that are written; anything else is refused in a line."""
    fitted = Likelihood.fitted(answers(500, 4))
    again = Likelihood.read(fitted.written("a test"))
    one, other = fitted.channels[Service.MAPI], again.channels[Service.MAPI]
    assert (other.frame, other.row, other.seen) == (round(one.frame, 1), round(one.row, 2), 500)
    assert max(abs(a - b) for a, b in zip(one.mass, other.mass, strict=True)) < 1e-5
    with pytest.raises(InputError, match="expected a likelihood as gallab writes it"):
        Likelihood.read("[mapi]\nframe_bytes = 1\n")


def test_the_one_that_ships_knows_every_channel() -> None:
    """Each with its mass."""
    channels = shipped().channels
    assert set(channels) == {Service.MAPI, Service.OWA, Service.EWS, Service.EAS}
    assert all(len(c.mass) == BINS and abs(sum(c.mass) - 1) < 1e-3 for c in channels.values())
