"""Options of the command line that say whose tenants: files, and a map of their columns."""

import json
import subprocess
import sys
from pathlib import Path

MAILBOXES = """"DisplayName","RecipientTypeDetails","CustomAttribute1","AddressBookPolicy"
"Ann","UserMailbox","zoo","one"
"Bob","SharedMailbox","zoo","two"
"Cy","UserMailbox","bank","two"
"""


def gallab(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """One run of the command line."""
    command = [sys.executable, "-m", "experiments", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_files_and_a_map_are_read_and_summed_up_beside_the_answer(tmp_path: Path) -> None:
    """Standard output stays one JSON object; standard error says what was read, and nobody's name."""
    (tmp_path / "boxes.csv").write_text(MAILBOXES, encoding="utf-8")
    (tmp_path / "sizes.csv").write_text("DisplayName,TotalItemSize\nAnn,2 B (2 bytes)\n", encoding="utf-8")
    files = ("--inventory", "boxes.csv", "--inventory", "sizes.csv")
    run = ("run", "ovh-2016", "--engine", "kernel", "--json", *files)

    two_keys = gallab(*run, cwd=tmp_path)
    assert (two_keys.returncode, two_keys.stdout) == (2, "")
    assert two_keys.stderr == (
        "gallab: boxes.csv: expected one column to tell tenants apart, and there are CustomAttribute1 (2 values),"
        ' AddressBookPolicy (2 values): a map says which, tenant = "CustomAttribute1"\n'
    )

    (tmp_path / "map.toml").write_text('tenant = "CustomAttribute1"\n', encoding="utf-8")
    done = gallab(*run, "--map", "map.toml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["totals"]["tenants"] == 2
    assert "tenants: 2 by CustomAttribute1; mailboxes: 3" in done.stderr
    assert "Get-MailboxStatistics: 1 rows joined by name, 0 of no mailbox that is listed" in done.stderr
    told = done.stdout + done.stderr
    assert not any(name in told for name in ("Ann", "Bob", "zoo", "bank"))
