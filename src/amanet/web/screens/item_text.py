"""The words of a reading as lines of a page: who speaks, when, in which language, what is marked, what came with it.

A line is text and nothing else: no markup of an item ever reaches a page but as letters. What nobody said (the stamp before a
message, line ends) is not shown as if somebody had; nothing else is left out.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain, pairwise
from typing import Any, Final
from unicodedata import bidirectional

from amanet.record.reading import NOT_UNDERSTOOD, Reading, Segment
from amanet.work.looking import Marked, Row, SideBySide

__all__ = [
    "AT_ONCE",
    "Attachment",
    "Line",
    "Piece",
    "Window",
    "at_time",
    "clock",
    "direction_of",
    "row_of",
    "window",
]

AT_ONCE: Final = 300
_NOT_SHOWN: Final = "frame"
_CHATS: Final = frozenset(("whatsapp", "telegram", "signal"))
_TABLES: Final = frozenset(("table",))


@dataclass(frozen=True)
class Piece:
    """Words that share what they are: `kind` of a mark (or empty), the number of a passage that they are in, when they are heard, and at which
    character of the reading they begin.
    """

    text: str
    kind: str = ""
    passage: int | None = None
    from_ms: int | None = None
    start: int = 0


@dataclass(frozen=True)
class Cell:
    """A cell of a row of a table: its words, cut where passages begin and end."""

    pieces: Sequence[Piece]

    @property
    def places(self) -> str:
        return _places(self.pieces)


@dataclass(frozen=True)
class Attachment:
    """`number` is None where it is spoken of and was not there."""

    name: str
    number: int | None


@dataclass(frozen=True)
class Line:
    """One segment. `place` counts from 0, as search hits do."""

    place: int
    kind: str
    speaker: str | None
    language: str | None
    from_ms: int | None
    to_ms: int | None
    said_at: str | None
    page: int | None
    pieces: Sequence[Piece]
    attached: Sequence[Attachment]
    cells: Sequence[Cell]

    @property
    def places(self) -> str:
        return _places(self.pieces)


def _places(pieces: Sequence[Piece]) -> str:
    """Where words stand in the reading, piece by piece: "12+5 20+3", first character and length."""
    return " ".join(f"{one.start}+{len(one.text)}" for one in pieces)


@dataclass(frozen=True)
class Window:
    """Some rows: pairs of lines of the original, or only text, and of its translation. `form` is `chat`, `table` or `text`; `before` and
    `after` are places of segments in the rows before and after these.
    """

    form: str
    rows: Sequence[tuple[Sequence[Line], Sequence[Line]]]
    two: bool
    before: int | None
    after: int | None
    first: int
    last: int
    total: int
    has_times: bool


def direction_of(texts: Iterable[str]) -> str:
    """Of words, as a browser finds it (the first letter that has one): a line's head stands where its words begin. "auto" without letters."""
    for character in chain.from_iterable(texts):
        kind = bidirectional(character)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return "auto"


def clock(ms: int) -> str:
    """Milliseconds as people read them: 4:07, 1:02:33."""
    seconds = ms // 1000
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def row_of(sides: SideBySide, place: int, *, second: bool = False) -> int:
    """The row in which a segment stands."""
    for number, row in enumerate(sides.rows):
        if place in (row.second if second else row.first):
            return number
    return 0


def at_time(reading: Reading, ms: int) -> int | None:
    """The segment during which, or the last before which, a moment of the recording falls."""
    timed = [(one.from_ms, place) for place, one in enumerate(reading.segments) if one.from_ms is not None]
    timed.sort()
    at = bisect_right(timed, (ms, len(reading.segments)))
    return timed[max(0, at - 1)][1] if timed else None


def window(sides: SideBySide, passages: Mapping[int, Sequence[Marked]], start: int, mine: int) -> Window:
    """The rows among which `start` is. `passages` by side (0, 1); `mine` is the side that the item itself is on."""
    shown = [number for number, row in enumerate(sides.rows) if _is_shown(sides, row)]
    first = min(bisect_left(shown, start) // AT_ONCE * AT_ONCE, max(0, len(shown) - 1) // AT_ONCE * AT_ONCE)
    chosen = shown[first : first + AT_ONCE]
    readings = (sides.first, sides.second)
    spans = [_Spans(passages.get(side, ())) for side in (0, 1)]
    rows = []
    for number in chosen:
        row = sides.rows[number]
        rows.append(
            tuple(
                [_line(reading, place, sides.items, spans[side]) for place in places]
                if reading is not None
                else []
                for side, (reading, places) in enumerate(zip(readings, (row.first, row.second), strict=True))
            )
        )
    return Window(
        _form(sides.first),
        rows,  # type: ignore[arg-type]
        sides.second is not None,
        _place_in(sides, shown[first - AT_ONCE :], mine) if first else None,
        _place_in(sides, shown[first + AT_ONCE :], mine),
        first + 1,
        first + len(chosen),
        len(shown),
        any(one.from_ms is not None for one in sides.first.segments),
    )


def _place_in(sides: SideBySide, rows: Sequence[int], mine: int) -> int | None:
    """The first segment of the item itself in these rows."""
    found = (sides.rows[number].second if mine else sides.rows[number].first for number in rows)
    return next((places[0] for places in found if places), None)


def _form(reading: Reading) -> str:
    if reading.format in _CHATS:
        return "chat"
    return "table" if reading.format in _TABLES else "text"


def _is_shown(sides: SideBySide, row: Row) -> bool:
    readings = ((sides.first, row.first), (sides.second, row.second))
    return any(
        reading is not None and reading.segments[place].kind != _NOT_SHOWN
        for reading, places in readings
        for place in places
    )


class _Spans:
    """Where passages lie in a text, sorted."""

    def __init__(self, passages: Iterable[Marked]) -> None:
        placed = [(one.characters, one.number) for one in passages if one.characters is not None]
        self.spans = sorted((start, end, number) for (start, end), number in placed)

    def within(self, start: int, end: int) -> list[tuple[int, int, int]]:
        return [one for one in self.spans if one[0] < end and one[1] > start]


def _line(reading: Reading, place: int, items: Mapping[int, int], spans: _Spans) -> Line:
    one = reading.segments[place]
    page = one.details.get("page")
    return Line(
        place,
        "unclear" if one.kind == NOT_UNDERSTOOD else one.kind,
        one.speaker,
        one.language,
        one.from_ms,
        one.to_ms,
        one.said_at,
        page if isinstance(page, int) else None,
        _pieces(reading, one, spans.within(one.start, one.end)),
        [_attachment(reading, number, items) for number in one.attached],
        _cells(reading, one, spans.within(one.start, one.end)),
    )


def _attachment(reading: Reading, place: int, items: Mapping[int, int]) -> Attachment:
    return Attachment(reading.attached[place].name, items.get(place))


def _cells(reading: Reading, one: Segment, passages: Sequence[tuple[int, int, int]]) -> Sequence[Cell]:
    if one.kind != "row":
        return ()
    words = reading.text_of(one).rstrip("\r\n")
    lengths: Any = one.details.get("cells")
    if not isinstance(lengths, list | tuple):
        lengths = [len(cell) for cell in words.split("\t")]
    starts = [0, *accumulate(length + 1 for length in lengths)]
    ends = (min(start + length, len(words)) for start, length in zip(starts, lengths, strict=False))
    return [
        _cell(reading.text, one.start + start, one.start + max(start, end), passages)
        for start, end in zip(starts, ends, strict=False)
    ]


def _cell(text: str, start: int, end: int, passages: Sequence[tuple[int, int, int]]) -> Cell:
    cuts = sorted(
        {start, end, *(min(max(at, start), end) for low, high, _ in passages for at in (low, high))}
    )
    pieces = []
    for low, high in pairwise(cuts):
        passage = next((number for a, b, number in passages if a <= low and high <= b), None)
        pieces.append(Piece(text[low:high], passage=passage, start=low))
    return Cell(_trimmed(pieces))


def _pieces(reading: Reading, one: Segment, passages: Sequence[tuple[int, int, int]]) -> list[Piece]:
    """The words cut where marks or passages begin and end. What stands beside the line (the speaker, the file) is not said twice."""
    left_out = {"label"} if one.speaker is not None else set()
    left_out |= {"attachment"} if one.attached else set()
    ends = {one.start, one.end, *(at for mark in one.marks for at in (mark.start, mark.end))}
    ends |= {min(max(at, one.start), one.end) for span in passages for at in span[:2]}
    heard = _heard(one)
    ends |= {at for start, (end, _) in heard.items() for at in (start, end)}
    since: tuple[int, int] | None = None
    cuts = sorted(ends)
    pieces = []
    for start, end in pairwise(cuts):
        kind = next((mark.kind for mark in one.marks if mark.start <= start and end <= mark.end), "")
        passage = next((number for low, high, number in passages if low <= start and end <= high), None)
        since = heard.get(start, since)
        ms = since[1] if since is not None and end <= since[0] else None
        if kind not in left_out:
            pieces.append(Piece(reading.text[start:end], kind, passage, ms, start))
    return _trimmed(pieces)


def _trimmed(pieces: list[Piece]) -> list[Piece]:
    """Without space around them: lines of a page stand apart already."""
    while pieces and not pieces[0].text.strip():
        pieces.pop(0)
    while pieces and not pieces[-1].text.strip():
        pieces.pop()
    if pieces:
        first = pieces[0].text.lstrip()
        pieces[0] = replace(pieces[0], text=first, start=pieces[0].start + len(pieces[0].text) - len(first))
        pieces[-1] = replace(pieces[-1], text=pieces[-1].text.rstrip())
    return pieces


def _heard(one: Segment) -> Mapping[int, tuple[int, int]]:
    """Where in the reading words begin whose times are known: their end, and the millisecond at which they begin."""
    words = one.details.get("words")
    found: dict[int, tuple[int, int]] = {}
    for word in words if isinstance(words, list | tuple) else ():
        values = [word.get(name) for name in ("start", "end", "from_ms")] if isinstance(word, Mapping) else []
        if len(values) == 3 and all(type(value) is int for value in values):
            start, end, ms = one.start + values[0], one.start + values[1], values[2]  # type: ignore[operator]
            if one.start <= start < end <= one.end:
                found[start] = (end, ms)  # type: ignore[assignment]
    return found
