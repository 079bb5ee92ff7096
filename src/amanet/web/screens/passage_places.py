"""Where a passage, or a segment of a reading, is looked at: the item at the exact second, page or segment.

Of a passage in a transcript that is the recording at that second, where somebody said which recording it is of; of a text, the item at
that segment. What was found is named by numbers alone, so an address holds no words.

>>> address_of_time(12, 34_000)
'/items/12/at/34000'
"""

import re
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.web.answers import go_to
from amanet.web.pages import desk_of

__all__ = ["address_of_time", "routes"]

_PAGE = re.compile(r"page=([1-9][0-9]{0,6})")


async def show_passage(request: Request) -> Response:
    return go_to(request, await desk_of(request).read(place_of_passage, request.path_params["number"]))


async def show_segment(request: Request) -> Response:
    number, place = request.path_params["number"], request.path_params["place"]
    return go_to(request, await desk_of(request).read(place_of_segment, number, place))


def place_of_passage(opened: OpenVault, number: int) -> str:
    """The address of the original of a passage. Raises 404 where there is no such passage."""
    from amanet.record.selectors import text_range
    from amanet.work.passages import resolve

    record = _record(opened, number, "Passage")
    stations = resolve(opened.vault, record)
    timed = next((one for one in reversed(stations) if one.from_ms is not None), None)
    if timed is not None and timed.from_ms is not None:
        return address_of_time(timed.item, timed.from_ms)
    if page := _page_of(record.body["selectors"]):
        return f"/items/{stations[0].item}/page/{page}"
    characters = text_range(record.body["selectors"])
    if characters is None or stations[0].rendition is None:
        return f"/items/{stations[0].item}"
    place = _place_at(opened, stations[0].rendition, characters[0])
    return f"/items/{stations[0].item}/segment/{place}"


def place_of_segment(opened: OpenVault, number: int, place: int) -> str:
    """The address of a segment of a reading, counted from 0."""
    from amanet.work.kept_readings import TRANSLATION, load_reading
    from amanet.work.translations import recording_of

    record = _record(opened, number, "Rendition")
    item = opened.vault.views.number_of(str(record.body["item"]))
    recording = recording_of(opened.vault, item)
    if record.body["kind"] == TRANSLATION:
        return _place_of_translated(opened, record, item, place)
    if recording is None:
        return f"/items/{item}/segment/{place}"
    segments = load_reading(opened.vault, number)[0].segments
    since = segments[place].from_ms if place < len(segments) else None
    return f"/items/{item}/segment/{place}" if since is None else address_of_time(recording, since)


def _place_of_translated(opened: OpenVault, record: Any, item: int, place: int) -> str:
    """Beside the words that it translates."""
    from amanet.work.kept_readings import load_reading
    from amanet.work.translations import alignment_of

    segments = load_reading(opened.vault, record.number)[0].segments
    found = alignment_of(opened.vault, record)
    if found is None or place >= len(segments):
        return f"/items/{item}"
    spans = found[1].original_of(segments[place].start, segments[place].end)
    original = _place_at(opened, found[0].number, spans[0].start) if spans else 0
    return f"/items/{item}/segment/{original}"


def address_of_time(item: int, ms: int) -> str:
    return f"/items/{item}/at/{ms}"


def _record(opened: OpenVault, number: int, of_type: str) -> Any:
    """What does not count any more is not shown here, as if it were not there."""
    record = _found(opened, number)
    if record is None or record.type != of_type or opened.vault.views.is_dead(number):
        raise HTTPException(404)
    return record


def _found(opened: OpenVault, number: int) -> Any:
    from amanet.errors import Misuse

    try:
        return opened.vault.record(number)
    except Misuse:
        return None


def _page_of(selectors: Any) -> int | None:
    """The page that a passage of an item names."""
    found = (_PAGE.fullmatch(str(one.get("value", ""))) for one in selectors)
    return next((int(one[1]) for one in found if one), None)


def _place_at(opened: OpenVault, reading: int, character: int) -> int:
    from amanet.work.kept_readings import load_reading

    segments = load_reading(opened.vault, reading)[0].segments
    return next((place for place, one in enumerate(segments) if one.end > character), 0)


routes = [
    Route("/passages/{number:int}/place", show_passage, methods=["GET"], name="passage_place"),
    Route("/readings/{number:int}/segment/{place:int}", show_segment, methods=["GET"], name="found_segment"),
]
