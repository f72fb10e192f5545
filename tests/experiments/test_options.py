"""The options of a scenario: the same on every command that takes them, and refused by name elsewhere."""

import click
import pytest

from experiments.cli import gallab as commands
from experiments.options import Asked
from sim.errors import InputError
from tests.experiments.test_cli import gallab

SCENARIO = {"--scenario", "--inventory", "--map", "--tenants", "--window", "--set", "--seed", "--names"}
TAKING = ("study", "run", "compare", "procedures", "calibrate", "plan")


def asked(*settings: str, tenants: int | None = None) -> Asked:
    """The options of a command line with some ``--set``."""
    return Asked(None, (), None, tenants, (), settings, None)


@pytest.mark.parametrize("name", TAKING)
def test_every_command_on_a_scenario_takes_all_of_its_options(name: str) -> None:
    """Whoever knows the options of one command knows those of all: the same names, the same help."""
    options = {
        param.opts[0]: param for param in commands.commands[name].params if isinstance(param, click.Option)
    }
    first = {
        param.opts[0]: param for param in commands.commands["run"].params if isinstance(param, click.Option)
    }

    assert {*SCENARIO, "--out"} <= set(options)
    assert [options[option].help for option in SCENARIO] == [first[option].help for option in SCENARIO]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["report", "x", "--seed", "5"], "--seed: cannot bear on report, which takes none of a scenario's options"),
        (["report", "x", "--out", "y"], "--out: cannot bear on report, which takes none of a scenario's options"),
        (["bench", "--seed", "3"], "--seed: cannot bear on bench, which takes --tenants alone"),
        (["report", "x", "--names"], "--names: cannot bear on report, which takes none of a scenario's options"),
        (
            ["procedures", "--names"],
            "--names: cannot bear on a list: expected the name of a procedure, or its file, beside it",
        ),
        (
            ["run", "gated", "--names"],
            "--names: expected an inventory: tenants that are made up have a number alone",
        ),
        (["report", "x", "--tenant", "5"], "No such option '--tenant'."),
        (
            ["run", "gated", "--window", "1 min", "--window", "2 min"],
            'command line: --window = ["1 min", "2 min"]: expected one length; study takes several',
        ),
    ],
)  # fmt: skip
def test_an_option_that_cannot_bear_is_refused_by_name(arguments: list[str], line: str) -> None:
    """One line that names option and command, exit code 2."""
    done = gallab(*arguments)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"gallab: {line}\n")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["study", "--set", "procedure=gated"],
            '"procedure": expected none: the campaigns of a study have their own; name them: gallab study A B',
        ),
        (
            ["study", "gated", "--set", "window=2 min", "--dry-run"],
            '"window": expected none: the campaigns of a study have their own; --window takes others',
        ),
        (
            ["compare", "gated", "ovh-2016", "--set", "procedure.move=mrs"],
            '"procedure.move": expected none: the procedures that are compared stand in its place',
        ),
        (
            ["compare", "gated", "ovh-2016", "--set", "window=0 s", "--window", "2 min"],
            '"window": expected none: 2 min has been given for it',
        ),
    ],
)
def test_a_setting_that_the_command_would_write_over_is_refused(arguments: list[str], line: str) -> None:
    """It would be without effect, and nobody would be told."""
    done = gallab(*arguments)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"gallab: command line: --set = {line}\n")


def test_settings_are_toml_or_bare_text_and_the_last_one_counts() -> None:
    """Numbers, lists, tables and quoted text are TOML's; what is none of it is text."""
    scenario = asked(
        "campaign.slots=3", "campaign.slots = 4", "campaign.order=smallest-first", "window=2 min",
        'campaign.nights=["Mon"]', "clients.follow={prompt = 1, autodiscover = 0, restart = 0, never = 0}",
        "campaign.first_day=2016-05-02", 'name="x = y"',
    ).loaded()  # fmt: skip

    campaign = scenario.campaign
    assert (campaign.slots, campaign.order, campaign.nights) == (4, "smallest-first", ("Mon",))
    assert (scenario.window, scenario.clients.follow.prompt) == (120_000_000, 1.0)
    assert (str(campaign.first_day), scenario.name) == ("2016-05-02", "x = y")


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        ("campaign.slot=3", 'command line: campaign.slot: no such key; did you mean "slots"?'),
        ("campain.slots=3", 'command line: campain.slots: no such key; did you mean "campaign.slots"'),
        ("slots=3", 'command line: slots: no such key; did you mean "campaign.slots"?'),
        (
            "retries=3",
            'command line: retries: no such key; did you mean "clients.retries" or "faults.retries"?',
        ),
        ("zzz=3", "command line: zzz: no such key"),
        ("slots", "--set: slots: expected KEY=VALUE"),
        ("=3", "--set: =3: expected KEY=VALUE"),
    ],
)
def test_an_unknown_key_is_told_with_the_nearest_ones(setting: str, line: str) -> None:
    """A key that is misspelt, or stands without its table, is found by its words."""
    with pytest.raises(InputError) as caught:
        asked(setting).loaded()
    assert str(caught.value).startswith(line)


def test_what_is_said_twice_is_refused() -> None:
    """A key that another option has given already has no second value."""
    with pytest.raises(InputError) as caught:
        asked("population.tenants=7", tenants=5).loaded()
    assert (
        str(caught.value)
        == 'command line: --set = "population.tenants": expected none: 5 has been given for it'
    )
