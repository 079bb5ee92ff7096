"""Small invented stories, told in a line a statement, for tests of what may leave."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from amanet.consent.levels import Level, Recipient
from amanet.consent.wishes import Answer
from amanet.disclosure.plan import Plan, plan
from amanet.disclosure.request import Request
from amanet.disclosure.story import Story
from amanet.disclosure.wishes_asked import OPEN, Asked
from amanet.record.ontology import Ontology
from amanet.record.standing import Entered
from amanet.vault.ontology_files import load_ontology

DAY = date(2026, 11, 23)
TO = Recipient("partner", "Lantern")
REQUEST = Request(
    "advocacy", TO, DAY, opens=frozenset(("phone", "residence", "coordinates", "received_by")), drafts=True
)
# By the first letter of its id.
SCHEMATA = {
    "p": "Person", "s": "Source", "g": "Group", "o": "Organization", "l": "Place", "f": "Facility", "a": "Act", "e": "Event",
    "i": "Involvement", "c": "OfficialClaim", "r": "Relation", "z": "SignOfLife", "v": "Intervention", "w": "AgreedSign",
}  # fmt: skip
_BY_WORD = {str: "text", bool: "yes_no"}


@lru_cache(maxsize=1)
def ontology() -> Ontology:
    return load_ontology()


def value_of(schema: str, name: str, given: Any) -> Mapping[str, Any]:
    """The value as the ontology has it, of a word, a number or a whole value."""
    if isinstance(given, Mapping):
        return given
    kind = ontology().property(schema, name).kind
    if kind == "name":
        return {"name": given, "kind": "full" if schema == "Person" else "official"}
    if kind == "date":
        return {"date": {"edtf": given}}
    if kind == "quantity":
        return {"quantity": {"about": given}}
    return {kind: given}


def entity(identifier: str) -> Entered:
    return Entered(identifier, "Entity", "2026-01-01T00:00:00Z", {"schema": SCHEMATA[identifier[0]]})


def told(number: int, line: Sequence[Any], **more: Any) -> Entered:
    """A statement of (subject, property, value) or (subject, property, value, source)."""
    subject, name, given, *source = line
    body = {
        "subject": subject,
        "property": name,
        "value": value_of(SCHEMATA[subject[0]], name, given),
        "polarity": "affirms",
        "said_by": source[0] if source else "s1",
        **more,
    }
    return Entered(f"t{number:02d}", "Statement", "2026-01-02T00:00:00Z", body)


def record(identifier: str, type_name: str, **body: Any) -> Entered:
    return Entered(identifier, type_name, "2026-01-03T00:00:00Z", body)


def story_of(*lines: Any, more: Sequence[Entered] = ()) -> Story:
    """Lines are statements, or statements with more fields: (line, {field: value})."""
    statements = []
    for number, line in enumerate(lines):
        bare, fields = line if isinstance(line[0], tuple) else (line, {})
        statements.append(told(number, bare, **fields))
    ids = {"s1"}
    for one in statements:
        named = (
            one.body["subject"], one.body["said_by"], one.body.get("heard_from"), one.body["value"].get("entity")
        )  # fmt: skip
        ids |= {name for name in named if name is not None}
    entities = [entity(one) for one in sorted(ids)]
    return Story.of([*entities, *statements, *more], ontology())


def asked_of(**levels: Level | None) -> Asked:
    """`s1` and everybody not told here allow nothing."""
    return Asked(
        {
            one: Answer(level, (f"g-{one}",) if level else (), ("said so",) if level else ("refused",))
            for one, level in levels.items()
        }
    )


def planned(story: Story, asked: Asked, request: Request = REQUEST) -> Plan:
    return plan(story, asked, request, list(story.statements), list(story.items))


def leaving(story: Story, asked: Asked, request: Request = REQUEST) -> dict[str, Mapping[str, Any]]:
    """The values that leave, by the id of their statement."""
    return {shape.statement: shape.value for shape in planned(story, asked, request).shapes}


def level(identity: str = "named", words: bool = True, place: str = "exact", day: str = "day") -> Level:
    return Level(identity, words=words, place=place, date=day)


ALL = OPEN
HIDDEN_NAME = level("pseudonym")
