"""Files and folders that are there whole or not at all."""

import errno
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from experiments.files import (
    fresh_folder,
    new_folder,
    part_of,
    refuse_file,
    refuse_taken,
    write_bytes,
    write_text,
)
from sim.errors import InputError
from sim.files import held

MARK = "mark.json"


def test_a_part_lies_beside_its_folder_and_is_gone_afterwards(tmp_path: Path) -> None:
    """Whatever becomes of what was in it; folders that were made for it alone go with it."""
    folder = tmp_path / "new" / "ours"
    with part_of(folder, "init") as part:
        (part / "file").write_text("x", encoding="utf-8")
        assert (part.parent, folder.exists()) == (folder.parent, False)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_renamed_is_filled_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where somebody stands, and where a disk begins: it stays the same folder, with nothing but the new in it."""
    here, disk = tmp_path / "here", tmp_path / "disk"
    for folder in (here, disk):
        folder.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr(Path, "is_mount", lambda path: path == disk)
    for folder, typed in ((here, Path(".")), (disk, disk)):
        is_the_same = folder.stat().st_ino
        for text in ("old", "new"):
            _fill(typed, text)
            assert (folder / MARK).read_text(encoding="utf-8") == text
        assert folder.stat().st_ino == is_the_same
        assert [path.name for path in folder.iterdir()] == [MARK]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What it leads to is filled, and filled anew."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    for text in ("old", "new"):
        _fill(tmp_path / "link", text)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / MARK).read_text(encoding="utf-8") == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "real"]


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


def test_a_disk_without_room_is_told_of_and_leaves_nothing(tmp_path: Path) -> None:
    """The folder by its option, a file by its name; the older ones stay."""
    folder, file = tmp_path / "results", tmp_path / "rows.csv"
    _fill(folder, "old")
    write_bytes(file, b"old")
    with _little_room():
        with pytest.raises(InputError) as of_folder, new_folder(folder, MARK) as part:
            write_bytes(part / "table", bytes(10_000))
        with pytest.raises(OSError, match="File too large") as of_file:
            write_bytes(file, bytes(10_000))
    assert str(of_folder.value) == f"--out: {folder}: File too large"
    assert of_file.value.filename == str(file)
    assert ((folder / MARK).read_text(encoding="utf-8"), file.read_bytes()) == ("old", b"old")
    assert sorted(tmp_path.iterdir()) == [folder, file]


def test_what_a_killed_process_left_is_taken_away_and_a_live_ones_stays(tmp_path: Path) -> None:
    """A part that nobody holds, beside a file, beside a folder and in one; what looks like one is not touched."""
    folder, file = tmp_path / "results", tmp_path / "rows.csv"
    _fill(folder, "old")
    for dead in (".results.part-00c0ffee", "results/.part-00c0ffee"):
        (tmp_path / dead).mkdir()
        (tmp_path / dead / "table").write_bytes(b"half")
    (tmp_path / ".rows.csv.part-00c0ffee").write_bytes(b"half")
    mine = tmp_path / ".results.part-of-mine"
    mine.write_bytes(b"mine")
    with held(tmp_path, folder.name, is_folder=True) as live:
        refuse_file("--rows", file, ".csv")
        with new_folder(folder, MARK) as part:
            (part / MARK).write_text("new", encoding="utf-8")
        assert sorted(tmp_path.iterdir()) == sorted([folder, mine, live])
    assert [path.name for path in folder.iterdir()] == [MARK]


def test_what_was_giving_way_when_a_process_was_killed_comes_back(tmp_path: Path) -> None:
    """Killed between two renames, the older folder bears another name until the next run looks there."""
    folder = tmp_path / "results"
    _fill(folder, "old")
    folder.rename(tmp_path / ".results.old-00c0ffee")
    with pytest.raises(KeyboardInterrupt), new_folder(folder, MARK):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == [folder]
    assert (folder / MARK).read_text(encoding="utf-8") == "old"


def test_of_two_runs_into_one_folder_the_last_to_end_has_it(tmp_path: Path) -> None:
    """Each is whole while it is there."""
    folder = tmp_path / "results"
    with new_folder(folder, MARK) as one:
        (one / MARK).write_text("one", encoding="utf-8")
        _fill(folder, "other")
        assert (folder / MARK).read_text(encoding="utf-8") == "other"
    assert (folder / MARK).read_text(encoding="utf-8") == "one"
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("make", [new_folder, fresh_folder])
def test_a_name_that_somebody_took_meanwhile_is_not_taken_from_him(
    make: Callable[[Path, str], AbstractContextManager[Path]], tmp_path: Path
) -> None:
    """A folder that was made while a run went on, with something else in it, stays; the run is refused."""
    folder = tmp_path / "results"

    def run() -> None:
        with make(folder, "--out") as part:
            (part / "--out").write_text("ours", encoding="utf-8")
            folder.mkdir()
            (folder / "theirs").write_text("theirs", encoding="utf-8")

    with pytest.raises(InputError, match=r"--out: .*results: expected "):
        run()
    assert [path.name for path in folder.iterdir()] == ["theirs"]
    assert list(tmp_path.iterdir()) == [folder]


def test_a_file_that_could_not_be_written_is_refused_before_anything_is_computed(tmp_path: Path) -> None:
    """A folder of that name, no folder around it, another suffix; an older file stays as it is."""
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "old.csv").write_bytes(b"old")
    for name in ("folder.csv", "nowhere/x.csv", "x.txt"):
        with pytest.raises(InputError) as caught:
            refuse_file("--rows", tmp_path / name, ".parquet", ".csv")
        assert str(caught.value) == (
            f"--rows: {tmp_path / name}: expected the name of a file in a folder that exists, ending in .parquet"
            " or .csv"
        )
    refuse_file("--rows", tmp_path / "old.csv", ".csv")
    assert (tmp_path / "old.csv").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.csv", "old.csv"]


def test_a_file_is_refused_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read-only folder shows before anything is computed: option, file, and why."""

    def read_only(*_: object, **__: object) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("sim.files.os.open", read_only)
    with pytest.raises(InputError) as caught:
        refuse_file("--fit", tmp_path / "x")
    assert str(caught.value) == f"--fit: {tmp_path / 'x'}: Read-only file system"


def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    """And stays as it was, before anything is computed."""
    write_text(tmp_path / "theirs", "x")
    with pytest.raises(InputError) as caught:
        refuse_taken(tmp_path, MARK)
    assert str(caught.value) == (
        f"--out: {tmp_path}: expected a new name, an empty folder or an older results folder"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["theirs"]


def test_what_has_nothing_to_do_with_the_place_is_not_told_of_it(tmp_path: Path) -> None:
    """An error of something else, while a folder is filled, says itself what it is about."""
    with pytest.raises(FileNotFoundError), new_folder(tmp_path / "results", MARK):
        Path("/nowhere").read_text(encoding="utf-8")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_that_keeps_its_place_is_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With files and folders, where only an empty folder will do."""
    monkeypatch.chdir(tmp_path)
    with fresh_folder(Path("."), "--logs") as part:
        (part / "server").mkdir()
        (part / "server" / "log").write_text("x", encoding="utf-8")
        (part / "journal").write_text("x", encoding="utf-8")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["journal", "log", "server"]
    with pytest.raises(InputError, match=r"--logs: \.: expected a new name or an empty folder"):
        _use(Path("."))


def _use(folder: Path) -> None:
    with fresh_folder(folder, "--logs"):
        pass


@contextmanager
def _little_room() -> Iterator[None]:
    """Files of this process may have 4 KiB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _fill(folder: Path, *texts: str) -> None:
    """Write texts into a new folder, one after another."""
    with new_folder(folder, MARK) as part:
        for text in texts:
            (part / MARK).write_text(text, encoding="utf-8")
