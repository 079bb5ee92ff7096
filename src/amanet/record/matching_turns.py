"""Which turns of a translation belong to which of the original, where the two texts tell that by themselves.

In order: as many turns on both sides, the same sequence of speakers (a label of one side stands for one label of the other
throughout; no label for no label), and no pair whose times lie apart. By times: every turn has its times, and a turn belongs to all
those it shares time with, slivers of under a tenth left out, as cues are cut by hand. Words are never compared.

>>> from amanet.record.matching_turns import matching_turns
>>> from amanet.record.reading import Reading, Segment
>>> one = Reading("srt", "a\\nb", (Segment("turn", 0, 2, "A"), Segment("turn", 2, 3, "B")))
>>> other = Reading("docx", "c\\nd", (Segment("turn", 0, 2, "X"), Segment("turn", 2, 3, "Y")))
>>> matching_turns(one, other)
('order', [(0, 0), (1, 1)])
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from amanet.errors import BadData
from amanet.record.reading import Reading, Segment

__all__ = ["CannotAlign", "matching_turns"]

_SPOKEN = frozenset(("turn", "message"))
_WRITTEN = _SPOKEN | {"paragraph"}
_SLIVER = 10  # the share of the shorter of two turns that does not count: one tenth
_MOST_LOOKS_EACH = 100  # a recording in which everyone speaks all the time is no recording

Pairs = list[tuple[int, int]]
_Turns = Sequence[tuple[int, Segment]]


class CannotAlign(BadData):
    """The two texts do not tell by themselves which turns belong together.

    `at` is the turn of the translation where they first disagree, from 1, among those that are spoken.
    """

    def __init__(self, at: int, why: str) -> None:
        super().__init__(
            f"Turn {at} of the translation: {why}. Nothing was linked. Say which turns belong together, "
            "as pairs of a segment of the original and a segment of the translation; several may belong to one."
        )
        self.at = at


def matching_turns(original: Reading, translation: Reading) -> tuple[str, Pairs]:
    """How they were matched ("order" or "times"), and places in the two `segments`. Raises `CannotAlign`."""
    refused: CannotAlign | None = None
    for kinds in (_WRITTEN, _SPOKEN):
        ours, theirs = _turns(original, kinds), _turns(translation, kinds)
        if not ours or not theirs:
            continue
        refused = _why_not_in_order(ours, theirs)
        if refused is None:
            return "order", [(one[0], other[0]) for one, other in zip(ours, theirs, strict=True)]
        if _all_timed(ours) and _all_timed(theirs):
            return "times", list(_by_times(ours, theirs))
    raise refused or CannotAlign(1, "one of the two texts has no turns")


def _turns(reading: Reading, kinds: frozenset[str]) -> _Turns:
    return [(place, one) for place, one in enumerate(reading.segments) if one.kind in kinds]


def _why_not_in_order(ours: _Turns, theirs: _Turns) -> CannotAlign | None:
    """Where and how the two first disagree, or None."""
    to_theirs: dict[str | None, str | None] = {None: None}
    to_ours: dict[str | None, str | None] = {None: None}
    for number, (one, other) in enumerate(zip_longest(ours, theirs), 1):
        if one is None or other is None:
            return CannotAlign(
                number,
                f"the original has {len(ours)} turns and the translation {len(theirs)}, all alike up to here",
            )
        speaker, label = one[1].speaker, other[1].speaker
        if to_theirs.setdefault(speaker, label) != label or to_ours.setdefault(label, speaker) != speaker:
            return CannotAlign(number, f"another speaks than in turn {number} of the original")
        if _apart(one[1], other[1]):
            return CannotAlign(number, f"its time is not that of turn {number} of the original")
    return None


def _apart(one: Segment, other: Segment) -> bool:
    """Whether both have times, and those do not meet."""
    if not (_is_timed(one) and _is_timed(other)):
        return False
    (begin, end), (other_begin, other_end) = _interval(one), _interval(other)
    return begin >= other_end or other_begin >= end


def _by_times(ours: _Turns, theirs: _Turns) -> Iterator[tuple[int, int]]:
    same = _same_times(ours, theirs)
    by_time = _ByTime(ours, _MOST_LOOKS_EACH * (len(ours) + len(theirs)))
    for number, (place, turn) in enumerate(theirs, 1):
        found = [same[place]] if place in same else by_time.sharing(turn, number)
        if not found:
            raise CannotAlign(number, "no turn of the original has its time")
        yield from ((one, place) for one in found)


def _same_times(ours: _Turns, theirs: _Turns) -> dict[int, int]:
    """Turns with exactly the same times, where there are as many on both sides: two voices in one cue. By translation."""
    found: dict[int, int] = {}
    groups = _by_interval(ours)
    for interval, places in _by_interval(theirs).items():
        if len(groups.get(interval, ())) == len(places):
            found.update(zip(places, groups[interval], strict=True))
    return found


def _by_interval(turns: _Turns) -> dict[tuple[int, int], list[int]]:
    groups: dict[tuple[int, int], list[int]] = {}
    for place, turn in turns:
        groups.setdefault(_interval(turn), []).append(place)
    return groups


class _ByTime:
    """The original's turns by when they begin."""

    def __init__(self, turns: _Turns, most_looks: int) -> None:
        self._turns = sorted((*_interval(turn), place) for place, turn in turns)
        self._begins = [turn[0] for turn in self._turns]
        self._looks_left = most_looks
        self._latest_end: list[int] = []  # of all turns up to here: where to stop looking back
        for _, end, _ in self._turns:
            self._latest_end.append(max(end, self._latest_end[-1] if self._latest_end else 0))

    def sharing(self, turn: Segment, number: int) -> list[int]:
        begin, end = _interval(turn)
        found: list[int] = []
        at = bisect_left(self._begins, end) - 1
        while at >= 0 and self._latest_end[at] > begin:
            self._looks_left -= 1
            if self._looks_left < 0:
                raise CannotAlign(number, "too many turns of the original run at the same time")
            own_begin, own_end, place = self._turns[at]
            shared = min(end, own_end) - max(begin, own_begin)
            if shared * _SLIVER > min(end - begin, own_end - own_begin):
                found.append(place)
            at -= 1
        return found


def _all_timed(turns: _Turns) -> bool:
    return all(_is_timed(turn) for _, turn in turns)


def _is_timed(turn: Segment) -> bool:
    return turn.from_ms is not None and turn.to_ms is not None


def _interval(turn: Segment) -> tuple[int, int]:
    """A turn that ends when it begins lasts a millisecond, so that it has a place."""
    begin, end = turn.from_ms or 0, turn.to_ms or 0
    return begin, max(end, begin + 1)
