"""Each package opens with its modules in reading order: none is missing there, and none is made up."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

PACKAGES = ("fakeexchange", "sim", "experiments")
HEADING = "Reading order:\n"


def packages() -> Iterator[str]:
    """The packages and all packages within them, by their dotted names."""
    waiting = list(PACKAGES)
    while waiting:
        name = waiting.pop(0)
        yield name
        folder = str(Path(str(import_module(name).__file__)).parent)
        waiting += [f"{name}.{m.name}" for m in iter_modules([folder]) if m.ispkg]


def modules(package: str) -> set[str]:
    """The modules and packages right within a package."""
    folder = Path(str(import_module(package).__file__)).parent
    return {module.name for module in iter_modules([str(folder)])}


def named(package: str) -> list[str]:
    """The names that the package's reading list gives, in its order."""
    text = Path(str(import_module(package).__file__)).read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(text)) or ""
    _, _, listed = docstring.partition(HEADING)
    names: list[str] = []
    for line in listed.splitlines():
        if not line.startswith("    "):
            break
        # One line a module, or several modules of one purpose; words follow after two spaces or more.
        first = re.split(r" {2,}", line.strip(), maxsplit=1)[0]
        names += [word.rstrip("/,").removesuffix(".py") for word in first.split()]
    return names


@pytest.mark.parametrize("package", list(packages()))
def test_every_module_stands_in_its_packages_list(package: str) -> None:
    """Each module is named once in its package's reading list, and each name there is a module."""
    listed = named(package)

    assert len(listed) == len(set(listed))
    assert set(listed) == modules(package)
