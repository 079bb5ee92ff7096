"""The answers of a process that may have been taken over are held to their shape."""

import contextlib
import socket
import struct
import time
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.canonical import decode, encode
from amanet.errors import BadData
from amanet.intake import Inspection, Problem, parse_inspection
from amanet.intake.inspection import LONGEST_TEXT, Image, Media, Pdf, Provenance, Stream
from amanet.intake.inspector import _Gathering, _serve

texts = st.none() | st.text(max_size=20)
numbers = st.none() | st.integers(0, 2**40)
images = st.builds(Image, width=numbers, height=numbers, make=texts, latitude=texts)
medias = st.builds(
    Media,
    duration_ms=numbers,
    streams=st.lists(st.builds(Stream, kind=st.text(max_size=5)), max_size=3).map(tuple),
)
inspections = st.builds(
    Inspection,
    media_type=st.text(max_size=20),
    image=st.none() | images,
    media=st.none() | medias,
    pdf=st.none() | st.builds(Pdf, encrypted=st.booleans(), author=texts),
    provenance=st.none() | st.builds(Provenance, present=st.booleans(), state=texts),
    tools=st.dictionaries(st.sampled_from(["pyav", "pillow"]), st.text(max_size=5)),
    problems=st.lists(st.builds(Problem, st.text(max_size=5), st.text(max_size=5)), max_size=3).map(tuple),
)


@given(inspections)
def test_an_inspection_comes_back_from_its_canonical_json(found: Inspection) -> None:
    assert parse_inspection(decode(encode(found.to_json()))) == found


def test_what_was_not_found_is_left_out() -> None:
    assert Inspection("text/plain", image=Image(width=3)).to_json() == {
        "media_type": "text/plain",
        "image": {"width": 3},
    }


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {"media_type": 5},
        {"media_type": None},
        {"media_type": "a/b", "surprise": 1},
        {"media_type": "a/b", "image": {"width": "3"}},
        {"media_type": "a/b", "image": {"width": True}},
        {"media_type": "a/b", "image": {"make": "x" * (LONGEST_TEXT + 1)}},
        {"media_type": "a/b", "image": [["width", 3]]},
        {"media_type": "a/b", "media": {"streams": [{}]}},
        {"media_type": "a/b", "media": {"streams": [{"kind": "audio"}] * 65}},
        {"media_type": "a/b", "tools": {str(number): "1" for number in range(17)}},
        {"media_type": "a/b", "problems": ["it broke"]},
    ],
)
def test_facts_of_another_shape_are_refused(value: object) -> None:
    with pytest.raises(BadData):
        parse_inspection(value)  # type: ignore[arg-type]


def answered(*messages: tuple[bytes, bytes]) -> _Gathering:
    """What is gathered from a child that says exactly this, and then closes."""
    found = _Gathering(100, "")
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for kind, message in messages:
            theirs.sendall(struct.pack(">cI", kind, len(message)) + message)
        theirs.shutdown(socket.SHUT_WR)
        _serve(ours, found, lambda offset, length: bytes(length), time.monotonic() + 5)
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


def test_every_kind_of_facts_has_its_place() -> None:
    names = {field.name for field in fields(Inspection)}
    assert names >= {"image", "media", "pdf", "provenance"}
