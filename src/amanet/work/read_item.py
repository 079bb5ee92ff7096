"""Reading an item: a parser runs on its bytes in a confined process, and what it understood is kept as a Rendition.

All or nothing: the reading, and every file found inside as an item of its own, come in one commit. Whatever happens before that
(a damaged archive, a question only a person can answer, a full disk, an interruption, a crash) leaves nothing but the item as it
was. An item that was read in the same way already is not read again; read in another way, the new reading replaces the old.

The words of an item are nobody's yet: who a speaker is, and what follows from it, people say (`speakers`, `statements`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from amanet.canonical import JSON, name_to_bytes
from amanet.errors import Misuse
from amanet.intake.item_reader import ItemReader, Known
from amanet.intake.parsers.parsing import Answers
from amanet.record.reading import Reading
from amanet.vault import Draft, StoredRecord, Vault
from amanet.vault.records import Prepared
from amanet.work.found_inside import Before, FoundInside
from amanet.work.kept_readings import (
    KIND,
    find_reading,
    kept_bytes,
    list_readings,
    living_readings,
    load_ids,
    load_reading,
    renditions_of,
    summary_of,
)
from amanet.work.searching import index_readings
from amanet.work.typed_renditions import is_typed

__all__ = ["ReadItem", "find_reading", "list_readings", "load_reading", "read_item"]

FOUND_INSIDE = "found inside another item"


@dataclass(frozen=True)
class ReadItem:
    """`rendition` is the number of the reading's record, `items` those of the items found inside, `places` the same by place in
    `reading.attached`, `replaced` those of the readings that it stands for now. `again`: it was read in this way before, and
    nothing was recorded now.
    """

    rendition: int
    reading: Reading = field(repr=False)
    places: Mapping[int, int] = field(repr=False)
    again: bool = False
    replaced: tuple[int, ...] = ()

    @property
    def items(self) -> tuple[int, ...]:
        return tuple(sorted(set(self.places.values())))


def read_item(
    vault: Vault,
    number: int,
    answers: Answers,
    *,
    as_format: str | None = None,
    progress: Callable[[int], None] = lambda _size: None,
) -> ReadItem:
    """Reads the item of that number. `progress` is told how many bytes of it were looked at.

    Raises `BadData` for what cannot be read, `NeedsAnswer` where only a person knows how, `Misuse` for what is no item.
    """
    vault.must_be_writable()
    item = vault.record(number)
    if item.type != "Item":
        raise Misuse(f"Record {number} is of type {item.type}. Only items are read.")
    with vault.open_object(number) as source:
        known = Known(_name(item), source.size, _media_type(vault, item))
        with ItemReader(_told(source.read, progress), known) as reader:
            format_name = as_format or reader.choose()
            way = _way(format_name, reader.prepare(format_name), answers)
            before = living_readings(vault, item)
            # What a member typed or corrected is not replaced by a program, unless somebody asks for its format by name.
            typed = bool(before) and is_typed(before[-1]) and as_format is None
            if typed or (before and way.items() <= before[-1].body.items()):
                reading, places = load_reading(vault, before[-1].number)
                return ReadItem(before[-1].number, reading, places, again=True)
            return _read(vault, item, before, way, reader, answers)


def _read(
    vault: Vault,
    item: StoredRecord,
    before: Sequence[StoredRecord],
    way: Mapping[str, JSON],
    reader: ItemReader,
    answers: Answers,
) -> ReadItem:
    known = _before(vault, item, before)
    reading = reader.read(answers)
    with FoundInside(vault, _fields_of_found(vault, item), known) as found:
        for place, file in reader.files():
            found.take(place, reading.attached[place], file)
        rendition = _rendition(vault, item, reading, way, found)
        found.finish()
    prepared = [*found.prepared, rendition, *(_supersession(vault, one, rendition) for one in before)]
    # From here on files are not ours to remove: the commit decides whether they count.
    first = vault.commit(prepared)
    index_readings(vault)
    numbers = {one.id: number for number, one in enumerate(found.prepared, first)}
    return ReadItem(
        first + len(found.prepared),
        reading,
        _places(vault, found.items, numbers),
        replaced=tuple(one.number for one in before),
    )


def _rendition(
    vault: Vault, item: StoredRecord, reading: Reading, way: Mapping[str, JSON], found: FoundInside
) -> Prepared:
    stored = found.seal(kept_bytes(reading, found.items))
    fields: dict[str, JSON] = {
        **way,
        "item": str(item.body["id"]),
        "kind": KIND,
        "content": summary_of(reading, len(set(found.items.values()))),
        "sha256": stored.sha256.hex(),
        "size": stored.size,
    }
    return vault.prepare(Draft("Rendition", fields), stored)


def _supersession(vault: Vault, before: StoredRecord, rendition: Prepared) -> Prepared:
    fields: dict[str, JSON] = {
        "replaces": str(before.body["id"]),
        "by": rendition.id,
        "reason": "the item was read again, in another way",
    }
    return vault.prepare(Draft("Supersession", fields))


def _way(format_name: str, version: str, answers: Answers) -> dict[str, JSON]:
    """How it is read: what two readings have to share to be one."""
    parameters: dict[str, JSON] = {"format": format_name}
    for name in ("date_order", "encoding", "language"):
        value = getattr(answers, name)
        if value is not None:
            parameters[name] = value
    if answers.speakers:
        parameters["speakers"] = list(answers.speakers)
    return {"tool": f"amanet {format_name}", "version": version, "parameters": parameters}


def _fields_of_found(vault: Vault, item: StoredRecord) -> dict[str, JSON]:
    fields: dict[str, JSON] = {
        "kind": "file",
        "acquired_how": FOUND_INSIDE,
        "inside": str(item.body["id"]),
        "batch": vault.settings.random_bytes(16).hex(),
    }
    if "source" in item.body:
        fields["source"] = item.body["source"]
    return fields


def _before(vault: Vault, item: StoredRecord, before: Sequence[StoredRecord]) -> Before:
    if not before:
        return Before()
    known: dict[tuple[str, bytes, int], str] = {}
    living: set[str] = set()
    for number in vault.about(item.number):
        body = vault.record(number).body
        if body["type"] == "Item" and body.get("inside") == item.body["id"]:
            living.add(body["id"])
            known[body["name"], bytes.fromhex(body["sha256"]), body["size"]] = body["id"]
    return Before(known, _erased(vault, before[-1], living))


def _erased(vault: Vault, before: StoredRecord, living: set[str]) -> dict[str, str]:
    """The ids of files found by an earlier reading that are gone, by name."""
    gone = {place: one for place, one in load_ids(vault, before).items() if one not in living}
    if not gone:
        return {}
    reading, _ = load_reading(vault, before.number)
    return {reading.attached[place].name: one for place, one in gone.items()}


def _places(vault: Vault, ids: Mapping[int, str], numbers: dict[str, int]) -> dict[int, int]:
    """Place → number; `numbers` are those of the items of this commit."""
    earlier = sorted({one for one in ids.values() if one not in numbers})
    numbers |= {one.body["id"]: one.number for one in vault.with_ids(earlier)}
    return {place: numbers[one] for place, one in ids.items() if one in numbers}


def _name(item: StoredRecord) -> str:
    return name_to_bytes(item.body["name"]).decode("utf-8", "replace")


def _media_type(vault: Vault, item: StoredRecord) -> str:
    """What the item was found to be, "" where it was not looked at yet."""
    kinds = [one.body for one in renditions_of(vault, item) if one.body["kind"] == "description"]
    return str(kinds[-1]["content"].get("media_type", "")) if kinds else ""


def _told(
    read_at: Callable[[int, int], bytes], progress: Callable[[int], None]
) -> Callable[[int, int], bytes]:
    def read(offset: int, length: int) -> bytes:
        data = read_at(offset, length)
        progress(len(data))
        return data

    return read
