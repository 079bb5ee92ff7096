"""The account of a person from the vault: what was gathered, weighed as of a day, and the numbers under which people find the records.

`corroboration` speaks in ids; people at a keyboard speak in numbers. Both stand in what is given here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from amanet.canonical import JSON
from amanet.corroboration import Account, account
from amanet.corroboration.material import Material
from amanet.errors import BadData
from amanet.vault import Vault
from amanet.work.consent import today as clock_day
from amanet.work.gathering import find_subject, gather_numbered
from amanet.work.undisturbed import undisturbed

__all__ = ["Accounted", "account_of", "day_of"]

_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T.*)?", re.DOTALL)


@dataclass(frozen=True)
class Accounted:
    """`numbers` of the records in it, by id."""

    number: int
    schema: str
    account: Account
    numbers: Mapping[str, int]

    def to_json(self) -> dict[str, JSON]:
        form = self.account.to_json()
        return {"number": self.number, "schema": self.schema, **form, "numbers": dict(self.numbers)}


def account_of(vault: Vault, which: str, *, as_of: str | None = None, today: date | None = None) -> Accounted:
    """Of a person, by number, id, reference or name; of a source, the person they are. `as_of` is a moment (RFC 3339, UTC).

    Signs of life are counted up to `today`: where it is not given, the day of `as_of`, or of the clock.
    """
    record = find_subject(vault, which)
    with undisturbed():
        material, numbers = gather_numbered(vault, record, as_of=as_of)
        found = account(material, str(record.body["id"]), today or day_of(vault, as_of))
    return Accounted(
        record.number, str(record.body["schema"]), found, _numbers(vault, material, found, numbers)
    )


def day_of(vault: Vault, as_of: str | None) -> date:
    """The day of a moment; without one, the day it is on this machine."""
    if as_of is None:
        return clock_day(vault)
    found = _DAY.fullmatch(as_of)
    if found is None:
        raise BadData("A moment begins with its day, as 2026-05-01T12:00:00Z.")
    return date.fromisoformat(found[1])


def _numbers(vault: Vault, material: Material, found: Account, known: Mapping[str, int]) -> dict[str, int]:
    """In the order of their ids."""
    of_places = [said for place in found.places for said in place.said]
    several = (*found.statements, *found.gone, *found.own_words, *of_places)
    ids = {*material.entities, *material.joined, *(said.id for said in several)}
    ids |= {one for said in several for one in said.passages}
    ids |= {item for passage in found.passages for item in (*passage.items, *passage.interviews)}
    numbers = vault.related.numbers(unknown) if (unknown := ids - known.keys()) else {}
    return {one: number for one in sorted(ids) if (number := known.get(one) or numbers.get(one))}
