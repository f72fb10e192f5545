"""Encodings, lines above a header, and signs between columns."""

import pytest

from sim.errors import InputError
from sim.inventory.sheet import read_sheet


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marks_at_the_start_say_the_encoding(encoding: str) -> None:
    """UTF-8 with and without a mark, and UTF-16 with one."""
    sheet = read_sheet("x.csv", "tenant;größe\r\nä;1\r\n".encode(encoding))
    assert (sheet.header, sheet.delimiter, list(sheet.rows())) == (
        ("tenant", "größe"),
        ";",
        [(2, ["ä", "1"])],
    )


def test_lines_above_a_header_count_as_lines() -> None:
    """Export-Csv's type, and a spreadsheet's sign; a row's line is that of the file."""
    sheet = read_sheet("x.csv", b"#TYPE System.Object\r\nsep=,\r\na,b\r\n\r\n1,2\r\n")
    assert (sheet.header, sheet.header_line, list(sheet.rows())) == (("a", "b"), 3, [(5, ["1", "2"])])


def test_a_comma_within_quotes_parts_no_columns() -> None:
    """It belongs to a name."""
    assert read_sheet("x.csv", b'"a, b";c\n').header == ("a, b", "c")


@pytest.mark.parametrize("content", ["a;b\nä;1\n".encode("cp1252"), "a,b\n".encode("utf-16-le")])
def test_other_text_is_an_error_that_says_how_to_settle_it(content: bytes) -> None:
    """Neither is guessed: a map says the encoding."""
    with pytest.raises(InputError, match='a map says what else: encoding = "cp1252"'):
        read_sheet("x.csv", content)
    assert read_sheet("x.csv", "ä;b\n".encode("cp1252"), encoding="cp1252").header == ("ä", "b")


@pytest.mark.parametrize("encoding", ["klingon", "base64", "hex", "undefined"])
def test_an_encoding_that_there_is_none_of(encoding: str) -> None:
    """Nor one that is of no text: said with the name that the map has."""
    with pytest.raises(InputError) as refused:
        read_sheet("x.csv", b"a,b\n", encoding=encoding)
    assert str(refused.value) == (
        'x.csv: expected an encoding of text as Python calls it, such as "cp1252"; there is no "'
        + encoding
        + '"'
    )


def test_the_line_that_cannot_be_decoded_is_counted_from_the_first() -> None:
    """An empty first line is a line."""
    with pytest.raises(InputError, match=r"x\.csv: line 2: expected UTF-8 text"):
        read_sheet("x.csv", b"\n\xe4\n")
