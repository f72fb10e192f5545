"""The hoster's servers and their logs: two front ends of the target behind a balancer, and one of the source.

The target logs what Exchange 2016 does; the source, which is older, has a web server's log alone, in which a session
of any kind is one line. Lines are written in the order of their stamps, each server by its own clock.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from heapq import heappop, heappush
from pathlib import Path
from typing import Final

from ..log_lines import HUNG_UP, HttpRequest, MapiCall
from ..protocol_log import OpenLogFiles, ProtocolLog
from ..replication import controller_name
from ..words import Channel
from .caller import AGENTS, Caller, Habit
from .requests import BETWEEN_US, FRAME_BYTES, Step

FRONTS: Final = ("EX16-1", "EX16-2")
SOURCE: Final = "EX10-1"
TARGET_VERSION: Final = (15, 1, 396, 30)
SOURCE_VERSION: Final = (14, 3, 123, 4)
SOURCE_STEPS: Final = {
    Channel.NSPI: Step("", "/rpc/rpcproxy.dll", method="RPC_IN_DATA"),
    Channel.OWA: Step("", "/owa/", method="GET"),
    Channel.EAS: Step("", "/Microsoft-Server-ActiveSync/default.eas"),
    Channel.EWS: Step("", "/EWS/Exchange.asmx"),
    Channel.OAB: Step("", "/OAB/", method="GET"),
}
"""What a session is in the older server's log, by channel."""


class Servers:
    """Where clients in this process are logged.

    Args:
        folder: a folder a server lies in it.
        epoch: instant 0, in UTC.
        slow_us: by how much each front end's clock goes behind, and the source's.
    """

    def __init__(self, folder: Path, epoch: datetime, slow_us: tuple[int, int, int] = (0, 0, 0)) -> None:
        self._files = OpenLogFiles()
        *fronts, source = (
            ProtocolLog(folder / name, epoch, name, slow, self._files)
            for name, slow in zip((*FRONTS, SOURCE), slow_us, strict=True)
        )
        self._fronts, self._source = tuple(fronts), source
        self._waiting: list[tuple[int, int, HttpRequest, MapiCall | None, ProtocolLog]] = []
        self._number = 0

    def __enter__(self) -> "Servers":
        return self

    def __exit__(self, *_: object) -> None:
        with ExitStack() as stack:
            stack.callback(self._files.close)
            self._write_until(None)

    def on_source(self, caller: Caller, at: int, took_us: int) -> None:
        """The source has served a session, or sent a known client away."""
        step = SOURCE_STEPS[caller.channel]
        self._put(self._source, _request(self._next(), caller, step, at, took_us, "", SOURCE_VERSION), None)

    def turned_away_by_source(self, caller: Caller, at: int, took_us: int) -> None:
        """The source knows the client and hosts it no more."""
        step = replace(SOURCE_STEPS[caller.channel], status=403, answered=30)
        self._put(self._source, _request(self._next(), caller, step, at, took_us, "", SOURCE_VERSION), None)

    def on_target(
        self,
        caller: Caller,
        habit: Habit,
        steps: Iterable[Step],
        at: int,
        controller: int | None,
        cookie: int,
        error: str = "",
    ) -> None:
        """The target has answered some requests, one after the other.

        Args:
            caller: whose.
            habit: of the session.
            steps: what was asked.
            at: the instant at which the first one came.
            controller: the one that answered; None: none was asked.
            cookie: tells sessions apart.
            error: why the last was refused.
        """
        took = habit.took_us
        for sequence, step in enumerate(steps, 1):
            dc = "" if controller is None or step.is_anonymous else controller_name(controller)
            request = _request(self._next(), caller, step, at, took, dc, TARGET_VERSION, error)
            call = MapiCall(step.mapi, caller.identity, caller.mode, cookie, sequence) if step.mapi else None
            self._put(self._front_of(caller), request, call)
            at += took + BETWEEN_US

    def download(
        self, caller: Caller, step: Step, at: int, until: int, controller: int, is_whole: bool
    ) -> None:
        """A file of a book was sent, whole or until the client was cut off."""
        win32 = 0 if is_whole else HUNG_UP
        request = _request(
            self._next(), caller, step, at, until - at, controller_name(controller), TARGET_VERSION, "", win32
        )
        self._put(self._front_of(caller), request, None)

    def settle(self, now: int) -> None:
        """Nothing will come any more that is stamped before an instant."""
        self._write_until(now)

    def _front_of(self, caller: Caller) -> ProtocolLog:
        return self._fronts[caller.is_front_2]

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _put(self, log: ProtocolLog, request: HttpRequest, call: MapiCall | None) -> None:
        heappush(self._waiting, (request.at + request.took_us, request.number, request, call, log))

    def _write_until(self, now: int | None) -> None:
        waiting = self._waiting
        while waiting and (now is None or waiting[0][0] < now):
            _, _, request, call, log = heappop(waiting)
            if log is self._source:
                log.note_web(request)
            elif call is None:
                log.note(request)
            else:
                log.note_mapi(request, call)


def _request(
    number: int,
    caller: Caller,
    step: Step,
    at: int,
    took_us: int,
    controller: str,
    version: tuple[int, int, int, int],
    error: str = "",
    win32: int = 0,
) -> HttpRequest:
    is_known = not step.is_anonymous
    query = f"MailboxId={caller.identity}" if step.mapi else step.query
    if step.protocol == "Eas" and is_known:
        query += f"&User={caller.address}&DeviceType=iPhone"
    # By place: names would take as long again, and there are millions.
    return HttpRequest(
        number,
        at,
        took_us,
        step.protocol,
        step.method,
        "mail.target.example",
        step.stem,
        query,
        step.action,
        "NTLM" if is_known else "",
        caller.address if is_known else "",
        caller.domain if is_known else "",
        caller.address if is_known and step.mapi else "",
        AGENTS[caller.channel],
        caller.client,
        step.status,
        "MBX1" if is_known and not error else "",
        version,
        controller,
        FRAME_BYTES,
        step.answered,
        error,
        win32,
    )
