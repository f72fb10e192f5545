"""A scenario's whole population on the fake, with every tenant carried through a procedure up to one verb.

No time passes and no client comes: the verbs act one after the other, each seen everywhere at once. It is the state
in which a campaign would leave everybody that stopped after that verb.
"""

import gc
from collections.abc import Iterable

from fakeexchange.admin import Admin
from fakeexchange.clock import Clock
from fakeexchange.directory import Directory, Tenant
from fakeexchange.exchange import Exchange
from sim.draws import Draws
from sim.errors import InputError
from sim.procedure import Move, Procedure
from sim.scenario import Scenario
from sim.simpy_engine.engine import without_collecting
from sim.simpy_engine.forests import directories
from sim.streams import Source
from sim.words import Verb


def standing(scenario: Scenario, seed: int, clock: Clock, upto: Verb | None = None) -> Exchange:
    """The fake in the state that a verb leaves every tenant in.

    Args:
        scenario: population, platform and procedure.
        seed: names the draws.
        clock: what time it is there.
        upto: the last verb that is carried out; None: all of them.
    """
    with without_collecting():
        draws = Draws(scenario, Source(seed, {}))
        exchange = _empty(scenario, clock, directories(draws))
        carry_out(exchange, scenario.procedure, upto)
        exchange.regenerate_default_book()
    # A million objects that live as long as the server: the collector need never look at them.
    gc.freeze()
    return exchange


def verb_of(procedure: Procedure, text: str) -> Verb:
    """The verb that ``--upto`` names.

    Raises:
        InputError: the procedure has no such step.
    """
    verbs = list(dict.fromkeys(str(step.verb) for step in procedure.steps))
    if text not in verbs:
        raise InputError.of_option("--upto", text, f"a verb of {procedure.name}: {', '.join(verbs)}")
    return Verb(text)


def carry_out(exchange: Exchange, procedure: Procedure, upto: Verb | None) -> None:
    """Carry every tenant through a procedure, in the order of their records."""
    admin = Admin(exchange)
    steps = procedure.steps
    if upto is not None:
        last = max(place for place, step in enumerate(steps) if step.verb is upto)
        steps = steps[: last + 1]
    for tenant in (tenant for of in exchange.directories for tenant in of.tenants):
        for step in steps:
            _act(admin, tenant, step.verb, step.hidden)


def _act(admin: Admin, tenant: Tenant, verb: Verb, is_hidden: bool) -> None:
    admin.begin(verb, tenant)
    if verb is Verb.ASSIGN_POLICY:
        for mailbox in tenant.mailboxes:
            admin.assign_policy(mailbox)
    elif verb is Verb.PROVISION:
        admin.provision(tenant, is_hidden)
    elif verb is not Verb.RESTART_CLIENT_ACCESS:
        # A restart cuts sessions: nobody has one yet.
        getattr(admin, verb)(tenant)


def _empty(scenario: Scenario, clock: Clock, forests: Iterable[Directory]) -> Exchange:
    first, *further = forests
    return Exchange(
        clock,
        first,
        scenario.platform.controllers,
        are_default_lists_denied=scenario.procedure.default_lists == "denied",
        are_sources_redirecting=scenario.platform.source_redirects,
        is_precreated=scenario.procedure.move is Move.PRECREATED,
        further_pods=further,
    )
