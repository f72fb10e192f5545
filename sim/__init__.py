"""What happens if we migrate like this? A model of a migration campaign, and judges of one scenario.

Reading order:
    words         the words shared with the fake
    units         "2 min" <-> 120_000_000 us: the only place that knows units
    errors        bad input: file, key, value, what was expected
    files         a file or a folder under another name until it is whole
    edge          TOML into frozen, validated parts
    procedure     steps, and the technical order they must keep
    orderings     every ordering that the technical order allows, and what to add to it
    inventory     one's own tenants, from files as they exist
    tables        the keys of a scenario, and the values they take
    defaults      the defaults in force, and those of each release
    scenario      one question: population, clients, platform, campaign, steps, faults
    ranges        where each default comes from, and between which values it may really lie
    journal       the operator's journal: what was done to each tenant, as reported; read and written
    compiled      the one door to the compiler
    laws          from a uniform to a whole number
    streams       all randomness: a pure function of seed, stream, entity, index
    clients       client kinds, weekly rates, the next connection after an instant
    population    tenants, mailboxes, lists, seats
    nights        when nights open and close
    campaign      order, batches, planned nights
    fault_draws   which steps fail, how often, and which only say that they did not
    step_draws    what steps will take, how late their changes arrive, the shocks of nights
    client_draws  what one client will do, draw by draw
    stops         when a campaign stops, and what becomes of tenants in flight
    draws         all that one seed draws for a campaign: what every engine is given
    outcome       rows and totals, the same whichever judge says them
    load          logons, refusals, requests and OAB bytes over time
    tail          the law of a number of tenants, each with a probability of its own
    disclosed     the law of what was seen, where every viewer downloads all
    simpy_engine  judge 1: SimPy on the fake Exchange, exposure observed
    kernel        judge 2: compiled, without events, told a second time
    explorer      judge 4: every interleaving on a small instance of the fake: cannot leak, or how
    judges        one scenario and one seed in, one Outcome out, whichever judge is asked
    chances       judge 3: each tenant's probabilities under one schedule
    mixing        the law of their number over all schedules of one population
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .errors import InputError
    from .judges import run
    from .outcome import Outcome
    from .scenario import Scenario

__all__ = ["InputError", "Outcome", "Scenario", "run"]


def __getattr__(name: str) -> object:
    """The public names, imported when first asked for: none of them is cheap."""
    from importlib import import_module

    home = {"InputError": "errors", "Outcome": "outcome", "Scenario": "scenario", "run": "judges"}.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{home}", __name__), name)
