"""Sets one word of a name against one of another: the bits of the best alignment of their sounds, slips of the pen, known writings, endings.

Words agree or they do not; from which share of what they could reach on, differs within one script and across. Two different words speak
against each other, and the more a word tells, the more it tells when it is another.
"""

from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA, Levenshtein

from amanet.names.alignment import align
from amanet.names.parts import Part
from amanet.names.scripts import Script
from amanet.names.weights import EIGHTHS

__all__ = ["KNOWN", "Answer", "set_against", "speaks_against"]

# Of what two words could reach at best, the share from which they agree. Across scripts chance hardly ever gets above nothing; within one
# script names of different people are alike more often.
_AGREES_ACROSS = 0.3
_AGREES_WITHIN = 0.55
# Outlines less alike than this are not worth aligning; with Han, consonants come and go.
_ALIKE = 0.34
_ALIKE_WITH_HAN = 0.3
_SLIP = 5.0  # bits that a slip of the pen takes: rare at any one letter, and in a short word it makes another word
_SLIP_IN_SHORT = 14.0
KNOWN = 0.8  # of what the word carries, where a table says that two writings are of one name
_DISAGREES = 9.0  # bits that two words which stand against each other take, beside what their letters say
_LEAST = -30.0
_SAME_ENDING = 3.0
_likeness = Levenshtein.normalized_similarity
_slips = OSA.distance


class Answer(NamedTuple):
    bits: float
    agrees: bool
    what: str


_NOT_ALIKE = Answer(_LEAST - _DISAGREES - 2, False, "different")


@lru_cache(maxsize=1 << 16)
def set_against(part: Part, their: Part) -> Answer:
    """What one word says for the other, with or without the endings that differ."""
    stem, their_stem = part.stem, their.stem
    if stem is None and their_stem is None:
        return _word_against(part, their)
    if stem is not None and their_stem is not None and _same_ending(part, their):
        answer = _word_against(stem, their_stem)
        return answer._replace(bits=answer.bits + _SAME_ENDING) if answer.agrees else answer
    answer = _word_against(part, their)
    if part.ending == their.ending or answer.bits > 0.9 * min(part.information, their.information):
        return answer
    for one, other in ((stem, their), (part, their_stem), (stem, their_stem)):
        if one is not None and other is not None:
            stripped = _word_against(one, other)
            if stripped.agrees and stripped.bits - 3 > answer.bits:
                what = f"the same stem with another ending; {stripped.what}"
                answer = Answer(stripped.bits - 3, True, what)
    return answer


def _same_ending(part: Part, their: Part) -> bool:
    """Within one script, what both end on says nothing: the stems decide."""
    return part.ending == their.ending and part.order == their.order and part.text != their.text


def _word_against(part: Part, their: Part) -> Answer:
    within = part.order == their.order
    most = part.information if part.information < their.information else their.information
    if within and part.text == their.text:
        return Answer(most, True, "the same letters")
    if part.known_as and part.known_as == their.known_as:
        return Answer(KNOWN * most, True, "known to be writings of one name")
    slipped = _slipped(part.text, their.text, most) if within and part.order else -most
    if slipped < _AGREES_WITHIN * most and not _outlines_alike(part, their):
        return _NOT_ALIKE
    bits, reach = _learned(part, their)
    what = ""
    if slipped > bits:
        bits, what = slipped, "a slip of the pen apart"
    if bits > most - 0.25:
        bits = most - 0.25
    agrees = reach * (_AGREES_WITHIN if within else _AGREES_ACROSS)
    if bits > 0 and bits >= agrees:
        return Answer(bits, True, what or _how(part, their))
    return Answer(_against(bits, agrees, most), False, "different")


def _against(bits: float, agrees: float, most: float) -> float:
    """What two words that do not agree take: their letters' bits and more, or, the nearer they came to agreeing the less, what they tell."""
    nearness = bits / agrees if bits > 0 and agrees > 0 else 0.0
    return min(max(bits, _LEAST) - _DISAGREES, (nearness - 1) * speaks_against(most))


def speaks_against(information: float) -> float:
    """Bits that a word which cannot be the other one takes: the more a word tells, the more it tells when it is another."""
    return 4 + 0.7 * information


def _outlines_alike(part: Part, their: Part) -> bool:
    """Whether the consonants have anything to do with each other; of hardly any consonants nothing can be said."""
    one, other = part.outline, their.outline
    if len(one) < 2 or len(other) < 2 or one == other:
        return True
    # Han is the first in the order of scripts.
    least = _ALIKE if part.order and their.order else _ALIKE_WITH_HAN
    return _likeness(one, other, score_cutoff=least) > 0


def _slipped(text: str, other: str, most: float) -> float:
    """Bits of two spellings that differ by slips of the pen (a letter too many, too few, another, or two exchanged)."""
    slips: int = _slips(text, other, score_cutoff=3)
    return most - slips * (_SLIP + _SLIP_IN_SHORT / min(len(text), len(other)))


def _learned(part: Part, their: Part) -> tuple[float, float]:
    """Bits of the best alignment, and what the two could have reached."""
    if part.order > their.order or (part.order == their.order and part.text > their.text):
        part, their = their, part
    gains, left_out, reach_of_row = part.as_row(their)
    pick, count, put_in, reach_of_column = their.as_column(part)
    if not gains or not count:
        return -6.0, 1.0
    bits = align(gains, pick, count) + left_out + put_in
    reach = reach_of_row if reach_of_row < reach_of_column else reach_of_column
    return bits / EIGHTHS, reach / EIGHTHS


def _how(part: Part, their: Part) -> str:
    same = "the same consonants" if part.outline == their.outline else "sounds that answer each other"
    if part.order == their.order:
        return f"{same}, another spelling"
    return f"{same}, Han rendering" if Script.HAN in (part.script, their.script) else same
