"""A calibration for people: the product, the ridge, what is left of the priors, and what is not known."""

from collections.abc import Iterator
from pathlib import Path

from rich.table import Table

from ..terminal import console
from ..wording import count, counted, interval, lasting, measured, percent
from .calibration import SCHEDULES, Found
from .described import SENTENCE

_LABELS = {
    "window_s": "isolation step takes",
    "rate_per_day": "connections a mailbox-day",
    "silent_share": "isolation fails silently",
}
_OTHER_SHARES = (0.5, 0.25, 0.1)
"""Shares of the tenants that may have been migrated, where nobody said how many."""


def show(found: Found, picture: Path | None) -> None:
    """What came out, on standard output."""
    out = console()

    def say(lines: Iterator[str]) -> None:
        for line in lines:
            out.print(line, highlight=False, markup=False, soft_wrap=True)

    say(_counted(found))
    say(_clean(found) if not found.calibration.count.connected else _crest(found))
    out.print(_unknowns(found))
    say(_next(found))
    if found.calibration.count.connected:
        out.print(_exposed(found))
        say(_at_least(found))
    say(_errors(found))
    if picture is not None:
        say(iter([str(picture)]))


def _counted(found: Found) -> Iterator[str]:
    counted_ = found.calibration.count
    low, high = counted_.share
    product, product_low, product_high = counted_.product
    yield (
        f"{found.calibration.scenario.procedure.name}: {count(counted_.connected)} connected of "
        f"{count(counted_.tenants)} migrated tenants: a tenant's probability is "
        f"{_share(counted_.connected / counted_.tenants)} ({_share(low)} to {_share(high)}, 95 %)."
    )
    if counted_.migrated is None:
        others = ", ".join(
            f"{_share(counted_.connected / (counted_.of * share))} if {percent(share)} had"
            for share in _OTHER_SHARES
            if counted_.connected <= counted_.of * share
        )
        yield (
            f"Nobody said how many of the {count(counted_.of)} had been migrated by then: taken as all of them"
            + (f"; {others}." if others and counted_.connected else ".")
            + " --migrated SHARE says otherwise."
        )
    if counted_.connected and product is not None:
        yield (
            f"{SENTENCE} The product: {measured(product)} connections in its window a tenant "
            f"({measured(product_low)} to {'any number' if product_high is None else measured(product_high)}, 95 %), "
            "silent failures included."
        )
    elif product is None:
        yield f"{SENTENCE} Everybody connected: the product is {measured(product_low)} at least (95 %)."
    else:
        yield (
            f"{SENTENCE} The product: {measured(product_high or 0.0)} connections in its window a tenant at most "
            "(95 %), silent failures included."
        )


def _clean(found: Found) -> Iterator[str]:
    """What a pilot proves in which nobody connected."""
    calibration, own = found.calibration, found.own
    tenants, (_, high) = calibration.count.tenants, calibration.count.share
    longest = own.windows_s[2]
    yield (
        f"A clean pilot: at most {percent(high, upwards=True)} of tenants connect (95 %; rule of three: "
        f"3 / {count(tenants)} = {percent(3 / tenants)}). It does not prove that nobody will: of "
        f"{count(calibration.scenario.population.tenants)} such tenants up to "
        f"{count(high * calibration.scenario.population.tenants)} may."
    )
    yield (
        f"At {measured(own.rate_per_day)} connections a mailbox-day and no silent failure the isolation step takes "
        f"at most {lasting(longest)} (95 %)."
        if longest is not None
        else "It rules out no length of the isolation step that is looked at, even if none fails silently, at "
        f"{measured(own.rate_per_day)} connections a mailbox-day."
    )


def _crest(found: Found) -> Iterator[str]:
    """The ridge in words."""
    own, posterior = found.own, found.posterior
    best, shortest, longest = own.windows_s
    rate = f"{measured(own.rate_per_day)} connections a mailbox-day"
    if best is None:
        yield f"At {rate} and no silent failure no length of the isolation step that is looked at gives the count."
    else:
        ends = " to ".join("beyond" if x is None else lasting(x) for x in (shortest, longest))
        yield f"At {rate} and no silent failure the isolation step takes {lasting(best)} ({ends}, 95 %)."
    crest = [point for point in found.ridge if point.silent_share == 0]
    if len(crest) > 1:
        first, last = crest[0], crest[-1]
        off = max(point.loglik for point in crest) - min(point.loglik for point in crest)
        yield (
            f"On the ridge lie {lasting(first.window_s)} at {measured(first.rate_per_day)} a mailbox-day and "
            f"{lasting(last.window_s)} at {measured(last.rate_per_day)}: log-likelihoods along the ridge differ by "
            f"{measured(off)}."
        )
    low, high = (posterior.together(1, before=before)[2] for before in (False, True))
    yield (
        f"Step x rate is at most {lasting(low)} at one connection a mailbox-day (97.5 %; before the count "
        f"{lasting(high)}), less as far as silent failures explain the count; step / rate stays within a factor of "
        f"{measured(_factor(posterior.together(-1)))} (before the count "
        f"{measured(_factor(posterior.together(-1, before=True)))})."
    )
    took = f"drawn, {lasting(own.window_s)} at its median" if own.is_drawn else lasting(own.window_s)
    where = (
        "inside the region of 50 %"
        if own.region <= 0.5
        else "inside the region of 95 %"
        if own.region <= 0.95
        else "outside the region of 95 %"
    )
    yield (
        f"The scenario as it is (isolation step {took}; {rate}; {percent(own.silent_share)} silent) expects "
        f"{measured(own.expected)} of {count(found.calibration.count.tenants)}; step and rate lie {where}."
    )


def _unknowns(found: Found) -> Table:
    table = Table(title="Median, and where 95 % lie", title_justify="left")
    table.add_column("unknown", no_wrap=True)
    for heading in ("before the count", "after it"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("source of what was thought before")
    for k, unknown in enumerate(found.posterior.unknowns):
        table.add_row(
            _LABELS[unknown.prior.name],
            *(
                _told(unknown.prior.name, found.posterior.interval(k, before=before))
                for before in (True, False)
            ),
            unknown.prior.source,
        )
    return table


def _told(name: str, at: tuple[float, float, float]) -> str:
    say = {"window_s": lasting, "silent_share": _share}.get(name, measured)
    median, low, high = map(say, at)
    return f"{median}\n{low} to {high}"


def _next(found: Found) -> Iterator[str]:
    mean, low, high = found.next_campaign
    tenants = counted(found.calibration.count.tenants, "tenant")
    yield (
        f"The next campaign of {tenants}, run alike: {measured(mean)} connected on average, "
        f"{interval(low, high) if low else f'{count(low)} to {count(high)}'} (95 %)."
    )
    edge = found.posterior.on_the_edge
    if edge > 0.01:
        yield (
            f"{percent(edge)} of the weight lies on the edge of what is looked at: count and priors hardly agree; "
            "see --priors."
        )


def _exposed(found: Found) -> Table:
    table = Table(title="Exposed among the connected, 95 %", title_justify="left")
    table.add_column("tenants", justify="right", no_wrap=True)
    table.add_column("what this assumes")
    for each in found.exposed[1:]:
        table.add_row(f"{count(each.low)} to {count(each.high)}", each.assumption)
    return table


def _at_least(found: Found) -> Iterator[str]:
    surely = found.exposed[0]
    yield (
        f"At least {count(surely.low)} and at most {count(surely.high)} were exposed, if {surely.assumption}. The "
        "report does not say more; every narrower interval printed here is an assumption about who asks or who "
        "tells, named beside it."
    )


def _errors(found: Found) -> Iterator[str]:
    errors, law = found.errors, found.law
    whole = found.calibration.scenario.population.tenants
    yield (
        f"The law is that of {counted(law.scenario.population.tenants, 'tenant')}"
        + ("" if law.slices == 1 else f", one in {law.slices} slots and tenants of {count(whole)}, scaled")
        + f", seed {found.calibration.seed}. Off by: "
        + ("" if errors.count is None else f"the count {percent(errors.count)}, ")
        + f"interpolation {percent(errors.interpolation)}, people {percent(errors.people)}, {SCHEDULES} schedules "
        f"{percent(errors.schedules)} (standard deviations of the mean)."
    )


def _share(share: float) -> str:
    return f"{100 * share:.3g} %"


def _factor(at: tuple[float, float, float]) -> float:
    return at[2] / at[1]
