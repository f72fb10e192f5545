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
