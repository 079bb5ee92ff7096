"""Who looked at which record, and what was refused: kept inside the encrypted database, outside the log, for a limited time.

A trail for the team itself, when it has to find out what somebody who was at the screen has seen. So it lies in a table of its own and
in no record: it is not committed to, not proved, not merged, not in a backup, not in anything that is given out. Rows go after
`KEPT_DAYS`; those of a record go with its erasure. It holds no word of what was read. Moments are whole minutes, so that
hearing one recording through is one row.

    ReadAudit(database).note([Noted(now, member, 12, READ)], now)
    ReadAudit(database).latest(100)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from amanet.errors import Misuse
from amanet.vault.database import Database
from amanet.vault.schema import READ_AUDIT, SCHEMA_VERSION

__all__ = ["KEPT_DAYS", "READ", "REFUSED", "Noted", "ReadAudit"]

KEPT_DAYS: Final = 90
READ, REFUSED = "read", "refused"
_KINDS: Final = frozenset((READ, REFUSED))
_MINUTE, _DAY = 60, 24 * 60 * 60
_MADE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'read_audit'"


@dataclass(frozen=True)
class Noted:
    """`at` in seconds since 1970, the id of a member, the number of a record (0 where it is about none), and `READ` or `REFUSED`."""

    at: float
    member: str
    number: int
    what: str

    def __post_init__(self) -> None:
        if self.what not in _KINDS:
            raise Misuse("What is noted is that something was read, or that it was refused.")


class ReadAudit:
    """The trail in one open database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def make_ready(self, now: float) -> None:
        """At an opening for writing: the table is made where an older version wrote this database, and what is too old goes."""
        if not self._is_made():
            with self.database.transaction():
                self.database.execute(READ_AUDIT)
                self.database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        elif self.database.one("SELECT 1 FROM read_audit WHERE at < ? LIMIT 1", (_oldest(now),)):
            self.note((), now)

    def note(self, noted: Iterable[Noted], now: float) -> None:
        """Adds these, and drops what is too old. What is about a record that was erased meanwhile is not added."""
        rows = [(int(one.at) // _MINUTE * _MINUTE, one.member, one.number, one.what) for one in noted]
        with self.database.transaction():
            self.database.execute_many(
                "INSERT OR IGNORE INTO read_audit SELECT ?1, ?2, ?3, ?4 "
                "WHERE ?3 = 0 OR EXISTS (SELECT 1 FROM record WHERE number = ?3)",
                rows,
            )
            self.database.execute("DELETE FROM read_audit WHERE at < ?", (_oldest(now),))

    def latest(self, limit: int, *, before: float | None = None) -> Sequence[Noted]:
        """The newest first; with `before`, those of earlier minutes."""
        if not self._is_made():
            return ()
        rows = self.database.rows(
            "SELECT at, member, number, what FROM read_audit WHERE at < ? ORDER BY at DESC, number DESC LIMIT ?",
            (2**53 if before is None else int(before), limit),
        )
        return [Noted(*row) for row in rows]

    def _is_made(self) -> bool:
        return self.database.one(_MADE) is not None


def _oldest(now: float) -> int:
    return int(now) - KEPT_DAYS * _DAY
