"""The options that several commands share: of the scenario, and of how many schedules."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

if TYPE_CHECKING:
    from sim.scenario import Scenario

F = TypeVar("F", bound=Callable[..., Any])

_SCENARIO_OPTIONS = (
    click.option("--scenario", default=None, metavar="TOML", help="A scenario: its name, or a file."),
    click.option(
        "--inventory",
        multiple=True,
        metavar="CSV",
        help="Your own tenants in place of made-up ones: a panel's or Exchange's export; again for files that join.",
    ),
    click.option(
        "--map",
        "map_path",
        default=None,
        metavar="TOML",
        help="What the inventory's columns mean, where their header does not tell.",
    ),
    click.option(
        "--tenants", default=None, type=int, metavar="N", help="The first N tenants of the population."
    ),
    click.option(
        "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change one key of the scenario."
    ),
    click.option("--seed", default=None, type=int, metavar="N", help="Names the draws. [default: 1]"),
)


_SCHEDULE_OPTIONS = (
    click.option(
        "--replications",
        default=None,
        type=int,
        metavar="N",
        help="Schedules: seeds from the first one on; with --until-halfwidth at most so many. [default: 200; 2000]",
    ),
    click.option(
        "--until-halfwidth",
        default=None,
        type=float,
        metavar="SHARE",
        help="Go on until half an interval (95 %) of exposed tenants is under this share of their mean.",
    ),
)


@dataclass(frozen=True, slots=True)
class Files:
    """An inventory's files, and the map of their columns, if there is one."""

    paths: tuple[str, ...]
    map_path: str | None


def scenario_options(command: F) -> F:
    """Add the scenario's options to a command; ``inventory`` brings its map along."""

    @wraps(command)
    def with_files(*args: Any, inventory: tuple[str, ...], map_path: str | None, **kwargs: Any) -> Any:
        files = Files(inventory, map_path) if inventory or map_path is not None else None
        return command(*args, inventory=files, **kwargs)

    return _with(_SCENARIO_OPTIONS, cast(F, with_files))


def schedule_options(command: F) -> F:
    """Add the options that say how many schedules to run to a command."""
    return _with(_SCHEDULE_OPTIONS, command)


def _with(options: tuple[Callable[[F], F], ...], command: F) -> F:
    for option in reversed(options):
        command = option(command)
    return command


def scenario_of(
    name: str | None,
    inventory: Files | None,
    tenants: int | None,
    settings: tuple[str, ...],
    **changes: str | None,
) -> "Scenario":
    """The scenario that the options describe.

    Args:
        name: a scenario's name or file; None: the incident.
        inventory: files of one's own tenants, read and summed up on standard error; None: those of the scenario.
        tenants: how many, or None.
        settings: ``KEY=VALUE``, the value in TOML or bare text.
        changes: further keys of the scenario's top level; None: not changed.

    Raises:
        InputError: a key or a value that the scenario does not take.
    """
    from sim.errors import InputError
    from sim.scenario import Scenario

    keys: dict[str, object] = {k: v for k, v in changes.items() if v is not None}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals or not key.strip():
            raise InputError("--set", f"{setting}: expected KEY=VALUE")
        keys[key.strip()] = _value(value.strip())
    if inventory is not None and inventory.paths:
        one = len(inventory.paths) == 1
        keys["population.inventory"] = inventory.paths[0] if one else list(inventory.paths)
    if inventory is not None and inventory.map_path is not None:
        keys["population.map"] = inventory.map_path
    if tenants is not None:
        keys["population.tenants"] = tenants
    scenario = Scenario.load(name or "incident")
    asked = scenario.replaced(keys, source="command line") if keys else scenario
    if asked.inventory is not None:
        # On standard error: what --json prints stays one object.
        click.echo(str(asked.inventory.summary), err=True)
    return asked


def _value(text: str) -> object:
    try:
        return tomllib.loads(f"x = {text}")["x"]
    except tomllib.TOMLDecodeError:
        return text
