"""The codes of parts and words by which `find` sieves: letters, skeletons of consonants, skeletons with one consonant left out, initials.

Codes stand in spaces that are kept apart, so that it can be chosen what meets what: the same skeleton, one with a consonant more on either
side, one with another consonant. The fewer names, the further the sieve reaches.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2
from typing import TYPE_CHECKING

from amanet.names.comparison import compare
from amanet.names.finding_endings import LONGEST_ENDING, bare, is_clitic, is_ending
from amanet.names.finding_names import SplitName
from amanet.names.finding_pairs import Codes, codes_from
from amanet.names.finding_sounds import coarse, han_sounds, lengths_of, rough_sounds, skeletons, without_one
from amanet.names.finding_words import Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["NEVER", "NameParts", "Reach", "by_letters", "sounds_of_words", "word_codes"]

NEVER = 99
_TAG = 60  # bits below the number of the space
_MORE_IN_NAME, _MORE_IN_WORD, _ANOTHER, _COARSE, _INITIAL, _LETTERS = (
    1,
    2,
    3,
    4,
    8,
    9,
)  # _COARSE is added to the first three
_MOST_HAN_SPLITS = 10
_LONGEST_WORD = 64
_SURE = 9.0  # bits, beside those that the number of names asks for; measured on running text (bench/names_find.py)


@dataclass(frozen=True)
class Reach:
    """`one_more`, `another`: how many consonants a skeleton needs so that one may be left out on one side, or on both. `fewest`: how many
    it needs at all. `glances`: how alike both parts together have to sound. `in_windows`: consonants of a name in Han text, and whether one may
    be left out. `likeness_apart`: whether likeness is enough if a word stands between two parts. `discount`: how
    fast a part is worth less, the less alike it sounds. `bits`: what a fuzzy hit has to weigh."""

    one_more: int
    another: int
    fewest: int
    glances: float
    in_windows: int
    window_slips: bool
    likeness_apart: bool
    discount: float
    bits: float

    @classmethod
    def for_count(cls, names: int) -> "Reach":
        bits = _SURE + log2(max(names, 2))
        if names <= 1500:
            return cls(2, 3, 1, 0.95, 4, True, True, 0.0, bits)
        if names <= 3000:
            return cls(3, 4, 2, 1.2, 5, True, True, 0.0, bits)
        return cls(4, NEVER, 2, 1.3, 7, False, False, 1.0, bits)


class NameParts:
    """The different parts of all names, their codes, and the pairs of parts in both orders: `one`, `other`, and whose they are."""

    def __init__(self, names: Sequence[SplitName], reach: Reach) -> None:
        import numpy as np

        self.reach = reach
        self.folded: list[str] = []
        self.written: list[str] = []
        self.is_initial: list[bool] = []
        self._numbers: dict[tuple[str, str, bool], int] = {}
        pairs = [(index, *pair) for index, name in enumerate(names) for pair in self._pairs_of(name)]
        both = [*pairs, *((index, other, one) for index, one, other in pairs)]
        table = np.array(both or np.zeros((0, 3)), dtype=np.int64)
        self.of_name, self.one, self.other = table[:, 0], table[:, 1], table[:, 2]
        self.worth = np.array([compare(part, part).bits for part in self.written], dtype=np.float32)
        self.by_letters = self._by_letters()
        self.is_han = [_is_han(part) for part in self.written]
        sounds = sounds_of_words(self.written)
        coarsely = coarse(sounds)
        self.sounds = [
            rough if han else fine for fine, rough, han in zip(sounds, coarsely, self.is_han, strict=True)
        ]
        owners, codes = self._all_codes()
        self.codes_known = np.unique(codes)
        self.vocabulary = len(self.codes_known)
        self.codes = codes_from(owners, np.searchsorted(self.codes_known, codes), len(self.folded))

    def _pairs_of(self, name: SplitName) -> list[tuple[int, int]]:
        """Every two parts; of three and more also two taken as one; an initial for one of two."""
        parts = [self._number(*part) for part in zip(name.parts, name.written, strict=True)]
        found = list(combinations(parts, 2))
        if len(parts) == 1 and name.han:
            return self._han_splits(name.written[0])
        for place in range(len(parts) - 1 if len(parts) > 2 else 0):
            merged = self._number(
                "".join(name.parts[place : place + 2]), "".join(name.written[place : place + 2])
            )
            found += [(merged, part) for part in (*parts[:place], *parts[place + 2 :])]
        if len(parts) > 1 and not name.han:
            initials = [self._number(part[0], part[0], initial=True) for part in name.parts]
            found += [(initials[0], parts[-1]), (parts[0], initials[-1])]
        return found

    def _han_splits(self, written: str) -> list[tuple[int, int]]:
        if len(written) > _MOST_HAN_SPLITS:
            return []
        splits = [(written[:cut], written[cut:]) for cut in range(1, len(written))]
        return [(self._number(one, one), self._number(other, other)) for one, other in splits]

    def number_of(self, folded: str, written: str) -> int:
        """Where a part stands in the lists."""
        return self._numbers[folded, written.casefold(), False]

    def _number(self, folded: str, written: str, *, initial: bool = False) -> int:
        key = (folded, written.casefold(), initial)
        if key not in self._numbers:
            self._numbers[key] = len(self.folded)
            self.folded.append(folded)
            self.written.append(written)
            self.is_initial.append(initial)
        return self._numbers[key]

    def _by_letters(self) -> dict[str, list[tuple[int, bool]]]:
        """Parts by their folded letters, and by what stays of them before a Russian ending (said by True)."""
        found: dict[str, list[tuple[int, bool]]] = defaultdict(list)
        for number, part in enumerate(self.folded):
            if not self.is_initial[number] and not _is_han(part):
                found[part].append((number, False))
                if stem := bare(part):
                    found[stem].append((number, True))
        return dict(found)

    def _all_codes(self) -> "tuple[NDArray[np.int64], NDArray[np.uint64]]":
        import numpy as np

        initial = np.array(self.is_initial, dtype=np.bool_)
        han = np.array([_is_han(part) for part in self.folded], dtype=np.bool_)
        full = np.flatnonzero(~initial & ~han)
        found = [_skeleton_codes(self.written, full, self.reach, in_name=True)]
        found.append(
            _skeleton_codes(self.written, np.flatnonzero(han), self.reach, in_name=True, space=_COARSE)
        )
        found.append((full, np.uint64(_LETTERS << _TAG) + full.astype(np.uint64)))
        found.append(_initial_codes(self.written, np.flatnonzero(initial)))
        return np.concatenate([owner for owner, _ in found]), np.concatenate([code for _, code in found])


def word_codes(words: Words, parts: NameParts) -> tuple[Codes, set[tuple[int, int]]]:
    """Those codes of the words of a text that some part has; and which words are which parts by their letters."""
    import numpy as np

    alphabetic = np.array([bool(word) for word in words.written], dtype=np.bool_)
    every = np.flatnonzero(alphabetic)
    shortened = np.array(
        [stem != word for stem, word in zip(words.stems, words.written, strict=True)], dtype=np.bool_
    )
    spaces = (0, _COARSE) if any(_is_han(part) for part in parts.folded) else (0,)
    found = []
    for space in spaces:
        found.append(_skeleton_codes(words.written, every, parts.reach, in_name=False, space=space))
        found.append(
            _skeleton_codes(words.stems, np.flatnonzero(shortened), parts.reach, in_name=False, space=space)
        )
    short = [index for index, word in enumerate(words.folded) if len(word) == 1 and words.written[index]]
    found.append(_initial_codes(words.written, np.array(short, dtype=np.int64)))
    same = by_letters(words.folded, parts.by_letters)
    lettered = np.array(sorted(same) or np.zeros((0, 2)), dtype=np.int64)
    found.append((lettered[:, 0], np.uint64(_LETTERS << _TAG) + lettered[:, 1].astype(np.uint64)))
    owners = np.concatenate([owner for owner, _ in found])
    codes = np.concatenate([code for _, code in found])
    places = np.minimum(np.searchsorted(parts.codes_known, codes), len(parts.codes_known) - 1)
    known = parts.codes_known[places] == codes
    return codes_from(owners[known], places[known], len(words.folded)), same


def by_letters(words: Sequence[str], parts: dict[str, list[tuple[int, bool]]]) -> set[tuple[int, int]]:
    """Which words are which parts, but for an ending or an Arabic clitic."""
    opening = {part[:3] for part in parts}
    found: set[tuple[int, int]] = set()
    for index, word in enumerate(words):
        if word[:3] in opening:
            found.update((index, part) for part in _parts_in(word, 0, parts))
        if "\u0620" <= word[:1] <= "\u06ff":
            found.update((index, part) for begin in (1, 2, 3) for part in _parts_in(word, begin, parts))
    return found


def _parts_in(word: str, begin: int, parts: dict[str, list[tuple[int, bool]]]) -> Iterator[int]:
    if len(word) > _LONGEST_WORD or (begin and not is_clitic(word[:begin])):
        return
    for cut in (len(word), *range(len(word) - 1, max(begin + 2, len(word) - LONGEST_ENDING - 1), -1)):
        for part, is_bare in parts.get(word[begin:cut], ()):
            ending = word[cut:]
            if is_ending(ending) if ending else not is_bare:
                yield part


def sounds_of_words(written: Sequence[str], *, second: bool = False) -> list[str]:
    """Rough sounds, of Han words by their readings."""
    sounds = rough_sounds(["" if _is_han(word) else word for word in written], second=second)
    return [
        han_sounds(word, second=second) if _is_han(word) else sound
        for word, sound in zip(written, sounds, strict=True)
    ]


def _is_han(word: str) -> bool:
    return "\u3400" <= word[:1] < "\ua000" or word[:1] >= "\U00020000"


def _skeleton_codes(
    written: Sequence[str], which: "NDArray[np.int64]", reach: Reach, *, in_name: bool, space: int = 0
) -> "tuple[NDArray[np.int64], NDArray[np.uint64]]":
    import numpy as np

    chosen = [written[index] for index in which.tolist()]
    heard = sounds_of_words if in_name else rough_sounds
    readings = [heard(chosen), heard(chosen, second=True)]
    codes = np.concatenate([skeletons(coarse(sounds) if space else sounds) for sounds in readings])
    kept = lengths_of(codes) >= reach.fewest
    codes, owners = codes[kept], np.concatenate((which, which))[kept]
    shorter, of_shorter = without_one(codes, owners, shortest=reach.one_more)
    other, of_other = without_one(codes, owners, shortest=reach.another)
    with_shorter = np.concatenate((codes, shorter)), np.concatenate((owners, of_shorter))
    spaces = {_ANOTHER: (other, of_other)}
    if in_name:
        spaces |= {_MORE_IN_NAME: with_shorter, _MORE_IN_WORD: (codes, owners)}
    else:
        spaces |= {_MORE_IN_NAME: (codes, owners), _MORE_IN_WORD: (shorter, of_shorter)}
    tagged = [values | np.uint64((tag + space) << _TAG) for tag, (values, _) in spaces.items()]
    return np.concatenate([of_whom for _, of_whom in spaces.values()]), np.concatenate(tagged)


def _initial_codes(
    written: Sequence[str], which: "NDArray[np.int64]"
) -> "tuple[NDArray[np.int64], NDArray[np.uint64]]":
    import numpy as np

    sounds = sounds_of_words([written[index] for index in which.tolist()])
    first = np.array([ord(sound[0]) if sound else 0 for sound in sounds], dtype=np.uint64)
    return which, first | np.uint64(_INITIAL << _TAG)
