"""What the columns of a table mean (the mapping file, docs/mapping.md), and what its rows become.

`parse_mapping` reads the file, `plan` turns rows into planned entities and statements, `dry_run` sums them up and refuses, `changes`
compares a corrected table with what was imported of it. Pure: rows come in, plans go out; nothing is read, nothing recorded.
"""

from amanet.record.mapping.changes import Change, Known, changes
from amanet.record.mapping.dry_run import DryRun, dry_run, shown, without_problems
from amanet.record.mapping.keys import entity_key, row_key
from amanet.record.mapping.mapping import ColumnRule, EntityRule, LinkRule, Mapping, Saying, TableRule
from amanet.record.mapping.parsing import parse_mapping
from amanet.record.mapping.planned import CellProblem, PlannedEntity, PlannedStatement, RowPlan, Said
from amanet.record.mapping.row import CellNote, Row, cell_name, column_letters
from amanet.record.mapping.rows import plan

__all__ = [
    "CellNote",
    "CellProblem",
    "Change",
    "ColumnRule",
    "DryRun",
    "EntityRule",
    "Known",
    "LinkRule",
    "Mapping",
    "PlannedEntity",
    "PlannedStatement",
    "Row",
    "RowPlan",
    "Said",
    "Saying",
    "TableRule",
    "cell_name",
    "changes",
    "column_letters",
    "dry_run",
    "entity_key",
    "parse_mapping",
    "plan",
    "row_key",
    "shown",
    "without_problems",
]
