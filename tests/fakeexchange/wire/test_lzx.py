"""Compressed forms of offline address books, as libmspack reads them."""

import random
import struct
import zlib
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakeexchange.wire.details import checksum
from fakeexchange.wire.lzx import BLOCK, FRAME, difference, stored

from .libmspack import decompressed, patched


def records(seed: int, many: int, largest: int = 160) -> list[bytes]:
    """Records that are all different."""
    chance = random.Random(seed)
    return [struct.pack("<I", n) + chance.randbytes(chance.randrange(60, largest)) for n in range(many)]


def test_a_whole_file_of_several_blocks_comes_out_as_it_went_in(tmp_path: Path) -> None:
    """Stored blocks, the last one short, are read back by libmspack; each bears the CRC of its bytes."""
    whole = records(1, 6_000)
    packed = stored(whole)

    assert decompressed(tmp_path, packed) == b"".join(whole)
    assert struct.unpack_from("<IIII", packed) == (3, 1, BLOCK, len(b"".join(whole)))
    flags, csize, dsize, crc = struct.unpack_from("<IIII", packed, 16)
    assert (flags, csize, dsize) == (0, BLOCK, BLOCK)
    # The polynomial of zip, seeded with ones like there, but not inverted at the end.
    assert crc == zlib.crc32(packed[32 : 32 + BLOCK]) ^ 0xFFFFFFFF


def test_the_checksum_goes_on_over_parts() -> None:
    """The CRC of a whole is that of its parts, one after the other."""
    assert checksum(b"6789", checksum(b"12345")) == checksum(b"123456789")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.integers(0, 900), st.floats(0, 1), st.floats(0, 0.5))
def test_a_difference_makes_the_next_generation(
    tmp_path: Path, seed: int, many: int, lost: float, gained: float
) -> None:
    """Whatever was added and taken out, libmspack makes the new file from the old one, and its CRC is right."""
    chance = random.Random(seed)
    old = records(seed, many)
    new: list[bytes] = [b"header of the new generation"]
    is_kept = [False]
    for record in old:
        if chance.random() < gained:
            new.append(b"new" + chance.randbytes(chance.randrange(1, 300)))
            is_kept.append(False)
        if chance.random() >= lost:
            new.append(record)
            is_kept.append(True)
    patch = difference(old, new, is_kept)

    assert patch is not None
    assert patched(tmp_path, b"".join(old), patch) == b"".join(new)


def test_a_difference_of_one_entry_is_small(tmp_path: Path) -> None:
    """One entry more in 20,000 costs less than a hundredth of the file."""
    old = records(2, 20_000)
    new = [*old[:9_000], b"somebody new", *old[9_000:]]
    patch = difference(old, new, [r != b"somebody new" for r in new])

    assert patch is not None
    assert len(patch) < len(b"".join(new)) / 100
    assert patched(tmp_path, b"".join(old), patch) == b"".join(new)


def test_a_long_stretch_that_is_gone_is_passed_over(tmp_path: Path) -> None:
    """Half a file gone at once, at its start, in its middle, and at its end."""
    old = records(3, 12_000)
    assert len(b"".join(old[:6_000])) > 10 * FRAME
    for kept in (old[6_000:], old[:3_000] + old[9_000:], old[:6_000]):
        patch = difference(old, kept, [True] * len(kept))
        assert patch is not None
        assert patched(tmp_path, b"".join(old), patch) == b"".join(kept)
