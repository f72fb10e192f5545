"""The defaults of the model, and those of each release: an old result is run again over the ones it was made with.

``defaults.toml`` has the ones in force; ``releases/`` keeps a copy of it for each version that was published.
"""

import tomllib
from functools import cache
from importlib import resources
from typing import Any, Final

from .errors import InputError, Mistake

SHELF: Final = resources.files("sim")
"""Where the files are."""


def releases() -> tuple[str, ...]:
    """The versions whose defaults are kept, the oldest first."""
    found = (entry.name.removesuffix(".toml") for entry in (SHELF / "releases").iterdir())
    return tuple(sorted(found, key=lambda version: [int(part) for part in version.split(".")]))


@cache
def defaults(release: str | None = None) -> dict[str, Any]:
    """The keys of ``defaults.toml``, or those of a release.

    A key that came after the release has the default it came with: it says what was so before anybody could say.

    Args:
        release: a version; None: the defaults in force.

    Raises:
        InputError: no such release.
    """
    now: dict[str, Any] = tomllib.loads(text())
    if release is None:
        return now
    then = tomllib.loads(text(release))
    return {table: {**keys, **then.get(table, {})} for table, keys in now.items()}


def text(release: str | None = None) -> str:
    """The file itself, with the source of each value above it.

    Raises:
        InputError: no such release.
    """
    if release is None:
        return (SHELF / "defaults.toml").read_text(encoding="utf-8")
    if release not in releases():
        known = ", ".join(f'"{version}"' for version in releases())
        raise InputError("defaults", Mistake("defaults", release, f"expected a release: {known}"))
    return (SHELF / "releases" / f"{release}.toml").read_text(encoding="utf-8")
