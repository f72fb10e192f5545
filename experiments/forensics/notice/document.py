"""A title, a table of fields and paragraphs, as Markdown and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

UNKNOWN: Final = "not known"
"""How a field begins whose content nobody has."""

_STYLE: Final = (
    "body{font:18px/1.5 'DejaVu Sans',Arial,sans-serif;color:#1a1a1a;max-width:60em;margin:2em auto;padding:0 1em}"
    "h1{font-size:1.5em}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.5em .8em;border-bottom:1px solid #d9d9d9}"
    "th{width:14em;font-weight:bold}.unknown{background:#fff3cd}p.note{color:#595959}"
    "@media print{body{margin:0;font-size:12pt}}"
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a notice.

    Attributes:
        name: of the field.
        lines: what it says.
    """

    name: str
    lines: tuple[str, ...]

    @property
    def is_unknown(self) -> bool:
        """Must somebody fill it in?"""
        return any(line.startswith(UNKNOWN) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Document:
    """A draft.

    Attributes:
        title: above it.
        note: what a reader must know of the draft itself.
        fields: of a table; may be none.
        paragraphs: below it; may be none.
    """

    title: str
    note: str
    fields: Sequence[Field] = ()
    paragraphs: Sequence[str] = ()

    def markdown(self) -> str:
        """As Markdown."""
        parts = [f"# {self.title}", f"*{self.note}*"]
        if self.fields:
            rows = ["| field | content |", "|---|---|"]
            rows += [
                f"| {_cell(field.name)} | {'<br>'.join(map(_cell, field.lines))} |" for field in self.fields
            ]
            parts.append("\n".join(rows))
        return "\n\n".join([*parts, *self.paragraphs]) + "\n"

    def html(self) -> str:
        """As one HTML file that loads nothing."""
        rows = "".join(
            f"<tr{' class=unknown' if field.is_unknown else ''}><th scope=row>{escape(field.name)}</th>"
            f"<td>{'<br>'.join(map(escape, field.lines))}</td></tr>\n"
            for field in self.fields
        )
        table = f"<table>\n{rows}</table>\n" if rows else ""
        paragraphs = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in self.paragraphs)
        return (
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(self.title)}</title>'
            f"<style>{_STYLE}</style></head>\n<body><h1>{escape(self.title)}</h1>\n"
            f'<p class="note">{escape(self.note)}</p>\n{table}{paragraphs}</body></html>\n'
        )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
