"""The records that decide some facts: fewer than bear on whoever they are of, and enough for the same verdict.

Of a fact these are the statements to it; who says so, on whom those draw and who they are; the places it names with what they are part of; the
passages with what those stand in; reviews, assessments and ends; of an act its type, victims and dates; and what officials claim about
it, its victims or its place. Read in few queries, however many facts are asked about at once.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Final

from amanet.corroboration.material import Material
from amanet.record.standing import Entered
from amanet.vault import Vault
from amanet.vault.facts import Facts, Group
from amanet.vault.ontology_files import load_ontology
from amanet.vault.views import ViewRow
from amanet.work.same import Same, judged
from amanet.work.undisturbed import undisturbed
from amanet.work.withdrawn import withdrawn_sources

__all__ = ["POINTING", "Deciding"]

# How a claim of officials says what it is about.
POINTING: Final = ("about", "about_act", "about_place")
_OF_ACTS = ("type", "victim", "start", "end")
_OF_SOURCES = ("kind", "connection", "person", "draws_on", "name", "title")
_CALLED = ("name", "title")
_LINKS = frozenset(("alignment", "recording"))
_ENTITY: Final = {"type": "Entity", "entered_at": ""}


class Deciding:
    """Of one vault. What is needed for any fact is read once."""

    def __init__(self, vault: Vault, same: Same, as_of: str | None) -> None:
        self.vault = vault
        self.related = vault.related
        self.facts = Facts(vault.database)
        self.same = same
        self.as_of = as_of
        self._gone = withdrawn_sources(vault)
        self.withdrawn = tuple(self.facts.ids(self._gone).values())
        interviews = self.facts.numbers_of_type("Interview")
        self.always = [*judged(vault), *self._read({*interviews, *self.related.enders(interviews)})]
        self.claims: dict[int, set[int]] = {}
        for one in self.facts.said("OfficialClaim", *POINTING, living=False):
            if one.value:
                self.claims.setdefault(same.one(one.value), set()).add(one.subject)

    def material(self, groups: Collection[Group]) -> tuple[Material, Mapping[str, int]]:
        """What the facts of these groups are worked out from, and the numbers of its records by id."""
        with undisturbed():
            return self._material(_Found(self, groups))

    def names(self, entities: Collection[int]) -> dict[int, str]:
        """What these are called, as the views have it: not of those who are one with others, nor where only somebody says so who is
        not heard any more. What those are called, the material has.
        """
        if self.as_of is not None:
            return {}
        alone = [one for one in entities if one not in self.same.several]
        labels = self.facts.labels(alone)
        return {one: text for one, (text, statement) in labels.items() if statement not in self._unheard}

    @cached_property
    def _unheard(self) -> set[int]:
        gone = self.same.with_others(self._gone) | self.facts.retracted_entities()
        return self.facts.said_by(gone) if gone else set()

    def _material(self, found: "_Found") -> tuple[Material, Mapping[str, int]]:
        rows = {row.number: Entered.of(row.body) for row in (*self.always, *found.rows.values())}
        material = Material.of(rows.values(), load_ontology(), as_of=self.as_of, withdrawn=self.withdrawn)
        return material, {one.id: number for number, one in rows.items()}

    def _read(self, numbers: Collection[int]) -> list[ViewRow]:
        return self.related.bodies(numbers) if numbers else []


class _Found:
    """The records of some groups, by number."""

    def __init__(self, deciding: Deciding, groups: Collection[Group]) -> None:
        self.related, self.facts, self.same = deciding.related, deciding.facts, deciding.same
        self.claims, self.as_of = deciding.claims, deciding.as_of
        self.rows: dict[int, ViewRow] = {}
        subjects = self.same.with_others(group.subject for group in groups)
        several = [Group(one, name) for subject, name in groups for one in self.same.with_others([subject])]
        told = self._take(self.facts.statements_in(several))
        self._officials(subjects)
        self._sources(told)
        self._places(told)
        self._passages(told)
        self._called(subjects - deciding.names(subjects).keys())
        self._what_was_done()
        self._entities()

    def _officials(self, subjects: set[int]) -> None:
        """Of acts what they are, when and to whom; and all claims about them, their victims, or whatever else is asked about."""
        acts = {one for one, schema in self.facts.schemata(subjects).items() if schema == "Act"}
        said = self._take(self.related.statements_of(acts, _OF_ACTS))
        victims = self._numbers(_values(one for one in said if one.body["property"] == "victim"))
        pointed = {self.same.one(one) for one in subjects | victims}
        claims = {claim for one in pointed for claim in self.claims.get(one, ())}
        self._take(self.related.statements_of(self.same.with_others(claims)))

    def _sources(self, told: Iterable[ViewRow]) -> None:
        """Who says so, what they are, and on whom they draw."""
        done: set[int] = set()
        todo = self._numbers(_sources(told))
        while todo:
            todo = self.same.with_others(todo) - done
            done |= todo
            said = self._take(self.related.statements_of(todo, _OF_SOURCES))
            todo = self._numbers(_values(one for one in said if one.body["property"] == "draws_on")) - done

    def _places(self, told: Iterable[ViewRow]) -> None:
        done: set[int] = set()
        todo = self._numbers(_values(told))
        while todo:
            todo = self.same.with_others(todo) - done
            done |= todo
            todo = self._numbers(_values(self._take(self.related.statements_of(todo, ("part_of",))))) - done

    def _passages(self, told: Iterable[ViewRow]) -> None:
        """With what they stand in, and what that is a translation or transcript of."""
        named = {str(one) for row in told for one in row.body.get("passages", ())}
        todo = self._numbers(str(row.body["of"]) for row in self._take(self._numbers(named)))
        while new := self._take(todo - self.rows.keys()):
            items = self._numbers(str(row.body.get("item", row.body["id"])) for row in new)
            self._take(items)
            readings = self._take(self.related.derived(items, ("Rendition",)))
            links = [row for row in readings if row.body["kind"] in _LINKS]
            todo = self._numbers(str(row.body["parameters"]["to"]) for row in links)

    def _called(self, subjects: set[int]) -> None:
        self._take(self.related.statements_of(subjects, _CALLED))

    def _what_was_done(self) -> None:
        """What superseded, retracted, reviewed or assessed any of it, and what retracted that."""
        statements = [number for number, row in self.rows.items() if row.type == "Statement"]
        self._take(self.related.derived(statements, ("Review", "Assessment")))
        ends = self._take(self.related.enders(self.rows))
        replacing = self._take(
            self._numbers(str(row.body["by"]) for row in ends if row.type == "Supersession")
        )
        self._take(self.related.enders([row.number for row in replacing]))

    def _entities(self) -> None:
        """Whatever all these speak of, and whether it still counts."""
        told = [row for row in self.rows.values() if row.type == "Statement"]
        ids = {*_values(told), *_sources(told), *(str(row.body["subject"]) for row in told)}
        entities = self.related.numbers(ids)
        if self.as_of is not None:
            self._take(entities.values())
        else:  # when they were entered does not matter, and the views have the rest
            schemata = self.facts.schemata(entities.values())
            self.rows.update(
                (number, ViewRow(number, "Entity", {**_ENTITY, "id": one, "schema": schemata[number]}))
                for one, number in entities.items()
                if number in schemata
            )
        self._take(self.related.enders(entities.values()))

    def _take(self, numbers: Collection[int]) -> list[ViewRow]:
        """These records, read where they were not yet."""
        missing = set(numbers) - self.rows.keys()
        if missing:
            self.rows.update((row.number, row) for row in self.related.bodies(missing))
        return [self.rows[number] for number in numbers if number in self.rows]

    def _numbers(self, ids: Iterable[str]) -> set[int]:
        wanted = set(ids)
        return set(self.related.numbers(wanted).values()) if wanted else set()


def _values(told: Iterable[ViewRow]) -> set[str]:
    """The ids of the entities that these statements have for their value."""
    return {str(row.body["value"]["entity"]) for row in told if "entity" in row.body["value"]}


def _sources(told: Iterable[ViewRow]) -> set[str]:
    """The ids of who says these, and of whom they heard it from."""
    named = {str(row.body["said_by"]) for row in told}
    return named | {str(row.body["heard_from"]) for row in told if "heard_from" in row.body}
