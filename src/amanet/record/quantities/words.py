"""The words of a quantity to a quantity with bounds. docs/dates.md tells what is understood, and the rules.

>>> from amanet.record.quantities import parse_quantity_words
>>> parse_quantity_words("an estimated 2 million").to_json()
{'about': '2000000', 'approximate': True, 'words': 'an estimated 2 million'}
>>> parse_quantity_words("more than 60").to_json()
{'at_least': '60', 'more_than': True, 'words': 'more than 60'}
>>> parse_quantity_words("15 years and 6 months").to_json()
{'about': '186', 'unit': 'months', 'words': '15 years and 6 months'}
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Final

from amanet.errors import BadData, Misuse
from amanet.record.dates.ambiguity import Ambiguous
from amanet.record.dates.folding import fold
from amanet.record.dates.wording import languages_for
from amanet.record.quantities.figures import OpenSeparator, decimal_sign
from amanet.record.quantities.meanings import NotUnderstood
from amanet.record.quantities.quantity import NAMED_UNITS, Quantity
from amanet.record.quantities.reader import QuantityReader
from amanet.record.quantities.wording import QuantityWording
from amanet.record.quantities.wordings import WORDINGS

__all__ = ["parse_quantity_words"]

LONGEST: Final = 120
_UNIT_WORDS: Final = 4
_ARABIC: Final = str.maketrans({"٪": "%", "٫": "·", "٬": "'", "％": "%", "＋": "+", "⁄": "/"})
_QUESTIONS: Final = {
    "unit": "The words behind the number are not known as a unit: confirm that they are what is counted, or give the number alone.",
    "language": "These words mean one number in one language and another in another: say the language.",
}


def parse_quantity_words(words: str, *, language: str | None = None, decimal: str | None = None) -> Quantity:
    """Raises `Ambiguous` where the words can mean several quantities and `BadData` where they mean none.

    `language` is a BCP 47 tag, tried first, whose way of writing fractions is then taken; `decimal` (`.` or `,`) the sign before a fraction.
    """
    if decimal not in (None, ".", ","):
        raise Misuse("The sign before a fraction is '.' or ','.")
    return _parse(words, language, decimal)


@lru_cache(maxsize=1 << 14)
def _parse(words: str, language: str | None, decimal: str | None) -> Quantity:
    if len(words) > LONGEST:
        raise BadData(
            f"The words of a quantity have at most {LONGEST} characters. Keep these as a note, and give the number apart."
        )
    folded = fold(_plain_fractions(words.translate(_ARABIC)))
    try:
        readings, sure = _readings(folded, language, decimal or decimal_sign(language))
    except OpenSeparator as problem:
        question = str(problem)
    else:
        return _only_one(words, readings, sure)
    found = {
        _worded(one, words): choice for choice in (".", ",") for one in _readings(folded, language, choice)[0]
    }
    raise Ambiguous(question, found, "number", tuple(found.values()))


def _only_one(words: str, readings: Iterable[Quantity], sure: bool) -> Quantity:
    found = [_worded(one, words) for one in readings]
    if len(found) == 1 and sure:
        return found[0]
    question = "language" if sure else "unit"
    raise Ambiguous(_QUESTIONS[question], found, question)


def _readings(folded: str, language: str | None, decimal: str | None) -> tuple[list[Quantity], bool]:
    """What the languages make of the words, and whether that is sure: with a unit nobody knows here it is not."""
    try:
        return _in_languages(folded, language, decimal, known_units=True), True
    except NotUnderstood:
        return _in_languages(folded, language, decimal, known_units=False), False


def _in_languages(
    folded: str, language: str | None, decimal: str | None, *, known_units: bool
) -> list[Quantity]:
    readings: dict[Quantity, None] = {}
    problem: BadData = NotUnderstood()
    for name in languages_for(folded, language):
        if name not in WORDINGS:
            continue
        reader = QuantityReader(WORDINGS[name], decimal, known_units=known_units)
        try:
            readings[reader.read(_rewritten(folded, WORDINGS[name])).quantity] = None
        except NotUnderstood:
            continue
        except OpenSeparator:
            raise
        except BadData as other:
            problem = other
        if language and readings:
            break
    if not readings:
        raise problem
    return list(readings)


def _worded(quantity: Quantity, words: str) -> Quantity:
    return replace(quantity, words=words, unit=_as_written(quantity.unit, words))


def _as_written(unit: str | None, words: str) -> str | None:
    """The unit with its own letters; it was folded with the rest."""
    if unit is None or unit in NAMED_UNITS or unit in words:
        return unit
    pieces = words.split()
    for first in range(len(pieces)):
        for last in range(first + 1, min(first + _UNIT_WORDS, len(pieces)) + 1):
            if fold(" ".join(pieces[first:last])) == unit:
                return " ".join(pieces[first:last])
    return unit


def _plain_fractions(text: str) -> str:
    """ "2½" as "2 1/2"; other raised digits are refused by `fold`."""
    if text.isascii():
        return text
    return "".join(
        f" {unicodedata.normalize('NFKD', one).replace('⁄', '/')} "
        if unicodedata.decomposition(one).startswith("<fraction>")
        else one
        for one in text
    )


def _rewritten(folded: str, wording: QuantityWording) -> str:
    for pattern, plain in wording.rewritings:
        folded = pattern.sub(plain, folded)
    return folded
