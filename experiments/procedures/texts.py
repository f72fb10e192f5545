"""What a runbook says of a step: the step's own words, or those that ``verbs.toml`` has for its verb.

Nothing here has an effect on what is simulated. A verb's words stand in the file alone, one table a verb.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from sim.procedure import Step
from sim.words import Verb


@dataclass(frozen=True, slots=True)
class Texts:
    """The words for one step.

    Attributes:
        label: what it is called; the verb where it has no label.
        owner: who carries it out.
        command: the line of the shell, or what is done by hand.
        check: how one sees that it has worked.
        backout: how it is undone.
    """

    label: str
    owner: str
    command: str
    check: str
    backout: str

    @classmethod
    def of(cls, step: Step) -> "Texts":
        """The words for a step."""
        default = verbs()[step.verb]
        return cls(
            label=step.label or step.verb,
            owner=step.owner or default["owner"],
            command=step.command or default["command"],
            check=step.check or default["check"],
            backout=step.backout or default["backout"],
        )


@cache
def verbs() -> dict[str, Any]:
    """The tables of ``verbs.toml``, by verb."""
    file = resources.files("experiments") / "procedures" / "verbs.toml"
    known = tomllib.loads(file.read_text(encoding="utf-8"))
    return {verb: known[verb] for verb in Verb}
