"""How words sound, roughly: the few classes of sounds that survive the way from one script to another.

Only a sieve for `find`: words that cannot be forms of one name are kept from the slow comparison. Capital letters are consonants (P: b p f v,
M, N, L, R, T: d t, S: s z, C: sh zh ch j, K: k g q gh, H: h kh), small ones vowels (a, i, u). A letter that is read in two ways (Turkish and
English c, x, j, Arabic ج, an h that is heard or not) is read in the first or, on demand, in the second way. `COARSE` brings together what
the syllables of Han characters do not tell apart.

    >>> rough_sounds(["Muyesser", "مۇيەسسەر", "Муйессер"])
    ['MuiaSaR', 'MuiaSaR', 'MuiaSaR']
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from amanet.names.folding import fold
from amanet.names.units import han_readings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "LONGEST",
    "coarse",
    "coarsely",
    "han_sounds",
    "heard_in_lines",
    "lengths_of",
    "rough_sounds",
    "skeletons",
    "skeletons_in_lines",
    "without_one",
]

LONGEST = 14  # consonants of a skeleton; what follows is left out
_CONSONANTS = "PMNLRTSCKH"
_END, _UNMET = 10, 255
_COARSE = "PMNLLTSSKK"  # r is l and k is h in many a rendering in Han characters
_FIRST = {
    "P": "bpfvбпфвبپفڤۋ", "M": "mмم", "N": "nŋнңنڭ", "L": "lлل", "R": "rрر", "T": "dtтдتطدضٹڈ", "S": "szсзцثذسزصظ",
    "C": "cjšśşșçčćžźżшщжчҷҗشژجچ", "K": "kgqğкгқғقكگغ", "H": "hxхһҳحخھه", "a": "aäeаәеэяاەآى", "i": "iyëéıиіыйيېے",
    "u": "uowуұүоөюوۇۆۈۅ", "": "ьъئءع",
}  # fmt: skip
_SECOND = {
    "K": "cج", "": "jжhһھهğحغгғ", "P": "wو", "T": "ثذظ", "S": "ض",
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
    return heard_in_lines("\n".join(words) + "\n", second=second).decode("ascii")[:-1].split("\n")


def heard_in_lines(lines: str, *, second: bool = False) -> bytes:
    """The rough sounds of many words at once; every line holds one and ends."""
    import numpy as np

    lines = lines.lower()
    if second:
        lines = lines.replace("th", "s")
    for spelled, letter in _SPELLED:
        lines = lines.replace(spelled, letter)
    if second:
        lines = lines.replace("x", "ks").replace("ц", "ts")
    table = _table(second)
    codes = np.frombuffer(lines.encode("utf-32-le", "replace"), dtype="<u4")
    sounds = table[codes]
    if sounds.size and int(sounds.max()) == _UNMET:
        for code in np.unique(codes[sounds == _UNMET]).tolist():
            table[code] = _first_sound(code, second)
        sounds = table[codes]
    heard: bytes = sounds[sounds > 0].tobytes()
    for consonant in _CONSONANTS.encode():
        once = bytes([consonant])
        heard = heard.replace(once * 3, once).replace(once * 2, once)
    return heard


@lru_cache(maxsize=1 << 16)
def han_sounds(word: str, *, second: bool = False) -> str:
    """Of Han characters, by their readings."""
    return rough_sounds(
        ["".join(_heard(syllable, second) for _, syllable in han_readings(word))], second=second
    )[0]


def _heard(syllable: str, second: bool) -> str:
    """A Pinyin syllable in letters that rough_sounds reads rightly; an h is left out, and a w a consonant, in the second reading."""
    if second and syllable[0] == "w" and syllable != "wu":
        return "v" + syllable[1:]
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
    return skeletons_in_lines(("\n".join(sounds) + "\n").encode("ascii") if sounds else b"")


def skeletons_in_lines(lines: bytes) -> "NDArray[np.uint64]":
    import numpy as np

    letters = np.frombuffer(lines, dtype=np.uint8)
    ranks = np.zeros(128, dtype=np.uint8)
    ranks[[ord(consonant) for consonant in _CONSONANTS]] = np.arange(1, len(_CONSONANTS) + 1)
    ends = np.flatnonzero(letters == _END)
    kept = np.flatnonzero(ranks[letters])
    line = np.searchsorted(ends, kept)
    places = np.arange(len(kept)) - np.searchsorted(line, np.arange(len(ends)))[line]
    codes = np.zeros(len(ends), dtype=np.uint64)
    ranked = ranks[letters[kept]].astype(np.uint64)
    for place in range(min(LONGEST, int(places.max(initial=-1)) + 1)):
        at = np.flatnonzero(places == place)
        codes[line[at]] |= ranked[at] << np.uint64(4 * place)
    return codes


def coarsely(codes: "NDArray[np.uint64]") -> "NDArray[np.uint64]":
    """Skeletons in the classes that Han renderings keep."""
    import numpy as np

    ranks = np.array([0, *(_CONSONANTS.index(each) + 1 for each in _COARSE)], dtype=np.uint64)
    found = np.zeros(len(codes), dtype=np.uint64)
    for place in range(LONGEST):
        shift = np.uint64(4 * place)
        found |= ranks[(codes >> shift) & np.uint64(15)] << shift
    return found


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

    lengths, room = lengths_of(codes), np.uint64((1 << 4 * LONGEST) - 1)
    found, of_whom = [codes[:0]], [owners[:0]]
    for place in range(int(lengths.max(initial=0))):
        longer = (lengths > place) & (lengths >= shortest)
        below = np.uint64((1 << 4 * place) - 1)
        kept, mark = codes[longer] & room, codes[longer] & ~room
        found.append((kept & below) | ((kept >> np.uint64(4)) & ~below) | mark)
        of_whom.append(owners[longer])
    return np.concatenate(found), np.concatenate(of_whom)


@cache
def _table(second: bool) -> "NDArray[np.uint8]":
    """What each letter sounds like, worked out when it is first met; 0 for nothing."""
    import numpy as np

    table = np.full(0x110000, _UNMET, dtype=np.uint8)
    for known in (_FIRST, _SECOND) if second else (_FIRST,):
        for sound, letters in known.items():
            table[[ord(letter) for letter in letters]] = ord(sound) if sound else 0
    table[_END] = _END
    return table


def _first_sound(code: int, second: bool) -> int:
    """Of a letter that is in no table, by what it folds to."""
    table = _table(second)
    heard = (int(table[ord(letter)]) for letter in fold(chr(code)) if ord(letter) != code)
    return next((sound for sound in heard if sound not in (0, _END, _UNMET)), 0)
