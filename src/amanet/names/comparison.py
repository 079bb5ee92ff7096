"""Compares two names of any scripts: how many bits speak for one name behind both writings, and why.

Each word of one name is set against each of the other; the best answers are taken, whatever their order. A word without an answer while
the other name has one left over too speaks against; a word too many (a father's name left out) hardly does. Bits are a log-odds-like
score: 0 says nothing, a common first name gives about 15, two full names that agree 40 and more, below 0 speaks against.

What it is not: a decision. A score proposes, a person decides. It does not conclude a language, an origin or a religion.

Invariants: `compare(a, b) == compare(b, a)`; no name scores higher against `a` than `a` itself; order and case of words do not matter.

    >>> compare("Muyesser Ablet", "АБЛЕТ Муйессер").bits > 40
    True
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import Literal, NamedTuple

from rapidfuzz.distance import OSA, Levenshtein

from amanet.names.alignment import align
from amanet.names.parts import Name, Part, Role, joined, parse_name
from amanet.names.scripts import Script
from amanet.names.weights import EIGHTHS, in_order

__all__ = ["Comparison", "Reason", "compare"]

_AGREES = 0.55  # of what the word could reach at best: below this the two words speak against each other
_SLIP = 5.0  # bits that a slip of the pen takes: rare at any one letter, and in a short word it makes another word
_SLIP_IN_SHORT = 14.0
_TOO_MANY = 2.0
_SMALL = {Role.INITIAL: 2.0, Role.HAJJI: 1.0, Role.PARTICLE: 0.5, Role.GENERIC: 1.5, Role.TITLE: 0.0}


class Reason(NamedTuple):
    """`what` in words, the words of the names it is about, and what it weighs."""

    what: str
    one: str = ""
    other: str = ""
    bits: float = 0.0

    def __str__(self) -> str:
        about = " / ".join(word for word in (self.one, self.other) if word)
        return f"{about}: {self.what} ({self.bits:+.1f} bits)" if about else self.what


@dataclass(frozen=True, slots=True)
class Comparison:
    bits: float
    reasons: tuple[Reason, ...]


def compare(a: str, b: str, *, kind: Literal["person", "place"] = "person") -> Comparison:
    """How much speaks for `a` and `b` being writings of one name. Anything may be given: what cannot be read gives 0 and says so."""
    return compare_names(parse_name(a, kind), parse_name(b, kind))


def compare_names(one: Name, other: Name) -> Comparison:
    if one.key > other.key:
        one, other = other, one
    notes = [Reason(note) for note in dict.fromkeys((*one.notes, *other.notes))]
    if one.is_unknown or other.is_unknown:
        return Comparison(0.0, (Reason("one of the two says that no name is known"), *notes))
    if not one.parts or not other.parts:
        return Comparison(0.0, (Reason("there is no name to compare"), *notes))
    bits, reasons = _same(one) if one.key == other.key else _different(one, other)
    if one.of_relative is not other.of_relative:
        bits = min(bits, 0.0)
        reasons.append(Reason("one of the two names a relative, not the person"))
    return Comparison(round(bits, 3), (*reasons, *notes))


def total(name: Name) -> float:
    """What a name scores against itself."""
    return sum(_worth(part) for part in name.parts)


def _worth(part: Part) -> float:
    return part.information if part.role in (Role.NAME, Role.NUMBER) else _SMALL[part.role]


def _same(name: Name) -> tuple[float, list[Reason]]:
    bits = total(name)
    return bits, [Reason("the same letters", name.key, "", bits)]


def _different(one: Name, other: Name) -> tuple[float, list[Reason]]:
    mine = [part for part in one.parts if part.role is Role.NAME]
    theirs = [part for part in other.parts if part.role is Role.NAME]
    reasons: list[Reason] = []
    _take_best(mine, theirs, reasons)
    if mine and theirs and (len(mine) > 1 or len(theirs) > 1):
        _take_joined(mine, theirs, reasons)
    mine += [part for part in one.parts if part.role is Role.INITIAL]
    theirs += [part for part in other.parts if part.role is Role.INITIAL]
    _take_initials(mine, theirs, reasons)
    _leave_over(mine, theirs, reasons)
    _small_words(one, other, reasons)
    bits = sum(reason.bits for reason in reasons)
    return min(bits, total(one) - 0.25, total(other) - 0.25), reasons


def _take_best(mine: list[Part], theirs: list[Part], reasons: list[Reason]) -> None:
    """Takes out of both lists the pairs of words that agree, the best first."""
    met = [
        (answer, part, their)
        for part in mine
        for their in theirs
        if (answer := set_against(part, their)).agrees
    ]
    met.sort(key=_by_bits)
    for answer, part, their in met:
        if part in mine and their in theirs:
            mine.remove(part)
            theirs.remove(their)
            reasons.append(Reason(answer.what, part.text, their.text, answer.bits))


def _by_bits(met: "tuple[Answer, Part, Part]") -> float:
    return -met[0].bits


def _take_joined(mine: list[Part], theirs: list[Part], reasons: list[Reason]) -> None:
    """Abd Rahman and Abdurahman; a Han name without a dot and its two words in Latin."""
    for some, others in ((mine, theirs), (theirs, mine)):
        found = _best_joined(some, others)
        if found is not None:
            answer, together, single = found
            for part in together:
                some.remove(part)
            others.remove(single)
            words = " ".join(part.text for part in together)
            one, other = (words, single.text) if some is mine else (single.text, words)
            reasons.append(Reason("written as one word and as several", one, other, answer.bits - 1))


def _best_joined(some: list[Part], others: list[Part]) -> "tuple[Answer, tuple[Part, ...], Part] | None":
    found = None
    for size in (2, 3) if len(some) <= 5 else (2,):
        for together in permutations(some, size):
            outline = "".join(part.outline for part in together)
            for single in others:
                if (
                    Levenshtein.normalized_similarity(outline, single.outline) < 0.6
                    or len({p.script for p in together}) > 1
                ):
                    continue
                answer = set_against(joined(together), single)
                if answer.agrees and (found is None or answer.bits > found[0].bits):
                    found = answer, together, single
    return found


def _take_initials(mine: list[Part], theirs: list[Part], reasons: list[Reason]) -> None:
    for some, others in ((mine, theirs), (theirs, mine)):
        for initial in [part for part in some if part.role is Role.INITIAL]:
            full = next((part for part in others if _begins_with(part, initial)), None)
            if full is not None:
                some.remove(initial)
                others.remove(full)
                one, other = (initial, full) if some is mine else (full, initial)
                reasons.append(Reason("the initial agrees", one.text, other.text, _SMALL[Role.INITIAL]))


def _begins_with(part: Part, initial: Part) -> bool:
    if part.script is initial.script:
        return part.text.startswith(initial.text)
    first, second = (part, initial) if in_order(part.script, initial.script) else (initial, part)
    gains, columns = first.as_row(second.script)[0], second.as_column(first.script)[0]
    return bool(gains and columns) and columns[-1][1] in gains[0]


def _leave_over(mine: list[Part], theirs: list[Part], reasons: list[Reason]) -> None:
    """Words left on both sides speak against each other; words left on one side only were perhaps not written."""
    against = sorted(
        ((_against(part, their), part.text, their.text, part, their) for part in mine for their in theirs),
        key=lambda met: (-met[0], met[1], met[2]),
    )
    for bits, text, other, part, their in against:
        if part in mine and their in theirs:
            mine.remove(part)
            theirs.remove(their)
            reasons.append(Reason("do not agree", text, other, bits))
    reasons += [Reason("only in one of the two", part.text, "", -_TOO_MANY) for part in (*mine, *theirs)]


def _against(part: Part, their: Part) -> float:
    if Role.INITIAL in (part.role, their.role):
        return -8.0
    return set_against(part, their).bits


def _small_words(one: Name, other: Name, reasons: list[Reason]) -> None:
    """Titles, particles, hajji, kinds of place and numbers, by their groups."""
    if len(one.parts) == 1 == len(other.parts):
        return
    for role in (Role.HAJJI, Role.PARTICLE, Role.GENERIC, Role.NUMBER):
        mine = {part.group for part in one.parts if part.role is role}
        theirs = {part.group for part in other.parts if part.role is role}
        if mine or theirs:
            reasons += _by_groups(role, mine, theirs)


def _by_groups(role: Role, mine: set[str], theirs: set[str]) -> list[Reason]:
    if mine == theirs:
        return [
            Reason(f"the same {role.value}", ", ".join(sorted(mine)), "", _SMALL.get(role, 4.0) * len(mine))
        ]
    if role is Role.NUMBER:
        return [Reason("another number", ", ".join(sorted(mine)), ", ".join(sorted(theirs)), -6.0)]
    if role is Role.GENERIC and mine and theirs:
        return [Reason("another kind of place", ", ".join(sorted(mine)), ", ".join(sorted(theirs)), -3.0)]
    return [Reason(f"{role.value} in one of the two only", ", ".join(sorted(mine ^ theirs)), "", -0.25)]


# --- one word against another


class Answer(NamedTuple):
    bits: float
    agrees: bool
    what: str


@lru_cache(maxsize=1 << 16)
def set_against(part: Part, their: Part) -> Answer:
    """What one word says for the other, with or without the endings that differ."""
    answer = _word_against(part, their)
    if part.ending == their.ending or answer.bits > 0.9 * min(part.information, their.information):
        return answer
    for stem, whole in ((part.stem, their), (part, their.stem), (part.stem, their.stem)):
        if stem is not None and whole is not None:
            stripped = _word_against(stem, whole)
            if stripped.agrees and stripped.bits - 3 > answer.bits:
                answer = Answer(
                    stripped.bits - 3, True, f"the same stem with another ending; {stripped.what}"
                )
    return answer


def _word_against(part: Part, their: Part) -> Answer:
    most = min(part.information, their.information)
    if part.script is their.script and part.text == their.text:
        return Answer(most, True, "the same letters")
    outlines = part.outline, their.outline
    if min(map(len, outlines)) > 2 and Levenshtein.normalized_similarity(*outlines) < 0.3:
        return Answer(-6 - most / 2, False, "different")
    bits, reach, what = _learned(part, their)
    if part.script is their.script and part.script is not Script.HAN:
        slips = OSA.distance(part.text, their.text, score_cutoff=3)
        weighed = most - slips * (_SLIP + _SLIP_IN_SHORT / min(len(part.text), len(their.text)))
        if weighed > bits:
            bits, what = weighed, "a slip of the pen apart"
    bits = min(bits, most - 0.25)
    share = bits / reach if reach > 0 else 0.0
    if share >= _AGREES:
        return Answer(bits, True, what)
    share = max(share, 0.0)
    return Answer(share * reach - (6 + most / 2) * (1 - share / _AGREES), False, "different")


def _learned(part: Part, their: Part) -> tuple[float, float, str]:
    """Bits of the best alignment, and what the two could have reached."""
    if not in_order(part.script, their.script) or (part.script is their.script and part.text > their.text):
        part, their = their, part
    gains, left_out, reach_of_row = part.as_row(their.script)
    columns, put_in, reach_of_column = their.as_column(part.script)
    if not gains or not columns:
        return -6.0, 1.0, "no sound to compare"
    bits = align(gains, columns) + left_out + put_in
    return bits / EIGHTHS, min(reach_of_row, reach_of_column) / EIGHTHS, _how(part, their)


def _how(part: Part, their: Part) -> str:
    same = "the same consonants" if part.outline == their.outline else "sounds that answer each other"
    if part.script is their.script:
        return f"{same}, another spelling"
    return f"{same}, {part.script.value} rendering" if part.script is Script.HAN else same
