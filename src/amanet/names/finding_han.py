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

from rapidfuzz.distance import Levenshtein

from amanet.names.comparison import Comparison, compare
from amanet.names.finding_codes import NEVER, Reach, sounds_of_words
from amanet.names.finding_hits import InLetters
from amanet.names.finding_letters import Letters, is_han
from amanet.names.finding_likeness import rough_bits
from amanet.names.finding_names import SplitName
from amanet.names.finding_sounds import coarse, lengths_of, skeletons, without_one

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["HanWindows"]

_LONGEST = 12  # characters of a window
_FEWEST_OF_LONG = 7  # consonants of a name of which two may be missing
_MOST_CONSONANTS = 14
_SIEVE_BITS = 22
_NEVER_IN_NAMES = frozenset("的了是在我他她它你您们们这那哪有没不也就都说着过被与很吗呢吧还会对从把让给向等")
_GLANCE = 0.45
_SURER = 3.0  # bits less are enough: characters that render names are rare in running text
_MOST_ORDERS = 3
_COMPARED = 3  # windows that overlap: those most alike at a glance


@dataclass(frozen=True)
class _Window:
    begin: int
    end: int
    alike: float
    heard: str


class HanWindows:
    """Names, prepared. A name in Han characters is looked for too: it may be rendered in others."""

    def __init__(self, names: Sequence[SplitName], reach: Reach) -> None:
        import numpy as np

        self._reach = reach
        self._names = [" ".join(name.written) for name in names]
        orders = [(index, order) for index, name in enumerate(names) for order in _orders(name)]
        self._sounds: list[list[str]] = [[] for _ in names]
        for index, order in orders:
            self._sounds[index] += [
                "".join(part) for part in zip(*(_both_readings(part) for part in order), strict=True)
            ]
        owners = np.repeat(np.arange(len(names)), [len(sounds) for sounds in self._sounds])
        codes = skeletons([sound for sounds in self._sounds for sound in sounds])
        codes, owners = _at_least(codes, owners, reach.in_windows)
        shorter = without_one(codes, owners, shortest=reach.in_windows + 1 if reach.window_slips else NEVER)
        still_shorter = without_one(*shorter, shortest=max(_FEWEST_OF_LONG, reach.in_windows + 1))
        codes, owners = (
            np.concatenate(each) for each in zip((codes, owners), shorter, still_shorter, strict=True)
        )
        by_code = np.lexsort((owners, codes))
        self._codes, self._owners = codes[by_code], owners[by_code]
        self._sieve = np.zeros(1 << _SIEVE_BITS, dtype=np.bool_)
        self._sieve[_hashed(self._codes)] = True

    def find(self, letters: Letters) -> Iterator[InLetters]:
        places, sounds, codes, counts = _readings(letters)
        if not len(places) or not len(self._codes):
            return
        by_name: dict[int, dict[tuple[int, int], _Window]] = defaultdict(dict)
        for first, size, window_codes in _windows(places, codes, counts, self._reach.in_windows - 1):
            for at, name in self._met(window_codes):
                begin = int(places[first[at]])
                heard = "".join(sounds[first[at] : first[at] + size])
                alike = max(Levenshtein.normalized_similarity(heard, sound) for sound in self._sounds[name])
                if alike >= _GLANCE:
                    by_name[name][begin, size] = _Window(begin, begin + size, alike, heard)
        for name, windows in by_name.items():
            yield from self._judged(letters, name, list(windows.values()))

    def _met(self, codes: "NDArray[np.uint64]") -> Iterator[tuple[int, int]]:
        """Which windows have a code of which names; of few names also with one consonant more, or another."""
        import numpy as np

        owners = np.arange(len(codes))
        if self._reach.window_slips:
            shorter, of_shorter = without_one(codes, owners, shortest=self._reach.in_windows + 1)
            codes, owners = np.concatenate((codes, shorter)), np.concatenate((owners, of_shorter))
        kept = self._sieve[_hashed(codes)]
        codes, owners = codes[kept], owners[kept]
        left, right = (
            np.searchsorted(self._codes, codes, "left"),
            np.searchsorted(self._codes, codes, "right"),
        )
        for at, first, last in zip(owners.tolist(), left.tolist(), right.tolist(), strict=True):
            yield from ((at, name) for name in set(self._owners[first:last].tolist()))

    def _judged(self, letters: Letters, name: int, windows: list[_Window]) -> Iterator[InLetters]:
        """Of windows that overlap the best, if it is enough."""
        for together in _overlapping(windows):
            best = None
            for window in sorted(together, key=lambda window: (-window.alike, window.begin))[:_COMPARED]:
                found = self._weighed(letters, name, window)
                if best is None or found.bits > best.bits:
                    best = found
            if best is not None and best.bits >= self._reach.bits - _SURER:
                yield best

    def _weighed(self, letters: Letters, name: int, window: _Window) -> InLetters:
        first, last = letters.span(window.begin, window.end)
        found = _compared(letters.text[first:last], self._names[name])
        rough = max(rough_bits(window.heard, sound, coarsely=True) for sound in self._sounds[name])
        if rough > found.bits:
            return InLetters(
                name, window.begin, window.end, rough, ("roughly the same sounds as the characters",)
            )
        return InLetters(name, window.begin, window.end, found.bits, tuple(map(str, found.reasons)))


def _overlapping(windows: list[_Window]) -> list[list[_Window]]:
    """Windows, put together where each overlaps the first of its like."""
    runs: list[list[_Window]] = []
    for window in sorted(windows, key=lambda window: (window.begin, window.end)):
        if runs and window.begin < runs[-1][0].end:
            runs[-1].append(window)
        else:
            runs.append([window])
    return runs


def _orders(name: SplitName) -> list[tuple[str, ...]]:
    if len(name.written) > _MOST_ORDERS or name.is_single:
        return [name.written] if not name.is_single else []
    return list(permutations(name.written))


@lru_cache(maxsize=1 << 16)
def _both_readings(part: str) -> tuple[str, str]:
    first, second = (sounds_of_words([part], second=second)[0] for second in (False, True))
    return coarse([first])[0], coarse([second])[0]


def _at_least(
    codes: "NDArray[np.uint64]", owners: "NDArray[np.int64]", fewest: int
) -> "tuple[NDArray[np.uint64], NDArray[np.int64]]":
    kept = lengths_of(codes) >= fewest
    return codes[kept], owners[kept]


def _readings(
    letters: Letters,
) -> "tuple[NDArray[np.int64], list[str], NDArray[np.uint64], NDArray[np.int64]]":
    """Where Han characters stand, what each sounds like, its consonants and how many there are (too many, if it is in no name)."""
    import numpy as np

    places = np.flatnonzero(is_han(letters.codes))
    distinct, which = np.unique(letters.codes[places], return_inverse=True)
    sounds = [_sound_of(chr(code)) for code in distinct.tolist()]
    codes = skeletons(sounds)
    counts = lengths_of(codes)
    counts[[chr(code) in _NEVER_IN_NAMES for code in distinct.tolist()]] = _MOST_CONSONANTS + 1
    return places, [sounds[each] for each in which.tolist()], codes[which], counts[which]


def _hashed(codes: "NDArray[np.uint64]") -> "NDArray[np.uint64]":
    import numpy as np

    hashes: NDArray[np.uint64] = (codes * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - _SIEVE_BITS)
    return hashes


def _windows(
    places: "NDArray[np.int64]", codes: "NDArray[np.uint64]", counts: "NDArray[np.int64]", fewest: int
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
        kept = first[(held[first] >= fewest) & (held[first] <= _MOST_CONSONANTS)]
        yield kept, size, joined[kept]


@lru_cache(maxsize=1 << 16)
def _sound_of(character: str) -> str:
    return _both_readings(character)[0]


@lru_cache(maxsize=1 << 14)
def _compared(window: str, name: str) -> Comparison:
    return compare(window, name)
