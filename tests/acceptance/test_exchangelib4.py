"""exchangelib 4, unchanged, in an environment of its own: Autodiscover in plain XML, in three states."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from .lab import Lab
from .population import BEHIND_THE_GATE, IN_THE_WINDOW, ISOLATED, USERS

PYTHON = Path(__file__).parents[2] / ".clients" / "exchangelib4" / "bin" / "python"
ASK = """
import json
import sys

import exchangelib
from exchangelib import Configuration, Credentials
from exchangelib.autodiscover.discovery.pox import PoxAutodiscovery
from exchangelib.autodiscover.protocol import AutodiscoverProtocol
from exchangelib.errors import AutoDiscoverFailed, EWSError

url, address, password = sys.argv[1:]
credentials = Credentials(address, password)
protocol = AutodiscoverProtocol(config=Configuration(service_endpoint=url, credentials=credentials))
found = {"version": exchangelib.__version__}
try:
    response = PoxAutodiscovery(email=address, credentials=credentials)._quick(protocol)
    found |= {"address": response.autodiscover_smtp_address, "ews": response.protocol.ews_url}
except (AutoDiscoverFailed, EWSError) as error:
    found["error"] = str(error)
print(json.dumps(found))
"""
"""Its plain XML Autodiscover, from its anonymous look on; prints what it found."""


def ask(lab: Lab, tenant: int, password: str = "") -> dict[str, str]:
    """What it found for a tenant's first user."""
    address, known = lab.user(tenant)
    url = f"{lab.url}/Autodiscover/Autodiscover.xml"
    done = subprocess.run(
        [PYTHON, "-c", ASK, url, address, password or known],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_plain_autodiscover_in_three_states(lab: Lab, record_property: Callable[[str, str], None]) -> None:
    """Isolated and in the window it finds EWS; behind a closed gate, and with a wrong password, nothing."""
    for tenant in (ISOLATED, IN_THE_WINDOW):
        found = ask(lab, tenant)
        record_property("client", f"exchangelib {found.pop('version')}")
        assert found == {"address": USERS[tenant], "ews": f"{lab.url}/EWS/Exchange.asmx"}
    for refused in (ask(lab, BEHIND_THE_GATE), ask(lab, ISOLATED, "wrong")):
        assert set(refused) == {"version", "error"}
