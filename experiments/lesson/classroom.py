"""A class on the wire: the teacher begins it, pupils join by its code, answers are collected.

Who somebody is, a cookie says that no script can read and no other site can send. A pupil is told of its own class
alone, and of that the guesses, without names.
"""

import secrets
from typing import Any, Final

import segno
from flask import Blueprint, Response, jsonify, redirect, request

from sim.errors import InputError, Mistake

from .answers import LONGEST_WORDS, Answers
from .asked import whole
from .order import Order

TEACHER: Final = "teacher"
PUPIL: Final = "pupil"
LARGEST_GUESS: Final = 10**9


class Classroom:
    """The classes of one lesson.

    Args:
        answers: what is collected.
        host: what others type for this machine.
    """

    def __init__(self, answers: Answers, host: str) -> None:
        self.answers = answers
        self.host = host
        self.key = secrets.token_urlsafe(12)
        self.code = answers.begin()

    def address(self) -> str:
        """Where a pupil finds the lesson."""
        return f"http://{self.host}:{request.environ['SERVER_PORT']}/"

    def is_teacher(self) -> bool:
        """Does whoever asks have the teacher's key?"""
        return secrets.compare_digest(request.cookies.get(TEACHER, "").encode(), self.key.encode())

    def me(self) -> dict[str, Any]:
        """Who asks."""
        if self.is_teacher():
            return {
                "role": TEACHER,
                "code": self.code,
                "address": self.address(),
                "qr": _squares(self._invitation()),
            }
        found = self.answers.pupil(request.cookies.get(PUPIL, ""))
        return {"role": None} if found is None else {"role": PUPIL, "code": found[0], "name": found[1]}

    def collected(self) -> dict[str, Any]:
        """What whoever asks may know of its class.

        Raises:
            InputError: it is in none.
        """
        if self.is_teacher():
            runs = self.answers.of(self.code, "run")
            return {
                "pupils": self.answers.pupils(self.code),
                "guesses": self.answers.guesses(self.code),
                "tries": _best(runs),
                "words": [[name, content["text"]] for name, content in self.answers.of(self.code, "words")],
            }
        found = self.answers.pupil(request.cookies.get(PUPIL, ""))
        if found is None:
            raise InputError("class", "expected a pupil who has joined")
        return {"guesses": self.answers.guesses(found[0])}

    def _invitation(self) -> str:
        return f"{self.address()}#join?code={self.code}"


def classroom_pages(classroom: Classroom) -> Blueprint:
    """The addresses of a class."""
    pages = Blueprint("class", __name__)

    @pages.get("/teacher")
    def teacher() -> Any:
        answer = redirect("/#class")
        # Whoever comes with another key gets a cookie that opens nothing.
        _set(answer, TEACHER, request.args.get("key", "")[:64])
        return answer

    @pages.get("/api/class")
    def me() -> Response:
        return jsonify(classroom.me())

    @pages.get("/api/class/answers")
    def collected() -> Response:
        return jsonify(classroom.collected())

    @pages.post("/api/class/begin")
    def begin() -> Response:
        if not classroom.is_teacher():
            raise InputError("class", "expected the teacher's key")
        _content()
        classroom.code = classroom.answers.begin()
        return jsonify(classroom.me())

    @pages.post("/api/class/join")
    def join() -> Response:
        content = _content()
        token = classroom.answers.join(_text(content, "code", 20), _text(content, "name", 200))
        answer = jsonify(joined=True)
        _set(answer, PUPIL, token)
        return answer

    @pages.post("/api/class/answer")
    def answer() -> Response:
        kind, content = _answer(_content())
        classroom.answers.add(request.cookies.get(PUPIL, ""), kind, content)
        return jsonify(taken=True)

    return pages


def _answer(content: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A pupil's answer, of which nothing is kept but what it may hold."""
    kind = _text(content, "kind", 10)
    if kind == "bet":
        return kind, {"guess": whole("guess", content.get("guess"), 0, LARGEST_GUESS)}
    if kind == "run":
        order = Order.read(_text(content, "order", 2_000))
        return kind, {
            "order": order.text,
            "exposed": whole("exposed", content.get("exposed"), 0, LARGEST_GUESS),
        }
    if kind == "words":
        return kind, {"text": _text(content, "text", LONGEST_WORDS)}
    raise InputError("answer", Mistake("kind", kind, "expected bet, run or words"))


def _best(runs: list[tuple[str, dict[str, Any]]]) -> list[list[Any]]:
    """Each pupil's best order: name, tries, fewest exposed tenants, the order."""
    found: dict[str, list[Any]] = {}
    for name, content in runs:
        row = found.setdefault(name, [name, 0, LARGEST_GUESS, ""])
        row[1] += 1
        if content["exposed"] < row[2]:
            row[2:] = content["exposed"], content["order"]
    return sorted(found.values(), key=lambda row: (row[2], row[1]))


def _content() -> dict[str, Any]:
    """The object that was sent: as JSON alone, which no form of another site can send."""
    content = request.get_json(silent=True)
    if not isinstance(content, dict):
        raise InputError("request", "expected a JSON object")
    return content


def _text(content: dict[str, Any], name: str, longest: int) -> str:
    text = content.get(name)
    if not isinstance(text, str) or len(text) > longest:
        raise InputError(
            "request", Mistake(name, str(text)[:30], f"expected text of {longest} letters at most")
        )
    return text


def _set(answer: Any, name: str, value: str) -> None:
    answer.set_cookie(name, value, httponly=True, samesite="Strict", max_age=86_400)


def _squares(text: str) -> list[str]:
    """A QR code, row by row, 1 where it is dark."""
    return [
        "".join("1" if cell else "0" for cell in row)
        for row in segno.make(text, error="m", micro=False).matrix
    ]
