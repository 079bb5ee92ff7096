"""Gathering from the vault everything that bears on one person, for `corroboration` to weigh.

What is gathered may be more than an account needs and is never less: an account of it is the account of the whole vault
(tests/work/test_gathering.py). Sources that are not heard any more are named to it, whatever the day asked about.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from amanet.corroboration.material import Material
from amanet.errors import Misuse
from amanet.record.judgement import entity_on
from amanet.record.standing import Entered
from amanet.vault import StoredRecord, Vault
from amanet.vault.ontology_files import load_ontology
from amanet.vault.views import ViewRow
from amanet.work.entities import find_entity
from amanet.work.withdrawn import withdrawn_sources

__all__ = ["find_subject", "gather", "gather_all", "gather_around", "gather_numbered"]

# What belongs to the story of whoever it names, with everything said about it.
_STORIES = frozenset(
    ("Act", "Event", "Involvement", "SignOfLife", "AgreedSign", "OfficialClaim", "Intervention", "Relation")
)
_WAVES = frozenset(("Event",))
_SOURCES = frozenset(("Source",))
_PLACES = frozenset(("Place", "Facility"))
# Whom a name means: a person before a group of that name, and that before a source.
_MEANT = (("Person",), ("Group", "Organization"), ("Source",))
# Of whom only what they are called matters to somebody else's account.
_ACTORS = frozenset(("Person", "Group", "Organization"))
_CALLED = ("name", "title")
_ON_STATEMENTS = ("Review", "Assessment")
_FURTHEST = 12


def find_subject(vault: Vault, which: str) -> StoredRecord:
    """Whom an account is of: a person, group or organization; for a source, the person they are said to be. Raises `Misuse`."""
    called = {schema for _, schema in vault.views.called(which.strip())}
    meant = next((kinds for kinds in _MEANT if called.intersection(kinds)), sum(_MEANT, ()))
    record = find_entity(vault, which, *meant)
    if record.body["schema"] != "Source":
        return record
    persons = {
        str(body["value"]["entity"])
        for number in vault.views.statements_of(record.number, "person")
        if (body := vault.record(number).body)["polarity"] == "affirms" and "entity" in body["value"]
    }
    if len(persons) != 1:
        raise Misuse(
            f"Source {record.number} is not said to be one person. `amanet source show {record.number}` shows what it says; an account is "
            "of a person."
        )
    return find_entity(vault, persons.pop())


def gather(vault: Vault, entity: StoredRecord, *, as_of: str | None = None) -> Material:
    """Everything that bears on one entity."""
    return gather_around(vault, [entity.number], as_of=as_of)


def gather_numbered(
    vault: Vault, entity: StoredRecord, *, as_of: str | None = None
) -> tuple[Material, dict[str, int]]:
    """The same, with the numbers of the records that were read, by id."""
    gatherer = _Gatherer(vault)
    material = _material(vault, gatherer.around([entity.number]), as_of)
    return material, {one: number for one, number in gatherer.ids.items() if number}


def gather_around(vault: Vault, entities: Collection[int], *, as_of: str | None = None) -> Material:
    """Everything that bears on these entities, in one go."""
    return _material(vault, _Gatherer(vault).around(entities), as_of)


def gather_all(vault: Vault, *, as_of: str | None = None) -> Material:
    """Every record of the vault: the slow way, for what asks about everybody."""
    rows = (ViewRow(one.number, one.type, one.body) for one in vault.records())
    return _material(vault, rows, as_of)


def _material(vault: Vault, rows: Iterable[ViewRow], as_of: str | None) -> Material:
    gone = [str(vault.record(number).body["id"]) for number in withdrawn_sources(vault)]
    entered = [Entered.of(row.body) for row in rows]
    return Material.of(entered, load_ontology(), as_of=as_of, withdrawn=gone)


class _Gatherer:
    """Collects records by number; each is read once. Of all statements among them: what they are about, whom they name, who says them."""

    def __init__(self, vault: Vault) -> None:
        self.related = vault.related
        self.rows: dict[int, ViewRow] = {}
        self.ids: dict[str, int] = {}
        self.judged: set[int] = set()
        self.subjects: set[str] = set()
        self.named: set[str] = set()
        self.sources: set[str] = set()

    def around(self, entities: Collection[int]) -> Iterable[ViewRow]:
        asked, others, done = self._with_same(set(entities)), set[int](), set[int]()
        self._take(self.related.derived(asked, ("Statement",)))
        while True:
            stories = self._stories(asked, others)
            self._settings(asked | stories, others)
            self._sources(others)
            self._with_same({row.number for row in self.rows.values() if row.type == "Entity"})
            others = (
                self.judged - done
            )  # also those that were met already, of which nothing was read but their schema
            if not others:
                break
            done |= others
        self._spoken(asked)
        self._what_was_done()
        self._documents()
        return (self.rows[number] for number in sorted(self.rows))

    def _with_same(self, entities: set[int]) -> set[int]:
        """These, and those they were judged to be, or not to be."""
        found: set[int] = set()
        todo = entities
        while todo:
            found |= todo
            self._take(todo)
            judged = self._take(self.related.judgements(todo))
            ids = {entity_on(side) for row in judged for side in (row.body["left"], row.body["right"])}
            judged_now = self._numbers(one for one in ids if one)
            self.judged |= judged_now
            todo = judged_now - found
        return found

    def _stories(self, asked: set[int], others: set[int]) -> set[int]:
        """The acts, signs, claims … that name them, what names those, and what those are part of; with all that is said of each."""
        found: set[int] = set()
        todo = self._of_schema((self._numbers(self.subjects) | others) - asked, _STORIES)
        for _ in range(_FURTHEST):
            if not todo:
                break
            found |= todo
            own = self._take(self.related.statements_of(todo))
            acts = todo - self._of_schema(todo, _WAVES)
            naming = self._take(self.related.derived(acts, ("Statement",)))
            reached = self._numbers(_named(own)) | self._numbers(_subject_ids(naming))
            reached |= self._acts_of_others(own, asked)
            todo = self._of_schema(reached - found - asked, _STORIES)
        self._claims_on_others(found, asked)
        self._acts_of_others_in_claimed(asked)
        return found

    def _claims_on_others(self, stories: set[int], asked: set[int]) -> None:
        """What officials say of others to whom the same was done: a denial of it, whomever they name."""
        said = self._take(self.related.statements_of(stories, ("victim",)))
        others = self._of_schema(self._numbers(_named(said)), _ACTORS) - asked
        claims = self._numbers(_subject_ids(self._take(self.related.naming(others, ("about",)))))
        self._take(self.related.statements_of(self._of_schema(claims, _STORIES)))

    def _acts_of_others_in_claimed(self, asked: set[int]) -> None:
        """What else was done to the others of an act that a claim is about: the claim is of them too, and that may confirm it."""
        claimed = [
            row
            for row in self.rows.values()
            if row.type == "Statement" and row.body["property"] == "about_act"
        ]
        said = self._take(
            self.related.statements_of(self._with_same(self._numbers(_named(claimed))), ("victim",))
        )
        others = self._with_same(self._of_schema(self._numbers(_named(said)), _ACTORS) - asked)
        acts = self._numbers(_subject_ids(self._take(self.related.naming(others, ("victim",)))))
        self._take(self.related.statements_of(self._with_same(self._of_schema(acts, _STORIES))))

    def _acts_of_others(self, said: Iterable[ViewRow], asked: set[int]) -> set[int]:
        """What was done to others of whom the same officials' claim is: it may confirm or deny the claim."""
        about = [row for row in said if row.type == "Statement" and row.body["property"] == "about"]
        others = self._of_schema(self._numbers(_named(about)), _ACTORS) - asked
        return self._numbers(_subject_ids(self._take(self.related.naming(others, ("victim",)))))

    def _settings(self, whole: set[int], others: set[int]) -> None:
        """Places with what they are part of and what officials say of them; of other people what they are called."""
        reached = self._numbers(self.named | self.subjects) | others
        self._take(self.related.statements_of(self._of_schema(reached - whole, _ACTORS), _CALLED))
        todo = self._of_schema(reached, _PLACES)
        done: set[int] = set()
        while todo:
            done |= todo
            said = self._take(self.related.statements_of(todo))
            todo = self._of_schema(self._numbers(_named(said)), _PLACES) - done
        claims = self._take(self.related.naming(done, ("about_place",)))
        found = self._of_schema(self._numbers(_subject_ids(claims)), _STORIES)
        said = self._take(self.related.statements_of(found))
        self._take(self.related.statements_of(self._of_schema(self._numbers(_named(said)), _ACTORS), _CALLED))

    def _sources(self, others: set[int]) -> None:
        """Who says all that, whom they draw on, and who they are."""
        done: set[int] = set()
        todo = self._numbers(self.sources) | self._of_schema(others, _SOURCES)
        while todo:
            done |= todo
            self._take(todo)
            said = self._take(self.related.statements_of(todo))
            reached = self._numbers([*_named(said), *_source_ids(said)])
            self._take(self.related.statements_of(self._of_schema(reached, _ACTORS), _CALLED))
            todo = self._of_schema(reached, _SOURCES) - done

    def _spoken(self, asked: set[int]) -> None:
        """What they say as sources themselves, of whatever: an account has the day on which they last spoke."""
        naming = self._take(self.related.naming(asked, ("person",)))
        sources = self._with_same(self._of_schema(self._numbers(_subject_ids(naming)), _SOURCES))
        self._take(self.related.statements_of(sources, ("person",)))
        said = self._take(self.related.derived(sources, ("Statement",)))
        self._take(self._numbers([*_subject_ids(said), *_named(said)]))

    def _what_was_done(self) -> None:
        """What superseded, retracted, reviewed or assessed anything of it, and what retracted that."""
        statements = {number for number, row in self.rows.items() if row.type == "Statement"}
        self._take(self.related.derived(statements, _ON_STATEMENTS))
        self._take(self.related.enders(self.rows))
        replacing = [str(row.body["by"]) for row in self.rows.values() if row.type == "Supersession"]
        new = self._take(self._numbers(replacing))
        self._take(self._numbers([*_subject_ids(new), *_named(new), *_source_ids(new)]))

    def _documents(self) -> None:
        """The passages, and what they lead back to."""
        passages = [
            one
            for row in self.rows.values()
            if row.type == "Statement"
            for one in row.body.get("passages", ())
        ]
        todo = self._numbers(str(row.body["of"]) for row in self._take(self._numbers(passages)))
        for _ in range(_FURTHEST):
            new = self._take(todo - self.rows.keys())
            if not new:
                break
            items = self._numbers(str(row.body.get("item", row.body["id"])) for row in new)
            self._take(items)
            self._take(self.related.interviews_with(items))
            links = [
                row
                for row in self._take(self.related.derived(items, ("Rendition",)))
                if row.body["kind"] in _LINKS
            ]
            todo = self._numbers(str(row.body["parameters"]["to"]) for row in links)
        self._take(self.related.enders(self.rows))

    # What was read

    def _take(self, numbers: Collection[int]) -> list[ViewRow]:
        """These records, read where they were not yet."""
        missing = set(numbers) - self.rows.keys()
        if missing:
            new = self.related.bodies(missing)
            for row in new:
                self.rows[row.number] = row
                self.ids[str(row.body["id"])] = row.number
            self.subjects.update(_subject_ids(new))
            self.named.update(_named(new))
            self.sources.update(_source_ids(new))
        return [self.rows[number] for number in numbers if number in self.rows]

    def _numbers(self, ids: Iterable[str]) -> set[int]:
        wanted = set(ids)
        unknown = wanted - self.ids.keys()
        if unknown:
            found = self.related.numbers(unknown)
            self.ids.update(found)
            self.ids.update(dict.fromkeys(unknown - found.keys(), 0))  # erased: not asked for again
        return {self.ids[one] for one in wanted} - {0}

    def _of_schema(self, numbers: Collection[int], schemata: frozenset[str]) -> set[int]:
        return {
            row.number
            for row in self._take(numbers)
            if row.type == "Entity" and row.body["schema"] in schemata
        }


_LINKS = ("alignment", "recording")


def _statements(pick: Callable[[Any], Iterable[Any]]) -> Callable[[Iterable[ViewRow]], list[str]]:
    def picked(rows: Iterable[ViewRow]) -> list[str]:
        return [
            str(one) for row in rows if row.type == "Statement" for one in pick(row.body) if one is not None
        ]

    return picked


_named = _statements(lambda body: (body["value"].get("entity"),))
_subject_ids = _statements(lambda body: (body["subject"],))
_source_ids = _statements(lambda body: (body["said_by"], body.get("heard_from")))
