"""Files with a row a mailbox: SolidCP's report and Exchange's exports, kinds, protocols, and refused rows."""

from pathlib import Path

import numpy as np
import pytest

from sim.draws import Draws
from sim.errors import InputError
from sim.inventory import UNKNOWN, read_inventory
from sim.inventory.cells import flag, is_disabled, size
from sim.judges import ENGINES, run
from sim.outcome import first_difference
from sim.scenario import Scenario
from sim.streams import Source
from sim.tables import KINDS

from .files import SOLIDCP_MAILBOXES, TYPE_LINE, clients, quoted, read, solidcp_mailbox, written


def test_solidcps_mailbox_report_is_known_by_its_header(tmp_path: Path) -> None:
    """Organisations by their id, sizes in MiB, mailboxes in the order of the rows."""
    rows = (
        solidcp_mailbox("zoo", "ann", "1.50"),
        solidcp_mailbox("bank", "bob", "2.00"),
        solidcp_mailbox("zoo", "cy"),
    )
    found = read(tmp_path, "\n".join((SOLIDCP_MAILBOXES, *rows)))
    assert found.names == ("zoo", "bank")
    assert found.mailboxes.tolist() == [2, 1]
    assert found.size.tolist() == [round(11.5 * 2**20), 2 * 2**20]
    assert found.largest.tolist() == [10 * 2**20, 2 * 2**20]
    assert found.summary.files[0].layout == "SolidCP, mailboxes"


def test_kinds_and_protocols_say_which_clients_a_mailbox_may_have(tmp_path: Path) -> None:
    """Rooms, equipment, shared and disabled mailboxes have none; a protocol that is off takes its clients."""
    rows = (
        solidcp_mailbox("zoo", "ann", protocols="Disabled,Enabled,Disabled"),
        solidcp_mailbox("zoo", "room", kind="Room Mailbox"),
        solidcp_mailbox("zoo", "cart", kind="Equipment Mailbox"),
        solidcp_mailbox("zoo", "info", kind="Undefined"),
        solidcp_mailbox("zoo", "gone", enabled="Disabled"),
        solidcp_mailbox("zoo", "folder", kind="Public Folder"),
    )
    found = read(tmp_path, "\n".join((SOLIDCP_MAILBOXES, *rows)))
    assert clients(found) == [["owa", "ews"], [], [], [], []]
    assert found.summary.kinds == {"disabled": 1, "equipment": 1, "room": 1, "shared": 1, "user": 1}
    assert "1 mailboxes of the system itself left out" in found.summary.notes


def test_exchanges_export_is_read_with_its_type_line_and_its_marks(tmp_path: Path) -> None:
    """UTF-16, semicolons, a type line, quotes; sizes count by the bytes in their brackets."""
    text = (
        TYPE_LINE
        + "\r\n"
        + quoted(
            "PrimarySmtpAddress|RecipientTypeDetails|HiddenFromAddressListsEnabled|CustomAttribute1|TotalItemSize",
            "ann@zoo.example|UserMailbox|False|zoo|6,1 GB (6.512.255.010 bytes)",
            "bob@zoo.example|UserMailbox|True|zoo|335.9 KB (343,933 bytes)",
            "hall@bank.example|RoomMailbox|False|bank|Unlimited",
            "seek@zoo.example|DiscoveryMailbox|False||",
            sign=";",
        )
    )
    path = written(tmp_path, text, encoding="utf-16")
    found = read_inventory(path, KINDS)
    assert found.names == ("zoo", "bank")
    assert found.size.tolist() == [6_512_255_010 + 343_933, UNKNOWN]
    assert clients(found) == [list(KINDS), list(KINDS), []]
    assert found.summary.by == "CustomAttribute1"
    assert "1 hidden mailboxes stand in no address list, and keep their clients" in found.summary.notes


def test_the_kind_of_a_mailbox_comes_before_its_account(tmp_path: Path) -> None:
    """A disabled account is nobody's who logs on, but for a linked mailbox, whose owner has another one."""
    text = quoted(
        "DisplayName|RecipientTypeDetails|ExchangeUserAccountControl|CustomAttribute1",
        "Ann|UserMailbox|None|zoo",
        "Bob|UserMailbox|AccountDisabled|zoo",
        "Cy|LinkedMailbox|AccountDisabled|zoo",
        "Info|SharedMailbox|AccountDisabled|zoo",
        "Room|RoomMailbox|AccountDisabled, NormalAccount|zoo",
        "Cart|EquipmentMailbox|514|zoo",
        "Dan|UserMailbox|512|zoo",
        "Eve|UserMailbox|eve@zoo.example|zoo",
    )
    found = read(tmp_path, text)
    assert [len(kinds) for kinds in clients(found)] == [5, 0, 5, 0, 0, 0, 5]
    assert found.summary.kinds == {
        "disabled": 1,
        "equipment": 1,
        "linked": 1,
        "room": 1,
        "shared": 1,
        "user": 2,
    }
    assert [(refusal.line, refusal.reason) for refusal in found.summary.files[0].refused] == [
        (9, "ExchangeUserAccountControl: expected None, AccountDisabled or other flags of an account")
    ]


def test_columns_that_group_otherwise_are_an_error_until_a_map_says_which(tmp_path: Path) -> None:
    """Two organisational units under one policy: which of them is a tenant is not guessed."""
    text = quoted(
        "DisplayName|RecipientTypeDetails|AddressBookPolicy|OrganizationalUnit",
        "Ann|UserMailbox|zoo|lab.example/zoo/keepers",
        "Bob|UserMailbox|zoo|lab.example/zoo/office",
        "Cy|UserMailbox|bank|lab.example/bank",
    )
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert str(error.value).endswith(
        "expected one column to tell tenants apart, and there are AddressBookPolicy (2 values), OrganizationalUnit"
        ' (3 values): a map says which, tenant = "AddressBookPolicy"'
    )
    assert read(tmp_path, text, own_map='tenant = "OrganizationalUnit"').mailboxes.tolist() == [1, 1, 1]
    assert read(tmp_path, text, own_map='tenant = "AddressBookPolicy"').mailboxes.tolist() == [2, 1]


def test_domains_tell_tenants_apart_where_nothing_else_does(tmp_path: Path) -> None:
    """What follows the last @, without regard to case."""
    header = "PrimarySmtpAddress|RecipientTypeDetails|CustomAttribute1"
    text = quoted(
        header,
        "ann@zoo.example|UserMailbox|",
        "bob@ZOO.example|UserMailbox|",
        "cy@bank.example|UserMailbox|",
    )
    found = read(tmp_path, text)
    assert (found.names, found.summary.by) == (
        ("zoo.example", "bank.example"),
        "domain of PrimarySmtpAddress",
    )


def test_a_broken_row_is_refused_by_itself_and_no_cell_of_it_is_told(tmp_path: Path) -> None:
    """Lines and reasons, in the order of the file; the others are read."""
    rows = (
        solidcp_mailbox("zoo", "ann"),
        solidcp_mailbox("zoo", "bob", size="ann@zoo.example"),
        solidcp_mailbox("zoo", "cy") + ",more",
        solidcp_mailbox("", "dan"),
        solidcp_mailbox("zoo", "eve", kind="Ann's"),
        solidcp_mailbox("zoo", "ann"),
    )
    found = read(tmp_path, "\n".join((SOLIDCP_MAILBOXES, *rows)))
    assert found.mailboxes.tolist() == [1]
    assert [(refusal.line, refusal.reason) for refusal in found.summary.files[0].refused] == [
        (3, 'Mailbox Size (Mb): expected a size such as "40 GB"'),
        (4, "expected 24 cells, and there are 25"),
        (5, "Organization ID: expected the tenant's name"),
        (
            6,
            "Mailbox Type: expected a kind of mailbox that the layout knows; a map says more: kinds = { ... }",
        ),
        (7, "expected another address: an earlier row has this one"),
    ]
    told = found.summary.told()
    assert "0.csv (SolidCP, mailboxes): 6 rows, 5 refused" in told
    assert "zoo" not in told
    assert "ann" not in told


def test_a_number_of_two_readings_is_an_error_that_says_how_to_settle_it(tmp_path: Path) -> None:
    """1,234 may be a thousand or one and a bit."""
    text = "tenant;mailbox;size\nzoo;a;1,234 MB\n"
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert str(error.value).endswith(
        "0.csv: line 2, size: expected a number that can be read in one way:"
        ' a map says which, decimal = "," or "."'
    )
    assert read(tmp_path, text, own_map='decimal = ","').size.tolist() == [1_234_000]
    assert read(tmp_path, text, own_map='decimal = "."').size.tolist() == [1_234_000_000]


def test_the_labs_own_rows_of_mailboxes(tmp_path: Path) -> None:
    """A kind that is not said is a user's; a client that is said to be off is off."""
    found = read(tmp_path, "tenant,mailbox,kind,size,phone\nzoo,a,,1 GB,no\nzoo,b,shared,2 GB,\n")
    assert clients(found) == [[kind for kind in KINDS if kind != "phone"], []]
    assert found.size.tolist() == [3 * 10**9]


def test_a_mailbox_nobody_logs_on_to_takes_its_own_seats_away_and_no_other(tmp_path: Path) -> None:
    """Every seat that the room, the shared one and the lost phone leave is as it was; none is new."""
    names = [f"user{i}" for i in range(30)]
    rows = [solidcp_mailbox("zoo", name) for name in names]
    bank = [solidcp_mailbox("bank", name) for name in names]
    plain = written(tmp_path, "\n".join((SOLIDCP_MAILBOXES, *rows, *bank)), "plain.csv")
    rows[3] = solidcp_mailbox("zoo", "user3", kind="Room Mailbox")
    rows[7] = solidcp_mailbox("zoo", "user7", kind="Undefined")
    rows[9] = solidcp_mailbox("zoo", "user9", protocols="Enabled,Enabled,Disabled")
    changed = written(tmp_path, "\n".join((SOLIDCP_MAILBOXES, *rows, *bank)), "changed.csv")
    before, after = seats(plain), seats(changed)
    phone = KINDS.index("phone")
    assert after == {
        seat for seat in before if seat[:2] not in ((0, 3), (0, 7)) and seat[:3] != (0, 9, phone)
    }
    assert len(after) < len(before)


def seats(path: str) -> set[tuple[int, int, int, int]]:
    """Tenant, mailbox, kind and follow of every client of an inventory's tenants."""
    asked = Scenario.load("incident").replaced({"population.inventory": path})
    draws = Draws(asked, Source(1))
    tenants = np.repeat(draws.people.numbers, np.diff(draws.seats.first)).tolist()
    columns = (draws.seats.mailbox.tolist(), draws.seats.kind.tolist(), draws.seats.follow.tolist())
    return set(zip(tenants, *columns, strict=True))


def test_both_engines_say_the_same_of_rows_of_mailboxes(tmp_path: Path) -> None:
    """Rooms beside users: rows and totals are equal."""
    rows = [
        solidcp_mailbox(f"t{i // 4}", f"user{i}", kind="Room Mailbox" if i % 3 == 0 else "User Mailbox")
        for i in range(200)
    ]
    path = written(tmp_path, "\n".join((SOLIDCP_MAILBOXES, *rows)))
    asked = Scenario.load("incident").replaced({"population.inventory": path, "window": "10 min"})
    observed, computed = (run(asked, engine=engine) for engine in ENGINES)
    assert first_difference(observed, computed) is None
    assert observed.totals["tenants"] == 50


def test_a_column_that_is_there_twice_is_an_error(tmp_path: Path) -> None:
    """Which of the two counts is not guessed."""
    with pytest.raises(InputError, match='line 1: expected the column "size" once'):
        read(tmp_path, "tenant,mailbox,size,Size\nzoo,a,1 GB,2 GB\n")


def test_a_file_of_rows_that_are_all_refused_says_why(tmp_path: Path) -> None:
    """The first reason stands in the error."""
    with pytest.raises(InputError) as error:
        read(tmp_path, "tenant,mailbox\n,a\n")
    assert str(error.value).endswith(
        "expected at least one mailbox below the header: line 2: tenant: expected the tenant's name"
    )


def test_flags_and_units_are_what_microsoft_says() -> None:
    """Of an account's bits the second alone disables it; a bare number counts in the unit of its layout."""
    assert [is_disabled(cell) for cell in ("512", "513", "514", "516")] == [False, False, True, False]
    assert [flag(cell) for cell in ("1", "0", "yes", "no", " ENABLED ")] == [True, False, True, False, True]
    sizes = [size("3", unit=unit) for unit in ("B", "KiB", "MiB", "GiB", "KB", "MB", "GB")]
    assert sizes == [3, 3 << 10, 3 << 20, 3 << 30, 3_000, 3_000_000, 3_000_000_000]
