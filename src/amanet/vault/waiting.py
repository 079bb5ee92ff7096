"""What waits for a person, counted in the database: items nobody looked into, statements in review, hand-overs, backups.

Numbers only, by a query each, so that a vault of a million statements answers while somebody opens its first page. Nothing is judged here.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from amanet.vault.database import Database

__all__ = ["Batch", "Waiting"]

_NO_TEXT = ("image/%", "audio/%", "video/%", "font/%", "application/octet-stream", "inode/%")
_OF_ITEM = (
    "SELECT 1 FROM about a JOIN record d ON d.number = a.number "
    "WHERE a.subject = r.number AND d.type = 'Rendition' AND json_extract(CAST(d.body AS TEXT), '$.kind') = "
)
_WITHOUT = f"FROM record r WHERE r.type = 'Item' AND NOT EXISTS ({_OF_ITEM} "
_TYPE = "json_extract(CAST(d.body AS TEXT), '$.content.media_type')"
_HAS_TEXT = f"{_OF_ITEM} 'description' AND {_TYPE} IS NOT NULL" + f" AND {_TYPE} NOT LIKE ?" * len(_NO_TEXT)


_LAST = "(SELECT number, type, CAST(body AS TEXT) AS body FROM record ORDER BY number DESC LIMIT ?) r"
_BATCHES = (
    "SELECT g.batch, json_extract(CAST(f.body AS TEXT), '$.source'), json_extract(CAST(f.body AS TEXT), '$.entered_at'), g.items FROM "
    "(SELECT json_extract(r.body, '$.batch') AS batch, min(r.number) AS first, max(r.number) AS last, count(*) AS items "
    f"FROM {_LAST} WHERE r.type = 'Item' AND json_type(r.body, '$.inside') IS NULL AND json_type(r.body, '$.batch') IS NOT NULL "
    "GROUP BY batch) g JOIN record f ON f.number = g.first ORDER BY g.last DESC"
)
_ENDED = (
    f"SELECT r.number FROM {_LAST} WHERE r.type = 'Custody' AND json_extract(r.body, '$.action') = 'taken in' "
    "ORDER BY r.number DESC"
)


class Batch(NamedTuple):
    """Items that came in together: by whom and when the first of them, and how many."""

    batch: str
    source: str
    entered_at: str
    items: int


class Waiting:
    """Questions to one open database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def has(self, type_name: str) -> bool:
        return self.database.one("SELECT 1 FROM record WHERE type = ? LIMIT 1", (type_name,)) is not None

    def undescribed(self) -> int:
        """How many items nobody found out the kind of."""
        return self._count(f"SELECT count(*) {_WITHOUT} 'description')")

    def unread(self) -> int:
        """How many items have words in them, as it seems from their kind, and no reading."""
        return self._count(f"SELECT count(*) {_WITHOUT} 'reading') AND EXISTS ({_HAS_TEXT})", *_NO_TEXT)

    def in_state(self, state: str, most: int) -> tuple[int, list[tuple[int, int]]]:
        """How many living statements are in a state of review, `most` at the most; number and subject of the first of them."""
        rows = list(
            self.database.rows(
                "SELECT s.number, s.subject FROM statement s LEFT JOIN dead d ON d.number = s.number "
                "WHERE s.state = ? AND d.number IS NULL LIMIT ?",
                (state, most),
            )
        )
        return len(rows), rows

    def batches(self, most: int) -> list[Batch]:
        """Of the last records of the vault, `most` of them, the items by batch: that which grew last first."""
        rows = self.database.rows(_BATCHES, (most,))
        return [
            Batch(str(batch), str(source or ""), str(at), int(items)) for batch, source, at, items in rows
        ]

    def ended(self, most: int) -> list[int]:
        """Of the last records the ends of hand-overs, the last first."""
        return [int(row[0]) for row in self.database.rows(_ENDED, (most,))]

    def custody(self, *actions: str) -> Iterator[tuple[int, str, str]]:
        """Number, action and moment of the Custody records of these actions, in their order of entry."""
        marks = ", ".join("?" * len(actions))
        rows: Iterator[tuple[Any, ...]] = self.database.rows(
            "SELECT number, json_extract(CAST(body AS TEXT), '$.action') AS action, "
            "json_extract(CAST(body AS TEXT), '$.happened_at') FROM record "
            f"WHERE type = 'Custody' AND action IN ({marks}) ORDER BY number",
            actions,
        )
        yield from ((int(number), str(action), str(at)) for number, action, at in rows)

    def _count(self, sql: str, *values: object) -> int:
        row = self.database.one(sql, values)
        return int(row[0]) if row else 0
