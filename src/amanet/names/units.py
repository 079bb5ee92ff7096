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

from amanet.names.folding import fold
from amanet.names.han_units import han_chain, han_readings, han_sounds, units_of_han, units_of_syllable
from amanet.names.other_units import known_sounds, latin_name, other_sounds
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
        return units_of_han(word[:_LONGEST])
    if script is Script.OTHER:
        plain = unicodedata.normalize("NFC", word[:_LONGEST]).casefold()
        return tuple(sound for letter in plain for sound in _sounds_of_letter(letter))
    return _alphabet(script).cut(word[:_LONGEST])


def all_units(script: Script) -> list[str]:
    """Every unit the table of an alphabet can give."""
    return sorted(_alphabet(script).sounds)


def sounds_of(unit: str, script: Script) -> tuple[str, ...]:
    """The sounds the unit may be, likeliest first; `-` is silence."""
    if script is Script.HAN:
        return han_sounds().get(han_chain(unit)[-1], ("@",))
    if script is Script.OTHER:
        return tuple(dict.fromkeys((unit, *other_sounds().get(unit, ()))))
    return _alphabet(script).sounds[unit]


@cache
def _sounds_of_letter(letter: str) -> tuple[str, ...]:
    """Of a letter of another script, as it is known or as its name reads."""
    known = known_sounds(letter)
    if known is not None:
        return known
    return tuple(sounds_of(unit, Script.LATIN)[0] for unit in units_of(latin_name(letter), Script.LATIN))


class _Letters(dict[int, str]):
    """Letters that a table knows stay; all others are folded."""

    def __init__(self, known: set[str]) -> None:
        super().__init__({ord(letter): letter for letter in known})

    def __missing__(self, code: int) -> str:
        folded = self[code] = fold(chr(code))
        return folded


_Place = tuple[str, ...]
_Places = tuple[_Place, _Place, _Place]  # units at the start, inside and at the end of a word


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
