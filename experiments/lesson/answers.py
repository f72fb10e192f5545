"""What the pupils of each class have answered, in SQLite; nobody is told of another class."""

import json
import secrets
import sqlite3
import threading
from pathlib import Path
from typing import Any, Final

from sim.errors import InputError, Mistake

ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters of a class code: none that is taken for a digit."""
LETTERS: Final = 5
LONGEST_NAME: Final = 30
LONGEST_WORDS: Final = 500
MOST_PUPILS: Final = 200
"""In a class."""
MOST_ANSWERS: Final = 300
"""Of a pupil."""
_SCHEMA: Final = """
create table if not exists class (code text primary key);
create table if not exists pupil (token text primary key, code text not null references class, name text not null);
create table if not exists answer (number integer primary key, token text not null references pupil,
  kind text not null, content text not null);
"""


class Answers:
    """The answers of all classes.

    Args:
        path: the file that keeps them; None: they are gone when the lesson ends.

    Raises:
        InputError: the file cannot be written, or is something else.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.Lock()
        try:
            self._base = sqlite3.connect(":memory:" if path is None else path, check_same_thread=False)
            self._base.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise InputError(
                "--answers", f"{path}: expected a new file or one of a lesson: {error}"
            ) from error

    def begin(self) -> str:
        """Begin a class; its code."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
        self._write("insert into class values (?)", code)
        return code

    def join(self, code: str, name: str) -> str:
        """A pupil joins a class; the token that stands for it from now on.

        Raises:
            InputError: no such class, no name, or too many pupils.
        """
        code, name = code.strip().upper(), " ".join(name.split())
        if not self._read("select 1 from class where code = ?", code):
            raise InputError("class", Mistake("code", code[:LETTERS], "expected the code on the screen"))
        if not 0 < len(name) <= LONGEST_NAME:
            raise InputError(
                "class", Mistake("name", name[:LONGEST_NAME], f"expected 1 to {LONGEST_NAME} letters")
            )
        if self._read("select count(*) from pupil where code = ?", code)[0][0] >= MOST_PUPILS:
            raise InputError("class", f"{code}: expected at most {MOST_PUPILS} pupils")
        token = secrets.token_urlsafe(24)
        self._write("insert into pupil values (?, ?, ?)", token, code, name)
        return token

    def pupil(self, token: str) -> tuple[str, str] | None:
        """Class and name of whoever has a token; None: nobody has."""
        found = self._read("select code, name from pupil where token = ?", token)
        return found[0] if found else None

    def add(self, token: str, kind: str, content: dict[str, Any]) -> None:
        """A pupil answers.

        Raises:
            InputError: nobody has the token, or it has answered too often.
        """
        if self.pupil(token) is None:
            raise InputError("class", "expected a pupil who has joined")
        if self._read("select count(*) from answer where token = ?", token)[0][0] >= MOST_ANSWERS:
            raise InputError("class", f"expected at most {MOST_ANSWERS} answers of a pupil")
        self._write(
            "insert into answer (token, kind, content) values (?, ?, ?)", token, kind, json.dumps(content)
        )

    def pupils(self, code: str) -> list[str]:
        """The names in a class, in the order in which they joined."""
        return [name for (name,) in self._read("select name from pupil where code = ? order by rowid", code)]

    def of(self, code: str, kind: str) -> list[tuple[str, dict[str, Any]]]:
        """The answers of one kind in a class, name by name, oldest first."""
        found = self._read(
            "select token, name, content from answer join pupil using (token)"
            " where code = ? and kind = ? order by number",
            code,
            kind,
        )
        return [(name, json.loads(content)) for _, name, content in found]

    def guesses(self, code: str) -> list[int]:
        """The last guess of each pupil of a class."""
        found = self._read(
            "select token, content from answer join pupil using (token)"
            " where code = ? and kind = 'bet' order by number",
            code,
        )
        return [json.loads(content)["guess"] for content in dict(found).values()]

    def _read(self, query: str, *values: str) -> list[Any]:
        with self._lock:
            return self._base.execute(query, values).fetchall()

    def _write(self, statement: str, *values: str) -> None:
        with self._lock, self._base:
            self._base.execute(statement, values)
