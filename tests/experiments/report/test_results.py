from pathlib import Path

import pytest

from experiments.report.results import Results
from sim.errors import InputError

from . import toys


def test_reads_what_a_study_wrote(tmp_path: Path) -> None:
    """Tables come back with their rows, a cell by procedure and window, and no cell where none was run."""
    results = Results.read(toys.write_results(tmp_path))

    cell = results.cell("ovh-2016", "2 min")
    assert cell is not None
    assert cell["exposed"] == 1_203
    assert results.cell("batch-late", "1 h") is None


@pytest.mark.parametrize(
    ("windows", "reference"),
    [(["0 s", "2 min", "1 h"], "2 min"), (["0 s", "10 min", "1 h"], "10 min"), (["1 h"], "1 h")],
)
def test_reference_window(tmp_path: Path, windows: list[str], reference: str) -> None:
    """Procedures are compared at 2 min, or where that was not asked for, at the middle length."""
    assert Results.read(toys.write_results(tmp_path, windows=windows)).reference_window == reference


@pytest.mark.parametrize("missing", ["study.json", "nights.parquet", "replications.parquet"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    """A folder without one of the files is refused in a line that names the file."""
    (toys.write_results(tmp_path) / missing).unlink()

    with pytest.raises(InputError) as refused:
        Results.read(tmp_path)
    assert str(refused.value) == f"{tmp_path}: expected a results folder: {missing} is missing"
