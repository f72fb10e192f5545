"""libmspack and ``oab``, unchanged: offline address books in three states."""

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from xml.etree.ElementTree import fromstring

import requests
from oab.library import load_oab_file
from pylibmspack.oab import OabFile

from .lab import Lab
from .population import BEHIND_THE_GATE, EVERYBODY, IN_THE_WINDOW, ISOLATED, OWN


def book_of(lab: Lab, tenant: int) -> str:
    """Where a tenant's first user finds the book, by Autodiscover."""
    address, password = lab.user(tenant)
    schemas = "http://schemas.microsoft.com/exchange/autodiscover/outlook"
    body = (
        f'<Autodiscover xmlns="{schemas}/requestschema/2006"><Request><EMailAddress>{address}</EMailAddress>'
        f"<AcceptableResponseSchema>{schemas}/responseschema/2006a</AcceptableResponseSchema></Request>"
        "</Autodiscover>"
    )
    answer = requests.post(
        f"{lab.url}/autodiscover/autodiscover.xml", body, auth=(address, password), timeout=30
    )
    answer.raise_for_status()
    return str(fromstring(answer.content).findtext(f".//{{{schemas}/responseschema/2006a}}OABUrl"))


def names_in(lab: Lab, tenant: int, folder: Path) -> set[str]:
    """Display names in the book that a tenant's first user is given."""
    url, user = book_of(lab, tenant), lab.user(tenant)
    (full,) = fromstring(requests.get(url + "oab.xml", auth=user, timeout=30).content).iterfind("OAL/Full")
    whole = requests.get(url + str(full.text), auth=user, timeout=30).content
    details = folder / "udetails.oab"
    details.write_bytes(OabFile.from_bytes(whole).read())
    return {entry["record"]["PidTagDisplayName"] for entry in load_oab_file(str(details))["address_book"]}


def test_each_is_given_the_book_of_its_view(
    lab: Lab, tmp_path: Path, record_property: Callable[[str, str], None]
) -> None:
    """Isolated: its own entries; in the window: everybody's book."""
    record_property("client", f"pylibmspack {version('pylibmspack')}, oab {version('oab')}")
    assert names_in(lab, ISOLATED, tmp_path) == OWN[ISOLATED]
    assert names_in(lab, IN_THE_WINDOW, tmp_path) == EVERYBODY


def test_nobody_is_given_a_book_that_is_not_his(lab: Lab) -> None:
    """Behind a closed gate, and at another's address: refused."""
    wide = book_of(lab, IN_THE_WINDOW) + "oab.xml"
    assert requests.get(wide, auth=lab.user(ISOLATED), timeout=30).status_code == 403
    assert requests.get(wide, auth=lab.user(BEHIND_THE_GATE), timeout=30).status_code == 503
