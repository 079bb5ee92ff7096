"""What a corrected table changes: what to add, what to supersede, what stays, and what is no longer there.

What was imported before is matched by entity, property and column. Within such a group, what says the same stays; of the rest, what
stands at the same place in the cell is superseded. What is gone is listed and nothing more: a row that vanished may
have been taken away in error, and a person decides. Entities of rows with problems are left as they are.

>>> from amanet.record.mapping import Known, changes
>>> changes([Known("0190", "key", "name", "Name", 0, "hash")], []).gone
(Known(reference='0190', entity_key='key', property='name', column='Name', ordinal=0, content='hash'),)
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from amanet.record.mapping.planned import PlannedStatement, RowPlan

__all__ = ["Change", "Known", "changes"]


@dataclass(frozen=True, slots=True)
class Known:
    """A statement of an earlier import of this table: `reference` is the record's, the rest is its `PlannedStatement`'s."""

    reference: str
    entity_key: str
    property: str
    column: str
    ordinal: int
    content: str


@dataclass(frozen=True)
class Change:
    """`gone_entities` are the keys of those of which nothing is left. `waiting` counts statements of rows with problems."""

    added: tuple[PlannedStatement, ...]
    superseded: tuple[tuple[Known, PlannedStatement], ...]
    unchanged: tuple[Known, ...]
    gone: tuple[Known, ...]
    gone_entities: tuple[str, ...]
    waiting: int


@dataclass
class _Sorting:
    added: list[PlannedStatement] = field(default_factory=list)
    superseded: list[tuple[Known, PlannedStatement]] = field(default_factory=list)
    unchanged: list[Known] = field(default_factory=list)
    gone: list[Known] = field(default_factory=list)


_Group = tuple[str, str, str]


def changes(previous: Iterable[Known], planned: Iterable[RowPlan]) -> Change:
    """Holds `previous` in memory. Order within the results is that of the plans, then of `previous`."""
    known: dict[_Group, list[Known]] = {}
    for one in previous:
        known.setdefault((one.entity_key, one.property, one.column), []).append(one)
    new, present, left_out = _gathered(planned)
    sorting = _Sorting()
    for group, statements in new.items():
        _sort_group(sorting, known.pop(group, []), statements)
    waiting = 0
    for (key, _, _), rest in known.items():
        if key in left_out:
            waiting += len(rest)
        else:
            sorting.gone.extend(rest)
    gone_entities = dict.fromkeys(one.entity_key for one in sorting.gone if one.entity_key not in present)
    return Change(
        tuple(sorting.added),
        tuple(sorting.superseded),
        tuple(sorting.unchanged),
        tuple(sorting.gone),
        tuple(gone_entities),
        waiting,
    )


def _gathered(
    planned: Iterable[RowPlan],
) -> tuple[dict[_Group, list[PlannedStatement]], set[str], set[str]]:
    """The statements by group, the keys of all entities that are there, and of those in rows with problems."""
    new: dict[_Group, list[PlannedStatement]] = {}
    present: set[str] = set()
    left_out: set[str] = set()
    for plan in planned:
        keys = [entity.key for entity in plan.entities]
        present.update(keys)
        left_out.update(keys if plan.problems else ())
        for one in plan.statements:
            new.setdefault((one.entity_key, one.property, one.column), []).append(one)
    return new, present, left_out


def _sort_group(sorting: _Sorting, known: list[Known], statements: list[PlannedStatement]) -> None:
    by_content: dict[str, list[Known]] = {}
    for one in known:
        by_content.setdefault(one.content, []).append(one)
    changed = []
    for statement in statements:
        same = by_content.get(statement.content())
        if same:
            sorting.unchanged.append(same.pop(0))
        else:
            changed.append(statement)
    left = {one.ordinal: one for same in by_content.values() for one in same}
    for statement in changed:
        old = left.pop(statement.ordinal, None)
        if old is None:
            sorting.added.append(statement)
        else:
            sorting.superseded.append((old, statement))
    sorting.gone.extend(left.values())
