"""What the page says to type next runs as it stands."""

import html
import re
import shlex
from pathlib import Path

import pytest

from experiments.report.commands import COMMANDS
from experiments.report.report import write_report

from ..test_cli import gallab
from . import toys


def test_the_page_shows_them(tmp_path: Path) -> None:
    """The section has four lines to type, each under what it answers."""
    text = write_report(toys.write_results(tmp_path)).read_text(encoding="utf-8")
    section = text[text.index('id="yours"') : text.index('id="again"')]

    assert [html.unescape(line) for line in re.findall(r"<code>(gallab.*?)</code>", section)] == [
        each.line for each in COMMANDS
    ]
    assert len(COMMANDS) == 4


@pytest.mark.long
@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.line.split()[1])
def test_it_runs_as_it_stands(command: object, tmp_path: Path) -> None:
    """Each line runs, on fewer tenants and schedules, and writes what it says."""
    line = next(each.line for each in COMMANDS if each is command)
    assert f"--tenants {COMMANDS[0].tenants} " in line
    small = line.replace(f"--tenants {COMMANDS[0].tenants}", "--tenants 60")
    # A few schedules run as well as many.
    small = small.replace("--replications 20", "--replications 3")
    if "--until-halfwidth" in small:
        small += " --replications 20"
    done = gallab(*shlex.split(small)[1:], cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    *_, written = re.findall(r"--(?:out|rows) (\S+)", line)
    assert (tmp_path / written).exists()
