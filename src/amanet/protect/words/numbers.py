"""Numbers and addresses in words by which somebody can be found: telephones, documents, accounts, e-mail, links.

Rather too much than too little: whatever has five digits or more, written in any way and any digits, is taken for such a number, but for
what is plainly a day, a time or a sum of money with its currency. Recognising numbers of known form is the leak check's.

>>> text = "Call +7 (700) 123-45-67 or aygul@example.org in 2018."
>>> sorted(text[span.start:span.end] for span in numbers_in(text))
['+7 (700) 123-45-67', 'aygul@example.org']
"""

import re
from collections.abc import Iterator
from typing import Final

from amanet.protect.words.replaced import Span

__all__ = ["numbers_in"]

_NUMBER_SHOWN: Final = "[number]"
_ADDRESS_SHOWN: Final = "[address]"
_MOST_JOINING: Final = 3
_FEWEST_DIGITS: Final = 5
_INVISIBLE: Final = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
# Digits with what people write between them; a comma, a semicolon or the end of a sentence begins another number.
_DIGITS: Final = re.compile(
    rf"(?:[+#№№(]\s?)*\d(?:[\s{_INVISIBLE}()./\-\u2010-\u2015_·]{{0,{_MOST_JOINING}}}\d)+"
)
# Letters and digits in one word, as documents, plates and devices have them: at least four digits among them.
_MIXED: Final = re.compile(r"\b(?=\w*\d)(?=\w*[^\W\d_])[\w-]*\d[\w-]*")
_DAY: Final = re.compile(
    r"\d{1,2}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?(?:\d{4}|\d{2})|\d{4}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?\d{1,2}"
)
_YEARS: Final = re.compile(r"(?:1[3-9]|20)\d\d\s?[-\u2010-\u2015/]\s?(?:1[3-9]|20)?\d\d")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[\s\u00a0\u202f.,]000)+")
_MAIL: Final = re.compile(r"[^\s<>\"'(),;:@]+\s?@\s?[^\s<>\"'(),;:@]+\.[^\W\d_]{2,}")
_LINK: Final = re.compile(
    r"(?:[a-z][a-z0-9+.\-]{1,15}://|www\.)\S+|\b[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.[a-z]{2,}/\S+", re.IGNORECASE
)
_HANDLE: Final = re.compile(r"(?<![\w@])@[\w.]{3,}")


def numbers_in(text: str) -> Iterator[Span]:
    """Everything in it that looks like such a number or address; they may overlap."""
    for pattern in (_MAIL, _LINK, _HANDLE):
        for found in pattern.finditer(text):
            yield Span(*found.span(), "address", _ADDRESS_SHOWN)
    for found in _DIGITS.finditer(text):
        if _digits(found[0]) >= _FEWEST_DIGITS and not _is_plain(found[0]):
            yield Span(*found.span(), "number", _NUMBER_SHOWN)
    for found in _MIXED.finditer(text):
        if _digits(found[0]) >= _FEWEST_DIGITS - 1:
            yield Span(*found.span(), "number", _NUMBER_SHOWN)


def _digits(text: str) -> int:
    return sum(character.isdecimal() for character in text)


def _is_plain(text: str) -> bool:
    """Whether it is a day, a stretch of years or a round number of things."""
    stripped = text.strip()
    return any(pattern.fullmatch(stripped) for pattern in (_DAY, _YEARS, _THOUSANDS))
