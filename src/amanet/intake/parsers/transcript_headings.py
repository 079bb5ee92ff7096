"""Lines of a transcript that nobody said: headings, captions that introduce a person or a picture, separators, junk.

A heading is a line of its own in capitals without the end of a sentence ("KASHGAR, CHINA – MARCH 2020"), or one that begins with "#" or
with "Part", "Глава" … and a number. Its pieces are told apart into a date and the rest, and the rest is marked as a `place`: that is
what such headings name, and a person says later which place. A caption is found by `find_caption`.

>>> from amanet.intake.parsers.transcript_headings import is_heading, pieces_of_heading
>>> line = "ORMAN, TAVAN – MARCH 2020"
>>> is_heading(line), [(piece.kind, line[piece.start : piece.end]) for piece in pieces_of_heading(line)]
(True, [('place', 'ORMAN, TAVAN'), ('date', 'MARCH 2020')])
"""

import re
from dataclasses import dataclass

from amanet.intake.parsers.transcript_lines import Lines
from amanet.intake.parsers.transcript_speakers import Speakers
from amanet.intake.parsers.transcript_words import MONTHS, NO_PLACES, PARTS

__all__ = [
    "Caption",
    "Piece",
    "find_caption",
    "is_heading",
    "is_junk",
    "is_separator",
    "pieces_of_heading",
    "stands_apart",
]

_JUNK = re.compile(
    r"(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=\D*\d)[A-Za-z0-9+/=_%.~-]{40,}|(?=\D*\d)(?=\d*\D)[0-9a-fA-F]{32,}"
)
_GARBLED = re.compile("[\x00-\x08\x0e-\x1b\x7f\ufffd\ufffe\uffff\ue000-\uf8ff]")
_SEPARATOR = re.compile(r"(?:([*\-_=#~•·—–+.])\s*)(?:\1\s*){2,}")
_INITIALS_LAST = re.compile(r"(?:^|[\s.])[^\W\d_]\.$")
_MARKED = re.compile(r"#{1,6}\s+\S")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_BETWEEN = re.compile(r"\s+[-–—|•·/]\s+|\s*[,，،|•·]\s*|\s*:\s+")
_NUMBER = re.compile(
    r"\d+|[IVXLC]+|one|two|three|four|five|first|second|third|последняя|первая|вторая", re.IGNORECASE
)
_PART_OF_HAN = re.compile(r"第.{1,4}[章节節部集]")
_ENDS_SENTENCE = tuple(".!?…。！？؟۔;；:：,،，")
_QUOTES = re.compile('["“”«»„]')
_LONGEST_HEADING, _MOST_WORDS = 90, 12
_LONGEST_CAPTION, _MOST_WORDS_OF_CAPTION = 120, 14
_MOST_LINES_OF_CAPTION = 4
_NAME_AND_REST = re.compile(r"([^,–—]{1,64}?)(?:\s*,\s+|\s+[-–—]\s+)(\S.*)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a heading, `place` or `date`; offsets into its line."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Caption:
    """Where in the text the name stands and what is said of that person, over `lines` lines."""

    name: str
    name_end: int
    description: tuple[int, int] | None
    lines: int


def is_junk(line: str) -> bool:
    """One long string of letters and digits without sense, or signs that no text has: kept as not understood."""
    if len(line) >= 32 and _JUNK.fullmatch(line):
        return True
    if line.isprintable() and "\ufffd" not in line:
        return False
    return len(_GARBLED.findall(line)) * 10 >= len(line)


def is_separator(line: str) -> bool:
    return (
        not line[0].isalnum()
        and len(line) <= 200
        and _SEPARATOR.fullmatch(line) is not None
        and line.replace(".", "") != ""
    )


def is_heading(line: str) -> bool:
    """Whether a line is written like a heading. One short word in capitals is rather an answer ("NO")."""
    if len(line) > _LONGEST_HEADING or _QUOTES.search(line):
        return False
    words = line.split()
    if len(words) > _MOST_WORDS:
        return False
    if _MARKED.match(line) or _begins_part(words):
        return True
    letters = sum(map(str.isalpha, line))
    return line.isupper() and _no_sentence(line) and (letters >= 4 or (letters >= 2 and len(words) > 1))


def stands_apart(line: str) -> bool:
    """Whether it could be a caption: short, begins like one, and does not end like a sentence."""
    return (
        len(line) <= _LONGEST_CAPTION
        and 2 <= len(line.split()) <= _MOST_WORDS_OF_CAPTION
        and line[-1].isalnum()
        and not line[0].islower()
        and (line[0].isalnum())
    )


def pieces_of_heading(line: str) -> tuple[Piece, ...]:
    """The place and the date that a heading in capitals names, as far as they can be told."""
    pieces = list(_split(line))
    dates = [piece for piece in pieces if _is_date(line[piece.start : piece.end])]
    places = [piece for piece in pieces if piece not in dates]
    if places and _one_after_the_other(places, pieces) and not _no_place(line, places):
        dates.append(Piece("place", places[0].start, places[-1].end))
    return tuple(sorted(dates, key=lambda piece: piece.start))


def find_caption(lines: Lines, place: int, speakers: Speakers) -> Caption | None:
    """The caption that introduces a speaker of this file, if one begins at a line: a label without its colon.

    "RAHIMA" with "Detained for 12 months" on the next lines, "RAHIMA" alone, or both on one line with a comma or dash.
    """
    line = lines[place]
    if len(line) > _LONGEST_CAPTION or (speakers.spaced and not lines.spaced(place)):
        return None
    if line in speakers.names:
        return _over_lines(lines, place, speakers)
    found = _NAME_AND_REST.fullmatch(line) if line[-1].isalnum() or line[-1] in ")]" else None
    if (
        found is None
        or found[1] not in speakers.names
        or not found[1].isupper()
        or not lines.spaced(place + 1)
    ):
        return None
    start = lines.starts[place]
    return Caption(found[1], start + found.start(2), (start + found.start(2), lines.ends[place]), 1)


def _over_lines(lines: Lines, place: int, speakers: Speakers) -> Caption | None:
    last = place
    while last - place < _MOST_LINES_OF_CAPTION and _describes(lines, last + 1, speakers):
        last += 1
        if lines.spaced(last + 1):
            break
    name = lines[place]
    if last == place:
        return Caption(name, lines.ends[place], None, 1) if name.isupper() and len(name) > 1 else None
    span = (lines.starts[place + 1], lines.ends[last])
    return Caption(name, lines.ends[place], span, last - place + 1)


def _describes(lines: Lines, place: int, speakers: Speakers) -> bool:
    """Whether a line can be what a caption says of somebody: short, no sentence, and with an end to it."""
    if place >= len(lines):
        return False
    line = lines[place]
    return (
        len(line) <= _LONGEST_CAPTION
        and len(line.split()) <= _MOST_WORDS_OF_CAPTION
        and _no_sentence(line)
        and line[0] not in "[(<"
        and not is_junk(line)
        and not is_heading(line)
        and not speakers.label(place)
        and line not in speakers.names
    )


def _no_sentence(line: str) -> bool:
    return not line.endswith(_ENDS_SENTENCE) or _INITIALS_LAST.search(line) is not None


def _begins_part(words: list[str]) -> bool:
    """ "Part 2", "Глава третья" …: one of the words, a number, little else."""
    if _PART_OF_HAN.match(words[0]):
        return len(words) <= 4
    return (
        len(words) in range(2, 8)
        and words[0].casefold() in PARTS
        and not words[0][0].islower()
        and _NUMBER.fullmatch(words[1].rstrip(".:,–—-")) is not None
        and not words[-1].endswith(_ENDS_SENTENCE)
    )


def _split(line: str) -> list[Piece]:
    pieces, at = [], 0
    for found in _BETWEEN.finditer(line):
        pieces.append(Piece("place", at, found.start()))
        at = found.end()
    pieces.append(Piece("place", at, len(line)))
    return [
        Piece("date" if _is_date(line[one.start : one.end]) else "place", one.start, one.end)
        for one in _joined_dates(line, pieces)
        if one.end > one.start
    ]


def _joined_dates(line: str, pieces: list[Piece]) -> list[Piece]:
    """ "MARCH 5, 2020" was cut at its comma: a piece that is a year alone goes back to the date before it."""
    joined: list[Piece] = []
    for piece in pieces:
        year = _YEAR.fullmatch(line[piece.start : piece.end])
        if joined and year and _is_date(line[joined[-1].start : joined[-1].end]):
            joined[-1] = Piece("date", joined[-1].start, piece.end)
        else:
            joined.append(piece)
    return joined


def _is_date(words: str) -> bool:
    return _YEAR.search(words) is not None or any(
        word.strip(".,").casefold() in MONTHS for word in words.split()
    )


def _one_after_the_other(some: list[Piece], pieces: list[Piece]) -> bool:
    first = pieces.index(some[0])
    return pieces[first : first + len(some)] == some


def _no_place(line: str, places: list[Piece]) -> bool:
    words = line[places[0].start : places[-1].end].casefold().replace("-", " ").split()
    return any(word.strip(".,:#") in NO_PLACES for word in words) or not any(map(str.isalpha, "".join(words)))
