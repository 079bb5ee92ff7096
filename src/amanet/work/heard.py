"""When everybody was last heard of, from the numbers in the views: all people of a vault at once.

A statement of somebody who withdrew, and one whose entry members dispute, is left out, as `corroboration.signs` leaves it out for one person
(tests/work/test_overview.py holds the two against each other). Records are read only of those who had agreed on a rhythm.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final

from amanet.corroboration.known import Weighed
from amanet.corroboration.material import Material
from amanet.corroboration.moments import When
from amanet.corroboration.rhythm import BROKEN, NO_SIGN, rhythms_of
from amanet.record.standing import Entered
from amanet.vault import Vault
from amanet.vault.facts import AFFIRMS, DENIES, Facts, Said
from amanet.vault.ontology_files import load_ontology
from amanet.work.same import Same, judged
from amanet.work.silent_marks import marking
from amanet.work.stretches import Stretch, bounds, together
from amanet.work.withdrawn import withdrawn_sources

__all__ = ["LOST_CONTACT", "Everybody", "Heard", "Records", "some_at_once", "worst"]

LOST_CONTACT: Final = "lost_contact"
_PEOPLE_AT_ONCE = 1000
# What is read of signs, agreements and acts; and of people what they are called.
_TOLD = ("person", "date", "kind", "every", "start", "end", "victim", "type", "name", "title")


@dataclass
class Heard:
    """Of one person: the days of the signs that count, and those since when they were not heard of (None: nobody says)."""

    signs: dict[int, Stretch] = field(default_factory=dict)
    lost: list[Stretch | None] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    label: str = ""
    rhythm: str | None = None


@dataclass
class _About:
    """Of one sign or act: whom it names, affirmed and denied, and its dates."""

    affirmed: set[int] = field(default_factory=set)
    denied: set[int] = field(default_factory=set)
    dates: set[Stretch] = field(default_factory=set)

    def name(self, person: int, polarity: int) -> None:
        if polarity == AFFIRMS:
            self.affirmed.add(person)
        elif polarity == DENIES:
            self.denied.add(person)


class Everybody:
    """What the views tell of all people at once."""

    def __init__(self, vault: Vault, today: date) -> None:
        self.today = today
        self.facts = Facts(vault.database)
        self.same = Same.of(vault)
        withdrawn = withdrawn_sources(vault)
        self.records = Records(vault, withdrawn, None)
        self.gone = self.same.with_others(withdrawn) | self.facts.retracted_entities()
        self.unheard = self.facts.said_by(self.gone) if self.gone else set()
        self.left_out = self.unheard.union(vault.views.in_state("disputed"))
        self.heard: dict[int, Heard] = {}

    def all(self) -> Iterator[tuple[int, Heard]]:
        """People by number, with what is known of when they were heard of."""
        self._signs()
        rhythms = self._rhythms()
        self._acts()
        schemata = self.facts.schemata(self.heard)
        people = {one: heard for one, heard in self.heard.items() if schemata.get(one) == "Person"}
        labels = self._labels(people)
        for person, heard in people.items():
            heard.label, heard.rhythm = labels.get(person, ""), rhythms.get(person)
            yield person, heard

    def _signs(self) -> None:
        today = self.today.toordinal()
        for sign, about in self._about(self.facts.said("SignOfLife", "person", "date"), "person").items():
            days = together(about.dates)
            if days and days[0] <= today:
                for person in about.affirmed - about.denied:
                    self._of(person).signs[sign] = days

    def _acts(self) -> None:
        """Those by which contact was lost, and those that mark somebody."""
        marks_by_term = marking(load_ontology())
        terms = [
            one
            for one in self.facts.of_term("Act", "type", {LOST_CONTACT, *marks_by_term})
            if not self._is_gone(one.number, one.subject)
        ]
        lost = {self.same.one(one.subject) for one in terms if one.code == LOST_CONTACT}
        marks: dict[int, set[str]] = {}
        for one in terms:
            if one.code in marks_by_term and one.state == "reviewed":
                marks.setdefault(self.same.one(one.subject), set()).add(marks_by_term[one.code])
        said = self.facts.said_of(self.same.with_others({*lost, *marks}), "victim", "start")
        for act, about in self._about(said, "victim").items():
            if act in lost:
                for person in about.affirmed:
                    self._of(person).lost.append(together(about.dates))
        self._mark(said, marks)

    def _mark(self, said: Collection[Said], marks: Mapping[int, set[str]]) -> None:
        told = [one for one in said if one.name == "victim" and one.polarity == AFFIRMS and one.value]
        states = self.facts.states([one.number for one in told])
        for one in told:
            act, person = self.same.one(one.subject), self.same.one(one.value or 0)
            reviewed = states[one.number] == "reviewed" and not self._counts_not(one)
            if reviewed and act in marks and person in self.heard:
                self.heard[person].marks |= marks[act]

    def _about(self, said: Iterable[Said], naming: str) -> dict[int, _About]:
        """By entity, those that are the same together."""
        found: dict[int, _About] = {}
        one_of, unheard = self.same.one, self._counts_not
        for one in said:
            if unheard(one):
                continue
            subject = one_of(one.subject)
            about = found.get(subject) or found.setdefault(subject, _About())
            if one.name == naming and one.value:
                about.name(one_of(one.value), one.polarity)
            elif one.polarity == AFFIRMS and one.low is not None and one.high is not None:
                about.dates.add((one.low, one.high))
        return found

    def _rhythms(self) -> dict[int, str | None]:
        """Of those who agreed on one. This reads records."""
        agreed: dict[int, set[int]] = {}
        for one in self.facts.said("AgreedSign", "person"):
            if one.value and one.polarity == AFFIRMS and not self._counts_not(one):
                agreed.setdefault(self.same.one(one.value), set()).add(one.subject)
        found: dict[int, str | None] = {}
        for people in some_at_once(agreed):
            found.update(self._rhythms_of(people, agreed))
        return found

    def _rhythms_of(
        self, people: Collection[int], agreed: Mapping[int, set[int]]
    ) -> Iterator[tuple[int, str | None]]:
        subjects = {one for person in people for one in (*agreed[person], *self._of(person).signs)}
        entities = self.same.with_others({*people, *subjects})
        weighed = Weighed(self.records.about(entities))
        ids = self.facts.ids(entities)
        for person in people:
            counted = {ids[sign]: _when(days) for sign, days in self._of(person).signs.items()}
            rhythms = rhythms_of(weighed, ids[person], counted, self.today)
            yield person, worst(rhythm.code for rhythm in rhythms)

    def _labels(self, people: Collection[int]) -> dict[int, str]:
        """By those who are heard, and of those who are one by all that is said of them."""
        labels = self.facts.labels(people)
        found = {one: text for one, (text, statement) in labels.items() if statement not in self.unheard}
        others = [one for one in people if one in self.same.several or (one in labels and one not in found)]
        ids = self.facts.ids(others)
        for some in some_at_once(others):
            material = self.records.about(self.same.with_others(some))
            found.update((one, material.labels.get(ids[one], "")) for one in some)
        return found

    def _of(self, person: int) -> Heard:
        return self.heard.get(person) or self.heard.setdefault(person, Heard())

    def _counts_not(self, one: Said) -> bool:
        gone = self.gone
        return one.number in self.left_out or (bool(gone) and (one.subject in gone or one.value in gone))

    def _is_gone(self, statement: int, subject: int) -> bool:
        return statement in self.left_out or subject in self.gone


class Records:
    """Records of one vault, no more than signs, agreements and lost contact are worked out from."""

    def __init__(self, vault: Vault, withdrawn: Collection[int], as_of: str | None) -> None:
        self.related = vault.related
        self.as_of = as_of
        self.withdrawn = tuple(Facts(vault.database).ids(withdrawn).values())
        self.judged = judged(vault)

    def about(self, entities: Collection[int]) -> Material:
        related = self.related
        statements = related.statements_of(entities, _TOLD)
        reviews = related.derived(statements, ("Review",))
        told = related.bodies({*statements, *reviews})
        said_by = {str(row.body["said_by"]) for row in told if row.type == "Statement"}
        named = {*entities, *related.numbers(said_by).values()}
        ends = related.enders({*named, *statements, *reviews})
        rows = {
            row.number: Entered.of(row.body)
            for row in (*told, *related.bodies({*named, *ends}), *self.judged)
        }
        return Material.of(rows.values(), load_ontology(), as_of=self.as_of, withdrawn=self.withdrawn)


def worst(rhythms: Iterable[str]) -> str | None:
    codes = set(rhythms)
    return next((code for code in (BROKEN, NO_SIGN) if code in codes), None)


def _when(days: Stretch) -> When:
    return When(*bounds(days), ())


def some_at_once(people: Collection[int]) -> Iterator[list[int]]:
    left = iter(people)
    while some := list(islice(left, _PEOPLE_AT_ONCE)):
        yield some
