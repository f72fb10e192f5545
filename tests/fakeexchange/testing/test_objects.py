import json
from pathlib import Path
from typing import Any

import pytest

from fakeexchange.testing import ObjectsError, exchange_server
from fakeexchange.testing.objects import Objects, Person, State

ACME = {"name": "acme", "users": ["ann", "Bob Brown <bob@acme.example>"], "groups": ["all"]}


def test_people_by_name_or_address() -> None:
    """A user is a local part, an address, or a display name and an address; the domain is the tenant's."""
    (tenant,) = Objects.of({"tenants": [ACME]}).tenants

    assert (tenant.domain, tenant.state) == ("acme.example", State.USERS)
    assert tenant.users == (Person("ann", "ann@acme.example"), Person("Bob Brown", "bob@acme.example"))


def test_a_file_is_the_table_that_it_holds(tmp_path: Path) -> None:
    """TOML and JSON say the same; a fake starts from either."""
    toml = tmp_path / "objects.toml"
    toml.write_text('[[tenants]]\nname = "acme"\nusers = ["ann"]\nstate = "isolated"\n', encoding="utf-8")
    (tmp_path / "objects.json").write_text(
        json.dumps({"tenants": [{"name": "acme", "users": ["ann"], "state": "isolated"}]}), encoding="utf-8"
    )

    assert Objects.of(toml) == Objects.of(str(tmp_path / "objects.json"))
    with exchange_server(toml) as server:
        assert [row.address for row in server.client("ann@acme.example").browse()] == ["ann@acme.example"]


@pytest.mark.parametrize(
    ("objects", "says"),
    [
        ({}, "objects: tenants = nothing: expected a list of at least one tenant"),
        ({"tennants": []}, 'objects: tennants: no such key; did you mean "tenants"?'),
        ({"tenants": [ACME], "source": 1}, "objects: source = 1: expected true or false"),
        (
            {"tenants": [ACME], "default_lists": "x"},
            'objects: default_lists = "x": expected "open" or "denied"',
        ),
        ({"tenants": ["acme"]}, 'objects: tenants[1] = "acme": expected a table with a name'),
        (
            {"tenants": [{}]},
            "objects: tenants[1].name = nothing: expected a name of letters, digits and hyphens",
        ),
        ({"tenants": [ACME | {"user": []}]}, 'objects: tenants[1].user: no such key; did you mean "users"?'),
        (
            {"tenants": [ACME | {"state": "done"}]},
            'objects: tenants[1].state = "done": expected one of users, open, isolated',
        ),
        (
            {"tenants": [ACME | {"domain": "acme_example"}]},
            'objects: tenants[1].domain = "acme_example": expected a domain such as "acme.example"',
        ),
        (
            {"tenants": [ACME | {"users": ["ann@globex.example"]}]},
            'objects: tenants[1].users[1] = "ann@globex.example": expected "ann", "ann@acme.example" or'
            ' "Ann Smith <ann@acme.example>", in the tenant\'s own domain',
        ),
        (
            {"tenants": [ACME | {"users": ["ann", "Ann <ANN@acme.example>"]}]},
            'objects: tenants[1].users[2] = "ann@acme.example": expected an address of its own;'
            " tenants[1].users[1] has it",
        ),
        (
            {"tenants": [ACME | {"rooms": ["board"], "groups": ["roomlist"]}]},
            'objects: tenants[1].rooms[2] = "roomlist@acme.example": expected an address of its own;'
            " tenants[1].groups[1] has it",
        ),
        (
            {"tenants": [ACME, ACME | {"users": [], "groups": []}]},
            'objects: tenants[2].name = "acme": expected a name of its own; tenants[1].name has it',
        ),
    ],
)
def test_what_is_refused(objects: dict[str, Any], says: str) -> None:
    """Whatever is wrong is said in one line: where, what, and what was expected."""
    with pytest.raises(ObjectsError) as refused:
        Objects.of(objects)

    assert str(refused.value) == says


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("objects.yaml", "", "objects.yaml: expected a name ending in .toml or .json"),
        ("objects.json", "{", "objects.json: expected JSON: "),
        ("objects.json", "[]", "objects.json: expected an object with a list of tenants"),
        ("missing.toml", None, "missing.toml: No such file or directory"),
    ],
)
def test_files_refused(name: str, text: str | None, says: str, tmp_path: Path) -> None:
    """A file that cannot be read as a table is refused by its name; nothing is served."""
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ObjectsError) as refused, exchange_server(tmp_path / name):
        pass

    assert str(refused.value).removeprefix(f"{tmp_path}/").startswith(says)


def test_declared_rooms_are_shown_by_the_one_rule() -> None:
    """A stranger's list is shown in the window, less a room that is hidden; an isolated tenant has its own."""
    acme = ACME | {"rooms": ["Board Room <board@acme.example>", "attic"], "state": "isolated"}
    with exchange_server({"tenants": [acme, {"name": "globex", "users": ["x"]}]}) as server:
        server.cmdlet("Enable-Mailbox", Identity="x@globex.example")
        server.cmdlet("Set-Mailbox", Identity="attic@acme.example", HiddenFromAddressListsEnabled=True)
        ann, stranger = server.client("ann@acme.example"), server.client("x@globex.example")

        assert stranger.room_lists() == ann.room_lists() == {"roomlist@acme.example": "acme Room List"}
        rooms = stranger.rooms("RoomList@acme.example") or []
        assert [(row.display_name, row.is_room) for row in rooms] == [("Board Room", True)]
        assert (ann.rooms("all@acme.example"), ann.rooms("x@globex.example")) == (None, None)

        server.cmdlet("Set-Mailbox", Identity="x@globex.example", AddressBookPolicy="acme ABP")
        server.cmdlet("Remove-Mailbox", Identity="board@acme.example")
        assert stranger.rooms("roomlist@acme.example") == []


def test_a_source_serves_whom_the_target_does_not_host() -> None:
    """With a source, users without a mailbox are served there, and see their own tenant alone."""
    with exchange_server({"source": True, "tenants": [ACME]}) as server:
        rows = [row.address for row in server.client("ann@acme.example").browse()]

    assert rows == ["ann@acme.example", "bob@acme.example", "all@acme.example"]


def test_denied_lists_show_nothing() -> None:
    """Where the default lists are denied, a mailbox without a policy sees nothing, and nothing leaks."""
    objects = {
        "default_lists": "denied",
        "tenants": [ACME | {"state": "open"}, {"name": "globex", "users": ["x"]}],
    }
    with exchange_server(objects) as server:
        server.cmdlet("Enable-Mailbox", Identity="x@globex.example")
        server.assert_isolated()

        assert server.client("x@globex.example").browse() == []
