"""Records on their way in (`Draft`, `Prepared`) and as they stand in the vault (`StoredRecord`)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from amanet.canonical import JSON, format_utc, new_uuid7
from amanet.record import Salt, commit_to, record_reference
from amanet.record.types import derived_ids
from amanet.vault.objects import StoredObject
from amanet.vault.schema import VIEW_TYPES


@dataclass(frozen=True)
class Draft:
    """What somebody wants to enter: a type and its fields, without time, member and salt, and without an id
    unless a signature covers it.
    """

    type: str
    fields: Mapping[str, JSON]
    id: str | None = None


@dataclass(frozen=True)
class Prepared:
    """A record ready to be committed, with its entry and, for an item, where its bytes already lie."""

    id: str
    type: str
    salt: bytes
    body: bytes
    entry: bytes
    source: str = ""
    derived_from: tuple[str, ...] = ()
    stored: StoredObject | None = None
    # The body once more, where a view is made of it at once.
    fields: Mapping[str, JSON] | None = None

    def __repr__(self) -> str:
        return f"Prepared({self.type})"

    @property
    def reference(self) -> str:
        return record_reference(self.entry)


def prepare(
    draft: Draft,
    stored: StoredObject | None,
    *,
    member: str,
    now: Callable[[], float],
    random_bytes: Callable[[int], bytes],
) -> Prepared:
    """Gives a draft its id, time, member and salt, and computes its entry. Needs no open vault, so that
    another process can do it.
    """
    moment = now()
    identifier = draft.id or new_uuid7(int(moment * 1000), random_bytes)
    body: dict[str, JSON] = {
        **draft.fields,
        "type": draft.type,
        "id": identifier,
        "entered_at": format_utc(moment),
        "entered_by": member,
    }
    salt = Salt(random_bytes(32))
    entry, encoded = commit_to(body, salt)
    source = body.get("source", "")
    return Prepared(
        identifier,
        draft.type,
        salt.secret,
        encoded,
        entry,
        source if isinstance(source, str) else "",
        derived_ids(body),
        stored,
        body if draft.type in VIEW_TYPES else None,
    )


@dataclass(frozen=True)
class StoredRecord:
    """A record as it stands in the vault. `number` counts all records of the vault from 1; `index` is its
    leaf in its epoch's log.
    """

    number: int
    epoch: int
    index: int
    salt: Salt
    entry: bytes
    body_bytes: bytes

    @property
    def type(self) -> str:
        return str(self.body["type"])

    @property
    def body(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body_bytes)
        return found

    @property
    def reference(self) -> str:
        return record_reference(self.entry)
