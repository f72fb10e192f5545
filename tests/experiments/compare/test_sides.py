from experiments.compare.sides import Sides
from experiments.study.campaigns import Cell, Compared, Result
from experiments.study.runs import Ran
from sim.scenario import Scenario


def _ran(procedure: str, *exposed: int) -> Ran:
    """A campaign of 10 tenants under seed 1 that exposes some of them."""
    cell = Cell(Scenario.load().replaced({"procedure": procedure}), ())
    return Ran(cell, Compared(Result(1, {"tenants": 10}, {}), 10, None, exposed), ())


def test_who_changes_sides() -> None:
    """Each tenant is on one of four sides: both, the first alone, the other alone, neither."""
    sides = Sides.of(_ran("ovh-2016", 1, 3, 8), _ran("batch-late", 3, 4, 5, 8, 9))

    assert (sides.both, sides.only_reference, sides.only_procedure) == (2, (1,), (4, 5, 9))
    row = sides.row()
    assert (row["only_reference"], row["only_procedure"], row["neither"]) == (1, 3, 4)
    assert sides.changed() == [
        {"procedure": "batch-late", "reference": "ovh-2016", "tenant": tenant, "exposed_by": by}
        for tenant, by in ((1, "ovh-2016"), (4, "batch-late"), (5, "batch-late"), (9, "batch-late"))
    ]


def test_one_tenant_to_look_at_in_both() -> None:
    """The example is exposed under one procedure and not under the other; nobody is where nobody changes sides."""
    assert Sides.of(_ran("ovh-2016", 1, 3), _ran("gated", 3)).example == (1, "ovh-2016")
    assert Sides.of(_ran("ovh-2016", 3), _ran("batch-late", 3, 7)).example == (7, "batch-late")
    same = Sides.of(_ran("ovh-2016", 3), _ran("batch-late", 3))
    assert same.example is None
    assert (same.row()["example_tenant"], same.changed()) == (None, [])


def test_a_few_of_each_side_are_listed() -> None:
    """JSON lists no more than five tenants of a side, and counts all."""
    described = Sides.of(_ran("ovh-2016", *range(9)), _ran("gated")).described()

    assert (described["only_reference"], described["tenants_only_reference"]) == (9, [0, 1, 2, 3, 4])
    assert described["tenants_only_procedure"] == []
