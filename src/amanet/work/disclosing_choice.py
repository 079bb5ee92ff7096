"""What a member chooses to disclose: the account of people, a case, single statements, items – as numbers of records.

A choice decides nothing about what may leave. It may be generous: whatever it names is decided upon one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from amanet.corroboration.bearing import own_of, told_of
from amanet.errors import Misuse
from amanet.vault import Vault
from amanet.work.entities import find_entity, find_record
from amanet.work.gathering import gather
from amanet.work.searching import search

__all__ = ["Chosen", "choose"]

# An account is of these; of a case it is what the acts in it are said to be.
_OF = ("Person", "Group", "Organization", "Event", "Act", "Source")
# Of what else is met in it: what it is called, where it lies, how it knows.
_BESIDE = frozenset(("Person", "Place", "Facility", "Organization", "Source"))
_MOST_FOUND: Final = 1000


@dataclass(frozen=True)
class Chosen:
    """Ids of statements and items."""

    statements: tuple[str, ...]
    items: tuple[str, ...]


def choose(
    vault: Vault,
    about: Sequence[str] = (),
    statements: Sequence[str] = (),
    items: Sequence[str] = (),
    found: Sequence[str] = (),
) -> Chosen:
    """`about` are people, groups, organizations, sources, events and acts, by number, id or name; the
    others records by number or id; `found` are questions as `amanet ask` takes them. Raises
    `Misuse` where there is no such thing, or nothing was named. Of whoever is not heard any more, nothing is chosen.
    """
    told: dict[str, None] = {}
    for which in about:
        told.update(dict.fromkeys(_told_of(vault, which)))
    for which in statements:
        told[str(find_record(vault, which, "Statement").body["id"])] = None
    for words in found:
        told.update(dict.fromkeys(_found(vault, words)))
    chosen = {str(find_record(vault, which, "Item").body["id"]) for which in items}
    if not (about or told or chosen or found):
        raise Misuse("Nothing was chosen. Name whose account it is, or statements, or items.")
    return Chosen(tuple(sorted(told)), tuple(sorted(chosen)))


def _told_of(vault: Vault, which: str) -> list[str]:
    """What is said of it and its own, what it says itself, and how places, bodies, sources and people in that are called and described."""
    entity = find_entity(vault, which, *_OF)
    material = gather(vault, entity)
    one = material.one(str(entity.body["id"]))
    own = told_of(material, one, own_of(material, one))
    beside = (
        told for told in material.told if told.said_by == one or material.schema_of(told.subject) in _BESIDE
    )
    return sorted({told.id for told in (*own, *beside) if told.ended is None})


def _found(vault: Vault, words: str) -> list[str]:
    """The statements that a search finds, those on the passages it finds, and what the entities it finds are called."""
    numbers: dict[int, None] = {}
    passages: set[int] = set()
    for hit in search(vault, words, limit=_MOST_FOUND).hits:
        if hit.kind == "statement":
            numbers[hit.number] = None
        elif hit.named_by is not None:
            numbers[hit.named_by] = None
        elif hit.kind == "segment":
            passages.update(hit.passages)
    numbers.update(dict.fromkeys(vault.related.derived(passages, ("Statement",))))
    living = (number for number in numbers if not vault.views.is_dead(number))
    return [str(vault.record(number).body["id"]) for number in living]
