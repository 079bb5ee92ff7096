"""A table becomes sources, people, acts and statements, by a mapping (docs/mapping.md).

The table is an item like any other; its reading comes from the confined process; each row that says something becomes a passage, and
every statement rests on it. Nothing is entered where any row has problems, unless the caller leaves those rows out. A corrected
version of the table adds, supersedes, and lists what is gone; run again after an interruption, it carries on the same way.

A source that a cell names is the one entered before under exactly that name, where there is exactly one. Otherwise it is a source
of that row alone: two rows may each have "an aunt".
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from amanet.canonical import JSON
from amanet.errors import Misuse
from amanet.record.mapping import (
    Change,
    DryRun,
    Known,
    PlannedStatement,
    Row,
    RowPlan,
    changes,
    dry_run,
    parse_mapping,
    plan,
    without_problems,
)
from amanet.record.mapping import Mapping as TableMapping
from amanet.record.ontology import Ontology
from amanet.record.reading import Reading
from amanet.record.selectors import text_selectors
from amanet.vault import Draft, StoredRecord, Vault
from amanet.vault.ontology_files import load_ontology
from amanet.vault.records import Prepared
from amanet.version import VERSION
from amanet.work.entities import find_entity
from amanet.work.kept_readings import load_reading
from amanet.work.statements import new_batch

__all__ = ["Imported", "Planned", "import_table", "plan_import"]

_AT_ONCE = 10_000


@dataclass(frozen=True)
class Planned:
    """What an import would do: the sums of the table, and what would change of an earlier import of it (None: there is none).

    `entities` are the ids of those that earlier imports made, by the mapping's key; `sources` of those they made for one row, by
    the row's key and their name; `batches` are the earlier imports.
    """

    mapping: TableMapping
    mapping_text: str
    reading: StoredRecord
    sums: DryRun
    change: Change | None
    entities: Mapping[str, str] = field(repr=False)
    sources: Mapping[tuple[str, str], str] = field(repr=False)
    batches: frozenset[str] = field(repr=False)
    text: Reading = field(repr=False)
    ontology: Ontology = field(repr=False)

    def rows(self) -> Iterator[RowPlan]:
        """The plans of all rows, worked out anew each time: a large table is never in memory as statements."""
        from amanet.intake.parsers.table_reading import cells_of

        return plan(cells_of(self.text), self.mapping, self.ontology)


@dataclass(frozen=True)
class Imported:
    """How many records of each kind were entered. `gone` statements of an earlier version stay until somebody retracts them."""

    record: int
    entities: int
    statements: int
    sources: int
    superseded: int
    unchanged: int
    gone: tuple[int, ...]
    left_out: tuple[int, ...]


def plan_import(vault: Vault, reading: StoredRecord, mapping_text: str) -> Planned:
    """Works out what an import would do, without entering anything. Raises `BadData` for a mapping that does not fit."""
    ontology = load_ontology()
    mapping = parse_mapping(mapping_text, ontology)
    text, _ = load_reading(vault, reading.number)
    if text.format != "table":
        raise Misuse("This item was not read as a table. Read it with `amanet read ITEM --as table`.")
    earlier = _earlier(vault, mapping.table.name)
    planned = Planned(
        mapping,
        mapping_text,
        reading,
        dry_run(()),
        None,
        earlier.entities,
        earlier.sources,
        earlier.batches,
        text,
        ontology,
    )
    change = changes(earlier.known, planned.rows()) if earlier.known else None
    return replace(planned, sums=dry_run(planned.rows()), change=change)


def import_table(
    vault: Vault,
    planned: Planned,
    *,
    by: str | None = None,
    leave_out: bool = False,
    progress: Callable[[int], None] = lambda _rows: None,
) -> Imported:
    """Enters what was planned. `by` is the source where neither the mapping nor a cell names one."""
    vault.must_be_writable()
    if not leave_out:
        planned.sums.verify()
    with _without_collector():
        return _Import(vault, planned, by, progress).run(leave_out=leave_out)


@contextmanager
def _without_collector() -> Iterator[None]:
    """What is made here are trees, which go without it; looking for circles in millions of them takes a sixth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@dataclass
class _Earlier:
    """What earlier imports of a table left: as `Planned` has it, and their living statements."""

    batches: frozenset[str]
    known: list[Known] = field(default_factory=list)
    entities: dict[str, str] = field(default_factory=dict)
    sources: dict[tuple[str, str], str] = field(default_factory=dict)


def _earlier(vault: Vault, table: str) -> _Earlier:
    imports = (one.body for one in vault.records("Rendition") if one.body["kind"] == "import")
    earlier = _Earlier(
        frozenset(str(one["parameters"]["batch"]) for one in imports if one["parameters"]["table"] == table)
    )
    if not earlier.batches:
        return earlier
    for record in vault.records("Statement"):
        body = record.body
        cell = body.get("cell")
        if cell is not None and cell["table"] == table and not vault.views.is_dead(record.number):
            earlier.entities.setdefault(cell["entity"], str(body["subject"]))
            for source in {str(body["said_by"]), str(body.get("heard_from", body["said_by"]))}:
                _know_source(vault, earlier, cell.get("row"), source)
            earlier.known.append(
                Known(
                    str(body["id"]),
                    cell["entity"],
                    str(body["property"]),
                    cell["column"],
                    cell["ordinal"],
                    cell["same"],
                )
            )
    return earlier


def _know_source(vault: Vault, earlier: _Earlier, row: str | None, source: str) -> None:
    """A source that an import made for one row is that row's again."""
    number = vault.views.number_of(source)
    if row is None or not number or vault.views.is_dead(number):
        return
    if vault.record(number).body.get("batch") not in earlier.batches:
        return
    called = vault.views.label(number)
    if called is not None:
        earlier.sources.setdefault((row, called), source)


class _Import:
    def __init__(
        self, vault: Vault, planned: Planned, by: str | None, progress: Callable[[int], None]
    ) -> None:
        self.vault = vault
        self.planned = planned
        self.by = by
        self.progress = progress
        self.batch = new_batch(vault)
        self.table = planned.mapping.table.name
        self.text = planned.text
        self.spans = {
            (str(one.details.get("sheet", "")), one.details["row"]): (one.start, one.end)
            for one in planned.text.segments
            if one.kind == "row"
        }
        self.prepared: list[Prepared] = []
        self.entities = dict(planned.entities)
        self.sources = dict(planned.sources)
        self.counts = {"entities": 0, "statements": 0, "sources": 0, "superseded": 0}

    def run(self, *, leave_out: bool) -> Imported:
        change = self.planned.change
        left_out = tuple(one.row.number for one in self.planned.rows() if one.problems) if leave_out else ()
        replaces = self._replaced(change)
        first = self._log(leave_out=leave_out, left_out=left_out)
        rows: Iterable[RowPlan] = self.planned.rows()
        for done, row in enumerate(without_problems(rows) if leave_out else rows, 1):
            self._row(row, replaces if change is not None else None)
            if len(self.prepared) >= _AT_ONCE:
                self._commit()
                self.progress(done)
        self._commit()
        gone = (
            () if change is None else tuple(self.vault.views.number_of(one.reference) for one in change.gone)
        )
        unchanged = 0 if change is None else len(change.unchanged)
        return Imported(first, unchanged=unchanged, gone=gone, left_out=left_out, **self.counts)

    def _replaced(self, change: Change | None) -> dict[tuple[str, str, str, int, str], str | None]:
        """What a re-import enters: each new statement by its place, with the id of the one it replaces or None."""
        if change is None:
            return {}
        wanted: dict[tuple[str, str, str, int, str], str | None] = {_place(one): None for one in change.added}
        wanted.update((_place(one), old.reference) for old, one in change.superseded)
        return wanted

    def _log(self, *, leave_out: bool, left_out: tuple[int, ...]) -> int:
        """The record of the import itself comes first: an interrupted one is found by it."""
        sums, change = self.planned.sums, self.planned.change
        content: dict[str, JSON] = {
            "mapping": self.planned.mapping_text,
            "rows": sums.rows,
            "statements": sums.statements,
            "repeated": sums.repeated,
            "entities": dict(sums.entities),
            "left_out": list(left_out),
            "problems": [str(one) for one in sums.problems] if leave_out else [],
        }
        if change is not None:
            content |= {
                "added": len(change.added),
                "superseded": len(change.superseded),
                "unchanged": len(change.unchanged),
                "gone": [one.reference for one in change.gone],
            }
        parameters: dict[str, JSON] = {
            "table": self.table,
            "batch": self.batch,
            "reading": str(self.planned.reading.body["id"]),
        }
        fields: dict[str, JSON] = {
            "item": str(self.planned.reading.body["item"]),
            "kind": "import",
            "tool": "amanet",
            "version": VERSION,
            "parameters": parameters,
            "content": content,
        }
        return self.vault.add(Draft("Rendition", fields))[0].number

    def _row(self, row: RowPlan, wanted: Mapping[tuple[str, str, str, int, str], str | None] | None) -> None:
        statements = [one for one in row.statements if wanted is None or _place(one) in wanted]
        if wanted is None:
            for entity in row.entities:
                self._entity(entity.key, entity.schema)
        if not statements:
            return
        schemata = {entity.key: entity.schema for entity in row.entities}
        passage = self._passage(row.row)
        for one in statements:
            self._entity(one.entity_key, schemata[one.entity_key])
            identifier = self._statement(row, one, passage, schemata)
            old = None if wanted is None else wanted[_place(one)]
            if old is not None:
                fields: dict[str, JSON] = {"replaces": old, "by": identifier, "batch": self.batch}
                self._enter(Draft("Supersession", {**fields, "reason": "the table was corrected"}))
                self.counts["superseded"] += 1

    def _statement(
        self, row: RowPlan, one: PlannedStatement, passage: str, schemata: Mapping[str, str]
    ) -> str:
        said = one.said
        value = dict(one.value)
        if "entity" in value:
            key = str(value["entity"])
            value = {**value, "entity": self._entity(key, schemata.get(key, ""))}
        fields: dict[str, JSON] = {
            "subject": self.entities[one.entity_key],
            "property": one.property,
            "value": value,
            "polarity": said.polarity,
            "said_by": self._source(row.key, said.source),
            "passages": [passage],
            "batch": self.batch,
            "cell": {
                "table": self.table,
                "row": row.key,
                "entity": one.entity_key,
                "column": one.column,
                "ordinal": one.ordinal,
                "cell": one.cell,
                "same": one.content(),
            },
        }
        if one.words is not None:
            fields["wording"] = one.words
        if one.language is not None:
            fields["language"] = one.language
        if said.certainty is not None:
            fields["certainty"] = said.certainty
        if said.basis is not None:
            fields["basis"] = said.basis
        if said.heard_from is not None:
            fields["heard_from"] = self._source(row.key, said.heard_from)
        if said.at is not None:
            fields["said_at"] = said.at.to_json()
        self.counts["statements"] += 1
        return self._enter(Draft("Statement", fields))

    def _passage(self, row: Row) -> str:
        start, end = self.spans[row.sheet, row.number]
        selectors = text_selectors(self.text.text, start, end)[:1]
        quote = self.text.text[start:end].rstrip("\n")
        fields: dict[str, JSON] = {
            "of": str(self.planned.reading.body["id"]),
            "selectors": selectors,
            "quote": quote,
            "batch": self.batch,
        }
        return self._enter(Draft("Passage", fields, self.vault.new_id()))

    def _entity(self, key: str, schema: str) -> str:
        known = self.entities.get(key)
        if known is None:
            known = self.entities[key] = self.vault.new_id()
            self._enter(Draft("Entity", {"schema": schema, "batch": self.batch}, known))
            self.counts["entities"] += 1
        return known

    def _source(self, row: str, words: str | None) -> str:
        """The source of a statement; `row` where only that row's can be meant."""
        if words is None:
            if self.by is None:
                raise Misuse("Neither the mapping nor you say who says all this: --by SOURCE.")
            return self._default_source(self.by)
        if words == self.planned.mapping.table.saying.source:
            return self._default_source(words)
        found = self.sources.get(("", words)) or self.sources.get((row, words))
        if found is None:
            known = [number for number, schema in self.vault.views.called(words) if schema == "Source"]
            if len(known) == 1 and not self._is_ours(known[0]):
                found = self.sources["", words] = str(self.vault.record(known[0]).body["id"])
            else:
                found = self.sources[row, words] = self._new_source(words)
        return found

    def _default_source(self, words: str) -> str:
        found = self.sources.get(("", words))
        if found is None:
            try:
                found = str(find_entity(self.vault, words, "Source").body["id"])
            except Misuse:
                if words == self.by:
                    raise
                found = self._new_source(words)
            self.sources["", words] = found
        return found

    def _is_ours(self, number: int) -> bool:
        """Whether an import of this table made that source: then it was one row's, and is no other's."""
        return self.vault.record(number).body.get("batch") in {self.batch, *self.planned.batches}

    def _new_source(self, words: str) -> str:
        identifier = self.vault.new_id()
        self._enter(Draft("Entity", {"schema": "Source", "batch": self.batch}, identifier))
        fields: dict[str, JSON] = {
            "subject": identifier,
            "property": "name",
            "value": {"name": words, "kind": "usual"},
            "polarity": "affirms",
            "said_by": identifier,
            "batch": self.batch,
        }
        self._enter(Draft("Statement", fields))
        self.counts["sources"] += 1
        return identifier

    def _enter(self, draft: Draft) -> str:
        prepared = self.vault.prepare(draft)
        self.prepared.append(prepared)
        return prepared.id

    def _commit(self) -> None:
        if self.prepared:
            prepared, self.prepared = self.prepared, []
            self.vault.commit(prepared)


def _place(one: PlannedStatement) -> tuple[str, str, str, int, str]:
    return one.entity_key, one.property, one.column, one.ordinal, one.content()
