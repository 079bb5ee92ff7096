"""Whom to warn if this vault is seized: everybody whose words, name or things are in it, and how they may be reached.

In the order of names; nobody is graded, and nothing is counted. What is at risk is said in words, from how what is held touches somebody
(`disclosure.touching`): those of whom nothing is said but what they did for an office are not on it, nor those whose death was reviewed. How
somebody may be reached is what they said themselves; an address stands only with a way that is open. That a list was made is logged.

    warn_list(vault)        a WarnList, and a Custody record that names everybody on it
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from amanet.consent import Contact, Instructions
from amanet.consent.contact import ENGLISH
from amanet.disclosure.story import Story
from amanet.disclosure.touching import (
    GAVE_IT,
    HEARD_FROM,
    NAMED_IN_IT,
    OF_THEM,
    SAID_IT,
    Touch,
    touched_by,
    touched_by_item,
)
from amanet.printing.warn_list import Warned, WarnList
from amanet.vault import StoredRecord, Vault
from amanet.work.consent import people_with_wishes, safe_contact, today
from amanet.work.disclosing_story import story_of
from amanet.work.entities import label_of_id
from amanet.work.selves import has_died, whose
from amanet.work.signed import custody

__all__ = ["WARN_LIST", "warn_list"]

WARN_LIST: Final = "list of whom to warn"
_AT_RISK: Final[Mapping[str, str]] = {
    SAID_IT: "has spoken",
    HEARD_FROM: "told others, who spoke",
    OF_THEM: "is spoken of",
    NAMED_IN_IT: "is named",
    GAVE_IT: "handed items over",
}
_ON_RECORD: Final = "their wishes and how to reach them are on record"
_NO_PERSON: Final = frozenset(("organization", "document", "publication", "recording", "database"))


def warn_list(vault: Vault) -> WarnList:
    """Works it out and logs it."""
    found = _everybody(vault)
    people = sorted(
        (_warned(vault, record, touches) for record, touches in found), key=lambda one: _order(one.name)
    )
    references = sorted(record.reference for record, _ in found)
    vault.add(custody(vault, "got", list(references), details={"name": WARN_LIST}))
    return WarnList(today(vault).isoformat(), people)


def _everybody(vault: Vault) -> list[tuple[StoredRecord, frozenset[str]]]:
    """Each human being once, with how what is held touches them."""
    touches = _touches(vault)
    listed = [record for record in vault.with_ids(sorted(touches)) if record.type == "Entity"]
    entities = {record.number: record for record in (*listed, *people_with_wishes(vault))}
    found, seen = [], set[str]()
    for _, record in sorted(entities.items()):
        identifier = str(record.body["id"])
        if identifier in seen or not _is_human(vault, record):
            continue
        own = whose(vault, record).own
        seen |= own
        if not has_died(vault, identifier):
            found.append((record, frozenset(how for one in own for how in touches.get(one, ()))))
    return found


def _touches(vault: Vault) -> dict[str, set[str]]:
    story = story_of(
        vault,
        [record.number for record in vault.records("Statement")],
        [record.number for record in vault.records("Item")],
    )
    found: dict[str, set[str]] = {}
    for touch in _all_touches(story):
        found.setdefault(touch.entity, set()).add(str(touch.how))
    return found


def _all_touches(story: Story) -> Iterator[Touch]:
    for said in story.statements.values():
        yield from touched_by(story, said)
    for item in story.items:
        yield from touched_by_item(story, item)


def _is_human(vault: Vault, record: StoredRecord) -> bool:
    if record.body["schema"] != "Source":
        return str(record.body["schema"]) == "Person"
    kinds = {
        str(vault.record(number).body["value"].get("term"))
        for number in vault.views.statements_of(record.number, "kind")
    }
    return not kinds or not kinds <= _NO_PERSON


def _warned(vault: Vault, record: StoredRecord, touches: Iterable[str]) -> Warned:
    contact = safe_contact(vault, str(record.number))
    at_risk = [words for how, words in _AT_RISK.items() if how in touches]
    return Warned(
        _called(vault, record),
        at_risk or [_ON_RECORD],
        tuple(_ways(contact)),
        bool(contact.channels()) or contact.others_allowed,
    )


def _called(vault: Vault, record: StoredRecord) -> str:
    """Every name under which they stand here, without a number: that is of no use once the vault is gone."""
    numbers = sorted(filter(None, map(vault.views.number_of, whose(vault, record).own)))
    names = dict.fromkeys(name for number in numbers if (name := str(vault.views.label(number) or "")))
    return " / ".join(names) or str(label_of_id(vault, str(record.body["id"])))


def _ways(contact: Instructions) -> Iterator[str]:
    """What holds, line by line; number, address and note only of a way that is open."""
    if not contact.known:
        return
    if contact.do_not_contact:
        yield ENGLISH["do_not"]
        return
    for one in (*contact.now, *contact.perhaps):
        if one.rule == "never":
            yield f"never: {one.channel}"
    for one in contact.channels():
        yield _way(one, contact)
    yield from (_way(one, contact) for one in contact.now if one.channel == "any" and contact.others_allowed)
    if not contact.others_allowed:
        yield ENGLISH["no_other"]


def _way(one: Contact, contact: Instructions) -> str:
    parts = [f"{one.rule}: {ENGLISH['any'] if one.channel == 'any' else one.channel}"]
    parts += [one.address] if one.address else []
    parts += contact.hours(one.channel)
    parts += [f"in the language {one.language}"] if one.language else []
    return "; ".join([*parts, one.note] if one.note else parts)


def _order(name: str) -> str:
    return unicodedata.normalize("NFKD", name).casefold()
