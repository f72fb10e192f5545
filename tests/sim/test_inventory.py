"""Inventories: what is read, what is drawn beside it, and how a broken row is told."""

from pathlib import Path

import numpy as np
import pytest

from experiments.sample import SAMPLE, TENANTS, sample
from sim.draws import Draws
from sim.errors import InputError
from sim.inventory import UNKNOWN, read_inventory
from sim.judges import ENGINES, run
from sim.outcome import first_difference
from sim.scenario import Scenario
from sim.streams import Source
from sim.tables import KINDS

THREE = """tenant,mailboxes,lists,size,largest,wave,outlook_cached,phone
bakery,3,1,40 GB,,2,1,0
"law, and order",1,,,5 GB,10,,
cinema,12,0,6 GB,,1,0.5,
"""


def written(tmp_path: Path, text: str, name: str = "tenants.csv") -> str:
    """The path of a file with this text."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def refused(tmp_path: Path, text: str) -> str:
    """The line that refuses a file, its path left out."""
    path = written(tmp_path, text)
    with pytest.raises(InputError) as error:
        read_inventory(path, KINDS)
    return str(error.value).removeprefix(f"{path}: ")


def scenario(path: str, **changes: object) -> Scenario:
    """The incident with an inventory's tenants."""
    keys = {key.replace("__", "."): value for key, value in changes.items()}
    return Scenario.load("incident").replaced({"population.inventory": path, **keys})


def test_what_a_file_says_is_read(tmp_path: Path) -> None:
    """Quoted names, sizes with units, empty cells; further columns are orders."""
    found = read_inventory(written(tmp_path, THREE), KINDS)
    assert found.names == ("bakery", "law, and order", "cinema")
    assert found.mailboxes.tolist() == [3, 1, 12]
    assert found.lists.tolist() == [1, UNKNOWN, 0]
    assert found.size.tolist() == [40 * 10**9, UNKNOWN, 6 * 10**9]
    assert found.largest.tolist() == [UNKNOWN, 5 * 10**9, UNKNOWN]
    assert np.nan_to_num(found.shares[:, KINDS.index("outlook_cached")], nan=-1).tolist() == [1, -1, 0.5]
    assert np.nan_to_num(found.shares[:, KINDS.index("phone")], nan=-1).tolist() == [0, -1, -1]
    assert found.orders == {"wave": ("2", "10", "1")}
    # By number, not by the alphabet.
    assert found.ordered_by("wave").tolist() == [1, 2, 0]


def test_semicolons_tabs_and_a_mark_at_the_start_are_read_too(tmp_path: Path) -> None:
    """What spreadsheets write: the same three tenants."""
    expected = read_inventory(written(tmp_path, THREE), KINDS)
    for sign in ";\t":
        other = "\ufeff" + THREE.replace('"law, and order"', "law and order").replace(",", sign)
        found = read_inventory(written(tmp_path, other, "other.csv"), KINDS)
        assert found.mailboxes.tolist() == expected.mailboxes.tolist()


def test_tenants_are_the_rows_and_the_rest_is_drawn(tmp_path: Path) -> None:
    """Counts as listed; where lists are not, as many as a made-up tenant of that number would have."""
    asked = scenario(written(tmp_path, THREE))
    people = Draws(asked, Source(1)).people
    by_number = np.argsort(people.numbers)
    assert asked.population.tenants == 3
    assert people.mailboxes[by_number].tolist() == [3, 1, 12]
    assert people.lists[by_number].tolist() == [1, 0, 0]
    largest = people.largest[by_number].tolist()
    # The largest of three holds a third at least; a single mailbox holds what is said of it.
    assert 40e9 / 3 <= largest[0] < 40e9
    assert largest[1] == 5 * 10**9
    assert 6e9 / 12 <= largest[2] < 6e9


def test_seats_are_as_the_mix_says(tmp_path: Path) -> None:
    """The bakery has a cached Outlook on each of its three mailboxes and no phone."""
    draws = Draws(scenario(written(tmp_path, THREE)), Source(1))
    place = draws.people.numbers.tolist().index(0)
    kinds = draws.seats.kind[draws.seats.first[place] : draws.seats.first[place + 1]].tolist()
    assert kinds.count(KINDS.index("outlook_cached")) == 3
    assert kinds.count(KINDS.index("phone")) == 0


def test_every_tenant_has_the_mix_of_its_own_row(tmp_path: Path) -> None:
    """One with phones alone, one with cached Outlook alone, whichever comes first."""
    rows = "tenant,mailboxes,outlook_cached,outlook_online,owa,phone,ews\na,5,0,0,0,1,0\nb,5,1,0,0,0,0\n"
    draws = Draws(scenario(written(tmp_path, rows)), Source(1))
    found = {
        number: {KINDS[k] for k in draws.seats.kind[first:last].tolist()}
        for number, first, last in zip(
            draws.people.numbers.tolist(), draws.seats.first, draws.seats.first[1:], strict=False
        )
    }
    assert found == {0: {"phone"}, 1: {"outlook_cached"}}


def test_a_prefix_keeps_its_tenants(tmp_path: Path) -> None:
    """The first two of three, with the same numbers, sizes and lists."""
    path = written(tmp_path, THREE)
    whole, two = (
        Draws(scenario(path, **keys), Source(1)).people for keys in ({}, {"population__tenants": 2})
    )
    assert sorted(two.numbers.tolist()) == [0, 1]
    for number in (0, 1):
        i, j = whole.numbers.tolist().index(number), two.numbers.tolist().index(number)
        assert (whole.mailboxes[i], whole.lists[i], whole.largest[i]) == (
            two.mailboxes[j],
            two.lists[j],
            two.largest[j],
        )


@pytest.mark.parametrize(
    ("order", "expected"),
    [("wave", [2, 0, 1]), ("by-name", [0, 2, 1]), ("smallest-first", [1, 0, 2])],
)
def test_tenants_come_in_an_order_of_the_inventory(tmp_path: Path, order: str, expected: list[int]) -> None:
    """By a column of its own, by name, by size."""
    draws = Draws(scenario(written(tmp_path, THREE), campaign__order=order), Source(1))
    assert draws.people.numbers.tolist() == expected


def test_both_engines_say_the_same_of_an_inventory(tmp_path: Path) -> None:
    """The first tenants of the sample, by waves: rows and totals are equal, and somebody is exposed."""
    asked = scenario(str(SAMPLE), population__tenants=400, campaign__order="wave", window="10 min")
    observed, computed = (run(asked, engine=engine) for engine in ENGINES)
    assert first_difference(observed, computed) is None
    assert observed.totals["exposed"] > 0


def test_the_path_is_beside_the_scenario_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scenario file and its inventory are moved together; what is made of it finds it still."""
    written(tmp_path, THREE)
    file = tmp_path / "mine.toml"
    file.write_text('[population]\ninventory = "tenants.csv"\n', encoding="utf-8")
    monkeypatch.chdir("/")
    asked = Scenario.load(str(file)).replaced({"window": "2 min"})
    assert asked.inventory is not None
    assert asked.population.tenants == 3


def test_the_digest_knows_the_content_and_not_the_place(tmp_path: Path) -> None:
    """The same rows elsewhere are the same scenario; another cell makes another one."""
    first, elsewhere = written(tmp_path, THREE), written(tmp_path, THREE, "copy.csv")
    changed = written(tmp_path, THREE.replace("12", "13"), "changed.csv")
    assert scenario(first).digest == scenario(elsewhere).digest != scenario(changed).digest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 'line 1: expected a column "tenant"; line 1: expected a column "mailboxes"'),
        ("tenant,mailboxes\n", "expected at least one tenant below the header"),
        ("tenant,mailboxes,tenant\n", 'line 1: expected the column "tenant" once'),
        ("tenant,,mailboxes\n", "line 1: expected a name over every column"),
        (
            "tenant,mailboxes;x\n",
            "line 1: expected commas, semicolons or tabs between columns, and one of them alone;"
            ' a map says which: delimiter = ";"',
        ),
        (
            "tenant,mailboxes\na,0\n",
            "expected at least one tenant below the header: line 2: mailboxes: expected a whole number, 1 to 100000",
        ),
        (
            "tenant;mailboxes;size\na;1;1,234 MB\n",
            "line 2, size: expected a number that can be read in one way:"
            ' a map says which, decimal = "," or "."',
        ),
        ('tenant,mailboxes\na,"1\n', "line 2: expected CSV: unexpected end of data"),
    ],
)
def test_a_broken_file_is_told_by_its_lines(tmp_path: Path, text: str, expected: str) -> None:
    """What leaves nothing to read, or more than one way to read it, ends with its line and what was expected."""
    assert refused(tmp_path, text) == expected


def test_a_broken_row_is_refused_by_itself_and_no_cell_of_it_is_told(tmp_path: Path) -> None:
    """Lines and reasons, every mistake of a row; the others are read."""
    text = "\n".join(
        (
            "tenant,mailboxes,size,phone",
            "bakery,3,40 GB,",
            "Secret Ltd,x,,",
            ",1,,",
            "",
            "bakery,2,,",
            "cinema,Secret Ltd,a@secret.example,1.5",
            "library,1",
            "school,2,,0.5",
        )
    )
    found = read_inventory(written(tmp_path, text + "\n"), KINDS)
    assert (found.names, found.mailboxes.tolist()) == (("bakery", "school"), [3, 2])
    assert [(refusal.line, refusal.reason) for refusal in found.summary.files[0].refused] == [
        (3, "mailboxes: expected a whole number, 1 to 100000"),
        (4, "tenant: expected a name"),
        (6, "tenant: expected another name: line 2 has this one"),
        (
            7,
            'mailboxes: expected a whole number, 1 to 100000; size: expected a size such as "40 GB";'
            " phone: expected a share, 0 to 1",
        ),
        (8, "expected 4 cells, and there are 2"),
    ]
    told = found.summary.told()
    assert "tenants.csv (gallab, tenants): 7 rows, 5 refused" in told
    assert "ecret" not in told


def test_of_many_broken_rows_some_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    """Five lines, and how many more."""
    text = "tenant,mailboxes\na,1\n" + "".join(f"t{i},x\n" for i in range(9))
    told = read_inventory(written(tmp_path, text), KINDS).summary.told()
    assert told.count("expected a whole number") == 5
    assert "  refused: and 4 more" in told


def test_what_no_file_can_be(tmp_path: Path) -> None:
    """A file that is not there, or is not text."""
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"\xff\xfe\x00")
    for path, expected in (
        (str(tmp_path / "none.csv"), "No such file or directory"),
        (str(binary), "expected UTF-8 text"),
    ):
        with pytest.raises(InputError, match=expected):
            read_inventory(path, KINDS)


def test_orders_and_counts_that_the_inventory_does_not_have(tmp_path: Path) -> None:
    """A column that is not there, and more tenants than rows, are told with what there is."""
    path = written(tmp_path, THREE)
    with pytest.raises(
        InputError, match=r'campaign\.order = "wafe": .*or a column of an inventory; did you mean "wave"'
    ):
        scenario(path, campaign__order="wafe")
    with pytest.raises(InputError, match=r"population\.tenants = 4: expected at most the 3 of the inventory"):
        scenario(path, population__tenants=4)


def test_the_sample_is_what_its_command_makes() -> None:
    """The file in the tree, to the byte; both halves of it are there: rows with a client mix, and without."""
    text = sample()
    assert SAMPLE.read_text(encoding="utf-8") == text
    found = read_inventory(str(SAMPLE), KINDS)
    assert len(found.names) == TENANTS
    has_mix = ~np.isnan(found.shares[:, KINDS.index("phone")])
    assert 400 < has_mix.sum() < 600
