import pytest

from fakeexchange.errors import AdminError
from fakeexchange.exchange import Session

from .toys import ALL, ANN, BOB, EVE, Office, office

HELD = "(Alias -ne $null -and CustomAttribute1 -eq 'newco')"


def with_lists(of: Office, held: str = HELD) -> Office:
    """GAL, lists, rooms and book of the second tenant."""
    of.run("New-GlobalAddressList", Name="newco GAL", RecipientFilter=held)
    of.run("New-AddressList", Name="newco List", RecipientFilter=held)
    of.run(
        "New-AddressList",
        Name="newco Rooms",
        IncludedRecipients="Resources",
        ConditionalCustomAttribute1="newco",
    )
    of.run("New-OfflineAddressBook", Name="newco OAB", AddressLists=["\\newco List"])
    return of


def policy(of: Office, **other: object) -> None:
    """A policy over them, or over something else."""
    usual = {
        "Name": "newco ABP",
        "AddressLists": "newco List",
        "RoomList": "newco Rooms",
        "GlobalAddressList": "newco GAL",
        "OfflineAddressBook": "newco OAB",
    }
    of.run("New-AddressBookPolicy", **usual | other)


def test_a_policy_isolates_by_what_its_lists_hold() -> None:
    """A mailbox with the policy sees the tenant to which its GAL is restricted, whatever the policy is called."""
    of = with_lists(office())
    policy(of, Name="anything")
    of.run("Enable-Mailbox", Identity=EVE, AddressBookPolicy="anything")

    assert of.sees(EVE) == [EVE]
    assert of.run("Get-AddressBookPolicy", Identity="anything")[0]["GlobalAddressList"] == "\\newco GAL"


def test_lists_that_hold_everybody_isolate_nobody() -> None:
    """A policy over lists whose filter names no tenant is assigned, shown, and of no use."""
    of = with_lists(office(), "Alias -ne $null")
    of.run("New-AddressList", Name="All Rooms", IncludedRecipients="Resources")
    policy(of, RoomList="All Rooms")
    of.run("Enable-Mailbox", Identity=EVE, AddressBookPolicy="newco ABP")

    assert of.sees(EVE) == [ALL, ANN, BOB, EVE]
    assert of.shown(EVE)["AddressBookPolicy"] == "newco ABP"


def test_the_policy_of_another_tenant_shows_that_tenant() -> None:
    """A wrong policy isolates from nobody but one's own."""
    of = office()
    of.run("Enable-Mailbox", Identity=EVE, AddressBookPolicy="acme ABP")

    assert of.sees(EVE) == [ALL, ANN, BOB]


def test_lists_of_two_tenants_are_refused() -> None:
    """A policy, or a book, over lists of different tenants is refused by name; nothing is made."""
    of = with_lists(office())
    with pytest.raises(AdminError, match="different tenants") as refused:
        policy(of, AddressLists=["newco List", "acme Address List"])
    with pytest.raises(AdminError, match="different tenants"):
        of.run("New-OfflineAddressBook", Name="both", AddressLists=["newco List", "acme Address List"])
    policy(of)
    with pytest.raises(AdminError, match="those of one tenant"):
        of.run("Set-AddressBookPolicy", Identity="newco ABP", GlobalAddressList="acme GAL")

    assert refused.value.name == "InvalidOperationException"
    assert [one["Name"] for one in of.run("Get-AddressBookPolicy")] == ["acme ABP", "newco ABP"]


def test_what_is_in_use_stays() -> None:
    """A list that a policy holds, and a policy that a mailbox holds, cannot be removed; afterwards they can."""
    of = with_lists(office())
    policy(of)
    of.run("Enable-Mailbox", Identity=EVE, AddressBookPolicy="newco ABP")
    for cmdlet, name in (
        ("Remove-GlobalAddressList", "newco GAL"),
        ("Remove-AddressList", "newco List"),
        ("Remove-AddressList", "newco Rooms"),
        ("Remove-OfflineAddressBook", "newco OAB"),
        ("Remove-AddressBookPolicy", "newco ABP"),
    ):
        with pytest.raises(AdminError, match="can't be removed because it's"):
            of.run(cmdlet, Identity=name)
    of.run("Disable-Mailbox", Identity=EVE)
    of.run("Remove-AddressBookPolicy", Identity="newco ABP")
    of.run("Remove-OfflineAddressBook", Identity="newco OAB")
    for name in ("newco List", "newco Rooms"):
        of.run("Remove-AddressList", Identity=name)
    newco = of.exchange.tenant(1)

    assert (newco.has_policy, newco.has_lists, newco.book) == (False, False, None)
    assert of.exchange.directory.tenants_with_lists == 1


def test_list_names_are_shown_as_soon_as_there_is_a_list() -> None:
    """A mailbox without a policy is shown the names of every tenant with a list, once each."""
    of = office()
    of.run("Enable-Mailbox", Identity=EVE)
    before = of.exchange.foreign_list_names(of.session(EVE))
    with_lists(of)
    of.run("Set-Mailbox", Identity=ANN, AddressBookPolicy=None)

    assert (before, of.exchange.foreign_list_names(of.session(ANN))) == (1, 1)
    assert of.exchange.directory.tenants_with_lists == 2


def test_a_book_has_files_from_its_generation_on() -> None:
    """A new book is not there (404) until Update-OfflineAddressBook; the default one is made anew likewise."""
    of = with_lists(office())
    policy(of)
    of.run("Enable-Mailbox", Identity=EVE, AddressBookPolicy="newco ABP")
    session = of.session(EVE)
    before = of.exchange.start_download(session)
    of.run("Update-OfflineAddressBook", Identity="newco OAB")
    after = of.exchange.start_download(session)
    of.run("Update-OfflineAddressBook", Identity="\\Default Offline Address Book")

    assert before is None
    assert after is not None
    assert after.book.entries == 1
    assert of.exchange.directory.default_book is not None
    assert of.exchange.directory.default_book.entries == 4


def test_a_name_is_taken_once() -> None:
    """A second object of one kind and name is refused, and leaves no tenant behind."""
    of = with_lists(office())
    tenants = len(of.exchange.directory.tenants)
    with pytest.raises(AdminError, match="ADObjectAlreadyExistsException"):
        of.run("New-GlobalAddressList", Name="NEWCO gal", RecipientFilter="CustomAttribute1 -eq 'third'")

    assert len(of.exchange.directory.tenants) == tenants


def test_a_policy_by_another_name() -> None:
    """Renamed, a policy is found and shown by its new name, and isolates as before."""
    of = office()
    of.run("Set-AddressBookPolicy", Identity="acme ABP", Name="acme 2")

    assert of.shown(ANN)["AddressBookPolicy"] == "acme 2"
    assert of.sees(ANN) == [ALL, ANN, BOB]
    with pytest.raises(AdminError, match="'acme ABP' couldn't be found"):
        of.run("Get-AddressBookPolicy", Identity="acme ABP")


def test_a_filter_with_a_new_name_makes_a_tenant() -> None:
    """A customer whom nobody declared begins with the first list of his name; his users come to him by it."""
    of = office()
    of.run("New-AcceptedDomain", Name="later.example", DomainName="later.example")
    of.run("New-GlobalAddressList", Name="later GAL", RecipientFilter="CustomAttribute1 -eq 'later'")
    for name in ("later List", "later Rooms"):
        of.run(
            "New-AddressList",
            Name=name,
            ConditionalCustomAttribute1="later",
            IncludedRecipients="AllRecipients",
        )
    of.run("New-OfflineAddressBook", Name="later OAB", AddressLists="later GAL")
    of.run(
        "New-AddressBookPolicy",
        Name="later ABP",
        AddressLists="later List",
        RoomList="later Rooms",
        GlobalAddressList="later GAL",
        OfflineAddressBook="later OAB",
    )
    of.run("New-Mailbox", Name="Lea", UserPrincipalName="lea@later.example", AddressBookPolicy="later ABP")
    of.run("Set-Mailbox", Identity="lea@later.example", CustomAttribute1="later")

    assert of.sees("lea@later.example") == ["lea@later.example"]
    assert isinstance(of.session("lea@later.example"), Session)
    assert (
        of.admin.shell.organisation.register.domain(of.mailbox("lea@later.example").tenant.number)
        == "later.example"
    )
