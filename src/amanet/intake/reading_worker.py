"""The worker whose children read items (`forking` is how it lives and forks, `reading_frames` what they say).

A child either says of which format an item is, or runs one parser on it. What its parser needs was imported before it was
forked, because a confined process opens no file. `load("")` is for the first of the two, `load(FORMAT)` for the second.

Nothing that a parser's own failure says leaves the child but its kind: the words of an exception may quote what was read.
"""

import io
import sys
from collections.abc import Mapping
from typing import BinaryIO, Final, cast

from amanet.canonical import JSON, decode_any_json
from amanet.errors import BadData
from amanet.intake.channel import ChildChannel, RemoteFile
from amanet.intake.forking import serve_forks, what_happened
from amanet.intake.parsers import choose, load, load_all
from amanet.intake.parsers.parsing import Answers, Parser, Sample
from amanet.intake.reading_frames import send_failure, send_parsed

__all__ = ["Reading"]

_HEAD: Final = 64 << 10
_BUFFER: Final = 128 << 10


class Reading:
    """The work of this worker. Without a parser loaded, its children choose one."""

    def __init__(self) -> None:
        self._parser: Parser | None = None

    def start(self) -> dict[str, JSON]:
        return {}

    def load(self, name: str) -> dict[str, JSON]:
        try:
            if name:
                self._parser = load(name)
            else:
                load_all()
        except Exception as problem:  # noqa: BLE001  no file was seen yet: this is about what is installed here
            return {"missing": what_happened(problem)}
        return {"version": self._parser.version if self._parser else ""}

    def do(self, channel: ChildChannel) -> None:
        order = decode_any_json(channel.receive())
        assert isinstance(order, Mapping)
        kind, failure = "failed", None
        try:
            self._carry_out(order, channel)
        except BadData as problem:
            kind, failure = "bad", problem.with_traceback(None)
        except Exception as problem:  # noqa: BLE001  parsers and their libraries raise anything
            failure = problem.with_traceback(None)  # type: ignore[assignment]
        # Only now, when all that the parser held is let go: there may have been no memory left.
        if failure is not None:
            failure.__cause__ = failure.__context__ = None
            send_failure(channel, kind, failure)

    def _carry_out(self, order: Mapping[str, JSON], channel: ChildChannel) -> None:
        size, name, media_type, answers = (order[key] for key in ("size", "name", "media_type", "answers"))
        assert isinstance(size, int)
        assert isinstance(name, str)
        assert isinstance(media_type, str)
        assert isinstance(answers, Mapping)
        file = cast(BinaryIO, io.BufferedReader(RemoteFile(channel.ask, size), _BUFFER))
        sample = Sample(name, media_type, size, file.read(_HEAD))
        file.seek(0)
        if self._parser is None:
            channel.send(b"C", choose(sample).encode())
        else:
            send_parsed(channel, self._parser.parse(file, sample, _answers(answers)))


def _answers(given: Mapping[str, JSON]) -> Answers:
    speakers = given.get("speakers", ())
    assert isinstance(speakers, list | tuple)
    texts = {name: value for name, value in given.items() if name != "speakers" and isinstance(value, str)}
    return Answers(**texts, speakers=tuple(map(str, speakers)))


if __name__ == "__main__":
    serve_forks(sys.argv[1:], Reading())
