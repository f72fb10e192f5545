"""What a request asks, checked at the edge."""

from flask import request

from sim.errors import InputError, Mistake

from .campaigns import LARGEST_SEED
from .order import Order
from .worlds import World, world

SLOWEST = 0.25
FASTEST = 8.0


def order() -> Order:
    """The order of the steps."""
    return Order.read(request.args.get("order", ""))


def window() -> str | None:
    """The isolation step's length; None: as the scenario says."""
    return request.args.get("window") or None


def seed() -> int:
    """The seed."""
    return number("seed", LARGEST_SEED)


def which() -> World:
    """The world."""
    return world(request.args.get("world", ""))


def speed() -> float:
    """How fast a night is played, in usual speeds."""
    text = request.args.get("speed", "1")
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not SLOWEST <= found <= FASTEST:
        raise InputError("request", Mistake("speed", text, f"expected {SLOWEST:g} to {FASTEST:g}"))
    return found


def number(name: str, most: int) -> int:
    """A whole number of the request's, from 0 on."""
    text = request.args.get(name, "")
    return whole(name, int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else text, 0, most)


def whole(name: str, value: object, least: int, most: int) -> int:
    """A whole number between two.

    Raises:
        InputError: it is something else.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise InputError("request", Mistake(name, str(value)[:30], f"expected {least} to {most}"))
    return value
