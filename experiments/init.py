"""A folder to start from: a scenario with every default and its source, a procedure, a study, an inventory.

The scenario is made of ``sim/defaults.toml``, line by line, so that it cannot say anything else. What is to stand in
the folder is written whole elsewhere first: a file that is there already is never touched.
"""

import shlex
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Final

from sim.defaults import text
from sim.errors import InputError

from .files import move_into, part_of

TENANTS: Final = 24
"""Rows of the inventory, to be replaced by one's own."""

_INVENTORY: Final = """\
# Your own tenants, a row each, from a CSV file beside this one: tenant and mailboxes, and what else is known of
# lists, size, largest, and the share of mailboxes with each kind of client; any other column can order the campaign.
# Delete the next line for made-up tenants.
inventory = "inventory.csv"
"""


def init(folder: Path) -> list[str]:
    """Write the folder.

    Returns:
        The files, and then the commands to go on with, in one line for a shell.

    Raises:
        InputError: one of the files is there already, or the folder cannot be made; nothing was written.
    """
    texts = {
        "scenario.toml": scenario_text(),
        "procedure.toml": _starter("procedure.toml"),
        "study.toml": _starter("study.toml"),
        "inventory.csv": _inventory_text(),
    }
    _refuse_taken(folder, texts)
    with part_of(folder, "init") as part:
        for name, text in texts.items():
            (part / name).write_text(text, encoding="utf-8")
        folder.mkdir(exist_ok=True)
        move_into(part, folder)
    return [*(str(folder / name) for name in texts), _commands(folder)]


def scenario_text() -> str:
    """The scenario: its head, and every line of the defaults that sets a key as a comment."""
    # What stands before the first table is about the defaults' own file.
    _, _, tables = text().partition("\n\n")
    return _starter("scenario-head.toml") + "\n" + "\n".join(_commented(tables)) + "\n"


def _commented(tables: str) -> Iterator[str]:
    table = ""
    for line in tables.splitlines():
        if line.startswith("["):
            table = line.strip("[]")
            yield line
            if table == "population":
                yield from _INVENTORY.splitlines()
        elif not line or line.startswith("#"):
            yield line
        else:
            yield f"#{line}"


def _starter(name: str) -> str:
    return (resources.files("experiments") / "starter" / name).read_text(encoding="utf-8")


def _inventory_text() -> str:
    sample = resources.files("experiments") / "samples" / "tenants.csv"
    lines = sample.read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(lines[: TENANTS + 1])


def _refuse_taken(folder: Path, names: dict[str, str]) -> None:
    if folder.exists() and not folder.is_dir():
        raise InputError("init", f"{folder}: expected a folder, or a new name")
    taken = [name for name in names if (folder / name).exists()]
    if taken:
        raise InputError("init", f"{folder}: nothing was written: {', '.join(taken)} would be written over")


def _commands(folder: Path) -> str:
    at = {name: shlex.quote(str(folder / name)) for name in ("procedure.toml", "scenario.toml", "study.toml")}
    return " && ".join(
        (
            f"gallab procedures {at['procedure.toml']} --scenario {at['scenario.toml']}",
            f"gallab run {at['procedure.toml']} --scenario {at['scenario.toml']}",
            f"gallab study {at['study.toml']} --out {shlex.quote(str(folder / 'results'))}",
        )
    )
