"""Answers against a key: points as far as they are right, and one clear line for what cannot be read."""

from pathlib import Path

import pytest

from experiments.case.mark import marks, read_answers
from sim.errors import InputError

KEY = {
    (1, "cause"): "seen_late",
    (1, "received"): "3 7 11",
    (1, "in_vain"): "5",
    (1, "first_received_at"): "2016-04-18T20:22:10Z",
    (1, "people"): "100",
}


def points(**answers: str) -> dict[str, float]:
    """The points of one group's answers."""
    return {
        mark.question: mark.points
        for mark in marks({(1, word): answer for word, answer in answers.items()}, KEY, "a.csv")
        if mark.question in answers
    }


@pytest.mark.parametrize(
    ("answers", "given"),
    [
        ({"received": "11, 3 7"}, {"received": 4}),
        ({"received": "3 7"}, {"received": 2.67}),
        ({"received": "3 7 8 9 10"}, {"received": 0}),
        ({"first_received_at": "2016-04-18T22:23:10+02:00"}, {"first_received_at": 1}),
        ({"first_received_at": "2016-04-18T20:23:11Z"}, {"first_received_at": 0}),
        ({"people": "110", "cause": "seen_late"}, {"people": 1, "cause": 2}),
        ({"people": "111", "cause": "seen"}, {"people": 0, "cause": 0}),
    ],
)
def test_points(answers: dict[str, str], given: dict[str, float]) -> None:
    """A wrong tenant takes one off; a minute and a tenth are near enough, and no more than that."""
    assert points(**answers) == given


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("who,what\n", "expected the columns group, question, answer in its first line"),
        ("group,question,answer\n1,couse,x\n", 'line 2: question = "couse": expected one of cause, received'),
        ("group,question,answer\none,cause,x\n", 'line 2: group = "one": expected a number'),
        ("group,question,answer\n1,cause,x\n1,cause,y\n", 'line 3: question = "cause": expected once for each group'),
        ("group,question,answer\n2,cause,x\n", "group = 2: expected 1 to 1, as in the key"),
        ("group,question,answer\n1,people,many\n", 'people = "many": expected a number; a tenth off is right'),
        ("group,question,answer\n1,first_received_at,8 pm\n", 'first_received_at = "8 pm": expected UTC, as 2016'),
    ],
)  # fmt: skip
def test_what_cannot_be_read(text: str, says: str, tmp_path: Path) -> None:
    """File, line, value and what was expected."""
    path = tmp_path / "answers.csv"
    path.write_text(text)
    with pytest.raises(InputError) as refused:
        list(marks(read_answers(path), KEY, str(path)))
    assert str(refused.value).startswith(str(path))
    assert says in str(refused.value)
