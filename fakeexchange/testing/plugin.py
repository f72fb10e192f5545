"""The fixture for pytest: ``exchange_server``, a function that starts a fake and ends it with the test.

pytest finds it by itself where the distribution is installed; its import is light, and a test that does not ask for
the fixture pays nothing.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from .server import ExchangeServer


class Starter(Protocol):
    """Starts a fake; its arguments are those of ``fakeexchange.testing.exchange_server``."""

    def __call__(self, *arguments: Any, **keys: Any) -> "ExchangeServer":
        """A running fake."""
        ...


@pytest.fixture
def exchange_server() -> Iterator[Starter]:
    """Start a fake Exchange with ``exchange_server(objects=..., controllers=..., seed=..., port=...)``."""
    from .server import exchange_server as running

    with ExitStack() as stack:

        def start(*arguments: Any, **keys: Any) -> "ExchangeServer":
            return stack.enter_context(running(*arguments, **keys))

        yield start
