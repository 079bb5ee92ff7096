"""Pairs of names to learn from: read from NETransliteration-COLING2018 (CC0), put together through Latin, and made by rule.

A pair is (word, word, weight). Nothing of the data is kept in the project.
"""

import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from amanet.names.scripts import Script, script_of
from amanet.names.tables import read_rows
from amanet.names.units import han_readings, sounds_of, units_of

L, C, A, H, OTHER = Script.LATIN, Script.CYRILLIC, Script.ARABIC, Script.HAN, Script.OTHER
FILES = {C: "russian_en", A: "arabic_en", H: "chinese_en"}
Pair = tuple[Any, Any, float]  # words as written, or already cut into units


def read_pairs(folder: Path, script: Script, part: str) -> list[Pair]:
    """(Latin, other, count) with the letters joined; only names that are wholly of the two scripts."""
    pairs = []
    for line in (folder / f"{FILES[script]}.{part}.tsv").read_text(encoding="utf-8").splitlines():
        latin, spaced, count = line.split("\t")
        other = spaced.replace(" ", "")
        if len(latin) > 1 and len(other) > 1 and script_of(latin) is L and script_of(other) is script:
            pairs.append((latin, other, float(min(int(count), 5))))
    return pairs


def through_latin(one: Iterable[Pair], other: Iterable[Pair]) -> list[Pair]:
    """Pairs of two scripts that one Latin name stands between."""
    by_latin = defaultdict(list)
    for latin, name, count in other:
        by_latin[latin].append((name, count))
    return [(a, b, min(n, m)) for latin, a, n in one for b, m in by_latin[latin] if a != b]


def through(pairs: Iterable[Pair], limit: int = 6) -> list[Pair]:
    """Pairs of Latin names that one name of another script stands between."""
    latins = defaultdict(list)
    for latin, name, count in pairs:
        latins[name].append((latin, count))
    return [
        (a, b, min(n, m))
        for group in latins.values()
        if len(group) <= limit
        for a, n in group
        for b, m in group
        if a != b
    ]


def by_alphabet(latin_names: Iterable[str], language: str, column: int) -> list[Pair]:
    """Latin names that the alphabet's Latin column can spell, with what its other column makes of them."""
    rows = [row for row in read_rows("alphabets.tsv") if row[0] == language]
    letters = {row[1]: row[column] for row in reversed(rows)}
    made = []
    for latin in latin_names:
        spelled = spell(unicodedata.normalize("NFC", latin), letters)
        if spelled is not None:
            made.append((latin, spelled, 1.0))
    return made


def spell(latin: str, letters: dict[str, str]) -> str | None:
    written, place = "", 0
    while place < len(latin):
        letter = next(
            (latin[place : place + size] for size in (2, 1) if latin[place : place + size] in letters), None
        )
        if letter is None:
            return None
        answer = letters[letter]
        bare = (
            answer.removeprefix("ئ")
            if len(answer) > 1 and place and latin[place - 1] not in "aeiouöüë"
            else answer
        )
        written += bare
        place += len(letter)
    return written


def turned(pairs: Iterable[Pair]) -> list[Pair]:
    return [(b, a, count) for a, b, count in pairs]


# --- what is made by rule


def made_of_syllables(rng: random.Random, count: int) -> list[Pair]:
    """Names put together from what Han characters stand for in Turkic names: they teach the characters, no name is meant."""
    rows = [(row[0], row[1].split()) for row in read_rows("han_renderings.tsv")]
    pairs = []
    for _ in range(count):
        chosen = rng.choices(rows, k=rng.randint(2, 4))
        latin = "".join(readings[min(int(rng.expovariate(1.5)), len(readings) - 1)] for _, readings in chosen)
        pairs.append((latin, "".join(han for han, _ in chosen), 1.0))
    return pairs


def read_in_pinyin(rng: random.Random, count: int) -> list[Pair]:
    """Two or three everyday characters with their own reading: how names from China are written in Latin letters."""
    everyday = [
        bytes([0xB0 + row, 0xA1 + cell]).decode("gb2312", "ignore")
        for row in range(0x28)
        for cell in range(94)
    ]
    everyday = [char for char in everyday if char]
    pairs = []
    for _ in range(count):
        word = "".join(rng.choices(everyday, k=rng.randint(2, 3)))
        pairs.append(("".join(syllable for _, syllable in han_readings(word)), word, 1.0))
    return pairs


def heard_otherwise(pairs: Iterable[Pair], rng: random.Random) -> list[Pair]:
    """Latin names beside the sounds of their Cyrillic form: as they are, as a script of syllables has them (kana, Hangul), and as one
    without vowels has them (Hebrew). No script of those was learned from; this stands in for them."""
    ways = (tuple, in_syllables, without_vowels)
    return [
        (latin, rng.choice(ways)(tuple(sounds_of(unit, C)[0] for unit in units_of(str(name), C))), count)
        for latin, name, count in pairs
    ]


_IN_SYLLABLES = {
    "l": "r",
    "v": "b",
    "T": "s",
    "D": "z",
    "x": "h",
    "H": "h",
    "G": "g",
    "q": "k",
    "f": "h",
    "Z": "J",
    "c": "t",
}
_PALATAL = {"S": "s", "C": "t", "J": "z"}


def in_syllables(sounds: tuple[str, ...]) -> tuple[str, ...]:
    made: list[str] = []
    for sound, following in zip(sounds, (*sounds[1:], ""), strict=True):
        plain = _IN_SYLLABLES.get(sound, sound)
        vowel_follows = following in tuple("aeiouOU@")
        if plain in _PALATAL:
            made += [_PALATAL[plain], "i", "j"] if vowel_follows and following != "i" else [_PALATAL[plain]]
            made += [] if vowel_follows else ["i"]
        elif plain in tuple("aeiouOU@nNj-") or vowel_follows:
            made.append(plain)
        else:
            made += [plain, "o" if plain in "td" else "u"]
    return tuple(sound for sound in made if sound != "-")


_WITHOUT_VOWELS = {
    "o": "w",
    "u": "w",
    "O": "w",
    "U": "w",
    "i": "j",
    "f": "p",
    "v": "b",
    "J": "g",
    "Z": "z",
    "G": "g",
    "h": "h",
    "D": "d",
    "T": "t",
}


def without_vowels(sounds: tuple[str, ...]) -> tuple[str, ...]:
    kept = ["A"] if sounds and sounds[0] in tuple("aeiouOU") else []
    for place, sound in enumerate(sounds):
        if sound in ("a", "e", "@", "-"):
            kept += ["h"] if sound == "a" and place == len(sounds) - 1 else []
        else:
            kept.append(_WITHOUT_VOWELS.get(sound, sound))
    return tuple(kept)
