import math
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr

from sim.errors import InputError
from sim.population import FOLLOWS, ON_DEMAND, People, browse_order, draw_people, draw_seats
from sim.scenario import Scenario
from sim.streams import KIND_SLOTS, RECIPIENTS, Floats, GivenUniforms, Ints, Source
from sim.tables import KINDS

N = 20_000


def scenario(tenants: int = N, **keys: Any) -> Scenario:
    """The default scenario, some keys replaced."""
    return Scenario.load().replaced({"population.tenants": tenants, **keys})


def strata(entities: Ints, index: int) -> Floats:
    """One uniform in the middle of each of as many strata as there are tenants."""
    return (entities + 0.5) / N


def at(u: float) -> GivenUniforms:
    """The same uniform for everybody."""
    return lambda entities, index: np.full(entities.size, u)


def closed_form(mu: float, sigma: float, most: int) -> tuple[float, float]:
    """Mean and share of singles of max(1, round(X)), X lognormal given X <= most."""

    def below(x: float) -> float:
        return float(ndtr((math.log(x) - mu) / sigma))

    cut = below(most)
    at_least = [1.0] + [(cut - below(k - 0.5)) / cut for k in range(2, most + 1)]
    return sum(at_least), below(1.5) / cut


def test_mailboxes_against_the_closed_form() -> None:
    """Tenants have 4.25 mailboxes in the mean and 40 % a single one: the truncated law's own figures."""
    people = draw_people(scenario(), Source(1, {"mailboxes": strata}))

    mean, single = closed_form(0.7, 1.2, 500)
    assert (round(mean, 2), round(single, 2)) == (4.25, 0.40)
    # The midpoint rule on a rising quantile of at most 500 is off by at most its rise over the strata.
    assert people.mailboxes.mean() == pytest.approx(mean, abs=500 / N)
    assert (people.mailboxes == 1).mean() == pytest.approx(single, abs=1 / N)
    assert people.mailboxes.min() == 1
    assert people.mailboxes.max() <= 500


def test_mailboxes_as_drawn() -> None:
    """Drawn by the hash, the mean lies within five standard errors of the closed form."""
    people = draw_people(scenario(), Source(1))

    mean, single = closed_form(0.7, 1.2, 500)
    error = float(people.mailboxes.std()) / math.sqrt(N)
    assert people.mailboxes.mean() == pytest.approx(mean, abs=5 * error)
    assert (people.mailboxes == 1).mean() == pytest.approx(
        single, abs=5 * math.sqrt(single * (1 - single) / N)
    )


def test_another_maximum() -> None:
    """A lower maximum cuts the law, and does not pile up at its edge."""
    law = {"law": "lognormal", "mu": 0.7, "sigma": 1.2, "max": 10}
    people = draw_people(scenario(N, **{"population.mailboxes": law}), Source(1, {"mailboxes": strata}))

    mean, single = closed_form(0.7, 1.2, 10)
    assert people.mailboxes.mean() == pytest.approx(mean, abs=10 / N)
    assert (people.mailboxes == 1).mean() == pytest.approx(single, abs=1 / N)
    assert people.mailboxes.max() == 10
    assert (people.mailboxes == 10).mean() < (people.mailboxes == 9).mean()


def test_never_more_than_the_maximum() -> None:
    """No tenant has more mailboxes than the maximum, however far above it the law lies."""
    law = {"law": "lognormal", "mu": 8.0, "sigma": 0.0, "max": 500}

    people = draw_people(scenario(50, **{"population.mailboxes": law}), Source(1))

    assert people.mailboxes.max() <= 500


def test_sizes_far_above_their_maximum() -> None:
    """Where almost all of the law lies above the maximum, mailboxes are as large as that."""
    law = {"law": "lognormal", "median": "1 GB", "sigma": 0.1, "max": "1 MB"}

    people = draw_people(scenario(50, **{"population.mailbox_size": law}), Source(1))

    assert people.largest.min() > 0
    assert people.largest.max() <= 10**6


def test_single_mailboxes_have_no_lists() -> None:
    """Lists are Poisson of 0.15 for every mailbox after the first: none for a single one."""
    people = draw_people(scenario(), Source(1))

    assert people.lists[people.mailboxes == 1].max() == 0
    # The sum is Poisson of the summed means, so its deviation is that mean's root.
    expected = 0.15 * float((people.mailboxes - 1).sum())
    assert people.lists.sum() == pytest.approx(expected, abs=5 * math.sqrt(expected))


def test_largest_mailbox() -> None:
    """A tenant's largest mailbox is the largest of its own sizes, and no size passes the maximum."""
    sizes = Source(1, {"mailbox_size": lambda entities, index: (entities % RECIPIENTS + 1) / 1000})
    people = draw_people(scenario(200), sizes)

    by_count = {int(n): int(s) for n, s in zip(people.mailboxes, people.largest, strict=True)}
    assert [by_count[n] for n in sorted(by_count)] == sorted(by_count.values())
    assert all(by_count[int(n)] == s for n, s in zip(people.mailboxes, people.largest, strict=True))

    huge = draw_people(scenario(200), Source(1, {"mailbox_size": at(1 - 2.0**-53)}))
    assert huge.largest.max() <= 50_000_000_000


def test_median_mailbox_size() -> None:
    """At one half of the uniform below its cut a mailbox has the law's median size."""
    cut = float(ndtr(math.log(50 / 0.8) / 1.3))
    people = draw_people(scenario(20), Source(1, {"mailbox_size": at(0.5 / cut)}))

    assert people.largest == pytest.approx(0.8e9, rel=1e-9)


def test_too_many_recipients() -> None:
    """A tenant of more recipients than its keys hold is refused in words."""
    law = {"law": "lognormal", "mu": 8.0, "sigma": 5.0, "max": 100_000}
    crowded = scenario(1000, **{"population.mailboxes": law, "population.lists_per_further_mailbox": 10.0})

    with pytest.raises(InputError) as refused:
        draw_people(crowded, Source(1, {"mailboxes": at(1 - 2.0**-53)}), np.arange(1))

    assert str(refused.value).endswith(f"expected at most {RECIPIENTS}")


def test_a_prefix_is_a_prefix() -> None:
    """Fewer tenants are the first of more, with their seats and what they are keyed by."""
    few, many = scenario(100), scenario(500)
    fewer, more = draw_people(few, Source(3)), draw_people(many, Source(3))

    for column in ("numbers", "mailboxes", "lists", "largest"):
        np.testing.assert_array_equal(getattr(fewer, column), getattr(more, column)[:100])
    seats, all_seats = draw_seats(few, Source(3), fewer), draw_seats(many, Source(3), more)
    np.testing.assert_array_equal(seats.first, all_seats.first[:101])
    for column in ("mailbox", "kind", "follow"):
        np.testing.assert_array_equal(getattr(seats, column), getattr(all_seats, column)[: seats.kind.size])


def test_seats_as_drawn() -> None:
    """Each kind takes its share of the mailboxes, independently of the other kinds."""
    people = draw_people(scenario(), Source(1))
    seats = draw_seats(scenario(), Source(1), people)
    mailboxes = int(people.mailboxes.sum())

    shares = dict(zip(KINDS, (0.55, 0.05, 0.35, 0.50, 0.03), strict=True))
    for k, (kind, share) in enumerate(shares.items()):
        found = int((seats.kind == k).sum()) / mailboxes
        assert found == pytest.approx(share, abs=5 * math.sqrt(share * (1 - share) / mailboxes)), kind
    # Both a cached Outlook and OWA: the product of their shares.
    box = seats.entities(people) // KIND_SLOTS
    both = np.intersect1d(box[seats.kind == 0], box[seats.kind == 2]).size / mailboxes
    assert both == pytest.approx(0.55 * 0.35, abs=5 * math.sqrt(0.1925 * 0.8075 / mailboxes))


def test_seats_belong_to_their_tenants() -> None:
    """A tenant's clients follow one another, sorted by mailbox and kind, each with a key of its own."""
    people = draw_people(scenario(300), Source(1))
    seats = draw_seats(scenario(300), Source(1), people)

    assert seats.first[0] == 0
    assert seats.first[-1] == seats.kind.size
    for i in range(300):
        mine = slice(seats.first[i], seats.first[i + 1])
        boxes, kinds = seats.mailbox[mine], seats.kind[mine]
        pairs = list(zip(boxes.tolist(), kinds.tolist(), strict=True))
        assert pairs == sorted(set(pairs))
        assert (boxes < people.mailboxes[i]).all()
        expected = (people.numbers[i] * RECIPIENTS + boxes) * KIND_SLOTS + kinds
        np.testing.assert_array_equal(seats.entities(people)[mine], expected)


def test_only_outlooks_are_left_on() -> None:
    """A fifth of the Outlook seats is left on, and follows in the shares given; no other kind is."""
    people = draw_people(scenario(), Source(1))
    seats = draw_seats(scenario(), Source(1), people)
    is_outlook = np.isin(seats.kind, (0, 1))
    outlooks = int(is_outlook.sum())

    assert (seats.follow[~is_outlook] == ON_DEMAND).all()
    left_on = seats.follow[is_outlook & (seats.follow != ON_DEMAND)]
    assert left_on.size / outlooks == pytest.approx(0.20, abs=5 * math.sqrt(0.16 / outlooks))
    for code, share in enumerate((0.0, 0.30, 0.68, 0.02)):
        spread = 5 * math.sqrt(share * (1 - share) / left_on.size)
        assert (left_on == code).mean() == pytest.approx(share, abs=spread), FOLLOWS[code]


@pytest.mark.parametrize(
    ("u", "follow"),
    [(0.05, "prompt"), (0.1999, "prompt"), (0.2001, "autodiscover"), (0.6, "restart"), (0.98, "never")],
)
def test_follow_by_its_uniform(u: float, follow: str) -> None:
    """The ways of following divide the unit interval in their order: 0.2, 0.3, 0.4, 0.1."""
    keys = {"clients.follow": {"prompt": 0.2, "autodiscover": 0.3, "restart": 0.4, "never": 0.1}}
    given = Source(1, {"follow": at(u), "left_on": at(0.01), "seat": at(0.01)})
    people = draw_people(scenario(20), given)

    seats = draw_seats(scenario(20, **keys), given, people)

    # At 0.01 every seat is taken and every Outlook left on.
    codes = set(seats.follow[np.isin(seats.kind, (0, 1))].tolist())
    assert codes == {FOLLOWS.index(follow)}
    assert seats.kind.size == 5 * int(people.mailboxes.sum())


def test_browse_order_is_a_permutation() -> None:
    """Every recipient stands in the browse order once."""
    people = draw_people(scenario(300), Source(1))

    order = browse_order(Source(1), people)

    assert sorted(order.tolist()) == list(range(int((people.mailboxes + people.lists).sum())))


def test_browse_order_does_not_follow_tenants_order() -> None:
    """Recipients come in the order of their own keys, in whatever order the tenants stand."""
    people = draw_people(scenario(50), Source(1))
    turned = people.taken(np.arange(49, -1, -1))

    assert _browsed(turned) == _browsed(people)
    assert _browsed(draw_people(scenario(50), Source(2)), 2) != _browsed(people)


def test_browse_order_keeps_its_order_when_tenants_come() -> None:
    """One tenant more takes places among the others, and turns no two of them round."""
    fewer = _browsed(draw_people(scenario(50), Source(1)))
    more = _browsed(draw_people(scenario(51), Source(1)))

    assert [name for name in more if name[0] < 50] == fewer


def _browsed(people: People, seed: int = 1) -> list[tuple[int, int]]:
    """Recipients in browse order, by tenant and number within it."""
    per_tenant = (people.mailboxes + people.lists).tolist()
    names = [(t, k) for t, n in zip(people.numbers.tolist(), per_tenant, strict=True) for k in range(n)]
    return [names[r] for r in browse_order(Source(seed), people).tolist()]
