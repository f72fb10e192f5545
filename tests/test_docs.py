"""The README does what it says: its commands run, its Python runs, its picture is there."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from fakeexchange.cmdlets.table import cmdlets
from fakeexchange.testing.objects import Objects, State
from tests.experiments.test_cli import gallab

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = "".join(re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL))
COMMANDS = [line.split("  #")[0].strip() for line in SHELL.splitlines() if line.startswith("gallab ")]
ENDLESS = ("gallab serve", "gallab lesson")
"""Commands that go on until they are stopped: tests of their own start them."""


def test_there_are_commands_to_try() -> None:
    """The tour shows every command there is."""
    assert {command.split()[1] for command in COMMANDS} == {
        "--help",
        "study",
        "run",
        "compare",
        "calibrate",
        "risk",
        "report",
        "procedures",
        "init",
        "sensitivity",
        "verify",
        "orderings",
        "plan",
        "forensics",
        "sweep",
        "serve",
        "lesson",
        "case",
        "pack",
        "bench",
    }


@pytest.mark.long
def test_the_tour_runs_from_top_to_bottom(tmp_path: Path) -> None:
    """Each command of the tour runs as written, on fewer tenants, one after the other in one folder."""
    for command in COMMANDS:
        if command.startswith(ENDLESS):
            continue
        small = re.sub(r"--tenants \d+", "--tenants 120", command)
        small = small.replace("experiments/samples", str(ROOT / "experiments" / "samples"))
        if command == "gallab study --dry-run" or "--inventory" in command:
            small += " --tenants 120"
        # A few schedules show as well as many that it runs.
        small = small.replace("--replications 20", "--replications 3")
        if "--until-halfwidth" in command:
            # So few tenants are never enough: the cap ends it.
            small += " --replications 30"
        if command.startswith("gallab sensitivity"):
            # Without shocks there is one node to look at in place of many.
            small += " --points 8 --set campaign.night_shock=0.0 --set campaign.campaign_shock=0.0"
        done = gallab(*shlex.split(small)[1:], cwd=tmp_path)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        # A table without room crops its numbers.
        assert "…" not in done.stdout, f"{command}: {done.stdout}"
    assert (tmp_path / "results" / "small" / "report.html").is_file()
    assert (tmp_path / "rows.csv").is_file()


def test_the_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The examples on the public API print a number of exposed tenants, two probabilities, and a window."""
    campaign, law, fake = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    exec(compile(campaign, "README.md", "exec"), {})
    assert int(capsys.readouterr().out) > 0
    exec(compile(law, "README.md", "exec"), {})
    likely, hardly = map(float, capsys.readouterr().out.split())
    exec(compile(fake, "README.md", "exec"), {})
    said = capsys.readouterr().out
    assert said.startswith("between call 1, Enable-Mailbox -Identity bob@globex.example and (still open)")
    assert (0.48 < likely < 0.5, 2.4e-30 < hardly < 2.7e-30) == (True, True)


EXAMPLES = {
    page.name: re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for page in sorted((ROOT / "docs").glob("*.md"))
}
"""The Python on each page of the documentation; on some there are commands alone."""


def test_pages_show_python() -> None:
    """Those on what is called from Python do."""
    assert {page for page, examples in EXAMPLES.items() if examples} >= {
        "engines.md",
        "explorer.md",
        "fake-exchange.md",
        "figures.md",
        "planning.md",
    }


@pytest.mark.parametrize("page", [page for page, examples in EXAMPLES.items() if examples])
def test_the_python_of_a_page_runs(page: str) -> None:
    """Each example of the documentation runs as written, and what it asserts holds."""
    for example in EXAMPLES[page]:
        exec(compile(example, page, "exec"), {})


def test_every_cmdlet_is_documented() -> None:
    """The page on the fake names each cmdlet that it knows, and none that it does not."""
    page = (ROOT / "docs" / "fake-exchange.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| .* \| (`[A-Z].*) \|$", page, flags=re.MULTILINE)
    named = [name for cell in cells for name in re.findall(r"`(\w+-\w+)`", cell)]

    assert sorted(named) == sorted(cmdlet.name for cmdlet in cmdlets().values())


def test_the_objects_of_the_page_are_objects() -> None:
    """The file of objects on the page can be read, and says what it explains."""
    page = (ROOT / "docs" / "fake-exchange.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    found = Objects.of(tomllib.loads(text))

    assert [person.address for person in found.tenants[0].users] == ["ann@acme.example", "bob@acme.example"]
    assert set(State) == {"users", "open", "isolated"} <= set(re.findall(r'"(\w+)"', text))


def test_the_story_is_a_real_one() -> None:
    """The story in the README is what its command prints, but for what is left out there."""
    (shown,) = re.findall(
        r"```\n\$ gallab run (ovh-2016 .*? --explain first-exposed)\n(.*?)```", README, flags=re.DOTALL
    )
    done = subprocess.run(
        [sys.executable, "-m", "experiments", "run", *shlex.split(shown[0])],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line for line in shown[1].splitlines() if line != "..."]

    assert len(lines) > 6
    assert [line for line in lines if line not in done.stdout.splitlines()] == []


def test_the_leaking_story_is_a_real_one() -> None:
    """The verdict in the README is what its command prints, but for what is left out there."""
    ((asked, shown),) = re.findall(r"```\n\$ gallab (verify [\w-]+)\n(.*?)```", README, flags=re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-m", "experiments", *shlex.split(asked)],
        capture_output=True,
        text=True,
        check=False,
    )
    printed = [line.rstrip() for line in done.stdout.splitlines()]
    lines = [line for line in shown.splitlines() if line != "..."]

    assert done.returncode == 1
    assert len(lines) > 6
    assert [line for line in lines if line not in printed] == []


def test_everything_it_points_to_exists() -> None:
    """Files and folders that the README names are in the repository."""
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^):]+)\)", README)]
    named = re.findall(r"`((?:sim|fakeexchange|experiments)/[\w./-]*)`", README) + links
    assert len(named) > 6
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_public_name_is_the_function_whatever_was_imported_before() -> None:
    """``from sim import run`` gives the function, also after modules of the package were imported."""
    import sim
    import sim.judges
    import sim.simpy_engine.engine

    assert callable(sim.run)
    assert sim.run is sim.judges.run
