"""A log in memory, and hostile bytes."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import strategies as st

from amanet.merkle import Frontier, entries_path, tile_path


class StoredLog:
    """The files of a log, in a dict; keeps to what `Growth` says should be written and removed."""

    def __init__(self, *batches: Sequence[bytes]) -> None:
        self.files: dict[str, bytes] = {}
        self.reads = 0
        self.frontier = Frontier()
        for batch in batches:
            self.append(batch)

    def append(self, entries: Sequence[bytes]) -> None:
        growth = self.frontier.append(entries)
        for write in growth.writes:
            assert write.path not in self.files, f"{write.path} is written twice"
            self.files[write.path] = write.data
        for path in growth.stale:
            del self.files[path]
        self.frontier = growth.frontier

    def read_tile(self, level: int, index: int, width: int) -> bytes:
        self.reads += 1
        return self.files[tile_path(level, index, width)]

    def read_entries(self, index: int, width: int) -> bytes:
        return self.files[entries_path(index, width)]

    def write_to(self, folder: Path) -> Path:
        for path, data in self.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        return folder


@pytest.fixture(scope="session")
def stored_log() -> type[StoredLog]:
    return StoredLog


@pytest.fixture(scope="session")
def entries() -> Callable[[int], list[bytes]]:
    """Entries of the shape that amanet logs: 33 bytes, the first of them 1."""
    return lambda count: [b"\1" + hashlib.sha256(b"%d" % number).digest() for number in range(count)]


@pytest.fixture(scope="session")
def hostile() -> Callable[..., st.SearchStrategy[bytes]]:
    """Any bytes, and the given good ones with a piece overwritten, cut out, doubled or put elsewhere."""

    def strategy(*good: bytes) -> st.SearchStrategy[bytes]:
        pieces = st.sampled_from(
            [
                b"",
                b"\n",
                b"\n\n",
                b"0",
                b" ",
                b"=",
                "— ".encode(),
                b"\xff",
                b"+",
                b"\r\n",
                b"old ",
                b"extra \n",
            ]
        )

        def bend(data: bytes, at: int, length: int, piece: bytes) -> bytes:
            at %= len(data) + 1
            return data[:at] + piece + data[at + length :]

        bent = st.builds(
            bend,
            st.sampled_from(good),
            st.integers(0, 10_000),
            st.integers(0, 40),
            st.one_of(pieces, st.binary(max_size=8)),
        )
        return st.one_of(bent, st.sampled_from(good), st.binary())

    return strategy
