"""Items and what points at them, as a person looks through them: newest first, some at a time.

Numbers in, rows out, each by one query. What is asked by an index stays quick however much the vault holds; links and custody name
items in their bodies, where no index looks, so those two look at each record of their type.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from amanet.vault.database import Database

__all__ = ["ItemRow", "RenditionRow", "Shelf"]

_AMONG = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True)
class ItemRow:
    number: int
    body: Mapping[str, Any]


@dataclass(frozen=True)
class RenditionRow:
    """A rendition that counts, of the item of that number; `media_type` of a description."""

    item: int
    number: int
    kind: str
    media_type: str | None


class Shelf:
    """The items of one open database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def newest(self, before: int, limit: int) -> list[ItemRow]:
        """The items entered before a number, the last one first."""
        rows = self.database.rows(
            "SELECT number, body FROM record WHERE type = 'Item' AND number < ? ORDER BY number DESC LIMIT ?",
            (before, limit),
        )
        return [ItemRow(number, json.loads(body)) for number, body in rows]

    def renditions(self, items: Collection[int]) -> list[RenditionRow]:
        """The living renditions of these items, in their order of entry."""
        return self._renditions("json_each(?) i", "i.value", (json.dumps(sorted(items)),))

    def earlier(self, item: int) -> list[int]:
        """The numbers of the readings and translations of an item that others took the place of, oldest first."""
        rows = self.database.rows(
            "SELECT r.number FROM about a JOIN record r ON r.number = a.number WHERE a.subject = ? AND r.type = 'Rendition' "
            "AND json_extract(CAST(r.body AS TEXT), '$.kind') IN ('reading', 'translation') "
            "AND r.number IN (SELECT number FROM dead) ORDER BY r.number",
            (item,),
        )
        return [int(row[0]) for row in rows]

    def all_renditions(self) -> list[RenditionRow]:
        """The same of every item."""
        return self._renditions("record i", "i.number", (), "i.type = 'Item' AND")

    def all_items(self, before: int) -> list[int]:
        """The numbers of the items entered before a number, the last one first."""
        rows = self.database.rows(
            "SELECT number FROM record WHERE type = 'Item' AND number < ? ORDER BY number DESC", (before,)
        )
        return [int(row[0]) for row in rows]

    def items(self, numbers: Collection[int]) -> list[ItemRow]:
        """These items, the last one first."""
        rows = self.database.rows(
            f"SELECT number, body FROM record WHERE type = 'Item' AND number {_AMONG} ORDER BY number DESC",
            (json.dumps(sorted(numbers)),),
        )
        return [ItemRow(number, json.loads(body)) for number, body in rows]

    def _renditions(
        self, items: str, number: str, values: tuple[object, ...], condition: str = ""
    ) -> list[RenditionRow]:
        rows = self.database.rows(
            f"SELECT {number}, r.number, json_extract(CAST(r.body AS TEXT), '$.kind', '$.content.media_type') "
            f"FROM {items} CROSS JOIN about a ON a.subject = {number} CROSS JOIN record r ON r.number = a.number "
            f"WHERE {condition} r.type = 'Rendition' AND r.number NOT IN (SELECT number FROM dead) ORDER BY r.number",
            values,
        )
        return [RenditionRow(item, rendition, *json.loads(said)) for item, rendition, said in rows]

    def linked_to(self, ids: Collection[str]) -> list[int]:
        """The living alignments with readings of these ids, and links to recordings of these ids, newest first."""
        found: set[int] = set()
        for identifier in sorted(ids):
            found |= set(self._naming("Rendition", identifier))
        rows = self.database.rows(
            f"SELECT number FROM record WHERE number {_AMONG} AND json_extract(CAST(body AS TEXT), '$.parameters.to') {_AMONG} "
            "AND number NOT IN (SELECT number FROM dead) ORDER BY number DESC",
            (json.dumps(sorted(found)), json.dumps(sorted(ids))),
        )
        return [int(row[0]) for row in rows]

    def custody_of(self, reference: str) -> list[int]:
        """The records of custody that name a record by its reference, oldest first."""
        return sorted(self._naming("Custody", reference))

    def _naming(self, type_name: str, text: str) -> Iterator[int]:
        rows = self.database.rows(
            "SELECT number FROM record WHERE type = ? AND instr(body, ?) > 0", (type_name, text.encode())
        )
        yield from (int(row[0]) for row in rows)
