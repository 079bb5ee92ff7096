"""Where the columns that a mapping names stand in a table, and that none was forgotten.

Headings are compared with white space made one and in normal form C, letters as they are. A column is named by its letter, `[C]`, where
it has no heading, or one that stands twice. Messages name columns by letter only: a table without headings has a person in
its first row.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass
from typing import Final

from amanet.errors import BadData
from amanet.record.mapping.mapping import Mapping
from amanet.record.mapping.row import column_letters

__all__ = ["Bound", "bind"]

_LETTERS: Final = re.compile(r"\[([A-Z]{1,3})\]")


@dataclass(frozen=True)
class Bound:
    """`places` gives the column (from 0) of every name in the mapping, `spoken_of` all of those, `width` the number of columns
    up to the last of them or of the headings, and `gaps` those among them that have no heading and no name.
    """

    places: Map[str, int]
    spoken_of: frozenset[int]
    width: int
    gaps: tuple[int, ...]

    def unaccounted(self, values: Sequence[str]) -> list[int]:
        """Columns of a row that hold something and were neither mapped nor ignored: those without a heading."""
        if not self.gaps and len(values) <= self.width:
            return []
        columns = (*self.gaps, *range(self.width, len(values)))
        return [column for column in columns if column < len(values) and values[column].strip()]


def bind(mapping: Mapping, headings: Sequence[str]) -> Bound:
    """Raises `BadData` for columns that are missing, stand twice, or were neither mapped nor ignored."""
    found = [_folded(heading) for heading in headings]
    problems: list[str] = []
    places: dict[str, int] = {}
    for name in sorted(mapping.named_columns()):
        place = _place(name, found, problems)
        if place is not None:
            places[name] = place
    problems.extend(_mapped_and_ignored(mapping, places))
    forgotten = [
        column for column, heading in enumerate(found) if heading and column not in set(places.values())
    ]
    if forgotten:
        letters = ", ".join(map(column_letters, forgotten))
        problems.append(
            f"Columns {letters} are neither mapped nor ignored. Add a [[column]] for each, or list them in ignore."
        )
    if problems:
        raise BadData(
            f"The mapping does not fit this table (headings in row {mapping.table.heading}):\n"
            + "\n".join(problems)
        )
    spoken_of = frozenset(places.values())
    width = max((len(headings), *(place + 1 for place in spoken_of)))
    return Bound(places, spoken_of, width, tuple(sorted(set(range(width)) - spoken_of)))


def _folded(heading: str) -> str:
    return " ".join(unicodedata.normalize("NFC", heading).split())


def _place(name: str, headings: list[str], problems: list[str]) -> int | None:
    letters = _LETTERS.fullmatch(name)
    if letters is not None:
        return _column(letters[1])
    columns = [column for column, heading in enumerate(headings) if heading == _folded(name)]
    if len(columns) == 1:
        return columns[0]
    if columns:
        where = ", ".join(map(column_letters, columns))
        problems.append(
            f"{name!r} stands over several columns ({where}). Name each by its letter, as [{column_letters(columns[0])}]."
        )
    else:
        problems.append(f"{name!r} is in the mapping and not among the headings.")
    return None


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _mapped_and_ignored(mapping: Mapping, places: Map[str, int]) -> Iterator[str]:
    ignored = {places[name] for name in mapping.table.ignore if name in places}
    used = {places[name] for rule in mapping.columns for name in rule.columns if name in places}
    for column in sorted(ignored & used):
        yield f"Column {column_letters(column)} is both mapped and ignored."
