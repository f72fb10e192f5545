import pytest

from fakeexchange.errors import AdminError
from fakeexchange.replication import WRITER
from fakeexchange.visibility import Reason, Refused
from fakeexchange.words import Cause, Channel

from .toys import ALL, ANN, BOB, EVE, office

EVERYBODY = [ALL, ANN, BOB, EVE]


def test_a_mailbox_is_enabled_for_one_user() -> None:
    """Of a new tenant only the mailbox that was made is listed; it may read everybody, and isolated ones may not."""
    of = office()
    before = of.exchange.connect(of.mailbox(EVE))
    (made,) = of.run("Enable-Mailbox", Identity=EVE, Alias="evelyn", DisplayName="Eve Adams")

    assert before == Refused(Reason.NO_MAILBOX)
    assert (made["RecipientType"], made["Alias"], made["DisplayName"]) == (
        "UserMailbox",
        "evelyn",
        "Eve Adams",
    )
    assert of.sees(EVE) == EVERYBODY
    assert of.sees(ANN) == [ALL, ANN, BOB]


def test_a_policy_named_with_the_mailbox() -> None:
    """The call that enables a mailbox may isolate it; other controllers see that their lag later."""
    of = office()
    of.admin.shell.organisation.lags[1] = 30
    of.run("Enable-Mailbox", Identity=EVE, AddressBookPolicy="acme ABP")

    assert of.session(EVE).view.policy == 0  # type: ignore[union-attr]
    assert of.session(EVE, 1).open_because is Cause.NOT_ASSIGNED
    assert [of.shown(EVE, DomainController=f"dc{n}")["AddressBookPolicy"] for n in (1, 2)] == ["acme ABP", ""]


def test_a_policy_is_taken_away() -> None:
    """$null removes the policy: a write like any other, and the mailbox may read everybody again."""
    of = office()
    of.run("Enable-Mailbox", Identity=EVE)
    of.run("Set-Mailbox", Identity=ANN, AddressBookPolicy="$null")

    assert of.sees(ANN) == EVERYBODY
    assert of.shown(ANN)["AddressBookPolicy"] == ""
    assert of.exchange.tenant(0).unlinked == 1


def test_a_book_of_its_own() -> None:
    """An offline address book set on the mailbox goes before the policy's; $null gives it back."""
    of = office()
    of.run("Set-Mailbox", Identity=ANN, OfflineAddressBook="Default Offline Address Book")
    own = of.mailbox(ANN).offline_address_book
    of.run("Set-Mailbox", Identity=ANN, OfflineAddressBook=None)

    assert (own, of.mailbox(ANN).offline_address_book) == (-1, None)
    assert "acme OAB" not in of.shown(ANN)["OfflineAddressBook"]


def test_a_mailbox_is_hidden_and_shown() -> None:
    """Hidden, one mailbox leaves the lists, and comes back alone."""
    of = office()
    of.run("Set-Mailbox", Identity=BOB, HiddenFromAddressListsEnabled=True)
    hidden, said = of.sees(ANN), of.shown(BOB)["HiddenFromAddressListsEnabled"]
    of.run("Set-Mailbox", Identity=BOB, HiddenFromAddressListsEnabled="$false")

    assert (hidden, said, of.sees(ANN)) == ([ALL, ANN], True, [ALL, ANN, BOB])


def test_a_mailbox_is_disabled() -> None:
    """Disabled, it is listed no more, holds no policy, and nobody is served; the user can be enabled again."""
    of = office()
    session = of.session(ANN)
    of.exchange.clock.advance(1)  # type: ignore[attr-defined]
    of.run("Disable-Mailbox", Identity=ANN, Confirm=False)

    assert of.exchange.is_cut(session)
    assert of.exchange.connect(of.mailbox(ANN)) == Refused(Reason.NO_MAILBOX)
    assert of.sees(BOB) == [ALL, BOB]
    assert of.run("Get-User", Identity=ANN)[0]["RecipientType"] == "User"
    of.run("Enable-Mailbox", Identity=ANN)
    assert of.session(ANN).is_wide


def test_a_new_mailbox_makes_its_user() -> None:
    """New-Mailbox finds the tenant by unit, by domain or by policy; nothing of them is an error."""
    of = office()
    of.run("New-Mailbox", Name="Fay", UserPrincipalName="fay@newco.example", Password="x")
    of.run(
        "New-Mailbox", Name="Gus", UserPrincipalName="gus@other.example", OrganizationalUnit="Hosting/newco"
    )
    of.run("New-Mailbox", Name="Hal", UserPrincipalName="hal@third.example", AddressBookPolicy="acme ABP")
    with pytest.raises(AdminError, match=r"No tenant of this fake has the domain 'fourth\.example'"):
        of.run("New-Mailbox", Name="Ida", UserPrincipalName="ida@fourth.example")

    owners = [of.mailbox(f"{who}.example").tenant.number for who in ("fay@newco", "gus@other", "hal@third")]
    assert owners == [1, 1, 0]
    with pytest.raises(AdminError, match="ADObjectAlreadyExistsException"):
        of.run("New-Mailbox", Name="Ann", UserPrincipalName=ANN)


def test_a_public_folder_mailbox_is_nobodys() -> None:
    """A mailbox for public folders stands in no list, and Get-Mailbox -PublicFolder alone finds it."""
    of = office()
    of.run("New-Mailbox", Name="folders", PublicFolder=True, AddressBookPolicy="acme ABP")

    assert [one["Name"] for one in of.run("Get-Mailbox", PublicFolder=True)] == ["folders"]
    assert [one["Name"] for one in of.run("Get-Mailbox")] == ["ann", "bob"]


def test_names_and_addresses() -> None:
    """A recipient is found by every name it goes by, by its old one no more; an address is one recipient's alone."""
    of = office()
    of.run(
        "Set-Mailbox",
        Identity=ANN,
        DisplayName="Ann Smith",
        PrimarySmtpAddress="ann.smith@acme.example",
        Alias="as",
    )
    shown = of.shown("ann.smith@acme.example")
    found = [
        of.shown(str(shown[key]))["Guid"]
        for key in ("Identity", "DistinguishedName", "Guid", "Alias", "DisplayName")
    ]

    assert found == [shown["Guid"]] * 5
    assert of.sees(BOB) == [ALL, "ann.smith@acme.example", BOB]
    with pytest.raises(AdminError, match=r'"SMTP:bob@acme\.example" is already being used'):
        of.run("Set-Mailbox", Identity="as", PrimarySmtpAddress=BOB)
    of.run("Set-Mailbox", Identity=BOB, Alias="as")
    with pytest.raises(AdminError, match="'as' matches multiple entries"):
        of.run("Get-Mailbox", Identity="as")


def test_protocols() -> None:
    """A protocol switched off refuses its channels alone; a disabled account refuses all; both can be undone."""
    of = office()
    of.run("Set-CASMailbox", Identity=ANN, MAPIEnabled=False, OWAEnabled="False")
    refused = [c for c in Channel if isinstance(of.exchange.connect(of.mailbox(ANN), WRITER, c), Refused)]
    of.run("Disable-ADAccount", Identity=ANN)
    barred = of.exchange.connect(of.mailbox(ANN))
    of.run("Enable-ADAccount", Identity=ANN)
    of.run("Set-CASMailbox", Identity=ANN, MAPIEnabled=True)
    (left,) = of.run("Get-CASMailbox", Identity=ANN)

    assert refused == [Channel.NSPI, Channel.OAB, Channel.OWA]
    assert barred == Refused(Reason.GATE_CLOSED)
    assert (left["MAPIEnabled"], left["OWAEnabled"], left["EwsEnabled"]) == (True, False, True)
    assert of.session(ANN, channel=Channel.NSPI).view.policy == 0  # type: ignore[union-attr]


def test_a_mail_user_is_listed_and_not_served() -> None:
    """Prepared for a move, a user stands in everybody's list, and no policy can be set on it."""
    of = office()
    of.run("Set-Mailbox", Identity=ANN, AddressBookPolicy=None)
    of.run("Enable-MailUser", Identity=EVE, ExternalEmailAddress="SMTP:eve@old.example")

    assert of.sees(ANN) == EVERYBODY
    assert of.exchange.connect(of.mailbox(EVE)) == Refused(Reason.NO_MAILBOX)
    with pytest.raises(AdminError, match="couldn't be found"):
        of.run("Set-Mailbox", Identity=EVE, AddressBookPolicy="acme ABP")
    with pytest.raises(AdminError, match="is of type MailUser"):
        of.run("Enable-Mailbox", Identity=EVE)
    of.run("Remove-MailUser", Identity=EVE)
    assert of.sees(ANN) == [ALL, ANN, BOB]


def test_filters_choose() -> None:
    """Get- cmdlets print what passes their filter, in order, as many as asked for."""
    of = office()
    of.run("Enable-Mailbox", Identity=EVE)

    def names(cmdlet: str, **parameters: object) -> list[str]:
        return [one["Name"] for one in of.run(cmdlet, **parameters)]

    assert names("Get-Mailbox", Filter="CustomAttribute1 -eq 'acme'") == ["ann", "bob"]
    assert names("Get-Mailbox", Filter="CustomAttribute1 -ne 'acme'") == ["eve"]
    assert names("Get-Mailbox", Filter="Alias -like 'a*' -or Alias -eq 'eve'") == ["ann", "eve"]
    assert names("Get-Mailbox", OrganizationalUnit="newco") == ["eve"]
    assert names("Get-Mailbox", ResultSize=1) == ["ann"]
    assert names("Get-Recipient", RecipientType="MailUniversalSecurityGroup") == ["all"]
    assert names("Get-User", Filter="-not (Name -eq 'bob')") == ["ann", "eve"]


def test_an_attribute_of_another_tenant_is_refused() -> None:
    """A recipient is not moved into another tenant's lists by its attribute; the call changes nothing."""
    of = office()
    with pytest.raises(AdminError, match="CustomAttribute1 'newco' is another tenant's"):
        of.run("Set-Mailbox", Identity=ANN, CustomAttribute1="newco", HiddenFromAddressListsEnabled=True)

    assert of.shown(ANN)["HiddenFromAddressListsEnabled"] is False
