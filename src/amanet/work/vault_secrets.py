"""What a vault protects, as a leak check looks for it: names, numbers, coordinates and originals, each with the number of its record.

secrets_of(vault)        everything, for a package that somebody else made
identifiers, coordinates, originals      all of a kind but those of records that may leave
"""

import re
from collections.abc import Iterator
from typing import Final

from amanet.consent import USES, Recipient
from amanet.protect.leaks import Original, Place, Secret, Secrets
from amanet.vault import Vault
from amanet.vault.facts import Facts
from amanet.work.consent import today
from amanet.work.disclosing_hidden import (
    calls_somebody,
    hidden_places,
    hidden_words,
    names_of,
    not_to_be_named,
)

__all__ = ["coordinates", "identifiers", "originals", "secrets_of"]

_RADIUS: Final = 500.0
_DIALLED: Final = re.compile(r"[+(]?\d[\d\s()/.\-]{4,}")
_IDENTIFIERS: Final = (
    ("Person", "document"),
    ("Person", "phone"),
    ("Person", "account"),
    ("Source", "address"),
)


def secrets_of(vault: Vault) -> Secrets:
    """Everybody who did not allow to be named to the public, every place but countries, every number, every original, and words that members hid."""
    numbers, accounts = identifiers(vault)
    return Secrets(
        names=(
            *_names(vault),
            *(Secret(form, one.key) for one in hidden_places(vault) for form in one.forms),
        ),
        numbers=tuple(numbers),
        accounts=tuple(accounts),
        texts=tuple(Secret(form, one.key) for one in hidden_words(vault, ()) for form in one.forms),
        places=tuple(coordinates(vault)),
        originals=tuple(originals(vault)),
    )


def identifiers(vault: Vault, but: frozenset[str] = frozenset()) -> tuple[list[Secret], list[Secret]]:
    """Of documents and telephones; accounts, addresses on the web, where people can be reached. `but` are ids of statements that may leave."""
    numbers, accounts = list[Secret](), list[Secret]()
    for schema, name in _IDENTIFIERS:
        found = numbers if name in ("document", "phone") else accounts
        said = {one.number: one.subject for one in Facts(vault.database).said(schema, name, living=False)}
        for row in vault.related.bodies(said):
            text = str(row.body["value"].get("identifier", "")).strip()
            if text and str(row.body["id"]) not in but:
                found.append(Secret(text, f"#{said[row.number]}"))
    for record in vault.records("Contact"):
        address = str(record.body.get("address", "")).strip()
        if address:
            found = numbers if _DIALLED.fullmatch(address) else accounts
            found.append(Secret(address, f"#{record.number}"))
    return numbers, accounts


def coordinates(vault: Vault, but: frozenset[str] = frozenset()) -> Iterator[Place]:
    """Of places, with the precision somebody gave, and half a kilometre at least."""
    for schema in ("Place", "Facility"):
        found = Facts(vault.database).said(schema, "coordinates", living=False)
        said = {one.number: one.subject for one in found}
        for row in vault.related.bodies(said):
            value = row.body["value"]
            if str(row.body["id"]) not in but and "coordinates" in value:
                north, east = (float(one) for one in value["coordinates"])
                radius = max(_RADIUS, float(value.get("precision", 0)))
                yield Place(north, east, radius, f"#{said[row.number]}")


def originals(vault: Vault, but: frozenset[str] = frozenset()) -> Iterator[Original]:
    """Of items. `but` are ids of those that may leave."""
    for record in vault.records("Item"):
        if str(record.body["id"]) not in but:
            yield Original(str(record.body["sha256"]), f"#{record.number}")


def _names(vault: Vault) -> Iterator[Secret]:
    public, day = Recipient("public"), today(vault)
    for schema in ("Person", "Source"):
        names = names_of(vault, schema)
        closed = set(names)
        for use in USES:
            closed = not_to_be_named(vault, closed, use, public, day)
        for number in sorted(closed):
            forms = names[number] if schema == "Person" else filter(calls_somebody, names[number])
            yield from (Secret(form, f"#{number}") for form in forms)
