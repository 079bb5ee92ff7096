"""Values and entities in words, from the material alone.

What has no name of its own – an act, a sign of life, a claim – is called after what is first said of it: `arrest, Aygul Bekova,
2018-03`. A source that is not heard any more has no name, and nothing here makes one up for anybody.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from amanet.corroboration.basis import counts
from amanet.corroboration.material import Material, was_withdrawn
from amanet.corroboration.moments import when_said
from amanet.errors import BadData
from amanet.record.ontology.showing import shown_value

__all__ = ["called", "listed", "of_no_kind", "property_label", "shown", "term_label", "title_of"]

NOT_HEARD = "a source that is not heard any more"
# What tells an act, an involvement, a sign of life or a claim from others: what, whose, when.
_TELLING = (
    ("type", "kind", "role", "position"),
    ("victim", "person", "actor", "about", "for"),
    ("start", "date"),
)
_HAVE_KINDS = frozenset(
    ("Act", "SignOfLife", "AgreedSign", "OfficialClaim", "Intervention", "Relation", "Involvement")
)


def shown(material: Material, schema: str, name: str, value: Mapping[str, Any], language: str = "en") -> str:
    """A value in words; an entity by what it is called."""
    return shown_value(
        material.ontology, schema, name, value, lambda identifier: called(material, identifier), language
    )


def called(material: Material, entity: str) -> str:
    """What an entity is called. Where nothing says, what it is: "Place"."""
    one = material.one(entity)
    if was_withdrawn(one):
        return NOT_HEARD
    named = material.labels.get(one) or _as_its_person(material, one) or title_of(material, one)
    return named or _schema_label(material, one)


def title_of(material: Material, entity: str) -> str:
    """What something without a name may be called, after the first that is said of it, and all that is said of its day; "" where nothing is."""
    said: dict[str, Mapping[str, Any]] = {}
    for told in material.about(entity):
        if counts(told) and told.affirms:
            said.setdefault(told.property, told.value)
    schema = material.schema_of(entity) or ""
    first = [next((name for name in names if name in said), None) for names in _TELLING]
    parts = [_telling(material, entity, name, said[name]) if name else None for name in first]
    if any(parts) and not parts[0] and schema in _HAVE_KINDS:
        parts[0] = of_no_kind(material, schema)  # else an act would be called as the person it was done to
    return ", ".join(filter(None, parts))


def of_no_kind(material: Material, schema: str) -> str:
    """What to call an act, a sign, a claim of which nobody says what it was."""
    try:
        label = material.ontology.schema(schema).label
    except BadData:
        label = schema
    return f"{label.lower()} of a kind that nobody says"


def term_label(material: Material, schema: str, name: str, code: str, language: str = "en") -> str:
    return shown(material, schema, name, {"term": code}, language)


def property_label(material: Material, schema: str, name: str, language: str = "en") -> str:
    try:
        return material.ontology.property(schema, name).label_in(language)
    except BadData:
        return name.replace("_", " ")


def listed(words: Iterable[str]) -> str:
    """ "one", "one and another", "one, another and a third"."""
    several = list(words)
    if len(several) < 2:
        return "".join(several)
    return f"{', '.join(several[:-1])} and {several[-1]}"


def _as_its_person(material: Material, entity: str) -> str | None:
    """A source that is a person is called as they are."""
    if material.schema_of(entity) != "Source":
        return None
    persons = sorted(material.source(entity).persons)
    return next((material.labels[person] for person in persons if person in material.labels), None)


def _telling(material: Material, entity: str, name: str, value: Mapping[str, Any]) -> str | None:
    if "entity" in value:
        return material.labels.get(material.one(str(value["entity"])))
    if "date" in value:  # where they contradict each other, none is picked
        when = when_said(material, entity, name)
        return when.in_words if when else str(value["date"]["edtf"])
    schema = material.schema_of(entity) or ""
    return term_label(material, schema, name, str(value["term"])) if "term" in value else None


def _schema_label(material: Material, entity: str) -> str:
    schema = material.schema_of(entity)
    if schema is None:
        return "something that is not in the material"
    try:
        return f"{material.ontology.schema(schema).label} without a name"
    except BadData:
        return schema
