"""One row after another to its plan; remembers row keys and what was said of entities that rows share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.record.mapping.absences import Absences
from amanet.record.mapping.cells import Column, Meaning
from amanet.record.mapping.heading import Bound
from amanet.record.mapping.keys import Keys
from amanet.record.mapping.mapping import EntityRule, Mapping, Saying
from amanet.record.mapping.merging import find_merged_problems, unmerged
from amanet.record.mapping.planned import CellProblem, PlannedEntity, PlannedStatement, RowPlan
from amanet.record.mapping.row import Row
from amanet.record.mapping.row_entities import KeyWords, RowEntities
from amanet.record.mapping.sayings import Sayer
from amanet.record.mapping.shared import Shared
from amanet.record.ontology import Ontology

__all__ = ["Planner"]

_MOST_PROBLEMS = 100
_NO_HEADING = (
    "it has no heading, and the mapping does not speak of it. Map it or ignore it by its letter, as [C]."
)
_NO_KEY = "it is part of a key and is empty. Fill it in a copy, or choose another key."
_SAID_AGAIN = "its key is that of row {}. Make the key longer, or take one of the two away in a copy."


_Found = tuple[Column, Sayer, tuple[Meaning, ...]]


@dataclass
class _Work:
    """A row while it is planned. `found` holds what its cells mean, by entity."""

    row: Row
    values: Sequence[str]
    words: KeyWords
    problems: list[CellProblem] = field(default_factory=list)
    found: dict[str, list[_Found]] = field(default_factory=dict)
    entities: dict[str, PlannedEntity] = field(default_factory=dict)
    statements: list[PlannedStatement] = field(default_factory=list)
    repeated: int = 0

    def problem(self, column: int | None, what: str) -> None:
        self.add_problem(CellProblem(self.row.number, column, what))

    def add_problem(self, found: CellProblem) -> None:
        # A row may have 16,384 cells, each wrong: nobody reads on after the first.
        if len(self.problems) < _MOST_PROBLEMS and found not in self.problems:
            self.problems.append(found)


class Planner:
    """Use once, for the rows of one table in their order."""

    def __init__(self, mapping: Mapping, ontology: Ontology, bound: Bound) -> None:
        self._table = mapping.table
        self._bound = bound
        self._absences = Absences(mapping.table.absences)
        places = bound.places
        self._columns = [
            (column, Sayer(column.rule.saying, mapping.table, places))
            for column in _columns(mapping, ontology, bound)
        ]
        self._links = [
            (link, link.label(), Sayer(link.saying, mapping.table, places)) for link in mapping.links
        ]
        self._fixed = {one.name: list(_fixed(one, ontology)) for one in mapping.entities}
        self._fixed_sayer = Sayer(Saying(), mapping.table, bound.places)
        self._entities = RowEntities(mapping, bound)
        self._keys = Keys(mapping.table.name)
        self._shared = Shared()
        self._rows: dict[bytes, int] = {}
        self._used = bound.spoken_of - {bound.places[name] for name in mapping.table.ignore}

    def plan(self, row: Row) -> RowPlan:
        values = unmerged(row, self._table.merged)
        work = _Work(row, values, KeyWords(row, values, self._bound.places, self._absences))
        if row.notes:
            for found in find_merged_problems(row, self._table.merged, self._used):
                work.add_problem(found)
        for column in self._bound.unaccounted(values):
            work.problem(column, _NO_HEADING)
        key = self._row_key(work)
        self._understand(work)
        self._make_entities(work)
        self._shared.begin()
        self._say(work)
        self._link(work)
        return self._planned(work, key)

    def _planned(self, work: _Work, key: str) -> RowPlan:
        entities = tuple(work.entities.values())
        if work.problems:
            return RowPlan(work.row, key, entities, (), tuple(work.problems))
        self._shared.keep()
        return RowPlan(work.row, key, entities, tuple(work.statements), (), work.repeated)

    def _row_key(self, work: _Work) -> str:
        words, empty = work.words.look(self._table.key)
        for column in empty:
            work.problem(column, _NO_KEY)
        key = self._keys.row(words)
        first = self._rows.setdefault(bytes.fromhex(key), work.row.number)
        if first != work.row.number and not empty:
            work.problem(self._bound.places.get(self._table.key[0]), _SAID_AGAIN.format(first))
        return key

    def _understand(self, work: _Work) -> None:
        for column, sayer in self._columns:
            words = column.words(work.values)
            noted = column.note_problem(work.row.notes) if work.row.notes else None
            if noted is not None:
                work.problem(*noted)
            if not words:
                continue
            try:
                work.found.setdefault(column.rule.entity, []).append((column, sayer, column.meanings(words)))
            except BadData as problem:
                work.problem(column.places[0], str(problem))

    def _make_entities(self, work: _Work) -> None:
        said = [name for name, found in work.found.items() if any(map(_says_something, found))]
        work.entities, empty = self._entities.make(said, work.words)
        for column in empty:
            work.problem(column, _NO_KEY)

    def _say(self, work: _Work) -> None:
        for entity in work.entities.values():
            self._say_fixed(work, entity)
            for found in work.found.get(entity.name, ()):
                try:
                    self._add(work, entity, _of_column(work, entity, *found))
                except BadData as problem:
                    work.problem(found[1].place, str(problem))

    def _say_fixed(self, work: _Work, entity: PlannedEntity) -> None:
        for name, value in self._fixed[entity.name]:
            self._say_of_row(work, entity, name, value, f"set {name}", self._fixed_sayer)

    def _link(self, work: _Work) -> None:
        for link, label, sayer in self._links:
            entity, target = work.entities.get(link.entity), work.entities.get(link.to)
            if entity is not None and target is not None:
                self._say_of_row(work, entity, link.property, {"entity": target.key}, label, sayer)

    def _say_of_row(
        self, work: _Work, entity: PlannedEntity, name: str, value: dict[str, JSON], label: str, sayer: Sayer
    ) -> None:
        """What stands in no cell of its own."""
        row = f"row {work.row.number}"
        try:
            said = sayer.said(None, work.values)
        except BadData as problem:
            work.problem(sayer.place, str(problem))
            return
        one = PlannedStatement(entity.name, entity.key, name, value, None, None, label, row, 0, said)
        self._add(work, entity, [one])

    def _add(self, work: _Work, entity: PlannedEntity, statements: list[PlannedStatement]) -> None:
        if entity.name not in self._entities.shared:
            work.statements += statements
            return
        for one in statements:
            if self._shared.repeats(one):
                work.repeated += 1
            else:
                work.statements.append(one._replace(ordinal=self._shared.ordinal(one)))


def _of_column(
    work: _Work, entity: PlannedEntity, column: Column, sayer: Sayer, meanings: tuple[Meaning, ...]
) -> list[PlannedStatement]:
    cell = f"{column.letters}{work.row.number}"
    return [
        PlannedStatement(
            entity.name,
            entity.key,
            column.rule.property,
            meaning.value,
            meaning.words,
            column.language,
            column.label,
            cell,
            ordinal,
            sayer.said(meaning.certainty, work.values),
        )
        for ordinal, meaning in enumerate(meanings)
    ]


def _says_something(found: _Found) -> bool:
    return any("absent" not in meaning.value for meaning in found[2])


def _fixed(entity: EntityRule, ontology: Ontology) -> Iterator[tuple[str, dict[str, JSON]]]:
    for name, words in entity.fixed.items():
        yield name, {ontology.property(entity.schema, name).kind: words}


def _columns(mapping: Mapping, ontology: Ontology, bound: Bound) -> Iterator[Column]:
    schemata = {one.name: one.schema for one in mapping.entities}
    for rule in mapping.columns:
        places = [bound.places[name] for name in rule.columns]
        yield Column(rule, mapping.table, ontology, schemata[rule.entity], places)
