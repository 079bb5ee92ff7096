"""Pictures of estimates: where the number may lie, how it moves, and what the chains did."""

import math
from collections.abc import Sequence
from typing import Any

from amanet.errors import Misuse
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
    Path_,
    Picture,
    Words,
)
from amanet.estimation.estimate import Estimate
from amanet.estimation.sensitivity import Sensitivity, Variation
from amanet.estimation.spread import Spread

__all__ = ["chains_picture", "sensitivity_picture", "spread_picture"]

_WIDTH = 162.0
_LEFT, _RIGHT = 38.0, 128.0
_ROW, _THIN = 19.0, 7.0


class _Axis:
    """Numbers to millimetres, by logarithm: that is how these intervals lie."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = math.log(max(low, 1.0)), math.log(max(high, low * 1.02, 2.0))

    def __call__(self, value: float) -> float:
        at = (math.log(max(value, 1.0)) - self.low) / (self.high - self.low)
        return _LEFT + min(max(at, 0.0), 1.0) * (_RIGHT - _LEFT)

    def ticks(self) -> list[float]:
        low, high = math.exp(self.low), math.exp(self.high)
        for parts in ((1,), (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 7), tuple(i / 4 for i in range(4, 40))):
            found = [
                part * 10.0**power
                for power in range(14)
                for part in parts
                if low <= part * 10.0**power <= high
            ]
            if len(found) >= 3:
                break
        else:
            found = [low + (high - low) * i / 4 for i in range(1, 4)]
        return found[:: max(1, len(found) // 5)]

    def marks(self, top: float, bottom: float) -> list[Mark]:
        marks: list[Mark] = []
        for value in self.ticks():
            marks.append(Line(self(value), top, self(value), bottom, 0.15, HAIR))
            marks.append(Words(self(value), bottom + 3.6, f"{value:,.0f}", 7, GREY, "middle"))
        return marks


def spread_picture(estimates: Sequence[Estimate]) -> Picture:
    """Each method: the whole curve, 95 % (thin) and 50 % (thick) intervals, the number (dot); dashed: those who are on a list."""
    spoken = [one for one in estimates if one.spread is not None and not one.refused]
    n = estimates[0].table.n
    ends = [one.interval(0.99) for one in spoken] or [(n, 2.0 * n)]
    axis = _Axis(n * 0.97, max(high for _, high in ends) * 1.03)
    height = 6 + _ROW * len(estimates) + 6
    marks: list[Mark] = axis.marks(5, height - 6)
    marks += [
        Line(axis(n), 3, axis(n), height - 6, 0.35, INK, (1.2, 0.8)),
        Words(axis(n) + 1, 4, f"{n:,} on a list", 7, GREY),
    ]
    for i, one in enumerate(estimates):
        marks += _row_of(one, axis, 6 + _ROW * (i + 1) - 6.5)
    said = " ".join(_in_words(one) for one in estimates)
    return Picture("How many there were, by method", said, _WIDTH, height, marks)


def _row_of(one: Estimate, axis: _Axis, base: float) -> list[Mark]:
    marks: list[Mark] = [Words(0, base + 1, one.method[:1].upper() + one.method[1:], 9, INK, bold=True)]
    if one.spread is None or one.refused:
        return [
            *marks,
            Words(
                _LEFT + 22, base + 1, "No number: the data do not bear one. The reason stands below.", 8, INK
            ),
        ]
    low, high = one.interval()
    marks += [_curve(one.spread, axis, base - 1.5), *_bar(axis, base + 1.2, one)]
    marks.append(Words(_RIGHT + 4, base - 0.6, f"{one.median:,.0f}", 11, INK, bold=True))
    marks.append(Words(_RIGHT + 4, base + 3.6, f"{low:,.0f} to {high:,.0f}", 7.5, GREY))
    return marks


def _bar(axis: _Axis, y: float, one: Estimate) -> list[Mark]:
    low, high = one.interval(0.95)
    inner_low, inner_high = one.interval(0.5)
    return [
        Line(axis(low), y, axis(high), y, 0.4, INK),
        Line(axis(low), y - 0.9, axis(low), y + 0.9, 0.4, INK),
        Line(axis(high), y - 0.9, axis(high), y + 0.9, 0.4, INK),
        Line(axis(inner_low), y, axis(inner_high), y, 1.3, INK),
        Dot(axis(one.median), y, 1.25, fill=WHITE, line=INK),
        Dot(axis(one.median), y, 0.5, fill=INK),
    ]


def _curve(spread: Spread, axis: _Axis, base: float) -> Path_:
    """The density along the axis, smoothed a little; its height is its own."""
    import numpy as np

    edges = np.linspace(axis.low, axis.high, 91)
    values = np.exp(edges)
    if spread.smooth:
        below = np.interp(values, spread.values, spread.cumulative)
    else:
        at = np.searchsorted(spread.values, values, side="right")
        below = np.where(at > 0, spread.cumulative[np.maximum(at - 1, 0)], 0.0)
    mass = np.convolve(np.diff(below), [0.1, 0.2, 0.4, 0.2, 0.1], mode="same")
    heights = 8.5 * mass / max(float(mass.max()), 1e-12)
    middles = (edges[:-1] + edges[1:]) / 2
    points = [
        (axis(float(np.exp(x))), base - float(y)) for x, y in zip(middles, heights, strict=True) if y > 0.02
    ]
    if not points:
        points = [(axis(spread.quantile(0.5)), base - 8.5)]
    whole = ((points[0][0], base), *points, (points[-1][0], base))
    return Path_(tuple(whole), 0.25, ACCENT, PALE)


def _in_words(one: Estimate) -> str:
    if one.spread is None or one.refused:
        return f"{one.method}: no number is given."
    low, high = one.interval()
    return f"{one.method}: {one.median:,.0f}, between {low:,.0f} and {high:,.0f}."


def sensitivity_picture(sensitivity: Sensitivity) -> Picture:
    """The number and its interval under each change, over the interval of the number itself (shaded)."""
    rows = [Variation("As it is", sensitivity.base), *sensitivity.rows]
    told = [row.numbers for row in rows if row.numbers is not None]
    n = sensitivity.base.table.n
    axis = _Axis(
        min([low for low, _, _ in told] or [n]) * 0.97, max([high for _, _, high in told] or [2.0 * n]) * 1.03
    )
    height = 5 + _THIN * len(rows) + 6
    marks: list[Mark] = []
    if rows[0].numbers is not None:
        low, _, high = rows[0].numbers
        marks.append(Box(axis(low), 3, axis(high) - axis(low), height - 9, fill="#eef3f4"))
    marks += axis.marks(3, height - 6)
    for i, row in enumerate(rows):
        marks += _thin_row(row, axis, 5 + _THIN * (i + 0.5), bold=i == 0)
    said = " ".join(
        f"{row.what}: {row.numbers[1]:,.0f}." if row.numbers else f"{row.what}: no number." for row in rows
    )
    return Picture("How much it rests on one thing", said, _WIDTH, height, marks)


def _thin_row(row: Variation, axis: _Axis, y: float, *, bold: bool) -> list[Mark]:
    name = row.what if len(row.what) <= 26 else row.what[:25] + "…"
    marks: list[Mark] = [Words(0, y + 1, name, 8, INK, bold=bold)]
    if row.numbers is None:
        return [*marks, Words(_LEFT + 2, y + 1, "no number is given", 7.5, GREY)]
    low, number, high = row.numbers
    marks.append(Line(axis(low), y, axis(high), y, 0.5, INK))
    marks.append(Dot(axis(number), y, 1.1, fill=INK if bold else WHITE, line=INK))
    marks.append(Words(_WIDTH, y + 1, f"{number:,.0f} ({low:,.0f} to {high:,.0f})", 6.2, INK, "end"))
    return marks


def chains_picture(estimate: Estimate) -> Picture:
    """What each chain said in turn (left), and how often it said what (right). Chains that agree look alike."""
    import numpy as np

    if estimate.chains is None:
        raise Misuse(f"The method {estimate.method} runs no chains.")
    chains = estimate.chains
    low, high = (float(np.quantile(chains, at)) for at in (0.002, 0.998))
    step = 15.0
    height = 4 + step * len(chains) + 4
    bins = np.linspace(low, max(high, low + 1), 31)
    marks: list[Mark] = []
    for i, chain in enumerate(chains):
        top = 4 + step * i
        marks.append(Words(0, top + step / 2, f"Chain {i + 1}", 8, INK, bold=True))
        marks.append(Box(18, top, 106, step - 3, fill=WHITE, line=HAIR))
        marks.append(_trace(chain, low, high, top, step - 3))
        marks += _histogram(chain, bins, top, step - 3)
    marks.append(Words(18, height - 0.6, f"from {low:,.0f} (bottom) to {high:,.0f} (top)", 7, GREY))
    marks.append(Words(128, height - 0.6, f"{low:,.0f}", 7, GREY))
    marks.append(Words(_WIDTH, height - 0.6, f"{high:,.0f}", 7, GREY, "end"))
    said = f"{len(chains)} chains, R-hat {estimate.diagnostics.get('r-hat', float('nan')):.3f}. Chains that agree wander over the same range."
    return Picture("What the chains did", said, _WIDTH, height, marks)


def _trace(chain: Any, low: float, high: float, top: float, tall: float) -> Path_:
    import numpy as np

    picked = np.linspace(0, len(chain) - 1, 320).astype(int)
    shares = np.clip((np.asarray(chain)[picked] - low) / max(high - low, 1.0), 0.0, 1.0)
    points = tuple(
        (18.5 + 105.0 * i / 319, top + tall - 0.5 - (tall - 1) * float(share))
        for i, share in enumerate(shares)
    )
    return Path_(points, 0.16, ACCENT)


def _histogram(chain: Any, bins: Any, top: float, tall: float) -> list[Mark]:
    import numpy as np

    counts, _ = np.histogram(chain, bins=np.asarray(bins))
    most = max(int(counts.max()), 1)
    wide = 34.0 / len(counts)
    return [
        Box(
            128 + wide * i,
            top + tall - tall * count / most,
            wide * 0.86,
            tall * count / most,
            fill=PALE,
            line=ACCENT,
        )
        for i, count in enumerate(counts)
        if count
    ]
