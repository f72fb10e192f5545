"""``gallab lesson``: its ready line, what it refuses, and the line that is copied."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.lesson.copied import run_line, verify_line
from experiments.lesson.order import Order
from experiments.options import Asked
from tests.experiments.test_cli import gallab

from .toys import ORDER


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--names"], "gallab: --names: cannot bear on lesson, whose tenants are told by number\n"),
        (
            ["--export", "page.txt"],
            "gallab: --export: page.txt: expected the name of a file in a folder that exists, ending in .html\n",
        ),
        (
            ["--export", "x.html", "--port", "80"],
            "gallab: --port: 80: cannot bear on --export, which serves nobody\n",
        ),
        (
            ["--export", "x.html", "--host", "::1"],
            "gallab: --host: ::1: cannot bear on --export, which serves nobody\n",
        ),
        (["--export", "x.html", "--json"], "gallab: --json: cannot bear on --export, which serves nobody\n"),
        (
            ["--window", "2 m"],
            'gallab: window: window = "2 m": expected a duration such as "90 s", "2 min" or "7 d"\n',
        ),
        (
            ["--answers", "no/where.sqlite"],
            "gallab: --answers: no/where.sqlite: expected a new file or one of a lesson: ",
        ),
        (["--host", "192.0.2.1", "--tenants", "2"], "gallab: --port: 192.0.2.1:0: "),
    ],
)
def test_what_it_cannot_do_is_one_line(arguments: list[str], line: str) -> None:
    """Option, value and why, on standard error, with exit code 2."""
    done = gallab("lesson", *arguments)
    assert done.stderr.startswith(line)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_the_ready_line_says_where_it_is() -> None:
    """One JSON object when it is ready, and nothing else on standard output."""
    command = [sys.executable, "-m", "experiments", "lesson", "--tenants", "40", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        process.terminate()
        assert process.stdout.read() == ""
    assert set(ready) == {"url", "teacher_url", "code"}
    assert ready["teacher_url"].startswith(ready["url"] + "teacher?key=")
    assert process.returncode == 130


def test_the_copied_line_repeats_the_lessons_own_scenario() -> None:
    """What the lesson was started with stands in each command, quoted as a shell needs it."""
    asked = Asked("faults", ("a b.csv",), "map.toml", 500, ("2 min",), ("campaign.slots=20",), 4)
    assert run_line(asked, Order.read("gated"), "10 min", 7, {"faults.silent": 0.001}) == (
        "gallab run gated --scenario faults --inventory 'a b.csv' --map map.toml --tenants 500"
        " --set campaign.slots=20 --set faults.silent=0.001 --window '10 min' --seed 7 --engine kernel --json"
    )


def test_the_copied_line_of_an_own_order_writes_its_file_first(tmp_path: Path) -> None:
    """In a shell the first part writes the procedure that the second one reads."""
    first, second = verify_line(Order.read(ORDER)).split(" && ")
    subprocess.run(first, shell=True, cwd=tmp_path, check=True)

    assert second == "gallab verify on-call.toml --json"
    assert (tmp_path / "on-call.toml").read_text().splitlines() == Order.read(ORDER).lines
