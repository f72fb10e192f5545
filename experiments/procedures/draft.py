"""A runbook as a draft of a procedure: what its lines mean, and every line of which that is not known.

A line with a verb in a column of that name is a step as ``runbook`` wrote it. Any other is mapped by its words;
what it says stays with the step as its label, so that a reader can judge the draft.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sim.errors import InputError
from sim.procedure import REPEATED, TEXTS, Move, Procedure
from sim.units import duration, whole
from sim.words import Verb

from .mapping import Unmapped, said_in, verb_of
from .runbook import ABOUT, MACHINE, OF_PROCEDURE
from .sheet import Line, headings, read_sheet
from .texts import verbs
from .written import HEAD, Keys, to_toml

_CLOCK: Final = re.compile(r"(\d+):([0-5]\d):([0-5]\d)")


@dataclass(slots=True)
class Draft:
    """What a runbook came to.

    Attributes:
        source: the file.
        head: the keys before the steps.
        steps: the keys of each step.
        lines: how many lines the runbook has.
        mapped: how many of them became a step, or part of one.
        unmapped: the others, in words, by the step before which they stand.
        remarks: what else a reader must know.
        unit: what its lines are.
    """

    source: str
    head: Keys
    steps: list[Keys] = field(default_factory=list)
    lines: int = 0
    mapped: int = 0
    unmapped: dict[int, list[str]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    unit: str = "line"

    def toml(self) -> str:
        """The draft, with the lines that are no step as comments where they stood."""
        return to_toml(self.head, self.steps, self.unmapped)

    def told(self) -> Iterator[str]:
        """What to say of it beside the draft itself: a line each."""
        for lines in self.unmapped.values():
            yield from (f"{self.source}: {line}" for line in lines)
        yield from (f"{self.source}: {remark}" for remark in self.remarks)
        yield f"{self.source}: {self.mapped} of {self.lines} {self.unit}s mapped, to {len(self.steps)} steps"

    def to_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            **self.head,
            "steps": self.steps,
            "lines": self.lines,
            "mapped": self.mapped,
            "unmapped": [line for lines in self.unmapped.values() for line in lines],
            "remarks": self.remarks,
            "toml": self.toml(),
        }


def draft(path: Path) -> Draft:
    """The draft of a runbook's procedure.

    Raises:
        InputError: no such file, a table that is not one, or not a single line that names a step.
    """
    lines = read_sheet(path)
    found = Draft(str(path), _head(path, lines), lines=len(lines))
    for line in lines:
        _add(found, line)
    if not found.steps:
        raise InputError(str(path), f"expected a line that names a step: none of {len(lines)} does")
    if not any(line["move"] for line in lines):
        settle_move(found)
    found.remarks += disorder(found)
    return found


def _head(path: Path, lines: list[Line]) -> Keys:
    told = {
        key: next((line[column] for line in lines if line[column]), "")
        for key, column in zip(HEAD, OF_PROCEDURE, strict=True)
    }
    usual = {"name": path.stem, "purpose": f"Drafted from {path.name}.", "move": str(Move.MRS)}
    if told["name"]:
        # A runbook of ours says all there is, an empty purpose too.
        usual["purpose"] = ""
    return {key: told[key] or usual.get(key, "open") for key in HEAD}


def _add(found: Draft, line: Line) -> None:
    """Take a line into the draft: as a step, as part of the step before it, or as one that is not mapped."""
    keys = _as_written(line) if line["verb"] else _from_words(found, line)
    if isinstance(keys, Unmapped):
        _leave(found, line, keys.because)
        return
    is_more = not line["verb"] and keys["verb"] not in REPEATED
    if is_more and found.steps and found.steps[-1]["verb"] == keys["verb"]:
        _join(found.steps[-1], keys)
    else:
        found.steps.append(keys)
    found.mapped += 1


def _leave(found: Draft, line: Line, because: str) -> None:
    said = " / ".join(" ".join(line[column].split()) for column in ("step", "command") if line[column])
    text = f'line {line.number}: not mapped: "{said}": {because}'
    found.unmapped.setdefault(len(found.steps), []).append(text)


def _as_written(line: Line) -> Keys:
    """A step as ``runbook`` wrote it; texts that are those of its verb are left to the verb."""
    verb = line["verb"].strip()
    keys: Keys = {"verb": verb}
    usual = verbs().get(verb, {})
    for key in MACHINE:
        if key not in ("pass", "verb") and line[key] and not (key == "scope" and line[key] == "tenant"):
            keys[key] = _bare(line[key])
    # "about": the median of the platform's law, which is not the procedure's to say.
    if line["duration"] and not line["duration"].startswith(ABOUT):
        keys["duration"] = line["duration"]
    texts = {"label": "" if line["step"] == verb else line["step"], **{t: line[t] for t in TEXTS[1:]}}
    return keys | {key: text for key, text in texts.items() if text and text != usual.get(key)}


def _bare(cell: str) -> object:
    """A number or a truth as one; anything else as text."""
    cell = cell.strip()
    if cell in ("true", "false"):
        return cell == "true"
    return cell if (number := whole(cell)) is None else number


def _from_words(found: Draft, line: Line) -> Keys | Unmapped:
    """A step as somebody's own words describe it."""
    verb = verb_of(line["step"], line["command"])
    if isinstance(verb, Unmapped):
        return verb
    earlier = next((place for place, step in enumerate(found.steps[:-1], 1) if step["verb"] == verb), None)
    if earlier and verb not in REPEATED:
        return Unmapped(f"{verb} stands earlier already, as step {earlier}")
    keys: Keys = {"verb": str(verb)} | _scope(line)
    if line["duration"]:
        if (written := _written(line["duration"], line.unit)) is not None:
            keys["duration"] = written
        else:
            found.remarks.append(
                f'line {line.number}: duration "{line["duration"]}": expected one such as "90 s" or "2 min"'
            )
    if verb is Verb.MANUAL and "duration" not in keys:
        return Unmapped("a manual step needs a duration")
    label = line["step"].strip()
    texts = {"label": "" if label == verb else label, **{t: line[t].strip() for t in TEXTS[1:]}}
    return keys | {key: text for key, text in texts.items() if text}


def _scope(line: Line) -> Keys:
    scopes, said = headings()["scopes"], line["scope"].strip().lower()
    for scope, phrases in scopes.items():
        if said == scope or said_in(f"{line['step']} {said}", phrases):
            return {"scope": scope}
    return {}


def _written(cell: str, unit: str) -> str | None:
    """A duration in the words of a file; None: it is not one."""
    said = cell.strip().lower()
    for word in headings()["durations"]["vague"]:
        said = said.removeprefix(word).strip()
    if (clock := _CLOCK.fullmatch(said)) is not None:
        hours, minutes, seconds = map(int, clock.groups())
        return f"{hours * 3_600 + minutes * 60 + seconds} s"
    if re.fullmatch(r"\d+(\.\d+)?", said) and unit:
        said = f"{said} {unit}"
    try:
        duration(said)
    except ValueError:
        return None
    return said


def _join(step: Keys, further: Keys) -> None:
    """Make a line part of the step before it, which it goes on with."""
    for key in TEXTS:
        both = [keys[key] for keys in (step, further) if key in keys]
        if both:
            step[key] = "; ".join(dict.fromkeys(both))
    times = [keys["duration"] for keys in (step, further) if "duration" in keys]
    if len(times) == 2:
        step["duration"] = f"{(duration(times[0]) + duration(times[1])) / 1_000_000:.15g} s"
    else:
        # Half of a step's time is none: the platform's law has the whole of it.
        step.pop("duration", None)


def settle_move(found: Draft) -> None:
    """A policy can be assigned before the cut-over only on mailboxes made ahead."""
    order = [step["verb"] for step in found.steps]
    if {"assign_policy", "cut_over"} <= set(order) and order.index("assign_policy") < order.index("cut_over"):
        found.head["move"] = str(Move.PRECREATED)
        found.remarks.append("assign_policy stands before cut_over: drafted for mailboxes made ahead")


def disorder(found: Draft) -> Iterator[str]:
    """What must be mended before the draft can run."""
    try:
        Procedure.of({**found.head, "steps": found.steps}, found.source)
    except InputError as error:
        yield from (f"to mend: {mistake}" for mistake in error.mistakes)
