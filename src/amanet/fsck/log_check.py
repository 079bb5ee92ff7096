"""Check 4: the log: every file computed again from the entries in the database and compared, every checkpoint
verified (docs/spec/log-v1.md, sections 4 and 5).

The tree is grown once, tile by tile, from the database; on the way its root is held against every checkpoint
that was signed. An entry that the database lacks is taken from the files, so that one gap is one finding.
Files that are behind the database are what an interrupted writing leaves: a notice, the next opening for
writing completes them. Files that are ahead mean that the database was put back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from amanet.canonical import decode
from amanet.errors import BadData
from amanet.fsck.epoch_check import sizes
from amanet.fsck.examined import Examined, LogFiles
from amanet.merkle import (
    Checkpoint,
    Frontier,
    TileWrite,
    VerifierKey,
    entries_path,
    open_checkpoint,
    tile_path,
    tree_paths,
)
from amanet.merkle.tiles import TILE_HEIGHT, TILE_WIDTH
from amanet.merkle.tree import HASH_SIZE
from amanet.record.commitment import ENTRY_SIZE
from amanet.vault.store import Epoch

_PREFIX = ENTRY_SIZE.to_bytes(2, "big")
_PIECE = len(_PREFIX) + ENTRY_SIZE
_COMPLETED = "The next opening for writing completes them."


def check_log(examined: Examined) -> None:
    epochs = examined.database.epochs()
    for epoch, size in zip(epochs, sizes(examined, epochs), strict=True):
        name = epoch.origin.partition("/")[2]
        files = examined.logs.get(name) or LogFiles(examined.vault.path / "log" / name, None, {}, frozenset())
        with examined.going_on(f"log/{name}"):
            _EpochLog(examined, epoch, size, files, newest=epoch is epochs[-1]).check()
    _check_unknown_folders(examined, {epoch.origin.partition("/")[2] for epoch in epochs})
    with examined.going_on("seen"):
        _check_cosigned(examined)


def _check_unknown_folders(examined: Examined, known: set[str]) -> None:
    for name in examined.logs.keys() - known:
        files = examined.logs[name]
        if files.note is not None:
            examined.findings.damage(
                f"log/{name}",
                "The database does not know this epoch of the log: the database was put back to an older state, or the folder is foreign. "
                "Look for the newer database before you write to this vault.",
            )
        else:
            examined.findings.notice(f"log/{name}", "A folder that belongs to no epoch of the log.")


def _check_cosigned(examined: Examined) -> None:
    """What we cosigned for partners was signed by their log, and is what our own log says was cosigned last."""
    logged = _cosigned_by_the_log(examined)
    kept = {origin: (size, root.hex()) for origin, _, size, root, _ in examined.database.cosigned()}
    for origin in sorted(logged.keys() | kept.keys()):
        if kept.get(origin) != logged.get(origin):
            examined.findings.damage(
                f"seen {origin}",
                "What is kept of a partner's log is not what was cosigned last: this row was changed or put back. "
                "Do not cosign that log before you know why.",
            )
    for origin, log_key, size, root, note in examined.database.cosigned():
        with examined.going_on(f"seen {origin}"):
            if open_checkpoint(note, VerifierKey.parse(log_key)) != Checkpoint(origin, size, root):
                raise BadData(
                    "The last checkpoint that was cosigned for this partner is not the one that was kept with it."
                )


def _cosigned_by_the_log(examined: Examined) -> dict[str, tuple[int, str]]:
    """Size and root of the newest cosignature for each partner's log, from the Custody records that say so."""
    newest: dict[str, tuple[int, str]] = {}
    for record in examined.database.records_of("Custody"):
        with examined.going_on("seen"):
            body = decode(record.body) if record.body else None
            details = body.get("details") if isinstance(body, dict) else None
            if (
                isinstance(body, dict)
                and body.get("action") == "cosigned for a partner"
                and isinstance(details, dict)
            ):
                size = details.get("size")
                newest[str(details.get("origin"))] = (
                    size if isinstance(size, int) else 0,
                    str(details.get("root")),
                )
    return newest


class _Bundle(NamedTuple):
    """An entry bundle as it is on the disk; of width 0 where the files do not go that far."""

    name: str
    width: int
    data: bytes | None


@dataclass
class _EpochLog:
    examined: Examined
    epoch: Epoch
    size: int
    files: LogFiles
    newest: bool
    wrong_roots: list[int] = field(default_factory=list)

    def check(self) -> None:
        key = VerifierKey.parse(self.epoch.log_key)
        signed = self._signed(key)
        top = max(self.size, self.published)
        cuts = sorted(
            {*range(0, top, TILE_WIDTH), *(size for size in signed if size <= top), self.published, top}
        )
        frontier = Frontier()
        for start, stop in pairwise(cuts):
            if start % TILE_WIDTH == 0:
                entries = self._entries(start, min(start + TILE_WIDTH, top))
                self.examined.tell("log", self.epoch.first + start, self.epoch.first + top)
            growth = frontier.append(entries[start % TILE_WIDTH : start % TILE_WIDTH + stop - start])
            frontier = growth.frontier
            self._compare_tiles(growth.writes)
            self._compare_roots(stop, frontier, signed)
        if self.wrong_roots:
            self._damage(
                "",
                f"The entries do not lead to the root of {len(self.wrong_roots)} of {len(signed)} signed "
                f"checkpoints, first at size {self.wrong_roots[0]}.",
            )
        self._check_names()

    # --- checkpoints -----------------------------------------------------------------------------------

    def _signed(self, key: VerifierKey) -> dict[int, bytes]:
        """The roots of the checkpoints in the database, by size. Those that do not verify are findings."""
        kept = self.examined.database.checkpoints(self.epoch.number)
        self.examined.counts["checkpoints"] += len(kept)
        roots: dict[int, bytes] = {}
        where = f"checkpoints of epoch {self.epoch.number}"
        for checkpoint in kept:
            with self.examined.going_on(f"{where}, size {checkpoint.size}"):
                opened = open_checkpoint(checkpoint.note, key)
                if (opened.size, opened.root) != (checkpoint.size, checkpoint.root):
                    raise BadData("The signed checkpoint is of another size or root than the database says.")
                if opened.size > self.size:
                    raise BadData(
                        f"It was signed, but the database has only {self.size} entries of this epoch: some are gone."
                    )
                roots[opened.size] = opened.root
        if max(roots, default=0) != self.size:
            self.examined.findings.damage(
                where, f"The newest that holds is of size {max(roots, default=0)}, the log has {self.size}."
            )
        return roots

    @cached_property
    def _published_checkpoint(self) -> Checkpoint | None:
        if self.files.note is None:
            begun = self.size == 1 and not self.files.names
            what = "The checkpoint is missing or cannot be read."
            if begun:
                self.examined.findings.notice(
                    self._place(""), f"The files of the log were not written yet. {_COMPLETED}"
                )
            else:
                self._damage("checkpoint", what)
            return None
        with self.examined.going_on(self._place("checkpoint")):
            return open_checkpoint(self.files.note, VerifierKey.parse(self.epoch.log_key))
        return None

    @cached_property
    def published(self) -> int:
        """Of which size the files are; where their checkpoint does not hold, of that of the database."""
        checkpoint = self._published_checkpoint
        if checkpoint is None:
            return self.size if self.files.names else 0
        if checkpoint.size < self.size:
            self.examined.findings.notice(
                self._place(""),
                f"The files have {checkpoint.size} entries, the database {self.size}. {_COMPLETED}",
            )
        # What is signed may be any number; there is no more to read than there are files.
        there = min(checkpoint.size, self.size + len(self.files.names) * TILE_WIDTH)
        if checkpoint.size > self.size:
            first = self.epoch.first
            self._damage(
                "checkpoint",
                f"The files have {checkpoint.size} entries, the database only {self.size}: "
                "the database was put back to an older state. "
                "Look for the newer database before you write to this vault.",
                range(first + self.size, first + there) if self.newest else (),
            )
        return there

    def _compare_roots(self, size: int, frontier: Frontier, signed: dict[int, bytes]) -> None:
        if size in signed and frontier.root != signed[size]:
            self.wrong_roots.append(size)
        if size != self.published:
            return
        checkpoint = self._published_checkpoint
        if checkpoint is not None and frontier.root != checkpoint.root:
            self._damage("checkpoint", "It has another root than the entries lead to.")
        for level, tail in enumerate(frontier.tails):
            if tail:
                tile, width = divmod(size >> TILE_HEIGHT * level, TILE_WIDTH)
                self._compare_tile(tile_path(level, tile, width), tail)

    # --- files -----------------------------------------------------------------------------------------

    def _entries(self, start: int, stop: int) -> list[bytes]:
        """The entries `start` to `stop` of the database. Those of the files are held against them, and fill up
        where the database has none.
        """
        first = self.epoch.first + start
        ours = dict(
            self.examined.database.entries(first, min(first + TILE_WIDTH, self.epoch.first + self.size))
        )
        file = self._bundle(start)
        theirs = file.data or b""
        if len(ours) == stop - start and b"".join([_PREFIX + entry for entry in ours.values()]) == theirs:
            return list(ours.values())
        pieces = [theirs[at : at + _PIECE] for at in range(0, (stop - start) * _PIECE, _PIECE)]
        differing = [
            number
            for number, piece in enumerate(pieces[: file.width], first)
            if (piece != _PREFIX + ours[number] if number in ours else len(piece) != _PIECE)
        ]
        if file.data is None and file.width:
            self._damage(
                file.name, "This file is missing or cannot be read.", range(first, first + file.width)
            )
        elif differing:
            self._damage(file.name, "Entries in this file are not those in the database.", differing)
        elif len(theirs) > file.width * _PIECE:
            self._damage(file.name, "This file goes on behind its last entry.")
        return [ours.get(number, piece[len(_PREFIX) :]) for number, piece in enumerate(pieces, first)]

    def _bundle(self, start: int) -> "_Bundle":
        width = max(0, min(TILE_WIDTH, self.published - start))
        name = entries_path(start // TILE_WIDTH, width) if width else ""
        return _Bundle(name, width, self.files.read(name) if width else None)

    def _compare_tiles(self, writes: Iterable[TileWrite]) -> None:
        for write in writes:
            if (
                write.path in self._expected
                and not write.path.startswith("tile/entries/")
                and ".p/" not in write.path
            ):
                self._compare_tile(write.path, write.data)

    def _compare_tile(self, name: str, expected: bytes) -> None:
        data = self.files.read(name)
        if data is None:
            self._damage(
                name, "This file is missing or cannot be read. It can be written again from the entries."
            )
        elif data != expected:
            what = "The hashes in this file are not those of the entries. It can be written again from them."
            self._damage(name, what, self._touched(name, data, expected))

    def _touched(self, name: str, data: bytes, expected: bytes) -> Sequence[int]:
        """Only a tile of the lowest level speaks of single records."""
        if not name.startswith("tile/0/"):
            return ()
        index = int(
            "".join(part.lstrip("x") for part in name.removeprefix("tile/0/").partition(".p/")[0].split("/"))
        )
        first = self.epoch.first + index * TILE_WIDTH
        places = range(0, len(expected), HASH_SIZE)
        return [
            first + at // HASH_SIZE
            for at in places
            if data[at : at + HASH_SIZE] != expected[at : at + HASH_SIZE]
        ]

    @cached_property
    def _expected(self) -> frozenset[str]:
        return frozenset(tree_paths(self.published))

    def _check_names(self) -> None:
        others = sorted(self.files.names - self._expected - {"checkpoint"})
        if others:
            self.examined.findings.notice(
                self._place(""),
                f"{len(others)} files do not belong to the log at its size (the first is {others[0]!a}).",
            )

    def _place(self, name: str) -> str:
        return f"log/{self.files.folder.name}/{name}".rstrip("/")

    def _damage(self, name: str, what: str, numbers: Iterable[int] = ()) -> None:
        self.examined.findings.damage(self._place(name), what, *numbers)
