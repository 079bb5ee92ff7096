"""Who has not been heard of for long: of everybody in the vault, the longest silence first.

The days are those that `corroboration.signs` works out for one person (tests/work/test_overview.py holds the two against each other), here for
all people at once from the numbers in the views; records are read only of those who had agreed on a rhythm. With `as_of`, what was
known then is worked out from the records: right, and slower by some milliseconds a person.

Nothing is concluded from silence. Who is dead or was released by the team's own reviewed facts is listed all the same, and marked so.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final

from amanet.corroboration.known import Weighed
from amanet.corroboration.material import Material, Told
from amanet.corroboration.moments import Days, When, days_between
from amanet.corroboration.rhythm import rhythms_of
from amanet.corroboration.signs import Silence, silence_of
from amanet.corroboration.terms import named_by
from amanet.record.ontology import Ontology
from amanet.vault import Vault
from amanet.vault.facts import AFFIRMS, DENIES, Facts, Said
from amanet.vault.ontology_files import load_ontology
from amanet.work.same import Same, entered, judged
from amanet.work.withdrawn import withdrawn_sources

__all__ = ["Silent", "listed", "silent"]

LOST_CONTACT: Final = "lost_contact"
# What members reviewed of somebody that tells a silence from others: an act of this term, or of a narrower one.
MARKS: Final[Mapping[str, str]] = {"death": "dead", "release": "released", "escape": "escaped"}
BROKEN, NO_SIGN = "broken", "no_sign"
_PEOPLE_AT_ONCE = 1000
# What is read of signs, agreements and acts; and of people what they are called.
_TOLD = ("person", "date", "kind", "every", "start", "end", "victim", "type", "name", "title")
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()
_Stretch = tuple[int, int]


@dataclass(frozen=True)
class Silent:
    """Somebody (number and name), and how long they have not been heard of; `since` is None where nobody says since when.

    `last` are the days between which the last sign came (None: no bound); without a dated sign it is None, and `since` counts from when
    contact was lost. `rhythm` is broken where one that was agreed on broke, no_sign where none of its signs ever came. `marks` are
    dead, released, escaped, as far as another member reviewed it.
    """

    person: int
    label: str
    since: Days | None
    last: tuple[date | None, date | None] | None
    lost_contact: bool
    rhythm: str | None
    marks: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[int, int]:
        """The longest silence first; those of whom nobody says since when, last."""
        return (1 if self.since is None else -self.since.at_least), self.person

    def is_listed(self, longer_than_days: int) -> bool:
        if self.rhythm == BROKEN:
            return True
        if self.since is None:
            return self.lost_contact or self.rhythm == NO_SIGN
        return self.since.at_most is None or self.since.at_most > longer_than_days


def silent(vault: Vault, *, longer_than_days: int, today: date, as_of: str | None = None) -> list[Silent]:
    """Everybody who may have been silent for longer than so many days, whose agreed rhythm broke or never began, or of whom somebody says
    that contact was lost and nobody says when. Of whom there is nothing of the kind, nothing is known: they are not listed.
    """
    everybody = _Everybody(vault, today).all() if as_of is None else _as_of(vault, today, as_of)
    found = [one for one in everybody if one.is_listed(longer_than_days)]
    return sorted(found, key=lambda one: one.order)


def listed(material: Material, silence: Silence, number: int) -> Silent:
    """One line, from all that was worked out of one person."""
    signs = [sign.when for sign in silence.signs if sign.counts == "counted" and sign.when]
    dates = [one.when for one in silence.no_contact if one.when and one.when.first <= silence.today]
    stretches = [(when.first.toordinal(), when.last.toordinal()) for when in signs or dates]
    return Silent(
        number,
        material.labels.get(silence.person, ""),
        _since(stretches, silence.today),
        _bounds(max(stretches)) if signs else None,
        bool(silence.no_contact),
        _worst(rhythm.code for rhythm in silence.rhythms),
        _marks_in(material, silence.person),
    )


@dataclass
class _Heard:
    """Of one person: the days of the signs that count, and those since when they were not heard of (None: nobody says)."""

    signs: dict[int, _Stretch] = field(default_factory=dict)
    lost: list[_Stretch | None] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)


@dataclass
class _About:
    """Of one sign or act: whom it names (at all, affirmed, denied), and its dates."""

    named: set[int] = field(default_factory=set)
    affirmed: set[int] = field(default_factory=set)
    denied: set[int] = field(default_factory=set)
    dates: set[_Stretch] = field(default_factory=set)

    def name(self, person: int, polarity: int) -> None:
        self.named.add(person)
        if polarity == AFFIRMS:
            self.affirmed.add(person)
        elif polarity == DENIES:
            self.denied.add(person)


class _Everybody:
    """What the views tell of all people at once."""

    def __init__(self, vault: Vault, today: date) -> None:
        self.today = today
        self.facts = Facts(vault.database)
        self.same = Same.of(vault)
        withdrawn = withdrawn_sources(vault)
        self.records = _Records(vault, withdrawn, None)
        self.gone = self.same.with_others(withdrawn) | self.facts.retracted_entities()
        self.unheard = self.facts.said_by(self.gone) if self.gone else set()
        self.heard: dict[int, _Heard] = {}

    def all(self) -> Iterator[Silent]:
        self._signs()
        rhythms = self._rhythms()
        self._acts()
        schemata = self.facts.schemata(self.heard)
        people = {one: heard for one, heard in self.heard.items() if schemata.get(one) == "Person"}
        labels = self._labels(people)
        for person, heard in people.items():
            yield self._line(person, heard, labels.get(person, ""), rhythms.get(person))

    def _line(self, person: int, heard: _Heard, label: str, rhythm: str | None) -> Silent:
        signs = tuple(heard.signs.values())
        dated = () if signs else [days for days in heard.lost if days and days[0] <= self.today.toordinal()]
        return Silent(
            person,
            label,
            _since(signs or dated, self.today),
            _bounds(max(signs)) if signs else None,
            bool(heard.lost),
            rhythm,
            tuple(sorted(heard.marks)),
        )

    def _signs(self) -> None:
        today = self.today.toordinal()
        for sign, about in self._about(self.facts.said("SignOfLife", "person", "date"), "person").items():
            days = _together(about.dates)
            if days and days[0] <= today:
                for person in about.affirmed - about.denied:
                    self._of(person).signs[sign] = days

    def _acts(self) -> None:
        """Those by which contact was lost, and those that mark somebody."""
        marking = _marking(load_ontology())
        terms = [
            one
            for one in self.facts.of_term("Act", "type", {LOST_CONTACT, *marking})
            if not self._is_gone(one.number, one.subject)
        ]
        lost = {self.same.one(one.subject) for one in terms if one.code == LOST_CONTACT}
        marks: dict[int, set[str]] = {}
        for one in terms:
            if one.code in marking and one.state == "reviewed":
                marks.setdefault(self.same.one(one.subject), set()).add(marking[one.code])
        said = self.facts.said_of(self.same.with_others({*lost, *marks}), "victim", "start")
        for act, about in self._about(said, "victim").items():
            if act in lost:
                for person in about.named:
                    self._of(person).lost.append(_together(about.dates))
        self._mark(said, marks)

    def _mark(self, said: Collection[Said], marks: Mapping[int, set[str]]) -> None:
        told = [one for one in said if one.name == "victim" and one.polarity == AFFIRMS and one.value]
        states = self.facts.states([one.number for one in told])
        for one in told:
            act, person = self.same.one(one.subject), self.same.one(one.value or 0)
            reviewed = states[one.number] == "reviewed" and not self._is_unheard(one)
            if reviewed and act in marks and person in self.heard:
                self.heard[person].marks |= marks[act]

    def _about(self, said: Iterable[Said], naming: str) -> dict[int, _About]:
        """By entity, those that are the same together."""
        found: dict[int, _About] = {}
        one_of, unheard = self.same.one, self._is_unheard
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
            if one.value and one.polarity == AFFIRMS and not self._is_unheard(one):
                agreed.setdefault(self.same.one(one.value), set()).add(one.subject)
        found: dict[int, str | None] = {}
        for people in _some(agreed):
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
            yield person, _worst(rhythm.code for rhythm in rhythms)

    def _labels(self, people: Collection[int]) -> dict[int, str]:
        """By those who are heard, and of those who are one by all that is said of them."""
        labels = self.facts.labels(people)
        found = {one: text for one, (text, statement) in labels.items() if statement not in self.unheard}
        others = [one for one in people if one in self.same.several or (one in labels and one not in found)]
        ids = self.facts.ids(others)
        for some in _some(others):
            material = self.records.about(self.same.with_others(some))
            found.update((one, material.labels.get(ids[one], "")) for one in some)
        return found

    def _of(self, person: int) -> _Heard:
        return self.heard.get(person) or self.heard.setdefault(person, _Heard())

    def _is_unheard(self, one: Said) -> bool:
        gone = self.gone
        return bool(gone) and (one.number in self.unheard or one.subject in gone or one.value in gone)

    def _is_gone(self, statement: int, subject: int) -> bool:
        return statement in self.unheard or subject in self.gone


def _as_of(vault: Vault, today: date, as_of: str) -> Iterator[Silent]:
    """From the records, some people at a time."""
    facts, same = Facts(vault.database), Same.ever(vault)
    named: dict[int, set[int]] = {}
    acts = {
        one.subject
        for one in facts.of_term("Act", "type", {LOST_CONTACT, *_marking(load_ontology())}, living=False)
    }
    for schema, name in (("SignOfLife", "person"), ("AgreedSign", "person"), ("Act", "victim")):
        for one in facts.said(schema, name, living=False):
            if one.value and (schema != "Act" or one.subject in acts):
                named.setdefault(same.one(one.value), set()).add(one.subject)
    records = _Records(vault, withdrawn_sources(vault), as_of)
    for people in _some(sorted(named)):
        entities = same.with_others({*people, *(one for person in people for one in named[person])})
        material = records.about(entities)
        numbers = vault.related.numbers(
            [one for one, schema in material.entities.items() if schema == "Person"]
        )
        for person, number in sorted(numbers.items()):
            if same.one(number) in named and material.schema_of(person) == "Person":
                silence = silence_of(material, person, today)
                yield listed(material, silence, number)


class _Records:
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
        rows = {row.number: entered(row) for row in (*told, *related.bodies({*named, *ends}), *self.judged)}
        return Material.of(rows.values(), load_ontology(), as_of=self.as_of, withdrawn=self.withdrawn)


def _marks_in(material: Material, person: str) -> tuple[str, ...]:
    """As an act says of which a member reviewed both what it is and to whom it was done."""
    marking = _marking(material.ontology)
    return tuple(
        sorted(
            {
                marking[str(told.value["term"])]
                for act in named_by(material, person, "Act", "victim")
                if any(
                    _is_reviewed(told) and told.value.get("entity") == person
                    for told in material.about(act, "victim")
                )
                for told in material.about(act, "type")
                if _is_reviewed(told) and told.value.get("term") in marking
            }
        )
    )


def _is_reviewed(told: Told) -> bool:
    return told.ended is None and told.affirms and told.state == "reviewed"


def _marking(ontology: Ontology) -> dict[str, str]:
    """By the term of an act, with those that are narrower."""
    terms = ontology.thesaurus("act_type").terms
    return {
        code: mark for code, term in terms.items() for of, mark in MARKS.items() if of in (code, term.broader)
    }


def _worst(rhythms: Iterable[str]) -> str | None:
    codes = set(rhythms)
    return next((code for code in (BROKEN, NO_SIGN) if code in codes), None)


def _together(dates: Collection[_Stretch]) -> _Stretch | None:
    """What several say of one date, put together as `corroboration.moments` does: the less exact is left aside."""
    if len(dates) == 1:
        return next(iter(dates))
    exact = [
        (low, high)
        for low, high in dates
        if not any(low <= first and last <= high and (low, high) != (first, last) for first, last in dates)
    ]
    return (min(low for low, _ in exact), max(high for _, high in exact)) if exact else None


def _since(dates: Collection[_Stretch], today: date) -> Days | None:
    """From the last day on which any may have been, and from the last before which one surely was not."""
    if not dates:
        return None
    earliest, latest = max(low for low, _ in dates), max(high for _, high in dates)
    first = None if earliest == _FIRST else date.fromordinal(earliest)
    return days_between((first, min(today, date.fromordinal(latest))), (today, today))


def _bounds(days: _Stretch) -> tuple[date | None, date | None]:
    low, high = days
    return (
        None if low == _FIRST else date.fromordinal(low),
        None if high == _LAST else date.fromordinal(high),
    )


def _when(days: _Stretch) -> When:
    return When(*_bounds(days), ())


def _some(people: Collection[int]) -> Iterator[list[int]]:
    left = iter(people)
    while some := list(islice(left, _PEOPLE_AT_ONCE)):
        yield some
