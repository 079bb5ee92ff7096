"""Bits by rough sounds alone: what two words that are heard alike say for each other, whatever letters they have.

>>> rough_bits("MuiaSaR", "MuiaSaR") > rough_bits("MuiaSaR", "MaSaR") > rough_bits("MuiaSaR", "TuRSuN")
True
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["rough_bits", "rough_bits_of_many"]

# Bits of rough sounds: a consonant is one in seven, a vowel one in two.
_CONSONANT, _COARSE_CONSONANT, _SLIP, _VOWEL = 2.8, 2.4, 4.0, 0.9
_NO_VOWELS = str.maketrans("", "", "aiu")
_NO_CONSONANTS = str.maketrans("", "", "PMNLRTSCKH")


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
