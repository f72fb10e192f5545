"""What clients in this process leave in logs: the right files, bytes that vary, and no line about rows."""

import csv
from datetime import UTC, datetime
from pathlib import Path

from fakeexchange.names import Names
from fakeexchange.oab import guid_of
from fakeexchange.traffic.caller import Caller, Habit
from fakeexchange.traffic.list_bytes import ListBytes, book_bytes, pages
from fakeexchange.traffic.requests import logging_on, reading, whole_file
from fakeexchange.traffic.servers import Servers
from fakeexchange.words import Channel

from ..toys import world

NAMES = Names(seed=1)
EPOCH = datetime(2016, 4, 18, 20, 0, tzinfo=UTC)
HABITS = [Habit((k + 1) * 0.6180339887498949 % 1.0) for k in range(40)]


def caller(channel: Channel, tenant: int = 0) -> Caller:
    """A client of a tenant's first mailbox."""
    return Caller.of(NAMES, tenant, 0, channel, is_cached=False)


def test_bytes_are_no_multiple_of_rows() -> None:
    """The same list weighs differently by page, columns and compression, and lists of as many rows by their names."""
    for channel in (Channel.NSPI, Channel.OWA, Channel.EWS):
        weights = {
            sum(step.answered for step in reading(caller(channel), habit, [40] * 90)) for habit in HABITS
        }
        assert len(weights) > 3, channel
    one, other = (
        sum(step.answered for step in reading(caller(Channel.NSPI), HABITS[0], [length] * 90))
        for length in (40, 41)
    )
    assert one != other


def test_a_page_holds_what_was_asked_for() -> None:
    """260 rows by pages of 50, 100 or 250: six, three or two requests, and all characters in them."""
    many = {
        sum(step.mapi == "QueryRows" for step in reading(caller(Channel.NSPI), habit, [10] * 260))
        for habit in HABITS
    }
    assert many == {6, 3, 2}
    assert [sum(part) for part in zip(*pages([1] * 260, 100), strict=True)] == [260, 260]


def test_who_logs_on_is_asked_for_credentials_first() -> None:
    """Outlook and EWS come anonymously first; a phone sometimes; each then once with its name."""
    for channel, names in ((Channel.NSPI, 3), (Channel.EWS, 1), (Channel.OWA, 2)):
        steps = list(logging_on(caller(channel), HABITS[0]))
        assert any(step.is_anonymous for step in steps)
        assert sum(not step.is_anonymous for step in steps) == names
    anonymous = sum(
        any(step.is_anonymous for step in logging_on(caller(Channel.EAS), habit)) for habit in HABITS
    )
    assert 0 < anonymous < len(HABITS) / 2


def test_a_list_weighs_what_its_names_do() -> None:
    """By hand, from the names of the two tenants; an edition without the second has the first alone."""
    toy = world((2, 0), (1, 1))
    toy.host(*toy.tenants)
    directory = toy.exchange.directory
    weights = ListBytes(directory, NAMES)
    people = [NAMES.person(0, 0), NAMES.person(0, 1), NAMES.person(1, 0)]
    characters = [len(p.display_name) + len(p.address) for p in people]
    characters.append(sum(map(len, NAMES.distribution_list(1, 0))))
    assert sorted(weights.listed(None, directory.edition)) == sorted(characters)
    assert weights.listed(toy.tenants[0], directory.edition) == characters[:2]
    assert book_bytes(characters, 1_000) == 600 + 4 * 900 + sum(characters)


def test_lines_stand_in_the_order_of_their_stamps_and_each_server_has_its_clock(tmp_path: Path) -> None:
    """A long download that began first is logged last; the second front end's clock goes a minute behind."""
    with Servers(tmp_path, EPOCH, (0, 60_000_000, 0)) as servers:
        for tenant in range(6):
            client = caller(Channel.OWA, tenant)
            file = whole_file(guid_of(-1), 3, 5_000)
            servers.download(client.fetching, file, 1_000_000, 9_000_000, 0, is_whole=False)
            servers.on_target(client, HABITS[3], logging_on(client, HABITS[3]), 2_000_000, 1, tenant)
            servers.settle(1_500_000)
        servers.on_source(caller(Channel.NSPI), 1_000_000, 20_000)
    for name, minute in (("EX16-1", "00"), ("EX16-2", "59")):
        text = (tmp_path / name / "W3SVC1" / "u_ex160418.log").read_text(encoding="utf-8").splitlines()
        lines = [line.split(" ") for line in text if not line.startswith("#")]
        stamps = [line[1] for line in lines]
        assert stamps == sorted(stamps)
        assert {stamp[3:5] for stamp in stamps} == {minute}
        assert lines[-1][4].endswith("-data-3.lzx")
        assert lines[-1][12] == "64"
    with (tmp_path / "EX16-1" / "HttpProxy" / "Owa" / "HttpProxy_2016041820-1.LOG").open(
        encoding="utf-8"
    ) as file_:
        rows = [row for row in csv.reader(file_) if not row[0].startswith("#")]
    assert {row[18] for row in rows} == {"EX16-1"}
    assert not (tmp_path / "EX10-1" / "HttpProxy").exists()
