"""The long tests begin first: one that began last would keep one core busy while the other has nothing left."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put those marked long before all others, which stay in their order."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
