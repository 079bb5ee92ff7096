"""The people of a vault a page at a time, in the order of what they are called, straight from the views.

A page begins after somebody (their number), so that the last of 100,000 people comes as quickly as the first, and no name stands in an
address. The order is that of the letters' codes, ASCII letters without regard to case.

Invariant: nobody is on a page by a name that only one of the sources `without` gave them.
"""

import json
from collections.abc import Collection, Iterator
from heapq import merge
from itertools import islice
from typing import NamedTuple

from amanet.vault.database import Database

__all__ = ["Called", "People"]


class Called(NamedTuple):
    """Somebody, and what they are called."""

    number: int
    label: str


class People:
    """The people of one open database. What sources of the numbers `without` say is not heard."""

    def __init__(self, database: Database, without: Collection[int] = ()) -> None:
        self.database = database
        self._without = json.dumps(sorted(without))

    def after(self, number: int, limit: int, beginning: str = "") -> list[Called]:
        """The next people after somebody, or from the first (0); only those whose label begins so, in small letters or capitals."""
        label = self._label(number)
        found = [self._page(label, number, limit, one) for one in _written(beginning)]
        return list(islice(merge(*found, key=_order), limit))

    def unnamed(self, limit: int) -> list[int]:
        """Those whom nobody calls anything, or nobody who is heard, in the order of entry."""
        return [int(row[0]) for row in self.database.rows(_UNNAMED, (self._without, limit))]

    def _page(self, label: str, number: int, limit: int, beginning: str) -> Iterator[Called]:
        low, high = max(label, beginning, key=_folded), f"{beginning}\U0010ffff"
        values = (low, high, label, number, self._without, limit)
        return (Called(*row) for row in self.database.rows(_PAGE, values))

    def _label(self, number: int) -> str:
        row = self.database.one("SELECT text FROM label WHERE entity = ?", (number,))
        return "" if row is None else str(row[0])


def _written(beginning: str) -> list[str]:
    """As it is, in small letters, with a capital, in capitals: SQLite takes only ASCII letters for the same."""
    ways = (beginning, beginning.lower(), beginning.capitalize(), beginning.title(), beginning.upper())
    return list({_folded(one): one for one in ways}.values())


def _folded(text: str) -> bytes:
    """By which SQLite's NOCASE compares."""
    return text.encode("utf-8", "surrogatepass").lower()


def _order(one: Called) -> tuple[bytes, int]:
    return _folded(one.label), one.number


_NOT_DEAD = "NOT EXISTS (SELECT 1 FROM dead d WHERE d.number = e.number)"
_UNHEARD = "SELECT value FROM json_each(?)"
_PAGE = (
    "SELECT l.entity, l.text FROM label l CROSS JOIN entity e ON e.number = l.entity JOIN statement s ON s.number = l.statement "
    "WHERE l.text >= ? COLLATE NOCASE AND l.text < ? COLLATE NOCASE AND NOT (l.text = ? COLLATE NOCASE AND l.entity <= ?) "
    f"AND e.schema = 'Person' AND s.said_by NOT IN ({_UNHEARD}) AND {_NOT_DEAD} ORDER BY l.text COLLATE NOCASE, l.entity LIMIT ?"
)
_UNNAMED = (
    "SELECT e.number FROM entity e LEFT JOIN label l ON l.entity = e.number LEFT JOIN statement s ON s.number = l.statement "
    f"WHERE e.schema = 'Person' AND (l.entity IS NULL OR s.said_by IN ({_UNHEARD})) AND {_NOT_DEAD} ORDER BY e.number LIMIT ?"
)
