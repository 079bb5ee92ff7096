"""A line that begins like a label: "NARRATOR:", "Aygul Bekova: words", "LI, businessman:", "[00:01:23] Q: …", "记者：…".

`read_label` says what a line would be *if* its beginning were a label, and how that beginning is written (`shape`). Whether it is
one, the whole file decides (transcript_speakers). Refuses what no label looks like: "At 10:30", "https://…", quoted words, anything longer
than a label gets. Time is bounded by the first `_LONGEST` characters of a line.

>>> from amanet.intake.parsers.transcript_labels import read_label
>>> label = read_label("DANA MUR, Ph.D., Author, \\"Maps: a History\\": It was so.")
>>> label.name, label.shape, label.line_of_its_own, [part.value for part in label.parts]
('DANA MUR', 'capitals', False, ['Ph.D., Author, "Maps: a History"'])
>>> read_label("He said: go").shape, read_label("At 10:30 they came")
('small', None)
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from amanet.intake.parsers.transcript_heads import FORCED, Head, LabelPart, read_head
from amanet.intake.parsers.transcript_lines import BLANK
from amanet.intake.parsers.transcript_names import CAPITALS, NO_CASE, SMALL
from amanet.intake.parsers.transcript_times import TIME, Timecode, time_at, time_in

__all__ = ["FORCED", "INITIAL", "UNNAMED", "Label", "read_label"]

# Besides the shapes of names: "Q." and "A.", and ">>" without a name.
INITIAL: Final = "initial"
UNNAMED: Final = "unnamed"

_LONGEST = 240
_LEAD = re.compile(r"(?:>{2,3}|[*_#]{1,3}|[-–—•](?=\s))\s*")
# All up to the first colon that stands neither in quotes nor in brackets. Possessive: it is tried in one way only.
_HEAD = re.compile(
    r'(?>"[^"]{0,120}"|“[^”]{0,120}”|«[^»]{0,120}»|\([^()]{0,120}\)|（[^（）]{0,120}）|\[[^\[\]]{0,120}\]|[^:：\n\r])*+[:：]'
)
_NAME_AND_TIME = re.compile(rf"([^:：\[\](){{}}<>]{{1,64}}?)\s+({TIME})\s*[:：]?")
_INITIAL = re.compile(r"([QA])\.(?=\s)")
_CLOSES = tuple("])>}):】）：")
_OPENS = tuple("[(<{（【［")


@dataclass(frozen=True, slots=True)
class Label:
    """All of a line up to `end` is label. `name` is empty where there is none."""

    name: str
    shape: str
    end: int
    line_of_its_own: bool
    parts: tuple[LabelPart, ...] = ()
    time: Timecode | None = None

    @property
    def described(self) -> bool:
        return any(part.kind == "description" for part in self.parts)


def read_label(line: str, forced: frozenset[str] = frozenset()) -> Label | None:
    """What a line's beginning says if it is a label; None where it does not look like one. `forced` ones need no shape."""
    if line[0].isalpha():  # most lines
        return (
            _with_colon(line, 0, None, forced) or _with_time_after(line, 0) or _with_full_stop(line, 0, None)
        )
    lead = _LEAD.match(line)
    start = lead.end() if lead else 0
    time = time_at(line, start)
    start = _after_time(line, time.end) if time is not None else start
    return (
        _with_colon(line, start, time, forced)
        or (None if time else _with_time_after(line, start))
        or _with_full_stop(line, start, time)
        or _without_name(line, lead, start, time)
    )


def _with_colon(line: str, start: int, time: Timecode | None, forced: frozenset[str]) -> Label | None:
    stop = start + _LONGEST
    if line.find(":", start, stop) < 0 and line.find("：", start, stop) < 0:
        return None  # the pattern below costs much more
    found = _HEAD.match(line, start, stop)
    if found is None:
        return None
    end = found.end()
    label = _labelled(line[start : end - 1], start, end == len(line), forced)
    if label is None or not _colon_of_a_label(line, end, label.shape):
        return None
    return _with_more(line, replace(label, time=time) if time else label)


@lru_cache(maxsize=4096)
def _labelled(words: str, start: int, alone: bool, forced: frozenset[str]) -> Label | None:
    """The label that begins at `start` of a line with `words` and a colon."""
    head = read_head(words, forced)
    return None if head is None else _from_head(head, start, start + len(words) + 1, alone, head.time)


def _from_head(head: Head, start: int, end: int, alone: bool, time: Timecode | None) -> Label:
    parts = tuple(LabelPart(part.kind, part.start + start, part.value) for part in head.parts)
    return Label(head.name, head.shape, end, alone, parts, time)


def _with_more(line: str, label: Label) -> Label:
    """A label goes on after its colon with closing asterisks, and with a time in brackets before the words."""
    end = label.end
    while line[end : end + 1] in ("*", "_"):
        end += 1
    at = _skipped(line, end)
    time = time_at(line, at) if line[at : at + 1] in _OPENS else None
    if time is not None:
        return replace(label, end=time.end, line_of_its_own=time.end == len(line), time=label.time or time)
    return label if end == label.end else replace(label, end=end, line_of_its_own=end == len(line))


def _with_time_after(line: str, start: int) -> Label | None:
    """ "Aygul Bekova  0:12", alone on its line, as recorders' own transcripts write it."""
    if len(line) > _LONGEST or not (line[-1].isdigit() or line[-1] in _CLOSES):
        return None
    found = _NAME_AND_TIME.fullmatch(line, start)
    head = read_head(found[1], frozenset()) if found else None
    if found is None or head is None or head.shape == SMALL:
        return None
    return _from_head(head, start, len(line), True, time_in(found[2], found.start(2)))


def _with_full_stop(line: str, start: int, time: Timecode | None) -> Label | None:
    found = _INITIAL.match(line, start)
    return Label(found[1], INITIAL, found.end(), False, (), time) if found else None


def _without_name(line: str, lead: re.Match[str] | None, start: int, time: Timecode | None) -> Label | None:
    if lead is None or not lead.group().startswith(">>") or start == len(line):
        return None
    end = time.end if time else len(lead.group().rstrip(BLANK))
    return Label("", UNNAMED, end, False, (), time)


def _colon_of_a_label(line: str, end: int, shape: str) -> bool:
    """Whether the colon before `end` can be a label's: not that of "10:30", "http://", "Surah:2"."""
    after = line[end : end + 1]
    if after in BLANK or line[end - 1] == "：" or shape == FORCED:
        return True
    if after == "/" or (after.isdigit() and line[end - 2 : end - 1].isdigit()):
        return False
    return shape in (CAPITALS, NO_CASE) or not after.isalnum()


def _after_time(line: str, at: int) -> int:
    """After a time: over space and the dash or bar that may part it from the name."""
    at = _skipped(line, at)
    return _skipped(line, at + 1) if line[at : at + 1] in tuple("-–—|") else at


def _skipped(line: str, at: int) -> int:
    while at < len(line) and line[at] in BLANK:
        at += 1
    return at
