"""Cuts a word of any script into units: the letters, or parts of a character's reading, that stand for about one sound.

Which letters make a unit, and which sounds it may be, stands in `data/units_*.tsv`; nothing is decided about the language, so that a
letter with several readings keeps them all (`c` is s, k, ts or ch). Han characters are read through Pinyin (pypinyin) and give the parts
of the reading, told apart by character. What answers what across scripts is learned (`amanet.names.weights`).

    >>> units_of("Муйессер", Script.CYRILLIC)
    ('м', 'у', 'й', 'е', 'с', 'е', 'р')
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import cast

from amanet.names.folding import fold
from amanet.names.scripts import Script
from amanet.names.tables import read_rows

__all__ = ["all_units", "han_chain", "han_readings", "sounds_of", "units_of", "units_of_syllable"]

_TABLES = {
    Script.LATIN: "units_latin.tsv",
    Script.CYRILLIC: "units_cyrillic.tsv",
    Script.ARABIC: "units_arabic.tsv",
}
_LONGEST = 64  # letters of one word that are looked at: no name is longer, and hostile input is


def units_of(word: str, script: Script) -> tuple[str, ...]:
    """The units of one word, all of one script; letters in no table are folded first, and ignored if they then still are."""
    if script is Script.HAN:
        return _units_of_han(word[:_LONGEST])
    if script is Script.OTHER:
        return _units_of_other(word[:_LONGEST])
    return _alphabet(script).cut(word[:_LONGEST])


def all_units(script: Script) -> list[str]:
    """Every unit the table of an alphabet can give."""
    return sorted(_alphabet(script).sounds)


def sounds_of(unit: str, script: Script) -> tuple[str, ...]:
    """The sounds the unit may be, likeliest first; `-` is silence."""
    if script is Script.HAN:
        return _han_sounds().get(han_chain(unit)[-1], ("@",))
    if script is Script.OTHER:
        return tuple(dict.fromkeys((unit, *_other_sounds().get(unit, ()))))
    return _alphabet(script).sounds[unit]


class _Letters(dict[int, str]):
    """Letters that a table knows stay; all others are folded."""

    def __init__(self, known: set[str]) -> None:
        super().__init__({ord(letter): letter for letter in known})

    def __missing__(self, code: int) -> str:
        folded = self[code] = fold(chr(code))
        return folded


_Places = tuple[
    tuple[str, ...], tuple[str, ...], tuple[str, ...]
]  # units at the start, inside and at the end of a word


@dataclass(frozen=True)
class _Alphabet:
    """One table, compiled: for each letter the lines that can begin with it, as one pattern, and what each line gives."""

    patterns: dict[str, tuple[re.Pattern[str], tuple[_Places, ...]]]
    sounds: dict[str, tuple[str, ...]]
    letters: _Letters

    def cut(self, word: str) -> tuple[str, ...]:
        plain = unicodedata.normalize("NFKC", word).casefold().translate(self.letters)
        patterns, end = self.patterns, len(plain)
        units: list[str] = []
        place = 0
        while place < end:
            known = patterns.get(plain[place])
            match = known[0].match(plain, place) if known else None
            if known is None or match is None:
                place += 1
                continue
            stop = match.end()
            units += known[1][(match.lastindex or 1) - 1][0 if place == 0 else 2 if stop == end else 1]
            place = stop
        return tuple(units)


@cache
def _alphabet(script: Script) -> _Alphabet:
    rows = [(row[0], row[1].split(), (row[2] or "-").split()) for row in read_rows(_TABLES[script])]
    sounds: dict[str, tuple[str, ...]] = {}
    for _, units, heard in rows:
        for unit, sound in zip(units, heard, strict=False):
            for label in _at_places(unit):
                sounds.setdefault(label, tuple(sound.split("/")))
    begin: dict[str, list[tuple[str, _Places]]] = {}
    for letters, units, _ in rows:
        for first in _first_letters(letters):
            begin.setdefault(first, []).append((letters, _placed(units)))
    patterns = {
        first: (
            re.compile("|".join(f"({letters})" for letters, _ in lines)),
            tuple(units for _, units in lines),
        )
        for first, lines in begin.items()
    }
    known = {letter for letters, _, _ in rows for letter in letters if letter.isalpha()}
    return _Alphabet(patterns, sounds, _Letters(known))


_BEFORE_FIRST = re.compile(r"(?:\^|\(\?<=[^)]*\))*(.)")
_GROUP = re.compile(r"\(\?[^()]*\)")


def _first_letters(pattern: str) -> list[str]:
    """The letters with which what the pattern takes can begin: each alternative begins with a letter, after what it looks back at."""
    alternatives = _GROUP.sub("", pattern).split("|")
    matches = (_BEFORE_FIRST.match(alternative) for alternative in alternatives)
    return sorted({match.group(1) for match in matches if match})


def _placed(units: list[str]) -> _Places:
    start, inside, end = (
        tuple(_at_places(unit)[min(place, len(_at_places(unit)) - 1)] for unit in units) for place in range(3)
    )
    return start, inside, end


def _at_places(unit: str) -> tuple[str, ...]:
    """`a*` is a^ at the beginning of a word, a inside and a$ at its end."""
    return (f"{unit[:-1]}^", unit[:-1], f"{unit[:-1]}$") if unit.endswith("*") else (unit,)


# --- Han


@cache
def _han_sounds() -> dict[str, tuple[str, ...]]:
    return {f"{kind}:{part}": tuple(sounds.split("/")) for kind, part, sounds in read_rows("units_han.tsv")}


def _units_of_han(word: str) -> tuple[str, ...]:
    """`char/syllable/kind:part` for each part of each character's reading."""
    return tuple(unit for char, syllable in han_readings(word) for unit in units_of_syllable(char, syllable))


def han_readings(word: str) -> list[tuple[str, str]]:
    """Each character with its Pinyin reading without tone; characters without one are left out."""
    from pypinyin import Style, lazy_pinyin

    plain = fold(word).replace(" ", "")
    read = lazy_pinyin(plain, style=Style.NORMAL, errors=_unread)
    return [
        (char, syllable)
        for char, syllable in zip(plain, read, strict=False)
        if syllable.isalpha() and syllable.isascii()
    ]


def _unread(characters: str) -> str:
    """What pypinyin is to give for characters without a reading: one answer a character (a list does that; its types say str)."""
    return cast("str", ["?"] * len(characters))


_SYLLABLE = re.compile(r"([zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(.*?)(ng|n|m)?$")


@cache
def units_of_syllable(char: str, syllable: str) -> tuple[str, ...]:
    match = _SYLLABLE.match(syllable)
    initial, final, nasal = match.groups() if match else ("", "", "")
    final = {"io": "o", "ue": "ve"}.get(final, final)
    parts = (("initial", initial), ("final", final), ("nasal", nasal))
    named = (f"{kind}:{part}" for kind, part in parts if part)
    return tuple(f"{char}/{syllable}/{name}" for name in named if name in _han_sounds())


def han_chain(unit: str) -> tuple[str, ...]:
    """From the particular to the general: of this character, of this reading, of this part of any reading."""
    if "/" not in unit:
        return (unit,)
    char, syllable, part = unit.split("/")
    kind = part.split(":")[0]
    return (f"{char}.{kind}", f"{syllable}.{kind}", part)


# --- other scripts


@cache
def _other_sounds() -> dict[str, tuple[str, ...]]:
    sounds: dict[str, tuple[str, ...]] = {}
    for row in read_rows("units_other.tsv"):
        sounds.setdefault(row[1], tuple(row[2].split("/")))
    return sounds


@cache
def _other_letters() -> dict[str, str]:
    return {letter: row[1] for row in read_rows("units_other.tsv") for letter in row[0]}


def _units_of_other(word: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFC", word).casefold()
    return tuple(sound for letter in plain for sound in _sounds_of_letter(letter))


_INITIALS = ["k", "k", "n", "d", "t", "r", "m", "b", "p", "s", "s", "-", "J", "J", "C", "k", "t", "p", "h"]
_VOWELS = [
    "a",
    "e",
    "ja",
    "je",
    "o",
    "e",
    "jo",
    "je",
    "o",
    "wa",
    "we",
    "we",
    "jo",
    "u",
    "wo",
    "we",
    "wi",
    "ju",
    "u",
    "i",
    "i",
]
_FINALS = [
    "-",
    "k",
    "k",
    "k",
    "n",
    "n",
    "n",
    "t",
    "l",
    "l",
    "l",
    "l",
    "l",
    "l",
    "l",
    "l",
    "m",
    "p",
    "p",
    "t",
    "t",
    "N",
    "t",
    "t",
    "k",
    "t",
    "p",
    "t",
]
_NAMED = re.compile(r"(KATAKANA|HIRAGANA)?.*(?:LETTER|VOWEL SIGN)(?: SMALL)? ([A-Z]+)$")


@cache
def _sounds_of_letter(letter: str) -> tuple[str, ...]:
    """Of one letter: from the table, as a Hangul syllable, or from the name Unicode gives it (KATAKANA LETTER KA)."""
    known = _other_letters().get(letter) or _other_letters().get(fold(letter))
    if known:
        return (known,)
    place = ord(letter) - 0xAC00
    if 0 <= place < 11172:
        parts = _INITIALS[place // 588] + _VOWELS[place % 588 // 28] + _FINALS[place % 28]
        return tuple(sound for sound in parts if sound != "-")
    named = _NAMED.match(unicodedata.name(letter, ""))
    if named is None or "SMALL TU" in unicodedata.name(letter, ""):
        return ()
    read = named.group(2).lower()
    if not named.group(1) and len(read) > 1 and "LETTER" in unicodedata.name(letter, ""):
        read = read.rstrip(
            "a"
        )  # the vowel that goes with a consonant of India is written only when it is another
    return tuple(sounds_of(unit, Script.LATIN)[0] for unit in units_of(read, Script.LATIN))
