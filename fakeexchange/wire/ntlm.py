"""NTLM as a server speaks it: a challenge, and whether an answer to it proves that a password is known.

Version 2 alone, without signing or sealing, which HTTP does not use. The digest MD4 is written out here: libraries
have dropped it. Source: [MS-NLMP] 2.2.1, 3.3.2; RFC 1320.
"""

import hmac
import struct
from dataclasses import dataclass
from typing import Final

SIGNATURE: Final = b"NTLMSSP\0"
NEGOTIATE: Final = 1
CHALLENGE: Final = 2
AUTHENTICATE: Final = 3
_UNICODE: Final = 0x00000001
# Unicode, target, NTLM, always sign, target is a domain, extended session security, target info, 128 and 56 bits.
_FLAGS: Final = 0x00000001 | 0x4 | 0x200 | 0x8000 | 0x10000 | 0x80000 | 0x800000 | 0x20000000 | 0x80000000
_DOMAIN, _COMPUTER, _END = 2, 1, 0


class TokenError(Exception):
    """The bytes are no message of NTLM that is expected here."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a client answers to a challenge.

    Attributes:
        user: who it says it is, as typed.
        domain: of which domain; empty where the user's name has it all.
        response: the NTLMv2 response: 16 bytes of proof, then what the proof was made over.
    """

    user: str
    domain: str
    response: bytes

    def holds(self, challenge: bytes, password: str) -> bool:
        """Could only somebody who knows the password have made it?

        Args:
            challenge: the 8 bytes that the client was sent.
            password: as the server knows it.
        """
        if len(self.response) < 24:
            return False
        identity = (self.user.upper() + self.domain).encode("utf-16-le", "surrogatepass")
        key = hmac.digest(md4(password.encode("utf-16-le")), identity, "md5")
        proof, over = self.response[:16], self.response[16:]
        return hmac.compare_digest(hmac.digest(key, challenge + over, "md5"), proof)


def kind_of(token: bytes) -> int:
    """Which of the three messages a token is.

    Raises:
        TokenError: none.
    """
    if token[:8] != SIGNATURE or len(token) < 12:
        raise TokenError("expected a message of NTLM")
    return int(struct.unpack_from("<I", token, 8)[0])


def challenge_message(challenge: bytes, target: str) -> bytes:
    """The second message: the challenge, and by which name the server goes."""
    name = target.encode("utf-16-le")
    pairs = b"".join(struct.pack("<HH", key, len(name)) + name for key in (_DOMAIN, _COMPUTER))
    info = pairs + struct.pack("<HH", _END, 0)
    offset = 56
    fields = struct.pack("<HHI", len(name), len(name), offset)
    about = struct.pack("<HHI", len(info), len(info), offset + len(name))
    version = bytes((10, 0, 0, 0, 0, 0, 0, 15))
    head = SIGNATURE + struct.pack("<I", CHALLENGE) + fields + struct.pack("<I", _FLAGS)
    return head + challenge + bytes(8) + about + version + name + info


def proof_in(token: bytes) -> Proof:
    """What the third message holds.

    Raises:
        TokenError: a field lies outside the message, or is no text.
    """
    if len(token) < 64:
        raise TokenError("expected an AUTHENTICATE message of 64 bytes or more")
    _, response, domain, user = (_field(token, at) for at in (12, 20, 28, 36))
    (flags,) = struct.unpack_from("<I", token, 60)
    encoding = "utf-16-le" if flags & _UNICODE else "latin-1"
    try:
        return Proof(user.decode(encoding), domain.decode(encoding), response)
    except UnicodeDecodeError as error:
        raise TokenError("expected names in UTF-16") from error


def _field(token: bytes, at: int) -> bytes:
    length, _, offset = struct.unpack_from("<HHI", token, at)
    if offset + length > len(token):
        raise TokenError("a field lies outside the message")
    return token[offset : offset + length]


def md4(message: bytes) -> bytes:
    """The digest of RFC 1320.

    >>> md4(b"abc").hex()
    'a448017aaf21d8525fc10ae87aa6729d'
    """
    padded = message + b"\x80" + bytes((55 - len(message)) % 64) + struct.pack("<Q", len(message) * 8)
    state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476]
    for at in range(0, len(padded), 64):
        words = struct.unpack_from("<16I", padded, at)
        a, b, c, d = state
        for mix, constant, order, shifts in _ROUNDS:
            for step, k in enumerate(order):
                total = (a + mix(b, c, d) + words[k] + constant) & 0xFFFFFFFF
                turn = shifts[step % 4]
                a, b, c, d = d, (total << turn | total >> (32 - turn)) & 0xFFFFFFFF, b, c
        state = [(old + new) & 0xFFFFFFFF for old, new in zip(state, (a, b, c, d), strict=True)]
    return struct.pack("<4I", *state)


def _choose(x: int, y: int, z: int) -> int:
    return x & y | ~x & z


def _majority(x: int, y: int, z: int) -> int:
    return x & y | x & z | y & z


def _parity(x: int, y: int, z: int) -> int:
    return x ^ y ^ z


_ROUNDS: Final = (
    (_choose, 0, tuple(range(16)), (3, 7, 11, 19)),
    (_majority, 0x5A827999, tuple(i % 4 * 4 + i // 4 for i in range(16)), (3, 5, 9, 13)),
    (_parity, 0x6ED9EBA1, (0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15), (3, 9, 11, 15)),
)
