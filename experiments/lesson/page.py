"""The page: one document, its style and its modules, as files of a server or all in one."""

import base64
import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

SCRIPTS: Final = (
    "main",
    "screens",
    "parts",
    "chart",
    "answers",
    "cards",
    "oncall",
    "night",
    "lanes",
    "bet",
    "why",
    "compare",
    "classroom",
)
"""The modules of the page; ``answers`` asks the server, and has another one in its place where there is none."""
RECORDED: Final = "recorded"
"""What stands in the place of ``answers`` in a file without a server."""


def source(name: str) -> str:
    """A file of the page."""
    return (files(__package__) / "static" / name).read_text(encoding="utf-8")


def document(about: Mapping[str, Any]) -> str:
    """The page that a server gives: style and modules are files beside it."""
    return _rendered(about, style=None, modules=None, recorded=None)


def whole(about: Mapping[str, Any], recorded: Mapping[str, Any]) -> str:
    """The same in one file, with what has been recorded in place of a server."""
    modules = {f"lesson/{name}": _inlined(name) for name in SCRIPTS}
    return _rendered(about, style=source("lesson.css"), modules=_safe(modules), recorded=_safe(recorded))


def _inlined(name: str) -> str:
    """A module as an address that holds it: what it imports is found by name, for it has no place of its own."""
    text = source(f"{RECORDED if name == 'answers' else name}.js")
    text = re.sub(r'from "\./(\w+)\.js"', r'from "lesson/\1"', text)
    return f"data:text/javascript;base64,{base64.b64encode(text.encode()).decode()}"


def _rendered(about: Mapping[str, Any], **more: Any) -> str:
    environment = Environment(
        loader=PackageLoader(str(__package__), "static"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("lesson.html").render(about=_safe(about), **more)


def _safe(value: Any) -> str:
    """JSON that may stand between the tags of a script: nothing in it can end it."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
