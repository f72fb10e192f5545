"""Which verb a line of somebody's runbook means: by the cmdlets it runs, else by its words, else none.

What decides stands in ``verbs.toml``; nothing is guessed: a line that could be two verbs is none, with both named.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from sim.words import Verb

from .texts import verbs


@dataclass(frozen=True, slots=True)
class Unmapped:
    """Why a line is no step."""

    because: str


def verb_of(step: str, command: str) -> Verb | Unmapped:
    """The verb of a line.

    Args:
        step: what is to be done, in words.
        command: what is to be typed; empty where the line does not say.

    >>> verb_of("Move the pilot group", "Resume-MoveRequest -Identity x")
    <Verb.CUT_OVER: 'cut_over'>
    >>> verb_of("Change autodiscover in the DNS", "")
    <Verb.SWITCH_ROUTING: 'switch_routing'>
    >>> verb_of("Order pizza", "")
    Unmapped(because='nothing in it names a step')
    """
    if (named := step.strip().lower().replace(" ", "_")) in set(Verb):
        return Verb(named)
    of_cmdlets = by_cmdlet(f"{step}\n{command}")
    by_words = _by_words(step) or _by_words(command)
    if len(of_cmdlets) > 1:
        # The words may say which of two cmdlets is the step and which goes with it.
        of_cmdlets = of_cmdlets & by_words or of_cmdlets
    found = of_cmdlets or by_words
    if len(found) > 1:
        return Unmapped(f"{' or '.join(verb for verb in Verb if verb in found)}? one line, one step")
    return next(iter(found)) if found else Unmapped("nothing in it names a step")


def by_cmdlet(text: str) -> set[Verb]:
    """The verbs of which a cmdlet is named, by the most telling one: that with the most parameters."""
    words = {word.strip(".") for word in re.findall(r"[$\w.-]+", text.lower())}
    met = [
        (len(cmdlet.split()), Verb(verb))
        for verb, table in verbs().items()
        for cmdlet in table["cmdlets"]
        if {part for part in cmdlet.lower().split() if part != "|"} <= words
    ]
    most = max((size for size, _ in met), default=0)
    return {verb for size, verb in met if size == most}


def _by_words(text: str) -> set[Verb]:
    """The verbs of which the longest phrase is met."""
    said = " ".join(text.lower().split())
    met = [
        (len(phrase), Verb(verb))
        for verb, table in verbs().items()
        for phrase in table["words"]
        if _as_words(phrase).search(said)
    ]
    longest = max((size for size, _ in met), default=0)
    return {verb for size, verb in met if size == longest}


def said_in(text: str, phrases: Iterable[str]) -> bool:
    """Is one of some phrases in a text, as whole words?"""
    said = " ".join(text.lower().split())
    return any(_as_words(phrase).search(said) for phrase in phrases)


@cache
def _as_words(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)")
