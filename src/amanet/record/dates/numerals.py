"""Numbers written in Chinese characters.

Both ways of writing: digit by digit (二〇一八 is 2018) and with places (两千万 is 20,000,000). What follows neither, or is a
shortened form (三千五, which is 3,500 to some and 3,005 to none), gives None.

>>> chinese_number("二〇一八"), chinese_number("两百万"), chinese_number("十二")
(2018, 2000000, 12)
"""

import re
from typing import Final

__all__ = ["CHINESE_DIGITS", "chinese_number", "with_chinese_numbers"]

_ZERO: Final = "〇零○"
_DIGITS: Final = {
    character: value
    for value, row in enumerate(
        (_ZERO, "一壹", "二两贰兩", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for character in row
}
_PLACES: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS: Final = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_TENS: Final = {"廿": 20, "卅": 30}
CHINESE_DIGITS: Final = "".join((*_DIGITS, *_PLACES, *_MYRIADS, *_TENS))
_ONE_TO_NINE: Final = "".join(character for character, value in _DIGITS.items() if value)
_BELOW_MYRIAD: Final = re.compile(
    rf"(?:(?P<thousands>[{_ONE_TO_NINE}])[千仟])?[{_ZERO}]?(?:(?P<hundreds>[{_ONE_TO_NINE}])[百佰])?[{_ZERO}]?"
    rf"(?:(?P<tens>[{_ONE_TO_NINE}]?)[十拾]|(?P<joined>[廿卅]))?[{_ZERO}]?(?P<units>[{_ONE_TO_NINE}])?"
)
_WRITTEN: Final = re.compile(f"[{CHINESE_DIGITS}]+")


def chinese_number(text: str) -> int | None:
    """The number, or None where the text is none."""
    if not text or not _WRITTEN.fullmatch(text) or len(text) > 30:
        return None
    if all(character in _DIGITS for character in text):
        return _digit_by_digit(text)
    return _with_places(text)


def with_chinese_numbers(text: str) -> str:
    """Every Chinese number in a text as digits; what is none stays."""
    return _WRITTEN.sub(lambda found: _as_digits(found[0]), text)


def _as_digits(text: str) -> str:
    number = chinese_number(text)
    return text if number is None else str(number)


def _digit_by_digit(text: str) -> int | None:
    if len(text) > 1 and "两" in text:
        return None
    return int("".join(str(_DIGITS[character]) for character in text))


def _with_places(text: str) -> int | None:
    total, rest, last = 0, text, 10**12
    for sign, worth in sorted(_MYRIADS.items(), key=lambda pair: -pair[1]):
        before, found, after = rest.partition(sign)
        if not found:
            continue
        count = _below_myriad(before)
        if count is None or worth >= last:
            return None
        total, rest, last = total + count * worth, after, worth
    if not rest:
        return total
    tail = _below_myriad(rest)
    if tail is None or (total and tail < 10 and rest[0] not in _ZERO):  # 一万三: shortened
        return None
    return total + tail


def _below_myriad(text: str) -> int | None:
    """A number with places up to thousands, each place once and in order."""
    found = _BELOW_MYRIAD.fullmatch(text)
    if not text or text[0] in _ZERO or not found:
        return None
    part = found.groupdict()
    has_tens = part["tens"] is not None or part["joined"]
    if part["units"] and (part["thousands"] or part["hundreds"]) and not (has_tens or set(text) & set(_ZERO)):
        return None  # 三千五: shortened
    tens = (
        10 * (_digit(part["tens"]) or 1) if part["tens"] is not None else _TENS.get(part["joined"] or "", 0)
    )
    return 1000 * _digit(part["thousands"]) + 100 * _digit(part["hundreds"]) + tens + _digit(part["units"])


def _digit(character: str | None) -> int:
    return _DIGITS[character] if character else 0
