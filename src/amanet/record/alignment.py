"""A translation set beside its original, turn by turn, so that a citation of it leads to the original and to the recording.

Turns are linked by themselves only where there is one way to do it: as many turns on both sides, with the same sequence of
speakers (labels may be written differently, one for one) and times that agree; or, where both have times, by the time that they
share. Otherwise `align` says where the two first disagree and asks for pairs, which a person gives; a turn may be linked to several
on either side. Nothing is compared by its words, and no label of one text is said to be that of the other.

Headings, notes and frames are not aligned, unless a pair names them: a citation of a translator's note leads nowhere.

>>> from amanet.record.alignment import align
>>> from amanet.record.reading import Reading, Segment
>>> spoken = Reading("webvtt", "Ular uni elip ketti.", (Segment("turn", 0, 20, from_ms=1000, to_ms=2500),))
>>> translated = Reading("docx", "They took him.", (Segment("turn", 0, 14),))
>>> align(spoken, translated).original_of(0, 4)
(Span(start=0, end=20, from_ms=1000, to_ms=2500),)
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from amanet.canonical import JSON
from amanet.errors import BadData, Misuse
from amanet.record.matching_turns import CannotAlign, matching_turns
from amanet.record.reading import Reading, Segment

__all__ = ["Alignment", "CannotAlign", "Link", "Span", "align"]

_HOW = frozenset(("order", "times", "pairs"))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the original's text, and of the recording where the original tells that."""

    start: int
    end: int
    from_ms: int | None = None
    to_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """`text[start:end]` of the translation says what `original` says."""

    start: int
    end: int
    original: Span


@dataclass(frozen=True)
class Alignment:
    """`how` is "order", "times" or "pairs" (a person's). Links are sorted; the lengths are those of the two texts."""

    how: str
    original_length: int
    translation_length: int
    links: tuple[Link, ...] = field(repr=False)

    def __post_init__(self) -> None:
        self.verify()

    def verify(self) -> None:
        """Raises `BadData` unless every link lies inside both texts, and they are in order, each once."""
        before: Link | None = None
        for link in self.links:
            if not (self._is_inside(link) and (before is None or _follows(before, link))):
                raise BadData(
                    "An alignment has links outside its texts, twice or out of order. Align the texts again."
                )
            before = link
        if self.how not in _HOW:
            raise BadData("An alignment was made in a way that is not known. Align the texts again.")

    def original_of(self, start: int, end: int) -> tuple[Span, ...]:
        """What `[start:end]` of the translation's text translates: whole turns of the original, in its order.

        Empty where nothing of it is linked. Raises `Misuse` outside the translation.
        """
        if not 0 <= start < end <= self.translation_length:
            raise Misuse(
                f"There are no characters {start} to {end} in a translation of {self.translation_length}. "
                "Give offsets inside it, the end past the start."
            )
        found = {link.original for link in self._touching(start, end)}
        return tuple(sorted(found, key=lambda span: (span.start, span.end)))

    def to_json(self) -> dict[str, JSON]:
        return {
            "how": self.how,
            "original_length": self.original_length,
            "translation_length": self.translation_length,
            "links": [
                [link.start, link.end, one.start, one.end, one.from_ms, one.to_ms]
                for link in self.links
                for one in (link.original,)
            ],
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Alignment":
        """Raises `BadData` for anything but what `to_json` gives."""
        try:
            links = tuple(Link(start, end, Span(*span)) for start, end, *span in content["links"])
            return cls(content["how"], content["original_length"], content["translation_length"], links)
        except (KeyError, TypeError, ValueError) as problem:
            raise BadData("What was kept of an alignment is none. Align the texts again.") from problem

    def _touching(self, start: int, end: int) -> Iterable[Link]:
        """Turns of a translation do not overlap, so those that end after `start` stand together."""
        first = bisect_left(self.links, start + 1, key=lambda link: link.end)
        for link in self.links[first:]:
            if link.start >= end:
                return
            yield link

    def _is_inside(self, link: Link) -> bool:
        original = link.original
        numbers = (link.start, link.end, original.start, original.end)
        times = (original.from_ms, original.to_ms)
        return (
            all(type(one) is int for one in (*numbers, *filter(lambda time: time is not None, times)))
            and 0 <= link.start < link.end <= self.translation_length
            and 0 <= original.start < original.end <= self.original_length
        )


def align(
    original: Reading, translation: Reading, pairs: Sequence[tuple[int, int]] | None = None
) -> Alignment:
    """Links the turns of two readings. `pairs` are places in `original.segments` and `translation.segments`, from 0.

    Raises `CannotAlign` (a `BadData`) where only a person can say what belongs together, and `Misuse` for pairs of segments
    that there are not.
    """
    if pairs is None:
        how, found = matching_turns(original, translation)
    else:
        how, found = "pairs", list(_checked(original, translation, pairs))
    links = {_link(original, translation, pair) for pair in found}
    return Alignment(how, len(original.text), len(translation.text), tuple(sorted(links, key=_place)))


def _checked(
    original: Reading, translation: Reading, pairs: Sequence[tuple[int, int]]
) -> Sequence[tuple[int, int]]:
    for number, (ours, theirs) in enumerate(pairs, 1):
        if not (0 <= ours < len(original.segments) and 0 <= theirs < len(translation.segments)):
            raise Misuse(
                f"Pair {number} names a segment that there is not: the original has {len(original.segments)}, the translation "
                f"{len(translation.segments)}, both counted from 0."
            )
    return pairs


def _link(original: Reading, translation: Reading, pair: tuple[int, int]) -> Link:
    ours, theirs = original.segments[pair[0]], translation.segments[pair[1]]
    start, end = _trimmed(original, ours)
    return Link(theirs.start, theirs.end, Span(start, end, ours.from_ms, ours.to_ms))


def _trimmed(reading: Reading, segment: Segment) -> tuple[int, int]:
    """Without the space around, unless there is nothing else (a voice message without a word)."""
    text = reading.text_of(segment)
    start = segment.start + len(text) - len(text.lstrip())
    end = segment.start + len(text.rstrip())
    return (start, end) if start < end else (segment.start, segment.end)


def _place(link: Link) -> tuple[int, int, int, int]:
    return link.start, link.end, link.original.start, link.original.end


def _follows(before: Link, link: Link) -> bool:
    """Turns of the translation stand end to end; of one turn, the originals come in order."""
    same = (before.start, before.end) == (link.start, link.end)
    return _place(before) < _place(link) if same else before.end <= link.start
