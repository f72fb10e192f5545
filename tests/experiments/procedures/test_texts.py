"""What a runbook says of a step."""

import pytest

from experiments.procedures.texts import Texts, verbs
from sim.procedure import TEXTS, Procedure, built_in
from sim.scenario import Scenario
from sim.words import Verb


def test_every_verb_has_words() -> None:
    """A step of any verb has an owner and a way back; all but ``manual`` have a command and a check."""
    assert set(verbs()) == set(Verb)
    for verb, words in verbs().items():
        assert set(words) == {"owner", "command", "check", "backout", "cmdlets", "words"}, verb
        assert words["owner"], verb
        assert words["backout"], verb
        assert verb == Verb.MANUAL or (words["command"] and words["check"]), verb


@pytest.mark.parametrize("name", built_in())
def test_no_step_of_a_built_in_is_without_a_command(name: str) -> None:
    """Whoever carries out a procedure that ships is told what to type."""
    for step in Procedure.load(name).steps:
        texts = Texts.of(step)
        assert texts.command, step.verb
        assert texts.owner, step.verb
        assert texts.backout, step.verb


def test_a_step_s_own_words_come_first() -> None:
    """Each text of a step stands in place of its verb's, and the others stay."""
    (step,) = (s for s in Procedure.load("gated-on-timer").steps if s.verb is Verb.OPEN_GATE)
    texts = Texts.of(step)

    assert texts.owner == "nobody: a scheduled task"
    assert texts.label == "open_gate"
    assert texts.backout == verbs()[Verb.OPEN_GATE]["backout"]


def test_words_have_no_effect() -> None:
    """A scenario whose steps are told otherwise is the same scenario."""
    plain = Procedure.load("ovh-2016").model_dump(mode="json", exclude_defaults=True)
    told = {**plain, "steps": [{**step, **{key: f"my {key}" for key in TEXTS}} for step in plain["steps"]]}
    scenario = Scenario.load("incident")

    assert scenario.replaced({"procedure": told}).digest == scenario.replaced({"procedure": plain}).digest
