"""Malformed HTTP, SOAP and XML against a server on loopback: whatever arrives, the answer is one of a few.

``python -m tests.fakeexchange.wire.fuzz N`` sends N requests of each kind and counts the answers. An answer is a
valid reply, a SOAP fault, a 4xx or a 503; a request that never ends has none. Nothing of the server's insides is in
any.
"""

import random
import re
import socket
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress

from .doors import OverHttp
from .toys import TOKEN, Toy, served

SOAP_BODY = (
    b'<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
    b' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"'
    b' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Body>'
    b'<m:ResolveNames ReturnFullContactData="true"><m:UnresolvedEntry>a</m:UnresolvedEntry></m:ResolveNames>'
    b"</s:Body></s:Envelope>"
)
BODIES = (
    SOAP_BODY,
    SOAP_BODY.replace(b"ResolveNames", b"FindPeople"),
    SOAP_BODY.replace(b"m:UnresolvedEntry", b"m:PersonaId"),
    b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;&b;">]><a>&d;</a>',
    b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    b"<a>" * 5_000,
    b'<?xml version="1.0" encoding="utf-7"?><a/>',
    b'<?xml version="1.0" encoding="idna"?><a/>',
    b"\xff\xfe<\0a\0/\0>\0",
    b"",
)
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) [^\r\n]*\r\n")
INSIDES = (b"Traceback", b"/site-packages/", b'File "', b"fakeexchange")
PATHS = (
    b"/EWS/Exchange.asmx",
    b"/autodiscover/autodiscover.xml",
    b"/autodiscover/autodiscover.svc",
    b"/oab/1/oab.xml",
    b"/admin/verbs/provision",
    b"/admin/clock",
    b"/%00%ff/../x",
)


def request(toy: Toy, path: bytes = PATHS[0], body: bytes = SOAP_BODY, method: bytes = b"POST") -> bytes:
    """A request as a client would send it, the last on its connection."""
    user = b64encode(f"{toy.address(0)}:{toy.password(0)}".encode())
    known = b"Bearer " + TOKEN.encode() if path.startswith(b"/admin") else b"Basic " + user
    lines = [
        method + b" " + path + b" HTTP/1.1",
        b"Host: 127.0.0.1",
        b"Authorization: " + known,
        b"Content-Type: text/xml; charset=utf-8",
        b"Content-Length: %d" % len(body),
        b"Connection: close",
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def mangled(chance: random.Random, sent: bytes) -> bytes:
    """Some bytes changed, lost, doubled or made up."""
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(sent) + 1)
        length = chance.choice((1, 1, 2, 5, 40))
        match chance.randrange(5):
            case 0:
                sent = sent[:at] + chance.randbytes(length) + sent[at + length :]
            case 1:
                sent = sent[:at] + sent[at + length :]
            case 2:
                sent = sent[:at] + sent[at : at + length] * 2 + sent[at + length :]
            case 3:
                sent = (
                    sent[:at]
                    + chance.choice((b"\r\n", b"\n", b"\0", b":", b"%", b"<", b"&", b'"'))
                    + sent[at:]
                )
            case _:
                sent = sent[:at]
    return sent


def mangled_http(toy: Toy, chance: random.Random) -> bytes:
    """A request of which any byte may be wrong."""
    return mangled(chance, request(toy, chance.choice(PATHS), chance.choice(BODIES)))


def mangled_body(toy: Toy, chance: random.Random) -> bytes:
    """A sound request with a body that is not."""
    return request(toy, chance.choice(PATHS), mangled(chance, chance.choice(BODIES)))


def odd_headers(toy: Toy, chance: random.Random) -> bytes:
    """A request with a header that nobody should send."""
    odd = chance.choice(
        (
            b"Transfer-Encoding: chunked",
            b"Transfer-Encoding: gzip",
            b"Content-Length: -1",
            b"Content-Length: x",
            b"Content-Length: 99999999999",
            b"Expect: 100-continue",
            b"Authorization: NTLM " + b64encode(b"NTLMSSP\0\3\0\0\0" + chance.randbytes(60)),
            b"Authorization: Basic " + chance.randbytes(9).hex().encode(),
            b"Authorization: NTLM " + b64encode(b"NTLMSSP\0\1\0\0\0"),
            b"X-AnchorMailbox: " + toy.address(1).encode(),
            b"Range: bytes=9-1,x",
            b"Host: a b<c>",
            b"X: " + b"y" * 70_000,
        )
    )
    sent = request(toy, chance.choice(PATHS), chance.choice(BODIES))
    head, _, body = sent.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if line.partition(b":")[0] != odd.partition(b":")[0]]
    return b"\r\n".join([*lines, odd]) + b"\r\n\r\n" + body


KINDS: dict[str, Callable[[Toy, random.Random], bytes]] = {
    "HTTP": mangled_http,
    "SOAP and XML": mangled_body,
    "headers": odd_headers,
}


def answer(port: int, *parts: bytes) -> bytes:
    """What comes back for some bytes, sent part by part, and then no more; empty: the connection was closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        received = []
        with suppress(ConnectionError):
            for part in parts:
                connection.sendall(part)
            with suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
            while more := connection.recv(1 << 16):
                received.append(more)
    return b"".join(received)


def verdict(got: bytes) -> str:
    """What an answer is: its status, "closed", or what is wrong with it in capitals."""
    if not got:
        return "closed"
    if any(inside in got for inside in INSIDES):
        return "INSIDES"
    found = STATUS.match(got.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n"))
    if found is None:
        return "NO HTTP"
    status = int(found[1])
    if status < 500 or status == 503:
        return str(status)
    return "500 SOAP fault" if status == 500 and b":Fault>" in got else f"BARE {status}"


def counted(toy: Toy, kind: str, many: int, seed: int = 1) -> Counter[str]:
    """So many requests of a kind, and how often each answer came."""
    chance = random.Random(f"{kind} {seed}")
    return Counter(verdict(answer(toy.server.port, KINDS[kind](toy, chance))) for _ in range(many))


def splits(sent: bytes, each: int) -> Iterator[tuple[bytes, bytes]]:
    """A request in two parts, split at every so many bytes."""
    return ((sent[:at], sent[at:]) for at in range(1, len(sent), each))


def without_date(got: bytes) -> bytes:
    """An answer without what differs from second to second."""
    return re.sub(rb"\r\nDate: [^\r]*", b"", got)


def main(many: int) -> int:
    """Print the counts; 1 where an answer is not allowed."""
    from .test_two_doors import over, play

    bad = 0
    with served((3, 2), (2, 1)) as toy:
        toy.world.host(*toy.world.tenants)
        for kind in KINDS:
            found = counted(toy, kind, many)
            bad += sum(count for word, count in found.items() if word.isupper() or word.startswith("BARE"))
            print(f"{kind}: {sum(found.values())} sent, {dict(found.most_common())}", flush=True)
        sent = request(toy)
        whole = without_date(answer(toy.server.port, sent))
        unlike = sum(without_date(answer(toy.server.port, *parts)) != whole for parts in splits(sent, 1))
        print(f"split at each of {len(sent) - 1} bytes: {unlike} answered otherwise", flush=True)
    games = max(1, many // 20)
    with over() as http:
        assert isinstance(http, OverHttp)
        play(http, games)
    print(f"two doors: {games} games of 30 moves, answered alike")
    return min(bad + unlike, 1)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
