"""The people of a vault, a page at a time: what they are called, and when they were last heard of.

    list_people     in the order of what they are called, each with the last sign of life on record and the silence since
    names_heard     what people and things are called by those who are heard: a withdrawn source leaves no name behind
    people_in       whom acts, signs of life, claims … are of

The silence is that of the account (`corroboration.signs`), from no more records than it needs. Nothing is graded, counted over people or
put in an order of how grave it is.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from amanet.corroboration.known import Weighed
from amanet.corroboration.material import Material
from amanet.corroboration.signs import Silence, silence_of
from amanet.record.judgement import entity_on
from amanet.record.standing import Entered
from amanet.vault import Vault
from amanet.vault.facts import Facts
from amanet.vault.ontology_files import load_ontology
from amanet.vault.people import Called, People
from amanet.vault.views import ViewRow
from amanet.work.entities import title_of
from amanet.work.withdrawn import withdrawn_sources

__all__ = ["Listed", "Page", "list_people", "names_heard", "people_in"]

MOST_UNNAMED = 200
# Whose story an act, a sign, a claim … is.
_OF_WHOM = ("victim", "person", "about", "for")
_ABOUT_SIGNS = ("person", "date", "kind", "every", "start", "end", "victim", "type", "name", "title")


@dataclass(frozen=True)
class Listed:
    """Somebody in the list; `label` is empty where nobody who is heard calls them anything."""

    number: int
    label: str
    silence: Silence


@dataclass(frozen=True)
class Page:
    """`after` is whom the next page begins after; None on the last, which also has those without a name."""

    people: tuple[Listed, ...]
    after: int | None


def list_people(vault: Vault, *, today: date, beginning: str = "", after: int = 0, limit: int = 25) -> Page:
    """`beginning` is how what they are called begins. Who is one by a judgement stands there once for each entry."""
    gone = withdrawn_sources(vault)
    people = People(vault.database, gone)
    found = people.after(after, limit + 1, beginning.strip())
    more = len(found) > limit
    found = found[:limit]
    last = found[-1].number if more else None
    if not more and not beginning.strip():
        found += _others(vault, people)
    return Page(_with_silence(vault, found, gone, today), last)


def names_heard(
    vault: Vault, numbers: Collection[int], gone: Collection[int] | None = None
) -> dict[int, str]:
    """By number; of an act or sign what tells it from others. Empty where only withdrawn sources say it."""
    facts = Facts(vault.database)
    unheard = withdrawn_sources(vault) if gone is None else gone
    silent = facts.said_by(unheard) if unheard else set()
    labels = facts.labels(numbers)
    found = {one: text for one, (text, statement) in labels.items() if statement not in silent}
    for number in numbers:
        if number not in found:
            found[number] = _otherwise(vault, number, silent) if silent else title_of(vault, number)
    return found


def people_in(vault: Vault, numbers: Collection[int]) -> dict[int, list[int]]:
    """Of acts, signs of life, claims …: the people they are said to be of, in the order of entry."""
    facts = Facts(vault.database)
    said = [one for one in facts.said_of(numbers, *_OF_WHOM) if one.value and one.value > 0]
    schemata = facts.schemata({one.value for one in said if one.value})
    found: dict[int, list[int]] = {}
    for one in said:
        of = found.setdefault(one.subject, [])
        if one.value and schemata.get(one.value) == "Person" and one.value not in of:
            of.append(one.value)
    return found


def _others(vault: Vault, people: People) -> list[Called]:
    """Without a name of those who are heard, as long as somebody who is heard says anything of them."""
    unnamed = people.unnamed(MOST_UNNAMED)
    names = names_heard(vault, unnamed)
    return [
        Called(number, names[number]) for number in unnamed if names[number] or _is_told_of(vault, number)
    ]


def _is_told_of(vault: Vault, number: int) -> bool:
    gone = withdrawn_sources(vault)
    silent = Facts(vault.database).said_by(gone) if gone else set()
    return any(one not in silent for one in vault.views.statements_of(number))


def _otherwise(vault: Vault, number: int, silent: Collection[int]) -> str:
    """The first name that somebody who is heard gives."""
    for statement in vault.views.statements_of(number):
        value = vault.record(statement).body["value"]
        if statement not in silent and isinstance(value, Mapping) and ("name" in value):
            return str(value["name"])
    return ""


def _with_silence(
    vault: Vault, found: Iterable[Called], gone: Collection[int], today: date
) -> tuple[Listed, ...]:
    called = list(found)
    material = _about_signs(vault, [one.number for one in called], gone)
    ids = Facts(vault.database).ids([one.number for one in called])
    weighed = Weighed(material)
    return tuple(
        Listed(one.number, one.label, silence_of(material, material.one(ids[one.number]), today, weighed))
        for one in called
    )


def _about_signs(vault: Vault, numbers: Collection[int], gone: Collection[int]) -> Material:
    """What signs of life, agreements and lost contact of these people are worked out from."""
    related, facts = vault.related, Facts(vault.database)
    judged, people = _judged(vault, numbers)
    stories = facts.subjects(related.naming(people, ("person", "victim")))
    statements = related.statements_of({*people, *stories}, _ABOUT_SIGNS)
    told = related.bodies({*statements, *related.derived(statements, ("Review",))})
    sources = related.numbers({str(row.body["said_by"]) for row in told if row.type == "Statement"})
    named = {*people, *stories, *sources.values()}
    ends = related.enders({*named, *(row.number for row in told)})
    official = related.bodies(related.statements_of(sources.values(), ("connection", "draws_on")))
    rows = {row.number: row for row in (*told, *official, *related.bodies({*named, *ends}), *judged)}
    withdrawn = tuple(facts.ids(gone).values())
    return Material.of((Entered.of(row.body) for row in rows.values()), load_ontology(), withdrawn=withdrawn)


def _judged(vault: Vault, numbers: Collection[int]) -> tuple[list[ViewRow], set[int]]:
    """The judgements on whether these are others, and whom they reach."""
    related = vault.related
    found: dict[int, ViewRow] = {}
    people, todo = set[int](), set(numbers)
    while todo:
        people |= todo
        rows = related.bodies(related.judgements(todo))
        found |= {row.number: row for row in rows}
        sides = {entity_on(row.body[side]) for row in rows for side in ("left", "right")}
        todo = set(related.numbers({one for one in sides if one}).values()) - people
    ends = related.bodies(related.enders(found))
    return [*found.values(), *ends], people
