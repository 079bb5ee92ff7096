"""What the ontology offers to choose from, in the language of a page: of whom, which property, which term. The commonest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from amanet.record.ontology import Ontology, Property

__all__ = ["NEW", "Choice", "bases", "kinds_of_name", "new_kinds", "properties", "schema_label", "terms"]

# What can be entered new, in the order in which it is needed most; a source names itself and has a field of its own.
NEW: Final = (
    "Person", "Act", "SignOfLife", "OfficialClaim", "Place", "Facility", "Organization", "Group", "Relation", "Involvement", "Event",
    "Intervention", "AgreedSign",
)  # fmt: skip
_COMMON: Final[Mapping[str, tuple[str, ...]]] = {
    "Person": ("name", "birth_date", "occupation", "residence", "birth_place", "sex", "parent", "spouse", "child", "sibling", "health"),
    "Act": ("type", "victim", "start", "place", "facility", "authority", "warrant_shown", "family_informed", "stated_reason", "end"),
    "SignOfLife": ("person", "kind", "date", "place", "received_by", "words"),
    "OfficialClaim": ("about", "position", "words", "date", "made_by"),
    "Place": ("name", "kind", "part_of", "country"),
    "Facility": ("name", "kind", "part_of", "run_by", "conditions"),
    "Organization": ("name", "kind", "part_of", "head"),
    "Group": ("name", "kind", "member", "size"),
    "Relation": ("person", "relative", "kind"),
    "Involvement": ("actor", "act", "role", "body"),
    "Event": ("title", "start", "place", "description"),
    "Intervention": ("type", "for", "date", "asked", "response"),
    "AgreedSign": ("person", "kind", "every", "with", "start"),
    "Source": ("kind", "connection", "person", "draws_on"),
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """`hint` is what the ontology says of it, in English only."""

    code: str
    label: str
    hint: str = ""
    depth: int = 0


def schema_label(ontology: Ontology, schema: str, tag: str) -> str:
    known = ontology.schemata.get(schema)
    return schema if known is None else known.label_in(tag)


def new_kinds(ontology: Ontology, tag: str, of: str | None = None) -> list[Choice]:
    """What can be entered new; with `of`, only what fits there."""
    found = (ontology.schema(one) for one in NEW)
    return [
        Choice(one.name, one.label_in(tag), one.description) for one in found if of is None or one.is_a(of)
    ]


def properties(ontology: Ontology, schema: str, tag: str) -> tuple[list[Choice], list[Choice]]:
    """The common ones, and all others."""
    known = ontology.schema(schema).properties
    common = [name for name in _COMMON.get(schema, ()) if name in known]
    others = sorted(
        (_property(known[name], tag) for name in known if name not in common), key=lambda one: one.label
    )
    return [_property(known[name], tag) for name in common], others


def _property(one: Property, tag: str) -> Choice:
    return Choice(one.name, one.label_in(tag), one.description)


def terms(ontology: Ontology, thesaurus: str, tag: str) -> list[Choice]:
    """In the order of the list, narrower ones after their broader one."""
    known = ontology.thesaurus(thesaurus).terms
    below: dict[str | None, list[str]] = {}
    for code, term in known.items():
        below.setdefault(term.broader if term.broader in known else None, []).append(code)

    def walk(code: str | None, depth: int) -> Iterator[Choice]:
        for one in below.get(code, ()):
            yield Choice(one, known[one].label(tag), known[one].description or "", depth)
            yield from walk(one, depth + 1)

    return list(walk(None, 0))


def kinds_of_name(ontology: Ontology, expected: Property, tag: str) -> list[Choice]:
    return [] if expected.thesaurus is None else terms(ontology, expected.thesaurus, tag)


def bases(ontology: Ontology, tag: str) -> list[Choice]:
    return terms(ontology, "basis_of_knowledge", tag)
