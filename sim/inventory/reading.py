"""Files in, one inventory out."""

import hashlib
from functools import lru_cache
from typing import Final

import numpy as np

from ..errors import InputError
from ..streams import Ints
from .cells import UNKNOWN
from .joining import Tenants, add_tenants, group, join_details
from .layout import Layout, Map
from .mailbox_rows import MailboxRows, read_mailbox_rows
from .sheet import Sheet, content_of, read_sheet
from .summary import FileSummary, Summary, nothing_left
from .tenant_rows import TenantRows, read_tenant_rows
from .tenants import Dates, Inventory

_MOST_BYTES: Final = 2**62
"""All sizes added up stay below 2**63."""


def read_inventory(
    paths: str | tuple[str, ...], kinds: tuple[str, ...], map_path: str | None = None
) -> Inventory:
    """The tenants of one file, or of several that belong together.

    Args:
        paths: CSV files; those with a row a mailbox come before those that say more of them.
        kinds: client kinds, in the order of their bits.
        map_path: a TOML file that says what the columns mean; None: as the shipped layouts do.

    Raises:
        InputError: no such file, no such column, or a file that can be read in two ways.
    """
    paths = (paths,) if isinstance(paths, str) else paths
    every = paths if map_path is None else (*paths, map_path)
    digests = tuple(hashlib.sha256(content_of(path)).hexdigest() for path in every)
    return _read(paths, digests, kinds, map_path)


@lru_cache(maxsize=8)
def _read(
    paths: tuple[str, ...], digests: tuple[str, ...], kinds: tuple[str, ...], map_path: str | None
) -> Inventory:
    """Read files whose content has these digests: what has been read once is kept."""
    mapping = Map(map_path)
    settings = mapping.settings
    sheets: list[tuple[Sheet, Layout]] = []
    texts = hashlib.sha256()
    for path in paths:
        sheet = read_sheet(path, content_of(path), settings.encoding, settings.delimiter)
        texts.update(sheet.text.encode())
        sheets.append((sheet, mapping.layout_of(sheet)))
    mapping.check([name for sheet, _ in sheets for name in sheet.header])
    read = [(layout, _rows(sheet, layout, kinds)) for sheet, layout in sheets]
    _refuse_vast(paths[0], read)
    if map_path is not None:
        texts.update(digests[-1].encode())
    mailboxes = [r for layout, r in read if isinstance(r, MailboxRows) and layout.rows == "mailboxes"]
    details = [r for layout, r in read if isinstance(r, MailboxRows) and layout.rows == "details"]
    notes = [join_details(mailboxes, rows) for rows in details]
    found = group(mailboxes) if mailboxes else Tenants()
    for _, rows in read:
        if isinstance(rows, TenantRows):
            add_tenants(found, rows, kinds)
    if not found.names:
        raise InputError(paths[0], nothing_left("tenant", [rows.summary for _, rows in read]))
    return _inventory(
        found, [r.summary for _, r in read], notes, kinds, texts.hexdigest()[:12], paths, settings.dates
    )


def _refuse_vast(path: str, read: list[tuple[Layout, MailboxRows | TenantRows]]) -> None:
    sizes = (
        rows.sizes if isinstance(rows, MailboxRows) else rows.columns.get("size", ()) for _, rows in read
    )
    if sum(size for of_file in sizes for size in of_file if size != UNKNOWN) > _MOST_BYTES:
        raise InputError(
            path, "expected mailboxes of 4 EiB at most, all together: are sizes in another unit?"
        )


def _rows(sheet: Sheet, layout: Layout, kinds: tuple[str, ...]) -> MailboxRows | TenantRows:
    if layout.rows == "tenants":
        return read_tenant_rows(sheet, layout, kinds)
    return read_mailbox_rows(sheet, layout, kinds)


def _inventory(
    found: Tenants,
    files: list[FileSummary],
    notes: list[str],
    kinds: tuple[str, ...],
    digest: str,
    paths: tuple[str, ...],
    dates: Dates | None,
) -> Inventory:
    many = len(found.names)
    mailboxes = np.array(found.mailboxes, np.int64)
    first: Ints | None = None
    if found.allowed is not None:
        first = np.cumsum(mailboxes) - mailboxes
    shares = [found.shares.get(kind, [np.nan] * many) for kind in kinds]
    return Inventory(
        names=tuple(found.names),
        mailboxes=mailboxes,
        hidden=np.array(found.hidden, np.int64),
        lists=np.array(found.lists, np.int64),
        size=np.array(found.size, np.int64),
        largest=np.array(found.largest, np.int64),
        shares=np.array(shares, np.float64).T.copy(),
        orders={name: tuple(texts) for name, texts in found.orders.items()},
        digest=digest,
        summary=Summary(
            tuple(files), many, int(mailboxes.sum()), found.by, found.kinds, (*found.notes, *notes)
        ),
        first=first,
        allowed=None if found.allowed is None else np.array(found.allowed, np.uint8),
        source=paths[0],
        dates=dates,
    )
