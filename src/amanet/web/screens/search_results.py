"""What a search found, as the page shows it: by kind, each hit with its words marked, who says it, and where it is looked at.

Each kind is asked for by itself, so that a name that a hundred people have does not hide the passages it was heard in. Where any kind
has all the words, what has only most of them is left out. Names are those that people give who are still heard (`work.people`).

>>> pieces("led my brother out", ((7, 14),))
(('led my ', False), ('brother', True), (' out', False))
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from amanet.app import OpenVault
from amanet.errors import Misuse
from amanet.web.screens.consent_badge import Badge, badges, badges_of_items

__all__ = ["KINDS", "Asked", "Found", "Group", "Shown", "find", "pieces"]

# In the order of the page.
KINDS = ("entity", "segment", "statement", "item")
AT_ONCE, OF_EACH = 25, 6
_WITH_ACCOUNT = ("Person", "Group", "Organization")


@dataclass(frozen=True)
class Asked:
    """A question as it was typed. `only` is a kind, or empty for all; `as_of` a day, or empty."""

    query: str
    only: str = ""
    as_of: str = ""
    offset: int = 0


@dataclass(frozen=True)
class Shown:
    """One hit. `kind` and `number` as in `work.hits`; `address` is empty where there is nothing to open. `pieces` are its words, and
    whether each is marked; `title` whom or what it is of; `people` those whose accounts it belongs to.
    """

    kind: str
    number: int
    address: str
    schema: str
    title: str
    pieces: tuple[tuple[str, bool], ...]
    property: str
    basis: str
    said_by: str
    speaker: str
    state: str
    closeness: str
    reasons: tuple[str, ...]
    through: tuple[str, ...]
    by_day: bool
    passages: tuple[int, ...]
    people: tuple[tuple[int, str], ...]
    agreed: tuple[Badge, ...] = ()


@dataclass(frozen=True)
class Group:
    """The hits of one kind; `more` where there are others."""

    kind: str
    hits: tuple[Shown, ...]
    more: bool


@dataclass(frozen=True)
class Found:
    """`complete` is false where nothing has all the words; `unread` counts the readings that could not be looked into; `about` says how the
    question was read.
    """

    groups: tuple[Group, ...]
    complete: bool
    unread: int
    names_ready: bool
    about: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return sum(len(group.hits) for group in self.groups)


def find(opened: OpenVault, asked: Asked, language: str) -> Found:
    """Raises `Misuse` for a question without words, `BadData` for a day that is none."""
    kinds = (asked.only,) if asked.only else KINDS
    if not set(kinds) <= set(KINDS):
        raise Misuse("One of the kinds that the page offers was expected. Go back and choose anew.")
    limit = AT_ONCE if asked.only else OF_EACH
    found = opened.ask_each(asked.query, kinds, limit=limit, offset=asked.offset, as_of=asked.as_of or None)
    complete = any(one.complete and one.hits for one in found.values())
    kept = {kind: one for kind, one in found.items() if one.hits and one.complete >= complete}
    maker = _Maker(opened, language, [hit for one in kept.values() for hit in one.hits])
    groups = (Group(kind, tuple(map(maker.shown, one.hits)), one.more) for kind, one in kept.items())
    return Found(
        tuple(groups),
        complete or not kept,
        len({number for one in found.values() for number in one.unread}),
        all(getattr(one, "renderings", ()) is not None for one in found.values()),
        tuple(dict.fromkeys(line for one in found.values() for line in one.about)),
    )


def pieces(text: str, marks: Iterable[Sequence[int]]) -> tuple[tuple[str, bool], ...]:
    """The text cut where marks begin and end; marks that lie in each other count once."""
    found, at = [], 0
    for start, end in sorted((int(start), int(end)) for start, end in marks):
        start, end = max(start, at), min(end, len(text))
        if start < end:
            found += [(text[at:start], False), (text[start:end], True)]
            at = end
    return tuple(piece for piece in [*found, (text[at:], False)] if piece[0])


def _item_of(hit: Any) -> int:
    """The item that a hit of words is in, or is."""
    return int(hit.of if hit.kind == "segment" else hit.number)


class _Maker:
    """Makes what is shown of hits; what all of them need is read once."""

    def __init__(self, opened: OpenVault, language: str, hits: Sequence[Any]) -> None:
        from amanet.vault.facts import Facts
        from amanet.vault.ontology_files import load_ontology
        from amanet.work.people import names_heard, people_in

        self.vault, self.language, self.ontology = opened.vault, language, load_ontology()
        subjects = {hit.of for hit in hits if hit.kind == "statement" and hit.of}
        entities = {hit.number for hit in hits if hit.kind == "entity"} | subjects
        self.people = people_in(self.vault, subjects)
        told = {one for people in self.people.values() for one in people}
        through = {one for hit in hits for one in hit.through}
        sources = {hit.said_by for hit in hits if hit.said_by}
        self.names = names_heard(self.vault, entities | told | through | sources)
        self.schemata = Facts(self.vault.database).schemata(entities)
        sources |= {number for number, schema in self.schemata.items() if schema == "Source"}
        self.marks = badges(opened, sources)
        heard_in = {_item_of(hit) for hit in hits if hit.kind in ("segment", "item")}
        self.items = badges_of_items(opened, heard_in)

    def shown(self, hit: Any) -> Shown:
        body = self.vault.record(hit.number).body if hit.kind == "statement" else {}
        schema = self.schemata.get(hit.of if hit.kind == "statement" else hit.number, "")
        people = self._people(hit, schema)
        shown = {hit.of, *(number for number, _ in people)}
        return Shown(
            hit.kind,
            hit.number,
            self._address(hit, schema),
            self._schema_label(schema) if hit.kind == "entity" else "",
            self._title(hit),
            pieces(hit.excerpt, hit.marks) or self._value(schema, body),
            self._property_label(schema, str(body.get("property", ""))),
            self._basis_label(str(body.get("basis", ""))),
            self.names.get(hit.said_by, "") if hit.said_by else "",
            hit.speaker or "",
            hit.state or "",
            hit.closeness,
            tuple(getattr(hit, "reasons", ())),
            tuple(filter(None, (self.names.get(one, "") for one in hit.through if one not in shown))),
            hit.by_day,
            hit.passages,
            people,
            tuple(self.agreed(hit)),
        )

    def agreed(self, hit: Any) -> Iterable[Badge]:
        """What was agreed with whose words they are; of a source, with itself."""
        if hit.kind in ("segment", "item"):
            return self.items.get(_item_of(hit), ())
        source = hit.number if hit.kind == "entity" else hit.said_by
        return [self.marks[source]] if source in self.marks else []

    def _address(self, hit: Any, schema: str) -> str:
        if hit.kind == "entity" and schema == "Source":
            return f"/sources/{hit.number}"
        if hit.kind == "entity":
            return f"/people/{hit.number}" if schema in _WITH_ACCOUNT else ""
        if hit.kind == "item":
            return f"/items/{hit.number}"
        if hit.kind == "segment":
            at = f"/readings/{hit.number}/segment/{hit.place}"
            return f"/passages/{hit.number}" if hit.place is None else at
        if hit.passages:
            return f"/passages/{hit.passages[0]}"
        people = self._people(hit, schema)
        return f"/people/{people[0][0]}" if people else ""

    def _title(self, hit: Any) -> str:
        if hit.kind in ("segment", "item"):
            number = hit.of if hit.kind == "segment" else hit.number
            return str(self.vault.record(number).body["name"])
        return self.names.get(hit.of if hit.kind == "statement" else hit.number, "")

    def _people(self, hit: Any, schema: str) -> tuple[tuple[int, str], ...]:
        if hit.kind != "statement":
            return ()
        numbers = [hit.of] if schema in _WITH_ACCOUNT else self.people.get(hit.of, [])
        return tuple((number, self.names.get(number, "")) for number in numbers)

    def _value(self, schema: str, body: Any) -> tuple[tuple[str, bool], ...]:
        """Of a statement that has the words elsewhere: what it says."""
        if not body:
            return ()
        from amanet.work.wording import shown_value

        shown = shown_value(self.vault, self.ontology, schema, str(body["property"]), body["value"])
        return ((shown, False),)

    def _schema_label(self, schema: str) -> str:
        found = self.ontology.schemata.get(schema)
        return found.label_in(self.language) if found else schema

    def _property_label(self, schema: str, name: str) -> str:
        found = self.ontology.schemata.get(schema)
        known = found.properties.get(name) if found else None
        return known.label_in(self.language) if known else name.replace("_", " ")

    def _basis_label(self, code: str) -> str:
        terms = self.ontology.thesaurus("basis_of_knowledge").terms
        return terms[code].label(self.language) if code in terms else ""
