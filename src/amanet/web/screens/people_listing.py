"""Lists over people, as pages show them: everybody, what is contested, who has been silent for long.

Each is computed in a reading thread, no more of it than a page holds where that is possible. Nothing of it is stored; what was asked for
last stays in memory until the log grows (`web.kept`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from amanet.app import OpenVault
from amanet.web.screens.person_words import AccountWords

__all__ = [
    "ContestedPage",
    "PeoplePage",
    "SilentPage",
    "contested_page",
    "day_in",
    "people_page",
    "silent_page",
    "silent_people",
]

_PEOPLE, _CONTESTED, _SILENT = 25, 50, 100


@dataclass(frozen=True)
class PeoplePage:
    """`after` whom the next page begins after."""

    people: tuple[Any, ...]
    after: int | None
    words: AccountWords


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


def people_page(opened: OpenVault, beginning: str, after: int) -> PeoplePage:
    from amanet.work.people import list_people

    found = list_people(opened.vault, today=day_in(opened), beginning=beginning, after=after, limit=_PEOPLE)
    return PeoplePage(found.people, found.after, _words({}))


def silent_people(opened: OpenVault, days: int) -> Sequence[Any]:
    """Everybody who may have been silent for longer."""
    return tuple(opened.silent(longer_than_days=days))


def silent_page(found: Sequence[Any], after: int) -> SilentPage:
    shown = tuple(found[after : after + _SILENT])
    following = after + _SILENT if len(found) > after + _SILENT else None
    return SilentPage(shown, len(found), after + 1, following)


def contested_page(opened: OpenVault, after: int) -> ContestedPage:
    found = list(islice(opened.contested(limit=after + _CONTESTED + 1), after, None))
    more = len(found) > _CONTESTED
    maker = _ContestedMaker(opened, found[:_CONTESTED])
    lines = tuple(map(maker.line, found[:_CONTESTED]))
    return ContestedPage(lines, after + 1, after + _CONTESTED if more else None)


def day_in(opened: OpenVault) -> date:
    """The day it is on this machine, as accounts have it."""
    from amanet.work.known import day_of

    return day_of(opened.vault, None)


class _ContestedMaker:
    def __init__(self, opened: OpenVault, found: list[Any]) -> None:
        from amanet.work.people import names_heard, people_in

        self.vault = opened
        self.words = _words({one.fact.subject: one.schema for one in found})
        self.people = people_in(opened.vault, [one.number for one in found])
        told = {person for people in self.people.values() for person in people}
        self.names = names_heard(opened.vault, {one.number for one in found} | told)

    def line(self, one: Any) -> ContestedLine:
        fact = one.fact
        people = [one.number] if one.schema == "Person" else self.people.get(one.number, [])
        return ContestedLine(
            one.label or self.names.get(one.number, ""),
            self.words.property(fact.subject, fact.property),
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
        return self.vault.shown(shown)


def _words(schemata: Mapping[str, str]) -> AccountWords:
    from amanet.vault.ontology_files import load_ontology

    return AccountWords(load_ontology(), schemata)
