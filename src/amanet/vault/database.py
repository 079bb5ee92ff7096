"""The encrypted database of a vault: SQLCipher 4 with a raw key, one connection a process
(docs/spec/vault-v1.md, section 3).

What is true is in `leaf`, `record` and `object`; `about` can be rebuilt from records. SQL stands in this
package and nowhere else.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from amanet.errors import VaultDamaged, WorldFailed
from amanet.vault.durable import world_errors
from amanet.vault.schema import SCHEMA, SCHEMA_VERSION, TABLES

_FULL = re.compile("disk is full|database or disk is full", re.IGNORECASE)


class Database:
    """One connection. Every error of SQLite leaves it as an error of ours that says what to do."""

    def __init__(self, path: Path, key: bytes, *, writable: bool, immutable: bool = False) -> None:
        self.path = path
        self.immutable = immutable
        self._key = key
        self._connection: Any = _connect(path, key, writable=writable, immutable=immutable)

    @classmethod
    def create(cls, path: Path, key: bytes) -> "Database":
        """A new, empty database. The file must not exist."""
        with world_errors(path, "make the database"):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        database = cls(path, key, writable=True)
        with database.transaction():
            for statement in SCHEMA.split(";"):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        return database

    @property
    def version(self) -> int:
        """Of its schema. An older one is brought up by the next opening for writing."""
        row = self.one("PRAGMA user_version")
        return 0 if row is None else int(row[0])

    def execute(self, sql: str, values: tuple[object, ...] = ()) -> Any:
        with self._errors():
            return self._connection.execute(sql, values)

    def execute_many(self, sql: str, rows: object) -> None:
        with self._errors():
            self._connection.executemany(sql, rows)

    def one(self, sql: str, values: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        with self._errors():
            row: tuple[Any, ...] | None = self._connection.execute(sql, values).fetchone()
        return row

    def rows(self, sql: str, values: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows as they come; the whole of a table is never in memory."""
        with self._errors():
            yield from self._connection.execute(sql, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens or nothing does; leaving it is the durable acknowledgement
        (`synchronous=FULL`).
        """
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one moment."""
        self.execute("BEGIN")
        try:
            yield
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def meta(self, key: str) -> str | None:
        row = self.one("SELECT value FROM meta WHERE key = ?", (key,))
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        self.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def export(self, destination: Path, key: bytes, *, without: Sequence[str] = ()) -> None:
        """Writes every live row, and nothing that was deleted, into a new database under `key`; checks it and
        syncs it. The tables `without` are empty there.

        Deleting rows is not enough to erase: free pages, the write-ahead log and full-text indexes keep what
        was there.
        """
        if destination.exists():
            destination.unlink()
        with world_errors(destination, "make the database"):
            os.close(os.open(destination, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        self.execute(
            "ATTACH DATABASE ? AS fresh KEY \"x'" + key.hex() + "'\"", (_address(destination, "rw"),)
        )
        try:
            self.execute("PRAGMA fresh.synchronous = FULL")
            self.execute("SELECT sqlcipher_export('fresh')")
            self.execute(f"PRAGMA fresh.user_version = {SCHEMA_VERSION}")
            for table in TABLES:
                counts = [self.one(f"SELECT count(*) FROM {schema}.{table}") for schema in ("main", "fresh")]
                if counts[0] != counts[1]:
                    raise WorldFailed(
                        "The new database is not complete; nothing was changed. Check the disk and try again."
                    )
            self._empty_in_fresh(without)
        finally:
            self.execute("DETACH DATABASE fresh")
        with world_errors(destination, "sync"), open(destination, "rb") as file:
            os.fsync(file.fileno())

    def _empty_in_fresh(self, tables: Sequence[str]) -> None:
        """Zeros where the rows were (`secure_delete` holds for what is attached too), and no journal that would keep them."""
        if tables:
            self.execute("PRAGMA fresh.journal_mode = MEMORY")
        for table in tables:
            self.execute(f"DELETE FROM fresh.{table}")

    def integrity_problems(self) -> list[str]:
        """What SQLCipher's page authentication and SQLite's own structure check find wrong; empty where all
        is well.
        """
        problems = [str(row[0]) for row in self.rows("PRAGMA cipher_integrity_check")]
        problems += [str(row[0]) for row in self.rows("PRAGMA integrity_check") if row[0] != "ok"]
        return problems

    def interrupt(self) -> None:
        """Ends what this connection is reading, from another thread: the reading raises `WorldFailed`."""
        self._connection.interrupt()

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        from sqlcipher3 import dbapi2

        try:
            yield
        except dbapi2.Error as problem:
            raise _explained(problem, self.path) from problem


def _explained(problem: Exception, path: Path) -> Exception:
    text = str(problem)
    if _FULL.search(text):
        return WorldFailed(
            f"The disk that holds {path} is full. Free some space and run the same command again; what was acknowledged is safe."
        )
    if "disk I/O error" in text:  # SQLite says so where it cannot make room for its shared memory, too
        return WorldFailed(
            f"{path} could not be read or written: the disk is full, or it reports errors. Free some space and run the same command again; "
            "what was acknowledged is safe. If there is space, copy what you can to another disk."
        )
    if "closed database" in text:
        return WorldFailed(
            "This vault was closed after an error. Open it again; what was acknowledged is safe."
        )
    if "interrupted" in text:
        return WorldFailed("This was stopped while it was reading. Nothing was changed; ask again.")
    if "readonly" in text or "unable to open" in text:
        return WorldFailed(f"{path} cannot be written to or opened. Check its permissions and the medium.")
    if "locked" in text or "busy" in text:
        return WorldFailed("Another process is busy with this vault. Wait for it to end and try again.")
    return VaultDamaged(
        f"The database {path.name} is damaged ({text}). Copy the vault as it is, then take the database from a backup."
    )


def _address(path: Path, mode: str) -> str:
    """The file as SQLite wants it told: with every byte that is no plain letter percent-encoded."""
    return f"{path.absolute().as_uri()}?mode={mode}"


def _connect(path: Path, key: bytes, *, writable: bool, immutable: bool) -> Any:
    from sqlcipher3 import dbapi2

    if not path.exists():
        raise VaultDamaged(
            f"{path.name}, which vault.toml names, is missing. Take it from a backup of the same day."
        )
    mode = "ro&immutable=1" if immutable else "rw"
    try:
        connection = dbapi2.connect(_address(path, mode), uri=True, timeout=10, isolation_level=None)
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        # SQLCipher tells its standard error about a wrong key; we tell the user ourselves.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        pragmas = ["temp_store = MEMORY", "secure_delete = ON", "foreign_keys = ON", "cache_size = -16000"]
        if not immutable:
            pragmas += ["journal_mode = WAL", "synchronous = FULL"]
        if not writable:
            pragmas += ["query_only = ON"]
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
    except dbapi2.Error as problem:
        raise _explained(problem, path) from problem
    if version > SCHEMA_VERSION:
        raise VaultDamaged("The database was written by a newer version of amanet. Use that version.")
    return connection
