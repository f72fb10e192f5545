"""Tenants, mailboxes, lists, and the clients on their seats: drawn by law, each entity by itself."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import laws
from .clients import OUTLOOKS
from .compiled import compiled
from .errors import InputError, Mistake
from .inventory import UNKNOWN, Inventory
from .scenario import Scenario
from .streams import KIND_SLOTS, RECIPIENTS, Counts, Floats, Ints, Source
from .tables import KINDS

FOLLOWS = ("prompt", "autodiscover", "restart", "never")
"""How a client that was left on comes over, in the order of the codes below."""
FIRST_RESIDENT = 1 << 32
"""Residents are numbered from here: no campaign has so many tenants."""
ON_DEMAND = -1
"""The follow code of a client that was not left on."""

NEVER_TAKEN = 2.0
"""In place of a uniform: above every share."""


@dataclass(frozen=True, slots=True)
class People:
    """Tenants of a campaign, one entry each.

    Attributes:
        numbers: tenant numbers, which are their entities, int64.
        mailboxes: mailboxes of each.
        lists: distribution lists of each.
        largest: bytes of its largest mailbox.
        hidden: mailboxes of each, the last ones, that stand in no address list.
    """

    numbers: Ints
    mailboxes: Counts
    lists: Counts
    largest: Ints
    hidden: Counts

    @property
    def listed(self) -> Counts:
        """Mailboxes of each that stand in address lists."""
        return self.mailboxes - self.hidden

    @property
    def mailbox_entities(self) -> Ints:
        """What each mailbox's draws are keyed by, tenant after tenant."""
        return _mailbox_entities(self.numbers, self.mailboxes)

    @property
    def first_mailbox(self) -> Ints:
        """The place of each tenant's first mailbox among all, tenant after tenant, and after the last."""
        first = np.zeros(self.mailboxes.size + 1, np.int64)
        np.cumsum(self.mailboxes, out=first[1:])
        return first

    def taken(self, order: Ints) -> "People":
        """The same tenants in another order, or some of them."""
        return People(
            self.numbers[order],
            self.mailboxes[order],
            self.lists[order],
            self.largest[order],
            self.hidden[order],
        )

    def and_also(self, others: "People") -> "People":
        """These tenants, and then some others."""
        return People(
            np.concatenate((self.numbers, others.numbers)),
            np.concatenate((self.mailboxes, others.mailboxes)),
            np.concatenate((self.lists, others.lists)),
            np.concatenate((self.largest, others.largest)),
            np.concatenate((self.hidden, others.hidden)),
        )


@dataclass(frozen=True, slots=True)
class Seats:
    """Clients, grouped by tenant: those of the i-th tenant are first[i] .. first[i + 1].

    Attributes:
        first: shape (tenants + 1,).
        mailbox: the mailbox's number within its tenant.
        kind: index into KINDS.
        follow: index into FOLLOWS, or ON_DEMAND.
    """

    first: Ints
    mailbox: Counts
    kind: npt.NDArray[np.int8]
    follow: npt.NDArray[np.int8]

    def entities(self, people: People) -> Ints:
        """What each client's draws are keyed by."""
        of = np.repeat(people.numbers, np.diff(self.first))
        return (of * RECIPIENTS + self.mailbox) * KIND_SLOTS + self.kind


def draw_people(scenario: Scenario, source: Source, numbers: Ints | None = None) -> People:
    """The tenants of a scenario; with numbers, those alone, and none of them changes for it.

    Of an inventory's tenants only what it leaves open is drawn.
    """
    if numbers is None:
        numbers = np.arange(scenario.population.tenants, dtype=np.int64)
    if scenario.inventory is None:
        return _drawn(scenario, source, numbers)
    return _listed(scenario, source, numbers, scenario.inventory)


def _listed(scenario: Scenario, source: Source, numbers: Ints, inventory: Inventory) -> People:
    """Tenants of an inventory; a tenant's number is its row's, from 0."""
    mailboxes = inventory.mailboxes[numbers].astype(np.int32)
    lists = np.where(
        inventory.lists[numbers] == UNKNOWN,
        _lists(scenario, source, numbers, mailboxes),
        inventory.lists[numbers],
    )
    _check_recipients(mailboxes, lists)
    law = scenario.population.mailbox_size
    sizes = np.empty(numbers.size, np.int64)
    largest = np.empty(numbers.size, np.int64)
    for part in _parts(mailboxes):
        u = source.uniforms("mailbox_size", _mailbox_entities(numbers[part], mailboxes[part]))
        drawn = _sizes(u, math.log(law.median), law.sigma, law.max)
        starts = np.cumsum(mailboxes[part]) - mailboxes[part]
        sizes[part], largest[part] = np.add.reduceat(drawn, starts), np.maximum.reduceat(drawn, starts)
    # Where a tenant's size is known, its mailboxes share it as they were drawn.
    known = inventory.size[numbers]
    share = largest / np.maximum(sizes, 1)
    largest = np.where(known == UNKNOWN, largest, np.floor(share * known).astype(np.int64))
    largest = np.where(inventory.largest[numbers] == UNKNOWN, largest, inventory.largest[numbers])
    hidden = inventory.hidden[numbers].astype(np.int32)
    return People(numbers, mailboxes, lists.astype(np.int32), largest, hidden)


def _drawn(scenario: Scenario, source: Source, numbers: Ints) -> People:
    population = scenario.population
    law = population.mailboxes
    mailboxes = _counts(source.uniforms("mailboxes", numbers), law.mu, law.sigma, law.max).astype(np.int32)
    lists = _lists(scenario, source, numbers, mailboxes)
    _check_recipients(mailboxes, lists)
    # The largest mailbox is the one with the largest uniform: one quantile a tenant is enough.
    greatest = np.empty(numbers.size)
    for part in _parts(mailboxes):
        entities = _mailbox_entities(numbers[part], mailboxes[part])
        starts = np.cumsum(mailboxes[part]) - mailboxes[part]
        greatest[part] = np.maximum.reduceat(source.uniforms("mailbox_size", entities), starts)
    size = population.mailbox_size
    largest = _sizes(greatest, math.log(size.median), size.sigma, size.max)
    return People(numbers, mailboxes, lists.astype(np.int32), largest, np.zeros_like(mailboxes))


def draw_residents(scenario: Scenario, source: Source) -> People:
    """The tenants that live on the target before the first night."""
    many = scenario.population.residents
    if not many:
        none, nothing = np.zeros(0, np.int64), np.zeros(0, np.int32)
        return People(none, nothing, nothing, none, nothing)
    return _drawn(scenario, source, FIRST_RESIDENT + np.arange(many, dtype=np.int64))


def _lists(scenario: Scenario, source: Source, numbers: Ints, mailboxes: Counts) -> Ints:
    rate = scenario.population.lists_per_further_mailbox
    return _poissons(source.uniforms("lists", numbers), rate * (mailboxes - 1).astype(np.float64))


def _check_recipients(mailboxes: Counts, lists: Ints) -> None:
    if (mailboxes + lists).max() > RECIPIENTS:
        raise InputError(
            "population", Mistake("mailboxes", int(mailboxes.max()), f"expected at most {RECIPIENTS}")
        )


def draw_seats(scenario: Scenario, source: Source, people: People) -> Seats:
    """The clients of some tenants: which seats are taken, which were left on, how those follow."""
    clients = scenario.clients
    shares = np.array([[getattr(clients.seats, kind) for kind in KINDS]])
    if scenario.inventory is not None:
        own = scenario.inventory.shares[people.numbers]
        shares = np.where(np.isnan(own), shares, own)
    edges = np.cumsum([getattr(clients.follow, name) for name in FOLLOWS])[:-1]
    counts: list[Ints] = []
    packed: list[tuple[Counts, npt.NDArray[np.int8], npt.NDArray[np.int8]]] = []
    for part in _parts(people.mailboxes):
        numbers, mailboxes = people.numbers[part], people.mailboxes[part]
        of_mailbox = _mailbox_entities(numbers, mailboxes)
        drawn = np.stack([source.uniforms("seat", of_mailbox, k) for k in range(len(KINDS))])
        if (allowed := _allowed(scenario, numbers, mailboxes)) is not None:
            # A seat that cannot be taken is drawn all the same, and no other draw moves for it.
            drawn[~allowed] = NEVER_TAKEN
        of_part = shares[part] if len(shares) > 1 else shares
        taken, mailbox, kind, entity = _taken(drawn, of_part, mailboxes, of_mailbox)
        follow = np.full(entity.size, ON_DEMAND, np.int8)
        outlooks = np.flatnonzero(kind <= max(OUTLOOKS))
        left_on = outlooks[source.uniforms("left_on", entity[outlooks]) < clients.left_on_at_night]
        follow[left_on] = np.searchsorted(edges, source.uniforms("follow", entity[left_on]), side="right")
        counts.append(taken)
        packed.append((mailbox, kind, follow))
    first = np.zeros(people.numbers.size + 1, np.int64)
    np.cumsum(np.concatenate(counts), out=first[1:])
    return Seats(first, *(np.concatenate(column) for column in zip(*packed, strict=True)))


def _allowed(scenario: Scenario, numbers: Ints, mailboxes: Counts) -> npt.NDArray[np.bool_] | None:
    """Whether each mailbox may have each kind of client, shape (kinds, mailboxes); None: all may have all."""
    inventory = scenario.inventory
    if inventory is None or inventory.first is None or inventory.allowed is None:
        return None
    ends = np.cumsum(mailboxes, dtype=np.int64)
    of = np.arange(ends[-1]) + np.repeat(inventory.first[numbers] - (ends - mailboxes), mailboxes)
    bits = inventory.allowed[of]
    return np.stack([(bits >> k) & 1 for k in range(len(KINDS))]).astype(np.bool_)


def browse_order(source: Source, people: People, share: float = 1.0) -> Ints:
    """Recipients, numbered tenant after tenant as given, in the order in which a capped query finds them.

    Args:
        source: the uniforms.
        people: whose recipients.
        share: of all recipients, about so many from the front; 1: all of them.
    """
    found: list[Ints] = []
    keys: list[npt.NDArray[np.uint64]] = []
    last = np.uint64(min(int(share * 2.0**64), 2**64 - 1))
    start = 0
    for part in _parts(people.mailboxes):
        entities = _recipient_entities(people.numbers[part], people.mailboxes[part], people.lists[part])
        of_part = source.hashes("browse_order", entities)
        near = np.flatnonzero(of_part <= last)
        found.append(near + start)
        keys.append(of_part[near])
        start += entities.size
    return np.concatenate(found)[np.argsort(np.concatenate(keys), kind="stable")]


_PART = 1 << 16
"""Mailboxes drawn at a time: what is made of them stays in the processor's cache."""


def _parts(mailboxes: Counts) -> Iterator[slice]:
    """Consecutive tenants with about so many mailboxes."""
    ends = np.cumsum(mailboxes, dtype=np.int64)
    begin = 0
    while begin < ends.size:
        before = int(ends[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, before + _PART, side="right")))
        yield slice(begin, end)
        begin = end


@compiled
def _mailbox_entities(numbers: Ints, mailboxes: Counts) -> Ints:
    found = np.empty(mailboxes.sum(), np.int64)
    at = 0
    for i in range(numbers.size):
        for number in range(mailboxes[i]):
            found[at] = numbers[i] * RECIPIENTS + number
            at += 1
    return found


@compiled
def _recipient_entities(numbers: Ints, mailboxes: Counts, lists: Counts) -> Ints:
    found = np.empty(mailboxes.sum() + lists.sum(), np.int64)
    at = 0
    for i in range(numbers.size):
        for number in range(mailboxes[i]):
            found[at] = numbers[i] * RECIPIENTS + number
            at += 1
        # A list is numbered after all mailboxes there might be, so a further mailbox moves no list's key.
        for number in range(lists[i]):
            found[at] = numbers[i] * RECIPIENTS + RECIPIENTS // 2 + number
            at += 1
    return found


@compiled
def _taken(
    drawn: Floats, shares: Floats, mailboxes: Counts, entities: Ints
) -> tuple[Ints, Counts, npt.NDArray[np.int8], Ints]:
    """Seats taken: clients of each tenant, then of each client its mailbox's number, kind and entity.

    Shares are those of each tenant, or in one row those of all.
    """
    rows, kinds = shares.shape
    most = entities.size * kinds
    counts = np.zeros(mailboxes.size, np.int64)
    mailbox, kind, entity = np.empty(most, np.int32), np.empty(most, np.int8), np.empty(most, np.int64)
    found = at = 0
    for i in range(mailboxes.size):
        before = found
        row = i if rows > 1 else 0
        for number in range(mailboxes[i]):
            for k in range(kinds):
                if drawn[k, at] < shares[row, k]:
                    mailbox[found], kind[found], entity[found] = number, k, entities[at] * KIND_SLOTS + k
                    found += 1
            at += 1
        counts[i] = found - before
    return counts, mailbox[:found].copy(), kind[:found].copy(), entity[:found].copy()


@compiled
def _share_below(mu: float, sigma: float, most: float) -> float:
    """The probability that a lognormal is no greater than ``most``."""
    return 1.0 if sigma == 0.0 else 0.5 * math.erfc((mu - math.log(most)) / sigma / math.sqrt(2.0))


@compiled
def _truncated(u: float, mu: float, sigma: float, most: float, below: float) -> float:
    """The quantile of a lognormal, given that it is no greater than ``most``, as it is with a share ``below``."""
    if sigma == 0.0:
        return min(math.exp(mu), most)
    # So far below the median that nothing else is left.
    if below < 1e-300:
        return most
    return min(math.exp(mu + sigma * laws.normal(u * below)), most)


@compiled
def _counts(u: Floats, mu: float, sigma: float, most: int) -> Ints:
    found = np.empty(u.size, np.int64)
    below = _share_below(mu, sigma, float(most))
    for i in range(u.size):
        found[i] = max(1, int(math.floor(_truncated(u[i], mu, sigma, float(most), below) + 0.5)))
    return found


@compiled
def _sizes(u: Floats, mu: float, sigma: float, most: int) -> Ints:
    found = np.empty(u.size, np.int64)
    below = _share_below(mu, sigma, float(most))
    for i in range(u.size):
        found[i] = int(math.floor(_truncated(u[i], mu, sigma, float(most), below)))
    return found


@compiled
def _poissons(u: Floats, means: Floats) -> Ints:
    found = np.empty(u.size, np.int64)
    for i in range(u.size):
        found[i] = laws.poisson(u[i], means[i])
    return found
