"""Simulate, log, recover: what forensics says of the lab's own logs, held against what was so."""

import json
from pathlib import Path

import pytest

from experiments.forensics.command import Given, inquire
from experiments.forensics.findings import Findings
from experiments.forensics.tenant_case import Received
from experiments.one_run.logged import JOURNAL, run_logged
from experiments.scoring.loss import copied
from experiments.scoring.score import scored
from fakeexchange.traffic.servers import FRONTS
from sim.outcome import Outcome
from sim.scenario import Scenario
from sim.words import NEVER
from tests.experiments.test_cli import gallab

SETTINGS = {"population.tenants": 150, "clients.per_day.phone": "6/d", "clients.per_day.owa": "12/d"}


def played(place: Path, procedure: str, seed: int = 5, **changes: object) -> tuple[Path, Outcome]:
    """A campaign of 150 tenants, its logs and what was so."""
    scenario = Scenario.load("incident").replaced(
        {**SETTINGS, "procedure": procedure, "window": "10 min", **changes}
    )
    outcome, _ = run_logged(scenario, seed, place / "logs")
    return place / "logs", outcome


@pytest.fixture(scope="module")
def leaking(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """The incident's procedure."""
    return played(tmp_path_factory.mktemp("leaking"), "ovh-2016")


def exposed(outcome: Outcome) -> set[int]:
    """The tenants that were."""
    return {
        tenant
        for tenant, at in zip(
            outcome.columns["tenant"].tolist(), outcome.columns["exposed_at"].tolist(), strict=True
        )
        if at != NEVER
    }


def of_class(found: Findings, *kinds: Received) -> set[int]:
    """Tenants of some classes."""
    return {case.tenant for case in found.cases if case.received in kinds}


def test_whoever_is_proven_was_exposed_and_nobody_exposed_is_excluded(leaking: tuple[Path, Outcome]) -> None:
    """On whole logs; and the exposed are named one by one."""
    logs, outcome = leaking
    found = inquire(Given(logs, logs / JOURNAL))
    truth = exposed(outcome)
    assert len(truth) >= 5
    assert of_class(found, Received.PROVEN) <= truth
    assert not truth & of_class(found, Received.EXCLUDED)
    assert truth == of_class(found, Received.PROVEN, Received.INFERRED)
    assert found.received.low <= len(truth) <= found.received.high
    assert found.reading.broken.total == 0


def test_whoever_connected_is_found_between_surely_and_possibly(leaking: tuple[Path, Outcome]) -> None:
    """Everybody that connected possibly did by the logs, and nobody surely did that did not."""
    logs, outcome = leaking
    found = inquire(Given(logs, logs / JOURNAL))
    columns = outcome.columns
    truth = {
        tenant
        for tenant, at in zip(columns["tenant"].tolist(), columns["connected_at"].tolist(), strict=True)
        if at != NEVER
    }
    assert {case.tenant for case in found.cases if case.is_connected_surely} <= truth
    assert truth <= {case.tenant for case in found.cases if case.connected_at != NEVER}


def test_each_finding_leads_back_to_its_line(leaking: tuple[Path, Outcome]) -> None:
    """The decisive line names a user of the tenant, and the file of the book that was sent."""
    logs, _ = leaking
    found = inquire(Given(logs, logs / JOURNAL))
    domains = {tenant: domain for domain, tenant in found.inquiry.customers.by_domain.items()}
    for case in found.cases:
        if case.received in (Received.PROVEN, Received.INFERRED):
            raw = found.reading.raw(*case.lines[0])
            assert domains[case.tenant] in raw
            if case.received is Received.PROVEN:
                assert case.why.split(" ")[0] in raw
                assert str(found.inquiry.books.by_file[case.why.split(" ")[0]].bytes) in raw


@pytest.mark.parametrize("lost", ["iis", "http_proxy", "mapi_http", "exchange", "two_hours", "server"])
def test_lost_logs_make_less_certain_and_never_wrong(
    leaking: tuple[Path, Outcome], lost: str, tmp_path: Path
) -> None:
    """Without some logs nobody exposed is excluded, nobody is named who was not, and the interval holds the truth."""
    logs, outcome = leaking
    left = copied(logs, tmp_path / "left", lost)
    found = inquire(Given(left, left / JOURNAL, targets=FRONTS))
    by_class = {score.received: score for score in scored(lost, found, outcome).scores}
    assert by_class[Received.EXCLUDED].exposed == 0
    for kind in (Received.PROVEN, Received.INFERRED):
        assert by_class[kind].tenants == by_class[kind].exposed
    assert found.received.low <= len(exposed(outcome)) <= found.received.high


def test_a_procedure_that_cannot_leak_leaves_nobody_to_name(tmp_path: Path) -> None:
    """Gated: no window in the journal, no tenant in any class but excluded."""
    logs, outcome = played(tmp_path, "gated")
    found = inquire(Given(logs, logs / JOURNAL))
    assert not exposed(outcome)
    assert of_class(found, Received.PROVEN, Received.INFERRED, Received.POSSIBLE) == set()
    assert found.connected.high == 0


def test_the_command_writes_findings_notice_and_letter(leaking: tuple[Path, Outcome], tmp_path: Path) -> None:
    """JSON counts its cases; the notice says both deadlines, and what it does not know; the letter names nobody."""
    logs, outcome = leaking
    facts = tmp_path / "facts.toml"
    facts.write_text("found_at = 2016-04-22T09:30:00+02:00\n", encoding="utf-8")
    done = gallab(
        "forensics", "--logs", str(logs), "--journal", str(logs / JOURNAL), "--notice", "--facts", str(facts),
        "--out", str(tmp_path / "out"), "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    received = said["received"]
    assert received["proven"] + received["inferred"] == len(exposed(outcome))
    notice = (tmp_path / "out" / "notice.md").read_text(encoding="utf-8")
    assert "within 72 hours of becoming aware: does not apply" in notice
    assert "until 2016-04-23 07:30Z" in notice
    assert "not known: data protection officer" in notice
    assert (tmp_path / "out" / "letter.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "<script" not in (tmp_path / "out" / "notice.html").read_text(encoding="utf-8")
    again = gallab("report", str(tmp_path / "out"))
    assert (again.returncode, Path(again.stdout.strip()).name) == (0, "incident_line.png")


def test_a_likelihood_fitted_to_own_logs_serves_the_next_inquiry(
    leaking: tuple[Path, Outcome], tmp_path: Path
) -> None:
    """Written by --fit, read by --likelihood: nobody is named who was not exposed."""
    logs, outcome = leaking
    given = ("forensics", "--logs", str(logs), "--journal", str(logs / JOURNAL), "--json")
    own = str(tmp_path / "own.toml")
    assert gallab(*given, "--fit", own).returncode == 0
    said = json.loads(gallab(*given, "--likelihood", own).stdout)
    named = {case["tenant"] for case in said["cases"] if case["received"] in ("proven", "inferred")}
    assert named <= exposed(outcome)
    assert named


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--logs", "{logs}"), "--journal: expected beside the other; or --score"),
        (("--logs", "none", "--journal", "{journal}"), "--logs: none: expected a folder of logs"),
        (("--logs", "{logs}", "--journal", "none.csv"), "none.csv: No such file or directory"),
        (
            ("--logs", "{logs}", "--journal", "{journal}", "--lag", "soon"),
            '--lag: soon: expected a duration such as "90 s", "2 min" or "7 d"',
        ),
        (
            ("--logs", "{logs}", "--journal", "{journal}", "--target-server", "EX9"),
            "--target-server: EX9: expected at least one of EX10-1, EX16-1, EX16-2",
        ),
        (
            ("--logs", "{logs}", "--journal", "{journal}", "--likelihood", "none.toml"),
            "none.toml: No such file or directory",
        ),
        (
            ("--logs", "{logs}", "--journal", "{journal}", "--notice"),
            "--notice: expected --out DIR beside it, to write the drafts into",
        ),
        (
            ("--logs", "{logs}", "--journal", "{journal}", "--seed", "3"),
            "--seed: 3: cannot bear without --score: logs and journal are given",
        ),
        (
            ("--logs", "{logs}", "--journal", "{journal}", "--customers", "{journal}"),
            "{journal}: expected the columns tenant, domain, mailboxes, lists; there is no domain, mailboxes, lists",
        ),
    ],
)
def test_bad_input_is_one_line(leaking: tuple[Path, Outcome], arguments: tuple[str, ...], line: str) -> None:
    """What is wrong, and what was expected; exit code 2."""
    logs, _ = leaking
    given = {"logs": str(logs), "journal": str(logs / JOURNAL)}
    done = gallab("forensics", *(argument.format(**given) for argument in arguments))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip().splitlines()[-1] == f"gallab: {line.format(**given)}"
