"""Puts together what hides names, numbers, places and dates in words.

Total, and the same words give the same result. What stands in place of a name or a number does not depend on it: two texts that differ only in
what is hidden read alike afterwards.

>>> from amanet.consent.levels import Level
>>> from amanet.protect.words import Hidden, WordProtector
>>> protector = WordProtector([Hidden("7", "person", ("Aynur Tokhti", "Айнур Тохти"), "Alder")])
>>> protector("Aynur called on 3 May 2019 from +7 700 123 45 67.", "en", Level("pseudonym", words=True, date="year"))
'Alder called on 2019 from [number].'
"""

from collections.abc import Iterable

from amanet.consent.levels import Level
from amanet.protect.words.dates import dates_in
from amanet.protect.words.numbers import numbers_in
from amanet.protect.words.people import NamesHidden
from amanet.protect.words.replaced import Hidden, Protected, Span, replaced

__all__ = ["WordProtector"]

_OPEN = Level("named", face=True, voice=True, words=True, place="exact", date="day")


class WordProtector:
    """`hidden` are people, and words that a member added; `places` are hidden where exact places are not allowed."""

    def __init__(self, hidden: Iterable[Hidden], places: Iterable[Hidden] = ()) -> None:
        self._people = NamesHidden(tuple(hidden))
        self._places = NamesHidden(tuple(places))

    def __call__(self, text: str, language: str | None, level: Level) -> str:
        return self.protect(text, level).text

    def protect(self, text: str, level: Level) -> Protected:
        """Everything that has to go at this level, and what stands there instead."""
        spans: list[Span] = list(self._people.find(text))
        if level != _OPEN:
            spans += numbers_in(text)
        if level.place != "exact":
            spans += self._places.find(text)
        spans += dates_in(text, level.date)
        return replaced(text, spans)
