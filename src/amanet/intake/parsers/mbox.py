"""Mailboxes in one file (mbox, RFC 4155): messages one behind the other, each after a line that begins with `From `.

Such a line begins a message where it ends in a date as C writes it, or is bare (`From `, `From -`) before a header. Anything
else that begins so is text, and is told. Writers disagree on what they did to a line of text that began with `From `: mboxrd
put a `>` before it in a way that can be undone, mboxo did not. Which of them wrote a file, the file does not say; so the `>` is
kept, except where the name (`.mboxrd`) or the media type says mboxrd.

The file is searched, not read into memory; what is attached stays where it stands. Over 64 million characters of text are
refused with the advice to split.

>>> import io
>>> from amanet.intake.parsers.parsing import Answers, Sample
>>> one = b"From a@example.org Mon Jan  1 10:00:00 2018\\nSubject: %s\\n\\nHello\\n\\n"
>>> box = one % b"A" + one % b"B"
>>> reading = PARSER.parse(io.BytesIO(box), Sample("in.mbox", "", len(box), box), Answers()).reading
>>> reading.text.split()
['A', 'Hello', 'B', 'Hello']
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from amanet.errors import BadData
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.mail import Correspondence
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.intake.parsers.room import Room
from amanet.intake.parsers.spans import PIECE, read_at, size_of

__all__ = ["PARSER"]

MOST_MESSAGES = 500_000
_LONGEST_LINE = 1000
_DAYS, _MONTHS = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)", rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DATED = re.compile(
    rb"From [^\n]{0,400}?" + _DAYS + rb",? +" + _MONTHS + rb" +\d{1,2} +\d{1,2}:\d\d[^\n]{0,60}\d{4}"
)
_BARE = re.compile(rb"From -?[ \t]*\r?\n?")
_FIELD = re.compile(rb"[!-9;-~]{1,76}:")


@dataclass(frozen=True)
class _Letter:
    start: int
    end: int


class _Mailbox:
    name = "mbox"
    version = "1"

    def takes(self, sample: Sample) -> bool:
        head = sample.head
        if not head.startswith(b"From "):
            return False
        line, _, after = head.partition(b"\n")
        return bool(_DATED.match(line)) or bool(_BARE.fullmatch(line) and _FIELD.match(after))

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        size = size_of(file)
        composer = Composer(self.name)
        letters = Correspondence(
            file, composer, Room("mailbox"), answers, asks=False, unquotes_from=_is_mboxrd(sample)
        )
        number = 0
        for number, letter in enumerate(self._letters(file, size, composer), 1):
            if number > MOST_MESSAGES:
                raise BadData(
                    f"This mailbox holds over {MOST_MESSAGES} messages. Split a copy and add the parts."
                )
            letters.add(letter.start, letter.end, f"message {number}")
        composer.details |= {"messages": number, "mboxrd": _is_mboxrd(sample)}
        return Parsed(composer.reading(), tuple(letters.inside))

    def _letters(self, file: BinaryIO, size: int, composer: Composer) -> Iterator[_Letter]:
        begins: int | None = None
        doubtful = 0
        for at in _from_lines(file, size):
            after = _separator(file, at, size)
            if after is None:
                doubtful += 1
                continue
            if begins is not None:
                yield _Letter(begins, at)
            elif at:
                composer.oddity("the beginning", f"{at} bytes before the first message are no message")
            begins = after
        if begins is None:
            raise BadData(
                "This is no mailbox: no line in it begins a message (From, an address, a date). "
                "The item is kept as it is; if it is one mail, add it under a name that ends in .eml."
            )
        yield _Letter(begins, size)
        if doubtful:
            composer.oddity(
                "the whole", f"{doubtful} lines begin with From and begin no message; they are text"
            )


def _is_mboxrd(sample: Sample) -> bool:
    return sample.name.lower().endswith(".mboxrd") or "mboxrd" in sample.media_type.lower()


def _from_lines(file: BinaryIO, size: int) -> Iterator[int]:
    """Where lines begin with `From `, in order."""
    held = 0
    if read_at(file, 0, 5) == b"From ":
        yield 0
    while held < size:
        data = read_at(file, held, min(PIECE, size - held))
        found = data.find(b"\nFrom ")
        while found >= 0:
            yield held + found + 1
            found = data.find(b"\nFrom ", found + 1)
        if len(data) < 6:
            return
        held += max(1, len(data) - 5)


def _separator(file: BinaryIO, at: int, size: int) -> int | None:
    """Where the message begins, if the line at `at` begins one."""
    before = read_at(file, max(0, at - 3), min(3, at))
    text = read_at(file, at, min(2 * _LONGEST_LINE, size - at))
    line, newline, after = text.partition(b"\n")
    stands_apart = at == 0 or before.endswith((b"\n\n", b"\n\r\n"))
    before_header = bool(_FIELD.match(after))
    if not newline or len(line) > _LONGEST_LINE:
        return None
    if _DATED.match(line):
        return at + len(line) + 1 if stands_apart or before_header else None
    return at + len(line) + 1 if _BARE.fullmatch(line) and stands_apart and before_header else None


PARSER = _Mailbox()
