"""Listing items and showing one record: computed from records, nothing is stored."""

from collections.abc import Iterator
from dataclasses import dataclass

from amanet.canonical import JSON, readable_name
from amanet.vault import StoredRecord, Vault
from amanet.work.assessing import assessments_of, shown_assessments


@dataclass(frozen=True)
class Listed:
    """One item on one line. `media_type` is None until it was looked at."""

    number: int
    name: str
    size: int
    media_type: str | None
    source: str
    entered_at: str

    def to_json(self) -> dict[str, JSON]:
        return dict(vars(self))


def list_items(vault: Vault) -> Iterator[Listed]:
    """The living items in the order they were taken in."""
    types = {}
    for rendition in vault.records("Rendition"):
        body = rendition.body
        if body["kind"] == "description":
            types[body["item"]] = body["content"].get("media_type")
    for record in vault.records("Item"):
        body = record.body
        yield Listed(
            record.number,
            readable_name(body["name"]),
            body["size"],
            types.get(body["id"]),
            str(body.get("source", "")),
            body["entered_at"],
        )


def show(vault: Vault, record: StoredRecord) -> dict[str, JSON]:
    """All fields of a record, its place in the log, and the records derived from it; of a statement, what members think of it."""
    derived: list[JSON] = []
    for number in vault.about(record.number):
        other = vault.record(number)
        derived.append({"number": number, **other.body})
    assessed: dict[str, JSON] = {}
    if record.type == "Statement":
        assessed["assessments"] = shown_assessments(vault, assessments_of(vault, record.number))
    return {
        "number": record.number,
        "epoch": record.epoch,
        "index": record.index,
        "reference": record.reference,
        "fields": record.body,
        "derived": derived,
        **assessed,
    }
