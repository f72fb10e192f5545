"""DavMail and ldapsearch, unchanged: the address book by LDAP, in three states."""

import hashlib
import re
import ssl
import subprocess
from base64 import b64decode
from collections.abc import Callable, Iterator
from socket import create_server

import pytest

from .lab import Lab
from .population import BEGINS_WITH, BEHIND_THE_GATE, EVERYBODY, IN_THE_WINDOW, ISOLATED, LISTS, OWN

INVALID_CREDENTIALS = 49
"""As LDAP numbers it."""


def fingerprint(lab: Lab) -> str:
    """The digest of the certificate that is served, as DavMail is told whom to trust."""
    host, _, port = lab.url.partition("://")[2].partition(":")
    served = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate((host, int(port))))
    return hashlib.sha1(served, usedforsecurity=False).digest().hex(":").upper()


@pytest.fixture(scope="module", params=["http", "https"])
def ldap(lab: Lab, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a DavMail that asks the served fake, plainly or by TLS."""
    is_secure = request.param == "https"
    folder = tmp_path_factory.mktemp("davmail")
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = folder / "davmail.properties"
    lines = {
        "server": "true",
        "mode": "EWS",
        "url": f"{lab.secure if is_secure else lab.url}/EWS/Exchange.asmx",
        "server.certificate.hash": fingerprint(lab) if is_secure else "",
        "ldapPort": port,
        "bindAddress": "127.0.0.1",
        "disableUpdateCheck": "true",
        "logFilePath": folder / "davmail.log",
    } | dict.fromkeys(("imapPort", "smtpPort", "popPort", "caldavPort"), "")
    settings.write_text("".join(f"davmail.{key}={value}\n" for key, value in lines.items()))
    with subprocess.Popen(["davmail", settings], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        heard = next(line for line in process.stdout if "listening on LDAP port" in line)
        yield f"ldap://127.0.0.1:{port} {re.findall('DavMail Gateway [^ ]+', heard)[0]}"
        process.terminate()


def search(lab: Lab, ldap: str, tenant: int, word: str, password: str = "") -> tuple[int, set[str]]:
    """The exit code of ldapsearch, and the names of all whom it found."""
    user, known = lab.user(tenant)
    address = ldap.split(" ")[0]
    command = ["ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-H", address, "-D", user]
    command += ["-w", password or known, "-b", "ou=people", f"(cn={word}*)", "cn"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    plain = re.findall(r"^cn: (.*)$", done.stdout, flags=re.MULTILINE)
    coded = [b64decode(text).decode() for text in re.findall(r"^cn:: (.*)$", done.stdout, flags=re.MULTILINE)]
    return done.returncode, {*plain, *coded}


def test_ldap_shows_what_the_session_may_see(
    lab: Lab, ldap: str, record_property: Callable[[str, str], None]
) -> None:
    """Isolated: its own entries; in the window: strangers too. DavMail shows whose name itself begins so."""
    record_property("client", ldap.split(" ", 1)[1])
    for word in ("ma", "p", "j", "d"):
        begin = {name for name in EVERYBODY if name.casefold().startswith(word)}
        assert search(lab, ldap, IN_THE_WINDOW, word) == (0, begin)
        assert search(lab, ldap, ISOLATED, word) == (0, begin & OWN[ISOLATED])
    assert "Direction" in BEGINS_WITH["d"] & set(LISTS[ISOLATED])


def test_ldap_refuses_behind_the_gate_and_with_a_wrong_password(lab: Lab, ldap: str) -> None:
    """Nobody is bound, and nothing is shown."""
    code, names = search(lab, ldap, BEHIND_THE_GATE, "a")
    assert (code != 0, names) == (True, set())
    assert search(lab, ldap, ISOLATED, "a", "wrong") == (INVALID_CREDENTIALS, set())
