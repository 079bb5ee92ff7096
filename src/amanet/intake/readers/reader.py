"""What a reader is, and where it writes down what it found."""

from typing import Protocol

from amanet.canonical import JSON
from amanet.intake.channel import RemoteFile
from amanet.intake.inspection import LONGEST_TEXT

__all__ = ["Findings", "Reader"]


class Findings:
    """Facts and problems of one reader on one file.

    What stands here already survives the reader's failure.
    """

    def __init__(self) -> None:
        self.facts: dict[str, JSON] = {}
        self.problems: list[str] = []

    def number(self, name: str, value: object) -> None:
        """Writes down a whole number that is not negative; anything else is nothing."""
        if isinstance(value, int) and 0 <= value < 2**53:
            self.facts[name] = int(value)

    def text(self, name: str, value: object) -> None:
        """Writes down a text as the file has it, cut to `LONGEST_TEXT`; an empty one is nothing."""
        if isinstance(value, bytes):
            value = value.decode("utf-8", "backslashreplace")
        if not isinstance(value, str):
            return
        text = value.rstrip("\0").encode("utf-8", "backslashreplace").decode("utf-8")
        if len(text) > LONGEST_TEXT:
            self.problems.append(f"{name} has {len(text)} characters and was cut to {LONGEST_TEXT}")
        if text.strip():
            self.facts[name] = text[:LONGEST_TEXT]


class Reader(Protocol):
    """One library that tells something about some kinds of files."""

    name: str

    def load(self) -> dict[str, str]:
        """Imports what is needed and uses it once on something of our own.

        Returns the tools and their versions.
        """

    def takes(self, media_type: str) -> bool: ...

    def read(self, file: RemoteFile, media_type: str, findings: Findings) -> None:
        """Writes what it finds into `findings`. May raise anything, hang or crash: it is confined."""
