"""Two corrections of one transcript, brought together line by line.

Where only one of the two changed a line, that counts. Where both did, the words, who speaks, the times and the language are looked at apart:
what only one of us changed counts, as when one corrects words and the other names who speaks. Where both changed the same of them, mine
counts and `both` says where, so that a person looks at it: theirs stays in the version they saved. A line that I took out and they changed
is there again. Words are never mixed.

>>> from amanet.work.typed_lines import TypedLine
>>> base = [TypedLine("bir", place=0), TypedLine("ikki", place=1)]
>>> theirs, mine = [TypedLine("Bir.", place=0), base[1]], [base[0], TypedLine("Ikki.", place=1)]
>>> [one.words for one in merged(base, theirs, mine).lines]
['Bir.', 'Ikki.']
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from amanet.work.line_blocks import blocks
from amanet.work.typed_lines import TypedLine

__all__ = ["Merged", "merged"]


# What of a line is changed by itself.
_PARTS: Final = (("words",), ("speaker",), ("from_ms", "to_ms"), ("language",), ("kind",))


@dataclass(frozen=True)
class Merged:
    """`lines` have places of theirs. `both` are the numbers of lines, from 0, that both changed: mine is what stands there."""

    lines: tuple[TypedLine, ...]
    both: tuple[int, ...]


@dataclass
class _Merging:
    """`at` says by place of the base where in my lines a line stands that I left as it was."""

    mine: list[TypedLine]
    at: dict[int, int]
    moved: dict[int, int | None]
    instead: dict[int, list[TypedLine]] = field(default_factory=dict)
    left_out: set[int] = field(default_factory=set)
    both: set[int] = field(default_factory=set)


def merged(base: Sequence[TypedLine], theirs: Sequence[TypedLine], mine: Sequence[TypedLine]) -> Merged:
    """`mine` have places of `base`, as lines have that were made from it."""
    known = {one.place: one for one in base}
    at = {
        one.place: number
        for number, one in enumerate(mine)
        if one.place in known and one.says() == known[one.place].says() and one.place is not None
    }
    work = _Merging(list(mine), at, {})
    for how, start, end, other_start, other_end in blocks(
        [one.says() for one in base], [one.says() for one in theirs]
    ):
        if how == "equal" or end - start == other_end - other_start:
            for one, other in zip(base[start:end], theirs[other_start:other_end], strict=True):
                if one.place is not None:
                    work.moved[one.place] = other.place
        if how == "replace" and end - start == other_end - other_start:
            for step in range(end - start):
                _take(work, base, start + step, start + step + 1, [theirs[other_start + step]])
        elif how != "equal":
            _take(work, base, start, end, list(theirs[other_start:other_end]))
    return _put_together(work)


def _take(work: _Merging, base: Sequence[TypedLine], start: int, end: int, theirs: list[TypedLine]) -> None:
    """One stretch that they changed: taken where I left it as it was, and beside mine where that is not told apart."""
    places = [base[number].place for number in range(start, end)]
    stand = [work.at.get(place) for place in places if place is not None]
    numbers = [one for one in stand if one is not None]
    if len(numbers) == len(places) and numbers:
        work.left_out.update(numbers)
        work.instead.setdefault(numbers[0], []).extend(theirs)
        return
    if len(places) == len(theirs) == 1 and _apart(work, base[start], theirs[0]):
        return
    wanted = set(places)
    mine = {number for number, one in enumerate(work.mine) if one.place is not None and one.place in wanted}
    work.both |= mine - set(numbers)
    if (
        not mine
    ):  # put in by them, or taken out by me and changed by them: what is there is more than what is not
        before = base[start - 1].place if start else None
        after = [n + 1 for n, one in enumerate(work.mine) if before is not None and one.place == before]
        work.instead.setdefault(after[-1] if after else 0, [])[:0] = theirs


def _apart(work: _Merging, base: TypedLine, theirs: TypedLine) -> bool:
    """Puts what they changed of a line into mine, where I changed other things of it. False where we both changed the same."""
    numbers = [number for number, one in enumerate(work.mine) if one.place == base.place is not None]
    if len(numbers) != 1:
        return False
    mine = work.mine[numbers[0]]
    # Where I cut the line, what they say of it may be of the other half.
    if mine.words != base.words and (base.words.startswith(mine.words) or base.words.endswith(mine.words)):
        return False
    taken: dict[str, Any] = {}
    for names in _PARTS:
        was, they, i = (tuple(getattr(one, name) for name in names) for one in (base, theirs, mine))
        if they not in (was, i):
            if i != was:
                return False
            taken |= dict(zip(names, they, strict=True))
    work.mine[numbers[0]] = replace(mine, **taken)
    return True


def _put_together(work: _Merging) -> Merged:
    lines: list[TypedLine] = []
    both: list[int] = []
    for number in range(len(work.mine) + 1):
        lines += work.instead.get(number, ())
        if number < len(work.mine) and number not in work.left_out:
            if number in work.both:
                both.append(len(lines))
            one = work.mine[number]
            place = None if one.place is None else work.moved.get(one.place)
            lines.append(replace(one, place=place))
    return Merged(tuple(lines), tuple(both))
