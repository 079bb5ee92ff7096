"""What a row would become: entities and statements, or what stands in the way, by row and column."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from amanet.canonical import JSON
from amanet.record.dates import PartialDate
from amanet.record.mapping.keys import content_key
from amanet.record.mapping.row import Row, cell_name, column_letters

__all__ = ["CellProblem", "PlannedEntity", "PlannedStatement", "RowPlan", "Said"]


@dataclass(frozen=True, slots=True)
class CellProblem:
    """`column` counts from 0; None where it is the row. `what` says what is wrong and what to do, and never the words."""

    row: int
    column: int | None
    what: str

    def __str__(self) -> str:
        where = f"row {self.row}" if self.column is None else cell_name(self.column, self.row)
        return f"{where}: {self.what}"

    @property
    def letters(self) -> str:
        return "" if self.column is None else column_letters(self.column)


@dataclass(frozen=True, slots=True)
class PlannedEntity:
    """`name` is the mapping's own; entities with one `key` are one, in this table and its later versions."""

    name: str
    schema: str
    key: str


@dataclass(frozen=True, slots=True)
class Said:
    """How it was said. `source` and `heard_from` are as written in the mapping or the cell: who that is, the import finds.

    Without a source it is the one given for the import. `at` is when all of the table was said.
    """

    polarity: str = "affirms"
    certainty: str | None = None
    basis: str | None = None
    source: str | None = None
    heard_from: str | None = None
    at: PartialDate | None = None


class PlannedStatement(NamedTuple):
    """`value` is as the ontology has it, but that an entity is named by key. `words` are the cell's own, None for a link.

    `column` is the mapping's label of the column, the same in every version of the table; `cell` its place in this one. `ordinal`
    counts what one column says of one entity's property, from 0. A tuple, because a table makes a million of them.
    """

    entity: str
    entity_key: str
    property: str
    value: Mapping[str, JSON]
    words: str | None
    language: str | None
    column: str
    cell: str
    ordinal: int
    said: Said

    def content(self) -> str:
        """Equal for two statements that say the same of the same, in the same words, by the same source."""
        said = self.said
        at = None if said.at is None else said.at.to_json()
        how = [said.polarity, said.certainty, said.basis, said.source, said.heard_from, at]
        return content_key([self.entity_key, self.property, self.value, self.words, self.language, how])


@dataclass(frozen=True, slots=True)
class RowPlan:
    """`repeated` counts what earlier rows said already of entities that several rows share. With `problems`, nothing of
    the row is imported; the entities are told all the same, so that they are not taken for gone.
    """

    row: Row
    key: str
    entities: tuple[PlannedEntity, ...]
    statements: tuple[PlannedStatement, ...]
    problems: tuple[CellProblem, ...] = ()
    repeated: int = 0
