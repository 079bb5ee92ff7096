"""The header beyond the test kit: its bounds, and that nothing but its exact grammar is taken."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import Misuse
from amanet.sealing import HeaderFailure, Identity, MacFailure
from amanet.sealing.header import open_header, parse_header, write_header

IDENTITY = Identity(b"\x07" * 32)
FILE_KEY = bytes(range(16))
HEADER = write_header([IDENTITY.recipient], FILE_KEY, os.urandom)


def test_what_follows_the_header_is_not_read() -> None:
    assert parse_header(HEADER + b"\n--- not a line of the header\n").size == len(HEADER)


def test_the_file_key_comes_back() -> None:
    assert open_header(parse_header(HEADER), IDENTITY) == FILE_KEY


@given(st.integers(0, len(HEADER) - 1), st.integers(0, 255))
def test_a_changed_header_never_opens(at: int, value: int) -> None:
    changed = HEADER[:at] + bytes([value]) + HEADER[at + 1 :]
    if changed == HEADER:
        return
    with pytest.raises(Exception, match=r".") as refused:
        open_header(parse_header(changed), IDENTITY)
    assert type(refused.value).__module__ == "amanet.sealing.failures"


def test_a_stanza_added_by_another_hand_is_found() -> None:
    end = HEADER.index(b"\n---") + 1
    with pytest.raises(MacFailure):
        open_header(parse_header(HEADER[:end] + b"-> note hello\n\n" + HEADER[end:]), IDENTITY)


def test_a_malformed_stanza_is_an_error_behind_one_that_opens() -> None:
    end = HEADER.index(b"\n---") + 1
    with pytest.raises(HeaderFailure):
        open_header(parse_header(HEADER[:end] + b"-> X25519 AAAA\n\n" + HEADER[end:]), IDENTITY)


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"age-encryption.org/v1",
        b"age-encryption.org/v1\n",
        b"age-encryption.org/v1\n---",
        b"age-encryption.org/v1\n--- " + b"A" * 43 + b"\n",
        b"age-encryption.org/v1\n\n--- " + b"A" * 43 + b"\n",
        b"age-encryption.org/v1\n-> a\n--- " + b"A" * 43 + b"\n",
        b"age-encryption.org/v1\n-> a\n\xff\n--- " + b"A" * 43 + b"\n",
        b"age-encryption.org/v1\n-> " + b"x" * 70_000,
    ],
)
def test_what_is_not_a_header_is_refused(start: bytes) -> None:
    with pytest.raises(HeaderFailure):
        parse_header(start)


def test_a_header_is_not_written_longer_than_it_is_read() -> None:
    with pytest.raises(Misuse, match="Too many"):
        write_header([IDENTITY.recipient] * 700, FILE_KEY, lambda count: bytes(31) + b"\x01")
