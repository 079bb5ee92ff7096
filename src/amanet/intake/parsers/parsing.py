"""What every parser is: bytes of one item in, a `Reading` and the files found inside it out.

Parsers meet hostile files. They run in the confined process (docs/adr/0002-confinement.md), never write, never look
outside the file they were given, and fail in two ways only: `BadData` with the place (line, row, part) and what to do, or
`NeedsAnswer` where the file can be read in two ways and only a person knows. Nothing is guessed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from amanet.errors import BadData
from amanet.record.reading import Attached, Reading

__all__ = ["Answers", "Inside", "NeedsAnswer", "Parsed", "Parser", "Sample"]


class NeedsAnswer(BadData):
    """The file can be read in several ways. `question` is a field of `Answers`, `choices` what it may be.

    The message says what is ambiguous, by line or row, and how to answer (`--date-order dmy`).
    """

    def __init__(self, message: str, question: str, choices: tuple[str, ...]) -> None:
        super().__init__(message)
        self.question = question
        self.choices = choices


@dataclass(frozen=True)
class Answers:
    """What the user said about a file that the file itself does not tell. None: nothing was said.

    `date_order` is `dmy`, `mdy` or `ymd`; `encoding` a name that Python's codecs know; `language` a BCP 47 tag for text
    whose language is not marked; `speakers` the labels that are speakers although they are written like headings.
    """

    date_order: str | None = None
    encoding: str | None = None
    language: str | None = None
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    """What is known of a file before it is read: its name as given, the media type found, its size, its first 64 KiB."""

    name: str
    media_type: str
    size: int
    head: bytes = field(repr=False)


@dataclass(frozen=True)
class Inside:
    """The bytes of `Reading.attached[place]`; `open` gives a new stream that is read once, within limits."""

    place: int
    open: Callable[[], BinaryIO]


@dataclass(frozen=True)
class Parsed:
    reading: Reading
    inside: tuple[Inside, ...] = ()

    @property
    def attached(self) -> tuple[Attached, ...]:
        return self.reading.attached


class Parser(Protocol):
    """One module a format. `name` is `Reading.format`; `version` changes when the same file would be read otherwise."""

    name: str
    version: str

    def takes(self, sample: Sample) -> bool:
        """Whether this is a file of its format. Quick, and never raises."""

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        """Raises `BadData` or `NeedsAnswer`. `file` is seekable; reading it is all that may be done with it."""
