"""The few words on consent that stand beside testimony on every screen that shows some: "agreed: the public", "not asked", "withdrawn".

One call for everything on a page, however much it is; what is given does not depend on a language, so it can be kept with the page.

    badges(vault, [7, 12])              by number of a person or source
    badges_of_statements(vault, [41])   by statement, that of who says it
    badges_of_item(vault, 3, [41])      of all whose words an item holds, as far as that is known; of many `badges_of_items`

A template shows one with `{% from "consent/badge.html" import badge %}{{ badge(one) }}`. A badge is no leave to disclose anything.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from amanet.app import OpenVault
from amanet.phrases import phrase
from amanet.vault.facts import Facts
from amanet.work.consent_glance import (
    AGREED,
    ASK_ANEW,
    NO_PERSON,
    NOT_ASKED,
    NOTHING,
    WITHDRAWN,
    Glance,
    glances,
    sources_of,
    sources_of_items,
)

__all__ = [
    "NOBODY_KNOWN",
    "Badge",
    "badge_words",
    "badges",
    "badges_of_item",
    "badges_of_items",
    "badges_of_statements",
]


@dataclass(frozen=True)
class Badge:
    """`look` is that of a tag; `address` where more of it stands; `who` whose it is, where that has to be said."""

    text: str
    look: str = ""
    address: str = ""
    who: str = ""


_WORDS: Final = {
    WITHDRAWN: (phrase("withdrawn"), "bad"),
    NOTHING: (phrase("nothing may leave"), "bad"),
    ASK_ANEW: (phrase("to be asked anew"), "warn"),
    NOT_ASKED: (phrase("not asked"), "warn"),
    NO_PERSON: (phrase("not a person"), ""),
}
_AGREED: Final = {
    "public": phrase("agreed: the public"),
    "UN body": phrase("agreed: some by name"),
    "court": phrase("agreed: some by name"),
    "partner": phrase("agreed: some by name"),
    "team": phrase("agreed: the team alone"),
}
# Of an item from nobody who is on record as a source.
NOBODY_KNOWN: Final = Badge(phrase("not asked"), "warn")


def badge_words(glance: Glance) -> tuple[str, str]:
    """The words and their look."""
    if glance.code == AGREED:
        return _AGREED[glance.widest or "team"], "good"
    return _WORDS[glance.code]


def badges(vault: OpenVault, numbers: Collection[int]) -> dict[int, Badge]:
    found = glances(vault.vault, set(numbers))
    return {number: Badge(*badge_words(one), f"/people/{number}/consent") for number, one in found.items()}


def badges_of_statements(vault: OpenVault, statements: Collection[int]) -> dict[int, Badge]:
    said_by = sources_of(vault.vault, set(statements))
    found = badges(vault, set(said_by.values()))
    return {number: found[source] for number, source in said_by.items() if source in found}


def badges_of_item(vault: OpenVault, number: int, statements: Collection[int] = ()) -> list[Badge]:
    """At least one: of whom nobody is on record as a source, nobody was asked."""
    sources = set(sources_of_items(vault.vault, [number]).get(number, ()))
    sources |= set(sources_of(vault.vault, statements).values())
    return _named(vault, badges(vault, sources), sorted(sources))


def badges_of_items(vault: OpenVault, items: Collection[int]) -> dict[int, list[Badge]]:
    """The same of several, in a list: by who gave them and who was interviewed in them."""
    sources = sources_of_items(vault.vault, items)
    found = badges(vault, {one for several in sources.values() for one in several})
    return {number: _named(vault, found, several) for number, several in sources.items()}


def _named(vault: OpenVault, found: dict[int, Badge], sources: list[int]) -> list[Badge]:
    """With their names: who speaks in an item is often not who gave it."""
    labels = Facts(vault.vault.database).labels(sources)
    told = [
        Badge(one.text, one.look, one.address, labels.get(source, ("", 0))[0])
        for source in sources
        if (one := found.get(source)) is not None
    ]
    return told or [NOBODY_KNOWN]
