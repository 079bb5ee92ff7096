"""Who and what must not stand in any words that leave: everybody in the vault who is not to be named for this use and recipient.

Not only who is met in what was chosen: a witness may name anybody. Who has never been asked is hidden like who refused. Places are given
with what may stand in their place; words that members added to any earlier proposal are remembered.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from amanet.consent.levels import Recipient
from amanet.disclosure.request import Request
from amanet.disclosure.story import Story
from amanet.protect.words import Hidden
from amanet.vault import Vault
from amanet.vault.facts import Facts
from amanet.work.consent import today
from amanet.work.consent_glance import wishes_of_many
from amanet.work.disclosing_story import days_asked

__all__ = ["calls_somebody", "hidden_people", "hidden_places", "hidden_words", "names_of", "not_to_be_named"]

SOMEBODY: Final = "[a person]"
_PLACE: Final = "[a place]"
_WORDS: Final = "[left out]"
_HUMANS: Final = ("Person", "Source")


def hidden_people(
    vault: Vault, request: Request, story: Story, pseudonyms: Mapping[str, str]
) -> list[Hidden]:
    """Everybody but those to be named and officials of whom nothing else is on record. `pseudonyms` by id of the entity; that a source is a
    person is not given away by what stands in place of the person's name.
    """
    found = []
    for schema in _HUMANS:
        names = names_of(vault, schema)
        closed = set().union(
            *(
                not_to_be_named(vault, names, request.use, request.recipient, day)
                for day in days_asked(request, today(vault))
            )
        )
        ids = Facts(vault.database).ids(closed)
        for number in sorted(closed):
            entity = ids[number]
            forms = names[number] if schema == "Person" else tuple(filter(calls_somebody, names[number]))
            if forms and entity not in story.officials:
                found.append(Hidden(f"#{number}", "person", forms, pseudonyms.get(entity, SOMEBODY)))
    return found


def not_to_be_named(
    vault: Vault, numbers: Iterable[int], use: str, recipient: Recipient, day: Any
) -> set[int]:
    """Of these people and sources those who did not allow to be named. A source that is no person is not hidden."""
    closed = set(numbers)
    for number, one in wishes_of_many(vault, closed, day).items():
        answer = one.wishes.answer(use, recipient) if one.wishes is not None and not one.gone else None
        is_named = answer is not None and answer.level is not None and answer.level.identity == "named"
        if is_named or (one.no_person and one.wishes is None):
            closed.discard(number)
    return closed


def names_of(vault: Vault, schema: str) -> dict[int, tuple[str, ...]]:
    """Every name that anybody ever gave an entity of this schema, also one that does not count any more, by number."""
    said = {one.number: one.subject for one in Facts(vault.database).said(schema, "name", living=False)}
    found: dict[int, dict[str, None]] = {}
    for row in vault.related.bodies(said):
        name = str(row.body["value"].get("name", row.body["value"].get("text", ""))).strip()
        if name:
            found.setdefault(said[row.number], {})[name] = None
    return {number: tuple(names) for number, names in found.items()}


def hidden_places(vault: Vault) -> list[Hidden]:
    """All places by their names, for words in which no exact place may stand. A country stays."""
    found = []
    countries = {term.subject for term in Facts(vault.database).of_term("Place", "kind", ("country",))}
    for schema in ("Place", "Facility"):
        for number, names in sorted(names_of(vault, schema).items()):
            if number not in countries:
                found.append(Hidden(f"#{number}", "place", names, _PLACE))
    return found


def hidden_words(vault: Vault, words: Iterable[Mapping[str, Any]]) -> list[Hidden]:
    """What a member added now, and what was added to any proposal before: the latest says what stands there."""
    added: dict[str, str] = {}
    for one in (*_added_before(vault), *words):
        added[str(one["text"])] = str(one.get("shown") or _WORDS)
    return [
        Hidden(f"words {number}", "words", (text,), shown)
        for number, (text, shown) in enumerate(added.items(), 1)
    ]


def _added_before(vault: Vault) -> Iterator[Mapping[str, Any]]:
    for record in vault.records("Proposal"):
        yield from record.body.get("words", ())


def calls_somebody(name: str) -> bool:
    """Whether what a source is called may be a name, and not "sister" or "the association's list": a name has a large letter, where there are any."""
    return name != name.lower() or name == name.upper()
