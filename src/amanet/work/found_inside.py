"""Files found inside an item, on their way to become items of their own.

Each is sealed while it comes out of the process that reads, small ones into packs and larger ones as they stream; nothing of
them is written in the clear. They count from the moment when the caller commits their records, together with the reading.
Until then the files have temporary names, and leaving the context with an error removes them.

The same file of the same item, found by an earlier reading, is that item still; one that was erased stays erased.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from amanet.canonical import JSON
from amanet.intake.reading_talk import FileInside
from amanet.record.reading import Attached
from amanet.sealing import Readable
from amanet.vault import Draft, Vault
from amanet.vault.objects import SMALL, StoredObject
from amanet.vault.records import Prepared
from amanet.work.sealing_in import SealingIn
from amanet.work.streams import IteratorReader

__all__ = ["Before", "FoundInside"]

_AT_ONCE: Final = 64 << 10


@dataclass(frozen=True)
class Before:
    """What earlier readings found: items by name, hash and size; and the ids of those that were erased since, by name."""

    known: Mapping[tuple[str, bytes, int], str] = field(default_factory=dict)
    erased: Mapping[str, str] = field(default_factory=dict)


class FoundInside(SealingIn):
    """A context manager. `prepared` are the records to commit, `items` the ids of all that was found, by place."""

    def __init__(self, vault: Vault, fields: Mapping[str, JSON], before: Before) -> None:
        """`fields` are those that all the items share."""
        super().__init__(vault.objects, vault.settings.random_bytes)
        self.prepared: list[Prepared] = []
        self.items: dict[int, str] = {}
        self._vault = vault
        self._fields = fields
        self._known = dict(before.known)
        self._erased = before.erased

    def take(self, place: int, attached: Attached, file: FileInside) -> None:
        """One file, to its end."""
        if attached.name in self._erased:
            file.read_to_its_end()
            self.items[place] = self._erased[attached.name]
            return
        start = _up_to(file, SMALL + 1)
        if len(start) <= SMALL:
            self._take_small(place, attached.name, bytes(start))
        else:
            stored = self.seal_large(_Chained(start, file))
            if not self._is_known(place, attached.name, stored.sha256, stored.size):
                self._prepare(place, attached.name, stored)

    def seal(self, pieces: Iterator[bytes]) -> StoredObject:
        """Something that is no file found inside, but is to be committed with them."""
        source = IteratorReader(pieces)
        start = _up_to(source, SMALL + 1)
        if len(start) <= SMALL:
            return self.seal_small(bytes(start))
        return self.seal_large(_Chained(start, source))

    def _take_small(self, place: int, name: str, data: bytes) -> None:
        digest = hashlib.sha256(data).digest()
        if not self._is_known(place, name, digest, len(data)):
            self._prepare(place, name, self.seal_small(data))

    def _is_known(self, place: int, name: str, digest: bytes, size: int) -> bool:
        known = self._known.get((name, digest, size))
        if known is not None:
            self.items[place] = known
        return known is not None

    def _prepare(self, place: int, name: str, stored: StoredObject) -> None:
        fields = {**self._fields, "name": name, "sha256": stored.sha256.hex(), "size": stored.size}
        record = self._vault.prepare(Draft("Item", fields), stored)
        self.prepared.append(record)
        self.items[place] = record.id
        self._known[name, stored.sha256, stored.size] = record.id


class _Chained:
    """What was read of a stream already, and the rest of it."""

    def __init__(self, start: bytearray, rest: Readable) -> None:
        self._start = memoryview(start)
        self._rest = rest

    def readinto(self, buffer: memoryview, /) -> int | None:
        if not self._start:
            return self._rest.readinto(buffer)
        piece, self._start = self._start[: len(buffer)], self._start[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def _up_to(source: Readable, most: int) -> bytearray:
    """So many bytes of it, or all."""
    found, buffer = bytearray(), memoryview(bytearray(min(most, _AT_ONCE)))
    while len(found) < most and (count := source.readinto(buffer[: most - len(found)])):
        found += buffer[:count]
    return found
