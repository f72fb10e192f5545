"""The explorer holds no rule of its own: with the fake's changed, its verdicts change as they must."""

import pytest

from fakeexchange import visibility
from fakeexchange.admin import Admin
from fakeexchange.exchange import Exchange
from fakeexchange.visibility import WIDE, Narrow, View
from sim.explorer import explore
from sim.explorer.instance import SMALL
from sim.procedure import Procedure, built_in

from .test_verdict import SAFE


@pytest.mark.parametrize("name", built_in())
def test_where_everybody_is_narrow_nothing_leaks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that always answers with the mover's own policy makes every procedure safe."""

    def narrow(*_: object) -> View:
        return Narrow(0)

    monkeypatch.setattr(visibility, "who_sees", narrow)
    assert not explore(Procedure.load(name), SMALL).leaks


@pytest.mark.parametrize("name", built_in())
def test_where_everybody_is_wide_everything_leaks_at_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that always answers with everything makes every procedure leak before its first step."""

    def wide(*_: object) -> View:
        return WIDE

    monkeypatch.setattr(visibility, "who_sees", wide)
    verdict = explore(Procedure.load(name), SMALL)
    assert (verdict.leaks, len(verdict.story)) == (True, 1)


@pytest.mark.parametrize("name", SAFE)
def test_where_assigning_does_nothing_the_unchecked_leak(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who relies on the assignment leaks, unless a check stops the tenant, or nobody sees anything by default."""
    honest = Admin.assign_policy

    def nothing(self: Admin, mailbox: object, lags: tuple[int, ...] | None = None) -> None:
        if lags is None:  # tenants that live there already were isolated before
            honest(self, mailbox, lags)  # type: ignore[arg-type]

    monkeypatch.setattr(Admin, "assign_policy", nothing)
    assert explore(Procedure.load(name), SMALL).leaks is (name == "isolate-first")


def test_a_default_book_of_nobody_hides_nothing_online(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the online answer, the offline book alone still leaks: both are asked through the front door."""
    monkeypatch.setattr(Exchange, "ask", lambda self, session, channel: _nothing(self, session))
    verdict = explore(Procedure.load("ovh-2016"), SMALL)

    assert verdict.leak is not None
    assert verdict.leak.channel == "oab"


def _nothing(exchange: Exchange, session: object) -> object:
    class Silent:
        has_foreign = False

    return Silent()
