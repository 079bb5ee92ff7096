"""`CaptureTable`: how many people are on which lists. What every estimator is fitted to.

A table knows patterns and counts and no person. Cells are kept by bit mask (bit j: on list j), sorted, without those that are
empty, so that tables that say the same are equal and have one hash, in whatever order rows and lists came.

It refuses what cannot be a count (negative, a fraction, not a number), a pattern given twice, and people who are on no list.

>>> table = CaptureTable.from_counts({"100": 60, "010": 49, "001": 247, "110": 4, "101": 112, "011": 142, "111": 12})
>>> table.n, table.lists, table.omit("A").n
(626, ('A', 'B', 'C'), 566)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from amanet.canonical import JSON, encode, tagged_hash
from amanet.errors import BadData, Misuse
from amanet.estimation.checking import check_table
from amanet.estimation.counted import exact_count, mask_of, names_for
from amanet.estimation.findings import Finding

__all__ = ["MOST_LISTS", "CaptureTable"]

MOST_LISTS = 16
_MOST_PEOPLE = 10**12
_Cells = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class CaptureTable:
    """`cells`: (mask, count), by mask, no zeros. `groups`: the same for each value of other columns of the records, for `strata`."""

    lists: tuple[str, ...]
    cells: _Cells
    groups: Mapping[str, Mapping[Any, _Cells]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        _must_be_lists(self.lists)
        masks = [mask for mask, _ in self.cells]
        if masks != sorted(set(masks)) or any(not 0 < mask < 1 << len(self.lists) for mask in masks):
            raise Misuse(
                "Cells are sorted by mask, each once, none empty. CaptureTable.from_counts makes them."
            )
        if not self.cells:
            raise BadData("The table counts nobody. At least one person on one list is needed.")
        if self.n > _MOST_PEOPLE:
            raise BadData(
                f"The table counts more than {_MOST_PEOPLE:,} people; something is wrong with its counts."
            )

    @classmethod
    def from_counts(
        cls, counts: Mapping[Any, Any] | Iterable[tuple[Any, Any]], lists: Sequence[str] | None = None
    ) -> "CaptureTable":
        """`counts`: pattern → count. A pattern is a text of 0 and 1 ("101"), a sequence of them, or a set of list names."""
        pairs = list(counts.items() if isinstance(counts, Mapping) else counts)
        if not pairs:
            raise BadData("The table counts nobody. At least one person on one list is needed.")
        names = tuple(lists) if lists is not None else names_for(pairs[0][0])
        _must_be_lists(names)
        seen: dict[int, int] = {}
        for number, (pattern, count) in enumerate(pairs, 1):
            mask = mask_of(pattern, names, f"row {number}")
            if mask in seen:
                raise BadData(
                    f"Row {number} counts the pattern {_shown(mask, names)} a second time. Add the two counts together, or remove one."
                )
            seen[mask] = exact_count(count, f"row {number}")
        return cls(names, _without_nobody(seen))

    @classmethod
    def from_records(
        cls, records: Any, lists: Sequence[str] | str, person: str | None = None
    ) -> "CaptureTable":
        """One row a person, with a column of 0 and 1 for each of `lists` (with `person`, rows of one person are put together); or, where
        `lists` is one column, one row for each time that a person stands on a list. `records`: a data frame, or a sequence of mappings.
        """
        from amanet.estimation.records import tables_of_records

        names, cells, groups = tables_of_records(records, lists, person)
        return cls(names, cells, groups)

    @classmethod
    def from_csv(
        cls, path: str | Path, lists: Sequence[str] | str | None = None, person: str | None = None
    ) -> "CaptureTable":
        """A file of patterns whose last column is the count; or, where `lists` or `person` is given, of records."""
        from amanet.estimation.csv_tables import read_csv

        rows, header = read_csv(Path(path))
        if lists is not None or person is not None:
            return cls.from_records(
                rows, lists if lists is not None else [name for name in header if name != person], person
            )
        names = header[:-1]
        return cls.from_counts(
            [([row[name] for name in names], row[header[-1]]) for row in rows], lists=names
        )

    @cached_property
    def n(self) -> int:
        return sum(count for _, count in self.cells)

    @cached_property
    def totals(self) -> dict[str, int]:
        """How many people each list has."""
        return {
            name: sum(count for mask, count in self.cells if mask >> j & 1)
            for j, name in enumerate(self.lists)
        }

    def overlap(self, first: str, second: str) -> int:
        """How many people are on both lists."""
        both = 1 << self._index(first) | 1 << self._index(second)
        return sum(count for mask, count in self.cells if mask & both == both)

    @cached_property
    def hash(self) -> str:
        """Names the data: SHA-256 of lists and counts in canonical form, whatever order they came in."""
        order = sorted(range(len(self.lists)), key=lambda j: self.lists[j])
        said: JSON = {
            "lists": [self.lists[j] for j in order],
            "cells": sorted([[mask >> j & 1 for j in order], str(count)] for mask, count in self.cells),
        }
        return tagged_hash("amanet/capture-table/v1", encode(said)).hex()

    def omit(self, *names: str) -> "CaptureTable":
        """Without these lists. People who are on no other are no longer counted."""
        left = [name for name in self.lists if name not in self._known(names)]
        return self._onto(left, {name: (name,) for name in left})

    def merge(self, *names: str | Sequence[str], into: str | None = None) -> "CaptureTable":
        """With several lists as one: who is on any of them is on it. It stands where the first of them stood."""
        flat = [name for given in names for name in ([given] if isinstance(given, str) else given)]
        if len(self._known(flat)) < 2:
            raise Misuse("Name at least two lists to merge.")
        made = into or "+".join(flat)
        left = [name for name in self.lists if name not in flat]
        if made in left:
            raise Misuse(f"There is a list {made!r} already that is not merged. Choose another name.")
        at = min(self._index(name) for name in flat)
        before = [name for name in left if self._index(name) < at]
        after = [name for name in left if self._index(name) > at]
        return self._onto([*before, made, *after], {made: tuple(flat), **{name: (name,) for name in left}})

    def reorder(self, *names: str) -> "CaptureTable":
        """The same with the lists in another order."""
        if sorted(names) != sorted(self.lists):
            raise Misuse("Name each list once.")
        return self._onto(names, {name: (name,) for name in names})

    def strata(self, by: str) -> dict[Any, "CaptureTable"]:
        """One table for each value that the column `by` of the records has. Raises `Misuse` where no such column was kept."""
        if by not in self.groups:
            kept = ", ".join(self.groups) or "none"
            raise Misuse(
                f"No column {by!r} was kept beside the lists. Kept are those of records with few different values: {kept}."
            )
        return {value: CaptureTable(self.lists, cells) for value, cells in self.groups[by].items()}

    def check(self) -> tuple[Finding, ...]:
        """What speaks against an estimate from this table, before any is made."""
        return check_table(self)

    def rows(self) -> list[tuple[tuple[int, ...], int]]:
        """(pattern, count), as in a file."""
        return [(tuple(mask >> j & 1 for j in range(len(self.lists))), count) for mask, count in self.cells]

    def _index(self, name: str) -> int:
        self._known((name,))
        return self.lists.index(name)

    def _known(self, names: Sequence[str]) -> set[str]:
        for name in names:
            if name not in self.lists:
                raise Misuse(f"There is no list {name!r}. There are: {', '.join(self.lists)}.")
        return set(names)

    def _onto(self, lists: Sequence[str], parts: Mapping[str, Sequence[str]]) -> "CaptureTable":
        """Each new list is the union of its parts."""
        wanted = [sum(1 << self._index(part) for part in parts[name]) for name in lists]

        def moved(cells: _Cells) -> _Cells:
            sums: dict[int, int] = {}
            for mask, count in cells:
                new = sum(1 << j for j, any_of in enumerate(wanted) if mask & any_of)
                sums[new] = sums.get(new, 0) + count
            sums.pop(0, None)
            return _without_nobody(sums)

        groups = {
            column: {value: made for value, cells in kept.items() if (made := moved(cells))}
            for column, kept in self.groups.items()
        }
        return CaptureTable(tuple(lists), moved(self.cells), groups)


def _without_nobody(counts: Mapping[int, int]) -> _Cells:
    if counts.get(0, 0):
        raise BadData(
            f"{counts[0]} people are counted who are on no list. How many they are is what is to be estimated; leave that row out."
        )
    return tuple(sorted((mask, count) for mask, count in counts.items() if count))


def _must_be_lists(names: Sequence[str]) -> None:
    if not names:
        raise BadData("The table has no lists.")
    if len(names) > MOST_LISTS:
        raise BadData(
            f"The table has {len(names)} lists; at most {MOST_LISTS} can be handled. Merge the smallest."
        )
    if any(not isinstance(name, str) or not name.strip() for name in names):
        raise BadData("Every list needs a name.")
    if len(set(names)) != len(names):
        raise BadData("Two lists have the same name.")


def _shown(mask: int, names: Sequence[str]) -> str:
    return "".join(str(mask >> j & 1) for j in range(len(names)))
