"""A case: one scenario, one seed, and streams whose uniforms are picked from a few values.

A case tells itself as JSON, and the JSON makes the same case again: a failure found anywhere is one file.
"""

import datetime
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from sim.draws import Draws
from sim.judges import Engine, judge
from sim.outcome import Outcome
from sim.scenario import Scenario
from sim.streams import Floats, GivenUniforms, Ints, Source, stream_key, uniform


def picking(seed: int, stream: str, values: tuple[float, ...]) -> GivenUniforms:
    """Uniforms picked from a few values, by the hash that would have drawn them."""
    key, many = stream_key(seed, stream), len(values)

    def uniforms(entities: Ints, index: int) -> Floats:
        return np.array([values[int(uniform(key, entity, index) * many)] for entity in entities.tolist()])

    return uniforms


@dataclass(frozen=True)
class Case:
    """One question to both engines.

    Attributes:
        raw: the scenario's keys, the defaults left out.
        seed: of the draws.
        picked: the values of some streams' uniforms, by stream.
        hides: every so many-th tenant has mailboxes in no address list, as an inventory may say; 0: none has.
    """

    raw: Mapping[str, Any]
    seed: int
    picked: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    hides: int = 0

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario, validated."""
        return Scenario.of(self.raw, "case")

    def draws(self, *, is_shared: bool = False) -> Draws:
        """What the seed draws for it, anew; shared by several procedures, or not."""
        given = {stream: picking(self.seed, stream, values) for stream, values in self.picked.items()}
        draws = Draws(self.scenario, Source(self.seed, given), is_shared=is_shared)
        if self.hides:
            people = draws.people
            hidden = np.where(people.numbers % self.hides == 0, (people.mailboxes + 1) // 2, 0)
            # A cached property: this is what it would have found, had an inventory said so.
            vars(draws)["people"] = replace(people, hidden=hidden.astype(np.int32))
        return draws

    def outcome(self, engine: Engine) -> Outcome:
        """What an engine says; each draws for itself, so that neither leans on what the other asked for."""
        return judge(self.scenario, self.draws(), engine)

    def told(self) -> str:
        """The case as JSON."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def of(cls, text: str) -> "Case":
        """The case that told itself so."""
        found = json.loads(text)
        campaign = found["raw"].get("campaign", {})
        # JSON has no dates, and a scenario takes no text for one.
        if "first_day" in campaign:
            campaign["first_day"] = datetime.date.fromisoformat(campaign["first_day"])
        if "closed_days" in campaign:
            campaign["closed_days"] = [datetime.date.fromisoformat(day) for day in campaign["closed_days"]]
        picked = {stream: tuple(values) for stream, values in found["picked"].items()}
        return cls(found["raw"], found["seed"], picked, found.get("hides", 0))
