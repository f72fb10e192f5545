"""The table of cmdlets, read: of each its parameters and their kinds. The data stands in ``cmdlets.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ..errors import AdminError


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a cmdlet.

    Attributes:
        name: as Exchange spells it.
        kind: what its value is, a word of the table.
        is_required: a call without it is refused.
        may_be_null: it may be taken away with $null.
        is_attribute: its value is kept as a property of the object, and does no more.
    """

    name: str
    kind: str
    is_required: bool = False
    may_be_null: bool = False
    is_attribute: bool = False


@dataclass(frozen=True, slots=True)
class Cmdlet:
    """One cmdlet.

    Attributes:
        name: as Exchange spells it.
        parameters: by their names in small letters: the shell minds no case.
    """

    name: str
    parameters: Mapping[str, Parameter]


@cache
def cmdlets() -> dict[str, Cmdlet]:
    """Every cmdlet there is, by its name in small letters."""
    file = resources.files("fakeexchange") / "cmdlets" / "cmdlets.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    common, attributes = tables.pop("common"), tables.pop("attributes")
    found = {}
    for cmdlet_name, table in tables.items():
        kept = [attributes[group] for group in table.pop("attributes", ())]
        parameters = [_parameter(name, kind) for name, kind in (common | table).items()]
        parameters += [
            _parameter(name, kind, is_attribute=True) for group in kept for name, kind in group.items()
        ]
        found[cmdlet_name.lower()] = Cmdlet(cmdlet_name, {p.name.lower(): p for p in parameters})
    return found


def cmdlet(name: str) -> Cmdlet:
    """A cmdlet by its name.

    Raises:
        AdminError: there is no such cmdlet here.
    """
    found = cmdlets().get(name.lower())
    if found is None:
        raise AdminError(
            "CommandNotFoundException",
            f"The term '{name}' is not recognized as the name of a cmdlet: this fake has {len(cmdlets())} of them,"
            " and does nothing in the place of others",
        )
    return found


def _parameter(name: str, kind: str, is_attribute: bool = False) -> Parameter:
    return Parameter(name, kind.rstrip("!?"), kind.endswith("!"), kind.endswith("?"), is_attribute)
