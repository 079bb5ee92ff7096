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
from amanet.corroboration.material import Told
from amanet.corroboration.verdict import Fact
from amanet.web.screens.consent_badge import badges
from amanet.web.screens.contested_lines import ContestedLine, LineMaker, speaking
from amanet.web.screens.person_account import account_page
from amanet.web.screens.person_words import AccountWords

__all__ = [
    "ContestedPage",
    "PeoplePage",
    "SilentPage",
    "contested_of",
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
class ContestedPage:
    """`first` counts from 1; `after` how many to leave out for the next page."""

    lines: tuple[ContestedLine, ...]
    first: int
    after: int | None
    words: AccountWords


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
    return ContestedPage(lines, after + 1, after + _CONTESTED if more else None, maker.words)


def contested_of(opened: OpenVault, number: int) -> tuple[str, ContestedPage]:
    """What is contested or denied in the account of one person, and what they are called. Raises 404 like the account itself."""
    view = account_page(opened, number, "")
    lines = view.contested_lines()
    return str(view.account.label), ContestedPage(tuple(lines), 1, None, view.words)


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
        heard = ((one.numbers, speaking([one.fact], one.claims)) for one in found)
        self.marks = badges(
            opened, {numbers[one] for numbers, some in heard for one in some if one in numbers}
        )

    def line(self, one: Any) -> ContestedLine:
        people = [one.number] if one.schema == "Person" else self.people.get(one.number, [])
        told = {each.id: each for each in one.claims}
        maker = LineMaker(self.words, self._value, one.numbers, one.sources, told, self.marks)
        named = [(number, self.names.get(number, "")) for number in people]
        return maker.line(one.fact, one.label or self.names.get(one.number, ""), named)

    def _value(self, fact: Fact, told: Told | None) -> str:
        value = fact.value if told is None else told.value
        shown = {"subject": fact.subject, "property": fact.property, "value": value}
        return self.vault.shown(shown)


def _words(schemata: Mapping[str, str]) -> AccountWords:
    from amanet.vault.ontology_files import load_ontology

    return AccountWords(load_ontology(), schemata)
