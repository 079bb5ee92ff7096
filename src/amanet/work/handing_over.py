"""What both ways of taking in, from a disk and from a stream, enter about a hand-over: other names of what was known, and its one record."""

from collections.abc import Iterable

from amanet.canonical import JSON
from amanet.vault import Draft, StoredRecord, Vault
from amanet.version import VERSION
from amanet.work.signed import custody

__all__ = ["hand_over", "other_name"]


def other_name(vault: Vault, record: StoredRecord, path: JSON, batch: str) -> Draft | None:
    """The same bytes under another name: kept as a rendition of the item, so that it is erased with it. None for a name it has."""
    if path in _names_of(vault, record):
        return None
    fields: dict[str, JSON] = {
        "item": record.body["id"],
        "kind": "other name",
        "tool": "amanet",
        "version": VERSION,
        "content": {"path": path, "batch": batch},
    }
    return Draft("Rendition", fields)


def hand_over(
    vault: Vault,
    batch: str,
    references: Iterable[str],
    *,
    source: str,
    note: str | None,
    taken: int,
    recognised: int,
    not_taken: int,
) -> Draft:
    """The record that lists all of a hand-over, and of which its receipt is made."""
    details: dict[str, JSON] = {"batch": batch, "taken": taken}
    if recognised:
        details["recognised"] = recognised
    if not_taken:
        details["not_taken"] = not_taken
    return custody(vault, "taken in", list(references), by_hand_of=source or None, note=note, details=details)


def _names_of(vault: Vault, record: StoredRecord) -> list[JSON]:
    body = record.body
    known = [body.get("path", body["name"]), body["name"]]
    for number in vault.about(record.number):
        content = vault.record(number).body.get("content")
        known.append(content.get("path") if isinstance(content, dict) else None)
    return known
