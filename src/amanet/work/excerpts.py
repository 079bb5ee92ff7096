"""The stretch of a text that shows why it was found, with the places of what was found.

Offsets are code points; the excerpt is the text as it stands, never its searchable form.

>>> from amanet.work.excerpts import excerpt
>>> excerpt("They were taken to Qäşqär.", ["qasqar"])
Excerpt(text='They were taken to Qäşqär.', at=0, marks=((19, 25),))
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from amanet.vault.full_text import searchable, searchable_with_offsets
from amanet.vault.text_lookup import CLOSENESSES, form_of

__all__ = ["Excerpt", "excerpt"]

LENGTH: Final = 240
_BEFORE: Final = 60
_AT_ONCE, _STEP = 2000, 1000
_MOST_MARKS = 40


@dataclass(frozen=True)
class Excerpt:
    """`text` begins at `at` of the whole; `marks` are offsets into it, start and end."""

    text: str
    at: int = 0
    marks: tuple[tuple[int, int], ...] = ()


def excerpt(text: str, words: Sequence[str]) -> Excerpt:
    """Of the first stretch that has most of these words (in their searchable form), with every place of theirs in it."""
    start = _window(text, words)
    window = text[start : start + _AT_ONCE]
    marks = _merged(_marks(window, words))
    at = _beginning(window, marks[0][0]) if marks else 0
    shown = window[at : at + LENGTH]
    inside = tuple((begin - at, min(end - at, len(shown))) for begin, end in marks if begin - at < len(shown))
    return Excerpt(shown, start + at, inside)


def _window(text: str, words: Sequence[str]) -> int:
    """Where in a long text to look closely."""
    if len(text) <= _AT_ONCE:
        return 0
    best, most = 0, 0
    for start in range(0, len(text), _STEP):
        form = searchable(text[start : start + _AT_ONCE])
        found = sum(word in form for word in words)
        if found > most:
            best, most = start, found
        if most == len(words):
            break
    return best


def _marks(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    form, places = searchable_with_offsets(text)
    for word in words:
        for wanted in (form_of(word, closeness) for closeness in CLOSENESSES):
            found = list(_found(form, wanted))
            if found:
                before = len(wanted) - len(wanted.lstrip(" "))
                length = len(wanted.strip(" "))
                yield from (
                    (places[at + before][0], places[at + before + length - 1][1])
                    for at in found[:_MOST_MARKS]
                )
                break


def _found(form: str, wanted: str) -> Iterator[int]:
    at = form.find(wanted)
    while at >= 0:
        yield at
        at = form.find(wanted, at + max(1, len(wanted) - 1))


def _merged(marks: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _beginning(text: str, first: int) -> int:
    """A little before the first mark, at the beginning of a word."""
    if first <= _BEFORE:
        return 0
    space = text.find(" ", first - _BEFORE, first)
    return first - _BEFORE if space < 0 else space + 1
