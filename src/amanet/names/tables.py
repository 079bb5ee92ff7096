"""The one place of `names` that reads its own data: rule tables and learned weights that come with the package.

A table is a text file under `data/`, made to be read and corrected by people: `#` begins a comment line, columns are separated by tabs.
Every file says its source. Nothing outside the package is read, nothing is ever written.
"""

from functools import cache
from importlib import resources

__all__ = ["read_bytes", "read_rows"]

_DATA = "amanet.names.data"


def read_bytes(name: str) -> bytes:
    return resources.files(_DATA).joinpath(name).read_bytes()


@cache
def read_rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a table without its comments; `-` in a column stands for nothing."""
    lines = read_bytes(name).decode("utf-8").splitlines()
    kept = (line for line in lines if line and not line.startswith("#"))
    return tuple(tuple("" if column == "-" else column for column in line.split("\t")) for line in kept)
