"""Which passages a corrected statement may rest on besides those that it rests on already: of the same item, and the last marked ones.

A member ticks them; nothing is attached by itself. What was ticked travels with the form by number, one on a line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.vault.shelf import Shelf
from amanet.web.screens.passage_page import item_of

if TYPE_CHECKING:
    from amanet.vault import StoredRecord

__all__ = ["FIELD", "Restable", "chosen_passages", "restable"]

FIELD: Final = "rests"
_MOST_OF_ITEM: Final = 40
_MOST_LAST: Final = 10
_MOST_CHOSEN: Final = 50
_LOOKED_AT: Final = 500
_LONGEST: Final = 200


@dataclass(frozen=True)
class Restable:
    """A passage that may be ticked. `same` where it is of an item that the statement rests on already."""

    number: int
    quote: str = field(repr=False)
    language: str
    item: str = field(repr=False)
    same: bool


def chosen_passages(fields: Mapping[str, str]) -> tuple[int, ...]:
    """The numbers that were ticked."""
    lines = fields.get(FIELD, "").split("\n")
    return tuple(dict.fromkeys(int(one) for one in lines if one.isdecimal() and len(one) < 13))[:_MOST_CHOSEN]


def restable(vault: OpenVault, statement: "StoredRecord") -> tuple[Restable, ...]:
    """The newest first; those of the same items before others."""
    own = vault.vault.with_ids([str(one) for one in statement.body.get("passages", ())])
    items = sorted({item_of(vault, one) for one in own})
    found: dict[int, Restable] = {}
    for record in chain(_of_items(vault, items), _last(vault)):
        if record.number not in found and all(record.number != one.number for one in own):
            found[record.number] = _restable(vault, record, items)
    return tuple(found.values())


def _of_items(vault: OpenVault, items: list[int]) -> Iterator["StoredRecord"]:
    shelf = Shelf(vault.vault.database)
    numbers = {*items, *(one.number for one in shelf.renditions(items))}
    numbers |= {earlier for item in items for earlier in shelf.earlier(item)}
    passages = sorted(vault.vault.related.derived(numbers, ["Passage"]), reverse=True)
    living = (one for one in passages if not vault.vault.views.is_dead(one))
    return map(vault.record, islice(living, _MOST_OF_ITEM))


def _last(vault: OpenVault) -> Iterator["StoredRecord"]:
    """The last marked ones that count."""
    newest = islice(vault.vault.newest_first(type_name="Passage"), _LOOKED_AT)
    living = (one for one in newest if not vault.vault.views.is_dead(one.number))
    return islice(living, _MOST_LAST)


def _restable(vault: OpenVault, record: "StoredRecord", items: list[int]) -> Restable:
    item = item_of(vault, record)
    quote = " ".join(str(record.body.get("quote", "")).split())
    shown = quote if len(quote) <= _LONGEST else f"{quote[: _LONGEST - 1]}…"
    name = readable_name(vault.record(item).body["name"])
    return Restable(record.number, shown, str(record.body.get("language", "")), name, item in items)
