"""The worker whose children say what items are (`forking` is how it lives and forks).

Its children run every reader that takes the kind of file at hand, and tell the parent before and after each, so that a reader
that crashes or hangs has a name.
"""

import sys
from collections.abc import Mapping

from amanet.canonical import JSON, decode_any_json, encode
from amanet.intake.channel import ChildChannel, RemoteFile
from amanet.intake.forking import serve_forks, what_happened
from amanet.intake.readers import READERS, UNKNOWN_TYPE, Findings, Reader

__all__ = ["Inspecting"]

_MOST_PROBLEMS = 16


class Inspecting:
    """The work of this worker. What could not be loaded is told to the parent; the other readers are of use without it."""

    def __init__(self) -> None:
        self._readers: list[Reader] = []

    def start(self) -> dict[str, JSON]:
        tools: dict[str, JSON] = {}
        missing: dict[str, JSON] = {}
        for reader in READERS:
            try:
                tools[reader.name] = dict(reader.load())
                self._readers.append(reader)
            except Exception as problem:  # noqa: BLE001  libraries raise anything; the others are of use
                missing[reader.name] = what_happened(problem)
        return {"tools": tools, "missing": missing}

    def load(self, name: str) -> dict[str, JSON]:
        return {}  # all is loaded at the start: which readers an item needs shows only when it is read

    def do(self, channel: ChildChannel) -> None:
        order = decode_any_json(channel.receive())
        assert isinstance(order, Mapping)
        size, skip, guess = order["size"], order["skip"], order["guess"]
        media_type = order["media_type"]
        assert isinstance(size, int)
        assert isinstance(skip, list)
        assert isinstance(guess, str)
        assert isinstance(media_type, str)
        file = RemoteFile(channel.ask, size)
        for reader in self._readers:
            if reader.name in skip or not reader.takes(media_type):
                continue
            channel.send(b"S", reader.name.encode())
            findings = _read(reader, file, media_type)
            channel.send(
                b"F", encode({"facts": findings.facts, "problems": list(findings.problems[:_MOST_PROBLEMS])})
            )
            if "media_type" in findings.facts and not media_type:
                media_type = str(findings.facts["media_type"])
                media_type = guess if guess and media_type == UNKNOWN_TYPE else media_type
        channel.send(b"E", b"")


def _read(reader: Reader, file: RemoteFile, media_type: str) -> Findings:
    findings = Findings()
    file.seek(0)
    try:
        reader.read(file, media_type, findings)
    except BaseException as problem:  # noqa: BLE001  libraries raise anything; the other readers go on
        findings.problems.append(what_happened(problem))
    return findings


if __name__ == "__main__":
    serve_forks(sys.argv[1:], Inspecting())
