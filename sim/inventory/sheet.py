"""A file's header and rows: encoding, type line and delimiter settled; no column has a meaning yet."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError

_LEADING = re.compile(r"(#TYPE [^\n]*|\"?sep=[^\n])\"?\r?\n", re.IGNORECASE)
"""Lines above a header: Export-Csv's, unless told -NoTypeInformation; and what spreadsheets take a delimiter from."""
_QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of text.

    Attributes:
        path: where it was read.
        text: all of it, decoded.
        header: names over the columns, blanks around them left out.
        header_line: the line that the header ends on.
        delimiter: between cells.
    """

    path: str
    text: str
    header: tuple[str, ...]
    header_line: int
    delimiter: str

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that is not empty, and the line it ends on.

        Raises:
            InputError: quotes that do not close.
        """
        body, above = _body(self.text)
        reader = csv.reader(io.StringIO(body, newline=""), delimiter=self.delimiter, strict=True)
        try:
            next(reader, None)
            for cells in reader:
                if cells and (cells[0] or any(cells)):
                    yield reader.line_num + above, cells
        except csv.Error as error:
            raise InputError(self.path, f"line {reader.line_num + above}: expected CSV: {error}") from error


def content_of(path: str) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: no such file, or none that can be read.
    """
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise InputError(path, error.strerror or "cannot be read") from error


def read_sheet(path: str, content: bytes, encoding: str | None = None, delimiter: str | None = None) -> Sheet:
    """The table in a file.

    Args:
        path: names it in errors.
        content: its bytes.
        encoding: as Python calls it; None: UTF-8, or UTF-16 that begins with its mark.
        delimiter: None: the one that the header has.

    Raises:
        InputError: not such text, or no single delimiter in its header.
    """
    text = _text(path, content, encoding)
    body, above = _body(text)
    delimiter = delimiter or _delimiter(path, body, above)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    try:
        header = tuple(name.strip() for name in next(reader, []))
    except csv.Error as error:
        raise InputError(path, f"line {reader.line_num + above}: expected CSV: {error}") from error
    return Sheet(path, text, header, max(1, reader.line_num) + above, delimiter)


def _text(path: str, content: bytes, encoding: str | None) -> str:
    if encoding is None:
        has_mark = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        encoding = "utf-16" if has_mark else "utf-8-sig"
    try:
        text = content.decode(encoding)
        at = text.find("\0")
        line = text.count("\n", 0, at) + 1
    except UnicodeDecodeError as error:
        at, line = error.start, content.count(b"\n", 0, error.start) + 1
    except (LookupError, UnicodeError) as error:
        raise InputError(
            path,
            f'expected an encoding of text as Python calls it, such as "cp1252"; there is no "{encoding}"',
        ) from error
    if at >= 0:
        raise InputError(
            path,
            f"line {line}: expected UTF-8 text, or UTF-16 that begins with its mark;"
            ' a map says what else: encoding = "cp1252"',
        )
    return text


def _body(text: str) -> tuple[str, int]:
    """The text from its header on, and how many lines stand above it."""
    above = 0
    while (line := _LEADING.match(text)) is not None:
        text, above = text[line.end() :], above + 1
    return text, above


def _delimiter(path: str, body: str, above: int) -> str:
    # A comma within quotes belongs to a name.
    header = _QUOTED.sub("", body.split("\n", 1)[0])
    found = [sign for sign in ",;\t" if sign in header]
    if len(found) > 1:
        raise InputError(
            path,
            f"line {above + 1}: expected commas, semicolons or tabs between columns, and one of them alone;"
            ' a map says which: delimiter = ";"',
        )
    return found[0] if found else ","
