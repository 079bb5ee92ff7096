"""Marking: words of a reading, a stretch of a recording, a region of a picture or of a page becomes a passage, and the form to say what it says.

Words are marked in the very version that was looked at, and only if they are still the words that count: a form says which reading it is
of, from which character to which, and what stood there. What is marked already is not marked twice. Without JavaScript the words of a
line, and those around it, are chosen from lists; seconds and regions are fields.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.errors import AmanetError, ChangedMeanwhile, Misuse
from amanet.record.selectors import (
    page_selector,
    parse_region,
    parse_seconds,
    region_selector,
    text_range,
    time_selector,
)
from amanet.web.answers import MOST, go_to, number_in_path
from amanet.web.forms import Form, read_form
from amanet.web.pages import desk_of, page
from amanet.web.records import record_of

__all__ = ["routes"]

_LONGEST: Final = 20_000
_LINES: Final = 6
_NOT_SAID: Final = frozenset(("label", "attachment"))


@dataclass(frozen=True)
class Word:
    """A word of a reading, by code points."""

    start: int
    end: int
    text: str = field(repr=False)
    line: int


async def mark(request: Request) -> Response:
    """What was chosen becomes a passage, unless it is one already."""
    number, form = number_in_path(request), await read_form(request)
    passage = await desk_of(request).write(_mark, number, form)
    return go_to(request, f"/passages/{passage}/say")


def _mark(vault: OpenVault, item: int, form: Form) -> int:
    record = record_of(vault, item, "Item")
    reading = form.number("reading")
    if reading is not None:
        return _mark_words(vault, item, reading, form)
    page_number, region = form.number("page"), _region_of(form)
    if form.text("from") or form.text("to"):
        time = _time_of(form)
        selectors: list[Any] = [time_selector(*time)]
        more: dict[str, Any] = {"time": time}
    elif region or page_number:
        more = {"page": page_number, "region": region} if region else {"page": page_number}
        selectors = [page_selector(page_number)] if page_number else []
        selectors += [region_selector(region)] if region else []
    else:
        raise Misuse(
            "Nothing was chosen. Go back and choose words, a stretch of the recording, or a region first."
        )
    known = _known(vault, record.number, selectors)
    heard = form.text("heard")[:_LONGEST] or None
    return (
        known or vault.mark_passage(item, heard=heard, language=form.text("language") or None, **more).number
    )


def _mark_words(vault: OpenVault, item: int, reading: int, form: Form) -> int:
    """Raises `ChangedMeanwhile` where the words were corrected since the page was made."""
    from amanet.work.kept_readings import load_reading

    record = record_of(vault, reading, "Rendition")
    start, end = form.number("start"), form.number("end")
    first, last = form.number("first"), form.number("last")
    if start is None and first is not None:
        start, end = first, last
    if start is None or end is None or not 0 <= start < end or end - start > _LONGEST:
        raise Misuse("Choose from one word to a later one, at most some pages of text. Nothing was marked.")
    if vault.vault.views.is_dead(reading):
        raise ChangedMeanwhile(
            "These words were corrected since you opened the page, and nothing was marked. Go back, load the page again, and mark them as they "
            "stand now."
        )
    text = load_reading(vault.vault, reading)[0].text
    start, end = _trimmed(text, start, end)
    if form.has("quote") and "".join(form.text("quote").split()) != "".join(
        _heard(vault, reading, start, end).split()
    ):
        raise Misuse(
            "What was chosen and what stands there are not the same words. Load the page again and mark them once more."
        )
    known = _known_words(vault, record.number, start, end)
    return known or vault.mark_passage(reading, characters=(start, end)).number


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the space at its ends. Raises `Misuse` where nothing is left."""
    chosen = text[start:end]
    start += len(chosen) - len(chosen.lstrip())
    end = start + len(chosen.strip())
    if start >= end:
        raise Misuse("Nothing but space was chosen. Nothing was marked.")
    return start, end


def _heard(vault: OpenVault, reading: int, start: int, end: int) -> str:
    """The words as the page shows them: without the labels that stand beside a line."""
    from amanet.work.kept_readings import load_reading

    found = load_reading(vault.vault, reading)[0]
    pieces = []
    for one in found.segments:
        if one.end <= start or one.start >= end or one.kind == "frame":
            continue
        hidden = [
            mark
            for mark in one.marks
            if (mark.kind == "label" and one.speaker is not None)
            or (mark.kind == "attachment" and one.attached)
        ]
        at = max(one.start, start)
        for mark in sorted(hidden, key=lambda mark: mark.start):
            if mark.end <= at or mark.start >= end:
                continue
            pieces.append(found.text[at : max(at, mark.start)])
            at = mark.end
        pieces.append(found.text[at : min(one.end, end)])
    return "".join(pieces)


def _time_of(form: Form) -> tuple[int, int | None]:
    since = parse_seconds(form.text("from") or "0")
    until = parse_seconds(form.text("to")) if form.text("to") else None
    if until is not None and until <= since:
        raise Misuse("A stretch of a recording ends after it begins. Nothing was marked.")
    return since, until


def _region_of(form: Form) -> str:
    """`left,top,width,height` in per cent. Raises `Misuse` for what lies outside."""
    given = [form.text(name).replace(",", ".") for name in ("left", "top", "width", "height")]
    if not any(given):
        return ""
    try:
        left, top, width, height = (float(one) for one in given)
    except ValueError:
        raise Misuse(
            "A region has four numbers: from the left, from the top, width and height, in per cent."
        ) from None
    if not (
        left >= 0
        and top >= 0
        and width > 0
        and height > 0
        and left + width <= 100.05
        and top + height <= 100.05
    ):
        raise Misuse(
            "The region lies outside of the picture, or has no size. All four are in per cent, up to 100."
        )
    return parse_region(",".join(f"{one:.2f}".rstrip("0").rstrip(".") for one in (left, top, width, height)))


def _known_words(vault: OpenVault, reading: int, start: int, end: int) -> int | None:
    """The living passage of exactly these words."""
    return _passage_where(vault, reading, lambda selectors: text_range(selectors) == (start, end))


def _known(vault: OpenVault, item: int, selectors: list[Any]) -> int | None:
    wanted = [str(one["value"]) for one in selectors]
    return _passage_where(vault, item, lambda found: [str(one.get("value", "")) for one in found] == wanted)


def _passage_where(vault: OpenVault, of: int, fits: Any) -> int | None:
    identifier = vault.record(of).body["id"]
    for number in vault.vault.about(of):
        record = vault.record(number)
        is_of_it = record.type == "Passage" and record.body["of"] == identifier
        if is_of_it and fits(record.body["selectors"]) and not vault.vault.views.is_dead(number):
            return number
    return None


# Without JavaScript


async def show_words(request: Request) -> Response:
    """The words of a line and of the next ones, to choose from one to another."""
    number, reading, place = (
        number_in_path(request),
        request.path_params["reading"],
        request.path_params["place"],
    )
    if reading > MOST or place > MOST:
        raise HTTPException(404)
    name, words = await desk_of(request).read(_words, number, reading, place)
    return page(
        request, "saying/words.html", number=number, name=name, reading=reading, place=place, words=words
    )


def _words(vault: OpenVault, item: int, reading: int, place: int) -> tuple[str, list[Word]]:
    from amanet.work.kept_readings import load_reading

    record = record_of(vault, item, "Item")
    rendition = record_of(vault, reading, "Rendition")
    try:
        found = load_reading(vault.vault, rendition.number)[0]
    except AmanetError:
        raise HTTPException(404) from None
    if place >= len(found.segments):
        raise HTTPException(404)
    words = []
    for at in range(place, min(place + _LINES, len(found.segments))):
        one = found.segments[at]
        hidden = [(mark.start, mark.end) for mark in one.marks if mark.kind in _NOT_SAID]
        for start, end in word_places(found.text[one.start : one.end]):
            start, end = start + one.start, end + one.start
            if not any(low <= start < high for low, high in hidden):
                words.append(Word(start, end, found.text[start:end], at - place))
    return readable_name(record.body["name"]), words


def word_places(text: str) -> list[tuple[int, int]]:
    """Where words begin and end. Where a script has no spaces, every sign is one."""
    import re

    return [
        found.span()
        for found in re.finditer(r"[\u2e80-\u9fff\uf900-\ufaff]|[^\s\u2e80-\u9fff\uf900-\ufaff]+", text)
    ]


routes = [
    Route("/items/{number:int}/mark", mark, methods=["POST"], name="mark"),
    Route(
        "/items/{number:int}/mark/{reading:int}/{place:int}", show_words, methods=["GET"], name="mark_words"
    ),
]
