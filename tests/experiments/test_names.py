"""No name or address of an inventory is in any output, unless ``--names`` asks for it."""

from pathlib import Path

import polars as pl
import pytest

from sim.scenario import Scenario
from tests.experiments.test_cli import gallab
from tests.sim.inventory.files import (
    SOLIDCP_MAILBOXES,
    SOLIDCP_ORGANISATIONS,
    quoted,
    solidcp_mailbox,
    solidcp_organisation,
)

SECRET = "zqxj"
"""Part of every name and address below, and of nothing else."""
A, B, BROKEN = f"{SECRET}-a", f"{SECRET}-b", f"{SECRET}-broken"
"""Two tenants, and what rows are of that are refused."""


def people(tenant: str) -> str:
    """What SolidCP's reports say of a tenant beside its id, each with the secret too."""
    return tenant.replace("top,reseller,customer", f"{SECRET} top,{SECRET} reseller,{SECRET} customer")


LAYOUTS = {
    "gallab, tenants": (
        f"tenant,mailboxes,size,contact\n{A},3,1 GB,{SECRET}@a.example\n{B},2,,\n"
        f"{BROKEN},{SECRET},{SECRET},{SECRET}\n{A},4,,\n{BROKEN}\n",
    ),
    "gallab, mailboxes": (
        f"tenant,mailbox,kind,size\n{A},ann@{A}.example,,1 GB\n{B},bob@{B}.example,room,\n"
        f"{BROKEN},{SECRET},{SECRET},{SECRET}\n{A},ANN@{A}.example,,\n,{BROKEN},,\n{BROKEN},{SECRET}\n",
    ),
    "SolidCP": (
        "\n".join(
            (
                SOLIDCP_MAILBOXES,
                people(solidcp_mailbox(A, f"{SECRET}-ann")),
                people(solidcp_mailbox(B, f"{SECRET}-bob")),
                people(solidcp_mailbox(BROKEN, SECRET, size=SECRET, kind=SECRET)),
                people(solidcp_mailbox(A, f"{SECRET}-ann")),
                people(solidcp_mailbox(BROKEN, SECRET)) + f",{SECRET}",
            )
        ),
        "\n".join(
            (
                SOLIDCP_ORGANISATIONS,
                people(solidcp_organisation(A, "5")),
                people(solidcp_organisation(BROKEN, SECRET, SECRET)),
            )
        ),
    ),
    "Exchange": (
        quoted(
            "DisplayName|PrimarySmtpAddress|ExchangeGuid|Guid|LegacyExchangeDN|RecipientTypeDetails"
            "|ExchangeUserAccountControl|CustomAttribute1",
            f"{SECRET} Ann|ann@{A}.example|g-1|o-1|/o={SECRET}/cn=ann|UserMailbox|None|{A}",
            f"{SECRET} Bob|bob@{B}.example|g-2|o-2|/o={SECRET}/cn=bob|LinkedMailbox|AccountDisabled|{B}",
            f"{SECRET} Cy|cy@{A}.example|g-3|o-3|/o={SECRET}/cn=cy|{SECRET}|{SECRET}@a.example|{BROKEN}",
            f"{SECRET} Ann|ann@{A}.example|g-1|o-1|/o={SECRET}/cn=ann|UserMailbox|None|{A}",
            f"{SECRET} Dan|dan@{A}.example|g-4|o-4|/o={SECRET}/cn=dan|UserMailbox|None|",
        ),
        quoted(
            "DisplayName|LegacyDN|TotalItemSize|IsArchiveMailbox|DisconnectDate",
            f"{SECRET} Ann|/o={SECRET}/cn=ann|1 MB (1,048,576 bytes)|False|",
            f"{SECRET} Bob|/o={SECRET}/cn=bob|{SECRET}|False|",
            f"{SECRET} Bob|/o={SECRET}/cn=bob|2 MB (2,097,152 bytes)|True|",
        ),
        quoted(
            "DisplayName|PrimarySmtpAddress|LegacyExchangeDN|OWAEnabled|ActiveSyncEnabled",
            f"{SECRET} Ann|ann@{A}.example|/o={SECRET}/cn=ann|True|False",
            f"{SECRET} Bob|bob@{B}.example|/o={SECRET}/cn=bob|{SECRET}|True",
        ),
    ),
}


def inventory(folder: Path, texts: tuple[str, ...]) -> list[str]:
    """The options that name files with these texts."""
    options = []
    for place, text in enumerate(texts):
        (folder / f"{place}.csv").write_text(text, encoding="utf-8")
        options += ["--inventory", f"{place}.csv"]
    return options


def written(folder: Path) -> str:
    """All that a command wrote into a folder, but for pictures of dots."""
    told = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".parquet":
            told.append(str(pl.read_parquet(path).to_dicts()))
        elif path.is_file() and path.suffix != ".png":
            told.append(path.read_text(encoding="utf-8"))
    return "\n".join(told)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_names_are_shown_to_those_alone_who_ask(layout: str, tmp_path: Path) -> None:
    """Rows, story and its heading, summary with refused rows: without a name, and with it."""
    files = inventory(tmp_path, LAYOUTS[layout])
    (tmp_path / "out").mkdir()
    command = ("run", "ovh-2016", *files, "--explain", "0", "--rows", "out/rows.csv", "--out", "out/story")

    silent = gallab(*command, cwd=tmp_path)
    assert silent.returncode == 0, silent.stderr
    assert SECRET not in silent.stdout + silent.stderr + written(tmp_path / "out")
    assert "refused: line " in silent.stderr
    assert "name" not in pl.read_csv(tmp_path / "out" / "rows.csv").columns

    open_ = gallab(*command, "--names", cwd=tmp_path)
    assert open_.returncode == 0, open_.stderr
    assert f"Tenant 0 ({A}), " in open_.stdout
    assert f"Tenant 0 ({A}), " in (tmp_path / "out" / "story" / "story.txt").read_text(encoding="utf-8")
    refused = [line for line in open_.stderr.splitlines() if "refused: line " in line]
    assert len(refused) == silent.stderr.count("refused: line ")
    assert all(SECRET in line for line in refused)
    rows = pl.read_csv(tmp_path / "out" / "rows.csv")
    assert rows.columns[:2] == ["tenant", "name"]
    assert dict(rows.select("tenant", "name").rows()) == {0: A, 1: B}
    # But for the name, nothing of what is told has changed.
    assert [line for line in silent.stdout.splitlines() if not line.startswith("Tenant 0")] == [
        line for line in open_.stdout.splitlines() if not line.startswith("Tenant 0")
    ]


@pytest.mark.parametrize("command", ["study", "compare"])
def test_names_stay_out_of_results_folders_too(command: str, tmp_path: Path) -> None:
    """Tables, swim lanes and report; with ``--names``, of whoever they tell."""
    rows = "".join(f"{SECRET} $ {number} $,20\n" for number in range(30))
    options = [
        *("ovh-2016", "gated", "--window", "10 min", "--replications", "2"),
        *inventory(tmp_path, (f"tenant,mailboxes\n{rows}{BROKEN},{SECRET}\n",)),
    ]

    silent = gallab(command, *options, "--out", "silent", cwd=tmp_path)
    assert silent.returncode == 0, silent.stderr
    assert SECRET not in silent.stdout + silent.stderr + written(tmp_path / "silent")

    open_ = gallab(command, *options, "--out", "open", "--names", cwd=tmp_path)
    assert open_.returncode == 0, open_.stderr
    assert f"line 32 ({BROKEN})" in open_.stderr
    assert f"({SECRET} $ " in (tmp_path / "open" / "report.html").read_text(encoding="utf-8")
    if command == "compare":
        assert f"({SECRET} $ " in open_.stdout
        changed = pl.read_parquet(tmp_path / "open" / "changed_sides.parquet")
        assert changed.select("tenant", "name").rows()
        assert all(
            name == f"{SECRET} $ {tenant} $" for tenant, name in changed.select("tenant", "name").rows()
        )


@pytest.mark.parametrize(
    "texts",
    [
        (f"tenant,mailboxes\n{BROKEN},{SECRET}\n",),
        (f"tenant,mailbox,size\n{BROKEN},{SECRET},{SECRET}\n",),
        (f'tenant,mailbox,size\n{A},{SECRET},"1,234 MB"\n',),
        (f'tenant,mailboxes\n{A},1\n{SECRET},"2\n',),
        (f"DisplayName,TotalItemSize\n{SECRET},1 B (1 bytes)\n",),
    ],
)
def test_an_error_names_nobody(texts: tuple[str, ...], tmp_path: Path) -> None:
    """What is wrong with a file is told without its cells, with ``--names`` too: no tenant of it is shown."""
    done = gallab("run", "gated", *inventory(tmp_path, texts), "--names", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("gallab: 0.csv: ")
    assert SECRET not in done.stderr


def test_a_scenarios_own_inventory_has_names_as_well(tmp_path: Path) -> None:
    """Named in its file, without ``--inventory``; standard output stays one JSON object."""
    inventory(tmp_path, (f"tenant,mailboxes\n{A},3\n{BROKEN},x\n",))
    (tmp_path / "mine.toml").write_text('[population]\ninventory = "0.csv"\n', encoding="utf-8")
    assert Scenario.load(str(tmp_path / "mine.toml")).population.tenants == 1
    command = (
        "run",
        "gated",
        "--scenario",
        "mine.toml",
        "--engine",
        "kernel",
        "--rows",
        "rows.csv",
        "--json",
    )

    done = gallab(*command, "--names", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("{")
    assert f"line 3 ({BROKEN}): mailboxes: expected" in done.stderr
    assert pl.read_csv(tmp_path / "rows.csv")["name"].to_list() == [A]
