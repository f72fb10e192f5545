"""libmspack, unchanged, as its own library: what it makes of a whole file, and of a difference."""

import ctypes
from importlib.util import find_spec
from pathlib import Path


class _Decompressor(ctypes.Structure):
    _fields_ = (
        ("decompress", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p)),
        (
            "decompress_incremental",
            ctypes.CFUNCTYPE(
                ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p
            ),
        ),
    )


def _library() -> ctypes.CDLL:
    found = find_spec("pylibmspack")
    assert found is not None
    assert found.origin is not None
    return ctypes.CDLL(str(Path(found.origin).parent / ".libs" / "libmspack.so"))


def decompressed(folder: Path, whole: bytes) -> bytes:
    """The details file in a whole file."""
    return _run(folder, "decompress", {"in": whole})


def patched(folder: Path, old: bytes, difference: bytes) -> bytes:
    """The details file that a difference makes of an old one."""
    return _run(folder, "decompress_incremental", {"in": difference, "base": old})


def _run(folder: Path, how: str, files: dict[str, bytes]) -> bytes:
    library = _library()
    library.mspack_create_oab_decompressor.restype = ctypes.POINTER(_Decompressor)
    library.mspack_create_oab_decompressor.argtypes = [ctypes.c_void_p]
    made = library.mspack_create_oab_decompressor(None)
    paths = []
    for name, data in files.items():
        (folder / name).write_bytes(data)
        paths.append(str(folder / name).encode())
    error = getattr(made.contents, how)(
        ctypes.cast(made, ctypes.c_void_p), *paths, str(folder / "out").encode()
    )
    assert error == 0, f"libmspack error {error}"
    return (folder / "out").read_bytes()
