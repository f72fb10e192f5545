"""exchangelib 5, unchanged: each operation of the address book in three states, by each transport and mechanism."""

from collections.abc import Callable, Iterator

import exchangelib
import pytest
from exchangelib import BASIC, DELEGATE, NTLM, Account, Configuration, Credentials, Version
from exchangelib.autodiscover import AutodiscoverProtocol
from exchangelib.errors import EWSError, TransportError, UnauthorizedError
from exchangelib.folders import Directory
from exchangelib.protocol import CachingProtocol

from .lab import Lab
from .population import (
    BEGINS_WITH,
    BEHIND_THE_GATE,
    DIRECTION,
    IN_THE_WINDOW,
    ISOLATED,
    OWN,
    PEOPLE,
)

DOORS = [(scheme, mechanism) for scheme in ("http", "https") for mechanism in (BASIC, NTLM)]
Open = Callable[[int], Account]


@pytest.fixture(autouse=True)
def version(record_property: Callable[[str, str], None]) -> None:
    """Say which client it is."""
    record_property("client", f"exchangelib {exchangelib.__version__}")


@pytest.fixture(params=DOORS, ids=lambda door: " ".join(door))
def log_on(lab: Lab, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """The account of a tenant's first user, by one transport and mechanism."""
    scheme, mechanism = request.param
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", lab.ca_file)
    url = lab.secure if scheme == "https" else lab.url

    def log_on(tenant: int, password: str | None = None) -> Account:
        address, known = lab.user(tenant)
        config = Configuration(
            service_endpoint=f"{url}/EWS/Exchange.asmx",
            credentials=Credentials(address, password or known),
            auth_type=mechanism,
        )
        account = Account(address, config=config, autodiscover=False, access_type=DELEGATE)
        assert isinstance(account.protocol.version, Version)
        return account

    yield log_on
    CachingProtocol.clear_cache()


def resolved(account: Account, *queries: str) -> dict[str, set[str]]:
    """The names that each query is answered with."""
    return {
        query: {box.name for box in account.protocol.resolve_names([query]) if not isinstance(box, EWSError)}
        for query in queries
    }


def test_names_are_resolved_among_whom_the_session_may_see(log_on: Open) -> None:
    """Isolated: among its own; in the window: among everybody, strangers prepared for a later night included."""
    assert resolved(log_on(ISOLATED), *BEGINS_WITH) == {
        query: names & OWN[ISOLATED] for query, names in BEGINS_WITH.items()
    }
    assert resolved(log_on(IN_THE_WINDOW), *BEGINS_WITH) == BEGINS_WITH


def test_people_are_found_among_the_same(log_on: Open) -> None:
    """FindPeople on the directory, and GetPersona of whom it found."""

    def found(tenant: int, query: str) -> set[str]:
        account = log_on(tenant)
        folder = Directory.get_distinguished(root=account.root)
        return {person.display_name for person in folder.people().filter(query)}

    assert found(ISOLATED, "ma") == BEGINS_WITH["ma"]
    assert found(ISOLATED, "p") == set()
    assert found(IN_THE_WINDOW, "p") == BEGINS_WITH["p"]
    assert found(IN_THE_WINDOW, "d") == BEGINS_WITH["d"]


def test_lists_are_expanded(log_on: Open) -> None:
    """In the window a stranger's list has its members."""
    own, wide = log_on(ISOLATED).protocol, log_on(IN_THE_WINDOW).protocol
    assert {member.name for member in own.expand_dl(DIRECTION)} == set(PEOPLE[ISOLATED])
    assert {member.name for member in wide.expand_dl(DIRECTION)} == set(PEOPLE[ISOLATED])


def test_a_closed_gate_refuses_and_reveals_nothing(log_on: Open) -> None:
    """Behind a closed gate the first question is refused; so is the right user with a wrong password."""
    with pytest.raises(EWSError, match="503"):
        resolved(log_on(BEHIND_THE_GATE), "a")
    with pytest.raises(UnauthorizedError):
        resolved(log_on(ISOLATED, "wrong"), "a")  # type: ignore[call-arg]


def test_autodiscover_tells_each_its_own(lab: Lab, record_property: Callable[[str, str], None]) -> None:
    """The SOAP service gives EWS and a book of its own to each, and nothing behind a closed gate."""

    def settings(tenant: int) -> dict[str, str]:
        address, password = lab.user(tenant)
        protocol = AutodiscoverProtocol(
            config=Configuration(
                service_endpoint=f"{lab.url}/autodiscover/autodiscover.svc",
                credentials=Credentials(address, password),
                auth_type=BASIC,
            )
        )
        found: dict[str, str] = protocol.get_user_settings(address).user_settings
        return found

    own, wide = settings(ISOLATED), settings(IN_THE_WINDOW)
    assert own["external_ews_url"] == wide["external_ews_url"] == f"{lab.url}/EWS/Exchange.asmx"
    assert own["user_display_name"] == PEOPLE[ISOLATED][0]
    assert own["external_oab_url"] != wide["external_oab_url"]
    with pytest.raises((EWSError, TransportError), match="503"):
        settings(BEHIND_THE_GATE)
