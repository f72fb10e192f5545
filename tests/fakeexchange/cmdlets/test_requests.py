import pytest

from fakeexchange.errors import AdminError
from fakeexchange.visibility import BySource

from .toys import EVE, Office, office

SOURCE = {"source": True, "tenants": [{"name": "newco", "users": ["eve", "fay"]}]}
FAY = "fay@newco.example"


def prepared() -> Office:
    """A source serves two users, for whom the target has mail users."""
    of = office(SOURCE)
    for user in (EVE, FAY):
        of.run("Enable-MailUser", Identity=user, ExternalEmailAddress=user)
    return of


def test_a_move_is_copied_ahead_and_completed_later() -> None:
    """Suspended when ready, a move changes nothing; resumed, the target hosts the mailbox."""
    of = prepared()
    (request,) = of.run(
        "New-MoveRequest", Identity=EVE, Remote=True, SuspendWhenReadyToComplete=True, BatchName="b"
    )
    before = of.session(EVE).view
    of.run("Resume-MoveRequest", Identity=EVE)

    assert request["Status"] == "AutoSuspended"
    assert isinstance(before, BySource)
    assert of.mailbox(EVE).is_hosted
    assert [one["Status"] for one in of.run("Get-MoveRequest", BatchName="b")] == ["Completed"]
    assert of.shown(EVE)["RecipientType"] == "UserMailbox"


def test_a_tenant_is_synchronised_when_all_its_mailboxes_are() -> None:
    """Of two mailboxes one request is not enough."""
    of = prepared()
    found = []
    for user in (EVE, FAY):
        of.run("New-MoveRequest", Identity=user, Remote=True, Suspend=True)
        found.append(of.exchange.tenant(0).is_synced)

    assert found == [False, True]


def test_requests_refused() -> None:
    """A second request, one of nobody, and a completed one resumed are refused by Exchange's names."""
    of = prepared()
    of.run("New-MoveRequest", Identity=EVE, Remote=True, SuspendWhenReadyToComplete=True)
    for cmdlet, user, error in (
        ("New-MoveRequest", EVE, "ManagementObjectAlreadyExistsException"),
        ("Resume-MoveRequest", FAY, "ManagementObjectNotFoundException"),
        ("Remove-MoveRequest", FAY, "ManagementObjectNotFoundException"),
    ):
        with pytest.raises(AdminError) as refused:
            of.run(cmdlet, Identity=user)
        assert refused.value.name == error
    of.run("Resume-MoveRequest", Identity=EVE)
    with pytest.raises(AdminError, match="has completed already"):
        of.run("Resume-MoveRequest", Identity=EVE)


def test_a_request_forgotten() -> None:
    """Removed before it has completed, what was copied is lost; afterwards the mailbox stays."""
    of = prepared()
    for user in (EVE, FAY):
        of.run("New-MoveRequest", Identity=user, Remote=True, SuspendWhenReadyToComplete=True)
    of.run("Resume-MoveRequest", Identity=EVE)
    of.run("Remove-MoveRequest", Identity=EVE)
    after_completion = of.exchange.tenant(0).is_synced, of.mailbox(EVE).is_hosted
    of.run("Remove-MoveRequest", Identity=FAY)

    assert after_completion == (True, True)
    assert of.exchange.tenant(0).is_synced is False
