"""Autodiscover: the same settings in three dialects, an address on the target after a move, refusals."""

from xml.etree.ElementTree import Element, fromstring

import requests
from exchangelib.autodiscover import AutodiscoverProtocol
from exchangelib.configuration import Configuration
from exchangelib.credentials import Credentials
from exchangelib.properties import UserResponse

from fakeexchange.wire.autodiscover import OUTLOOK, REQUESTS, RESPONSES

from .toys import Toy, served

XML = "/Autodiscover/Autodiscover.xml"


def plain(toy: Toy, tenant: int, address: str = "", schema: str = OUTLOOK) -> Element:
    """What a tenant's first user is told in plain XML about an address, his own unless another is named."""
    body = (
        f'<Autodiscover xmlns="{REQUESTS}"><Request><EMailAddress>{address or toy.address(tenant)}'
        f"</EMailAddress><AcceptableResponseSchema>{schema}</AcceptableResponseSchema></Request></Autodiscover>"
    )
    answer = requests.post(
        toy.url + XML, body.encode(), auth=(toy.address(tenant), toy.password(tenant)), timeout=20
    )
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml; charset=utf-8")
    return fromstring(answer.content)


def told(root: Element, name: str) -> str:
    """The first element of a name in an answer; empty: there is none."""
    found = root.find(f".//{{{OUTLOOK}}}{name}")
    return "" if found is None else str(found.text)


def soap(toy: Toy, tenant: int, address: str = "") -> UserResponse:
    """The same, asked by exchangelib."""
    asked = address or toy.address(tenant)
    protocol = AutodiscoverProtocol(
        config=Configuration(
            service_endpoint=f"{toy.url}/Autodiscover/Autodiscover.svc",
            credentials=Credentials(toy.address(tenant), toy.password(tenant)),
            auth_type="basic",
        )
    )
    found: UserResponse = protocol.get_user_settings(asked)
    return found


def test_dialects_tell_the_same() -> None:
    """Plain XML and SOAP name one EWS address and one book, the one that the session is given."""
    with served((2, 0), (2, 0)) as toy:
        toy.world.host(*toy.world.tenants)
        wide = told(plain(toy, 0), "OABUrl")
        toy.world.isolate(toy.world.tenants[0])
        by_xml, by_soap = plain(toy, 0), soap(toy, 0)

    assert told(by_xml, "Action") == "settings"
    assert told(by_xml, "EwsUrl") == f"{toy.url}/EWS/Exchange.asmx" == by_soap.ews_url
    assert told(by_xml, "OABUrl") == by_soap.user_settings["external_oab_url"] != wide
    assert told(by_xml, "ServerVersion") == "73C1818C"
    assert by_soap.autodiscover_smtp_address == toy.address(0)
    assert by_soap.version.api_version == "Exchange2016"


def test_a_moved_user_is_sent_to_his_address_on_the_target() -> None:
    """Where the source redirects, a mailbox that has left is told its address there, and there its settings."""
    with served((2, 0)) as toy:
        admin, (tenant,) = toy.world.admin, toy.world.tenants
        toy.world.exchange.are_sources_redirecting = True
        assert told(plain(toy, 0), "ServerVersion") == "7383807B"
        for verb in (admin.provision, admin.sync_mailboxes, admin.cut_over):
            verb(tenant)
        sent = plain(toy, 0)
        onward = told(sent, "RedirectAddr")
        assert (told(sent, "Action"), onward) == ("redirectAddr", toy.address(0).replace("@", "@target."))
        assert soap(toy, 0).redirect_address == onward
        assert told(plain(toy, 0, onward), "ServerVersion") == "73C1818C"
        admin.switch_routing(tenant)
        assert told(plain(toy, 0), "Action") == "settings"


def test_nobody_is_told_of_another_mailbox() -> None:
    """A stranger's address, a nobody's address, a mailbox that is nowhere: the same answer to all."""
    with served((2, 0), (2, 0)) as toy:
        toy.world.host(*toy.world.tenants)
        for address in (toy.address(1), toy.address(0, 1), "nobody@nowhere.example", "<&>"):
            root = plain(toy, 0, address.replace("&", "&amp;").replace("<", "&lt;"))
            assert [root.findtext(f".//{{{RESPONSES}}}{n}") for n in ("ErrorCode", "Message")] == [
                "500",
                "The email address can't be found.",
            ]
        assert soap(toy, 0, toy.address(1)).error_code == "InvalidUser"
        toy.world.tenants[0].is_routed = False
        assert plain(toy, 0).findtext(f".//{{{RESPONSES}}}ErrorCode") == "500"


def test_what_is_no_request_has_its_own_error() -> None:
    """Another schema, no XML, no address, a look without a question: errors 601 and 600."""
    with served((1, 0)) as toy:
        auth = (toy.address(0), toy.password(0))
        errors = [plain(toy, 0, schema="mobilesync")]
        for answer in (
            requests.post(toy.url + XML, b"<", auth=auth, timeout=20),
            requests.post(toy.url + XML, b"<a/>", auth=auth, timeout=20),
            requests.get(toy.url + XML, auth=auth, timeout=20),
        ):
            errors.append(fromstring(answer.content))
    assert [e.findtext(f".//{{{RESPONSES}}}ErrorCode") for e in errors] == ["601", "600", "600", "600"]


def test_a_password_comes_first_and_a_gate_second() -> None:
    """Anonymous and wrong passwords are asked again, whatever the gate; with the right one a closed gate is a 503."""
    with served((1, 0)) as toy:
        toy.world.admin.close_gate(toy.world.tenants[0])
        for auth in (None, (toy.address(0), "wrong"), ("nobody@nowhere.example", toy.password(0))):
            answer = requests.post(toy.url + XML, b"", auth=auth, timeout=20)
            assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (
                401,
                'NTLM, Basic realm="gallab"',
            )
        answer = requests.post(toy.url + XML, b"", auth=(toy.address(0), toy.password(0)), timeout=20)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


def test_json_gives_addresses_to_anybody() -> None:
    """The JSON dialect knows two protocols, in either form of its address, and says what is missing."""
    with served((1, 0)) as toy:
        at = f"{toy.url}/autodiscover/autodiscover.json"
        found = requests.get(at, {"Email": "a@b.example", "Protocol": "EWS"}, timeout=20)
        same = requests.get(f"{at}/v1.0/a@b.example", {"Protocol": "AutodiscoverV1"}, timeout=20)
        wrong = requests.get(at, {"Email": "a@b.example", "Protocol": "Rest"}, timeout=20)
        missing = requests.get(at, {"Protocol": "Ews"}, timeout=20)
    assert found.json() == {"Protocol": "Ews", "Url": f"{toy.url}/EWS/Exchange.asmx"}
    assert same.json() == {"Protocol": "AutodiscoverV1", "Url": f"{toy.url}/autodiscover/autodiscover.xml"}
    assert (wrong.status_code, wrong.json()["ErrorCode"]) == (400, "InvalidProtocol")
    assert (missing.status_code, missing.json()["ErrorCode"]) == (400, "MandatoryParameterMissing")
