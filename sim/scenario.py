"""A scenario: what is migrated, by which procedure, with which clients. Frozen, and validated at the edge.

A scenario file says only what differs from ``defaults.toml``. Keys that later parts of the model will
read are known already and refused unless they stand at the value that leaves them out.
"""

import datetime
import difflib
import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, PrivateAttr, model_validator

from .edge import (
    BytesPerHour,
    Duration,
    Factor,
    Part,
    PerDay,
    Share,
    Sigma,
    Size,
    TimeOfDay,
    beside,
    parse,
    read_toml,
)
from .errors import InputError, Mistake
from .inventory import Inventory, read_inventory
from .procedure import TEXTS, Procedure
from .units import DAY, MINUTE, SECOND
from .words import Verb

Kind = Literal["outlook_cached", "outlook_online", "owa", "phone", "ews"]
KINDS: Final[tuple[Kind, ...]] = ("outlook_cached", "outlook_online", "owa", "phone", "ews")
"""Client kinds, in the order of every array that has one entry a kind."""

Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
WEEKDAYS: Final[tuple[Weekday, ...]] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

TABLES: Final = ("population", "clients", "platform", "campaign", "steps", "faults")


class LognormalCount(Part):
    """max(1, round(X)) of a lognormal X no greater than max."""

    law: Literal["lognormal"]
    mu: Annotated[float, Field(ge=-5, le=8)]
    sigma: Sigma
    max: Annotated[int, Field(ge=1, le=100_000)]


class LognormalSize(Part):
    """Bytes, lognormal, no greater than max."""

    law: Literal["lognormal"]
    median: Annotated[Size, Field(ge=1)]
    sigma: Sigma
    max: Annotated[Size, Field(ge=1)]


class LognormalDuration(Part):
    """Microseconds, lognormal."""

    law: Literal["lognormal"]
    median: Duration
    sigma: Sigma


class LognormalNumber(Part):
    """A whole number, lognormal."""

    law: Literal["lognormal"]
    median: Annotated[int, Field(ge=1, le=1_000_000)]
    sigma: Sigma


class Population(Part):
    """Who is migrated."""

    tenants: Annotated[int, Field(ge=1, le=20_000_000)]
    mailboxes: LognormalCount
    lists_per_further_mailbox: Annotated[Factor, Field(le=10)]
    mailbox_size: LognormalSize
    locales: Annotated[tuple[Literal["fr_FR", "en_GB"], ...], Field(min_length=1)]
    unique_names: bool
    residents: Annotated[int, Field(ge=0, le=20_000_000)]
    inventory: str | Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    """Files of one's own tenants, see ``inventory``; paths beside the file that names them."""
    map: str | None = None
    """A TOML file that says what the inventory's columns mean, see ``inventory``; None: as their headers tell."""
    pods: Annotated[int, Field(ge=1, le=1_000)]
    """Forests that the target is cut into: tenant n moves to the pod n modulo their number."""


class SharesByKind(Part):
    """A share for each client kind."""

    outlook_cached: Share
    outlook_online: Share
    owa: Share
    phone: Share
    ews: Share


class RatesByKind(Part):
    """Connections per day of a client of each kind."""

    outlook_cached: PerDay
    outlook_online: PerDay
    owa: PerDay
    phone: PerDay
    ews: PerDay


class DurationsByKind(Part):
    """A duration for each client kind."""

    outlook_cached: Duration
    outlook_online: Duration
    owa: Duration
    phone: Duration
    ews: Duration


class Sessions(DurationsByKind):
    """Median lengths of a session by kind, and the sigma they share."""

    sigma: Sigma


class Follow(Part):
    """How a client that was left on comes to the target: shares that sum to 1."""

    prompt: Share
    autodiscover: Share
    restart: Share
    never: Share

    @model_validator(mode="after")
    def _sums_to_one(self) -> Self:
        if abs(self.prompt + self.autodiscover + self.restart + self.never - 1) > 1e-9:
            raise ValueError("shares that sum to 1")
        return self


Weight = Annotated[Factor, Field(le=1000)]


class Clients(Part):
    """Who connects, when, and what it asks."""

    seats: SharesByKind
    per_day: RatesByKind
    hours: Annotated[tuple[Weight, ...], Field(min_length=24, max_length=24)]
    days: Annotated[tuple[Weight, ...], Field(min_length=7, max_length=7)]
    asks: SharesByKind
    ask_delay: DurationsByKind
    session: Sessions
    connected_kinds: tuple[Kind, ...]
    left_on_at_night: Share
    follow: Follow
    prompt_delay: LognormalDuration
    autodiscover_period: Annotated[Duration, Field(ge=MINUTE)]
    autodiscover_retry: Annotated[Duration, Field(ge=SECOND)]
    restart_at: TimeOfDay
    retries: Annotated[int, Field(ge=0, le=15)]
    oab_after_move: Literal["at_once", "when_due"]
    oab_delay: Duration
    oab_period: Annotated[Duration, Field(ge=MINUTE)]
    oab_us_per_entry: LognormalNumber
    oab_bytes_per_entry: Annotated[int, Field(ge=1, le=1_000_000)]
    horizon: Annotated[Duration, Field(ge=0, le=365 * DAY)]

    @model_validator(mode="after")
    def _some_hour_and_day(self) -> Self:
        if not any(self.hours) or not any(self.days):
            raise ValueError("hours and days that are not all 0")
        return self


class Platform(Part):
    """The target, and what the source does for moved users."""

    controllers: Annotated[int, Field(ge=1, le=64)]
    lag_first: Duration
    lag_step: Duration
    lag_hop: Duration
    lag_fault: Share
    oab_cycle: Annotated[Duration, Field(ge=SECOND)]
    source_redirects: bool


class Campaign(Part):
    """The whole migration: order, batches, slots, nights."""

    first_day: datetime.date
    time_zone: str
    closed_days: tuple[datetime.date, ...]
    nights: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    opens: TimeOfDay
    last_start: TimeOfDay
    closes: TimeOfDay
    at_dawn: Literal["finish", "pause"]
    order: str
    batch: Annotated[int, Field(ge=1)]
    slots: Annotated[int, Field(ge=1)]
    tenants_per_night: Annotated[int, Field(ge=1)] | Literal["auto", "greedy"]
    sync_lead: Duration
    sync_slots: Annotated[int, Field(ge=1)]
    night_shock: Annotated[Sigma, Field(le=2)]
    campaign_shock: Annotated[Sigma, Field(le=2)]
    in_flight: Literal["finish", "rollback", "freeze"]
    canary: int
    canary_soak: Duration
    report_probability: Share
    report_delay: LognormalDuration
    reaction: Duration

    @model_validator(mode="after")
    def _night_in_order(self) -> Self:
        if not self.opens < self.last_start_after_midnight <= self.closes_after_midnight:
            raise ValueError("opens before last_start, and last_start no later than closes, within 24 h")
        return self

    @property
    def last_start_after_midnight(self) -> int:
        """Microseconds since 00:00 of the day on which the night opens."""
        return self.last_start if self.last_start > self.opens else self.last_start + DAY

    @property
    def closes_after_midnight(self) -> int:
        """Microseconds since 00:00 of the day on which the night opens."""
        return self.closes if self.closes > self.opens else self.closes + DAY


class StepLaw(Part):
    """A lognormal duration: a median per tenant plus a median per mailbox."""

    base: Duration
    mailbox: Duration = 0
    sigma: Sigma


class SyncLaw(Part):
    """The largest mailbox's size over a lognormal rate."""

    rate: Annotated[BytesPerHour, Field(gt=0)]
    sigma: Sigma


class Steps(Part):
    """The duration of each verb, where a procedure gives none."""

    provision: StepLaw
    build_address_lists: StepLaw
    create_policy: StepLaw
    assign_policy: StepLaw
    sync_mailboxes: SyncLaw
    close_gate: StepLaw
    open_gate: StepLaw
    cut_over: StepLaw
    switch_routing: StepLaw
    generate_oab: StepLaw
    verify_isolation: StepLaw
    unhide: StepLaw
    probe: StepLaw
    restart_client_access: StepLaw
    decommission: StepLaw


class Faults(Part):
    """How steps fail."""

    transient: Share
    hard: Share | dict[Annotated[Verb, Field(strict=False)] | Literal["default"], Share]
    silent: Share
    silent_scope: Literal["tenant", "mailbox"]
    retries: Annotated[int, Field(ge=0, le=60)]
    retry_delay: Duration
    found_after: Annotated[Duration | None, Field()]
    console_lost: Share
    console_back: Duration
    out_of_site: Share

    def hard_of(self, verb: Verb) -> float:
        """The share of a verb's steps that fail for good."""
        if isinstance(self.hard, dict):
            return self.hard.get(verb, self.hard.get("default", 0.0))
        return self.hard

    @model_validator(mode="before")
    @classmethod
    def _never_is_none(cls, raw: Any) -> Any:
        return (
            {**raw, "found_after": None}
            if isinstance(raw, dict) and raw.get("found_after") == "never"
            else raw
        )


LATER: Final = (
    "campaign.in_flight",
    "campaign.canary",
    "campaign.canary_soak",
    "campaign.report_probability",
    "campaign.report_delay",
    "campaign.reaction",
    "steps.probe",
)
"""Keys that no engine reads yet: they must stand at their defaults, which leave them out."""


class Scenario(Part):
    """One question to the lab."""

    name: str
    purpose: str = ""
    window: Duration | None = None
    """The length of every assign_policy step, exactly; None: as the procedure says or the law draws."""
    procedure: Procedure
    population: Population
    clients: Clients
    platform: Platform
    campaign: Campaign
    steps: Steps
    faults: Faults
    _raw: dict[str, Any] = PrivateAttr(default_factory=dict)
    _inventory: Inventory | None = PrivateAttr(default=None)

    @property
    def raw(self) -> dict[str, Any]:
        """The keys it was made of, the defaults left out."""
        return self._raw

    @property
    def inventory(self) -> Inventory | None:
        """One's own tenants, if it has any."""
        return self._inventory

    @classmethod
    def load(cls, name_or_path: str = "incident") -> Self:
        """A scenario that ships, by name, or a TOML file.

        Raises:
            InputError: no such scenario, or mistakes in it, all of them.
        """
        path = Path(name_or_path)
        if path.suffix == ".toml":
            return cls.of(read_toml(path), str(path))
        shelf = Path(str(resources.files("sim") / "scenarios"))
        if not (shelf / f"{name_or_path}.toml").is_file():
            known = ", ".join(sorted(entry.stem for entry in shelf.iterdir()))
            raise InputError(
                "scenario", Mistake("scenario", name_or_path, f"expected a TOML file or one of {known}")
            )
        return cls.of(read_toml(shelf / f"{name_or_path}.toml"), f"{name_or_path}.toml")

    @classmethod
    def of(cls, raw: Mapping[str, Any], source: str) -> Self:
        """A scenario from keys already read, laid over the defaults."""
        given = {"name": Path(source).stem, **raw}
        if isinstance(given.get("procedure"), str):
            # Scenarios made of this one find the file from wherever they are made.
            given["procedure"] = beside(given["procedure"], source)
        merged = dict(given)
        for table in TABLES:
            merged[table] = _merged(defaults()[table], given.get(table, {}))
        mistakes: list[Mistake | str] = list(_of_later_parts(merged))
        inventory = _inventory_of(merged, given, source)
        mistakes += _of_order(merged, inventory)
        try:
            merged["procedure"] = _procedure(given.get("procedure", DEFAULT_PROCEDURE), source)
        except InputError as error:
            if error.source != source:
                raise
            mistakes += error.mistakes
            merged["procedure"] = Procedure.load(DEFAULT_PROCEDURE)
        try:
            scenario = parse(cls, merged, source)
        except InputError as error:
            told = {mistake.key for mistake in mistakes if isinstance(mistake, Mistake)}
            mistakes += [m for m in error.mistakes if not isinstance(m, Mistake) or m.key not in told]
        if mistakes:
            raise InputError(source, *mistakes)
        scenario._raw = given
        scenario._inventory = inventory
        return scenario

    def replaced(self, changes: Mapping[str, object], source: str = "replaced") -> Self:
        """The same scenario with some keys changed: ``{"campaign.batch": 25, "window": "2 min"}``.

        Raises:
            InputError: a key that does not exist, or a value it does not take.
        """
        raw = _deep_copy({"procedure": DEFAULT_PROCEDURE, **self._raw})
        for key, value in changes.items():
            at = raw
            *tables, last = key.split(".")
            for table in tables:
                at = at.setdefault(table, {})
                if not isinstance(at, dict):
                    raise InputError(source, Mistake(key, value, f"no such key: {table} is not a table"))
            at[last] = value
        return type(self).of(raw, source)

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits that name the scenario by its content."""
        # What a runbook says of a step changes nothing that happens.
        texts = {"steps": {"__all__": set(TEXTS)}}
        content = self.model_dump_json(
            exclude={
                "name": True,
                "purpose": True,
                "population": {"inventory", "map"},
                "procedure": texts,
            }
        )
        if self._inventory is not None:
            content += self._inventory.digest
        return hashlib.sha256(content.encode()).hexdigest()[:12]


DEFAULT_PROCEDURE: Final = "ovh-2016"
ORDERS: Final = ("random", "smallest-first", "largest-first", "quietest-first", "by-name")
"""Orders that need no inventory."""


def _inventory_of(merged: dict[str, Any], given: dict[str, Any], source: str) -> Inventory | None:
    """One's own tenants, read; all of them, unless the scenario says how many."""
    population = merged["population"]
    files = population.get("inventory") if isinstance(population, dict) else None
    listed = [files] if isinstance(files, str) else files
    if not listed or not isinstance(listed, (list, tuple)) or not all(isinstance(p, str) for p in listed):
        return None
    folder = Path(source).parent if source.endswith(".toml") else Path()
    paths = tuple(str(folder / path) for path in listed)
    own_map = population.get("map")
    found = {"inventory": paths[0] if isinstance(files, str) else list(paths)}
    if isinstance(own_map, str):
        found["map"] = own_map = str(folder / own_map)
    inventory = read_inventory(paths, KINDS, own_map if isinstance(own_map, str) else None)
    merged["population"] = {"tenants": len(inventory.names), **population, **found}
    # Scenarios made of this one find the files from wherever they are made.
    given["population"] = {**given["population"], **found}
    if "tenants" not in given["population"]:
        merged["population"]["tenants"] = len(inventory.names)
    return inventory


def _of_order(merged: dict[str, Any], inventory: Inventory | None) -> Iterator[Mistake]:
    campaign, population = merged["campaign"], merged["population"]
    order = campaign.get("order") if isinstance(campaign, dict) else None
    columns = [] if inventory is None else list(inventory.orders)
    if isinstance(order, str) and order not in (*ORDERS, *columns):
        known = ", ".join(f'"{name}"' for name in (*ORDERS, *columns))
        near = difflib.get_close_matches(order, (*ORDERS, *columns), 1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        yield Mistake("campaign.order", order, f"expected {known}, or a column of an inventory{hint}")
    elif inventory is not None and order in columns:
        # Dates that cannot be told apart are said at once, not when the first campaign is drawn.
        inventory.ordered_by(order)
    if inventory is None and isinstance(population, dict) and population.get("map") is not None:
        yield Mistake("population.map", population["map"], "expected an inventory beside it")
    tenants = population.get("tenants") if isinstance(population, dict) else None
    if inventory is not None and isinstance(tenants, int) and tenants > len(inventory.names):
        yield Mistake(
            "population.tenants", tenants, f"expected at most the {len(inventory.names)} of the inventory"
        )


def _procedure(value: object, source: str) -> Procedure:
    if isinstance(value, str):
        return Procedure.load(value)
    if isinstance(value, dict):
        return Procedure.of(value, source, prefix="procedure.")
    raise InputError(
        source, Mistake("procedure", value, "expected the name of a procedure, a file, or a table")
    )


def _of_later_parts(merged: dict[str, Any]) -> Iterator[Mistake]:
    for key in LATER:
        if not isinstance(merged[key.split(".")[0]], dict):
            continue
        value, neutral = _at(merged, key), _at(defaults(), key)
        if value != neutral:
            yield Mistake(key, value, f"not in the model yet; expected {json.dumps(neutral, default=str)}")


@cache
def defaults() -> dict[str, Any]:
    """The keys of ``defaults.toml``."""
    return tomllib.loads((resources.files("sim") / "defaults.toml").read_text(encoding="utf-8"))


def _merged(below: Any, above: Any) -> Any:
    """Tables merge key by key."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return {**below, **{k: _merged(below[k], v) if k in below else v for k, v in above.items()}}


def _at(raw: dict[str, Any], key: str) -> Any:
    table, name = key.split(".")
    return raw[table].get(name)


def _deep_copy(value: Any) -> Any:
    return {k: _deep_copy(v) for k, v in value.items()} if isinstance(value, dict) else value
