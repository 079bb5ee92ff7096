"""Appending to a tiled tree: what is to be written, what went stale, and the new root.

`Frontier` is all that a tree must remember to grow: its size, the last partial tile of every level and the
last partial entry bundle. It is a value; `append` gives a new one and never touches the disk. Appending in
any steps gives the same bytes as appending at once.

>>> Frontier().append([b"one"]).frontier.append([b"two"]).stale
('tile/entries/000.p/1', 'tile/0/000.p/1')
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from amanet.errors import BadData
from amanet.merkle.tiles import (
    TILE_BYTES,
    TILE_HEIGHT,
    TILE_WIDTH,
    TileSource,
    checked_tile,
    entries_path,
    format_entries,
    parse_entries,
    tile_path,
)
from amanet.merkle.tree import EMPTY_ROOT, HASH_SIZE, leaf_row, parent_row, root_of_row

_AT_ONCE = (
    TILE_WIDTH * TILE_WIDTH
)  # So that a million entries do not stand in memory a second time as hashes.


@dataclass(frozen=True)
class TileWrite:
    """A file below the log's folder and all of its bytes."""

    path: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Frontier:
    """The right edge of a tree: `tails[L]` is the partial tile of level L, `bundle` the partial bundle."""

    size: int = 0
    tails: tuple[bytes, ...] = field(default=(), repr=False)
    bundle: bytes = field(default=b"", repr=False)

    @classmethod
    def read(cls, source: TileSource, size: int) -> "Frontier":
        """Reads the edge of a tree of `size` leaves. Compare `root` with a checkpoint before use."""
        tails: list[bytes] = []
        while count := size >> TILE_HEIGHT * len(tails):
            tile, width = divmod(count, TILE_WIDTH)
            tails.append(checked_tile(source, len(tails), tile, width) if width else b"")
        tile, width = divmod(size, TILE_WIDTH)
        bundle = source.read_entries(tile, width) if width else b""
        if width and leaf_row(parse_entries(bundle, width)) != tails[0]:
            raise BadData(
                f"{entries_path(tile, width)} and {tile_path(0, tile, width)} are not of the same entries."
            )
        return cls(size, tuple(tails), bundle)

    @property
    def root(self) -> bytes:
        edge = b""
        for tail in self.tails:
            row = tail + edge
            edge = root_of_row(row) if row else b""
        return edge or EMPTY_ROOT

    def append(self, entries: Sequence[bytes]) -> "Growth":
        growing = _Growing(self)
        for start in range(0, len(entries), _AT_ONCE):
            growing.add(entries[start : start + _AT_ONCE])
        return growing.finish()


@dataclass(frozen=True)
class Growth:
    """What appending did: write `writes`, then the checkpoint; then what is in `stale` may go."""

    frontier: Frontier
    writes: tuple[TileWrite, ...] = field(repr=False)
    stale: tuple[str, ...]


class _Growing:
    def __init__(self, old: Frontier) -> None:
        self.old = old
        self.size = old.size
        self.tails = list(old.tails)
        self.bundle = old.bundle
        self.writes: list[TileWrite] = []

    def add(self, entries: Sequence[bytes]) -> None:
        self._bundle(entries)
        self._add_row(0, leaf_row(entries))
        self.size += len(entries)

    def finish(self) -> Growth:
        stale: list[str] = []
        old_tile, old_width = divmod(self.old.size, TILE_WIDTH)
        tile, width = divmod(self.size, TILE_WIDTH)
        if self.size != self.old.size:
            if width:
                self.writes.append(TileWrite(entries_path(tile, width), self.bundle))
            if old_width:
                stale.append(entries_path(old_tile, old_width))
        for level, tail in enumerate(self.tails):
            stale += self._finish_level(level, tail)
        return Growth(Frontier(self.size, tuple(self.tails), self.bundle), tuple(self.writes), tuple(stale))

    def _finish_level(self, level: int, tail: bytes) -> list[str]:
        before, now = self.old.size >> TILE_HEIGHT * level, self.size >> TILE_HEIGHT * level
        if before == now:
            return []
        if tail:
            self.writes.append(TileWrite(tile_path(level, now // TILE_WIDTH, now % TILE_WIDTH), tail))
        width = before % TILE_WIDTH
        return [tile_path(level, before // TILE_WIDTH, width)] if width else []

    def _bundle(self, entries: Sequence[bytes]) -> None:
        tile, width = divmod(self.size, TILE_WIDTH)
        at = 0
        while at < len(entries):
            taken = entries[at : at + TILE_WIDTH - width]
            self.bundle += format_entries(taken)
            at += len(taken)
            width += len(taken)
            if width == TILE_WIDTH:
                self.writes.append(TileWrite(entries_path(tile, TILE_WIDTH), self.bundle))
                self.bundle, tile, width = b"", tile + 1, 0

    def _add_row(self, level: int, row: bytes) -> None:
        """Adds hashes to a level; each tile they fill adds one hash to the level above."""
        if level == len(self.tails):
            self.tails.append(b"")
        row = self.tails[level] + row
        tile = self.size >> TILE_HEIGHT * (level + 1)
        filled = len(row) - len(row) % TILE_BYTES
        for number, at in enumerate(range(0, filled, TILE_BYTES), tile):
            self.writes.append(TileWrite(tile_path(level, number, TILE_WIDTH), row[at : at + TILE_BYTES]))
        self.tails[level] = row[filled:]
        if filled:
            self._add_row(level + 1, _tile_roots(row[:filled]))


def _tile_roots(row: bytes) -> bytes:
    """One hash for each full tile of the row."""
    tiles = len(row) // TILE_BYTES
    while len(row) > tiles * HASH_SIZE:
        row = parent_row(row)
    return row
