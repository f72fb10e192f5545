"""A copy of the tree that runs what is compiled as the Python it is written in: toys are small, compiling is not.

What the compiler alone understands has to be put in other words: attributes of records, a call by address, and
sums of narrow numbers, which it makes wide.
"""

from pathlib import Path
from typing import Final

DOOR: Final = '''"""In place of the compiler: nothing is compiled."""

import numpy as np

np.seterr(over="ignore")


class CompilerError(Exception):
    """Never raised."""


def __getattr__(name):
    """However a function is to be compiled: the same function."""
    return lambda function: function
'''

IN_OTHER_WORDS: Final = {
    "sim/kernel/records.py": (
        "    return np.dtype([(name, kinds[hint]) for name, hint in hints.items()], align=True)",
        "    fields = np.dtype([(name, kinds[hint]) for name, hint in hints.items()], align=True)\n"
        "    # A record of NumPy has a base of its own.\n"
        "    words = type('Words', (np.record,), {'base': property(lambda self: self['base'])})\n"
        "    return np.dtype((words, fields))",
    ),
    "sim/kernel/tenants.py": (
        "        tenant = Tenant(p, mailboxes[p], listed[p], lists[p], pod, box, served)",
        "        tenant = Tenant(p, int(mailboxes[p]), int(listed[p]), int(lists[p]), pod, box, served)",
    ),
    "sim/kernel/uniforms.py": (
        "    u: float = _called_at(keys[keys.size - 1], stream, entity, index)",
        "    u: float = _CALLBACK(int(keys[keys.size - 1]))(int(stream), int(entity), int(index))",
    ),
}


def uncompile(copy: Path) -> None:
    """Put Python in the place of compiled code.

    Raises:
        ValueError: a line that has to be put in other words is no longer there.
    """
    (copy / "sim" / "compiled.py").write_text(DOOR, encoding="utf-8")
    for path, (old, new) in IN_OTHER_WORDS.items():
        text = (copy / path).read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise ValueError(f"{path}: expected once: {old.strip()}")
        (copy / path).write_text(text.replace(old, new), encoding="utf-8")
