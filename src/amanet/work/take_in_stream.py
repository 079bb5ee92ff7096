"""Taking in what comes as a stream, and not from a disk of ours: what somebody uploads.

As `take_in` does for files: each one is sealed under a key of its own while it arrives, read back from the disk, and committed with the
hash that it had on the way. Nothing is ever written in the clear, and nothing counts before its commit: a stream that breaks off leaves
no trace.

Sealing needs no key of the vault and happens in whatever thread reads the stream (`Arriving`); the records are entered by the thread
that owns the vault (`HandOver.settle`). What the same source gave before is recognised. A file of a size that this source gave before is
only hashed, so that a known film is not sealed a second time; where it turns out to be new the answer is `again`, and the sender sends
it again, `sealed_anyway`.

>>> handover = HandOver.begin(vault, Provenance("a cousin"))  # doctest: +SKIP
>>> with handover.arriving(vault) as arriving:  # doctest: +SKIP
...     arriving.take(Announced((b"phone", b"0001.opus"), 4711), stream)
>>> handover.settle(vault, arriving)  # doctest: +SKIP
[Outcome(what='taken', number=7)]
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from amanet.canonical import JSON, name_from_bytes
from amanet.errors import BadData
from amanet.intake.walk import FoundFile
from amanet.sealing import Readable
from amanet.vault import Draft, StoredRecord, Vault
from amanet.vault.objects import SMALL, ObjectStore, StoredObject
from amanet.vault.records import Prepared, prepare
from amanet.work.handing_over import hand_over, other_name
from amanet.work.packing import item_fields
from amanet.work.sealing_in import SealingIn
from amanet.work.take_in import Provenance

__all__ = ["Announced", "Arriving", "HandOver", "Outcome"]

_LONGEST_PATH: Final = 32 << 10
_DEEPEST: Final = 1000
_AT_ONCE: Final = 256 << 10


@dataclass(frozen=True)
class Announced:
    """What the sender says of a file: its name with the folders above it, its size, and when it was last changed (seconds since 1970).

    The path is a name and never a place: no file is opened or made by it. Raises `BadData` for one that could be meant as a place.
    """

    parts: tuple[bytes, ...] = field(repr=False)
    size: int
    modified: int | None = None
    sealed_anyway: bool = False

    def __post_init__(self) -> None:
        if self.size < 0 or not self.parts or len(self.parts) > _DEEPEST:
            raise BadData("A file was announced without a name, without a size, or too many folders deep.")
        if sum(map(len, self.parts)) > _LONGEST_PATH:
            raise BadData(
                "The name of a file with its folders is too long. Shorten it and hand it over again."
            )
        if any(part in (b"", b".", b"..") or b"/" in part or b"\0" in part for part in self.parts):
            raise BadData(
                "The name of a file holds a slash, a zero or dots in place of a name. Rename the file."
            )


@dataclass(frozen=True)
class Outcome:
    """What became of one file. `number` is the item's; 0 for `again`: it has to be sent once more, to be sealed."""

    what: Literal["taken", "recognised", "again"]
    number: int = 0


@dataclass(frozen=True)
class _Piece:
    """A file that has arrived. `record` is None where it was only hashed."""

    file: Announced
    digest: bytes
    size: int
    record: Prepared | None


@dataclass(frozen=True)
class _World:
    """What sealing takes from the vault."""

    objects: ObjectStore
    member: str
    now: Callable[[], float]
    random_bytes: Callable[[int], bytes]


class Arriving(SealingIn):
    """Files of one hand-over on their way in, sealed as they come. Use as a context manager, in any one thread; on leaving it without
    an error everything was read back from the disk, with one nothing of it stays.
    """

    def __init__(self, world: _World, fields: Mapping[str, JSON], known_sizes: frozenset[int]) -> None:
        super().__init__(world.objects, world.random_bytes)
        self.pieces: list[_Piece] = []
        self._world = world
        self._fields = fields
        self._known_sizes = known_sizes

    def take(self, file: Announced, source: Readable) -> None:
        """One file, to its end. Raises `BadData` where it is not as long as it was announced."""
        if file.size in self._known_sizes and not file.sealed_anyway:
            self._hash(file, source)
        elif file.size > SMALL:
            self._keep(file, self.seal_large(_Exactly(source, file.size)))
        else:
            self._keep(file, self.seal_small(_all_of(source, file.size)))

    def _hash(self, file: Announced, source: Readable) -> None:
        digest, exactly = hashlib.sha256(), _Exactly(source, file.size)
        buffer = memoryview(bytearray(min(_AT_ONCE, max(1, file.size))))
        while count := exactly.readinto(buffer):
            digest.update(buffer[:count])
        self.pieces.append(_Piece(file, digest.digest(), file.size, None))

    def _keep(self, file: Announced, stored: StoredObject) -> None:
        found = FoundFile(b"", file.parts, file.size, 0)
        fields = item_fields(self._fields, found, stored.sha256, stored.size, file.modified, False)
        world = self._world
        draft = Draft("Item", fields)
        record = prepare(draft, stored, member=world.member, now=world.now, random_bytes=world.random_bytes)
        self.pieces.append(_Piece(file, stored.sha256, stored.size, record))


class HandOver:
    """One hand-over: what was said of it, and what has come of it so far. All but `arriving` belongs to the thread that writes."""

    def __init__(self, vault: Vault, provenance: Provenance, batch: str) -> None:
        self.provenance = provenance
        self.batch = batch
        self.taken: list[int] = []
        self.recognised: list[int] = []
        self.bytes = 0
        self._fields: dict[str, JSON] = {**provenance.fields(), "batch": batch}
        self._known_sizes = frozenset(vault.sizes_from(provenance.source))
        self._references: dict[str, None] = {}

    @classmethod
    def begin(cls, vault: Vault, provenance: Provenance) -> "HandOver":
        """Raises `WorldFailed` where the vault is open for reading only."""
        vault.must_be_writable()
        return cls(vault, provenance, vault.settings.random_bytes(16).hex())

    @classmethod
    def resume(
        cls, vault: Vault, provenance: Provenance, batch: str, items: Sequence[StoredRecord]
    ) -> "HandOver":
        """One that was cut off after these items: what comes now belongs to it too."""
        vault.must_be_writable()
        handover = cls(vault, provenance, batch)
        for item in items:
            handover._count(item.number, item.reference, int(item.body["size"]))
        return handover

    def arriving(self, vault: Vault) -> Arriving:
        """For the next files. Touches no database, so that another thread may ask."""
        settings = vault.settings
        world = _World(vault.objects, vault.member, settings.now, settings.random_bytes)
        return Arriving(world, self._fields, self._known_sizes)

    def settle(self, vault: Vault, arrived: Arriving) -> list[Outcome]:
        """Enters what has arrived, in one commit: then it is acknowledged. One outcome a file, in their order."""
        vault.must_be_writable()
        arrived.given_over()
        fresh: dict[tuple[bytes, int], Prepared] = {}
        known: dict[tuple[bytes, int], StoredRecord] = {}
        for piece in arrived.pieces:
            content = (piece.digest, piece.size)
            if content in fresh or content in known:
                continue
            for number in vault.same_content(*content, self.provenance.source)[:1]:
                known[content] = vault.record(number)
            if content not in known and piece.record is not None:
                fresh[content] = piece.record
        self._remove_unneeded(vault, arrived, fresh)
        numbers = self._commit(vault, fresh)
        times = Counter((piece.digest, piece.size) for piece in arrived.pieces)
        known |= {content: vault.record(number) for content, number in numbers.items() if times[content] > 1}
        self._keep_other_names(vault, arrived, known)
        return [self._outcome(piece, numbers, known) for piece in arrived.pieces]

    def end(self, vault: Vault, *, not_taken: int = 0) -> int | None:
        """The one record that lists all of it, and of which a receipt is made. None where nothing was handed over."""
        if not self._references:
            return None
        draft = hand_over(
            vault,
            self.batch,
            self._references,
            source=self.provenance.source,
            note=self.provenance.note,
            taken=len(self.taken),
            recognised=len(self.recognised),
            not_taken=not_taken,
        )
        return vault.add(draft)[0].number

    def _commit(
        self, vault: Vault, fresh: Mapping[tuple[bytes, int], Prepared]
    ) -> dict[tuple[bytes, int], int]:
        if not fresh:
            return {}
        first = vault.commit(list(fresh.values()))
        numbers = {content: first + place for place, content in enumerate(fresh)}
        for content, record in fresh.items():
            self._count(numbers[content], record.reference, content[1])
        return numbers

    def _count(self, number: int, reference: str, size: int) -> None:
        self.taken.append(number)
        self.bytes += size
        self._references[reference] = None

    def _outcome(
        self,
        piece: _Piece,
        numbers: dict[tuple[bytes, int], int],
        known: Mapping[tuple[bytes, int], StoredRecord],
    ) -> Outcome:
        """The first file of some bytes is taken, any further one recognised."""
        content = (piece.digest, piece.size)
        if content in numbers:
            return Outcome("taken", numbers.pop(content))
        if content not in known:
            return Outcome("again")
        self._references[known[content].reference] = None
        self.recognised.append(known[content].number)
        return Outcome("recognised", known[content].number)

    def _remove_unneeded(
        self, vault: Vault, arrived: Arriving, fresh: Mapping[tuple[bytes, int], Prepared]
    ) -> None:
        """Files of which nothing will be committed."""
        wanted = {record.stored.place for record in fresh.values() if record.stored}
        made = {piece.record.stored.place for piece in arrived.pieces if piece.record and piece.record.stored}
        for place in made - wanted:
            vault.objects.remove(place)

    def _keep_other_names(
        self, vault: Vault, arrived: Arriving, known: Mapping[tuple[bytes, int], StoredRecord]
    ) -> None:
        drafts: dict[tuple[int, bytes], Draft] = {}
        for piece in arrived.pieces:
            record, path = known.get((piece.digest, piece.size)), b"/".join(piece.file.parts)
            draft = None if record is None else other_name(vault, record, name_from_bytes(path), self.batch)
            if record is not None and draft is not None:
                drafts[record.number, path] = draft
        if drafts:
            vault.add_many(list(drafts.values()))


class _Exactly:
    """So many bytes of a stream. Raises `BadData` where it ends before."""

    def __init__(self, source: Readable, size: int) -> None:
        self._source = source
        self._left = size

    def readinto(self, buffer: memoryview, /) -> int:
        if not self._left:
            return 0
        count = self._source.readinto(buffer[: self._left])
        if not count:
            raise BadData("A file broke off before its end; nothing of it was taken in. Hand it over again.")
        self._left -= count
        return count


def _all_of(source: Readable, size: int) -> bytes:
    data, at, exactly = bytearray(size), 0, _Exactly(source, size)
    while count := exactly.readinto(memoryview(data)[at:]):
        at += count
    return bytes(data)
