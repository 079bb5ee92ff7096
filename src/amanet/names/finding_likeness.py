"""How much one word of a text says for one part of a name: first a glance at rough sounds, then what `compare` has learned of letters.

Both are worked out once for each different word and part. Of a word with endings the best reading counts.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from amanet.names.comparison import compare
from amanet.names.finding_bits import Units, learned_bits, read_units
from amanet.names.finding_characters import Readings, agreed, read_bits, units_of_readings
from amanet.names.finding_endings import stems
from amanet.names.finding_hashes import ranges
from amanet.names.finding_heard import Heard
from amanet.names.finding_parts import NameParts
from amanet.names.finding_rough import rough_bits, rough_bits_of_many
from amanet.names.finding_words import Words, distinct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Alike", "Likeness"]

_DIFFERENT = -100.0
_SLIP_OF_THE_PEN = 5.0  # bits: ordinary words lie closer to names than other names do
_ENDING = 1.5  # bits that looking past an ending costs
_KNOWN = "known to be writings of one name"
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
        self._words, self.heard, self._parts, self.same = words, heard, parts, same
        self._known: dict[tuple[int, int], Alike] = {}
        self._agreed: dict[tuple[int, int], float] = {}
        self._units_of: dict[int, Units] = {}

    def glance_at_most(self, word: "NDArray[np.int64]", part: "NDArray[np.int64]") -> "NDArray[np.float32]":
        """No glance says more: as many sounds of the longer as the shorter has."""
        import numpy as np

        size = self._parts.sound_lengths[part]
        shortest, longest = (lengths[word] for lengths in self.heard.sound_lengths)
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
        starts = self.heard.row_starts
        counts = starts[words + 1] - starts[words]
        rows = self.heard.rows[ranges(starts[words], counts)].tolist()
        against = np.repeat(parts, counts)
        han = self._parts.is_han[against].tolist()
        sounds, coarsely = self.heard.sounds, self.heard.coarse if any(han) else []
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
        starts = self.heard.row_starts
        counts = starts[words + 1] - starts[words]
        bits = self._of_readings(self.heard.rows[ranges(starts[words], counts)], np.repeat(parts, counts))
        best = np.maximum.reduceat(bits, np.cumsum(counts) - counts)
        self._remember(words, parts, best)
        of_all: NDArray[np.float32] = best[which]
        return of_all

    def _of_readings(self, rows: "NDArray[np.int64]", parts: "NDArray[np.int64]") -> "NDArray[np.float32]":
        """Of readings of words against parts, row by row."""
        import numpy as np

        read, one = np.unique(rows, return_inverse=True)
        known, other = np.unique(parts, return_inverse=True)
        units = [self._units(row) for row in read.tolist()]
        of_parts = [
            (each.script, each.codes, each.sounds)
            for each in map(self._parts.read.__getitem__, known.tolist())
        ]
        bits = learned_bits(units, of_parts, one, other)
        han = self._parts.is_han[parts]
        sounds = [self._parts.sounds[each] for each in known.tolist()]
        if len(some := np.flatnonzero(~han)):
            heard = [self.heard.sounds[row] for row in read.tolist()]
            rough = rough_bits_of_many(heard, sounds, one[some], other[some], coarsely=False)
            bits[some] = np.maximum(bits[some], rough)
        if len(some := np.flatnonzero(han)):
            heard = [self.heard.coarse[row] for row in read.tolist()]
            rough = rough_bits_of_many(heard, sounds, one[some], other[some], coarsely=True)
            read_so = read_bits(units, self._readings_of_parts(known), one[some], other[some])
            bits[some] = agreed(bits[some], read_so, rough)
        return bits

    def _remember(
        self, words: "NDArray[np.int64]", parts: "NDArray[np.int64]", bits: "NDArray[np.float32]"
    ) -> None:
        """What is known of parts in Han characters: `of` does not work it out again."""
        some = self._parts.is_han[parts].nonzero()[0]
        pairs = zip(words[some].tolist(), parts[some].tolist(), strict=True)
        self._agreed.update(zip(pairs, bits[some].tolist(), strict=True))

    def _readings_of_parts(self, parts: "NDArray[np.int64]") -> list[Readings]:
        """Of the parts in Han characters; of others nothing."""
        return [
            units_of_readings(self._parts.written[part]) if is_han else ()
            for part, is_han in zip(parts.tolist(), self._parts.is_han[parts].tolist(), strict=True)
        ]

    def _units(self, row: int) -> Units:
        known = self._units_of.get(row)
        if known is None:
            known = self._units_of[row] = read_units(self.heard.written(row))
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
        if self._parts.is_han[part]:
            return self._judged_in_han(word, part, best)
        for row in self.heard.of_word(word):
            bits = rough_bits(self.heard.sounds[row], self._parts.sounds[part])
            if bits > best.bits:
                best = Alike(bits, False, f"{text} / {name}: roughly the same sounds")
        return best

    def _judged_in_han(self, word: int, part: int, compared: Alike) -> Alike:
        if (word, part) not in self._agreed:
            self.estimate(_only(word), _only(part))
        bits = self._agreed[word, part]
        if compared.reason.endswith(_KNOWN) and compared.bits > bits:
            return compared
        what = compared.reason.partition(": ")[2] if compared.bits > 0 else "roughly the same sounds"
        return Alike(bits, False, f"{self._words.folded(word)} / {self._parts.folded[part]}: {what}")

    def _readings(self, word: int) -> list[tuple[str, str, str]]:
        written, folded = self._words.written(word), self._words.folded(word)
        readings = [("", written, "")]
        for before, _, ending in stems(folded)[1:6]:
            stem = _cut(written, folded, before, ending)
            readings.append((before, stem, ending))
            if ending in _RUSSIAN:
                readings += [(before, stem + vowel, ending) for vowel in "ая"]
        return readings


def _only(number: int) -> "NDArray[np.int64]":
    import numpy as np

    return np.array([number], dtype=np.int64)


def _cut(written: str, folded: str, before: str, ending: str) -> str:
    """The stem as written, where writing and folded letters go side by side."""
    if len(written) != len(folded):
        return folded[len(before) : len(folded) - len(ending)]
    return written[len(before) : len(written) - len(ending)]
