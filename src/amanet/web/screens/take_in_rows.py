"""A row of a dry run for people: whom and what it speaks of, and what it says of each, with the cell in which it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amanet.canonical import readable_name
from amanet.record.ontology import showing

if TYPE_CHECKING:
    from amanet.record.mapping import PlannedStatement, RowPlan
    from amanet.record.ontology import Ontology

__all__ = ["ShownEntity", "ShownRow", "show_row"]


@dataclass(frozen=True)
class ShownLine:
    """`words` are the cell's own, where they are not the value; `who` says it, where the row names somebody."""

    property: str
    value: str = field(repr=False)
    words: str = field(repr=False)
    cell: str
    who: str = field(repr=False)


@dataclass(frozen=True)
class ShownEntity:
    schema: str
    lines: tuple[ShownLine, ...] = field(repr=False)


@dataclass(frozen=True)
class ShownRow:
    """`repeated` statements were made by earlier rows already."""

    number: int
    entities: tuple[ShownEntity, ...] = field(repr=False)
    repeated: int


def show_row(plan: "RowPlan", ontology: "Ontology", tag: str) -> ShownRow:
    """A row with problems becomes nothing."""
    if plan.problems:
        return ShownRow(plan.row.number, (), 0)
    names = _names(plan, ontology, tag)
    found = []
    for entity in plan.entities:
        said = [one for one in plan.statements if one.entity == entity.name]
        lines = tuple(_line(one, entity.schema, ontology, tag, names) for one in said)
        found.append(ShownEntity(ontology.schemata[entity.schema].label_in(tag), lines))
    return ShownRow(plan.row.number, tuple(found), plan.repeated)


def _names(plan: "RowPlan", ontology: "Ontology", tag: str) -> dict[str, str]:
    """What the entities of the row are called, by key: by their first name, or by what they are."""
    found = {one.key: ontology.schemata[one.schema].label_in(tag) for one in plan.entities}
    for said in reversed(plan.statements):
        if said.property == "name" and "name" in said.value:
            found[said.entity_key] = str(said.value["name"])
    return found


def _line(
    said: "PlannedStatement", schema: str, ontology: "Ontology", tag: str, names: Mapping[str, str]
) -> ShownLine:
    value = showing.shown_value(
        ontology, schema, said.property, said.value, lambda key: names.get(key, "…"), tag
    )
    words = "" if said.words is None or said.words in value else said.words
    label = ontology.property(schema, said.property).label_in(tag)
    who = said.said.heard_from or said.said.source or ""
    return ShownLine(label, readable_name(value), readable_name(words), said.cell, readable_name(who))
