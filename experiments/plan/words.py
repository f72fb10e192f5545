"""A plan for people, on a terminal: the answer first, then nights, what the risk allows, what may be done."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from rich.table import Table

from .. import wording
from ..terminal import console

Data = Mapping[str, Any]

SHOWN: Final = 8
"""Nights of which the terminal shows the first and the last; the folder has all."""


def show(data: Data, *written: Path) -> None:
    """All of a plan, on standard output."""
    out = console()

    def tell(*lines: str) -> None:
        for line in lines:
            out.print(line, highlight=False, markup=False, soft_wrap=True)

    tell(*headline(data))
    if data["left"] is not None:
        tell("", *left_lines(data["left"]))
    out.print(_nights(data))
    tell(*_totals(data))
    out.print(_demand(data["demand"]))
    tell("", *allowed(data))
    if data["mitigations"]:
        out.print(_mitigations(data))
    tell(*stop_rule(data), *cheapest(data), *driven(data), *_assumed(data), *map(str, written))


def headline(data: Data) -> Iterator[str]:
    """What is asked, and the answer."""
    yield (
        f"{data['procedure']}: {data['tenants']:,} tenants, {data['mailboxes']:,} mailboxes, "
        f"{wording.step(data['window'])}; {data['slots']} slots, batches of {data['batch']}; local time, "
        f"{data['time_zone']}."
    )
    yield f"{data['verdict']['headline']}: {data['verdict']['searched']}"
    kept = "within" if data["keeps_risk"] else "above"
    who = f"{data['at']:,} tenants or more are" if data["at"] > 1 else "a tenant is"
    yield (
        f"P that {who} exposed in the campaign: {chance(data)}, {kept} the {wording.chance(data['risk'])} that may be"
        f" run; expected: {expected(data)} tenants."
    )


def chance(row: Data) -> str:
    """A probability with its interval."""
    low, high = row["p_low"], row["p_high"]
    if row["p"] == 0:
        return "0, whatever was drawn"
    if low is None or high is None or wording.chance(low) == wording.chance(high):
        return wording.chance(row["p"])
    return f"{wording.chance(row['p'])} ({wording.chance(low)} to {wording.chance(high)}, 95 %)"


def expected(row: Data) -> str:
    """An expected number with its interval."""
    low, high = row["exposed_low"], row["exposed_high"]
    interval = "" if low is None or high is None else f" ({wording.between(low, high)})"
    return f"{wording.measured(row['exposed'])}{interval}"


def allowed(data: Data) -> Iterator[str]:
    """The longest isolation step and the least reliability of each step that the risk allows."""
    window = data["longest_window"]
    risk = f"a risk of {wording.chance(data['risk'])}"
    if window is None:
        yield "No step assigns a whole tenant's policy: the length of the isolation step is no question."
    elif window["allowed"] == "any":
        yield f"Longest isolation step that {risk} allows: any that was looked at, up to 8 h."
    elif window["allowed"] == "none":
        zero = window["looked"][0]
        yield (
            f"Longest isolation step that {risk} allows: none. Even where it takes no time P is"
            f" {wording.chance(zero['p'])}: other steps, replication and sessions opened early remain."
        )
    else:
        high = (
            ""
            if window["high_s"] is None
            else f" ({wording.lasting(window['window_s'])} to {wording.lasting(window['high_s'])}, 95 %)"
        )
        yield (
            f"Longest isolation step that {risk} allows: {wording.lasting(window['window_s'])}; the law puts it at"
            f" {wording.lasting(window['middle_s'])}{high}."
        )
    yield from reliable(data)


def reliable(data: Data) -> Iterator[str]:
    """What the risk asks of each step's reliability."""
    asked = [row for row in data["reliabilities"] if row["share"] < 1]
    if not asked:
        yield "Reliability: no single step's failures, silent or for good, exceed the risk, however many there are."
        return
    if all(row["p_never"] > data["risk"] for row in asked):
        yield "Reliability: the risk is exceeded with every step at its best, so none of them can keep it."
        return
    for row in sorted(asked, key=lambda row: row["share"]):
        least = "never" if row["share"] == 0 else f"on at most 1 tenant in {1 / row['share']:,.0f}"
        always = "not looked at" if row["p_always"] is None else wording.chance(row["p_always"])
        yield f"Reliability: {row['verb']} may fail {row['fails']} {least} (always: P {always})."


def cheapest(data: Data) -> Iterator[str]:
    """The cheapest safe ordering, and what ships."""
    first, *shipped = data["safe"]
    yield (
        f"Cheapest safe ordering, proved: {', '.join(first['steps'])}; downtime p99"
        f" {wording.lasting(first['downtime_p99_s'])}."
    )
    if shipped:
        named = ", ".join(f"{row['procedure']} ({wording.lasting(row['downtime_p99_s'])})" for row in shipped)
        yield f"Procedures that ship and are proved, cheapest first, with their downtime p99: {named}."


def driven(data: Data) -> Iterator[str]:
    """The inputs that move the risk most."""
    rows = data["drivers"]
    if not rows:
        yield "No input moves the risk."
        return
    yield "Inputs that move the expected number most, from one end of their range to the other:"
    for low, high in zip(rows[::2], rows[1::2], strict=True):
        yield (
            f"  {low['input']} (now {low['own_value']}, {low['basis']}): {low['value']} gives"
            f" {wording.measured(low['exposed'])}, {high['value']} gives {wording.measured(high['exposed'])} tenants"
        )


def stop_rule(data: Data) -> Iterator[str]:
    """What the scenario's stop rules save."""
    rule = data["stop_rule"]
    if rule is None:
        return
    low, high = rule["saved_low"], rule["saved_high"]
    interval = "" if low is None or high is None else f" ({wording.between(low, high)}, 95 %)"
    if rule["saved"] <= 0:
        yield (
            f"Stop rules: they save nothing here, and stop {rule['stopped']} of {rule['schedules']} campaigns;"
            f" {wording.measured(rule['without'])} tenants exposed without them."
        )
        return
    yield (
        f"Stop rules: {wording.measured(rule['without'])} tenants exposed without them,"
        f" {wording.measured(rule['with'])} with them; they save {wording.measured(rule['saved'])}{interval}, and"
        f" stop {rule['stopped']} of {rule['schedules']} campaigns."
    )


def left_lines(left: Data) -> Iterator[str]:
    """What a journal says of a campaign that has begun."""
    counts = ", ".join(f"{number:,} {name}" for name, number in left["stands"].items() if number)
    yield (
        f"By the journal, up to {left['until']}: {counts}. The plan is of the {left['left']:,} that are left, from"
        f" {left['resumes']} on."
    )
    if left["open_now"]:
        many = wording.counted(len(left["open_now"]), "tenant")
        yield f"OPEN NOW: {many} reachable with no isolation reported: {_some(left['open_now'])}."
    if left["failed"]:
        yield f"Given up, to be finished or sent back by hand: {_some(left['failed'])}."
    for row in left["verbs"]:
        median = (
            ""
            if row["median_s"] is None
            else f"median {wording.lasting(row['median_s'])} (assumed {wording.lasting(row['assumed_median_s'])}), "
        )
        yield (
            f"  {row['verb']}: {row['lines']:,} lines, {median}given up {wording.percent(row['failed_share'])}"
            f" ({wording.percent(row['failed_low'])} to {wording.percent(row['failed_high'], upwards=True)}, 95 %;"
            f" assumed {wording.percent(row['assumed_share'])})"
        )
    if left["pace"]:
        yield (
            f"At the pace so far, {wording.measured(left['pace'])} tenants a night, what is left takes"
            f" {wording.counted(left['nights_at_pace'], 'night')}."
        )


def _some(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:10]))
    return shown + (f" and {len(numbers) - 10:,} more" if len(numbers) > 10 else "")


def _nights(data: Data) -> Table:
    # A schedule opens some of them: each has closing nights where its own work runs late.
    many = wording.counted(len(data["nights"]), "night")
    title = f"{many} that one or more of {data['schedules']} schedules open; means over all of them"
    table = Table(title=title, title_justify="left")
    table.add_column("night", no_wrap=True)
    for heading in (
        "tenants",
        "moved\nso far",
        "GB",
        "an hour:\ntenants, GB",
        "down, p99\nmin",
        "refused\nlogons",
        "calls",
        "open at\ndawn",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    rows = data["nights"]
    shown = rows if len(rows) <= SHOWN else [*rows[: SHOWN // 2], None, *rows[-SHOWN // 2 :]]
    for row in shown:
        if row is None:
            table.add_row("...")
            continue
        table.add_row(
            f"{row['night']} {row['weekday']} {row['date']}",
            wording.count(row["tenants"]),
            wording.count(row["moved"]),
            wording.count(row["gigabytes"]),
            f"{wording.count(row['tenants_an_hour'])}, {wording.count(row['gigabytes_an_hour'])}",
            f"{row['downtime_p99_s'] / 60:.1f}",
            wording.count(row["refused"]),
            wording.count(row["calls"]),
            wording.measured(row["open_at_dawn"]),
        )
    return table


def _totals(data: Data) -> Iterator[str]:
    totals = {row["total"]: row for row in data["totals"]}
    first, last = data["nights"][0], data["nights"][-1]
    nights, refused = totals["nights"], totals["refused_logons"]
    yield (
        f"From {first['weekday']} {first['date']}, {first['opens']}, to {last['weekday']} {last['date']}:"
        f" {wording.counted(data['planned_nights'], 'night')} planned, {_between(nights)} opened;"
        f" {wording.count(refused['mean'])} logons refused"
        f" ({wording.interval(refused['low'], refused['high'])} over the schedules)."
    )


def _between(spread: Data) -> str:
    low, high = wording.count(spread["low"]), wording.count(spread["high"])
    return low if low == high else f"{low} to {high}"


def _demand(rows: Sequence[Data]) -> Table:
    table = Table()
    table.add_column("asked of the target's servers")
    for heading in ("unit", "asked", "they can", "share"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            row["demand"],
            row["unit"],
            wording.measured(row["number"]),
            wording.measured(row["capacity"]),
            wording.percent(row["share"]) + (" TOO MUCH" if row["share"] > 1 else ""),
        )
    return table


def _mitigations(data: Data) -> Table:
    table = Table(title=f"before: P {chance(data)}", title_justify="left")
    table.add_column("by itself, after")
    for heading in (f"P({data['at']:,} or more exposed)", "expected tenants", "matrix", "explorer"):
        table.add_column(heading, justify="right")
    proved = {True: "cannot leak", False: "leaks", None: ""}
    for row in data["mitigations"]:
        table.add_row(row["name"], chance(row), expected(row), row["cell"], proved[row["is_proved"]])
    return table


def _assumed(data: Data) -> Iterator[str]:
    stops = " What may stop the campaign is left out of every P." if data["may_stop"] else ""
    yield (
        f"P and expected numbers: {len(data['seeds'])} seeds of the exact law on blocks of the population, both"
        f" shocks integrated.{stops} {data['assumed']} inputs are assumptions; capacity and matrix are the hoster's"
        " (--hoster)."
    )
