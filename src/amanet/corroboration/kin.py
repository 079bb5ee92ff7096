"""Who is tied to a person: by what statements say of either of the two, and by relations with their dates and doubts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from amanet.corroboration.bearing import Own
from amanet.corroboration.json_form import InJson
from amanet.corroboration.known import Known, Weighed
from amanet.corroboration.terms import all_named_by
from amanet.corroboration.wording import listed
from amanet.phrases import phrase

__all__ = ["Kin", "kin_of"]

# What somebody is to the person whose parent, spouse … the person is.
_OTHER_WAY: Final = {
    "parent": "child",
    "child": "parent",
    "spouse": "spouse",
    "sibling": "sibling",
    "other_kin": "other_kin",
}
_WORDS: Final = {
    "parent": phrase("parent"),
    "child": phrase("child"),
    "spouse": phrase("spouse"),
    "sibling": phrase("sibling"),
    "other_kin": phrase("relative"),
}


@dataclass(frozen=True)
class Kin(InJson):
    """`ties` are codes. `direction` is "is": the other is the person's parent, mother …; "has": the person is that to the other, which
    is only so where a relation was told from the other side; `text` says which. `relation` is the Relation, where it stands on one.
    """

    other: str
    label: str
    ties: tuple[str, ...]
    direction: str
    text: str
    relation: str | None
    facts: tuple[Known, ...]


def kin_of(weighed: Weighed, person: str, own: Own) -> tuple[Kin, ...]:
    """Sorted by what the other is called, then by id."""
    found = [*_said_of_the_person(weighed, person), *_said_of_others(weighed, person)]
    for relation in own.relations:
        found += _by_relation(weighed, person, relation)
    return tuple(sorted(_merged(found), key=lambda kin: (kin.label, kin.other, kin.relation or "", kin.text)))


def _merged(found: Iterable[Kin]) -> Iterator[Kin]:
    """The same tie, told of either of the two, once with all its facts."""
    alike: dict[tuple[object, ...], list[Kin]] = {}
    for kin in found:
        alike.setdefault((kin.other, kin.ties, kin.direction, kin.relation), []).append(kin)
    for first, *others in alike.values():
        yield replace(first, facts=(*first.facts, *(fact for other in others for fact in other.facts)))


def _said_of_the_person(weighed: Weighed, person: str) -> Iterator[Kin]:
    for name in _OTHER_WAY:
        for known in weighed.known(person, name):
            if known.is_said and "entity" in known.fact.value:
                yield _kin(weighed, str(known.fact.value["entity"]), (name,), "is", None, (known,))


def _said_of_others(weighed: Weighed, person: str) -> Iterator[Kin]:
    named = {
        (told.subject, told.property)
        for told in weighed.material.naming(person)
        if told.property in _OTHER_WAY and weighed.material.schema_of(told.subject) == "Person"
    }
    for other, name in sorted(named):
        for known in weighed.known(other, name):
            if known.is_said and known.fact.value.get("entity") == person:
                yield _kin(weighed, other, (_OTHER_WAY[name],), "is", None, (known,))


def _by_relation(weighed: Weighed, person: str, relation: str) -> Iterator[Kin]:
    """ "The relative is the person's …": told from either side."""
    kinds = [known for known in weighed.known(relation, "kind") if known.is_said]
    ties = tuple(str(known.fact.value["term"]) for known in kinds if "term" in known.fact.value)
    words = listed(known.shown for known in kinds)
    facts = weighed.known(relation)
    for name, other_name, direction in (("person", "relative", "is"), ("relative", "person", "has")):
        if person in all_named_by(weighed.material, relation, name):
            for other in all_named_by(weighed.material, relation, other_name):
                if other != person:
                    yield _kin(weighed, other, ties, direction, relation, facts, words)


def _kin(
    weighed: Weighed,
    other: str,
    ties: tuple[str, ...],
    direction: str,
    relation: str | None,
    facts: tuple[Known, ...],
    words: str = "",
) -> Kin:
    label = weighed.called(other)
    tie = words or listed(_WORDS.get(one, one) for one in ties) or phrase("tied in a way that nobody says")
    text = phrase("%(name)s: %(tie)s") if direction == "is" else phrase("the %(tie)s of %(name)s")
    return Kin(other, label, ties, direction, text.fill(name=label, tie=tie), relation, facts)
