"""A quantity as far as it is known: a number, exact or about, or bounds; with its unit and the words it came from.

Numbers are `Decimal`, in JSON texts without an exponent; never a float. Three things are kept apart: "about 60" (`about`, `approximate`),
"at least 60" (`at_least`) and "more than 60" (`at_least` with `more_than`: 60 itself is excluded). Nothing negative is counted here.

`bounds()` reads "about" by a rule (docs/dates.md), because nobody says how far it reaches: half the place of the last digit that
is not a zero, and at least a tenth. An end that was said is firm where a number was said too ("nearly 100"); where there is none ("dozens"), it
is widened alike.

>>> Quantity(about=Decimal(2_000_000), approximate=True).bounds()
(Decimal('1500000'), Decimal('2500000'))
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from amanet.canonical import JSON
from amanet.errors import BadData

__all__ = ["NAMED_UNITS", "Quantity"]

NAMED_UNITS: Final = frozenset(
    ("years", "months", "weeks", "days", "hours", "minutes", "seconds", "%", "share")
)

# Fewer than the 28 that decimal arithmetic holds without rounding.
_MOST_DIGITS: Final = 24
_TENTH: Final = Decimal("0.1")
_HALF: Final = Decimal("0.5")
_NUMBERS: Final = ("about", "at_least", "at_most")
_FLAGS: Final = ("approximate", "more_than", "less_than")
_TEXTS: Final = ("unit", "words")


@dataclass(frozen=True, slots=True)
class Quantity:
    """`unit`: `years`, `months`, `weeks`, `days`, `hours`, `minutes`, `seconds`, `%`, `share` (of a whole that is 1), or the words behind the number
    as they stand; None: things are counted.
    """

    about: Decimal | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    approximate: bool = False
    unit: str | None = None
    words: str | None = None
    more_than: bool = False
    less_than: bool = False

    def __post_init__(self) -> None:
        numbers = [self.at_least, self.about, self.at_most]
        given = [number for number in numbers if number is not None]
        if not given:
            raise BadData("A quantity has a number or a bound.")
        if not all(_is_countable(number) for number in given):
            raise BadData(
                f"The numbers of a quantity are not negative and have at most {_MOST_DIGITS} digits."
            )
        if given != sorted(given):
            raise BadData("A quantity's bounds do not hold its number: the lower lies above the higher.")
        if (self.more_than and self.at_least is None) or (self.less_than and self.at_most is None):
            raise BadData("A bound that is excluded has to be given.")
        for name in _NUMBERS:
            number = getattr(self, name)
            object.__setattr__(self, name, None if number is None else _trimmed(number))

    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """The least and the most it can be, `approximate` taken by the rule. None: there is no bound."""
        least, most = self.at_least, self.at_most
        if not self.approximate:
            exact = self.about if least is None and most is None else None
            return exact if least is None else least, exact if most is None else most
        if self.about is None:
            return (
                None if least is None else _lower(least),
                None if most is None else _higher(most),
            )
        return (
            _lower(self.about) if least is None else least,
            _higher(self.about) if most is None else most,
        )

    def to_json(self) -> dict[str, JSON]:
        """Absent things are left out."""
        content: dict[str, JSON] = {}
        for name in _NUMBERS:
            number = getattr(self, name)
            if number is not None:
                content[name] = _text(number)
        for name in (*_FLAGS, *_TEXTS):
            if getattr(self, name):
                content[name] = getattr(self, name)
        return content

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Quantity":
        """Raises `BadData` for anything but what `to_json` gives."""
        if not isinstance(content, Mapping) or not content.keys() <= {*_NUMBERS, *_FLAGS, *_TEXTS}:
            raise BadData("What was kept of a quantity is not a quantity.")
        kinds = {**dict.fromkeys(_FLAGS, bool), **dict.fromkeys((*_NUMBERS, *_TEXTS), str)}
        if not all(isinstance(value, kinds[name]) for name, value in content.items()):
            raise BadData(
                "What was kept of a quantity is not a quantity: numbers are texts, flags are true or false."
            )
        given = {**content, **{name: _number(content[name]) for name in _NUMBERS if name in content}}
        return cls(**given)


def _is_countable(number: Decimal) -> bool:
    if not number.is_finite() or number < 0:
        return False
    _, digits, exponent = number.as_tuple()
    return (
        isinstance(exponent, int)
        and abs(exponent) <= _MOST_DIGITS
        and len(digits) + max(exponent, 0) <= _MOST_DIGITS
    )


def _text(number: Decimal) -> str:
    """Without an exponent, and without zeros behind the last digit of a fraction."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text or "0"


def _number(text: str) -> Decimal:
    plain = text.replace(".", "", 1)
    try:
        number = Decimal(text)
    except InvalidOperation as problem:
        raise BadData(
            "A number of a quantity is written in digits, with a point before a fraction."
        ) from problem
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 2 * _MOST_DIGITS) or _text(number) != text:
        raise BadData("A number of a quantity is written in digits, with a point before a fraction.")
    return number


def _lower(number: Decimal) -> Decimal:
    return _trimmed(max(number - _margin(number), Decimal(0)))


def _higher(number: Decimal) -> Decimal:
    return _trimmed(number + _margin(number))


def _trimmed(number: Decimal) -> Decimal:
    return Decimal(_text(number))


def _margin(number: Decimal) -> Decimal:
    exponent = number.normalize().as_tuple().exponent
    place = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return max(_HALF * place, _TENTH * number)
