"""Orders of the steps as permalinks have them."""

import tomllib

import pytest

from experiments.lesson.order import CARDS, NEEDED, Order, is_plain, locks
from sim.errors import InputError
from sim.procedure import Procedure, built_in

from .toys import ORDER


def test_an_order_of_ones_own_is_the_file_that_its_command_reads() -> None:
    """The lines that the command writes load as the procedure that the lesson runs."""
    order = Order.read(ORDER)
    raw = tomllib.loads("\n".join(order.lines))

    assert Procedure.of(raw, order.file) == order.procedure
    assert (order.file, order.text) == ("on-call.toml", ORDER)


@pytest.mark.parametrize("name", built_in())
def test_steps_in_the_order_of_one_that_ships_are_that_one(name: str) -> None:
    """What is nothing but an order is known by its name; what is more is not."""
    procedure = Order.read(name).procedure
    if is_plain(procedure):
        assert Order.of(procedure).text == name
    else:
        assert name in (
            "batch-late",
            "cloudpanel",
            "deny-by-default",
            "gated-on-timer",
            "hidden-first",
            "solidcp",
        )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("/etc/passwd.toml", 'order: order = "/etc/passwd.toml": expected steps or one of batch-late, '),
        ("mrs:provision,cut_over", 'order: steps[2].verb = "cut_over": expected after "sync_mailboxes"'),
        ("mrs:provision,nothing", "order: steps[2].verb = "),
        ("tape:provision", "order: move = "),
        ("mrs:" + "manual," * 30, "order: order = 31: expected at most 20 steps"),
    ],
)
def test_what_is_no_order_is_refused_in_a_line(text: str, line: str) -> None:
    """No file can be named, and no order that an engineer could not carry out."""
    with pytest.raises(InputError) as refused:
        Order.read(text)
    assert str(refused.value).startswith(line)


def test_the_cards_lock_each_other_as_the_technical_order_says() -> None:
    """A policy waits for the cut-over where mailboxes are moved, and not where they are made ahead."""
    assert "cut_over" in locks()["mrs"]["assign_policy"]
    assert "cut_over" not in locks()["precreated"]["assign_policy"]
    assert [str(verb) for verb in CARDS[:NEEDED]] == Order.read("ovh-2016").verbs
