"""Passages: the exact place a statement rests on, and the way back from it to the original.

A passage of a translation resolves to the turns of the original that it translates and, where the original knows, to the
seconds of the recording; a passage of a reading to the item that was read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amanet.canonical import JSON
from amanet.errors import Misuse
from amanet.record.reading import Reading
from amanet.record.selectors import (
    page_selector,
    region_selector,
    text_range,
    text_selectors,
    time_range,
    time_selector,
)
from amanet.vault import Draft, StoredRecord, Vault
from amanet.work.kept_readings import load_reading
from amanet.work.statements import new_batch
from amanet.work.translations import alignment_of, recording_of

__all__ = ["Resolved", "find_quote", "mark_fragment", "mark_text", "resolve"]

# A translation of a translation of a translation: further back nobody goes, and a circle ends.
_FURTHEST = 8


@dataclass(frozen=True)
class Resolved:
    """One station on the way from a passage to its original. `item` and `rendition` are numbers; `from_ms` and `to_ms` of the
    recording; `speaker` as labelled there.
    """

    item: int
    rendition: int | None = None
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    speaker: str | None = None
    from_ms: int | None = None
    to_ms: int | None = None


def mark_text(
    vault: Vault,
    reading: StoredRecord,
    start: int,
    end: int,
    *,
    language: str | None = None,
    note: str | None = None,
) -> StoredRecord:
    """A passage of a reading's text, by code points."""
    text, _ = load_reading(vault, reading.number)
    selectors = text_selectors(text.text, start, end)
    return _enter(
        vault,
        reading,
        selectors,
        quote=text.text[start:end],
        language=language or _language(text, start),
        note=note,
    )


def find_quote(vault: Vault, reading: StoredRecord, words: str, *, nth: int | None = None) -> tuple[int, int]:
    """Where words stand in a reading's text. Raises `Misuse` where they do not, or several times and nobody says which."""
    text, _ = load_reading(vault, reading.number)
    places = []
    at = text.text.find(words)
    while words and at >= 0:
        places.append(at)
        at = text.text.find(words, at + 1)
    if not places:
        raise Misuse(
            "These words do not stand in the reading, to the letter. Look them up with `amanet read`."
        )
    if nth is None and len(places) > 1:
        raise Misuse(
            f"These words stand in the reading {len(places)} times. Say which: --nth 1 to {len(places)}."
        )
    if not 1 <= (nth or 1) <= len(places):
        raise Misuse(f"These words stand in the reading {len(places)} times.")
    start = places[(nth or 1) - 1]
    return start, start + len(words)


def mark_fragment(
    vault: Vault,
    item: StoredRecord,
    *,
    time: tuple[int, int | None] | None = None,
    page: int | None = None,
    region: str | None = None,
    quote: str | None = None,
    language: str | None = None,
    note: str | None = None,
) -> StoredRecord:
    """A stretch of a recording, a page, or a region of a page or a picture. `quote` is what is heard or read there."""
    selectors: list[JSON] = []
    if page is not None:
        selectors.append(page_selector(page))
    if time is not None:
        selectors.append(time_selector(*time))
    if region is not None:
        selectors.append(region_selector(region))
    if not selectors:
        raise Misuse("Say where the passage is: characters, words, seconds, a page or a region.")
    return _enter(vault, item, selectors, quote=quote, language=language, note=note)


def resolve(vault: Vault, passage: StoredRecord) -> list[Resolved]:
    """From the passage to its original: the first station is the passage itself, the last the item furthest back."""
    body = passage.body
    of = vault.with_ids([str(body["of"])])[0]
    selectors = body["selectors"]
    time = time_range(selectors) or (None, None)
    if of.type == "Item":
        return [Resolved(of.number, quote=body.get("quote"), from_ms=time[0], to_ms=time[1])]
    characters = text_range(selectors)
    if characters is None:
        return [
            Resolved(_item_of(vault, of), of.number, quote=body.get("quote"), from_ms=time[0], to_ms=time[1])
        ]
    return _back(vault, of, *characters)


def _back(vault: Vault, rendition: StoredRecord, start: int, end: int) -> list[Resolved]:
    """A stretch of a reading, of what that is a translation of, and so on; last the recording, where one is known."""
    stations: list[Resolved] = []
    spans = [(start, end)]
    for _ in range(_FURTHEST):
        reading, _items = load_reading(vault, rendition.number)
        last = [_station(vault, rendition, reading, *span) for span in spans]
        stations += last
        found = alignment_of(vault, rendition)
        if found is None:
            break
        rendition, alignment = found
        spans = sorted({(one.start, one.end) for span in spans for one in alignment.original_of(*span)})
        if not spans:
            break
    recording = recording_of(vault, last[0].item)
    if recording is not None:
        stations += [
            Resolved(recording, quote=one.quote, speaker=one.speaker, from_ms=one.from_ms, to_ms=one.to_ms)
            for one in last
            if one.from_ms is not None
        ]
    return stations


def _station(vault: Vault, rendition: StoredRecord, reading: Reading, start: int, end: int) -> Resolved:
    touched = [one for one in reading.segments if one.start < end and one.end > start]
    times = [(one.from_ms, one.to_ms) for one in touched if one.from_ms is not None]
    speakers = {one.speaker for one in touched if one.speaker is not None}
    ends = [last for _, last in times if last is not None]
    return Resolved(
        _item_of(vault, rendition),
        rendition.number,
        start,
        end,
        reading.text[start:end],
        next(iter(speakers)) if len(speakers) == 1 else None,
        min((first for first, _ in times if first is not None), default=None),
        max(ends, default=None),
    )


def _item_of(vault: Vault, rendition: StoredRecord) -> int:
    return vault.views.number_of(str(rendition.body["item"]))


def _language(reading: Reading, start: int) -> str | None:
    return next((one.language for one in reading.segments if one.start <= start < one.end), None)


def _enter(vault: Vault, of: StoredRecord, selectors: list[JSON], **more: Any) -> StoredRecord:
    if of.type not in ("Item", "Rendition"):
        raise Misuse(f"Record {of.number} is of type {of.type}; a passage is of an item or a reading.")
    given: Mapping[str, JSON] = {name: value for name, value in more.items() if value is not None}
    fields: dict[str, JSON] = {
        "of": str(of.body["id"]),
        "selectors": selectors,
        "batch": new_batch(vault),
        **given,
    }
    return vault.add(Draft("Passage", fields))[0]
