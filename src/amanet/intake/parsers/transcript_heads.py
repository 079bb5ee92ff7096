"""What stands before the colon of a possible label: a name, and descriptions, notes and a time after it.

"DANA MUR, Ph.D., Author", "LI (in Uyghur)", "CROWD [chanting]", "[Speaker 2]", "Dana Mur (00:12)". Round brackets hold a description unless
they hold one of the usual notes; square ones hold an action. The same few heads come again and again in a file, hence the cache.

>>> from amanet.intake.parsers.transcript_heads import read_head
>>> head = read_head("DANA MUR, writer [in Kazakh]", frozenset())
>>> head.name, head.shape, [(part.kind, part.value) for part in head.parts]
('DANA MUR', 'capitals', [('description', 'writer'), ('language', 'kk')])
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from amanet.intake.parsers.transcript_lines import BLANK, trimmed
from amanet.intake.parsers.transcript_names import shape_of_name
from amanet.intake.parsers.transcript_notes import note_in
from amanet.intake.parsers.transcript_times import TIME, Timecode, time_in

__all__ = ["FORCED", "Head", "LabelPart", "read_head"]

# Besides the shapes of names: the user says that this is a label.
FORCED: Final = "forced"

_AROUND = BLANK + ",،，;；-–—"
_NAME_ENDS = re.compile(r"[,،，;；(（\[【]|\s[-–—]\s")
_IN_BRACKETS = r"(?:\[([^\[\]]*)\]|[(（]([^()（）]*)[)）]|【([^【】]*)】)"
_BRACKET = re.compile(rf"[\s\u200e\u200f]*{_IN_BRACKETS}[\s\u200e\u200f]*")
_BRACKET_LAST = re.compile(rf"(?<=\s){_IN_BRACKETS}\s*$")
_TIME = re.compile(TIME)


@dataclass(frozen=True, slots=True)
class LabelPart:
    """A piece of a label after the name: a description, a language, an action. It reaches up to the next one."""

    kind: str
    start: int
    value: str | None


@dataclass(frozen=True, slots=True)
class Head:
    """Offsets of the parts are into the head."""

    name: str
    shape: str
    parts: tuple[LabelPart, ...] = ()
    time: Timecode | None = None


@lru_cache(maxsize=4096)
def read_head(head: str, forced: frozenset[str]) -> Head | None:
    """None where it does not begin with a name. One that is in `forced`, whole or up to its description, needs no shape."""
    start, end = trimmed(head, 0, len(head))
    if head[start:end] in forced:
        return Head(head[start:end], FORCED)
    name, rest = _name(head, start, end)
    shape = FORCED if name in forced else shape_of_name(name)
    if shape is None:
        return None
    pieces = list(_pieces(head, rest))
    parts = tuple(piece for piece in pieces if isinstance(piece, LabelPart))
    time = next((piece for piece in pieces if isinstance(piece, Timecode)), None)
    return Head(name, shape, parts, time)


def _name(head: str, start: int, end: int) -> tuple[str, int]:
    """The name, and where what follows it begins. "[SPEAKER 2]" is a name in brackets."""
    if head[start : start + 1] == "[" and head[end - 1 : end] == "]":
        start, end = start + 1, end - 1
    found = _NAME_ENDS.search(head, start, end)
    stop = found.start() if found else end
    left, right = trimmed(head, start, stop)
    return head[left:right].rstrip("*_"), stop if found else len(head)


def _pieces(head: str, at: int) -> Iterator[LabelPart | Timecode]:
    """The brackets and descriptions after a name, in order."""
    while at < len(head):
        found = _BRACKET.match(head, at)
        if found is not None:
            yield from _bracket(found)
            at = found.end()
            continue
        last = _BRACKET_LAST.search(head, at)
        end = last.start() if last else len(head)
        value = head[at:end].strip(_AROUND)
        if value:
            yield LabelPart("description", head.index(value, at), value)
        at = end


def _bracket(found: re.Match[str]) -> Iterator[LabelPart | Timecode]:
    words = (found[1] or found[2] or found[3] or "").strip(BLANK)
    start = found.end() - len(found.group().lstrip(BLANK))
    note = note_in(words) if words else None
    if _TIME.fullmatch(words):
        yield time_in(words)
    elif note is not None and note.kind == "language":
        yield LabelPart("language", start, note.value)
    elif words:
        square = found[2] is None
        yield LabelPart("action" if square or note is not None else "description", start, words)
