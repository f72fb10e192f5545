"""Whatever is read, spoiled: it is read all the same, or refused in one line."""

from pathlib import Path

import pytest

from .documents import DOCUMENTS
from .fuzz import counted

FILES = 60


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_spoiled_file_is_read_or_refused_in_one_line(name: str, tmp_path: Path) -> None:
    """Cells, keys, lines, encodings, bytes that should not be there: no error but an InputError leaves a reader."""
    count, wrong = counted(name, range(FILES), tmp_path)

    assert wrong == []
    assert count["read"] > 0
    assert count["refused"] > 0 or name == "logs", "a broken line of a log is noted, and read over"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_sound_file_is_read(name: str, tmp_path: Path) -> None:
    """Each of them: what is spoiled was sound before."""
    for text in DOCUMENTS[name].texts:
        path = tmp_path / f"file{DOCUMENTS[name].suffix}"
        path.write_text(text, encoding="utf-8")
        DOCUMENTS[name].read(path)
