"""Letters of further scripts as sounds: from a table (Hebrew, Greek, Georgian, Armenian), as Hangul, or by the name Unicode gives a letter.

>>> known_sounds("ש"), known_sounds("김"), latin_name("カ")
(('S',), ('k', 'i', 'm'), 'ka')
"""

import re
import unicodedata
from functools import cache

from amanet.names.folding import fold
from amanet.names.tables import read_rows

__all__ = ["known_sounds", "latin_name", "other_sounds"]

_FIRST_SYLLABLE = 0xAC00
_SYLLABLES = 19 * 21 * 28
_NAMED = re.compile(r"(KATAKANA|HIRAGANA)?.*(?:LETTER|VOWEL SIGN)(?: SMALL)? ([A-Z]+)$")


@cache
def other_sounds() -> dict[str, tuple[str, ...]]:
    """The sounds that a letter of each sound may also be."""
    sounds: dict[str, tuple[str, ...]] = {}
    for row in read_rows("units_other.tsv"):
        sounds.setdefault(row[1], tuple(row[2].split("/")))
    return sounds


def known_sounds(letter: str) -> tuple[str, ...] | None:
    """The sounds of a letter of the table, or of a syllable of Hangul; None for any other."""
    known = _letters().get(letter) or _letters().get(fold(letter))
    if known:
        return (known,)
    place = ord(letter) - _FIRST_SYLLABLE
    if not 0 <= place < _SYLLABLES:
        return None
    initials, vowels, finals = _hangul()
    parts = initials[place // 588] + vowels[place % 588 // 28] + finals[place % 28]
    return tuple(sound for sound in parts if sound != "-")


def latin_name(letter: str) -> str:
    """How Unicode's name of a letter reads (KATAKANA LETTER KA is ka); empty where it does not say."""
    name = unicodedata.name(letter, "")
    named = _NAMED.match(name)
    if named is None or "SMALL TU" in name:  # the small tsu only lengthens what follows
        return ""
    read = named.group(2).lower()
    # The vowel that goes with a consonant of India is written only when it is another.
    return read.rstrip("a") if not named.group(1) and len(read) > 1 and "LETTER" in name else read


@cache
def _letters() -> dict[str, str]:
    return {letter: row[1] for row in read_rows("units_other.tsv") for letter in row[0]}


@cache
def _hangul() -> tuple[list[str], list[str], list[str]]:
    initials, vowels, finals = (row[1].split() for row in read_rows("hangul.tsv"))
    return initials, vowels, finals
