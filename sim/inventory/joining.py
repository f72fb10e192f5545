"""Mailboxes joined with what else is known of them, and grouped into tenants by a key.

The rule: a tenant that has rows of mailboxes is made of them; a row of its own only adds what they leave open.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, TypeVar

import numpy as np

from ..errors import InputError
from ..streams import Ints
from .cells import UNKNOWN
from .layout import DOMAIN_OF
from .mailbox_rows import LEFT_OUT, MailboxRows
from .summary import Refusal, nothing_left
from .tenant_rows import MOST_MAILBOXES, TenantRows

T = TypeVar("T", str, float)

_MANY: Final = -2
"""In place of a mailbox, where several have one name."""


@dataclass(slots=True)
class Tenants:
    """Tenants put together, a column a field, and what is good to know of how.

    Attributes:
        by: the column that told them apart; None: no row was a mailbox.
        hidden: mailboxes that stand in no address list.
        allowed: of each mailbox, tenant after tenant; None: no row was a mailbox.
        kinds: mailboxes of each kind.
        notes: sentences.
    """

    names: list[str] = field(default_factory=list)
    mailboxes: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    lists: list[int] = field(default_factory=list)
    size: list[int] = field(default_factory=list)
    largest: list[int] = field(default_factory=list)
    shares: dict[str, list[float]] = field(default_factory=dict)
    orders: dict[str, list[str]] = field(default_factory=dict)
    by: str | None = None
    allowed: list[int] | None = None
    kinds: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def join_details(mailboxes: list[MailboxRows], details: MailboxRows) -> str:
    """Add to mailboxes what another file says of them; a sentence on how many it was.

    Raises:
        InputError: the files name mailboxes by nothing that they share.
    """
    shared = [name for name in details.identities if all(name in rows.identities for rows in mailboxes)]
    if not mailboxes or not shared:
        expected = "expected, beside it, a file of mailboxes" + (
            " that names them by one of " + ", ".join(details.identities) if mailboxes else ""
        )
        raise InputError(details.summary.path, f"line 1: {expected}")
    index: dict[str, tuple[int, int]] = {}
    for file, rows in enumerate(mailboxes):
        for place, name in enumerate(rows.identities[shared[0]]):
            index[name] = (_MANY, _MANY) if name in index else (file, place)
    seen: set[str] = set()
    unmatched = 0
    for place, name in enumerate(details.identities[shared[0]]):
        file, at = index.get(name, (UNKNOWN, UNKNOWN))
        if not name or file == UNKNOWN:
            unmatched += 1
        elif file == _MANY or name in seen:
            told = f"expected one mailbox of this {shared[0]}, and there are more"
            details.summary.refused.append(Refusal(details.lines[place], told, details.name(place)))
        else:
            seen.add(name)
            rows = mailboxes[file]
            if rows.sizes[at] == UNKNOWN:
                rows.sizes[at] = details.sizes[place]
            rows.allowed[at] &= details.allowed[place]
            rows.hidden[at] |= details.hidden[place]
    joined = f"{len(seen):,} rows joined by {shared[0]}, {unmatched:,} of no mailbox that is listed"
    return f"{details.summary.layout}: {'; '.join([joined, *_left_out(details.left_out)])}"


def group(files: list[MailboxRows]) -> Tenants:
    """The tenants that rows of mailboxes belong to, in the order in which they come up first.

    Raises:
        InputError: columns that tell tenants apart, each in another way, and nothing says which.
    """
    by = _key(files)
    found = Tenants(by=by, allowed=[])
    numbers: dict[str, int] = {}
    of: list[int] = []
    sizes: list[int] = []
    allowed: list[int] = []
    kinds: Counter[str] = Counter()
    hidden: list[bool] = []
    left_out: Counter[str] = Counter()
    seen: dict[str, set[str]] = {}
    for rows in files:
        identity = next(iter(rows.identities), None)
        already = seen.setdefault(identity or "", set())
        for place, name in enumerate(rows.keys[by]):
            if not name:
                told = f"{by}: expected the tenant's name"
                rows.summary.refused.append(Refusal(rows.lines[place], told, rows.name(place)))
                continue
            if identity is not None and (called := rows.identities[identity][place]):
                if called in already:
                    told = f"expected another {identity}: an earlier row has this one"
                    rows.summary.refused.append(Refusal(rows.lines[place], told, rows.name(place)))
                    continue
                already.add(called)
            of.append(numbers.setdefault(name, len(numbers)))
            sizes.append(rows.sizes[place])
            allowed.append(rows.allowed[place])
            kinds[rows.kinds[place]] += 1
            hidden.append(rows.hidden[place])
        left_out += rows.left_out
        rows.summary.refused.sort(key=lambda refusal: refusal.line)
    if not of:
        raise InputError(files[0].summary.path, nothing_left("mailbox", [rows.summary for rows in files]))
    found.names = list(numbers)
    found.kinds = dict(sorted(kinds.items()))
    _measure(found, *(np.array(column, np.int64) for column in (of, sizes, allowed, hidden)))
    if max(found.mailboxes) > MOST_MAILBOXES:
        told = f"a tenant has {max(found.mailboxes):,} mailboxes, expected at most {MOST_MAILBOXES:,}"
        raise InputError(
            files[0].summary.path, f'{told}: a map says which column tells them apart, tenant = "..."'
        )
    found.notes += _left_out(left_out)
    if any(hidden):
        found.notes.append(
            f"{sum(hidden):,} hidden mailboxes stand in no address list, and keep their clients"
        )
    if UNKNOWN in sizes:
        found.notes.append(f"{sizes.count(UNKNOWN):,} mailboxes without a size")
    return found


def add_tenants(found: Tenants, rows: TenantRows, kinds: tuple[str, ...]) -> None:
    """Add a file with a row a tenant: new tenants as they are, and of known ones what is not known."""
    start = len(found.names)
    numbers = {name: number for number, name in enumerate(found.names)}
    other = 0
    for place, name in enumerate(rows.columns["tenant"]):
        if name in numbers:
            other += rows.columns["mailboxes"][place] != found.mailboxes[numbers[name]]
            continue
        numbers[name] = len(found.names)
        found.names.append(name)
        found.mailboxes.append(rows.columns["mailboxes"][place])
        found.hidden.append(0)
        if found.allowed is not None:
            found.allowed += [(1 << len(kinds)) - 1] * rows.columns["mailboxes"][place]
    added = len(found.names) - start
    at = [numbers[name] for name in rows.columns["tenant"]]
    for known, values in (
        (found.lists, rows.columns.get("lists")),
        (found.size, rows.columns.get("size")),
        (found.largest, rows.columns.get("largest")),
    ):
        known += [UNKNOWN] * added
        for number, value in zip(at, values or (), strict=False):
            if known[number] == UNKNOWN:
                known[number] = value
    for kind, shares in rows.shares.items():
        _fill(found.shares.setdefault(kind, []), at, shares, float("nan"))
    for column, texts in rows.orders.items():
        _fill(found.orders.setdefault(column, []), at, texts, "")
    many = len(found.names)
    for share in found.shares.values():
        share += [float("nan")] * (many - len(share))
    for text in found.orders.values():
        text += [""] * (many - len(text))
    if other:
        found.notes.append(
            f"{other:,} tenants have another number of mailboxes in {rows.summary.layout}: rows of mailboxes count"
        )


def _fill(known: list[T], at: list[int], values: list[T], empty: T) -> None:
    """Put values where nothing is known yet, up to the last tenant there is."""
    known += [empty] * (max(at, default=-1) + 1 - len(known))
    for number, value in zip(at, values, strict=True):
        # A share that is not known is NaN, which is unlike itself.
        if known[number] in ("", empty) or known[number] != known[number]:
            known[number] = value


def _left_out(counted: Counter[str]) -> list[str]:
    return [f"{counted[kind]:,} {words} left out" for kind, words in LEFT_OUT.items() if counted[kind]]


def _key(files: list[MailboxRows]) -> str:
    """The column that tells tenants apart."""
    shared = [key for key in files[0].keys if all(key in rows.keys for rows in files)]
    if not shared:
        every = ", ".join(f'"{key}"' for rows in files for key in rows.keys)
        raise InputError(
            files[0].summary.path, f"expected one column for the tenants of all files, of {every}"
        )
    if len(shared) == 1:
        return shared[0]
    codes: dict[str, Ints] = {}
    for key in shared:
        numbers: dict[str, int] = {}
        codes[key] = np.array(
            [numbers.setdefault(name, len(numbers)) for rows in files for name in rows.keys[key]], np.int64
        )
    telling = [key for key in shared if codes[key].size and codes[key].max() > 0]
    # A tenant has several domains as a rule: they count where nothing else tells tenants apart.
    telling = [key for key in telling if not key.startswith(DOMAIN_OF)] or telling
    if not telling:
        return shared[0]
    many = {key: int(codes[key].max()) + 1 for key in telling}
    first = telling[0]
    for key in telling[1:]:
        both = np.unique(codes[first] * (int(codes[key].max()) + 1) + codes[key]).size
        if both != many[first] or both != many[key]:
            told = ", ".join(f"{key} ({number:,} values)" for key, number in many.items())
            raise InputError(
                files[0].summary.path,
                f"expected one column to tell tenants apart, and there are {told}:"
                f' a map says which, tenant = "{first}"',
            )
    return first


def _measure(found: Tenants, of: Ints, sizes: Ints, allowed: Ints, hidden: Ints) -> None:
    """Count and add up the mailboxes of each tenant, in the order of the rows, those in no address list last."""
    order = np.lexsort((hidden, of))
    of, sizes, allowed, hidden = of[order], sizes[order], allowed[order], hidden[order]
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    found.mailboxes = np.diff(np.append(starts, of.size)).tolist()
    found.hidden = np.add.reduceat(hidden, starts).tolist()
    found.lists = [UNKNOWN] * starts.size
    is_known = np.logical_and.reduceat(sizes != UNKNOWN, starts)
    found.size = np.where(is_known, np.add.reduceat(sizes, starts), UNKNOWN).tolist()
    # Mailboxes without a size have never been used, as a rule: the largest is one of the others.
    found.largest = np.maximum.reduceat(sizes, starts).tolist()
    found.allowed = allowed.tolist()
