"""Whatever bytes arrive, however slowly and from however many: bounds, and an answer that reveals nothing."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests
from requests_ntlm import HttpNtlmAuth

from fakeexchange.wire.app import create_app
from fakeexchange.wire.bounds import LARGEST_BODY
from fakeexchange.wire.certificate import make_certificate
from fakeexchange.wire.ntlm import Proof, challenge_message, kind_of, md4, proof_in
from fakeexchange.wire.server import Server
from fakeexchange.wire.soap import ERRORS

from ..toys import world
from .fuzz import BODIES, KINDS, SOAP_BODY, answer, counted, request, splits, verdict, without_date
from .toys import NAMES, TOKEN, Toy, served, site_of

ASMX = "/EWS/Exchange.asmx"


@pytest.fixture(scope="module")
def toy() -> Iterator[Toy]:
    """Two tenants in their windows, behind a server."""
    with served((3, 2), (2, 1)) as found:
        found.world.host(*found.world.tenants)
        yield found


def ask(toy: Toy, body: bytes = SOAP_BODY, **more: object) -> requests.Response:
    """An EWS request of the first user."""
    auth = (toy.address(0), toy.password(0))
    found: requests.Response = requests.post(toy.url + ASMX, body, timeout=20, **{"auth": auth} | more)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_no_malformed_request_is_answered_in_another_way(toy: Toy, kind: str) -> None:
    """Every answer is a valid reply, a SOAP fault, a 4xx or a 503, and tells nothing of the server."""
    found = counted(toy, kind, 120)
    assert found.total() == 120
    assert [word for word in found if word.isupper() or word.startswith("BARE")] == []
    # Requests of each kind reach the services too, not the front of the server alone.
    assert found["200"] > 0


def test_a_request_in_pieces_is_answered_like_one_at_once(toy: Toy) -> None:
    """Split anywhere, or byte by byte."""
    sent = request(toy)
    whole = without_date(answer(toy.server.port, sent))
    assert verdict(whole) == "200"
    assert {without_date(answer(toy.server.port, *parts)) for parts in splits(sent, 23)} == {whole}
    assert without_date(answer(toy.server.port, *(sent[i : i + 1] for i in range(len(sent))))) == whole


def test_a_document_type_is_refused_whatever_is_in_it(toy: Toy) -> None:
    """Entities that swell, a file from outside, a harmless one: a fault each."""
    for body in (*BODIES[3:5], b"<!DOCTYPE a>" + SOAP_BODY.split(b"?>")[1]):
        told = ask(toy, body)
        assert (told.status_code, f"{{{ERRORS}}}") == (500, f"{{{ERRORS}}}")
        assert b"ErrorSchemaValidation" in told.content
        assert b"a document type is not allowed" in told.content


def test_bodies_are_bounded_however_they_come(toy: Toy) -> None:
    """A megabyte and a byte is too large, with its length told or in chunks; a megabyte is read."""
    large = b" " * (LARGEST_BODY + 1 - len(SOAP_BODY))
    assert ask(toy, SOAP_BODY + large[1:]).status_code == 200
    assert ask(toy, SOAP_BODY + large).status_code == 413
    chunks = iter([SOAP_BODY + large[: 1 << 19], large[1 << 19 :]])
    assert ask(toy, chunks).status_code == 413  # type: ignore[arg-type]


def test_another_mailbox_is_refused_wherever_it_is_named(toy: Toy) -> None:
    """In X-AnchorMailbox, by impersonation, as a folder's owner: nothing is revealed."""
    stranger = toy.address(1)
    assert ask(toy, headers={"X-AnchorMailbox": toy.address(0)}).status_code == 200
    assert ask(toy, headers={"X-AnchorMailbox": stranger}).status_code == 403
    assert ask(toy, headers={"X-AnchorMailbox": toy.address(0, 1)}).status_code == 403
    impersonated = SOAP_BODY.replace(b"<s:Body>", b"<s:Header><t:ExchangeImpersonation/></s:Header><s:Body>")
    assert b"ErrorImpersonateUserDenied" in ask(toy, impersonated).content
    folder = (
        '<m:GetFolder><m:FolderIds><t:DistinguishedFolderId Id="contacts"><t:Mailbox><t:EmailAddress>'
        f"{stranger}</t:EmailAddress></t:Mailbox></t:DistinguishedFolderId></m:FolderIds></m:GetFolder>"
    )
    start, _, end = SOAP_BODY.partition(b'<m:ResolveNames ReturnFullContactData="true">')
    named = start + folder.encode() + end[end.index(b"</s:Body>") :]
    assert b"ErrorAccessDenied" in ask(toy, named).content


def test_an_operation_that_is_not_served_is_a_fault_and_the_connection_lives(toy: Toy) -> None:
    """500 with a fault; the next request on the same connection is answered."""
    with requests.Session() as client:
        client.auth = (toy.address(0), toy.password(0))
        unknown = client.post(toy.url + ASMX, SOAP_BODY.replace(b"ResolveNames", b"DeleteItem"), timeout=20)
        assert (unknown.status_code, b"The operation DeleteItem is not served." in unknown.content) == (
            500,
            True,
        )
        assert client.post(toy.url + ASMX, SOAP_BODY, timeout=20).status_code == 200


def test_administration_needs_the_token(toy: Toy) -> None:
    """Without it, or with another, nothing is told, and nothing is done."""
    url = f"{toy.url}/admin/state"
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Basic {TOKEN}"}):
        told = requests.get(url, headers=headers, timeout=20)
        assert (told.status_code, told.json()["error"]) == (401, "Unauthorized")
    told = requests.get(url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=20)
    assert (told.status_code, told.json()["tenants"]) == (200, 2)


def test_what_the_administrator_gets_wrong_is_said(toy: Toy) -> None:
    """Names, values and requirements, each in one line with what was expected."""

    def told(path: str, **asked: object) -> tuple[int, str]:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        answer = requests.post(f"{toy.url}/admin/{path}", json=asked, headers=headers, timeout=20)
        return answer.status_code, answer.json()["message"]

    assert told("verbs/provision", tenant=9) == (400, "tenant = 9: no such tenant")
    assert told("verbs/provision", tenat=1) == (
        400,
        "tenat: no such key; expected tenant, mailbox, lags_us, hidden",
    )
    assert told("verbs/fly", tenant=1)[1].startswith("fly: expected a verb: provision, build_address_lists,")
    assert told("verbs/assign_policy", tenant=1, lags_us=[5]) == (
        400,
        "lags_us = [5]: expected 1 whole numbers, 0 first, the writer's",
    )
    assert told("verbs/assign_policy", tenant=1, mailbox=2) == (400, "mailbox = 2: expected a number below 2")
    assert told("clock", advance_us=-1) == (400, "advance_us = -1: expected a whole number from 0 up")
    assert told("seed", seed="x") == (400, "seed = 'x': expected a whole number")


def test_ntlm_stays_with_its_connection_and_fixes_no_view() -> None:
    """One handshake for many requests; each is a logon of its own: the gate and the policy are seen at once."""
    with served((2, 0), (2, 0)) as toy, requests.Session() as client:
        toy.world.host(*toy.world.tenants)
        client.auth = HttpNtlmAuth(toy.address(0), toy.password(0))

        def names() -> tuple[int, int]:
            found = client.post(toy.url + ASMX, SOAP_BODY.replace(b">a<", b">n<"), timeout=20)
            return found.status_code, found.content.count(b"<t:Resolution>")

        wide = {
            row
            for row in (NAMES.person(t, n).display_name for t in (0, 1) for n in (0, 1))
            if " N" in f" {row}"
        }
        assert names() == (200, len(wide))
        # From here on without a proof: the connection has given it.
        client.auth = None
        assert names() == (200, len(wide))
        toy.world.admin.close_gate(toy.world.tenants[0])
        assert names()[0] == 503
        toy.world.admin.open_gate(toy.world.tenants[0])
        toy.world.isolate(toy.world.tenants[0])
        assert names() == (200, sum(" N" in f" {NAMES.person(0, n).display_name}" for n in (0, 1)))
    with served((1, 0)) as toy, requests.Session() as client:
        client.auth = HttpNtlmAuth(toy.address(0), "wrong")
        assert client.get(toy.url + ASMX, timeout=20).status_code == 401
        client.auth = None
        assert client.get(toy.url + ASMX, timeout=20).status_code == 401


def test_ntlm_is_reckoned_as_published() -> None:
    """The digest of RFC 1320, and the NTLMv2 response of [MS-NLMP] 4.2.4."""
    assert md4(b"").hex() == "31d6cfe0d16ae931b73c59d7e0c089c0"
    assert md4(b"1234567890" * 8).hex() == "e33b4ddc9c38f2199c3e7b164fcc0536"
    over = bytes.fromhex(
        "01010000000000000000000000000000aaaaaaaaaaaaaaaa0000000002000c0044006f006d00610069006e00"
        "01000c005300650072007600650072000000000000000000"
    )
    proof = Proof("User", "Domain", bytes.fromhex("68cd0ab851e51c96aabc927bebef6a1c") + over)
    challenge = bytes.fromhex("0123456789abcdef")
    assert proof.holds(challenge, "Password")
    assert not proof.holds(challenge, "password")
    assert not proof.holds(bytes(8), "Password")
    assert not Proof("Other", "Domain", proof.response).holds(challenge, "Password")
    assert kind_of(challenge_message(challenge, "GALLAB")) == 2
    with pytest.raises(Exception, match="outside the message"):
        proof_in(b"NTLMSSP\0\3\0\0\0" + b"\xff" * 60)


@contextmanager
def running(server: Server) -> Iterator[None]:
    """A server at work, without anybody who looks at deadlines."""
    server.prepare()
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield
    finally:
        server.stop()
        thread.join()


class Wall:
    """Seconds, as a test moves them on."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_request_past_its_deadline_is_cut_off() -> None:
    """However busily it trickles: whoever has not ended within the deadline is hung up on, and others are served."""
    wall, toy = Wall(), world((1, 0))
    server = Server(("127.0.0.1", 0), create_app(site_of(toy)), deadline_s=60, clock=wall)
    with running(server), socket.create_connection(server.socket.getsockname()) as slow:
        slow.sendall(b"GET /EWS/Exchange.asmx HT")
        while not any(c.began is not None for c in server._open):
            slow.sendall(b"T")
        wall.now = 60
        assert server.reap() == 0
        wall.now = 60.1
        assert server.reap() == 1
        assert slow.recv(100) == b""
        assert verdict(answer(server.socket.getsockname()[1], b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")) == "404"


def test_a_full_server_says_so() -> None:
    """With as many connections as it takes the next one is told 503; a place that is left is given away."""
    server = Server(("127.0.0.1", 0), create_app(site_of(world((1, 0)))), connections=2)
    with running(server):
        address = server.socket.getsockname()
        line = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        with socket.create_connection(address) as first, socket.create_connection(address) as second:
            for kept in (first, second):
                kept.sendall(line)
                assert kept.recv(9) == b"HTTP/1.1 "
            assert verdict(answer(address[1], line)) == "503"
            first.close()
            while verdict(answer(address[1], line)) == "503":
                pass
            assert verdict(answer(address[1], line)) == "404"


def test_https_is_served_on_the_same_port() -> None:
    """A connection that begins with a TLS record is spoken to in TLS; the authority vouches for it."""
    made = make_certificate(["gallab.test"])
    with served((1, 0), certificate=made) as toy:
        context = ssl.create_default_context(cadata=made.authority.decode())
        context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT
        for name in ("localhost", "gallab.test", "127.0.0.1"):
            with (
                socket.create_connection(("127.0.0.1", toy.server.port)) as plain,
                context.wrap_socket(plain, server_hostname=name) as secure,
            ):
                secure.sendall(
                    b"GET /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                )
                assert secure.recv(1 << 16).startswith(b"HTTP/1.1 401 ")
        look = requests.get(f"{toy.url}/autodiscover/autodiscover.xml", allow_redirects=False, timeout=20)
        expected = toy.url.replace("http:", "https:") + "/autodiscover/autodiscover.xml"
        assert (look.status_code, look.headers["Location"]) == (302, expected)
    with served((1, 0)) as toy:
        assert answer(toy.server.port, b"\x16\x03\x01\x00\x05hello") == b""


def test_who_does_not_exist_is_compared_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password is compared in constant time, once, whether the user exists or not."""
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr("fakeexchange.accounts.compare_digest", compare)
    accounts = site_of(world((1, 0))).accounts
    assert not accounts.knows(None, "x" * 16)
    assert not accounts.knows(world((1, 0)).tenants[0].mailboxes[0], "x" * 16)
    assert [len(known) for known, _ in compared] == [16, 16]
