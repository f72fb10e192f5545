"""What OVH published on 23 April 2016, and how a figure of any number of tenants marks it."""

from matplotlib.axes import Axes

from . import style

CONNECTED = 521
"""Customers that connected during the migration window, by OVH's logs; how many of them saw is not known."""
CUSTOMERS = 130_000
"""Customers of the offer: "more than"."""


def connected_among(tenants: int) -> float:
    """The same share of another number of tenants.

    >>> connected_among(130_000), connected_among(13_000)
    (521.0, 52.1)
    """
    return CONNECTED * tenants / CUSTOMERS


def caption() -> str:
    """What a caption says of the mark."""
    return f"Dashed: the {CONNECTED} of {CUSTOMERS:,} that OVH counted in 2016, which is connections, not exposures."


def mark(tenants: int) -> str:
    """What the mark says in a figure.

    >>> mark(130_000), mark(13_000), mark(100)
    ('521 connected in 2016', '52, the share of 2016', '< 1, the share of 2016')
    """
    if tenants == CUSTOMERS:
        return f"{CONNECTED} connected in 2016"
    share = connected_among(tenants)
    return f"{share:,.0f}, the share of 2016" if share >= 1 else "< 1, the share of 2016"


def draw(axes: Axes, tenants: int, *, lift_pt: float) -> None:
    """Draw the mark as an upright line, named above the axes.

    Args:
        axes: across them lie tenants.
        tenants: how many there are in all.
        lift_pt: how far above the axes its name stands.
    """
    at = connected_among(tenants)
    axes.axvline(at, color=style.BOUND, linestyle=(0, (4, 3)), linewidth=1.5, zorder=1)
    axes.annotate(
        mark(tenants),
        xy=(at, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, lift_pt),
        textcoords="offset points",
        size=style.SMALL_PT,
        color=style.QUIET,
        ha="center",
        va="bottom",
    )
