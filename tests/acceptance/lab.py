"""``gallab serve`` as a process, and three tenants in three states: isolated, in the window, behind a closed gate."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests

from .population import BEHIND_THE_GATE, IN_THE_WINDOW, ISOLATED, USERS


@dataclass(frozen=True)
class Lab:
    """A served fake, as its ready line tells of it."""

    url: str
    admin_url: str
    admin_token: str
    ca_file: str
    passwords: dict[str, str]

    @property
    def secure(self) -> str:
        """The same by https."""
        return self.url.replace("http://", "https://")

    def user(self, tenant: int) -> tuple[str, str]:
        """A tenant's first user, and the password."""
        return USERS[tenant], self.passwords[USERS[tenant]]

    def run(self, verb: str, tenant: int, **more: Any) -> Any:
        """A verb, by the administrator's door."""
        answer = requests.post(
            f"{self.admin_url}/verbs/{verb}",
            json={"tenant": tenant, **more},
            headers={"Authorization": f"Bearer {self.admin_token}"},
            timeout=30,
        )
        answer.raise_for_status()
        return answer.json()


@contextmanager
def serving(*options: str) -> Iterator[Lab]:
    """A served fake, until the end of the block."""
    command = [sys.executable, "-m", "experiments", "serve", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            users = {user["address"]: user["password"] for user in ready.pop("users")}
            yield Lab(passwords=users, **ready)
        finally:
            process.terminate()
    assert process.returncode == 130


@contextmanager
def three_states() -> Iterator[Lab]:
    """Four tenants that are synchronised, three of them brought into a state each."""
    with serving("--tenants", "4", "--upto", "sync_mailboxes", "--set", "platform.controllers=1") as lab:
        for tenant in (ISOLATED, IN_THE_WINDOW, BEHIND_THE_GATE):
            lab.run("cut_over", tenant)
            lab.run("switch_routing", tenant)
        lab.run("assign_policy", ISOLATED)
        lab.run("generate_oab", ISOLATED)
        lab.run("close_gate", BEHIND_THE_GATE)
        yield lab
