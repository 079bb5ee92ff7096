"""Lines of a transcript as somebody types or corrects them, and how they become a reading, and a reading becomes lines again.

A line is who speaks, when, in which language, and the words. What is in brackets ("[crying]", "[Speaking Uyghur]") stays among the words and is
marked as the parser of transcripts marks it. A line that was not changed keeps the marks and the times of words that its segment
had; one that was keeps those of the words that stayed. What nobody said (frames) is no line.

Refused, with `Misuse` that names the line: more than a recording can hold, a line that ends before it begins, no words at all. A reading
with messages, rows or attached files is not typed (`can_be_typed`): its lines say more than a line here can.

>>> typed = compose([TypedLine("[Speaking Uyghur] Ular keldi. [crying]", "AYGUL", 1000, 2500)])
>>> typed.text, typed.segments[0].language, [(one.kind, one.value) for one in typed.segments[0].marks]
('[Speaking Uyghur] Ular keldi. [crying]', 'ug', [('language', 'ug'), ('action', 'crying')])
>>> lines_of(typed)[0].speaker
'AYGUL'
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, Final

from amanet.canonical import JSON
from amanet.errors import BadData, Misuse
from amanet.record.reading import NOT_UNDERSTOOD, Mark, Reading, Segment

__all__ = ["FORMAT", "MOST_LINES", "TypedLine", "can_be_typed", "compose", "is_tag", "lines_of"]

FORMAT: Final = "typed"
MOST_LINES: Final = 20_000
_MOST_CHARACTERS: Final = 4_000_000
_LONGEST_LINE, _LONGEST_LABEL, _LATEST = 50_000, 200, 10**9
_KINDS: Final = frozenset(("turn", "heading", "note", "paragraph"))
_OTHER_FORMS: Final = frozenset(("message", "row", "system"))
_BESIDE: Final = frozenset(("label", "description"))
_MOST_WORDS_COMPARED: Final = 2000


@dataclass(frozen=True, slots=True)
class TypedLine:
    """`place` is that of the segment it was made from, counted from 0; None for a new line. Times are milliseconds of the recording."""

    words: str
    speaker: str | None = None
    from_ms: int | None = None
    to_ms: int | None = None
    language: str | None = None
    kind: str = "turn"
    place: int | None = None

    def says(self) -> tuple[object, ...]:
        """What is compared: all but the place."""
        return self.words, self.speaker, self.from_ms, self.to_ms, self.language, self.kind


def can_be_typed(reading: Reading) -> bool:
    """Whether lines hold all that this reading says."""
    return not any(
        one.kind in _OTHER_FORMS or one.attached or one.said_at or "page" in one.details
        for one in reading.segments
    )


def lines_of(reading: Reading) -> list[TypedLine]:
    """The lines of a reading, without what nobody said."""
    return [
        _line(reading, place, one) for place, one in enumerate(reading.segments) if _is_line(reading, one)
    ]


def compose(
    lines: Sequence[TypedLine], *, language: str | None = None, before: Reading | None = None
) -> Reading:
    """The reading that lines are. `language` is that of lines that name none; `before` is what their places are of. Raises `Misuse`."""
    from amanet.intake.parsers.composing import Composer

    if language and not is_tag(language):
        raise Misuse("The language of the words is a tag such as ug, kk, zh or en. Choose one.")
    composer = Composer(FORMAT)
    if before is not None:
        composer.details.update(before.details)
    if language:
        composer.details["language"] = language
    latest = 0
    for number, line in enumerate(_cleaned(lines), 1):
        _add(composer, line, language, _origin(before, line))
        if line.from_ms is not None:
            if line.from_ms < latest:
                composer.oddity(f"line {number}", "it begins before the one above begins; both were kept")
            latest = line.from_ms
    try:
        return composer.reading()
    except BadData as problem:
        raise Misuse("A line holds half a character, which nothing can keep. Type it again.") from problem


# A reading as lines


def _is_line(reading: Reading, one: Segment) -> bool:
    start, end = _span(reading, one)
    return one.kind != "frame" and start < end


def _line(reading: Reading, place: int, one: Segment) -> TypedLine:
    start, end = _span(reading, one)
    kind = "paragraph" if one.kind == NOT_UNDERSTOOD else one.kind
    return TypedLine(reading.text[start:end], one.speaker, one.from_ms, one.to_ms, one.language, kind, place)


def _span(reading: Reading, one: Segment) -> tuple[int, int]:
    """Where the words of a segment stand: after its label, which a line has beside it."""
    start = one.start
    if one.speaker is not None:
        for mark in one.marks:
            if mark.kind not in _BESIDE or reading.text[start : mark.start].strip(" \t\r\n:：,("):
                break
            start = mark.end
    text = reading.text[start : one.end]
    text = text.lstrip(" \t\r\n:：)") if start > one.start else text.lstrip()
    start = one.end - len(text)
    return start, start + len(text.rstrip())


# Lines as a reading


def _cleaned(lines: Sequence[TypedLine]) -> Iterator[TypedLine]:
    """The lines that say something, each checked."""
    if len(lines) > MOST_LINES or sum(len(one.words) for one in lines) > _MOST_CHARACTERS:
        raise Misuse(f"A transcript has at most {MOST_LINES} lines. Divide this one.")
    if not any(one.words.strip() for one in lines):
        raise Misuse("There are no words in it yet, so there is nothing to save.")
    for number, line in enumerate(lines, 1):
        if line.words.strip():
            _must_fit(line, number)
            speaker = " ".join((line.speaker or "").split()) or None
            kind = line.kind if line.kind in _KINDS else "turn"
            words = line.words.replace("\r\n", "\n").replace("\r", "\n").strip()
            yield replace(line, words=words, speaker=speaker, language=line.language or None, kind=kind)


def _must_fit(line: TypedLine, number: int) -> None:
    times = [one for one in (line.from_ms, line.to_ms) if one is not None]
    if len(line.words) > _LONGEST_LINE or len(line.speaker or "") > _LONGEST_LABEL:
        raise Misuse(f"Line {number} is too long. Divide it.")
    if any(not 0 <= one <= _LATEST for one in times):
        raise Misuse(f"The time of line {number} is in no recording. Correct it: minutes:seconds.")
    if line.to_ms is not None and (line.from_ms is None or line.to_ms < line.from_ms):
        raise Misuse(f"Line {number} ends before it begins. Correct its times.")
    if line.language is not None and not is_tag(line.language):
        raise Misuse(f"The language of line {number} is not a tag such as ug, zh or en. Choose one.")


def is_tag(language: str) -> bool:
    """Whether it has the shape of a BCP 47 tag."""
    pieces = language.split("-")
    return (
        all(one.isascii() and one.isalnum() and len(one) <= 8 for one in pieces)
        and len(pieces[0]) in (2, 3)
        and pieces[0].isalpha()
    )


def _origin(before: Reading | None, line: TypedLine) -> tuple[Reading, Segment] | None:
    if before is None or line.place is None or not 0 <= line.place < len(before.segments):
        return None
    return before, before.segments[line.place]


def _add(
    composer: Any, line: TypedLine, language: str | None, origin: tuple[Reading, Segment] | None
) -> None:
    marks, details = _kept(line, origin) if origin is not None else (None, {})
    if marks is None:
        marks = _marks(line.words)
    noted = next((one.value for one in marks if one.kind == "language" and one.value), None)
    composer.add(
        line.kind,
        line.words,
        speaker=line.speaker,
        language=line.language or noted or language,
        from_ms=line.from_ms,
        to_ms=line.to_ms,
        marks=marks,
        details=details,
    )


def _marks(words: str) -> list[Mark]:
    """What stands in brackets, as transcripts have it."""
    from amanet.intake.parsers.transcript_notes import find_notes

    return [Mark(one.kind, one.start, one.end, one.value) for one in find_notes(words) if one.kind != "time"]


def _kept(line: TypedLine, origin: tuple[Reading, Segment]) -> tuple[list[Mark] | None, Mapping[str, JSON]]:
    """The marks of the segment where its words are as they were (else None), and the times of words that stayed."""
    reading, one = origin
    start, end = _span(reading, one)
    before = reading.text[start:end]
    details: dict[str, JSON] = {}
    times = [word for word in _placed(one.details.get("words")) if word["start"] + one.start >= start]
    if times:
        moved = [_moved(word, one.start - start) for word in times]
        details["words"] = moved if before == line.words else list(_staying(moved, before, line.words))
    if before != line.words:
        return None, details
    inside = [mark for mark in one.marks if start <= mark.start and mark.end <= end]
    return [Mark(mark.kind, mark.start - start, mark.end - start, mark.value) for mark in inside], details


def _placed(words: Any) -> list[dict[str, Any]]:
    if not isinstance(words, list | tuple):
        return []
    return [
        dict(one)
        for one in words
        if isinstance(one, Mapping) and isinstance(one.get("start"), int) and isinstance(one.get("end"), int)
    ]


def _moved(word: Mapping[str, Any], by: int) -> dict[str, JSON]:
    return {**word, "start": word["start"] + by, "end": word["end"] + by}


def _staying(words: Sequence[Mapping[str, Any]], before: str, after: str) -> Iterator[dict[str, JSON]]:
    """Those words that stand in the corrected line too, in their order, where they stand there."""
    ends = _word_ends(after)
    if max(len(words), len(ends)) > _MOST_WORDS_COMPARED:
        return
    old = [before[one["start"] : one["end"]] for one in words]
    matcher = SequenceMatcher(None, old, [after[start:end] for start, end in ends], autojunk=False)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            start, end = ends[block.b + step]
            yield {**words[block.a + step], "start": start, "end": end}


def _word_ends(text: str) -> list[tuple[int, int]]:
    found, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        found.append((at, at + len(word)))
        at += len(word)
    return found
