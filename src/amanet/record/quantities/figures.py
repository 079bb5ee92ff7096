"""Numbers in digits and in words, with what separates them: "3,000", "3 000", "1.5 million", "200万", "two hundred and five".

A point or a comma before three last digits may set thousands apart or begin a fraction. Which, the language or the caller says, or other signs in
the number; else `OpenSeparator` is raised.
"""

import re
from decimal import Decimal
from typing import Final

from amanet.errors import BadData
from amanet.record.dates.numerals import CHINESE_DIGITS, chinese_number
from amanet.record.quantities.wording import QuantityWording

__all__ = ["OpenSeparator", "decimal_sign", "read_figure", "read_leading_number"]

# The sign before a fraction, where a language has one in all its countries (CLDR). Spanish and Arabic have both.
_DECIMAL: Final = {
    "en": ".",
    "zh": ".",
    **dict.fromkeys(("ru", "kk", "ky", "uz", "tr", "de", "fr", "ku"), ","),
}
_LONGEST: Final = 31  # 24 digits and what stands between them
_FIGURE: Final = re.compile(r"\d+(?:[ '.,·]\d+)*")
_TOKEN: Final = re.compile(
    rf"(?P<figure>\d+(?:[ '.,·]\d+)*)|(?P<chinese>[{CHINESE_DIGITS}]+)|(?P<word>[^\W\d_]+(?:['-][^\W\d_]+)*)\.?"
)


class OpenSeparator(BadData):
    """A number such as 3,000 or 3.000."""

    def __init__(self) -> None:
        super().__init__(
            "The number may have thousands set apart or be a fraction: say the language, or the sign before a fraction."
        )


def decimal_sign(language: str | None) -> str | None:
    """The sign before a fraction in a language that was named."""
    return _DECIMAL.get((language or "").replace("_", "-").split("-")[0].lower())


def read_figure(text: str, decimal: str | None) -> Decimal | None:
    """A number in digits. None where its groups are no groups. Raises `OpenSeparator`."""
    if not _FIGURE.fullmatch(text) or len(text) > _LONGEST:
        return None
    whole, fraction = _split(text, decimal)
    groups = re.split(r"[ '.,]", whole)
    if len(groups) > 1 and not _are_groups(groups):
        return None
    if len(set(re.findall(r"[ '.,]", whole))) > 1 or not fraction.isdigit():
        return None
    return Decimal("".join(groups) + "." + fraction)


def _split(text: str, decimal: str | None) -> tuple[str, str]:
    """Before and behind the sign of a fraction; "0" behind where there is none."""
    signs = re.findall("[.,·]", text)
    last = signs[-1] if signs else ""
    if not signs or (signs.count(last) > 1 and len(set(signs)) == 1):
        return text, "0"
    before, _, behind = text.rpartition(last)
    if signs.count(last) > 1:
        return text, "0"
    is_fraction = (
        last == "·" or len(set(signs)) > 1 or len(behind) != 3 or not re.fullmatch(r"[1-9]\d{0,2}", before)
    )
    if is_fraction and " " not in behind:
        return before, behind
    if " " in before or "'" in before:
        return before, behind
    if decimal is None:
        raise OpenSeparator
    return (before, behind) if decimal == last else (text, "0")


def _are_groups(groups: list[str]) -> bool:
    """Threes, or twos before a last three, as in India."""
    head, *middle, last = groups
    threes = len(head) <= 3 and all(len(group) == 3 for group in middle)
    twos = len(head) <= 2 and len(middle) > 0 and all(len(group) == 2 for group in middle)
    return len(last) == 3 and (threes or twos)


def read_leading_number(
    text: str, wording: QuantityWording, decimal: str | None
) -> tuple[Decimal, Decimal, str] | None:
    """The number a text begins with, the part of it before the last multiplier ("2" of "2 million"), and the rest.

    None where it begins with none.
    """
    counted = _Counted()
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if not token or not counted.take(token, wording, decimal):
            break
        at = token.end()
        while text[at : at + 1] == " ":
            at += 1
    if not counted.began or counted.open_and:
        return None
    return counted.number, counted.coefficient, text[at:]


class _Counted:
    """A number as its words come: units are added, multipliers close what came before; each is smaller than the last."""

    def __init__(self) -> None:
        self.began = False
        self.open_and = False
        self._closed = Decimal(0)
        self._current: Decimal | None = None
        self._in_words = False
        self._last = Decimal(10**15)
        self._coefficient: Decimal | None = None

    @property
    def number(self) -> Decimal:
        return self._closed + (self._current or 0)

    @property
    def coefficient(self) -> Decimal:
        return self.number if self._coefficient is None else self._coefficient

    def take(self, token: re.Match[str], wording: QuantityWording, decimal: str | None) -> bool:
        if token["figure"]:
            return self._add_figure(read_figure(token["figure"], decimal))
        if token["chinese"]:
            return self._add_chinese(token["chinese"])
        word = token["word"]
        if word in wording.small:
            return self._add_word(Decimal(str(wording.small[word])))
        if word in wording.multipliers:
            return self._multiply(Decimal(wording.multipliers[word]))
        if word in wording.joining and self.began and not self.open_and:
            self.open_and = True
            return True
        return False

    def _add_figure(self, figure: Decimal | None) -> bool:
        if figure is None or self._current is not None or (self.open_and and not self._closed):
            return False
        self._current, self.began, self.open_and = figure, True, False
        return True

    def _add_chinese(self, text: str) -> bool:
        value = chinese_number(text)
        if self._current is None and value is not None:
            return self._add_figure(Decimal(value))
        places = {
            "十万": 10**5,
            "万": 10**4,
            "萬": 10**4,
            "亿": 10**8,
            "億": 10**8,
            "千": 10**3,
            "百": 100,
            "百万": 10**6,
            "千万": 10**7,
        }
        return text in places and self._multiply(Decimal(places[text]))

    def _add_word(self, value: Decimal) -> bool:
        current = self._current
        if current is None and (value == 0 or value >= 1):
            self._current, self._in_words = value, True
        elif current is not None and (self._in_words or value < 1) and _follows(current, value):
            self._current = current + value
        else:
            return False
        self.began, self.open_and = True, False
        return True

    def _multiply(self, times: Decimal) -> bool:
        if self.open_and or (times >= self._last and times > 100) or (self._closed and self._current is None):
            return False
        if times == 100 and (self._current or 0) < 100:
            self._current, self._in_words = (self._current or Decimal(1)) * 100, True
        else:
            self._coefficient = self._current or Decimal(1)
            self._closed += self._coefficient * times
            self._current, self._in_words, self._last = None, False, times
        self.began = True
        return True


def _follows(current: Decimal, value: Decimal) -> bool:
    """Five after twenty or after two hundred, a half after anything whole; not five after three."""
    if 0 < value < 1:
        return current == current.to_integral_value()
    tens = current % 100 >= 20 and current % 10 == 0 and value < 10
    return tens or (current >= 100 and current % 100 == 0 and value < 100)
