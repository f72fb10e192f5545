"""What tenants are called in what is shown: by their number; by an inventory's name beside it only where asked."""

from collections.abc import Sequence

OwnNames = Sequence[str] | None
"""What an inventory calls the tenants, by their number; None: not to be shown."""


def called(tenant: int, names: OwnNames) -> str:
    r"""A tenant's number, and its name where names are shown.

    >>> called(1, None), called(1, ("Bakery", "Law,\nand order"))
    ('1', '1 (Law, and order)')
    """
    # A name of several lines would break the line that it is told in.
    return str(tenant) if names is None else f"{tenant} ({' '.join(names[tenant].split())})"
