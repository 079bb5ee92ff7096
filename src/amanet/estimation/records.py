"""From records of people to counts of patterns. Who they are is not kept; of other columns, those with few values are, as counts.

Works on columns (numpy), so that ten million rows of a data frame take seconds; a sequence of mappings is read once.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from amanet.errors import BadData, Misuse
from amanet.estimation.counted import membership

__all__ = ["tables_of_records"]

_Cells = tuple[tuple[int, int], ...]
_MOST_VALUES = 100


def tables_of_records(
    records: Any, lists: Sequence[str] | str, person: str | None
) -> tuple[tuple[str, ...], _Cells, dict[str, dict[Any, _Cells]]]:
    """The names of the lists, the cells, and the cells by value of each other column."""
    columns = _columns(records)
    if isinstance(lists, str):
        return _of_long(columns, lists, person)
    names = tuple(lists)
    for name in (*names, *((person,) if person else ())):
        _column(columns, name)
    if not names:
        raise BadData("Name the columns that are lists: lists=[…].")
    if len(names) > 16:
        raise BadData(f"{len(names)} lists are named; at most 16 can be handled.")
    masks = _masks(columns, names)
    if person is not None:
        masks, columns = _by_person(masks, columns, person)
    others = {name: column for name, column in columns.items() if name not in names and name != person}
    return names, _cells(masks), _groups(masks, others)


def _columns(records: Any) -> dict[str, Any]:
    import numpy as np

    if hasattr(records, "columns") and hasattr(records, "__getitem__"):
        return {str(name): np.asarray(records[name]) for name in records.columns}
    rows = list(records)
    if not rows:
        raise BadData("There are no records.")
    if not all(isinstance(row, Mapping) for row in rows):
        raise Misuse("Records are a data frame, or a sequence of mappings from column to value.")
    names = list(dict.fromkeys(name for row in rows for name in row))
    made = {}
    for name in names:
        column = np.empty(len(rows), dtype=object)
        column[:] = [row.get(name) for row in rows]
        made[str(name)] = column
    return made


def _column(columns: Mapping[str, Any], name: str) -> Any:
    if name not in columns:
        raise BadData(f"The records have no column {name!r}.")
    return columns[name]


def _masks(columns: Mapping[str, Any], names: Sequence[str]) -> Any:
    import numpy as np

    masks: Any = np.zeros(len(columns[names[0]]), dtype=np.int64)
    if not len(masks):
        raise BadData("There are no records.")
    for j, name in enumerate(names):
        masks |= _on_list(columns[name], name).astype(np.int64) << j
    nobody = np.flatnonzero(masks == 0)
    if len(nobody):
        raise BadData(
            f"{len(nobody)} records are on none of the lists, the first in row {nobody[0] + 1}. Leave them out: a table counts who is on a list."
        )
    return masks


def _on_list(column: Any, name: str) -> Any:
    """A column of 0 and 1 as truth. The usual kinds at once; others value by value, each different one read once."""
    import numpy as np

    if column.dtype == bool:
        return column
    if column.dtype.kind in "iuf":
        wrong = np.flatnonzero(~((column == 0) | (column == 1)))
        if len(wrong):
            membership(column[wrong[0]], f"Row {wrong[0] + 1} of column {name!r}")
            raise BadData(f"Row {wrong[0] + 1} of column {name!r} is neither 0 nor 1.")
        return column == 1
    known: dict[str, bool] = {}
    truth = np.empty(len(column), dtype=bool)
    for row, value in enumerate(column):
        text = str(value)
        if text not in known:
            known[text] = membership(value, f"Row {row + 1} of column {name!r}")
        truth[row] = known[text]
    return truth


def _by_person(masks: Any, columns: Mapping[str, Any], person: str) -> tuple[Any, dict[str, Any]]:
    """One mask a person. A column whose value differs between rows of one person cannot be a stratum and is left out."""
    import numpy as np

    first, codes = _coded(columns[person], person)
    together = np.zeros(len(first), dtype=np.int64)
    np.bitwise_or.at(together, codes, masks)
    left = {}
    for name, column in columns.items():
        of_first = column[first]
        if np.array_equal(of_first[codes], column):
            left[name] = of_first
    return together, left


def _of_long(
    columns: Mapping[str, Any], lists: str, person: str | None
) -> tuple[tuple[str, ...], _Cells, dict[str, dict[Any, _Cells]]]:
    import numpy as np

    if person is None:
        raise Misuse(
            f"Where the list stands in one column ({lists!r}), another has to say who it is: person='…'."
        )
    where, _ = _column(columns, lists), _column(columns, person)
    at, codes = _coded(where, lists)
    named = [str(where[i]).strip() for i in at]
    names = tuple(sorted(named))
    if len(names) > 16:
        raise BadData(f"The column {lists!r} names {len(names)} lists; at most 16 can be handled.")
    place = np.array([names.index(name) for name in named])
    masks = np.int64(1) << place[codes].astype(np.int64)
    masks, others = _by_person(masks, columns, person)
    others = {name: column for name, column in others.items() if name not in (lists, person)}
    return names, _cells(masks), _groups(masks, others)


def _coded(column: Any, name: str) -> tuple[Any, Any]:
    """Where each different value first stands, and the number of the value of each row. Empty values are refused."""
    import numpy as np

    if column.dtype.kind == "O":
        texts = [str(value).strip() if value is not None else "" for value in column]
        column = np.array(texts)
    _, first, codes = np.unique(column, return_index=True, return_inverse=True)
    for row in first:
        if str(column[row]).strip().lower() in {"", "nan", "<na>", "none", "nat"}:
            raise BadData(f"Row {row + 1} of column {name!r} is empty.")
    return first, codes


def _cells(masks: Any) -> _Cells:
    import numpy as np

    different, counts = np.unique(masks, return_counts=True)
    return tuple((int(mask), int(count)) for mask, count in zip(different, counts, strict=True))


def _groups(masks: Any, columns: Mapping[str, Any]) -> dict[str, dict[Any, _Cells]]:
    groups = {}
    for name, column in columns.items():
        values = _few_values(column)
        if values is not None:
            groups[name] = {value: _cells(masks[column == value]) for value in values}
    return groups


def _few_values(column: Any) -> list[Any] | None:
    """The different values, where they are few and not one for each person: names and numbers of people are not kept."""
    seen: dict[Any, None] = {}
    for value in column:
        try:
            seen[value] = None
        except TypeError:
            return None
        if len(seen) > _MOST_VALUES:
            return None
    if len(seen) == len(column) > 1:
        return None
    values = [value.item() if hasattr(value, "item") else value for value in seen]
    return values if all(value == value and value is not None for value in values) else None
