"""The lines of a night's logs that a dossier keeps: what concerns the case, three false trails, and ordinary traffic.

Of the tenants that were exposed or connected in vain, all that bears on their window is kept. The false trails are
one each: a tenant that connected in its window and asked nothing, one that read its own list at another time, one
that downloaded its own book. Beside them stands traffic that bears on nothing, until every dossier has as many lines.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from sim.units import HOUR, MINUTE

from ..files import write_text
from ..forensics.books import Books
from ..forensics.customers import Customers
from ..forensics.evidence import is_question
from ..forensics.windows import Window
from ..logs.reader import Reading
from ..logs.request import Log, Request, Service

LINES: Final = 160
"""Lines of every dossier, headers left out."""
MOST: Final = 300
"""Lines of its files, headers counted."""
AROUND_US: Final = 10 * MINUTE
"""What lies so near a window is kept too."""
AFTER_US: Final = 2 * HOUR
"""And so long after it: a session outlives its window."""
A_TRAIL: Final = 4
"""Lines of a planted false trail, at most."""


@dataclass(frozen=True)
class Trails:
    """Tenants that look exposed and are not.

    Attributes:
        in_vain: connected in its window, and asked nothing.
        own_list: asked for its own list, outside its window.
        own_book: downloaded its own offline address book.
    """

    in_vain: int
    own_list: int
    own_book: int

    @property
    def count(self) -> int:
        """How many there are."""
        return len({self.in_vain, self.own_list, self.own_book})


class UnfitError(Exception):
    """These logs make no dossier: too many lines bear on the case, or a false trail is not there."""


@dataclass(frozen=True)
class Logs:
    """The logs of a night, read whole.

    Attributes:
        reading: of the folder.
        requests: of named users, in the order of time.
        customers: whose they are.
        books: that lay on the servers.
        windows: by tenant.
    """

    reading: Reading
    requests: list[Request]
    customers: Customers
    books: Books
    windows: dict[int, Window]

    def extract(self, exposed: Iterable[int], in_vain: int) -> tuple[Trails, list[Request]]:
        """The false trails, and all lines of the dossier.

        Raises:
            UnfitError: there are too many, or too few.
        """
        of_the_case = {*exposed, in_vain}
        kept = list(
            _thinned(
                each for each in self.requests if self._tenant(each) in of_the_case and self._bears(each)
            )
        )
        listed = self._first(is_question, of_the_case)
        fetched = self._first(self._is_own_book, of_the_case | {self._tenant(listed[0])})
        kept += [*listed, *fetched]
        ordinary = [each for each in self._ordinary() if self._tenant(each) not in of_the_case]
        kept += self._each_hour(ordinary)
        room = LINES - len(kept)
        if room < LINES // 4 or len(ordinary) < room:
            raise UnfitError(f"{len(kept)} lines bear on the case, {len(ordinary)} others are there")
        spare = [each for each in ordinary if each not in set(kept)]
        kept += [spare[number * len(spare) // room] for number in range(room)]
        trails = Trails(in_vain, self._tenant(listed[0]), self._tenant(fetched[0]))
        return trails, sorted(kept, key=_place)

    def _tenant(self, request: Request) -> int:
        tenant = self.customers.of(request.user)
        return -1 if tenant is None else tenant

    def _bears(self, request: Request) -> bool:
        """Does it lie near its tenant's window, and is it more than a phone's heartbeat?"""
        if request.service in (Service.EAS, Service.AUTODISCOVER) and not is_question(request):
            return False
        if request.log is Log.W3C and request.service is not Service.OAB:
            return False
        window = self.windows.get(self._tenant(request))
        return window is not None and (
            window.opened_at - AROUND_US <= request.end < window.closed_at + AFTER_US
        )

    def _is_own_book(self, request: Request) -> bool:
        guid = request.path.split("/")[2] if request.path.count("/") > 2 else ""
        return request.operation.endswith(".lzx") and self.books.by_guid.get(guid) == self._tenant(request)

    def _first(self, is_trail: Callable[[Request], bool], taken: set[int]) -> list[Request]:
        """The lines of the first other tenant that has some such: its first ones."""
        mine: list[Request] = []
        for request in self.requests:
            tenant = self._tenant(request)
            window = self.windows.get(tenant)
            if tenant in taken or tenant < 0 or not is_trail(request):
                continue
            if (
                window is not None
                and window.opened_at - AROUND_US <= request.end < window.closed_at + AFTER_US
            ):
                continue
            if not mine or self._tenant(mine[0]) == tenant:
                mine.append(request)
            if len(mine) == A_TRAIL:
                break
        if not mine:
            raise UnfitError("a false trail is not there")
        return mine

    def _each_hour(self, ordinary: Iterable[Request]) -> Iterator[Request]:
        """A line of each server in each hour that matters: an hour without any would be one whose logs are lost."""
        opened = min(window.opened_at for window in self.windows.values())
        closed = max(window.closed_at for window in self.windows.values())
        covered: set[tuple[str, int]] = set()
        for request in ordinary:
            place = self.reading.files[request.file].server, request.end // HOUR
            if opened // HOUR <= place[1] <= closed // HOUR and place not in covered:
                covered.add(place)
                yield request

    def _ordinary(self) -> Iterator[Request]:
        """Traffic that bears on nothing: in no window, no question, no download."""
        for request in self.requests:
            window = self.windows.get(self._tenant(request))
            is_near = window is not None and window.is_possible(request.end)
            is_ordinary = request.service not in (Service.OAB, Service.AUTODISCOVER)
            if request.log is Log.HTTP_PROXY and is_ordinary and not is_near and not is_question(request):
                yield request


def write_logs(reading: Reading, kept: Iterable[Request], folder: Path) -> int:
    """Write lines as the servers wrote them, the hours of a log in one file.

    Returns:
        How many, headers counted.
    """
    written = 0
    by_log = sorted({_place(each) for each in kept}, key=lambda place: (_shelf(reading, place[0]), place))
    for shelf, places in groupby(by_log, key=lambda place: _shelf(reading, place[0])):
        lines: list[str] = []
        name = shelf
        for number, line in places:
            file = reading.files[number]
            if not lines:
                name = file.name
                with file.open() as raw:
                    texts = (each.decode("utf-8").rstrip("\r\n") for each in raw)
                    lines = [text for text, _ in zip(texts, range(8), strict=False) if text.startswith("#")]
            lines.append(reading.raw(number, line))
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, "".join(f"{line}\n" for line in lines))
        written += len(lines)
    return written


def _thinned(requests: Iterable[Request]) -> Iterator[Request]:
    """All questions and downloads; of what merely goes on in a session, a line an hour, user and log."""
    seen: set[tuple[str, Service, Log, int]] = set()
    for request in requests:
        hour = request.user, request.service, request.log, request.end // HOUR
        if is_question(request) or request.operation.endswith(".lzx") or hour not in seen:
            seen.add(hour)
            yield request


def _place(request: Request) -> tuple[int, int]:
    return request.file, request.line


def _shelf(reading: Reading, number: int) -> str:
    return str(Path(reading.files[number].name).parent)
