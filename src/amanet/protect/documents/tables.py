"""Tables written anew, cell by cell, of the columns that may leave alone.

>>> from amanet.consent.levels import Level
>>> from amanet.protect.words import WordProtector
>>> level = Level("pseudonym", words=True, place="exact", date="day")
>>> rows = [("name", "phone", "seen"), ("x", "+7 700 123 45 67", "twice")]
>>> written_rows(rows, Columns(frozenset({"Phone", "seen"}), frozenset({"seen"})), WordProtector([]), level)[0]
b'phone\\r\\n[number]\\r\\n'
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from amanet.consent.levels import Level
from amanet.errors import BadData
from amanet.intake.parsers.table_reading import cells_of
from amanet.protect.documents.plain import UNSEEN_LETTERS
from amanet.protect.documents.rebuilt import CannotRebuild
from amanet.protect.documents.seen_words import read_confined
from amanet.protect.words import Protected, WordProtector
from amanet.record.mapping.row import Row, column_letters
from amanet.record.reading import Reading

__all__ = ["Columns", "rows_of_text", "rows_of_workbook", "written_rows"]

_MOST_COLUMNS: Final = 16_384
_MOST_LISTED: Final = 1000  # a reader tells so many
_CSV: Final = "text/csv"


@dataclass(frozen=True)
class Columns:
    """By what stands in the first row. `only` are those that may leave, None where all may; `never` those that may not."""

    only: frozenset[str] | None = None
    never: frozenset[str] = frozenset()

    def kept(self, header: Sequence[str]) -> list[int]:
        only = None if self.only is None else {_folded(one) for one in self.only}
        never = {_folded(one) for one in self.never}
        names = list(map(_folded, header))
        return [at for at, name in enumerate(names) if name not in never and (only is None or name in only)]

    @property
    def are_all(self) -> bool:
        return self.only is None and not self.never


def written_rows(
    rows: Iterable[Sequence[str]], columns: Columns, protector: WordProtector, level: Level
) -> tuple[bytes, tuple[tuple[str, Protected], ...]]:
    """The first row says what the columns are. Cells beyond it stand under no name, and leave only where all columns do."""
    changed: list[tuple[str, Protected]] = []
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    kept: list[int] | None = None
    for row in rows:
        cells = [cell.translate(UNSEEN_LETTERS) for cell in row]
        if not columns.are_all:
            kept = columns.kept(cells) if kept is None else kept
            cells = [cells[at] if at < len(cells) else "" for at in kept]
        writer.writerow(list(_protected(cells, protector, level, changed)))
    return written.getvalue().encode("utf-8", "replace"), tuple(changed)


def _protected(
    cells: Sequence[str], protector: WordProtector, level: Level, changed: list[tuple[str, Protected]]
) -> Iterator[str]:
    for cell in cells:
        done = protector.protect(cell, level) if cell else Protected("", ())
        if done.replacements:
            changed.append((cell, done))
        yield done.text


def rows_of_text(content: bytes, media_type: str, encoding: str | None) -> list[Sequence[str]]:
    """Raises `CannotRebuild` where it cannot be told how its cells are parted."""
    reading = read_confined(content, "table", media_type=media_type or _CSV, encoding=encoding)
    return [row.values for row in _rows(reading)]


def rows_of_workbook(content: bytes, media_type: str) -> list[list[Sequence[str]]]:
    """Of each sheet that is shown, the rows and columns that are shown. Comments, formulas, pictures and names of sheets are not among them."""
    reading = read_confined(content, "table", media_type=media_type)
    sheets: dict[str, list[Sequence[str]]] = {}
    unseen = _unseen(reading)
    for row in _rows(reading):
        hidden = unseen.get(row.sheet)
        if hidden is not None and not row.hidden:
            shown = [cell for at, cell in enumerate(row.values) if at not in hidden]
            sheets.setdefault(row.sheet, []).append(shown)
    return [rows for rows in sheets.values() if rows]


def _rows(reading: Reading) -> Iterator[Row]:
    try:
        yield from cells_of(reading)
    except (BadData, KeyError, TypeError, ValueError, IndexError) as problem:
        raise CannotRebuild("Its cells were not told as those of a table are.") from problem


def _unseen(reading: Reading) -> dict[str, set[int]]:
    """The numbers of the hidden columns of every sheet that is shown."""
    told = reading.details.get("sheets")
    found: dict[str, set[int]] = {}
    for sheet in told if isinstance(told, list | tuple) else ():
        if isinstance(sheet, dict) and isinstance(sheet.get("name"), str) and "state" not in sheet:
            hidden = sheet.get("hidden_columns", ())
            if not isinstance(hidden, list | tuple) or len(hidden) >= _MOST_LISTED:
                raise CannotRebuild("It hides more columns than are told apart.")
            found[sheet["name"]] = set(_numbers(hidden))
    return found


def _numbers(spans: Iterable[object]) -> Iterator[int]:
    by_letters = _by_letters()
    for span in spans:
        first, _, last = str(span).partition("–")
        if first not in by_letters or (last or first) not in by_letters:
            raise CannotRebuild("It hides columns that cannot be told.")
        yield from range(by_letters[first], by_letters[last or first] + 1)


def _by_letters() -> dict[str, int]:
    return {column_letters(number): number for number in range(_MOST_COLUMNS)}


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
