"""One served fake for all clients, and the versions of the clients that were run."""

from collections.abc import Iterator
from typing import Any

import pytest

from .lab import Lab, three_states


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """Tenants in three states."""
    with three_states() as served:
        yield served


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print which client was run, as it tells of itself."""
    reports = terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", [])
    told = {value for report in reports for key, value in report.user_properties if key == "client"}
    for client in sorted(told):
        terminalreporter.write_line(f"client: {client}")
