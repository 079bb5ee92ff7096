"""What members reviewed of somebody that tells a silence from others: that they died, were released, escaped."""

from collections.abc import Mapping
from typing import Final

from amanet.corroboration.material import Material, Told
from amanet.corroboration.terms import named_by
from amanet.record.ontology import Ontology

__all__ = ["marking", "marks_in"]

# By an act of this term, or of a narrower one.
_MARKS: Final[Mapping[str, str]] = {"death": "dead", "release": "released", "escape": "escaped"}


def marks_in(material: Material, person: str) -> tuple[str, ...]:
    """As an act says of which a member reviewed both what it is and to whom it was done."""
    marks_by_term = marking(material.ontology)
    return tuple(
        sorted(
            {
                marks_by_term[str(told.value["term"])]
                for act in named_by(material, person, "Act", "victim")
                if any(
                    _is_reviewed(told) and told.value.get("entity") == person
                    for told in material.about(act, "victim")
                )
                for told in material.about(act, "type")
                if _is_reviewed(told) and told.value.get("term") in marks_by_term
            }
        )
    )


def _is_reviewed(told: Told) -> bool:
    return told.ended is None and told.affirms and told.state == "reviewed"


def marking(ontology: Ontology) -> dict[str, str]:
    """By the term of an act, with those that are narrower."""
    terms = ontology.thesaurus("act_type").terms
    return {
        code: mark
        for code, term in terms.items()
        for of, mark in _MARKS.items()
        if of in (code, term.broader)
    }
