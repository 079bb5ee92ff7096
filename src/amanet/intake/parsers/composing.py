"""A reading put together piece by piece, for formats that are not plain text (subtitles, documents, mail, JSON).

`Composer` takes the words of each segment in order and sees to the rest: one line end between two of them (it belongs to the
first), offsets, marks moved along. Words are taken as given, neither trimmed nor changed. What has no words is no segment:
it is left out and an oddity says so, at `where` if that was told. A segment with something attached (a photo without a
word) is kept, and its text is its line end alone.

>>> from amanet.intake.parsers.composing import Composer
>>> from amanet.record.reading import Mark
>>> composer = Composer("webvtt")
>>> composer.add("turn", "They took him.", speaker="Aygul", from_ms=0, to_ms=2500)
>>> composer.add("turn", "Li: When?", speaker="Li", marks=[Mark("label", 0, 3)])
>>> reading = composer.reading()
>>> reading.text
'They took him.\\nLi: When?'
>>> [reading.said(segment) for segment in reading.segments]
['They took him.', 'When?']
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.record.reading import Attached, Mark, Oddity, Reading, Segment

__all__ = ["MOST_ODDITIES", "Composer"]

# A file that is odd in every line has one fault, not a million; the rest are counted.
MOST_ODDITIES = 1000


class Composer:
    """Use once: any number of `add`, `attach` and `oddity` in the order of the file, then `reading()`.

    `details` is what the format says of the whole (title, date, language); set its entries as they are met.
    """

    def __init__(self, format: str) -> None:
        self.format = format
        self.details: dict[str, JSON] = {}
        self._lines: list[str] = []
        self._segments: list[Segment] = []
        self._attached: list[Attached] = []
        self._oddities: list[Oddity] = []
        self._oddities_more = 0
        self._without_words = 0
        self._at = 0

    def add(
        self,
        kind: str,
        words: str,
        *,
        speaker: str | None = None,
        language: str | None = None,
        from_ms: int | None = None,
        to_ms: int | None = None,
        said_at: str | None = None,
        marks: Iterable[Mark] = (),
        attached: Iterable[int] = (),
        details: Mapping[str, JSON] | None = None,
        where: str | None = None,
    ) -> None:
        """One segment. Offsets of `marks` are into `words`; `attached` are places that `attach` gave.

        Without words and without anything attached there is no segment, but an oddity at `where` (a line, a part).
        """
        places = tuple(attached)
        if not words.strip():
            words, marks = "", ()
            if not places:
                self._nothing_there(where)
                return
        at, end = self._at, self._at + len(words) + 1
        moved = tuple(Mark(one.kind, at + one.start, at + one.end, one.value) for one in marks)
        self._segments.append(
            Segment(
                kind, at, end, speaker, language, from_ms, to_ms, said_at, moved, places, dict(details or {})
            )
        )
        self._lines.append(words)
        self._at = end

    def attach(self, one: Attached) -> int:
        """The place of `one` in the reading, for `add(attached=…)` and for `Inside`."""
        self._attached.append(one)
        return len(self._attached) - 1

    def oddity(self, where: str, what: str) -> None:
        """Neither may hold words of the file. The first `MOST_ODDITIES` are kept as they are, the rest counted."""
        if len(self._oddities) < MOST_ODDITIES:
            self._oddities.append(Oddity(where, what))
        else:
            self._oddities_more += 1

    def reading(self) -> Reading:
        """Raises `BadData` for half a surrogate pair, which JSON can write and no encoding can carry."""
        text = "\n".join(self._lines)
        _verify_encodable(text)
        segments = self._segments
        if segments and self._lines[-1]:
            segments = [*segments[:-1], replace(segments[-1], end=self._at - 1)]
        elif segments:
            text += "\n"
        return Reading(
            self.format, text, tuple(segments), tuple(self._attached), self.details, self._all_oddities()
        )

    def _nothing_there(self, where: str | None) -> None:
        if where is None:
            self._without_words += 1
        else:
            self.oddity(where, "there are no words here; it was left out")

    def _all_oddities(self) -> tuple[Oddity, ...]:
        found = list(self._oddities)
        if self._without_words:
            found.append(Oddity("the whole", f"{self._without_words} places without words were left out"))
        if self._oddities_more:
            found.append(Oddity("the whole", f"{self._oddities_more} more oddities of these kinds"))
        return tuple(found)


def _verify_encodable(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as problem:
        line = text.count("\n", 0, problem.start) + 1
        raise BadData(
            f"Line {line} of the words of this file holds half of a surrogate pair, which is no character. "
            "The item is kept as it is. Repair a copy, or write it again with the program it comes from."
        ) from problem
