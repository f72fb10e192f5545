"""The likelihood of bytes, fitted to answers whose lists are known: those of sessions that were surely narrow."""

from collections.abc import Iterator

from ..logs.request import Log, Service
from .customers import Customers
from .evidence import Evidence
from .likelihood import Likelihood
from .windows import Window


def fitted(evidence: Evidence, customers: Customers, windows: dict[int, Window]) -> Likelihood:
    """From the questions of users none of whose logons may have lain in a window."""
    return Likelihood.fitted(narrow_answers(evidence, customers, windows))


def narrow_answers(
    evidence: Evidence, customers: Customers, windows: dict[int, Window]
) -> Iterator[tuple[Service, int, int]]:
    """Service, rows of the user's own list, and bytes of each such answer."""
    for user, questions in evidence.questions.items():
        tenant = customers.of(user)
        if tenant is None or tenant not in windows:
            continue
        window = windows[tenant]
        if any(window.is_possible(logon.at) for logon in evidence.logons.get(user, ())):
            continue
        for question in questions:
            is_late = question.start >= window.closed_at
            if is_late and question.log is Log.HTTP_PROXY and question.bytes:
                yield question.service, customers.entries(tenant), question.bytes
