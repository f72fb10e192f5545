"""What each act of a client is on the wire: requests, their order and the bytes of their answers.

Sources: [MS-OXCMAPIHTTP] 2.2.4 and 2.2.5 (MAPI and NSPI over HTTP), [MS-OXWOAB] (offline address books), [MS-ASHTTP]
(Exchange ActiveSync), MailSniper (OWA's service.svc: the lists, then the list page by page). Bytes of frames and of
a row in XML or JSON are assumptions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..words import Channel
from .caller import Caller, Habit
from .list_bytes import pages

FRAME_BYTES: Final = 256
"""Of a request, or of an answer without rows."""
AUTODISCOVER_BYTES: Final = 3_900
XML_ROW_BYTES: Final = 410
JSON_ROW_BYTES: Final = 620
WBXML_ROW_BYTES: Final = 60
PAGE_BYTES: Final = 64_000
"""Of OWA's start page."""
BETWEEN_US: Final = 60_000
"""From one request of an act to the next."""


@dataclass(frozen=True, slots=True)
class Step:
    """One request.

    Attributes:
        protocol: the front end's name of the service.
        stem: the path.
        status: of the answer.
        answered: bytes of the answer.
        action: the operation, where the service has one.
        query: what stands behind the path.
        mapi: the type of a request by MAPI over HTTP; empty: it is none.
        method: of HTTP.
        is_anonymous: it came without credentials.
    """

    protocol: str
    stem: str
    status: int = 200
    answered: int = FRAME_BYTES
    action: str = ""
    query: str = ""
    mapi: str = ""
    method: str = "POST"
    is_anonymous: bool = False


def first_unknown(step: Step) -> Iterator[Step]:
    """A request as clients send it that offer credentials only when asked: without them, then with them."""
    yield Step(
        step.protocol, step.stem, 401, 0, query=step.query, mapi="", method=step.method, is_anonymous=True
    )
    yield step


def mapi(kind: str, answered: int = FRAME_BYTES) -> Step:
    """A request by MAPI over HTTP: to the mailbox, or to the address book."""
    service = "emsmdb" if kind in ("Connect", "Execute", "Disconnect") else "nspi"
    return Step("Mapi", f"/mapi/{service}/", answered=answered, mapi=kind)


def logging_on(caller: Caller, habit: Habit) -> Iterator[Step]:
    """A client logs on and is served."""
    match caller.channel:
        case Channel.NSPI:
            at = Step("Autodiscover", "/autodiscover/autodiscover.xml", answered=AUTODISCOVER_BYTES)
            yield from first_unknown(at)
            yield from first_unknown(mapi("Connect"))
            yield mapi("Execute", 4 * FRAME_BYTES)
        case Channel.OWA:
            yield Step("Owa", "/owa/", 302, 0, method="GET", is_anonymous=True)
            yield Step("Owa", "/owa/auth.owa", 302, 0)
            yield Step("Owa", "/owa/", answered=int(PAGE_BYTES * habit.packed), method="GET")
        case Channel.EAS:
            ping = Step("Eas", "/Microsoft-Server-ActiveSync/default.eas", answered=20, query="Cmd=Ping")
            yield from first_unknown(ping) if habit.is_anonymous_first else (ping,)
        case Channel.EWS:
            step = Step("Ews", "/EWS/Exchange.asmx", answered=int(1_800 * habit.packed), action="GetFolder")
            yield from first_unknown(step)
        case Channel.OAB:
            return


def turned_away(caller: Caller, reason: str) -> Step:
    """A client that is known is refused: 503 while the mailbox is locked or its gate closed, else 403."""
    stem, protocol = {
        Channel.NSPI: ("/mapi/emsmdb/", "Mapi"),
        Channel.OWA: ("/owa/", "Owa"),
        Channel.EAS: ("/Microsoft-Server-ActiveSync/default.eas", "Eas"),
        Channel.EWS: ("/EWS/Exchange.asmx", "Ews"),
        Channel.OAB: ("/OAB/", "Oab"),
    }[caller.channel]
    status = 503 if reason in ("gate_closed", "locked") else 403
    return Step(protocol, stem, status, 30, method="GET" if caller.channel is Channel.OAB else "POST")


def reading(caller: Caller, habit: Habit, characters: Sequence[int]) -> Iterator[Step]:
    """A session reads the address book, and is given rows whose names have so many characters."""
    match caller.channel:
        case Channel.NSPI:
            yield mapi("Bind")
            yield mapi("GetSpecialTable")
            for rows, texts in pages(list(characters), habit.rows_a_page):
                yield mapi("QueryRows", FRAME_BYTES + 2 * texts + habit.row_bytes * rows)
            yield mapi("Unbind")
        case Channel.OWA:
            service = "/owa/service.svc"
            yield Step("Owa", service, answered=int(900 * habit.packed), action="GetPeopleFilters")
            for rows, texts in pages(list(characters), 4 * habit.rows_a_page):
                answered = int((700 + texts + JSON_ROW_BYTES * rows) * habit.packed)
                yield Step("Owa", service, answered=answered, action="FindPeople")
        case Channel.EAS:
            answered = 60 + sum(characters) + WBXML_ROW_BYTES * len(characters)
            yield Step(
                "Eas", "/Microsoft-Server-ActiveSync/default.eas", answered=answered, query="Cmd=Search"
            )
        case Channel.EWS:
            answered = int((1_500 + sum(characters) + XML_ROW_BYTES * len(characters)) * habit.packed)
            yield Step("Ews", "/EWS/Exchange.asmx", answered=answered, action="ResolveNames")
        case Channel.OAB:
            return


def manifest(guid: str) -> Iterator[Step]:
    """A client looks which files of a book there are."""
    yield from first_unknown(Step("Oab", f"/OAB/{guid}/oab.xml", answered=1_400, method="GET"))


def no_manifest(guid: str) -> Iterator[Step]:
    """The same of a book that was never generated."""
    yield from first_unknown(Step("Oab", f"/OAB/{guid}/oab.xml", 404, 30, method="GET"))


def whole_file(guid: str, sequence: int, sent: int) -> Step:
    """A client fetches a generation of a book, and is sent so many bytes of it."""
    return Step("Oab", f"/OAB/{guid}/{guid}-data-{sequence}.lzx", answered=sent, method="GET")
