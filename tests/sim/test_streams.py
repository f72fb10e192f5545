"""The hash as a source of uniforms, and that no number is moved by another's being drawn.

Tolerances: of n independent uniforms the mean has standard deviation 1/sqrt(12 n), the variance
1/sqrt(180 n), and the correlation of two such rows 1/sqrt(n). Five of them are allowed; the seeds are fixed.
"""

import math
from typing import Any

import numpy as np
import pytest

from sim import laws, step_draws, streams
from sim.population import draw_people, draw_seats
from sim.scenario import Scenario
from sim.step_draws import UNIT
from sim.streams import KIND_SLOTS, RECIPIENTS, STREAMS, Floats, Ints, Level, Source
from sim.tables import StepLaw, SyncLaw
from sim.units import HOUR, SECOND

N = 1 << 16
ENTITIES = np.arange(N, dtype=np.int64)
FIVE = 5 / math.sqrt(N)


def correlation(a: Floats, b: Floats) -> float:
    """Pearson's, of two rows."""
    return float(np.corrcoef(a, b)[0, 1])


def small(**keys: Any) -> Scenario:
    """The default scenario of 300 tenants, some keys replaced."""
    return Scenario.load().replaced({"population.tenants": 300, **keys})


@pytest.mark.parametrize("stream", ["seat", "mailboxes", "duration/cut_over/0", "duration/cut_over/1"])
@pytest.mark.parametrize("seed", [1, 2])
def test_uniforms_are_uniform(stream: str, seed: int) -> None:
    """A stream's uniforms have the mean, variance and sixteenths of a uniform law."""
    u = Source(seed).uniforms(stream, ENTITIES)

    assert abs(u.mean() - 1 / 2) < 5 / math.sqrt(12 * N)
    assert abs(u.var() - 1 / 12) < 5 / math.sqrt(180 * N)
    counts = np.histogram(u, 16, (0, 1))[0]
    assert np.abs(counts - N / 16).max() < 5 * math.sqrt(N / 16)
    assert u.min() > 0
    assert u.max() < 1


def test_uniforms_are_uniform_over_recipients_keys() -> None:
    """Entities far apart, as mailboxes' and clients' keys are, are as uniform as consecutive ones."""
    for step in (RECIPIENTS, KIND_SLOTS, RECIPIENTS * KIND_SLOTS):
        u = Source(1).uniforms("seat", ENTITIES * step)
        assert abs(u.mean() - 1 / 2) < 5 / math.sqrt(12 * N)
        assert abs(correlation(u[:-1], u[1:])) < FIVE


def test_streams_are_uncorrelated() -> None:
    """No two streams go together, nor two seeds, nor two occurrences of a verb."""
    names = [*sorted(STREAMS), "duration/cut_over/0", "duration/cut_over/1"]
    rows = np.array(
        [Source(1).uniforms(name, ENTITIES) for name in names] + [Source(2).uniforms("seat", ENTITIES)]
    )

    matrix = np.corrcoef(rows) - np.eye(len(rows))

    # 528 pairs: five deviations are exceeded by chance once in 3,300 choices of a seed.
    assert np.abs(matrix).max() < FIVE


def test_neighbouring_keys_are_uncorrelated() -> None:
    """Neighbouring entities and neighbouring indices of one stream do not go together."""
    source = Source(1)
    u = source.uniforms("connection", ENTITIES)

    for lag in (1, 2, 3, 7, 8, 64):
        assert abs(correlation(u[:-lag], u[lag:])) < FIVE
    for index in (1, 2, 16, 2**20, 2**40):
        assert abs(correlation(u, source.uniforms("connection", ENTITIES, index))) < FIVE
        # The sum of entity and index alone must not decide.
        assert abs(correlation(u[1:], source.uniforms("connection", ENTITIES, 1)[:-1])) < FIVE


def test_hash_is_the_one_of_the_published_numbers() -> None:
    """The hash is splitmix64's mix, twice over key and entity, then index: worked out in whole numbers."""
    mask = 2**64 - 1

    def mixed(z: int) -> int:
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & mask
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & mask
        return z ^ (z >> 31)

    key = Source(1).key("seat")
    for entity, index in ((0, 0), (1, 0), (0, 1), (2**40 + 5, 2**20)):
        z = key + (entity + 1) * 0x9E3779B97F4A7C15 & mask
        for _ in range(2):
            z = mixed(z) + (index + 1) * 0xD1342543DE82EF95 & mask
        assert int(streams.hashed(key, entity, index)) == mixed(z)


def test_indices_are_uniform_too() -> None:
    """One entity's numbers over its indices are as uniform as one index's over entities."""
    source = Source(1)

    u = np.array([source.uniform("connection", 77, index) for index in range(4096)])

    assert abs(u.mean() - 1 / 2) < 5 / math.sqrt(12 * 4096)
    assert abs(correlation(u[:-1], u[1:])) < 5 / math.sqrt(4096)


def test_hashes_do_not_collide() -> None:
    """No two entities share their 64 bits, so an order has no ties."""
    assert np.unique(Source(1).hashes("order", ENTITIES)).size == N


def test_the_greatest_uniform_is_below_one() -> None:
    """Neither the greatest bits nor the least give a uniform of 1 or 0."""
    ends = [streams.fraction(np.uint64(bits)) for bits in (0, 2**64 - 1)]

    assert 0 < ends[0] < ends[1] < 1


def test_one_at_a_time_or_many_at_once() -> None:
    """A number is the same drawn alone, in a row, through the stream's function, or through its key."""
    source = Source(5)
    row = source.uniforms("seat", np.array([3, 1, 3], np.int64), 2)

    assert row[0] == row[2] == source.uniform("seat", 3, 2) == source.stream("seat")(3, 2)
    assert row[1] == streams.uniform(source.key("seat"), 1, 2)


def test_seeds_name_worlds() -> None:
    """One seed is one world, another seed another."""
    assert Source(1).uniform("seat", 3) == Source(1).uniform("seat", 3)
    assert Source(1).uniform("seat", 3) != Source(2).uniform("seat", 3)


def test_unknown_streams_are_refused() -> None:
    """A stream that has no level is no stream, asked for or given."""
    with pytest.raises(KeyError):
        Source(1).uniform("nosuch", 0)
    with pytest.raises(KeyError, match="no such stream: nosuch"):
        Source(1, {"nosuch": lambda entities, index: np.zeros(entities.size)})


def test_levels() -> None:
    """Each stream has a level, and a step's stream that of its base."""
    assert streams.level_of("seat") is Level.MAILBOX
    assert streams.level_of("lag_hop/assign_policy/1") is Level.TENANT
    assert {str(level) for level in STREAMS.values()} == {str(level) for level in Level}


def test_given_uniforms_are_honoured() -> None:
    """A stream that is given uniforms answers with them, by entity and index; no other stream does."""
    given = Source(1, {"seat": lambda entities, index: (entities % 10 + 1) / 100 + index / 2})

    np.testing.assert_array_equal(given.uniforms("seat", np.array([4, 9])), [0.05, 0.10])
    assert given.uniform("seat", 4, 1) == 0.55
    assert given.stream("seat")(9, 1) == 0.60
    assert given.uniform("left_on", 4) == Source(1).uniform("left_on", 4)


def test_given_uniforms_order_hashes() -> None:
    """Where a stream of an order is given uniforms, they are the order."""
    given = Source(1, {"order": lambda entities, index: 1 - (entities + 1) / 100})

    assert np.argsort(given.hashes("order", np.arange(10))).tolist() == list(range(9, -1, -1))


def test_given_durations_of_one_verb_alone() -> None:
    """Uniforms given to one verb's stream reach that verb and no other."""
    source = Source(1, {"duration/cut_over/0": lambda entities, index: np.full(entities.size, 0.5)})
    law = StepLaw.model_validate({"base": "100 s", "sigma": 0.8})
    one = np.arange(3)

    def of(name: str, of_source: Source) -> Ints:
        return step_draws.durations(of_source, law, name, one, np.ones(3, np.int64), np.ones(3, np.int64))

    assert of("cut_over/0", source).tolist() == [100 * SECOND] * 3
    np.testing.assert_array_equal(of("switch_routing/0", source), of("switch_routing/0", Source(1)))


def test_durations_grow_with_mailboxes() -> None:
    """A step's median is so much a tenant and a mailbox; a synchronisation's the largest over the rate."""
    half = Source(1, {"duration/assign_policy/0": _half, "duration/sync_mailboxes/0": _half})
    sizes, largest = np.array([1, 4]), np.array([3 * 10**9, 6 * 10**8])

    law = StepLaw.model_validate({"base": "5 s", "mailbox": "0.5 s", "sigma": 0.6})
    found = step_draws.durations(half, law, "assign_policy/0", np.arange(2), sizes, largest)
    assert found.tolist() == [5_500_000, 7_000_000]

    sync = SyncLaw(rate="0.6 GB/h", sigma=0.6)  # type: ignore[arg-type]
    found = step_draws.durations(half, sync, "sync_mailboxes/0", np.arange(2), sizes, largest)
    assert found.tolist() == [5 * HOUR, HOUR]


def _half(entities: Ints, index: int) -> Floats:
    return np.full(entities.size, 0.5)


def test_lags_by_rank_and_hop() -> None:
    """A controller waits lag_first, lag_step times its rank, and an exponential for every hop."""
    source = Source(
        1, {"lag_hop/assign_policy/0": lambda entities, index: np.full(entities.size, math.exp(-1))}
    )

    # Four controllers are one hop, of 3 s at a uniform of 1/e; six are two.
    four = step_draws.lags(source, small(), "assign_policy/0", np.arange(2))
    six = step_draws.lags(source, small(**{"platform.controllers": 6}), "assign_policy/0", np.arange(1))

    assert (four / SECOND).tolist() == [[0, 18, 21, 24]] * 2
    assert (six / SECOND).tolist() == [[0, 21, 24, 27, 30, 33]]


def test_late_changes() -> None:
    """With lag_fault a change is late by a further part of a quarter of an hour, where its draw says so."""
    late = Source(
        1,
        {
            "lag_fault/assign_policy/0": lambda entities, index: np.where(entities == 1, 0.05, 0.5),
            "lag_late/assign_policy/0": lambda entities, index: np.full(entities.size, 0.2),
        },
    )
    scenario = small(**{"platform.lag_fault": 0.1, "platform.lag_hop": "0 s"})

    found = step_draws.lags(late, scenario, "assign_policy/0", np.arange(2))

    assert (found[0] / SECOND).tolist() == [0, 15, 18, 21]
    assert (found[1] / SECOND).tolist() == [0, 195, 198, 201]


def test_shocks_have_mean_one() -> None:
    """A shock is a lognormal of mean 1; without sigma it is 1; a night's includes the campaign's."""
    strata = (np.arange(4000) + 0.5) / 4000
    source = Source(1, {"night_shock": lambda entities, index: strata[entities]})

    mean = np.mean([step_draws.shock(source, "night_shock", k, 0.2) for k in range(4000)])
    assert mean == pytest.approx(1, abs=1e-3)
    assert step_draws.shock(source, "night_shock", 0, 0.0) == 1.0

    calm = small(**{"campaign.night_shock": 0.0, "campaign.campaign_shock": 0.0})
    assert step_draws.night_factor(Source(1), calm, 3) == step_draws.campaign_factor(Source(1), calm) == UNIT
    still = small(**{"campaign.night_shock": 0.0})
    assert step_draws.night_factor(Source(1), still, 3) == step_draws.campaign_factor(Source(1), still)
    assert step_draws.night_factor(Source(1), small(), 3) != step_draws.night_factor(Source(1), small(), 4)


def test_oab_phase_lies_within_the_cycle() -> None:
    """The default OAB's first regeneration falls within one cycle of the campaign's begin."""
    phase = Source(1, {"oab_phase": _half})

    assert step_draws.oab_phase(phase, small()) == 4 * HOUR


def test_step_names() -> None:
    """A step's draws are keyed by its verb and how often that stood before, not by its place."""
    verbs = ("provision", "wait_replication", "sync_mailboxes", "wait_replication", "cut_over")
    raw = {"name": "p", "steps": [{"verb": verb} for verb in verbs]}
    steps = Scenario.of({"procedure": raw}, "night.toml").procedure.steps

    names = [step_draws.step_name(step, steps) for step in steps]

    assert names == [
        "provision/0",
        "wait_replication/0",
        "sync_mailboxes/0",
        "wait_replication/1",
        "cut_over/0",
    ]


@pytest.mark.parametrize("alone", [0, 17, 299])
def test_one_tenant_alone_meets_the_same_numbers(alone: int) -> None:
    """A tenant drawn alone has the people, seats, durations and lags that it has among the others."""
    scenario, source = small(**{"platform.lag_fault": 0.5}), Source(1)
    all_of_them = draw_people(scenario, source)
    one = draw_people(scenario, source, np.array([alone], np.int64))

    assert _people(all_of_them, alone) == _people(one, 0)
    assert _seats(scenario, source, all_of_them, alone) == _seats(scenario, source, one, 0)
    assert _durations(source, all_of_them)[alone] == _durations(source, one)[0]
    lags = step_draws.lags(source, scenario, "assign_policy/0", all_of_them.numbers)[alone]
    np.testing.assert_array_equal(lags, step_draws.lags(source, scenario, "assign_policy/0", one.numbers)[0])


def test_one_tenant_more_moves_nobody() -> None:
    """A population of one tenant more is the same up to there: people, seats, durations, lags."""
    scenario, source = small(), Source(1)
    more = scenario.replaced({"population.tenants": 301})
    fewer, further = draw_people(scenario, source), draw_people(more, source)

    assert [_people(fewer, i) for i in range(300)] == [_people(further, i) for i in range(300)]
    assert _seats(scenario, source, fewer, 299) == _seats(more, source, further, 299)
    assert _durations(source, fewer) == _durations(source, further)[:300]
    np.testing.assert_array_equal(
        step_draws.lags(source, scenario, "assign_policy/0", fewer.numbers),
        step_draws.lags(source, more, "assign_policy/0", further.numbers)[:300],
    )


def test_one_stream_more_moves_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A further stream alters no number of those there were."""
    before = {name: Source(1).uniform(name, 5, 2) for name in STREAMS}

    monkeypatch.setitem(STREAMS, "a_new_one", Level.TENANT)
    Source(1).uniform("a_new_one", 5, 2)

    assert {name: Source(1).uniform(name, 5, 2) for name in before} == before


def test_a_mailbox_more_moves_no_other() -> None:
    """Where a tenant has more mailboxes, its earlier ones keep their seats, and its neighbours theirs."""
    scenario = small()
    u = Source(1).uniforms("mailboxes", np.arange(300))

    def given(entities: Ints, index: int) -> Floats:
        """The seed's own, but tenant 10 is larger."""
        return np.where(entities == 10, 0.99, u[entities])

    plain, larger = Source(1), Source(1, {"mailboxes": given})
    before, after = draw_people(scenario, plain), draw_people(scenario, larger)
    grown = int(before.mailboxes[10])
    assert after.mailboxes[10] > grown

    kept = [seat for seat in _seats(scenario, larger, after, 10) if seat[0] < grown]
    assert kept == _seats(scenario, plain, before, 10)
    assert [_people(before, i) for i in range(300) if i != 10] == [
        _people(after, i) for i in range(300) if i != 10
    ]
    assert _seats(scenario, larger, after, 11) == _seats(scenario, plain, before, 11)


def _people(people: Any, i: int) -> tuple[int, ...]:
    return tuple(
        int(column[i]) for column in (people.numbers, people.mailboxes, people.lists, people.largest)
    )


def _seats(scenario: Scenario, source: Source, people: Any, i: int) -> list[tuple[int, ...]]:
    seats = draw_seats(scenario, source, people)
    mine = slice(seats.first[i], seats.first[i + 1])
    columns = (seats.mailbox[mine], seats.kind[mine], seats.follow[mine], seats.entities(people)[mine])
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _durations(source: Source, people: Any) -> list[int]:
    law = Scenario.load().steps.assign_policy
    found = step_draws.durations(
        source, law, "assign_policy/0", people.numbers, people.mailboxes, people.largest
    )
    return [int(us) for us in found]


def test_laws_are_compiled_once_for_all() -> None:
    """A compiled law gives the bits that the same law gives in a row of draws."""
    u = Source(1).uniforms("duration/cut_over/0", np.arange(50))
    law = StepLaw.model_validate({"base": "120 s", "sigma": 0.8})

    row = step_draws.durations(
        Source(1), law, "cut_over/0", np.arange(50), np.ones(50, np.int64), np.ones(50, np.int64)
    )

    assert row.tolist() == [laws.lognormal(float(x), 120.0 * SECOND, 0.8) for x in u]
