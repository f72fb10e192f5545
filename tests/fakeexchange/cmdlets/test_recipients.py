"""Recipients of a world that was made up, and of one that was written down, by every name they go by."""

import pytest

from fakeexchange.cmdlets.shell import Shell
from fakeexchange.errors import AdminError
from fakeexchange.names import Names
from fakeexchange.register import Register

from ..toys import World, world
from .toys import ANN, BOB, office


def made_up() -> tuple[World, Shell]:
    """Two hosted tenants whose people nobody wrote down."""
    toy = world((2, 1), (1, 0))
    toy.host(*toy.tenants)
    return toy, Shell(toy.exchange, Register.over(Names(seed=3)))


def test_made_up_people_are_found_by_their_addresses() -> None:
    """By address, identity and distinguished name; verbs' own objects by the names that verbs give them."""
    toy, shell = made_up()
    address = Names(seed=3).person(0, 1).address
    (found,) = shell.run("Get-Mailbox", {"Identity": address.upper()})
    again = [
        shell.run("Get-Mailbox", {"Identity": found[key]})[0] for key in ("Identity", "DistinguishedName")
    ]
    shell.run("Set-Mailbox", {"Identity": found["DistinguishedName"], "AddressBookPolicy": "T0 ABP"})

    assert again == [found, found]
    assert found["CustomAttribute1"] == "T0"
    assert [toy.session(toy.tenants[0], mailbox=n).is_wide for n in (0, 1)] == [True, False]


def test_a_panels_own_name_for_a_made_up_tenant() -> None:
    """Objects made under a name that is not known yet become the tenant's whose recipient is given the name."""
    toy, shell = made_up()
    address = Names(seed=3).person(1, 0).address
    shell.run(
        "New-GlobalAddressList", {"Name": "globex GAL", "RecipientFilter": "CustomAttribute1 -eq 'globex'"}
    )
    shell.run("New-AddressList", {"Name": "globex", "ConditionalCustomAttribute1": "globex"})
    shell.run("New-OfflineAddressBook", {"Name": "globex OAB", "AddressLists": "globex"})
    parts = {"AddressLists": "globex", "RoomList": "globex", "GlobalAddressList": "globex GAL"}
    shell.run("New-AddressBookPolicy", {"Name": "globex ABP", "OfflineAddressBook": "globex OAB"} | parts)
    shell.run(
        "Set-Mailbox", {"Identity": address, "CustomAttribute1": "globex", "AddressBookPolicy": "globex ABP"}
    )

    assert not toy.session(toy.tenants[1]).is_wide
    assert toy.exchange.directory.tenants_with_lists == 2
    assert toy.ask(toy.tenants[1]).foreign_mailboxes == 0


def test_a_name_that_was_changed_is_no_longer_found() -> None:
    """An alias, an address and a display name given up are nobody's, and may be another's."""
    of = office()
    of.run(
        "Set-Mailbox",
        Identity=ANN,
        Alias="smith",
        PrimarySmtpAddress="smith@acme.example",
        DisplayName="A. Smith",
    )
    with pytest.raises(AdminError, match="'ann' couldn't be found"):
        of.run("Get-Mailbox", Identity="ann")
    of.run("Set-Mailbox", Identity=BOB, Alias="ann")

    assert of.shown("ann")["PrimarySmtpAddress"] == BOB
