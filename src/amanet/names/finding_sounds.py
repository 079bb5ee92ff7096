"""How words sound, roughly: the few classes of sounds that survive the way from one script to another.

Only a sieve for `find`: words that cannot be forms of one name are kept from the slow comparison. Capital letters are consonants (P: b p f v,
M, N, L, R, T: d t, S: s z, C: sh zh ch j, K: k g q gh, H: h kh), small ones vowels (a, i, u). A letter that is read in two ways (Turkish and
English c, x, j, Arabic ج, an h that is heard or not) is read in the first or, on demand, in the second way. `COARSE` brings together what
the syllables of Han characters do not tell apart.

    >>> rough_sounds(["Muyesser", "مۇيەسسەر", "Муйессер"])
    ['MuiaSaR', 'MuiaSaR', 'MuiaSaR']
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from amanet.names.folding import fold
from amanet.names.units import han_readings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LONGEST", "coarse", "han_sounds", "lengths_of", "rough_sounds", "skeletons", "without_one"]

LONGEST = 14  # consonants of a skeleton; what follows is left out
_CONSONANTS = "PMNLRTSCKH"
_COARSE = "PMNLLTSSKK"  # r is l and k is h in many a rendering in Han characters
_FIRST = {
    "P": "bpfvбпфвبپفڤۋ", "M": "mмم", "N": "nŋнңنڭ", "L": "lлل", "R": "rрر", "T": "dtтдتطدضٹڈ", "S": "szсзцثذسزصظ",
    "C": "cjšśşșçčćžźżшщжчҷҗشژجچ", "K": "kgqğкгқғقكگغ", "H": "hxхһҳحخھه", "a": "aäeаәеэяاەآى", "i": "iyëéıиіыйيېے",
    "u": "uowуұүоөюوۇۆۈۅ", "KS": "", "TS": "", "": "ьъئءع",
}  # fmt: skip
_SECOND = {
    "K": "cج", "KS": "x", "TS": "ц", "": "jжhһھهğ", "P": "wو", "T": "ثذظ", "S": "ض",
}  # fmt: skip
_SPELLED = (
    ("sch", "š"), ("tsh", "č"), ("tch", "č"), ("dzh", "č"), ("sh", "š"), ("ch", "č"), ("zh", "ž"), ("dj", "č"), ("kh", "х"), ("gh", "ғ"),
    ("ph", "f"), ("th", "t"), ("dh", "d"), ("ck", "k"), ("ng", "n"), ("нг", "н"), ("tz", "s"), ("ts", "ц"), ("oo", "u"), ("ee", "i"),
    ("ya", "a"), ("yu", "u"), ("дж", "ж"), ("تش", "چ"), ("ة\n", "ا\n"), ("ه\n", "ا\n"), ("h\n", "\n"),
)  # fmt: skip


def rough_sounds(words: Sequence[str], *, second: bool = False) -> list[str]:
    """Of each word, which must hold no line break; Han characters have no sound here."""
    if not words:
        return []
    joined = "\n".join(words).lower() + "\n"
    for spelled, letter in _SPELLED:
        joined = joined.replace(spelled, letter)
    joined = joined.translate(_READ_SECOND if second else _READ_FIRST)
    for consonant in _CONSONANTS:
        joined = joined.replace(consonant * 3, consonant).replace(consonant * 2, consonant)
    return joined[:-1].split("\n")


@lru_cache(maxsize=1 << 16)
def han_sounds(word: str, *, second: bool = False) -> str:
    """Of Han characters, by their readings."""
    return rough_sounds(["".join(_heard(syllable) for _, syllable in han_readings(word))], second=second)[0]


def _heard(syllable: str) -> str:
    """A Pinyin syllable in letters that rough_sounds reads rightly."""
    if syllable == "er":
        return "r"
    if syllable[0] in "qx" or (syllable[0] == "c" and not syllable.startswith("ch")):
        return {"q": "č", "x": "š", "c": "s"}[syllable[0]] + syllable[1:]
    return syllable


def coarse(sounds: Sequence[str]) -> list[str]:
    """The same sounds in the classes that Han renderings keep."""
    return "\n".join(sounds).translate(str.maketrans(_CONSONANTS, _COARSE)).split("\n") if sounds else []


def skeletons(sounds: Sequence[str]) -> "NDArray[np.uint64]":
    """The consonants of each word as one number, four bits a consonant, the first one lowest."""
    import numpy as np

    if not sounds:
        return np.zeros(0, dtype=np.uint64)
    letters = np.frombuffer(("\n".join(sounds) + "\n").encode("ascii"), dtype=np.uint8)
    ranks = np.zeros(128, dtype=np.uint64)
    ranks[[ord(consonant) for consonant in _CONSONANTS]] = np.arange(1, len(_CONSONANTS) + 1)
    ends = np.flatnonzero(letters == ord("\n"))
    values = ranks[letters]
    heard = np.cumsum(values > 0)
    before = np.concatenate(([0], heard[ends[:-1]]))
    places = heard - np.repeat(before, np.diff(ends, prepend=-1)) - 1
    values[(places < 0) | (places >= LONGEST)] = 0
    shifted = values << (np.clip(places, 0, LONGEST) * 4).astype(np.uint64)
    codes: NDArray[np.uint64] = np.add.reduceat(shifted, np.concatenate(([0], ends[:-1] + 1)))
    return codes


def lengths_of(codes: "NDArray[np.uint64]") -> "NDArray[np.int64]":
    """How many consonants each skeleton has."""
    import numpy as np

    found = np.zeros(len(codes), dtype=np.int64)
    for place in range(LONGEST):
        found += (codes >> np.uint64(4 * place)) > 0
    return found


def without_one(
    codes: "NDArray[np.uint64]", owners: "NDArray[np.int64]", *, shortest: int
) -> "tuple[NDArray[np.uint64], NDArray[np.int64]]":
    """Every skeleton with one consonant left out, for those of at least `shortest`, and to which `owners` they belong."""
    import numpy as np

    lengths = lengths_of(codes)
    found, of_whom = [codes[:0]], [owners[:0]]
    for place in range(int(lengths.max(initial=0))):
        longer = (lengths > place) & (lengths >= shortest)
        below = np.uint64((1 << 4 * place) - 1)
        kept = codes[longer]
        found.append((kept & below) | ((kept >> np.uint64(4)) & ~below))
        of_whom.append(owners[longer])
    return np.concatenate(found), np.concatenate(of_whom)


class _Reading(dict[int, str]):
    """What each letter sounds like, worked out when it is first met."""

    def __init__(self, *tables: dict[str, str]) -> None:
        super().__init__({10: "\n"})
        for table in tables:
            self.update({ord(letter): sound for sound, letters in table.items() for letter in letters})

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code))
        known = [self.get(ord(letter), "") for letter in folded if ord(letter) != code]
        self[code] = sound = "".join(known)
        return sound


_READ_FIRST = _Reading(_FIRST)
_READ_SECOND = _Reading(_FIRST, _SECOND)
