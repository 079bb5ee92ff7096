"""What bears on a person, and nothing else: the entities that an account of them is made from.

*Their own* are the acts of which they are a victim; the signs of life and agreements that are theirs; the claims of officials about
them or about those acts, and in answer to those interventions; the interventions for them or for events of theirs; the
events those acts are part of, and what those are part of; relations; involvements in those acts and events, and their own in others'.

*What bears on them* is further whatever names them (relatives, groups, sources that they are), and what statements about them and their
own name: persons, bodies, places with what those lie in, the sources with what those draw on and who they are. Of the latter an account
shows what they are called, where places are, and how sources hang together. What others lived through in the same event or place is theirs.
Of what the person says as a source of other matters, an account has the day alone (spoken.py).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from amanet.corroboration.basis import counts
from amanet.corroboration.material import Material, Told, was_withdrawn
from amanet.corroboration.spoken import told_as_source
from amanet.corroboration.terms import LIBERTY, all_named_by, codes_said, is_a, named_by

__all__ = ["Own", "affirmed", "bearing_on", "own_of", "told_of"]

# What something without a name is called after (wording.py); of what is only named, these are needed too.
_TELLING = frozenset(("victim", "person", "actor", "about", "for"))


@dataclass(frozen=True)
class Own:
    """Ids, each list in their order. `involved` are involvements in the acts and events, `roles` the person's own, in whatever;
    `place_claims` what officials say of a facility where the person is said to have been held, naming nobody and no act. `not_theirs` are acts
    that are only said not to have been done to them: what is told of those is of others, and not in `everything`.
    """

    acts: tuple[str, ...]
    events: tuple[str, ...]
    signs: tuple[str, ...]
    agreed: tuple[str, ...]
    claims: tuple[str, ...]
    interventions: tuple[str, ...]
    relations: tuple[str, ...]
    involved: tuple[str, ...]
    roles: tuple[str, ...]
    place_claims: tuple[str, ...] = ()
    not_theirs: tuple[str, ...] = ()

    @property
    def everything(self) -> tuple[str, ...]:
        lists = (
            self.acts,
            self.events,
            self.signs,
            self.agreed,
            self.claims,
            self.interventions,
            self.relations,
            self.involved,
            self.roles,
            self.place_claims,
        )
        return tuple(dict.fromkeys(one for several in lists for one in several))


def own_of(material: Material, person: str) -> Own:
    """By living statements; signs, claims and the like whether they affirm or deny."""
    one = material.one(person)
    named = named_by(material, one, "Act", "victim")
    theirs = {told.subject for told in material.naming(one, "victim") if told.ended is None and told.affirms}
    acts = tuple(act for act in named if act in theirs)
    events = _upward(acts, lambda entity: all_named_by(material, entity, "event", "part_of"))
    interventions = {
        *named_by(material, one, "Intervention", "for"),
        *_naming_any(material, events, "Intervention", "event"),
    }
    claims = {
        *named_by(material, one, "OfficialClaim", "about"),
        *_naming_any(material, acts, "OfficialClaim", "about_act"),
        *_naming_any(material, interventions, "OfficialClaim", "in_answer_to"),
    }
    roles = named_by(material, one, "Involvement", "actor")
    involved = _naming_any(material, (*acts, *events), "Involvement", "act", "event") - set(roles)
    return Own(
        acts,
        events,
        named_by(material, one, "SignOfLife", "person"),
        named_by(material, one, "AgreedSign", "person"),
        tuple(sorted(claims)),
        tuple(sorted(interventions)),
        named_by(material, one, "Relation", "person", "relative"),
        tuple(sorted(involved)),
        roles,
        tuple(sorted(_claims_on_places(material, acts) - claims)),
        tuple(act for act in named if act not in theirs),
    )


def affirmed(material: Material, person: str, own: Own) -> Own:
    """Without the acts and signs of which nobody who counts says that they were this person's."""
    theirs = {told.subject for told in material.naming(person) if counts(told) and told.affirms}
    return replace(
        own,
        acts=tuple(act for act in own.acts if act in theirs),
        signs=tuple(sign for sign in own.signs if sign in theirs),
    )


def _claims_on_places(material: Material, acts: Iterable[str]) -> set[str]:
    """Of the facilities of acts that take liberty. Claims that name others are about those."""
    facilities = {
        place
        for act in acts
        if any(is_a(material, "act_type", code, LIBERTY) for code in codes_said(material, act, "type"))
        for place in all_named_by(material, act, "facility", "place", "place_at_end")
        if material.schema_of(place) == "Facility"
    }
    claims = _naming_any(material, facilities, "OfficialClaim", "about_place")
    return {one for one in claims if not all_named_by(material, one, "about", "about_act", "in_answer_to")}


def told_of(material: Material, person: str, own: Own) -> tuple[Told, ...]:
    """All that was ever said of a person and their own, and wherever something else names them, by id."""
    one = material.one(person)
    found = {told.id: told for entity in (one, *own.everything) for told in material.about(entity)}
    found.update((told.id, told) for told in material.naming(one))
    return tuple(found[identifier] for identifier in sorted(found))


def bearing_on(material: Material, person: str) -> frozenset[str]:
    """Ids of the entities, those included that were judged to be one with another.

    The account from all records is the account from these: the statements about these entities; the entities that those statements
    name, even where retracted; judgements on two of these; passages with what they stand in; and of all those the reviews, assessments and ends.
    """
    one = material.one(person)
    own = own_of(material, one)
    told = [*told_of(material, one, own), *_said_beside(material, one)]
    held_against = _held_against(material, one, own)
    told += [each for entity in held_against for each in material.about(entity)]
    found = {one, *own.everything, *held_against, *(each.subject for each in told), *_named(told)}
    found |= set(_replacing(material, told))
    found |= {each.subject for each in told_as_source(material, one)}
    found |= {entity for each in tuple(found) for entity in all_named_by(material, each, *_TELLING)}
    found |= _places(material, found)
    found |= _sources(material, found)
    found |= {person for each in found for person in material.source(each).persons}
    contested = (group for group in material.apart if not found.isdisjoint(group))
    return _with_those_joined(material, found.union(*contested))


def _replacing(material: Material, told: Iterable[Told]) -> Iterator[str]:
    """What the statements are about that replaced one of these: almost always the same."""
    for one in told:
        by = material.statement(one.ended.by) if one.ended and one.ended.by else None
        if by is not None:
            yield by.subject


def _said_beside(material: Material, person: str) -> Iterator[Told]:
    """What is said of the same property of whatever names the person: whom else a parent calls a child. Verdicts look at that too."""
    named = sorted({(told.subject, told.property) for told in material.naming(person)})
    return (told for subject, name in named for told in material.about(subject, name))


def _held_against(material: Material, person: str, own: Own) -> set[str]:
    """What claims of officials are held against (officials.py): where one act has several victims, or one claim speaks of several people,
    also the claims about the others and what was done to them.
    """
    acts = {*own.acts, *_named_by_any(material, own.claims, "about_act")}
    persons = {
        person,
        *_named_by_any(material, own.claims, "about"),
        *_named_by_any(material, acts, "victim"),
    }
    acts |= _naming_any(material, persons, "Act", "victim")
    acts |= _naming_any(material, _named_by_any(material, acts, "victim"), "Act", "victim")
    claims = _naming_any(material, {*persons, *acts}, "OfficialClaim", "about", "about_act", "about_place")
    return acts | claims


def _named_by_any(material: Material, entities: Iterable[str], *properties: str) -> set[str]:
    return {one for entity in entities for one in all_named_by(material, entity, *properties)}


def _named(told: Iterable[Told]) -> Iterator[str]:
    for one in told:
        named = (one.value.get("entity"), one.said_by, one.heard_from)
        yield from (str(entity) for entity in named if entity is not None and not was_withdrawn(str(entity)))


def _places(material: Material, found: Iterable[str]) -> set[str]:
    """What the places lie in, and who says so and where they are."""
    named = [one for one in found if material.schema_of(one) in ("Place", "Facility")]
    places = {*named, *_upward(named, lambda place: all_named_by(material, place, "part_of"))}
    told = [
        one
        for place in places
        for name in ("part_of", "coordinates", "country")
        for one in material.about(place, name)
    ]
    return places | set(_named(told))


def _sources(material: Material, found: Iterable[str]) -> set[str]:
    """What the sources draw on, however far back."""
    named = [one for one in found if material.schema_of(one) == "Source"]
    above = _upward(named, lambda source: sorted(material.source(source).draws_on))
    return {source for source in above if not was_withdrawn(source)}


def _with_those_joined(material: Material, found: set[str]) -> frozenset[str]:
    others = {other for other, one in material.joined.items() if one in found}
    return frozenset(found | others)


def _naming_any(material: Material, entities: Iterable[str], schema: str, *properties: str) -> set[str]:
    return {one for entity in entities for one in named_by(material, entity, schema, *properties)}


def _upward(start: Iterable[str], above: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """All that is reached, without the start, by id; circles end where they close."""
    found: set[str] = set()
    todo = list(start)
    while todo:
        for one in above(todo.pop()):
            if one not in found:
                found.add(one)
                todo.append(one)
    return tuple(sorted(found))
