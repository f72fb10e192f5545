"""The directory of offline address books, read by libmspack and by ``oab``, which nobody here wrote."""

import hashlib
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring
from zlib import crc32

import requests
from oab.library import load_oab_file

from fakeexchange.wire.oab import url_of

from ..toys import furnish
from .libmspack import decompressed, patched
from .toys import NAMES, Toy, names_of, served


def book_of(toy: Toy, tenant: int) -> str:
    """The address of the book that a tenant's first user is given now."""
    session = toy.world.session(toy.world.tenants[tenant])
    return url_of(toy.site, session, toy.url)


def fetch(toy: Toy, tenant: int, url: str) -> requests.Response:
    """What a tenant's first user is given there."""
    return requests.get(url, auth=(toy.address(tenant), toy.password(tenant)), timeout=20)


def listed_in(folder: Path, whole: bytes) -> list[dict[str, Any]]:
    """The entries of a whole file, as ``oab`` reads what libmspack has decompressed."""
    (folder / "udetails.oab").write_bytes(decompressed(folder, whole))
    read = load_oab_file(str(folder / "udetails.oab"))
    return [entry["record"] for entry in read["address_book"]]


def manifest_of(answer: requests.Response) -> Element:
    """The only address list of a manifest."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml; charset=utf-8")
    (of,) = fromstring(answer.content)
    return of


def names(entries: list[dict[str, Any]]) -> set[str]:
    """Display names."""
    return {entry["PidTagDisplayName"] for entry in entries}


def test_a_room_has_a_display_type_of_its_own(tmp_path: Path) -> None:
    """A room is a mailbox whose extended display type says room; a person and a list have none."""
    with served((3, 1)) as toy:
        furnish(toy.world.tenants[0], 2)
        toy.world.host(*toy.world.tenants)
        toy.world.exchange.regenerate_default_book()
        url = book_of(toy, 0)
        (full,) = manifest_of(fetch(toy, 0, url + "oab.xml"))
        entries = listed_in(tmp_path, fetch(toy, 0, url + str(full.text)).content)
        person, _, room = (toy.address(0, number) for number in range(3))

    told = {
        entry["PidTagSmtpAddress"]: (
            entry["PidTagDisplayType"],
            entry.get("PidTagDisplayTypeEx"),
            entry.get("PidTagSurname"),
        )
        for entry in entries
    }
    assert told[room] == (0, 7, None)
    assert told[person] == (0, None, NAMES.person(0, 0).surname)
    assert [told[one][:2] for one in told if one.startswith("list.")] == [(1, None)]


def test_a_book_holds_its_list_as_the_format_says(tmp_path: Path) -> None:
    """Everybody's book: sizes and digests of the manifest are right, and each entry has its properties."""
    with served((3, 1), (2, 0)) as toy:
        toy.world.host(*toy.world.tenants)
        toy.world.exchange.regenerate_default_book()
        url = book_of(toy, 0)
        of = manifest_of(fetch(toy, 0, url + "oab.xml"))
        (full,) = of
        whole = fetch(toy, 0, url + str(full.text)).content
        (person,) = (p for p in listed_in(tmp_path, whole) if p["PidTagSmtpAddress"] == toy.address(1))

    details = (tmp_path / "udetails.oab").read_bytes()
    assert dict(full.attrib) == {
        "seq": "1",
        "ver": "32",
        "size": str(len(whole)),
        "uncompressedsize": str(len(details)),
        "SHA": hashlib.sha1(whole).hexdigest(),
    }
    assert (of.get("name"), of.get("id"), url) == (
        "\\Default Global Address List",
        url.split("/")[-2],
        f"{toy.url}/OAB/{of.get('id')}/",
    )
    called = toy.site.access.names.person(1, 0)
    assert (
        person["PidTagDisplayName"],
        person["PidTagSurname"],
        person["PidTagGivenName"],
        person["PidTagAccount"],
    ) == (
        called.display_name,
        called.surname,
        called.given_name,
        called.address.partition("@")[0],
    )
    assert (person["PidTagDisplayType"], person["PidTagObjectType"]) == (0, 6)
    assert person["PidTagAddressBookProxyAddresses"] == [f"SMTP:{called.address}"]
    assert names(listed_in(tmp_path, whole)) == names_of(toy.world.tenants[0]) | names_of(
        toy.world.tenants[1]
    ) | {toy.site.access.names.distribution_list(0, 0)[0]}
    # The serial is the CRC of all records behind the header, seeded with ones and not inverted.
    assert int.from_bytes(details[4:8], "little") == crc32(details[12:]) ^ 0xFFFFFFFF


def test_an_isolated_user_is_given_his_own_book_and_no_other(tmp_path: Path) -> None:
    """Everybody's book is forbidden once the policy is assigned; his own is a 404 until it is generated."""
    with served((2, 0), (2, 0)) as toy:
        own, _ = toy.world.tenants
        toy.world.host(*toy.world.tenants)
        toy.world.exchange.regenerate_default_book()
        wide = book_of(toy, 0)
        assert fetch(toy, 0, wide + "oab.xml").status_code == 200

        toy.world.isolate(own)
        narrow = book_of(toy, 0)
        assert narrow != wide
        assert fetch(toy, 0, wide + "oab.xml").status_code == 403
        assert fetch(toy, 0, narrow + "oab.xml").status_code == 404

        toy.world.admin.generate_oab(own)
        (full,) = manifest_of(fetch(toy, 0, narrow + "oab.xml"))
        assert names(listed_in(tmp_path, fetch(toy, 0, narrow + str(full.text)).content)) == names_of(own)
        assert fetch(toy, 0, narrow + "other.lzx").status_code == 404


def test_differences_lead_from_generation_to_generation(tmp_path: Path) -> None:
    """Each difference of the manifest, applied to the generation before it, makes the next one, to the last byte."""
    with served(*[(3, 1)] * 12) as toy:
        books: list[bytes] = []
        for tenant in toy.world.tenants:
            toy.world.host(tenant)
            if tenant.number % 4 == 0:
                toy.world.at(toy.world.clock.now + 1)
                toy.world.exchange.regenerate_default_book()
                url = book_of(toy, 0)
                full, *patches = manifest_of(fetch(toy, 0, url + "oab.xml"))
                books.append(decompressed(tmp_path, fetch(toy, 0, url + str(full.text)).content))
        files = [fetch(toy, 0, url + str(patch.text)).content for patch in patches]

    assert [patch.attrib["seq"] for patch in patches] == ["2", "3"]
    made = books[0]
    for patch, file, book in zip(patches, files, books[1:], strict=True):
        assert (len(file), hashlib.sha1(file).hexdigest()) == (int(patch.attrib["size"]), patch.attrib["SHA"])
        made = patched(tmp_path, made, file)
        assert made == book


def test_a_download_goes_on_where_it_was_broken_off() -> None:
    """A range is answered as such; a file that has not changed is not sent again."""
    with served((2, 0)) as toy:
        toy.world.host(*toy.world.tenants)
        toy.world.exchange.regenerate_default_book()
        (full,) = manifest_of(fetch(toy, 0, book_of(toy, 0) + "oab.xml"))
        url, auth = book_of(toy, 0) + str(full.text), (toy.address(0), toy.password(0))
        whole = fetch(toy, 0, url)
        rest = requests.get(url, auth=auth, headers={"Range": "bytes=100-"}, timeout=20)
        same = requests.get(url, auth=auth, headers={"If-None-Match": whole.headers["ETag"]}, timeout=20)

    assert (rest.status_code, rest.content) == (206, whole.content[100:])
    assert (same.status_code, same.content) == (304, b"")
