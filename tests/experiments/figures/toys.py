"""Invented frames of a study: seven procedures, six windows, zeros, and one cell that was not run."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import polars as pl

from experiments.compare.measures import MEASURES
from experiments.estimates import Spread, share_interval
from experiments.paired import Difference
from experiments.study.campaigns import COUNTED

PROCEDURES = (
    "ovh-2016",
    "batch-late",
    "isolate-unreplicated",
    "deny-by-default",
    "gated",
    "reroute-last",
    "isolate-first",
)
WINDOWS = {"0 s": 0, "10 s": 10, "30 s": 30, "2 min": 120, "10 min": 600, "1 h": 3_600}
TENANTS = 130_000
NIGHTS = 19
NOT_RUN = ("batch-late", "1 h")
_MIDDLE = ("q05", "median", "q95", "max")
RATIO = ("ratio", "ratio_low", "ratio_high", "more", "fewer")
"""What is told of a paired estimate beside its mean."""

_EXPOSED = {
    "ovh-2016": (84, 131, 246, 1_203, 4_871, 24_310),
    "batch-late": (310, 655, 1_420, 4_602, 13_977, 0),
    "isolate-unreplicated": (3, 3, 4, 6, 5, 7),
}


def exposed(procedure: str, window: str) -> int:
    """Tenants exposed in a cell."""
    return _EXPOSED.get(procedure, (0,) * 6)[list(WINDOWS).index(window)]


def cells(schedules: int = 1) -> pl.DataFrame:
    """One row a cell that was run, of one schedule or over many."""
    return pl.DataFrame(
        [_cell(p, w, schedules) for p in PROCEDURES for w in WINDOWS if (p, w) != NOT_RUN],
        infer_schema_length=None,
    )


def replications(schedules: int) -> pl.DataFrame:
    """One row a cell and schedule: each schedule exposes a little more than the one before."""
    return pl.DataFrame(
        [
            {
                "variant": "",
                **{name: cell[name] for name in ("procedure", "window", "window_us", "tenants")},
                "seed": 1 + k,
                "connected": number * 3 // 5,
                "exposed": number,
            }
            for cell in cells(schedules).iter_rows(named=True)
            for k, number in enumerate(_over(cell["exposed"], schedules))
        ]
    )


def over_schedules(name: str, numbers: Sequence[float]) -> dict[str, float | None]:
    """How a number varies over schedules, under a column's name."""
    return {f"{name}_{what}": number for what, number in asdict(Spread.of(numbers)).items()}


def _over(number: int, schedules: int) -> list[int]:
    """The numbers of that many schedules: from nine tenths of one number to eleven tenths."""
    return [round(number * (0.9 + 0.2 * k / max(1, schedules - 1))) for k in range(schedules)]


def nights() -> pl.DataFrame:
    """One row a procedure, window and night; what a cell exposes is spread evenly, over 200 schedules too."""
    rows = []
    for cell in cells().iter_rows(named=True):
        before = 0
        for night in range(1, NIGHTS + 1):
            so_far = cell["exposed"] * night // NIGHTS
            rows.append(
                {
                    "procedure": cell["procedure"],
                    "window": cell["window"],
                    "window_us": cell["window_us"],
                    "night": night,
                    "date": f"2016-04-{17 + night}" if night <= 13 else f"2016-05-{night - 13:02}",
                    "exposed": so_far - before,
                    "cumulative": so_far,
                    **{
                        f"cumulative_{what}": round(so_far * share)
                        for what, share in (("q05", 0.91), ("median", 1), ("q95", 1.09), ("max", 1.1))
                    },
                }
            )
            before = so_far
    return pl.DataFrame(rows)


def counted(name: str, number: int) -> dict[str, float]:
    """A count with an interval of about the right width."""
    half = 2 * number**0.5
    low, high = (number - half, number + half + 1) if number else (0.0, 3.0)
    return {name: number, f"{name}_low": max(0.0, low), f"{name}_high": high}


def _cell(procedure: str, window: str, schedules: int) -> dict[str, Any]:
    number = exposed(procedure, window)
    leaking = schedules if number else 0
    low, high = share_interval(leaking, schedules)
    return {
        "procedure": procedure,
        "window": window,
        "window_us": WINDOWS[window] * 1_000_000,
        "seed": 1,
        "tenants": TENANTS,
        **counted("connected", number * 3 // 5),
        **counted("asked", number * 11 // 10),
        **counted("exposed", number),
        "named": number * 9 // 10,
        **_causes(procedure, number),
        "people_disclosed": 551_904 if number else 0,
        "lists_disclosed": 63_118 if number else 0,
        "tenants_disclosed": 129_640 if number else 0,
        "tenants_named": 129_800 if number else 0,
        "nights": NIGHTS,
        "open_at_dawn": number // 50,
        "refused_logons": 40_127,
        "residual": number // 3,
        "window_p50_s": WINDOWS[window] + 21.4 if number else 0.0,
        "window_p99_s": WINDOWS[window] + 33.9 if number else 0.0,
        "downtime_p99_s": 775.25,
        "first_exposed_at": 1_290_000.5 if number else None,
        "schedules": schedules,
        **over_schedules("connected", _over(number * 3 // 5, schedules)),
        **over_schedules("asked", _over(number * 11 // 10, schedules)),
        **over_schedules("exposed", _over(number, schedules)),
        **over_schedules("people_disclosed", [551_904 if number else 0] * schedules),
        **over_schedules("named", _over(number * 9 // 10, schedules)),
        **over_schedules("nights", [NIGHTS] * schedules),
        **over_schedules("refused_logons", _over(40_127, schedules)),
        **{f"window_p50_s_{what}": WINDOWS[window] + 21.4 if number else 0.0 for what in _MIDDLE},
        **{f"window_p99_s_{what}": WINDOWS[window] + 33.9 if number else 0.0 for what in _MIDDLE},
        **{f"downtime_p99_s_{what}": 775.25 for what in _MIDDLE},
        **over_schedules("exposed_expected", _varying(_over(number, schedules))),
        "any_exposed": leaking,
        "any_exposed_share": leaking / schedules,
        "any_exposed_share_low": low,
        "any_exposed_share_high": high,
    }


def _causes(procedure: str, number: int) -> dict[str, int]:
    late = 0 if procedure == "isolate-unreplicated" else number * 2 // 3
    session, oab = (number - late) // 3, (number - late) // 4
    return {
        "not_assigned": late,
        "not_replicated": number - late - session - oab,
        "silent_failure": 0,
        "paused": 0,
        "in_flight_stop": 0,
        "wide_session": session,
        "oab": oab,
    }


def compared(schedules: int = 200) -> dict[str, pl.DataFrame]:
    """The frames of a comparison at 2 min: procedures, differences and paired, the first procedure's first."""
    numbers = {p: {m.total: _of_measure(m.total, p, schedules) for m in MEASURES} for p in PROCEDURES}
    at_window = cells(schedules).filter(pl.col("window") == "2 min")
    procedures = [
        {
            **row,
            **{k: v for m, n in numbers[row["procedure"]].items() for k, v in over_schedules(m, n).items()},
            **{
                k: v
                for m in COUNTED
                for k, v in over_schedules(f"{m}_expected", expected(m, row["procedure"], schedules)).items()
            },
            "dominated_by": "ovh-2016" if row["procedure"] == "batch-late" else None,
        }
        for row in at_window.iter_rows(named=True)
    ]
    first, *others = PROCEDURES
    differences, paired = [], []
    for other in others:
        pair = {"procedure": other, "reference": first}
        for measure in MEASURES:
            found = Difference.of(numbers[first][measure.total], numbers[other][measure.total])
            exact = (
                Difference.of(*(expected(measure.total, p, schedules) for p in (first, other)))
                if measure.total in COUNTED
                else None
            )
            differences.append(
                {
                    **pair,
                    "measure": measure.total,
                    "unit": measure.unit,
                    "tenants": TENANTS,
                    "seed": 1,
                    "schedules": schedules,
                    "difference": found.mean,
                    "difference_se": found.mean_se,
                    "difference_low": found.mean_low,
                    "difference_high": found.mean_high,
                    "unpaired_low": None if found.unpaired is None else found.mean - found.unpaired,
                    "unpaired_high": None if found.unpaired is None else found.mean + found.unpaired,
                    **{
                        name: getattr(found, name)
                        for name in (
                            "correlation",
                            "variance_ratio",
                            "ratio",
                            "ratio_low",
                            "ratio_high",
                            "more",
                            "fewer",
                            "ties",
                        )
                    },
                    **{
                        f"{name}_share_{end}": bound
                        for name in ("more", "fewer", "ties")
                        for end, bound in zip(
                            ("low", "high"), share_interval(getattr(found, name), schedules), strict=True
                        )
                    },
                    "expected_difference": exact and exact.mean,
                    "expected_difference_se": exact and exact.mean_se,
                    "expected_difference_low": exact and exact.mean_low,
                    "expected_difference_high": exact and exact.mean_high,
                    **{f"expected_{name}": exact and getattr(exact, name) for name in RATIO},
                    "expected_gain": 6.25 if exact and exact.mean_se else None,
                    "p_holm": 0.0 if measure.total == "exposed" else None,
                }
            )
        for k in range(schedules):
            by = {m.total: numbers[other][m.total][k] - numbers[first][m.total][k] for m in MEASURES}
            paired.append({**pair, "seed": 1 + k, **by})
    return {
        "procedures": pl.DataFrame(procedures, infer_schema_length=None),
        "differences": pl.DataFrame(differences, infer_schema_length=None),
        "paired": pl.DataFrame(paired),
    }


def expected(measure: str, procedure: str, schedules: int) -> list[float]:
    """What each schedule makes one expect: as many as were seen on average, with less chance in it."""
    return _varying(_of_measure(measure, procedure, schedules))


def _varying(numbers: Sequence[float]) -> list[float]:
    """Numbers with 0.4 of their standard deviation."""
    mean = sum(numbers) / len(numbers)
    return [mean + 0.4 * (number - mean) for number in numbers]


def _of_measure(measure: str, procedure: str, schedules: int) -> list[int]:
    number = exposed(procedure, "2 min")
    typical = {
        "asked": number * 11 // 10,
        "connected": number * 3 // 5,
        "exposed": number,
        "people_disclosed": 551_904 if number else 0,
        "nights": NIGHTS,
        "refused_logons": 40_127 if number else 655_344,
        "downtime_p99_s": 775 if number else 1_546,
        "window_p50_s": 141 if number else 0,
    }[measure]
    return [typical] * schedules if measure == "nights" else _over(typical, schedules)


_MOVED: dict[str, tuple[tuple[str, float], tuple[str, float]]] = {
    "steps.assign_policy.base": (("1 s", 61.0), ("2 min", 702.0)),
    "clients.per_day": (("x 0.5", 104.0), ("x 2", 389.0)),
    "clients.follow": (("autodiscover 0.05, restart 0.93", 118.0), ("prompt 0.2, restart 0.48", 2_950.0)),
    "clients.left_on_at_night": (("0.05", 121.0), ("0.56", 430.0)),
    "population.mailboxes": (("mu -1.61, sigma 2.16", 131.0), ("mu 1.01, sigma 1.63", 397.0)),
    "faults.silent": (("0.0", 202.0), ("0.001", 331.0)),
    "clients.asks.outlook_cached": (("0.2", 190.0), ("0.8", 215.0)),
    "platform.lag_hop": (("1 s", 196.0), ("15 s", 237.0)),
}


def moved() -> pl.DataFrame:
    """The table of a tornado: one row an input and end, about 202 expected tenants and 1 % of 260 or more."""
    return pl.DataFrame(
        [
            {
                "input": name,
                "end": end,
                "value": value,
                "exposed": exposed,
                "exposed_low": exposed * 0.97,
                "exposed_high": exposed * 1.03,
                "p": min(1.0, 0.01 * (exposed / 202.0) ** 6),
                "p_low": None if exposed > 430 else min(1.0, 0.007 * (exposed / 202.0) ** 6),
                "p_high": None if exposed > 430 else min(1.0, 0.013 * (exposed / 202.0) ** 6),
            }
            for name, ends in _MOVED.items()
            for end, (value, exposed) in zip(("low", "high"), ends, strict=True)
        ]
    )


def indexed() -> pl.DataFrame:
    """Indices of six inputs in both runs, shares that fall by half from one to the next."""
    names = {
        "inputs": ["steps.assign_policy.base", "clients.per_day", *list(_MOVED)[2:6]],
        "ridge": ["isolation step x rate", "isolation step / rate", *list(_MOVED)[2:6]],
    }
    return pl.DataFrame(
        [
            {
                "run": run,
                "input": name,
                "measure": measure,
                "points": 64,
                "value_low": "0.05",
                "value_high": "0.56",
                **{
                    f"{which}{end}": 0.5**k * share + by
                    for which, share in (("first", 0.5), ("total", 0.6))
                    for end, by in (("", 0.0), ("_low", -0.04), ("_high", 0.05))
                },
            }
            for run, listed in names.items()
            for measure in ("exposed", "at_least")
            for k, name in enumerate(listed)
        ]
    )


def stop_rules() -> pl.DataFrame:
    """Seven rules, the first none; one interval that nothing carries, and one rule under which nobody is exposed."""
    rows = [
        ("no stop rule", 202.3, 190.0, 215.0),
        ("report probability 0.05, canary 0", 24.1, 20.0, 28.0),
        ("the scenario’s own rules", 3.2, 1.1, 5.3),
        ("report probability 0.01", 14.2, 9.0, 19.0),
        ("report probability 1.0", 0.8, -0.3, 1.2),
        ("canary soak 7 d", 1.1, None, None),
        ("procedure probe-and-stop", 0.0, 0.0, 0.0),
    ]
    return pl.DataFrame(rows, schema=["rule", "exposed", "exposed_low", "exposed_high"], orient="row")


def looked() -> pl.DataFrame:
    """Five lengths that were looked at, one of no time and one too unlikely to be drawn."""
    rows = [
        (1e-6, 2e-5, 2e-5, 3e-5),
        (1.0, 4e-7, 4e-7, 5e-7),
        (30.0, 2e-3, 1.5e-3, 2.4e-3),
        (75.0, 0.01, 0.01, 0.01),
        (28_800.0, 1.0, 1.0, 1.0),
    ]
    return pl.DataFrame(rows, schema=["window_s", "p", "p_least", "p_most"], orient="row")


def swept() -> pl.DataFrame:
    """Effects of a sweep: seven keys, one of them sampled in fifths, one of long words, three procedures."""
    values = {
        "isolation step takes": ["30 s", "2 min", "10 min"],
        "clients.follow": ["0/0.05/0.93", "0.08/0.15/0.75", "0.16/0.25/0.57"],
        "campaign.order": ["smallest-first", "largest-first", "quietest-first"],
        "campaign.batch": ["10", "50"],
        "campaign.at_dawn": ["finish", "pause"],
        "platform.lag_hop": [
            "1 s to 1.72 s",
            "1.72 s to 2.95 s",
            "2.95 s to 5.08 s",
            "5.08 s to 8.73 s",
            "8.73 s to 15 s",
        ],
        "clients.retries": ["0", "3"],
    }
    rows = []
    for reach, (key, texts) in zip((9.0, 5.0, 3.0, 2.0, 1.5, 1.2, 1.0), values.items(), strict=True):
        for i, text in enumerate(texts):
            for procedure, level in {"ovh-2016": 120.0, "isolate-unreplicated": 0.4, "gated": 0.0}.items():
                place = i / (len(texts) - 1)
                mean = level * reach**place
                rows.append(
                    {
                        "key": key,
                        "value": text,
                        "place": place,
                        "procedure": procedure,
                        "exposed_mean": mean,
                        "exposed_mean_low": mean * 0.9 if level else None,
                        "exposed_mean_high": mean * 1.1 if level else None,
                        "exposed_least": mean / 3,
                        "exposed_most": mean * 3,
                    }
                )
    return pl.DataFrame(rows, infer_schema_length=None)
