"""The fake as other people's tests see it: what it says of a panel that leaks, and of one that does not."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from fakeexchange.errors import AdminError
from fakeexchange.testing import ExchangeServer, LogonRefusedError, exchange_server

OBJECTS = {
    "tenants": [
        {
            "name": "acme",
            "users": ["ann", "Bob Brown <bob@acme.example>"],
            "groups": ["all"],
            "state": "isolated",
        },
        {"name": "newco", "users": ["eve"]},
    ]
}
EVE, ANN, BOB = "eve@newco.example", "ann@acme.example", "bob@acme.example"
STRANGERS = ("all@acme.example", ANN, BOB)


@pytest.fixture
def server() -> Iterator[ExchangeServer]:
    """An isolated tenant, and one that has only a user yet; two controllers."""
    with exchange_server(OBJECTS, controllers=2) as running:
        yield running


def prepare(server: ExchangeServer) -> None:
    """Lists, book and policy of the new tenant, as a panel makes them."""
    held = "(Alias -ne $null -and CustomAttribute1 -eq 'newco')"
    server.cmdlet("New-GlobalAddressList", Name="newco GAL", RecipientFilter=held)
    for name, included in (("newco", "AllRecipients"), ("newco Rooms", "Resources")):
        server.cmdlet(
            "New-AddressList", Name=name, IncludedRecipients=included, ConditionalCustomAttribute1="newco"
        )
    server.cmdlet("New-OfflineAddressBook", Name="newco OAB", AddressLists="newco GAL")
    server.cmdlet(
        "New-AddressBookPolicy",
        Name="newco ABP",
        AddressLists="newco",
        RoomList="newco Rooms",
        GlobalAddressList="newco GAL",
        OfflineAddressBook="newco OAB",
    )


def enable_then_isolate(server: ExchangeServer) -> None:
    """The order that leaks."""
    server.cmdlet("Enable-Mailbox", Identity=EVE)
    server.cmdlet("Set-CASMailbox", Identity=EVE, PopEnabled=False)
    server.cmdlet("Set-Mailbox", Identity=EVE, AddressBookPolicy="newco ABP", CustomAttribute1="newco")


def addresses(rows: list[Any] | None) -> list[str]:
    """Addresses of some rows, in order."""
    assert rows is not None
    return sorted(row.address for row in rows)


def test_the_beginning(server: ExchangeServer) -> None:
    """Whoever was declared isolated reads his own tenant by every way; who has no mailbox is refused."""
    ann = server.client(ANN)

    server.assert_isolated()
    assert server.calls == ()
    assert (
        addresses(ann.browse())
        == addresses(ann.browse("owa"))
        == addresses(ann.download())
        == list(STRANGERS)
    )
    assert addresses(ann.resolve("bro")) == [BOB]
    assert ann.list_names() == ["acme.example"]
    with pytest.raises(LogonRefusedError, match="no_mailbox"):
        server.client(EVE).browse()


def test_the_window_is_named(server: ExchangeServer) -> None:
    """A watch names the calls between which strangers could be seen, who saw whom, and through which controllers."""
    prepare(server)
    with server.watch() as watch:
        enable_then_isolate(server)
        server.cmdlet("Get-Mailbox", Identity=EVE)

    assert [(str(w.opened_by), str(w.closed_by)) for w in watch.windows] == [
        (
            f"call 6, Enable-Mailbox -Identity {EVE}",
            f"call 8, Set-Mailbox -Identity {EVE} -AddressBookPolicy 'newco ABP' -CustomAttribute1 newco",
        )
    ]
    (window,) = watch.windows
    assert [(leak.viewer, leak.controller, leak.cause) for leak in window.leaks] == [
        (EVE, "dc1", "not_assigned"),
        (EVE, "dc2", "not_assigned"),
    ]
    assert [leak.strangers for leak in window.leaks] == [STRANGERS, STRANGERS]
    with pytest.raises(
        AssertionError, match=r"between call 6, .* and call 8, .*: eve@newco.example could see"
    ):
        watch.assert_isolated()


def test_one_call_leaves_no_window(server: ExchangeServer) -> None:
    """A policy named in the call that enables the mailbox leaves no window on the controller that takes it."""
    prepare(server)
    with server.watch() as watch:
        server.cmdlet("Enable-Mailbox", Identity=EVE, AddressBookPolicy="newco ABP")

    watch.assert_isolated()
    assert addresses(server.client(EVE).browse()) == [EVE]


def test_a_lag_leaves_a_window_of_its_own(server: ExchangeServer) -> None:
    """A controller that has not seen the policy leaks until the clock has gone on, and says that this is why."""
    prepare(server)
    server.lag(2, "30 s")
    with server.watch() as watch:
        server.cmdlet("Enable-Mailbox", Identity=EVE, AddressBookPolicy="newco ABP")
        (leak,) = server.leaks()
        server.clock.advance("29 s")
        behind = server.client(EVE, "dc2").browse()
        server.clock.advance(timedelta(seconds=1))
    (window,) = watch.windows

    assert (leak.controller, leak.cause, leak.strangers) == ("dc2", "not_replicated", STRANGERS)
    assert addresses(behind) == sorted([EVE, *STRANGERS])
    assert str(window.closed_by) == "the clock's advance to 30 s"
    assert addresses(server.client(EVE, "dc2").browse()) == [EVE]
    server.assert_isolated()


def test_the_named_controller_takes_the_write(server: ExchangeServer) -> None:
    """A write with -DomainController is seen there at once, elsewhere after the lag; a read is of one controller."""
    prepare(server)
    server.lag("dc1", "10 s")
    server.cmdlet("Enable-Mailbox", Identity=EVE, AddressBookPolicy="newco ABP", DomainController="dc2")
    shown = [
        server.cmdlet("Get-Mailbox", Identity=EVE, DomainController=f"dc{n}")[0]["AddressBookPolicy"]
        for n in (1, 2)
    ]

    assert shown == ["", "newco ABP"]
    assert [leak.controller for leak in server.leaks()] == ["dc1"]


def test_a_call_that_fails(server: ExchangeServer) -> None:
    """A cmdlet that is told to fail does so, so many times, by the error's name, and changes nothing."""
    prepare(server)
    server.fail("Set-Mailbox", times=1, error="ADTransientException")
    with pytest.raises(AdminError, match="ADTransientException"):
        enable_then_isolate(server)
    exposed = len(server.leaks())
    server.cmdlet("Set-Mailbox", Identity=EVE, AddressBookPolicy="newco ABP")

    assert (exposed, server.calls[-2].error, server.calls[-1].error) == (2, "ADTransientException", None)
    server.assert_isolated()


def test_a_call_that_lies(server: ExchangeServer) -> None:
    """A cmdlet that is told to lie reports success and does nothing; the leak is a silent failure."""
    prepare(server)
    server.ignore("set-mailbox", times=1)
    enable_then_isolate(server)

    assert {leak.cause for leak in server.leaks()} == {"silent_failure"}
    assert (server.calls[-1].error, server.calls[-1].is_ignored) == (None, True)
    server.cmdlet("Set-Mailbox", Identity=EVE, AddressBookPolicy="newco ABP")
    server.assert_isolated()


def test_an_error_that_the_script_goes_on_after(server: ExchangeServer) -> None:
    """Under ErrorAction an error ends the call, and not the script; the calls say that it was one."""
    found = server.cmdlet("Set-Mailbox", Identity="nobody", ErrorAction="SilentlyContinue")

    assert (found, server.calls[-1].error) == ([], "ManagementObjectNotFoundException")


def test_a_session_keeps_its_view(server: ExchangeServer) -> None:
    """A session opened in the window reads strangers after it, until a restart of client access cuts it."""
    prepare(server)
    server.cmdlet("Enable-Mailbox", Identity=EVE)
    with server.client(EVE).session() as outlook:
        server.cmdlet("Set-Mailbox", Identity=EVE, AddressBookPolicy="newco ABP")
        server.assert_isolated()
        kept = outlook.browse()
        server.clock.advance("1 s")
        server.cmdlet("Restart-Service", Name="MSExchangeRPC")
        server.clock.advance("1 s")
        after = outlook.browse()

    assert (addresses(kept), addresses(after)) == (sorted([EVE, *STRANGERS]), [EVE])


def test_protocols_switched_off(server: ExchangeServer) -> None:
    """A mailbox enabled with its protocols off leaks by those alone that are on."""
    prepare(server)
    server.cmdlet("Enable-Mailbox", Identity=EVE)
    server.cmdlet(
        "Set-CASMailbox", Identity=EVE, MAPIEnabled=False, OWAEnabled=False, ActiveSyncEnabled=False
    )
    by_ews = {leak.channels for leak in server.leaks()}
    server.cmdlet("Set-CASMailbox", Identity=EVE, EwsEnabled=False)
    by_none = server.leaks()
    with pytest.raises(LogonRefusedError, match="gate_closed"):
        server.client(EVE).resolve("ann")
    server.cmdlet("Set-CASMailbox", Identity=EVE, OWAEnabled=True)

    assert (by_ews, by_none) == ({("ews",)}, [])
    assert {leak.channels for leak in server.leaks()} == {("owa",)}


def test_reset(server: ExchangeServer) -> None:
    """A reset brings back objects, clock, lags and calls, and forgets what was told to fail."""
    prepare(server)
    server.lag("dc2", "1 h")
    server.fail("Enable-Mailbox", times=3)
    server.clock.advance("5 min")
    server.reset()
    prepare(server)
    with server.watch() as watch:
        server.cmdlet("Enable-Mailbox", Identity=EVE, AddressBookPolicy="newco ABP")

    assert (server.clock.now, len(server.calls)) == (0, 6)
    watch.assert_isolated()


def test_over_the_wire_too(server: ExchangeServer) -> None:
    """A panel on the wire is recorded, watched and refused like one in the process."""
    prepare(server)
    with server.watch() as watch:
        assert post(server, "cmdlet/Enable-Mailbox", {"Identity": EVE})[0] == 200
        status, answer = post(server, "cmdlet/Enable-Mailbox", {"Identity": EVE})
        assert (
            post(server, "cmdlet/Set-Mailbox", {"Identity": EVE, "AddressBookPolicy": "newco ABP"})[0] == 200
        )

    assert (status, answer["error"]) == (409, "RecipientTaskException")
    assert [(w.opened_by.number, w.closed_by.number) for w in watch.windows] == [(6, 8)]  # type: ignore[union-attr]
    assert [call["cmdlet"] for call in server.recording()["calls"][-3:]] == [
        "Enable-Mailbox",
        "Enable-Mailbox",
        "Set-Mailbox",
    ]


def post(server: ExchangeServer, path: str, body: object) -> tuple[int, Any]:
    """Status and answer of a request by the administrator."""
    headers = {"Authorization": f"Bearer {server.admin_token}"}
    request = Request(f"{server.admin_url}/{path}", json.dumps(body).encode(), headers)
    try:
        with urlopen(request) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)


def test_nobody_of_that_address(server: ExchangeServer) -> None:
    """A client of nobody is an error that names the address."""
    with pytest.raises(KeyError, match="nobody has that address"):
        server.client("zoe@acme.example")
    with pytest.raises(ValueError, match='"30 s"'):
        server.lag(2, "soon")
    with pytest.raises(AdminError, match="dc3"):
        server.lag(3, "1 s")
