"""Values and entities in words, from the material alone: phrases, so that they can be told in another language (`amanet.phrases`).

What has no name of its own – an act, a sign of life, a claim – is called after what is first said of it: `arrest, Aygul Bekova,
2018-03`. A source that is not heard any more has no name, and nothing here makes one up for anybody.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from amanet.corroboration.basis import counts
from amanet.corroboration.material import Material, was_withdrawn
from amanet.corroboration.moments import when_said
from amanet.errors import BadData
from amanet.phrases import COMMA, OR, Label, label, phrase, recased, series
from amanet.record.ontology import Ontology
from amanet.record.ontology.showing import shown_value

__all__ = [
    "CERTAIN",
    "NO",
    "NOT_HEARD",
    "YES",
    "called",
    "either",
    "listed",
    "of_no_kind",
    "property_label",
    "shown",
    "term_called",
    "term_label",
    "title_of",
    "worded",
]

NOT_HEARD: Final = phrase("a source that is not heard any more")
YES: Final = phrase("yes")
NO: Final = phrase("no")
# How sure somebody says they are, by code.
CERTAIN: Final = {
    "certain": phrase("certain"),
    "probable": phrase("probable"),
    "possible": phrase("possible"),
    "doubtful": phrase("doubtful"),
}
# Why a value is not there, and what is said where one would stand.
_ABSENT: Final = {
    "unknown": phrase("(unknown)"),
    "withheld": phrase("(withheld)"),
    "refused": phrase("(refused)"),
    "not asked": phrase("(not asked)"),
}
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
    """A value in words; an entity by what it is called. In another language than English a plain text, no phrase."""
    if language == "en":
        return worded(material.ontology, schema, name, value, lambda one: called(material, one))
    return shown_value(material.ontology, schema, name, value, lambda one: called(material, one), language)


def worded(
    ontology: Ontology, schema: str, name: str, value: Mapping[str, Any], of: Callable[[str], str]
) -> str:
    """A value in words, as `record.ontology.showing` has it. `of` says what an entity is called, by id."""
    if "entity" in value:
        return of(str(value["entity"]))
    if "term" in value:
        return _term(ontology, schema, name, str(value["term"]))
    if "yes_no" in value:
        return YES if value["yes_no"] else NO
    found = shown_value(ontology, schema, name, value, of)
    return _ABSENT.get(value["absent"], found) if "absent" in value else found


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
    return series(filter(None, parts), COMMA, None)


def of_no_kind(material: Material, schema: str) -> str:
    """What to call an act, a sign, a claim of which nobody says what it was."""
    return phrase("%(what)s of a kind that nobody says", what=recased(_what(material, schema), str.lower))


def term_label(material: Material, schema: str, name: str, code: str, language: str = "en") -> str:
    return shown(material, schema, name, {"term": code}, language)


def property_label(material: Material, schema: str, name: str, language: str = "en") -> str:
    try:
        found = material.ontology.property(schema, name)
    except BadData:
        return name.replace("_", " ")
    return label(found.label_in(language), found.label_in)


def listed(words: Iterable[str]) -> str:
    """ "one", "one and another", "one, another and a third"."""
    return series(words)


def either(words: Iterable[str]) -> str:
    """ "one", "one or another", "one or another or a third"."""
    return series(words, OR, None)


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
        return phrase("something that is not in the material")
    what = _what(material, schema)
    return phrase("%(what)s without a name", what=what) if isinstance(what, Label) else what


def _what(material: Material, schema: str) -> str:
    """What the ontology calls such things; of one that this version does not know, its name."""
    try:
        found = material.ontology.schema(schema)
    except BadData:
        return schema
    return label(found.label, found.label_in)


def term_called(ontology: Ontology, thesaurus: str, code: str) -> str:
    """What a term is called; one that this version does not know, by its code."""
    term = ontology.thesaurus(thesaurus).terms.get(code)
    return code if term is None else label(term.label(), term.label)


def _term(ontology: Ontology, schema: str, name: str, code: str) -> str:
    try:
        term = ontology.term(schema, name, code)
    except BadData:
        return code
    return label(term.label(), term.label)
