"""Policies, written mailbox after mailbox within one step."""

from collections.abc import Callable
from heapq import heappush

from fakeexchange.directory import Mailbox, Tenant

from .order import Waits, Worker


def write_each(
    worker: Worker,
    tenant: Tenant,
    duration: int,
    seen_after: tuple[int, ...],
    priority: int,
    write: Callable[[Mailbox, tuple[int, ...]], None],
) -> Waits:
    """Write something on mailbox k of n at start + ceil(duration * k / n).

    Args:
        worker: who writes.
        tenant: on whose mailboxes.
        duration: microseconds of the whole step, which begins now.
        seen_after: microseconds until each controller sees a write.
        priority: the step's place within an instant.
        write: what is called with each mailbox, and ``seen_after``.
    """
    queue, eid = worker.queue, worker.eid
    mailboxes = tenant.mailboxes
    n, done = len(mailboxes), worker.env.now
    scaled = n * (done + 1) - 1
    for mailbox in mailboxes:
        scaled += duration
        due = scaled // n
        if due > done:
            heappush(queue, (due, priority, next(eid), worker))  # type: ignore[misc]
            yield
            done = due
        write(mailbox, seen_after)
