"""The dossier of a release: the statements that leave, by whom and what they are of, in words.

Pure: from a `Disclosed` and the ontology alone, and the same each time. People first, then what happened, then places and bodies; within each by
what they are called, which is released anyway.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from amanet.disclosure.disclosed import Disclosed, ReleasedEntity, ReleasedStatement
from amanet.errors import BadData
from amanet.printing.dossier import Dossier, DossierLine, DossierSubject
from amanet.record.ontology import Ontology
from amanet.record.ontology.showing import shown_value

__all__ = ["dossier_files"]

_SHOWN: Final = {
    "named": "by name, as agreed",
    "pseudonym": "under a pseudonym of this dossier",
    "nameless": "without a name, as agreed",
}
_ORDER: Final = (
    "Person",
    "Act",
    "SignOfLife",
    "OfficialClaim",
    "Involvement",
    "Relation",
    "Event",
    "Intervention",
    "Place",
    "Organization",
    "Source",
)
_KINDS: Final = ("type", "kind", "position")
_WHOM: Final = ("victim", "person", "about", "actor", "for")
_DENIES: Final = {"denies": "It denies this.", "does not know": "It says that it does not know."}


def dossier_files(disclosed: Disclosed, ontology: Ontology) -> Mapping[str, bytes]:
    """The dossier as a page and as PDF, by file name."""
    dossier = dossier_of(disclosed, ontology)
    return {"dossier.html": dossier.page(), "dossier.pdf": dossier.pdf()}


def dossier_of(disclosed: Disclosed, ontology: Ontology) -> Dossier:
    entities = {one.id: one for one in disclosed.entities}
    by_subject: dict[str, list[ReleasedStatement]] = {}
    for statement in disclosed.statements:
        by_subject.setdefault(statement.subject, []).append(statement)
    subjects = sorted(by_subject, key=lambda one: _place(entities[one], ontology))
    return Dossier(
        disclosed.use,
        str(disclosed.recipient),
        disclosed.day,
        tuple(_subject(entities[one], by_subject[one], entities, ontology) for one in subjects),
        disclosed.recipient.kind == "public",
    )


def _place(entity: ReleasedEntity, ontology: Ontology) -> tuple[int, str, str]:
    order = next(
        (place for place, name in enumerate(_ORDER) if _is_a(entity, name, ontology)),
        len(_ORDER),
    )
    return order, entity.label.casefold(), entity.id


def _is_a(entity: ReleasedEntity, name: str, ontology: Ontology) -> bool:
    try:
        return ontology.schema(entity.schema).is_a(name)
    except BadData:
        return False


def _subject(
    entity: ReleasedEntity,
    said: list[ReleasedStatement],
    entities: Mapping[str, ReleasedEntity],
    ontology: Ontology,
) -> DossierSubject:
    lines = sorted(
        (_line(entity, one, entities, ontology) for one in said),
        key=lambda line: (line.what, line.says, line.by),
    )
    return DossierSubject(
        _title(entity, said, entities, ontology),
        ontology.schema(entity.schema).label,
        _SHOWN.get(entity.shown or "", ""),
        tuple(lines),
    )


def _title(
    entity: ReleasedEntity,
    said: list[ReleasedStatement],
    entities: Mapping[str, ReleasedEntity],
    ontology: Ontology,
) -> str:
    """What it is called; of what has no name of its own what it was and whom it is of, from what is released of it: `detention: Person 1`."""
    if entity.label != ontology.schema(entity.schema).label:
        return entity.label
    told = [one for one in said if one.polarity == "affirms"]
    kinds = dict.fromkeys(
        shown_value(ontology, entity.schema, one.property, one.value, str)
        for one in told
        if one.property in _KINDS and "term" in one.value
    )
    whom = dict.fromkeys(
        entities[str(one.value["entity"])].label
        for one in told
        if one.property in _WHOM and "entity" in one.value
    )
    what = ", ".join(kinds) or entity.label
    return f"{what}: {', '.join(whom)}" if whom else what


def _line(
    entity: ReleasedEntity,
    statement: ReleasedStatement,
    entities: Mapping[str, ReleasedEntity],
    ontology: Ontology,
) -> DossierLine:
    says = shown_value(
        ontology, entity.schema, statement.property, statement.value, lambda one: entities[one].label
    )
    return DossierLine(
        ontology.property(entity.schema, statement.property).label,
        says,
        entities[statement.said_by].label,
        tuple(dict.fromkeys(filter(None, (*statement.quotes, statement.wording)))),
        tuple(_marks(statement, entities)),
        statement.changed,
    )


def _marks(statement: ReleasedStatement, entities: Mapping[str, ReleasedEntity]) -> Iterator[str]:
    if statement.polarity in _DENIES:
        yield _DENIES[statement.polarity]
    if statement.heard_from is not None:
        yield f"Heard from {entities[statement.heard_from].label}."
    if statement.said_at is not None:
        yield f"Said in {statement.said_at['edtf']}."
    if statement.basis is not None:
        yield f"How it knows: {statement.basis.replace('_', ' ')}."
    if statement.certainty is not None:
        yield f"How sure: {statement.certainty.replace('_', ' ')}."
    if statement.state != "reviewed":
        yield f"State: {statement.state}."
