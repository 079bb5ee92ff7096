"""What differs between two versions of a transcript: which lines, and which words of them.

Lines are compared first, then the words of those that do not agree, so that an hour of talk is compared in moments; stretches
that are too long for words to be compared are shown whole, the old and then the new. Nothing is left out: what is not among the changes is
the same in both, speakers, times and languages too.

>>> from amanet.work.typed_lines import TypedLine
>>> found = differences([TypedLine("Ular keldi."), TypedLine("Yaq.")], [TypedLine("Ular ketti."), TypedLine("Yaq.")])
>>> [[(one.how, one.text) for one in change.pieces] for change in found.changes]
[[('same', 'Ular '), ('out', 'keldi'), ('in', 'ketti'), ('same', '.')]]
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from amanet.work.line_blocks import blocks
from amanet.work.typed_lines import TypedLine

__all__ = ["Change", "Differences", "Piece", "differences", "unchanged"]

How = Literal["same", "out", "in"]
_MOST_WORDS: Final = 600
_TOKENS: Final = re.compile(r"\s+|[^\W_]+|[\u2e80-\u9fff]|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand in both, only in the old (`out`), or only in the new (`in`)."""

    how: How
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """Lines that took the place of others; either may be none. `at` is where in the new lines, from 0. `pieces` are their words."""

    before: tuple[TypedLine, ...]
    after: tuple[TypedLine, ...]
    at: int
    pieces: tuple[Piece, ...]

    @property
    def words_changed(self) -> bool:
        return any(one.how != "same" for one in self.pieces)


@dataclass(frozen=True)
class Differences:
    """`before` and `after` are how many lines there are in each."""

    changes: tuple[Change, ...]
    before: int
    after: int


def differences(old: Sequence[TypedLine], new: Sequence[TypedLine]) -> Differences:
    found: list[Change] = []
    for how, start, end, other_start, other_end in blocks(
        [one.says() for one in old], [one.says() for one in new]
    ):
        if how != "equal":
            before, after = tuple(old[start:end]), tuple(new[other_start:other_end])
            found += _paired(before, after, other_start)
    return Differences(tuple(found), len(old), len(new))


def unchanged(old: Sequence[TypedLine], new: Sequence[TypedLine]) -> tuple[dict[int, int], dict[int, int]]:
    """From places of old segments to those of new ones: of lines that say the same words, and of lines that took the place of others
    one for one.
    """
    same: dict[int, int] = {}
    changed: dict[int, int] = {}
    found = blocks([one.words for one in old], [one.words for one in new])
    for how, start, end, other_start, other_end in found:
        if how == "equal" or (how == "replace" and end - start == other_end - other_start):
            held = same if how == "equal" else changed
            for one, other in zip(old[start:end], new[other_start:other_end], strict=True):
                if one.place is not None and other.place is not None:
                    held[one.place] = other.place
    return same, changed


def _paired(before: tuple[TypedLine, ...], after: tuple[TypedLine, ...], at: int) -> Iterator[Change]:
    """Line by line where as many took the place of as many; else the whole stretch, so that a line that was cut is seen as cut."""
    if len(before) == len(after):
        for step, (one, other) in enumerate(zip(before, after, strict=True)):
            yield Change((one,), (other,), at + step, _pieces(one.words, other.words))
        return
    old, new = ("\n".join(one.words for one in lines) for lines in (before, after))
    yield Change(before, after, at, _pieces(old, new))


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    if old == new:
        return (Piece("same", old),)
    mine, theirs = _TOKENS.findall(old), _TOKENS.findall(new)
    if max(len(mine), len(theirs)) > 2 * _MOST_WORDS:
        return tuple(Piece(how, text) for how, text in (("out", old), ("in", new)) if text)  # type: ignore[arg-type]
    return tuple(_joined(_compared(mine, theirs)))


def _compared(mine: Sequence[str], theirs: Sequence[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(str.isspace, mine, theirs, autojunk=False)
    for how, start, end, other_start, other_end in matcher.get_opcodes():
        if how == "equal":
            yield Piece("same", "".join(mine[start:end]))
            continue
        if start < end:
            yield Piece("out", "".join(mine[start:end]))
        if other_start < other_end:
            yield Piece("in", "".join(theirs[other_start:other_end]))


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for one in pieces:
        if found and found[-1].how == one.how:
            found[-1] = Piece(one.how, found[-1].text + one.text)
        else:
            found.append(one)
    return found
