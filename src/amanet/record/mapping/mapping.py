"""The mapping file: what the columns of a table mean. Docs and examples: docs/mapping.md.

It is TOML that a person writes, and it says everything: what identifies a row, which entities a row speaks of, what each column
says of which of them, who said it, and which columns are left out on purpose. What it does not say is not assumed: a
column that is neither mapped nor ignored stops the import.

>>> from amanet.record.mapping import ColumnRule
>>> ColumnRule(("Name",), "person", "name", kind="full").label()
'Name'
"""

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from typing import Final

from amanet.record.dates import PartialDate

__all__ = [
    "ACCEPTABLE",
    "BY_ROW_NUMBER",
    "CALENDARS",
    "DATE_ORDERS",
    "DECIMALS",
    "FIXED_KINDS",
    "ColumnRule",
    "EntityRule",
    "LinkRule",
    "Mapping",
    "Saying",
    "TableRule",
]

DATE_ORDERS: Final = ("dmy", "mdy", "ymd")
DECIMALS: Final = (".", ",")
CALENDARS: Final = ("gregorian", "persian", "islamic")
# What a spreadsheet says of a cell (`row.NOTES`) and a mapping may put up with; otherwise such a cell is an error.
ACCEPTABLE: Final = ("digits", "number", "odd date", "error")
FIXED_KINDS: Final = ("text", "term")
BY_ROW_NUMBER: Final = ("row number",)


@dataclass(frozen=True)
class Saying:
    """Who says it, how surely, how they know and from whom they heard it.

    `source_column` and `heard_from_column` name columns that say who, row by row; `source` and `heard_from` then stand where
    those are empty.
    """

    polarity: str = "affirms"
    certainty: str | None = None
    basis: str | None = None
    source: str | None = None
    source_column: str | None = None
    heard_from: str | None = None
    heard_from_column: str | None = None


@dataclass(frozen=True)
class TableRule:
    """What holds for the whole table.

    `name` is the table's identity: it stays when a corrected version is imported. `key` names the columns that tell rows
    apart, or is `BY_ROW_NUMBER`. `saying` holds where a column or link says nothing else. `heading` is the row of the
    headings, 0 where there is none. `absences` gives, by folded words, which kind of absence they mean. `merged` is "first"
    or "repeat", None where nothing was said of merged cells.
    """

    name: str
    key: tuple[str, ...]
    heading: int = 1
    sheet: str | None = None
    ignore_sheets: frozenset[str] = frozenset()
    skip_rows: frozenset[int] = frozenset()
    ignore: tuple[str, ...] = ()
    saying: Saying = Saying()
    said_at: PartialDate | None = None
    language: str | None = None
    date_order: str | None = None
    calendar: str | None = None
    decimal: str | None = None
    merged: str | None = None
    absences: Map[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class EntityRule:
    """An entity made from a row. `key` is None where it is the row's own; entities of one `identity` with equal keys are one.

    `fixed` says what holds of each without standing in a cell: codes and texts by property (`set` in the file).
    """

    name: str
    schema: str
    key: tuple[str, ...] | None
    identity: str
    always: bool = False
    fixed: Map[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ColumnRule:
    """What a column, or several joined, says. Columns are headings, or letters in brackets: `[C]`.

    `kind`, `script`, `issuer` and `precision` go into the value; `terms`, `yes` and `no` are by folded words;
    `certainty_marks` by what a cell ends with ("?"). `self_described`: these are words of the person about themselves.
    """

    columns: tuple[str, ...]
    entity: str
    property: str
    join: str = " "
    split: str | None = None
    kind: str | None = None
    script: str | None = None
    issuer: str | None = None
    precision: str | None = None
    language: str | None = None
    date_order: str | None = None
    calendar: str | None = None
    decimal: str | None = None
    terms: Map[str, str] = field(default_factory=dict)
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    absences: Map[str, str] = field(default_factory=dict)
    certainty_marks: Map[str, str] = field(default_factory=dict)
    saying: Saying = Saying()
    accept: frozenset[str] = frozenset()
    self_described: bool = False

    def label(self) -> str:
        """The columns as one text, the same for every version of the table."""
        return " + ".join(self.columns)


@dataclass(frozen=True)
class LinkRule:
    """`entity`'s `property` is the entity `to`, in every row that makes both."""

    entity: str
    property: str
    to: str
    saying: Saying = Saying()

    def label(self) -> str:
        """What stands for a column's label where there is none."""
        return f"link to {self.to}"


@dataclass(frozen=True)
class Mapping:
    table: TableRule
    entities: tuple[EntityRule, ...]
    columns: tuple[ColumnRule, ...]
    links: tuple[LinkRule, ...] = ()

    def find_entity(self, name: str) -> EntityRule | None:
        return next((one for one in self.entities if one.name == name), None)

    def named_columns(self) -> frozenset[str]:
        """Every column that the mapping speaks of, those it ignores too."""
        named = {*self.table.ignore, *(() if self.table.key == BY_ROW_NUMBER else self.table.key)}
        for entity in self.entities:
            named.update(entity.key or ())
        for rule in self.columns:
            named.update(rule.columns)
        for saying in self.sayings():
            named.update(filter(None, (saying.source_column, saying.heard_from_column)))
        return frozenset(named)

    def sayings(self) -> tuple[Saying, ...]:
        """Those of the table, of all columns and of all links."""
        of_columns = [rule.saying for rule in self.columns]
        return (self.table.saying, *of_columns, *(link.saying for link in self.links))
