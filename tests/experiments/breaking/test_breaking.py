"""Whatever writes, told to write where it cannot: refused at once, before anything is computed."""

from pathlib import Path

import pytest

from tests.experiments.test_cli import gallab

from .ended import Ended, entries, wrong_with_refusal
from .places import PLACES
from .writers import WRITERS

ANYWHERE = ("below a file", "other kind", "somebody else's", "too long")
"""Places that need no file system of their own."""


@pytest.mark.parametrize("place", ANYWHERE)
@pytest.mark.parametrize("writer", WRITERS)
def test_a_place_that_cannot_be_written_is_one_line_and_stays_as_it_was(
    writer: str, place: str, tmp_path: Path
) -> None:
    """Exit code 2, one line on standard error, nothing lost, nothing left; the logs to read are not even there."""
    with PLACES[place](tmp_path, WRITERS[writer]) as typed:
        before = entries(tmp_path)
        done = gallab(*WRITERS[writer].arguments(typed, tmp_path / "logs"), cwd=tmp_path)
        assert list(wrong_with_refusal(Ended(done.returncode, done.stdout, done.stderr))) == [], done.stderr
        assert entries(tmp_path) == before
