"""Numbers as people read them, the same in every figure and page."""

import math
from collections.abc import Sequence
from datetime import date, timedelta


def count(number: float) -> str:
    """A whole number with thousands separators.

    >>> count(130000)
    '130,000'
    """
    return f"{round(number):,}"


def measured(number: float, sign: str = "") -> str:
    """A number that is not whole, to three figures at least and its whole part entire.

    >>> measured(1203.4), measured(3.456), measured(0.0312), measured(-12.3), measured(12.3, "+"), measured(0)
    ('1,203', '3.46', '0.0312', '−12.3', '+12.3', '0')
    """
    size = abs(number)
    form = ",.0f" if size >= 100 or size == 0 else ".1f" if size >= 10 else ".3g"
    return f"{number:{sign if size else ''}{form}}".replace("-", "−")


def probability(p: float) -> str:
    """A probability to three figures, however small; one next to 1 by what it is above.

    >>> probability(0.497), probability(9.871e-7), probability(0.9999), probability(1), probability(0)
    ('0.497', '9.87e-7', '> 0.999', '1', '0')
    """
    if 0.9995 <= p < 1:
        return "> 0.999"
    text = f"{p:.3g}"
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else text


def share(number: float) -> str:
    """A share, or a correlation, to two digits.

    >>> share(0.376), share(-0.09)
    ('0.38', '−0.09')
    """
    return f"{number:.2f}".replace("-", "−")


def more(number: float, noun: str) -> str:
    """A difference in words, from a noun in the plural.

    >>> more(0, "nights"), more(8979.2, "logons"), more(-2, "nights"), more(1, "nights")
    ('as many nights', '8,979 more logons', '2 fewer nights', '1 more night')
    """
    if number == 0:
        return f"as many {noun}"
    many = measured(abs(number))
    return f"{many} {'more' if number > 0 else 'fewer'} {noun.removesuffix('s') if many == '1' else noun}"


def between(low: float, high: float, sign: str = "") -> str:
    """An interval of a number that is not whole.

    >>> between(88.51, 95.12), between(-1215.4, -3.2, "+")
    ('88.5 to 95.1', '−1,215 to −3.2')
    """
    return f"{measured(low, sign)} to {measured(high, sign)}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun, in the plural where it must be.

    >>> counted(1, "tenant"), counted(1203, "tenant"), counted(2, "entry", "entries")
    ('1 tenant', '1,203 tenants', '2 entries')
    """
    return f"{count(number)} {noun if number == 1 else plural or f'{noun}s'}"


def below(high: float) -> str:
    """What zero seen leaves possible: the whole number above an upper bound.

    >>> below(3.0), below(3.69)
    ('< 4', '< 4')
    """
    return f"< {math.floor(high) + 1:,}"


def interval(low: float, high: float, *, between: str = " to ") -> str:
    """An interval in whole numbers, rounded outwards; of zero seen, the upper bound.

    >>> interval(1137.2, 1269.5), interval(0, 3.0), interval(9.9, 20, between="–")
    ('1,137 to 1,270', '< 4', '9–20')
    """
    return below(high) if low == 0 else f"{math.floor(low):,}{between}{math.ceil(high):,}"


def draw(tenants: int, seed: int) -> str:
    """What a figure was drawn from.

    >>> draw(130_000, 1)
    '130,000 tenants, seed 1, one draw'
    """
    return f"{counted(tenants, 'tenant')}, seed {seed}, one draw"


def drawn(tenants: int, seed: int, schedules: int) -> str:
    """What a figure was drawn from: one draw, or many schedules.

    >>> drawn(130_000, 1, 1)
    '130,000 tenants, seed 1, one draw'
    >>> drawn(130_000, 1, 200)
    '130,000 tenants, 200 schedules, first seed 1'
    """
    if schedules == 1:
        return draw(tenants, seed)
    return f"{counted(tenants, 'tenant')}, {counted(schedules, 'schedule')}, first seed {seed}"


AS_DRAWN = "as drawn"
"""What the isolation step takes where no window was given: a duration of its own for every tenant."""


def step(window: str) -> str:
    """How long the isolation step is.

    >>> step("2 min"), step(AS_DRAWN)
    ('isolation step takes 2 min', 'isolation step as drawn')
    """
    return f"isolation step {AS_DRAWN}" if window == AS_DRAWN else f"isolation step takes {window}"


def middle(schedules: int) -> str:
    """What is told of so many schedules beside their median; of few, the lowest and the highest.

    >>> middle(200), middle(5)
    ('5 to 95 % of them', 'the lowest to the highest of them')
    """
    return "5 to 95 % of them" if schedules >= ENOUGH_FOR_QUANTILES else "the lowest to the highest of them"


ENOUGH_FOR_QUANTILES = 20
"""Schedules from which on the 5 and 95 % are not simply the lowest and the highest."""


def percent(share: float, *, upwards: bool = False) -> str:
    """A share in percent, to two figures; an upper bound is rounded upwards.

    >>> percent(0.014867), percent(0.0141, upwards=True), percent(0.632, upwards=True), percent(0)
    ('1.5 %', '1.5 %', '64 %', '0 %')
    """
    if not share:
        return "0 %"
    digits = max(0, 1 - math.floor(math.log10(share * 100)))
    scaled = share * 100 * 10**digits
    # A bound that is already round must not be pushed up by the last bit of a float.
    number = math.ceil(scaled - 1e-9) if upwards else round(scaled)
    return f"{number / 10**digits:.{digits}f} %"


def chance(probability: float) -> str:
    """A probability of any size: in percent, or from one in a hundred thousand down in powers of ten.

    >>> chance(0.0123), chance(3.21e-8), chance(1.0), chance(0.0)
    ('1.2 %', '3e-08', '100 %', 'under 1e-30')
    """
    if probability < LEAST_CHANCE:
        return f"under {LEAST_CHANCE:g}"
    return percent(probability) if probability >= 1e-5 else f"{probability:.0e}"


LEAST_CHANCE = 1e-30
"""Smaller probabilities are not told apart."""


def percents(low: float, high: float) -> str:
    """An interval of a share, rounded outwards to whole percent; wider than it is, never narrower.

    >>> percents(0.9119, 1.0), percents(0.0, 0.0149), percents(0.412, 0.5)
    ('91 to 100 %', '0 to 2 %', '41 to 50 %')
    """
    return f"{math.floor(100 * low + 1e-9)} to {math.ceil(100 * high - 1e-9)} %"


def any_below(high: float) -> str:
    """What no schedule seen leaves possible: with what probability a campaign exposes anybody.

    >>> any_below(0.014867)
    'any: < 1.5 %'
    """
    return f"any: < {percent(high, upwards=True)}"


def spared(exposed: Sequence[int], schedules: int = 1) -> str:
    """How many procedures expose nobody, one number of exposed tenants a procedure.

    >>> spared([3, 0]), spared([3, 4])
    ('1 of 2 procedures exposes nobody in this draw', 'none of 2 procedures exposes nobody in this draw')
    >>> spared([3, 0], schedules=200)
    '1 of 2 procedures exposes nobody in 200 schedules'
    """
    none = exposed.count(0)
    verb = "expose" if none > 1 else "exposes"
    where = "this draw" if schedules == 1 else counted(schedules, "schedule")
    return f"{none or 'none'} of {len(exposed)} procedures {verb} nobody in {where}"


def clock(at_s: float) -> str:
    """The local time of an instant, to the second.

    >>> clock(79_445.999)
    '22:04:05'
    """
    second = int(at_s) % 86_400
    return f"{second // 3_600:02}:{second // 60 % 60:02}:{second % 60:02}"


def day(first_day: date, at_s: float) -> str:
    """The weekday and date of an instant, counted from 00:00 of the first day.

    >>> day(date(2016, 4, 4), 14 * 86_400)
    'Mon 18 Apr'
    """
    of = first_day + timedelta(days=int(at_s) // 86_400)
    return f"{of:%a} {of.day} {of:%b}"


def lasting(duration_s: float) -> str:
    """A duration in two units, to the second; below a minute to three figures.

    >>> lasting(161), lasting(20.16), lasting(28_840), lasting(90_000), lasting(59.98)
    ('2 min 41 s', '20.2 s', '8 h 0 min', '1 d 1 h', '1 min 0 s')
    """
    if duration_s < 0.001:
        return "under 1 ms"
    if duration_s < 1:
        return f"{duration_s * 1_000:,.3g} ms"
    if duration_s < 59.95:
        return f"{duration_s:.3g} s"
    whole = round(duration_s)
    for unit, part, first, second in ((86_400, 3_600, "d", "h"), (3_600, 60, "h", "min")):
        if whole >= unit:
            return f"{whole // unit} {first} {whole % unit // part} {second}"
    return f"{whole // 60} min {whole % 60} s"


CAUSES = {
    "not_assigned": "policy not yet assigned",
    "not_replicated": "policy not yet replicated",
    "silent_failure": "assigned in name only",
    "paused": "paused at dawn",
    "in_flight_stop": "frozen by a stop",
    "wide_session": "session opened too early",
    "oab": "offline address book",
}
"""The causes of a foreign row, in words."""
