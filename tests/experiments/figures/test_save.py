from pathlib import Path

import polars as pl
from PIL import Image

from experiments.figures import causes, save

from . import toys


def _saved(folder: Path) -> tuple[Path, ...]:
    cells = toys.cells()
    return save(causes(cells, window="2 min"), folder / "causes", frame=cells, caption="130,000 tenants.")


def test_the_same_bytes(tmp_path: Path) -> None:
    """Two drawings of the same data are the same bytes, in each of their files."""
    first, second = _saved(tmp_path / "first"), _saved(tmp_path / "second")

    assert [path.name for path in first] == ["causes.svg", "causes.png", "causes.csv", "causes.txt"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_nothing_else_is_left(tmp_path: Path) -> None:
    """A folder holds the files and nothing half-written."""
    assert sorted(_saved(tmp_path)) == sorted(tmp_path.iterdir())


def test_what_is_in_the_files(tmp_path: Path) -> None:
    """The picture has 1280 x 720 pixels, the table is the frame, the caption is the text."""
    _, png, csv, txt = _saved(tmp_path)

    with Image.open(png) as image:
        assert image.size == (1280, 720)
    assert pl.read_csv(csv)["exposed"].to_list() == toys.cells()["exposed"].to_list()
    assert txt.read_text(encoding="utf-8") == "130,000 tenants.\n"


def test_svg_names_neither_day_nor_maker(tmp_path: Path) -> None:
    """The SVG holds nothing that changes with the day or with Matplotlib's version."""
    text = _saved(tmp_path)[0].read_text(encoding="utf-8")

    assert "<metadata" not in text
    assert "matplotlib.org" not in text
