"""What a member typed, on its way into the vault: the same for a transcript and for a translation.

It is a Rendition by the tool "typed by a member"; its parameters name the member who heard it, and what it corrects. It takes the place of
what was there before, which stays as a version. Whoever corrects says what they saw (`based_on`): where something else counts by
now, `must_be_newest` raises `ChangedMeanwhile`, which names records and times and says nothing of what is in them.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from amanet.canonical import JSON
from amanet.errors import ChangedMeanwhile, Misuse
from amanet.record.alignment import Alignment
from amanet.record.reading import Reading
from amanet.vault import Draft, StoredRecord, Vault
from amanet.vault.objects import StoredObject
from amanet.vault.records import Prepared
from amanet.version import VERSION
from amanet.work.found_inside import Before, FoundInside
from amanet.work.kept_readings import kept_bytes, summary_of

__all__ = [
    "CORRECTED",
    "TOOL",
    "alignment_draft",
    "get_item",
    "is_typed",
    "must_be_newest",
    "seal_reading",
    "superseding",
    "typed_draft",
]

TOOL: Final = "typed by a member"
CORRECTED: Final = "corrected by a member"
_LONGEST_REASON: Final = 500


def get_item(vault: Vault, number: int) -> StoredRecord:
    record = vault.record(number)
    if record.type != "Item":
        raise Misuse(f"Record {number} is of type {record.type}. Only the words of items are typed.")
    return record


def is_typed(rendition: StoredRecord) -> bool:
    return bool(rendition.body["tool"] == TOOL)


def must_be_newest(what: str, item: int, based_on: int | None, newest: StoredRecord | None) -> None:
    """`what` is "reading" or "translation". Raises `ChangedMeanwhile` unless what was seen is what counts."""
    if (None if newest is None else newest.number) == based_on:
        return
    seen = f"there was no {what} yet" if based_on is None else f"{what} {based_on} counted"
    if newest is None:
        raise ChangedMeanwhile(
            f"When you began, {seen} of item {item}; by now it has none. Nothing was entered. Look again."
        )
    raise ChangedMeanwhile(
        f"When you began, {seen} of item {item}; by now {what} {newest.number} does, entered {newest.body['entered_at']}. "
        "Nothing was entered. Look at that one, then save yours on top of it.",
        newest.number,
    )


def seal_reading(vault: Vault, reading: Reading) -> StoredObject:
    """Its words and segments in the vault's files, where they count once a record of them is committed."""
    with FoundInside(vault, {}, Before()) as sealing:
        stored = sealing.seal(kept_bytes(reading, {}))
        sealing.finish()
    return stored


def typed_draft(
    vault: Vault, item: StoredRecord, kind: str, reading: Reading, stored: StoredObject, **told: JSON
) -> Draft:
    """`told` are parameters; those that are None are left out."""
    parameters: dict[str, JSON] = {name: value for name, value in told.items() if value is not None}
    fields: dict[str, JSON] = {
        "item": str(item.body["id"]),
        "kind": kind,
        "tool": TOOL,
        "version": VERSION,
        "parameters": parameters | {"heard_by": vault.member},
        "content": summary_of(reading, 0),
        "sha256": stored.sha256.hex(),
        "size": stored.size,
    }
    return Draft("Rendition", fields)


def superseding(
    vault: Vault, before: Sequence[StoredRecord], by: Prepared, reason: str | None
) -> Iterator[Prepared]:
    why = (reason or "").strip()[:_LONGEST_REASON] or CORRECTED
    for one in before:
        fields: dict[str, JSON] = {"replaces": str(one.body["id"]), "by": by.id, "reason": why}
        yield vault.prepare(Draft("Supersession", fields))


def alignment_draft(
    vault: Vault, item: StoredRecord, of: str, original: StoredRecord, made: Alignment
) -> Prepared:
    parameters: dict[str, JSON] = {"of": of, "to": str(original.body["id"])}
    fields: dict[str, JSON] = {
        "item": str(item.body["id"]),
        "kind": "alignment",
        "tool": "amanet",
        "version": VERSION,
        "parameters": parameters,
        "content": made.to_json(),
    }
    return vault.prepare(Draft("Rendition", fields))
