"""The line that a pupil copies into a shell: it prints the numbers on the screen."""

import shlex
from collections.abc import Mapping
from typing import Any

from ..options import Asked
from .order import Order


def run_line(
    asked: Asked, order: Order, window: str | None, seed: int, settings: Mapping[str, Any] | None = None
) -> str:
    """The command of one campaign, after the one that writes its procedure where that needs a file.

    >>> run_line(Asked(tenants=500), Order.read("gated"), "2 min", 7)
    "gallab run gated --tenants 500 --window '2 min' --seed 7 --engine kernel --json"
    """
    words = ["gallab", "run", order.file, *_of_scenario(asked)]
    for key, value in (settings or {}).items():
        words += ["--set", f"{key}={value}"]
    if window is not None:
        words += ["--window", window]
    return _written(order) + shlex.join([*words, "--seed", str(seed), "--engine", "kernel", "--json"])


def verify_line(order: Order) -> str:
    """The command that asks the explorer.

    >>> verify_line(Order.read("mrs:provision,sync_mailboxes,cut_over"))[-36:]
    '&& gallab verify on-call.toml --json'
    """
    return _written(order) + shlex.join(["gallab", "verify", order.file, "--json"])


def _written(order: Order) -> str:
    """A command that writes an order's file; nothing for what ships."""
    return f"printf '%s\\n' {shlex.join(order.lines)} > {order.file} && " if order.is_own else ""


def _of_scenario(asked: Asked) -> list[str]:
    """The options of the lesson's own scenario."""
    words = [] if asked.scenario is None else ["--scenario", asked.scenario]
    for path in asked.inventory:
        words += ["--inventory", path]
    if asked.map_path is not None:
        words += ["--map", asked.map_path]
    if asked.tenants is not None:
        words += ["--tenants", str(asked.tenants)]
    for setting in asked.settings:
        words += ["--set", setting]
    return words
