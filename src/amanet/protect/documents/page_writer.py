"""A new PDF of pages that are pixels, each word that may be read put over them unseen, to be searched and copied.

Nothing is written into it but what is given: no time, no machine, nothing of another file. The same calls give the same bytes.
"""

from typing import TYPE_CHECKING, Any, Final

from amanet.printing.paper import LEFT, QUIET, WIDTH, Paper, Style
from amanet.protect.documents.page_parts import DOTS, Box

if TYPE_CHECKING:
    import numpy

__all__ = ["PixelPages"]

_MILLIMETRE: Final = 25.4 / DOTS
_POINTS: Final = 72 / DOTS
_A4: Final = (210.0, 297.0)
_LINE: Final = 0.72  # of what a letter is given is about its size
_WITHHELD_AT: Final = 40.0


class PixelPages(Paper):
    """`add` and `withhold` each make the next page; `document` ends it."""

    def __init__(self) -> None:
        super().__init__("Copy")

    def _new_page(self) -> None:
        """Pages come when they are added, each as large as the one it is of."""

    def add(self, pixels: "numpy.ndarray[Any, Any]", words: list[tuple[str, Box]]) -> None:
        import PIL.Image
        from fpdf.enums import TextMode

        height, width = pixels.shape
        size = (width * _MILLIMETRE, height * _MILLIMETRE)
        self._pdf.add_page(format=size)
        self._pdf.image(PIL.Image.fromarray(pixels), x=0, y=0, w=size[0], h=size[1])
        self._pdf.text_mode = TextMode.INVISIBLE
        for word, box in words:
            self._put(word, box)
        self._pdf.set_stretching(100)
        self._pdf.text_mode = TextMode.FILL

    def withhold(self, why: str) -> None:
        self._pdf.add_page(format=_A4)
        self.y = _WITHHELD_AT
        self.lines(why, QUIET, left=LEFT, width=WIDTH)

    def document(self) -> bytes:
        made = bytes(self._pdf.output())
        for font in self._fonts.values():
            font.close()
        return made

    def _put(self, word: str, box: Box) -> None:
        """As wide as the word that it stands for."""
        left, top, right, bottom = box
        high = max(1, bottom - top)
        style = Style("sans", max(1.0, round(2 * high * _POINTS * _LINE) / 2), high * _MILLIMETRE)
        text = self._drawable(word.rstrip(), style)
        runs = [
            (run.font, run.text[::-1] if run.right_to_left else run.text)
            for run in self._runs(text, style, False)
        ]
        natural = sum(self._unshaped(font, letters, style) for font, letters in runs)
        if natural <= 0:
            return
        share = min(4.0, max(0.1, (right - left) * _MILLIMETRE / natural))
        x = left * _MILLIMETRE
        # With its space: readers part words by how far apart they stand, and these are drawn out or pressed together.
        space = " " if word.endswith(" ") else ""
        for at, (font, letters) in enumerate(runs, 1):
            wide = self._unshaped(font, letters, style) * share
            self._pdf.set_stretching(round(100 * share, 1))
            self._pdf.set_xy(x, top * _MILLIMETRE)
            self._pdf.cell(wide, style.leading, letters + (space if at == len(runs) else ""))
            x += wide

    def _unshaped(self, font: str, letters: str, style: Style) -> float:
        """How wide; and the font is chosen. Letters that nobody sees are not joined: each is then told by itself to whoever searches."""
        self._pdf.set_stretching(100)
        self._pdf.set_font(font, size=style.size)
        self._pdf.set_text_shaping(False)
        return float(self._pdf.get_string_width(letters))
