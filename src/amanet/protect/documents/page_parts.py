"""A page of a PDF as the confined process saw it: its pixels, and its characters with where each stands.

>>> SeenPage(4, 4, 0, "a", [(0, 0, 2, 2)], b"\\0", b"\\0", bytes(16)).text
'a'
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy

__all__ = [
    "DOTS",
    "FILLED",
    "GENERATED",
    "LETTERLESS",
    "MOST_CHARACTERS",
    "MOST_PAGES",
    "UNSEEN",
    "Box",
    "SeenPage",
]

DOTS: Final = 150  # to the inch
MOST_PAGES: Final = 2000
MOST_CHARACTERS: Final = 100_000
# What is odd about a character: put there by PDFium; drawn unseen; of a font that does not tell its letter. FILLED: its colour is its look.
GENERATED, UNSEEN, LETTERLESS, FILLED = 1, 2, 4, 8

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class SeenPage:
    """`text` has one character for each box; `pictures` is how many there are. The pixels are kept packed: a document has many pages."""

    width: int
    height: int
    pictures: int
    text: str = field(repr=False)
    boxes: Sequence[Box] = field(repr=False)
    flags: bytes = field(repr=False)
    greys: bytes = field(repr=False)
    packed: bytes = field(repr=False)

    def pixels(self) -> "numpy.ndarray[Any, Any]":
        """A copy, one byte a pixel, by row and column."""
        import numpy

        flat = numpy.frombuffer(zlib.decompress(self.packed), numpy.uint8)
        return flat.reshape(self.height, self.width).copy()
