"""Who asks: Basic or NTLM, and a logon of its own for every request.

A connection that has proved who it is by NTLM stays that user's, as in IIS, and fixes nothing else: each request
logs on anew, is answered by a controller of its own, and may meet a closed gate or a narrower view. A password is
asked for before anything is said of the mailbox, so a stranger learns nothing of gates and moves.
"""

import base64
import binascii
import secrets
from dataclasses import dataclass
from typing import Any, Final

from flask import Request

from ..accounts import Accounts
from ..client_access import ClientAccess
from ..directory import Mailbox
from ..exchange import Session
from ..visibility import Refused
from ..words import Channel
from .ntlm import AUTHENTICATE, NEGOTIATE, TokenError, challenge_message, kind_of, proof_in

CONNECTION: Final = "gallab.connection"
"""In the WSGI environment: what the server keeps of a connection, a dictionary that ends with it."""
TARGET_NAME: Final = "GALLAB"


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody, or nobody yet: what the answer asks for in ``WWW-Authenticate``."""

    offers: tuple[str, ...]
    user: str = ""


OFFERS: Final = ("NTLM", 'Basic realm="gallab"')
NOBODY: Final = Unknown(OFFERS)


@dataclass(frozen=True, slots=True)
class Turned:
    """A user whose logon was refused, and why."""

    mailbox: Mailbox
    refused: Refused
    user: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """A user who named a mailbox that is not his own."""

    user: str


@dataclass(frozen=True, slots=True)
class LoggedOn:
    """A logon that was served."""

    session: Session
    user: str
    mechanism: str


Logon = Unknown | Turned | Foreign | LoggedOn


def log_on(
    request: Request, access: ClientAccess, accounts: Accounts, channel: Channel | None = None
) -> Logon:
    """The logon of one request, by the channel that its service is; None: by any."""
    connection: dict[str, Any] = request.environ.get(CONNECTION, {})
    known: Mailbox | Unknown
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    match scheme.lower():
        case "basic":
            known, mechanism = _basic(token, access, accounts), "Basic"
        case "ntlm":
            known, mechanism = _ntlm(token, connection, access, accounts), "NTLM"
        case "":
            proved = accounts.mailbox(access.exchange, connection.get("user", ""))
            known, mechanism = proved or NOBODY, "NTLM"
        case _:
            known, mechanism = NOBODY, ""
    if isinstance(known, Unknown):
        return known
    user = accounts.address(known)
    anchor = request.headers.get("X-AnchorMailbox", "")
    if anchor and accounts.mailbox(access.exchange, anchor) is not known:
        return Foreign(user)
    session = access.log_on(known, channel)
    if isinstance(session, Refused):
        return Turned(known, session, user)
    return LoggedOn(session, user, mechanism)


def _basic(token: str, access: ClientAccess, accounts: Accounts) -> Mailbox | Unknown:
    try:
        both = base64.b64decode(token.strip(), validate=True)
    except (binascii.Error, ValueError):
        return NOBODY
    try:
        text = both.decode()
    except UnicodeDecodeError:
        text = both.decode("latin-1")
    user, _, password = text.partition(":")
    mailbox = accounts.mailbox(access.exchange, _address(user))
    if accounts.knows(mailbox, password) and mailbox is not None:
        return mailbox
    return Unknown(OFFERS, user)


def _ntlm(
    token: str, connection: dict[str, Any], access: ClientAccess, accounts: Accounts
) -> Mailbox | Unknown:
    challenge = connection.pop("challenge", None)
    connection.pop("user", None)
    try:
        message = base64.b64decode(token.strip(), validate=True)
        kind = kind_of(message)
        if kind == NEGOTIATE:
            connection["challenge"] = fresh = secrets.token_bytes(8)
            reply = base64.b64encode(challenge_message(fresh, TARGET_NAME)).decode()
            return Unknown((f"NTLM {reply}",))
        if kind != AUTHENTICATE or challenge is None:
            return NOBODY
        proof = proof_in(message)
    except (binascii.Error, ValueError, TokenError):
        return NOBODY
    at = f"@{proof.domain}" if proof.domain and "." in proof.domain and "@" not in proof.user else ""
    mailbox = accounts.mailbox(access.exchange, _address(proof.user + at))
    # Without a mailbox a proof is looked at all the same, or time would tell who exists.
    password = "-" * 16 if mailbox is None else accounts.password(mailbox)
    if proof.holds(challenge, password) and mailbox is not None:
        connection["user"] = accounts.address(mailbox)
        return mailbox
    return Unknown(OFFERS, proof.user)


def _address(user: str) -> str:
    r"""The address in a user's name: what stands behind a domain, as in ``DOMAIN\user@tenant``."""
    return user.rpartition("\\")[2]
