"""Who is said to be whose relative: "the relative is the person's …" (schema Relation), read in both directions.

Only what people entered is read, and as it stands: who is recorded as a spouse is found where a wife is asked for, and it is said what is
recorded. Nothing is concluded from names, addresses or what somebody told.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from amanet.names.relatives import ANY
from amanet.vault.ontology_files import load_ontology
from amanet.work.hits import Allowed

__all__ = ["Kin", "kin_of"]

_SIDES: Final = ("person", "relative")
_OTHERS: Final = frozenset(("other", "other_relative"))
# What the person is to the relative, where the relative is this to the person; what is not here is the same in both directions.
_THE_OTHER_WAY: Final = {
    "parent": "child",
    "child": "parent",
    "grandparent": "grandchild",
    "grandchild": "grandparent",
    "uncle": "nephew or niece",
    "aunt": "nephew or niece",
    "nephew": "uncle or aunt",
    "niece": "uncle or aunt",
    "parent_in_law": "child_in_law",
    "child_in_law": "parent_in_law",
    "step_parent": "step_child",
    "step_child": "step_parent",
    "guardian": "ward",
    "ward": "guardian",
    "teacher": "student",
    "student": "teacher",
    "employer": "employee",
    "employee": "employer",
}
_EITHER: Final = {"nephew or niece": ("nephew", "niece"), "uncle or aunt": ("uncle", "aunt")}


@dataclass(frozen=True)
class Kin:
    """Somebody's relative: `term` is what is recorded, of the relative or (`other_way`) of the one who was asked by; `statement` says it."""

    entity: int
    term: str
    other_way: bool
    statement: int


def kin_of(allowed: Allowed, person: int, asked: Collection[str]) -> Iterator[Kin]:
    """Those that may be what is asked for, each once, in the order of entry. A Relation without a kind may be anything."""
    related = allowed.vault.related
    relations = {
        allowed.lookup.subject(number)
        for number in _that_count(allowed, related.naming({person}, _SIDES))
        if allowed.body(number)["polarity"] == "affirms"
    }
    met = {person}
    for relation in sorted(relations):
        if allowed.lookup.schema(relation) == "Relation" and allowed.counts(relation):
            for one in _in_relation(allowed, relation, person):
                if one.entity not in met and _may_be(asked, one):
                    met.add(one.entity)
                    yield one


def _in_relation(allowed: Allowed, relation: int, person: int) -> Iterator[Kin]:
    """The others in it. There may be several statements of each side, and several kinds."""
    said: dict[str, list[tuple[int, Any]]] = {"person": [], "relative": [], "kind": []}
    for number in _that_count(allowed, allowed.vault.related.statements_of({relation}, tuple(said))):
        body = allowed.body(number)
        if body["polarity"] == "affirms" and "absent" not in body["value"]:
            said[body["property"]].append((number, body["value"]))
    kinds = [(number, str(value["term"])) for number, value in said["kind"] if "term" in value]
    for side, other in (_SIDES, _SIDES[::-1]):
        here = any(_entity(allowed, value) == person for _, value in said[side])
        for number, value in said[other] if here else ():
            for by, term in kinds or [(number, "")]:
                yield Kin(_entity(allowed, value), term, side == "relative", by)


def _that_count(allowed: Allowed, numbers: Collection[int]) -> list[int]:
    return [number for number in sorted(numbers) if allowed.counts(number) and allowed.statement(number)]


def _entity(allowed: Allowed, value: Any) -> int:
    return allowed.vault.views.number_of(str(value.get("entity", "")))


def _may_be(asked: Collection[str], kin: Kin) -> bool:
    if ANY in asked or not kin.term:
        return True
    wider = _widest(kin.term)
    are = {kin.term, *_above(kin.term)}
    if kin.other_way:
        turned = _THE_OTHER_WAY.get(wider, wider)
        are = set(_EITHER.get(turned, (turned,)))
    return any(one in are or not are.isdisjoint(_above(one)) for one in asked)


def _widest(term: str) -> str:
    return _above(term)[-1] if _above(term) else term


def _above(term: str) -> list[str]:
    """The broader terms, but for those that say nothing."""
    terms = load_ontology().thesaurus("kinship").terms
    above: list[str] = []
    code = terms[term].broader if term in terms else None
    while code is not None and code not in _OTHERS:
        above.append(code)
        code = terms[code].broader
    return above
