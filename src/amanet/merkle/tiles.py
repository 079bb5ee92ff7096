"""Where the hashes and entries of a tree lie: C2SP tlog-tiles of height 8 (docs/spec/log-v1.md, section 4).

`tile/<L>/<N>[.p/<W>]` holds up to 256 hashes, `tile/entries/<N>[.p/<W>]` up to 256 entries, each after its
length in two bytes. A tile of the wrong length is refused. The hashes themselves are not believed here:
whoever reads them compares what comes out with a signed root.

>>> tile_path(0, 1234067, 256), entries_path(0, 3)
('tile/0/x001/x234/067', 'tile/entries/000.p/3')
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Protocol

from amanet.errors import BadData, Misuse
from amanet.merkle.tree import HASH_SIZE, parent_row, root_of

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
TILE_BYTES = TILE_WIDTH * HASH_SIZE
LONGEST_ENTRY = 2**16 - 1


class TileSource(Protocol):
    """Stored tiles and entry bundles. What cannot be read is the source's own error to raise."""

    def read_tile(self, level: int, index: int, width: int) -> bytes: ...

    def read_entries(self, index: int, width: int) -> bytes: ...


def tile_path(level: int, index: int, width: int) -> str:
    if not 0 <= level <= 63:
        raise Misuse(f"A tile has a level from 0 to 63, not {level}.")
    return f"tile/{level}/{_numbered(index, width)}"


def entries_path(index: int, width: int) -> str:
    return f"tile/entries/{_numbered(index, width)}"


def width_of(level: int, index: int, size: int) -> int:
    """How many hashes (at level 0, entries) the tile has in a tree of `size`; 0 where there is none."""
    return max(0, min(TILE_WIDTH, (size >> TILE_HEIGHT * level) - index * TILE_WIDTH))


def tree_paths(size: int) -> Iterator[str]:
    """Every path that a tree of `size` leaves has on disk, the checkpoint apart."""
    for index, width in _tiles_of_level(size, 0):
        yield entries_path(index, width)
    level = 0
    while size >> TILE_HEIGHT * level:
        for index, width in _tiles_of_level(size, level):
            yield tile_path(level, index, width)
        level += 1


def format_entries(entries: Sequence[bytes]) -> bytes:
    """The bundle of these entries."""
    lengths = {len(entry) for entry in entries}
    if len(lengths) == 1:  # Ours always are: one join instead of 256 small ones.
        prefix = _prefix(lengths.pop())
        return prefix + prefix.join(entries)
    return b"".join(_prefix(len(entry)) + entry for entry in entries)


def parse_entries(bundle: bytes, width: int) -> tuple[bytes, ...]:
    """The `width` entries of a bundle. Raises `BadData` where lengths and bytes do not come out even."""
    entries: list[bytes] = []
    at = 0
    for _ in range(width):
        start = at + 2
        at = start + int.from_bytes(bundle[at:start], "big")
        if at > len(bundle):
            raise BadData(f"An entry bundle ends inside entry {len(entries)} of {width}.")
        entries.append(bundle[start:at])
    if at != len(bundle):
        raise BadData(f"An entry bundle has {len(bundle) - at} bytes after its {width} entries.")
    return tuple(entries)


def checked_tile(source: TileSource, level: int, index: int, width: int) -> bytes:
    """The tile, refused where it is not `width` hashes long."""
    data = source.read_tile(level, index, width)
    if len(data) != width * HASH_SIZE:
        raise BadData(
            f"{tile_path(level, index, width)} should be {width * HASH_SIZE} bytes and is {len(data)}. "
            "Tiles can be written again from the entries."
        )
    return data


class HashReader:
    """Hashes of complete subtrees of a tree of `size` leaves, from its tiles.

    Keeps the last tiles it used, with the rows folded from them.
    """

    def __init__(self, source: TileSource, size: int, *, tiles_kept: int = 64) -> None:
        self.size = size
        self._source = source
        self._kept: OrderedDict[tuple[int, int], list[bytes]] = OrderedDict()
        self._most = tiles_kept

    def subtree(self, height: int, index: int) -> bytes:
        """The hash over leaves `index << height` to `(index + 1) << height`; the tree has all of them."""
        if index < 0 or (index + 1) << height > self.size:
            raise Misuse(f"A tree of {self.size} leaves has no complete subtree {index} of height {height}.")
        level, row = divmod(height, TILE_HEIGHT)
        place = index << row
        tile, first = divmod(place, TILE_WIDTH)
        at = (first >> row) * HASH_SIZE
        return self._rows(level, tile)[row][at : at + HASH_SIZE]

    def span(self, low: int, high: int) -> bytes:
        """The root over leaves `low` to `high`; a power of two not below `high - low` divides `low`."""
        whole = []
        while low < high:
            height = (high - low).bit_length() - 1
            whole.append(self.subtree(height, low >> height))
            low += 1 << height
        root = whole.pop()
        while whole:
            root = root_of((whole.pop(), root))
        return root

    def _rows(self, level: int, index: int) -> list[bytes]:
        found = self._kept.get((level, index))
        if found is not None:
            self._kept.move_to_end((level, index))
            return found
        tile = checked_tile(self._source, level, index, width_of(level, index, self.size))
        rows = [tile]
        while len(rows) < TILE_HEIGHT:
            rows.append(parent_row(rows[-1][: len(rows[-1]) & ~63]))
        self._kept[level, index] = rows
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return rows


def _numbered(index: int, width: int) -> str:
    if index < 0 or not 1 <= width <= TILE_WIDTH:
        raise Misuse(f"There is no tile {index} of width {width}.")
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([*("x" + group for group in groups[:-1]), groups[-1]])
    return path if width == TILE_WIDTH else f"{path}.p/{width}"


def _tiles_of_level(size: int, level: int) -> Iterator[tuple[int, int]]:
    full, partial = divmod(size >> TILE_HEIGHT * level, TILE_WIDTH)
    yield from ((index, TILE_WIDTH) for index in range(full))
    if partial:
        yield full, partial


def _prefix(length: int) -> bytes:
    if length > LONGEST_ENTRY:
        raise Misuse(f"An entry has at most {LONGEST_ENTRY} bytes, not {length}.")
    return length.to_bytes(2, "big")
