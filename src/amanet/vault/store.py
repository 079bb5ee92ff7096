"""An open vault: records in, records out, and the log in step with them (docs/spec/vault-v1.md, section 4).

Invariants: one COMMIT acknowledges; leaf numbers have no gaps; the log's files never run ahead of the
database; a vault whose log is shorter than what this machine last saw is not written to. All of it belongs to
the thread that opened the vault.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from amanet.canonical import JSON, Identifiers, to_base64
from amanet.errors import BadData, Misuse, VaultDamaged, WorldFailed
from amanet.merkle import (
    Checkpoint,
    Frontier,
    HashReader,
    SignerKey,
    VerifierKey,
    consistency_proof,
    inclusion_proof,
    open_checkpoint,
    sign_checkpoint,
)
from amanet.record import Salt, record_reference
from amanet.sealing import Unlocked
from amanet.vault.database import Database
from amanet.vault.header import Header, Secrets
from amanet.vault.last_seen import LastSeen, Sighting, inode_of
from amanet.vault.locks import Locks
from amanet.vault.log_folder import LogFolder
from amanet.vault.name_keys import forget_words
from amanet.vault.objects import ObjectReader, ObjectStore, StoredObject
from amanet.vault.records import Draft, Prepared, StoredRecord, prepare
from amanet.vault.related import Related
from amanet.vault.schema import VIEW_TYPES
from amanet.vault.settings import Settings
from amanet.vault.views import ViewRow, Views

_BACKWARDS = 500
_NAMED_SOON = ("Entity", "Passage")
_RECORDS = "SELECT r.number, r.salt, l.entry, r.body FROM record r JOIN leaf l ON l.number = r.number"


@dataclass(frozen=True)
class Epoch:
    """One epoch of the log: its number, the number of its first record, its origin and public key (vkey)."""

    number: int
    first: int
    origin: str
    log_key: str


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint of one of our epochs as it was signed."""

    epoch: int
    size: int
    root: bytes
    note: bytes


@dataclass(frozen=True)
class Seen:
    """The last state of a partner's log that was cosigned here."""

    log_key: str
    size: int
    root: bytes


class Vault:
    """A vault that is open. Made by `amanet.vault.opening`; use as a context manager or call `close`."""

    def __init__(
        self,
        path: Path,
        *,
        header: Header,
        unlocked: Unlocked,
        slot: str,
        secrets: Secrets,
        database: Database,
        locks: Locks,
        settings: Settings,
        writable: bool,
    ) -> None:
        self.path = path
        self.header = header
        self.unlocked = unlocked
        self.slot = slot
        self.secrets = secrets
        self.database = database
        self.locks = locks
        self.settings = settings
        self.writable = writable
        self.objects = ObjectStore(path, settings.random_bytes)
        self._frontier: Frontier | None = None
        self._views: Views | None = None
        self._identifiers = Identifiers()
        self.left: tuple[bytes, int] | None = (
            None  # what it stood at when it began to rest (`amanet.vault.turns`)
        )

    def __enter__(self) -> "Vault":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        self.database.close()
        self.locks.release()
        forget_words()

    def beside(self) -> "Vault":
        """A second handle, for reading only, with a database connection of its own: for another thread, and to be called there.

        It stands on the locks of this one: close it before this one, and before an erasure or a change of keys.
        """
        path, immutable = self.database.path, self.database.immutable
        return Vault(
            self.path,
            header=self.header,
            unlocked=self.unlocked,
            slot=self.slot,
            secrets=self.secrets,
            database=Database(path, self.secrets.database, writable=False, immutable=immutable),
            locks=Locks(self.path),
            settings=self.settings,
            writable=False,
        )

    # Who is working

    @property
    def member(self) -> str:
        """The id of the member whose slot opened the vault."""
        return self.unlocked.member

    def sign(self, message: bytes) -> str:
        """This member's Ed25519 signature over a message, in base64."""
        return to_base64(Ed25519PrivateKey.from_private_bytes(self.unlocked.signing_seed).sign(message))

    # Epochs and checkpoints

    def epochs(self) -> list[Epoch]:
        return [
            Epoch(*row)
            for row in self.database.rows("SELECT number, first, origin, log_key FROM epoch ORDER BY number")
        ]

    @property
    def epoch(self) -> Epoch:
        """The epoch that is written to now."""
        return self.epochs()[-1]

    def log_folder(self, epoch: Epoch) -> LogFolder:
        return LogFolder(self.path / "log" / epoch.origin.partition("/")[2])

    def size_of(self, epoch: Epoch) -> int:
        """How many leaves an epoch has."""
        row = self.database.one("SELECT first FROM epoch WHERE number = ?", (epoch.number + 1,))
        end = self.last_number + 1 if row is None else int(row[0])
        return end - epoch.first

    @property
    def last_number(self) -> int:
        row = self.database.one("SELECT max(number) FROM leaf")
        return int(row[0]) if row and row[0] is not None else 0

    def checkpoint(self, epoch: Epoch | None = None) -> SignedCheckpoint:
        """The newest checkpoint of an epoch (of the current one by default)."""
        number = (epoch or self.epoch).number
        row = self.database.one(
            "SELECT epoch, size, root, note FROM checkpoint WHERE epoch = ? ORDER BY size DESC LIMIT 1",
            (number,),
        )
        if row is None:
            raise VaultDamaged(f"The database has no checkpoint of epoch {number}.")
        return SignedCheckpoint(*row)

    def checkpoint_at(self, epoch: int, size: int) -> SignedCheckpoint | None:
        row = self.database.one(
            "SELECT epoch, size, root, note FROM checkpoint WHERE epoch = ? AND size = ?", (epoch, size)
        )
        return None if row is None else SignedCheckpoint(*row)

    def checkpoints(self) -> Iterator[SignedCheckpoint]:
        for row in self.database.rows("SELECT epoch, size, root, note FROM checkpoint ORDER BY epoch, size"):
            yield SignedCheckpoint(*row)

    def inclusion(self, record: StoredRecord, size: int) -> tuple[bytes, ...]:
        """The proof that a record is in the first `size` leaves of its epoch."""
        epoch = self.epochs()[record.epoch - 1]
        return inclusion_proof(self.hashes(epoch), record.index, size)

    def consistency(self, epoch: Epoch, old: int, new: int) -> tuple[bytes, ...]:
        """The proof that the log of `new` leaves continues that of `old`."""
        return consistency_proof(self.hashes(epoch), old, new)

    def hashes(self, epoch: Epoch) -> HashReader:
        """The log of an epoch as proofs are computed from it."""
        return HashReader(self.log_folder(epoch), self.size_of(epoch))

    # Records in

    def prepare(self, draft: Draft, stored: StoredObject | None = None) -> Prepared:
        """Gives a draft its id, time, member and salt, and computes its entry."""
        settings = self.settings
        if draft.id is None:
            draft = Draft(draft.type, draft.fields, self.new_id())
        return prepare(
            draft, stored, member=self.member, now=settings.now, random_bytes=settings.random_bytes
        )

    def new_id(self) -> str:
        """An id for a record, later than every one before."""
        return self._identifiers.new(int(self.settings.now() * 1000), self.settings.random_bytes)

    def add(self, *drafts: Draft) -> list[StoredRecord]:
        """Enters records and gives them back as they stand."""
        first = self.commit([self.prepare(draft) for draft in drafts])
        return [self.record(number) for number in range(first, first + len(drafts))]

    def add_many(self, drafts: Sequence[Draft]) -> None:
        """Enters many records at once."""
        self.commit([self.prepare(draft) for draft in drafts])

    def commit(
        self,
        prepared: Sequence[Prepared],
        *,
        also: Sequence[tuple[str, tuple[object, ...]]] = (),
        forget: Sequence[int] = (),
    ) -> int:
        """Logs and stores records in one transaction; when it returns they are acknowledged. Gives the first
        one's number.

        `also` are statements of this package that must happen in the same transaction or not at all; `forget` are the
        numbers of records that those erase.
        """
        self.must_be_writable()
        if not prepared:
            raise Misuse("There is nothing to record.")
        epoch = self.epoch
        first = self.last_number + 1
        growth = self._edge(epoch).append([record.entry for record in prepared])
        size, root = growth.frontier.size, growth.frontier.root
        note = sign_checkpoint(Checkpoint(epoch.origin, size, root), self.log_signer())
        self._frontier = (
            None  # until the log's files are written: after an error the next commit finds out where they are
        )
        with self.database.transaction():
            self.insert(prepared, first)
            self.database.execute(
                "INSERT INTO checkpoint VALUES (?, ?, ?, ?)", (epoch.number, size, root, note)
            )
            with self.views.forgetting(forget) if forget else nullcontext():
                for statement, values in also:
                    self.database.execute(statement, values)
        for place in sorted({record.stored.place for record in prepared if record.stored is not None}):
            self.objects.settle(place)
        self.log_folder(epoch).publish(growth.writes, growth.stale, note)
        self._frontier = growth.frontier
        self.remember()
        return first

    def insert(self, prepared: Sequence[Prepared], first: int) -> None:
        database = self.database
        numbered = list(enumerate(prepared, first))
        database.execute_many(
            "INSERT INTO leaf VALUES (?, ?)", ((number, record.entry) for number, record in numbered)
        )
        database.execute_many(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?)",
            ((number, record.id, record.type, record.salt, record.body) for number, record in numbered),
        )
        database.execute_many(
            "INSERT INTO object VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (number, *_object_row(record.stored), record.source)
                for number, record in numbered
                if record.stored is not None
            ),
        )
        for number, record in numbered:
            if record.type in _NAMED_SOON:
                self.views.know(record.id, number)
        self.views.index_origins(
            (number, origin) for number, record in numbered for origin in record.derived_from
        )
        self.views.add(
            [
                ViewRow(number, record.type, record.fields or json.loads(record.body))
                for number, record in numbered
                if record.type in VIEW_TYPES
            ]
        )

    def log_signer(self) -> SignerKey:
        return SignerKey(self.epoch.origin, self.secrets.log)

    def catch_up(self, epoch: Epoch) -> None:
        """Completes the log's files from the database. Files ahead of the database mean that the database was put
        back: damage.
        """
        folder = self.log_folder(epoch)
        newest = self.checkpoint(epoch)
        note = folder.checkpoint()
        if note == newest.note:
            folder.tidy(newest.size)
            return
        published = 0 if note is None else self._published_size(note, epoch)
        if published > newest.size:
            raise VaultDamaged(
                f"The log has {published} entries but the database only {newest.size}: the database was put back to an older state. "
                "Take both from the same backup, or find the newer database."
            )
        known = self.checkpoint_at(epoch.number, published)
        if published and (known is None or known.note != note):
            raise VaultDamaged(
                "The checkpoint in the log folder is not one that this vault signed. Take log/ from a backup."
            )
        rows = self.database.rows(
            "SELECT entry FROM leaf WHERE number >= ? AND number < ? ORDER BY number",
            (epoch.first + published, epoch.first + newest.size),
        )
        try:
            growth = Frontier.read(folder, published).append([entry for (entry,) in rows])
        except BadData as problem:
            raise VaultDamaged(
                f"The files of the log are damaged: {problem} Take log/ from a backup."
            ) from problem
        if growth.frontier.root != newest.root:
            raise VaultDamaged(
                "The log's files and the database do not belong together. Run `amanet verify` to see where."
            )
        folder.publish(growth.writes, growth.stale, newest.note)

    def _published_size(self, note: bytes, epoch: Epoch) -> int:
        try:
            return open_checkpoint(note, VerifierKey.parse(epoch.log_key)).size
        except BadData as problem:
            where = f"log/{epoch.origin.partition('/')[2]}/checkpoint"
            raise VaultDamaged(f"{where} is damaged: {problem} Take log/ from a backup.") from problem

    def _edge(self, epoch: Epoch) -> Frontier:
        """The right edge of the log, held against the signed checkpoint before anything is built on it."""
        if self._frontier is None:
            self.catch_up(epoch)  # an earlier commit of this process may not have been published: a full disk
            newest = self.checkpoint(epoch)
            try:
                frontier = Frontier.read(self.log_folder(epoch), newest.size)
            except BadData as problem:
                raise VaultDamaged(f"The files of the log are damaged: {problem}") from problem
            if frontier.root != newest.root:
                raise VaultDamaged("The files of the log are damaged: they do not lead to the signed root.")
            self._frontier = frontier
        return self._frontier

    def forget_log_state(self) -> None:
        """After the current epoch changed: the next commit reads the log's edge anew."""
        self._frontier = None

    @property
    def views(self) -> Views:
        """What follows from the records."""
        if self._views is None or self._views.database is not self.database:
            self._views = Views(self.database)
        return self._views

    @property
    def related(self) -> Related:
        """Records by what they have to do with others."""
        return Related(self.database)

    # Records out

    def records(self, type_name: str | None = None, *, after: int = 0) -> Iterator[StoredRecord]:
        """Living records in the order of entry."""
        condition = "" if type_name is None else "AND r.type = ?"
        values: tuple[object, ...] = (after,) if type_name is None else (after, type_name)
        epochs = self.epochs()
        for row in self.database.rows(
            f"{_RECORDS} WHERE r.number > ? {condition} ORDER BY r.number",
            values,
        ):
            yield _stored(row, epochs)

    def newest_first(
        self, *, before: int | None = None, type_name: str | None = None
    ) -> Iterator[StoredRecord]:
        """Living records from the last one entered back. Others may be entered meanwhile; they are not given."""
        epochs = self.epochs()
        at = self.last_number + 1 if before is None else before
        condition = "" if type_name is None else "AND r.type = ?"
        chosen: tuple[object, ...] = () if type_name is None else (type_name,)
        while rows := list(
            self.database.rows(
                f"{_RECORDS} WHERE r.number < ? {condition} ORDER BY r.number DESC LIMIT ?",
                (at, *chosen, _BACKWARDS),
            )
        ):
            for row in rows:
                yield _stored(row, epochs)
            at = rows[-1][0]

    def record(self, number: int) -> StoredRecord:
        """The record of that number. Raises `Misuse` where there is none, or none any more."""
        row = self.database.one(f"{_RECORDS} WHERE r.number = ?", (number,))
        if row is None:
            known = self.database.one("SELECT 1 FROM leaf WHERE number = ?", (number,))
            raise Misuse(
                f"Record {number} was erased."
                if known
                else f"There is no record {number}. `amanet list` shows what there is."
            )
        return _stored(row, self.epochs())

    def find(self, text: str) -> StoredRecord:
        """A record by its number, its id, or its reference (8 hex digits at least). Raises `Misuse` where
        none or several fit.
        """
        wanted = text.strip().lower().removeprefix("#")
        # Eight digits and more may be the beginning of a reference that has no letter in it.
        if wanted.isdecimal() and (len(wanted) < 8 or int(wanted[:18]) <= self.last_number):
            return self.record(int(wanted))
        row = self.database.one("SELECT number FROM record WHERE id = ?", (wanted,))
        if row is not None:
            return self.record(int(row[0]))
        if len(wanted) >= 8:
            found = [
                number
                for number, entry in self.database.rows("SELECT number, entry FROM leaf")
                if record_reference(entry).startswith(wanted)
            ]
            if len(found) == 1:
                return self.record(found[0])
        raise Misuse(f"No single record is called {text!r}. Use a number as `amanet list` shows it.")

    def find_entry(self, number: int, entry: bytes) -> StoredRecord | None:
        """The record of that number, if it lives and has that entry."""
        row = self.database.one(
            f"{_RECORDS} WHERE r.number = ? AND l.entry = ?",
            (number, entry),
        )
        return None if row is None else _stored(row, self.epochs())

    def numbers_of(self, references: Sequence[str]) -> list[int]:
        """The numbers of the living records among these references, in their order of entry."""
        wanted = set(references)
        rows = self.database.rows(
            "SELECT l.number, l.entry FROM leaf l JOIN record r ON r.number = l.number ORDER BY l.number"
        )
        return [number for number, entry in rows if record_reference(entry) in wanted]

    def leaf_place(self, number: int) -> tuple[int, int, str]:
        """Epoch, index and reference of a leaf, whether its record lives or not."""
        row = self.database.one("SELECT entry FROM leaf WHERE number = ?", (number,))
        if row is None:
            raise Misuse(f"There is no leaf {number}.")
        epoch = next(epoch for epoch in reversed(self.epochs()) if epoch.first <= number)
        return epoch.number, number - epoch.first, record_reference(row[0])

    def seen_of(self, origin: str) -> "Seen | None":
        """What we last cosigned of a partner's log."""
        row = self.database.one("SELECT log_key, size, root FROM seen WHERE origin = ?", (origin,))
        return None if row is None else Seen(*row)

    def add_and_see(
        self, draft: Draft, origin: str, log_key: str, size: int, root: bytes, note: bytes
    ) -> None:
        """Enters a record and, in the same transaction, keeps what was cosigned of a partner's log."""
        statement = "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)"
        self.commit([self.prepare(draft)], also=[(statement, (origin, log_key, size, root, note))])

    def with_ids(self, ids: Sequence[str]) -> list[StoredRecord]:
        rows = (
            self.database.one("SELECT number FROM record WHERE id = ?", (identifier,)) for identifier in ids
        )
        return [self.record(int(row[0])) for row in rows if row is not None]

    def about(self, number: int) -> list[int]:
        """The numbers of everything derived from a record, at any remove."""
        found: dict[int, None] = {}
        todo = [number]
        while todo:
            for (derived,) in self.database.rows(
                "SELECT number FROM about WHERE subject = ? ORDER BY number", (todo.pop(),)
            ):
                if derived not in found:
                    found[derived] = None
                    todo.append(derived)
        return list(found)

    def items_without(self, rendition_kind: str) -> list[int]:
        """The living items that no living rendition of that kind is of."""
        described: set[int] = set()
        for number, body in self.database.rows("SELECT number, body FROM record WHERE type = 'Rendition'"):
            if json.loads(body)["kind"] == rendition_kind:
                described.update(
                    row[0]
                    for row in self.database.rows("SELECT subject FROM about WHERE number = ?", (number,))
                )
        numbers = self.database.rows("SELECT number FROM record WHERE type = 'Item' ORDER BY number")
        return [row[0] for row in numbers if row[0] not in described]

    def count(self, type_name: str) -> int:
        row = self.database.one("SELECT count(*) FROM record WHERE type = ?", (type_name,))
        return int(row[0]) if row else 0

    def stored_object(self, number: int) -> StoredObject | None:
        row = self.database.one(
            "SELECT identity, place, start, stored, sha256, size FROM object WHERE number = ?", (number,)
        )
        return None if row is None else StoredObject(*row)

    def stored_objects(self) -> Iterator[tuple[int, StoredObject]]:
        """Every object with the number of its record, in the order they lie on disk."""
        for row in self.database.rows(
            "SELECT number, identity, place, start, stored, sha256, size FROM object ORDER BY place, start"
        ):
            yield row[0], StoredObject(*row[1:])

    def open_object(self, number: int) -> ObjectReader:
        stored = self.stored_object(number)
        if stored is None:
            raise Misuse(f"Record {number} holds no bytes of its own.")
        return self.objects.open(stored)

    def sizes_from(self, source: str) -> set[int]:
        """The sizes of the items a source gave: only a file of one of these sizes can be one we already have."""
        return {
            int(row[0])
            for row in self.database.rows("SELECT DISTINCT size FROM object WHERE source = ?", (source,))
        }

    def same_content(self, sha256: bytes, size: int, source: str) -> list[int]:
        """The items of these bytes that a source gave by themselves. Those found inside another item are left out: they are
        erased with that one.
        """
        rows = self.database.rows(
            "SELECT o.number FROM object o JOIN record r ON r.number = o.number WHERE o.size = ? AND o.sha256 = ? "
            "AND o.source = ? AND json_extract(CAST(r.body AS TEXT), '$.inside') IS NULL ORDER BY o.number",
            (size, sha256, source),
        )
        return [int(row[0]) for row in rows]

    # Being written to

    def must_be_writable(self) -> None:
        if not self.writable:
            raise WorldFailed(
                "This vault was opened for reading only, or closed after an error. Open it again to write to it."
            )
        if not self.locks.writes:
            raise WorldFailed("This handle rests: its turn to write is over. Take another turn first.")

    def remember(self) -> None:
        """Keeps the current checkpoint in the user's state folder; a machine where that fails is told, not
        stopped.
        """
        epoch = self.epoch
        seen = self.checkpoint(epoch)
        sighting = Sighting(
            inode_of(self.path / "log"), epoch.number, epoch.origin, seen.size, seen.root.hex()
        )
        try:
            LastSeen(self.settings.state_folder, self.header.vault).remember(self.home, sighting, self.slot)
        except (WorldFailed, OSError):
            self.settings.notice(
                "The last checkpoint could not be kept in your state folder, so an older copy put back in this place would not be noticed."
            )

    @property
    def home(self) -> str:
        return self.database.meta("home") or ""

    def root_at(self, epoch: Epoch, size: int) -> bytes:
        """The root of the first `size` leaves of an epoch, from the log's files."""
        return self.hashes(epoch).span(0, size)

    def members(self) -> dict[str, Mapping[str, JSON]]:
        """The newest Member record of each member, by member id."""
        found: dict[str, Mapping[str, JSON]] = {}
        for record in self.records("Member"):
            body = record.body
            found[str(body["member"])] = body
        return found


def _object_row(stored: StoredObject) -> tuple[object, ...]:
    return (stored.identity, stored.place, stored.start, stored.stored, stored.sha256, stored.size)


def _stored(row: tuple[int, bytes, bytes, bytes], epochs: Sequence[Epoch]) -> StoredRecord:
    number, salt, entry, body = row
    epoch = next(epoch for epoch in reversed(epochs) if epoch.first <= number)
    return StoredRecord(number, epoch.number, number - epoch.first, Salt(salt), entry, body)
