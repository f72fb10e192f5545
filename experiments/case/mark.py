"""A class's answers, against the key: points a question, as far as an answer is right."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sim.errors import InputError, Mistake
from sim.units import whole

from .key import QUESTIONS, Question, Reads

COLUMNS: Final = ("group", "question", "answer")
NEAR_S: Final = 60.0
NEAR_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Mark:
    """Points for one answer.

    Attributes:
        group: whose.
        question: which.
        points: given.
        of: as many at most.
        says: why not all, in words; empty where all were given.
    """

    group: int
    question: str
    points: float
    of: int
    says: str = ""


Answers = Mapping[tuple[int, str], str]


def read_answers(path: Path) -> Answers:
    """A table of group, question and answer, as `case` writes its key and its empty sheets.

    Raises:
        InputError: no such file, or not such a table.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if tuple(rows.fieldnames or ())[:3] != COLUMNS:
                raise InputError(str(path), f"expected the columns {', '.join(COLUMNS)} in its first line")
            return dict(_answers(rows, path))
    except OSError as error:
        raise InputError(str(path), error.strerror or "cannot be read") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(str(path), "expected a CSV file in UTF-8") from error


def _answers(rows: "csv.DictReader[str]", path: Path) -> Iterator[tuple[tuple[int, str], str]]:
    words = {question.word for question in QUESTIONS}
    seen: set[tuple[int, str]] = set()
    for number, row in enumerate(rows, 2):
        group, word = (row["group"] or "").strip(), (row["question"] or "").strip()
        if (of := whole(group)) is None:
            raise InputError(str(path), Mistake(f"line {number}: group", group, "expected a number"))
        if word not in words:
            known = ", ".join(question.word for question in QUESTIONS)
            raise InputError(str(path), Mistake(f"line {number}: question", word, f"expected one of {known}"))
        place = of, word
        if place in seen:
            raise InputError(
                str(path), Mistake(f"line {number}: question", word, "expected once for each group")
            )
        seen.add(place)
        yield place, (row["answer"] or "").strip()


def marks(answers: Answers, key: Answers, source: str) -> Iterator[Mark]:
    """Marks, group by group, of the groups that answered anything.

    Args:
        answers: of the class.
        key: what is right.
        source: the answers' file, for errors.

    Raises:
        InputError: a group that has no dossier, or an answer that cannot be read.
    """
    groups = sorted({group for group, _ in answers})
    for group in groups:
        if (group, QUESTIONS[0].word) not in key:
            last = max(of for of, _ in key)
            raise InputError(source, Mistake("group", group, f"expected 1 to {last}, as in the key"))
        for question in QUESTIONS:
            given, right = answers.get((group, question.word), ""), key[group, question.word]
            share, says = (
                _held(question, given, right, f"{source}: group {group}") if given else (0.0, "no answer")
            )
            yield Mark(group, question.word, round(question.points * share, 2), question.points, says)


def _held(question: Question, given: str, right: str, source: str) -> tuple[float, str]:
    """The share of its points that an answer gets, and why not all."""
    match question.reads:
        case Reads.WORD:
            return (1.0, "") if given == right else (0.0, f"it was {right}")
        case Reads.TENANTS:
            return _tenants(_numbers(given, question, source), _numbers(right, question, source))
        case Reads.INSTANT:
            apart = abs(
                (_instant(given, question, source) - _instant(right, question, source)).total_seconds()
            )
            return (1.0, "") if apart <= NEAR_S else (0.0, f"it was {right}")
        case Reads.NUMBER:
            (number,), (true,) = _numbers(given, question, source, 1), _numbers(right, question, source, 1)
            return (1.0, "") if abs(number - true) <= NEAR_SHARE * true else (0.0, f"it was {right}")


def _tenants(given: set[int], right: set[int]) -> tuple[float, str]:
    """Found of all that are to be found, each wrong one taken off.

    >>> _tenants({1, 2, 9}, {1, 2, 3, 4})
    (0.25, 'not found: 3 4; not so: 9')
    """
    missing, wrong = right - given, given - right
    share = max(0.0, (len(right & given) - len(wrong)) / len(right)) if right else float(not wrong)
    parts = [
        f"{what}: {' '.join(map(str, sorted(which)))}"
        for what, which in (("not found", missing), ("not so", wrong))
        if which
    ]
    return share, "; ".join(parts)


def _numbers(text: str, question: Question, source: str, many: int | None = None) -> set[int]:
    parts = [whole(part) for part in text.replace(",", " ").split()]
    numbers = {part for part in parts if part is not None}
    if None in parts or (many and len(parts) != many):
        raise InputError(source, Mistake(question.word, text, f"expected {question.reads}"))
    return numbers


def _instant(text: str, question: Question, source: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is not None:
            return found
    except ValueError:
        pass
    raise InputError(source, Mistake(question.word, text, f"expected {question.reads}"))
