"""Who or what may be meant by words that somebody types: people and things already known, in any script, with the reasons.

Proposals only: a person picks one, or says that it is somebody else. Nothing is looked up without words but what this item already
speaks of. What was typed is in no address and in no log.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from amanet.app import OpenVault
from amanet.errors import AmanetError

__all__ = ["MOST", "Suggested", "known_already", "suggest", "suggested"]

MOST = 8
_SCANNED = 20_000
_LONGEST = 200


@dataclass(frozen=True)
class Suggested:
    """`reasons` are why it may be meant, `agreeing` and `differing` what else is known beside what was typed."""

    number: int
    label: str = field(repr=False)
    schema: str = ""
    reasons: tuple[str, ...] = ()
    agreeing: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()


def suggest(
    vault: OpenVault, words: str, fits: Callable[[str], bool], near: Iterable[int] = ()
) -> list[Suggested]:
    """At most eight whose schema `fits`. Without words, those `near`: what the same item speaks of already."""
    found: dict[int, Suggested] = {}
    for one in _candidates(vault, " ".join(words[:_LONGEST].split()), near):
        if one.number not in found and fits(one.schema):
            found[one.number] = one
        if len(found) == MOST:
            break
    return list(found.values())


def known_already(vault: OpenVault, schema: str, name: str) -> list[Suggested]:
    """Who of that schema may be called so, in any script."""
    from amanet.work.naming import already_here

    found = already_here(vault.vault, schema, name[:_LONGEST])
    return [
        Suggested(one.number, one.label, schema, one.reasons, one.agreeing, one.differing) for one in found
    ]


def suggested(vault: OpenVault, number: int) -> Suggested:
    return Suggested(number, vault.label_of_number(number), str(vault.record(number).body["schema"]))


def _candidates(vault: OpenVault, words: str, near: Iterable[int]) -> Iterator[Suggested]:
    if not words:
        yield from (suggested(vault, one) for one in near)
        return
    if words.removeprefix("#").isdecimal():
        yield from _by_number(vault, words)
    views = vault.vault.views
    for number, schema in views.called(words):
        yield Suggested(number, vault.label_of_number(number), schema)
    at_hand = (suggested(vault, one) for one in near)
    yield from (one for one in at_hand if words.casefold() in one.label.casefold())
    yield from _beginning(vault, words)
    yield from _alike(vault, words)
    for number, schema, label, _ in islice(views.entities(), _SCANNED):
        if words.casefold() in label.casefold():
            yield Suggested(number, vault.label_of_number(number), schema)


def _by_number(vault: OpenVault, words: str) -> Iterator[Suggested]:
    try:
        yield suggested(vault, vault.find_entity(words).number)
    except AmanetError:
        return


def _beginning(vault: OpenVault, words: str) -> Iterator[Suggested]:
    from amanet.vault.people import People

    for one in People(vault.vault.database).after(0, MOST, words):
        yield Suggested(one.number, vault.label_of_number(one.number), "Person")


def _alike(vault: OpenVault, words: str) -> Iterator[Suggested]:
    """By another writing of the name."""
    from amanet.work.hits import Allowed
    from amanet.work.renderings import find_alike

    allowed = Allowed(vault.vault, None, frozenset())
    for one in find_alike(allowed, words, besides=None, limit=3 * MOST, enough=10.0):
        label = vault.label_of_number(one.entity)
        yield Suggested(one.entity, label, allowed.lookup.schema(one.entity), one.why.reasons)
