"""A4 pages with our typefaces: the one place that knows fpdf2. Sheets say what stands on a page, this says
where.

What it refuses: to drop a character silently (one that no typeface has is written as its code point), to
let one text turn the direction of another (every value is a paragraph of its own), and to write anything
about the machine, the user or the moment into the file. The same calls give the same bytes.

Lines are broken here in logical order, then each line is ordered by UAX 9 and shaped by HarfBuzz; fpdf2's
own `multi_cell` orders first and breaks afterwards, which puts the words of a long right-to-left paragraph
on the wrong lines.
"""

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amanet.printing.legible import code_point, is_right_to_left, legible
from amanet.printing.qr import qr_png

if TYPE_CHECKING:
    pass

__all__ = ["BODY", "CODE", "HASH", "LABEL", "LEFT", "QUIET", "SECTION", "TITLE", "WIDTH", "Paper", "Style"]

_TYPEFACES = Path(__file__).parent / "typefaces"
_INK, _GREY, _ACCENT, _HAIR = (30, 32, 36), (92, 96, 102), (27, 88, 104), (196, 201, 206)
LEFT, WIDTH = 24.0, 162.0
_TOP, _BOTTOM = 22.0, 274.0
_POINT = 25.4 / 72

# Each face and those that help it out, in this order.
_CHAINS = {
    "sans": ("sans", "naskh", "han"),
    "sans-semibold": ("sans-semibold", "sans", "naskh", "han"),
    "serif": ("serif", "sans", "naskh", "han"),
    "mono": ("mono", "sans", "naskh", "han"),
}
_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_CLOSING = "、。〉》」』】〕〗！），．：；？｝"
_WORD = re.compile(f"[^\\s{_HAN}]+\\s*|[{_HAN}][{_CLOSING}]*|\\s+")
# Naskh letters are drawn smaller on their body than Latin ones.
_ENLARGED = {"naskh": 1.22}
# Classes of characters that make a line run both ways (UAX 9, table 4).
_TURNING = {"R", "AL", "AN"}
# No line of ours holds more characters than this, whatever they are.
_MOST_IN_A_LINE = 300
_MOST_REMEMBERED = 20_000


@dataclass(frozen=True)
class Style:
    """A face, its size in points, the distance of lines in millimetres and a colour."""

    face: str
    size: float
    leading: float
    colour: tuple[int, int, int] = _INK


TITLE = Style("serif", 25, 11.5)
SECTION = Style("sans-semibold", 10.5, 6.0, _ACCENT)
BODY = Style("sans", 10, 5.4)
QUIET = Style("sans", 8.5, 4.7, _GREY)
LABEL = Style("sans-semibold", 8, 5.4, _GREY)
HASH = Style("mono", 8.5, 5.4)
CODE = Style("mono", 24, 13)


@dataclass(frozen=True)
class _Run:
    """A stretch of one line in one typeface and one direction."""

    font: str
    text: str
    right_to_left: bool
    width: float


class Paper:
    """A document being written from top to bottom. `y` is where the next thing goes, in millimetres."""

    def __init__(self, kind: str) -> None:
        from fpdf import FPDF

        self._pdf: FPDF = FPDF(format="A4")
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        self._pdf.alias_nb_pages("")  # otherwise the text "{nb}" in a value would become a number
        # The moment of making would say when somebody sat at this machine; the sheet says what it must.
        self._pdf.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))
        self._pdf.set_producer("amanet")
        self._pdf.set_title(kind)
        self._kind = kind
        self._fonts: dict[str, Any] = {}
        self._known: dict[tuple[str, Style, bool], list[_Run]] = {}
        self.y = _TOP
        self._new_page()

    def title(self, text: str) -> None:
        """The name of the sheet, under a short bar and the kind of sheet it is."""
        self._pdf.set_fill_color(*_ACCENT)
        self._pdf.rect(LEFT, self.y, 14, 1.3, style="F")
        self.y += 4.5
        self.lines(self._kind.upper(), Style("sans-semibold", 8, 5, _ACCENT))
        self.y += 1
        self.lines(text, TITLE)
        self.y += 3

    def section(self, text: str, *, keep: float = 16) -> None:
        """A small heading that stays with at least `keep` millimetres of what follows."""
        self.y += 4.5
        self.room(SECTION.leading + keep)
        self.lines(text, SECTION)
        self.y += 0.6

    def paragraph(self, text: str, style: Style = BODY) -> None:
        self.lines(text, style)
        self.y += 1.6

    def points(self, texts: Sequence[str], *, numbered: bool = False, style: Style = BODY) -> None:
        """A list, with numbers or short dashes hanging before it."""
        mark_style = Style("sans-semibold", style.size, style.leading, _ACCENT)
        for number, text in enumerate(texts, 1):
            self.room(style.leading)
            backwards = is_right_to_left(text)
            mark = f"{number}" if numbered else "–"
            self._line_at(LEFT + WIDTH - 3 if backwards else LEFT, self.y, mark, mark_style)
            self.lines(text, style, left=LEFT if backwards else LEFT + 6, width=WIDTH - 6)
            self.y += 1.1

    def facts(
        self, rows: Sequence[tuple[str, str, Style]], *, column: float = 40, left: float = LEFT
    ) -> None:
        """Labels at the left, values at the right; a value that runs right to left is set against the right
        margin.
        """
        for label, value, style in rows:
            self.room(style.leading)
            # The label is drawn first, on the page where the value begins.
            top = self.y
            self.lines(label, LABEL, left=left, width=column - 3)
            after_label, self.y = self.y, top
            page = self._pdf.page
            self.lines(value, style, left=left + column, width=LEFT + WIDTH - left - column)
            if self._pdf.page == page:
                self.y = max(self.y, after_label)
            self.y += 0.8

    def code_groups(self, groups: Sequence[str]) -> None:
        """A code in a frame, four groups a line, each with its number, large enough to copy by hand."""
        rows = -(-len(groups) // 4)
        height = rows * 19 + 6.0
        self.room(height)
        self._frame(height)
        for index, group in enumerate(groups):
            x = LEFT + 9 + (index % 4) * 38
            y = self.y + 5 + (index // 4) * 19
            self._line_at(x, y, f"{index + 1}", Style("sans", 8, 4, _GREY))
            self._line_at(x, y + 3.2, group, CODE)
        self.y += height + 3

    def qr(self, data: bytes, *, size: float, left: float = LEFT) -> None:
        """A QR code at the present height; the height does not move."""
        self._pdf.image(io.BytesIO(qr_png(data)), x=left, y=self.y, w=size, h=size)

    def lines_to_write_on(self, labels: Sequence[str], *, width: float = WIDTH) -> None:
        """Lines for a pen, side by side, each with what belongs on it below."""
        self.room(18)
        self.y += 11
        each = (width - 6 * (len(labels) - 1)) / len(labels)
        self._pdf.set_draw_color(*_GREY)
        self._pdf.set_line_width(0.2)
        for index, label in enumerate(labels):
            x = LEFT + index * (each + 6)
            self._pdf.line(x, self.y, x + each, self.y)
            self._line_at(x, self.y + 0.6, label, QUIET)
        self.y += 6

    def rule(self) -> None:
        self.y += 1.5
        self._pdf.set_draw_color(*_HAIR)
        self._pdf.set_line_width(0.2)
        self._pdf.line(LEFT, self.y, LEFT + WIDTH, self.y)
        self.y += 2.5

    def block(self, text: str, style: Style) -> None:
        """Text of our own whose line breaks mean something, on a quiet ground; long lines wrap."""
        pieces = [piece for line in text.split("\n") for piece in self.wrap(line, style, WIDTH - 8)]
        self.room(min(len(pieces) * style.leading, _BOTTOM - _TOP))
        for piece in pieces:
            self.room(style.leading)
            self._pdf.set_fill_color(245, 246, 247)
            self._pdf.rect(LEFT, self.y, WIDTH, style.leading + 0.05, style="F")
            self._line_at(LEFT + 4, self.y, piece, style)
            self.y += style.leading
        self.y += 2

    def lines(self, text: str, style: Style, *, left: float = LEFT, width: float = WIDTH) -> None:
        """A paragraph, broken into lines; one that runs right to left is set against the right edge of its
        column.
        """
        backwards = is_right_to_left(text)
        for line in self.wrap(text, style, width):
            self.room(style.leading)
            self._line_at(left, self.y, line, style, right_to_left=backwards, width=width)
            self.y += style.leading

    def room(self, height: float) -> None:
        """Starts a new page where `height` would not fit on this one."""
        if self.y + height > _BOTTOM and self.y > _TOP:
            self._new_page()

    def left_over(self) -> float:
        """What is left of this page, in millimetres."""
        return _BOTTOM - self.y

    def wrap(self, text: str, style: Style, width: float) -> list[str]:
        """The lines of `text`, made legible, in logical order."""
        lines: list[str] = []
        line, used = "", 0.0
        for word in self._pieces(self._drawable(legible(text), style), style, width):
            needed = self._width(word.rstrip() or word, style)
            if line and used + needed > width:
                lines.append(line.rstrip())
                line, used = "", 0.0
            line += word
            used += self._width(word, style)
        return [*lines, line.rstrip()] if line.strip() else lines or [""]

    def finish(self, foot: str) -> bytes:
        """The document, `foot` and its number at the bottom of every page. Nothing can be written after it."""
        total = len(self._pdf.pages)
        for page in range(1, total + 1):
            self._pdf.page = page
            # What fpdf2 remembers of font and colour is the last page's; say both again.
            self._pdf.current_font_is_set_on_page = False
            self._pdf.set_fill_color(255, 255, 255)
            self._line_at(LEFT, 281, foot, Style("sans", 7.5, 4, _GREY))
            number = f"{page} / {total}"
            style = Style("sans", 7.5, 4, _GREY)
            self._line_at(LEFT + WIDTH - self._width(number, style), 281, number, style)
        document = bytes(self._pdf.output())
        for font in self._fonts.values():
            font.close()
        return document

    def _new_page(self) -> None:
        self._pdf.add_page()
        self.y = _TOP

    def _frame(self, height: float) -> None:
        self._pdf.set_draw_color(*_ACCENT)
        self._pdf.set_line_width(0.45)
        self._pdf.rect(LEFT, self.y, WIDTH, height)

    def _pieces(self, text: str, style: Style, width: float) -> Iterator[str]:
        """Words with the space after them; a word wider than the column comes in parts."""
        for word in _WORD.findall(text):
            rest = word
            while len(rest) > 1 and self._width(rest[:_MOST_IN_A_LINE].rstrip() or rest[:1], style) > width:
                fitting = self._longest_that_fits(rest, style, width)
                yield rest[:fitting]
                rest = rest[fitting:]
            yield rest

    def _longest_that_fits(self, word: str, style: Style, width: float) -> int:
        low, high = 1, min(len(word), _MOST_IN_A_LINE)
        while low < high:
            middle = (low + high + 1) // 2
            if self._width(word[:middle], style) <= width:
                low = middle
            else:
                high = middle - 1
        while low < len(word) and low > 1 and unicodedata.combining(word[low]):
            low -= 1
        return low

    def _line_at(
        self,
        x: float,
        y: float,
        text: str,
        style: Style,
        *,
        right_to_left: bool = False,
        width: float = 0.0,
    ) -> None:
        runs = self._runs(text, style, right_to_left)
        if right_to_left:
            x += max(0.0, width - sum(run.width for run in runs))
        self._pdf.set_text_color(*style.colour)
        for run in runs:
            self._choose(run.font, style, run.text, run.right_to_left)
            self._pdf.set_xy(x, y)
            self._pdf.cell(run.width, style.leading, run.text)
            x += run.width

    def _width(self, text: str, style: Style) -> float:
        return sum(run.width for run in self._runs(text, style, is_right_to_left(text)))

    def _runs(self, text: str, style: Style, right_to_left: bool) -> list[_Run]:
        """The runs of a line from left to right as the eye meets them (UAX 9, rule L2)."""
        key = (text, style, right_to_left)
        if key not in self._known:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = self._made_runs(text, style, right_to_left) if text else []
        return self._known[key]

    def _made_runs(self, text: str, style: Style, right_to_left: bool) -> list[_Run]:
        if text.isascii() and not right_to_left:
            return [self._run(style.face, text, False, style)]
        runs: list[_Run] = []
        for part, backwards in _in_visual_order(text, right_to_left):
            by_font = self._by_font(part, style, backwards)
            here = [self._run(font, run, backwards, style) for font, run in by_font]
            runs += reversed(here) if backwards else here
        return runs

    def _by_font(self, text: str, style: Style, backwards: bool) -> list[tuple[str, str]]:
        chain: Sequence[str] = _CHAINS[style.face]
        if backwards:
            chain = ("naskh", *chain)
        found: list[tuple[str, str]] = []
        for character in text:
            previous = found[-1][0] if found else ""
            keep = (
                previous
                and (character == " " or unicodedata.combining(character))
                and self._has(previous, character)
            )
            font = previous if keep else self._font_for(character, chain) or chain[0]
            if font == previous:
                found[-1] = (font, found[-1][1] + character)
            else:
                found.append((font, character))
        return found

    def _run(self, font: str, text: str, backwards: bool, style: Style) -> _Run:
        return _Run(font, text, backwards, self._measure(font, style, text, backwards))

    def _measure(self, font: str, style: Style, text: str, backwards: bool) -> float:
        from fpdf.enums import TextDirection

        self._has(font, " ")
        direction = TextDirection.RTL if backwards else TextDirection.LTR
        shaping = (
            {"features": {}, "fragment_direction": direction}
            if _needs_shaping(font, text, backwards)
            else None
        )
        _, points = self._fonts[font].get_text_width(text, style.size * _ENLARGED.get(font, 1.0), shaping)
        return float(points) * _POINT

    def _choose(self, font: str, style: Style, text: str, backwards: bool) -> None:
        self._has(font, " ")
        self._pdf.set_font(font, size=style.size * _ENLARGED.get(font, 1.0))
        if _needs_shaping(font, text, backwards):
            self._pdf.set_text_shaping(True, direction="rtl" if backwards else "ltr")
        else:
            self._pdf.set_text_shaping(False)

    def _drawable(self, text: str, style: Style) -> str:
        if text.isascii():
            return text
        chain = _CHAINS[style.face]
        return "".join(c if self._font_for(c, chain) else code_point(c) for c in text)

    def _font_for(self, character: str, chain: Sequence[str]) -> str | None:
        return next((font for font in chain if self._has(font, character)), None)

    def _has(self, font: str, character: str) -> bool:
        if font not in self._fonts:
            self._pdf.add_font(font, fname=_TYPEFACES / f"{font}.ttf")
            self._fonts[font] = self._pdf.fonts[font]
        return ord(character) in self._fonts[font].cmap


def _needs_shaping(font: str, text: str, backwards: bool) -> bool:
    return backwards or not (text.isascii() or font == "mono")


def _in_visual_order(text: str, right_to_left: bool) -> list[tuple[str, bool]]:
    """The runs of one line by level, from left to right, and whether each runs backwards (UAX 9, rules L1
    and L2).
    """
    if not right_to_left and all(unicodedata.bidirectional(c) not in _TURNING for c in text):
        return [(text, False)]
    from fpdf.bidi import BidiParagraph
    from fpdf.enums import TextDirection

    base = TextDirection.RTL if right_to_left else TextDirection.LTR
    paragraph = BidiParagraph(text=text, base_direction=base, preserve_bn_chars=True)
    levels = [character.embedding_level for character in paragraph.get_characters_with_embedding_level()]
    runs = [
        (level, "".join(c for _, c in group))
        for level, group in groupby(zip(levels, text, strict=True), itemgetter(0))
    ]
    for level in range(max(levels), 0, -1):
        start = 0
        while start < len(runs):
            end = start
            while end < len(runs) and runs[end][0] >= level:
                end += 1
            runs[start:end] = reversed(runs[start:end])
            start = end + 1
    return [(part, level % 2 == 1) for level, part in runs]
