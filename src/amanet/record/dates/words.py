"""The words of a date, as people say and write them, to a date as far as it is known. docs/dates.md tells what is understood.

Nothing is guessed. Words that can mean several dates raise `Ambiguous` with all of them; words that nobody here understands raise `BadData`,
and so does "two years ago" without the day it was said. The words stay with the date, as they were given.

>>> from amanet.record.dates import parse_date_words, parse_edtf
>>> parse_date_words("between March and May 2018").edtf
'[2018-03..2018-05]'
>>> parse_date_words("last winter", said_at=parse_edtf("2020-05-10")).edtf
'[2019-11-07..2020-03-20]'
>>> parse_date_words("Ramadan 2018").to_json()
{'edtf': '[2018-05-14..2018-06-16]', 'words': 'Ramadan 2018', 'calendar': 'islamic'}
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from amanet.errors import BadData, Misuse
from amanet.record.dates.ambiguity import Ambiguous
from amanet.record.dates.folding import fold
from amanet.record.dates.meaning import Meaning
from amanet.record.dates.numerals import with_chinese_numbers
from amanet.record.dates.numeric import ORDERS
from amanet.record.dates.partial import PartialDate
from amanet.record.dates.reader import Answered, NotUnderstood, Reader
from amanet.record.dates.stated import QUESTIONS, Hemisphere, Undecided
from amanet.record.dates.wording import Lexicon, languages_for, lexicon_for

__all__ = ["parse_date_words"]

LONGEST: Final = 120
# Most of what tables hold. Days up to the 28th need no look at the calendar.
_ISO: Final = re.compile(r"(?:1[5-9]|2[01])\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])", re.ASCII)
_MOST_QUESTIONS: Final = 3


def parse_date_words(
    words: str,
    *,
    order: str | None = None,
    said_at: PartialDate | None = None,
    language: str | None = None,
    calendar: str | None = None,
    hemisphere: Hemisphere = "north",
) -> PartialDate:
    """Raises `Ambiguous` where the words can mean several dates and `BadData` where they mean none.

    `order` (dmy, mdy, ymd) is that of digits; `said_at` the day that "last winter" counts from; `language` a BCP 47 tag, tried first;
    `calendar` (gregorian, persian, islamic) that of years from 1300 to 1499 whose words name none; `hemisphere` whose seasons are meant.
    """
    if order not in (None, *ORDERS) or calendar not in (None, "gregorian", "persian", "islamic"):
        raise Misuse("The order of a date is dmy, mdy or ymd; its calendar gregorian, persian or islamic.")
    return _parse(words, order, said_at, language, calendar, hemisphere)


@lru_cache(maxsize=1 << 16)
def _parse(
    words: str,
    order: str | None,
    said_at: PartialDate | None,
    language: str | None,
    calendar: str | None,
    hemisphere: Hemisphere,
) -> PartialDate:
    if _ISO.fullmatch(words):
        return PartialDate(words)
    if len(words) > LONGEST:
        raise BadData(
            f"The words of a date have at most {LONGEST} characters. Keep these as a note, and give the date apart."
        )
    said = said_at.bounds() if said_at else None
    answered = Answered(order, calendar, said=said, hemisphere=hemisphere)
    return _only_one(words, _all_readings(fold(words), language, answered))


@dataclass(frozen=True)
class _Reading:
    """A meaning, and the answers it took: pairs of question and choice."""

    meaning: Meaning
    answers: tuple[tuple[str, str], ...]


def _all_readings(folded: str, language: str | None, answered: Answered) -> list[_Reading]:
    """Of every language that can be meant; of the named one alone where it understands the words."""
    readings: list[_Reading] = []
    problem: BadData = NotUnderstood()
    for name in languages_for(folded, language):
        try:
            readings += _readings(_prepared(folded, lexicon_for(name)), lexicon_for(name), answered)
        except NotUnderstood:
            pass
        except BadData as other:
            problem = other if isinstance(problem, NotUnderstood) else problem
        if language and readings:
            break
    if not readings:
        raise problem
    return readings


def _readings(
    text: str, lexicon: Lexicon, answered: Answered, answers: tuple[tuple[str, str], ...] = ()
) -> list[_Reading]:
    """The one reading there is, or those under each answer to what the words leave open."""
    try:
        return [_Reading(Reader(lexicon, answered).read(text), answers)]
    except Undecided as undecided:
        question, choices = undecided.question, undecided.choices
    found: list[_Reading] = []
    problem: BadData = NotUnderstood()
    for choice in choices if len(answers) < _MOST_QUESTIONS else ():
        try:
            found += _readings(
                text, lexicon, answered.with_answer(question, choice), (*answers, (question, choice))
            )
        except BadData as other:  # under this answer the words are no date
            problem = other
    if not found:
        raise problem
    return found


def _prepared(folded: str, lexicon: Lexicon) -> str:
    if not lexicon.wording.has_spaces:
        folded = with_chinese_numbers(folded)
    for pattern, result in lexicon.rewrites:
        folded = pattern.sub(result, folded)
    return folded


def _only_one(words: str, readings: Iterable[_Reading]) -> PartialDate:
    """Raises `Ambiguous` where there are several, or where an answer was needed to find one."""
    found: dict[PartialDate, tuple[tuple[str, str], ...]] = {}
    for reading in readings:
        found.setdefault(reading.meaning.dated(words), reading.answers)
    (first, answers), *others = found.items()
    if not others and not answers:
        return first
    raise _ambiguous(found)


def _ambiguous(found: dict[PartialDate, tuple[tuple[str, str], ...]]) -> Ambiguous:
    questions = list(dict.fromkeys(question for answers in found.values() for question, _ in answers))
    if not questions:
        return Ambiguous(
            "These words mean one date in one language and another in another: say the language.",
            found,
            "language",
        )
    message = " ".join(QUESTIONS[question] for question in questions)
    choices = tuple(_choices(found.values())) if len(questions) == 1 else ()
    return Ambiguous(message, found, questions[0], choices)


def _choices(several: Iterable[tuple[tuple[str, str], ...]]) -> Iterator[str]:
    for answers in several:
        yield from (choice for _, choice in answers)
