"""Layouts and maps: what each shipped one says, and what a map may say."""

from pathlib import Path

import pytest

from sim.edge import parse
from sim.errors import InputError
from sim.inventory.layout import Layout, shelf

from .files import clients, read


@pytest.mark.parametrize(("name", "raw"), shelf())
def test_every_shipped_layout_is_one_and_cites_its_source(name: str, raw: dict[str, object]) -> None:
    """All but the lab's own say where their headers come from."""
    layout = parse(Layout, raw, name)
    assert layout.recognised_by
    assert bool(layout.source) != name.startswith("gallab")


def test_a_map_reads_what_no_layout_knows(tmp_path: Path) -> None:
    """Keys, kinds and protocols by one's own columns, with another sign between them."""
    own_map = """
delimiter = "|"
tenant = "client"
size = "Mo"
size_unit = "MB"
kind = "type"
kinds = { personne = "user", salle = "room" }
identity = { address = "adresse" }
[protocols]
mobile = ["phone"]
"""
    text = "client|adresse|Mo|type|mobile\nzoo|a|1,5|personne|no\nzoo|b||salle|yes\n"
    found = read(tmp_path, text, own_map=own_map)
    assert found.names == ("zoo",)
    assert found.largest.tolist() == [1_500_000]
    assert clients(found) == [["outlook_cached", "outlook_online", "owa", "ews"], []]


def test_a_map_reads_tenants_too(tmp_path: Path) -> None:
    """Rows of tenants under other names; a broken one is refused by itself."""
    own_map = 'rows = "tenants"\ntenant = "client"\nmailboxes = "boites"\n'
    found = read(tmp_path, "client,boites,wave\nzoo,2,1\nbank,none,2\n", own_map=own_map)
    assert (found.names, found.mailboxes.tolist(), found.orders) == (("zoo",), [2], {"wave": ("1",)})
    assert [refusal.line for refusal in found.summary.files[0].refused] == [3]


@pytest.mark.parametrize(
    ("own_map", "expected"),
    [
        (
            'tenant = "klient"\n',
            'tenant = "klient": expected a column of the inventory; did you mean "client"?',
        ),
        ('size = "x"\n', "tenant: expected the column that tells the tenants of"),
        ('tenants = "client"\n', 'tenants: no such key; did you mean "tenant"?'),
        (
            'tenant = "client"\ndates = "european"\n',
            'dates = "european": expected "day-first" or "month-first"',
        ),
        ('tenant = "client"\nrows = "tenants"\n', "mailboxes: expected, where rows are tenants"),
    ],
)
def test_a_maps_mistakes_are_told_by_its_keys(tmp_path: Path, own_map: str, expected: str) -> None:
    """File, key, value, and what was expected."""
    with pytest.raises(InputError) as error:
        read(tmp_path, "client,Mo\nzoo,1\n", own_map=own_map)
    assert f"map.toml: {expected}" in str(error.value)


def test_a_header_that_nothing_knows_is_told_what_is_known(tmp_path: Path) -> None:
    """The layouts by name, and the map."""
    with pytest.raises(InputError) as error:
        read(tmp_path, "client,Mo\nzoo,1\n")
    assert "SolidCP, mailboxes" in str(error.value)
    assert str(error.value).endswith("or a --map")
