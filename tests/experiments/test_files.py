"""Folders that are there whole or not at all."""

from pathlib import Path

import pytest

from experiments.files import new_folder, part_of
from sim.errors import InputError

MARK = "mark.json"


def test_a_part_lies_beside_its_folder_and_is_gone_afterwards(tmp_path: Path) -> None:
    """Whatever becomes of what was in it; a folder in which it lies is made."""
    folder = tmp_path / "new" / "ours"
    with part_of(folder, "init") as part:
        (part / "file").write_text("x", encoding="utf-8")
        assert (part.parent, folder.exists()) == (folder.parent, False)
    assert list(folder.parent.iterdir()) == []


def test_a_part_of_the_folder_one_stands_in_lies_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dot has no name of its own to lie beside."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with part_of(Path("."), "init") as part:
        assert part.parent == tmp_path


def test_a_part_that_cannot_be_made_is_told_by_who_asked_for_it(tmp_path: Path) -> None:
    """A file where a folder would have to be: option, folder, and why."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    folder = tmp_path / "file" / "ours"
    with pytest.raises(InputError) as caught, part_of(folder, "--out"):
        pass
    assert str(caught.value).startswith(f"--out: {folder}: ")


def test_what_fails_half_way_leaves_the_older_folder_as_it_was(tmp_path: Path) -> None:
    """Neither a part nor a file of the new one is left."""
    folder = tmp_path / "results"
    _fill(folder, "old")
    with pytest.raises(UnicodeEncodeError):
        _fill(folder, "new", "\ud800")
    assert (folder / MARK).read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [folder]


def _fill(folder: Path, *texts: str) -> None:
    """Write texts into a new folder, one after another."""
    with new_folder(folder, MARK) as part:
        for text in texts:
            (part / MARK).write_text(text, encoding="utf-8")
