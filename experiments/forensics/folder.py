"""An inquiry as a results folder: the list of tenants, tables, and the time line, which can be drawn again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import polars as pl

from sim.words import NEVER

from .. import figures
from ..files import new_folder, write_text
from ..folders import Kind, read_mark, read_tables, write_mark, write_tables
from ..wording import counted
from .described import described
from .findings import Findings
from .notice.asked import Facts
from .notice.letter import letter
from .notice.sheet import sheet
from .tables import case_rows, instant
from .tenant_case import Received

NAME: Final = "incident_line"
LINES: Final = "lines.txt"
_SECOND: Final = 1_000_000


def write_folder(found: Findings, out: Path, facts: Facts | None = None) -> Path:
    """Write it.

    Args:
        found: what came out.
        out: the folder.
        facts: what only the hoster knows; None: no notice is drafted.

    Returns:
        The picture.

    Raises:
        InputError: the folder belongs to something else, or cannot be written.
    """
    begins = _begins(found)
    with new_folder(out, Kind.FORENSICS.mark) as folder:
        rows = [row | {"lines": " ".join(row["lines"])} for row in case_rows(found, everybody=True)]
        tables: dict[str, list[dict[str, Any]]] = {
            "tenants": rows,
            "events": list(_events(found, begins)),
            "windows": list(_windows(found, begins)),
        }
        write_tables(folder, {name: table for name, table in tables.items() if table})
        write_text(folder / LINES, _raw_lines(found))
        if facts is not None:
            for name, draft in (("notice", sheet(found, facts)), ("letter", letter(found, facts))):
                write_text(folder / f"{name}.md", draft.markdown())
                write_text(folder / f"{name}.html", draft.html())
        said = {key: value for key, value in described(found).items() if key != "cases"}
        about = {
            "finding": _finding(found),
            "circumstances": _circumstances(found),
            "begins": instant(begins),
        }
        write_mark(folder, Kind.FORENSICS, {"about": about, "said": said})
        drawn = draw_again(folder)
    return out / drawn.name


def draw_again(folder: Path) -> Path:
    """Draw the time line of a folder from its tables.

    Returns:
        The picture.

    Raises:
        InputError: another version wrote it.
    """
    about = read_mark(folder, Kind.FORENSICS)["about"]
    events, windows = (
        next(read_tables(folder, name)) if (folder / f"{name}.parquet").is_file() else frame
        for name, frame in (
            ("events", pl.DataFrame(schema={"lane": pl.String, "at_s": pl.Float64, "until_s": pl.Float64})),
            ("windows", pl.DataFrame(schema={"at_s": pl.Float64, "open": pl.Int64})),
        )
    )
    figure = figures.incident_line(events, windows.cast({"open": pl.Float64}), **about)
    caption = (
        f"{about['finding']} {about['circumstances']}. Above: tenants whose window may have been open by the journal."
        " Below: a mark a tenant, at the first line that shows it."
    )
    _, picture, *_ = figures.save(figure, folder / NAME, frame=events, caption=caption)
    return picture


def _begins(found: Findings) -> int:
    at = [window.opened_at for window in found.inquiry.windows.values()]
    at += [min(case.connected_at, case.asked_at, case.received_at) for case in found.cases]
    return min((a for a in at if a != NEVER), default=found.reading.coverage.first_at or 0)


def _events(found: Findings, begins: int) -> Iterator[dict[str, Any]]:
    last = found.reading.coverage.last_at or begins

    def event(lane: str, at: int, until: int | None = None) -> dict[str, Any]:
        return {
            "lane": lane,
            "at_s": (at - begins) / _SECOND,
            "until_s": None if until is None else (until - begins) / _SECOND,
        }

    for case in found.cases:
        if case.connected_at != NEVER:
            yield event("connected", case.connected_at)
        if case.received is not Received.EXCLUDED:
            at = case.received_at
            if at == NEVER:
                at = case.window.opened_at if case.window is not None else begins
            yield event(str(case.received), at)
        if case.residual_from != NEVER:
            yield event(
                "kept", case.residual_from, last if case.residual_until == NEVER else case.residual_until
            )
    for gap in found.gaps:
        yield event("missing", gap.from_at, gap.until)


def _windows(found: Findings, begins: int) -> Iterator[dict[str, Any]]:
    last = found.reading.coverage.last_at or begins
    steps: dict[int, int] = {}
    for window in found.inquiry.windows.values():
        for start, end in window.possible:
            steps[start] = steps.get(start, 0) + 1
            steps[min(end, last)] = steps.get(min(end, last), 0) - 1
    many = 0
    for at in sorted(steps):
        many += steps[at]
        yield {"at_s": (at - begins) / _SECOND, "open": many}


def _finding(found: Findings) -> str:
    received = found.received
    proven, inferred = (len(found.of(kind)) for kind in (Received.PROVEN, Received.INFERRED))
    return (
        f"Of {counted(found.connected.high, 'tenant')} that connected in their window,\n"
        f"{received.low:,} to {received.high:,} received strangers' entries: {proven:,} proven, {inferred:,} inferred"
    )


def _circumstances(found: Findings) -> str:
    reading = found.reading
    return (
        f"{counted(found.tenants, 'tenant')}; {reading.lines:,} log lines of {', '.join(found.targets)};"
        f" lag up to {found.inquiry.declared.lag_us / 1e6:g} s, skew up to {found.inquiry.declared.skew_us / 1e6:g} s"
    )


def _raw_lines(found: Findings) -> str:
    """The decisive line of each tenant that received, as the server wrote it."""
    parts = []
    for case in (*found.of(Received.PROVEN), *found.of(Received.INFERRED)):
        place = case.lines[0]
        parts.append(
            f"tenant {case.tenant} ({case.received}) {found.place(place)}\n{found.reading.raw(*place)}\n"
        )
    return "\n".join(parts)
