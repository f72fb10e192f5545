"""Opaque identifiers that clients keep and send back: what is in them is for this server alone."""

import base64
import binascii

_SEPARATOR = "\0"


def folder_id(address: str, name: str) -> str:
    """The identifier of a mailbox's folder.

    >>> folder_of(folder_id("a@b.example", "contacts"))
    ('a@b.example', 'contacts')
    """
    return _written("folder", address, name)


def folder_of(identifier: str) -> tuple[str, str] | None:
    """The mailbox's address and the folder's name; None: it is no folder's identifier."""
    parts = _read(identifier, "folder", 2)
    return None if parts is None else (parts[0], parts[1])


def persona_id(recipient: int) -> str:
    """The identifier of a recipient of the directory."""
    return _written("persona", str(recipient))


def recipient_of(identifier: str) -> int | None:
    """The recipient that it names; None: it is no persona's identifier.

    >>> recipient_of(persona_id(7)), recipient_of("x")
    (7, None)
    """
    parts = _read(identifier, "persona", 1)
    if parts is None or not (parts[0].isascii() and parts[0].isdigit() and len(parts[0]) < 10):
        return None
    return int(parts[0])


def _written(*parts: str) -> str:
    return base64.b64encode(_SEPARATOR.join(parts).encode()).decode()


def _read(identifier: str, kind: str, many: int) -> list[str] | None:
    try:
        parts = base64.b64decode(identifier.encode(), validate=True).decode().split(_SEPARATOR)
    except (binascii.Error, ValueError):
        return None
    return parts[1:] if parts[0] == kind and len(parts) == many + 1 else None
