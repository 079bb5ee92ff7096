"""What separates the cells of a text table, found over the whole file and never guessed.

It is the one of comma, semicolon, tab and bar by which every row has as many cells as the first, and more than one. Where
two of them do, or none does, nothing is read, and the message names the rows. A file in which none of them stands anywhere
outside quotes is a table of one column.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from amanet.errors import BadData
from amanet.intake.parsers.table_records import DELIMITERS, KEPT, Source

__all__ = ["find_delimiter", "likeliest_delimiter", "listed"]

_NAMED: Final = 10


@dataclass
class _Count:
    """How well one delimiter cuts a file: cells in the first row, and the rows that have another number."""

    delimiter: str
    columns: int = 0
    agreeing: int = 0
    others: int = 0
    named: list[int] = field(default_factory=list)
    problem: BadData | None = None

    @property
    def fits(self) -> bool:
        return self.columns > 0 and not self.others and self.problem is None

    def add(self, number: int, cells: int) -> None:
        self.columns = self.columns or cells
        if cells == self.columns:
            self.agreeing += 1
            return
        self.others += 1
        if len(self.named) < _NAMED:
            self.named.append(number)


def find_delimiter(source: Source, candidates: Sequence[str]) -> str:
    """Raises `BadData` for a table that can be cut in two ways or in none. One candidate is one that was said."""
    counts = [_count(source, one) for one in candidates]
    fitting = [one for one in counts if one.fits and (one.columns > 1 or len(counts) == 1)]
    if len(fitting) == 1:
        return fitting[0].delimiter
    if fitting:
        raise _ambiguous(fitting)
    if all(one.fits for one in counts):
        return candidates[0]
    raise _ragged(_likeliest(counts))


def likeliest_delimiter(source: Source, candidates: Sequence[str]) -> str:
    """The one to speak of rows by in a message. Nothing is read by it."""
    return _likeliest([_count(source, one) for one in candidates]).delimiter


def listed(named: Sequence[object], count: int) -> str:
    """The first few of `count` places: "3, 7, 12 and 40 more"."""
    more = f" and {count - len(named)} more" if count > len(named) else ""
    return ", ".join(map(str, named)) + more


def _count(source: Source, delimiter: str) -> _Count:
    count = _Count(delimiter)
    try:
        for number, values in source.records(delimiter):
            if len(values) == count.columns:
                count.agreeing += 1
            else:
                count.add(number, len(values))
    except BadData as problem:
        count.problem = problem
    return count


def _likeliest(counts: list[_Count]) -> _Count:
    return max(counts, key=lambda one: (one.columns > 1, one.columns == 1 and one.others, one.agreeing))


def _ambiguous(fitting: list[_Count]) -> BadData:
    ways = " or ".join(f"{one.columns} cells at every {DELIMITERS[one.delimiter]}" for one in fitting)
    return BadData(
        f"This table can be cut in two ways: {ways}. {KEPT} Say which, by a first line such as "
        f"sep={fitting[0].delimiter} in a copy, or save it as .xlsx."
    )


def _ragged(count: _Count) -> BadData:
    if count.problem is not None:
        return count.problem
    if not count.columns:
        return BadData(f"This table has no rows. {KEPT}")
    cut = DELIMITERS[count.delimiter]
    return BadData(
        f"Not every row has as many cells as the first ({count.columns}, cut at every {cut}): see row "
        f"{listed(count.named, count.others)}. {KEPT} Repair those rows in a copy; a cell that holds a {cut} stands in quotes."
    )
