"""Names in running Han text, which has no spaces: windows over the readings of its characters.

Every window of two to twelve characters whose readings have the consonants of a name (in the coarse classes, one perhaps another, missing
or too many) is weighed against that name, all at once; of windows that overlap the best is compared in earnest. Line breaks, spaces and the
dot between parts may stand in a window. If many names are looked for, nearly all characters of a window have to be such as render names.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import permutations
from typing import TYPE_CHECKING

from amanet.names.comparison import Comparison, compare
from amanet.names.finding_bits import Units, learned_bits, read_units
from amanet.names.finding_characters import agreed, read_bits, units_of_readings
from amanet.names.finding_hits import InLetters
from amanet.names.finding_joints import Joints
from amanet.names.finding_letters import Letters, is_han
from amanet.names.finding_names import SplitName, is_han_word
from amanet.names.finding_parts import Reach, sounds_of_parts
from amanet.names.finding_rough import rough_bits_of_many
from amanet.names.finding_sounds import coarse, han_sounds, lengths_of, skeletons
from amanet.names.finding_words import distinct
from amanet.names.scripts import Script, script_of
from amanet.names.weights import weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["HanWindows"]

_LONGEST = 12  # characters of a window
_FEWEST, _SLIPS = 4, 4  # consonants of a name, and of how many one may be missing
_FEWEST_OF_MANY, _SLIPS_OF_MANY = 5, 6  # if many names are looked for
_MOST_CONSONANTS = 14
_NEVER_IN_NAMES = frozenset("的了是在我他她它你您们们这哪有没不就说着过被与很吗呢吧还会对从把给向等")
_STRANGE = 4  # one character in so many may be one that was never met in a name
_SURE_OF_WINDOWS = 1.0  # bits beside those that the number of names asks for: characters that render names are rare in running text
_MORE_OF_HAN = 5.0  # of a name in Han characters, which nothing but its sounds is compared with
_DOTS = frozenset("·•・‧･．")
_DOT = 4.0  # bits less, if a dot stands between the characters: it stands in names of foreign sound only
_MOST_ORDERS = 3


@dataclass(frozen=True)
class _Window:
    begin: int
    end: int
    bits: float
    by_letters: bool


@dataclass(frozen=True)
class _Spoken:
    """One order of the parts of a name: how it sounds in two readings, and its units."""

    name: int
    sounds: str
    units: Units


class HanWindows:
    """Names, prepared. A name in Han characters is looked for too: it may be rendered in others."""

    def __init__(self, names: Sequence[SplitName]) -> None:
        import numpy as np

        self._reach = Reach.for_count(len(names), _SURE_OF_WINDOWS)
        self._names = [" ".join(name.written) for name in names]
        self._spoken = _spoken(names)
        self._is_han = np.array([each.units[0] is Script.HAN for each in self._spoken], dtype=np.bool_)
        codes = skeletons([spoken.sounds for spoken in self._spoken])
        every = np.arange(len(codes))
        self._fewest, slips = (_FEWEST, _SLIPS) if self._reach.far else (_FEWEST_OF_MANY, _SLIPS_OF_MANY)
        self._joints = Joints(codes, every, fewest=self._fewest, slips=slips)

    def find(self, letters: Letters) -> Iterator[InLetters]:
        found: dict[int, list[_Window]] = defaultdict(list)
        for name, window in self._windows(letters):
            found[name].append(window)
        for name, windows in found.items():
            yield from self._judged(letters, name, windows)

    def _windows(self, letters: Letters) -> Iterator[tuple[int, _Window]]:
        strange = 1 if self._reach.far else _STRANGE
        for second in (False, True):
            text = _read(letters, second)
            for first, size, codes in text.windows(self._fewest - 1, strange):
                if second:
                    kept = text.differing(first, size)
                    first, codes = first[kept], codes[kept]
                if len(first):
                    yield from self._met(letters, text, first, size, codes)

    def _met(
        self,
        letters: Letters,
        text: "_HanText",
        first: "NDArray[np.int64]",
        size: int,
        codes: "NDArray[np.uint64]",
    ) -> Iterator[tuple[int, _Window]]:
        import numpy as np

        which, examples = distinct(text.hashes(letters, first, size))
        rows, spoken = self._joints.meet(codes[examples], np.arange(len(examples)))
        if not len(rows):
            return
        bits, learned = self._weighed(text, first[examples], size, rows, spoken)
        asked = np.where(self._is_han[spoken], np.float32(_MORE_OF_HAN), np.float32(0)) + self._reach.bits
        enough = np.flatnonzero(bits >= asked - _DOT)
        places = _places_of(which, rows[enough])
        for row, one, more, by_letters in zip(
            rows[enough].tolist(),
            spoken[enough].tolist(),
            bits[enough].tolist(),
            learned[enough].tolist(),
            strict=True,
        ):
            for place in places[row]:
                begin = int(text.places[first[place]])
                yield self._spoken[one].name, _Window(begin, begin + size, more, by_letters)

    def _weighed(
        self,
        text: "_HanText",
        first: "NDArray[np.int64]",
        size: int,
        rows: "NDArray[np.int64]",
        spoken: "NDArray[np.int64]",
    ) -> "tuple[NDArray[np.float32], NDArray[np.bool_]]":
        """By what was learned of characters, by what they are read as, and by their sounds: which bits, and whether letters said them."""
        import numpy as np

        met, of_row = np.unique(rows, return_inverse=True)
        known, of_spoken = np.unique(spoken, return_inverse=True)
        some = [text.which[begin : begin + size].tolist() for begin in first[met].tolist()]
        chosen = [self._spoken[each] for each in known.tolist()]
        units = [_joined([text.units[each] for each in window]) for window in some]
        sounds = ["".join([text.sounds[each] for each in window]) for window in some]
        learned = learned_bits(units, [each.units for each in chosen], of_row, of_spoken)
        rough = rough_bits_of_many(sounds, [each.sounds for each in chosen], of_row, of_spoken, coarsely=True)
        bits = np.maximum(learned, rough)
        if len(rest := np.flatnonzero(~self._is_han[spoken])):
            readings = [
                units_of_readings("".join([text.written[each] for each in window])) for window in some
            ]
            read = read_bits([each.units for each in chosen], readings, of_spoken[rest], of_row[rest])
            bits[rest] = agreed(learned[rest], read, rough[rest])
        return bits, learned >= rough

    def _judged(self, letters: Letters, name: int, windows: list[_Window]) -> Iterator[InLetters]:
        """Of windows that overlap the best, if it is enough."""
        for together in _overlapping(windows):
            best = max(together, key=lambda window: (window.bits, window.begin - window.end))
            first, last = letters.span(best.begin, best.end)
            dotted = not _DOTS.isdisjoint(letters.text[first:last])
            asked = self._reach.bits + _MORE_OF_HAN * (script_of(self._names[name]) is Script.HAN)
            if best.bits < asked - _DOT * dotted:
                continue
            compared = _compared(letters.text[first:last], self._names[name])
            reasons = tuple(map(str, compared.reasons))
            if not best.by_letters or compared.bits <= 0:
                reasons = ("roughly the same sounds as the characters",)
            yield InLetters(name, best.begin, best.end, best.bits, reasons)


def _overlapping(windows: list[_Window]) -> list[list[_Window]]:
    """Windows, put together where each overlaps the first of its like."""
    runs: list[list[_Window]] = []
    for window in sorted(windows, key=lambda window: (window.begin, window.end)):
        if runs and window.begin < runs[-1][0].end:
            runs[-1].append(window)
        else:
            runs.append([window])
    return runs


def _places_of(which: "NDArray[np.int64]", rows: "NDArray[np.int64]") -> dict[int, list[int]]:
    import numpy as np

    found: dict[int, list[int]] = defaultdict(list)
    for place in np.flatnonzero(np.isin(which, rows)).tolist():
        found[int(which[place])].append(place)
    return found


def _spoken(names: Sequence[SplitName]) -> list[_Spoken]:
    """Of each name its parts in every order, in both readings."""
    import numpy as np

    orders = [_orders(name) for name in names]
    parts = list(dict.fromkeys(part for of_name in orders for order in of_name for part in order))
    han = np.array([is_han_word(part) for part in parts], dtype=np.bool_)
    readings = [
        dict(zip(parts, coarse(sounds_of_parts(parts, han, second=second)), strict=True))
        for second in (False, True)
    ]
    units = {part: read_units(part) for part in parts}
    found = {
        (index, "".join([heard[part] for part in order])): order
        for index, of_name in enumerate(orders)
        for order in of_name
        for heard in readings
    }
    return [
        _Spoken(index, sounds, _joined([units[part] for part in order]))
        for (index, sounds), order in found.items()
    ]


def _orders(name: SplitName) -> list[tuple[str, ...]]:
    if len(name.written) > _MOST_ORDERS or name.is_single:
        return [name.written] if not name.is_single else []
    return list(permutations(name.written))


def _joined(parts: Sequence[Units]) -> Units:
    return (
        parts[0][0],
        tuple([code for part in parts for code in part[1]]),
        tuple([code for part in parts for code in part[2]]),
    )


@dataclass(frozen=True)
class _HanText:
    """The Han characters of a text: where they stand, which of the different ones each is, and of these the sounds, consonants and units."""

    places: "NDArray[np.int64]"
    which: "NDArray[np.int64]"
    written: list[str]
    sounds: list[str]
    units: list[Units]
    codes: "NDArray[np.uint64]"
    counts: "NDArray[np.int64]"
    strange: "NDArray[np.int64]"
    differs: "NDArray[np.bool_]"

    def hashes(self, letters: Letters, first: "NDArray[np.int64]", size: int) -> "NDArray[np.uint64]":
        begins = self.places[first]
        return letters.hashes.of(begins, begins + size)

    def strangers(self, first: "NDArray[np.int64]", size: int) -> "NDArray[np.int64]":
        """How many characters of each window were never met in a name."""
        import numpy as np

        unmet = np.cumsum(np.concatenate(([0], self.strange[self.which])))
        found: NDArray[np.int64] = unmet[first + size] - unmet[first]
        return found

    def differing(self, first: "NDArray[np.int64]", size: int) -> "NDArray[np.bool_]":
        """Which windows hold a character that may be read in another way."""
        import numpy as np

        other = np.cumsum(np.concatenate(([0], self.differs[self.which])))
        found: NDArray[np.bool_] = other[first + size] > other[first]
        return found

    def windows(
        self, fewest: int, strange: int
    ) -> "Iterator[tuple[NDArray[np.int64], int, NDArray[np.uint64]]]":
        """Windows of each size: which characters they begin with, and their skeletons. They hold Han characters alone."""
        import numpy as np

        first = np.arange(len(self.places))
        joined, held = self.codes[self.which], self.counts[self.which]
        codes, counts = joined.copy(), held.copy()
        for size in range(2, _LONGEST + 1):
            first = first[first + size - 1 < len(self.places)]
            first = first[self.places[first + size - 1] - self.places[first] == size - 1]
            last = first + size - 1
            joined[first] |= codes[last] << (4 * np.minimum(held[first], _MOST_CONSONANTS)).astype(np.uint64)
            held[first] += counts[last]
            kept = first[(held[first] >= fewest) & (held[first] <= _MOST_CONSONANTS)]
            kept = kept[self.strangers(kept, size) * strange <= size]
            yield kept, size, joined[kept]


def _read(letters: Letters, second: bool) -> _HanText:
    """A character that is in no name counts for too many consonants."""
    import numpy as np

    places = np.flatnonzero(is_han(letters.codes))
    characters, which = np.unique(letters.codes[places], return_inverse=True)
    written = [chr(code) for code in characters.tolist()]
    sounds = [_sound_of(each, second) for each in written]
    codes = skeletons(sounds)
    counts = lengths_of(codes)
    counts[[each in _NEVER_IN_NAMES for each in written]] = _MOST_CONSONANTS + 1
    strange = np.array([each not in _rendering() for each in written], dtype=np.int64)
    differs = np.array([_sound_of(each, True) != _sound_of(each, False) for each in written], dtype=np.bool_)
    return _HanText(
        places,
        which,
        written,
        sounds,
        [read_units(each) for each in written],
        codes,
        counts,
        strange,
        differs,
    )


@cache
def _rendering() -> frozenset[str]:
    """Characters that were met often enough in renderings of names to be learned."""
    return frozenset(
        unit[0] for unit in weights().numbers[Script.HAN] if unit[1:2] == "." and not unit[0].isascii()
    )


@lru_cache(maxsize=1 << 16)
def _sound_of(character: str, second: bool) -> str:
    return coarse([han_sounds(character, second=second)])[0]


@lru_cache(maxsize=1 << 14)
def _compared(window: str, name: str) -> Comparison:
    return compare(window, name)
