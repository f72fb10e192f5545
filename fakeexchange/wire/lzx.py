"""The compressed form of offline address books: whole files in stored blocks, differences in LZX DELTA.

A whole file needs no compressor: a block may be stored as it is. A difference makes the next generation out of the
last one: each block copies what it can from a stretch of the old file and has the rest literally, in one LZX frame.
Its codes are of fixed lengths: half of the code space for literals (9 bits), half for copies (6 bits), whose
lengths are 257 bytes and more. Source: [MS-OXOAB] 2.10, 2.11; [MS-PATCH] 2.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from .details import checksum

BLOCK: Final = 1 << 18
"""Bytes of a stored block."""
FRAME: Final = 1 << 15
"""Bytes that one block of a difference makes at most: one LZX frame."""
STRETCH: Final = 1 << 16
"""Bytes of the old file in which one block of a difference may find what it copies."""
MOST_PASSED: Final = 1 << 24
"""Bytes of the old file that may be gone at once: more do not fit a window."""

_SHORTEST: Final = 257
_SLOTS: Final = (34, 36, 38, 42, 50, 66, 98, 162, 290)
"""Position slots by bits of the window, from 17 on."""
_FIRST_SLOT, _LAST_SLOT = 2, 33
_EXTRA: Final = tuple(0 if slot < 4 else slot // 2 - 1 for slot in range(_LAST_SLOT + 1))
_BASE: Final = tuple(sum(1 << bits for bits in _EXTRA[:slot]) for slot in range(_LAST_SLOT + 1))
_LITERALS: Final = tuple(f"{256 + byte:09b}" for byte in range(256))
_LONGEST_FOOTER: Final = "1"

Piece = tuple[int, bytes]
"""A run of bytes: where it stands in the old stretch, or -1 where it is not there; and what it is."""


def stored(records: Iterable[bytes]) -> bytes:
    """A whole details file, in stored blocks."""
    data = b"".join(records)
    parts = [struct.pack("<IIII", 3, 1, BLOCK, len(data))]
    for at in range(0, len(data), BLOCK):
        block = data[at : at + BLOCK]
        parts += [struct.pack("<IIII", 0, len(block), len(block), checksum(block)), block]
    return b"".join(parts)


def difference(old: Sequence[bytes], new: Sequence[bytes], is_kept: Sequence[bool]) -> bytes | None:
    """What makes one details file out of another; None: so much is gone that only the whole file will do.

    Args:
        old: records of the file that the client has.
        new: records of the file that it shall have.
        is_kept: of each new record, whether it is the next one of the old file, those left out that are gone.
    """
    source, target = b"".join(old), b"".join(new)
    largest, parts = FRAME, [b""]
    for passed, pieces in _blocks(old, new, is_kept):
        if passed > MOST_PASSED:
            return None
        text = b"".join(piece for _, piece in pieces)
        patch = _frame(pieces, passed, len(text))
        parts += [struct.pack("<IIII", len(patch), len(text), passed, checksum(text)), patch]
        largest = max(largest, passed, len(patch))
    parts[0] = struct.pack("<7I", 3, 2, largest, len(source), len(target), checksum(source), checksum(target))
    return b"".join(parts)


def _blocks(
    old: Sequence[bytes], new: Sequence[bytes], is_kept: Sequence[bool]
) -> Iterator[tuple[int, list[Piece]]]:
    """Blocks that belong together: how many bytes of the old file, and the pieces of the new one."""
    passed = length = at = 0
    pieces: list[Piece] = []
    for record, kept in zip(new, is_kept, strict=True):
        needs = 0
        if kept:
            first = at
            at = old.index(record, at) + 1
            needs = sum(map(len, old[first:at]))
        # What has been passed over before a block's first piece costs no room in it.
        if pieces and (length + len(record) > FRAME or passed + needs > STRETCH):
            yield passed, pieces
            passed, length, pieces = 0, 0, []
        passed += needs
        length += len(record)
        start = passed - len(record)
        if kept and pieces and pieces[-1][0] >= 0 and pieces[-1][0] + len(pieces[-1][1]) == start:
            pieces[-1] = pieces[-1][0], pieces[-1][1] + record
        else:
            pieces.append((start if kept else -1, record))
    # What is left of the old file behind the last copy is nobody's stretch.
    if pieces:
        yield passed, pieces


def _frame(pieces: Sequence[Piece], passed: int, length: int) -> bytes:
    """One chunk of LZX DELTA: its size, then a block with verbatim offsets."""
    bits = ["0", "001", f"{length:024b}", *_code_lengths(passed, length)]
    done = 0
    for place, piece in pieces:
        if place < 0 or len(piece) < _SHORTEST:
            bits += [_LITERALS[byte] for byte in piece]
        else:
            bits.append(_copy(done + passed - place, len(piece)))
        done += len(piece)
    text = "".join(bits)
    text += "0" * (-len(text) % 16)
    big = int(text, 2).to_bytes(len(text) // 8, "big")
    words = struct.unpack(f">{len(big) // 2}H", big)
    return struct.pack(f"<{len(words) + 1}H", len(big), *words)


def _copy(offset: int, length: int) -> str:
    """So many bytes from so far back."""
    formatted = offset + 2
    slot = max(s for s in range(_FIRST_SLOT, _LAST_SLOT + 1) if _BASE[s] <= formatted)
    extra = _EXTRA[slot]
    position = f"{formatted - _BASE[slot]:0{extra}b}" if extra else ""
    return f"{slot - _FIRST_SLOT:06b}{_LONGEST_FOOTER}{position}111{length - _SHORTEST:015b}"


def _code_lengths(passed: int, length: int) -> Iterator[str]:
    """The lengths of the codes, as differences from 0 modulo 17, in a code of their own."""
    window, bits = (passed + FRAME - 1) // FRAME * FRAME + length, 17
    while 1 << bits < window:
        bits += 1
    first = "".join(f"{4 if symbol < 12 else 5:04b}" for symbol in range(20))
    yield first
    # 256 literals of 9 bits: 51 runs of five, and one.
    yield (_symbol(19) + "1" + _symbol(17 - 9)) * 51 + _symbol(17 - 9)
    yield first
    # Of a slot's eight symbols the last one alone is used: a length with a footer.
    yield _zeros(_FIRST_SLOT * 8)
    yield (_zeros(7) + _symbol(17 - 6)) * (_LAST_SLOT - _FIRST_SLOT + 1)
    yield _zeros((_SLOTS[bits - 17] - _LAST_SLOT - 1) * 8)
    yield first
    # Two footers of one bit each, of which the longer is used: a code must be whole.
    yield _zeros(247) + _symbol(17 - 1) * 2


def _symbol(number: int) -> str:
    return f"{number:04b}" if number < 12 else f"{24 + number - 12:05b}"


def _zeros(many: int) -> str:
    parts = []
    while many >= 20:
        run = min(many, 51)
        parts.append(f"{_symbol(18)}{run - 20:05b}")
        many -= run
    while many >= 4:
        run = min(many, 19)
        parts.append(f"{_symbol(17)}{run - 4:04b}")
        many -= run
    return "".join(parts) + _symbol(0) * many
