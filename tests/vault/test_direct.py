"""Writing past the page cache gives the same file as writing through it, whatever the system allows."""

import errno
import os
from collections.abc import Callable, Iterable
from io import FileIO
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amanet.vault.direct import DirectWriter

BUFFER = 1 << 20
NOISE = os.urandom(3 * BUFFER + 17)
Sizes = Iterable[int]


class Refusing(FileIO):
    """A file system that lets a file be opened so, and refuses the first write."""

    refused = False

    def write(self, data: object, /) -> int:
        if not self.refused:
            self.refused = True
            raise OSError(errno.EINVAL, "refused")
        return super().write(data)  # type: ignore[arg-type]


class Short(FileIO):
    """A disk that takes less than it was given."""

    def write(self, data: object, /) -> int:
        return super().write(memoryview(data)[: max(1, len(memoryview(data)) // 2)])  # type: ignore[arg-type]


def written(path: Path, sizes: Sizes, kind: Callable[..., FileIO] = FileIO) -> bytes:
    with cast(BinaryIO, kind(path, "w+")) as file:
        writer = DirectWriter(file)
        at = 0
        for size in sizes:
            writer.write(NOISE[at : at + size])
            at += size
        writer.finish()
    return path.read_bytes()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.integers(0, BUFFER + 1) | st.sampled_from([4096, BUFFER - 1, BUFFER, BUFFER + 1]), max_size=3)
)
def test_all_that_was_written_is_in_the_file_in_order(tmp_path: Path, sizes: list[int]) -> None:
    assert written(tmp_path / "file", sizes) == NOISE[: sum(sizes)]


@pytest.mark.needs("linux")
@pytest.mark.parametrize("kind", [Refusing, Short])
def test_what_a_disk_refuses_goes_through_the_cache(tmp_path: Path, kind: Callable[..., FileIO]) -> None:
    assert written(tmp_path / "file", [len(NOISE)], kind) == NOISE


def test_without_direct_writing_the_file_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "O_DIRECT", 0, raising=False)
    assert written(tmp_path / "file", [len(NOISE)]) == NOISE
