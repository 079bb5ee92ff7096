"""The letters of a page read by where they stand, line by line: some files give them in an order that is nobody's, and a name is then found this way.

>>> from amanet.consent.levels import Level
>>> from amanet.protect.documents.page_words import ReadPage
>>> from amanet.protect.words import Hidden, WordProtector
>>> page = ReadPage("lGu", ((20, 0, 30, 12), (0, 0, 10, 12), (10, 0, 20, 12)), 0, 0)
>>> protector = WordProtector([Hidden("7", "person", ("Gul",), "Alder")])
>>> [(span.start, span.end, span.shown) for span in spans_by_place(page, protector, Level("pseudonym", words=True, place="exact"), [])]
[(0, 3, 'Alder')]
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from amanet.consent.levels import Level
from amanet.protect.documents.page_parts import Box
from amanet.protect.documents.page_words import ReadPage
from amanet.protect.words import WordProtector
from amanet.protect.words.replaced import Span

__all__ = ["spans_by_place"]

_SPACE: Final = 0.18  # of the height of a line
_SAME_LINE: Final = 0.5
_RIGHT_TO_LEFT: Final = frozenset(("R", "AL"))

# A letter, and its place in the text of the page; None where a space was put.
_Read = list[tuple[str, int | None]]


def spans_by_place(
    page: ReadPage, protector: WordProtector, level: Level, known: Iterable[Span]
) -> list[Span]:
    """Those that `known` does not cover already. What is shown stands at the first stretch of each."""
    covered = {at for span in known for at in range(span.start, span.end)}
    read = [one for line in _lines(page) for one in (*_in_order(page, line), ("\n", None))]
    done = protector.protect("".join(letter for letter, _ in read), level)
    found: list[Span] = []
    for one in done.replacements:
        places = sorted(at for _, at in read[one.start : one.end] if at is not None)
        if any(at not in covered for at in places):
            for number, (start, end) in enumerate(_stretches(places)):
                found.append(Span(start, end, one.kind, "" if number else one.shown, one.key))
    return found


def _lines(page: ReadPage) -> Iterator[list[int]]:
    """The places of the letters of each line, from the top."""
    places = [at for at, box in enumerate(page.boxes) if box[2] > box[0] and not page.text[at].isspace()]
    line: list[int] = []
    for at in sorted(places, key=lambda one: (_middle(page.boxes[one]), page.boxes[one][0])):
        if line and _middle(page.boxes[at]) - _middle(page.boxes[line[0]]) > _SAME_LINE * _height(
            page.boxes[line[0]]
        ):
            yield line
            line = []
        line.append(at)
    if line:
        yield line


def _in_order(page: ReadPage, line: Sequence[int]) -> _Read:
    backwards = any(unicodedata.bidirectional(page.text[at]) in _RIGHT_TO_LEFT for at in line)
    order = sorted(line, key=lambda at: -page.boxes[at][2] if backwards else page.boxes[at][0])
    found: _Read = []
    before: Box | None = None
    for at in order:
        box = page.boxes[at]
        if before is not None and _gap(before, box) > _SPACE * _height(box):
            found.append((" ", None))
        found.append((page.text[at], at))
        before = box
    return found


def _gap(one: Box, other: Box) -> int:
    return max(one[0], other[0]) - min(one[2], other[2])


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _height(box: Box) -> int:
    return max(1, box[3] - box[1])


def _stretches(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(places) + 1):
        if at == len(places) or places[at] != places[at - 1] + 1:
            yield places[start], places[at - 1] + 1
            start = at
