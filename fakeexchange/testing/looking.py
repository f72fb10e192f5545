"""Looking as every mailbox through every controller: who could read strangers now.

It logs on and asks as a client would, through the one front door, and works nothing out for itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..addressbook import Answer
from ..directory import Mailbox
from ..exchange import Exchange
from ..names import Names
from ..replication import controller_name
from ..visibility import Refused
from ..words import Channel

ONLINE = (Channel.NSPI, Channel.OWA, Channel.EWS, Channel.EAS)


@dataclass(frozen=True, slots=True)
class Leak:
    """One mailbox that could read strangers, answered by one controller.

    Attributes:
        viewer: its address.
        controller: the controller, as the shell calls it.
        channels: the ways by which it could.
        strangers: addresses of the recipients of other tenants, in order.
        cause: why, in the words of the fake: not_assigned, not_replicated, silent_failure ...
    """

    viewer: str
    controller: str
    channels: tuple[str, ...]
    strangers: tuple[str, ...]
    cause: str

    def __str__(self) -> str:
        shown = ", ".join(self.strangers[:3])
        more = f" and {len(self.strangers) - 3} more" if len(self.strangers) > 3 else ""
        return (
            f"{self.viewer} could see {shown}{more} through {self.controller}"
            f" ({', '.join(self.channels)}; {self.cause})"
        )


def look(exchange: Exchange, names: Names) -> list[Leak]:
    """Every leak there is now, by mailbox and controller."""
    return [
        leak
        for directory in exchange.directories
        for tenant in directory.tenants
        for mailbox in tenant.mailboxes
        for controller in range(exchange.controllers)
        if (leak := _through(exchange, names, mailbox, controller)) is not None
    ]


def _through(exchange: Exchange, names: Names, mailbox: Mailbox, controller: int) -> Leak | None:
    found = [answer for answer in _answers(exchange, mailbox, controller) if answer.has_foreign]
    if not found:
        return None
    directory, tenant = mailbox.tenant.directory, mailbox.tenant
    strangers = {r for answer in found for r in answer.recipients() if directory.owners[r] is not tenant}
    return Leak(
        names.person(tenant.number, mailbox.number).address,
        controller_name(controller),
        tuple(str(answer.channel) for answer in found),
        tuple(sorted(_address(mailbox, names, recipient) for recipient in strangers)),
        str(found[0].cause),
    )


def _answers(exchange: Exchange, mailbox: Mailbox, controller: int) -> Iterator[Answer]:
    for channel in (*ONLINE, Channel.OAB):
        session = exchange.connect(mailbox, controller, channel)
        if isinstance(session, Refused):
            continue
        if channel is not Channel.OAB:
            yield exchange.ask(session, channel)
        elif (download := exchange.start_download(session)) is not None:
            yield exchange.finish_download(download)


def _address(mailbox: Mailbox, names: Names, recipient: int) -> str:
    directory = mailbox.tenant.directory
    owner, (number, is_list) = directory.owners[recipient], directory.place(recipient)
    if is_list:
        return names.distribution_list(owner.number, number)[1]
    return names.person(owner.number, number).address
