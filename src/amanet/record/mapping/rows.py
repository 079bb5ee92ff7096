"""Rows of a table to what they would become, one plan a row, without changing anything: the dry run and the import are this.

Every row after the heading gives one `RowPlan`; a row with problems gives them all, by row and column, and nothing of it is
imported. An entity is made where one of its columns says something (or where all that it links to is made, or always). What an
earlier row said of an entity that rows share is not said again, unless somebody else says it. Pure; memory grows with the
number of row keys and of shared entities, not with the table.

>>> from amanet.record.mapping import Row, parse_mapping, plan
>>> from amanet.record.ontology import parse_ontology
>>> person = '''
... name: Person
... label: person
... followthemoney: Person
... properties: {note: {label: note, description: any, kind: text, followthemoney: {none: ours}}}'''
>>> ontology = parse_ontology({"person.yaml": person}, {})
>>> mapping = parse_mapping('''
... table = {name = "List", key = ["ID"]}
... entity = [{name = "person", schema = "Person"}]
... column = [{column = "Note", entity = "person", property = "note"}]''', ontology)
>>> rows = [Row("", 1, ("ID", "Note")), Row("", 2, ("7", "Taken at night"))]
>>> [(one.cell, one.value) for plans in plan(rows, mapping, ontology) for one in plans.statements]
[('B2', {'text': 'Taken at night'})]
"""

from collections.abc import Iterable, Iterator

from amanet.errors import BadData
from amanet.record.mapping.heading import Bound, bind
from amanet.record.mapping.mapping import Mapping
from amanet.record.mapping.planned import RowPlan
from amanet.record.mapping.planner import Planner
from amanet.record.mapping.row import Row
from amanet.record.ontology import Ontology

__all__ = ["plan"]


def plan(rows: Iterable[Row], mapping: Mapping, ontology: Ontology) -> Iterator[RowPlan]:
    """Raises `BadData` where the mapping does not fit the table at all: sheets, headings."""
    wanted = _of_sheet(rows, mapping)
    planner = Planner(mapping, ontology, _headed(wanted, mapping))
    for row in wanted:
        if row.number not in mapping.table.skip_rows:
            yield planner.plan(row)


def _of_sheet(rows: Iterable[Row], mapping: Mapping) -> Iterator[Row]:
    """Rows of the one sheet that is read; every other must be ignored by name."""
    read, ignored = mapping.table.sheet, mapping.table.ignore_sheets
    for row in rows:
        if row.sheet in ignored and row.sheet != read:
            continue
        read = row.sheet if read is None else read
        if row.sheet != read:
            raise BadData(
                "This workbook has rows in a sheet that the mapping neither reads nor ignores. Name the one to read in [table] sheet, "
                "and the others in ignore_sheets (hidden ones too)."
            )
        yield row


def _headed(rows: Iterator[Row], mapping: Mapping) -> Bound:
    """Where the columns stand. Rows above the headings are passed over: the mapping says where those are."""
    heading = mapping.table.heading
    if heading == 0:
        return bind(mapping, ())
    for row in rows:
        if row.number == heading:
            return bind(mapping, row.values)
        if row.number > heading:
            break
    raise BadData(
        f"Row {heading}, where the mapping says that the headings are, is empty or not there. Correct [table] heading, or sheet."
    )
