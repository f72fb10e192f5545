"""Findings for a terminal."""

from collections.abc import Iterator

import click

from ..logs.stamps import told
from ..wording import counted
from .clocks import ServerClock
from .findings import Findings
from .tenant_case import Received

MEANS = {
    Received.PROVEN: "a whole book of strangers was sent to them",
    Received.INFERRED: "the bytes of an answer fit everybody's list, not their own",
    Received.POSSIBLE: "the logs cannot tell",
    Received.EXCLUDED: "the logs cover their window, and show nothing",
}
LISTED = 12


def show(found: Findings) -> None:
    """Print them."""
    for line in lines(found):
        click.echo(line)


def lines(found: Findings) -> Iterator[str]:
    """Line by line."""
    yield f"{counted(found.tenants, 'tenant')}, {len(found.inquiry.windows):,} with a window in the journal."
    yield ""
    connected, asked, received = found.connected, found.asked, found.received
    yield f"  {connected.low:>9,} to {connected.high:,} connected inside their window (surely, possibly)"
    yield f"  {asked.low:>9,} to {asked.high:,} asked for an address book in a session that may have been wide"
    yield (
        f"  {received.mean:>9,.1f} received strangers' entries, expected; 95 %: {received.low:,} to {received.high:,}"
    )
    for kind in Received:
        yield f"  {len(found.of(kind)):>9,}   {kind}: {MEANS[kind]}"
    people, lists, tenants = found.disclosed
    if people + lists:
        yield (
            f"  {people:>9,} people and {lists:,} lists of {tenants:,} tenants in what they received;"
            f" {found.delivered:,} entries delivered"
        )
    residual, unreplaced = found.residual
    if residual:
        until = f", the last at {told(found.residual_until)}" if found.residual_until else ""
        yield (
            f"  {residual:>9,} tenants kept a copy: {residual - unreplaced:,} replaced it{until};"
            f" {unreplaced:,} not in these logs"
        )
    yield ""
    for signal in found.signals:
        where = "" if signal.place is None else f" ({found.place(signal.place)})"
        yield f"  known since {told(signal.at)}: {signal.says}{where}"
    yield from _decisive(found)
    yield from _read(found)


def _decisive(found: Findings) -> Iterator[str]:
    cases = [*found.of(Received.PROVEN), *found.of(Received.INFERRED)]
    if not cases:
        return
    yield ""
    for case in cases[:LISTED]:
        yield f"  tenant {case.tenant}: {case.received}, {case.why} ({found.place(case.lines[0])})"
    if len(cases) > LISTED:
        yield f"  and {len(cases) - LISTED:,} more; --out writes them all"


def _clock(clock: ServerClock, found: Findings) -> str:
    """Where a server's clock lies beside the journal's."""
    if clock.low is None and clock.high is None:
        return (
            "these logs do not say how far it is off the journal's; it is taken for no further than declared"
        )
    low, high = ("?" if bound is None else f"{bound / 1e6:+,.1f} s" for bound in (clock.low, clock.high))
    said = f"{low} to {high} beside the journal's"
    if clock in found.put_right:
        by, within = -clock.middle / 1e6, found.inquiry.declared.skew_us / 1e6
        return f"{said}: further off than declared; its lines are put right by {by:+,.1f} s, to within {within:.1f} s"
    return said


def _read(found: Findings) -> Iterator[str]:
    reading = found.reading
    yield ""
    yield (
        f"  {reading.lines:,} lines of {counted(len(reading.files), 'file')} on {', '.join(reading.servers)}:"
        f" {reading.bytes_read / 1e6:,.0f} MB at {reading.megabytes_a_second:.0f} MB/s;"
        f" {reading.anonymous:,} anonymous"
    )
    for clock in found.clocks:
        yield f"  clock of {clock.server}: {_clock(clock, found)}"
    if reading.broken.total:
        yield f"  {counted(reading.broken.total, 'line')} could not be read:"
        for wrong, number in reading.broken.counts.most_common():
            yield f"    {number:,}: {wrong}"
        for broken in reading.broken.listed[:3]:
            yield f"    {broken.file}:{broken.line}: {broken.text}"
    for gap in found.gaps[:LISTED]:
        yield f"  missing: {gap.server} from {told(gap.from_at)} to {told(gap.until)}"
    if len(found.gaps) > LISTED:
        yield f"  and {len(found.gaps) - LISTED:,} more gaps"
    strange = found.inquiry.evidence.strange
    if strange:
        yield (
            f"  {sum(strange.values()):,} requests of users of no known customer:"
            f" {', '.join(domain for domain, _ in strange.most_common(3))}"
        )
