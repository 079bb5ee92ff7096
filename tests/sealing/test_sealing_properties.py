"""Round trips, ranges, and the promise: any change is found, nothing unauthenticated is handed out."""

import hashlib
import io
import os
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.errors import BadData, Misuse, WorldFailed
from amanet.sealing import (
    AgeReader,
    BytesSource,
    Identity,
    NoMatch,
    PayloadFailure,
    Recipient,
    Sealed,
    open_bytes,
    padme,
    seal_bytes,
    seal_stream,
)

CHUNK = 65536
SEALED_CHUNK = CHUNK + 16
AROUND_CHUNKS = [0, 1, *(size for n in range(1, 5) for size in (n * CHUNK - 1, n * CHUNK, n * CHUNK + 1))]
# Groups of sixteen chunks are what is read and written at once; their edges are another place to go wrong.
AROUND_GROUPS = [
    (n * 16 + chunk) * CHUNK + byte for n in (1, 2) for chunk in (-1, 0, 1) for byte in (-1, 0, 1)
]

IDENTITY = Identity(b"\x07" * 32)
TO = [IDENTITY.recipient]


def seal(plaintext: bytes, *, pad: bool = False) -> bytes:
    return seal_bytes(plaintext, TO, random_bytes=os.urandom, pad=pad)


def streamed(source: object, *, pad: bool = False) -> tuple[bytes, Sealed]:
    written = io.BytesIO()
    sealed = seal_stream(source, written.write, TO, random_bytes=os.urandom, pad=pad)  # type: ignore[arg-type]
    return written.getvalue(), sealed


def all_of(file: bytes, identity: Identity = IDENTITY) -> bytes:
    return b"".join(bytes(view) for view in AgeReader(BytesSource(file), identity).stream())


class Dribble(io.RawIOBase):
    """A source that gives odd pieces, and goes on growing while it is read."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while self._pieces and not self._pieces[0]:
            self._pieces.pop(0)
        if not self._pieces:
            return 0
        piece = self._pieces[0][: len(view)]
        self._pieces[0] = self._pieces[0][len(piece) :]
        view[: len(piece)] = piece
        return len(piece)


@pytest.mark.parametrize("size", AROUND_CHUNKS)
def test_round_trip_around_every_chunk_boundary(noise: bytes, size: int) -> None:
    plaintext = noise[:size]
    for file in (seal(plaintext), streamed(io.BytesIO(plaintext))[0]):
        assert open_bytes(file, IDENTITY) == plaintext
        assert all_of(file) == plaintext
        assert AgeReader(BytesSource(file), IDENTITY).plaintext_size == size


@pytest.mark.parametrize("size", AROUND_GROUPS)
def test_round_trip_around_every_group_boundary(size: int) -> None:
    plaintext = os.urandom(size)
    file, sealed = streamed(io.BytesIO(plaintext))
    assert all_of(file) == plaintext
    assert sealed == Sealed(hashlib.sha256(plaintext).digest(), size, len(file))


@given(st.binary(max_size=300))
def test_round_trip_of_any_bytes(plaintext: bytes) -> None:
    assert open_bytes(seal(plaintext), IDENTITY) == plaintext


@given(st.binary(max_size=3000))
def test_padding_is_zeros_to_the_padme_length(plaintext: bytes) -> None:
    padded = plaintext.ljust(padme(len(plaintext)), b"\0")
    assert open_bytes(seal(plaintext, pad=True), IDENTITY) == padded
    assert open_bytes(streamed(io.BytesIO(plaintext), pad=True)[0], IDENTITY) == padded


@pytest.mark.parametrize("size", [*AROUND_CHUNKS, 17 * CHUNK + 1, 33 * CHUNK + 70_000])
def test_what_is_told_of_a_padded_stream_is_of_the_true_plaintext(size: int) -> None:
    plaintext = os.urandom(size)
    file, sealed = streamed(io.BytesIO(plaintext), pad=True)
    assert sealed == Sealed(hashlib.sha256(plaintext).digest(), size, len(file))
    assert all_of(file) == plaintext.ljust(padme(size), b"\0")


def test_padding_may_be_longer_than_what_is_written_at_once() -> None:
    size = (32 << 20) + 1
    file, sealed = streamed(io.BytesIO(bytes(size)), pad=True)
    assert (padme(size) - size, sealed.stored_size) == ((1 << 20) - 1, len(file))
    assert AgeReader(BytesSource(file), IDENTITY).plaintext_size == padme(size)


@given(st.lists(st.integers(0, 90_000), max_size=12))
@settings(max_examples=20)
def test_a_source_may_give_pieces_of_any_size(sizes: list[int]) -> None:
    pieces = [os.urandom(size) for size in sizes]
    file, sealed = streamed(Dribble(list(pieces)))
    assert all_of(file) == b"".join(pieces)
    assert sealed.size == sum(sizes)


def test_progress_tells_bytes_of_the_source() -> None:
    told: list[int] = []
    seal_stream(io.BytesIO(bytes(3 << 20)), len, TO, random_bytes=os.urandom, pad=True, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 3 << 20


def test_a_full_disk_while_sealing_is_not_hidden() -> None:
    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="space"):
        seal_stream(io.BytesIO(b"x"), full, TO, random_bytes=os.urandom)


def test_a_source_that_does_not_wait_is_refused() -> None:
    class NotYet:
        def readinto(self, buffer: memoryview, /) -> int | None:
            return None

    with pytest.raises(WorldFailed, match="blocking"):
        streamed(NotYet())


@given(st.integers(0, 4 * CHUNK + 99), st.integers(0, 3 * CHUNK))
@settings(max_examples=60)
def test_a_range_is_a_slice(offset: int, length: int) -> None:
    assert RANGED.read(offset, length) == PLAIN[offset : offset + length]


PLAIN = os.urandom(4 * CHUNK + 17)
RANGED = AgeReader(BytesSource(seal(PLAIN)), IDENTITY)


def test_a_range_reads_only_the_last_chunk_and_those_it_touches() -> None:
    asked: list[tuple[int, int]] = []

    class Watched(BytesSource):
        def read_at(self, offset: int, length: int) -> bytes:
            asked.append((offset, length))
            return super().read_at(offset, length)

    file = seal(PLAIN)
    AgeReader(Watched(file), IDENTITY).read(2 * CHUNK + 5, 4096)
    begin = len(file) - len(PLAIN) - 5 * 16
    assert asked[1:] == [(begin + 4 * SEALED_CHUNK, 33), (begin + 2 * SEALED_CHUNK, SEALED_CHUNK)]


def test_a_range_is_refused_when_the_end_is_missing() -> None:
    cut = seal(PLAIN)[: -17 - 16]
    with pytest.raises(PayloadFailure, match="missing"):
        AgeReader(BytesSource(cut), IDENTITY).read(0, 1)


def test_a_negative_range_is_misuse() -> None:
    with pytest.raises(Misuse):
        RANGED.read(-1, 4)


def test_a_view_cannot_be_used_after_the_next_was_asked_for() -> None:
    views = AgeReader(BytesSource(seal(bytes(20 * CHUNK))), IDENTITY).stream()
    first = next(views)
    next(views)
    with pytest.raises(ValueError, match="released"):
        bytes(first)


def assert_found(damaged: bytes, plaintext: bytes) -> None:
    """Refused in every way of reading; what came out before is a true beginning."""
    with pytest.raises((BadData, NoMatch)):
        open_bytes(damaged, IDENTITY)
    with pytest.raises((BadData, NoMatch)):
        AgeReader(BytesSource(damaged), IDENTITY).read(0, len(damaged))
    out = b""
    with pytest.raises((BadData, NoMatch)):  # noqa: PT012
        for view in AgeReader(BytesSource(damaged), IDENTITY).stream():
            out += view
    assert plaintext.startswith(out)


SMALL = b"names and places"
SMALL_FILE = seal(SMALL)
LONG_FILE = seal(PLAIN)
BEGIN = len(LONG_FILE) - len(PLAIN) - 5 * 16


@pytest.mark.parametrize("at", range(len(SMALL_FILE)))
def test_every_flipped_byte_is_found(at: int) -> None:
    for mask in (1, 0x80, 0xFF):
        damaged = bytearray(SMALL_FILE)
        damaged[at] ^= mask
        assert_found(bytes(damaged), SMALL)


def test_every_cut_is_found() -> None:
    for length in range(len(SMALL_FILE)):
        assert_found(SMALL_FILE[:length], SMALL)


@given(st.integers(0, len(LONG_FILE) - 1))
@settings(max_examples=40)
def test_a_long_file_may_not_be_cut_anywhere(length: int) -> None:
    assert_found(LONG_FILE[:length], PLAIN)


@pytest.mark.parametrize("chunks", range(5))
def test_a_file_cut_between_chunks_is_found(chunks: int) -> None:
    assert_found(LONG_FILE[: BEGIN + chunks * SEALED_CHUNK], PLAIN)


@given(st.binary(min_size=1, max_size=40))
def test_appended_bytes_are_found(more: bytes) -> None:
    assert_found(SMALL_FILE + more, SMALL)
    assert_found(LONG_FILE + more, PLAIN)


@given(st.permutations(range(4)).filter(lambda order: order != [0, 1, 2, 3]))
@settings(max_examples=23)
def test_chunks_in_another_order_are_found(order: list[int]) -> None:
    chunks = [LONG_FILE[BEGIN + n * SEALED_CHUNK : BEGIN + (n + 1) * SEALED_CHUNK] for n in range(5)]
    assert_found(LONG_FILE[:BEGIN] + b"".join(chunks[n] for n in order) + chunks[4], PLAIN)


def test_the_payload_of_another_file_is_found() -> None:
    other = seal(PLAIN)
    assert_found(LONG_FILE[:BEGIN] + other[BEGIN:], PLAIN)


def test_a_source_that_shrinks_while_it_is_read_is_found() -> None:
    class Shrinking(BytesSource):
        def read_at(self, offset: int, length: int) -> bytes:
            return super().read_at(offset, length)[: 4096 if offset == 0 else 100]

    with pytest.raises(PayloadFailure, match="shorter"):
        b"".join(AgeReader(Shrinking(LONG_FILE), IDENTITY).stream())


def test_another_identity_opens_nothing(stranger: Identity) -> None:
    with pytest.raises(NoMatch):
        open_bytes(SMALL_FILE, stranger)


def test_each_of_many_recipients_opens_it() -> None:
    many = [Identity(bytes([n]) * 32) for n in range(1, 65)]
    file = seal_bytes(SMALL, [one.recipient for one in many], random_bytes=os.urandom)
    assert [open_bytes(file, one) for one in many] == [SMALL] * 64
    assert AgeReader(BytesSource(file), many[63]).read(0, 99) == SMALL


def test_sealing_to_nobody_is_misuse() -> None:
    with pytest.raises(Misuse):
        seal_bytes(b"x", [], random_bytes=os.urandom)


def test_sealing_to_a_point_of_low_order_is_refused() -> None:
    with pytest.raises(BadData, match="low order"):
        seal_bytes(b"x", [Recipient(bytes(32))], random_bytes=os.urandom)


def test_no_two_files_are_alike() -> None:
    assert seal(SMALL) != seal(SMALL)


def test_the_same_randomness_gives_these_bytes(
    fixed_random: Callable[[int], bytes], identity: Identity
) -> None:
    """A known answer, so that a change of the format cannot pass unseen."""
    file = seal_bytes(SMALL, [identity.recipient], random_bytes=fixed_random)
    assert (
        hashlib.sha256(file).hexdigest() == "4ff7a82d3b804319348933d53a002a0c67b735bd41639ccfd6d377ee98825e02"
    )
