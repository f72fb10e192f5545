"""Address lists and address book policies: what they are called, and which mailbox is isolated by one.

A policy holds exactly one global address list, one offline address book, one room list (which may be
empty) and at least one address list (Exchange documentation, "address-book-policies"). The fake makes all
four of a tenant in ``build_address_lists`` and ``create_policy``, so a policy can be named by its tenant.
"""

from dataclasses import dataclass

from .clock import NEVER
from .directory import Mailbox, Tenant
from .replication import WRITER, held_since, policy_seen


@dataclass(frozen=True, slots=True)
class AddressBookPolicy:
    """The four parts of a tenant's policy, by the names a shell would print.

    >>> AddressBookPolicy.of(7).global_address_list
    'T7 GAL'
    """

    name: str
    global_address_list: str
    address_lists: tuple[str, ...]
    room_list: str
    offline_address_book: str

    @classmethod
    def of(cls, tenant: int) -> "AddressBookPolicy":
        """The policy made for a tenant."""
        return cls.called(f"T{tenant}")

    @classmethod
    def called(cls, key: str) -> "AddressBookPolicy":
        """The policy of a tenant that goes by a name."""
        return cls(f"{key} ABP", f"{key} GAL", (f"{key} Address List",), f"{key} Rooms", f"{key} OAB")


def has_own_policy(mailbox: Mailbox, controller: int, now: int) -> bool:
    """Does a controller hold the mailbox's own tenant's policy for it at an instant?"""
    return policy_seen(mailbox.link, controller, now) == mailbox.tenant.number


def isolated_at(tenant: Tenant) -> int:
    """The instant from which every controller holds the policy of every mailbox; NEVER while one lacks it."""
    if tenant.unlinked:
        return NEVER
    if not tenant.is_rewritten:
        return tenant.settled_at
    return max(map(mailbox_isolated_at, tenant.mailboxes))


def mailbox_isolated_at(mailbox: Mailbox) -> int:
    """The same of one mailbox."""
    if mailbox.link is None:
        return NEVER
    controllers = range(len(mailbox.link[2]))
    return max(held_since(mailbox.link, controller, mailbox.tenant.number) for controller in controllers)


def isolated_spans(mailbox: Mailbox) -> list[tuple[int, int]]:
    """Since which instant, and before which, every controller held its own policy for a mailbox, in order."""
    link, edges = mailbox.link, set[int]()
    while link is not None:
        _, written_at, lags, link = link
        edges.update(written_at + lag for lag in lags)
    spans: list[tuple[int, int]] = []
    since = NEVER
    for at in sorted(edges):
        is_held = all(has_own_policy(mailbox, c, at) for c in range(len(mailbox.link[2])))  # type: ignore[index]
        if is_held and since == NEVER:
            since = at
        elif not is_held and since != NEVER:
            spans.append((since, at))
            since = NEVER
    return spans if since == NEVER else [*spans, (since, NEVER)]


def write_link(mailbox: Mailbox, policy: int | None, now: int, lags: tuple[int, ...]) -> None:
    """One write of a mailbox's policy link, whatever stood there before.

    Args:
        mailbox: whose link.
        policy: the tenant whose policy it names; None: none.
        now: the instant of the write, in microseconds.
        lags: microseconds by controller, 0 at the one that takes it.
    """
    tenant, link = mailbox.tenant, mailbox.link
    had_own = link is not None and link[0] == tenant.number
    mailbox.link = (policy, now, lags, link)
    tenant.unlinked += had_own - (policy == tenant.number)
    if link is None:
        tenant.settled_at = max(tenant.settled_at, now + max(lags))
    else:
        note_newest_links(tenant)


def note_newest_links(tenant: Tenant) -> None:
    """Some mailbox's link was written again: since when has everybody seen the newest of each?"""
    tenant.is_rewritten = True
    newest = [mailbox.link for mailbox in tenant.mailboxes if mailbox.link is not None]
    tenant.settled_at = max(written_at + max(lags) for _, written_at, lags, _ in newest)


def lacks_isolation(mailbox: Mailbox, controllers: range, now: int) -> bool:
    """What a check run by an administrator reads: is the mailbox open on one of these controllers?

    Administration acts before replication within an instant, so a change that arrives now is not seen yet,
    except on the writer, which took it earlier.
    """
    return any(not has_own_policy(mailbox, c, now if c == WRITER else now - 1) for c in controllers)
