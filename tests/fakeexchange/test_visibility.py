from itertools import product

import pytest

from fakeexchange.visibility import (
    BY_SOURCE,
    GATE_CLOSED,
    LOCKED,
    NOT_ROUTED,
    NOTHING,
    WIDE,
    Narrow,
    Reason,
    Refused,
    View,
    who_sees,
)

# gate closed, locked, hosted, routed, policy, denied -> view: one line a rule, the first that holds.
RULES: list[tuple[tuple[bool, bool, bool, bool, int | None, bool], View]] = [
    ((True, True, True, True, 7, False), GATE_CLOSED),
    ((True, False, False, False, None, False), GATE_CLOSED),
    ((False, True, True, True, 7, False), LOCKED),
    ((False, True, False, False, None, False), LOCKED),
    ((False, False, False, True, 7, False), BY_SOURCE),
    ((False, False, False, False, None, True), BY_SOURCE),
    ((False, False, True, False, 7, False), NOT_ROUTED),
    ((False, False, True, False, None, False), NOT_ROUTED),
    ((False, False, True, True, 7, False), Narrow(7)),
    ((False, False, True, True, 7, True), Narrow(7)),
    ((False, False, True, True, None, False), WIDE),
    ((False, False, True, True, None, True), NOTHING),
]


@pytest.mark.parametrize(("state", "view"), RULES)
def test_the_one_rule(state: tuple[bool, bool, bool, bool, int | None, bool], view: View) -> None:
    """Gate, lock, source, routing, policy, default lists: the first of these that speaks decides."""
    assert who_sees(*state) == view


def test_tenant_zero_has_a_policy_too() -> None:
    """The policy of the tenant numbered 0 isolates like any other."""
    assert who_sees(False, False, True, True, 0, False) == Narrow(0)


def test_wide_in_one_state_alone() -> None:
    """Of all 64 states one is wide: open, unlocked, hosted, routed, no policy, default lists open."""
    states = list(
        product((False, True), (False, True), (False, True), (False, True), (None, 7), (False, True))
    )

    wide = [state for state in states if who_sees(*state) == WIDE]

    assert wide == [(False, False, True, True, None, False)]


def test_refusals_say_why() -> None:
    """A refusal bears its reason, in the words of the logs."""
    assert [r.reason for r in (GATE_CLOSED, LOCKED, NOT_ROUTED)] == ["gate_closed", "locked", "not_routed"]
    assert Refused(Reason.LOCKED) == LOCKED
