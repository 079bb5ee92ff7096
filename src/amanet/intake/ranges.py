"""Ranges of an item, served to a confined process that asks for them: the parent's side of every talk.

Whoever asks may have been taken over by the item. It gets bytes of this one item, as many at once as `LARGEST_RANGE`, and
nothing else. Every wait has an end.
"""

import socket
import time
from collections.abc import Callable
from typing import TypeAlias

from amanet.errors import BadData, WorldFailed
from amanet.intake.channel import LARGEST_RANGE, LENGTH, RANGE

__all__ = ["ReadAt", "ReadingFailed", "range_asked_for", "receive", "send"]

ReadAt: TypeAlias = Callable[[int, int], bytes]


class ReadingFailed(Exception):
    """`read_at` raised `reason`. Kept apart, so that no error of ours is taken for the item's doing."""

    def __init__(self, reason: Exception) -> None:
        super().__init__()
        self.reason = reason


def range_asked_for(message: bytes, size: int, read_at: ReadAt) -> bytes:
    """What a child asked for. Raises `BadData` where nobody may ask that, and `ReadingFailed`."""
    if len(message) != RANGE.size:
        raise BadData("a range was expected.")
    offset, length = RANGE.unpack(message)
    if not 0 < length <= LARGEST_RANGE or offset + length > size:
        raise BadData("it asked for bytes that the file does not have.")
    try:
        data = read_at(offset, length)
    except Exception as reason:
        raise ReadingFailed(reason) from reason
    if len(data) != length:
        raise WorldFailed(
            f"{length} bytes of an item were to be read and {len(data)} came. Run `amanet verify`."
        )
    return data


def send(child: socket.socket, message: bytes, deadline: float) -> None:
    child.settimeout(_left(deadline))
    child.sendall(LENGTH.pack(len(message)) + message)


def receive(source: socket.socket, length: int, deadline: float | None) -> bytes:
    """So many bytes. Raises `TimeoutError` after `deadline` (of the monotonic clock), `EOFError` where the other end has gone."""
    parts = []
    while length:
        if deadline is not None:
            source.settimeout(_left(deadline))
        part = source.recv(length)
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
