"""Proposes how a name might be written in another script. A proposal is for a person to choose and correct, and is never stored unasked.

Proposals follow conventions, not people: the alphabets of Uyghur and Kazakh (`data/alphabets.tsv`) where they can spell the name, and a
general one by sound (`data/renderings.tsv`). Han renderings follow official lists; they may have been assigned by a state and are marked so.
What a script does not write (short vowels in Arabic) cannot be proposed from it.

    >>> [proposal.text for proposal in propose("Muyesser", Script.CYRILLIC)]
    ['муйәссәр', 'муйессер', 'муйесер']
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from amanet.names.folding import fold
from amanet.names.known_words import names_relative, roles, says_unknown
from amanet.names.name_words import words_of
from amanet.names.relatives import relative_in
from amanet.names.scripts import Script, script_of
from amanet.names.spellings import spellings_in
from amanet.names.tables import read_rows
from amanet.names.units import han_readings, sounds_of, units_of

__all__ = ["Proposal", "propose"]

_COLUMN = {Script.LATIN: 1, Script.CYRILLIC: 2, Script.ARABIC: 3}
_IN_ALPHABETS = {Script.LATIN: 1, Script.ARABIC: 2, Script.CYRILLIC: 3}
_CONVENTIONS = {"ug": "the Uyghur alphabets", "kk": "the Kazakh alphabets"}
_VOWELS = "aeëioöuü"
_ADDRESSES = ("mr", "dr")
_LONGEST = 200
_HALVES = dict.fromkeys(range(0xD800, 0xE000))


@dataclass(frozen=True)
class Proposal:
    """A rendering nobody has confirmed. `convention` says by which table it was made, `caution` what is known to be weak about it."""

    text: str
    script: Script
    convention: str
    caution: str = ""


def propose(name: str, script: Script) -> list[Proposal]:
    """Renderings of `name` in `script`, the more particular conventions first; empty for a script that none is known for, and for what says
    that no name is known, or names a relative."""
    if script not in _COLUMN and script is not Script.HAN:
        return []
    spellings = spellings_in(name[:_LONGEST])
    if spellings:
        return list({one.text: one for each in spellings for one in propose(each, script)}.values())
    words = _words(name[:_LONGEST]) if _is_a_name(name[:_LONGEST]) else []
    if not words or all(of is script for _, of in words):
        return []
    caution = "short vowels are not written in the source" if script_of(name) is Script.ARABIC else ""
    made = _to_han(words) if script is Script.HAN else _to_alphabet(words, script, caution)
    return list(
        {proposal.text: proposal for proposal in reversed(made) if proposal.text.strip(" ·")}.values()
    )[::-1]


def _is_a_name(name: str) -> bool:
    folded = fold(name)
    return not (says_unknown(folded) or names_relative(folded) or relative_in(name))


def _words(name: str) -> list[tuple[str, Script]]:
    """With what is plainly damage mended: half a character, letters of two alphabets that look alike; without Mr and Dr, which are
    translated if at all.
    """
    words = [word for word in words_of(name.translate(_HALVES))[0] if any(map(str.isalpha, word[0]))]
    named = [word for word in words if roles().get(fold(word[0]), (None, ""))[1] not in _ADDRESSES]
    return named or words


def _to_alphabet(words: list[tuple[str, Script]], script: Script, caution: str) -> list[Proposal]:
    made = []
    for language, convention in _CONVENTIONS.items():
        spelled = [_respelled(word, of, script, language) for word, of in words]
        if all(spelled):
            made.append(Proposal(" ".join(filter(None, spelled)), script, convention))
    by_sound = " ".join(_by_sound(word, of, script) for word, of in words)
    return [*made, Proposal(by_sound, script, "by sound", caution)]


def _respelled(word: str, of: Script, script: Script, language: str) -> str | None:
    """Letter by letter through one language's alphabets; None where a letter is not in them."""
    if of is Script.HAN:
        word, of = _latin_of_han(word), Script.LATIN
    if of is script:
        return _plain(word)
    if of not in _IN_ALPHABETS:
        return None
    letters = _letters(language, of, script)
    written, place, text = "", 0, _plain(word)
    while place < len(text):
        size = next((size for size in (2, 1) if text[place : place + size] in letters), 0)
        if not size:
            return None
        letter = letters[text[place : place + size]]
        # The carrier of a vowel stands at the beginning of a word and after another vowel only.
        carried = script is Script.ARABIC and place and text[place - 1] not in _VOWELS and letter[1:]
        written += letter.removeprefix("ئ") if carried else letter
        place += size
    return written


@cache
def _letters(language: str, of: Script, script: Script) -> dict[str, str]:
    rows = [row for row in reversed(read_rows("alphabets.tsv")) if row[0] == language]
    letters = {row[_IN_ALPHABETS[of]]: row[_IN_ALPHABETS[script]] for row in rows}
    return letters | {letter.removeprefix("ئ"): answer for letter, answer in letters.items() if letter != "ئ"}


def _by_sound(word: str, of: Script, script: Script) -> str:
    if of is Script.HAN:
        word, of = _latin_of_han(word), Script.LATIN
    if of is script:
        return _plain(word)
    written = {row[0]: row[_COLUMN[script]] for row in read_rows("renderings.tsv")}
    return "".join(written.get(sounds_of(unit, of)[0], "") for unit in units_of(word, of))


def _plain(word: str) -> str:
    return "".join(
        letter if letter in "öüëäәөүұқғңһҗёйі" or letter >= "\u0600" else fold(letter)
        for letter in unicodedata.normalize("NFC", word.casefold())
    )


# --- Han


def _latin_of_han(word: str) -> str:
    """By what the characters stand for in Turkic names, where the table has them, else by their Pinyin."""
    known = {row[0]: row[1].split()[0] for row in read_rows("han_renderings.tsv")}
    return "".join(known.get(char, syllable) for char, syllable in han_readings(word))


def _to_han(words: list[tuple[str, Script]]) -> list[Proposal]:
    text = "·".join(_han_word(_latin(word, of)) for word, of in words)
    return [
        Proposal(
            text, Script.HAN, "as on official lists", "a rendering in Han may have been assigned by a state"
        )
    ]


def _latin(word: str, of: Script) -> str:
    return _respelled(word, of, Script.LATIN, "ug") or _by_sound(word, of, Script.LATIN)


@cache
def _han_of_syllable() -> dict[str, str]:
    by_reading = {
        row[1].split()[0]: row[0] for row in reversed(read_rows("han_renderings.tsv")) if len(row[0]) == 1
    }
    return by_reading | {row[0]: row[1] for row in read_rows("han_syllables.tsv")}


def _han_word(latin: str) -> str:
    """The longest syllables first; a letter nothing is known for is left out."""
    syllables = _han_of_syllable()
    latin = re.sub(r"(.)\1", r"\1", latin.replace("ë", "e"))
    written, place = "", 0
    while place < len(latin):
        size = next((size for size in range(5, 0, -1) if latin[place : place + size] in syllables), 0)
        # ‘man’ before a vowel is ‘ma’ and ‘n…’.
        if (
            size > 2
            and latin[place + size - 1 : place + size] == "n"
            and latin[place + size :].startswith(tuple(_VOWELS))
        ):
            size -= 1 if latin[place : place + size - 1] in syllables else 0
        written += syllables.get(latin[place : place + size], "")
        place += max(size, 1)
    return written
