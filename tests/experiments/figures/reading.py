"""What a reader sees of a figure: its texts, how big they are, and where."""

from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox


def texts(figure: Figure) -> list[Text]:
    """Every text that is drawn."""
    figure.draw_without_rendering()
    found = figure.findobj(lambda artist: isinstance(artist, Text))
    return [text for text in found if isinstance(text, Text) and text.get_visible() and text.get_text()]


def words(figure: Figure) -> list[str]:
    """What they say, in one line each."""
    return [" ".join(text.get_text().split()) for text in texts(figure)]


def boxes(figure: Figure) -> dict[str, Bbox]:
    """Where each of them stands, in pixels."""
    # Of the text alone: an annotation's own extent holds its leader too.
    return {f"{k} {text.get_text()}": Text.get_window_extent(text) for k, text in enumerate(texts(figure))}


def clipped(figure: Figure) -> list[str]:
    """Texts that reach out of the figure."""
    page = figure.bbox
    return [
        text
        for text, box in boxes(figure).items()
        if box.x0 < page.x0 or box.y0 < page.y0 or box.x1 > page.x1 or box.y1 > page.y1
    ]


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    """Pairs of texts that cover each other."""
    found = list(boxes(figure).items())
    return [(a, b) for k, (a, here) in enumerate(found) for b, there in found[:k] if here.overlaps(there)]
