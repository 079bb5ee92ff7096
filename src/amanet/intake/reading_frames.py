"""What a confined child says of an item it reads, piece by piece: the words of the talk, and the child's side of it.

    child → parent   R offset u64, length u32   "give me these bytes of the item"
                     C name                     "it is of this format", and nothing more follows
                     T UTF-8                    a piece of the reading's text
                     G JSON                     some of its segments, in order
                     A JSON                     some of what is attached
                     O JSON                     some of its oddities
                     D JSON                     the details
                     V                          "that was the reading"
                     I place u32                "here comes the file at that place of what is attached"
                     B bytes                    a piece of it
                     Z                          "that was the file"
                     E                          "that was all"
                     X JSON                     "it cannot be read, because …"; instead of anything else
    parent → child   JSON                       the order: what is known of the item, and what to do
                     bytes                      what was asked for

Framed as in `channel`. A reading is sent in pieces so that neither side ever holds it twice.
"""

import struct
from collections.abc import Sequence
from typing import BinaryIO, Final

from amanet.canonical import JSON, encode
from amanet.errors import BadData
from amanet.intake.channel import ChildChannel
from amanet.intake.parsers.parsing import NeedsAnswer, Parsed

__all__ = ["LARGEST_FRAME", "PLACE", "send_failure", "send_parsed"]

LARGEST_FRAME: Final = 8 << 20
PLACE: Final = struct.Struct(">I")
_CHARACTERS_AT_ONCE: Final = 256 << 10
_BYTES_AT_ONCE: Final = 256 << 10
_ENTRIES_AT_ONCE: Final = 500


def send_parsed(channel: ChildChannel, parsed: Parsed) -> None:
    """All of it: the reading, then the files. Raises what opening and reading a file raises."""
    _send_reading(channel, parsed)
    for one in parsed.inside:
        channel.send(b"I", PLACE.pack(one.place))
        with one.open() as stream:
            _send_file(channel, stream)
        channel.send(b"Z", b"")
    channel.send(b"E", b"")


def send_failure(channel: ChildChannel, kind: str, problem: BaseException) -> None:
    """`kind` is "bad" for what a parser said of the file, "failed" where it failed itself: then its words stay here."""
    told: dict[str, JSON] = {
        "kind": kind,
        "message": str(problem) if kind == "bad" else type(problem).__name__,
    }
    if isinstance(problem, NeedsAnswer):
        told |= {"question": problem.question, "choices": list(problem.choices)}
    channel.send(b"X", encode(told))


def _send_reading(channel: ChildChannel, parsed: Parsed) -> None:
    text = parsed.reading.text
    for start in range(0, len(text), _CHARACTERS_AT_ONCE):
        channel.send(b"T", _utf8(text[start : start + _CHARACTERS_AT_ONCE]))
    content = parsed.reading.to_json()
    for kind, name in ((b"G", "segments"), (b"A", "attached"), (b"O", "oddities")):
        _send_entries(channel, kind, content.pop(name, []))  # type: ignore[arg-type]
    channel.send(b"D", encode(content.get("details", {})))
    channel.send(b"V", b"")


def _send_entries(channel: ChildChannel, kind: bytes, entries: Sequence[JSON]) -> None:
    for start in range(0, len(entries), _ENTRIES_AT_ONCE):
        _send_some(channel, kind, entries[start : start + _ENTRIES_AT_ONCE])


def _send_some(channel: ChildChannel, kind: bytes, entries: Sequence[JSON]) -> None:
    message = encode(entries)
    if len(message) <= LARGEST_FRAME:
        channel.send(kind, message)
    elif len(entries) > 1:
        for half in (entries[: len(entries) // 2], entries[len(entries) // 2 :]):
            _send_some(channel, kind, half)
    else:
        raise BadData(
            f"One piece of this item says more of itself than the {LARGEST_FRAME >> 20} MiB that are kept of one. The item is kept as it is."
        )


def _send_file(channel: ChildChannel, stream: BinaryIO) -> None:
    while piece := stream.read(_BYTES_AT_ONCE):
        channel.send(b"B", piece)


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as problem:
        raise BadData(
            "The words of this item hold half of a surrogate pair, which is no character. The item is kept as it is. "
            "Repair a copy, or say another encoding (--encoding)."
        ) from problem
