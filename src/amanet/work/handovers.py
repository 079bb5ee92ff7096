"""Hand-overs as they stand in the vault: the latest ones, what each was of, and those that were cut off before their end.

Nothing is kept beside the records. A hand-over that has ended is a Custody record; one that was cut off (the vault was locked, the
machine lost power) is known by items of a batch that no Custody record lists. Those are found among the newest records, where they
are; how far back is looked is bounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from amanet.canonical import readable_name
from amanet.errors import Misuse
from amanet.vault import StoredRecord, Vault
from amanet.vault.waiting import Waiting
from amanet.work.kept_readings import KIND
from amanet.work.take_in import Provenance
from amanet.work.take_in_stream import HandOver

__all__ = [
    "CutOff",
    "Ended",
    "Lately",
    "TakenItem",
    "describe_item",
    "get_handover",
    "items_of",
    "lately",
    "resume",
]

_LOOKED_AT: Final = 2000
_MOST_ENDED: Final = 8


@dataclass(frozen=True)
class Ended:
    """A hand-over and its sums, as its Custody record has them."""

    number: int
    source: str
    at: str
    records: int
    taken: int
    recognised: int
    not_taken: int
    note: str = field(default="", repr=False)


@dataclass(frozen=True)
class CutOff:
    """A hand-over that nobody ended: how many of its items were acknowledged, at least."""

    batch: str
    source: str
    at: str
    items: int


@dataclass(frozen=True)
class Lately:
    ended: tuple[Ended, ...]
    cut_off: tuple[CutOff, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class TakenItem:
    """An item of a hand-over on one line. `media_type` is empty until it was looked at; `reading` is the summary of the reading that
    counts, `reading_number` its record (0: it was not read).
    """

    number: int
    name: str
    path: str
    size: int
    media_type: str
    reading_number: int
    reading: dict[str, Any] = field(repr=False)


def lately(vault: Vault) -> Lately:
    """The last hand-overs, newest first, and those that were cut off."""
    waiting = Waiting(vault.database)
    records = [vault.record(number) for number in waiting.ended(_LOOKED_AT)]
    ended = [_ended(record) for record in records]
    closed = {str((record.body.get("details") or {}).get("batch", "")) for record in records}
    batches = [CutOff(*one) for one in waiting.batches(_LOOKED_AT)]
    named = [*(one.source for one in ended), *(one.source for one in batches)]
    sources = dict.fromkeys(one for one in named if one)
    cut = tuple(one for one in batches if one.batch not in closed)
    return Lately(tuple(ended[:_MOST_ENDED]), cut, tuple(sources))


def get_handover(vault: Vault, number: int) -> tuple[StoredRecord, Ended]:
    """Raises `Misuse` where that record is none."""
    record = vault.record(number)
    if not _is_handover(record.body):
        raise Misuse(f"Record {number} is not a handover.")
    return record, _ended(record)


def items_of(vault: Vault, custody: StoredRecord) -> Iterator[int]:
    """The numbers of the living items of a hand-over. Those that stand right before its end, as all do that were taken then, cost
    one look each; those recognised from earlier ones come after them.
    """
    references = dict.fromkeys(str(one) for one in custody.body["records"])
    found = []
    near = len(references) + _LOOKED_AT
    for record in islice(vault.newest_first(before=custody.number), near):
        if not references:
            break
        if record.body["type"] == "Item" and record.reference in references:
            del references[record.reference]
            found.append(record.number)
    yield from reversed(found)
    if references:
        yield from vault.numbers_of(list(references))


def describe_item(vault: Vault, number: int) -> TakenItem:
    """What is known of one item by now."""
    record = vault.record(number)
    body = record.body
    media_type, reading_number, reading = "", 0, {}
    for derived in sorted(vault.about(number)):
        other = vault.record(derived)
        about = other.body
        if other.type != "Rendition" or about["item"] != body["id"]:
            continue
        if about["kind"] == "description":
            media_type = str(about["content"].get("media_type", ""))
        elif about["kind"] == KIND and not vault.views.is_dead(derived):
            reading_number, reading = derived, dict(about["content"])
    name = readable_name(body["name"])
    path = readable_name(body.get("path", body["name"]))
    return TakenItem(number, name, path, int(body["size"]), media_type, reading_number, reading)


def resume(vault: Vault, batch: str) -> HandOver:
    """Goes on with a hand-over that was cut off. Raises `Misuse` where there is none of that name."""
    items: list[StoredRecord] = []
    others = 0
    for record in vault.newest_first():
        body = record.body
        if _is_handover(body) and (body.get("details") or {}).get("batch") == batch:
            raise Misuse("This hand-over was ended already.")
        if body["type"] == "Item" and body.get("batch") == batch and "inside" not in body:
            items.append(record)
            others = 0
        elif (others := others + 1) > _LOOKED_AT:
            break
    if not items:
        raise Misuse("There is no hand-over of that name to go on with.")
    items.reverse()
    first = items[0].body
    given = [first.get(name) for name in ("acquired_how", "acquired_at", "acquired_where", "note")]
    provenance = Provenance(str(first.get("source", "")), *given)
    return HandOver.resume(vault, provenance, batch, items)


def _is_handover(body: dict[str, Any]) -> bool:
    return (body["type"], body.get("action")) == ("Custody", "taken in")


def _ended(record: StoredRecord) -> Ended:
    body = record.body
    details = body.get("details") or {}
    taken, recognised, not_taken = (
        int(details.get(name, 0)) for name in ("taken", "recognised", "not_taken")
    )
    return Ended(
        record.number,
        str(body.get("by_hand_of", "")),
        str(body["entered_at"]),
        len(body["records"]),
        taken,
        recognised,
        not_taken,
        str(body.get("note", "")),
    )
