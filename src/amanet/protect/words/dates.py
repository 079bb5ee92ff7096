"""Days in words, given as coarse as was allowed: numeric ones, and those with the name of a month in our users' languages.

The names of months are CLDR's (babel). What is told otherwise – "the day after the feast", "when the apricots were ripe" – is not found: the
reviewer has to look (docs/methods/disclosure.md).

>>> sorted(span.shown for span in dates_in("on 12 May 2018, and 03.04.2019", "year"))
['2018', '2019']
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from amanet.protect.words.replaced import Span

__all__ = ["dates_in"]

LANGUAGES: Final = ("en", "ar", "ru", "es", "fr", "tr", "kk", "ug", "zh", "de", "ky", "uz", "fa", "ckb", "ps")
_SHOWN: Final = "[date]"
_YEAR: Final = r"(?<!\d)(?:1[89]|20)\d\d(?!\d)"
_NUMERIC: Final = re.compile(
    r"(?<!\d)\d{1,2}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?(?:(?:1[89]|20)\d\d|\d\d)(?!\d)"
    r"|(?<!\d)(?:1[89]|20)\d\d\s?[./\-]\s?\d{1,2}(?:\s?[./\-]\s?\d{1,2})?(?!\d)"
    r"|(?:(?:1[89]|20)\d\d\s?年\s?)?\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号])?|(?:1[89]|20)\d\d\s?[年-]?\s?يىل\w*\s?\d{1,2}\s?-?\s?ئاي\w*(?:\s?\d{1,2}\s?-?\s?كۈن\w*)?"
)
_JUST_YEAR: Final = re.compile(_YEAR)
# A day before or after the month, a year after or before it, and little words between.
_GLUE: Final = r"[\s\u00a0.,\-]{0,3}(?:(?:of|de|del|von|of the|م|й|го)[\s.]{1,2})?"


def dates_in(text: str, precision: str) -> Iterator[Span]:
    """`precision` as in a grant: at `day` there is nothing to hide, at `month` days go, at `year` months too, at `none` also years."""
    if precision == "day":
        return
    for pattern in (_NUMERIC, _named_months()):
        for found in pattern.finditer(text):
            yield Span(*found.span(), "date", _coarse(found[0], precision))
    if precision == "none":
        for found in _JUST_YEAR.finditer(text):
            yield Span(*found.span(), "date", _SHOWN)


def _coarse(text: str, precision: str) -> str:
    """The year where a year may stay; the month with it where that may stay and is written as a word."""
    year = _JUST_YEAR.search(_western(text))
    if precision == "none" or year is None:
        return _SHOWN
    month = re.search(rf"(?:{_month_names()})", text, re.IGNORECASE) if precision == "month" else None
    return f"{month[0]} {year[0]}" if month else year[0]


def _western(text: str) -> str:
    """Digits of whatever script as 0 to 9."""
    return "".join(str(int(one)) if one.isdecimal() else one for one in text)


@lru_cache(maxsize=1)
def _named_months() -> re.Pattern[str]:
    month = rf"(?<!\w)(?:{_month_names()})(?!\w)\.?"
    day = r"(?<!\d)\d{1,2}(?!\d)(?:st|nd|rd|th|-?[еоя]?[гй]?о?|[-‑]?\w{0,3})?"
    return re.compile(
        rf"(?:{_YEAR}{_GLUE})?{day}{_GLUE}{month}(?:{_GLUE}{_YEAR})?|{month}{_GLUE}{day}(?:{_GLUE}{_YEAR})?|{month}{_GLUE}{_YEAR}"
        rf"|{_YEAR}{_GLUE}{month}",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _month_names() -> str:
    """All of them, the longest first."""
    from babel import Locale

    found: set[str] = set()
    for language in LANGUAGES:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                found |= {name.rstrip(".") for name in months[context][width].values()}
    words = (name for name in found if len(name) > 2 and not name[0].isdigit())
    return "|".join(re.escape(name) for name in sorted(words, key=lambda one: (-len(one), one)))
