"""Content on its way into the vault: sealed while it comes, small pieces into packs and larger ones by themselves; nothing in the clear.

A context manager for one thread. It needs no key of the vault and no database. On leaving it without an error everything was read back
from the disk, with an error nothing of it stays; it counts once the caller has committed its records, and until `given_over` it can be
discarded.
"""

import hashlib
from collections.abc import Callable
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Final, Self

from amanet.errors import WorldFailed
from amanet.sealing import Identity, Readable, seal_bytes
from amanet.vault.objects import PACK_SIZE, ObjectStore, Pack, StoredObject, identity_bytes

__all__ = ["SealingIn"]

_PACK_FILES: Final = 1000


class SealingIn:
    """What it is that comes in, those who inherit from it know."""

    def __init__(self, objects: ObjectStore, random_bytes: Callable[[int], bytes]) -> None:
        self._objects = objects
        self._random_bytes = random_bytes
        self._packs = ExitStack()
        self._pack: Pack | None = None
        self._in_pack = 0
        self._places: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._packs.__exit__(kind, problem, trace)
        except BaseException:
            self.discard()
            raise
        if problem is not None:
            self.discard()

    def finish(self) -> None:
        """Reads the last pack back from the disk."""
        self._packs.close()
        self._pack = None

    def given_over(self) -> None:
        """From here on the files are not ours to remove: the commit decides whether they count."""
        self._places.clear()

    def discard(self) -> None:
        """Removes what was not given over."""
        places, self._places = self._places, []
        for place in places:
            with suppress(WorldFailed, OSError):  # the next opening removes what is left
                self._objects.remove(place)

    def seal_small(self, data: bytes) -> StoredObject:
        identity = Identity(self._random_bytes(32))
        sealed = seal_bytes(data, [identity.recipient], random_bytes=self._random_bytes, pad=True)
        pack = self._open_pack()
        start = pack.add(sealed, identity)
        self._in_pack += 1
        digest = hashlib.sha256(data).digest()
        return StoredObject(identity_bytes(identity), pack.place, start, len(sealed), digest, len(data))

    def seal_large(self, source: Readable) -> StoredObject:
        stored = self._objects.add_blob(source)
        self._places.append(stored.place)
        return stored

    def _open_pack(self) -> Pack:
        if self._pack is not None and (self._pack.size >= PACK_SIZE or self._in_pack >= _PACK_FILES):
            self.finish()
        if self._pack is None:
            self._pack = self._packs.enter_context(self._objects.new_pack())
            self._places.append(self._pack.place)
            self._in_pack = 0
        return self._pack
