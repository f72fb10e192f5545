"""What was counted: so many connected of so many tenants, of which a share had been migrated."""

import math
from dataclasses import dataclass

from sim.errors import InputError

from ..estimates import share_interval


@dataclass(frozen=True, slots=True)
class Count:
    """A count from somebody's logs.

    Attributes:
        connected: tenants that were seen to connect in their window.
        of: tenants that there were.
        migrated: the share of them that had been migrated by then; None: nobody said.
    """

    connected: int
    of: int
    migrated: float | None = None

    @classmethod
    def given(cls, connected: int, of: int, migrated: float | None) -> "Count":
        """A count from the command line.

        Raises:
            InputError: no tenants, a share that is none, or more connected than had been migrated.
        """
        if of < 1:
            raise InputError.of_option("--of", of, "at least 1 tenant")
        if migrated is not None and not 0 < migrated <= 1:
            raise InputError.of_option("--migrated", migrated, "a share above 0, at most 1, such as 0.5")
        found = cls(connected, of, migrated)
        if not found.tenants:
            raise InputError.of_option("--migrated", migrated, f"a share that is a tenant of {of:,} at least")
        if not 0 <= connected <= found.tenants:
            raise InputError.of_option(
                "--connected",
                connected,
                f"at least 0 and at most the {found.tenants:,} that had been migrated",
            )
        return found

    @property
    def tenants(self) -> int:
        """Tenants that had been migrated; all of them where nobody said."""
        return round(self.of * (1.0 if self.migrated is None else self.migrated))

    @property
    def share(self) -> tuple[float, float]:
        """The interval of a tenant's probability of being connected, at 95 %."""
        return share_interval(self.connected, self.tenants)

    @property
    def product(self) -> tuple[float | None, float, float | None]:
        """Connections in its window that a tenant is expected to make, and their interval at 95 %: rate times window.

        None where every tenant was connected: there is no upper end then.

        >>> [round(x, 5) for x in Count(521, 130_000).product]
        [0.00402, 0.00368, 0.00438]
        >>> Count(0, 200).product[:2]
        (0.0, 0.0)
        """
        low, high = self.share
        return _hazard(self.connected / self.tenants), _hazard(low) or 0.0, _hazard(high)


def _hazard(share: float) -> float | None:
    return None if share >= 1 else abs(math.log1p(-share))
