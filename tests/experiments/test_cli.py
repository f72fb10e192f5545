"""The command line as people meet it: help, output, and one line for whatever is wrong."""

import ctypes
import json
import os
import re
import signal
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TextIO

import polars as pl
import pytest

from experiments.cli import interrupt_again, main

HEAVY = {
    "distributed", "faker", "flask", "jinja2", "matplotlib", "numba", "numpy", "pint", "polars", "pydantic", "rich",
    "scipy", "simpy",
}  # fmt: skip


def gallab(
    *arguments: str, cwd: Path | None = None, out: TextIO | None = None
) -> subprocess.CompletedProcess[str]:
    """The command line as a user meets it, in this process: every library is here already.

    Args:
        arguments: what is typed after ``gallab``.
        cwd: where; None: here.
        out: in place of the standard output that is given back.
    """
    said, err, code = StringIO(), StringIO(), 0
    argv, on_term, hook = sys.argv, signal.getsignal(signal.SIGTERM), sys.unraisablehook
    sys.argv = ["gallab", *arguments]
    try:
        with redirect_stdout(out or said), redirect_stderr(err), chdir(cwd or Path.cwd()):
            main()
    except SystemExit as stop:
        code = int(stop.code or 0)
    finally:
        sys.argv = argv
        signal.signal(signal.SIGTERM, on_term)
        sys.unraisablehook = hook
    return subprocess.CompletedProcess(arguments, code, said.getvalue(), err.getvalue())


def in_a_process(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own, as a shell starts it."""
    return subprocess.run(
        [sys.executable, "-m", "experiments", *arguments], capture_output=True, text=True, check=False
    )


def test_help_imports_none_of_the_heavy_libraries() -> None:
    """``gallab --help`` answers without what only a command needs."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "experiments", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "click" in imported
    assert not imported & HEAVY


_INTERRUPTED_AT = """
import os, signal, sys

class Interrupts:
    def find_spec(self, name, *_):
        if name == "{module}":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupts())
sys.argv = ["gallab", "procedures"]
from experiments.__main__ import main
main()
"""


@pytest.mark.parametrize("module", ["experiments.cli", "click", "experiments.commands.look"])
def test_an_interrupt_while_the_command_is_loaded_says_nothing(module: str) -> None:
    """It ends as a process does that nobody taught better: by the signal, with no word of its insides."""
    done = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED_AT.format(module=module)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


def test_an_interrupt_of_a_command_is_its_own() -> None:
    """Once it runs, it puts away what it has begun, and ends with 130."""
    done = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED_AT.format(module="experiments.procedures.table")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "")


def test_help_is_grouped_by_what_people_want() -> None:
    """The help puts the commands under their headings."""
    below = gallab("--help").stdout.split("Look:\n")[1]
    assert re.findall(r"^  (\w+) ", below, flags=re.MULTILINE) == [
        "study",
        "run",
        "compare",
        "report",
        "verify",
        "orderings",
        "procedures",
        "init",
        "plan",
        "risk",
        "calibrate",
        "sensitivity",
        "sweep",
        "forensics",
        "lesson",
        "case",
        "pack",
        "serve",
        "bench",
    ]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["run", "gatedd"],
            'gallab: procedure: procedure = "gatedd": expected a TOML file or one of batch-late, cloudpanel, '
            "deny-by-default, gated, gated-on-timer, hidden-first, isolate-first, isolate-unreplicated, ovh-2016, "
            "probe-and-stop, reroute-last, solidcp\n",
        ),
        (
            ["run", "gated", "--window", "2 m"],
            'gallab: command line: window = "2 m": expected a duration such as "90 s", "2 min" or "7 d"\n',
        ),
        (
            ["run", "gated", "--set", "campaign.slot=3"],
            'gallab: command line: campaign.slot: no such key; did you mean "slots"?\n',
        ),
        (["run", "gated", "--set", "slots"], "gallab: --set: slots: expected KEY=VALUE\n"),
        (
            ["run", "gated", "--tenants", "0"],
            "gallab: command line: population.tenants = 0: expected at least 1\n",
        ),
        (
            ["run", "gated", "--tenants", "x"],
            "gallab: Invalid value for '--tenants': 'x' is not a valid integer.\n",
        ),
        (
            ["run", "gated", "--rows", "out.txt"],
            "gallab: --rows: out.txt: expected the name of a file in a folder that exists, ending in .parquet or"
            " .csv\n",
        ),
        (
            ["run", "gated", "--rows", "nowhere/out.csv"],
            "gallab: --rows: nowhere/out.csv: expected the name of a file in a folder that exists, ending in"
            " .parquet or .csv\n",
        ),
        (
            ["run", "gated", "--engine", "kernl"],
            "gallab: Invalid value for '--engine': 'kernl' is not one of 'simpy', 'kernel'.\n",
        ),
        (
            ["run", "gated", "--engine", "kernel", "--clients", "all"],
            "gallab: --engine: kernel: expected simpy with --clients all: only SimPy walks whole lives\n",
        ),
        (
            ["run", "gated", "--tenants", "300", "--explain", "300"],
            "gallab: --explain: 300: expected first-exposed, worst or a tenant's number from 0 to 299\n",
        ),
        (
            ["run", "gated", "--tenants", "300", "--explain", "last-exposed", "--out", "story"],
            "gallab: --explain: last-exposed: expected first-exposed, worst or a tenant's number from 0 to 299\n",
        ),
        (
            ["run", "gated", "--explain", "7", "--clients", "all"],
            "gallab: --explain: 7: expected --clients at-risk: a story tells of the clients that a row can tell of\n",
        ),
        (["run", "none.toml"], "gallab: none.toml: No such file or directory\n"),
        (["run", "gated", "--scenario", "none.toml"], "gallab: none.toml: No such file or directory\n"),
        (["study", "none.toml"], "gallab: none.toml: No such file or directory\n"),
        (
            ["study", "fault"],
            'gallab: study: study = "fault": expected a TOML file, a study (doubts, faults, nights, orderings, '
            "stops) or procedures (batch-late, cloudpanel, deny-by-default, gated, gated-on-timer, hidden-first, "
            "isolate-first, isolate-unreplicated, ovh-2016, probe-and-stop, reroute-last, solidcp)\n",
        ),
        (
            ["study", "--window", "2 mn"],
            'gallab: command line: --window = ["2 mn"]: expected a duration such as "90 s", "2 min" or "7 d"\n',
        ),
        (
            ["study", "--replications", "0"],
            "gallab: command line: --replications = 0: expected at least 1\n",
        ),
        (
            ["study", "--replications", "many"],
            "gallab: Invalid value for '--replications': 'many' is not a valid integer.\n",
        ),
        (
            ["study", "--until-halfwidth", "5"],
            "gallab: command line: --until-halfwidth = 5.0: expected a share between 0 and 1, such as 0.05\n",
        ),
        (
            ["study", "--until-halfwidth", "0.05", "--replications", "10"],
            "gallab: command line: --replications = 10: expected at least 20 with --until-halfwidth, which looks "
            "after 20 for the first time\n",
        ),
        (
            ["study", "gated", "gated"],
            'gallab: campaigns: procedures = ["gated", "gated"]: expected each name once\n',
        ),
        (
            ["study", "gated", "--window", "2 min", "--window", "120 s"],
            'gallab: campaigns: windows = ["2 min", "2 min"]: expected each name once\n',
        ),
        (["compare"], "gallab: compare: nothing: expected two procedures or more\n"),
        (["compare", "gated"], "gallab: compare: gated: expected two procedures or more\n"),
        (
            ["compare", "gated", "gated"],
            'gallab: campaigns: procedures = ["gated", "gated"]: expected each name once\n',
        ),
        (["compare", "gated", "none.toml"], "gallab: none.toml: No such file or directory\n"),
        (
            ["compare", "gated", "ovh-2016", "--window", "2 m"],
            'gallab: command line: window = "2 m": expected a duration such as "90 s", "2 min" or "7 d"\n',
        ),
        (
            ["compare", "gated", "ovh-2016", "--replications", "0"],
            "gallab: command line: --replications = 0: expected at least 1\n",
        ),
        (
            ["report", "nowhere"],
            "gallab: nowhere: expected a results folder: there is no study.json, compare.json, calibrate.json, "
            "run.json, story.json, procedures.json, orderings.json, risk.json, sensitivity.json, sweep.json, "
            "verify.json, plan.json, forensics.json, scoring.json or measured.json in it\n",
        ),
        (
            ["calibrate", "--connected", "5"],
            "gallab: --of: expected beside the other; or --logs\n",
        ),
        (
            ["calibrate", "--connected", "522", "--of", "521"],
            "gallab: command line: --connected = 522: expected at least 0 and at most the 521 that had been "
            "migrated\n",
        ),
        (
            ["calibrate", "--connected", "5", "--of", "50", "--migrated", "50"],
            "gallab: command line: --migrated = 50.0: expected a share above 0, at most 1, such as 0.5\n",
        ),
        (
            ["calibrate", "--connected", "5", "--of", "50", "--priors", "none.toml"],
            "gallab: none.toml: No such file or directory\n",
        ),
        (["stduy"], "gallab: No such command 'stduy'. Did you mean 'study'?\n"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(arguments: list[str], line: str, tmp_path: Path) -> None:
    """What is wrong is said in one whole line on standard error, nothing on standard output."""
    done = gallab(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", line)
    assert list(tmp_path.iterdir()) == []


def test_run_json_is_one_object_and_nothing_else() -> None:
    """``run --json`` prints the keys that others rely on."""
    done = gallab("run", "ovh-2016", "--tenants", "300", "--window", "10 min", "--json")
    said = json.loads(done.stdout)
    assert list(said) == ["procedure", "engine", "seed", "totals", "given_schedule"]
    assert list(said["given_schedule"]) == ["connected", "asked", "exposed"]
    assert all(list(law) == ["mean", "low", "high"] for law in said["given_schedule"].values())
    assert (said["procedure"], said["engine"], said["seed"]) == ("ovh-2016", "simpy", 1)
    assert list(said["totals"]) == [
        "tenants", "connected", "asked", "exposed", "exposed_by_cause", "people_disclosed", "lists_disclosed",
        "tenants_disclosed", "tenants_named", "nights", "open_at_dawn", "backed_out", "refused_logons",
        "window_p50_s", "window_p99_s", "downtime_p99_s", "residual", "not_reached", "stopped_at",
        "first_exposed_at",
    ]  # fmt: skip
    assert said["totals"]["exposed"] > 0
    assert done.stderr == ""


def test_calibrate_json_is_one_object_and_nothing_else() -> None:
    """``calibrate --json`` prints the keys that others rely on; progress goes to standard error."""
    done = gallab("calibrate", "--connected", "3", "--of", "500", "--tenants", "60", "--json")
    said = json.loads(done.stdout)
    assert {"product", "ridge", "exposed"} <= set(said)
    assert set(said["ridge"][0]) == {"window_s", "rate_per_day", "silent_share", "loglik"}
    assert (said["exposed"]["low"], said["exposed"]["high"]) == (1, 3)
    assert "windows done" in done.stderr


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_rows_are_written_whole(suffix: str, tmp_path: Path) -> None:
    """``--rows`` writes one row a tenant, with seconds, and leaves no part file."""
    file = tmp_path / f"rows.{suffix}"
    assert gallab("run", "ovh-2016", "--tenants", "120", "--rows", str(file)).returncode == 0
    frame = pl.read_csv(file) if suffix == "csv" else pl.read_parquet(file)
    assert frame.height == 120
    assert frame["status"].unique().to_list() == ["done"]
    # The first night opens on Monday 18 April at 22:00: 14 days and 22 hours.
    assert float(frame["started_at"].min()) == (14 * 24 + 22) * 3600  # type: ignore[arg-type]
    assert [entry.name for entry in tmp_path.iterdir()] == [file.name]


def test_run_says_that_it_is_one_draw() -> None:
    """The words for people carry tenants, window, seed, and what the schedule makes one expect."""
    said = gallab("run", "gated", "--tenants", "200", "--window", "2 min", "--seed", "4").stdout
    assert said.startswith("gated, 200 tenants, isolation step 2 min, seed 4: one draw, not a law.\n")
    assert said.count("(schedules like this one: ") == 3


def test_either_engine_says_the_same(tmp_path: Path) -> None:
    """``--engine kernel`` gives the totals and the rows of SimPy, and says which engine it was."""
    asked = ("run", "ovh-2016", "--tenants", "60", "--window", "10 min", "--rows")
    rows = [tmp_path / f"{engine}.csv" for engine in ("simpy", "kernel")]
    simpy, kernel = (
        json.loads(gallab(*asked, str(file), "--engine", file.stem, "--json").stdout) for file in rows
    )
    assert (simpy.pop("engine"), kernel.pop("engine")) == ("simpy", "kernel")
    assert simpy == kernel
    assert rows[0].read_bytes() == rows[1].read_bytes()
    said = gallab(*asked[:-1], "--engine", "kernel").stdout
    assert "  engine: kernel, which computed this from the draws; SimPy observes the same\n" in said


def test_settings_reach_the_scenario() -> None:
    """``--set`` takes TOML values and bare words, and changes what is simulated."""
    plain = json.loads(gallab("run", "ovh-2016", "--tenants", "200", "--json").stdout)
    one_slot = json.loads(
        gallab("run", "ovh-2016", "--tenants", "200", "--set", "campaign.slots=1", "--json").stdout
    )
    assert one_slot["totals"]["nights"] > plain["totals"]["nights"]


def test_a_reader_who_goes_away_is_no_failure() -> None:
    """As with ``| head``: nothing is said, and the code is that of the signal, never that of a "no"."""
    for words in (["procedures"], ["procedures", "--json"], ["verify", "gated", "--json"]):
        reading, writing = os.pipe()
        os.close(reading)
        with open(writing, "w", encoding="utf-8") as gone:
            done = gallab(*words, out=gone)
        assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, ""), words


def test_output_that_cannot_be_written_is_one_line() -> None:
    """A full disk behind standard output, for words and for tables."""
    for words in (["procedures"], ["procedures", "--json"], ["--help"]):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = gallab(*words, out=full)
        assert (done.returncode, done.stderr) == (2, "gallab: standard output: No space left on device\n")


def test_what_the_system_refuses_is_one_line(tmp_path: Path) -> None:
    """A name that no file system takes, given for whatever is written: the name, and why."""
    long = "n" * 300
    for words in (
        ["init", long],
        ["verify", "gated", "--out", long],
        ["procedures", "gated", "--runbook", f"{long}.md"],
    ):
        done = gallab(*words, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert done.stderr.endswith(": File name too long\n")
        assert long in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_that_a_callback_swallows_comes_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """As while code is compiled: nothing of it is printed, and the command ends all the same."""
    on_alarm = signal.getsignal(signal.SIGALRM)
    monkeypatch.setattr(sys, "unraisablehook", interrupt_again)

    def interrupted() -> None:
        raise KeyboardInterrupt

    try:
        ctypes.CFUNCTYPE(None)(interrupted)()
        with pytest.raises(KeyboardInterrupt):
            signal.pause()
    finally:
        signal.signal(signal.SIGALRM, on_alarm)
