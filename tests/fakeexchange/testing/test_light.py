"""The light install: the fake runs where the distribution's base dependencies are, and nothing else."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[3]
USES_IT = """
import json
from importlib.util import find_spec
from fakeexchange.testing import exchange_server
with exchange_server() as server:
    server.assert_isolated()
    rows = server.client("ann@acme.example").resolve("bob")
lab = ("numpy", "simpy", "matplotlib", "polars", "pydantic", "numba", "sim", "experiments", "pytest")
print(json.dumps({"rows": [row.address for row in rows], "found": [name for name in lab if find_spec(name)]}))
"""


def with_their_own(names: list[str]) -> Iterator[str]:
    """Distributions, and those that they depend on here."""
    waiting, seen = list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name.lower() in seen:
            continue
        seen.add(name.lower())
        yield name
        needs = [Requirement(text) for text in metadata.requires(name) or ()]
        waiting += [need.name for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]


def test_the_fake_runs_on_its_base_dependencies_alone(tmp_path: Path) -> None:
    """In an environment with the base dependencies alone the fixture's module starts a fake and asks it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    base = [Requirement(text).name for text in project["dependencies"]]
    for name in with_their_own(base):
        for file in metadata.files(name) or ():
            top = file.parts[0]
            if top not in ("..", "__pycache__") and not (tmp_path / top).exists():
                (tmp_path / top).symlink_to(Path(str(file.locate())).parents[len(file.parts) - 1] / top)
    (tmp_path / "fakeexchange").symlink_to(ROOT / "fakeexchange")
    # Isolated: neither the folder it runs in nor the site's packages are on the path.
    run = f"import sys; sys.path.append({str(tmp_path)!r})\n{USES_IT}"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", run], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"rows": ["bob@acme.example"], "found": []}
