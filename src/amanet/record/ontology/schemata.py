"""Schemata: the kinds of entities there are, and the properties each has.

A schema extends at most one other and has its properties too. It may say again of an inherited property what it is called
there, what HURIDOCS calls it and what it becomes in FollowTheMoney; never what kind of value it takes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from amanet.errors import BadData
from amanet.record.ontology.fields import Fields, Tree
from amanet.record.ontology.labels import ENGLISH, label_in, verify_languages
from amanet.record.ontology.mapping import Mapped, NotMapped, parse_mapping
from amanet.record.ontology.thesauri import parse_titles

KINDS = ("text", "name", "date", "quantity", "entity", "term", "identifier", "coordinates", "yes_no")
_TAKES_THESAURUS = {"name": True, "term": True, "identifier": False}
_SCHEMA_NAME = r"[A-Z][A-Za-z]*"
_PROPERTY_NAME = r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*"


@dataclass(frozen=True)
class Property:
    """What can be said of an entity.

    `multiple`: several values may be true side by side (names), where otherwise two values contradict each other (a date of
    birth). Both may be recorded: statements are what somebody says. `sensitive`: never shown or exported unless asked for by name.
    `self_described`: the words of the person alone, never a conclusion of others. `range` is the schema of the entities an
    `entity` value may name, or one that they extend.
    """

    name: str
    labels: Mapping[str, str]
    description: str
    kind: str
    followthemoney: Mapped | NotMapped
    range: str | None = None
    thesaurus: str | None = None
    multiple: bool = False
    sensitive: bool = False
    self_described: bool = False
    huridocs: str | None = None

    @property
    def label(self) -> str:
        return self.labels[ENGLISH]

    def label_in(self, language: str) -> str:
        return label_in(self.labels, language)


@dataclass(frozen=True)
class Schema:
    """`lineage` is the schema itself and all that it extends, nearest first; `properties` has the inherited ones too."""

    name: str
    labels: Mapping[str, str]
    description: str
    abstract: bool
    reviewed: frozenset[str]
    huridocs: str | None
    followthemoney: str
    lineage: tuple[str, ...]
    properties: Mapping[str, Property] = field(repr=False)

    @property
    def label(self) -> str:
        return self.labels[ENGLISH]

    def label_in(self, language: str) -> str:
        return label_in(self.labels, language)

    def is_a(self, name: str) -> bool:
        return name in self.lineage


def parse_schemata(trees: Mapping[str, Tree]) -> Mapping[str, Schema]:
    """By name, each after what it extends. `trees` are by file."""
    waiting = _by_name(trees)
    found: dict[str, Schema] = {}
    while waiting:
        ready = [name for name, (_, parent) in waiting.items() if parent is None or parent in found]
        if not ready:
            files = ", ".join(fields.where for fields, _ in waiting.values())
            raise BadData(f"What these extend is no schema, or they extend each other: {files}.")
        for name in ready:
            fields, parent = waiting.pop(name)
            found[name] = _parse_schema(name, fields, None if parent is None else found[parent])
    return found


def _by_name(trees: Mapping[str, Tree]) -> dict[str, tuple[Fields, str | None]]:
    found: dict[str, tuple[Fields, str | None]] = {}
    for file, tree in trees.items():
        fields = Fields(file, tree)
        name = fields.text("name", _SCHEMA_NAME)
        if name in found:
            fields.refuse("name", "is that of another file's schema")
        found[name] = fields, fields.optional_text("extends", _SCHEMA_NAME)
    return found


def _parse_schema(name: str, fields: Fields, parent: Schema | None) -> Schema:
    inherited = {} if parent is None else parent.properties
    schema = Schema(
        name,
        parse_titles(fields),
        fields.optional_text("description") or "",
        fields.flag("abstract"),
        frozenset(fields.words("reviewed")),
        fields.optional_text("huridocs", r"\d\d"),
        fields.text("followthemoney", _SCHEMA_NAME),
        (name, *(() if parent is None else parent.lineage)),
        {**inherited, **_parse_properties(fields, inherited)},
    )
    fields.finish()
    return schema


def _parse_properties(fields: Fields, inherited: Mapping[str, Property]) -> Mapping[str, Property]:
    found = {}
    for name, tree in fields.mapping("properties").items():
        inner = fields.inside(f"properties, {name}", tree)
        Fields(inner.where, {"name": name}).text("name", _PROPERTY_NAME)
        found[name] = _refined(inner, inherited[name]) if name in inherited else _parse_property(name, inner)
        inner.finish()
    return found


def _parse_property(name: str, fields: Fields) -> Property:
    kind = fields.text("kind")
    if kind not in KINDS:
        fields.refuse("kind", f"must be one of {', '.join(KINDS)}")
    thesaurus, of_schema = fields.optional_text("thesaurus"), fields.optional_text("range", _SCHEMA_NAME)
    if (of_schema is not None) != (kind == "entity"):
        fields.refuse("range", "stands with the kind entity, always and only")
    if (thesaurus is None and _TAKES_THESAURUS.get(kind)) or (thesaurus and kind not in _TAKES_THESAURUS):
        fields.refuse(
            "thesaurus", "stands with the kinds term and name, may stand with identifier, and with no other"
        )
    return Property(
        name,
        parse_titles(fields),
        fields.text("description"),
        kind,
        parse_mapping(fields),
        of_schema,
        thesaurus,
        fields.flag("multiple"),
        fields.flag("sensitive"),
        fields.flag("self_described"),
        fields.optional_text("huridocs", r"\d{4}"),
    )


def _refined(fields: Fields, inherited: Property) -> Property:
    """An inherited property as this schema calls it. Another kind, range or thesaurus is left for `finish` to refuse."""
    english, others = fields.optional_text("label"), fields.texts("labels")
    verify_languages(fields.where, others)
    if ENGLISH in others or (others and english is None):
        fields.refuse("labels", "has the other languages of a label that stands beside it, in English")
    labels = inherited.labels if english is None else {ENGLISH: english, **others}
    return replace(
        inherited,
        labels=labels,
        description=fields.optional_text("description") or inherited.description,
        huridocs=fields.optional_text("huridocs", r"\d{4}") or inherited.huridocs,
        followthemoney=parse_mapping(fields) if fields.has("followthemoney") else inherited.followthemoney,
    )
