"""Many spoiled files, and what became of each: read, refused in one line, or what is wrong with that."""

import random
import re
import traceback
from collections import Counter
from pathlib import Path
from typing import Final

from sim.errors import InputError

from ..breaking.ended import insides
from .documents import DOCUMENTS
from .spoiled import spoiled

LONGEST: Final = 1200
"""Characters of what is said of one mistake, and of the file."""


def became(name: str, seed: int, folder: Path) -> tuple[str, str]:
    """What became of one file.

    Args:
        name: of its kind.
        seed: names how it is spoiled.
        folder: for it to lie in.

    Returns:
        "read", "refused", or what is wrong, in capitals; and in that case the whole of it.
    """
    chance = random.Random(f"{name} {seed}")
    document = DOCUMENTS[name]
    path = folder / f"file{document.suffix}"
    path.write_bytes(spoiled(chance.choice(document.texts), chance))
    try:
        document.read(path)
    except InputError as error:
        line = str(error)
        if "\n" in line or "\r" in line:
            return "SEVERAL LINES", line
        if len(line) > LONGEST * len(error.mistakes):
            return "TOO LONG", f"{len(line)}: {line[:300]}"
        own = re.sub(re.escape(str(folder)), "", line)
        return ("INSIDES", line) if insides(own) and not _is_echo(own, path) else ("refused", line)
    except Exception:
        return "TRACEBACK", traceback.format_exc(limit=-3)
    return "read", ""


def _is_echo(line: str, path: Path) -> bool:
    """Whether what nobody should read is the file's own word."""
    word = insides(line)
    return word is not None and word in path.read_bytes().decode("utf-8", "replace")


def counted(name: str, seeds: range, folder: Path) -> tuple[Counter[str], list[str]]:
    """How many files of a kind became what, and in words each that is wrong."""
    count: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in seeds:
        word, whole = became(name, seed, folder)
        count[word] += 1
        if word.isupper():
            wrong.append(f"{name} {seed}: {word}: {whole}")
    return count, wrong
