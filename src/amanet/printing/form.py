"""Pages to be marked with a pen, in either direction of writing: boxes to tick, a grid of them, lines to write on, and a mark on every
page of what must not be signed.

In a language that runs right to left everything is mirrored: the box stands right of its words, the first column of a grid at the right.
"""

from collections.abc import Sequence
from typing import Any

from amanet.printing.legible import is_right_to_left
from amanet.printing.paper import BODY, LEFT, QUIET, WIDTH, Paper, Style

__all__ = ["DRAFT", "Form"]

DRAFT = "DRAFT · NOT FOR SIGNING"
_ALARM, _ACCENT, _WHITE, _LINE = (158, 38, 32), (27, 88, 104), (255, 255, 255), (120, 124, 130)
_BANNER = Style("sans-semibold", 10.5, 7.0, _WHITE)
_HEAD = Style("sans-semibold", 8, 4.2)
_WARNING = Style("sans-semibold", 9.5, 5.4, _ALARM)
_BOX = 3.6
_COLUMN = 17.5


class Form(Paper):
    """A paper whose words are those of one language. `draft` is how that language says what stands on every page; None: nothing does."""

    def __init__(self, kind: str, *, draft: str | None = None) -> None:
        self._draft = draft
        self.backwards = is_right_to_left(kind)
        super().__init__(kind)

    def title(self, text: str) -> None:
        if not self.backwards:
            super().title(text)
            return
        self._pdf.set_fill_color(*_ACCENT)
        self._pdf.rect(LEFT + WIDTH - 14, self.y, 14, 1.3, style="F")
        self.y += 4.5
        self.lines(self._kind, Style("sans-semibold", 8, 5, _ACCENT))
        self.y += 1
        self.lines(text, Style("serif", 25, 13.5))
        self.y += 3

    def warning(self, texts: Sequence[str]) -> None:
        """What has to be read first, in a frame."""
        lines = [line for text in texts for line in self.wrap(text, _WARNING, WIDTH - 10)]
        height = len(lines) * _WARNING.leading + 4
        self.room(height)
        self._pdf.set_draw_color(*_ALARM)
        self._pdf.set_line_width(0.45)
        self._pdf.rect(LEFT, self.y, WIDTH, height)
        self.y += 2
        for line in lines:
            self._set(LEFT + 5, self.y, line, _WARNING, WIDTH - 10)
            self.y += _WARNING.leading
        self.y += 5

    def points(self, texts: Sequence[str], *, numbered: bool = False, style: Style = BODY) -> None:
        """As on other papers, but all of a list runs the way of the form, whatever a line begins with."""
        mark_style = Style("sans-semibold", style.size, style.leading, _ACCENT)
        for number, text in enumerate(texts, 1):
            self.room(style.leading)
            mark = f"{number}" if numbered else "–"
            self._line_at(LEFT + WIDTH - 3 if self.backwards else LEFT, self.y, mark, mark_style)
            for line in self.wrap(text, style, WIDTH - 6):
                self.room(style.leading)
                self._set(LEFT if self.backwards else LEFT + 6, self.y, line, style, WIDTH - 6)
                self.y += style.leading
            self.y += 1.1

    def quote(self, text: str) -> None:
        """Somebody's words below a point, in the direction of their own language."""
        self.y -= 0.6
        self.lines(text, QUIET, left=LEFT + 6, width=WIDTH - 12)
        self.y += 1.1

    def choices(self, question: str, options: Sequence[str]) -> None:
        """A question and its answers, each with a box, side by side as they fit."""
        self.room(3 * BODY.leading)
        self.lines(question, BODY)
        self.y += 0.8
        self._options(options, 0.0)
        self.y += 2.6

    def choices_by_row(self, question: str, rows: Sequence[str], options: Sequence[str]) -> None:
        """A question about several things, each with the same answers behind it."""
        self.room((len(rows) + 2) * BODY.leading)
        self.lines(question, BODY)
        self.y += 0.8
        column = max(self._width(row, BODY) for row in rows) + 8
        for row in rows:
            self._set(LEFT, self.y, row, BODY, WIDTH if self.backwards else column)
            self._options(options, column)
            self.y += 0.6
        self.y += 1.6

    def grid(self, rows: Sequence[str], columns: Sequence[str]) -> None:
        """Rows against columns, a box in every field."""
        heads = [self.wrap(column, _HEAD, _COLUMN - 2) for column in columns]
        tallest = max(map(len, heads)) * _HEAD.leading
        words = WIDTH - _COLUMN * len(columns)
        self.room(tallest + len(rows) * (BODY.leading + 1.6))
        top = self.y
        for place, head in enumerate(heads):
            for number, line in enumerate(head):
                self._centred(self._column(place, words), top + number * _HEAD.leading, line, _HEAD)
        self.y = top + tallest + 1.4
        for row in rows:
            self._row(row, words, len(columns))
        self.y += 2

    def blanks(self, labels: Sequence[str]) -> None:
        """Lines for a pen, side by side, each with what belongs on it below."""
        self.room(16)
        self.y += 8.5
        each = (WIDTH - 6 * (len(labels) - 1)) / len(labels)
        texts = [self.wrap(label, QUIET, each) for label in labels]
        self._pdf.set_draw_color(*_LINE)
        self._pdf.set_line_width(0.2)
        for place, lines in enumerate(texts):
            left = place * (each + 6)
            x = LEFT + (WIDTH - left - each if self.backwards else left)
            self._pdf.line(x, self.y, x + each, self.y)
            for number, line in enumerate(lines):
                self._set(x, self.y + 0.6 + number * QUIET.leading, line, QUIET, each)
        self.y += 0.6 + max(map(len, texts)) * QUIET.leading + 0.5

    def _new_page(self) -> None:
        _keep_runs_whole(self._pdf)
        super()._new_page()
        if self._draft is None:
            return
        self._pdf.set_fill_color(*_ALARM)
        self._pdf.rect(LEFT, 8.5, WIDTH, 8.6, style="F")
        self._line_at(LEFT + 4, 9.3, DRAFT, _BANNER)
        if self._draft != DRAFT:
            x = LEFT + WIDTH - 4 - self._width(self._draft, _BANNER)
            self._line_at(x, 9.3, self._draft, _BANNER, right_to_left=self.backwards)

    def _row(self, row: str, words: float, columns: int) -> None:
        lines = self.wrap(row, BODY, words - 4)
        height = len(lines) * BODY.leading + 1.6
        self.room(height)
        self._pdf.set_draw_color(*(208, 212, 216))
        self._pdf.set_line_width(0.15)
        self._pdf.line(LEFT, self.y, LEFT + WIDTH, self.y)
        for number, line in enumerate(lines):
            x = LEFT + (WIDTH - words + 4 if self.backwards else 0)
            self._set(x, self.y + 0.8 + number * BODY.leading, line, BODY, words - 4)
        for place in range(columns):
            self._box(self._column(place, words) + (_COLUMN - _BOX) / 2, self.y + 1.7)
        self.y += height

    def _column(self, place: int, words: float) -> float:
        """The left edge of a column of boxes."""
        if self.backwards:
            return LEFT + WIDTH - words - (place + 1) * _COLUMN
        return LEFT + words + place * _COLUMN

    def _options(self, options: Sequence[str], start: float) -> None:
        used = start
        for option in options:
            width = _BOX + 2 + self._width(option, BODY)
            if used > start and used + width > WIDTH:
                self.y += BODY.leading + 1
                used = start
                self.room(BODY.leading)
            self._option(used, option, width)
            used += width + 9
        self.y += BODY.leading

    def _option(self, used: float, option: str, width: float) -> None:
        if self.backwards:
            right = LEFT + WIDTH - used
            self._box(right - _BOX, self.y + 0.9)
            self._set(right - width, self.y, option, BODY, width - _BOX - 2)
            return
        self._box(LEFT + used, self.y + 0.9)
        self._set(LEFT + used + _BOX + 2, self.y, option, BODY, width)

    def _box(self, x: float, y: float) -> None:
        self._pdf.set_draw_color(*_LINE)
        self._pdf.set_line_width(0.3)
        self._pdf.rect(x, y, _BOX, _BOX)

    def _set(self, x: float, y: float, line: str, style: Style, width: float) -> None:
        """A line in its column, against the right edge where the form runs right to left."""
        self._line_at(x, y, line, style, right_to_left=self.backwards, width=width)

    def _centred(self, x: float, y: float, line: str, style: Style) -> None:
        self._line_at(
            x + (_COLUMN - self._width(line, style)) / 2, y, line, style, right_to_left=self.backwards
        )


def _keep_runs_whole(pdf: Any) -> None:
    """Each cell is one run in one direction and typeface already. fpdf2 would cut it again where the script changes, and takes a vowel sign
    (script "Inherited") for a change: signs then lie beside their letters, and the line grows wider than it was measured.
    """
    from fpdf.line_break import Fragment

    def one_fragment(text: str, _markdown: bool) -> tuple[Fragment, ...]:
        if pdf.text_shaping:
            direction = pdf.text_shaping["direction"]
            pdf.text_shaping |= {"fragment_direction": direction, "paragraph_direction": direction}
        return (Fragment(text, pdf._get_current_graphics_state(), pdf.k),) if text else ()

    pdf._preload_bidirectional_text = one_fragment
