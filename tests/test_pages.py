"""Pages of the documentation for a newcomer do what they say: files that they show are written, commands run."""

import re
import shlex
from pathlib import Path

import pytest

from sim.inventory.layout import Map
from sim.procedure import BEFORE
from tests.experiments.test_cli import gallab
from tests.test_docs import COMMANDS as COMMANDS_OF_THE_TOUR
from tests.test_docs import ROOT

PAGES = ("inventory", "limits", "model", "procedures", "report")
MOVED = ("commands", *PAGES)
"""Those that the README's sections were moved to."""


def page(name: str) -> str:
    """The text of one."""
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def shown(name: str, language: str) -> list[str]:
    """Its blocks in a language."""
    return re.findall(rf"```{language}\n(.*?)```", page(name), flags=re.DOTALL)


@pytest.mark.parametrize("name", PAGES)
def test_the_commands_of_a_page_run(name: str, tmp_path: Path) -> None:
    """Each that the README's tour has not runs as written, on fewer tenants, beside the files that the page shows."""
    for block in shown(name, "toml"):
        if match := re.match(r"# (\S+\.toml)\n", block):
            (tmp_path / match[1]).write_text(block, encoding="utf-8")
    lines = [line for block in shown(name, "sh") for line in block.splitlines() if line.startswith("gallab ")]
    assert lines
    for line in lines:
        command, _, said = line.partition("  #")
        if command.strip() in COMMANDS_OF_THE_TOUR:
            continue
        small = command.replace("--tenants 2000", "--tenants 120").replace(
            "--replications 20", "--replications 3"
        )
        small = small.replace("experiments/samples", str(ROOT / "experiments" / "samples"))
        if small.startswith("gallab sensitivity"):
            # Without shocks there is one node to look at in place of many.
            small += " --set campaign.night_shock=0.0 --set campaign.campaign_shock=0.0"
        done = gallab(*shlex.split(small)[1:], cwd=tmp_path)
        assert done.returncode == int("exit code 1" in said), f"{command}: {done.stderr}"


def test_the_map_of_the_inventory_page_is_read(tmp_path: Path) -> None:
    """The map that it shows has no key that a map does not take."""
    (text,) = shown("inventory", "toml")
    written = tmp_path / "map.toml"
    written.write_text(text, encoding="utf-8")

    assert Map(str(written)).settings.tenant == "client"


def test_the_page_on_procedures_has_every_verb() -> None:
    """Its table names each verb once, and what must stand before it."""
    rows = re.findall(r"^\| `(\w+)` \| .* \| (.*)\|$", page("procedures"), flags=re.MULTILINE)
    # After a semicolon stands what only one way of moving mailboxes needs.
    said = {verb: set(re.findall(r"`(\w+)`", needs.partition(";")[0])) for verb, needs in rows}

    assert len(rows) == len(said)
    assert said == {str(verb): {str(other) for other in before} for verb, before in BEFORE.items()}


@pytest.mark.parametrize("name", MOVED)
def test_what_a_page_points_to_exists(name: str) -> None:
    """Files and pages that it names are there, and so is every heading that the README points at."""
    files = re.findall(r"`((?:sim|fakeexchange|experiments)/[\w./-]*)`", page(name))
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^):]+)\)", page(name))]
    assert [file for file in files if not (ROOT / file).exists()] == []
    assert [link for link in links if link and not (ROOT / "docs" / link).exists()] == []


def test_headings_that_are_pointed_at() -> None:
    """Each link of the README to a heading of a page finds it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, anchor in re.findall(r"\]\(docs/(\w+)\.md#([\w-]+)\)", readme):
        headings = re.findall(r"^#+ (.*)$", page(name), flags=re.MULTILINE)
        anchors = [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings]
        assert anchor in anchors
