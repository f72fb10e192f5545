"""Logs taken away from a folder, as they are lost in life: a kind that nobody switched on, a server, some hours."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from fakeexchange.traffic.servers import FRONTS

HOURS: Final = ("21", "22")
"""The hours of a night, UTC, of which the second front end's logs are lost."""


def copied(folder: Path, into: Path, lost: str) -> Path:
    """A copy of a folder of logs without what is lost.

    Args:
        folder: written by ``run --logs``.
        into: a new name.
        lost: one of LOSSES.
    """
    shutil.copytree(folder, into)
    LOSSES[lost](into)
    return into


def _without(*parts: str) -> Callable[[Path], None]:
    def take(folder: Path) -> None:
        for server in FRONTS:
            for part in parts:
                shutil.rmtree(folder / server / part, ignore_errors=True)

    return take


def _without_server(folder: Path) -> None:
    shutil.rmtree(folder / FRONTS[1])


def _without_two_hours(folder: Path) -> None:
    for path in sorted((folder / FRONTS[1]).rglob("*")):
        if path.name.startswith("u_ex"):
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            path.write_text("".join(line for line in lines if line[11:13] not in HOURS), encoding="utf-8")
        elif path.is_file() and path.stem.partition("_")[2][8:10] in HOURS:
            path.unlink()


LOSSES: Final = {
    "iis": _without("W3SVC1"),
    "http_proxy": _without("HttpProxy"),
    "mapi_http": _without("MapiHttp"),
    "exchange": _without("HttpProxy", "MapiHttp"),
    "two_hours": _without_two_hours,
    "server": _without_server,
}
"""What can be lost."""
