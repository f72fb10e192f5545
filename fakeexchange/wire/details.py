"""The details file of an offline address book, version 4: every entry of a list, as bytes.

Source: [MS-OXOAB] 2.9. A header, the schema of what follows, a record about the book, a record an entry. Integers
up to 127 are one byte, larger ones a count byte from 0x81 to 0x84 and so many bytes; text is UTF-8 and ends with a
zero; which properties a record has stands in a bit array, the highest bit first.
"""

import struct
from collections.abc import Iterable, Sequence
from typing import Final
from zlib import crc32

from ..addressbook import Row

VERSION: Final = 0x20
_INTEGER, _TEXT8, _TEXT, _TEXTS = 0x0003, 0x001E, 0x001F, 0x101F
_ANR, _PRIMARY = 1, 2
"""Flags of a property: name resolution looks at it; it is the record's key."""

HEADER_PROPERTIES: Final = (
    (0x68000000 | _TEXT, 0),  # the list's name
    (0x68040000 | _TEXT8, 0),  # its distinguished name
    (0x68010000 | _INTEGER, 0),  # the generation's sequence number
    (0x68020000 | _TEXT8, 0),  # the list's GUID
)
ENTRY_PROPERTIES: Final = (
    (0x30030000 | _TEXT8, _PRIMARY),  # EmailAddress: the distinguished name
    (0x39FE0000 | _TEXT, 0),  # SmtpAddress
    (0x30010000 | _TEXT, _ANR),  # DisplayName
    (0x3A000000 | _TEXT, _ANR),  # Account: the alias
    (0x3A110000 | _TEXT, _ANR),  # Surname
    (0x3A060000 | _TEXT, _ANR),  # GivenName
    (0x800F0000 | _TEXTS, _ANR),  # AddressBookProxyAddresses
    (0x39050000 | _INTEGER, 0),  # DisplayTypeEx: what a room has beside its being a mailbox
    (0x39000000 | _INTEGER, 0),  # DisplayType
    (0x0FFE0000 | _INTEGER, 0),  # ObjectType
)
MAILBOX: Final = (b"\x00", b"\x06")
DISTRIBUTION_LIST: Final = (b"\x01", b"\x08")
"""Display type and object type ([MS-OXOABK] 2.2.3.10, 2.2.3.11)."""
ROOM: Final = 7
"""The extended display type of a room (DT_ROOM, [MS-OXOABK] 2.2.3.12); who has none is what his display type says."""
ORGANISATION: Final = "/o=gallab/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients"


def checksum(data: bytes, seed: int = 0xFFFFFFFF) -> int:
    """The CRC of [MS-OXOAB] 3.1.4.1: seeded with ones, and not inverted at its end.

    >>> hex(checksum(b"123456789"))
    '0x340bc6d9'
    """
    return crc32(data, seed ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def details(name: str, guid: str, sequence: int, entries: Iterable[bytes]) -> list[bytes]:
    """The records of a details file, the header first; joined they are the file.

    Args:
        name: of the address list.
        guid: of the same.
        sequence: of the generation.
        entries: records, as ``entry`` makes them.
    """
    schema = _table(HEADER_PROPERTIES) + _table(ENTRY_PROPERTIES)
    metadata = struct.pack("<I", len(schema) + 4) + schema
    about = _record(len(HEADER_PROPERTIES), (_text(name), _text("/"), _integer(sequence), _text(guid)))
    records = [metadata, about, *entries]
    serial = 0xFFFFFFFF
    for record in records:
        serial = checksum(record, serial)
    return [struct.pack("<III", VERSION, serial, len(records) - 2), *records]


def entry(row: Row) -> bytes:
    """The record of one entry."""
    alias, _, domain = row.address.partition("@")
    display_type, object_type = DISTRIBUTION_LIST if row.is_list else MAILBOX
    proxies = _integer(1) + _text(f"SMTP:{row.address}")
    return _record(
        len(ENTRY_PROPERTIES),
        (
            _text(f"{ORGANISATION}/cn={domain}/cn={alias}"),
            _text(row.address),
            _text(row.display_name),
            _text(alias),
            _text(row.surname),
            _text(row.given_name),
            proxies,
            _integer(ROOM if row.is_room else 0),
            display_type,
            object_type,
        ),
    )


def _record(many: int, values: Sequence[bytes]) -> bytes:
    """Values with the bits that say which there are; a text that is empty, or a zero, is not there."""
    bits = 0
    for place, value in enumerate(values):
        if value != b"\0" or place >= many - 2:
            bits |= 1 << (many - 1 - place)
    width = (many + 7) // 8
    presence = (bits << (width * 8 - many)).to_bytes(width, "big")
    data = b"".join(v for place, v in enumerate(values) if bits >> (many - 1 - place) & 1)
    return struct.pack("<I", 4 + width + len(data)) + presence + data


def _table(properties: Iterable[tuple[int, int]]) -> bytes:
    pairs = [struct.pack("<II", tag, flags) for tag, flags in properties]
    return struct.pack("<I", len(pairs)) + b"".join(pairs)


def _text(text: str) -> bytes:
    return text.replace("\0", "").encode() + b"\0"


def _integer(number: int) -> bytes:
    r"""A whole number from 0 up.

    >>> _integer(127), _integer(128), _integer(70_000)
    (b'\x7f', b'\x81\x80', b'\x83p\x11\x01')
    """
    if number < 0x80:
        return bytes((number,))
    width = (number.bit_length() + 7) // 8
    return bytes((0x80 + width,)) + number.to_bytes(width, "little")
