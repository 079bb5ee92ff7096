"""One inspector for the tests of a module, and files that are made, not stored."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from amanet.intake import Inspection, Inspector


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    with Inspector(wall_seconds=20) as opened:
        yield opened


@pytest.fixture
def inspect(inspector: Inspector) -> Callable[[bytes], Inspection]:
    """Inspects bytes, or the file at a path, without a name."""

    def inspect(content: bytes | Path) -> Inspection:
        data = content if isinstance(content, bytes) else content.read_bytes()
        return inspector.inspect(lambda offset, length: data[offset : offset + length], len(data))

    return inspect


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.fixture
def png() -> Callable[..., bytes]:
    """The start of a PNG: header and further chunks; nothing of its pixels."""

    def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
        header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunk(*one) for one in chunks)

    return png


@pytest.fixture(scope="session")
def mp4() -> bytes:
    """One second of moving picture as a phone would write it: 25 frames, with time and place."""
    import av

    made = io.BytesIO()
    with av.open(made, "w", format="mp4", options={"movflags": "use_metadata_tags"}) as container:
        container.metadata["creation_time"] = "2024-03-05T06:07:08.000000Z"
        container.metadata["location"] = "+12.3456-098.7654/"
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(25):
            container.mux(stream.encode(av.VideoFrame(64, 48, "yuv420p")))
        container.mux(stream.encode())
    return made.getvalue()
