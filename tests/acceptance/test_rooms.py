"""exchangelib 5, unchanged, looks for meeting rooms: in a served population, and in a fixture's declared objects."""

from collections.abc import Callable, Iterator
from typing import Any

import exchangelib
import pytest
import requests
from exchangelib import BASIC, DELEGATE, Account, Configuration, Credentials
from exchangelib.errors import ErrorNameResolutionNoResults, EWSError
from exchangelib.folders import Directory
from exchangelib.protocol import CachingProtocol

from fakeexchange.testing import exchange_server

from .lab import Lab, serving

# The two of twelve tenants that have a meeting room, in the default population under seed 1, and one without.
ISOLATED, IN_THE_WINDOW, WITHOUT_A_ROOM = 4, 10, 3
ROOM_LISTS = {4: "rooms@lefevre-4.example", 10: "rooms@bourgeois-10.example"}
ROOMS = {4: "Salle de réunion 1 lefevre-4", 10: "Salle de réunion 1 bourgeois-10"}

OBJECTS = {
    "tenants": [
        {
            "name": "acme",
            "users": ["Ann Smith <ann@acme.example>"],
            "rooms": ["Board Room <board@acme.example>", "Attic <attic@acme.example>"],
            "state": "isolated",
        },
        {
            "name": "globex",
            "users": ["Carol Jones <carol@globex.example>"],
            "rooms": ["Boiler Room <boiler@globex.example>"],
            "state": "open",
        },
    ]
}


@pytest.fixture(autouse=True)
def version(record_property: Callable[[str, str], None]) -> Iterator[None]:
    """Say which client it is."""
    record_property("client", f"exchangelib {exchangelib.__version__}")
    yield
    CachingProtocol.clear_cache()


@pytest.fixture(scope="module")
def twelve() -> Iterator[Lab]:
    """Twelve tenants that are synchronised: one is isolated, two are in their window."""
    with serving("--tenants", "12", "--upto", "sync_mailboxes", "--set", "platform.controllers=1") as lab:
        for tenant in (ISOLATED, IN_THE_WINDOW, WITHOUT_A_ROOM):
            lab.run("cut_over", tenant)
            lab.run("switch_routing", tenant)
        lab.run("assign_policy", ISOLATED)
        yield lab


def logged_on(url: str, address: str, password: str) -> Account:
    """An account, by Basic."""
    config = Configuration(
        service_endpoint=f"{url}/EWS/Exchange.asmx",
        credentials=Credentials(address, password),
        auth_type=BASIC,
    )
    account = Account(address, config=config, autodiscover=False, access_type=DELEGATE)
    assert account.protocol.version is not None
    return account


def of_tenant(lab: Lab, tenant: int) -> Account:
    """The account of a tenant's first user."""
    told = requests.get(
        f"{lab.admin_url}/tenants/{tenant}",
        headers={"Authorization": f"Bearer {lab.admin_token}"},
        timeout=30,
    ).json()
    user = next(mailbox for mailbox in told["mailboxes"] if not mailbox["is_room"])
    return logged_on(lab.url, user["address"], user["password"])


def rooms_by_list(account: Account) -> dict[str, set[str]]:
    """The names of the rooms in each room list that is shown, by the list's address."""
    protocol: Any = account.protocol
    return {
        of.email_address: {room.name for room in protocol.get_rooms(of.email_address)}
        for of in protocol.get_roomlists()
    }


def test_in_a_population_rooms_are_shown_as_everybody_is(twelve: Lab) -> None:
    """Isolated: its own rooms; in the window: everybody's, also to a tenant that has none; a gate refuses."""
    own = of_tenant(twelve, ISOLATED)
    everybody = {ROOM_LISTS[n]: {ROOMS[n]} for n in (ISOLATED, IN_THE_WINDOW)}
    assert rooms_by_list(own) == {ROOM_LISTS[ISOLATED]: {ROOMS[ISOLATED]}}
    assert rooms_by_list(of_tenant(twelve, IN_THE_WINDOW)) == everybody
    assert rooms_by_list(of_tenant(twelve, WITHOUT_A_ROOM)) == everybody
    with pytest.raises(ErrorNameResolutionNoResults, match=r"No results were found\."):
        list(own.protocol.get_rooms(ROOM_LISTS[IN_THE_WINDOW]))

    twelve.run("close_gate", ISOLATED)
    with pytest.raises(EWSError, match="503"):
        rooms_by_list(own)
    twelve.run("open_gate", ISOLATED)


def test_a_room_is_found_by_name_and_told_from_a_person(twelve: Lab) -> None:
    """ResolveNames and FindPeople find rooms among the same, and people search says that they are rooms."""

    def resolved(account: Account) -> set[tuple[str, str]]:
        found = account.protocol.resolve_names(["salle"])
        return {(box.name, box.mailbox_type) for box in found if not isinstance(box, EWSError)}

    def people(account: Account) -> set[tuple[str, str]]:
        folder = Directory.get_distinguished(root=account.root)
        return {(person.display_name, person.persona_type) for person in folder.people().filter("salle")}

    own, wide = of_tenant(twelve, ISOLATED), of_tenant(twelve, IN_THE_WINDOW)
    assert resolved(own) == {(ROOMS[ISOLATED], "Mailbox")}
    assert resolved(wide) == {(name, "Mailbox") for name in ROOMS.values()}
    assert people(own) == {(ROOMS[ISOLATED], "Room")}
    assert people(wide) == {(name, "Room") for name in ROOMS.values()}


def test_declared_rooms_are_listed_by_a_group_of_theirs() -> None:
    """Isolated: the own list; open: a stranger's too, less the room that is hidden; what is no list has no result."""
    with exchange_server(OBJECTS) as server:
        ann, carol = (
            logged_on(server.url, address, server.password(address))
            for address in ("ann@acme.example", "carol@globex.example")
        )
        own = {"roomlist@acme.example": {"Board Room", "Attic"}}
        assert rooms_by_list(ann) == own
        assert rooms_by_list(carol) == {**own, "roomlist@globex.example": {"Boiler Room"}}

        server.cmdlet("Set-Mailbox", Identity="attic@acme.example", HiddenFromAddressListsEnabled=True)
        assert rooms_by_list(carol)["roomlist@acme.example"] == {"Board Room"}

        for rooms in ("carol@globex.example", "nobody@acme.example"):
            with pytest.raises(ErrorNameResolutionNoResults):
                list(ann.protocol.get_rooms(rooms))
