"""The pixels of a page that may leave: the words that were read on it, and over those that have to go a solid mask with what stands there instead.

Nothing else of the page stays: no picture, no drawing, no shade too faint to be seen. Sixteen greys are left of the colours.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from amanet.protect.documents.page_parts import Box, SeenPage
from amanet.protect.documents.page_words import ReadPage

if TYPE_CHECKING:
    import numpy

__all__ = ["Mask", "allowed_pixels", "lines_of", "masks_over"]

_TYPEFACES: Final = Path(__file__).parents[2] / "printing" / "typefaces"
_MASK, _INK, _PAPER = 214, 0, 255
_AROUND: Final = 2
_LEAST_GROWN: Final = 3
_SIZE, _LEAST_SIZE = 0.62, 7  # of letters, beside the height of their mask; in pixels


@dataclass(frozen=True)
class Mask:
    """`shown` is empty where a mask goes on with what began on another line."""

    box: Box
    shown: str


def masks_over(page: ReadPage, start: int, end: int, shown: str) -> Iterator[Mask]:
    """Over these letters, line by line, spaces between them too; a little larger than they are."""
    label = shown
    for left, top, right, bottom in lines_of(page.boxes[start:end]):
        grown = max(_LEAST_GROWN, (bottom - top) // 8)
        yield Mask((max(0, left - grown), max(0, top - grown), right + grown, bottom + grown), label)
        label = ""


def lines_of(boxes: Iterable[Box]) -> Iterator[Box]:
    """Those that stand beside each other as one."""
    line: Box | None = None
    for box in boxes:
        if box[2] <= box[0]:
            continue
        if line is not None and _is_beside(line, box):
            line = (min(line[0], box[0]), min(line[1], box[1]), max(line[2], box[2]), max(line[3], box[3]))
        else:
            if line is not None:
                yield line
            line = box
    if line is not None:
        yield line


def _is_beside(line: Box, box: Box) -> bool:
    """On the same line, and not across half a page of nothing: a table's other column is a box of its own."""
    shared = min(line[3], box[3]) - max(line[1], box[1])
    height = min(line[3] - line[1], box[3] - box[1])
    apart = max(line[0], box[0]) - min(line[2], box[2])
    return 2 * shared >= height and apart <= 3 * max(1, height)


def allowed_pixels(page: SeenPage, words: ReadPage, masks: Sequence[Mask]) -> "numpy.ndarray[Any, Any]":
    import numpy

    pixels = page.pixels()
    kept = numpy.zeros(pixels.shape, bool)
    for letter, (left, top, right, bottom) in zip(words.text, words.boxes, strict=True):
        if not letter.isspace() and right > left:
            kept[max(0, top - _AROUND) : bottom + _AROUND, max(0, left - _AROUND) : right + _AROUND] = True
    pixels[~kept] = _PAPER
    pixels = (pixels & 0xF0) | (pixels >> 4)
    for mask in masks:
        left, top, right, bottom = mask.box
        pixels[top:bottom, left:right] = _MASK
    for mask in masks:
        _write(pixels, mask)
    return pixels


def _write(pixels: "numpy.ndarray[Any, Any]", mask: Mask) -> None:
    """What stands there instead, as large as there is room."""
    left, top, right, bottom = mask.box
    here = pixels[top:bottom, left:right]
    if mask.shown and here.shape[0] > 2 and here.shape[1] > 2:
        here[:] = _label(mask.shown, here.shape[1], here.shape[0])


def _label(shown: str, width: int, height: int) -> "numpy.ndarray[Any, Any]":
    import numpy
    import PIL.Image
    import PIL.ImageDraw

    face = _typeface(_face(shown), max(_LEAST_SIZE, int(height * _SIZE)))
    long = max(1, int(face.getlength(shown)) + 6)
    drawn = PIL.Image.new("L", (max(width, long), height), _MASK)
    PIL.ImageDraw.Draw(drawn).text(
        ((drawn.width - long) // 2 + 3, height // 2), shown, _INK, face, anchor="lm"
    )
    if drawn.width > width:
        drawn = drawn.resize((width, height), PIL.Image.Resampling.BOX)
    return numpy.asarray(drawn)


@lru_cache(maxsize=64)
def _typeface(name: str, size: int) -> Any:
    import PIL.ImageFont

    return PIL.ImageFont.truetype(str(_TYPEFACES / f"{name}.ttf"), size)


def _face(shown: str) -> str:
    if any("\u0590" <= one <= "\u08ff" for one in shown):
        return "naskh"
    return "han" if any("\u2e80" <= one <= "\u9fff" for one in shown) else "sans"
