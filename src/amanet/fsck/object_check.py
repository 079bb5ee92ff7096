"""Check 7: the bytes: every object opened with its key and hashed (docs/spec/vault-v1.md, section 2). The long
one; `--quick` leaves it out.

That a row says the same hash and size as its record is check 5; here the bytes are held against the row.
Objects are read in the order they lie on the disk, a file once from its beginning to its end.

Bytes of a pack that belong to no object are counted (`unused`) and are no finding: a duplicate that was
recognised after it was sealed leaves such, and an erasure that is not finished. Nobody holds a key to them,
nothing says what they should be, and nothing can be hidden in them from an object's hash. A blob holds its
one object and not a byte more.
"""

import os
import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from amanet.errors import AmanetError, BadData
from amanet.fsck.examined import Examined
from amanet.sealing import AgeReader, open_bytes, padme
from amanet.vault.direct import DirectReader
from amanet.vault.durable import TEMPORARY
from amanet.vault.objects import StoredObject, identity_from

PLACE = re.compile(r"blobs/(?=([0-9a-f]{2}))[0-9a-f]{2}/\1[0-9a-f]{30}|packs/[0-9a-f]{32}")
_READ_AT_ONCE = 1 << 20
# Objects up to this size are opened in memory: one read, no detour over a stream.
_IN_MEMORY = 2 << 20
_ZEROS = bytes(_IN_MEMORY)

Placed = tuple[int, StoredObject]


def check_objects(examined: Examined) -> None:
    unreadable: list[int] = []
    total = examined.database.count_objects()[1]
    for place, group in groupby(
        examined.database.objects(unreadable.append), key=lambda placed: placed[1].place
    ):
        _check_place(examined, place, group)
        examined.tell("objects", examined.counts["bytes"], total)
    if unreadable:
        examined.findings.damage(
            "objects",
            "The keys of these cannot be read from the database, whose pages are damaged.",
            *unreadable,
        )


def _check_place(examined: Examined, place: str, group: Iterator[Placed]) -> None:
    if not PLACE.fullmatch(place):
        examined.findings.damage(
            "objects", "These have a place that is none.", *(number for number, _ in group)
        )
        return
    try:
        file = _open(examined, place)
    except OSError as problem:
        what = (
            "This file is missing."
            if isinstance(problem, FileNotFoundError)
            else f"This file cannot be read: {problem.strerror}."
        )
        examined.findings.damage(place, what, *(number for number, _ in group))
        return
    with file:
        end = 0
        size = os.fstat(file.fileno()).st_size
        before: Placed | None = None
        for placed in group:
            number, stored = placed
            examined.counts["objects"] += 1
            examined.counts["bytes"] += stored.stored
            if before is not None and stored.start < end:
                examined.findings.damage(place, "Objects overlap in this file.", before[0], number)
            else:
                examined.counts["unused"] += stored.start - end
            end, before = max(end, stored.start + stored.stored), placed
            if end > size:
                examined.findings.damage(place, f"This file is cut: it has only {size} bytes.", number)
                continue
            try:
                _check_object(file, stored)
            except (AmanetError, OSError) as problem:
                where = place if place.startswith("blobs/") else f"{place} from byte {stored.start}"
                examined.findings.damage(where, str(problem), number)
        if place.startswith("packs/"):
            examined.counts["unused"] += max(0, size - end)
        elif size > end and before is not None:
            what = f"No object accounts for the bytes {end} to {size} of this file. The object itself was checked."
            examined.findings.damage(place, what, before[0])


def _open(examined: Examined, place: str) -> BinaryIO:
    """The file of a place; between a COMMIT and its renaming, or where that was interrupted, it still has its temporary name."""
    path = examined.vault.path / place
    try:
        return open(path, "rb", buffering=_READ_AT_ONCE)
    except FileNotFoundError:
        temporary = path.with_name(TEMPORARY + path.name)
        return open(temporary if temporary.exists() else path, "rb", buffering=_READ_AT_ONCE)


def _check_object(file: BinaryIO, stored: StoredObject) -> None:
    identity = identity_from(stored.identity)
    if stored.stored > _IN_MEMORY:
        with DirectReader(Path(file.name), stored.start, stored.stored) as source:
            _check_stream(AgeReader(source, identity), stored)
        return
    file.seek(stored.start)
    plain = open_bytes(file.read(stored.stored), identity)
    padded = len(plain)
    if padded != padme(stored.size) or not plain.endswith(_ZEROS[: padded - stored.size]):
        raise _wrong_padding()
    if sha256(memoryview(plain)[: stored.size]).digest() != stored.sha256:
        raise _wrong_content()


def _check_stream(reader: AgeReader, stored: StoredObject) -> None:
    digest, left, padded = sha256(), stored.size, 0
    for piece in reader.stream():
        padded += len(piece)
        if len(piece) > left:
            if piece[left:] != _ZEROS[: len(piece) - left]:
                raise _wrong_padding()
            piece = piece[:left]
        digest.update(piece)
        left -= len(piece)
    if padded != padme(stored.size):
        raise _wrong_padding()
    if digest.digest() != stored.sha256:
        raise _wrong_content()


def _wrong_padding() -> BadData:
    return BadData("It opens, but it is not padded as it was made: another object stands in its place.")


def _wrong_content() -> BadData:
    return BadData(
        "It opens, but the bytes are not those whose hash the record holds: another object stands in its place."
    )
