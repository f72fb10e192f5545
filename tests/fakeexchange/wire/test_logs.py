"""Protocol logs: which files, which fields, what a line tells, and what no line tells."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import requests

from fakeexchange.protocol_log import ProtocolLog
from fakeexchange.wire.app import create_app
from fakeexchange.wire.server import serving

from ..toys import world
from .fuzz import SOAP_BODY
from .toys import NAMES, TOKEN, site_of

EPOCH = datetime(2016, 4, 18, 20, 0, tzinfo=UTC)


def lines(path: Path) -> list[dict[str, str]]:
    """The lines of a log under the fields that its own header names."""
    text = path.read_text(encoding="utf-8").splitlines()
    (fields,) = (line.removeprefix("#Fields: ") for line in text if line.startswith("#Fields: "))
    rows = [line for line in text if not line.startswith("#")]
    if "," in fields:
        return [dict(zip(fields.split(","), row, strict=True)) for row in csv.reader(rows)]
    return [dict(zip(fields.split(" "), row.split(" "), strict=True)) for row in rows]


def test_both_logs_tell_of_each_request_by_bytes(tmp_path: Path) -> None:
    """Who, what, which controller, how many bytes, in both files; anonymous looks too; never how many rows."""
    toy = world((2, 0), (3, 0))
    toy.host(*toy.tenants)
    site = site_of(toy)
    site.log = ProtocolLog(tmp_path, EPOCH)
    user = (NAMES.person(0, 0).address, site.accounts.password(toy.tenants[0].mailboxes[0]))
    with serving(create_app(site)) as server:
        toy.at(3_600_000_000)
        url = f"{server.url()}/EWS/Exchange.asmx"
        headers = {"User-Agent": "a client 1.0", "X-AnchorMailbox": user[0]}
        assert requests.post(url, SOAP_BODY, timeout=20).status_code == 401
        told = requests.post(url, SOAP_BODY, auth=user, headers=headers, timeout=20)
        toy.exchange.regenerate_default_book()
        toy.admin.close_gate(toy.tenants[0])
        requests.get(f"{server.url()}/oab/x/oab.xml", auth=user, timeout=20)
        kept = requests.get(
            f"{server.url()}/admin/log", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=20
        )

    ews = lines(tmp_path / "HttpProxy" / "Ews" / "HttpProxy_2016041821-1.LOG")
    oab = lines(tmp_path / "HttpProxy" / "Oab" / "HttpProxy_2016041821-1.LOG")
    assert [line["HttpStatus"] for line in ews] == ["401", "200"]
    shown = (
        "DateTime Protocol UrlStem ProtocolAction AuthenticationType AuthenticatedUser AnchorMailbox UserAgent"
        " ClientIpAddress BackEndStatus TargetServer ResponseBytes RequestBytes GenericInfo"
    )
    assert [ews[1][field] for field in shown.split()] == [
        "2016-04-18T21:00:00.000Z",
        "Ews",
        "/ews/exchange.asmx",
        "ResolveNames",
        "Basic",
        user[0],
        f"Sid~{user[0]}",
        "a client 1.0",
        "127.0.0.1",
        "200",
        "target",
        str(len(told.content)),
        str(len(SOAP_BODY)),
        "I32:ADS.C[dc1]=1",
    ]
    assert (ews[0]["AuthenticatedUser"], ews[0]["TargetServer"], ews[0]["IsAuthenticated"]) == (
        "",
        "",
        "False",
    )
    assert [(line["HttpStatus"], line["ErrorCode"]) for line in oab] == [("503", "gate_closed")]
    web = lines(tmp_path / "W3SVC1" / "u_ex160418.log")
    assert [(line["cs-uri-stem"], line["cs-username"], line["sc-status"]) for line in web] == [
        ("/ews/exchange.asmx", "-", "401"),
        ("/ews/exchange.asmx", user[0], "200"),
        ("/oab/x/oab.xml", user[0], "503"),
    ]
    assert (web[1]["cs(User-Agent)"], web[1]["sc-bytes"]) == ("a+client+1.0", str(len(told.content)))
    assert [line["HttpStatus"] for line in kept.json()["lines"]] == ["401", "200", "503"]
    assert not any(
        "row" in field.lower() or "count" in field.lower() for line in (*ews, *web) for field in line
    )


def test_no_log_is_written_unless_it_is_asked_for(tmp_path: Path) -> None:
    """Off by default, and the administrator is told so."""
    with serving(create_app(site_of(world((1, 0))))) as server:
        told = requests.get(
            f"{server.url()}/admin/log", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=20
        )
    assert (told.status_code, told.json()["error"]) == (409, "NoLog")
    assert list(tmp_path.iterdir()) == []
