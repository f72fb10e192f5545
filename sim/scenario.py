"""A scenario: what is migrated, by which procedure, with which clients. Frozen, and validated at the edge.

A scenario file says only what differs from ``defaults.toml``.
"""

import difflib
import hashlib
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Final, Self

from pydantic import PrivateAttr

from .defaults import defaults
from .edge import Duration, Part, beside, parse, read_toml
from .errors import InputError, Mistake
from .inventory import Inventory, read_inventory
from .procedure import TEXTS, Procedure
from .tables import KINDS, Campaign, Clients, Faults, Platform, Population, Steps

TABLES: Final = ("population", "clients", "platform", "campaign", "steps", "faults")


class Scenario(Part):
    """One question to the lab."""

    name: str
    purpose: str = ""
    defaults: str | None = None
    """The release whose defaults it is laid over, to run an old result again; None: those in force."""
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
        mistakes: list[Mistake | str] = []
        below = _below(given.get("defaults"), mistakes)
        for table in TABLES:
            merged[table] = _merged(below[table], given.get(table, {}))
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
                "defaults": True,
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


def _below(release: object, mistakes: list[Mistake | str]) -> dict[str, Any]:
    """The defaults to lay keys over; those in force where no such release is known, which is then a mistake."""
    if release is not None and not isinstance(release, str):
        return defaults()
    try:
        return defaults(release)
    except InputError as error:
        mistakes += error.mistakes
        return defaults()


def _merged(below: Any, above: Any) -> Any:
    """Tables merge key by key."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return {**below, **{k: _merged(below[k], v) if k in below else v for k, v in above.items()}}


def _deep_copy(value: Any) -> Any:
    return {k: _deep_copy(v) for k, v in value.items()} if isinstance(value, dict) else value
