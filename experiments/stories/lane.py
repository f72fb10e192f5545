"""The frame of a swim lane: what a story says, as marks in lanes, for the figure that draws it.

From the night of the tenant on; what was prepared days before has no lane. Clients that were shown entries of
others come first; those that have no lane of their own are counted in the last one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import polars as pl

from sim.units import SECOND

from ..wording import count, counted
from .event import Event, What
from .events import horizon_of
from .story import Story
from .windows import NOBODY, SOURCE, TARGET, served
from .words import CLIENTS, foreign

CLIENT_LANES: Final = 3
"""Clients that get a lane of their own."""

COLUMNS: Final = {
    "group": pl.String,
    "lane": pl.String,
    "mark": pl.String,
    "starts_at_s": pl.Float64,
    "ends_at_s": pl.Float64,
    "entries": pl.Int64,
    "words": pl.String,
}
"""One row a mark: the group and name of its lane, what it is, seconds since 00:00 of the campaign's first day."""

_ANSWERS: Final = {SOURCE: "the source", NOBODY: "nobody", TARGET: "the target"}


@dataclass(frozen=True, slots=True)
class _Mark:
    group: str
    lane: str
    mark: str
    starts_at: int
    ends_at: int
    entries: int | None = None
    words: str = ""


def swim_lanes(story: Story) -> pl.DataFrame:
    """One row a mark, in the order of the lanes; see COLUMNS."""
    begins = min(story.row["started_at"], story.anchor_at)
    steps = list(_steps(story, begins))
    clients = list(_clients(story))
    ends = max(mark.ends_at for mark in [*steps, *clients])
    ends = max([ends, *(e.at for e in story.events if e.what in (What.CLOSES, What.ISOLATED))])
    marks = [*_windows(story), *steps, *_answers(story, begins, ends), *_controllers(story, begins, ends)]
    rows = [_row(mark, begins) for mark in [*marks, *clients]]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def _row(mark: _Mark, begins: int) -> tuple[Any, ...]:
    # What began before the night is drawn from its beginning on.
    starts_at, ends_at = max(mark.starts_at, begins), max(mark.ends_at, begins)
    return (
        mark.group,
        mark.lane,
        mark.mark,
        starts_at / SECOND,
        ends_at / SECOND,
        mark.entries,
        mark.words,
    )


def _windows(story: Story) -> Iterator[_Mark]:
    for event in story.events:
        if event.what is What.CLOSES:
            yield _Mark("window", "", "window", event.facts["opened_at"], event.at)


def _steps(story: Story, begins: int) -> Iterator[_Mark]:
    for event in story.events:
        if event.what is What.STEP:
            began_at = event.facts["began_at"]
            starts_at, words = (event.at, "by the clock") if began_at is None else (began_at, "")
            if starts_at >= begins:
                yield _Mark("step", event.facts["step"], "step", starts_at, event.at, None, words)
        elif event.what is What.FAILED:
            began_at = event.facts["began_at"]
            starts_at = event.at if began_at is None else began_at
            yield _Mark("step", event.facts["step"], "failed", starts_at, event.at)
        elif event.what is What.STRUCK and event.facts["is_silent"] and event.at >= begins:
            yield _Mark("step", event.facts["step"], "silent", event.at, event.at)
        elif event.facts.get("noted") == "mend":
            yield _Mark("step", "found and mended", "mended", event.at, event.at)
    undone = [event.at for event in story.events if event.what is What.UNDONE]
    if undone:
        given_up = max(e.at for e in story.events if e.what is What.FAILED and e.at < undone[0])
        yield _Mark("step", "undoing it all", "step", given_up, undone[-1])


def _answers(story: Story, begins: int, ends: int) -> Iterator[_Mark]:
    for each in served(story.record, story.scenario.platform.source_redirects):
        if each.until > begins and each.since < ends:
            words = _ANSWERS.get(each.by, "not the same for all")
            yield _Mark(
                "platform", "logons served by", each.by, each.since, min(each.until, ends), None, words
            )


def _controllers(story: Story, begins: int, ends: int) -> Iterator[_Mark]:
    holds = {c: e.at for e in story.events if e.what is What.ISOLATED for c in e.facts["controllers"]}
    opened = [e for e in story.events if e.what is What.OPENS]
    closes = {e.facts["opened_at"]: e.at for e in story.events if e.what is What.CLOSES}
    for number in range(1, story.record.controllers + 1):
        lane = f"controller {number}"
        since = holds.get(number)
        for event in opened:
            until = closes[event.at]
            if number in event.facts["controllers"]:
                until = until if since is None else min(until, since)
                yield _Mark("controller", lane, "open", event.at, until)
        if since is not None and since < ends:
            yield _Mark("controller", lane, "holds", since, ends)


def _clients(story: Story) -> Iterator[_Mark]:
    """The clients most worth a lane, and one lane for all further ones."""
    by_client: dict[tuple[str, int], list[Event]] = {}
    for event in story.events:
        if "client" in event.facts:
            by_client.setdefault((event.facts["client"], event.facts["mailbox"]), []).append(event)
    order = sorted(by_client.items(), key=lambda pair: _weight(pair[1]))
    shown = [pair for pair in order if any(e.what is not What.REFUSED for e in pair[1])][:CLIENT_LANES]
    for (kind, mailbox), events in shown:
        owner = story.words.owner(mailbox)
        yield from _marks(story, f"{CLIENTS.get(kind, kind)}\n{owner}", events)
    rest = [pair for pair in order if pair not in shown]
    refused = [e for e in story.events if e.what is What.REST and e.facts["served"] == "nobody"]
    if rest or refused:
        lane = counted(len(rest), "more client" if shown else "client") if rest else "the same clients"
        yield from (
            replace(m, group="others", lane=lane) for _, events in rest for m in _marks(story, lane, events)
        )
        for event in refused:
            words = f"{count(event.facts['logons'])} more"
            yield _Mark("others", lane, "refusals", event.facts["first_at"], event.at, None, words)


def _weight(events: list[Event]) -> tuple[int, int]:
    """Whoever was shown entries of others comes first, then whoever logged on; the earlier before the later."""
    shown = [e.at for e in events if e.facts.get("cause", "none") != "none"]
    served_at = [e.at for e in events if e.what is What.LOGON]
    if shown:
        return 0, min(shown)
    return (1, min(served_at)) if served_at else (2, events[0].at)


def _marks(story: Story, lane: str, events: list[Event]) -> Iterator[_Mark]:
    horizon_at = horizon_of(story.record, story.scenario.clients.horizon)
    ends = {e.facts["session"]: e.at for e in events if e.what is What.ENDS}
    last: dict[int, int] = {}
    for event in events:
        if "session" in event.facts:
            last[event.facts["session"]] = event.at
    for event in events:
        facts = event.facts
        if event.what is What.REFUSED:
            yield _Mark("client", lane, "refused", event.at, event.at)
        elif event.what is What.LOGON:
            until = min(ends.get(facts["session"], last[facts["session"]]), horizon_at)
            wide = "wide" if facts["view"] == "everybody" else "session"
            yield _Mark("client", lane, wide, event.at, until)
            yield _Mark("client", lane, "logon", event.at, event.at)
        elif event.what is What.ASK:
            yield _Mark("client", lane, "ask", event.at, event.at, foreign(facts))
        elif event.what is What.RECEIVED:
            words = "replaced" if facts["replaces_foreign"] else ""
            yield _Mark("client", lane, "download", facts["began_at"], event.at, foreign(facts), words)
        elif event.what is What.LOST:
            yield _Mark("client", lane, "lost", facts["began_at"], event.at)
