"""Takes a name apart: its words, what each of them is, and what a comparison needs of each, worked out once.

Order, case, titles and the ways of joining words must not matter, so the parts of a name are kept in an order of their own. Damage is
mended where it is plain (letters of two alphabets that look alike in one word, digits for letters) and said in `notes`. What a word is
(a title, a father's ending, an initial) is read off `data/words.tsv` and concludes nothing about the person.

    >>> [(part.text, part.role.value) for part in parse_name("Hajji Muyesser Ablet-qizi").parts]
    [('ablet', 'name'), ('hajji', 'hajji'), ('muyesser', 'name'), ('qizi', 'particle')]
"""

import enum
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from amanet.errors import Misuse
from amanet.names.folding import fold
from amanet.names.scripts import Script, runs
from amanet.names.tables import read_rows
from amanet.names.units import sounds_of, units_of
from amanet.names.weights import EIGHTHS, ORDER, Column, Row, weights

__all__ = ["WORTH", "Kind", "Name", "Part", "Role", "joined", "parse_name", "part_of"]

_LONGEST = 500  # characters of a name that are read
_MOST_PARTS = 16
Kind = str  # "person" or "place"


class Role(enum.Enum):
    NAME = "name"
    INITIAL = "initial"
    TITLE = "title"
    HAJJI = "hajji"
    PARTICLE = "particle"
    GENERIC = "generic"
    NUMBER = "number"


# What a word that is not the name itself weighs, in bits: it is often left out, and many names have it.
WORTH = {Role.INITIAL: 2.0, Role.HAJJI: 1.0, Role.PARTICLE: 0.5, Role.GENERIC: 1.5, Role.TITLE: 0.0}
_GROUPED = (Role.HAJJI, Role.PARTICLE, Role.GENERIC, Role.NUMBER)


@dataclass(frozen=True, eq=False)
class Part:
    """One word, as written and folded. `information` is how many bits it carries, `heard` its sounds by class and `outline` the consonants
    among them; `stem` is without an `ending`."""

    word: str
    text: str
    script: Script
    role: Role
    group: str
    codes: tuple[int, ...]
    sounds: tuple[int, ...]  # Han only: the parts of the readings
    information: float
    heard: str
    outline: str
    ending: str = ""
    stem: "Part | None" = None
    order: int = 0  # of its script among the tables
    known_as: int = 0  # the line of `same_names.tsv` it stands in
    _rows: dict[int, Row] = field(default_factory=dict, repr=False)
    _columns: dict[int, Column] = field(default_factory=dict, repr=False)

    def as_row(self, other: "Part") -> Row:
        """The part as the first of two words, for the other's script; kept, as one word is compared many times."""
        known = self._rows.get(other.order)
        if known is None:
            table = weights().tables[self.script, other.script]
            known = self._rows[other.order] = table.as_row(self._units_for(other.script))
        return known

    def as_column(self, other: "Part") -> Column:
        known = self._columns.get(other.order)
        if known is None:
            table = weights().tables[other.script, self.script]
            known = self._columns[other.order] = table.as_column(self._units_for(other.script))
        return known

    def _units_for(self, other: Script) -> tuple[int, ...]:
        by_sounds = self.script is Script.HAN and other in (Script.HAN, Script.OTHER)
        return self.sounds if by_sounds else self.codes


@dataclass(frozen=True, eq=False)
class Name:
    """`key` is what two writings of one name share: the folded words in their own order.

    `words` are the parts that are the name itself, `groups` what its other words are; `total` is what it scores against itself, in bits.
    """

    key: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    is_unknown: bool
    of_relative: bool
    words: tuple[Part, ...]
    initials: tuple[Part, ...]
    groups: dict[Role, frozenset[str]]
    total: float


@lru_cache(maxsize=1 << 16)
def parse_name(text: str, kind: Kind = "person") -> Name:
    if kind not in ("person", "place"):
        raise Misuse("A name is compared as that of a “person” or of a “place”.")
    shortened = text[:_LONGEST]
    written, notes = _words(shortened)
    folded = fold(shortened)
    unknown, relative = _says_unknown(folded), kind == "person" and _names_relative(folded)
    if len(text) > _LONGEST or len(written) > _MOST_PARTS:
        notes = (*notes, "very long: only the beginning was read")
    parts = sorted(
        _with_a_name(_parts(written[:_MOST_PARTS], kind)), key=lambda part: (part.text, part.script.value)
    )
    if not parts:
        notes = (*notes, "no letters")
    key = " ".join(part.text for part in parts)
    words = tuple(part for part in parts if part.role is Role.NAME)
    initials = tuple(part for part in parts if part.role is Role.INITIAL)
    total = sum(WORTH.get(part.role, part.information) for part in parts)
    return Name(key, tuple(parts), notes, unknown, relative, words, initials, _groups(parts), total)


def _groups(parts: list[Part]) -> dict[Role, frozenset[str]]:
    found = {role: frozenset(part.group for part in parts if part.role is role) for role in _GROUPED}
    return {role: groups for role, groups in found.items() if groups}


# --- words


class _Separated(dict[int, str]):
    """Letters, digits and vowel signs stay; invisible signs, marks and apostrophes go; all else is a space."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isalnum() or unicodedata.category(character) == "Mc":
            kept = character
        elif unicodedata.category(character) == "Mn":
            kept = character if fold(character) else ""
        else:
            kept = " " if character.isspace() or fold(character) else ""
        self[code] = kept
        return kept


_SEPARATED = _Separated()
_LOOKS_LIKE = dict(zip("аәеорсухіјѕԁһөӏвкмнт", "aəeopcyxijsdhöіbkmht", strict=True))
_DIGIT_FOR_LETTER = str.maketrans("013457", "oieast")


def _words(text: str) -> tuple[list[tuple[str, Script]], tuple[str, ...]]:
    """The words with their scripts, and what had to be mended."""
    found: list[tuple[str, Script]] = []
    notes: dict[str, None] = {}
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


# --- what the words are


@cache
def _roles() -> dict[str, tuple[Role, str]]:
    named = {role.value: role for role in Role}
    return {
        fold(form): (named[role], group)
        for role, group, forms, *_ in reversed(read_rows("words.tsv"))
        if role in named
        for form in forms.split()
    }


@cache
def _endings() -> dict[str, str]:
    """Endings with their group."""
    return {
        fold(form): row[1] for row in read_rows("words.tsv") if row[0] == "ending" for form in row[2].split()
    }


@cache
def _same_names(kind: Kind) -> dict[str, int]:
    """Writings known to be of one name, by the number of their line."""
    rows = enumerate(read_rows("same_names.tsv"), start=1)
    return {fold(form): line for line, row in rows if row[0] == kind for form in row[1].split()}


@cache
def _phrases(role: str) -> re.Pattern[str]:
    forms = [fold(form) for row in read_rows("words.tsv") if row[0] == role for form in row[2].split("|")]
    return re.compile("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)))


def _says_unknown(folded: str) -> bool:
    said = folded.strip(" .?-()[]")
    return not said or _phrases("unknown").fullmatch(said) is not None


def _names_relative(folded: str) -> bool:
    """`wife of X`, `X's wife`: at an end of the whole, as a word of its own (`son of` in the middle names the father)."""
    for match in _phrases("relative").finditer(folded):
        begins, ends = match.start() == 0, match.end() == len(folded)
        han = folded[match.start()] >= "\u3400"
        if begins and not folded[match.end() : match.end() + 1].isalpha():
            return True
        if ends and (
            han or (match.start() and (match.group()[0] == "s" or not folded[match.start() - 1].isalpha()))
        ):
            return True
    return False


def _parts(words: list[tuple[str, Script]], kind: Kind) -> list[Part]:
    parts: list[Part] = []
    for word, script in words:
        if kind == "place" and script is Script.HAN:
            parts += [part_of(piece, script, kind) for piece in _without_generic(word)]
        else:
            parts.append(part_of(word, script, kind))
    return [part for part in parts if part.text]


def _with_a_name(parts: list[Part]) -> list[Part]:
    """Where every word is a title or a particle, they are the name: Imam, Molla and Haji are names too."""
    if any(part.role in (Role.NAME, Role.INITIAL) for part in parts):
        return parts
    return [replace(part, role=Role.NAME) if part.role is not Role.NUMBER else part for part in parts]


def _without_generic(word: str) -> list[str]:
    """墨玉县 is 墨玉 and 县."""
    folded = fold(word)
    for size in (3, 2, 1):
        if len(folded) > size + 1 and _roles().get(folded[-size:], (None,))[0] is Role.GENERIC:
            return [folded[:-size], folded[-size:]]
    return [folded]


def joined(parts: Sequence[Part]) -> Part:
    """Several words written as one."""
    return part_of("".join(part.word for part in parts), parts[0].script, "stem")


@lru_cache(maxsize=1 << 17)
def part_of(word: str, script: Script, kind: Kind) -> Part:
    text = fold(word).replace(" ", "")
    role, group = _role_of(text, script, kind)
    ending, stem = ("", None) if role is not Role.NAME or kind != "person" else _ending_of(word, text, script)
    learned = weights()
    units = units_of(word, script)
    codes = learned.coded(units, script)
    sounds = learned.coded_by_parts(units) if script is Script.HAN else codes
    heard = _heard(units, script)
    each = learned.information[script]
    information = sum(each[code] for code in codes) / EIGHTHS if role is not Role.NUMBER else 4.0 * len(text)
    order = ORDER[script]
    return Part(
        word,
        text,
        script,
        role,
        group,
        codes,
        sounds,
        information,
        heard,
        _outline(heard),
        ending,
        stem,
        order,
        _same_names(kind).get(text, 0),
    )


def _role_of(text: str, script: Script, kind: Kind) -> tuple[Role, str]:
    if text.isdigit():
        return Role.NUMBER, text
    known = _roles().get(text)
    if (
        known
        and (known[0] is not Role.GENERIC or kind == "place")
        and (known[0] is not Role.TITLE or kind == "person")
    ):
        return known
    if len(text) == 1 and script is not Script.HAN:
        return Role.INITIAL, text
    return Role.NAME, ""


def _ending_of(word: str, text: str, script: Script) -> tuple[str, "Part | None"]:
    """The attached ending's group and the part without it; a stem of less than three letters (two of Han) is none."""
    least = 2 if script is Script.HAN else 3
    if len(word) != len(text):
        return "", None
    for size in range(min(7, len(text) - least), 0, -1):
        group = _endings().get(text[-size:])
        if group is not None:
            return group, part_of(word[:-size], script, "stem")
    return "", None


_CONSONANTS = {
    **dict.fromkeys("pb", "P"),
    **dict.fromkeys("fvw", "F"),
    **dict.fromkeys("tdTD", "T"),
    **dict.fromkeys("szcSZCJ", "S"),
    **dict.fromkeys("kgqGx", "K"),
    **dict.fromkeys("nN", "N"),
    "m": "M",
    **dict.fromkeys("lr", "R"),
}
_VOWELS = {**dict.fromkeys("ae", "a"), **dict.fromkeys("iyj", "i"), **dict.fromkeys("ouOU", "u")}


def _heard(units: tuple[str, ...], script: Script) -> str:
    """The word by classes of sounds, a capital for a consonant, a small letter for a vowel; what is heard twice once."""
    known, signs = _signs(script), ""
    for unit in units:
        sign = known.get(unit)
        if sign is None:
            sound = sounds_of(unit, script)[0]
            sign = known[unit] = _CONSONANTS.get(sound) or _VOWELS.get(sound, "")
        if not signs.endswith(sign):
            signs += sign
    return signs


@cache
def _signs(script: Script) -> dict[str, str]:
    """The class of each unit met so far."""
    return {}


def _outline(heard: str) -> str:
    """The consonants alone: what stays when a word passes from script to script."""
    outline = ""
    for sign in heard:
        if sign.isupper() and not outline.endswith(sign):
            outline += sign
    return outline
