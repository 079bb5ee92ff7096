"""The HTML of oTranscribe's editor as lines of words with times in them.

A small reader of its own: the HTML is what a browser wrote from an editable field (tags closed, "<" escaped), libraries for HTML
either take quadratic time on hostile input (html.parser before 3.13.4) or cut text off at odd characters (libxml2), and the
offset of every time must stay right. A "<" that begins no tag is a word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.entities import decode_entities
from amanet.intake.parsers.exact_json import milliseconds

__all__ = ["StampedLine", "lines_of_html"]

_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,15})(?=[\s/>])[^<>]*>")
_BREAKS = frozenset(
    (
        *(
            "address",
            "article",
            "blockquote",
            "br",
            "dd",
            "div",
            "dl",
            "dt",
            "hr",
            "li",
            "ol",
            "p",
            "pre",
            "section",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6", "table", "tbody", "td", "th", "tr", "ul"),
    )
)
_IS_STAMP = re.compile(r"""\sclass\s?=\s?["']?[^"'>]{0,200}\btimestamp\b""")
_SECONDS = re.compile(r"""\sdata-timestamp\s?=\s?["']?([0-9]{1,9}(?:\.[0-9]{1,30})?)["'\s>/]""")
_SHOWN = re.compile(r"\s*(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{2})(?:\.[0-9]{1,3})?\s*")
_LONGEST_LOOK = 2000  # characters of a tag in which its attributes are looked for
_SPACES = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True)
class StampedLine:
    """`times` are (offset into the words, milliseconds); `bold` how many characters from the start are bold."""

    words: str
    times: tuple[tuple[int, int], ...] = ()
    bold: int = 0


def lines_of_html(content: str, composer: Composer) -> Iterator[StampedLine]:
    """Lines that have words or a time, in order. What is odd is told by the number of the line."""
    reader = _Reader(composer)
    at = 0
    for match in _TAG.finditer(content):
        reader.words(content[at : match.start()])
        yield from reader.tag(match)
        at = match.end()
    reader.words(content[at:])
    yield from reader.finish()


@dataclass
class _Line:
    parts: list[str] = field(default_factory=list)
    length: int = 0
    times: list[tuple[int, int]] = field(default_factory=list)
    bold: int = 0
    all_bold: bool = True


class _Reader:
    """Where we are: in which line, whether inside a time, whether bold."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._line = _Line()
        self._number = 1
        self._stamp: re.Match[str] | None = None
        self._shown: list[str] = []
        self._bold = 0

    def words(self, raw: str) -> None:
        if self._stamp is not None:
            self._shown.append(raw)
            return
        words = _SPACES.sub(" ", decode_entities(raw))
        if not self._line.length:
            words = words.lstrip()
        if words:
            self._line.parts.append(words)
            self._line.length += len(words)
            self._line.all_bold = self._line.all_bold and (self._bold > 0 or not words.strip())
            if self._line.all_bold:
                self._line.bold = self._line.length

    def tag(self, match: re.Match[str]) -> Iterator[StampedLine]:
        name, closes = match[1].lower(), match[0].startswith("</")
        if name == "span":
            self._end_stamp()
            if not closes and _IS_STAMP.search(match[0][:_LONGEST_LOOK]):
                self._stamp = match
        elif name in {"b", "strong"}:
            self._bold = max(self._bold + (-1 if closes else 1), 0)
        elif name == "img":
            self._composer.oddity(
                f"line {self._number} of the transcript", "there is a picture here; it was left out"
            )
        elif name in _BREAKS:
            yield from self.finish()

    def finish(self) -> Iterator[StampedLine]:
        """The line so far, and a new one."""
        self._end_stamp()
        line, self._line = self._line, _Line()
        words = "".join(line.parts).rstrip()
        if words:
            self._number += 1
            times = tuple((min(at, len(words)), ms) for at, ms in line.times)
            yield StampedLine(words, times, min(line.bold, len(words)))
        elif line.times:  # a time alone above its words
            self._line.times = [(0, line.times[-1][1])]

    def _end_stamp(self) -> None:
        """A time is where its `data-timestamp` says, else what it shows; what shows no time is words."""
        stamp, self._stamp = self._stamp, None
        shown, self._shown = "".join(self._shown), []
        if stamp is None:
            return
        told = _SECONDS.search(stamp[0][:_LONGEST_LOOK])
        match = _SHOWN.fullmatch(decode_entities(shown))
        ms = milliseconds(Decimal(told[1])) if told else None
        if ms is None and match is not None:
            ms = ((int(match[1] or 0) * 60 + int(match[2])) * 60 + int(match[3])) * 1000
        if ms is None:
            where = f"line {self._number} of the transcript"
            self._composer.oddity(where, "a time here is no time; it was kept as words")
        else:
            self._line.times.append((self._line.length, ms))
        if ms is None or (match is None and shown.strip()):
            self.words(shown)
