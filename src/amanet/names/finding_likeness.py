"""How much one word of a text says for one part of a name: first a glance at rough sounds, then what `compare` has learned of letters.

Both are worked out once for each different word and part. Of a word with endings the best reading counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from amanet.names.comparison import compare
from amanet.names.finding_bits import Units, learned_bits, read_units
from amanet.names.finding_endings import stems
from amanet.names.finding_hashes import ranges
from amanet.names.finding_heard import Heard
from amanet.names.finding_parts import NameParts
from amanet.names.finding_words import Words, distinct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Alike", "Likeness", "rough_bits", "rough_bits_of_many"]

_DIFFERENT = -100.0
_CONSONANT, _COARSE_CONSONANT, _SLIP, _VOWEL = (
    2.8,
    2.4,
    4.0,
    0.9,
)  # bits of rough sounds: one in seven, and a vowel one in two
_NO_VOWELS = str.maketrans("", "", "aiu")
_NO_CONSONANTS = str.maketrans("", "", "PMNLRTSCKH")
_SLIP_OF_THE_PEN = 5.0  # bits: ordinary words lie closer to names than other names do
_ENDING = 1.5  # bits that looking past an ending costs
_DOUBT_OF_HAN = 0.2  # of the bits that speak against
_RUSSIAN = frozenset(
    ["и", "ы", "е", "у", "ю", "ои", "ои", "еи", "ою", "ею"]
)  # of names that end in а or я: Мария, Марии


@dataclass(frozen=True, slots=True)
class Alike:
    """`folded`: the letters are those of the part, but for an ending."""

    bits: float
    folded: bool
    reason: str


class Likeness:
    """Bits for words against parts, both by their numbers."""

    def __init__(self, words: Words, heard: Heard, parts: NameParts, same: set[tuple[int, int]]) -> None:
        self._words, self._heard, self._parts, self.same = words, heard, parts, same
        self._known: dict[tuple[int, int], Alike] = {}
        self._units_of: dict[int, Units] = {}

    def glance_at_most(self, word: "NDArray[np.int64]", part: "NDArray[np.int64]") -> "NDArray[np.float32]":
        """No glance says more: as many sounds of the longer as the shorter has."""
        import numpy as np

        size = self._parts.sound_lengths[part]
        shortest, longest = (lengths[word] for lengths in self._heard.sound_lengths)
        longer, shorter = np.maximum(size, shortest), np.minimum(size, longest)
        bound: NDArray[np.float32] = (shorter / np.maximum(longer, 1)).astype(np.float32)
        return np.minimum(bound, np.float32(1))

    def glance(self, word: "NDArray[np.int64]", part: "NDArray[np.int64]") -> "NDArray[np.float32]":
        """From 0 to 1, by rough sounds, each different pair once; of a word with endings its best reading."""
        import numpy as np
        from rapidfuzz import process

        if not len(word):
            return np.zeros(0, dtype=np.float32)
        which, places = distinct((word * len(self._parts) + part).astype(np.uint64))
        words, parts = word[places], part[places]
        starts = self._heard.row_starts
        counts = starts[words + 1] - starts[words]
        rows = self._heard.rows[ranges(starts[words], counts)].tolist()
        against = np.repeat(parts, counts)
        han = self._parts.is_han[against].tolist()
        sounds, coarsely = self._heard.sounds, self._heard.coarse if any(han) else []
        heard = [coarsely[row] if is_han else sounds[row] for row, is_han in zip(rows, han, strict=True)]
        of_parts = [self._parts.sounds[each] for each in against.tolist()]
        scored = process.cpdist(heard, of_parts, scorer=Levenshtein.normalized_similarity, dtype=np.float32)
        best: NDArray[np.float32] = np.maximum.reduceat(scored, np.cumsum(counts) - counts)[which]
        return best

    def estimate(self, word: "NDArray[np.int64]", part: "NDArray[np.int64]") -> "NDArray[np.float32]":
        """About the bits that `of` would give, for many at once, each different pair once."""
        import numpy as np

        if not len(word):
            return np.zeros(0, dtype=np.float32)
        which, places = distinct((word * len(self._parts) + part).astype(np.uint64))
        words, parts = word[places], part[places]
        starts = self._heard.row_starts
        counts = starts[words + 1] - starts[words]
        rows, against = self._heard.rows[ranges(starts[words], counts)], np.repeat(parts, counts)
        read, of_read = np.unique(rows, return_inverse=True)
        known, of_known = np.unique(against, return_inverse=True)
        units = [self._units(row) for row in read.tolist()]
        of_parts = [
            (each.script, each.codes, each.sounds)
            for each in map(self._parts.read.__getitem__, known.tolist())
        ]
        bits = learned_bits(units, of_parts, of_read, of_known)
        sounds = [self._parts.sounds[each] for each in known.tolist()]
        han = self._parts.is_han[against]
        for is_han, chosen in ((False, np.flatnonzero(~han)), (True, np.flatnonzero(han))):
            if len(chosen):
                every = self._heard.coarse if is_han else self._heard.sounds
                heard = [every[row] for row in read.tolist()]
                rough = rough_bits_of_many(heard, sounds, of_read[chosen], of_known[chosen], coarsely=is_han)
                bits[chosen] = np.maximum(bits[chosen], rough)
        best: NDArray[np.float32] = np.maximum.reduceat(bits, np.cumsum(counts) - counts)[which]
        return best

    def _units(self, row: int) -> Units:
        known = self._units_of.get(row)
        if known is None:
            known = self._units_of[row] = read_units(self._heard.written(row))
        return known

    def of(self, word: int, part: int) -> "Alike":
        known = self._known.get((word, part))
        if known is None:
            known = self._known[word, part] = self._judged(word, part)
        return known

    def written(self, word: int) -> str:
        return self._words.written(word)

    def worth(self, part: int) -> float:
        """What the part scores against itself."""
        return float(self._parts.worth[part])

    def _judged(self, word: int, part: int) -> "Alike":
        text, name = self._words.folded(word), self._parts.folded[part]
        if (word, part) in self.same:
            return Alike(
                self.worth(part),
                True,
                f"{text}: the same letters" if text == name else f"{text} / {name}: with an ending",
            )
        best = Alike(_DIFFERENT, False, "")
        for before, stem, ending in self._readings(word):
            answer = compare(stem, self._parts.written[part])
            what = answer.reasons[0].what if answer.reasons else ""
            bits = (
                answer.bits
                - _ENDING * bool(before or ending)
                - _SLIP_OF_THE_PEN * ("a slip of the pen" in what)
            )
            if bits > best.bits:
                best = Alike(bits, False, f"{text} / {name}: {what}")
        is_han = bool(self._parts.is_han[part])
        # What compare has learned speaks against: rough sounds alone are worth less.
        doubt = _DOUBT_OF_HAN * max(-best.bits, 0.0) if is_han else 0.0
        sounds = self._heard.coarse if is_han else self._heard.sounds
        for row in self._heard.of_word(word):
            bits = rough_bits(sounds[row], self._parts.sounds[part], coarsely=is_han) - doubt
            if bits > best.bits:
                best = Alike(bits, False, f"{text} / {name}: roughly the same sounds")
        return best

    def _readings(self, word: int) -> list[tuple[str, str, str]]:
        written, folded = self._words.written(word), self._words.folded(word)
        readings = [("", written, "")]
        for before, _, ending in stems(folded)[1:6]:
            stem = _cut(written, folded, before, ending)
            readings.append((before, stem, ending))
            if ending in _RUSSIAN:
                readings += [(before, stem + vowel, ending) for vowel in "ая"]
        return readings


def rough_bits(one: str, other: str, *, coarsely: bool = False) -> float:
    """By consonants in their classes, and vowels where both write them."""
    consonants = one.translate(_NO_VOWELS), other.translate(_NO_VOWELS)
    vowels = one.translate(_NO_CONSONANTS), other.translate(_NO_CONSONANTS)
    slips = Levenshtein.distance(*consonants)
    bits = (_COARSE_CONSONANT if coarsely else _CONSONANT) * (
        max(map(len, consonants)) - slips
    ) - _SLIP * slips
    if min(map(len, vowels)) * 2 >= max(map(len, vowels)):
        slips = Levenshtein.distance(*vowels)
        bits += _VOWEL * (max(map(len, vowels)) - 2 * slips)
    return bits


def rough_bits_of_many(
    words: Sequence[str],
    parts: Sequence[str],
    one: "NDArray[np.int64]",
    other: "NDArray[np.int64]",
    *,
    coarsely: bool,
) -> "NDArray[np.float32]":
    """`rough_bits` of the words `one` against the parts `other`, row by row."""
    import numpy as np

    weight = _COARSE_CONSONANT if coarsely else _CONSONANT
    slips, longest, _ = _distances(
        [each.translate(_NO_VOWELS) for each in words],
        [each.translate(_NO_VOWELS) for each in parts],
        one,
        other,
    )
    bits = weight * (longest - slips) - _SLIP * slips
    slips, longest, shortest = _distances(
        [each.translate(_NO_CONSONANTS) for each in words],
        [each.translate(_NO_CONSONANTS) for each in parts],
        one,
        other,
    )
    found: NDArray[np.float32] = bits + np.where(shortest * 2 >= longest, _VOWEL * (longest - 2 * slips), 0.0)
    return found.astype(np.float32)


def _distances(
    words: list[str], parts: list[str], one: "NDArray[np.int64]", other: "NDArray[np.int64]"
) -> "tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]":
    """Edits, and how long the longer and the shorter of both are."""
    import numpy as np
    from rapidfuzz import process

    mine, theirs = [words[each] for each in one.tolist()], [parts[each] for each in other.tolist()]
    edits = process.cpdist(mine, theirs, scorer=Levenshtein.distance, dtype=np.float32)
    lengths = np.array([len(each) for each in words], dtype=np.float32)[one]
    their_lengths = np.array([len(each) for each in parts], dtype=np.float32)[other]
    return edits, np.maximum(lengths, their_lengths), np.minimum(lengths, their_lengths)


def _cut(written: str, folded: str, before: str, ending: str) -> str:
    """The stem as written, where writing and folded letters go side by side."""
    if len(written) != len(folded):
        return folded[len(before) : len(folded) - len(ending)]
    return written[len(before) : len(written) - len(ending)]
