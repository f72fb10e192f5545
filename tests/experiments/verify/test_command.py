"""``gallab verify`` as people meet it."""

import json
from pathlib import Path

import pytest

from experiments.redraw import redraw
from tests.experiments.test_cli import gallab

MINE = """\
name = "mine"
[[steps]]
verb = "provision"
[[steps]]
verb = "build_address_lists"
[[steps]]
verb = "create_policy"
[[steps]]
verb = "sync_mailboxes"
[[steps]]
verb = "switch_routing"
[[steps]]
verb = "cut_over"
[[steps]]
verb = "assign_policy"
[[steps]]
verb = "wait_replication"
duration = "30 min"
[[steps]]
verb = "verify_isolation"
on_fail = "skip"
"""


def test_what_cannot_leak_ends_well() -> None:
    """Exit code 0, the count of states, what it was searched on, what it rests on, and what is not covered."""
    done = gallab("verify", "isolate-first")

    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "isolate-first cannot leak."
    assert lines[1].startswith("1,529 states, every interleaving: 2 tenants moving at once, ")
    assert lines[2].startswith("Nor does it where the campaign is stopped at any step")
    assert lines[3].startswith("1 fault is enough to make it leak, and not fewer: wait_replication reports")
    assert "  - A policy that was set on a mailbox made ahead is still on it after its cut-over." in lines
    assert lines[-1].startswith("Not covered: a second run after a rollback; ")


def test_what_leaks_ends_in_the_constraint_that_removes_it() -> None:
    """Exit code 1, one changed thing a line, the answer, the constraint."""
    done = gallab("verify", "ovh-2016")

    assert done.returncode == 1
    text = " ".join(done.stdout.split())
    assert text.startswith("ovh-2016 leaks: 7 actions are enough. 1 operator provision A's recipients stand ")
    answer = (
        "7 client of A connect and ask connects through controller 1 for mailbox A1, reads the address book and is "
        "given 2 entries of C: its policy has not been assigned yet One constraint removes the leak: switch_routing "
        "not before wait_replication has ended. Checked: 2,449 states without one. 48 states, met before the first "
        "leak: "
    )
    assert answer in text
    assert "Replayed on the fake, step by step: the same answer." in done.stdout
    assert "Left behind: a client keeps strangers in its offline address book" in done.stdout


def test_one_object_for_programs() -> None:
    """The keys that others rely on, and the rest beside them; nothing else on standard output."""
    done = gallab("verify", "gated", "--json")
    said = json.loads(done.stdout)

    assert done.returncode == 0
    assert list(said)[:7] == ["procedure", "faults", "leaks", "states", "instance", "story", "conditions"]
    assert (said["procedure"], said["leaks"], said["states"], said["story"]) == ("gated", False, 3_625, [])
    assert said["fewest_faults"]["faults"] == 1
    assert (said["stopped"]["leaks"], said["stopped"]["states"]) == (False, 561 + 29_809)
    assert [each["movers"] for each in said["stopped"]["instances"]] == [1, 2]
    inside = [condition for condition in said["conditions"] if condition["in_model"]]
    assert [each["key"] for each in inside[0]["any_of"]] == ["gate_holds"]
    assert all(each["source"] and each["check"] for c in said["conditions"] for each in c["any_of"])


def test_a_leak_for_programs() -> None:
    """The story, an object a line, and the constraint with the order that keeps it."""
    done = gallab("verify", "cloudpanel", "--json")
    said = json.loads(done.stdout)

    assert done.returncode == 1
    assert said["leaks"] is True
    assert [set(line) for line in said["story"]] == [{"actor", "action", "says"}] * len(said["story"])
    assert said["story"][-1]["actor"] == "client of A"
    assert said["constraint"]["pairs"] == [["wait_replication", "cut_over"]]
    assert said["residual"][-1]["action"] != "connect and ask"


def test_faults_are_a_budget() -> None:
    """With one fault the gate may not have closed; with one rerouting last holds."""
    assert gallab("verify", "reroute-last", "--faults", "1").stdout.startswith(
        "reroute-last cannot leak under 1 fault.\n"
    )
    leaking = gallab("verify", "gated", "--faults", "1")
    assert (leaking.returncode, leaking.stdout.splitlines()[0]) == (
        1,
        "gated leaks under 1 fault: 8 actions are enough.",
    )
    assert "1 fault is enough to make it leak, and not fewer: close_gate reports success" in leaking.stdout


def test_any_procedure_of_one_s_own(tmp_path: Path) -> None:
    """A file works like a built-in, and its checks that are no checks are named."""
    mine = tmp_path / "mine.toml"
    mine.write_text(MINE, encoding="utf-8")
    done = gallab("verify", str(mine))

    assert done.returncode == 1
    assert "step 8, wait_replication: a wait with a duration promises nothing" in done.stdout
    assert 'step 9, verify_isolation: on_fail = "skip": a check whose failure is skipped is no check.' in (
        done.stdout
    )


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("nobody",), 'procedure: procedure = "nobody": expected a TOML file or one of '),
        (("gated", "--faults", "-1"), "-1 is not in the range x>=0"),
        (("gated", "--faults", "many"), "'many' is not a valid integer range"),
        (("gated", "--window", "2 min"), "--window: cannot bear on verify, which takes none of a scenario's"),
        (("gone.toml",), "gone.toml: "),
    ],
)
def test_bad_input_is_one_line(arguments: tuple[str, ...], line: str) -> None:
    """Exit code 2 and a line that names what and where."""
    done = gallab("verify", *arguments)

    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert line in done.stderr


def test_a_folder_has_a_list_to_tick_off_and_a_drawing(tmp_path: Path) -> None:
    """Conditions with source and shell line, those outside the model apart; the drawing can be drawn again."""
    out = tmp_path / "gated"
    done = gallab("verify", "gated", "--out", str(out))

    assert done.stdout.splitlines()[-2:] == [str(out / "checklist.md"), str(out / "leaking_story.png")]
    text = (out / "checklist.md").read_text(encoding="utf-8")
    inside, outside = text.split("## Outside the model")
    assert inside.startswith("# gated cannot leak: what that rests on\n")
    assert inside.count("- [ ] ") == 4
    assert outside.count("- [ ] ") == 4
    assert text.count("```powershell") == inside.count("Source: ") + outside.count("Source: ") == 10
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert set(before) >= {"verify.json", "leaking_story.svg", "leaking_story.csv", "leaking_story.txt"}
    (out / "leaking_story.png").unlink()
    assert redraw(out) == out / "leaking_story.png"
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_where_nothing_ever_leaks_there_is_nothing_to_draw(tmp_path: Path) -> None:
    """Denied lists survive every fault: a checklist alone, and nothing half-written in a folder of somebody's."""
    out = tmp_path / "denied"
    assert gallab("verify", "deny-by-default", "--out", str(out)).returncode == 0
    assert {path.name for path in out.iterdir()} == {"checklist.md", "verify.json"}
    assert redraw(out) == out / "checklist.md"
    (tmp_path / "mine.txt").write_text("mine")
    refused = gallab("verify", "gated", "--out", str(tmp_path))
    assert refused.returncode == 2
    assert "expected a new name, an empty folder or an older results folder" in refused.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"denied", "mine.txt"}
