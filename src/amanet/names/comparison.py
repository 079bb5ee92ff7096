"""Compares two names of any scripts: how many bits speak for one name behind both writings, and why.

Each word of one name is set against each of the other; the best answers are taken, whatever their order. A word without an answer while
the other name has one left over too speaks against; a word too many (a father's name left out) hardly does. Bits are a log-odds-like
score: 0 says nothing, a common first name gives about 15, two full names that agree 40 and more, below 0 speaks against.

What it is not: a decision. A score proposes, a person decides. It does not conclude a language, an origin or a religion.

Invariants: `compare(a, b) == compare(b, a)`; no name scores higher against `a` than `a` itself; order and case of words do not matter.

    >>> compare("Muyesser Ablet", "АБЛЕТ Муйессер").bits > 40
    True
"""

from dataclasses import dataclass
from itertools import combinations, permutations
from operator import itemgetter
from typing import Literal, NamedTuple

from rapidfuzz.distance import Levenshtein

from amanet.names.parts import WORTH, Name, Part, Role, joined, parse_name
from amanet.names.reason_words import reason_in_words
from amanet.names.word_comparison import Answer, set_against, speaks_against

__all__ = ["Comparison", "Reason", "compare"]

_TOO_MANY = 2.0
_CONTRADICTED = "do not agree"
_ONLY_IN_ONE = "only in one of the two"
_RELATIVES = "one word contradicts, and relatives share the others"
# Several words against one: how alike their consonants are at least, and which share of what they carry must agree. Of the unseen names (tune
# parts), true pairs within one script keep .98, chance reaches .61; across scripts true ones begin at .3 and chance found none in 12,000.
_ALIKE_AS_ONE = 0.6
_AS_ONE_WITHIN = 0.7
_AS_ONE_ACROSS = 0.35
_KINSHIP = 0.45  # of the bits that agree
_BEYOND_DOUBT = 0.8  # of what a word carries: nothing else need be set against it
_OF_LITTLE_WEIGHT = (Role.HAJJI, Role.PARTICLE, Role.GENERIC, Role.NUMBER)


_WITHOUT_PARTS = itemgetter(0, 1, 2)


class Reason(NamedTuple):
    """`what` in words, the words of the names it is about, and what it weighs."""

    what: str
    one: str = ""
    other: str = ""
    bits: float = 0.0

    def __str__(self) -> str:
        about = " / ".join(word for word in (self.one, self.other) if word)
        return reason_in_words(self.what, about, self.bits)


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
    if one.is_unknown or other.is_unknown:
        return Comparison(0.0, (Reason("one of the two says that no name is known"), *_notes(one, other)))
    if not one.parts or not other.parts:
        return Comparison(0.0, (Reason("there is no name to compare"), *_notes(one, other)))
    if one.key == other.key:
        bits, reasons = one.total, [Reason("the same letters", one.key, "", one.total)]
    else:
        bits, reasons = _different(one, other)
    if one.of_relative is not other.of_relative:
        bits = min(bits, 0.0)
        reasons.append(Reason("one of the two names a relative, not the person"))
    if one.notes or other.notes:
        reasons += _notes(one, other)
    return Comparison(round(bits, 3), tuple(reasons))


def _notes(one: Name, other: Name) -> list[Reason]:
    return [Reason(note) for note in dict.fromkeys((*one.notes, *other.notes))]


def _different(one: Name, other: Name) -> tuple[float, list[Reason]]:
    bits, reasons = _words_paired(one, other, joined_first=False)
    if len(one.words) != len(other.words):
        bits_joined, reasons_joined = _words_paired(one, other, joined_first=True)
        if bits_joined > bits:
            bits, reasons = bits_joined, reasons_joined
    if (one.groups or other.groups) and len(one.parts) + len(other.parts) > 2:
        _small_words(one.groups, other.groups, reasons)
        bits = sum([reason.bits for reason in reasons])
    return min(bits, one.total - 0.25, other.total - 0.25), reasons


def _words_paired(one: Name, other: Name, *, joined_first: bool) -> tuple[float, list[Reason]]:
    """The words that agree, those that agree as one and several, initials, and what is left over."""
    reasons: list[Reason] = []
    mine, theirs = list(one.words), list(other.words)
    if joined_first:
        _take_joined(mine, theirs, reasons)
    _take_best(mine, theirs, reasons)
    if mine and theirs and (len(mine) > 1 or len(theirs) > 1) and not joined_first:
        _take_joined(mine, theirs, reasons)
    if one.initials or other.initials:
        mine += one.initials
        theirs += other.initials
        _take_initials(mine, theirs, reasons)
    if mine or theirs:
        shared = sum([reason.bits for reason in reasons])
        contradicted = _leave_over(mine, theirs, reasons)
        if contradicted and shared > 0:
            reasons.append(Reason(_RELATIVES, "", "", -_KINSHIP * shared))
    return sum([reason.bits for reason in reasons]), reasons


def _take_best(mine: list[Part], theirs: list[Part], reasons: list[Reason]) -> None:
    """Takes out of both lists the pairs of words that agree, the best first."""
    met = []
    free = theirs
    for part in mine:
        for their in free:
            answer = set_against(part, their)
            if answer.agrees:
                met.append((answer, part, their))
                if answer.bits > _BEYOND_DOUBT * part.information:
                    free = [other for other in free if other is not their]
                    break
    if len(met) > 1:
        met.sort(key=_by_bits)
    for answer, part, their in met:
        if part in mine and their in theirs:
            mine.remove(part)
            theirs.remove(their)
            reasons.append(Reason(answer.what, part.text, their.text, answer.bits))


def _by_bits(met: tuple[Answer, Part, Part]) -> float:
    return -met[0].bits


def _take_joined(mine: list[Part], theirs: list[Part], reasons: list[Reason]) -> None:
    """Abd Rahman and Abdurahman; a Han name without a dot and its two words in Latin."""
    for some, others in ((mine, theirs), (theirs, mine)):
        found = _best_joined(some, others) if len(some) > 1 else None
        if found is not None:
            answer, together, single = found
            for part in together:
                some.remove(part)
            others.remove(single)
            words = " ".join(part.text for part in together)
            one, other = (words, single.text) if some is mine else (single.text, words)
            reasons.append(Reason("written as one word and as several", one, other, answer.bits - 1))


def _best_joined(some: list[Part], others: list[Part]) -> tuple[Answer, tuple[Part, ...], Part] | None:
    found = None
    lengths = [(len(single.outline), single) for single in others]
    for size in (2, 3) if 2 < len(some) <= 5 else (2,):
        for several in combinations(some, size):
            consonants = sum([len(part.outline) for part in several])
            slack = 1 + consonants // 7
            for length, single in lengths:
                if -slack <= length - consonants <= slack and _of_one_script(several):
                    answer, together = _joined_against(several, single)
                    if answer is not None and (found is None or answer.bits > found[0].bits):
                        found = answer, together, single
    return found


def _of_one_script(parts: tuple[Part, ...]) -> bool:
    order = parts[0].order
    return all(part.order == order for part in parts)


def _joined_against(several: tuple[Part, ...], single: Part) -> tuple[Answer | None, tuple[Part, ...]]:
    """What several words say as one, in the order that says most. There are many ways to join words, so chance has more of them too: it
    takes more to agree."""
    best, order = None, several
    for together in permutations(several):
        outline = "".join([part.outline for part in together])
        if Levenshtein.normalized_similarity(outline, single.outline, score_cutoff=_ALIKE_AS_ONE) > 0:
            answer = set_against(as_one := joined(together), single)
            least = _AS_ONE_WITHIN if as_one.order == single.order else _AS_ONE_ACROSS
            enough = least * min(as_one.information, single.information)
            if answer.agrees and answer.bits >= enough and (best is None or answer.bits > best.bits):
                best, order = answer, together
    return best, order


def _take_initials(mine: list[Part], theirs: list[Part], reasons: list[Reason]) -> None:
    for some, others in ((mine, theirs), (theirs, mine)):
        for initial in [part for part in some if part.role is Role.INITIAL]:
            full = next((part for part in others if _begins_with(part, initial)), None)
            if full is not None:
                some.remove(initial)
                others.remove(full)
                one, other = (initial, full) if some is mine else (full, initial)
                reasons.append(Reason("the initial agrees", one.text, other.text, WORTH[Role.INITIAL]))


def _begins_with(part: Part, initial: Part) -> bool:
    if part.script is initial.script:
        return part.text.startswith(initial.text)
    first, second = (part, initial) if part.order < initial.order else (initial, part)
    gains, (pick, count, *_) = first.as_row(second)[0], second.as_column(first)
    return bool(gains and count) and pick(gains[0])[-1] > 0


def _leave_over(mine: list[Part], theirs: list[Part], reasons: list[Reason]) -> bool:
    """Words left on both sides speak against each other; words left on one side only were perhaps not written. Says whether any contradict."""
    against = [
        (-_against(part, their), part.text, their.text, part, their) for part in mine for their in theirs
    ]
    if len(against) > 1:
        against.sort(key=_WITHOUT_PARTS)
    for bits, text, other, part, their in against:
        if part in mine and their in theirs:
            mine.remove(part)
            theirs.remove(their)
            reasons.append(Reason(_CONTRADICTED, text, other, -bits))
    for part in (*mine, *theirs):
        reasons.append(Reason(_ONLY_IN_ONE, part.text, "", -_TOO_MANY))
    return bool(against)


def _against(part: Part, their: Part) -> float:
    if part.role is Role.INITIAL or their.role is Role.INITIAL:
        return -speaks_against(max(part.information, their.information))
    return set_against(part, their).bits


def _small_words(
    one: dict[Role, frozenset[str]], other: dict[Role, frozenset[str]], reasons: list[Reason]
) -> None:
    """Titles, particles, hajji, kinds of place and numbers, by their groups."""
    for role in _OF_LITTLE_WEIGHT:
        mine, theirs = one.get(role, frozenset()), other.get(role, frozenset())
        if mine or theirs:
            reasons += _by_groups(role, mine, theirs)


def _by_groups(role: Role, mine: frozenset[str], theirs: frozenset[str]) -> list[Reason]:
    if mine == theirs:
        return [
            Reason(f"the same {role.value}", ", ".join(sorted(mine)), "", WORTH.get(role, 4.0) * len(mine))
        ]
    if role is Role.NUMBER:
        return [Reason("another number", ", ".join(sorted(mine)), ", ".join(sorted(theirs)), -6.0)]
    if role is Role.GENERIC and mine and theirs:
        return [Reason("another kind of place", ", ".join(sorted(mine)), ", ".join(sorted(theirs)), -3.0)]
    return [Reason(f"{role.value} in one of the two only", ", ".join(sorted(mine ^ theirs)), "", -0.25)]
