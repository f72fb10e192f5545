"""A results folder drawn again, whichever command wrote it."""

from collections.abc import Callable
from pathlib import Path

from .calibrate.folder import draw_again as draw_ridge
from .folders import Kind, kind_of
from .forensics import folder as forensics
from .measured import command as measured
from .one_run.explain import draw_story
from .one_run.loads import draw_load
from .orderings import folder as orderings
from .procedures import picture as procedures
from .report.comparison import write_comparison
from .report.plan import write_sheet
from .report.report import write_report
from .report.sensitivity import write_sensitivity
from .report.sweep import write_sweep
from .risk import picture as risk
from .scoring import folder as scoring
from .verify import folder as verify

_DRAW: dict[Kind, Callable[[Path], Path]] = {
    Kind.STUDY: write_report,
    Kind.COMPARE: write_comparison,
    Kind.CALIBRATE: draw_ridge,
    Kind.RUN: draw_load,
    Kind.STORY: draw_story,
    Kind.PROCEDURES: procedures.draw_again,
    Kind.ORDERINGS: orderings.draw_again,
    Kind.RISK: risk.draw_again,
    Kind.SENSITIVITY: write_sensitivity,
    Kind.SWEEP: write_sweep,
    Kind.VERIFY: verify.draw_again,
    Kind.PLAN: write_sheet,
    Kind.FORENSICS: forensics.draw_again,
    Kind.SCORING: scoring.draw_again,
    Kind.MEASURED: measured.again,
}


def redraw(folder: Path) -> Path:
    """Draw everything in a folder again, from its tables.

    Returns:
        The page, or the picture, to open.

    Raises:
        InputError: the folder is nobody's, of another version, or a table is missing.
    """
    return _DRAW[kind_of(folder)](folder)
