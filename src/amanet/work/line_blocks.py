"""Where two lists agree and where they do not, in work that grows with their length: what hours of talk are compared by.

Entries that stand in each of the two exactly once, in the same order, hold the lists together; only what lies between them is compared
as `difflib` does it. Two versions of one transcript have many of those, so that little is left between.

>>> list(blocks("abcd", "abxd"))
[('equal', 0, 2, 0, 2), ('replace', 2, 3, 2, 3), ('equal', 3, 4, 3, 4)]
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

__all__ = ["Block", "blocks"]

# What `difflib` calls it, and where it is in the one and in the other.
Block = tuple[str, int, int, int, int]


def blocks(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Block]:
    """As `SequenceMatcher.get_opcodes`: what follows on one another leads from `old` to `new`."""
    held: Block | None = None
    for one in _between_anchors(old, new):
        if held is not None and held[0] == one[0]:
            held = (held[0], held[1], one[2], held[3], one[4])
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held


def _between_anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Block]:
    start = other_start = 0
    for at, other_at in [*_anchors(old, new), (len(old), len(new))]:
        gap = SequenceMatcher(None, old[start:at], new[other_start:other_at])
        for how, low, high, other_low, other_high in gap.get_opcodes():
            yield how, low + start, high + start, other_low + other_start, other_high + other_start
        if at < len(old):
            yield "equal", at, at + 1, other_at, other_at + 1
        start, other_start = at + 1, other_at + 1


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The longest run of entries that stand once in each, in the same order in both."""
    counted, other_counted = Counter(old), Counter(new)
    places = {one: at for at, one in enumerate(new) if other_counted[one] == 1}
    pairs = [(at, places[one]) for at, one in enumerate(old) if counted[one] == 1 and one in places]
    ends: list[int] = []
    lasts: list[int] = []
    before: list[int] = []
    for number, (_, other_at) in enumerate(pairs):
        length = bisect_left(ends, other_at)
        before.append(lasts[length - 1] if length else -1)
        ends[length : length + 1] = [other_at]
        lasts[length : length + 1] = [number]
    found, number = [], lasts[-1] if lasts else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]
