"""Reads a date in one language: digits, a single date with names, or a phrase around dates, to any reasonable depth."""

import re
from dataclasses import dataclass, replace
from typing import Any, Final

from amanet.errors import BadData
from amanet.record.dates.atoms import read_atom
from amanet.record.dates.bounds import SEASONS, Bounds
from amanet.record.dates.edtf import read_edtf
from amanet.record.dates.meaning import Meaning, marked
from amanet.record.dates.numeric import read_numeric, split_time
from amanet.record.dates.parts import MARKS, Point, Span
from amanet.record.dates.phrases import PHRASES
from amanet.record.dates.relative import RELATIVE, read_relative
from amanet.record.dates.stated import AMBIGUOUS_YEARS, Hemisphere, Stated, Undecided, meaning_of
from amanet.record.dates.wording import Lexicon

__all__ = ["Answered", "NotUnderstood", "Reader"]

_DEEPEST: Final = 4
_EDTF: Final = re.compile(r"[\dXYES?~%/.,\[\]{}T:Z+\-]{4,}")
_OF_YEAR: Final = {"of last year": -1, "of this year": 0}
_YEARS: Final = re.compile(r"\d{4} ?/ ?\d{4}")
_SIGNS: Final = MARKS[1:]
_DASHED: Final = re.compile(r"(?P<date0>.+?) ?(?P<sign>–| - |-|/) ?(?P<date1>.+)")


class NotUnderstood(BadData):
    """No reading was found; not that one was found and is wrong."""

    def __init__(self) -> None:
        super().__init__(
            "These words are not understood as a date. Write the date as 2018-05-03 or as EDTF, or leave it with its words only; "
            "docs/dates.md tells what is understood."
        )


@dataclass(frozen=True)
class Answered:
    """What was said beside the words, or is tried."""

    date_order: str | None = None
    calendar: str | None = None
    century: str | None = None
    month_or_year: str | None = None
    short_range: str | None = None
    reading: str | None = None
    said: Bounds | None = None
    hemisphere: Hemisphere = "north"

    def with_answer(self, question: str, choice: str) -> "Answered":
        fields: dict[str, Any] = {question: choice}
        return replace(self, **fields)


class Reader:
    def __init__(
        self, lexicon: Lexicon, answered: Answered, depth: int = 0, other: Stated | None = None
    ) -> None:
        self._lexicon = lexicon
        self._answered = answered
        self._depth = depth
        self._other = other

    def read(self, text: str) -> Meaning:
        """Raises `NotUnderstood`, `Undecided`, or `BadData` for what is understood and cannot be."""
        text = text.strip(" ,")
        if not text or self._depth > _DEEPEST:
            raise NotUnderstood
        date, time = split_time(text)
        stated = self._stated(date)
        if stated and (not time or stated.day is not None):
            return self._meaning(stated, time)
        literal = _literal(text, self._answered.calendar)
        return literal or self._phrase(text)

    def read_both(self, first: str, second: str) -> tuple[Meaning, Meaning]:
        """Two dates that complete each other: "5 – 10 May 2018", "2018年3月到5月"."""
        one, two = self._bare(first), self._bare(second)
        return self._inside(two).read(first), self._inside(one).read(second)

    def _inside(self, other: Stated | None) -> "Reader":
        return Reader(self._lexicon, self._answered, self._depth + 1, other or self._other)

    def _stated(self, text: str) -> Stated | None:
        answered = self._answered
        numeric = read_numeric(text, answered.date_order, answered.century)
        if numeric:
            return numeric
        readings = read_atom(text, self._lexicon, bare=self._other is not None)
        if self._other:
            readings = tuple(one.filled_from(self._other) for one in readings)
        return self._chosen([one for one in readings if one.day is None or one.month is not None])

    def _chosen(self, readings: list[Stated]) -> Stated | None:
        """ "Eid 2017" has two readings in one language."""
        if len(readings) > 1:
            if self._answered.reading is None:
                raise Undecided("reading", tuple(str(place) for place in range(len(readings))))
            return self._decided(readings[int(self._answered.reading) % len(readings)])
        return self._decided(readings[0]) if readings else None

    def _bare(self, text: str) -> Stated | None:
        """What one end of a range says, be it only a day. It has to be read again with what the other one says."""
        text, answered = text.strip(" ,"), self._answered
        numeric = read_numeric(text, answered.date_order, answered.century)
        if numeric:
            return numeric
        readings = read_atom(text, self._lexicon, bare=True)
        return readings[0] if len(readings) == 1 else _year_in(text)

    def _decided(self, stated: Stated) -> Stated:
        """ "May 18" may be a day or, as spreadsheets write it, May 2018; and '98 a year of either century."""
        if stated.bare and not stated.has_year:
            if self._answered.month_or_year is None:
                raise Undecided("month_or_year", ("day", "year"))
            if self._answered.month_or_year == "year":
                stated = replace(stated, day=None, short_year=f"{stated.day:02}")
        if stated.short_year is None:
            return replace(stated, bare=False)
        if self._answered.century is None:
            raise Undecided("century", ("19", "20"))
        return replace(
            stated, year=int(self._answered.century + stated.short_year), short_year=None, bare=False
        )

    def _meaning(self, stated: Stated, time: str) -> Meaning:
        meaning = meaning_of(stated, self._answered.calendar, self._answered.hemisphere)
        if time and isinstance(meaning.value, Point) and meaning.value.is_plain:
            return replace(meaning, value=replace(meaning.value, time=time))
        return meaning

    def _phrase(self, text: str) -> Meaning:
        problem: BadData = NotUnderstood()
        for meaning, pattern in self._lexicon.phrases:
            found = pattern.fullmatch(text)
            if not found:
                continue
            try:
                return self._told(meaning, found)
            except NotUnderstood:
                continue
            except Undecided:
                raise
            except BadData as other:
                problem = other
        if text[-1] in _SIGNS:
            return self._signed(text)
        return self._dashed(text, problem)

    def _signed(self, text: str) -> Meaning:
        """ "May 2018?": EDTF's signs are understood behind words too."""
        meaning = self._inside(self._other).read(text[:-1])
        return meaning.with_value(marked(meaning.value, MARKS.index(text[-1])))

    def _told(self, meaning: str, found: re.Match[str]) -> Meaning:
        if meaning in _OF_YEAR:
            return self._inside(Stated(year=self._year_said() + _OF_YEAR[meaning])).read(found["date0"])
        if meaning in RELATIVE:
            said = self._answered.said or (None, None)
            return read_relative(meaning, found, self._lexicon, said, self._answered.hemisphere)
        return PHRASES[meaning](found, self._inside(self._other))

    def _year_said(self) -> int:
        earliest, latest = self._answered.said or (None, None)
        if earliest is None or latest is None or earliest.year != latest.year:
            raise BadData(
                "These words count from the year they were said, and that is not given. Say when (said at)."
            )
        return earliest.year

    def _dashed(self, text: str, problem: BadData) -> Meaning:
        """ "3–5 May 2018" lasted from one to the other; "May/June 2018" is one of the two."""
        found = _DASHED.fullmatch(text)
        if not found:
            raise problem
        short = _short_range(found, self._answered.short_range)
        if short:
            return short
        try:
            return PHRASES["or" if found["sign"] == "/" and not _YEARS.fullmatch(text) else "range"](
                found, self._inside(self._other)
            )
        except NotUnderstood:
            raise problem from None


def _literal(text: str, calendar: str | None) -> Meaning | None:
    """EDTF as it is. Its years are Gregorian, so one that may be of another calendar is left to the words."""
    upper = text.upper()
    if not _EDTF.fullmatch(upper):
        return None
    try:
        value = read_edtf(upper)
    except BadData:
        return None
    if re.fullmatch(r"\d{4}-2[1-9]", upper) and int(upper[5:]) > int(upper[2:4]):
        return None  # 2020-21: rather two years than a spring
    years = [int(year) for year in re.findall(r"(?<![\d.,\-])\d{4}(?!\d)", upper)]
    if calendar != "gregorian" and any(year in AMBIGUOUS_YEARS for year in years):
        return None
    return Meaning(value)


def _year_in(text: str) -> Stated | None:
    found = re.findall(r"(?<!\d)\d{4}(?!\d)", text)
    return Stated(year=int(found[0])) if len(found) == 1 else None


def _short_range(found: re.Match[str], answer: str | None) -> Meaning | None:
    """ "2018/19" are two years, "2010/11" may be a November, "2020-21" is a spring to those who write EDTF."""
    first, second = found["date0"].strip(), found["date1"].strip()
    if not (re.fullmatch(r"\d{4}", first) and re.fullmatch(r"\d{2}", second)):
        return None
    later = first[:2] + second
    may_be_years = later > first
    may_be_month = 1 <= int(second) <= 12 or (found["sign"] == "-" and int(second) in SEASONS)
    if may_be_years and may_be_month and answer is None:
        raise Undecided("short_range", ("month", "years"))
    if may_be_month and answer != "years":
        return Meaning(Point(first, second, None, (0, 0)))
    if not may_be_years or int(first) in AMBIGUOUS_YEARS:
        raise NotUnderstood
    return Meaning(Span(Point(first), Point(later)))
