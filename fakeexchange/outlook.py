"""Outlook online, in this process: the address book read by MAPI over HTTP, request by request, and logged so.

What it is told is what the front door answers its session; what is added here is how many requests that takes and how
many bytes they carry, for the logs. Source: [MS-OXNSPI] 3.1.4, [MS-OXCMAPIHTTP] 2.2.5 for the requests and their
order. Fifty rows a request, and the bytes of a row beside its texts, are assumptions.
"""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final
from uuid import NAMESPACE_DNS, uuid5

from .addressbook import Row
from .client_access import ClientAccess
from .exchange import Session
from .log_lines import HttpRequest, MapiCall
from .protocol_log import ProtocolLog
from .replication import controller_name
from .traffic.caller import AGENTS
from .traffic.list_bytes import pages
from .traffic.requests import FRAME_BYTES, Step, mapi
from .words import Channel

ROWS_PER_REQUEST: Final = 50
ROW_BYTES: Final = 72
"""Of a row, beside display name and address in UTF-16."""
VERSION: Final = (15, 1, 396, 30)


class Outlook:
    """Reads the address book, and has the servers log it.

    Args:
        access: the services it comes to.
        log: where the servers log; None: nowhere.
    """

    def __init__(self, access: ClientAccess, log: ProtocolLog | None) -> None:
        self._access = access
        self._log = log
        self._numbers = count(1)

    def browse(self, session: Session) -> list[Row]:
        """The whole list that a session is shown, page by page."""
        access = self._access
        with access.lock:
            answer = access.exchange.ask(session, Channel.NSPI)
            access.tells(answer)
            rows = list(answer.rows(access.names))
            if self._log is not None:
                cookie = next(self._numbers)
                for sequence, step in enumerate(_requests(rows), 1):
                    self._note(session, step, cookie, sequence)
        return rows

    def _note(self, session: Session, step: Step, cookie: int, sequence: int) -> None:
        assert self._log is not None
        mailbox, names = session.mailbox, self._access.names
        address = names.person(mailbox.tenant.number, mailbox.number).address
        domain = names.domain(mailbox.tenant.number)
        identity = f"{uuid5(NAMESPACE_DNS, f'mailbox.{mailbox.number}.{mailbox.tenant.number}')}@{domain}"
        request = HttpRequest(
            number=(cookie << 16) + sequence,
            at=self._access.exchange.clock.now,
            took_us=0,
            protocol="Mapi",
            method="POST",
            host="mail.target.example",
            stem=step.stem,
            query=f"MailboxId={identity}",
            action="",
            mechanism="NTLM",
            user=address,
            organisation=domain,
            anchor=address,
            agent=AGENTS[Channel.NSPI],
            client="127.0.0.1",
            status=200,
            target="MBX1",
            version=VERSION,
            controller=controller_name(session.controller),
            request_bytes=FRAME_BYTES,
            response_bytes=step.answered,
            error="",
        )
        self._log.note_mapi(request, MapiCall(step.mapi, identity, "Online", cookie, sequence))


def _requests(rows: Sequence[Row]) -> Iterator[Step]:
    """What is asked for a list of so many rows, in order."""
    yield mapi("Connect")
    yield mapi("Bind")
    yield mapi("GetSpecialTable")
    characters = [len(row.display_name) + len(row.address) for row in rows]
    for many, texts in pages(characters, ROWS_PER_REQUEST):
        yield mapi("QueryRows", FRAME_BYTES + 2 * texts + ROW_BYTES * many)
    yield mapi("Unbind")
    yield mapi("Disconnect")
