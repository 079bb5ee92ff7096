"""What a child says that may have been taken over."""

import contextlib
import socket
import struct
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.intake import Inspection
from amanet.intake.conversation import Gathering, serve


def answered(*messages: tuple[bytes, bytes]) -> Gathering:
    """What is gathered from a child that says exactly this, and then closes."""
    found = Gathering(100, "")
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for kind, message in messages:
            theirs.sendall(struct.pack(">cI", kind, len(message)) + message)
        theirs.shutdown(socket.SHUT_WR)
        serve(ours, found, lambda offset, length: bytes(length), time.monotonic() + 5)
    return found


FINE = b'{"facts":{"media_type":"image/png"},"problems":[]}'
NONE = b'{"facts":{},"problems":[]}'


def test_an_honest_answer_is_taken() -> None:
    found = answered((b"S", b"kind"), (b"R", struct.pack(">QI", 90, 10)), (b"F", FINE), (b"E", b""))
    assert found.inspection({"missing": {}, "tools": {"kind": {"libmagic": "5"}}}) == Inspection(
        "image/png", tools={"libmagic": "5"}
    )


@pytest.mark.parametrize(
    "messages",
    [
        [(b"F", FINE)],
        [(b"S", b"kind"), (b"F", FINE), (b"F", FINE)],
        [(b"S", b"kind"), (b"S", b"image")],
        [(b"S", b"kind"), (b"F", NONE), (b"S", b"kind")],
        [(b"S", b"nobody")],
        [(b"S", b"\xff")],
        [(b"S", b"kind"), (b"F", b'{"facts":{"media_type":"no type"},"problems":[]}')],
        [(b"S", b"kind"), (b"F", b'{"facts":{"media_type":"a/b","pdf":{}},"problems":[1]}')],
        [(b"S", b"image"), (b"F", b'{"facts":{"width":1.5},"problems":[]}')],
        [(b"S", b"image"), (b"F", b'{"facts":{"width":1,"width":2},"problems":[]}')],
        [(b"S", b"image"), (b"F", b'{"facts":{},"problems":"none"}')],
        [(b"S", b"image"), (b"F", b"\xff")],
        [(b"S", b"image"), (b"F", b"[" * 60000)],
        [(b"S", b"image"), (b"F", b" " * (64 << 10) + b" ")],
        [(b"R", struct.pack(">QI", 91, 10))],
        [(b"R", struct.pack(">QI", 2**64 - 1, 10))],
        [(b"R", struct.pack(">QI", 0, 0))],
        [(b"R", b"")],
        [(b"?", b"")],
    ],
)
def test_a_lying_process_is_found_out(messages: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(BadData):
        answered(*messages, (b"E", b""))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([b"S", b"F", b"R", b"E", b"x"]), st.binary(max_size=40)), max_size=5)
)
def test_no_answer_at_all_raises_anything_unexpected(messages: list[tuple[bytes, bytes]]) -> None:
    with contextlib.suppress(BadData, EOFError):
        answered(*messages)
