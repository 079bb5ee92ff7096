"""The statements that count, by what they are of and whom they name: what the policy reads to see whom a piece touches.

Pure, and of the set of records alone. Entities that members judged to be the same stand under one id; where in doubt, `same` is left
empty and each stands for itself (then everybody is asked who would be).

>>> from amanet.disclosure.story import Story
>>> Story.of([], ontology=None).statements
{}
"""

import builtins
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from amanet.canonical import folded_name
from amanet.record.judgement import entity_on
from amanet.record.ontology import Ontology
from amanet.record.standing import Entered, standing

__all__ = ["Said", "Story"]

# Readings of readings of an item.
_DEEPEST: Final = 4
# Bodies of a state. An association, a party or a village's guards are none: who leads them or plans with them is asked like anybody.
_STATE: Final = frozenset(
    (
        "government",
        "national_executive",
        "local_government",
        "armed_forces",
        "police",
        "prison_service",
        "intelligence_service",
        "legislature",
        "judiciary",
        "prosecution",
        "border_service",
        "diplomatic_mission",
        "paramilitary",
        "occupying_force",
    )
)
# Those in which conscripts serve: who carries out what was ordered there may be one, and is asked.
_WITH_CONSCRIPTS: Final = frozenset(("armed_forces", "paramilitary", "occupying_force"))
# In these roles somebody acts for an office, whichever body or position is said; in those only for a body of a state.
_OFFICIALLY: Final = frozenset(("responsible_official", "investigator", "prosecutor", "judge"))
_FOR_A_STATE: Final = frozenset(("ordered", "planned", "carried_out", "failed_to_prevent"))
_ALIKE: Final = frozenset(("same", "unsure"))


@dataclass(frozen=True, slots=True)
class Said:
    """A living statement. `names` is the entity that is its value, if one is."""

    id: str
    subject: str
    property: str
    value: Mapping[str, Any]
    polarity: str
    said_by: str
    heard_from: str | None
    state: str
    body: Mapping[str, Any]

    @builtins.property
    def names(self) -> str | None:
        named = self.value.get("entity")
        return None if named is None else str(named)

    @builtins.property
    def affirms(self) -> bool:
        return self.polarity == "affirms"


@dataclass(frozen=True)
class Story:
    """Made by `of`. `statements`, `passages` and `items` by id; `schemata` of entities by id. `alike` are entities of which a member thinks that
    they are, or may be, another; `heard` by item who speaks in it, as far as members recorded.
    """

    ontology: Ontology
    statements: Mapping[str, Said]
    schemata: Mapping[str, str]
    passages: Mapping[str, Mapping[str, Any]]
    renditions: Mapping[str, Mapping[str, Any]]
    items: Mapping[str, Mapping[str, Any]]
    same: Mapping[str, str]
    alike: frozenset[str] = frozenset()
    heard: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, records: Iterable[Entered], ontology: Any, *, same: Mapping[str, str] | None = None
    ) -> "Story":
        """From any records, among them all that bear on what is asked for."""
        known = {record.id: record for record in records}
        now = standing(known.values())
        one = dict(same or {})
        living = {identifier: known[identifier] for identifier in sorted(now.living)}
        bodies: dict[str, dict[str, Mapping[str, Any]]] = {}
        for record in living.values():
            bodies.setdefault(record.type, {})[record.id] = record.body
        schemata = {one.get(key, key): str(body["schema"]) for key, body in bodies.get("Entity", {}).items()}
        said = {
            key: _said(key, body, one, now.states.get(key, "draft"))
            for key, body in bodies.get("Statement", {}).items()
        }
        return cls(
            ontology,
            said,
            schemata,
            bodies.get("Passage", {}),
            bodies.get("Rendition", {}),
            bodies.get("Item", {}),
            one,
            frozenset(_alike(bodies.get("Judgement", {}).values())),
            _heard(bodies),
        )

    def one(self, entity: str) -> str:
        """The id under which an entity is one with those judged to be the same."""
        return self.same.get(entity, entity)

    def about(self, entity: str, name: str | None = None) -> tuple[Said, ...]:
        """What is said of an entity, of one property or of all, in the order of ids."""
        found = self._by_subject.get(self.one(entity), ())
        return tuple(said for said in found if name is None or said.property == name)

    def naming(self, entity: str) -> tuple[Said, ...]:
        """What is said of something else whose value is this entity."""
        return tuple(self._by_value.get(self.one(entity), ()))

    def named(self, entity: str, *names: str) -> Iterator[str]:
        """The entities that are said to be the value of these properties, each once, whoever says it and whether it is disputed."""
        found = dict.fromkeys(
            said.names for said in self.about(entity) if said.property in names and said.names is not None
        )
        yield from found

    def terms(self, entity: str, name: str) -> frozenset[str]:
        return frozenset(
            str(said.value["term"])
            for said in self.about(entity, name)
            if said.affirms and "term" in said.value
        )

    def is_a(self, entity: str, schema: str) -> bool:
        known = self.schemata.get(self.one(entity))
        if known is None:
            return False
        asked = (known, schema)
        if asked not in self._is_a:
            self._is_a[asked] = self.ontology.schema(known).is_a(schema)
        return self._is_a[asked]

    @cached_property
    def _is_a(self) -> dict[tuple[str, str], bool]:
        return {}

    def is_for_office(self, subject: str, name: str, other: str) -> bool:
        """Whether `other` stands in property `name` of `subject` for an office that they held there: then nobody asks them."""
        if self.is_a(other, "Source"):
            return False
        if name == "made_by":
            return self.is_a(subject, "OfficialClaim")
        if name == "head":
            return self._is_of_a_state(self.terms(subject, "kind"))
        return name == "actor" and self.is_a(subject, "Involvement") and self._acts_officially(subject)

    def _acts_officially(self, involvement: str) -> bool:
        roles = self.terms(involvement, "role")
        if not roles or not roles <= _OFFICIALLY | _FOR_A_STATE:
            return False
        bodies = set(self.terms(involvement, "kind_of_body"))
        for body in self.named(involvement, "body"):
            bodies |= self.terms(body, "kind")
        if roles <= _OFFICIALLY:
            return bool(bodies) or any(self._affirmed(involvement, one) for one in ("body", "position"))
        return self._is_of_a_state(bodies) and not ("carried_out" in roles and bodies & _WITH_CONSCRIPTS)

    def _affirmed(self, entity: str, name: str) -> bool:
        return any(said.affirms and "absent" not in said.value for said in self.about(entity, name))

    @staticmethod
    def _is_of_a_state(kinds: Collection[str]) -> bool:
        return bool(kinds) and set(kinds) <= _STATE

    @cached_property
    def officials(self) -> frozenset[str]:
        """The people of whom nothing is said but what they did or said for an office: their names may be given. Whoever may be another as well is
        none: nobody looked whether that one was a victim.
        """
        return frozenset(
            entity
            for entity, schema in self.schemata.items()
            if schema == "Person"
            and entity not in self.alike
            and entity not in self._heard_from
            and self.naming(entity)
            and all(self.is_for_office(said.subject, said.property, entity) for said in self.naming(entity))
        )

    @cached_property
    def _heard_from(self) -> frozenset[str]:
        return frozenset(said.heard_from for said in self.statements.values() if said.heard_from is not None)

    def items_of(self, said: Said) -> tuple[str, ...]:
        """The items that a statement rests on, through the readings its passages stand in."""
        return self._items_of.get(said.id, ())

    def quoting(self, passage: str) -> tuple[Said, ...]:
        """The statements that rest on a passage."""
        return tuple(self._by_passage.get(passage, ()))

    def resting_on(self, item: str) -> tuple[Said, ...]:
        return tuple(self._by_item.get(item, ()))

    def called(self, name: str) -> tuple[str, ...]:
        """The sources of exactly that name."""
        return tuple(self._sources_by_name.get(folded_name(name), ())) if name.strip() else ()

    @cached_property
    def _items_of(self) -> Mapping[str, tuple[str, ...]]:
        return {said.id: tuple(dict.fromkeys(self._under(said))) for said in self.statements.values()}

    def _under(self, said: Said) -> Iterator[str]:
        for passage in said.body.get("passages", ()):
            of = str(self.passages.get(str(passage), {}).get("of", ""))
            for _ in range(_DEEPEST):
                of = str(self.renditions[of]["item"]) if of in self.renditions else of
            if of:
                yield of

    @cached_property
    def _by_item(self) -> Mapping[str, list[Said]]:
        return _grouped((item, said) for said in self.statements.values() for item in self.items_of(said))

    @cached_property
    def _by_passage(self) -> Mapping[str, list[Said]]:
        return _grouped(
            (str(one), said) for said in self.statements.values() for one in said.body.get("passages", ())
        )

    @cached_property
    def _sources_by_name(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for said in self.statements.values():
            if said.property == "name" and self.is_a(said.subject, "Source"):
                name = folded_name(str(said.value.get("name", said.value.get("text", ""))))
                if name and said.subject not in found.setdefault(name, []):
                    found[name].append(said.subject)
        return found

    @cached_property
    def _by_subject(self) -> Mapping[str, list[Said]]:
        return _grouped((said.subject, said) for said in self.statements.values())

    @cached_property
    def _by_value(self) -> Mapping[str, list[Said]]:
        return _grouped((said.names, said) for said in self.statements.values() if said.names is not None)


def _said(identifier: str, body: Mapping[str, Any], one: Mapping[str, str], state: str) -> Said:
    value = body["value"]
    if "entity" in value:
        value = {**value, "entity": one.get(str(value["entity"]), str(value["entity"]))}
    heard = body.get("heard_from")
    return Said(
        identifier,
        one.get(str(body["subject"]), str(body["subject"])),
        str(body["property"]),
        value,
        str(body["polarity"]),
        one.get(str(body["said_by"]), str(body["said_by"])),
        None if heard is None else one.get(str(heard), str(heard)),
        state,
        body,
    )


def _alike(judgements: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for body in judgements:
        if body["verdict"] in _ALIKE:
            yield from (one for one in map(entity_on, (body["left"], body["right"])) if one is not None)


def _heard(bodies: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, tuple[str, ...]]:
    """Who was interviewed in an item, and who was judged to be, or perhaps to be, a speaker in a reading of it."""
    found: dict[str, dict[str, None]] = {}
    for body in bodies.get("Interview", {}).values():
        for item in body.get("items", ()):
            found.setdefault(str(item), {})[str(body["source"])] = None
    renditions = bodies.get("Rendition", {})
    for body in bodies.get("Judgement", {}).values():
        sides = (body["left"], body["right"])
        readings = [str(one["rendition"]) for one in sides if isinstance(one, dict) and "rendition" in one]
        speakers = [one for one in map(entity_on, sides) if one is not None]
        if body["verdict"] in _ALIKE:
            for item in (str(renditions[one]["item"]) for one in readings if one in renditions):
                found.setdefault(item, {}).update(dict.fromkeys(speakers))
    return {item: tuple(speakers) for item, speakers in found.items()}


def _grouped(pairs: Iterable[tuple[str, Said]]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for key, said in pairs:
        found.setdefault(key, []).append(said)
    return found
