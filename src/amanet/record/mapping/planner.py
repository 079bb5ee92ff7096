"""One row after another to its plan; remembers row keys and what was said of entities that rows share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.record.mapping.cells import Column, Meaning
from amanet.record.mapping.heading import Bound
from amanet.record.mapping.keys import Keys
from amanet.record.mapping.mapping import EntityRule, LinkRule, Mapping, Saying
from amanet.record.mapping.merging import find_merged_problems, unmerged
from amanet.record.mapping.planned import CellProblem, PlannedEntity, PlannedStatement, RowPlan, Said
from amanet.record.mapping.row import Row
from amanet.record.mapping.row_entities import KeyWords, RowEntities
from amanet.record.mapping.sayings import Sayer
from amanet.record.mapping.shared import Shared
from amanet.record.ontology import Ontology

__all__ = ["Planner"]

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
        found = CellProblem(self.row.number, column, what)
        if found not in self.problems:
            self.problems.append(found)


class Planner:
    """Use once, for the rows of one table in their order."""

    def __init__(self, mapping: Mapping, ontology: Ontology, bound: Bound) -> None:
        self._table = mapping.table
        self._bound = bound
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
        work = _Work(row, values, KeyWords(row, values, self._bound.places, self._table.absences))
        if row.notes:
            work.problems.extend(find_merged_problems(row, self._table.merged, self._used))
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
            for column, sayer, meanings in work.found.get(entity.name, ()):
                cell = f"{column.letters}{work.row.number}"
                for ordinal, meaning in enumerate(meanings):
                    said = self._said(work, sayer, meaning.certainty)
                    self._add(
                        work,
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
                            said,
                        ),
                    )

    def _say_fixed(self, work: _Work, entity: PlannedEntity) -> None:
        row = f"row {work.row.number}"
        for name, value in self._fixed[entity.name]:
            said = self._said(work, self._fixed_sayer, None)
            statement = PlannedStatement(
                entity.name, entity.key, name, value, None, None, f"set {name}", row, 0, said
            )
            self._add(work, statement)

    def _link(self, work: _Work) -> None:
        for link, label, sayer in self._links:
            entity, target = work.entities.get(link.entity), work.entities.get(link.to)
            if entity is not None and target is not None:
                self._add(work, self._linked(work, link, label, sayer, entity, target))

    def _linked(
        self,
        work: _Work,
        link: LinkRule,
        label: str,
        sayer: Sayer,
        entity: PlannedEntity,
        target: PlannedEntity,
    ) -> PlannedStatement:
        said = self._said(work, sayer, None)
        row = f"row {work.row.number}"
        return PlannedStatement(
            entity.name, entity.key, link.property, {"entity": target.key}, None, None, label, row, 0, said
        )

    def _said(self, work: _Work, sayer: Sayer, certainty: str | None) -> Said:
        try:
            return sayer.said(certainty, work.values)
        except BadData as problem:
            work.problem(sayer.place, str(problem))
            return Said()

    def _add(self, work: _Work, statement: PlannedStatement) -> None:
        if statement.entity not in self._entities.shared:
            work.statements.append(statement)
        elif self._shared.repeats(statement):
            work.repeated += 1
        else:
            ordinal = self._shared.ordinal(statement)
            work.statements.append(statement._replace(ordinal=ordinal))


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
