"""How much one word of a text says for one part of a name: first a glance at rough sounds, then what `compare` has learned of letters.

Both are worked out once for each different word and part. Of a word with endings the best reading counts.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from amanet.names.comparison import compare
from amanet.names.finding_codes import NameParts
from amanet.names.finding_endings import stems
from amanet.names.finding_sounds import coarse, rough_sounds
from amanet.names.finding_words import Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Alike", "Likeness", "rough_bits"]

_DIFFERENT = -100.0
_INITIAL = 2.0
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
    """Bits for words (by their places in `words`) against parts (by their places in `parts`)."""

    def __init__(self, words: Words, parts: NameParts, same: set[tuple[int, int]]) -> None:
        self._words, self._parts, self.same = words, parts, same
        self._sounds = rough_sounds(words.written)
        self._stem_sounds = rough_sounds(words.stems)
        self._heard = [self._sounds, self._stem_sounds]
        self._heard_coarsely = (
            [coarse(sounds) for sounds in self._heard] if any(parts.is_han) else self._heard
        )
        self._known: dict[tuple[int, int], Alike] = {}

    def glance(self, word: "NDArray[np.int64]", part: "NDArray[np.int64]") -> "NDArray[np.float32]":
        """From 0 to 1, by rough sounds, each different pair once."""
        import numpy as np
        from rapidfuzz import process

        if not len(word):
            return np.zeros(0, dtype=np.float32)
        keys = word * len(self._parts.folded) + part
        distinct, places = np.unique(keys, return_inverse=True)
        words, parts = np.divmod(distinct, len(self._parts.folded))
        against = [self._parts.sounds[each] for each in parts.tolist()]
        alike = np.zeros(len(distinct), dtype=np.float32)
        han = np.array(self._parts.is_han, dtype=np.bool_)[parts].tolist()
        for sounds, coarsely in zip(self._heard, self._heard_coarsely, strict=True):
            heard = [
                (coarsely if is_han else sounds)[word]
                for word, is_han in zip(words.tolist(), han, strict=True)
            ]
            scored = process.cpdist(
                heard, against, scorer=Levenshtein.normalized_similarity, dtype=np.float32
            )
            alike = np.maximum(alike, scored)
        found: NDArray[np.float32] = alike[places]
        return found

    def of(self, word: int, part: int) -> "Alike":
        known = self._known.get((word, part))
        if known is None:
            known = self._known[word, part] = self._judged(word, part)
        return known

    def worth(self, part: int) -> float:
        """What the part scores against itself."""
        return float(self._parts.worth[part])

    def _judged(self, word: int, part: int) -> "Alike":
        text, name = self._words.folded[word], self._parts.folded[part]
        if self._parts.is_initial[part]:
            return Alike(_INITIAL, False, f"{text} / {name}: an initial")
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
        is_han = self._parts.is_han[part]
        # What compare has learned speaks against: rough sounds alone are worth less.
        doubt = _DOUBT_OF_HAN * max(-best.bits, 0.0) if is_han else 0.0
        for sounds in self._heard_coarsely if is_han else self._heard:
            bits = rough_bits(sounds[word], self._parts.sounds[part], coarsely=is_han) - doubt
            if bits > best.bits:
                best = Alike(bits, False, f"{text} / {name}: roughly the same sounds")
        return best

    def _readings(self, word: int) -> list[tuple[str, str, str]]:
        written, folded = self._words.written[word], self._words.folded[word]
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


def _cut(written: str, folded: str, before: str, ending: str) -> str:
    """The stem as written, where writing and folded letters go side by side."""
    if len(written) != len(folded):
        return folded[len(before) : len(folded) - len(ending)]
    return written[len(before) : len(written) - len(ending)]
