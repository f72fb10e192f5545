"""What the servers log of a client by MAPI over HTTP in this process: requests and bytes, and nothing of rows."""

import csv
from pathlib import Path

import pytest

from fakeexchange.testing import exchange_server

OBJECTS = {
    "tenants": [
        {"name": "acme", "users": [f"user{n}" for n in range(119)], "state": "isolated"},
        {"name": "newco", "users": ["eve"], "state": "open"},
    ]
}


def lines(folder: Path, pattern: str) -> list[dict[str, str]]:
    """The lines of the only log file of a pattern, by field."""
    (file,) = folder.glob(pattern)
    text = file.read_text(encoding="utf-8").splitlines()
    (fields,) = (line.removeprefix("#Fields: ").split(",") for line in text if line.startswith("#Fields"))
    return list(csv.DictReader([line for line in text if not line.startswith("#")], fieldnames=fields))


def test_a_browse_is_logged_request_by_request(tmp_path: Path) -> None:
    """A list of 120 rows takes three pages; the mailbox server's log and the front end's have each request."""
    with exchange_server(OBJECTS, logs=tmp_path) as server:
        server.clock.advance("2 h")
        rows = server.client("eve@newco.example", "dc1").browse()
    mapi, proxy = lines(tmp_path, "MapiHttp/Mailbox/*.LOG"), lines(tmp_path, "HttpProxy/Mapi/*.LOG")

    assert len(rows) == 120
    assert [line["RequestType"] for line in mapi] == [
        "Connect", "Bind", "GetSpecialTable", "QueryRows", "QueryRows", "QueryRows", "Unbind", "Disconnect",
    ]  # fmt: skip
    assert {(line["UPN"], line["ClientMode"], line["ClientIP"]) for line in mapi} == {
        ("eve@newco.example", "Online", "127.0.0.1")
    }
    assert [line["RequestId"] for line in proxy] == [line["RequestId"] for line in mapi]
    assert [line["UrlStem"] for line in proxy] == ["/mapi/emsmdb/", *["/mapi/nspi/"] * 6, "/mapi/emsmdb/"]
    assert {line["DateTime"] for line in mapi} == {"2016-04-18T02:00:00.000Z"}
    assert {line["GenericInfo"] for line in proxy} == {"I32:ADS.C[dc1]=1"}


def test_bytes_tell_a_wide_list_from_a_narrow_one_and_rows_are_told_nowhere(tmp_path: Path) -> None:
    """Who read everybody was sent more bytes; no line has a stranger's address, or how many there were."""
    with exchange_server(OBJECTS, logs=tmp_path) as server:
        wide, narrow = server.client("eve@newco.example"), server.client("user0@acme.example")
        assert (len(wide.browse()), len(narrow.browse())) == (120, 119)
    proxy = lines(tmp_path, "HttpProxy/Mapi/*.LOG")
    sent = {
        user: sum(int(line["ResponseBytes"]) for line in proxy if line["AuthenticatedUser"] == user)
        for user in ("eve@newco.example", "user0@acme.example")
    }
    text = "".join(file.read_text(encoding="utf-8") for file in tmp_path.rglob("*") if file.is_file())

    # Eve's own row beside the others': 3 and 17 letters of two bytes each, and 72 bytes more.
    assert sent["eve@newco.example"] - sent["user0@acme.example"] == 2 * (3 + 17) + 72
    assert "user1@acme.example" not in text
    assert "=120" not in text


def test_no_logs_unless_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a folder nothing is written where the test runs, and the client is told the same."""
    monkeypatch.chdir(tmp_path)
    with exchange_server(OBJECTS) as server:
        assert len(server.client("eve@newco.example").browse()) == 120

    assert list(tmp_path.iterdir()) == []
