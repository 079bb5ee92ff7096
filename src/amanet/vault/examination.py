"""Reading a vault's database as `fsck` does: on a connection of its own, in one snapshot, past damaged pages
(docs/spec/vault-v1.md, section 3).

The connection is fresh, so that what is read comes from the disk and not from pages an open vault has in
memory. It changes nothing. SQLCipher gives up a whole connection at the first page whose HMAC does not hold.
Rows are therefore asked for by their number; behind a damaged page reading goes on with the next row that can
be read, and the numbers between are told.

>>> from amanet.vault.examination import Examination
>>> def numbers_of_living_records(vault):
...     with Examination(vault) as database:
...         return [row.number for row in database.records(print) if row.body is not None]
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from amanet.errors import AmanetError, VaultDamaged
from amanet.vault.database import Database
from amanet.vault.objects import StoredObject
from amanet.vault.schema import SCHEMA, SCHEMA_VERSION
from amanet.vault.store import Epoch, SignedCheckpoint, Vault

Unreadable = Callable[[int], None]

_ROW_BY_ROW = 16
_MADE = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"

# What every value of a table must be; SQLite itself would take anything. The checks read only rows that fit.
_LEAF_FITS = "typeof(l.entry) = 'blob'"
_RECORD_FITS = "typeof(r.id) = 'text' AND typeof(r.type) = 'text' AND typeof(r.salt) = 'blob' AND length(r.salt) = 32 AND typeof(r.body) = 'blob'"
_OBJECT_FITS = (
    "typeof(o.identity) = 'blob' AND length(o.identity) = 64 AND typeof(o.place) = 'text' AND typeof(o.start) = 'integer' "
    "AND o.start >= 0 AND typeof(o.stored) = 'integer' AND o.stored > 0 AND typeof(o.sha256) = 'blob' "
    "AND length(o.sha256) = 32 AND typeof(o.size) = 'integer' AND o.size >= 0 AND typeof(o.source) = 'text'"
)
_CHECKPOINT_FITS = "typeof(c.epoch) = 'integer' AND typeof(c.size) = 'integer' AND typeof(c.root) = 'blob' AND typeof(c.note) = 'blob'"

_EPOCH_FITS = "typeof(e.number) = 'integer' AND typeof(e.first) = 'integer' AND typeof(e.origin) = 'text' AND typeof(e.log_key) = 'text'"
_SHAPES = (
    ("leaf", "l", _LEAF_FITS),
    ("record", "r", _RECORD_FITS),
    ("object", "o", _OBJECT_FITS),
    ("epoch", "e", _EPOCH_FITS),
)

_RECORDS = (
    "SELECT l.number, l.entry, r.id, r.type, r.salt, r.body, o.sha256, o.size, o.source FROM leaf l "
    f"LEFT JOIN record r ON r.number = l.number AND {_RECORD_FITS} LEFT JOIN object o ON o.number = l.number AND {_OBJECT_FITS} "
    f"WHERE {_LEAF_FITS} AND l.number >= ? AND l.number < ? ORDER BY l.number"
)
_ENTRIES = f"SELECT l.number, l.entry FROM leaf l WHERE {_LEAF_FITS} AND l.number >= ? AND l.number < ? ORDER BY l.number"
_OBJECT_COLUMNS = "o.number, o.identity, o.place, o.start, o.stored, o.sha256, o.size"
_OBJECTS_BY_NUMBER = f"SELECT {_OBJECT_COLUMNS} FROM object o WHERE {_OBJECT_FITS} AND o.number >= ? AND o.number < ? ORDER BY o.number"
_OBJECTS_BY_PLACE = f"SELECT {_OBJECT_COLUMNS} FROM object o WHERE {_OBJECT_FITS} ORDER BY o.place, o.start"


class LoggedRecord(NamedTuple):
    """A leaf, the record that belongs to it (erased: None), and what the row of its object says (without one:
    None).
    """

    number: int
    entry: bytes
    id: str | None
    type: str | None
    salt: bytes | None
    body: bytes | None
    sha256: bytes | None
    size: int | None
    source: str | None


class Examination:
    """The database of an open vault, for reading everything once. Use as a context manager."""

    def __init__(self, vault: Vault) -> None:
        self._path = vault.database.path
        self._key = vault.secrets.database
        self._immutable = vault.database.immutable
        self._database = self._connected()

    def __enter__(self) -> "Examination":
        return self

    def __exit__(self, *_exception: object) -> None:
        self._database.close()

    # --- the database itself ---------------------------------------------------------------------------

    def page_problems(self) -> list[str]:
        """Pages whose HMAC does not hold. Then, as far as they can be read, what SQLite finds wrong in their
        structure.
        """
        problems = [str(row[0]) for row in self._rows("PRAGMA cipher_integrity_check")]
        try:
            problems += [str(row[0]) for row in self._rows("PRAGMA integrity_check") if row[0] != "ok"]
        except VaultDamaged as problem:
            problems = problems or [str(problem)]
        return problems

    def schema_problems(self) -> list[str]:
        """How the tables and indexes differ from those of this version."""
        found = {str(name): _one_line(str(sql)) for name, sql in self._rows(_MADE)}
        expected = _schema_as_made()
        problems = [f"{name} is missing" for name in expected.keys() - found.keys()]
        problems += [f"{name} is not known to this version" for name in found.keys() - expected.keys()]
        problems += [
            f"{name} is not as it was made"
            for name in expected.keys() & found.keys()
            if expected[name] != found[name]
        ]
        version = self._one("PRAGMA user_version")
        if version is None or version[0] != SCHEMA_VERSION:
            problems.append("the version of the schema is not the one of this format")
        return sorted(problems)

    def misshapen_rows(self) -> Iterator[tuple[str, int]]:
        """Tables, and numbers of rows, that hold a value of the wrong kind. No check below reads them."""
        for table, alias, fits in _SHAPES:
            for (number,) in self._rows(f"SELECT {alias}.rowid FROM {table} {alias} WHERE NOT ({fits})"):
                yield table, int(number)
        if self._one(f"SELECT 1 FROM checkpoint c WHERE NOT ({_CHECKPOINT_FITS})"):
            yield "checkpoint", 0

    def strays(self) -> Iterator[tuple[str, int]]:
        """Rows of records that have no leaf, and of objects that have no record."""
        for table, of in (("record", "leaf"), ("object", "record")):
            for (number,) in self._rows(
                f"SELECT number FROM {table} WHERE number NOT IN (SELECT number FROM {of}) ORDER BY number"
            ):
                yield table, int(number)

    def pending(self) -> list[str]:
        """What was begun and has to be finished by the next opening for writing."""
        return [str(row[0]) for row in self._rows("SELECT what FROM pending ORDER BY what")]

    def slots_are_changing(self) -> bool:
        """Whether a change of slots or of keys is under way, or was interrupted."""
        return (
            self._one(
                "SELECT 1 FROM pending WHERE what = 'remove-slots' UNION SELECT 1 FROM meta WHERE key = 'slots_changing'"
            )
            is not None
        )

    def places(self) -> set[str]:
        """Every file of objects that a row names."""
        return {str(row[0]) for row in self._rows("SELECT DISTINCT place FROM object")}

    def trash(self) -> set[str]:
        return {str(row[0]) for row in self._rows("SELECT place FROM trash")}

    def home(self) -> str | None:
        row = self._one("SELECT value FROM meta WHERE key = 'home'")
        return None if row is None else str(row[0])

    # --- the log ---------------------------------------------------------------------------------------

    def epochs(self) -> list[Epoch]:
        rows = self._rows(
            f"SELECT e.number, e.first, e.origin, e.log_key FROM epoch e WHERE {_EPOCH_FITS} ORDER BY e.number"
        )
        return [Epoch(*row) for row in rows]

    def checkpoints(self, epoch: int) -> list[SignedCheckpoint]:
        """All of an epoch, by size."""
        rows = self._rows(
            f"SELECT c.epoch, c.size, c.root, c.note FROM checkpoint c WHERE c.epoch = ? AND {_CHECKPOINT_FITS} ORDER BY c.size",
            (epoch,),
        )
        return [SignedCheckpoint(*row) for row in rows]

    def last_number(self) -> int:
        """The highest number of a leaf; where that cannot be read, of a record, or the one the checkpoints
        speak of.
        """
        for sql in (
            "SELECT max(number) FROM leaf",
            "SELECT max(number) FROM record",
            "SELECT max(e.first + c.size - 1) FROM checkpoint c JOIN epoch e ON e.number = c.epoch",
        ):
            try:
                row = self._one(sql)
            except VaultDamaged:
                continue
            if row and row[0]:
                return int(row[0])
        return 0

    def entries(self, first: int, stop: int) -> Iterator[tuple[int, bytes]]:
        """The entries of leaves `first` up to `stop`; those that are missing or cannot be read are left out."""
        yield from self._by_number(_ENTRIES, first, stop, lambda _: None)

    def cosigned(self) -> list[tuple[str, str, int, bytes, bytes]]:
        """Origin, key, size, root and note of each log that we cosigned."""
        return list(self._rows("SELECT origin, log_key, size, root, note FROM seen ORDER BY origin"))

    # --- records and objects ---------------------------------------------------------------------------

    def records(
        self, unreadable: Unreadable, first: int = 1, stop: int | None = None
    ) -> Iterator[LoggedRecord]:
        """Every leaf in order, with its record and the row of its object."""
        end = self.last_number() + 1 if stop is None else stop
        yield from map(LoggedRecord._make, self._by_number(_RECORDS, first, end, unreadable))

    def records_of(self, *types: str) -> Iterator[LoggedRecord]:
        """Only those whose row says one of these types, as far as they can be read."""
        sql = _RECORDS.replace("WHERE", f"WHERE r.type IN ({', '.join('?' * len(types))}) AND")
        after = 0
        try:
            for row in self._rows(sql, (*types, 1, 1 << 62)):
                after = row[0]
                yield LoggedRecord._make(row)
            return
        except VaultDamaged:
            pass
        for record in self.records(lambda _: None, after + 1):
            if record.type in types:
                yield record

    def objects(self, unreadable: Unreadable) -> Iterator[tuple[int, StoredObject]]:
        """Every object in the order they lie on disk."""
        seen = ("", -1)
        try:
            for row in self._rows(_OBJECTS_BY_PLACE):
                seen = (row[2], row[3])
                yield row[0], StoredObject(*row[1:])
            return
        except VaultDamaged:
            pass
        rows = list(self._by_number(_OBJECTS_BY_NUMBER, 1, self.last_number() + 1, unreadable))
        for row in sorted(rows, key=lambda row: (row[2], row[3])):
            if (row[2], row[3]) > seen:
                yield row[0], StoredObject(*row[1:])

    def count_objects(self) -> tuple[int, int]:
        """How many there are and how many bytes they take on the disk."""
        row = self._one("SELECT count(*), total(stored) FROM object")
        return (0, 0) if row is None else (int(row[0]), int(row[1]))

    def unrooted(self, derived: Sequence[tuple[int, str]]) -> Iterator[tuple[int, bool]]:
        """Of `(number, id of what it was derived from)`: those whose origin is gone (True) or not in the
        index `about` (False).
        """
        rows = self._rows(
            "SELECT j.value ->> 0, r.number IS NULL FROM json_each(?) j LEFT JOIN record r ON r.id = j.value ->> 1 "
            "LEFT JOIN about a ON a.subject = r.number AND a.number = j.value ->> 0 WHERE r.number IS NULL OR a.number IS NULL",
            (json.dumps(derived),),
        )
        yield from ((int(number), bool(gone)) for number, gone in rows)

    # --- going on behind a damaged page ----------------------------------------------------------------

    def _by_number(
        self, sql: str, first: int, stop: int, unreadable: Unreadable
    ) -> Iterator[tuple[Any, ...]]:
        at = first
        while at < stop:
            try:
                for row in self._rows(sql, (at, stop)):
                    at = row[0] + 1
                    yield row
                return
            except VaultDamaged:
                readable = self._next_readable(sql, at, stop)
                for number in range(at, readable):
                    unreadable(number)
                at = readable

    def _next_readable(self, sql: str, bad: int, stop: int) -> int:
        """The first row behind the unreadable `bad` that can be read: row by row, then in growing steps back
        and forth.
        """
        step, start = 1, bad
        while (good := min(bad + step, stop)) < stop and not self._readable(sql, good):
            bad = good
            step = 1 if bad - start < _ROW_BY_ROW else step * 2
        while good - bad > 1:
            middle = (bad + good) // 2
            bad, good = (bad, middle) if self._readable(sql, middle) else (middle, good)
        return good

    def _readable(self, sql: str, number: int) -> bool:
        try:
            list(self._rows(sql, (number, number + 1)))
        except VaultDamaged:
            return False
        return True

    def _rows(self, sql: str, values: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._database.rows(sql, values)
        except VaultDamaged:
            self._renew()
            raise

    def _one(self, sql: str, values: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        return next(self._rows(sql, values), None)

    def _renew(self) -> None:
        self._database.close()
        self._database = self._connected()

    def _connected(self) -> Database:
        database = Database(self._path, self._key, writable=False, immutable=self._immutable)
        try:
            database.execute("BEGIN")
            database.one("SELECT count(*) FROM sqlite_master")  # the first reading is what takes the snapshot
        except AmanetError:
            database.close()
            raise
        return database


def _schema_as_made() -> dict[str, str]:
    from sqlcipher3 import dbapi2

    made = dbapi2.connect(":memory:")
    try:
        made.executescript(SCHEMA)
        return {str(name): _one_line(str(sql)) for name, sql in made.execute(_MADE)}
    finally:
        made.close()


def _one_line(sql: str) -> str:
    return " ".join(sql.split())
