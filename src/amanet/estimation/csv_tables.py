"""A CSV file as rows with names. UTF-8, a first row of names, one delimiter throughout."""

import csv
import io
from pathlib import Path

from amanet.errors import BadData, WorldFailed

__all__ = ["read_csv"]

_LARGEST = 1 << 30


def read_csv(path: Path) -> tuple[list[dict[str, str]], list[str]]:
    """The rows by column name, and the names in order."""
    text = _text(path)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = [
        row
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        if any(map(str.strip, row))
    ]
    if len(rows) < 2:
        raise BadData(f"{path} needs a first row of names and at least one row below it.")
    header = [name.strip() for name in rows[0]]
    if len(set(header)) != len(header) or not all(header):
        raise BadData(f"The first row of {path} should name every column, each with a name of its own.")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            raise BadData(
                f"{path} has {len(row)} columns in row {number}; the first row names {len(header)}."
            )
    return [dict(zip(header, (cell.strip() for cell in row), strict=True)) for row in rows[1:]], header


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as problem:
        raise WorldFailed(f"{path} cannot be read: {problem.strerror}.") from problem
    if len(data) > _LARGEST:
        raise BadData(f"{path} is larger than {_LARGEST >> 30} GiB. Count the patterns first and give those.")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as problem:
        raise BadData(f"{path} is not text in UTF-8. Save it as CSV in UTF-8.") from problem
