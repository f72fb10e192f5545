"""curl, unchanged: NTLM's three trips on one connection, and https with the authority that the ready line names."""

import subprocess
from collections.abc import Callable

from .lab import Lab
from .population import BEHIND_THE_GATE, ISOLATED


def curl(lab: Lab, tenant: int, *options: str) -> tuple[str, int, int]:
    """The last status, how many requests were sent, and over how many connections."""
    address, password = lab.user(tenant)
    told = "%{http_code} %{num_connects}\n"
    done = subprocess.run(
        ["curl", "-s", "-v", "-o", "/dev/null", "-w", told, "-u", f"{address}:{password}", *options],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    status, connections = map(int, done.stdout.split())
    return str(status), done.stderr.count("> GET /"), connections


def test_ntlm_takes_its_trips_on_one_connection(
    lab: Lab, record_property: Callable[[str, str], None]
) -> None:
    """A challenge, a proof, an answer: two requests, one connection, plain and by https; a closed gate is a 503."""
    version = subprocess.run(["curl", "--version"], capture_output=True, text=True, check=True)
    record_property("client", " ".join(version.stdout.split()[:2]))
    asmx = "/EWS/Exchange.asmx"
    assert curl(lab, ISOLATED, "--ntlm", lab.url + asmx) == ("200", 2, 1)
    assert curl(lab, ISOLATED, "--ntlm", "--cacert", lab.ca_file, lab.secure + asmx) == ("200", 2, 1)
    assert curl(lab, ISOLATED, "--basic", lab.url + asmx) == ("200", 1, 1)
    assert curl(lab, BEHIND_THE_GATE, "--ntlm", lab.url + asmx) == ("503", 2, 1)
