"""Reads a quantity in one language: a number with its unit, a length of time, an unknown many, or a phrase around them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from amanet.errors import BadData
from amanet.record.quantities.durations import add_up
from amanet.record.quantities.figures import OpenSeparator, read_leading_number
from amanet.record.quantities.meanings import MEANINGS, NotUnderstood, at_least, at_least_two, exact, quotient
from amanet.record.quantities.quantity import Quantity
from amanet.record.quantities.wording import QuantityWording
from amanet.record.quantities.wordings import MULTIPLIERS

__all__ = ["QuantityReader", "Told"]

_DEEPEST: Final = 3
_UNIT_WORDS: Final = 4
_SIGNS: Final = (("<=", "at most"), (">=", "at least"), ("≤", "at most"), ("≥", "at least"), ("<", "less than"),
                 (">", "more than"), ("~", "about"), ("≈", "about"), ("±", "about"))  # fmt: skip
# Between a number and what is counted.
_OF: Final = frozenset(("of", "the", "de", "los", "las", "la", "des", "von", "der", "den", "из", "من"))
_FRACTION: Final = re.compile(r"(?:(\d+) )?(\d{1,3}) ?/ ?(\d{1,3})( .+)?")
_PLUS: Final = re.compile(r"(.*\d) ?\+(.*)")
_DASHED: Final = re.compile(r"(?P<number0>.+?) ?[–-] ?(?P<number1>.+)")


@dataclass(frozen=True)
class Told:
    """`coefficient` is the number before its multiplier: both ends of "1–2 million" have the one at the end."""

    quantity: Quantity
    coefficient: Decimal | None = None


class QuantityReader:
    def __init__(
        self, wording: QuantityWording, decimal: str | None, *, known_units: bool, depth: int = 0
    ) -> None:
        self._wording = wording
        self._decimal = decimal
        self._known_units = known_units
        self._depth = depth

    def read(self, text: str) -> Told:
        text = text.strip(" ,")
        if not text or self._depth > _DEEPEST:
            raise NotUnderstood
        told = self._fraction(text) or self._many(text) or self._number(text) or self._length(text)
        return told or self._phrase(text)

    def _inside(self, text: str) -> Told:
        reader = QuantityReader(
            self._wording, self._decimal, known_units=self._known_units, depth=self._depth + 1
        )
        return reader.read(text)

    def _number(self, text: str) -> Told | None:
        found = read_leading_number(text, self._wording, self._decimal)
        if not found:
            return None
        number, coefficient, rest = found
        unit = self._unit(without_of(rest))
        if unit is None:
            return None
        return Told(Quantity(about=number, unit=unit or None), coefficient)

    def _unit(self, rest: str) -> str | None:
        """The name of a unit, the words for what is counted, or "" for none; None where it is something else."""
        rest = rest.strip(" .,")
        wording = self._wording
        if not rest or rest in wording.counted:
            return rest
        if rest in wording.unit_words:
            return wording.unit_words[rest]
        if re.split(r"(?<=%)|(?<=\w) ", rest)[0].strip() in wording.percent_words and self._is_plain(
            rest.lstrip("%")
        ):
            return "%"
        return None if self._known_units or not self._is_plain(rest) else rest

    def _is_plain(self, rest: str) -> bool:
        """A few words of which none is part of a number."""
        words = rest.split()
        return len(words) <= _UNIT_WORDS and all(
            re.fullmatch(r"[^\W\d_]+(?:['-][^\W\d_]+)*", word)
            and (word in self._wording.percent_words or word in _OF or word not in self._wording.reserved)
            and word not in MULTIPLIERS
            for word in words
        )

    def _length(self, text: str) -> Told | None:
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
            return Told(Quantity(about=least, unit=unit))
        return Told(Quantity(at_least=least, at_most=most, unit=unit))

    def _timed(self, rest: str) -> tuple[str, str] | None:
        """The unit of time that a text begins with, and what follows."""
        for word, name in self._wording.unit_words.items():
            if self._begins(rest, word):
                return name, rest[len(word) :].strip(" ,")
        return None

    def _begins(self, text: str, word: str) -> bool:
        return text.startswith(word) and not (self._wording.has_spaces and text[len(word) :][:1].isalpha())

    def _without_and(self, rest: str) -> str:
        for word in self._wording.joining:
            if self._begins(rest, word):
                return rest[len(word) :].strip()
        return rest

    def _many(self, text: str) -> Told | None:
        """ "dozens of men", "several hundred", "a few": two of the kind at least, and no upper bound."""
        told = self._many_of(text, self._wording.many)
        for few in self._wording.few if not told else ():
            if self._begins(text, few):
                rest = text[len(few) :].lstrip()
                told = self._many_of(rest, {**self._wording.multipliers, **self._wording.many, "": 1})
                break
        return told

    def _many_of(self, rest: str, kinds: Mapping[str, int]) -> Told | None:
        for word in sorted(kinds, key=len, reverse=True):
            unit = self._unit(without_of(rest[len(word) :])) if self._begins(rest, word) or not word else None
            if unit is not None:
                return Told(at_least_two(kinds[word], unit))
        return None

    def _fraction(self, text: str) -> Told | None:
        found = _FRACTION.fullmatch(text)
        if not found or int(found[3]) == 0:
            return None
        rest = (found[4] or "").strip()
        told = quotient(Decimal(found[1] or 0), Decimal(found[2]), Decimal(found[3]))
        if rest.split(" ")[0] in self._wording.multipliers and told.about is not None:
            return self._number(f"{told.about:f}".rstrip("0").replace(".", "·") + " " + rest)  # 1½ million
        unit = self._unit(rest) if found[1] else "share" if self._is_plain(rest) else None
        return None if unit is None else Told(replace(told, unit=unit or None))

    def _phrase(self, text: str) -> Told:
        for sign, meaning in _SIGNS:
            if text.startswith(sign):
                return Told(MEANINGS[meaning](self._inside(text[len(sign) :]).quantity))
        if plus := _PLUS.fullmatch(text):
            return Told(at_least(self._inside(plus[1] + plus[2]).quantity))
        told = self._first_told(text)
        dashed = None if told else _DASHED.fullmatch(text)
        if dashed:
            return self._between(dashed)
        if told is None:
            raise NotUnderstood
        return told

    def _first_told(self, text: str) -> Told | None:
        """By the first phrase that fits; what is understood and wrong is raised only where none does."""
        problem: BadData | None = None
        for meaning, pattern in self._wording.patterns:
            found = pattern.fullmatch(text)
            if not found:
                continue
            try:
                return self._told(meaning, found)
            except NotUnderstood:
                continue
            except OpenSeparator:
                raise
            except BadData as other:
                problem = other
        if problem:
            raise problem
        return None

    def _told(self, meaning: str, found: re.Match[str]) -> Told:
        if meaning == "share":
            return Told(Quantity(about=Decimal("0.5"), unit="share"))
        if meaning == "between":
            return self._between(found)
        return Told(MEANINGS[meaning](self._inside(found["number0"]).quantity))

    def _between(self, found: re.Match[str]) -> Told:
        first, second = self._inside(found["number0"]), self._inside(found["number1"])
        low, high = first.quantity, second.quantity
        least, most = exact(low), exact(high)
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
        return Told(
            Quantity(at_least=least, at_most=most, approximate=approximate, unit=high.unit or low.unit)
        )


def without_of(rest: str) -> str:
    words = rest.split(" ")
    while words and (words[0] in _OF or not words[0]):
        words = words[1:]
    return " ".join(words)
