import pytest

from fakeexchange.client_access import ClientAccess
from fakeexchange.errors import AdminError

from .toys import ALL, ANN, BOB, CREW, EVE, office


def test_a_group_of_the_directory_becomes_a_list() -> None:
    """Enabled, a declared group is listed under its address; a second time it is refused."""
    of = office()
    (made,) = of.run("Enable-DistributionGroup", Identity=CREW, Alias="crew")
    of.run("Enable-Mailbox", Identity=EVE)

    assert made["RecipientType"] == "MailUniversalSecurityGroup"
    assert CREW in of.sees(EVE)
    with pytest.raises(AdminError, match="is of type MailUniversalSecurityGroup"):
        of.run("Enable-DistributionGroup", Identity=CREW)


def test_a_new_group_and_its_members() -> None:
    """Members are added and removed one by one, each once; a stranger is refused."""
    of = office()
    of.run("New-DistributionGroup", Name="Sales Team", OrganizationalUnit="acme", Members=[ANN])
    of.run("Add-DistributionGroupMember", Identity="Sales Team", Member=BOB)
    both = [one["PrimarySmtpAddress"] for one in of.run("Get-DistributionGroupMember", Identity="Sales Team")]
    with pytest.raises(AdminError, match="MemberAlreadyExistsException"):
        of.run("Add-DistributionGroupMember", Identity="Sales Team", Member=BOB)
    of.run("Remove-DistributionGroupMember", Identity="Sales Team", Member=ANN)
    with pytest.raises(AdminError, match="MemberNotFoundException"):
        of.run("Remove-DistributionGroupMember", Identity="Sales Team", Member=ANN)
    of.run("Enable-Mailbox", Identity=EVE)
    with pytest.raises(AdminError, match="another tenant's"):
        of.run("Add-DistributionGroupMember", Identity="Sales Team", Member=EVE)
    left = [one["PrimarySmtpAddress"] for one in of.run("Get-DistributionGroupMember", Identity="Sales Team")]

    assert (both, left) == ([ANN, BOB], [BOB])
    assert "SalesTeam@acme.example" in of.sees(ANN)


def test_a_list_of_rooms_shows_rooms_alone() -> None:
    """Made with -RoomList or turned into one, a group lists its members that are rooms, until it is removed."""
    of = office()
    of.run("Enable-Mailbox", Identity=EVE, Room=True)
    of.run("New-DistributionGroup", Name="Floor", OrganizationalUnit="newco", Members=[EVE], RoomList=True)
    of.run("Set-DistributionGroup", Identity=ALL, RoomList=True)
    access, session = ClientAccess(of.exchange, of.admin.shell.organisation.register), of.session(EVE)

    (floor,) = of.run("Get-DistributionGroup", Identity="Floor")
    (room,) = of.run("Get-Mailbox", Identity=EVE)
    assert (floor["RecipientTypeDetails"], room["RecipientTypeDetails"]) == ("RoomList", "RoomMailbox")
    assert [one.address for one in access.room_lists(session)] == [ALL, "Floor@newco.example"]
    assert [access.row(session, r).address for r in access.rooms(session, "floor@newco.example") or ()] == [
        EVE
    ]
    assert access.rooms(session, ALL) == ()

    of.run("Remove-DistributionGroup", Identity="Floor")
    assert [one.address for one in access.room_lists(session)] == [ALL]


def test_a_group_is_hidden_and_removed() -> None:
    """Hidden, a list leaves the address lists; removed, it is no recipient any more."""
    of = office()
    of.run("Set-DistributionGroup", Identity=ALL, HiddenFromAddressListsEnabled=True)
    hidden = of.sees(ANN)
    of.run(
        "Set-DistributionGroup", Identity=ALL, HiddenFromAddressListsEnabled=False, DisplayName="Everybody"
    )
    shown = of.run("Get-DistributionGroup", Identity=ALL)[0]["DisplayName"]
    of.run("Remove-DistributionGroup", Identity=ALL)

    assert (hidden, shown, of.sees(ANN)) == ([ANN, BOB], "Everybody", [ANN, BOB])
    with pytest.raises(AdminError, match="couldn't be found"):
        of.run("Get-DistributionGroup", Identity=ALL)
