"""Gathers from the vault what the policy needs: the statements chosen, everything that says whom they touch, and what everybody allowed.

What is gathered may be more than is needed and is never less: whom a statement touches is read from all that is said of its subject and of
what it names, as deep as the policy looks (tests/work/test_disclosing_story.py holds it against the whole vault).
"""

from collections.abc import Collection
from datetime import date
from functools import reduce
from typing import Final

from amanet.consent.wishes import Answer
from amanet.disclosure.request import Request
from amanet.disclosure.story import Story
from amanet.disclosure.wishes_asked import Asked
from amanet.record.judgement import entity_on
from amanet.record.standing import Entered
from amanet.vault import Vault
from amanet.vault.ontology_files import load_ontology
from amanet.vault.shelf import Shelf
from amanet.vault.views import ViewRow
from amanet.work.consent_glance import wishes_of_many

__all__ = ["asked_of", "days_asked", "story_of"]

# The policy looks four steps from a statement for people, and eight outwards from a place.
_DEEPEST: Final = 9
# In these somebody may stand for an office.
_OFFICES: Final = frozenset(("actor", "made_by", "head"))
# What a source may be that is no human being without anybody else being behind it.
_BODIES: Final = frozenset(("organization", "publication", "database"))


def story_of(vault: Vault, statements: Collection[int], items: Collection[int] = ()) -> Story:
    """Everything that bears on whom these statements and items touch."""
    gathered = _Gathered(vault)
    resting = gathered.resting_on(items)
    gathered.around(set(statements) | resting)
    types = _media_types(vault, gathered.items())
    entered = (_described(Entered.of(row.body), types.get(row.number)) for row in gathered.rows.values())
    return Story.of(entered, load_ontology())


def asked_of(vault: Vault, story: Story, request: Request, today: date) -> Asked:
    """What everybody in the story answers to this request, on the later of its day and today: a plan of yesterday allows nothing more."""
    humans = [one for one, schema in story.schemata.items() if schema in ("Person", "Source")]
    numbers = vault.related.numbers(humans)
    known = [wishes_of_many(vault, list(numbers.values()), day) for day in days_asked(request, today)]
    answers, nobody = {}, set[str]()
    for entity, number in numbers.items():
        several = [wishes[number] for wishes in known if number in wishes]
        if not several or any(one.gone for one in several):
            continue
        said = [
            one.wishes.answer(request.use, request.recipient) for one in several if one.wishes is not None
        ]
        if said:
            answers[entity] = reduce(_both, said)
        elif several[0].no_person and _is_a_body(story, entity):
            nobody.add(entity)
    return Asked(answers, frozenset(nobody))


def days_asked(request: Request, today: date) -> list[date]:
    """A plan of yesterday allows nothing more than today, and one for next year nothing that is to be allowed only then."""
    return sorted({today, max(request.day, today)})


def _both(first: Answer, second: Answer) -> Answer:
    """What is allowed on both days."""
    if first.level is None or second.level is None:
        return first if first.level is None else second
    return Answer(
        first.level.meet(second.level),
        tuple(sorted({*first.grants, *second.grants})),
        tuple(dict.fromkeys((*first.reasons, *second.reasons))),
    )


def _media_types(vault: Vault, items: Collection[int]) -> dict[int, str]:
    """What their content was found to be, by number; a name proves nothing."""
    rows = Shelf(vault.database).renditions(sorted(items))
    return {row.item: row.media_type for row in rows if row.media_type}


def _described(record: Entered, media_type: str | None) -> Entered:
    if record.type != "Item":
        return record
    return record._replace(body={**record.body, "media_type": media_type or ""})


def _is_a_body(story: Story, entity: str) -> bool:
    """Whether a source that is no person is an organization or a publication, and no document or recording that somebody made."""
    if any(story.named(entity, "person")):
        return False
    kinds = story.terms(entity, "kind")
    return bool(kinds) and (kinds <= _BODIES or any(story.named(entity, "organization")))


class _Gathered:
    """Records by number, each read once."""

    def __init__(self, vault: Vault) -> None:
        self.related = vault.related
        self.views = vault.views
        self.rows: dict[int, ViewRow] = {}

    def items(self) -> set[int]:
        return {number for number, row in self.rows.items() if row.type == "Item"}

    def resting_on(self, items: Collection[int]) -> set[int]:
        """The items with their readings and passages; the statements that rest on these."""
        todo, passages = set(items), set[int]()
        while todo:
            self._take(todo)
            readings = self.related.derived(todo, ("Rendition",)) - self.rows.keys()
            passages |= self.related.derived(todo, ("Passage",))
            todo = readings
        self._take(passages)
        self._givers(set(items))
        return self.related.derived(passages, ("Statement",))

    def around(self, statements: Collection[int]) -> None:
        chosen = self._take(statements)
        self._documents(chosen)
        todo = self._entities(chosen)
        self._outwards(todo)
        self._offices()
        self._heard()
        said = {number for number, row in self.rows.items() if row.type == "Statement"}
        self._take(self.related.derived(said, ("Review",)))
        enders = self.related.enders(self.rows)
        self._take(enders)

    def _outwards(self, entities: set[int]) -> None:
        """What is said of these, of those whom that names, and so on."""
        todo, done = set(entities), set[int]()
        for _ in range(_DEEPEST):
            done |= todo
            self._take(todo)
            todo = self._entities(self._take(self.related.statements_of(todo))) - done
            if not todo:
                break

    def _offices(self) -> None:
        """Everything that names those who may stand for an office, and who they may be beside: who was a victim elsewhere is no mere official."""
        holders = {
            str(row.body["value"]["entity"])
            for row in self.rows.values()
            if row.type == "Statement" and row.body["property"] in _OFFICES and "entity" in row.body["value"]
        }
        numbers = set(self.related.numbers(holders).values())
        self._take(self.related.judgements(numbers))
        naming = self._take(self.related.derived(numbers, ("Statement",)))
        self._outwards(self._entities(naming) - self.rows.keys())
        self._take(self.related.statements_of(self._entities(naming)))

    def _heard(self) -> None:
        """Who was interviewed in the items, and who speaks in their readings."""
        interviews = self._take(self.related.interviews_with(self.items()))
        readings = self.related.derived(self.items(), ("Rendition",))
        judged = self._take(self.related.derived(readings, ("Judgement",)))
        self._take(self.related.numbers({str(row.body["source"]) for row in interviews}).values())
        speakers = (entity_on(row.body[side]) for row in judged for side in ("left", "right"))
        self._take(self.related.numbers({one for one in speakers if one is not None}).values())
        self._take(readings)

    def _documents(self, chosen: Collection[ViewRow]) -> None:
        passages = {
            str(one) for row in chosen if row.type == "Statement" for one in row.body.get("passages", ())
        }
        todo = set(self.related.numbers(passages).values())
        # Whose words stand in the same passages.
        self._outwards(self._entities(self._take(self.related.derived(todo, ("Statement",)))))
        items: set[int] = set()
        while todo:
            taken = self._take(todo)
            items |= {row.number for row in taken if row.type == "Item"}
            above = {str(row.body.get("of", row.body.get("item", ""))) for row in taken if row.type != "Item"}
            todo = set(self.related.numbers(above).values()) - self.rows.keys()
        self._givers(items)

    def _givers(self, items: Collection[int]) -> None:
        """Who is called as the items say that gave them: their names have to be known to be asked."""
        named = {str(row.body["source"]) for row in self._take(items) if row.body.get("source")}
        found = {number for name in named for number, schema in self.views.called(name) if schema == "Source"}
        self._take(found)
        self._take(self.related.statements_of(found))

    def _entities(self, rows: Collection[ViewRow]) -> set[int]:
        ids: set[str] = set()
        for row in rows:
            if row.type == "Statement":
                body = row.body
                named = (
                    body["subject"],
                    body["value"].get("entity"),
                    body["said_by"],
                    body.get("heard_from"),
                )
                ids |= {str(one) for one in named if one is not None}
        return set(self.related.numbers(ids).values())

    def _take(self, numbers: Collection[int]) -> list[ViewRow]:
        missing = set(numbers) - self.rows.keys()
        if missing:
            self.rows.update((row.number, row) for row in self.related.bodies(missing))
        return [self.rows[number] for number in sorted(numbers) if number in self.rows]
