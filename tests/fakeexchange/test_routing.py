from itertools import product

import pytest

from fakeexchange import moves
from fakeexchange.routing import is_reachable, is_served_by_target
from fakeexchange.visibility import Refused

from .toys import world

STATES = list(product((False, True), repeat=5))


@pytest.mark.parametrize(("gated", "locked", "hosted", "routed", "redirects"), STATES)
def test_agree_with_a_logon(gated: bool, locked: bool, hosted: bool, routed: bool, redirects: bool) -> None:
    """Reachable is what a logon finds served by the target."""
    toy = world((1, 0), redirects=redirects)
    tenant = toy.tenants[0]
    mailbox = tenant.mailboxes[0]
    tenant.is_gate_closed, tenant.is_routed = gated, routed
    mailbox.is_locked, mailbox.is_hosted = locked, hosted

    found = toy.exchange.connect(mailbox)

    assert is_reachable(mailbox, redirects) == (not isinstance(found, Refused) and found.is_on_target)


def test_one_mailbox_is_enough_to_be_reachable_but_not_to_be_served() -> None:
    """A tenant is served by the target when every mailbox is reachable there."""
    toy = world((2, 0))
    tenant = toy.tenants[0]
    toy.host(tenant)
    moves.take_back(tenant.mailboxes[1:], 0)

    assert [is_reachable(m, False) for m in tenant.mailboxes] == [True, False]
    assert not is_served_by_target(tenant, False)

    moves.complete(tenant.mailboxes[1])
    assert is_served_by_target(tenant, False)
