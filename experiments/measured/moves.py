"""Rates of synchronisation and durations of the last stage, from exports of Get-MoveRequestStatistics.

``Get-MoveRequest | Get-MoveRequestStatistics | Select-Object * | Export-Csv``: sizes as
"1.2 GB (1,288,490,189 bytes)", durations as "1.02:03:04".
"""

import re
from collections.abc import Iterator
from math import exp
from pathlib import Path
from typing import Final

from sim.errors import InputError, Mistake
from sim.units import HOUR, SECOND, whole

from ..estimates import share_interval
from ..forensics.customers import rows_of
from .measure import Measure, Untold, lognormal

FEW: Final = 10
_SIZE: Final = re.compile(r".*\(([\d,.\s\u00a0\u202f]+) bytes\)", re.IGNORECASE)
_SPAN: Final = re.compile(r"(?:(\d+)\.)?(\d\d):(\d\d):(\d\d)(?:\.\d+)?")
_COMPLETED: Final = ("completed", "completedwithwarning", "completedwithwarnings")


def moves(path: Path) -> Iterator[Measure | Untold]:
    """What an export tells.

    Raises:
        InputError: no such file, a column that is missing, or a cell that cannot be read.
    """
    rates: list[float] = []
    last_stages: list[float] = []
    failed = total = 0
    for line, cells in rows_of(path, ("status", "bytestransferred", "totalinprogressduration")):
        total += 1
        status = cells["status"].casefold()
        if status == "failed":
            failed += 1
            continue
        if status not in (*_COMPLETED, "autosuspended"):
            continue
        weight, took = _size(path, line, cells), _span(path, line, cells, "totalinprogressduration")
        if weight > 0 and took > 0:
            rates.append(weight / took * HOUR)
        if cells.get("totalfinalizationduration"):
            stage = _span(path, line, cells, "totalfinalizationduration")
            if stage > 0 and status in _COMPLETED:
                last_stages.append(float(stage))
    if len(rates) < FEW:
        yield Untold("steps.sync_mailboxes", f"{len(rates)} moves have bytes and a duration")
    else:
        law = lognormal(rates)
        value, low, high = (exp(bound) / 1e9 for bound in (law.mean, law.low, law.high))
        yield Measure(
            "steps.sync_mailboxes", value, low, high, len(rates), "GB/h",
            f"moves; sigma {law.sigma:.2f} ({law.sigma_low:.2f} to {law.sigma_high:.2f})",
            f'{{ rate = "{value:.4g} GB/h", sigma = {law.sigma:.3g} }}',
        )  # fmt: skip
    if len(last_stages) < FEW:
        yield Untold("steps.cut_over", f"{len(last_stages)} moves have a duration of their last stage")
    else:
        law = lognormal(last_stages)
        value, low, high = (exp(bound) / SECOND for bound in (law.mean, law.low, law.high))
        yield Measure(
            "steps.cut_over", value, low, high, len(last_stages), "s for a tenant",
            f"last stages of moves; sigma {law.sigma:.2f}", f'{{ base = "{value:.4g} s", sigma = {law.sigma:.3g} }}',
        )  # fmt: skip
    if total >= FEW:
        low, high = share_interval(failed, total)
        yield Measure(
            "faults.hard.sync_mailboxes", failed / total, low, high, total, "of the moves", "moves that failed", "",
        )  # fmt: skip


def _size(path: Path, line: int, cells: dict[str, str]) -> int:
    text = cells["bytestransferred"]
    if not text:
        return 0
    match = _SIZE.fullmatch(text)
    found = None if match is None else whole(re.sub(r"\D", "", match[1]))
    if found is None:
        expected = 'expected a size such as "1.2 GB (1,288,490,189 bytes)"'
        raise InputError(str(path), f"line {line}: {Mistake('BytesTransferred', text, expected)}")
    return found


def _span(path: Path, line: int, cells: dict[str, str], column: str) -> int:
    text = cells[column]
    if not text:
        return 0
    match = _SPAN.fullmatch(text)
    if match is None:
        expected = 'expected a duration such as "1.02:03:04"'
        raise InputError(str(path), f"line {line}: {Mistake(column, text, expected)}")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * SECOND
