"""Takes a name apart: its words, what each of them is, and what a comparison needs of each, worked out once.

Order, case, titles and the ways of joining words must not matter, so the parts of a name are kept in an order of their own. Damage is
mended where it is plain (letters of two alphabets that look alike in one word, digits for letters) and said in `notes`. What a word is
(a title, a father's ending, an initial) is read off `data/words.tsv` and concludes nothing about the person.

    >>> [(part.text, part.role.value) for part in parse_name("Hajji Muyesser Ablet-qizi").parts]
    [('ablet', 'name'), ('hajji', 'hajji'), ('muyesser', 'name'), ('qizi', 'particle')]
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from amanet.errors import Misuse
from amanet.names.folding import fold, fold_with_offsets
from amanet.names.known_words import Kind, Role, endings, names_relative, roles, same_names, says_unknown
from amanet.names.name_words import words_of
from amanet.names.relatives import relative_in
from amanet.names.scripts import Script
from amanet.names.sound_classes import heard_in, outline_of
from amanet.names.units import units_of
from amanet.names.weights import EIGHTHS, ORDER, Column, Row, weights

__all__ = ["WORTH", "Kind", "Name", "Part", "Role", "joined", "parse_name", "part_of"]

_LONGEST = 500  # characters of a name that are read
_MOST_PARTS = 16


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


def parse_name(text: str, kind: Kind = "person") -> Name:
    return _parsed(text[: _LONGEST + 1], kind)  # the one character too many tells that there are more


@lru_cache(maxsize=1 << 15)
def _parsed(text: str, kind: Kind) -> Name:
    if kind not in ("person", "place"):
        raise Misuse("A name is compared as that of a “person” or of a “place”.")
    shortened = text[:_LONGEST]
    written, notes = words_of(shortened)
    folded = fold(shortened)
    unknown = says_unknown(folded)
    relative = kind == "person" and (names_relative(folded) or relative_in(shortened) is not None)
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
        if len(folded) > size + 1 and roles().get(folded[-size:], (None,))[0] is Role.GENERIC:
            return [folded[:-size], folded[-size:]]
    return [folded]


def joined(parts: Sequence[Part]) -> Part:
    """Several words written as one."""
    return part_of("".join(part.word for part in parts), parts[0].script, "stem")


@lru_cache(maxsize=1 << 16)
def part_of(word: str, script: Script, kind: Kind) -> Part:
    text = fold(word).replace(" ", "")
    role, group = _role_of(text, script, kind)
    ending, stem = ("", None) if role is not Role.NAME or kind != "person" else _ending_of(word, text, script)
    learned = weights()
    units = units_of(word, script)
    codes = learned.coded(units, script)
    sounds = learned.coded_by_parts(units) if script is Script.HAN else codes
    heard = heard_in(units, script)
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
        outline_of(heard),
        ending,
        stem,
        order,
        same_names(kind).get(text, 0),
    )


def _role_of(text: str, script: Script, kind: Kind) -> tuple[Role, str]:
    if text.isdigit():
        return Role.NUMBER, text
    known = roles().get(text)
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
    for size in range(min(7, len(text) - least), 0, -1):
        group = endings().get(text[-size:])
        if group is not None:
            return group, part_of(_beginning(word, text, len(text) - size), script, "stem")
    return "", None


def _beginning(word: str, text: str, length: int) -> str:
    """As much of the word as its first `length` folded letters come from."""
    if len(word) == len(text):
        return word[:length]
    folded, offsets = fold_with_offsets(word)
    return word[: offsets[length]] if folded == text else text[:length]
