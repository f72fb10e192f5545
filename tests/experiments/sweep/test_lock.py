"""One sweep in a folder at a time, and never a lock that outlives its process."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from experiments.sweep.lock import held
from sim.errors import InputError
from tests.experiments.here import here

from .toys import run, toy

HOLDER = """
import sys, time
from pathlib import Path
from experiments.sweep.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_sweep_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    """While one runs, another in its folder is one line, even with --resume; the first ends as if it were alone."""
    refused: list[str] = []

    def meanwhile(tasks: Any, took: Any) -> None:
        with pytest.raises(InputError) as error:
            run(toy(), tmp_path / "out", resume=True)
        refused.append(str(error.value))
        here(tasks, took)

    page = toy().run(tmp_path / "out", meanwhile, lambda done, of: None)

    assert refused == [
        f"--out: {tmp_path / 'out'}: another sweep is running in it; expected its end, or another name"
    ]
    assert page.is_file()
    # It has let go of it.
    run(toy(), tmp_path / "out", resume=True)


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    """After kill -9 the folder is free at once: the lock is the operating system's."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(InputError), held(tmp_path):
            pass
        holder.kill()
        holder.wait()
    with held(tmp_path):
        assert list(tmp_path.iterdir()) == []
