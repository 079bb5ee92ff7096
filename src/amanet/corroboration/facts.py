"""Everything that was said of one entity, value by value, with the verdict on each (docs/methods/corroboration.md).

A fact is one value of one property. It is said by those who say it or something more exact; who says less is listed apart; who
contradicts it stands against it. What is counted is independent sources, never people's worth, and never a sum of opinions: an
assessment by a member stands among the reasons and changes no number. Absent values and "does not know" are no facts.

Invariants: the order of records does not matter; facts come in the order of the ontology's properties, then of values.

>>> from amanet.corroboration.facts import facts_about
>>> from amanet.corroboration.material import Material
>>> facts_about(Material.of([], ontology=None), "0190a5b2-0000-7000-8000-000000000000")
()
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from amanet.corroboration.basis import best
from amanet.corroboration.extents import DateExtent, QuantityExtent
from amanet.corroboration.independence import Independence
from amanet.corroboration.made import quickly_made
from amanet.corroboration.material import Material, Told
from amanet.corroboration.officials import Officials
from amanet.corroboration.reasons import Wording
from amanet.corroboration.values import Alike, Meaning, OneOf, Values, entails, excludes
from amanet.corroboration.verdict import (
    CONTESTED,
    CORROBORATED,
    DENIED,
    DISPUTED_ONLY,
    SINGLE,
    SUPERSEDED,
    WITHDRAWN_FACT,
    Denial,
    Fact,
    Reason,
    Reasons,
    Support,
    Verdict,
)
from amanet.record.ontology import Property

__all__ = ["Weighing", "facts_about"]


def facts_about(material: Material, subject: str, name: str | None = None) -> tuple[Fact, ...]:
    """Of one property, or of all."""
    return Weighing(material).facts(subject, name)


@dataclass
class _Said:
    """All that has one meaning."""

    meaning: Meaning
    affirming: list[Told] = field(default_factory=list)
    denying: list[Told] = field(default_factory=list)
    ended: list[Told] = field(default_factory=list)

    @property
    def told(self) -> list[Told]:
        """Whose words the value is given in: those of the first that says it and counts, else of the first that did, or denies it."""
        return self.affirming or self.ended or self.denying


class Weighing:
    """Of one material. For many facts of the same material make one and keep it: it keeps what it learns on the way."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.values = Values(material)
        self.independence = Independence(material)
        self.officials = Officials(material, self.values, self.independence)
        self._wording = Wording(material)
        self._places: dict[str, dict[str, int]] = {}

    def facts(self, subject: str, name: str | None = None) -> tuple[Fact, ...]:
        told = self.material.about(subject, name)
        by_property: dict[str, list[Told]] = {}
        for one in told:
            by_property.setdefault(one.property, []).append(one)
        subject = self.material.one(subject)
        found: list[Fact] = []
        for each in self._in_order(subject, by_property):
            found += self._of_property(subject, each, by_property[each])
        return tuple(found)

    def _in_order(self, subject: str, names: Collection[str]) -> list[str]:
        schema = self.material.schema_of(subject) or ""
        if schema not in self._places:
            known = self.material.ontology and self.material.ontology.schemata.get(schema)
            self._places[schema] = {name: at for at, name in enumerate(known.properties)} if known else {}
        places = self._places[schema]
        return sorted(names, key=lambda name: (places.get(name, len(places)), name))

    def _of_property(self, subject: str, name: str, told: Sequence[Told]) -> list[Fact]:
        expected = self.values.property_of(subject, name)
        said = self._by_meaning(expected, told)
        if len(said) == 1:  # most of them
            alone = said[0]
            return [self._fact(subject, name, alone.told[0].value, _spoken_alone(alone))]
        one_value = expected is not None and not expected.multiple
        facts = []
        for same in _alike(said):
            first = min((one.told[0] for one in same), key=_by_id)
            fact = self._fact(subject, name, first.value, _spoken(same, said, one_value))
            facts.append(((min(_order(one.meaning) for one in same), first.id), fact))
        return [fact for _, fact in sorted(facts, key=itemgetter(0))]

    def _by_meaning(self, expected: Property | None, told: Sequence[Told]) -> list[_Said]:
        found: dict[Meaning, _Said] = {}
        for one in told:
            meaning = None if one.polarity == "does not know" else self.values.meaning(expected, one.value)
            if meaning is None or (one.ended and not one.affirms):
                continue
            said = found.setdefault(meaning, _Said(meaning))
            (said.ended if one.ended else said.affirming if one.affirms else said.denying).append(one)
        return list(found.values())

    def _fact(self, subject: str, name: str, value: Mapping[str, Any], spoken: "_Spoken") -> Fact:
        against = _sorted(spoken.excluding + spoken.denying) if spoken.excluding else spoken.denying
        support = self.independence.supports(spoken.saying)
        opposition = self.independence.supports(against) if against else ()
        denied = self.officials.denials.in_statements(spoken.saying, against, opposition) if against else ()
        if name == "type" and self.material.schema_of(subject) == "Act":
            denied += self.officials.denials.of_act(subject, str(value.get("term")), spoken.saying)
        return Fact(
            subject,
            name,
            value,
            tuple(spoken.saying),
            tuple(spoken.vaguer),
            tuple(against),
            tuple(spoken.gone),
            support,
            opposition,
            self._verdict(spoken, support, opposition, denied),
        )

    def _verdict(
        self,
        spoken: "_Spoken",
        support: tuple[Support, ...],
        opposition: tuple[Support, ...],
        denied: tuple[Denial, ...],
    ) -> Verdict:
        against = sum([not one.official for one in opposition]) if opposition else 0
        if len(support) == 1:  # most facts
            alone = support[0]
            hearsay, basis, official = alone.hearsay, alone.basis, alone.official
        else:
            hearsay = bool(support) and all(one.hearsay for one in support)
            official = bool(support) and all(one.official for one in support)
            basis = best([one.basis for one in support])
        return Verdict(
            _standing(spoken, len(support), against),
            len(support),
            against,
            denied,
            hearsay,
            basis,
            official,
            Reasons(lambda: self._reasons(spoken, support, opposition, denied)),
        )

    def _reasons(
        self,
        spoken: "_Spoken",
        support: tuple[Support, ...],
        opposition: tuple[Support, ...],
        denied: tuple[Denial, ...],
    ) -> Iterator[Reason]:
        wording = self._wording
        yield from wording.supported(support)
        if spoken.vaguer:
            yield wording.vaguer(spoken.vaguer)
        if opposition:
            yield from wording.opposed(opposition, frozenset(one.id for one in spoken.denying))
            yield from wording.both_ways(support, opposition)
        if denied:
            yield from wording.all_denied(denied)
        yield from wording.ended(spoken.gone)
        yield from wording.entries(_sorted(spoken.saying + spoken.excluding + spoken.denying))


@quickly_made
@dataclass(frozen=True)
class _Spoken:
    """What was said to one value, each in the order of ids."""

    saying: list[Told]
    vaguer: list[Told]
    excluding: list[Told]
    denying: list[Told]
    gone: list[Told]


def _alike(said: list[_Said]) -> list[list[_Said]]:
    """Those that say each other, together: two places that are each said to be part of the other, say."""
    found: list[list[_Said]] = []
    for one in said:
        for group in found if not isinstance(one.meaning, Alike) else ():
            if entails(one.meaning, group[0].meaning) and entails(group[0].meaning, one.meaning):
                group.append(one)
                break
        else:
            found.append([one])
    return found


def _spoken(same: list[_Said], said: list[_Said], one_value: bool) -> _Spoken:
    """What stands in which relation to the value that `same` have, of a property that has one value or several."""
    this = same[0].meaning
    # Of texts and names, which are many, nothing but the same says the same, and nothing excludes.
    near = same if isinstance(this, Alike) and not this.one else said
    saying: list[Told] = []
    vaguer: list[Told] = []
    excluding: list[Told] = []
    denying: list[Told] = []
    for one in near:
        if entails(one.meaning, this):
            saying += one.affirming
        elif entails(this, one.meaning):
            vaguer += one.affirming
        elif one_value and excludes(one.meaning, this):
            excluding += one.affirming
        if one.denying and entails(this, one.meaning):
            denying += one.denying
    gone = [told for one in same for told in one.ended]
    return _Spoken(*(_sorted(several) for several in (saying, vaguer, excluding, denying, gone)))


def _spoken_alone(said: _Said) -> _Spoken:
    """Where all that is said has one meaning: in the order in which the material has it, which is that of ids."""
    return _Spoken(said.affirming, [], [], said.denying, said.ended)


def _standing(spoken: _Spoken, independent: int, against: int) -> str:
    if independent:
        return CONTESTED if against else CORROBORATED if independent > 1 else SINGLE
    if spoken.saying:
        return DISPUTED_ONLY
    if spoken.gone:
        superseded = any(one.ended and one.ended.how == "superseded" for one in spoken.gone)
        return SUPERSEDED if superseded else WITHDRAWN_FACT
    return DENIED


def _sorted(told: list[Told]) -> list[Told]:
    return sorted(told, key=_by_id) if len(told) > 1 else told


def _by_id(told: Told) -> str:
    return told.id


def _order(meaning: Meaning) -> tuple[tuple[Any, ...], str]:
    """Dates and quantities from the smallest up; others by how they are written."""
    if isinstance(meaning, DateExtent):
        return (meaning.stretches[0].low, meaning.stretches[-1].high), ""
    if isinstance(meaning, QuantityExtent):
        return (meaning.stretch.low, meaning.stretch.high), meaning.unit or ""
    return (), meaning.code if isinstance(meaning, OneOf) else str(getattr(meaning, "content", ""))
