"""Words on new pages: a plain PDF that says nothing but them.

>>> pdf_of_words(["One.", "", "Two."]) == pdf_of_words(["One.", "", "Two."])
True
"""

from collections.abc import Iterable
from typing import Final

from amanet.printing.paper import BODY, Paper

__all__ = ["pdf_of_words"]

_BETWEEN: Final = 2.4


def pdf_of_words(paragraphs: Iterable[str]) -> bytes:
    """Each on lines of its own; an empty one is a gap."""
    paper = Paper("Copy")
    for paragraph in paragraphs:
        for line in paragraph.split("\n"):
            if line.strip():
                paper.lines(line, BODY)
        paper.y += _BETWEEN if not paragraph.strip() else 0.6
    return paper.finish("words alone · made anew")
