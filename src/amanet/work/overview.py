"""Questions about everybody in the vault: what is contested, or denied by officials, and who has been silent for long.

The views name what may be contested (`vault.facts`); only that is weighed, from the records that decide it, some hundred facts at a time. So
the answer is that of weighing every fact there is (tests/work/test_overview.py), in seconds where that would take hours.

    for one in contested(vault):                what, who says it, who contradicts
    silent(vault, longer_than_days=90, today=…)  who was not heard of, the longest silence first
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from amanet.corroboration.denials import DENYING
from amanet.corroboration.facts import Weighing
from amanet.corroboration.material import Material, Told
from amanet.corroboration.verdict import CONTESTED, SUPERSEDED, WITHDRAWN_FACT, Fact
from amanet.record.ontology import Ontology
from amanet.vault import Vault
from amanet.vault.facts import Group, Said
from amanet.vault.ontology_files import load_ontology
from amanet.work.deciding import Deciding
from amanet.work.same import Same
from amanet.work.silent import Silent, silent

__all__ = ["Contested", "Silent", "contested", "is_contested", "silent"]

# Of the kinds of values of which no two can both be true, where a property has one (`corroboration.values`).
_EXCLUDING: Final = frozenset(("date", "quantity", "term", "entity", "coordinates", "yes_no"))
# Whom something can be done to.
_ACTORS: Final = frozenset(("Person", "Group", "Organization"))
# How many entities are looked at together: few at first, so that whoever wants the first facts only has them soon.
_AT_FIRST, _AT_ONCE = 250, 4000


@dataclass(frozen=True)
class Contested:
    """A fact that is contested, or that officials deny. `number` and `label` ("" where nothing says how it is called) are of the entity;
    `sources` are what those who say and contradict it, and those they have it from, are called, by id; `numbers` those of statements, passages
    and sources. `claims` are the statements of what officials claim against it.
    """

    number: int
    schema: str
    label: str
    fact: Fact
    sources: Mapping[str, str]
    numbers: Mapping[str, int]
    claims: tuple[Told, ...] = ()


def contested(
    vault: Vault,
    *,
    as_of: str | None = None,
    limit: int | None = None,
    tell: Callable[[int, int], None] = lambda _done, _of: None,
) -> Iterator[Contested]:
    """All of them, by entity in the order of entry, as they are found; `limit` of them at most. With `as_of` what was ever superseded is
    weighed too, which is slower where much was. `tell` is told how many entities were looked at, of how many.
    """
    return islice(_all(vault, as_of, tell), limit)


def is_contested(fact: Fact) -> bool:
    """What nobody says any more is not, whoever contradicts it."""
    standing = fact.verdict.standing
    return standing == CONTESTED or (
        bool(fact.verdict.denied) and standing not in (SUPERSEDED, WITHDRAWN_FACT)
    )


def _all(vault: Vault, as_of: str | None, tell: Callable[[int, int], None]) -> Iterator[Contested]:
    same = Same.of(vault) if as_of is None else Same.ever(vault)
    deciding = Deciding(vault, same, as_of)
    candidates = _Candidates(deciding).by_subject()
    done = 0
    for some in _some(candidates):
        yield from _weighed(deciding, some)
        tell(done := done + len(some), len(candidates))


def _weighed(deciding: Deciding, some: Mapping[int, set[str]]) -> Iterator[Contested]:
    groups = [Group(number, name) for number, names in some.items() for name in names]
    material, numbers = deciding.material(groups)
    weighing = Weighing(material)
    ids = {number: identifier for identifier, number in numbers.items()}
    named = deciding.names(some.keys())
    for number, names in some.items():
        # On a day when they were not one yet, there are several.
        members = [ids[one] for one in sorted(deciding.same.with_others([number])) if one in ids]
        for subject in dict.fromkeys(map(material.one, members)):
            facts = _facts(weighing, subject, names)
            yield from (_shown(material, numbers, named, fact) for fact in facts if is_contested(fact))


def _facts(weighing: Weighing, subject: str, names: Collection[str]) -> Iterator[Fact]:
    """Of some properties, in the order in which the schema has them."""
    schema = weighing.material.ontology.schemata.get(weighing.material.schema_of(subject) or "")
    place = {name: place for place, name in enumerate(schema.properties)} if schema else {}
    for name in sorted(names, key=lambda name: (place.get(name, len(place)), name)):
        yield from weighing.facts(subject, name)


def _shown(material: Material, numbers: Mapping[str, int], named: Mapping[int, str], fact: Fact) -> Contested:
    denied = (one for denial in fact.verdict.denied if denial.claim for one in denial.statements)
    claims = tuple(claim for one in denied if (claim := material.statement(one)) is not None)
    told = (*fact.saying, *fact.vaguer, *fact.against, *fact.gone, *claims)
    sources = {source for one in told for source in (one.said_by, one.heard_from) if source}
    named_here = {*sources, *(one.id for one in told), *(each for one in told for each in one.passages)}
    number = numbers[fact.subject]
    return Contested(
        number,
        material.schema_of(fact.subject) or "",
        named.get(number) or material.labels.get(fact.subject, ""),
        fact,
        {source: material.labels.get(source, "") for source in sorted(sources)},
        {one: numbers[one] for one in sorted(named_here) if one in numbers},
        claims,
    )


class _Candidates:
    """What may be contested: never less than what is."""

    def __init__(self, deciding: Deciding) -> None:
        self.deciding = deciding
        self.facts, self.same = deciding.facts, deciding.same
        self.living = deciding.as_of is None
        self.of_one_value = _of_one_value(load_ontology())

    def by_subject(self) -> dict[int, set[str]]:
        """Names of properties by the number of the entity, in their order of entry."""
        found: dict[int, set[str]] = {}
        for group in (*self._differing(), *self._of_those_joined(), *self._denied_acts()):
            found.setdefault(self.same.one(group.subject), set()).add(group.property)
        return dict(sorted(found.items()))

    def _differing(self) -> list[Group]:
        return self.facts.contradicted(self.of_one_value, living=self.living)

    def _of_those_joined(self) -> Iterator[Group]:
        """Of entities that are one, what is said of each may contradict what is said of the others."""
        by_group: dict[Group, list[Said]] = {}
        if self.same.several:
            for one in self.facts.about(self.same.several, living=self.living):
                by_group.setdefault(Group(self.same.one(one.subject), one.name), []).append(one)
        yield from (group for group, said in by_group.items() if self.facts.differ(said, self.of_one_value))

    def _denied_acts(self) -> Iterator[Group]:
        """Acts that officials deny, or whose victim they claim to know nothing of."""
        terms = self.facts.of_term("OfficialClaim", "position", DENYING, living=self.living)
        denying = self.same.with_others(one.subject for one in terms)
        named = self.same.with_others(
            one for one, claims in self.deciding.claims.items() if not claims.isdisjoint(denying)
        )
        schemata = self.facts.schemata(named)
        acts = {one for one, schema in schemata.items() if schema == "Act"}
        others = [one for one, schema in schemata.items() if schema in _ACTORS]
        victims = self.deciding.related.naming(others, ("victim",)) if others else set()
        yield from (Group(act, "type") for act in acts | self.facts.subjects(victims))


def _some(candidates: Mapping[int, set[str]]) -> Iterator[dict[int, set[str]]]:
    left, at_once = iter(candidates.items()), _AT_FIRST
    while some := dict(islice(left, at_once)):
        yield some
        at_once = _AT_ONCE


def _of_one_value(ontology: Ontology) -> frozenset[str]:
    """The properties that have, in any schema, one value, of which two exclude each other."""
    properties = (one for schema in ontology.schemata.values() for one in schema.properties.values())
    return frozenset(one.name for one in properties if not one.multiple and one.kind in _EXCLUDING)
