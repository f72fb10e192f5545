"""``gallab serve``: its ready line, and the options that do not go together."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from experiments.cli import gallab
from sim.errors import InputError


def refusal(*arguments: str) -> str:
    """The line that refuses some options."""
    done = CliRunner().invoke(gallab, ["serve", *arguments], standalone_mode=False)
    assert isinstance(done.exception, InputError), done.exception
    return str(done.exception)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--speed", "2"], "--speed: 2: cannot bear without --campaign"),
        (["--window", "2 min"], "--window: 2 min: cannot bear without --campaign: no time passes"),
        (
            ["--campaign", "gated", "--upto", "cut_over"],
            "--upto: cut_over: cannot bear on --campaign, which goes through all steps",
        ),
        (["--names"], "--names: cannot bear on serve, whose tenants are told by number"),
        (["--host", "192.0.2.1", "--tenants", "2"], "--port: 192.0.2.1:0: "),
    ],
)
def test_options_that_do_not_go_together_are_refused(arguments: list[str], line: str) -> None:
    """One line names the option, its value and why."""
    assert refusal(*arguments).startswith(line)


def test_logs_go_into_an_empty_folder_alone(tmp_path: Path) -> None:
    """What is there already is not written into."""
    (tmp_path / "mine").write_text("")
    asked = ["--tenants", "2", "--logs", str(tmp_path)]
    assert refusal(*asked) == f"--logs: {tmp_path}: expected a new name or an empty folder"


def test_the_ready_line_names_users_of_several_tenants(tmp_path: Path) -> None:
    """One JSON object when it is ready, nothing else on standard output; told to stop, it leaves nothing behind."""
    command = [sys.executable, "-m", "experiments", "serve", "--campaign", "gated", "--speed", "60"]
    command += ["--tenants", "40", "--logs", str(tmp_path / "logs")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        ready = json.loads(process.stdout.readline())
        authority = Path(ready["ca_file"])
        assert authority.read_text().startswith("-----BEGIN CERTIFICATE-----")
        process.terminate()
        assert (process.stdout.read(), process.stderr.read().strip()) == ("", "")
    assert set(ready) == {"url", "admin_url", "admin_token", "ca_file", "users"}
    assert ready["admin_url"] == ready["url"] + "/admin"
    assert len({user["tenant"] for user in ready["users"]}) == 5
    assert {frozenset(user) for user in ready["users"]} == {frozenset(("tenant", "address", "password"))}
    assert (process.returncode, authority.exists()) == (130, False)
