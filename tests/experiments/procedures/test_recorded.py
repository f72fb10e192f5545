"""Recordings as procedures: of two panels, of an engineer, and of what is no recording."""

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from experiments.panels import OBJECTS, PANELS, SAMPLES, USERS, cloudpanel
from experiments.procedures.recorded import draft_recording
from fakeexchange.cmdlets.recording import FORMAT
from fakeexchange.cmdlets.sequences import sequence
from fakeexchange.testing import exchange_server
from fakeexchange.words import Verb
from sim.errors import InputError
from sim.explorer import explore
from sim.procedure import Procedure
from tests.experiments.test_cli import gallab

LOOP = [("cut_over", "mailbox"), ("manual", "mailbox"), ("assign_policy", "mailbox"), ("manual", "mailbox")]


def recorded(tmp_path: Path, calls: Iterable[tuple[str, dict[str, Any]]]) -> Path:
    """A recording of some calls, a second each."""
    entries = [
        {"at_us": i * 1_000_000, "cmdlet": cmdlet, "parameters": parameters, "error": None}
        for i, (cmdlet, parameters) in enumerate(calls, 1)
    ]
    file = tmp_path / "calls.json"
    file.write_text(json.dumps({"format": FORMAT, "calls": entries}), encoding="utf-8")
    return file


def procedure_of(file: Path) -> Procedure:
    """The draft of a recording, as the procedure that it is."""
    found = draft_recording(file)
    return Procedure.of(tomllib.loads(found.toml()), str(file))


def steps_of(procedure: Procedure) -> list[tuple[str, str]]:
    """Verbs and scopes."""
    return [(str(step.verb), str(step.scope)) for step in procedure.steps]


@pytest.mark.parametrize("name", sorted(PANELS))
def test_the_samples_are_what_the_panels_call(name: str) -> None:
    """A recording that ships is the one that its panel makes on the fake."""
    with exchange_server(OBJECTS) as server:
        PANELS[name](server)
        made = server.recording()

    assert json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8")) == made


def test_solidcp_leaks_between_its_two_calls() -> None:
    """Of the first panel's recording a loop is made, and found leaking after Enable-Mailbox, before Set-Mailbox."""
    procedure = procedure_of(SAMPLES / "solidcp.json")
    verdict = explore(procedure)
    by = {str(step.verb): step.command for step in procedure.steps}
    done = [event.action for event in verdict.story]

    assert steps_of(procedure)[5:9] == LOOP
    assert [step.duration for step in procedure.steps][5:9] == [2_000_000, 6_000_000, 1_000_000, 3_000_000]
    assert (by["cut_over"], by["assign_policy"]) == ("Enable-Mailbox", "Set-Mailbox -AddressBookPolicy")
    assert verdict.leaks
    assert (done[-2], "assign_policy" in done) == ("cut_over", False)


def test_cloudpanel_waits_for_replication_alone() -> None:
    """The second panel's recording leaks by a controller that lags; with replication waited for it cannot leak."""
    verdict = explore(procedure_of(SAMPLES / "cloudpanel.json"))

    assert verdict.leaks
    assert verdict.story[-1].says.endswith("controller 2 has not seen its policy yet")


def test_cloudpanel_is_safe_once_replication_is_waited_for(tmp_path: Path) -> None:
    """Recorded with its users brought to every controller before clients are sent there, it cannot leak."""
    with exchange_server(OBJECTS, controllers=2) as server:
        server.lag("dc2", "30 s")
        cloudpanel(server)
        for user in USERS:
            server.cmdlet("Sync-ADObject", Object=user, Source="dc1", Destination="dc2")
        server.assert_isolated()
        routed = {"Name": "autodiscover", "ZoneName": "newco.example", "HostNameAlias": "mail.target.example"}
        server.cmdlet("Add-DnsServerResourceRecordCName", **routed)
        server.recording(tmp_path / "waited.json")
    procedure = procedure_of(tmp_path / "waited.json")
    verdict = explore(procedure)

    assert steps_of(procedure)[-2:] == [("wait_replication", "tenant"), ("switch_routing", "tenant")]
    assert (verdict.leaks, verdict.states > 100) == (False, True)


ENGINEERS = (
    "provision build_address_lists create_policy sync_mailboxes cut_over switch_routing assign_policy generate_oab",
    "provision build_address_lists create_policy sync_mailboxes close_gate cut_over assign_policy open_gate",
)


@pytest.mark.parametrize("verbs", ENGINEERS)
def test_an_engineer_who_types_verbs(verbs: str, tmp_path: Path) -> None:
    """The cmdlets of verbs, each over all mailboxes before the next, are those verbs again, of tenant scope."""
    objects = {"source": True, "tenants": [{"name": "acme", "users": ["ann", "bob"], "groups": ["all"]}]}
    with exchange_server(objects) as server:
        shell = server._site.admin.shell
        tenant = shell.organisation.tenant_called("acme")
        assert tenant is not None
        for verb in verbs.split():
            server.clock.advance("10 s")
            for cmdlet, parameters in sequence(shell.organisation, Verb(verb), tenant):
                server.cmdlet(cmdlet, **parameters)
        server.recording(tmp_path / "night.json")
    procedure = procedure_of(tmp_path / "night.json")

    drafted = [(verb, "tenant") for verb in verbs.split()]
    routed = [
        step for step in steps_of(procedure) if step[0] != "switch_routing" or "switch_routing" in verbs
    ]
    assert routed == drafted
    assert procedure.steps[0].duration == 10_000_000


def test_failures_and_looks_take_their_time_from_what_follows(tmp_path: Path) -> None:
    """A failed call is left out and said; its time, and that of a look, go to the next step."""
    file = recorded(
        tmp_path,
        [
            ("New-ADUser", {"Name": "ann", "UserPrincipalName": "ann@acme.example"}),
            ("Get-Mailbox", {"Identity": "ann"}),
            ("Enable-Mailbox", {"Identity": "ann@acme.example"}),
            ("Enable-Mailbox", {"Identity": "ann@acme.example"}),
        ],
    )
    text = json.loads(file.read_text(encoding="utf-8"))
    text["calls"][2]["error"] = "ADTransientException"
    file.write_text(json.dumps(text), encoding="utf-8")
    found = draft_recording(file)

    assert found.lines == 2
    assert found.remarks[0] == "call 3: Enable-Mailbox ended in ADTransientException: left out"
    assert [(s["verb"], s.get("duration")) for s in found.steps if s["verb"] == "cut_over"] == [
        ("cut_over", "3 s")
    ]


def test_a_policy_taken_away_is_no_assignment(tmp_path: Path) -> None:
    """Set-Mailbox with $null for a policy assigns none, whatever else it sets."""
    ann = {"Identity": "ann@acme.example"}
    found = draft_recording(
        recorded(tmp_path, [("Enable-Mailbox", ann), ("Set-Mailbox", ann | {"AddressBookPolicy": None})])
    )

    assert [step["verb"] for step in found.steps if step["verb"] == "assign_policy"] == []


def test_users_done_otherwise_are_told(tmp_path: Path) -> None:
    """Where a later user meets another order than the first, the draft says whose it is, and whose not."""
    ann, bob = (
        {"Identity": "ann@acme.example"},
        {"Identity": "CN=bob,OU=acme,OU=Hosting,DC=target,DC=example"},
    )
    policy = {"AddressBookPolicy": "acme ABP"}
    calls: list[tuple[str, dict[str, Any]]] = [
        ("Enable-Mailbox", ann | policy),
        ("Set-CASMailbox", ann | {"PopEnabled": False}),
        ("Enable-Mailbox", bob),
        ("Set-Mailbox", bob | policy),
    ]
    found = draft_recording(recorded(tmp_path, calls))

    told = "bob was done otherwise (cut_over, assign_policy): the draft does all as it did ann"
    assert told in found.remarks


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[1, 2]", 'calls.json: format: expected "gallab recording 1"'),
        ('{"format": "har", "calls": []}', 'calls.json: format = "har": expected "gallab recording 1"'),
        (
            f'{{"format": "{FORMAT}", "calls": []}}',
            "calls.json: calls = []: expected a list of at least one call",
        ),
        (
            f'{{"format": "{FORMAT}", "calls": [{{"at_us": 0, "cmdlet": "Get-Mailbox", "parameters": []}}]}}',
            "calls.json: calls[1].parameters = []: expected an object of parameters",
        ),
        (
            f'{{"format": "{FORMAT}", "calls": [{{"at_us": -1, "cmdlet": "Get-Mailbox", "parameters": {{}}}}]}}',
            "calls.json: calls[1].at_us = -1:"
            " expected whole microseconds, not before those of the call before it (0)",
        ),
        (
            f'{{"format": "{FORMAT}", "calls": [{{"at_us": 0, "cmdlet": "Get-User", "parameters": {{}}}}]}}',
            "calls.json: expected a call that is a step: none of them is",
        ),
    ],
)
def test_what_is_no_recording(text: str, says: str, tmp_path: Path) -> None:
    """A file that is no recording is refused in one line: the key, its value, what was expected."""
    (tmp_path / "calls.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        draft_recording(tmp_path / "calls.json")

    assert str(refused.value).removeprefix(f"{tmp_path}/") == says


def test_no_such_recording(tmp_path: Path) -> None:
    """The command refuses a file that is not there in one line, with exit code 2 and nothing on standard output."""
    done = gallab("procedures", "--from", "calls.json", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "gallab: calls.json: No such file or directory\n"


def test_from_a_recording(tmp_path: Path) -> None:
    """The command prints a draft that can be run as it is, and says beside it what was put in."""
    done = gallab("procedures", "--from", str(SAMPLES / "solidcp.json"))
    (tmp_path / "mine.toml").write_text(done.stdout, encoding="utf-8")

    assert Procedure.load(str(tmp_path / "mine.toml")).name == "solidcp"
    assert "put in, as the steps need it and no call did it: sync_mailboxes, switch_routing" in done.stderr
    assert "24 of 27 calls mapped, to 10 steps" in done.stderr
