"""The line that a served fake prints when it is ready: where it is, and some users who may log on."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from fakeexchange.directory import Mailbox, Tenant
from fakeexchange.wire.server import Serving
from fakeexchange.wire.site import Site

TENANTS: Final = 5
MAILBOXES: Final = 4
"""Users that are named: so many of so many tenants, the first ones."""


def ready_line(site: Site, serving: Serving, ca_file: Path, tenants: Iterable[Tenant]) -> str:
    """One JSON object.

    Args:
        site: what is served.
        serving: where.
        ca_file: the authority that https clients are to trust.
        tenants: whose users are named, the first ones of them.
    """
    return json.dumps(
        {
            "url": serving.url(),
            "admin_url": f"{serving.url()}/admin",
            "admin_token": site.admin_token,
            "ca_file": str(ca_file),
            "users": [_user(site, mailbox) for mailbox in _named(tenants)],
        },
        ensure_ascii=False,
    )


def _named(tenants: Iterable[Tenant]) -> Iterator[Mailbox]:
    for tenant in islice((tenant for tenant in tenants if tenant.mailboxes), TENANTS):
        yield from islice((m for m in tenant.mailboxes if not m.is_room), MAILBOXES)


def _user(site: Site, mailbox: Mailbox) -> dict[str, object]:
    return {
        "tenant": mailbox.tenant.number,
        "address": site.accounts.address(mailbox),
        "password": site.accounts.password(mailbox),
    }
