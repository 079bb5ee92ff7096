"""What a member chooses to disclose: the account of people, a case, single statements, items – as numbers of records.

A choice decides nothing about what may leave. It may be generous: whatever it names is decided upon one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from amanet.corroboration.bearing import own_of, told_of
from amanet.errors import Misuse
from amanet.vault import Vault
from amanet.work.entities import find_entity, find_record
from amanet.work.gathering import gather

__all__ = ["Chosen", "choose"]

# An account is of these; of a case it is what the acts in it are said to be.
_OF = ("Person", "Group", "Organization", "Event", "Act", "Source")
# Of what else is met in it: what it is called, where it lies, how it knows.
_BESIDE = frozenset(("Person", "Place", "Facility", "Organization", "Source"))


@dataclass(frozen=True)
class Chosen:
    """Ids of statements and items."""

    statements: tuple[str, ...]
    items: tuple[str, ...]


def choose(
    vault: Vault, about: Sequence[str] = (), statements: Sequence[str] = (), items: Sequence[str] = ()
) -> Chosen:
    """`about` are people, groups, organizations, sources, events and acts, by number, id or name; the others records by number or id. Raises
    `Misuse` where there is no such thing, or nothing was named. Of whoever is not heard any more, nothing is chosen.
    """
    told: dict[str, None] = {}
    for which in about:
        told.update(dict.fromkeys(_told_of(vault, which)))
    for which in statements:
        told[str(find_record(vault, which, "Statement").body["id"])] = None
    chosen = {str(find_record(vault, which, "Item").body["id"]) for which in items}
    if not (about or told or chosen):
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
