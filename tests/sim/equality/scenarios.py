"""Strategies for cases: the whole model as far as it exists, in worlds of two sorts.

In a *ticking* world every duration, delay and connection is a small multiple of one tick, so that steps and
clients meet in the same microsecond all the time. In a *loose* one they are drawn as in the incident.
"""

import datetime
import math
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sim.population import FOLLOWS
from sim.tables import KINDS, WEEKDAYS
from sim.words import Verb

from .budget import within_budget
from .cases import Case
from .procedures import Raw, durations, one_in, procedures

FIRST_DAY = datetime.date(2016, 4, 4)
OAB_DELAY = 40
"""Ticks within which a download begins."""
BOOKS: Raw = {
    "seats": {kind: float(kind == "outlook_cached") for kind in KINDS},
    "asks": dict.fromkeys(KINDS, 0.0),
    "session": {**dict.fromkeys(KINDS, "9 h"), "sigma": 0.0},
    "left_on_at_night": 0.0,
    "oab_after_move": "at_once",
}
"""Clients that read nothing but books, some while after the logon: the window may have closed by then."""

LATE: Raw = {
    "closed_days": [],
    "nights": list(WEEKDAYS),
    "opens": "00:00",
    "last_start": "06:00",
    "closes": "06:00",
    "sync_lead": "0 s",
    "sync_slots": 1,
}
"""A campaign whose first night begins with its pre-sync: tenants are prepared while others are open."""


def of(*values: Any) -> st.SearchStrategy[Any]:
    """One of some values, each as likely as often as it stands there."""
    return st.sampled_from(values)


@st.composite
def cases(draw: DrawFn) -> Case:
    """A case: a scenario that the loader takes, a seed, and in ticking worlds the uniforms that make it tick."""
    ticks = draw(of(None, None, 1, 10, 60))
    seed = draw(st.integers(0, 2**20))
    hides = draw(of(0, 0, 0, 0, 0, 1, 2))
    # Early: of what is drawn late the simplest comes far too often.
    reads_books, regrets = draw(of(False, False, True, False, True)), one_in(draw, 2)
    raw: Raw = {
        "name": "any",
        "procedure": draw(procedures(ticks)),
        "population": draw(populations(ticks)),
        "clients": draw(clients(ticks)),
        "platform": draw(platforms(ticks)),
        "campaign": draw(campaigns(ticks)),
        "steps": draw(laws(ticks)),
        "faults": draw(faults(ticks)),
    }
    if reads_books:
        raw["faults"] |= {"hard": 0.0}
        if isinstance(raw["procedure"], dict):
            # A probe would stop it before any book has arrived.
            raw["procedure"]["steps"] = [s for s in raw["procedure"]["steps"] if s["verb"] != "probe"]
        raw["clients"] |= BOOKS
        raw["platform"]["oab_cycle"] = "1 min" if ticks is None else f"{ticks} s"
        # Many ticks are many of whatever a step takes; so, in a loose world, are two hours.
        raw["clients"]["oab_delay"] = "2 h" if ticks is None else f"{5 * OAB_DELAY * ticks} s"
    if isinstance(raw["procedure"], dict) and not (reads_books or raw["faults"].get("silent")) and regrets:
        regretting(draw, raw)
    # Books tell who was there at their generation: best while somebody comes every other minute.
    if raw["campaign"]["at_dawn"] == "finish" and one_in(draw, 2 if reads_books else 5):
        raw["campaign"] |= LATE
    if one_in(draw, 3):
        raw["window"] = draw(durations(ticks))
    picked = {} if ticks is None else ticking(draw, raw, ticks)
    if not reads_books and draw(of(False, True, True)):
        stopping(draw, raw, ticks)
    if raw["faults"].get("silent") and not one_in(draw, 4):
        # Only assignments lie, two of three: other silent steps mostly halt a tenant.
        raw["faults"]["silent"] = draw(of(1e-9, 1e-9, {"assign_policy": 1e-9}))
        picked |= {f"{of}silent/assign_policy/0": (0.0, 0.0, 1.0) for of in ("", "mailbox_")}
    return within_budget(Case(raw, seed, picked, hides), draw(of(20.0, *[60.0] * 4, 20.0, 3.0, 0.5)), ticks)


@st.composite
def populations(draw: DrawFn, ticks: int | None) -> Raw:
    """One tenant to sixty, sometimes some hundreds, once in a while two thousand."""
    many = draw(of(*[60] * 24, *[400] * 3, 2000))
    few = of(5, 2, 12, 30, 60, *range(1, 60))
    tenants = draw(few) if many == 60 else many - draw(st.integers(0, 9))
    small = tenants > 60
    return {
        "tenants": tenants,
        "mailboxes": {
            "law": "lognormal",
            "mu": draw(of(0.7, 0.0, math.log(2), 1.5)),
            "sigma": draw(of(0.0, 0.8, 1.2)),
            "max": draw(of(2, 1, 5) if small else of(2, 1, 5, 40)),
        },
        "lists_per_further_mailbox": draw(of(0.15, 0.0, 2.0)),
        "residents": draw(of(0, 0, 0, 0, 3, 40)),
        "pods": draw(of(1, 1, 1, 1, 1, 1, 2, 3)),
        "mailbox_size": {
            "law": "lognormal",
            "median": "0.8 GB",
            "sigma": 0.0 if ticks else draw(of(0.0, 1.3)),
            "max": draw(of("5 GB", "0.1 GB")),
        },
    }


@st.composite
def clients(draw: DrawFn, ticks: int | None) -> Raw:
    """Who connects and asks; how often is settled by the budget."""

    def by_kind(values: st.SearchStrategy[Any]) -> Raw:
        return {kind: draw(values) for kind in KINDS}

    a_while = durations(ticks)
    flat, silent_nights = [1.0] * 24, [0.0] * 7 + [2.0] * 12 + [0.0] * 5
    silent_hours = [float(h % 2) for h in range(24)]
    alone = draw(of(None, None, None, *KINDS, "phone"))
    return {
        "seats": by_kind(of(0.5, 1.0, 0.0, 0.1)) if alone is None else {k: float(k == alone) for k in KINDS},
        "per_day": dict.fromkeys(KINDS, "1/d"),
        "hours": flat if ticks else draw(of(flat, flat, flat, silent_nights, silent_hours)),
        "days": [1.0] * 7 if ticks else draw(of([1.0] * 7, [1.0] * 5 + [0.0] * 2, [0.0, 1.0] * 3 + [0.5])),
        "asks": by_kind(of(1.0, 1.0, 0.5, 0.0) if alone != "outlook_cached" else of(0.0, 0.0, 1.0)),
        "ask_delay": by_kind(a_while if ticks else of("1 s", "30 s", "2 min", "0 s", "20 min")),
        "session": {
            **by_kind(
                a_while if ticks and draw(st.booleans()) else of("9 h", "9 h", "20 min", "1 min", "5 s")
            ),
            "sigma": 0.0 if ticks else draw(of(0.8, 0.0)),
        },
        "connected_kinds": draw(of(list(KINDS), ["outlook_cached", "outlook_online", "owa"], ["owa"], [])),
        "left_on_at_night": draw(of(0.6, 0.0, 0.2, 1.0)),
        "follow": draw(follows()),
        "prompt_delay": lognormal(draw, a_while, ticks),
        "autodiscover_period": "60 min" if ticks is None else f"{12 * max(ticks, 10)} s",
        "autodiscover_retry": draw(of("5 min", "1 min", "10 s")) if ticks is None else f"{2 * ticks} s",
        "restart_at": draw(of("07:00", "03:00", "00:00", "23:00")),
        "retries": draw(of(3, 0, 1, 15)),
        "oab_after_move": draw(of("at_once", "at_once", "when_due")),
        "oab_delay": draw(of("20 min", "2 h", "10 s")) if ticks is None else f"{OAB_DELAY * ticks} s",
        "oab_period": draw(of("24 h", "1 h", "1 min")) if ticks is None else f"{60 * ticks} s",
        "oab_us_per_entry": {
            "law": "lognormal",
            "median": draw(of(400, 1, 20_000, 1_000_000) if ticks is None else of(1_000_000, 1)),
            "sigma": 0.0 if ticks else draw(of(0.8, 0.0, 3.0)),
        },
        "horizon": draw(of("6 h", "0 s", "1 min", "1 h", "1 d", "3 d", "7 d")),
    }


@st.composite
def follows(draw: DrawFn) -> dict[str, float]:
    """Shares of the four ways of coming over: all of them, or one alone."""
    alone = draw(of(None, None, None, *FOLLOWS))
    if alone is None:
        return dict(zip(FOLLOWS, (0.3, 0.3, 0.2, 0.2), strict=True))
    return {mode: float(mode == alone) for mode in FOLLOWS}


def lognormal(draw: DrawFn, medians: st.SearchStrategy[str], ticks: int | None) -> Raw:
    """A law of durations; exact in a ticking world."""
    return {"law": "lognormal", "median": draw(medians), "sigma": 0.0 if ticks else draw(of(0.6, 0.0))}


@st.composite
def platforms(draw: DrawFn, ticks: int | None) -> Raw:
    """One controller to nine, near or late."""
    if ticks:
        first, further, hop = (f"{draw(of(n, 2, 0)) * ticks} s" for n in (12, 2, 1))
    else:
        first, further, hop = (
            draw(of("15 s", "10 min", "2 min", "0 s")),
            draw(of("3 s", "0 s", "1 min")),
            "3 s",
        )
        hop = draw(of(hop, "0 s", "2 min"))
    return {
        "controllers": draw(of(2, 4, 1, 5, 9)),
        "lag_first": first,
        "lag_step": further,
        "lag_hop": hop,
        "lag_fault": draw(of(0.0, 0.0, 0.3, 1.0)),
        "oab_cycle": draw(of("1 h", "8 h", "1 s", "1 min", "10 min", "3 d")),
        "source_redirects": one_in(draw, 8),
    }


@st.composite
def campaigns(draw: DrawFn, ticks: int | None) -> Raw:
    """Calendars, batches and slots; nights of hours or of a minute."""
    opens, last_start, closes = draw(
        of(
            ("22:00", "05:00", "06:00"),
            ("22:00", "22:01", "22:01"),
            ("00:00", "00:10", "23:59"),
            ("21:30", "21:00", "21:15"),
            ("00:00", "06:00", "06:00"),
        )
    )
    if pauses := draw(of(False, True, False, True, False)):
        # So short that hardly a batch is done by dawn.
        last = draw(of("22:01", "22:01", "22:02", "22:10"))
        opens, last_start, closes = "22:00", last, last
    first_day = FIRST_DAY + datetime.timedelta(days=draw(st.integers(0, 6)))
    shock = draw(of(*[0.0] * 7, 1.0)) if ticks else draw(of(0.2, 0.0, 1.0))
    return {
        "first_day": first_day,
        "closed_days": [first_day + datetime.timedelta(days=d) for d in draw(of([], [1], [0, 2, 3]))],
        "nights": draw(of(list(WEEKDAYS), ["Mon", "Tue", "Wed", "Thu", "Fri"], ["Wed", "Sun"])),
        "opens": opens,
        "last_start": last_start,
        "closes": closes,
        "at_dawn": "pause" if pauses else "finish",
        "order": draw(of("random", "random", "smallest-first", "largest-first", "quietest-first", "by-name")),
        "tenants_per_night": draw(of("auto", "auto", "auto", "greedy", 1, 7, 50)),
        "batch": draw(of(1, 2, 5, 40)),
        "slots": draw(of(1, 2, 3, 50, 50)),
        "sync_lead": draw(of("0 s", "0 s", "1 d", "30 min", "3 d")),
        "sync_slots": draw(of(2000, 1, 1, 3)),
        "night_shock": shock,
        "campaign_shock": shock / 2,
    }


@st.composite
def laws(draw: DrawFn, ticks: int | None) -> Raw:
    """Step durations as the platform draws them: exact in a ticking world, else spread little or widely."""
    drawn = [str(v) for v in Verb if v not in (Verb.SYNC_MAILBOXES, Verb.WAIT_REPLICATION, Verb.MANUAL)]
    if ticks is None:
        spread = draw(of(None, 0.0, 1.5))
        return (
            {}
            if spread is None
            else {v: {"sigma": spread} for v in drawn} | {"sync_mailboxes": sync(draw, ticks)}
        )
    exact = {verb: {"base": f"{2 * ticks} s", "mailbox": "0 s", "sigma": 0.0} for verb in drawn}
    return {**exact, "sync_mailboxes": sync(draw, ticks)}


def sync(draw: DrawFn, ticks: int | None) -> Raw:
    """How fast mailboxes are copied ahead: those of a ticking world in whole minutes."""
    rate = draw(of("6 GB/h", "0.2 GB/h", "0.6 GB/h", "0.2 GB/h"))
    return {"rate": rate, "sigma": 0.0 if ticks else draw(of(0.6, 0.0))}


@st.composite
def faults(draw: DrawFn, ticks: int | None) -> Raw:
    """Steps fail, or only say that they did not; who is left behind is found, or never."""
    chances: Raw = {
        "transient": draw(of(0.1, 0.5, 1.0)),
        "hard": draw(of(0.02, 0.1, {"default": 0.02, "cut_over": 0.3}, {"sync_mailboxes": 0.2})),
        "silent": draw(
            of(0.1, 0.2, 0.05, {"default": 0.05, "assign_policy": 0.3}, {"verify_isolation": 0.5})
        ),
        "console_lost": draw(of(1.0, 0.3)),
    }
    # Few at a time: where everything fails, nobody is exposed.
    several = (
        *[("silent",)] * 4,
        ("silent", "transient"),
        ("console_lost", "hard"),
        ("hard",),
        *[("console_lost", "transient")] * 3,
    )
    which = draw(of((), *several))
    return {
        **{name: chances[name] for name in which},
        "out_of_site": draw(of(0.0, 0.0, 0.0, 0.0, 1.0, 0.5)),
        "silent_scope": draw(of("mailbox", "tenant", "mailbox")),
        "console_back": draw(of("30 min", "0 s", "5 min"))
        if ticks is None
        else f"{draw(of(1, 9)) * ticks} s",
        "retries": draw(of(3, 0, 5)),
        "retry_delay": "30 s" if ticks is None else f"{draw(of(1, 3)) * ticks} s",
        "found_after": draw(of("10 min", "never", "10 h", "0 s")),
    }


def regretting(draw: DrawFn, raw: Raw) -> None:
    """The assignment fails, or the last step, and tenants are rolled back that have been open by then."""
    steps = raw["procedure"]["steps"]
    assignments = [step for step in steps if step["verb"] == "assign_policy"]
    others = [step for step in steps if "on" not in step and step["verb"] != "probe"]
    failing = draw(of(*assignments * 3, others[-1]))
    for step in steps:
        if step["verb"] != "verify_isolation":
            step.pop("on_fail", None)
    failing |= {"on_fail": "rollback", "retries": 4}
    hard = {"default": 0.0, failing["verb"]: draw(of(0.5, 1.0))}
    # Nothing else befalls anybody: who is left behind would be watched for days, at a low rate.
    raw["faults"] |= {"transient": 0.0, "console_lost": 0.0, "hard": hard}
    raw["clients"]["asks"] = dict.fromkeys(KINDS, 1.0)


def stopping(draw: DrawFn, raw: Raw, ticks: int | None) -> None:
    """Some exposed tenants report, soon enough to meet others in flight; a canary goes first, or nobody."""
    raw["campaign"] |= {
        "report_probability": draw(of(1.0, 1.0, 0.3)),
        "report_delay": lognormal(draw, durations(ticks), ticks),
        "reaction": draw(durations(ticks)),
        "in_flight": draw(of("rollback", "finish", "rollback", "finish", "rollback", "freeze", "freeze")),
        "resume_at": draw(of("22:00", "07:00", "00:10", "22:03", "00:00")),
        "canary": draw(of(0, 1, 0, 2, 0, 7)),
        "canary_soak": draw(of("0 s", "1 h", "24 h", "3 d", "10 min")),
    }
    if one_in(draw, 6):
        # Found at once, with the window open.
        raw["procedure"] = "probe-and-stop"
        raw["campaign"]["in_flight"] = "freeze"
    # Whoever is frozen is watched to its horizon: the later that is, the fewer come in the window.
    raw["clients"]["horizon"] = draw(of("1 h", "10 min", "6 h"))


def ticking(draw: DrawFn, raw: Raw, ticks: int) -> dict[str, tuple[float, ...]]:
    """Values of the uniforms from which come whole ticks, some streams left to the seed."""
    few = (1, 3, 7, 16, 40, 80, 200)
    asked = raw["clients"]
    span = int(
        asked["oab_delay" if asked["oab_after_move"] == "at_once" else "oab_period"].removesuffix(" s")
    )
    means = tuple(math.exp(-n) for n in (1, 2, 3))
    found = {
        "ask_delay": means,
        "lag_hop": means,
        "retry": (0.5,),
        "poll": (0.5,),
        "follow_delay": tuple(a_tick(n, ticks, 12 * max(ticks, 10)) for n in few[:3]),
        "oab_delay": tuple(a_tick(n, ticks, span) for n in few if n <= span // ticks),
        "oab_phase": (0.5, 1e-9),
    }
    left_to_the_seed = draw(st.sets(of(*found), max_size=2))
    streams = {stream: values for stream, values in found.items() if stream not in left_to_the_seed}
    return expanded(streams, raw)


def a_tick(n: int, ticks: int, span: int) -> float:
    """The uniform from which ``laws.within`` makes n ticks of a span."""
    return (n * ticks * 1e6 - 0.5) / (span * 1e6)


def expanded(streams: dict[str, tuple[float, ...]], raw: Raw) -> dict[str, tuple[float, ...]]:
    """Streams of steps under the names they are drawn by: verb and occurrence."""
    by_step = streams.pop("lag_hop", None)
    if by_step is not None:
        streams["lag_hop/assign_policy/0"] = by_step
    return streams
