"""The one door to the compiler: where it does not open, one clear line; and no stale code behind it."""

import subprocess
import sys
from pathlib import Path

import pytest

from sim.compiled import CompilerError, cache_for
from sim.errors import InputError
from sim.judges import run
from tests.toys import scenario


def test_without_compiling_a_command_says_so_in_one_line() -> None:
    """Where the compiler is switched off, a run ends with exit code 2 and names what switched it off."""
    done = subprocess.run(
        [sys.executable, "-m", "experiments", "run", "gated", "--tenants", "10"],
        env={"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("gallab: NUMBA_DISABLE_JIT: is set; expected it unset")


def test_a_compiler_that_cannot_be_loaded_is_bad_input() -> None:
    """A broken library of the compiler's is told in the words of an input error, not as a traceback."""
    broken = (
        "import sys, importlib.abc\n"
        "class Broken(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'numba': raise ImportError('libLLVM is broken')\n"
        "sys.meta_path.insert(0, Broken())\n"
        "from sim.errors import InputError\n"
        "try:\n"
        "    import sim.compiled\n"
        "except InputError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", broken], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(
        "numba: cannot be loaded on this machine: libLLVM is broken; expected Numba"
    )


def test_an_engine_that_cannot_be_compiled_is_bad_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the compiler refuses names the engine and the first line of the reason."""
    from sim.kernel import engine

    def refuse(*_: object) -> None:
        raise CompilerError("no such processor\nand much more")

    monkeypatch.setattr(engine, "simulate", refuse)
    with pytest.raises(InputError) as told:
        run(scenario(), engine="kernel")
    assert str(told.value) == "numba: cannot compile the kernel engine on this machine: no such processor"


def test_compiled_code_is_kept_under_the_digest_of_its_sources(tmp_path: Path) -> None:
    """A changed source has a folder of its own, so code compiled from another is never run; the same has the same."""
    (tmp_path / "kernel").mkdir()
    source = tmp_path / "kernel" / "steps.py"
    source.write_text("a = 1\n")
    first = cache_for(tmp_path, "kernel")
    assert first is not None
    assert cache_for(tmp_path, "kernel") == first
    source.write_text("a = 2\n")
    assert cache_for(tmp_path, "kernel") != first
