"""Taking in what somebody hands over: files and folders become items, encrypted, read back, logged and
acknowledged.

What cannot be read is named and the rest goes on; what cannot be *written* stops everything, and what was
acknowledged stays. Interrupted and run again it carries on, because the same bytes from the same source are
recognised. Small files go into packs, made here and in two more processes side by side; they are committed in
the order they were found, a pack at a time.
"""

import hashlib
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from amanet.canonical import JSON, encode, name_from_bytes
from amanet.intake.walk import Found, FoundFile, Skipped, walk
from amanet.vault import Draft, StoredRecord, Vault
from amanet.vault.objects import PACK_SIZE, SMALL, StoredObject
from amanet.vault.records import Prepared
from amanet.work.handing_over import hand_over, other_name
from amanet.work.packing import (
    Packed,
    Packer,
    PackingProcesses,
    Piece,
    Small,
    Unreadable,
    has_changed,
    item_fields,
    opened,
)

_PACK_FILES = 1000
# Below this more processes cost more than they save.
_WORTH_A_PROCESS = 400


@dataclass(frozen=True)
class Provenance:
    """Who handed it over, how and when it was acquired, and a note: as the person at the keyboard says it.
    Nothing is guessed.
    """

    source: str = ""
    how: str | None = None
    when: str | None = None
    where: str | None = None
    note: str | None = None

    def fields(self) -> dict[str, JSON]:
        given = {
            "source": self.source or None,
            "acquired_how": self.how,
            "acquired_at": self.when,
            "acquired_where": self.where,
            "note": self.note,
        }
        return {name: value for name, value in given.items() if value is not None}


@dataclass
class TakenIn:
    """What became of a handover. `custody` is the number of the record that lists all of it: its receipt."""

    added: list[int] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    bytes: int = 0
    custody: int | None = None


def take_in(
    vault: Vault,
    paths: Sequence[Path | bytes],
    provenance: Provenance,
    *,
    progress: Callable[[int, int], None] = lambda _files, _bytes: None,
    acknowledged: Callable[[int], None] = lambda _count: None,
) -> TakenIn:
    """Takes in everything at and below `paths`. `progress` is told files and bytes as they are read,
    `acknowledged` how many are safe.
    """
    vault.must_be_writable()
    run = _Run(vault, provenance, progress, acknowledged)
    try:
        run.go(walk(paths, never=vault.path))
    finally:
        run.stop()
    run.finish()
    return run.result


class _Task:
    """Files on their way into a pack; `packed` once it is made."""

    def __init__(self, files: Sequence[Small], *, hash_only: bool) -> None:
        self.files = files
        self.hash_only = hash_only
        self.packed: Packed | None = None


class _Run:
    def __init__(
        self,
        vault: Vault,
        provenance: Provenance,
        progress: Callable[[int, int], None],
        acknowledged: Callable[[int], None],
    ) -> None:
        self.vault = vault
        self.provenance = provenance
        self.progress = progress
        self.acknowledged = acknowledged
        self.result = TakenIn()
        self.batch = vault.settings.random_bytes(16).hex()
        self.fields = {**provenance.fields(), "batch": self.batch}
        settings = vault.settings
        self.packer = Packer(vault.path, vault.member, self.fields, settings.now, settings.random_bytes)
        self.processes: PackingProcesses | None = None
        self.given: deque[_Task] = deque()
        self.tasks: deque[_Task] = deque()
        self.files_seen = 0
        self.walking = True
        self.known_sizes = vault.sizes_from(provenance.source)
        self.seen: dict[tuple[bytes, int], int] = {}
        self.references: dict[str, None] = {}
        self.other_names: dict[tuple[int, bytes], Draft] = {}

    def go(self, found: Iterator[Found]) -> None:
        fresh: list[Small] = []
        known: list[Small] = []
        fresh_bytes = 0
        for one in found:
            if isinstance(one, Skipped):
                self.result.skipped.append((one.shown, one.reason))
                continue
            size = one.size if isinstance(one, FoundFile) else len(one.target)
            if isinstance(one, FoundFile) and size > SMALL:
                self._take_big(one)
                continue
            self.files_seen += 1
            if size in self.known_sizes:
                known.append(one)
            else:
                fresh.append(one)
                fresh_bytes += size
            if len(fresh) == _PACK_FILES or fresh_bytes >= PACK_SIZE:
                self._do(_Task(fresh, hash_only=False))
                fresh, fresh_bytes = [], 0
            if len(known) == _PACK_FILES:
                self._do(_Task(known, hash_only=True))
                known = []
        self.walking = False
        for files, hash_only in ((known, True), (fresh, False)):
            if files:
                self._do(_Task(files, hash_only=hash_only))
        while self.tasks:
            self._settle_first()

    def stop(self) -> None:
        if self.processes is not None:
            self.processes.stop()

    def finish(self) -> None:
        """The one record that lists all of this handover; a receipt is made of it."""
        if not self.references:
            return
        if self.other_names:
            self.vault.add_many(list(self.other_names.values()))
        draft = hand_over(
            self.vault,
            self.batch,
            self.references,
            source=self.provenance.source,
            note=self.provenance.note,
            taken=len(self.result.added),
            recognised=len(self.result.recognised),
            not_taken=len(self.result.skipped),
        )
        self.result.custody = self.vault.add(draft)[0].number

    # Small files

    def _do(self, task: _Task) -> None:
        """Gives a task to the other processes while they have little to do, and does it here otherwise."""
        self.tasks.append(task)
        if self._other_processes() and self.processes is not None and self.processes.wants_more:
            self.processes.give(task.files, hash_only=task.hash_only)
            self.given.append(task)
        else:
            work = self.packer.hash_only if task.hash_only else self.packer.pack
            task.packed = work(task.files, self.progress)
        while self.processes is not None and self.processes.ready():
            self._hear()
        while self.tasks and self.tasks[0].packed is not None:
            self._settle_first()

    def _other_processes(self) -> bool:
        worth_it = self.walking and self.files_seen >= _WORTH_A_PROCESS
        if self.processes is None and worth_it and sys.platform != "win32":
            # With a clock or randomness of its own (a test) everything happens here.
            if self.vault.settings.now is time.time:
                self.processes = PackingProcesses(self.packer)
        return self.processes is not None

    def _hear(self) -> None:
        assert self.processes is not None
        answer = self.processes.take(self.progress)
        if answer is not None:
            self.given.popleft().packed = answer

    def _settle_first(self) -> None:
        """Commits the oldest task, once its pack is made: then its files are acknowledged."""
        task = self.tasks[0]
        while task.packed is None:
            self._hear()
        self.tasks.popleft()
        self.result.skipped += task.packed.skipped
        self.result.changed += [piece.found.shown for piece in task.packed.pieces if piece.changed]
        unknown = [
            piece
            for piece in task.packed.pieces
            if not self._recognise(piece.found, piece.digest, piece.size)
        ]
        if task.hash_only:
            if unknown:
                again = [piece.found for piece in unknown]
                packed = self.packer.pack(again, lambda _files, _bytes: None)
                self.result.skipped += packed.skipped
                self._settle_pack(packed)
        else:
            self._settle_pack(task.packed)

    def _settle_pack(self, packed: Packed) -> None:
        assert packed.place is not None
        fresh: dict[tuple[bytes, int], Prepared] = {}
        twice: list[Piece] = []
        for piece in packed.pieces:
            assert piece.record is not None
            content = (piece.digest, piece.size)
            if content in self.seen:
                continue
            if content in fresh:
                twice.append(piece)
            fresh.setdefault(content, piece.record)
        if fresh:
            self.result.bytes += sum(size for _, size in fresh)
            self._commit(list(fresh.values()))
        else:
            self.vault.objects.remove(packed.place)
        for piece in twice:
            self._recognise(piece.found, piece.digest, piece.size)

    def _recognise(self, found: Small, digest: bytes, size: int) -> bool:
        """Whether this source gave these bytes before. The name it has this time is kept with the handover."""
        number = self.seen.get((digest, size))
        if number is None and size in self.known_sizes:
            number = next(iter(self.vault.same_content(digest, size, self.provenance.source)), None)
        if number is None:
            return False
        self.seen[digest, size] = number
        record = self.vault.record(number)
        self.references[record.reference] = None
        self._keep_other_name(record, found)
        self.result.recognised.append(number)
        return True

    def _keep_other_name(self, record: StoredRecord, found: Small) -> None:
        path = name_from_bytes(b"/".join(found.parts))
        draft = other_name(self.vault, record, path, self.batch)
        if draft is not None:
            self.other_names.setdefault((record.number, encode(path)), draft)

    def _take_big(self, found: FoundFile) -> None:
        try:
            if found.size in self.known_sizes and self._known_big(found):
                return
            stored, changed, modified = self._seal_big(found)
        except Unreadable as problem:
            self.result.skipped.append((found.shown, str(problem)))
            return
        self.progress(1, 0)
        if changed:
            self.result.changed.append(found.shown)
        if (stored.sha256, stored.size) in self.seen and self._recognise(found, stored.sha256, stored.size):
            self.vault.objects.remove(stored.place)
            return
        self.result.bytes += stored.size
        fields = item_fields(self.fields, found, stored.sha256, stored.size, modified, changed)
        self._commit([self.vault.prepare(Draft("Item", fields), stored)])

    def _known_big(self, found: FoundFile) -> bool:
        """Reads once to hash, so that a known video is not sealed a second time."""
        digest = hashlib.sha256()
        size = 0
        buffer = memoryview(bytearray(SMALL))
        with opened(found) as file:
            source = _Guarded(file.stream)
            while count := source.readinto(buffer):
                digest.update(buffer[:count])
                size += count
        if not self._recognise(found, digest.digest(), size):
            return False
        self.progress(1, size)
        return True

    def _seal_big(self, found: FoundFile) -> tuple[StoredObject, bool, int]:
        told = 0

        def tell(read: int) -> None:
            nonlocal told
            self.progress(0, read - told)
            told = read

        with opened(found) as file:
            stored = self.vault.objects.add_blob(_Guarded(file.stream), tell)
            return stored, has_changed(file), file.modified_ns // 10**9

    # Both

    def _commit(self, prepared: list[Prepared]) -> None:
        first = self.vault.commit(prepared)
        for number, record in enumerate(prepared, first):
            assert record.stored is not None
            self.seen[record.stored.sha256, record.stored.size] = number
            self.result.added.append(number)
            self.references[record.reference] = None
        self.acknowledged(len(prepared))


class _Guarded:
    """A file being read: its errors are told from those of the vault being written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readinto(self, buffer: memoryview, /) -> int:
        try:
            return self._file.readinto(buffer)  # type: ignore[attr-defined,no-any-return]
        except OSError as problem:
            raise Unreadable(f"it could not be read to its end: {problem.strerror or problem}") from problem
