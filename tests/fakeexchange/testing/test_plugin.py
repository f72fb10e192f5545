"""The fixture, in a session of pytest of its own."""

import subprocess
import sys
from pathlib import Path

TEST_OF_A_PANEL = '''
import pytest
from fakeexchange.errors import AdminError


def test_a_panel(exchange_server):
    """Somebody else's test: it passes."""
    server = exchange_server({"tenants": [{"name": "acme", "users": ["ann"]}]}, controllers=2)
    assert server.url.startswith("http://127.0.0.1:")
    server.cmdlet("Enable-Mailbox", Identity="ann@acme.example")
    server.assert_isolated()
    with pytest.raises(AdminError):
        server.cmdlet("Enable-Mailbox", Identity="ann@acme.example")


def test_another(exchange_server):
    """Two at a time; strangers of the second are told."""
    first, second = exchange_server(), exchange_server({"tenants": [
        {"name": "acme", "users": ["ann"], "state": "open"}, {"name": "globex", "users": ["bob"], "state": "open"}]})
    first.assert_isolated()
    second.assert_isolated()
'''


def test_the_fixture_starts_fakes_and_ends_them(tmp_path: Path) -> None:
    """A test that asks for the fixture is given a starter; a leak fails it, and says who could see whom."""
    (tmp_path / "test_panel.py").write_text(TEST_OF_A_PANEL, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "fakeexchange.testing.plugin",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(
        [*command, "test_panel.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert "1 failed, 1 passed" in done.stdout
    assert "strangers can be seen" in done.stdout
    assert (
        "ann@acme.example could see bob@globex.example through dc1 (nspi, owa, ews, eas; not_assigned)"
        in done.stdout
    )
