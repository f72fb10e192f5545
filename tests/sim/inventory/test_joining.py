"""Several files of one inventory: by mailbox for Exchange's, by organisation otherwise."""

from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.inventory import UNKNOWN
from sim.scenario import Scenario
from sim.tables import KINDS

from .files import (
    SOLIDCP_MAILBOXES,
    SOLIDCP_ORGANISATIONS,
    clients,
    quoted,
    read,
    solidcp_mailbox,
    solidcp_organisation,
    written,
)

MAILBOXES = quoted(
    "DisplayName|ExchangeGuid|Guid|RecipientTypeDetails|CustomAttribute1",
    "Ann|a-1|o-1|UserMailbox|zoo",
    "Ann|a-2|o-2|UserMailbox|zoo",
    "Bob|b-1|o-3|UserMailbox|bank",
)


def test_sizes_and_protocols_join_by_what_names_a_mailbox(tmp_path: Path) -> None:
    """Get-Mailbox, Get-MailboxStatistics and Get-CASMailbox; who never logged on has no statistics."""
    sizes = quoted(
        "DisplayName|MailboxGuid|TotalItemSize|ItemCount",
        "Bob|B-1|40.74 KB (41,719 bytes)|9",
        "Ann|a-1|6.544 KB (6,701 bytes)|3",
        "Gone|g-1|335.9 KB (343,933 bytes)|40",
    )
    protocols = quoted("Guid|OWAEnabled|ActiveSyncEnabled|PopEnabled", "O-2|False|False|False")
    found = read(tmp_path, MAILBOXES, sizes, protocols)
    assert found.names == ("zoo", "bank")
    assert found.size.tolist() == [UNKNOWN, 41_719]
    assert found.largest.tolist() == [6_701, 41_719]
    assert clients(found)[1] == ["outlook_cached", "outlook_online", "ews"]
    assert "1 mailboxes without a size" in found.summary.notes
    assert (
        "Exchange, Get-MailboxStatistics: 2 rows joined by guid, 1 of no mailbox that is listed"
        in found.summary.notes
    )


def test_archives_and_disconnected_mailboxes_are_left_out_of_the_statistics(tmp_path: Path) -> None:
    """Neither adds its size to a mailbox of the same name, and the summary counts them."""
    sizes = quoted(
        "DisplayName|LegacyDN|TotalItemSize|IsArchiveMailbox|DisconnectDate",
        "Ann|/o=lab/cn=ann|1 B (1 bytes)|False|",
        "Ann|/o=lab/cn=ann|2 B (2 bytes)|True|",
        "Ann|/o=lab/cn=ann|4 B (4 bytes)|False|4/16/2016 1:05:09 PM",
        "Bob|/o=lab/cn=bob|8 B (8 bytes)|False|4/17/2016 1:05:09 PM",
        "Bob|/o=lab/cn=bob|16 B (16 bytes)|perhaps|",
    )
    mailboxes = quoted(
        "DisplayName|LegacyExchangeDN|RecipientTypeDetails|CustomAttribute1",
        "Ann|/o=lab/cn=ann|UserMailbox|zoo",
        "Bob|/o=lab/cn=bob|UserMailbox|bank",
    )
    found = read(tmp_path, mailboxes, sizes)
    assert found.size.tolist() == [1, UNKNOWN]
    assert (
        "Exchange, Get-MailboxStatistics: 1 rows joined by legacy_dn, 0 of no mailbox that is listed;"
        " 1 archives left out; 2 disconnected mailboxes left out" in found.summary.notes
    )
    assert [(r.line, r.reason) for r in found.summary.files[1].refused] == [
        (6, "IsArchiveMailbox: expected True or False, or Enabled or Disabled")
    ]


def test_a_name_of_several_mailboxes_joins_none(tmp_path: Path) -> None:
    """Display names come twice: such a row is refused, and says so."""
    found = read(
        tmp_path, MAILBOXES, quoted("DisplayName|TotalItemSize", "Ann|1 B (1 bytes)", "Bob|2 B (2 bytes)")
    )
    assert found.size.tolist() == [UNKNOWN, 2]
    refused = found.summary.files[1].refused
    assert [(r.line, r.reason) for r in refused] == [
        (2, "expected one mailbox of this name, and there are more")
    ]


def test_sizes_alone_are_no_inventory(tmp_path: Path) -> None:
    """Statistics say nothing of tenants."""
    with pytest.raises(InputError, match="line 1: expected, beside it, a file of mailboxes"):
        read(tmp_path, quoted("DisplayName|TotalItemSize", "Ann|1 B (1 bytes)"))


def test_solidcps_two_reports_join_by_organisation(tmp_path: Path) -> None:
    """Rows of mailboxes count; an organisation with a row of its own alone is a tenant all the same."""
    mailboxes = "\n".join((SOLIDCP_MAILBOXES, solidcp_mailbox("zoo", "ann", kind="Room Mailbox")))
    organisations = "\n".join(
        (
            SOLIDCP_ORGANISATIONS,
            solidcp_organisation("bank", "3", '"1024,50"', "13/4/2016"),
            solidcp_organisation("zoo", "2", created="2/4/2016"),
            solidcp_organisation("none", "0"),
        )
    )
    for files in ((mailboxes, organisations), (organisations, mailboxes)):
        found = read(tmp_path, *files)
        assert found.names == ("zoo", "bank")
        assert found.mailboxes.tolist() == [1, 3]
        assert found.size.tolist() == [10 * 2**20, round(1024.5 * 2**20)]
        assert clients(found) == [[], *[list(KINDS)] * 3]
        assert found.first is not None
        assert found.first.tolist() == [0, 1]
        # The 13th can only be a day: so the 2nd is one.
        assert found.ordered_by("Ogranization Created").tolist() == [0, 1]
        assert np.isnan(found.shares).all()
        reports = {file.layout: file for file in found.summary.files}
        refused = reports["SolidCP, organisations"].refused
        assert [(r.line, r.reason) for r in refused] == [
            (4, "Total mailboxes: expected a whole number, 1 to 100000")
        ]


def test_dates_of_two_readings_are_an_error_that_says_how_to_settle_it(tmp_path: Path) -> None:
    """No day after the 12th: nothing shows which number is the month."""
    rows = (
        solidcp_organisation("a", "1", created="3/4/2016 1:05:09 PM"),
        solidcp_organisation("b", "1", created="4/3/2016 1:05:09 AM"),
    )
    text = "\n".join((SOLIDCP_ORGANISATIONS, *rows))
    with pytest.raises(InputError) as error:
        read(tmp_path, text).ordered_by("Ogranization Created")
    assert str(error.value).endswith(
        'Ogranization Created = "3/4/2016 1:05:09 PM": expected one of two: a day or a month comes first;'
        ' a map says which: dates = "day-first" or "month-first"'
    )
    for said, order in (("day-first", [1, 0]), ("month-first", [0, 1])):
        found = read(tmp_path, text, own_map=f'dates = "{said}"')
        assert found.ordered_by("Ogranization Created").tolist() == order


def test_a_scenario_names_several_files_and_a_map_beside_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths are beside the scenario's file; what they hold is part of its digest, where they are is not."""
    written(tmp_path, MAILBOXES, "mailboxes.csv")
    written(tmp_path, quoted("Guid|OWAEnabled|ActiveSyncEnabled", "o-2|False|True"), "protocols.csv")
    written(tmp_path, 'tenant = "CustomAttribute1"', "map.toml")
    text = '[population]\ninventory = ["mailboxes.csv", "protocols.csv"]\n'
    alone = Scenario.load(written(tmp_path, text, "alone.toml"))
    file = written(tmp_path, text + 'map = "map.toml"\n', "mapped.toml")
    monkeypatch.chdir("/")
    mapped = Scenario.load(file).replaced({"window": "2 min"})
    assert mapped.inventory is not None
    assert mapped.population.tenants == 2
    assert mapped.digest != alone.replaced({"window": "2 min"}).digest
    with pytest.raises(InputError, match=r'population\.map = "x.toml": expected an inventory beside it'):
        Scenario.load("incident").replaced({"population.map": "x.toml"})


def test_files_without_a_column_in_common_do_not_join(tmp_path: Path) -> None:
    """Nothing tells which tenant of the one is which of the other: every column that might is named."""
    one = "tenant,mailbox\nzoo,ann\n"
    other = quoted("ExchangeGuid|RecipientTypeDetails|CustomAttribute1", "a-1|UserMailbox|zoo")
    told = 'expected one column for the tenants of all files, of "tenant", "CustomAttribute1"'
    with pytest.raises(InputError, match=told):
        read(tmp_path, one, other)


def test_a_size_that_is_known_stays_and_one_in_two_files_is_the_first(tmp_path: Path) -> None:
    """Statistics fill in what the list of mailboxes leaves open; of an organisation likewise."""
    mailboxes = quoted(
        "ExchangeGuid|RecipientTypeDetails|CustomAttribute1|TotalItemSize",
        "a-1|UserMailbox|zoo|5 B (5 bytes)",
        "a-2|UserMailbox|zoo|",
    )
    sizes = quoted("MailboxGuid|TotalItemSize", "a-1|9 B (9 bytes)", "a-2|7 B (7 bytes)")
    found = read(tmp_path, mailboxes, sizes)
    assert found.size.tolist() == [12]
    twice = "tenant,mailboxes,size,wave\nzoo,3,{} B,{}\n"
    found = read(tmp_path, twice.format(4, "a"), twice.format(6, "b"))
    assert (found.size.tolist(), found.orders["wave"]) == ([4], ("a",))


def test_sizes_that_no_sum_holds_are_refused(tmp_path: Path) -> None:
    """Eleven mailboxes of an exabyte would be a negative number of bytes."""
    rows = [f"a-{number}|UserMailbox|zoo|900000 TB" for number in range(11)]
    with pytest.raises(InputError, match="expected mailboxes of 4 EiB at most, all together"):
        read(tmp_path, quoted("ExchangeGuid|RecipientTypeDetails|CustomAttribute1|TotalItemSize", *rows))


def test_a_tenant_of_too_many_mailboxes_is_a_column_that_tells_no_tenants_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The column that was taken for tenants holds something else: how many, and how to say which."""
    monkeypatch.setattr("sim.inventory.joining.MOST_MAILBOXES", 1)
    with pytest.raises(
        InputError, match="a tenant has 2 mailboxes, expected at most 1: a map says which column"
    ):
        read(tmp_path, MAILBOXES)


def test_a_mailbox_in_two_files_counts_once_and_one_without_a_tenant_is_refused(tmp_path: Path) -> None:
    """By what names it; the refusal says the line, and who."""
    again = quoted(
        "DisplayName|ExchangeGuid|Guid|RecipientTypeDetails|CustomAttribute1",
        "Ann|a-1|o-1|UserMailbox|zoo",
        "Cy|c-1|o-4|UserMailbox|",
    )
    found = read(tmp_path, MAILBOXES, again)
    assert found.mailboxes.tolist() == [2, 1]
    refused = [(each.line, each.reason) for file in found.summary.files for each in file.refused]
    assert refused == [
        (2, "expected another guid: an earlier row has this one"),
        (3, "CustomAttribute1: expected the tenant's name"),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1 GB (9999999999999999999 bytes)", 'a size such as "40 GB"'),
        ("1.2.3,4,5 GB", "a number"),
        ("12,34,567.8 GB", "a number"),
        ("1,2345.6 GB", "a number"),
        ("1234,567.8 GB", "a number"),
        ("1,234.5.6 GB", "a number"),
    ],
)
def test_sizes_in_no_order_are_refused_by_their_row(cell: str, expected: str, tmp_path: Path) -> None:
    """Groups that are none, and more bytes than there are; the other rows are read."""
    rows = [f"a-1|UserMailbox|zoo|{cell}", "a-2|UserMailbox|zoo|7 B (7 bytes)"]
    found = read(tmp_path, quoted("ExchangeGuid|RecipientTypeDetails|CustomAttribute1|TotalItemSize", *rows))
    (file,) = found.summary.files
    assert [(each.line, each.reason) for each in file.refused] == [(2, f"TotalItemSize: expected {expected}")]
    assert found.size.tolist() == [7]


def test_a_file_of_mailboxes_without_a_tenants_column_is_refused(tmp_path: Path) -> None:
    """Every column that might tell tenants apart is named."""
    with pytest.raises(InputError, match='expected a column that tells tenants apart: "CustomAttribute1" or'):
        read(tmp_path, quoted("ExchangeGuid|RecipientTypeDetails|CustomAttribute2", "a-1|UserMailbox|zoo"))


def test_a_file_of_mailboxes_whose_header_names_none_is_refused(tmp_path: Path) -> None:
    """What is joined to mailboxes has to say to which."""
    with pytest.raises(
        InputError, match='expected a column that names mailboxes: "MailboxGuid" or "LegacyDN"'
    ):
        read(tmp_path, MAILBOXES, quoted("TotalItemSize|ItemCount", "1 B (1 bytes)|9"))


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (("2016-04-18 22:00", "2016-04-18"), [1, 0]),
        (("", "2016-04-18"), [0, 1]),
        (("a", "2016-04-18"), [1, 0]),
    ],
)
def test_dates_order_a_campaign_and_what_is_none_is_a_word(
    dates: tuple[str, str], order: list[int], tmp_path: Path
) -> None:
    """An empty cell comes first; one word among dates makes all of them words."""
    found = read(tmp_path, f"tenant,mailboxes,wave\nzoo,1,{dates[0]}\nbank,1,{dates[1]}\n")
    assert found.ordered_by("wave").tolist() == order


def test_a_row_that_ends_before_its_tenant_has_no_name(tmp_path: Path) -> None:
    """It is refused by its line alone; the others are read."""
    found = read(tmp_path, "mailboxes,tenant\n3\n2,zoo\n")
    (file,) = found.summary.files
    assert [(each.line, each.reason, each.name) for each in file.refused] == [
        (2, "expected 2 cells, and there are 1", "")
    ]
    assert found.names == ("zoo",)
