"""A heap of instants at which slots are free: slots are interchangeable, so an instant each is all there is."""

from ..compiled import inlined
from ..streams import Ints
from ..words import NEVER


@inlined
def replace_first(heap: Ints, value: int) -> None:
    """Take the least instant out and put another one in."""
    # Down to a leaf and up again: the new instant is nearly always late, so no step down need compare it.
    i, last = 0, heap.size - 1
    while 2 * i + 2 <= last:
        child = 2 * i + 1
        child += heap[child + 1] < heap[child]
        heap[i] = heap[child]
        i = child
    if 2 * i + 1 == last:
        heap[i] = heap[last]
        i = last
    _rise(heap, i, value)


@inlined
def replace_never(heap: Ints, value: int) -> None:
    """Put an instant in the place of a NEVER."""
    i = heap.size - 1
    while heap[i] != NEVER:
        i -= 1
    _rise(heap, i, value)


@inlined
def _rise(heap: Ints, i: int, value: int) -> None:
    while i > 0 and heap[(i - 1) // 2] > value:
        heap[i] = heap[(i - 1) // 2]
        i = (i - 1) // 2
    heap[i] = value
