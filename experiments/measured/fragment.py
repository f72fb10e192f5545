"""Measures as a piece of a scenario, as rows, and as text."""

from collections.abc import Iterator, Sequence
from typing import Any

from .measure import Measure, Untold

Told = Sequence[Measure | Untold]


def fragment(told: Told, source: str) -> str:
    """TOML that ``--scenario`` reads: each value's interval and count stand above it, what is not told at the end.

    Args:
        told: everything that was measured, or was not.
        source: what it was measured from.
    """
    parts = [
        f"# Measured from {source}. Intervals are at 95 %.",
        'name = "measured"',
        f"purpose = {_text(source)}",
    ]
    tables: dict[str, list[str]] = {}
    given: dict[tuple[str, str], dict[str, Measure]] = {}
    for each in told:
        if isinstance(each, Measure) and each.toml:
            table, _, key = each.key.partition(".")
            key, _, entry = key.partition(".")
            given.setdefault((table, key.partition("[")[0]), {})[entry or key] = each
    for (table, key), entries in given.items():
        lines = tables.setdefault(table, [])
        first = next(iter(entries.values()))
        if "[" in first.key:
            lines.append(f"# {sum(e.count for e in entries.values()):,} {first.what}")
            lines.append(f"{key} = {first.toml}")
        elif list(entries) == [key]:
            lines += [_comment(first), f"{key} = {first.toml}"]
        else:
            # One entry of a table leaves the others at their defaults.
            lines += [
                line for entry, e in entries.items() for line in (_comment(e), f"{key}.{entry} = {e.toml}")
            ]
    parts += ["\n".join([f"\n[{table}]", *lines]) for table, lines in tables.items()]
    untold = [each for each in told if isinstance(each, Untold)]
    if untold:
        parts.append("\n# What these data do not tell stays at its default:")
        parts += [f"#   {each.key}: {each.why}" for each in untold]
    return "\n".join(parts) + "\n"


def rows(told: Told) -> Iterator[dict[str, Any]]:
    """One row a key."""
    for each in told:
        if isinstance(each, Measure):
            yield {
                "key": each.key, "value": each.value, "low": each.low, "high": each.high, "unit": each.unit,
                "count": each.count, "what": each.what,
            }  # fmt: skip
        else:
            yield {
                "key": each.key, "value": None, "low": None, "high": None, "unit": "", "count": 0,
                "what": f"not told: {each.why}",
            }  # fmt: skip


def lines(told: Told) -> Iterator[str]:
    """For a terminal; of hours and days only that they were measured."""
    for each in told:
        if isinstance(each, Untold):
            continue
        if "[" not in each.key:
            yield f"  {each.key:32} {_number(each)}  ({each.count:,} {each.what})"
    cells = [each for each in told if isinstance(each, Measure) and "[" in each.key]
    for key in dict.fromkeys(each.key.partition("[")[0] for each in cells):
        mine = [each for each in cells if each.key.startswith(f"{key}[")]
        values = " ".join(f"{each.value:.2f}" for each in mine)
        yield f"  {key:32} {values}  ({sum(each.count for each in mine):,} {mine[0].what})"
    yield ""
    yield "  Not told by these data, and left at their defaults:"
    for each in told:
        if isinstance(each, Untold):
            yield f"    {each.key}: {each.why}"


def _comment(each: Measure) -> str:
    return f"# {_number(each)}; {each.count:,} {each.what}"


def _number(each: Measure) -> str:
    unit = each.unit if each.unit.startswith("/") else f" {each.unit}"
    return f"{each.value:.3g} ({each.low:.3g} to {each.high:.3g}){unit}"


def _text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
