"""Lines as forms and pages have them: times as people write them, fields with numbers, and all of them as JSON for the script.

A form has the fields of one page of lines (`words-1`, `speaker-1`, `from-1` …); what stands before and after that page is taken from the
reading it is based on. The script sends all lines at once, as JSON. What is sent is checked here for its shape, and by `work` for its sense.

>>> exact_clock(3_723_450), exact_clock(12_000)
('1:02:03.45', '0:12')
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from amanet.errors import BadData, Misuse
from amanet.record.selectors import parse_seconds
from amanet.web.forms import Form
from amanet.work.typed_lines import MOST_LINES, TypedLine

__all__ = ["AT_ONCE", "Sent", "exact_clock", "lines_as_json", "main_language", "read_json", "read_lines"]

AT_ONCE: Final = 100


@dataclass(frozen=True)
class Sent:
    """What somebody sends to be saved: on which record it is based, and what it is put on top of where that was changed meanwhile."""

    lines: Sequence[TypedLine]
    based_on: int | None
    language: str
    reason: str = ""
    on_top: int | None = None
    of: int | None = None


def exact_clock(ms: int | None) -> str:
    """Milliseconds to the last digit: what is read back is what was shown."""
    if ms is None:
        return ""
    seconds, rest = divmod(ms, 1000)
    hours, minutes = divmod(seconds // 60, 60)
    shown = f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"
    return f"{shown}.{rest:03}".rstrip("0") if rest else shown


def main_language(lines: Sequence[TypedLine], told: str = "") -> str:
    """The language that most lines are in, or that was said of the whole; empty where nobody said."""
    counted: dict[str, int] = {}
    for one in lines:
        if one.language:
            counted[one.language] = counted.get(one.language, 0) + 1
    return told or max(counted, key=lambda tag: counted[tag], default="")


def lines_as_json(lines: Sequence[TypedLine], language: str) -> list[dict[str, Any]]:
    """For the script, as short as may be: what a line does not have is left out."""
    return [
        {
            name: value
            for name, value in (
                ("place", one.place),
                ("words", one.words),
                ("speaker", one.speaker),
                ("from", exact_clock(one.from_ms)),
                ("to", one.to_ms),
                ("language", one.language if one.language != language else None),
                ("kind", one.kind if one.kind != "turn" else None),
            )
            if value not in (None, "")
        }
        for one in lines
    ]


def read_lines(form: Form) -> list[TypedLine]:
    """The lines of one page of a form, in their order."""
    given = form.given()
    numbers = sorted(
        int(name[6:])
        for name in given
        if name.startswith("words-") and name[6:].isdecimal() and len(name) < 12
    )
    lines = []
    for number in numbers:
        fields = {
            name: given.get(f"{name}-{number}", "")
            for name in ("words", "speaker", "from", "to", "language", "kind", "place")
        }
        lines.append(_line(fields, number))
    return lines


def read_json(content: bytes) -> Sent:
    """What the script sends."""
    try:
        given = json.loads(content)
        lines = given["lines"]
        if len(lines) > MOST_LINES:
            raise Misuse(f"A transcript has at most {MOST_LINES} lines. Divide this one.")
        return Sent(
            [
                _line({key: "" if value is None else str(value) for key, value in one.items()}, at)
                for at, one in enumerate(lines, 1)
            ],
            _whole(given.get("based_on")),
            str(given.get("language") or "").strip(),
            str(given.get("reason") or ""),
            _whole(given.get("on_top")),
            _whole(given.get("of")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise BadData("What was sent is not lines of a transcript. Load the page again.") from problem


def _whole(value: Any) -> int | None:
    if value is None or value == "":
        return None
    if type(value) is not int or not 0 < value < 2**53:
        raise ValueError
    return value


def _line(given: Mapping[str, str], number: int) -> TypedLine:
    words = given.get("words", "")
    since = _time(given.get("from", ""), number) if words.strip() else None
    until = int(given["to"]) if given.get("to", "").isdecimal() and len(given["to"]) < 12 else None
    # Nobody sees the end of a line on the page: where its beginning was put behind it, the end is unknown.
    if since is None or (until is not None and until <= since):
        until = None
    place = given.get("place", "")
    return TypedLine(
        words,
        given.get("speaker", "").strip() or None,
        since,
        until,
        given.get("language", "").strip() or None,
        given.get("kind", "") or "turn",
        int(place) if place.isdecimal() and len(place) < 9 else None,
    )


def _time(text: str, number: int) -> int | None:
    if not text.strip():
        return None
    try:
        return parse_seconds(_western(text))
    except BadData as problem:
        raise Misuse(f"The time of line {number} is not one. Write minutes:seconds, as in 1:05.") from problem


def _western(text: str) -> str:
    """Digits of any script, as keyboards type them."""
    return "".join(str(int(one)) if one.isdecimal() else one for one in text).replace("٫", ".")
