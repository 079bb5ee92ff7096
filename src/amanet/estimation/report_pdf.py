"""The report as PDF, on the same paper as amanet's other sheets; pictures are drawn as vectors."""

from amanet.estimation.drawing import Box, Dot, Line, Path_, Picture, Words
from amanet.estimation.overlap_picture import overlap_picture
from amanet.estimation.pictures import chains_picture, sensitivity_picture, spread_picture
from amanet.estimation.report import Report
from amanet.estimation.report_words import (
    SECTIONS,
    headline,
    method_lines,
    overlap_note,
    reading_note,
    with_full_stop,
)
from amanet.printing.paper import CODE, HASH, LEFT, QUIET, Paper, Style

__all__ = ["pdf_report"]

_NUMBER = Style("serif", 34, 15)
_SMALL = Style("sans", 8.5, 4.7)


class _Sheet(Paper):
    """Paper that also takes pictures."""

    def picture(self, picture: Picture) -> None:
        self.room(picture.height + 2)
        for mark in picture.marks:
            self._draw(mark, self.y + 1)
        self.y += picture.height + 3

    def _draw(self, mark: Line | Box | Dot | Path_ | Words, top: float) -> None:
        match mark:
            case Line():
                self._stroke(mark.colour, mark.width)
                if mark.dash:
                    self._pdf.set_dash_pattern(*mark.dash)
                self._pdf.line(LEFT + mark.x1, top + mark.y1, LEFT + mark.x2, top + mark.y2)
                self._pdf.set_dash_pattern()
            case Box():
                style = self._fill_and_stroke(mark.fill, mark.line, 0.25)
                self._pdf.rect(LEFT + mark.x, top + mark.y, mark.width, mark.height, style=style)
            case Dot():
                style = self._fill_and_stroke(mark.fill, mark.line, 0.3)
                self._pdf.circle(LEFT + mark.x, top + mark.y, mark.radius, style=style)
            case Path_():
                points = [(LEFT + x, top + y) for x, y in mark.points]
                style = self._fill_and_stroke(mark.fill, mark.colour, mark.width)
                self._pdf.polyline(points, style=style, polygon=mark.fill is not None)
            case Words():
                self._words(mark, top)

    def _words(self, mark: Words, top: float) -> None:
        style = Style("sans-semibold" if mark.bold else "sans", mark.size, mark.size * 0.5, _rgb(mark.colour))
        wide = self._width(mark.text, style)
        back = {"start": 0.0, "middle": wide / 2, "end": wide}[mark.anchor]
        # fpdf2 sets the base line 0.3 em below the middle of the cell
        down = style.leading / 2 + 0.3 * mark.size * 25.4 / 72
        self._line_at(LEFT + mark.x - back, top + mark.y - down, mark.text, style)

    def _stroke(self, colour: str, width: float) -> None:
        self._pdf.set_draw_color(*_rgb(colour))
        self._pdf.set_line_width(width)

    def _fill_and_stroke(self, fill: str | None, line: str | None, width: float) -> str:
        if fill:
            self._pdf.set_fill_color(*_rgb(fill))
        if line:
            self._stroke(line, width)
        return ("F" if fill else "") + ("D" if line else "")


def pdf_report(report: Report) -> bytes:
    sheet = _Sheet("Estimate of those no list has")
    sheet.title(report.title)
    _headline(sheet, report)
    sheet.section(SECTIONS["methods"], keep=60)
    sheet.paragraph(reading_note(), QUIET)
    sheet.picture(spread_picture(report.estimates))
    refused = [line for line, one in zip(method_lines(report), report.estimates, strict=True) if one.refused]
    sheet.points(refused, style=_SMALL)
    sheet.section(SECTIONS["remarks"])
    sheet.points(_remarks(report) or ["Nothing in the table or the fits speaks against it."])
    sheet.section(SECTIONS["overlaps"], keep=80)
    sheet.picture(overlap_picture(report.shown))
    sheet.paragraph(overlap_note(report), QUIET)
    for one in report.sensitivities:
        sheet.section(SECTIONS["swings"], keep=40)
        sheet.picture(sensitivity_picture(one))
    sheet.section(SECTIONS["assumptions"], keep=24)
    sheet.points(report.assumptions)
    sheet.section(SECTIONS["not for"], keep=24)
    sheet.points(report.not_for)
    _for_statisticians(sheet, report)
    sheet.section(SECTIONS["made"])
    sheet.facts([(key, value, HASH if key == "Data" else _SMALL) for key, value in report.facts()], column=36)
    return sheet.finish(f"amanet estimate · {report.data_mark[:16]}")


def _headline(sheet: _Sheet, report: Report) -> None:
    number, sentence, caution = headline(report)
    sheet.lines(number, _NUMBER if number[:1].isdigit() else CODE)
    sheet.y += 1.5
    sheet.paragraph(sentence, Style("sans", 11, 6.0))
    sheet.paragraph(caution, QUIET)


def _remarks(report: Report) -> list[str]:
    lines = [("Blocks the number: " if one.blocks else "") + one.text for one in report.findings]
    lines += [
        f"Overridden: {what}. Reason given: {with_full_stop(why)}" for what, why in report.overridden.items()
    ]
    return lines


def _for_statisticians(sheet: _Sheet, report: Report) -> None:
    for one in report.estimates:
        if one.chains is not None:
            sheet.section(SECTIONS["chains"], keep=60)
            sheet.picture(chains_picture(one))
    sheet.section(SECTIONS["diagnostics"], keep=30)
    for name, rows in report.diagnostics():
        sheet.paragraph(name[:1].upper() + name[1:], Style("sans-semibold", 9, 5))
        sheet.facts([(key, value, _SMALL) for key, value in rows], column=72)
        sheet.y += 2


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
