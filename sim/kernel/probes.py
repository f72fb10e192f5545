"""Which probes are shown a foreign row: logons as tenants just moved, told when all that happens to them is known."""

import numpy as np

from ..compiled import lean
from ..streams import Codes, Counts, Ints
from ..words import NEVER
from .access import access
from .courses import first_box, pod_of
from .platform import WIDE, Platform, Tenant, log_on
from .visits import foreign

_WRITER = 0


def found_by_probes(platform: Platform, listed: Counts, lists: Counts) -> Ints:
    """The ends of those probes that are shown a foreign row, in no order.

    Args:
        platform: what everybody meets.
        listed: mailboxes of each tenant that stand in address lists, by position.
        lists: its distribution lists, likewise.
    """
    probed_at = platform.tenants.probes
    is_found = np.zeros(probed_at.size, np.int8)
    if probed_at.size:
        _look(platform, listed, lists, is_found)
    found: Ints = probed_at[is_found != 0]
    return found


@lean
def _look(platform: Platform, listed: Counts, lists: Counts, is_found: Codes) -> None:
    """Log on as the first mailbox of each tenant, on the writer, and read everybody's list."""
    tenants = platform.tenants
    for p in range(tenants.probes.size):
        if tenants.probes[p] == NEVER:
            continue
        # It ends before all else that happens at that instant.
        at = tenants.probes[p] - 1
        course, box = tenants.courses[p], first_box(tenants.boxes, p)
        served = access(course, tenants, p, 0)
        tenant = Tenant(p, tenants.mailboxes[p], listed[p], lists[p], pod_of(tenants, p), box, served)
        view, _ = log_on(course, tenant, _WRITER, 1, at, platform)
        if view == WIDE:
            mailboxes, rows = foreign(platform.shown, course, tenants, tenant, at)
            is_found[p] = mailboxes + rows > 0
