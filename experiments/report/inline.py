"""A figure as a part of a page: an SVG element that shares no name with its neighbours and loads nothing."""

import html
import re

from matplotlib.figure import Figure

from ..figures import svg

_REFERENCE = re.compile(r'(\bid="|href="#|url\(#)')
_NAMESPACE = re.compile(r'\s(?:xmlns(?::\w+)?|version)="[^"]*"')


def inline(figure: Figure, name: str) -> str:
    """A figure as an SVG element for HTML, named by its finding for readers who do not see it."""
    element = as_element(svg(figure), name)
    title = html.escape(str(figure.get_label()), quote=True)
    return element.replace("<svg", f'<svg role="img" aria-label="{title}"', 1)


def as_element(document: str, name: str) -> str:
    """The element in an SVG document, every id in it made its own.

    >>> as_element('<?xml version="1.0"?><svg xmlns="x" width="1pt" height="2pt" id="a"/>', "map")
    '<svg id="map-a"/>'
    """
    element = document[document.index("<svg") :].strip()
    head, rest = element.split(">", 1)
    # The page decides the size; HTML knows the namespaces.
    head = re.sub(r'\s(?:width|height)="[^"]*"', "", _NAMESPACE.sub("", head))
    return _REFERENCE.sub(rf"\g<1>{name}-", f"{head}>{rest}").replace("xlink:href", "href")
