"""A dry run: what an import would make of a whole table, and everything that stands in its way.

>>> from amanet.record.mapping import dry_run
>>> dry_run([]).rows
0
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from amanet.canonical import JSON, readable_name
from amanet.errors import BadData
from amanet.record.mapping.planned import CellProblem, PlannedStatement, RowPlan

__all__ = ["DryRun", "dry_run", "shown", "without_problems"]

_MOST_KEPT: Final = 1000
_SHOWN: Final = 20


@dataclass(frozen=True)
class DryRun:
    """`entities` counts by schema, each entity once; `problems` are the first thousand of `problem_count`."""

    rows: int
    rows_with_problems: int
    entities: dict[str, int]
    statements: int
    repeated: int
    hidden_rows: int
    problems: tuple[CellProblem, ...]
    problem_count: int

    def verify(self) -> None:
        """Raises `BadData` with the first problems: an import is all or nothing unless somebody leaves rows out."""
        if self.problem_count:
            listed = "\n".join(str(problem) for problem in self.problems[:_SHOWN])
            more = f"\n… and {self.problem_count - _SHOWN} more" if self.problem_count > _SHOWN else ""
            raise BadData(
                f"Nothing was imported: {self.rows_with_problems} of {self.rows} rows have problems.\n{listed}{more}\n"
                "Correct the mapping or a copy of the table; or import without those rows, and they are listed."
            )


def dry_run(plans: Iterable[RowPlan]) -> DryRun:
    """Goes through all plans and keeps their sums, and the keys of the entities."""
    rows = wrong = statements = repeated = hidden = count = 0
    entities: dict[str, str] = {}
    problems: list[CellProblem] = []
    for plan in plans:
        rows += 1
        wrong += bool(plan.problems)
        count += len(plan.problems)
        problems.extend(plan.problems[: _MOST_KEPT - len(problems)])
        statements += len(plan.statements)
        repeated += plan.repeated
        hidden += plan.row.hidden
        entities.update((one.key, one.schema) for one in plan.entities if not plan.problems)
    by_schema: dict[str, int] = {}
    for schema in entities.values():
        by_schema[schema] = by_schema.get(schema, 0) + 1
    return DryRun(rows, wrong, by_schema, statements, repeated, hidden, tuple(problems), count)


def without_problems(plans: Iterable[RowPlan]) -> Iterator[RowPlan]:
    """The rows that can be imported. Only where the caller was told to leave out the others."""
    return (plan for plan in plans if not plan.problems)


def shown(plan: RowPlan) -> Iterator[str]:
    """What a row would become, line by line, for the one who imports it. It holds the table's words, made safe for a terminal."""
    yield f"row {plan.row.number}" + (" (hidden in the spreadsheet)" if plan.row.hidden else "")
    for problem in plan.problems:
        yield f"  PROBLEM {problem}"
    names = {entity.key: entity.name for entity in plan.entities}
    for entity in plan.entities:
        yield f"  {entity.name}: {entity.schema}"
        for statement in plan.statements:
            if statement.entity == entity.name:
                yield "    " + readable_name(_sentence(statement, names))
    if plan.repeated:
        yield f"  {plan.repeated} said by earlier rows already"


def _sentence(statement: PlannedStatement, names: dict[str, str]) -> str:
    said = statement.said
    given = [said.polarity if said.polarity != "affirms" else None, said.certainty, said.basis]
    aside = [one for one in given if one]
    if said.source:
        aside.append(f"source: {said.source}")
    value = _words_of_value(statement, names)
    is_same = statement.words in (None, *statement.value.values())
    words = "" if is_same else f" ← {statement.words!r}"
    return f"{statement.property} = {value}{words} [{', '.join((statement.cell, *aside))}]"


def _words_of_value(statement: PlannedStatement, names: dict[str, str]) -> str:
    value = statement.value
    if "entity" in value:
        return f"→ {names.get(str(value['entity']), 'an entity of another row')}"
    if "absent" in value:
        return f"absent: {value['absent']}"
    first, *others = value.items()
    return ", ".join((_flat(first[1]), *(f"{name} {_flat(one)}" for name, one in others)))


def _flat(value: JSON) -> str:
    """A value without its brackets. Of a date or quantity, the words are left out: they stand beside it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        parts = [(name, one) for name, one in value.items() if name != "words"]
        return ", ".join(_flat(one) if name == "edtf" else f"{name} {_flat(one)}" for name, one in parts)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(_flat, value))
    return str(value)
