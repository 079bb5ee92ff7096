"""Pairs of neighbouring words that are two parts of one name: where they stand, and which of them hang together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amanet.names.finding_hits import InWords
from amanet.names.finding_usage import Usage
from amanet.names.finding_words import Neighbours, distinct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DistinctPairs", "Pair", "gathered"]


@dataclass(frozen=True)
class Pair:
    """Two parts of a name, in the words `first` to `last`."""

    first: int
    last: int
    parts: tuple[int, int]
    folded: bool
    bits: tuple[float, float]
    reasons: tuple[str, str]


class DistinctPairs:
    """The different pairs among neighbours: the words `one` and `other` of each, and where it stands."""

    def __init__(self, pairs: Neighbours, count: int) -> None:
        import numpy as np

        self._pairs = pairs
        self.apart = pairs.apart
        self._which, examples = distinct((pairs.one * max(count, 1) + pairs.other).astype(np.uint64))
        self.one, self.other = pairs.one[examples], pairs.other[examples]

    def least_asked(self, usage: Usage) -> "NDArray[np.float32]":
        """How many bits more are asked of each pair at the place where the fewest are."""
        import numpy as np

        least = np.full(len(self.one), np.inf, dtype=np.float32)
        np.minimum.at(least, self._which, usage.by_capitals(self._pairs.first, self._pairs.last))
        return least

    def places(self, rows: Sequence[int], usage: Usage) -> Iterator[tuple[int, int, int, float]]:
        """The chosen rows with the first and the last word of each place where they stand, and how many bits more are asked there."""
        import numpy as np

        chosen = np.zeros(len(self.one), dtype=np.bool_)
        chosen[rows] = True
        places = np.flatnonzero(chosen[self._which])
        found, first, last = self._which[places], self._pairs.first[places], self._pairs.last[places]
        asked = usage.asked(first, last, np.bincount(found, minlength=1)[found])
        yield from zip(found.tolist(), first.tolist(), last.tolist(), asked.tolist(), strict=True)


def gathered(name: int, pairs: list[Pair]) -> Iterator[InWords]:
    """Pairs that share a word become one finding, unless they take the word for different parts."""
    groups: list[_Group] = []
    owner: dict[int, _Group] = {}
    for pair in sorted(
        pairs,
        key=lambda pair: (not pair.folded, pair.last - pair.first, -sum(pair.bits), pair.first, pair.parts),
    ):
        met = {id(group): group for place in (pair.first, pair.last) if (group := owner.get(place))}
        if len(met) > 1 or any(not group.takes(pair) for group in met.values()):
            continue
        group = next(iter(met.values()), None)
        if group is None:
            group = _Group()
            groups.append(group)
        group.add(pair)
        owner[pair.first] = owner[pair.last] = group
    for group in groups:
        bits, reasons = (
            sum(group.bits.values()),
            tuple(group.reasons[place] for place in sorted(group.reasons)),
        )
        yield InWords(name, min(group.parts), group.last, group.folded, bits, reasons)


class _Group:
    """The parts of a name by the words they stand in."""

    def __init__(self) -> None:
        self.parts: dict[int, int] = {}
        self.bits: dict[int, float] = {}
        self.reasons: dict[int, str] = {}
        self.last = 0
        self.folded = False

    def takes(self, pair: Pair) -> bool:
        known = [
            (self.parts.get(place, part), part)
            for place, part in zip((pair.first, pair.last), pair.parts, strict=True)
        ]
        new = [
            part
            for place, part in zip((pair.first, pair.last), pair.parts, strict=True)
            if place not in self.parts
        ]
        return all(one == other for one, other in known) and not set(new) & set(self.parts.values())

    def add(self, pair: Pair) -> None:
        for place, part, bits, reason in zip(
            (pair.first, pair.last), pair.parts, pair.bits, pair.reasons, strict=True
        ):
            self.parts[place], self.bits[place], self.reasons[place] = part, bits, reason
        self.last = max(self.last, pair.last)
        self.folded |= pair.folded
