"""The tables of a scenario: each key, and the values it takes. ``defaults.toml`` has them all, with their sources."""

import datetime
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from .edge import BytesPerHour, Duration, Factor, Part, PerDay, Share, Sigma, Size, TimeOfDay, TimeZone
from .units import DAY, MINUTE, SECOND
from .words import Verb

Kind = Literal["outlook_cached", "outlook_online", "owa", "phone", "ews"]
KINDS: Final[tuple[Kind, ...]] = ("outlook_cached", "outlook_online", "owa", "phone", "ews")
"""Client kinds, in the order of every array that has one entry a kind."""

Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
WEEKDAYS: Final[tuple[Weekday, ...]] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


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
    time_zone: TimeZone
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
    resume_at: TimeOfDay
    canary: Annotated[int, Field(ge=0)]
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


ShareByVerb = Share | dict[Annotated[Verb, Field(strict=False)] | Literal["default"], Share]
"""A share of every verb's steps, or a table by verb, with one for all others."""


def _of_verb(share: ShareByVerb, verb: Verb) -> float:
    return share.get(verb, share.get("default", 0.0)) if isinstance(share, dict) else share


class Faults(Part):
    """How steps fail."""

    transient: Share
    hard: ShareByVerb
    silent: ShareByVerb
    silent_scope: Literal["tenant", "mailbox"]
    retries: Annotated[int, Field(ge=0, le=60)]
    retry_delay: Duration
    found_after: Annotated[Duration | None, Field()]
    console_lost: Share
    console_back: Duration
    out_of_site: Share

    def hard_of(self, verb: Verb) -> float:
        """The share of a verb's steps that fail for good."""
        return _of_verb(self.hard, verb)

    def silent_of(self, verb: Verb) -> float:
        """The share of a verb's steps that report success and do nothing."""
        return _of_verb(self.silent, verb)

    @model_validator(mode="before")
    @classmethod
    def _never_is_none(cls, raw: Any) -> Any:
        return (
            {**raw, "found_after": None}
            if isinstance(raw, dict) and raw.get("found_after") == "never"
            else raw
        )
