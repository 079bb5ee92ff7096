"""The encrypted bytes of items: big ones as files of their own, small ones end to end in packs
(docs/spec/vault-v1.md, section 2).

Nothing here is ever changed in place. Every object was read back from the disk and opened with its own key
before anybody is told that it is kept. A new file keeps its temporary name until the database that holds its
key has committed (`settle`), so that an interrupted run leaves nothing that looks like an object.
"""

import os
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from amanet.errors import BadData, VaultDamaged, WorldFailed, WrongKey
from amanet.sealing import AgeReader, Identity, Readable, Recipient, open_bytes, seal_stream
from amanet.vault.direct import DirectReader, DirectWriter, ReadOnce
from amanet.vault.durable import (
    FIXED_TIME,
    NO_FOLLOW,
    TEMPORARY,
    drop_from_cache,
    explain,
    make_folder,
    sync_folder,
    unsettled_file,
    world_errors,
    write_all,
)

SMALL = 1 << 20
PACK_SIZE = 16 << 20


@dataclass(frozen=True)
class StoredObject:
    """Where an object lies and what it holds. `identity` is the secret that opens it: erasing that erases the
    object.
    """

    identity: bytes
    place: str
    start: int
    stored: int
    sha256: bytes
    size: int

    def __repr__(self) -> str:
        return f"StoredObject({self.place}, {self.start}, {self.stored})"


class FileWindow:
    """Random access to a part of a file, as `AgeReader` wants it."""

    def __init__(self, path: Path, start: int, size: int) -> None:
        self.size = size
        self._start = start
        self._path = path
        with world_errors(path, "open"):
            self._file = open(path, "rb", buffering=0)  # noqa: SIM115 - lives as long as this window

    def read_at(self, offset: int, length: int) -> bytes:
        length = max(0, min(length, self.size - offset))
        try:
            return _read_at(self._file, self._start + offset, length)
        except OSError as problem:
            raise explain(problem, self._path, "read") from problem

    def close(self) -> None:
        self._file.close()


class ObjectReader:
    """The plaintext of one object, whole or in ranges. The padding is not part of it. Use as a context
    manager.
    """

    def __init__(self, root: Path, stored: StoredObject) -> None:
        self.size = stored.size
        self._window = FileWindow(_where(root, stored.place), stored.start, stored.stored)
        try:
            self._reader = AgeReader(self._window, identity_from(stored.identity))
            if self._reader.plaintext_size < stored.size:
                raise BadData("It is shorter than its record says.")
        except (BadData, WrongKey) as problem:
            self._window.close()
            raise _damaged(stored) from problem
        self._stored = stored

    def read(self, offset: int, length: int) -> bytes:
        """Bytes `offset` to `offset + length`, cut at the end; only their chunks are opened."""
        length = max(0, min(length, self.size - offset))
        try:
            return self._reader.read(offset, length)
        except BadData as problem:
            raise _damaged(self._stored) from problem

    def stream(self) -> Iterator[bytes | memoryview]:
        """All of it, in order, in pieces; the padding is checked and cut off. A piece is valid until the next
        one is asked for.
        """
        left = self.size
        try:
            for piece in self._reader.stream():
                if left < len(piece):
                    if any(piece[left:]):
                        raise _damaged(self._stored)
                    piece = piece[:left]
                left -= len(piece)
                if piece:
                    yield piece
        except BadData as problem:
            raise _damaged(self._stored) from problem
        if left:
            raise _damaged(self._stored)

    def close(self) -> None:
        self._window.close()

    def __enter__(self) -> "ObjectReader":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()


class Pack:
    """A pack being written: sealed objects end to end."""

    def __init__(self, place: str, file: BinaryIO) -> None:
        self.place = place
        self.size = 0
        self._file = file
        self._output = DirectWriter(file)
        self._parts: list[tuple[int, int, Identity]] = []

    def add(self, sealed: bytes, identity: Identity) -> int:
        """Appends one sealed object; gives where it starts."""
        start = self.size
        self._output.write(sealed)
        self._parts.append((start, len(sealed), identity))
        self.size += len(sealed)
        return start

    def read_back(self) -> None:
        """Syncs it, and opens each object from what the disk gives."""
        self._output.finish()
        os.fsync(self._file.fileno())
        drop_from_cache(self._file.fileno())
        reading = ReadOnce(self._file.fileno())
        for start, stored, identity in self._parts:
            try:
                open_bytes(_read_at(self._file, start, stored), identity)
            except (BadData, WrongKey) as problem:
                raise _not_read_back(Path(self._file.name)) from problem
            reading.was_read(start + stored)


class ObjectStore:
    """The two folders of objects of one vault."""

    def __init__(self, root: Path, random_bytes: Callable[[int], bytes]) -> None:
        self.root = root
        self._random_bytes = random_bytes

    def open(self, stored: StoredObject) -> ObjectReader:
        return ObjectReader(self.root, stored)

    def add_blob(self, source: Readable, progress: Callable[[int], None] | None = None) -> StoredObject:
        """Seals everything `source` gives into a file of its own, and reads it back from the disk before the
        file gets its name.
        """
        name = self._random_bytes(16).hex()
        make_folder(self.root / "blobs")
        make_folder(self.root / "blobs" / name[:2])
        path = self.root / "blobs" / name[:2] / name
        identity = Identity(self._random_bytes(32))
        with unsettled_file(path) as file:
            output = DirectWriter(file)
            sealed = seal_stream(
                source,
                output.write,
                [identity.recipient],
                random_bytes=self._random_bytes,
                pad=True,
                progress=progress,
            )
            output.finish()
            os.fsync(file.fileno())
            drop_from_cache(file.fileno())
            _read_back(Path(file.name), 0, sealed.stored_size, identity)
        return StoredObject(
            identity_bytes(identity),
            f"blobs/{name[:2]}/{name}",
            0,
            sealed.stored_size,
            sealed.sha256,
            sealed.size,
        )

    @contextmanager
    def new_pack(self) -> Iterator["Pack"]:
        """A pack to put sealed objects into, one after the other. On leaving it was synced once, and every
        object in it read back from the disk and opened.
        """
        name = self._random_bytes(16).hex()
        make_folder(self.root / "packs")
        path = self.root / "packs" / name
        with unsettled_file(path) as file:
            pack = Pack(f"packs/{name}", file)
            yield pack
            pack.read_back()

    def repack(self, live: Sequence[StoredObject]) -> list[StoredObject | None]:
        """Copies the parts of a pack that still live into a new one, which was read back when this returns.
        Gives where each is now, or None for one that does not open: it stays where it is.
        """
        found = [_sealed(self.root, part) for part in live]
        if not any(found):
            return [None] * len(live)
        moved: list[StoredObject | None] = []
        with self.new_pack() as pack:
            for part, sealed in zip(live, found, strict=True):
                start = pack.add(sealed, identity_from(part.identity)) if sealed else 0
                moved.append(replace(part, place=pack.place, start=start) if sealed else None)
        return moved

    def blank(self, place: str, parts: Sequence[tuple[int, int]]) -> None:
        """Writes zeros over the `(start, stored)` parts of a pack that has to stay. As far as the disk lets us: the keys of what
        stood there are gone already.
        """
        with suppress(OSError, VaultDamaged):
            path = _where(self.root, place)
            with open(os.open(path, os.O_RDWR | NO_FOLLOW), "r+b", buffering=0) as file:
                size = os.fstat(file.fileno()).st_size
                for start, stored in parts:
                    file.seek(start)
                    write_all(file, bytes(max(0, min(stored, size - start))))
                os.utime(path, (FIXED_TIME, FIXED_TIME))
                os.fsync(file.fileno())

    def settle(self, place: str) -> None:
        """Gives a committed file its real name. Called again it does nothing."""
        path = self.root / place
        temporary = path.with_name(TEMPORARY + path.name)
        with world_errors(path, "rename"):
            if temporary.exists():
                temporary.replace(path)
                sync_folder(path.parent)

    def remove(self, place: str) -> None:
        path = self.root / place
        with world_errors(path, "remove"):
            path.unlink(missing_ok=True)
            path.with_name(TEMPORARY + path.name).unlink(missing_ok=True)
            if path.parent.is_dir():
                sync_folder(path.parent)

    def finish_or_remove(self, is_committed: Callable[[str], bool]) -> None:
        """After an interrupted run: names what was committed, removes what was not. Only the writer may call
        this.
        """
        for folder in (self.root / "packs", self.root / "blobs"):
            for path in list(folder.rglob(TEMPORARY + "*")):
                place = path.with_name(path.name.removeprefix(TEMPORARY)).relative_to(self.root).as_posix()
                if is_committed(place):
                    self.settle(place)
                else:
                    with suppress(OSError):
                        path.unlink()

    def keep_only(self, known: Container[str]) -> None:
        """Removes files that no record speaks of. Only for a copy that was just brought back: its backup may
        hold newer objects, or erased ones.
        """
        for place in list(self.places()):
            if place not in known:
                self.remove(place)

    def places(self) -> Iterator[str]:
        """Every file under the two folders, as a place."""
        for folder in ("blobs", "packs"):
            for path in sorted((self.root / folder).rglob("*")):
                if path.is_file() and not path.name.startswith(TEMPORARY):
                    yield path.relative_to(self.root).as_posix()


def _read_at(file: BinaryIO, offset: int, length: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(file.fileno(), length, offset)
    file.seek(offset)
    return file.read(length)


def identity_bytes(identity: Identity) -> bytes:
    """How an identity is kept: secret and public half, because computing the second again is a fifth of
    opening a voice message.
    """
    return identity.secret + identity.recipient.public


def identity_from(kept: bytes) -> Identity:
    return Identity(kept[:32], Recipient(kept[32:]))


def _where(root: Path, place: str) -> Path:
    """The file of a place; between a COMMIT and its renaming it still has its temporary name."""
    path = root / place
    for candidate in (path, path.with_name(TEMPORARY + path.name), path):
        if candidate.exists():
            return candidate
    raise VaultDamaged(f"{place} is missing from the vault.")


def _sealed(root: Path, part: StoredObject) -> bytes:
    """The sealed bytes of a part of a pack; empty where they cannot be read or do not open."""
    try:
        with closing(FileWindow(_where(root, part.place), part.start, part.stored)) as window:
            sealed = window.read_at(0, part.stored)
        open_bytes(sealed, identity_from(part.identity))
    except (BadData, WrongKey, VaultDamaged, WorldFailed, OSError):
        return b""
    return sealed


def _read_back(path: Path, start: int, stored: int, identity: Identity) -> None:
    with DirectReader(path, start, stored) as source:
        try:
            for _ in AgeReader(source, identity).stream():
                pass
        except (BadData, WrongKey) as problem:
            raise _not_read_back(path) from problem


def _not_read_back(path: Path) -> WorldFailed:
    return WorldFailed(
        f"What was written to {path} does not read back as it was written. The disk is failing; nothing was taken in. Use another disk."
    )


def _damaged(stored: StoredObject) -> VaultDamaged:
    return VaultDamaged(f"{stored.place} is damaged (from byte {stored.start}, {stored.stored} bytes).")
