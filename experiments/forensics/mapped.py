"""Other people's journals: which column says what, what their steps are called, and how they write times.

A map is a TOML file: ``[columns]`` names the columns for tenant, verb, start, end and, where there are any, outcome
and mailbox; ``[verbs]`` and ``[outcomes]`` translate; ``time_zone`` and ``format`` read times that have no zone. A
step that no entry translates did nothing to the platform, and is passed over.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from sim.edge import read_toml
from sim.errors import InputError, Mistake
from sim.journal.line import MEND, Line, Reported
from sim.units import time_zone, whole
from sim.words import NEVER, Verb

from .customers import Customers, rows_of

NEEDED: Final = ("tenant", "verb", "start", "end")
COLUMNS: Final = (*NEEDED, "outcome", "mailbox")
KEYS: Final = ("columns", "verbs", "outcomes", "time_zone", "format")


@dataclass(frozen=True)
class JournalMap:
    """See above.

    Attributes:
        columns: the name of a column, in lower case, by what it says.
        verbs: a step's own name, in lower case, to a verb.
        outcomes: likewise; an outcome that stands in none of them is read as it is.
        zone: of times without one; None: they are refused.
        form: of times, as ``strptime`` has it; empty: ISO 8601.
    """

    columns: Mapping[str, str]
    verbs: Mapping[str, str]
    outcomes: Mapping[str, str] = field(default_factory=dict)
    zone: ZoneInfo | None = None
    form: str = ""

    @classmethod
    def load(cls, path: Path) -> "JournalMap":
        """A map in a TOML file.

        Raises:
            InputError: no such file, another key, or a value that its key does not take.
        """
        given = read_toml(path)
        for key in given:
            if key not in KEYS:
                raise InputError(
                    str(path), Mistake(key, given[key], f"no such key; expected {', '.join(KEYS)}")
                )
        columns, verbs, outcomes = (_table(path, given, key) for key in ("columns", "verbs", "outcomes"))
        if missing := [name for name in NEEDED if name not in columns]:
            raise InputError(
                str(path), f"columns: expected {', '.join(NEEDED)}; there is no {', '.join(missing)}"
            )
        if unknown := [name for name in columns if name not in COLUMNS]:
            raise InputError(str(path), f"columns: expected {', '.join(COLUMNS)}; not {', '.join(unknown)}")
        for key, table, known in (("verbs", verbs, [*Verb, MEND]), ("outcomes", outcomes, list(Reported))):
            for name, word in table.items():
                if word not in known:
                    mistake = Mistake(f'{key}."{name}"', word, f"expected one of {', '.join(known)}")
                    raise InputError(str(path), mistake)
        return cls(
            {what: name.casefold() for what, name in columns.items()},
            {name.casefold(): verb for name, verb in verbs.items()},
            {name.casefold(): outcome for name, outcome in outcomes.items()},
            _zone(path, given.get("time_zone")),
            str(given.get("format", "")),
        )

    def read(self, path: Path, customers: Customers) -> tuple[list[Line], Counter[str]]:
        """The lines of a journal by start, and the steps that were passed over, by name.

        Raises:
            InputError: no such file, a column that is missing, or a cell that cannot be read.
        """
        lines: list[Line] = []
        passed: Counter[str] = Counter()
        for number, cells in rows_of(path, tuple(self.columns.values())):
            step = cells[self.columns["verb"]]
            verb = self.verbs.get(step.casefold(), step.casefold())
            if verb not in (*Verb, MEND):
                passed[step] += 1
                continue
            outcome = self._outcome(path, number, cells)
            end = cells[self.columns["end"]]
            lines.append(
                Line(
                    self._tenant(path, number, cells, customers),
                    verb,
                    self._instant(path, number, "start", cells[self.columns["start"]]),
                    self._instant(path, number, "end", end) if end else NEVER,
                    outcome if end else Reported.RUNNING,
                    mailbox=self._mailbox(path, number, cells),
                )
            )
        return sorted(lines, key=lambda line: line.start), passed

    def _outcome(self, path: Path, line: int, cells: Mapping[str, str]) -> Reported:
        if "outcome" not in self.columns:
            return Reported.DONE
        text = cells[self.columns["outcome"]]
        word = self.outcomes.get(text.casefold(), text.casefold())
        if word not in list(Reported):
            expected = f"expected one of {', '.join((*self.outcomes, *Reported))}"
            raise _wrong(path, line, self.columns["outcome"], text, expected)
        return Reported(word)

    def _tenant(self, path: Path, line: int, cells: Mapping[str, str], customers: Customers) -> int:
        text = cells[self.columns["tenant"]]
        found = customers.by_domain.get(text.lower(), whole(text))
        if found not in customers.mailboxes:
            expected = "expected a customer's number or accepted domain"
            raise _wrong(path, line, self.columns["tenant"], text, expected)
        return found

    def _mailbox(self, path: Path, line: int, cells: Mapping[str, str]) -> int | None:
        text = cells[self.columns["mailbox"]] if "mailbox" in self.columns else ""
        if not text:
            return None
        if (found := whole(text)) is None:
            raise _wrong(
                path, line, self.columns["mailbox"], text, "expected a mailbox's number, from 0, or nothing"
            )
        return found

    def _instant(self, path: Path, line: int, what: str, text: str) -> int:
        try:
            at = datetime.strptime(text, self.form) if self.form else datetime.fromisoformat(text)
            if at.tzinfo is None and self.zone is not None:
                at = at.replace(tzinfo=self.zone)
            if at.tzinfo is not None:
                return round(at.timestamp() * 1_000_000)
        except (ValueError, OverflowError, re.error) as error:
            like = f"a time in the form {self.form}" if self.form else "a time in ISO 8601"
            raise _wrong(path, line, self.columns[what], text, f"expected {like}") from error
        told = "expected a time with its zone; or time_zone in the map"
        raise _wrong(path, line, self.columns[what], text, told)


def _wrong(path: Path, line: int, column: str, text: str, expected: str) -> InputError:
    return InputError(str(path), f"line {line}: {Mistake(column, text, expected)}")


def _table(path: Path, given: Mapping[str, Any], key: str) -> dict[str, str]:
    table = given.get(key, {})
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise InputError(str(path), f"{key}: expected a table of texts")
    return table


def _zone(path: Path, name: object) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(time_zone(str(name)))
    except ValueError as error:
        raise InputError(str(path), Mistake("time_zone", name, f"expected {error}")) from error
