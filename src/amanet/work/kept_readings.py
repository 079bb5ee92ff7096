"""Readings as a vault keeps them: a Rendition of kind `reading`, its words and segments in an object of its own.

The record says in few words what was read (`summary_of`); the object is canonical JSON with the whole of it:

    {"items": {place: id of the Item found there}, "reading": Reading.to_json(), "text": the reading's text}

Of the readings of an item the latest that nothing replaced or retracted is the one that counts. A file that was found inside
and erased since is no longer among the items; that its place had one stays known, so that it is not found anew.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from amanet.canonical import JSON, encode, readable_name
from amanet.errors import BadData, Misuse, VaultDamaged
from amanet.record.reading import Reading
from amanet.vault import StoredRecord, Vault

__all__ = [
    "KIND",
    "TRANSLATION",
    "ListedReading",
    "find_reading",
    "kept_bytes",
    "list_readings",
    "living_readings",
    "load_ids",
    "load_reading",
    "load_with_ids",
    "renditions_of",
    "summary_of",
]

KIND: Final = "reading"
# What a member typed beside the words of an item, in the form of a reading.
TRANSLATION: Final = "translation"
# What stands between the three parts of the object, and nowhere within the first, nor after itself within the last.
_ITEMS, _READING, _TEXT = b'{"items":', b',"reading":', b'},"text":"'
_SEGMENTS_AT_ONCE: Final = 2000
_CHARACTERS_AT_ONCE: Final = 256 << 10
# Of the summary, which stands in the record itself.
_MOST_SPEAKERS, _MOST_ODDITIES, _LONGEST = 200, 50, 300
_LARGEST_DETAILS: Final = 16 << 10


@dataclass(frozen=True)
class ListedReading:
    """One reading that counts, on one line."""

    number: int
    item: int
    name: str
    format: str
    segments: int
    entered_at: str

    def to_json(self) -> dict[str, JSON]:
        return dict(vars(self))


def find_reading(vault: Vault, which: str) -> StoredRecord:
    """A reading, or a typed translation, by number, id or reference; or, of an item, the reading that counts. Raises `Misuse` where there is none."""
    record = vault.find(which)
    if record.type == "Item":
        found = living_readings(vault, record)
        if not found:
            raise Misuse(f"Item {record.number} was not read yet. Read it with: amanet read {record.number}")
        return found[-1]
    if record.type != "Rendition" or record.body["kind"] not in (KIND, TRANSLATION):
        raise Misuse(f"Record {record.number} is no reading. `amanet read --list` shows what there is.")
    return record


def load_reading(vault: Vault, number: int) -> tuple[Reading, dict[int, int]]:
    """The reading of that number, or that counts of the item of that number; and the numbers of the items found inside, by their
    places in what is attached. Raises `Misuse` where there is none.
    """
    reading, ids = load_with_ids(vault, find_reading(vault, str(number)))
    numbers = {one.body["id"]: one.number for one in vault.with_ids(sorted(set(ids.values())))}
    return reading, {place: numbers[identifier] for place, identifier in ids.items() if identifier in numbers}


def load_with_ids(vault: Vault, record: StoredRecord) -> tuple[Reading, dict[int, str]]:
    """A reading, with the ids of the items by place: of those too that were erased since."""
    kept = bytearray()
    with vault.open_object(record.number) as reader:
        for piece in reader.stream():  # each is good until the next
            kept += piece
    with _damage_named(record):
        text = _cut_text(kept)
        content: dict[str, Any] = json.loads(kept)
        return Reading.from_json(text, content["reading"]), _ids(content["items"])


def load_ids(vault: Vault, record: StoredRecord) -> dict[int, str]:
    """The ids alone, which stand at the beginning."""
    kept = bytearray()
    with vault.open_object(record.number) as reader, _damage_named(record):
        for piece in reader.stream():
            kept += piece
            if _READING in kept:
                break
        return _ids(json.loads(kept[len(_ITEMS) : kept.index(_READING)]))


def _ids(items: Mapping[str, Any]) -> dict[int, str]:
    return {int(place): str(identifier) for place, identifier in items.items()}


@contextmanager
def _damage_named(record: StoredRecord) -> Iterator[None]:
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, BadData) as problem:
        raise VaultDamaged(
            f"Reading {record.number} is not as readings are kept. Run `amanet verify`, and take it from a backup."
        ) from problem


def _cut_text(kept: bytearray) -> str:
    """Takes the text off what was kept, so that the rest is parsed without it: Python would hold both with four bytes a character.

    It comes last, and no quotation mark stands bare within it.
    """
    at = kept.rindex(_TEXT)
    text = json.loads(kept[at + len(_TEXT) - 1 : -1])
    assert isinstance(text, str)
    kept[at + 1 :] = b"}"
    return text


def living_readings(vault: Vault, item: StoredRecord) -> list[StoredRecord]:
    """The readings of an item that nothing replaced or retracted; the latest, which comes last, is the one that counts."""
    return [
        one
        for one in renditions_of(vault, item)
        if one.body["kind"] == KIND and not vault.views.is_dead(one.number)
    ]


def renditions_of(vault: Vault, item: StoredRecord) -> list[StoredRecord]:
    """What was derived from the item itself, oldest first."""
    identifier = item.body["id"]
    derived = (vault.record(number) for number in sorted(vault.about(item.number)))
    return [one for one in derived if one.type == "Rendition" and one.body["item"] == identifier]


def list_readings(vault: Vault) -> Iterator[ListedReading]:
    """The readings that count, in the order in which they were made."""
    for record in vault.records("Rendition"):
        body = record.body
        if body["kind"] != KIND or vault.views.is_dead(record.number):
            continue
        for item in vault.with_ids([body["item"]]):
            content = body["content"]
            yield ListedReading(
                record.number,
                item.number,
                readable_name(item.body["name"]),
                str(content["format"]),
                int(content["segments"]),
                str(body["entered_at"]),
            )


def summary_of(reading: Reading, found: int) -> dict[str, JSON]:
    """What the record itself says of a reading; `found` is how many items were found inside."""
    kinds = Counter(segment.kind for segment in reading.segments)
    speakers = reading.speakers()
    summary: dict[str, JSON] = {
        "format": reading.format,
        "characters": len(reading.text),
        "segments": len(reading.segments),
        "kinds": dict(kinds),
        "speakers": [
            {"label": label[:_LONGEST], "segments": count}
            for label, count in list(speakers.items())[:_MOST_SPEAKERS]
        ],
        "oddities": [
            {"where": one.where[:_LONGEST], "what": one.what[:_LONGEST]}
            for one in reading.oddities[:_MOST_ODDITIES]
        ],
        "in_all": {
            "speakers": len(speakers),
            "oddities": len(reading.oddities),
            "attached": len(reading.attached),
            "missing": sum(one.missing for one in reading.attached),
            "found": found,
        },
    }
    if reading.details and len(encode(dict(reading.details))) <= _LARGEST_DETAILS:
        summary["details"] = dict(reading.details)
    return summary


def kept_bytes(reading: Reading, items: Mapping[int, str]) -> Iterator[bytes]:
    """The object of a reading, piece by piece: canonical, and never whole in memory."""
    content = reading.to_json()
    segments = content.pop("segments")
    assert isinstance(segments, list)
    yield _ITEMS + encode({str(place): identifier for place, identifier in items.items()})
    yield _READING + encode(content)[:-1] + b',"segments":['
    for start in range(0, len(segments), _SEGMENTS_AT_ONCE):
        yield (b"," if start else b"") + encode(segments[start : start + _SEGMENTS_AT_ONCE])[1:-1]
    yield b"]" + _TEXT
    for start in range(0, len(reading.text), _CHARACTERS_AT_ONCE):
        yield encode(reading.text[start : start + _CHARACTERS_AT_ONCE])[1:-1]
    yield b'"}'
