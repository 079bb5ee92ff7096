"""A picture as a list of simple marks, in millimetres from the top left. It becomes an SVG here, and vectors of a PDF in `report_pdf`.

What is told apart is told apart by shape, place or line, never by colour alone. Every picture has a title and says in words what it shows, for
those who hear it. The same marks give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

__all__ = [
    "ACCENT",
    "GREY",
    "HAIR",
    "INK",
    "PALE",
    "WHITE",
    "Box",
    "Dot",
    "Line",
    "Mark",
    "Path_",
    "Picture",
    "Words",
]

INK, GREY, ACCENT, HAIR, PALE, WHITE = "#1e2024", "#5c6066", "#1b5868", "#c4c9ce", "#dbe6e9", "#ffffff"
_FONTS = "'Noto Sans', 'Source Sans 3', 'Segoe UI', Helvetica, Arial, sans-serif"
_POINT = 25.4 / 72


@dataclass(frozen=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.25
    colour: str = INK
    dash: tuple[float, float] | None = None

    def svg(self) -> str:
        dash = f' stroke-dasharray="{self.dash[0]:g} {self.dash[1]:g}"' if self.dash else ""
        return (
            f'<line x1="{_n(self.x1)}" y1="{_n(self.y1)}" x2="{_n(self.x2)}" y2="{_n(self.y2)}" '
            f'stroke="{self.colour}" stroke-width="{_n(self.width)}"{dash}/>'
        )


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    fill: str | None = INK
    line: str | None = None

    def svg(self) -> str:
        line = f' stroke="{self.line}" stroke-width="0.25"' if self.line else ""
        return (
            f'<rect x="{_n(self.x)}" y="{_n(self.y)}" width="{_n(self.width)}" height="{_n(self.height)}" '
            f'fill="{self.fill or "none"}"{line}/>'
        )


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    radius: float
    fill: str | None = INK
    line: str | None = None

    def svg(self) -> str:
        line = f' stroke="{self.line}" stroke-width="0.3"' if self.line else ""
        return f'<circle cx="{_n(self.x)}" cy="{_n(self.y)}" r="{_n(self.radius)}" fill="{self.fill or "none"}"{line}/>'


@dataclass(frozen=True)
class Path_:
    """A line through points, or, with `fill`, the area inside them."""

    points: tuple[tuple[float, float], ...]
    width: float = 0.25
    colour: str | None = INK
    fill: str | None = None

    def svg(self) -> str:
        at = " ".join(f"{_n(x)},{_n(y)}" for x, y in self.points)
        name = "polygon" if self.fill else "polyline"
        line = (
            f' stroke="{self.colour}" stroke-width="{_n(self.width)}" stroke-linejoin="round"'
            if self.colour
            else ""
        )
        return f'<{name} points="{at}" fill="{self.fill or "none"}"{line}/>'


@dataclass(frozen=True)
class Words:
    """One line of text. `y` is its base line; `size` in points."""

    x: float
    y: float
    text: str
    size: float = 8.0
    colour: str = INK
    anchor: Literal["start", "middle", "end"] = "start"
    bold: bool = False

    def svg(self) -> str:
        weight = ' font-weight="600"' if self.bold else ""
        anchor = f' text-anchor="{self.anchor}"' if self.anchor != "start" else ""
        return (
            f'<text x="{_n(self.x)}" y="{_n(self.y)}" font-size="{_n(self.size * _POINT)}" fill="{self.colour}"{anchor}{weight}>'
            f"{escape(self.text)}</text>"
        )


Mark = Line | Box | Dot | Path_ | Words


@dataclass(frozen=True)
class Picture:
    """`said` tells in a sentence or two what is to be seen."""

    title: str
    said: str
    width: float
    height: float
    marks: Sequence[Mark]

    def to_svg(self) -> str:
        inside = "\n".join(mark.svg() for mark in self.marks)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(self.width)} {_n(self.height)}" '
            f'width="{_n(self.width)}mm" height="{_n(self.height)}mm" role="img" font-family="{_FONTS}">\n'
            f"<title>{escape(self.title)}</title>\n<desc>{escape(self.said)}</desc>\n{inside}\n</svg>"
        )

    def save(self, path: str | Path) -> None:
        Path(path).write_text(self.to_svg(), "utf-8")

    def _repr_svg_(self) -> str:
        """Notebooks show it."""
        return self.to_svg()


def _n(value: float) -> str:
    """Hundredths of a millimetre, without a negative nought."""
    return f"{round(value, 2) + 0.0:g}"
