"""The words of one page of a PDF, as PDFium orders them, cut into paragraphs.

PDFium knows characters and where they stand; lines are its own. A character without letters (a font that does not tell them) is
U+FFFD and counted. A hyphen at a line end is written as it is printed, with its line end: whether it belongs to the word, only
a reader knows. Paragraphs are cut where the next line stands farther off than most lines of the page do, or above. That
cuts only: nothing is moved, and no letter is lost.
"""

from array import array
from collections.abc import Iterator
from ctypes import byref, c_double, c_float
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from statistics import median_low
from typing import Any, Final

from amanet.intake.parsers.pdf_library import plain_text
from amanet.intake.parsers.pdf_right_to_left import in_reading_order
from amanet.intake.parsers.room import Room

__all__ = ["Hidden", "PageWords", "find_hidden", "read_words"]

_FARTHER: Final = 1.3  # than the usual distance of two lines
_LEAST_DISTANCE: Final = 1.0  # points; nearer than that is the same line
_HYPHENS: Final = ("\x02", "\ufffe")
_DEEPEST: Final = 8


@dataclass(frozen=True)
class PageWords:
    """`without_letters` is how many characters the file gives no letters for."""

    paragraphs: tuple[str, ...]
    without_letters: int


@dataclass(frozen=True)
class Hidden:
    """Whether the page has words that are drawn unseen, and words that stand outside it."""

    unseen: bool = False
    outside: bool = False


def read_words(text_page: Any, room: Room) -> PageWords:
    """Raises `BadData` where the reading has no room for them."""
    import pypdfium2.raw as pdfium

    raw = text_page.raw
    count = max(0, pdfium.FPDFText_CountChars(raw))
    room.take(count)
    found = _characters(array("I", map(partial(pdfium.FPDFText_GetUnicode, raw), range(count))))
    found = in_reading_order(found, partial(_place, raw))
    lines = list(_lines(found))
    paragraphs = _paragraphs(lines, [_height(raw, line.first, found) for line in lines])
    words = tuple(_words(paragraph) for paragraph in paragraphs)
    return PageWords(words, sum(one.count("\ufffd") for one in words))


def find_hidden(page: Any) -> Hidden:
    """What a reader would not see: text drawn in no colour at all (as text recognition puts it under a scan), or off the page."""
    import pypdfium2.raw as pdfium

    box = page.get_bbox()
    unseen = outside = False
    for one, deep in _text_objects(page.raw):
        unseen = unseen or pdfium.FPDFTextObj_GetTextRenderMode(one) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
        outside = outside or (deep == 0 and _is_outside(one, box))
        if unseen and outside:
            break
    return Hidden(unseen, outside)


@dataclass(frozen=True)
class _Line:
    first: int
    words: str


def _characters(codes: "array[int]") -> str:
    """One character a code, so that places stay: what is no code point becomes U+FFFD; halves of pairs are joined later."""
    return "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)


def _place(raw: Any, index: int) -> tuple[float, ...] | None:
    import pypdfium2.raw as pdfium

    x, y, left, right, bottom, top = (c_double() for _ in range(6))
    if not pdfium.FPDFText_GetCharOrigin(raw, index, byref(x), byref(y)):
        return None
    if not pdfium.FPDFText_GetCharBox(raw, index, byref(left), byref(right), byref(bottom), byref(top)):
        return None
    return tuple(one.value for one in (x, y, left, right, bottom, top))


def _lines(text: str) -> Iterator[_Line]:
    """With the place of the first character of each. A hyphen that PDFium took for one at a line end ends the line."""
    start = 0
    for end, character in enumerate(text):
        if character == "\n" or character in _HYPHENS:
            words = text[start:end].removesuffix("\r")
            yield _Line(start, words + ("-" if character in _HYPHENS else ""))
            start = end + 1
    yield _Line(start, text[start:])


def _height(raw: Any, place: int, text: str) -> float | None:
    """Where the line stands; None for one without words."""
    import pypdfium2.raw as pdfium

    x, y = c_double(), c_double()
    if place >= len(text) or not pdfium.FPDFText_GetCharOrigin(raw, place, byref(x), byref(y)):
        return None
    return y.value


def _paragraphs(lines: list[_Line], heights: list[float | None]) -> list[list[str]]:
    down = [
        above - below if above is not None and below is not None else 0.0
        for above, below in pairwise(heights)
    ]
    usual = [distance for distance in down if _LEAST_DISTANCE < distance < float("inf")]
    farthest = median_low(usual) * _FARTHER if usual else float("inf")
    found: list[list[str]] = [[]]
    for line, distance in zip(lines, [0.0, *down], strict=True):
        if not line.words.strip() or distance > farthest or distance < -_LEAST_DISTANCE:
            found.append([])
        if line.words.strip():
            found[-1].append(line.words)
    return [paragraph for paragraph in found if paragraph]


def _words(lines: list[str]) -> str:
    joined = "\n".join(lines).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return plain_text(joined)


def _text_objects(page: Any) -> Iterator[tuple[Any, int]]:
    """Every text object of a page with how deep inside forms it is; forms inside forms down to `_DEEPEST`."""
    import pypdfium2.raw as pdfium

    for place in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _inside(pdfium.FPDFPage_GetObject(page, place), 0)


def _inside(one: Any, deep: int) -> Iterator[tuple[Any, int]]:
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFPageObj_GetType(one)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        yield one, deep
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and deep < _DEEPEST:
        for place in range(pdfium.FPDFFormObj_CountObjects(one)):
            yield from _inside(pdfium.FPDFFormObj_GetObject(one, place), deep + 1)


def _is_outside(one: Any, box: tuple[float, float, float, float]) -> bool:
    """Wholly. What has no extent (a space) is nowhere."""
    import pypdfium2.raw as pdfium

    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    if not pdfium.FPDFPageObj_GetBounds(one, byref(left), byref(bottom), byref(right), byref(top)):
        return False
    if right.value <= left.value or top.value <= bottom.value:
        return False
    return left.value > box[2] or right.value < box[0] or bottom.value > box[3] or top.value < box[1]
