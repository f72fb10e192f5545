"""The smallest number of faults with which a procedure leaks, and which they are."""

from ..procedure import Procedure
from .instance import SMALL
from .verdict import Verdict, explore


def fewest_faults(procedure: Procedure) -> Verdict | None:
    """The verdict at the smallest number of faults that makes one tenant leak; None: no number does.

    Where not all of the faults can befall the procedure, one more makes no difference.
    """
    faults = 0
    while True:
        verdict = explore(procedure, SMALL, faults=faults)
        if verdict.leaks:
            return verdict
        if not verdict.may_fail_more:
            return None
        faults += 1
