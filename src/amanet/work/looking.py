"""One item as a person looks at it: what it is, where it came from, what was read in it, what rests on it, and where the log has it.

Gathered by a few queries from records; nothing is stored, and looking changes nothing. The texts of readings are loaded apart
(`load_side_by_side`), because they may be long.

A text is laid beside its translation, or its original, by the alignment that somebody made; a transcript beside the recording that
somebody linked it to. What no record links is never brought together here.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from amanet.canonical import readable_name
from amanet.errors import Misuse
from amanet.record.alignment import Alignment
from amanet.record.reading import Reading
from amanet.record.selectors import text_range, time_range
from amanet.vault import StoredRecord, Vault
from amanet.vault.shelf import Shelf
from amanet.vault.vouching import signers_of
from amanet.work.entering import shown_statement
from amanet.work.entities import label_of_id
from amanet.work.kept_readings import KIND, load_reading
from amanet.work.shelf import Family, family_of
from amanet.work.typed_renditions import is_typed

__all__ = [
    "Looked",
    "Marked",
    "Named",
    "Resting",
    "Row",
    "SideBySide",
    "Step",
    "description_of",
    "item_of_words",
    "load_side_by_side",
    "look",
]


@dataclass(frozen=True)
class Named:
    """Another item, with its reading where that is what matters."""

    number: int
    name: str
    family: Family
    reading: int | None = None


@dataclass(frozen=True)
class Resting:
    """A statement that rests on a passage; `value` in words."""

    number: int
    subject: int
    subject_label: str
    property: str
    value: str
    polarity: str
    said_by: str
    state: str


@dataclass(frozen=True)
class Marked:
    """A passage. `of` is the item or reading; `characters` of that reading, milliseconds of the recording, the page, as far as it says."""

    number: int
    of: int
    quote: str
    language: str | None
    note: str
    characters: tuple[int, int] | None
    from_ms: int | None
    page: int | None
    statements: tuple[Resting, ...]


@dataclass(frozen=True)
class Step:
    """Something that was done with the item. `what` is a word of ours: taken in, described, read, or what custody says."""

    number: int
    at: str
    by: str
    what: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class Looked:
    """`description` is what a confined process found in the file; `recording` what is heard where the item is, or is linked to, a
    recording; `reading` the number of the text shown, `original` or `translation` that of the one beside it. `earlier` are versions of
    its words that others took the place of, `outdated` a translation of one of them where the words shown have none.
    """

    record: StoredRecord
    name: str
    media_type: str | None
    description: Mapping[str, Any]
    problems: Sequence[Mapping[str, Any]]
    readings: Sequence[StoredRecord]
    reading: StoredRecord | None
    transcript: Named | None
    recording: Named | None
    original: Named | None
    translation: Named | None
    earlier: Sequence[int]
    outdated: Named | None
    alignment: Alignment | None = field(repr=False)
    container: Named | None
    contents: Sequence[Named]
    passages: Sequence[Marked]
    steps: Sequence[Step]
    checkpoint: int
    origin: str

    @property
    def family(self) -> Family:
        return family_of(self.media_type)


@dataclass(frozen=True)
class Row:
    """Places of segments in the reading shown, and of those beside it; either may be empty."""

    first: tuple[int, ...]
    second: tuple[int, ...] = ()


@dataclass(frozen=True)
class SideBySide:
    """`first` is the original where there are two. `items` are the numbers of what was found inside, by place in what is attached."""

    first: Reading
    items: Mapping[int, int]
    second: Reading | None
    rows: Sequence[Row]


def look(vault: Vault, number: int) -> Looked:
    """Raises `Misuse` where there is no such item, or none any more."""
    record = vault.record(number)
    if record.type != "Item":
        raise Misuse(f"Record {number} is of type {record.type}, not an item.")
    shelf = Shelf(vault.database)
    own = _renditions(vault, number)
    descriptions = [one.body for one in own if one.body["kind"] == "description"]
    description = descriptions[-1] if descriptions else {}
    readings = [one for one in own if one.body["kind"] == KIND]
    ids = [str(record.body["id"]), *(str(one.body["id"]) for one in readings)]
    links = [vault.record(one) for one in shelf.linked_to(ids)]
    content: Mapping[str, Any] = description.get("content", {})
    media_type = content.get("media_type")
    transcript = _transcript(vault, record, links)
    reading = readings[-1] if readings else None
    shown = reading or (vault.record(transcript.reading) if transcript and transcript.reading else None)
    original, translation, alignment = _beside(vault, shown, links)
    earlier = shelf.earlier(item_of_words(vault, shown)) if shown is not None else []
    epoch = vault.epochs()[record.epoch - 1]
    inside = vault.with_ids([str(record.body["inside"])]) if "inside" in record.body else []
    return Looked(
        record,
        readable_name(record.body["name"]),
        media_type,
        content,
        description.get("problems", ()),
        readings,
        shown,
        transcript if reading is None else None,
        _recording(vault, record, media_type, own, shown),
        original,
        translation,
        earlier,
        _outdated(vault, shelf, earlier) if translation is None and original is None else None,
        alignment,
        _named(vault, inside[0]) if inside else None,
        [_named(vault, vault.record(one)) for one in sorted(vault.related.derived([number], ["Item"]))],
        _passages(
            vault,
            number,
            [
                *own,
                *([shown] if shown is not None and shown not in own else []),
                *(vault.record(one) for one in earlier),
            ],
        ),
        _steps(vault, shelf, record, own),
        vault.checkpoint(epoch).size,
        epoch.origin,
    )


def item_of_words(vault: Vault, reading: StoredRecord) -> int:
    """The item that a reading or a translation is of."""
    return vault.views.number_of(str(reading.body["item"]))


def description_of(vault: Vault, number: int) -> Mapping[str, Any]:
    """What a confined process found in an item; empty where it was not looked at."""
    found = [one.body for one in _renditions(vault, number) if one.body["kind"] == "description"]
    content: Mapping[str, Any] = found[-1]["content"] if found else {}
    return content


def load_side_by_side(
    vault: Vault, reading: int, second: int | None = None, alignment: Alignment | None = None
) -> SideBySide:
    """The reading of that number; with its translation of the number `second`, laid beside it by an alignment."""
    first, items = load_reading(vault, reading)
    if second is None or alignment is None:
        return SideBySide(first, items, None, [Row((place,)) for place in range(len(first.segments))])
    other, _ = load_reading(vault, second)
    return SideBySide(first, items, other, _rows(first, other, alignment))


def _rows(original: Reading, translation: Reading, alignment: Alignment) -> list[Row]:
    """One row for each segment of the original. A segment of the translation stands by the first that it translates, and one that is
    linked to none (a heading, a translator's note) by the one before it.
    """
    starts = [one.start for one in original.segments]
    beside: dict[int, list[int]] = {}
    before, at, links = -1, 0, alignment.links
    for place, one in enumerate(translation.segments):
        while at < len(links) and links[at].end <= one.start:
            at += 1
        if at < len(links) and links[at].start < one.end:
            before = bisect_right(starts, links[at].original.start) - 1
        beside.setdefault(before, []).append(place)
    head = [Row((), tuple(beside[-1]))] if -1 in beside else []
    return head + [Row((place,), tuple(beside.get(place, ()))) for place in range(len(original.segments))]


def _renditions(vault: Vault, item: int) -> list[StoredRecord]:
    numbers = [one.number for one in Shelf(vault.database).renditions([item])]
    return [vault.record(number) for number in numbers]


def _named(vault: Vault, item: StoredRecord, reading: int | None = None) -> Named:
    kinds = [one.media_type for one in Shelf(vault.database).renditions([item.number]) if one.media_type]
    return Named(
        item.number, readable_name(item.body["name"]), family_of(kinds[-1] if kinds else None), reading
    )


def _transcript(vault: Vault, item: StoredRecord, links: Sequence[StoredRecord]) -> Named | None:
    """The latest text that somebody linked to this recording and that was read."""
    for link in links:
        parameters = link.body.get("parameters", {})
        if link.body["kind"] != "recording" or parameters.get("to") != item.body["id"]:
            continue
        for text in vault.with_ids([str(link.body["item"])]):
            readings = [one for one in _renditions(vault, text.number) if one.body["kind"] == KIND]
            if readings:
                return _named(vault, text, readings[-1].number)
    return None


def _recording(
    vault: Vault,
    item: StoredRecord,
    media_type: str | None,
    own: Sequence[StoredRecord],
    shown: StoredRecord | None,
) -> Named | None:
    """The item itself; or what its text was linked to, or what the original of its text was."""
    if family_of(media_type) in ("sound", "film"):
        return _named(vault, item)
    linked = [one for one in own if one.body["kind"] == "recording"]
    if not linked and shown is not None:
        original = _aligned(vault, own, shown)
        if original is not None:
            of = vault.with_ids([str(original[0].body["item"])])
            there = _renditions(vault, of[0].number) if of else []
            linked = [one for one in there if one.body["kind"] == "recording"]
    found = vault.with_ids([str(linked[-1].body["parameters"]["to"])]) if linked else []
    return _named(vault, found[0]) if found else None


def _beside(
    vault: Vault, shown: StoredRecord | None, links: Sequence[StoredRecord]
) -> tuple[Named | None, Named | None, Alignment | None]:
    """What the text shown is a translation of, or what translates it."""
    if shown is None:
        return None, None, None
    of = vault.with_ids([str(shown.body["item"])])
    aligned = _aligned(vault, _renditions(vault, of[0].number), shown) if of else None
    if aligned is not None:
        return _item_of(vault, aligned[0]), None, aligned[1]
    identifier = str(shown.body["id"])
    known = [one for one in links if one.body["kind"] == "alignment"]
    for link in known or _links_to(vault, identifier):
        parameters = link.body["parameters"]
        there = vault.with_ids([str(parameters["of"])]) if parameters.get("to") == identifier else []
        if there and not vault.views.is_dead(there[0].number):
            return None, _item_of(vault, there[0]), Alignment.from_json(link.body["content"])
    return None, None, None


def _links_to(vault: Vault, identifier: str) -> list[StoredRecord]:
    found = (vault.record(one) for one in Shelf(vault.database).linked_to([identifier]))
    return [one for one in found if one.body["kind"] == "alignment"]


def _aligned(
    vault: Vault, own: Sequence[StoredRecord], shown: StoredRecord
) -> tuple[StoredRecord, Alignment] | None:
    """The original of a reading, by the newest alignment among its item's renditions whose original still stands."""
    for one in reversed(own):
        parameters = one.body.get("parameters", {})
        if one.body["kind"] == "alignment" and parameters.get("of") == shown.body["id"]:
            original = vault.with_ids([str(parameters["to"])])
            if original:
                return original[0], Alignment.from_json(one.body["content"])
    return None


def _outdated(vault: Vault, shelf: Shelf, earlier: Sequence[int]) -> Named | None:
    """The newest living translation of a version that others took the place of."""
    ids = {str(vault.record(one).body["id"]) for one in earlier}
    for link in (vault.record(one) for one in shelf.linked_to(ids)) if ids else ():
        if link.body["kind"] != "alignment":
            continue
        of = vault.with_ids([str(link.body["parameters"]["of"])])
        if of and not vault.views.is_dead(of[0].number):
            return _item_of(vault, of[0])
    return None


def _item_of(vault: Vault, rendition: StoredRecord) -> Named | None:
    found = vault.with_ids([str(rendition.body["item"])])
    return _named(vault, found[0], rendition.number) if found else None


# What rests on it


def _passages(vault: Vault, item: int, renditions: Sequence[StoredRecord]) -> list[Marked]:
    numbers = {item, *(one.number for one in renditions)}
    found = sorted(vault.related.derived(numbers, ["Passage"]))
    ids = vault.related.bodies(found)
    known = {str(vault.record(number).body["id"]): number for number in numbers}
    resting: dict[str, list[Resting]] = {}
    for row in vault.related.bodies(vault.related.derived(found, ["Statement"])):
        if not vault.views.is_dead(row.number):
            for passage in row.body.get("passages", ()):
                resting.setdefault(str(passage), []).append(_resting(vault, row.number, row.body))
    return [
        _marked(row.number, known.get(str(row.body["of"]), item), row.body, resting)
        for row in ids
        if not vault.views.is_dead(row.number)
    ]


def _marked(
    number: int, of: int, body: Mapping[str, Any], resting: Mapping[str, Sequence[Resting]]
) -> Marked:
    selectors = body["selectors"]
    exact = next((one["exact"] for one in selectors if one.get("type") == "TextQuoteSelector"), "")
    pages = [
        str(one.get("value", ""))[5:] for one in selectors if str(one.get("value", "")).startswith("page=")
    ]
    time = time_range(selectors)
    return Marked(
        number,
        of,
        str(body.get("quote", exact)),
        body.get("language"),
        str(body.get("note", "")),
        text_range(selectors),
        time[0] if time else None,
        int(pages[0]) if pages and pages[0].isdecimal() else None,
        tuple(resting.get(str(body["id"]), ())),
    )


def _resting(vault: Vault, number: int, body: Mapping[str, Any]) -> Resting:
    return Resting(
        number,
        vault.views.number_of(str(body["subject"])),
        label_of_id(vault, str(body["subject"])),
        str(body["property"]),
        shown_statement(vault, body),
        str(body["polarity"]),
        label_of_id(vault, str(body["said_by"])),
        vault.views.state(number),
    )


# What was done with it


def _steps(vault: Vault, shelf: Shelf, record: StoredRecord, own: Sequence[StoredRecord]) -> list[Step]:
    names = {member: readable_name(known.name) for member, known in signers_of(vault).items()}
    numbers = sorted({record.number, *(one.number for one in own), *shelf.custody_of(record.reference)})
    return [_step(vault.record(number), names) for number in numbers]


def _step(record: StoredRecord, names: Mapping[str, str]) -> Step:
    body = record.body
    what, details = "entered", []
    if record.type == "Rendition":
        what, details = str(body["kind"]), [f"{body['tool']} {body['version']}"]
        if is_typed(record):
            what, details = "typed" if what == KIND else what, []
    elif record.type == "Custody":
        what = str(body["action"])
        details = [str(body[name]) for name in ("by_hand_of", "to", "note") if name in body]
    by = names.get(str(body["entered_by"]), "")
    return Step(record.number, str(body["entered_at"]), by, what, tuple(map(readable_name, details)))
