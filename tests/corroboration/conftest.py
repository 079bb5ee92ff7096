"""Invented records, as they stand in a vault, without a vault: `story` is an empty one, `fresh()` makes further ones."""

import random
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from amanet.corroboration.material import Material
from amanet.errors import BadData
from amanet.record.dates import PartialDate, parse_date_words
from amanet.record.ontology import Ontology, Property
from amanet.record.quantities import parse_quantity_words
from amanet.record.standing import Entered
from amanet.vault.ontology_files import load_ontology


class Story:
    """Each method enters a record (and the statements that belong to it) and gives its id; later calls are entered later.

    >>> story = Story()
    >>> alim, wife = story.entity("Person", "Alim"), story.source("his wife", connection="relative")
    >>> act = story.act("detention", alim, by=wife, start="May 2018", duration="about a year")
    >>> story.material().about(act)
    """

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.entered: list[Entered] = []
        self.schemata: dict[str, str] = {}

    def record(self, type_name: str, **fields: Any) -> str:
        number = len(self.entered) + 1
        identifier = f"01900000-0000-7000-8000-{number:012}"
        body = {name: value for name, value in fields.items() if value is not None}
        moment = f"2026-01-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}Z"
        whole = {"id": identifier, "type": type_name, "entered_at": moment, "entered_by": "m1"}
        self.entered.append(Entered.of({**whole, **body}))
        return identifier

    def entity(self, schema: str, name: str | None = None, *, by: str | None = None, **said: Any) -> str:
        """With a name, if any, and further statements: `entity("Place", "Qaratal", part_of=region)`."""
        identifier = self.record("Entity", schema=schema)
        self.schemata[identifier] = schema
        by = by or (self.archive if name or said else "")
        if name:
            self.say(identifier, "name", name, by)
        for property_name, value in said.items():
            self.say(identifier, property_name, value, by)
        return identifier

    @property
    def archive(self) -> str:
        """The source of what nobody in the story says: names of places and the like."""
        if not hasattr(self, "_archive"):
            self._archive = self.record("Entity", schema="Source")
            self.schemata[self._archive] = "Source"
        return self._archive

    def source(self, name: str | None = None, **said: Any) -> str:
        """`source("his wife", connection="relative", person=…, draws_on=…)`."""
        return self.entity("Source", name, **said)

    def act(self, kind: str, victim: str | None, *, by: str, **said: Any) -> str:
        """An Act whose type, victim and whatever else `by` says."""
        identifier = self.entity("Act", by=by, type=kind)
        return self._said(identifier, {"victim": victim, **said}, by)

    def claim(self, position: str, *, by: str, **said: Any) -> str:
        """An OfficialClaim: `claim("dead", by=letter, about=person, date="2019", words="…")`."""
        return self._said(self.entity("OfficialClaim", by=by, position=position), said, by)

    def _said(self, identifier: str, said: Mapping[str, Any], by: str) -> str:
        for name, value in said.items():
            if value is not None:
                self.say(identifier, name, value, by)
        return identifier

    def say(self, subject: str, name: str, value: Any, by: str, **fields: Any) -> str:
        """The value as words, a code or an id, by the kind of the property; None is unknown; an object is taken as it is.

        Further fields of the statement: polarity, heard_from, passages, said_at (words), basis, state …
        """
        if isinstance(fields.get("said_at"), str):
            fields["said_at"] = _date(fields["said_at"])["date"]
        worded = _value(self.ontology.property(self.schemata[subject], name), value)
        return self.record(
            "Statement",
            **{"subject": subject, "property": name, "value": worded, "said_by": by, "polarity": "affirms"}
            | fields,
        )

    def deny(self, subject: str, name: str, value: Any, by: str, **fields: Any) -> str:
        return self.say(subject, name, value, by, polarity="denies", **fields)

    def item(self, sha256: str | None = None) -> str:
        return self.record("Item", sha256=sha256 or f"{len(self.entered):064x}", size=1, name="x")

    def passage(self, of: str, quote: str | None = None) -> str:
        return self.record("Passage", of=of, selectors=[], quote=quote)

    def interview(self, source: str, *items: str) -> str:
        return self.record("Interview", source=source, items=list(items))

    def same(self, left: str, right: str, verdict: str = "same") -> str:
        return self.record("Judgement", left=left, right=right, verdict=verdict)

    def retract(self, identifier: str, reason: str = "entered in error") -> str:
        return self.record("Retraction", retracts=identifier, reason=reason)

    def supersede(self, identifier: str, by: str, reason: str | None = None) -> str:
        return self.record("Supersession", replaces=identifier, by=by, reason=reason)

    def review(self, statement: str, state: str) -> str:
        return self.record("Review", of=statement, state=state)

    def assess(self, statement: str, *, member: str = "m1", **fields: Any) -> str:
        return self.record("Assessment", of=statement, entered_by=member, **fields)

    def material(self, *, shuffled: int | None = None, **how: Any) -> Material:
        """`shuffled` is the seed of another order; `as_of` and `withdrawn` are Material's."""
        records = list(self.entered)
        if shuffled is not None:
            random.Random(shuffled).shuffle(records)
        return Material.of(records, self.ontology, **how)


def _date(words: str) -> dict[str, Any]:
    try:
        return {"date": PartialDate(words).to_json()}
    except BadData:
        return {"date": parse_date_words(words, language="en").to_json()}


def _value(expected: Property, value: Any) -> Any:
    kind = expected.kind
    if isinstance(value, Mapping):
        return value
    if value is None:
        return {"absent": "unknown"}
    if kind == "date":
        return _date(value)
    if kind == "quantity":
        return {"quantity": parse_quantity_words(value, language="en").to_json()}
    if kind == "name":
        return {"name": value, "kind": "full" if expected.thesaurus == "name_kind" else "usual"}
    return {kind: value}


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return load_ontology()


@pytest.fixture(scope="session")
def fresh(ontology: Ontology) -> Callable[[], Story]:
    return lambda: Story(ontology)


@pytest.fixture
def story(ontology: Ontology) -> Story:
    return Story(ontology)


@pytest.fixture(scope="session")
def anything(ontology: Ontology) -> Callable[[random.Random], Story]:
    """Some thirty statements of whatever kind about one person: give it `st.randoms(use_true_random=False)`."""
    return lambda chance: _anything(Story(ontology), chance)


def _anything(story: Story, chance: random.Random) -> Story:
    somebody = [story.entity("Person") for _ in range(2)]
    region = story.entity("Place", "the region")
    places = [region, *(story.entity("Place", part_of=region) for _ in range(2))]
    connections = ("relative", "witness", "official", None)
    sources = [story.source(f"voice {n}", connection=chance.choice(connections)) for n in range(5)]
    for source in sources:
        if chance.random() < 0.3:
            story.say(source, "draws_on", chance.choice(sources), story.archive)
        if chance.random() < 0.3:
            story.say(source, "person", chance.choice(somebody), story.archive)
    items = [story.item() for _ in range(3)]
    story.interview(sources[0], items[0])
    passages = [story.passage(item) for item in items]
    acts = [story.act(_TYPES[n], somebody[0], by=chance.choice(sources)) for n in range(2)]
    claim = story.claim(chance.choice(_POSITIONS), by=chance.choice(sources), about=somebody[0], date="2019")
    said = [
        _anything_said(story, chance, acts, places, sources, passages) for _ in range(chance.randint(1, 12))
    ]
    for _ in range(chance.randint(0, 3)):
        story.say(claim, "position", chance.choice(_POSITIONS), chance.choice(sources))
        _undone(story, chance, said)
    return story


def _anything_said(
    story: Story,
    chance: random.Random,
    acts: list[str],
    places: list[str],
    sources: list[str],
    passages: list[str],
) -> str:
    values = {
        "start": ("2018", "2018-05", "2018-05-03", "2019~", "2020", None),
        "duration": ("a year", "about 12 months", "3 weeks", "at least 2 years"),
        "place": places,
        "type": _TYPES,
        "family_informed": (True, False),
        "stated_reason": ("for a book", "For a  Book", "for nothing"),
    }
    name = chance.choice(sorted(values))
    return story.say(
        chance.choice(acts),
        name,
        chance.choice(values[name]),
        chance.choice(sources),
        polarity=chance.choice(("affirms", "affirms", "affirms", "denies", "does not know")),
        heard_from=chance.choice((None, None, *sources)),
        passages=[chance.choice(passages)] if chance.random() < 0.4 else None,
        basis=chance.choice((None, "direct_witness", "told_by_others")),
        said_at=chance.choice((None, "2018", "2021")),
    )


def _undone(story: Story, chance: random.Random, said: list[str]) -> None:
    one, other = chance.choice(said), chance.choice(said)
    what = chance.randint(0, 3)
    if what == 0:
        story.retract(one)
    elif what == 1:
        story.supersede(min(one, other), max(one, other))
    elif what == 2:
        story.review(one, chance.choice(("reviewed", "disputed")))
    else:
        story.assess(one, credibility="probable", basis=chance.choice((None, "direct_witness", "rumour")))


_TYPES = ("detention", "internment", "release", "arrest")
_POSITIONS = ("deny", "no_knowledge", "at_liberty", "in_training", "dead")
