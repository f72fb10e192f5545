"""Logs as servers write them: changing fields, several servers, gzip, lines cut off; and bytes that are no logs."""

import gzip
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.logs.broken import Wrong
from experiments.logs.coverage import HOUR, missing_hours
from experiments.logs.reader import Reading
from experiments.logs.request import Log, Request, Service
from experiments.logs.stamps import SECOND, iso
from fakeexchange.log_lines import HttpRequest
from fakeexchange.protocol_log import ProtocolLog
from sim.errors import InputError

OLD = "#Fields: date time cs-method cs-uri-stem cs-uri-query cs-username c-ip cs(User-Agent) sc-status"
NEW = f"{OLD} sc-bytes sc-win32-status time-taken"
AT = "2016-04-18 22:59:07"


def folder_of(place: Path, **files: str) -> Path:
    """A folder of W3C logs, a file each."""
    for name, text in files.items():
        path = place / name / "W3SVC1" / "u_ex160418.log"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return place


def read(place: Path) -> tuple[Reading, list[Request]]:
    """All requests of a folder."""
    reading = Reading.of(place)
    return reading, list(reading.requests())


def test_fields_may_change_in_the_middle_of_a_file(tmp_path: Path) -> None:
    """Each line is read by the fields named above it; bytes are unknown until they are logged."""
    text = (
        f"#Software: IIS\n{OLD}\n{AT} GET /OAB/G/g-data-1.lzx - CORP\\Bob@Globex.example 1.2.3.4 BITS+7.8 200\n"
        f"{NEW}\n{AT} GET /OAB/G/g-data-1.lzx - bob@globex.example 1.2.3.4 BITS+7.8 200 8000 64 1500\n"
    )
    reading, (first, second) = read(folder_of(tmp_path, EX1=text))
    assert (first.user, first.sent, first.took, first.is_cut) == ("bob@globex.example", -1, 0, False)
    assert (second.user, second.sent, second.took, second.is_cut) == (
        "bob@globex.example",
        8000,
        1_500_000,
        True,
    )
    assert second.start == iso("2016-04-18T22:59:05.500Z")
    assert (second.service, second.operation, second.log) == (Service.OAB, "g-data-1.lzx", Log.W3C)
    assert (reading.broken.total, reading.lines, reading.servers) == (0, 2, ["EX1"])


def test_lines_that_cannot_be_read_are_counted_and_listed(tmp_path: Path) -> None:
    """Each by what is wrong with it and where it stands; what is whole is read; a last line may be cut."""
    good = f"{AT} GET /owa/ - bob@globex.example 1.2.3.4 Chrome 200"
    text = "\n".join(
        [
            good,
            OLD,
            good,
            f"{AT} GET /owa/",
            good.replace("2016-04-18", "yesterday"),
            good.replace(" 200", " two"),
            "#Fields: date time",
            good,
            OLD,
            good,
            good[:40],
        ]
    )
    reading, requests = read(folder_of(tmp_path, EX1=text))
    assert [request.line for request in requests] == [3, 10]
    assert [(broken.line, broken.wrong) for broken in reading.broken.listed] == [
        (1, Wrong.NO_FIELDS),
        (4, Wrong.FIELDS),
        (5, Wrong.STAMP),
        (6, Wrong.NUMBER),
        (7, Wrong.HEADER),
        (8, Wrong.NO_FIELDS),
        (11, Wrong.ENDLESS),
    ]
    assert reading.raw(requests[0].file, requests[0].line) == good


def test_a_line_without_end_costs_no_memory_and_no_other_line(tmp_path: Path) -> None:
    """A megabyte without a line break is one broken line."""
    good = f"{AT} GET /owa/ - bob@globex.example 1.2.3.4 Chrome 200\n"
    reading, requests = read(folder_of(tmp_path, EX1=f"{OLD}\n{'x' * 1_000_000}\n{good}"))
    assert ([request.line for request in requests], reading.broken.counts) == ([3], {Wrong.LONG: 1})


def test_packed_files_are_read_and_damaged_ones_do_not_end_it(tmp_path: Path) -> None:
    """What can be unpacked of a damaged file is read, the damage is one broken line, the next file follows."""
    line = f"{AT} GET /owa/ - bob@globex.example 1.2.3.4 Chrome 200\n"
    packed = gzip.compress((OLD + "\n" + line * 5_000).encode())
    for name, content in (("a", packed), ("b", packed[: len(packed) // 2]), ("c", packed)):
        (tmp_path / f"{name}.log.gz").write_bytes(content)
    reading, requests = read(tmp_path)
    of_file = [sum(request.file == number for request in requests) for number in range(3)]
    assert (of_file[0], of_file[2]) == (5_000, 5_000)
    assert of_file[1] < 5_000
    assert reading.broken.counts[Wrong.GZIP] == 1


def test_hours_without_a_line_are_missing_where_another_server_was_busy(tmp_path: Path) -> None:
    """Silence beside a busy server is a gap, and silence of all of them is; an hour with a line is none."""
    at = "2016-04-18 {hour:02}:00:01 GET /owa/ - bob@globex.example 1.2.3.4 Chrome 200\n"
    both = f"{OLD}\n" + at.format(hour=20) * 30 + at.format(hour=22) * 30
    one = f"{OLD}\n" + at.format(hour=20)
    reading, _ = read(folder_of(tmp_path, EX1=both, EX2=one))
    first = iso("2016-04-18T20:00:00Z")
    gaps = reading.coverage.gaps(["EX1", "EX2"], first, first + 3 * HOUR)
    assert [(gap.server, (gap.from_at - first) // HOUR, (gap.until - first) // HOUR) for gap in gaps] == [
        ("EX1", 1, 2),
        ("EX2", 1, 3),
    ]
    assert missing_hours(gaps, 2) == {first // HOUR + 1: 1.0, first // HOUR + 2: 0.5}


def test_memory_stays_flat(tmp_path: Path) -> None:
    """Ten times the lines take no more memory: nothing is held."""
    peaks = []
    for many in (2_000, 20_000):
        place = tmp_path / str(many)
        lines = (
            f"2016-04-18 22:{n // 60 % 60:02}:{n % 60:02} GET /owa/ - user{n}@a.example 1.2.3.4 Chrome 200\n"
            for n in range(many)
        )
        folder_of(place, EX1=f"{OLD}\n" + "".join(lines))
        reading = Reading.of(place)
        tracemalloc.start()
        assert sum(1 for _ in reading.requests()) == many
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0] + 200_000


def test_a_folder_without_logs_is_refused(tmp_path: Path) -> None:
    """One line that says what was expected."""
    with pytest.raises(InputError, match=r"there is no log file \(\*\.log, \*\.log\.gz\) in it"):
        Reading.of(tmp_path)
    with pytest.raises(InputError, match="expected a folder of logs"):
        Reading.of(tmp_path / "none")


FIELD = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=12)


@settings(max_examples=60, deadline=None)
@given(
    users=st.lists(st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True), min_size=1, max_size=5),
    agent=FIELD,
    query=FIELD,
    second=st.integers(0, 86_399),
    took_ms=st.integers(0, 5_000),
    sent=st.integers(0, 10**12),
    status=st.sampled_from((200, 302, 401, 403, 503)),
)
def test_what_the_fake_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    users: list[str],
    agent: str,
    query: str,
    second: int,
    took_ms: int,
    sent: int,
    status: int,
) -> None:
    """User, instant, duration, status and bytes survive both formats, whatever an agent calls itself."""
    place = tmp_path_factory.mktemp("logs")
    log = ProtocolLog(place, datetime(2016, 4, 18, tzinfo=UTC))
    for number, user in enumerate(users):
        log.note(
            HttpRequest(
                number, second * SECOND, took_ms * 1_000, "Ews", "POST", "host", "/EWS/Exchange.asmx", query,
                "ResolveNames", "NTLM", user, "org", user, agent, "192.0.2.1", status, "MBX1", (15, 1, 396, 30),
                "dc1", 100, sent, "",
            )
        )  # fmt: skip
    reading, requests = read(place)
    assert reading.broken.total == 0
    end = iso("2016-04-18T00:00:00Z") + second * SECOND + took_ms * 1_000
    for kind, unit in ((Log.HTTP_PROXY, 1_000), (Log.W3C, SECOND)):
        mine = [request for request in requests if request.log is kind]
        assert [request.user for request in mine] == users
        assert {(r.end // unit, r.took, r.status, r.sent, r.service) for r in mine} == {
            (end // unit, took_ms * 1_000, status, sent, Service.EWS)
        }


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=60),
            st.sampled_from(
                (
                    NEW.encode(),
                    b"#Fields: DateTime,UrlStem,AuthenticatedUser,HttpStatus,ResponseBytes",
                    b"#Fields: DateTime,RequestType,HttpStatusCode,SessionCookie",
                    b'2016-04-18T22:00:00.000Z,"/mapi/nspi/",bob@a.example,200,12',
                    b'2016-04-18T22:00:00.000Z,"/mapi/nspi/,bob@a.example,200,12',
                    b"2016-04-18T22:00:00.000Z,QueryRows,200,MapiContext=1",
                    f"{AT} GET /owa/ - b@a.example 1.2.3.4 Chrome 200 1 0 2".encode(),
                    b"2016-13-18T99:00:00.000Z,QueryRows,200,MapiContext=1",
                )
            ),
        ),
        max_size=12,
    )
)
def test_no_bytes_end_a_reading(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]) -> None:
    """Whatever stands in a file, each of its lines is a request, a header, empty, or counted as broken."""
    place = tmp_path_factory.mktemp("fuzz")
    (place / "x.log").write_bytes(b"\n".join(lines))
    reading, requests = read(place)
    headers = sum(broken.wrong is Wrong.HEADER for broken in reading.broken.listed)
    assert len(requests) + reading.broken.total - headers == reading.lines
