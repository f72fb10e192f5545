"""The options that several commands share, each declared once: of the scenario, of the schedules, of the output.

A command that takes the scenario's options gets one argument, ``asked``. An option of the scenario that a command
does not take cannot bear on it, and is refused by name: by ``no_bearing`` where the command never takes it, by
``Asked.refuse`` where what else was asked leaves it without effect.
"""

import functools
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from sim.scenario import Scenario

    from .naming import OwnNames

F = TypeVar("F", bound=Callable[..., Any])

_SCENARIO_OPTIONS: Final[dict[str, Callable[[F], F]]] = {
    "--scenario": click.option(
        "--scenario", default=None, metavar="TOML", help="A scenario: its name, or a file."
    ),
    "--inventory": click.option(
        "--inventory",
        multiple=True,
        metavar="CSV",
        help="Your own tenants in place of made-up ones: a panel's or Exchange's export; again for files that join.",
    ),
    "--map": click.option(
        "--map",
        "map_path",
        default=None,
        metavar="TOML",
        help="What the inventory's columns mean, where their header does not tell.",
    ),
    "--tenants": click.option(
        "--tenants", default=None, type=int, metavar="N", help="The first N tenants of the population."
    ),
    "--window": click.option(
        "--window",
        "windows",
        multiple=True,
        metavar="DUR",
        help="The isolation step takes exactly this long; in a study again for more.",
    ),
    "--set": click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="KEY=VALUE",
        help="Change one key of the scenario, such as campaign.slots=20; again for more.",
    ),
    "--seed": click.option(
        "--seed", default=None, type=int, metavar="N", help="Names the draws. [default: 1]"
    ),
    "--names": click.option(
        "--names",
        is_flag=True,
        help="Show the inventory's names beside the numbers of its tenants; without it no name of it is shown.",
    ),
}

_SCHEDULE_OPTIONS: Final = (
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

dry_run_option: Final = click.option(
    "--dry-run", is_flag=True, help="Say what would run, for how long and in how much memory; run nothing."
)

replications_option: Final = click.option(
    "--replications",
    default=None,
    type=int,
    metavar="N",
    help="Schedules: seeds from the first one on. [default: as the file says; 200]",
)

json_option: Final = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."
)


def out_option(help: str, default: str | None = None) -> Callable[[F], F]:
    """The folder that a command writes into."""
    return click.option("--out", default=default, metavar="DIR", show_default=default is not None, help=help)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the scenario's options say; None or nothing: not asked.

    Attributes:
        scenario: a scenario's name or file.
        inventory: CSV files of one's own tenants.
        map_path: a TOML file that says what their columns mean.
        tenants: how many.
        windows: lengths of the isolation step.
        settings: ``KEY=VALUE``, the value in TOML or bare text.
        seed: names the draws.
        names: whether an inventory's names are shown.
    """

    scenario: str | None = None
    inventory: tuple[str, ...] = ()
    map_path: str | None = None
    tenants: int | None = None
    windows: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    seed: int | None = None
    names: bool = False

    @property
    def first_seed(self) -> int:
        """The seed, or the one that is meant where none was given."""
        return 1 if self.seed is None else self.seed

    @property
    def window(self) -> str | None:
        """The one length of the isolation step.

        Raises:
            InputError: there are several.
        """
        from sim.errors import InputError

        if len(self.windows) > 1:
            raise InputError.of_option("--window", list(self.windows), "one length; study takes several")
        return self.windows[0] if self.windows else None

    def loaded(
        self,
        *,
        otherwise: str = "incident",
        procedure: str | None = None,
        window: str | None = None,
        settled: Mapping[str, str] | None = None,
    ) -> "Scenario":
        """The scenario that the options describe.

        Args:
            otherwise: the scenario's name or file where no option names one.
            procedure: in place of its own; None: its own.
            window: the length of the isolation step; None: as the scenario says.
            settled: keys that the command gives values of its own, so that ``--set`` cannot bear, and where they
                come from; None: none.

        Raises:
            InputError: a key or a value that the scenario does not take, or names of tenants that have none.
        """
        from sim.errors import InputError
        from sim.scenario import Scenario

        scenario = Scenario.load(self.scenario or otherwise)
        keys: dict[str, object] = dict(map(_setting, self.settings))
        given = {
            "procedure": procedure,
            "window": window,
            "population.inventory": (
                None
                if not self.inventory
                else self.inventory[0]
                if len(self.inventory) == 1
                else list(self.inventory)
            ),
            "population.map": self.map_path,
            "population.tenants": self.tenants,
        }
        for key, of in (settled or {}).items():
            for name in keys:
                if key in (name, name.partition(".")[0]):
                    raise InputError.of_option("--set", name, f"none: {of}")
            if given.get(key) is not None:
                raise InputError("command line", f"{key} has been given: expected none: {of}")
        for key, value in given.items():
            if value is not None and key in keys:
                raise InputError.of_option("--set", key, f"none: {value} has been given for it")
            if value is not None:
                keys[key] = value
        found = scenario.replaced(keys, source="command line") if keys else scenario
        if found.inventory is not None:
            # On standard error: what --json prints stays one object.
            click.echo(found.inventory.summary.told(self.names), err=True)
        elif self.names:
            raise InputError("--names", "expected an inventory: tenants that are made up have a number alone")
        return found

    def names_in(self, scenario: "Scenario") -> "OwnNames":
        """The names of a scenario's tenants, where they are to be shown."""
        return scenario.inventory.names if self.names and scenario.inventory is not None else None

    def refuse(self, because: str) -> None:
        """Refuse every option that was given.

        Raises:
            InputError: the first one, with the reason: "cannot bear on ...".
        """
        from sim.errors import InputError

        for option, value in self._given():
            raise InputError(option, because if value is True else f"{value}: {because}")

    def _given(self) -> Iterator[tuple[str, object]]:
        for option, field in zip(_SCENARIO_OPTIONS, fields(self), strict=True):
            value = getattr(self, field.name)
            if value not in (None, (), False):
                yield option, ", ".join(value) if isinstance(value, tuple) else value


def scenario_options(command: F) -> F:
    """Add the scenario's options to a command, which gets them as one argument ``asked``."""
    return scenario_options_but()(command)


def scenario_options_but(*left_out: str) -> Callable[[F], F]:
    """The same without some, whose names mean something else on that command."""
    taken = tuple(option for name, option in _SCENARIO_OPTIONS.items() if name not in left_out)
    names = [
        field.name
        for name, field in zip(_SCENARIO_OPTIONS, fields(Asked), strict=True)
        if name not in left_out
    ]

    def add(command: F) -> F:
        @functools.wraps(command)
        def gathered(**given: Any) -> Any:
            return command(asked=Asked(**{name: given.pop(name) for name in names}), **given)

        return _with(taken, gathered)  # type: ignore[return-value]

    return add


def schedule_options(command: F) -> F:
    """Add the options that say how many schedules to run to a command."""
    return _with(_SCHEDULE_OPTIONS, command)


def _with(options: tuple[Callable[[F], F], ...], command: F) -> F:
    for option in reversed(options):
        command = option(command)
    return command


def no_bearing(error: click.NoSuchOption) -> str | None:
    """The line for an option of the scenario on a command that does not take it; None: it is no such option."""
    if error.ctx is None or error.option_name not in (*_SCENARIO_OPTIONS, "--out"):
        return None
    taken = [name for param in error.ctx.command.params for name in param.opts if name in _SCENARIO_OPTIONS]
    takes = f"takes {', '.join(taken)} alone" if taken else "takes none of a scenario's options"
    return f"{error.option_name}: cannot bear on {error.ctx.command.name}, which {takes}"


def _setting(text: str) -> tuple[str, object]:
    """Key and value of one ``--set``.

    Raises:
        InputError: it is not of that form, or there is no table or key of that name, nor any near.
    """
    from sim.errors import ABSENT, InputError, Mistake
    from sim.scenario import Scenario

    key, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not key:
        raise InputError("--set", f"{text}: expected KEY=VALUE")
    if key.split(".")[0] not in Scenario.model_fields:
        near = " or ".join(f'"{name}"' for name in _nearest(key))
        raise InputError(
            "command line", Mistake(key, ABSENT, "no such key" + (f"; did you mean {near}?" if near else ""))
        )
    return key, _value(value)


def refuse_stops(scenario: "Scenario", command: str) -> None:
    """Refuse a campaign that something may stop, where its tenants have to be independent of each other.

    Raises:
        InputError: exposed tenants may report, or a step probes.
    """
    from sim.errors import InputError, Mistake
    from sim.stops import may_stop

    if may_stop(scenario):
        reported = scenario.campaign.report_probability
        key, value = (
            ("campaign.report_probability", reported) if reported else ("procedure", scenario.procedure.name)
        )
        raise InputError(
            scenario.name,
            Mistake(key, value, f"expected no stop rule: {command} takes tenants for independent"),
        )


def _nearest(key: str) -> list[str]:
    """The keys of a scenario that are most like one that it does not have, at most three."""
    import difflib

    known = list(_known_keys())
    last = key.rpartition(".")[2]
    # A key without its table, or in another one, is found by its last word.
    same = [name for name in known if name.rpartition(".")[2] == last]
    lasts = difflib.get_close_matches(last, sorted({name.rpartition(".")[2] for name in known}), 2, 0.75)
    alike = [name for word in lasts for name in known if name.rpartition(".")[2] == word]
    return list(dict.fromkeys([*difflib.get_close_matches(key, known, 2, 0.8), *same, *alike]))[:3]


def _known_keys() -> Iterator[str]:
    from sim.defaults import defaults
    from sim.scenario import Scenario

    yield from (name for name in Scenario.model_fields if name not in defaults())
    for table, values in defaults().items():
        yield from (f"{table}.{name}" for name in values)


def _value(text: str) -> object:
    try:
        return tomllib.loads(f"x = {text}")["x"]
    except (ValueError, RecursionError):
        return text
