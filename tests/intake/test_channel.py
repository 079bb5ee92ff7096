"""The file in the confined process, against an ordinary one."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.intake.channel import LARGEST_RANGE, RemoteFile

BLOCK = 64 << 10
CONTENT = bytes(index * index % 251 for index in range(3 * BLOCK + 17))

steps = st.one_of(
    st.tuples(st.just("read"), st.integers(-1, 4 * BLOCK)),
    st.tuples(st.just("readinto"), st.integers(0, 2 * BLOCK)),
    st.tuples(st.just("seek"), st.integers(0, 4 * BLOCK)),
    st.tuples(st.just("back"), st.integers(0, 4 * BLOCK)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=12))
def test_it_reads_like_a_file_in_memory(wanted: list[tuple[str, int]]) -> None:
    def ask(offset: int, length: int) -> bytes:
        assert 0 < length <= LARGEST_RANGE
        assert offset + length <= len(CONTENT)
        return CONTENT[offset : offset + length]

    ours, plain = RemoteFile(ask, len(CONTENT)), io.BytesIO(CONTENT)
    for step, number in wanted:
        if step == "read":
            assert ours.read(number) == plain.read(number)
        elif step == "readinto":
            into, other = bytearray(number), bytearray(number)
            assert ours.readinto(into) == plain.readinto(other)
            assert into == other
        elif step == "seek":
            assert ours.seek(number) == plain.seek(number)
        else:
            number = min(number, len(CONTENT))
            assert ours.seek(-number, io.SEEK_END) == plain.seek(-number, io.SEEK_END)
        assert ours.tell() == plain.tell()


def test_what_was_read_is_not_asked_for_again_and_the_kept_part_is_bounded() -> None:
    asked: list[int] = []

    def ask(offset: int, length: int) -> bytes:
        asked.append(length)
        return bytes(length)

    file = RemoteFile(ask, 1 << 40)
    for _ in range(3):
        file.seek(5 * BLOCK)
        file.read(100)
    assert asked == [BLOCK]
    for _ in range(100):
        file.read(BLOCK)
    assert len(asked) < 20, "reading on and on asks for more at once"
    assert len(file._blocks) <= 64


def test_it_cannot_be_written_and_closing_does_nothing() -> None:
    file = RemoteFile(lambda offset, length: bytes(length), 10)
    with pytest.raises(io.UnsupportedOperation):
        file.write(b"x")
    file.close()
    assert file.read() == bytes(10)
