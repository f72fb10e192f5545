"""XML as it comes from anybody: parsed with bounds, and never with a document type.

A document type is refused wherever it stands: it is what entities that swell, and files and addresses fetched on
the reader's behalf, need. Depth is bounded; length is bounded by who reads the request.
"""

from typing import Final
from xml.etree.ElementTree import Element
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape, quoteattr

DEEPEST: Final = 40
"""Elements within one another; an EWS request needs about ten."""


class XmlError(Exception):
    """The text is not XML that is read here; says why."""


def parse(text: bytes) -> Element:
    """The root of a document, names in Clark's form: ``{namespace}name``.

    Raises:
        XmlError: not well formed, too deep, or with a document type.
    """
    root: list[Element] = []
    path: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        element = Element(_clark(name), attributes)
        if len(path) == DEEPEST:
            raise XmlError(f"more than {DEEPEST} elements within one another")
        (path[-1] if path else root).append(element)
        path.append(element)

    def end(_: str) -> None:
        path.pop()

    def characters(more: str) -> None:
        of = path[-1]
        if len(of):
            of[-1].tail = (of[-1].tail or "") + more
        else:
            of.text = (of.text or "") + more

    def document_type(*_: object) -> None:
        raise XmlError("a document type is not allowed")

    parser = ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = document_type
    try:
        parser.Parse(text, True)
    except (ExpatError, LookupError, ValueError) as error:
        raise XmlError(str(error)) from error
    return root[0]


def escaped(text: str) -> str:
    """Text between tags; characters that XML does not know are left out."""
    return escape("".join(c for c in text if c >= " " or c in "\t\n\r") if not text.isprintable() else text)


def quoted(text: str) -> str:
    """An attribute's value, quotes included."""
    return quoteattr(text)


def text_of(element: Element | None) -> str:
    """The text of an element, without space around it; empty where there is none."""
    return "" if element is None else (element.text or "").strip()


def _clark(name: str) -> str:
    return "{" + name if "}" in name else name
