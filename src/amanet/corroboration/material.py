"""What accounts are worked out from: the records that bear on somebody, read once.

Pure, and of the set of records alone: their order does not matter, so two vaults that hold the same records give the same
accounts. Two things are settled here, before anything is weighed:

- *Who is who.* Entities that a member judged to be the same are one, under the smallest of their ids. Where a living judgement
  says "different" of any two of them, none of them are joined: a contradiction is not resolved by us.
- *Who is not heard any more.* What a withdrawn source said is left out altogether, also what was superseded. What others heard from it
  stays theirs; the source appears in it under a name that says nothing (`withdrawn-…`), so that two who heard it there
  still count once.

>>> from amanet.corroboration.material import Material
>>> Material.of([], ontology=None).told
()
"""

import builtins
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, TypeVar

from amanet.corroboration.made import quickly_made
from amanet.record.assessment import last_of_each
from amanet.record.judgement import entity_on
from amanet.record.ontology import Ontology
from amanet.record.standing import LABELLING, Entered, ends, standing

__all__ = ["WITHDRAWN", "Assessed", "Ended", "Marked", "Material", "SourceFacts", "Told", "was_withdrawn"]

K = TypeVar("K")
# What stands for a source that is not heard any more.
WITHDRAWN = "withdrawn-"


@dataclass(frozen=True, slots=True)
class Ended:
    """Why a statement does not count: `how` is superseded or retracted; `by` the statement that replaces it."""

    how: str
    reason: str | None
    by: str | None
    at: str


@quickly_made
@dataclass(frozen=True)
class Told:
    """A statement as it bears on an account. Entities and sources by the id under which they are one."""

    id: str
    subject: str
    property: str
    value: Mapping[str, Any]
    polarity: str
    said_by: str
    heard_from: str | None
    passages: tuple[str, ...]
    said_at: Mapping[str, Any] | None
    wording: str | None
    language: str | None
    certainty: str | None
    basis: str | None
    note: str | None
    state: str
    entered_at: str
    entered_by: str
    ended: Ended | None = None

    @builtins.property
    def affirms(self) -> bool:
        return self.polarity == "affirms"


@quickly_made
@dataclass(frozen=True)
class Marked:
    """A passage: its words, and what it stands in. `documents` are the contents (SHA-256) that it leads back to: of a translation
    also the original and the recording. `interviews` are ids of Interview records that those items belong to.
    """

    id: str
    quote: str | None
    language: str | None
    items: tuple[str, ...]
    documents: frozenset[str]
    interviews: frozenset[str]


@dataclass(frozen=True, slots=True)
class Assessed:
    """What one member thinks of a statement: of the information, never of who said it."""

    member: str
    credibility: str | None
    basis: str | None
    reason: str | None


@quickly_made
@dataclass(frozen=True)
class SourceFacts:
    """What living statements say of a source. `official` where it speaks for an authority."""

    id: str
    kinds: frozenset[str] = frozenset()
    connections: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    draws_on: frozenset[str] = frozenset()

    @property
    def official(self) -> bool:
        return "official" in self.connections


@dataclass(frozen=True)
class Material:
    """Made by `of`. `told` in the order of their ids; `entities` are schemata by id; `apart` are entities that were judged both same
    and different, each set as it is contested.
    """

    ontology: Ontology
    as_of: str | None
    told: tuple[Told, ...]
    entities: Mapping[str, str]
    labels: Mapping[str, str]
    passages: Mapping[str, Marked]
    assessments: Mapping[str, tuple[Assessed, ...]]
    joined: Mapping[str, str] = field(default_factory=dict)
    apart: tuple[frozenset[str], ...] = ()

    @classmethod
    def of(
        cls,
        records: Iterable[Entered],
        ontology: Any,
        *,
        as_of: str | None = None,
        withdrawn: Iterable[str] = (),
    ) -> "Material":
        """From any records, among them those that bear on whoever is asked about. `as_of` is a moment (RFC 3339, UTC);
        `withdrawn` are ids of sources that are not to be heard, whatever `as_of` says.
        """
        known = [one for one in records if as_of is None or one.entered_at <= as_of]
        now = standing(known)
        retracted = {one.id for one in known if one.type == "Entity" and one.id not in now.living}
        joined, apart = _identities(known, now.living, retracted)
        gone = retracted | _with_joined(set(withdrawn), joined)
        schemata = {
            joined.get(one.id, one.id): str(one.body["schema"])
            for one in known
            if one.type == "Entity" and one.id in now.living
        }
        told = _told(known, now.living, now.states, joined, gone)
        return cls(
            ontology,
            as_of,
            told,
            schemata,
            _labels(told),
            _passages(known, now.living),
            _assessments(known, now.living),
            joined,
            apart,
        )

    def one(self, identifier: str) -> str:
        """The id under which an entity is one with those judged to be the same."""
        return self.joined.get(identifier, identifier)

    def schema_of(self, entity: str) -> str | None:
        return self.entities.get(self.joined.get(entity, entity))

    def about(self, subject: str, name: str | None = None) -> tuple[Told, ...]:
        """What was ever said of an entity, of one property or of all; what does not count any more has `ended`."""
        one = self.joined.get(subject, subject)
        return self._by_subject.get(one, ()) if name is None else self._of_subject.get((one, name), ())

    def naming(self, entity: str, name: str | None = None) -> tuple[Told, ...]:
        """What was ever said of something else whose value is this entity: the acts of which it is the victim, and so on."""
        one = self.joined.get(entity, entity)
        return self._by_value.get(one, ()) if name is None else self._of_value.get((one, name), ())

    def statement(self, identifier: str) -> Told | None:
        return self._by_id.get(identifier)

    def source(self, identifier: str) -> SourceFacts:
        """What is known of a source; of one that is not in the material, nothing."""
        return self._sources.get(self.one(identifier)) or SourceFacts(identifier)

    @property
    def sources(self) -> Mapping[str, SourceFacts]:
        return self._sources

    @cached_property
    def _by_id(self) -> dict[str, Told]:
        return {one.id: one for one in self.told}

    @cached_property
    def _by_subject(self) -> dict[str, tuple[Told, ...]]:
        return _together((one.subject, one) for one in self.told)

    @cached_property
    def _of_subject(self) -> dict[tuple[str, str], tuple[Told, ...]]:
        return _together(((one.subject, one.property), one) for one in self.told)

    @cached_property
    def _of_value(self) -> dict[tuple[str, str], tuple[Told, ...]]:
        naming = (one for one in self.told if "entity" in one.value)
        return _together(((str(one.value["entity"]), one.property), one) for one in naming)

    @cached_property
    def _by_value(self) -> dict[str, tuple[Told, ...]]:
        return _together((str(one.value["entity"]), one) for one in self.told if "entity" in one.value)

    @cached_property
    def _sources(self) -> dict[str, SourceFacts]:
        found = {}
        for entity, schema in self.entities.items():
            if schema == "Source":
                found[entity] = self._facts_of(entity)
        return found

    def _facts_of(self, source: str) -> SourceFacts:
        said: dict[str, set[str]] = {}
        for one in self._by_subject.get(source, ()):
            if one.ended is None and one.affirms and one.property in _OF_SOURCES:
                said.setdefault(one.property, set()).add(
                    str(one.value.get("entity", one.value.get("term", "")))
                )
        of = {name: frozenset(values - {""}) for name, values in said.items()}
        nothing: frozenset[str] = frozenset()
        return SourceFacts(
            source,
            of.get("kind", nothing),
            of.get("connection", nothing),
            of.get("person", nothing),
            of.get("draws_on", nothing),
        )


def _together(pairs: Iterable[tuple[K, Told]]) -> dict[K, tuple[Told, ...]]:
    found: dict[K, list[Told]] = {}
    for key, one in pairs:
        found.setdefault(key, []).append(one)
    return {key: tuple(several) for key, several in found.items()}


_OF_SOURCES = frozenset(("kind", "connection", "person", "draws_on"))


def was_withdrawn(source: str) -> bool:
    """Whether this stands for a source that is not heard any more."""
    return source.startswith(WITHDRAWN)


def _told(
    known: list[Entered],
    living: frozenset[str],
    states: Mapping[str, str],
    joined: Mapping[str, str],
    gone: set[str],
) -> tuple[Told, ...]:
    unnamed = {identifier: _unnamed(identifier) for identifier in gone}
    endings = _endings(known, living)
    found = []
    for one in known:
        if one.type != "Statement":
            continue
        body = one.body
        named = body["value"].get("entity")
        if body["said_by"] in gone or body["subject"] in gone:
            continue
        if named in gone and body["property"] != "draws_on":
            continue
        ended = endings.get(one.id)
        if ended is None and one.id not in living:
            continue  # a circle of ends, which nobody can make in good faith
        found.append(_one_told(one, states, joined, unnamed, ended))
    found.sort(key=lambda told: told.id)
    return tuple(found)


def _unnamed(source: str) -> str:
    """The same for the same source, whatever else is in the material."""
    return WITHDRAWN + sha256(b"amanet/withdrawn/v1\n" + source.encode()).hexdigest()[:12]


def _one_told(
    one: Entered,
    states: Mapping[str, str],
    joined: Mapping[str, str],
    unnamed: Mapping[str, str],
    ended: Ended | None,
) -> Told:
    body = one.body
    value = body["value"]
    named = value.get("entity")
    if named in unnamed:  # what draws on it still does
        value = {**value, "entity": unnamed[named]}
    elif named is not None and named in joined:
        value = {**value, "entity": joined[named]}
    heard_from = body.get("heard_from")
    if heard_from is not None:
        heard_from = unnamed.get(heard_from) or joined.get(heard_from, heard_from)
    subject, said_by = str(body["subject"]), str(body["said_by"])
    return Told(
        one.id,
        joined.get(subject, subject),
        str(body["property"]),
        value,
        str(body["polarity"]),
        joined.get(said_by, said_by),
        heard_from,
        tuple(body.get("passages", ())),
        body.get("said_at"),
        body.get("wording"),
        body.get("language"),
        body.get("certainty"),
        body.get("basis"),
        body.get("note"),
        states.get(one.id) or str(body.get("state", "draft")),
        one.entered_at,
        str(body.get("entered_by", "")),
        ended,
    )


def _endings(known: list[Entered], living: frozenset[str]) -> dict[str, Ended]:
    """Of what does not count any more: the earliest of its living ends."""
    found: dict[str, Ended] = {}
    for one in sorted(known, key=lambda record: record.id):
        target = ends(one.type, one.body)
        if target is None or one.id not in living or target in found:
            continue
        how = "superseded" if one.type == "Supersession" else "retracted"
        found[target] = Ended(how, one.body.get("reason"), one.body.get("by"), one.entered_at)
    return found


def _labels(told: tuple[Told, ...]) -> dict[str, str]:
    """What entities are called, by those who are heard: of several names the first that was entered."""
    labels: dict[str, str] = {}
    for one in told:
        if one.ended is None and one.affirms and one.property in LABELLING:
            text = one.value.get("name", one.value.get("text"))
            if text is not None:
                labels.setdefault(one.subject, str(text))
    return labels


def _with_joined(withdrawn: set[str], joined: Mapping[str, str]) -> set[str]:
    """These, and all whom members judged to be the same as one of them."""
    groups = {joined.get(one, one) for one in withdrawn}
    return withdrawn | groups | {one for one, under in joined.items() if under in groups}


def _identities(
    known: list[Entered], living: frozenset[str], retracted: set[str]
) -> tuple[dict[str, str], tuple[frozenset[str], ...]]:
    """Who was judged to be whom. Of several judgements on the same two, the latest counts; of retracted entities none."""
    latest: dict[frozenset[str], tuple[str, str]] = {}
    for one in known:
        pair = _pair(one) if one.type == "Judgement" and one.id in living else None
        if pair is not None and not pair & retracted and latest.get(pair, ("", ""))[0] < one.id:
            latest[pair] = (one.id, str(one.body["verdict"]))
    groups: dict[str, set[str]] = {}
    for pair, (_, verdict) in latest.items():
        if verdict == "same":
            together = set().union(*(groups.get(side, {side}) for side in pair))
            groups.update(dict.fromkeys(together, together))
    different = [pair for pair, (_, verdict) in latest.items() if verdict == "different"]
    sets = {frozenset(group) for group in groups.values()}
    apart = {group for group in sets if any(pair <= group for pair in different)}
    joined = {one: min(group) for group in sets - apart for one in group if one != min(group)}
    return joined, tuple(sorted(apart, key=sorted))


def _pair(judgement: Entered) -> frozenset[str] | None:
    left, right = (entity_on(judgement.body[side]) for side in ("left", "right"))
    return frozenset((left, right)) if left is not None and right is not None and left != right else None


def _assessments(known: list[Entered], living: frozenset[str]) -> dict[str, tuple[Assessed, ...]]:
    """The latest living one of each member, by statement."""
    bodies: dict[str, list[Mapping[str, Any]]] = {}
    for one in known:
        if one.type == "Assessment" and one.id in living:
            bodies.setdefault(str(one.body["of"]), []).append(one.body)
    return {
        statement: tuple(
            Assessed(one.member, one.credibility, one.basis, one.reason)
            for one in sorted(last_of_each(several), key=lambda one: one.member)
        )
        for statement, several in bodies.items()
    }


def _passages(known: list[Entered], living: frozenset[str]) -> dict[str, Marked]:
    bodies = {one.id: one.body for one in known if one.type in ("Item", "Rendition")}
    back = _ways_back(known, living)
    interviews: dict[str, set[str]] = {}
    for one in known:
        if one.type == "Interview" and one.id in living:
            for item in one.body.get("items", ()):
                interviews.setdefault(str(item), set()).add(one.id)
    found = {}
    for one in known:
        if one.type == "Passage":
            items = _items(str(one.body["of"]), bodies, back)
            found[one.id] = Marked(
                one.id,
                one.body.get("quote"),
                one.body.get("language"),
                items,
                frozenset(
                    str(bodies[item].get("sha256", item)) if item in bodies else item for item in items
                ),
                frozenset(one for item in items for one in interviews.get(item, ())),
            )
    return found


def _ways_back(known: list[Entered], living: frozenset[str]) -> dict[str, set[str]]:
    """From a reading to what it translates, and from an item to the recording it is the transcript of."""
    back: dict[str, set[str]] = {}
    for one in known:
        if one.type != "Rendition" or one.id not in living:
            continue
        parameters = one.body.get("parameters") or {}
        if one.body["kind"] == "alignment":
            back.setdefault(str(parameters["of"]), set()).add(str(parameters["to"]))
        elif one.body["kind"] == "recording":
            back.setdefault(str(one.body["item"]), set()).add(str(parameters["to"]))
    return back


def _items(of: str, bodies: Mapping[str, Mapping[str, Any]], back: Mapping[str, set[str]]) -> tuple[str, ...]:
    """The items a passage leads back to, the nearest first."""
    items: dict[str, None] = {}
    seen: set[str] = set()
    todo = [of]
    while todo:
        one = todo.pop(0)
        if one in seen:
            continue
        seen.add(one)
        item = bodies[one].get("item") if one in bodies else None
        if item is None:
            items[one] = None
        else:
            todo.append(str(item))
        todo += sorted(back.get(one, ()))
    return tuple(items)
