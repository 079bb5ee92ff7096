"""Cuts a name into words of one script each, and mends what is plainly damage: look-alike letters, digits for letters, hidden signs.

>>> words_of("Hajji\u200f Аbdullа-qizi")[0]
[('Hajji', <Script.LATIN: 'Latin'>), ('abdulla', <Script.LATIN: 'Latin'>), ('qizi', <Script.LATIN: 'Latin'>)]
"""

import re
import unicodedata

from amanet.names.folding import fold
from amanet.names.scripts import Script, runs

__all__ = ["words_of"]


class _Separated(dict[int, str]):
    """Letters, digits and vowel signs stay; invisible signs, marks and apostrophes go; all else is a space."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if 0xD800 <= code <= 0xDFFF:
            kept = ""
        elif character.isalnum() or unicodedata.category(character) == "Mc":
            kept = character
        elif unicodedata.category(character) == "Mn":
            kept = character if fold(character) else ""
        else:
            kept = " " if character.isspace() or fold(character) else ""
        self[code] = kept
        return kept


_SEPARATED = _Separated()
# What turns the direction of the letters, three marks upon one letter, half a character.
_HIDDEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\ud800-\udfff]|[\u0300-\u036f\u0489]{3}")
_LOOKS_LIKE = dict(zip("аәеорсухіјѕԁһөӏвкмнт", "aəeopcyxijsdhöіbkmht", strict=True))
_DIGIT_FOR_LETTER = str.maketrans("013457", "oieast")


def words_of(text: str) -> tuple[list[tuple[str, Script]], tuple[str, ...]]:
    """The words with their scripts, and what had to be mended."""
    found: list[tuple[str, Script]] = []
    notes: dict[str, None] = {}
    if _HIDDEN.search(text):
        notes["hidden, piled up or broken signs were left out"] = None
    for word in unicodedata.normalize("NFKC", text).translate(_SEPARATED).split():
        if not word.isalpha():
            word = _without_digits(word, notes)
        pieces = [(run.text, run.script) for run in runs(word)]
        if len(pieces) > 1:
            pieces = _of_one_script(pieces, notes)
        if not pieces and word:
            pieces = [(word, Script.OTHER)]
        found += pieces
    return found, tuple(notes)


def _without_digits(word: str, notes: dict[str, None]) -> str:
    """`Ig0r` is a word with a digit for a letter; a word of digits alone is a number and stays one."""
    letters = sum(character.isalpha() for character in word)
    if not letters or letters == len(word):
        return word if letters else fold(word)
    notes["a digit inside a word was read as a letter or left out"] = None
    mended = fold(word).translate(_DIGIT_FOR_LETTER) if letters > 1 and word.isascii() else word
    return "".join(character for character in mended if not character.isdigit())


def _of_one_script(pieces: list[tuple[str, Script]], notes: dict[str, None]) -> list[tuple[str, Script]]:
    """A word that mixes Latin and Cyrillic letters that look alike is read in the script most of it is in."""
    scripts = {script for _, script in pieces}
    if scripts != {Script.LATIN, Script.CYRILLIC}:
        notes["one word is in several scripts and was cut"] = None
        return pieces
    notes["letters of two alphabets in one word"] = None
    share = {script: sum(len(text) for text, of in pieces if of is script) for script in scripts}
    wanted = Script.LATIN if share[Script.LATIN] >= share[Script.CYRILLIC] else Script.CYRILLIC
    table = (
        _LOOKS_LIKE
        if wanted is Script.LATIN
        else {latin: cyrillic for cyrillic, latin in _LOOKS_LIKE.items()}
    )
    return [
        (
            "".join(table.get(letter, letter) for letter in "".join(text for text, _ in pieces).casefold()),
            wanted,
        )
    ]
