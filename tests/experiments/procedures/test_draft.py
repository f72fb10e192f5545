"""Runbooks as drafts of procedures: ours come back whole, others as far as their words are known."""

import tomllib
from pathlib import Path

import pytest

from experiments.procedures.draft import draft
from experiments.procedures.mapping import Unmapped, verb_of
from experiments.procedures.runbook import to_csv, write_runbook
from experiments.procedures.timeline import TimeLine
from sim.errors import InputError
from sim.procedure import Procedure, built_in
from sim.scenario import Scenario
from sim.words import Verb

FREE = Path(__file__).parent / "free-wording.csv"


def _back(procedure: Procedure, file: Path) -> Procedure:
    """A procedure, written as a runbook, read, and loaded from what that gives."""
    keys = procedure.model_dump(mode="json", exclude_unset=True)
    for step, of in zip(keys["steps"], procedure.steps, strict=True):
        step |= {
            key: f"{value} us" for key in ("duration", "after") if (value := getattr(of, key)) is not None
        }
    scenario = Scenario.load("incident").replaced({"population.tenants": 50, "procedure": keys})
    write_runbook(file, procedure, TimeLine.of(scenario, 1))
    found = draft(file)

    assert (found.unmapped, found.remarks) == ({}, [])
    assert found.mapped == found.lines == len(procedure.steps)
    return Procedure.of(tomllib.loads(found.toml()), "draft")


@pytest.mark.parametrize("name", built_in())
def test_the_runbook_of_a_built_in_comes_back_as_the_same_procedure(name: str, tmp_path: Path) -> None:
    """Verbs, scopes, durations, timers, texts and all else that a built-in says survive its runbook."""
    procedure = Procedure.load(name)

    assert _back(procedure, tmp_path / "runbook.csv") == procedure


def test_every_key_of_a_step_survives(tmp_path: Path) -> None:
    """What no built-in says comes back too: retries, what happens on failure, one controller, odd texts."""
    steps = [
        {
            "verb": "manual",
            "duration": "1500 ms",
            "scope": "campaign",
            "label": 'a "call", at 8|9',
            "owner": "é",
        },
        {"verb": "provision", "retries": 0, "on_fail": "skip", "check": "two\nlines", "command": "a; b"},
        {"verb": "build_address_lists", "label": "cut_over", "duration": "0 s"},
        {"verb": "create_policy"},
        {"verb": "sync_mailboxes", "duration": "1 us"},
        {"verb": "cut_over", "scope": "batch"},
        {"verb": "switch_routing", "backout": "= 1 + 1"},
        {"verb": "assign_policy"},
        {"verb": "verify_isolation", "controllers": "one", "mailboxes": "first"},
    ]
    procedure = Procedure.of({"name": "my own", "steps": steps}, "mine.toml")

    assert _back(procedure, tmp_path / "runbook.csv") == procedure


def test_a_changed_duration_is_the_reader_s(tmp_path: Path) -> None:
    """Whoever writes a duration in place of "about ..." gives it to the step; the others stay the platform's."""
    scenario = Scenario.load("incident").replaced({"population.tenants": 50, "procedure": "gated"})
    text = to_csv(scenario.procedure, TimeLine.of(scenario, 1))
    file = tmp_path / "changed.csv"
    file.write_text(text.replace("about 20 s", "45 s"), encoding="utf-8")

    steps = Procedure.of(tomllib.loads(draft(file).toml()), "draft").steps
    assert {step.verb: step.duration for step in steps if step.duration} == {Verb.SWITCH_ROUTING: 45_000_000}


def test_half_of_a_runbook_in_free_wording_is_mapped_and_the_rest_is_listed() -> None:
    """Cmdlets and words tell steps; a line that tells none is listed with its number, and stands where it stood."""
    found = draft(FREE)

    assert [step["verb"] for step in found.steps] == [
        "provision", "build_address_lists", "create_policy", "sync_mailboxes", "manual", "cut_over",
        "switch_routing", "assign_policy", "wait_replication", "verify_isolation", "generate_oab", "decommission",
    ]  # fmt: skip
    assert list(found.told()) == [
        f'{FREE}: line 2: not mapped: "Announce the maintenance to the customer": nothing in it names a step',
        f'{FREE}: line 9: not mapped: "Check the free space on the databases / Get-MailboxDatabase -Status": '
        "nothing in it names a step",
        f'{FREE}: line 16: not mapped: "Thank everybody": nothing in it names a step',
        f'{FREE}: line 12: duration "half a second": expected one such as "90 s" or "2 min"',
        f"{FREE}: 13 of 16 lines mapped, to 12 steps",
    ]
    procedure = Procedure.of(tomllib.loads(found.toml()), "draft")
    assert procedure.name == "free-wording"
    durations = {str(step.verb): step.duration for step in procedure.steps if step.duration is not None}
    assert durations == {
        "provision": 10_000_000, "build_address_lists": 15_000_000, "create_policy": 5_000_000,
        "manual": 300_000_000, "cut_over": 120_000_000, "switch_routing": 20_000_000,
        "verify_isolation": 60_000_000, "generate_oab": 60_000_000, "decommission": 30_000_000,
    }  # fmt: skip
    assert {str(step.verb): str(step.scope) for step in procedure.steps if step.scope != "tenant"} == {
        "assign_policy": "mailbox"
    }
    before_manual = found.toml().split('verb = "cut_over"')[0]
    assert "# line 9: not mapped" in before_manual
    assert procedure.steps[1].label == "Address lists; Fill them"


@pytest.mark.parametrize(
    ("step", "command", "verb"),
    [
        ("", "New-MailUser -Name x", Verb.PROVISION),
        ("", "New-AddressBookPolicy x", Verb.CREATE_POLICY),
        ("", "Get-Mailbox | Set-Mailbox -AddressBookPolicy x", Verb.ASSIGN_POLICY),
        ("", "new-moverequest", Verb.SYNC_MAILBOXES),
        ("", "Resume-MoveRequest x", Verb.CUT_OVER),
        ("", "Enable-Mailbox x", Verb.CUT_OVER),
        ("Autodiscover", "", Verb.SWITCH_ROUTING),
        ("Update DNS records", "", Verb.SWITCH_ROUTING),
        ("HTTP redirect to the new platform", "", Verb.SWITCH_ROUTING),
        ("", "Update-OfflineAddressBook x", Verb.GENERATE_OAB),
        ("", "Set-CASMailbox x -OWAEnabled:$false", Verb.CLOSE_GATE),
        ("", "Set-CASMailbox x -OWAEnabled $true", Verb.OPEN_GATE),
        ("", "Set-Mailbox x -HiddenFromAddressListsEnabled $false", Verb.UNHIDE),
        ("Cut over", "", Verb.CUT_OVER),
        ("cut_over", "", Verb.CUT_OVER),
        ("Check that the change of the DNS has replicated", "", Verb.WAIT_REPLICATION),
    ],
)
def test_a_line_is_known_by_its_cmdlet_or_its_words(step: str, command: str, verb: Verb) -> None:
    """What an Exchange engineer writes is one verb."""
    assert verb_of(step, command) is verb


def test_what_could_be_two_steps_is_none() -> None:
    """A line with the cmdlets of two verbs names both, and maps to neither, unless its words say which it is."""
    both = "New-AddressBookPolicy x; Set-DnsServerResourceRecord y"
    assert verb_of("Do it", both) == Unmapped("create_policy or switch_routing? one line, one step")
    assert verb_of("Change autodiscover", both) is Verb.SWITCH_ROUTING


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (None, "No such file or directory"),
        ("a,b;c\n", "line 1: expected commas, semicolons or tabs between columns, and one of them alone"),
        ("owner,when\nx,y\n", 'line 1: expected a column that says what to do: "step", "steps", "task", "action", '
         '"activity", "what", "description", "what to do" or "command"'),
        ("task,action\nx,y\n", "line 1: expected one column for step; there are task and action"),
        ("task\nlunch\n", "expected a line that names a step: none of 1 does"),
        ("task,owner\n\"a,b\n", "line 2: expected CSV: unexpected end of data"),
    ],
)  # fmt: skip
def test_what_is_no_runbook_is_refused_in_one_line(text: str | None, line: str, tmp_path: Path) -> None:
    """A file without steps, or that is no table, is told with what was expected."""
    file = tmp_path / "runbook.csv"
    if text is not None:
        file.write_text(text, encoding="utf-8")

    with pytest.raises(InputError) as caught:
        draft(file)
    assert str(caught.value) == f"{file}: {line}"


def test_a_draft_that_no_engineer_could_carry_out_says_what_to_mend(tmp_path: Path) -> None:
    """A draft is printed as it was read; what its order lacks is listed beside it."""
    file = tmp_path / "early.csv"
    file.write_text("task\nautodiscover\nsync\ncut over\nsync again\n", encoding="utf-8")
    found = draft(file)

    assert list(found.told()) == [
        f'{file}: line 5: not mapped: "sync again": sync_mailboxes stands earlier already, as step 2',
        f'{file}: to mend: steps[1].verb = "switch_routing": expected after "provision"',
        f'{file}: to mend: steps[2].verb = "sync_mailboxes": expected after "provision"',
        f"{file}: 3 of 4 lines mapped, to 3 steps",
    ]


def test_a_policy_before_the_cut_over_is_for_mailboxes_made_ahead(tmp_path: Path) -> None:
    """The order of a runbook tells how its mailboxes move, and the draft says that it was told so."""
    file = tmp_path / "ahead.csv"
    file.write_text(
        "task\nprovision\naddress lists\ncreate policy\nassign policy\nsync\ncut over\n", encoding="utf-8"
    )
    found = draft(file)

    assert found.head["move"] == "precreated"
    assert found.remarks == ["assign_policy stands before cut_over: drafted for mailboxes made ahead"]
