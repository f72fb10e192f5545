"""Logs written by hand: two customers, one window, and what each line proves, allows or excludes."""

from pathlib import Path

import pytest

from experiments.forensics.command import Given, inquire
from experiments.forensics.likelihood import Channel, Likelihood
from experiments.forensics.tenant_case import Case, Received
from experiments.logs.request import Service

CUSTOMERS = "tenant,domain,mailboxes,lists\n0,globex.example,2,0\n1,initech.example,300,10\n"
JOURNAL = """tenant,verb,start,end,outcome
1,provision,2016-04-18T18:00:00+02:00,2016-04-18T18:30:00+02:00,done
0,provision,2016-04-18T18:00:00+02:00,2016-04-18T18:05:00+02:00,done
0,cut_over,2016-04-18T22:00:00+02:00,2016-04-18T22:02:00+02:00,done
0,switch_routing,2016-04-18T22:02:00+02:00,2016-04-18T22:02:10+02:00,done
0,assign_policy,2016-04-18T22:10:00+02:00,2016-04-18T22:20:00+02:00,done
"""
BOOKS = """guid,tenant,sequence,generated,bytes
dddddddd-0000-4000-8000-000000000000,,1,2016-04-18T10:00:00+00:00,900
dddddddd-0000-4000-8000-000000000000,,2,2016-04-18T18:00:00+00:00,90000
aaaaaaaa-0000-4000-8000-000000000000,0,1,2016-04-18T20:30:00+00:00,3000
"""
IIS = (
    "#Software: Microsoft Internet Information Services 8.5\n#Fields: date time cs-method cs-uri-stem cs-uri-query"
    " cs-username c-ip sc-status sc-win32-status sc-bytes time-taken\n"
)
PROXY = (
    "#Software: Microsoft Exchange Server\n#Fields: DateTime,Protocol,UrlStem,ProtocolAction,AuthenticatedUser,"
    "HttpStatus,ResponseBytes,TotalRequestTime\n"
)
DEFAULT = "/OAB/dddddddd-0000-4000-8000-000000000000/dddddddd-0000-4000-8000-000000000000-data-"
OWN = "/OAB/aaaaaaaa-0000-4000-8000-000000000000/aaaaaaaa-0000-4000-8000-000000000000-data-1.lzx"
LOGON = "2016-04-18T20:05:00.000Z,Ews,/EWS/Exchange.asmx,GetFolder,bob@globex.example,200,1800,50"
EXACT = Likelihood({Service.EWS: Channel(100.0, 50.0, tuple(1.0 if k == 40 else 0.0 for k in range(80)), 99)})
"""A row weighs 50 bytes, give or take a tenth."""


def fetched(stem: str, sent: int, at: str = "20:06:00", win32: int = 0, status: int = 200) -> str:
    """A line of IIS."""
    return f"2016-04-18 {at} GET {stem} - GLOBEX\\bob@globex.example 1.2.3.4 {status} {win32} {sent} 1000\n"


def answered(sent: int, at: str = "20:06:00") -> str:
    """A line of HttpProxy."""
    return f"2016-04-18T{at}.000Z,Ews,/EWS/Exchange.asmx,ResolveNames,bob@globex.example,200,{sent},50"


def case(place: Path, *lines: str, proxy: tuple[str, ...] = (LOGON,)) -> Case | None:
    """Globex's case after an inquiry into some lines; None: there is none."""
    for path, text in (
        ("customers.csv", CUSTOMERS),
        ("books.csv", BOOKS),
        ("journal.csv", JOURNAL),
        ("EX1/W3SVC1/u_ex160418.log", IIS + "".join(lines)),
        ("EX1/HttpProxy/Ews/HttpProxy_2016041820-1.LOG", PROXY + "\n".join(proxy) + "\n"),
    ):
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text, encoding="utf-8")
    found = inquire(Given(place, place / "journal.csv", likelihood=EXACT))
    return next((each for each in found.cases if each.tenant == 0), None)


@pytest.mark.parametrize(
    ("line", "received"),
    [
        (fetched(f"{DEFAULT}2.lzx", 90_000), Received.PROVEN),
        (fetched(f"{DEFAULT}2.lzx", 90_000, at="23:59:59"), Received.PROVEN),
        (fetched(f"{DEFAULT}2.lzx", 89_999), Received.POSSIBLE),
        (fetched(f"{DEFAULT}2.lzx", 90_000, win32=64), Received.POSSIBLE),
        (fetched(f"{DEFAULT}9.lzx", 90_000), Received.POSSIBLE),
        (fetched(f"{DEFAULT}1.lzx", 900), Received.EXCLUDED),
        (fetched(f"{DEFAULT}2.lzx", 0, status=403), Received.EXCLUDED),
        (fetched(OWN, 3_000), Received.EXCLUDED),
    ],
    ids=[
        "whole",
        "whole-late",
        "a-byte-short",
        "hung-up",
        "unknown-file",
        "before-strangers",
        "forbidden",
        "own",
    ],
)
def test_what_a_download_shows(line: str, received: Received, tmp_path: Path) -> None:
    """Proof is a whole file of a generation that held strangers, whenever it was sent; nothing less is."""
    found = case(tmp_path, line)
    assert found is not None
    assert found.received is received
    if received is Received.PROVEN:
        assert (found.people, found.lists, found.tenants, found.probability) == (300, 10, 1, 1.0)


@pytest.mark.parametrize(
    ("sent", "at", "received"),
    [
        (5_100, "20:06:00", Received.INFERRED),
        (200, "20:06:00", Received.EXCLUDED),
        (0, "20:06:00", Received.POSSIBLE),
        (700, "20:06:00", Received.POSSIBLE),
        (5_100, "19:00:00", Received.EXCLUDED),
    ],
    ids=["everybodys", "own", "no-bytes", "like-neither", "before-the-window"],
)
def test_what_the_bytes_of_an_answer_show(sent: int, at: str, received: Received, tmp_path: Path) -> None:
    """A hundred rows of 50 bytes are everybody's, two rows are one's own; by EWS no more than a hundred are given."""
    found = case(tmp_path, proxy=(LOGON, answered(sent, at)))
    assert found is not None
    assert found.received is received
    if received is Received.INFERRED:
        assert (found.people, found.channel) == (100, "ews")


def test_a_copy_stays_until_ones_own_book_has_come(tmp_path: Path) -> None:
    """Fetched at 20:06, replaced at 21:30; without that, it stays for all that these logs tell."""
    bad = fetched(f"{DEFAULT}2.lzx", 90_000)
    replaced = case(tmp_path / "a", bad, fetched(OWN, 3_000, at="21:30:00"))
    kept = case(tmp_path / "b", bad, fetched(OWN, 2_999, at="21:30:00"))
    assert replaced is not None
    assert kept is not None
    assert replaced.residual_until - replaced.residual_from == (84 * 60) * 1_000_000
    assert kept.residual_until > 2**62


def test_a_logon_surely_in_the_window_is_told_from_one_possibly_in_it(tmp_path: Path) -> None:
    """Reachable at 20:02:10; the first of two mailboxes has its policy at 20:15, the last, everywhere, at 20:21."""
    owa = "2016-04-18T{at}.000Z,Owa,/owa/,,bob@globex.example,200,9000,50"
    told = {}
    for at in ("20:02:00", "20:05:00", "20:14:00", "20:18:00", "20:21:00", "20:22:00"):
        found = case(tmp_path / at.replace(":", ""), proxy=(owa.format(at=at),))
        assert found is not None
        told[at] = (found.connected_at < 2**62, found.is_connected_surely)
    assert told == {
        "20:02:00": (False, False),
        "20:05:00": (True, True),
        "20:14:00": (True, True),
        "20:18:00": (True, False),
        "20:21:00": (True, False),
        "20:22:00": (False, False),
    }
