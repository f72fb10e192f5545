"""Classes and what is collected of them: bounded, and apart."""

from pathlib import Path

import pytest

from experiments.lesson.answers import ALPHABET, LETTERS, MOST_PUPILS, Answers
from sim.errors import InputError

from .toys import room


def test_a_class_is_told_of_its_own_answers_alone() -> None:
    """Two classes on one server: each sees its own guesses, and a pupil of either no name at all."""
    there = room()
    ann = there.pupil("Ann")
    ann.post("/api/class/answer", json={"kind": "bet", "guess": 100})
    there.teacher().post("/api/class/begin", json={})
    bob = there.pupil("Bob")
    bob.post("/api/class/answer", json={"kind": "bet", "guess": 7})

    assert ann.get("/api/class/answers").json == {"guesses": [100]}
    assert bob.get("/api/class/answers").json == {"guesses": [7]}
    collected = there.teacher().get("/api/class/answers").json
    assert collected == {"pupils": ["Bob"], "guesses": [7], "tries": [], "words": []}


def test_the_last_guess_and_the_best_order_count() -> None:
    """A pupil who guesses again is counted once; of the tries the one with fewest exposed is told."""
    there = room()
    ann, bob = there.pupil("Ann"), there.pupil("Bob")
    for guess in (5, 50):
        ann.post("/api/class/answer", json={"kind": "bet", "guess": guess})
    for client, order, exposed in ((ann, "ovh-2016", 1_203), (ann, "gated", 0), (bob, "ovh-2016", 900)):
        client.post("/api/class/answer", json={"kind": "run", "order": order, "exposed": exposed})

    collected = there.teacher().get("/api/class/answers").json
    assert collected is not None
    assert collected["guesses"] == [50]
    assert collected["tries"] == [["Ann", 2, 0, "gated"], ["Bob", 1, 900, "ovh-2016"]]


def test_nobody_collects_without_the_key() -> None:
    """Whoever has another key, or none, is no teacher; whoever has not joined answers nothing."""
    there = room()
    stranger = there.client()
    stranger.get("/teacher?key=guessed")

    assert stranger.get("/api/class").json == {"role": None}
    for answer in (
        stranger.get("/api/class/answers"),
        stranger.post("/api/class/begin", json={}),
        stranger.post("/api/class/answer", json={"kind": "bet", "guess": 1}),
    ):
        assert answer.status_code == 400


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ({"kind": "bet", "guess": "7"}, 'request: guess = "7": expected 0 to 1000000000'),
        ({"kind": "bet", "guess": True}, 'request: guess = "True": expected 0 to 1000000000'),
        (
            {"kind": "run", "order": "x.toml", "exposed": 1},
            'order: order = "x.toml": expected steps or one of',
        ),
        ({"kind": "words", "text": "x" * 501}, "request: text = "),
        ({"kind": "other"}, 'answer: kind = "other": expected bet, run or words'),
        ([1], "request: expected a JSON object"),
    ],
)
def test_an_answer_that_is_none_is_refused(content: object, line: str) -> None:
    """Nothing is kept but what an answer may hold."""
    answer = room().pupil("Ann").post("/api/class/answer", json=content)
    assert answer.json is not None
    assert answer.status_code == 400
    assert answer.json["error"].startswith(line)


def test_a_class_has_bounds() -> None:
    """A wrong code, no name and one pupil too many are refused."""
    answers = Answers()
    code = answers.begin()
    for wrong, name in (("AAAAA", "Ann"), (code, "  "), (code, "x" * 31)):
        with pytest.raises(InputError):
            answers.join(wrong, name)
    for k in range(MOST_PUPILS):
        answers.join(code.lower(), f"pupil {k}")
    with pytest.raises(InputError, match=f"at most {MOST_PUPILS} pupils"):
        answers.join(code, "one more")
    assert len(code) == LETTERS
    assert set(code) <= set(ALPHABET)


def test_a_file_keeps_the_answers(tmp_path: Path) -> None:
    """What a class has answered is there after a restart; a file of something else is refused."""
    first = Answers(tmp_path / "class.sqlite")
    code = first.begin()
    first.add(first.join(code, "Ann"), "bet", {"guess": 3})
    assert Answers(tmp_path / "class.sqlite").guesses(code) == [3]

    (tmp_path / "notes.txt").write_text("these are notes, and no answers of a class" * 40)
    with pytest.raises(InputError, match="expected a new file or one of a lesson"):
        Answers(tmp_path / "notes.txt")
