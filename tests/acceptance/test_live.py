"""A real client polls through the night of a live campaign: strangers appear in its address book, and vanish.

The clock on the wall is a number here, which the test moves on.
"""

from itertools import groupby

from exchangelib import BASIC, DELEGATE, Account, Configuration, Credentials
from exchangelib.errors import ErrorMailboxMoveInProgress, ErrorNonExistentMailbox, EWSError
from exchangelib.protocol import CachingProtocol

from experiments.options import Asked
from experiments.serve.command import Live
from fakeexchange.wire.server import serving
from sim.scenario import Scenario

from .population import BEGINS_WITH, IN_THE_WINDOW

SPEED = 60
QUERY = "ma"
ASKED = Asked(None, (), None, None, (), (), None)


def test_strangers_appear_in_the_window_and_vanish() -> None:
    """With a step of 10 minutes a user sees no stranger, is shut out, sees some for 10 minutes, and none again."""
    wall = [0.0]
    settings = {
        "population.tenants": 4,
        "window": "10 min",
        "procedure": "ovh-2016",
        "platform.controllers": 1,
    }
    live = Live(Scenario.load("incident").replaced(settings), ASKED, SPEED, lambda: wall[0])
    first = live.tenants()[0]
    assert first.number == IN_THE_WINDOW
    # Of two mailboxes the second is written last: its window is the whole step.
    address, password = (
        "joanne-holly.parry.1@wheeler-3.example",
        live.site.accounts.password(first.mailboxes[1]),
    )
    polls: list[tuple[str, frozenset[str]]] = []
    with serving(live.app()) as server:
        config = Configuration(
            service_endpoint=f"{server.url()}/EWS/Exchange.asmx",
            credentials=Credentials(address, password),
            auth_type=BASIC,
        )
        account = Account(address, config=config, autodiscover=False, access_type=DELEGATE)
        # Before its first question this client needs to be asked what it takes the server for.
        assert account.protocol.version.api_version == "Exchange2010_SP2"
        for _ in range(16):
            polls.append(poll(account))
            # A minute of the night is a second on the wall.
            wall[0] += 1
            live.campaign.catch_up()
    CachingProtocol.clear_cache()
    told = live.status.told()

    course = [(seen, len(list(run))) for seen, run in groupby(polls)]
    own, strangers = frozenset[str](), frozenset(BEGINS_WITH[QUERY])
    assert [seen for seen, _ in course] == [
        ("served", own),
        ("locked", own),
        ("not routed", own),
        ("served", strangers),
        ("served", own),
    ]
    # From rerouting on, ten minutes and what of a minute is left.
    assert course[3][1] in (10, 11)
    assert {seen["tenant"] for seen in told["seen"]} == {IN_THE_WINDOW}
    assert {seen["by"] for seen in told["seen"]} >= {"a client on the wire"}


def poll(account: Account) -> tuple[str, frozenset[str]]:
    """What one look at the address book shows."""
    try:
        found = list(account.protocol.resolve_names([QUERY]))
    except ErrorMailboxMoveInProgress:
        return "locked", frozenset()
    except ErrorNonExistentMailbox:
        return "not routed", frozenset()
    return "served", frozenset(box.name for box in found if not isinstance(box, EWSError))
