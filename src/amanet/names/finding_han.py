"""Names in running Han text, which has no spaces: windows over the readings of its characters.

Every window of two to twelve characters whose readings have the consonants of a name (in the coarse classes, one perhaps left out) is
compared with that name. Line breaks, spaces and the dot between parts may stand in a window.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import TYPE_CHECKING

from amanet.names.comparison import Comparison, compare
from amanet.names.finding_codes import Reach, sounds_of_words
from amanet.names.finding_hits import InLetters
from amanet.names.finding_letters import Letters, is_han
from amanet.names.finding_names import SplitName
from amanet.names.finding_sounds import coarse, lengths_of, skeletons, without_one

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["HanWindows"]

_SHORTEST, _LONGEST = 2, 12
_FEWEST = 4  # consonants of a whole name
_MOST_CONSONANTS = 14
_GLANCE = 0.62
_MOST_ORDERS = 3


@dataclass(frozen=True)
class _Window:
    begin: int
    end: int
    alike: float


class HanWindows:
    """Names, prepared. A name in Han characters is looked for too: it may be rendered in others."""

    def __init__(self, names: Sequence[SplitName], reach: Reach) -> None:
        import numpy as np

        self._reach = reach
        self._names = [" ".join(name.written) for name in names]
        orders = [(index, order) for index, name in enumerate(names) for order in _orders(name)]
        self._sounds: list[list[str]] = [[] for _ in names]
        sounds = coarse(sounds_of_words(["".join(order) for _, order in orders])) if False else _sounds_of(orders)
        for (index, _), sound in zip(orders, sounds, strict=True):
            self._sounds[index].append(sound)
        owners = np.array([index for index, _ in orders], dtype=np.int64)
        codes = skeletons(sounds)
        kept = lengths_of(codes) >= _FEWEST
        codes, owners = codes[kept], owners[kept]
        shorter, of_shorter = without_one(codes, owners, shortest=_FEWEST + 1)
        codes, owners = np.concatenate((codes, shorter)), np.concatenate((owners, of_shorter))
        order = np.argsort(codes, kind="stable")
        self._codes, self._owners = codes[order], owners[order]

    def find(self, letters: Letters) -> Iterator[InLetters]:
        places, codes, counts = _readings(letters)
        if not len(places) or not len(self._codes):
            return
        by_name: dict[int, list[_Window]] = defaultdict(list)
        for first, size, window_codes in _windows(places, codes, counts):
            for at, name in self._met(window_codes):
                begin, end = int(places[first[at]]), int(places[first[at]]) + size
                alike = self._glance(letters.folded[begin:end], name)
                if alike >= _GLANCE:
                    by_name[name].append(_Window(begin, end, alike))
        for name, windows in by_name.items():
            yield from self._judged(letters, name, windows)

    def _met(self, codes: "NDArray[np.uint64]") -> Iterator[tuple[int, int]]:
        import numpy as np

        left = np.searchsorted(self._codes, codes, "left")
        known = self._codes[np.minimum(left, len(self._codes) - 1)] == codes
        for at in np.flatnonzero(known).tolist():
            last = int(np.searchsorted(self._codes, codes[at], "right"))
            yield from ((at, name) for name in sorted(set(self._owners[left[at] : last].tolist())))

    def _glance(self, window: str, name: int) -> float:
        from rapidfuzz.distance import Levenshtein

        heard = _window_sounds(window)
        return max(Levenshtein.normalized_similarity(heard, sound) for sound in self._sounds[name])

    def _judged(self, letters: Letters, name: int, windows: list[_Window]) -> Iterator[InLetters]:
        """Of windows that overlap the one most alike; then whether it is enough."""
        taken = -1
        for window in _best(windows):
            first, last = letters.span(window.begin, window.end)
            found = _compared(letters.text[first:last], self._names[name])
            if found.bits >= self._reach.bits and window.begin >= taken:
                taken = window.end
                yield InLetters(name, window.begin, window.end, found.bits, tuple(map(str, found.reasons)))


def _best(windows: list[_Window]) -> list[_Window]:
    """The most alike of each run of windows that overlap, in order."""
    best: list[_Window] = []
    for window in sorted(windows, key=lambda window: (window.begin, window.end)):
        if best and window.begin < best[-1].end:
            if window.alike > best[-1].alike:
                best[-1] = window
        else:
            best.append(window)
    return best


def _orders(name: SplitName) -> list[tuple[str, ...]]:
    if len(name.written) > _MOST_ORDERS or name.is_single:
        return [name.written] if not name.is_single else []
    return list(permutations(name.written))


def _sounds_of(orders: list[tuple[int, tuple[str, ...]]]) -> list[str]:
    """Of each order, part by part, so that letters of two parts are not read together."""
    parts = sorted({part for _, order in orders for part in order})
    heard = dict(zip(parts, coarse(sounds_of_words(parts)), strict=True))
    return ["".join(heard[part] for part in order) for _, order in orders]


def _readings(letters: Letters) -> "tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.int64]]":
    """Where Han characters stand, and the consonants of each and how many there are."""
    import numpy as np

    places = np.flatnonzero(is_han(letters.codes))
    distinct, which = np.unique(letters.codes[places], return_inverse=True)
    codes = skeletons([_window_sounds(chr(code)) for code in distinct.tolist()]) if len(distinct) else np.zeros(0, dtype=np.uint64)
    return places, codes[which], lengths_of(codes)[which]


def _windows(
    places: "NDArray[np.int64]", codes: "NDArray[np.uint64]", counts: "NDArray[np.int64]"
) -> "Iterator[tuple[NDArray[np.int64], int, NDArray[np.uint64]]]":
    """Windows of each size: which characters they begin with, and their skeletons. They hold Han characters alone."""
    import numpy as np

    first = np.arange(len(places))
    joined, held = codes.copy(), counts.copy()
    for size in range(2, _LONGEST + 1):
        first = first[first + size - 1 < len(places)]
        first = first[places[first + size - 1] - places[first] == size - 1]
        last = first + size - 1
        joined[first] |= codes[last] << (4 * np.minimum(held[first], _MOST_CONSONANTS)).astype(np.uint64)
        held[first] += counts[last]
        kept = first[(held[first] >= _FEWEST - 1) & (held[first] <= _MOST_CONSONANTS) & (counts[last] + counts[first] >= 0)]
        if size >= _SHORTEST:
            yield kept, size, joined[kept]


@lru_cache(maxsize=1 << 16)
def _window_sounds(window: str) -> str:
    return coarse(sounds_of_words([window]))[0]


@lru_cache(maxsize=1 << 14)
def _compared(window: str, name: str) -> Comparison:
    return compare(window, name)

