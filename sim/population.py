"""Tenants, mailboxes, lists, and the clients on their seats: drawn by law, each entity by itself."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import laws
from .clients import OUTLOOKS
from .compiled import compiled
from .draws import KIND_SLOTS, RECIPIENTS, Floats, Ints, Source
from .errors import InputError, Mistake
from .scenario import KINDS, Scenario

FOLLOWS = ("prompt", "autodiscover", "restart", "never")
"""How a client that was left on comes over, in the order of the codes below."""
ON_DEMAND = -1
"""The follow code of a client that was not left on."""


@dataclass(frozen=True, slots=True)
class People:
    """Tenants of a campaign, one entry each.

    Attributes:
        numbers: tenant numbers, which are their entities, int64.
        mailboxes: mailboxes of each.
        lists: distribution lists of each.
        largest: bytes of its largest mailbox.
    """

    numbers: Ints
    mailboxes: Ints
    lists: Ints
    largest: Ints

    def taken(self, order: Ints) -> "People":
        """The same tenants in another order, or some of them."""
        return People(self.numbers[order], self.mailboxes[order], self.lists[order], self.largest[order])


@dataclass(frozen=True, slots=True)
class Seats:
    """Clients, grouped by tenant: those of the i-th tenant are first[i] .. first[i + 1].

    Attributes:
        first: shape (tenants + 1,).
        mailbox: the mailbox's number within its tenant.
        kind: index into KINDS.
        follow: index into FOLLOWS, or ON_DEMAND.
        entity: what its draws are keyed by.
    """

    first: Ints
    mailbox: Ints
    kind: npt.NDArray[np.int8]
    follow: npt.NDArray[np.int8]
    entity: Ints


def draw_people(scenario: Scenario, source: Source, numbers: Ints | None = None) -> People:
    """The tenants of a scenario; with numbers, those alone, and none of them changes for it."""
    population = scenario.population
    if numbers is None:
        numbers = np.arange(population.tenants, dtype=np.int64)
    law = population.mailboxes
    mailboxes = _counts(source.uniforms("mailboxes", numbers), law.mu, law.sigma, law.max)
    rate = population.lists_per_further_mailbox
    lists = _poissons(source.uniforms("lists", numbers), rate * (mailboxes - 1).astype(np.float64))
    if (mailboxes + lists).max() > RECIPIENTS:
        raise InputError(
            "population", Mistake("mailboxes", int(mailboxes.max()), f"expected at most {RECIPIENTS}")
        )
    of = np.repeat(np.arange(numbers.size), mailboxes)
    starts = np.cumsum(mailboxes) - mailboxes
    entities = numbers[of] * RECIPIENTS + (np.arange(of.size) - starts[of])
    size = population.mailbox_size
    sizes = _sizes(source.uniforms("mailbox_size", entities), math.log(size.median), size.sigma, size.max)
    return People(numbers, mailboxes, lists, np.maximum.reduceat(sizes, starts))


def draw_seats(scenario: Scenario, source: Source, people: People) -> Seats:
    """The clients of some tenants: which seats are taken, which were left on, how those follow."""
    clients = scenario.clients
    of = np.repeat(np.arange(people.numbers.size), people.mailboxes)
    number = np.arange(of.size) - (np.cumsum(people.mailboxes) - people.mailboxes)[of]
    mailbox_entities = people.numbers[of] * RECIPIENTS + number
    taken = np.stack(
        [
            source.uniforms("seat", mailbox_entities, k) < getattr(clients.seats, kind)
            for k, kind in enumerate(KINDS)
        ],
        axis=1,
    )
    mailbox, kind = np.nonzero(taken)
    entity = mailbox_entities[mailbox] * KIND_SLOTS + kind
    follow = np.full(entity.size, ON_DEMAND, np.int8)
    outlooks = np.flatnonzero(np.isin(kind, OUTLOOKS))
    left_on = outlooks[source.uniforms("left_on", entity[outlooks]) < clients.left_on_at_night]
    edges = np.cumsum([getattr(clients.follow, name) for name in FOLLOWS])[:-1]
    follow[left_on] = np.searchsorted(edges, source.uniforms("follow", entity[left_on]), side="right")
    first = np.searchsorted(of[mailbox], np.arange(people.numbers.size + 1))
    return Seats(first, number[mailbox], kind.astype(np.int8), follow, entity)


def browse_order(source: Source, people: People) -> Ints:
    """Recipients, numbered tenant after tenant as given, in the order in which a capped query finds them."""
    per_tenant = people.mailboxes + people.lists
    of = np.repeat(np.arange(people.numbers.size), per_tenant)
    number = np.arange(of.size) - (np.cumsum(per_tenant) - per_tenant)[of]
    # A list is numbered after all mailboxes there might be, so a further mailbox moves no list's key.
    number = np.where(number < people.mailboxes[of], number, RECIPIENTS // 2 + number - people.mailboxes[of])
    keys = source.hashes("browse_order", people.numbers[of] * RECIPIENTS + number)
    return np.argsort(keys, kind="stable")


@compiled
def _truncated(u: float, mu: float, sigma: float, most: float) -> float:
    """The quantile of a lognormal, given that it is no greater than ``most``."""
    if sigma == 0.0:
        return min(math.exp(mu), most)
    below = 0.5 * math.erfc((mu - math.log(most)) / sigma / math.sqrt(2.0))
    # So far below the median that nothing else is left.
    if below < 1e-300:
        return most
    return min(math.exp(mu + sigma * laws.normal(u * below)), most)


@compiled
def _counts(u: Floats, mu: float, sigma: float, most: int) -> Ints:
    found = np.empty(u.size, np.int64)
    for i in range(u.size):
        found[i] = max(1, int(math.floor(_truncated(u[i], mu, sigma, float(most)) + 0.5)))
    return found


@compiled
def _sizes(u: Floats, mu: float, sigma: float, most: int) -> Ints:
    found = np.empty(u.size, np.int64)
    for i in range(u.size):
        found[i] = int(math.floor(_truncated(u[i], mu, sigma, float(most))))
    return found


@compiled
def _poissons(u: Floats, means: Floats) -> Ints:
    found = np.empty(u.size, np.int64)
    for i in range(u.size):
        found[i] = laws.poisson(u[i], means[i])
    return found
