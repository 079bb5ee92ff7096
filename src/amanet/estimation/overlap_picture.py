"""Who is on which lists together: bars over a matrix of dots (UpSet; Lex et al. 2014)."""

from dataclasses import dataclass

from amanet.estimation.drawing import (
    ACCENT,
    GREY,
    HAIR,
    INK,
    PALE,
    WHITE,
    Box,
    Dot,
    Line,
    Mark,
    Picture,
    Words,
)
from amanet.estimation.suppression import PublicTable
from amanet.estimation.table import CaptureTable

__all__ = ["overlap_picture"]

_WIDTH, _MOST = 162.0, 22
_LEFT, _TOP, _BARS, _ROW = 46.0, 6.0, 34.0, 6.2


@dataclass(frozen=True)
class _Shown:
    lists: tuple[str, ...]
    totals: tuple[int, ...]
    cells: tuple[tuple[int, int], ...]
    more: int
    n: int
    about: str = ""


def overlap_picture(table: CaptureTable | PublicTable) -> Picture:
    """The largest overlaps first. A public table shows what may be shown of it."""
    shown = _shown(table)
    step = min(9.0, (_WIDTH - _LEFT - 2) / max(len(shown.cells), 1))
    height = _TOP + _BARS + 5 + _ROW * len(shown.lists) + (5 if shown.more else 1)
    marks = [*_stripes(shown), *_bars(shown, step), *_matrix(shown, step), *_totals(shown)]
    if shown.more:
        marks.append(Words(1, height - 1, _more(table, shown), 7, GREY))
    return Picture("Who is on which lists", _said(shown), _WIDTH, height, marks)


def _shown(table: CaptureTable | PublicTable) -> _Shown:
    ordered = sorted(table.cells, key=lambda cell: (-cell[1], cell[0]))
    if isinstance(table, PublicTable):
        rest = len(ordered[_MOST:]) + table.withheld
        return _Shown(table.lists, table.totals, tuple(ordered[:_MOST]), rest, table.n, "about ")
    totals = tuple(table.totals.values())
    return _Shown(table.lists, totals, tuple(ordered[:_MOST]), len(ordered[_MOST:]), table.n)


def _more(table: CaptureTable | PublicTable, shown: _Shown) -> str:
    if isinstance(table, PublicTable) and table.withheld:
        return "Overlaps that are not shown are small, empty, or withheld so that small ones cannot be worked out."
    return f"{shown.more} smaller overlaps are not shown."


def _said(shown: _Shown) -> str:
    def names(mask: int) -> str:
        on = [name for j, name in enumerate(shown.lists) if mask >> j & 1]
        return ("only " if len(on) == 1 else "") + " and ".join(on)

    largest = "; ".join(f"{names(mask)}: {count:,}" for mask, count in shown.cells[:6])
    return f"{shown.n:,} people on {len(shown.lists)} lists. {largest}."


def _row(place: int) -> float:
    return _TOP + _BARS + 5 + _ROW * (place + 0.5)


def _stripes(shown: _Shown) -> list[Mark]:
    return [Box(0, _row(j) - _ROW / 2, _WIDTH, _ROW, fill="#f4f6f7") for j in range(0, len(shown.lists), 2)]


def _bars(shown: _Shown, step: float) -> list[Mark]:
    most = max((count for _, count in shown.cells), default=1)
    bottom = _TOP + _BARS
    marks: list[Mark] = [Line(_LEFT, bottom, _WIDTH, bottom, 0.2, HAIR)]
    for i, (_, count) in enumerate(shown.cells):
        high = max(_BARS * count / most, 0.3)
        x = _LEFT + step * i + step * 0.2
        marks.append(Box(x, bottom - high, step * 0.6, high, fill=ACCENT))
        marks.append(
            Words(x + step * 0.3, bottom - high - 1, f"{count:,}", 6.5 if step > 6.5 else 5.5, INK, "middle")
        )
    return marks


def _matrix(shown: _Shown, step: float) -> list[Mark]:
    marks: list[Mark] = []
    radius = min(1.55, step * 0.26)
    for i, (mask, _) in enumerate(shown.cells):
        x = _LEFT + step * (i + 0.5)
        on = [j for j in range(len(shown.lists)) if mask >> j & 1]
        if len(on) > 1:
            marks.append(Line(x, _row(on[0]), x, _row(on[-1]), 0.7, INK))
        for j in range(len(shown.lists)):
            marks.append(
                Dot(x, _row(j), radius, fill=INK)
                if j in on
                else Dot(x, _row(j), radius * 0.62, fill=WHITE, line=HAIR)
            )
    return marks


def _totals(shown: _Shown) -> list[Mark]:
    most = max((*shown.totals, 1))
    marks: list[Mark] = []
    for j, name in enumerate(shown.lists):
        long = 13.0 * shown.totals[j] / most
        marks.append(Words(1, _row(j) + 1, _cut(name), 8, INK, bold=True))
        marks.append(Box(_LEFT - 3 - long, _row(j) - 1.6, long, 3.2, fill=PALE, line=ACCENT))
        marks.append(Words(_LEFT - 4 - long, _row(j) + 1, f"{shown.totals[j]:,}", 6.5, GREY, "end"))
    return marks


def _cut(name: str) -> str:
    return name if len(name) <= 12 else name[:11] + "…"
