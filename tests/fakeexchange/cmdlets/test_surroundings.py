import pytest

from fakeexchange.errors import AdminError
from fakeexchange.visibility import Reason, Refused

from .toys import ANN, EVE, office


def test_routing_follows_the_autodiscover_record() -> None:
    """A record that names the target sends clients there, another one away; other records change nothing."""
    of = office()

    def record(name: str, alias: str) -> bool:
        of.run("Add-DnsServerResourceRecordCName", Name=name, ZoneName="acme.example", HostNameAlias=alias)
        return of.exchange.tenant(0).is_routed

    assert record("www", "elsewhere.example") is True
    assert record("autodiscover", "mail.source.example") is False
    assert of.exchange.connect(of.mailbox(ANN)) == Refused(Reason.NOT_ROUTED)
    assert record("Autodiscover", "mail.target.example.") is True
    with pytest.raises(AdminError, match=r"'nowhere\.example' couldn't be found"):
        of.run("Add-DnsServerResourceRecordCName", Name="a", ZoneName="nowhere.example", HostNameAlias="b")


def test_a_restart_cuts_sessions() -> None:
    """Client access restarted ends every session; another service's name is refused."""
    of = office()
    session = of.session(ANN)
    of.exchange.clock.advance(1)  # type: ignore[attr-defined]
    with pytest.raises(AdminError, match="ServiceCommandException"):
        of.run("Restart-Service", Name="Spooler")
    assert not of.exchange.is_cut(session)
    of.run("Restart-Service", Name="MSExchangeRPC", Force=True)

    assert of.exchange.is_cut(session)


def test_the_preferred_server_takes_writes() -> None:
    """Set-ADServerSettings names the controller that takes what follows."""
    of = office()
    of.admin.shell.organisation.lags[0] = 30
    of.run("Set-ADServerSettings", PreferredServer="dc2.target.example")
    of.run("Enable-Mailbox", Identity=EVE, AddressBookPolicy="acme ABP")

    assert [of.session(EVE, controller).is_wide for controller in (0, 1)] == [True, False]


def test_an_object_is_brought_to_a_controller() -> None:
    """Sync-ADObject ends the lag of one user on one controller, and a second time changes nothing."""
    of = office()
    of.admin.shell.organisation.lags[1] = 30
    of.run("Enable-Mailbox", Identity=EVE, AddressBookPolicy="acme ABP")
    before = of.session(EVE, 1).is_wide
    for _ in range(2):
        of.run("Sync-ADObject", Object=EVE, Source="dc1", Destination="dc2")

    assert (before, of.session(EVE, 1).is_wide) == (True, False)


def test_what_is_noted() -> None:
    """Permissions and folders are kept; what they are of must be there."""
    of = office()
    of.run("Add-ADPermission", Identity="acme OAB", User="crew", ExtendedRights="MS-EXCH-DOWNLOAD-OAB")
    of.run("New-PublicFolder", Name="acme", Path="\\")
    of.run("Add-PublicFolderClientPermission", Identity="\\acme", User="ann", AccessRights="Owner")
    of.run("Set-MailboxFolderPermission", Identity=f"{ANN}:\\calendar", User="Default", AccessRights="None")

    assert of.run("Get-PublicFolder", Identity="\\acme")[0]["Permissions"] == {"ann": ["Owner"]}
    assert of.shown(ANN)["FolderPermissions"] == {"calendar/Default": ["None"]}
    with pytest.raises(AdminError, match=r"expected <mailbox>:\\<folder>"):
        of.run("Set-MailboxFolderPermission", Identity=ANN, User="Default", AccessRights="None")
    with pytest.raises(AdminError, match="couldn't be found"):
        of.run("Remove-PublicFolderClientPermission", Identity="\\other", User="ann")
