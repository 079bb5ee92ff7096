"""From the lines of a transcript to its turns, headings, captions and notes: what each line is, in order.

What belongs to whom is decided as transcript.py says; transcript_speech keeps who speaks. Time is linear in the text.
"""

from amanet.intake.parsers.transcript_form import find_form
from amanet.intake.parsers.transcript_headings import (
    Caption,
    find_caption,
    is_heading,
    is_junk,
    is_separator,
    pieces_of_heading,
    stands_apart,
)
from amanet.intake.parsers.transcript_labels import Label
from amanet.intake.parsers.transcript_lines import Lines
from amanet.intake.parsers.transcript_notes import find_notes, notes_alone
from amanet.intake.parsers.transcript_speakers import Speakers
from amanet.intake.parsers.transcript_speech import Speech, WhatWasOdd
from amanet.intake.parsers.transcript_tally import is_field
from amanet.intake.parsers.transcript_times import time_at
from amanet.record.reading import NOT_UNDERSTOOD, Segment

__all__ = ["Turns"]

_LONGEST_TITLE = 160
_LONGEST_TIME = 48
_NOBODYS = "words without a label after a heading, a caption or a break: whose they are is not known"
_LIKE_A_LABEL = "begins like a speaker's label, and is not used as one here: it was left among the words. If it is one, say so (--speaker)"
_LIKE_A_FIELD = "begins like a field of a form, not like a speaker: it was left among the words"
_IN_A_FORM = "a line in the form before the interview begins with a speaker's label; it was taken for a part of the form"
_TAKEN_FOR_A_CAPTION = (
    "a short line that does not end like a sentence was taken for a caption, not for what somebody said"
)


class Turns:
    """Use once: `read()`; then `title` and `odd` say what else was found."""

    def __init__(self, lines: Lines, speakers: Speakers, language: str | None) -> None:
        self.odd = WhatWasOdd()
        self.title: str | None = None
        self._lines = lines
        self._speakers = speakers
        self._speech = Speech(
            lines.text,
            "turn" if speakers else "paragraph",
            language,
            self.odd,
            times_known=not speakers.time_of_day,
        )
        self._in_head = bool(speakers)

    def read(self) -> tuple[Segment, ...]:
        place = self._form()
        while place < len(self._lines):
            place += self._line(place)
        return self._speech.finish(len(self._lines.text))

    def _form(self) -> int:
        form = find_form(self._lines, self._speakers)
        place = 0
        while place < form.lines:
            like_a_field = self._speakers.possible_label(place) is not None
            place += self._head(place) if like_a_field else self._unlabelled(place)
        for number in form.doubtful:
            self.odd.add(self._lines.starts[number], _IN_A_FORM)
        return form.lines

    def _line(self, place: int) -> int:
        """Reads what begins at a line; the number of lines read."""
        label = self._speakers.label(place)
        if label is None:
            return self._unlabelled(place)
        start = self._lines.starts[place]
        self._speech.begin_label(self._lines.begin(place), start, label)
        self._in_head = False
        self._say(place, label.end)
        return 1

    def _say(self, place: int, at: int = 0) -> None:
        start = self._lines.starts[place]
        self._speech.say(start + at, self._lines.ends[place], find_notes(self._lines[place], at), start)

    def _unlabelled(self, place: int) -> int:
        line = self._lines[place]
        junk = is_junk(line)
        if junk or is_separator(line):
            self._speech.end_voice(NOT_UNDERSTOOD if junk else "note", self._lines.begin(place))
            return 1
        if self._time_alone(place) or self._notes_alone(place):
            return 1
        return self._introduction(place) or (self._head(place) if self._in_head else self._plain(place))

    def _introduction(self, place: int) -> int:
        """A caption or a heading, if one begins here; the number of lines read. Right after a label come words."""
        if self._speech.waits:
            return 0
        caption = find_caption(self._lines, place, self._speakers)
        if caption is not None:
            return self._caption(place, caption)
        if self._heads(place):
            return self._heading(place)
        return self._source_caption(place) if self._is_source_caption(place) else 0

    def _plain(self, place: int) -> int:
        """Words: they go on, or are nobody's, or begin a paragraph of a text without labels."""
        begin = self._lines.begin(place)
        if not self._speakers and (self._lines.spaced(place) or not self._speech.has_voice):
            self._speech.begin_voice(None, begin)
        elif not self._speech.has_voice:
            self._speech.begin_voice(None, begin)
            self.odd.add(begin, _NOBODYS)
        label = self._speakers.possible_label(place)
        if label is not None:
            self._doubt(begin, label)
        self._say(place)
        return 1

    def _doubt(self, begin: int, label: Label) -> None:
        if self._speakers.doubtful(label):
            self.odd.add(begin, _LIKE_A_LABEL)
        elif self._speakers and is_field(label, said_too=False):
            self.odd.add(begin, _LIKE_A_FIELD)

    # What nobody said.

    def _time_alone(self, place: int) -> bool:
        line = self._lines[place]
        time = time_at(line, 0) if len(line) <= _LONGEST_TIME else None
        if time is None or time.end != len(line):
            return False
        self._speech.frame(self._lines.begin(place), time)
        return True

    def _notes_alone(self, place: int) -> bool:
        """A line of notes only: in the turn where a label waits for words or a language is named, else a note."""
        line, start = self._lines[place], self._lines.starts[place]
        notes = notes_alone(line) if line[0] in "[(<【（［" else ()
        if not notes:
            return False
        named = any(note.kind == "language" for note in notes)
        if self._speech.has_voice and (self._speech.waits or named):
            self._speech.say(start, self._lines.ends[place], notes, start)
            return True
        self._speech.segments.begin("note", self._lines.begin(place))
        for note in notes:
            if note.time is None:
                self._speech.segments.mark(note.kind, start + note.start, start + note.end, note.value)
        return True

    def _caption(self, place: int, caption: Caption) -> int:
        self._speech.end_voice("note", self._lines.begin(place), {"caption_of": caption.name})
        self._speech.segments.mark("caption", self._lines.starts[place], caption.name_end, caption.name)
        if caption.description is not None:
            self._speech.segments.mark("description", *caption.description)
        return caption.lines

    def _heads(self, place: int) -> bool:
        apart = self._lines.spaced(place) or not self._speakers.spaced
        return apart and is_heading(self._lines[place]) and not self._is_title(place)

    def _heading(self, place: int) -> int:
        """A heading, its date and its place. With a line like a caption below it, it may name a person: no place is marked."""
        line, start = self._lines[place], self._lines.starts[place]
        pieces = pieces_of_heading(line) if line.isupper() else ()
        date = next((line[piece.start : piece.end] for piece in pieces if piece.kind == "date"), None)
        self._speech.end_voice("heading", self._lines.begin(place), {"date": date} if date else None)
        names_somebody = place + 1 < len(self._lines) and self._is_source_caption(place + 1)
        for piece in pieces:
            if piece.kind == "place" and not names_somebody:
                self._speech.segments.mark("place", start + piece.start, start + piece.end)
        return 1

    def _is_source_caption(self, place: int) -> bool:
        """A short line apart, without the end of a sentence, between two speakers of a file that ends its sentences."""
        lines, speakers = self._lines, self._speakers
        apart = lines.spaced(place) and lines.spaced(place + 1) and place + 1 < len(lines)
        habit = speakers.ends_sentences and speakers.spaced and not self._in_head
        return habit and apart and stands_apart(lines[place]) and speakers.label(place + 1) is not None

    def _source_caption(self, place: int) -> int:
        start = self._lines.starts[place]
        self._speech.end_voice("note", self._lines.begin(place))
        self._speech.segments.mark("caption", start, self._lines.ends[place])
        self.odd.add(start, _TAKEN_FOR_A_CAPTION)
        return 1

    # Before the first label.

    def _head(self, place: int) -> int:
        """The title is a heading; what else stands there is a note, one for each paragraph."""
        if self._is_title(place):
            self.title = self._lines[place]
            self._speech.end_voice("heading", self._lines.begin(place))
        elif self._lines.spaced(place) or self._speech.segments.kind != "note":
            self._speech.end_voice("note", self._lines.begin(place))
        return 1

    def _is_title(self, place: int) -> bool:
        """The first line, if it is short and nothing else; in capitals it is a place where a speaker follows at once."""
        line = self._lines[place]
        if place > 0 or not self._in_head or len(line) > _LONGEST_TITLE or line[-1] in ".,;:":
            return False
        label = self._speakers.possible_label(0)
        if label is not None and (self._speakers.counts(label) or is_field(label)):
            return False
        followed = len(self._lines) > 1 and self._speakers.label(1) is not None
        return not (is_heading(line) and followed)
