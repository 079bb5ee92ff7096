"""The records of a text table, one after another, in bounded memory; quotes held to RFC 4180, section 2.

Records are numbered as a spreadsheet shows their rows: empty lines count, line ends inside a cell do not. A quote that is
never closed, or words right after a closing one, are `BadData` by row; Python's parser would by itself join them silently.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from amanet.errors import BadData

__all__ = ["DELIMITERS", "KEPT", "LONGEST_RECORD", "Source"]

DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
KEPT: Final = "The item is kept as it is."
# No row of a table that people made is longer; a file that is one endless line must not fill the memory.
LONGEST_RECORD: Final = 8 << 20
_SAID_LINE: Final = 64


@dataclass(frozen=True)
class Source:
    """A file, how its bytes become text, and whether its first line is a `sep=`, which is no row."""

    file: BinaryIO = field(repr=False)
    encoding: str
    said: bool
    errors: str = "strict"

    def records(self, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        """Every record that is not an empty line, with the number of its row. The file stays open."""
        self.file.seek(0)
        text = io.TextIOWrapper(self.file, self.encoding, errors=self.errors, newline="")
        try:
            if self.said:
                text.readline(_SAID_LINE)
            yield from _records(text, delimiter)
        finally:
            text.detach()


def _records(text: io.TextIOWrapper, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    lines = _Lines(text)
    try:
        for values in csv.reader(lines, delimiter=delimiter, strict=True):
            if values:
                yield lines.row, values
            lines.row += 1
            lines.length = 0
    except csv.Error as problem:
        raise BadData(_quoting_problem(str(problem), lines.row)) from problem


class _Lines:
    """Lines for csv.reader, which by itself would put an endless record together until the memory is full."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.row = 1
        self.length = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_RECORD + 1)
        self.length += len(line)
        if self.length > LONGEST_RECORD:
            raise BadData(
                f"Row {self.row} has over {LONGEST_RECORD >> 20} million characters: this is no table, or a quote in that row "
                f"is never closed. {KEPT}"
            )
        if not line:
            raise StopIteration
        return line


def _quoting_problem(problem: str, row: int) -> str:
    if "field larger" in problem:
        what = f"has a cell of over {csv.field_size_limit()} characters, or a quote in it is never closed"
    elif "unexpected end" in problem:
        what = "opens a quote that is never closed: the file was cut, or the quote is part of the words"
    else:
        what = "has words right after a closing quote"
    return (
        f"Row {row} {what}. {KEPT} In a copy, write the quotes inside a cell twice and the cell in quotes, "
        "or save it again with a spreadsheet program."
    )
