"""The parent's side of the talk with one confined child: bytes out, findings in, both held to their bounds.

What the child says may be said by the file that took it over. So it can ask for ranges of the file alone,
start each reader once and answer once for it, and what it answers is parsed strictly. Anything else ends the
talk with `BadData`.
"""

import re
import socket
from collections.abc import Mapping
from typing import Any

from amanet.canonical import JSON, decode_any_json, encode
from amanet.errors import BadData
from amanet.intake.channel import HEADER, LARGEST_MESSAGE
from amanet.intake.inspection import Image, Inspection, Media, Pdf, Problem, Provenance, parse_facts
from amanet.intake.ranges import ReadAt, range_asked_for, receive, send
from amanet.intake.readers import UNKNOWN_TYPE

__all__ = ["READER_NAMES", "Gathering", "serve"]

_KINDS_OF_FACTS: dict[str, type[Any]] = {"image": Image, "media": Media, "pdf": Pdf, "provenance": Provenance}
READER_NAMES = ("kind", *_KINDS_OF_FACTS)
_MEDIA_TYPE = re.compile(r"[a-z0-9-]{1,40}/[A-Za-z0-9.+_-]{1,100}")


class Gathering:
    """What is known of one item so far, over one child or several."""

    def __init__(self, size: int, guess: str) -> None:
        self.size = size
        self._guess = guess
        self._media_type = ""
        self._facts: dict[str, Any] = {}
        self._problems: list[Problem] = []
        self._started: list[str] = []
        self._answered: set[str] = set()

    def order(self) -> bytes:
        effective = self._guess if self._guess and self._media_type == UNKNOWN_TYPE else self._media_type
        return encode(
            {"size": self.size, "skip": list(self._started), "guess": self._guess, "media_type": effective}
        )

    @property
    def at_work(self) -> str:
        """The reader that has started and not answered, "" where there is none."""
        return next((name for name in self._started if name not in self._answered), "")

    def start(self, message: bytes) -> None:
        name = message.decode("ascii", "replace")
        if name not in READER_NAMES or name in self._started or len(self._started) != len(self._answered):
            raise BadData("it started a reader that there is not, or one twice.")
        self._started.append(name)

    def answer(self, message: bytes) -> None:
        """Takes the findings of the reader that was started last. Raises `BadData` for anything untoward."""
        if len(self._started) == len(self._answered):
            raise BadData("it answered without being asked.")
        reader = self._started[-1]
        answer = decode_any_json(message)
        if not isinstance(answer, dict) or answer.keys() != {"facts", "problems"}:
            raise BadData("facts and problems were expected.")
        problems = parse_facts(
            Inspection, {"media_type": "", "problems": _named(reader, answer["problems"])}
        ).problems
        self._take_facts(reader, answer["facts"])
        self._problems += problems
        self._answered.add(reader)

    def _take_facts(self, reader: str, facts: JSON) -> None:
        if reader != "kind":
            if facts:
                self._facts[reader] = parse_facts(_KINDS_OF_FACTS[reader], facts)
            return
        media_type = parse_facts(Inspection, facts).media_type
        if not _MEDIA_TYPE.fullmatch(media_type):
            raise BadData("the media type is none.")
        self._media_type = media_type

    def note_failure(self, what: str) -> bool:
        """Names the reader that was at work.

        False where there was none: then another child would fare no better.
        """
        reader = self.at_work
        self._problems.append(Problem(reader or "inspector", what))
        if reader:
            self._answered.add(reader)
        self._media_type = self._media_type or UNKNOWN_TYPE
        return bool(reader)

    def inspection(self, hello: Mapping[str, Any]) -> Inspection:
        missing = [
            Problem(name, f"could not be loaded: {why}") for name, why in sorted(hello["missing"].items())
        ]
        used = [hello["tools"].get(name, {}) for name in self._started]
        tools = {tool: version for versions in used for tool, version in versions.items()}
        problems = tuple(missing + self._problems)
        return Inspection(self._media_type or UNKNOWN_TYPE, tools=tools, problems=problems, **self._facts)


def serve(child: socket.socket, found: Gathering, read_at: ReadAt, deadline: float) -> None:
    """Answers the child until it says that that was all.

    Raises `EOFError`, `TimeoutError` or `BadData` otherwise.
    """
    send(child, found.order(), deadline)
    while True:
        kind, length = HEADER.unpack(receive(child, HEADER.size, deadline))
        if length > LARGEST_MESSAGE:
            raise BadData(f"it has {length} bytes, more than the {LARGEST_MESSAGE} allowed.")
        message = receive(child, length, deadline)
        if kind == b"R":
            send(child, range_asked_for(message, found.size, read_at), deadline)
        elif kind == b"S":
            found.start(message)
        elif kind == b"F":
            found.answer(message)
        elif kind == b"E":
            return
        else:
            raise BadData("it is of no known kind.")


def _named(reader: str, problems: JSON) -> JSON:
    if not isinstance(problems, list):
        raise BadData("the problems are a list.")
    return [{"reader": reader, "what": what} for what in problems]
