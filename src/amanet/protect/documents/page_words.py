"""What a reader sees of the words of a page: those that stand out from what is behind them, each letter with its place.

Words drawn unseen, in the colour of the paper, under something or off the page are not seen, and nothing of them is kept: not in the pixels, and not
in the words. A letter that its font does not tell stops everything, because nobody can say whether it is part of a name.

>>> from amanet.protect.documents.page_parts import SeenPage
>>> import zlib
>>> page = SeenPage(4, 4, 0, "a", [(0, 0, 4, 4)], b"\\2", b"\\0", zlib.compress(bytes(16)))
>>> read_page(page).text  # drawn unseen
''
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from amanet.protect.documents.page_parts import FILLED, GENERATED, LETTERLESS, UNSEEN, Box, SeenPage
from amanet.protect.documents.plain import UNSEEN_LETTERS

if TYPE_CHECKING:
    import numpy

__all__ = ["ReadPage", "read_page"]

# Of 256 steps from black to white. Fainter words are not seen by most, and are taken for hidden.
_LEAST_CONTRAST: Final = 40
_LEAST_HEIGHT: Final = 6  # pixels: under 3 points at 150 dots to the inch
_HYPHENS: Final = "\x02\ufffe"


@dataclass(frozen=True)
class ReadPage:
    """`text` has one character for each of `boxes`; a box without width is that of a space or a line end. `hidden` is how many letters were
    there and not seen, `letterless` how many are seen that nobody can tell, `untold` how many of those made their lines be left out.
    """

    text: str = field(repr=False)
    boxes: tuple[Box, ...] = field(repr=False)
    hidden: int
    letterless: int
    untold: int = 0

    @property
    def has_words(self) -> bool:
        return bool(self.text.strip())


def read_page(page: SeenPage, *, untold_out: bool = False) -> ReadPage:
    """`untold_out`: without every line on which a letter stands that its font does not tell."""
    pixels = page.pixels()
    untold = [at for at in range(len(page.text)) if _is_letterless(page, at)] if untold_out else []
    bands = {(page.boxes[at][1], page.boxes[at][3]) for at in untold}
    text: list[str] = []
    boxes: list[Box] = []
    hidden = letterless = 0
    for start, end in _words(page.text):
        places = [at for at in range(start, end) if page.text[at] not in "\r\u2060"]
        is_space = page.text[start:end].isspace()
        if is_space or (not _is_within(page, places, bands) and _is_seen(page, places, pixels)):
            letterless += sum(_is_letterless(page, at) for at in places)
            for at in places:
                letter = _letter(page.text[at])
                if letter:
                    text.append(letter)
                    boxes.append(page.boxes[at])
        else:
            hidden += len(places)
    return ReadPage("".join(text), tuple(boxes), hidden, letterless, len(untold))


def _is_within(page: SeenPage, places: list[int], bands: set[tuple[int, int]]) -> bool:
    """Whether any of these letters stands on one of those lines."""
    return any(
        2 * (min(page.boxes[at][3], bottom) - max(page.boxes[at][1], top))
        > min(page.boxes[at][3] - page.boxes[at][1], bottom - top)
        for at in places
        for top, bottom in bands
    )


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of space and of what is none, in turn."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or text[at].isspace() != text[start].isspace():
            yield start, at
            start = at


def _letter(code: str) -> str:
    if code in _HYPHENS:
        return "-"
    return code if code == "\n" else code.translate(UNSEEN_LETTERS)


def _is_letterless(page: SeenPage, at: int) -> bool:
    code = page.text[at]
    if page.flags[at] & GENERATED or code.isspace() or code in _HYPHENS:
        return False
    return (
        bool(page.flags[at] & LETTERLESS)
        or code == "\ufffd"
        or unicodedata.category(code) in ("Co", "Cn", "Cc")
    )


def _is_seen(page: SeenPage, places: list[int], pixels: "numpy.ndarray[Any, Any]") -> bool:
    """Whether at least half of the letters of a word stand out."""
    drawn = [at for at in places if not page.flags[at] & GENERATED]
    if not drawn:
        return bool(places)  # a hyphen that PDFium put there
    return 2 * sum(_stands_out(page, at, pixels) for at in drawn) >= len(drawn)


def _stands_out(page: SeenPage, at: int, pixels: "numpy.ndarray[Any, Any]") -> bool:
    """By the pixels there, and where its colour is known, by that beside what is around it."""
    import numpy

    left, top, right, bottom = page.boxes[at]
    if page.flags[at] & UNSEEN or right <= left or bottom - top < _LEAST_HEIGHT:
        return False
    here = pixels[top:bottom, left:right]
    if int(here.max()) - int(here.min()) < _LEAST_CONTRAST:
        return False
    if not page.flags[at] & FILLED:
        return True
    ring = numpy.concatenate((here[0], here[-1], here[:, 0], here[:, -1]))
    ring.sort()
    return abs(int(ring[len(ring) // 2]) - page.greys[at]) >= _LEAST_CONTRAST
