from typing import Any

import numpy as np
import pytest

from experiments.stories.choice import found, numbered
from sim.errors import InputError
from sim.outcome import Outcome, Unions
from sim.words import NEVER


def _outcome(*rows: tuple[int, int, int]) -> Outcome:
    """Tenants by number: exposed_at, foreign mailboxes and lists."""
    columns: dict[str, Any] = dict(
        zip(("exposed_at", "foreign_mailboxes", "foreign_lists"), np.array(rows, np.int64).T, strict=True)
    )
    return Outcome("toy", "kernel", 1, {"tenant": np.arange(len(rows)), **columns}, Unions(0, 0, 0, 0, 0))


NOT = (NEVER, 0, 0)


def test_the_first_exposed() -> None:
    """The earliest instant names the tenant; of two at one instant, the smaller number."""
    assert found("first-exposed", _outcome(NOT, (9, 1, 0), (5, 1, 0), (5, 8, 0))) == 2


def test_the_worst() -> None:
    """Mailboxes and lists together name the tenant; of two alike, the one exposed earlier."""
    assert found("worst", _outcome(NOT, (9, 5, 5), (5, 9, 0), (7, 4, 6))) == 3


def test_nobody() -> None:
    """Where nobody was exposed neither word names anybody."""
    assert found("first-exposed", _outcome(NOT, NOT)) is found("worst", _outcome(NOT)) is None


@pytest.mark.parametrize("who", ["300", "-1", "1.0", "first", "", "²"])
def test_no_such_tenant(who: str) -> None:
    """What is neither a word nor a tenant's number is refused in one line."""
    with pytest.raises(InputError) as refused:
        numbered(who, 300)
    assert str(refused.value) == (
        f"--explain: {who}: expected first-exposed, worst or a tenant's number from 0 to 299"
    )


def test_a_number() -> None:
    """A number names its tenant; a word waits for an outcome."""
    assert (numbered("299", 300), numbered("worst", 300)) == (299, None)
