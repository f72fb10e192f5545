"""Pages that are printed on A4, or read from the back row: one file each, without anything from elsewhere."""

import re
from html import unescape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .. import wording


def printed(template: Path, **given: Any) -> str:
    """A page as HTML.

    Args:
        template: a file, which extends ``sheet.html.j2``; others that it includes lie beside it.
        given: what it tells; something missing is an error.
    """
    environment = Environment(
        loader=FileSystemLoader([template.parent, Path(__file__).parent]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(count=wording.count)
    return environment.get_template(template.name).render(**given)


def words(html: str) -> int:
    """How many words of a page somebody has to read.

    >>> words("<style>a {}</style><p>two <b>words</b></p>")
    2
    """
    body = re.sub(r"<(style|title)>.*?</\1>", " ", html, flags=re.DOTALL)
    return len(unescape(re.sub(r"<[^>]*>", " ", body)).split())
