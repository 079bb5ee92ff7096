"""Plain-text transcripts: broadcasts, interviews, notes of courts and organisations, by labels of speakers.

The reading's text is the decoded original, and its segments are all of it: turns, headings, notes, frames (a time on a line of
its own) and what was not understood. A turn is a label and all that follows up to the next label, heading, caption or note.
Decided here, because nothing in such a file says it:

- What is a label, the whole file decides (transcript_speakers). Labels are strings and never merged: "DANA MUR" and "MUR" stay
  apart. Marks tell a label's pieces; a mark's `value` is the words alone, its span has the comma or colon in it.
- A note of a language ("[Speaking Uyghur]") holds until the turn ends or the next one names another; in the middle of a turn it begins
  a new segment of the same speaker. Without a note the language is `Answers.language`, else unknown: it is never inferred.
- After a heading, a caption, a break or junk, words without a label are a turn of *nobody* (speaker None) with an oddity: the narrator
  may go on, or the person just introduced may begin. Only a note in brackets and a time on a line of their own interrupt without
  ending anything: the same speaker goes on after them.
- A caption introduces a person where a label stands without its colon (`details["caption_of"]`), or a picture where a short line
  without the end of a sentence stands between two speakers; the latter with an oddity.
- Before the first label: a title is a heading, all else is a note.
- A line that only looks like a label stays among the words, with an oddity. `Answers.speakers` makes it one.
- Two numbers ("12:30") are minutes and seconds, unless a file's times may all be those of a clock: then there are none, with an oddity.

A text without labels, read by name, is paragraphs. Refused: over 64 MiB, over `MOST_LINES` lines, over `MOST_SEGMENTS` turns.

>>> import io
>>> from amanet.intake.parsers.parsing import Answers, Sample
>>> from amanet.intake.parsers.transcript import PARSER
>>> data = b"NARRATOR:\\n\\nThis is Dana.\\n\\nDANA:\\n\\n[Speaking Kazakh] They came at night. [Crying]\\n"
>>> reading = PARSER.parse(io.BytesIO(data), Sample("a.txt", "text/plain", len(data), data), Answers()).reading
>>> [(one.kind, one.speaker, one.language, reading.said(one)) for one in reading.segments]
[('turn', 'NARRATOR', None, 'This is Dana.'), ('turn', 'DANA', 'kk', 'They came at night.')]
"""

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, Final

from amanet.canonical import JSON
from amanet.intake.parsers.decoding import read_text
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.intake.parsers.transcript_lines import Lines
from amanet.intake.parsers.transcript_recognition import is_transcript
from amanet.intake.parsers.transcript_speakers import Speakers, find_speakers
from amanet.intake.parsers.transcript_turns import Turns
from amanet.record.reading import Oddity, Reading

__all__ = ["MOST_ODDITIES", "PARSER", "TranscriptParser"]

# A file that is odd in every line has one fault, not a million.
MOST_ODDITIES: Final = 500


class TranscriptParser:
    """See the module."""

    name = "transcript"
    version = "1"

    def takes(self, sample: Sample) -> bool:
        return is_transcript(sample)

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        text = read_text(file, answers)
        lines = Lines(text)
        speakers = find_speakers(lines, answers.speakers)
        turns = Turns(lines, speakers, answers.language)
        segments = turns.read()
        details: dict[str, JSON] = {"title": turns.title} if turns.title else {}
        oddities = (*_of_the_whole(speakers), *_by_line(text, turns.odd.found))
        return Parsed(Reading(self.name, text, segments, (), details, oddities))


def _of_the_whole(speakers: Speakers) -> Iterator[Oddity]:
    if not speakers:
        yield Oddity("the whole", "no labels of speakers were found: it was read as paragraphs")
    if speakers.time_of_day:
        yield Oddity(
            "the whole", "its times may be those of a clock: none was taken for a place in a recording"
        )


def _by_line(text: str, found: list[tuple[int, str]]) -> Iterator[Oddity]:
    """Offsets become line numbers, as an editor counts them; what is too much is counted."""
    number, at = 1, 0
    for offset, what in islice(sorted(found), MOST_ODDITIES):
        number += text.count("\n", at, offset) + text.count("\r", at, offset) - text.count("\r\n", at, offset)
        at = offset
        yield Oddity(f"line {number}", what)
    if len(found) > MOST_ODDITIES:
        yield Oddity("the whole", f"{len(found) - MOST_ODDITIES} more oddities of these kinds")


PARSER: Final = TranscriptParser()
