"""Lists over people, as pages show them: everybody, what is contested, who has been silent for long.

Each is computed anew in a reading thread, no more of it than a page holds; nothing of it stays in the server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from amanet.app import OpenVault
from amanet.web.languages import words_in
from amanet.web.screens.person_words import AccountWords

__all__ = [
    "ContestedPage",
    "PeoplePage",
    "SilentPage",
    "contested_page",
    "day_in",
    "people_page",
    "silent_page",
]

_PEOPLE, _CONTESTED, _SILENT = 25, 50, 100


@dataclass(frozen=True)
class PeoplePage:
    """`words` are those of the page's language; `after` whom the next page begins after."""

    people: tuple[Any, ...]
    after: int | None
    words: AccountWords

    def sign(self, silence: Any) -> str:
        return self.words.codes("sign_of_life_kind", silence.last.kinds, silence.last.title)


@dataclass(frozen=True)
class Side:
    """One statement for or against: who says it, its number, how they know it, and the other value that it gives."""

    who: str
    number: int
    how: str
    value: str


@dataclass(frozen=True)
class ContestedLine:
    """`people` are those whose accounts it belongs to."""

    label: str
    property: str
    value: str
    tags: list[tuple[str, str]]
    saying: tuple[Side, ...]
    against: tuple[Side, ...]
    people: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class ContestedPage:
    """`first` counts from 1; `after` how many to leave out for the next page."""

    lines: tuple[ContestedLine, ...]
    first: int
    after: int | None


@dataclass(frozen=True)
class SilentPage:
    people: tuple[Any, ...]
    total: int
    first: int
    after: int | None
    words: AccountWords


def people_page(opened: OpenVault, beginning: str, after: int, language: str) -> PeoplePage:
    from amanet.work.people import list_people

    found = list_people(opened.vault, today=day_in(opened), beginning=beginning, after=after, limit=_PEOPLE)
    return PeoplePage(found.people, found.after, _words(language, {}))


def silent_page(opened: OpenVault, days: int, after: int, language: str) -> SilentPage:
    found = opened.silent(longer_than_days=days)
    shown = tuple(found[after : after + _SILENT])
    following = after + _SILENT if len(found) > after + _SILENT else None
    return SilentPage(shown, len(found), after + 1, following, _words(language, {}))


def contested_page(opened: OpenVault, after: int, language: str) -> ContestedPage:
    found = list(islice(opened.contested(limit=after + _CONTESTED + 1), after, None))
    more = len(found) > _CONTESTED
    maker = _ContestedMaker(opened, language, found[:_CONTESTED])
    lines = tuple(map(maker.line, found[:_CONTESTED]))
    return ContestedPage(lines, after + 1, after + _CONTESTED if more else None)


def day_in(opened: OpenVault) -> date:
    """The day it is on this machine, as accounts have it."""
    from amanet.work.known import day_of

    return day_of(opened.vault, None)


class _ContestedMaker:
    def __init__(self, opened: OpenVault, language: str, found: list[Any]) -> None:
        from amanet.work.people import names_heard, people_in

        self.vault = opened
        self.words = _words(language, {one.fact.subject: one.schema for one in found})
        self.people = people_in(opened.vault, [one.number for one in found])
        told = {person for people in self.people.values() for person in people}
        self.names = names_heard(opened.vault, {one.number for one in found} | told)

    def line(self, one: Any) -> ContestedLine:
        fact = one.fact
        people = [one.number] if one.schema == "Person" else self.people.get(one.number, [])
        return ContestedLine(
            one.label or self.names.get(one.number, ""),
            self.words.property(fact.subject, fact.property) or fact.property.replace("_", " "),
            self._value(fact, fact.value),
            self.words.tags(fact.verdict),
            tuple(self._side(one, told) for told in fact.saying),
            tuple(self._side(one, told) for told in fact.against),
            tuple((number, self.names.get(number, "")) for number in people),
        )

    def _side(self, one: Any, told: Any) -> Side:
        value = "" if told.polarity == "denies" else self._value(one.fact, told.value)
        number = one.numbers.get(told.id, 0)
        return Side(one.sources.get(told.said_by, ""), number, self.words.basis(told.basis), value)

    def _value(self, fact: Any, value: Mapping[str, Any]) -> str:
        shown = {"subject": fact.subject, "property": fact.property, "value": value}
        return self.vault.shown(shown, self.words.language)


def _words(language: str, schemata: Mapping[str, str]) -> AccountWords:
    from amanet.vault.ontology_files import load_ontology

    return AccountWords(words_in(language), load_ontology(), schemata)
