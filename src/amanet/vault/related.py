"""Records by what they have to do with others, many at a time: what an account is gathered from (`work.gathering`).

Numbers in, numbers or bodies out, each by one query however many they are. Nothing is left out because it was superseded or
retracted: whoever asks decides what counts.
"""

import json
from collections.abc import Collection, Sequence

from amanet.vault.database import Database
from amanet.vault.views import ViewRow

__all__ = ["Related"]

_AMONG = "IN (SELECT value FROM json_each(?))"
# Of what stands in canonical form there is no white space to look for: half the time of `json.loads`.
_parsed = json.JSONDecoder().raw_decode


class Related:
    """What stands beside records of one open database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def bodies(self, numbers: Collection[int]) -> list[ViewRow]:
        """The living records of these numbers, in their order of entry; of a reading, all but its text."""
        rows = list(
            self.database.rows(
                "SELECT number, type, CASE type WHEN 'Rendition' THEN json_remove(CAST(body AS TEXT), '$.content') ELSE CAST(body AS TEXT) END "
                f"FROM record WHERE number {_AMONG} ORDER BY number",
                (_list(numbers),),
            )
        )
        # All at once: the names of fields, the same in each, are read and kept once.
        bodies = _parsed(f"[{','.join([row[2] for row in rows])}]")[0]
        return [ViewRow(row[0], row[1], body) for row, body in zip(rows, bodies, strict=True)]

    def numbers(self, ids: Collection[str]) -> dict[str, int]:
        """The numbers of the living records among these ids."""
        rows = self.database.rows(
            f"SELECT id, number FROM record WHERE id {_AMONG}", (json.dumps(sorted(ids)),)
        )
        return dict(rows)

    def derived(self, numbers: Collection[int], types: Sequence[str]) -> set[int]:
        """What speaks of these records directly and is of one of these types."""
        return self._numbers(
            "SELECT r.number FROM json_each(?) n CROSS JOIN about a ON a.subject = n.value CROSS JOIN record r ON r.number = a.number "
            f"WHERE r.type {_AMONG}",
            (_list(numbers), json.dumps(list(types))),
        )

    def interviews_with(self, items: Collection[int]) -> set[int]:
        """The interviews that any of these items came from. It looks at each interview there is."""
        return self._numbers(
            "SELECT r.number FROM record r CROSS JOIN json_each(CAST(r.body AS TEXT), '$.items') i "
            f"WHERE r.type = 'Interview' AND i.value IN (SELECT id FROM record WHERE number {_AMONG})",
            (_list(items),),
        )

    def judgements(self, entities: Collection[int]) -> set[int]:
        """The judgements on any of these."""
        return self._numbers(
            "SELECT j.number FROM json_each(?) n CROSS JOIN judged j ON j.entity = n.value",
            (_list(entities),),
        )

    def statements_of(self, subjects: Collection[int], properties: Sequence[str] | None = None) -> set[int]:
        """The statements about these entities, of some properties or of all."""
        condition = "" if properties is None else f"AND s.property {_AMONG}"
        values = (_list(subjects),) + (() if properties is None else (json.dumps(list(properties)),))
        return self._numbers(
            "SELECT s.number FROM json_each(?) n CROSS JOIN statement s ON s.subject = n.value "
            f"WHERE 1 {condition}",
            values,
        )

    def naming(self, entities: Collection[int], properties: Sequence[str]) -> set[int]:
        """The statements, of these properties, that have one of these entities for their value or their source."""
        return self._numbers(
            "SELECT s.number FROM json_each(?) n CROSS JOIN about a ON a.subject = n.value CROSS JOIN statement s ON s.number = a.number "
            f"WHERE s.property {_AMONG}",
            (_list(entities), json.dumps(list(properties))),
        )

    def enders(self, numbers: Collection[int]) -> set[int]:
        """What puts an end to these, and to that, and so on."""
        found: set[int] = set()
        todo = set(numbers)
        while todo:
            todo = (
                self._numbers(
                    "SELECT e.number FROM json_each(?) n CROSS JOIN ender e ON e.target = n.value",
                    (_list(todo),),
                )
                - found
            )
            found |= todo
        return found

    def _numbers(self, sql: str, values: tuple[object, ...]) -> set[int]:
        return {int(row[0]) for row in self.database.rows(sql, values)}


def _list(numbers: Collection[int]) -> str:
    return json.dumps(sorted(numbers))
