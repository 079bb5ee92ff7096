"""Which entities name which, and by which terms something is called: the questions that several modules here ask of the material."""

from amanet.corroboration.basis import counts
from amanet.corroboration.material import Material
from amanet.errors import BadData
from amanet.record.ontology import Ontology

__all__ = ["LIBERTY", "all_named_by", "codes_said", "is_a", "named_by"]

# Acts that take somebody's liberty, with all that is narrower.
LIBERTY = frozenset(("arrest", "abduction", "round_up", "detention", "disappearance"))


def named_by(material: Material, entity: str, schema: str, *properties: str) -> tuple[str, ...]:
    """The entities of a schema that living statements name this one in, affirmed or denied, by id. Who does not know says neither."""
    found = {
        told.subject
        for told in material.naming(entity)
        if told.ended is None
        and told.polarity != "does not know"
        and told.property in properties
        and material.schema_of(told.subject) == schema
    }
    return tuple(sorted(found))


def all_named_by(material: Material, entity: str, *properties: str) -> tuple[str, ...]:
    """The entities that living statements about this one affirm, of these properties, by id."""
    found = {
        str(told.value["entity"])
        for told in material.about(entity)
        if told.property in properties and told.ended is None and told.affirms and "entity" in told.value
    }
    return tuple(sorted(found))


def codes_said(material: Material, entity: str, name: str) -> tuple[str, ...]:
    """The terms that statements which count affirm of it, by code."""
    told = material.about(entity, name)
    return tuple(
        sorted(
            {str(one.value["term"]) for one in told if counts(one) and one.affirms and "term" in one.value}
        )
    )


def is_a(material: Material, thesaurus: str, code: str, wanted: frozenset[str]) -> bool:
    """Whether a term is one of these, or narrower than one."""
    return not wanted.isdisjoint(_upward(material.ontology, thesaurus, code))


def _upward(ontology: Ontology, thesaurus: str, code: str) -> frozenset[str]:
    try:
        terms = ontology.thesaurus(thesaurus).terms
    except BadData:
        return frozenset((code,))
    found: list[str] = []
    at: str | None = code
    while at is not None and at not in found:
        found.append(at)
        at = terms[at].broader if at in terms else None
    return frozenset(found)
