"""What a group is given, and what the teacher keeps: pages that print, and files that `forensics` reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sim.journal.clock import Clock
from sim.journal.line import MEND, Line, Reported
from sim.journal.reading import read_journal
from sim.words import NEVER

from ..files import write_text
from ..forensics.customers import Customers
from ..logs.found import log_files
from ..one_run.logged import BOOKS, CUSTOMERS, JOURNAL, table
from ..sheets.printed import printed, words
from .key import QUESTIONS, Solved, utc
from .mark import COLUMNS
from .plots import Plot

WORDS: Final = 4_000
"""Words of a dossier at most, everything in it counted."""
TOLD: Final = ("cut_over", "switch_routing", "assign_policy", "open_gate", "wait_replication", MEND)
"""Steps whose ends the page shows; the whole journal lies beside it."""
COMPLAINS: Final = {
    "oab": "The address book of my Outlook has grown overnight",
    "mapi": "When I opened the address book in Outlook",
    "owa": "When I chose a recipient in webmail",
    "ews": "When our booking system looked for a colleague",
    "eas": "When I looked for a colleague on my phone",
}
_HERE: Final = Path(__file__).parent
WRITTEN_AFTER: Final = timedelta(hours=11)
"""A customer writes so long after it saw something: an assumption, without effect."""


@dataclass(frozen=True)
class Row:
    """One tenant's night: when each step ended."""

    tenant: int
    domain: str
    mailboxes: int
    ended: tuple[str, ...]


def write_dossier(solved: Solved, folder: Path, causes: list[Plot]) -> int:
    """Write a group's page and its empty answer sheet beside its logs, which lie in ``folder / "logs"``.

    Returns:
        How many words it has.
    """
    page, many = _page(solved, folder, causes)
    write_text(folder / "dossier.html", page)
    sheet = ((solved.group, question.word, "") for question in QUESTIONS)
    write_text(folder / "answers.csv", table(COLUMNS, sheet))
    return many


def write_key(all_solved: list[Solved], folder: Path, about: dict[str, Any]) -> None:
    """Write the key: a table to mark with, and a page to talk with."""
    rows = (
        (solved.group, question.word, solved.answers[question.word])
        for solved in all_solved
        for question in QUESTIONS
    )
    write_text(folder / "key.csv", table(COLUMNS, rows))
    page = printed(
        _HERE / "key.html.j2", all_solved=all_solved, questions=QUESTIONS, about=about, reasons=_reasons
    )
    write_text(folder / "key.html", page)


def _page(solved: Solved, folder: Path, causes: list[Plot]) -> tuple[str, int]:
    logs = folder / "logs"
    customers = Customers.load(logs / CUSTOMERS)
    clock = Clock.of(solved.campaign.scenario.campaign)
    lines = read_journal(logs / JOURNAL, clock, len(customers.mailboxes), ())
    verbs = [verb for verb in TOLD if any(line.verb == verb for line in lines)]
    shown = [
        (str(Path(file.name).parent), file.path.read_text(encoding="utf-8").splitlines())
        for file in log_files(logs)
    ]
    given = {
        "group": solved.group,
        "plot": solved.plot,
        "causes": sorted(causes, key=lambda plot: plot.cause),
        "questions": QUESTIONS,
        "rows": list(_rows(lines, verbs, customers, clock)),
        "verbs": verbs,
        "files": shown,
        "books": _last_of_each((logs / BOOKS).read_text(encoding="utf-8").splitlines()),
        "ticket": _ticket(solved, customers),
        "log_lines": solved.log_lines,
    }
    many = words(printed(_HERE / "dossier.html.j2", **given, words=0))
    return printed(_HERE / "dossier.html.j2", **given, words=many), many


def _last_of_each(books: list[str]) -> list[str]:
    """The header, and the last generation of each book.

    >>> _last_of_each(["guid,tenant,sequence", "a,,1", "a,,2", "b,0,1"])
    ['guid,tenant,sequence', 'a,,2', 'b,0,1']
    """
    return list({line.partition(",")[0]: line for line in books}.values())


def _rows(lines: list[Line], verbs: list[str], customers: Customers, clock: Clock) -> Iterator[Row]:
    domains = {tenant: domain for domain, tenant in reversed(customers.by_domain.items())}
    of: dict[int, dict[str, str]] = {}
    first: dict[int, int] = {}
    night = min(line.start for line in lines if line.verb == "cut_over")
    for line in lines:
        if line.verb in verbs:
            of.setdefault(line.tenant, {})[line.verb] = _ended(line, clock, night)
            first[line.tenant] = min(first.get(line.tenant, NEVER), line.start)
    for tenant in sorted(of, key=lambda each: first[each]):
        ended = tuple(of[tenant].get(verb, "") for verb in verbs)
        yield Row(tenant, domains[tenant], customers.mailboxes[tenant], ended)


def _ended(line: Line, clock: Clock, night: int) -> str:
    """When it ended, by the clock on the wall; the day where it is a later night's."""
    if line.end == NEVER:
        return "running"
    at = _local(clock, line.end)
    day = f"{at:%a} " if line.end - night > 16 * 3_600_000_000 else ""
    failed = "" if line.outcome is Reported.DONE else f" {line.outcome}"
    return f"{day}{at:%H:%M:%S}{failed}"


def _local(clock: Clock, at: int) -> datetime:
    return clock.midnight + timedelta(microseconds=at)


def _ticket(solved: Solved, customers: Customers) -> dict[str, str]:
    """What the first tenant that noticed writes, and when."""
    findings = solved.findings
    cases = [case for case in findings.cases if case.tenant in solved.campaign.exposed]
    case = min(cases, key=lambda each: each.received_at)
    user = next(
        user
        for user in (*findings.inquiry.evidence.fetches, *findings.inquiry.evidence.questions)
        if customers.of(user) == case.tenant
    )
    other = next(domain for domain, tenant in customers.by_domain.items() if tenant != case.tenant)
    written = datetime.fromisoformat(utc(case.received_at)) + WRITTEN_AFTER
    return {
        "at": f"{written:%A %d %B %Y, %H:%M} UTC",
        "user": user,
        "begins": COMPLAINS[case.channel],
        "other": other,
    }


def _reasons(solved: Solved) -> list[dict[str, str]]:
    """Why each tenant that received is known to have, with the decisive line."""
    return [
        {
            "tenant": str(case.tenant),
            "received": str(case.received),
            "at": utc(case.received_at),
            "why": case.why,
            "place": solved.findings.place(case.lines[0]),
            "line": solved.findings.reading.raw(*case.lines[0]),
        }
        for case in solved.findings.cases
        if case.tenant in solved.campaign.exposed
    ]
