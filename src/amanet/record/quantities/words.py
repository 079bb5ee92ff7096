"""The words of a quantity to a quantity with bounds. docs/dates.md tells what is understood, and the rules.

>>> from amanet.record.quantities import parse_quantity_words
>>> parse_quantity_words("an estimated 2 million").to_json()
{'about': '2000000', 'approximate': True, 'words': 'an estimated 2 million'}
>>> parse_quantity_words("more than 60").to_json()
{'at_least': '60', 'more_than': True, 'words': 'more than 60'}
>>> parse_quantity_words("15 years and 6 months").to_json()
{'about': '186', 'unit': 'months', 'words': '15 years and 6 months'}
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from amanet.errors import BadData, Misuse
from amanet.record.dates.ambiguity import Ambiguous
from amanet.record.dates.folding import fold
from amanet.record.dates.wording import languages_for
from amanet.record.quantities.durations import add_up
from amanet.record.quantities.figures import OpenSeparator, decimal_sign, read_leading_number
from amanet.record.quantities.quantity import Quantity
from amanet.record.quantities.wording import QuantityWording
from amanet.record.quantities.wordings import WORDINGS

__all__ = ["parse_quantity_words"]

LONGEST: Final = 120
_DEEPEST: Final = 3
_UNIT_WORDS: Final = 4
_SIGNS: Final = (("<=", "at most"), (">=", "at least"), ("≤", "at most"), ("≥", "at least"), ("<", "less than"),
                 (">", "more than"), ("~", "about"), ("≈", "about"), ("±", "about"))  # fmt: skip
_FRACTION: Final = re.compile(r"(?:(\d+) )?(\d{1,3}) ?/ ?(\d{1,3})( .+)?")
_DASHED: Final = re.compile(r"(?P<number0>.+?) ?[–-] ?(?P<number1>.+)")
_ARABIC: Final = str.maketrans({"٪": "%", "٫": "·", "٬": "'", "％": "%", "＋": "+", "⁄": "/"})


class _NotUnderstood(BadData):
    def __init__(self) -> None:
        super().__init__(
            "These words are not understood as a number. Write it as 60, about 60, at least 60 or 50–70; docs/dates.md tells what "
            "is understood."
        )


@dataclass(frozen=True)
class _Told:
    """`coefficient` is the number before its multiplier: both ends of "1–2 million" have the one at the end."""

    quantity: Quantity
    coefficient: Decimal | None = None


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
    sign = decimal or decimal_sign(language)
    found: dict[Quantity, str | None] = {}
    try:
        found = dict.fromkeys(_readings(folded, language, sign))
    except OpenSeparator as problem:
        question = problem
    else:
        return _only_one(words, list(found))
    for choice in (".", ","):
        found.update(dict.fromkeys(_readings(folded, language, choice), choice))
    candidates = {_worded(one, words): choice for one, choice in found.items()}
    raise Ambiguous(str(question), candidates, "number", tuple(str(choice) for choice in candidates.values()))


def _readings(folded: str, language: str | None, decimal: str | None) -> list[Quantity]:
    """What each language makes of the words; only the named one where it understands them."""
    readings: list[Quantity] = []
    problem: BadData = _NotUnderstood()
    for name in languages_for(folded, language):
        if name not in WORDINGS:
            continue
        try:
            readings.append(
                _Reader(WORDINGS[name], name, decimal).read(_rewritten(folded, WORDINGS[name])).quantity
            )
        except _NotUnderstood:
            continue
        except OpenSeparator:
            raise
        except BadData as other:
            problem = other
        if language and readings:
            break
    if not readings:
        raise problem
    return readings


def _only_one(words: str, readings: list[Quantity]) -> Quantity:
    if len(readings) == 1:
        return _worded(readings[0], words)
    raise Ambiguous(
        "These words mean one number in one language and another in another: say the language.",
        [_worded(one, words) for one in readings],
        "language",
    )


def _worded(quantity: Quantity, words: str) -> Quantity:
    return replace(quantity, words=words, unit=_as_written(quantity.unit, words))


def _as_written(unit: str | None, words: str) -> str | None:
    """The unit with its own letters; it was folded with the rest."""
    if unit is None or unit in words:
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
    for words, plain in wording.rewrites:
        folded = folded.replace(fold(words) + (" " if words.endswith(" ") else ""), plain)
    return folded


class _Reader:
    def __init__(self, wording: QuantityWording, language: str, decimal: str | None, depth: int = 0) -> None:
        self._wording = wording
        self._language = language
        self._decimal = decimal
        self._depth = depth

    def read(self, text: str) -> _Told:
        text = text.strip(" ,")
        if not text or self._depth > _DEEPEST:
            raise _NotUnderstood
        told = self._fraction(text) or self._many(text) or self._number(text) or self._length(text)
        return told or self._phrase(text)

    def _inside(self, text: str) -> _Told:
        return _Reader(self._wording, self._language, self._decimal, self._depth + 1).read(text)

    def _number(self, text: str) -> _Told | None:
        found = read_leading_number(text, self._wording, self._decimal)
        if not found:
            return None
        number, coefficient, rest = found
        unit = self._unit(rest)
        if unit is None:
            return None
        return _Told(Quantity(about=number, unit=unit or None), coefficient)

    def _unit(self, rest: str) -> str | None:
        """The name of a unit, the words as they stand, or nothing; None where the rest is more than a unit."""
        rest = rest.strip(" .,")
        if rest in self._wording.percent_words:
            return "%"
        for name, words in self._wording.units.items():
            if rest in (fold(word) for word in words.split("|")):
                return name
        if not rest:
            return ""
        is_words = re.fullmatch(r"[^\W\d_]+(?:[ '-][^\W\d_]+)*", rest) and len(rest.split()) <= _UNIT_WORDS
        return rest if is_words and not self._speaks(rest) else None

    def _speaks(self, rest: str) -> bool:
        """Whether the words behind a number say something of the number ("or so")."""
        probe = f"1 {rest}", f"1{rest}"
        return any(pattern.fullmatch(one) for _, pattern in self._wording.patterns for one in probe)

    def _length(self, text: str) -> _Told | None:
        """ "15 years and 6 months": numbers with units of time, one behind the other."""
        parts, rest = [], text
        while rest:
            found = read_leading_number(rest, self._wording, self._decimal)
            piece = self._timed(found[2]) if found else None
            if not found or not piece:
                return None
            parts.append((found[0], piece[0]))
            rest = self._without_and(piece[1])
        least, most, unit = add_up(parts)
        if least == most:
            return _Told(Quantity(about=least, unit=unit))
        return _Told(Quantity(at_least=least, at_most=most, unit=unit))

    def _timed(self, rest: str) -> tuple[str, str] | None:
        """The unit of time that a text begins with, and what follows."""
        for name, words in self._wording.units.items():
            for word in sorted((fold(word) for word in words.split("|")), key=len, reverse=True):
                if rest.startswith(word) and not rest[len(word) : len(word) + 1].isalpha():
                    return name, rest[len(word) :].strip(" ,")
                if self._language == "zh" and rest.startswith(word):
                    return name, rest[len(word) :].strip(" ,")
        return None

    def _without_and(self, rest: str) -> str:
        for word in self._wording.joining:
            if rest.startswith(word) and (self._language == "zh" or rest[len(word) :].startswith(" ")):
                return rest[len(word) :].strip()
        return rest

    def _many(self, text: str) -> _Told | None:
        """ "dozens of men", "several hundred", "a few": two of the kind at least, and no upper bound."""
        for several in (*(fold(word) for word in self._wording.several.split("|")), ""):
            rest = (
                text[len(several) :].lstrip()
                if several and text.startswith(several)
                else None
                if several
                else text
            )
            if rest is None:
                continue
            told = self._many_of(rest, counted=bool(several))
            if told:
                return told
        return None

    def _many_of(self, rest: str, *, counted: bool) -> _Told | None:
        kinds = {**(self._wording.multipliers if counted else {}), **self._wording.many}
        for word in sorted(kinds, key=len, reverse=True):
            if not rest.startswith(word) or (self._language != "zh" and rest[len(word) :][:1].isalpha()):
                continue
            unit = self._unit(_without_of(rest[len(word) :]))
            if unit is not None:
                return _Told(_at_least_two(kinds[word], unit))
        if not counted:
            return None
        unit = self._unit(_without_of(rest))
        return None if unit is None else _Told(_at_least_two(1, unit))

    def _fraction(self, text: str) -> _Told | None:
        found = _FRACTION.fullmatch(text)
        if not found or int(found[3]) == 0:
            return None
        whole, above, below = Decimal(found[1] or 0), Decimal(found[2]), Decimal(found[3])
        rest = (found[4] or "").strip()
        share = not found[1] and (not rest or _without_of(rest) != rest or self._unit(rest) is None)
        unit = "share" if share else self._unit(rest)
        if unit is None or len(rest.split()) > 2 * _UNIT_WORDS:
            return None
        return _Told(_quotient(whole, above, below, unit or None))

    def _phrase(self, text: str) -> _Told:
        for sign, meaning in _SIGNS:
            if text.startswith(sign):
                return _Told(_MEANINGS[meaning](self._inside(text[len(sign) :]).quantity))
        plus = re.fullmatch(r"(.*\d) ?\+(.*)", text)
        if plus:
            return _Told(_at_least(self._inside(plus[1] + plus[2]).quantity))
        problem: BadData = _NotUnderstood()
        for meaning, pattern in self._wording.patterns:
            found = pattern.fullmatch(text)
            if not found:
                continue
            try:
                return self._told(meaning, found)
            except _NotUnderstood:
                continue
            except OpenSeparator:
                raise
            except BadData as other:
                problem = other
        dashed = _DASHED.fullmatch(text)
        if dashed:
            return self._between(dashed)
        raise problem

    def _told(self, meaning: str, found: re.Match[str]) -> _Told:
        if meaning == "share":
            return _Told(Quantity(about=Decimal("0.5"), unit="share"))
        if meaning == "between":
            return self._between(found)
        return _Told(_MEANINGS[meaning](self._inside(found["number0"]).quantity))

    def _between(self, found: re.Match[str]) -> _Told:
        first, second = self._inside(found["number0"]), self._inside(found["number1"])
        low, high = first.quantity, second.quantity
        least, most = _exact(low), _exact(high)
        if (
            first.coefficient == least
            and second.coefficient not in (None, most)
            and least < (second.coefficient or 0)
        ):
            least = least * most / (second.coefficient or 1)  # 1–2 million
        if low.unit and high.unit and low.unit != high.unit:
            raise BadData("The two ends of a range have different units. Give both in one.")
        if least > most:
            raise BadData("The range of numbers ends below where it begins.")
        approximate = low.approximate or high.approximate
        return _Told(
            Quantity(at_least=least, at_most=most, approximate=approximate, unit=high.unit or low.unit)
        )


def _without_of(rest: str) -> str:
    return re.sub(r"^ ?(of the|of|de los|de las|de la|de|des|d'|von|из) ", "", f"{rest} ").strip()


def _at_least_two(kind: int, unit: str) -> Quantity:
    return Quantity(at_least=Decimal(2 * kind), approximate=kind > 1, unit=unit or None)


def _quotient(whole: Decimal, above: Decimal, below: Decimal, unit: str | None) -> Quantity:
    """Exact where it ends within ten places; else between two neighbours there."""
    step = Decimal("1e-10")
    low = (above / below).quantize(step, rounding="ROUND_FLOOR")
    if low * below == above:
        return Quantity(about=whole + low, unit=unit)
    return Quantity(at_least=whole + low, at_most=whole + low + step, unit=unit)


def _exact(quantity: Quantity) -> Decimal:
    """The one number it gives. Raises where it is a range already."""
    if quantity.about is None or quantity.at_least is not None or quantity.at_most is not None:
        raise _NotUnderstood
    return quantity.about


def _about(quantity: Quantity) -> Quantity:
    return replace(quantity, approximate=True)


def _at_least(quantity: Quantity) -> Quantity:
    return replace(quantity, at_least=_exact(quantity), about=None)


def _at_most(quantity: Quantity) -> Quantity:
    return replace(quantity, at_most=_exact(quantity), about=None)


def _more_than(quantity: Quantity) -> Quantity:
    return replace(quantity, at_least=_exact(quantity), about=None, more_than=True)


def _less_than(quantity: Quantity) -> Quantity:
    return replace(quantity, at_most=_exact(quantity), about=None, less_than=True)


def _nearly(quantity: Quantity) -> Quantity:
    return replace(quantity, at_most=_exact(quantity), approximate=True, less_than=True)


def _half(quantity: Quantity) -> Quantity:
    return replace(quantity, about=_exact(quantity) / 2)


def _percent(quantity: Quantity) -> Quantity:
    _exact(quantity)
    return replace(quantity, unit="%")


def _exactly(quantity: Quantity) -> Quantity:
    return quantity


_MEANINGS: Final[dict[str, Callable[[Quantity], Quantity]]] = {
    "about": _about,
    "at least": _at_least,
    "at most": _at_most,
    "more than": _more_than,
    "less than": _less_than,
    "nearly": _nearly,
    "half": _half,
    "percent": _percent,
    "upwards": _at_least,
    "exactly": _exactly,
}
