"""Sound files, spoiled in every way that people and disks know."""

import random
import re
from typing import Final

from tests.fakeexchange.wire.fuzz import mangled

VALUES: Final = (
    "", " ", "-1", "0", "1e999", "-0.0", "nan", "NaN", "inf", "9" * 30, "9" * 5000, "1" + "0" * 400, "0x10", "٣",
    "²", "½", "1,234", "1.234,5", "true", "null", "None", "'", '"', '""', "[]", "{}", "[[1]]", "[" * 3000,
    "{a=" * 500, "2016-02-30", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "24:00", "99 d", "1e9 d",
    "-5 min", "2 mn", "99999999999 min", "1 GB (999999999999999999999999 bytes)", "900000 TB", "9" * 40 + " GB",
    "%", "%s%n", "%d %d", "a\0b", "\ufeff", "\u202e", "💥", "é" * 300, "x" * 20_000, "../../etc/passwd", "/", ".",
    "nowhere.toml", "utf-16", "base64", "hex", "idna", "undefined", "Europe", "Europe/Paris", "=1+1", "\\", "$", "#",
    "\t", "\r", "\n",
)  # fmt: skip
"""In place of a value, a cell, or a word."""
_WORDS: Final = re.compile(r'"[^"\n]*"|[^\s,;=\[\]{}":]+')


def spoiled(text: str, chance: random.Random) -> bytes:
    """A text spoiled once or several times, as the bytes of a file."""
    if chance.random() < 0.02:
        return chance.choice(
            (b"", b"\0", b"\xff\xfe", b"PAR1" + chance.randbytes(200), chance.randbytes(3000))
        )
    for _ in range(chance.randrange(1, 4)):
        text = chance.choice((_word, _word, _word, _line, _ends, _cut))(text, chance)
    encoding = chance.choices(("utf-8", "utf-8-sig", "utf-16", "cp1252"), (20, 1, 1, 1))[0]
    content = text.encode(encoding, "replace")
    return mangled(chance, content) if chance.random() < 0.2 else content


def _word(text: str, chance: random.Random) -> str:
    """Another value in place of one, or a key of another."""
    found = list(_WORDS.finditer(text))
    if not found:
        return text
    at = chance.choice(found)
    value = chance.choice((*VALUES, chance.choice(found)[0]))
    if at[0].startswith('"') and chance.random() < 0.5:
        value = f'"{value}"'
    return text[: at.start()] + value + text[at.end() :]


def _line(text: str, chance: random.Random) -> str:
    """A line lost, doubled, or elsewhere."""
    lines = text.splitlines(keepends=True)
    if not lines:
        return text
    line = lines.pop(chance.randrange(len(lines)))
    for _ in range(chance.randrange(3)):
        lines.insert(chance.randrange(len(lines) + 1), line)
    return "".join(lines)


def _ends(text: str, chance: random.Random) -> str:
    """Other line ends, or other signs between columns."""
    old, new = chance.choice(
        (("\n", "\r\n"), ("\n", "\r"), (",", ";"), (",", "\t"), ("\n", "\n\n"), (",", ",,"))
    )
    return text.replace(old, new)


def _cut(text: str, chance: random.Random) -> str:
    """Only its beginning."""
    return text[: chance.randrange(len(text) + 1)]
