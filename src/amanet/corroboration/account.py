"""What is known of a person, who says so, how well it rests, what contradicts it, and what nobody says.

`account` puts together what the modules beside it work out. It is made of what bears on the person alone (bearing.py): from all records of
a vault, or from those, in whatever order, it is the same. A statement stands in it once; everything else names it by id. What a
withdrawn source said is not in it, nor any name of it. Superseded and retracted statements stand apart, with their reasons.

It refuses to grade anybody, and to say what is not said: no ethnicity, religion or origin is concluded; what somebody says of their own
stands in `own_words`, as theirs, and what others say of it nowhere.

>>> from datetime import date
>>> from amanet.corroboration.account import account
>>> from amanet.corroboration.material import Material
>>> from amanet.record.ontology import parse_ontology
>>> nobody = account(Material.of([], parse_ontology({}, {})), "0190a5b2-0000-7000-8000-000000000000", date(2026, 1, 1))
>>> nobody.silence.text, [question.code for question in nobody.questions]
('No sign of life is on record.', ['no_sign_of_life', 'no_birth_date'])
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date

from amanet.canonical import JSON
from amanet.corroboration.acts import ActAccount, Involved, acts_of, involved_in
from amanet.corroboration.bearing import Own, told_of
from amanet.corroboration.fate import Fate, Whereabouts, fate_of, whereabouts_of
from amanet.corroboration.independence import Graph
from amanet.corroboration.json_form import InJson, JsonWriter
from amanet.corroboration.kin import Kin, kin_of
from amanet.corroboration.known import Known, Weighed
from amanet.corroboration.material import Material
from amanet.corroboration.moments import moment_of
from amanet.corroboration.officials import Claim
from amanet.corroboration.places import NamedPlace, places_of
from amanet.corroboration.points import Point, points_of
from amanet.corroboration.questions import Case, Question, questions_of
from amanet.corroboration.said import Quoted, Said, Words, numbers_of, parted, quoted
from amanet.corroboration.scripts import script_of
from amanet.corroboration.signs import Silence, silence_of
from amanet.corroboration.spoken import Spoke, last_spoke
from amanet.corroboration.summary import Summary, summary_of
from amanet.corroboration.terms import all_named_by
from amanet.corroboration.timeline import Line, timeline
from amanet.corroboration.unanswered import Unanswered, unanswered_in
from amanet.corroboration.voices import Voice, voices_of

__all__ = ["Account", "Name", "account"]

_KINSHIP = frozenset(("parent", "spouse", "child", "sibling", "other_kin"))
# What JSON has elsewhere: names under `labels`; what a line of the timeline rests on in its facts, the date first, and statements.
_LABELS = frozenset(("subject_label", "said_by_label", "heard_from_label"))
_OF_ITS_FACTS = frozenset(("verdict", "sources", "passages"))
_FACT, _VERDICT, _REASONS = frozenset(("fact",)), frozenset(("verdict",)), frozenset(("reasons",))


@dataclass(frozen=True)
class Name(InJson):
    """`script` by ISO 15924, None where letters of several stand together; `kind` a term of name_kind."""

    name: str
    script: str | None
    kind: str | None
    known: Known


@dataclass(frozen=True)
class Account(InJson):
    """`also` are the ids of those that members judged to be this person. `known` are facts of the person, names, kin and own words apart;
    `roles` what the person is said to have been in acts and events; `deeds` the interventions for them; `ties` what else names the person.
    `claims` are what officials say of the person, `place_claims` what they say of a place where the person is said to have been held, naming
    nobody. `spoke` is when they last spoke as a source themselves. `facts` are all of these, once. `counts` are numbers of statements.
    """

    person: str
    label: str
    also: tuple[str, ...]
    as_of: str | None
    today: date
    names: tuple[Name, ...]
    known: tuple[Known, ...]
    own_words: tuple[Said, ...]
    acts: tuple[ActAccount, ...]
    roles: tuple[Involved, ...]
    kin: tuple[Kin, ...]
    ties: tuple[Known, ...]
    points: tuple[Point, ...]
    places: tuple[NamedPlace, ...]
    summary: Summary
    silence: Silence
    spoke: Spoke | None
    fate: Fate
    whereabouts: Whereabouts
    claims: tuple[Claim, ...]
    place_claims: tuple[Claim, ...]
    deeds: tuple[Known, ...]
    timeline: tuple[Line, ...]
    sources: tuple[Voice, ...]
    graph: Graph
    unanswered: tuple[Unanswered, ...]
    questions: tuple[Question, ...]
    facts: tuple[Known, ...]
    statements: tuple[Said, ...]
    gone: tuple[Said, ...]
    passages: tuple[Quoted, ...]
    counts: Mapping[str, int]

    def to_json(self) -> dict[str, JSON]:
        """Each fact in full once, in `facts`; where something rests on it, its place there, from 0. `labels` are names by id. What is
        empty or not so is left out, but for what an account has always; of a reason also the statements, where they are those that say it.
        """
        return _as_json(self)


def account(material: Material, person: str, today: date) -> Account:
    """Of a person, living or not, or of somebody of whom nothing is on record yet."""
    one, weighed = material.one(person), Weighed(material)
    own = weighed.own(one)
    told, own_words, left_out = parted(weighed, one, told_of(material, one, own))
    living = [each for each in told if each.ended is None]
    # Before all else: each is weighed once, and the same wherever it is shown.
    facts = _all_facts(weighed, one, own)
    kin, points, ties = kin_of(weighed, one, own), points_of(weighed, own), tuple(_ties(weighed, one, own))
    places = places_of(weighed, one, own)
    acts, silence = acts_of(weighed, one, own), silence_of(material, one, today, weighed)
    voices, graph = voices_of(weighed, living)
    fate, whereabouts = fate_of(material, one, weighed), whereabouts_of(material, one, weighed)
    spoke, unanswered = last_spoke(material, one, today), unanswered_in(weighed, living)
    case = Case(one, weighed, own, acts, silence, facts, tuple(living), spoke, unanswered)
    heard = silence if case.is_person or silence.signs else None
    said = Words(weighed)
    return Account(
        one,
        weighed.called(one),
        tuple(sorted(other for other, under in material.joined.items() if under == one)),
        material.as_of,
        today,
        _names(weighed, one),
        _own_facts(weighed, one),
        tuple(map(said.of, own_words)),
        acts,
        involved_in(weighed, own.roles),
        kin,
        ties,
        points,
        places,
        summary_of(weighed, one, facts, heard, spoke, fate, whereabouts, graph.groups),
        silence,
        spoke,
        fate,
        whereabouts,
        weighed.weighing.officials.claims(one),
        _on_places(weighed, own),
        tuple(known for deed in own.interventions for known in weighed.known(deed)),
        timeline(material, one, weighed),
        voices,
        graph,
        unanswered,
        questions_of(case),
        _each_once([*facts, *ties, *_elsewhere(kin, points, places)]),
        tuple(said.of(each) for each in living),
        tuple(said.of(each) for each in told if each.ended is not None),
        tuple(quoted(material, [*told, *own_words])),
        numbers_of(told, own_words, left_out),
    )


def _as_json(found: Account) -> dict[str, JSON]:
    places = {id(known.fact): place for place, known in enumerate(found.facts)}

    def place_of(known: Known) -> JSON:
        return places[id(known.fact)] if id(known.fact) in places else known.to_json()

    def in_full(known: Known) -> JSON:
        saying = [told.id for told in known.fact.saying]
        verdict = writer.fields(known.fact.verdict, _REASONS)
        reasons = [_reason(writer.fields(one), saying) for one in known.fact.verdict.reasons]
        words = writer.fields(known, _FACT)
        return {**words, **writer.fields(known.fact, _VERDICT), "verdict": {**verdict, "reasons": reasons}}

    writer = JsonWriter(
        {
            Known: place_of,
            Said: lambda said: writer.fields(said, _LABELS),
            Line: lambda line: writer.fields(line, _OF_ITS_FACTS),
        }
    )
    always = {one.name: writer.form(getattr(found, one.name)) for one in fields(found) if one.name != "facts"}
    return {**always, "facts": [in_full(known) for known in found.facts], "labels": _labels(found)}


def _reason(written: dict[str, JSON], saying: list[str]) -> dict[str, JSON]:
    """Without its statements where they are those that say the fact."""
    if written.get("statements") == saying:
        del written["statements"]
    return written


def _labels(found: Account) -> dict[str, JSON]:
    labels = {found.person: found.label}
    of_places = [said for place in found.places for said in place.said]
    for said in (*found.statements, *found.gone, *found.own_words, *of_places):
        labels[said.subject] = said.subject_label
        labels[said.said_by] = said.said_by_label
        if said.heard_from is not None and said.heard_from_label is not None:
            labels[said.heard_from] = said.heard_from_label
    return {one: str(label) for one, label in sorted(labels.items())}


def _names(weighed: Weighed, person: str) -> tuple[Name, ...]:
    """By script, then kind, then as written."""
    found = [
        Name(str(known.fact.value["name"]), script_of(known.fact.value), known.fact.value.get("kind"), known)
        for known in weighed.known(person, "name")
        if "name" in known.fact.value
    ]
    return tuple(sorted(found, key=lambda name: (name.script or "~", name.kind or "", name.name)))


def _own_facts(weighed: Weighed, person: str) -> tuple[Known, ...]:
    apart = _KINSHIP | {"name"}
    return tuple(known for known in weighed.known(person) if known.property not in apart)


def _all_facts(weighed: Weighed, person: str, own: Own) -> tuple[Known, ...]:
    theirs = (known for entity in (person, *own.everything) for known in weighed.known(entity))
    denied = (known for act in own.not_theirs for known in weighed.known(act, "victim"))
    return (*theirs, *(known for known in denied if known.fact.value.get("entity") == person))


def _elsewhere(kin: Iterable[Kin], points: Iterable[Point], places: Iterable[NamedPlace]) -> Iterator[Known]:
    for tie in kin:
        yield from tie.facts
    yield from (point.known for point in points)
    yield from (lying.known for place in places for lying in place.lying)


def _each_once(known: Iterable[Known]) -> tuple[Known, ...]:
    """In their order; the same fact is the same object wherever it is shown."""
    return tuple({id(one.fact): one for one in known}.values())


def _on_places(weighed: Weighed, own: Own) -> tuple[Claim, ...]:
    """In the order of their dates, each once."""
    places = {
        place for claim in own.place_claims for place in all_named_by(weighed.material, claim, "about_place")
    }
    found = [claim for place in sorted(places) for claim in weighed.weighing.officials.claims(place)]
    wanted = {claim.entity: claim for claim in found if claim.entity in own.place_claims}
    return tuple(sorted(wanted.values(), key=lambda claim: (_days(claim), claim.entity or "")))


def _days(claim: Claim) -> tuple[date, ...]:
    moments = (moment_of(one) for one in claim.dates)
    return tuple(sorted(moment.first for moment in moments if moment)) or (date.max,)


def _ties(weighed: Weighed, person: str, own: Own) -> Iterator[Known]:
    """What else names the person: groups they are in, bodies they lead, children who say whom they belong to stand under kin."""
    shown_already = {person, *own.everything}
    named = {
        (told.subject, told.property)
        for told in weighed.material.naming(person)
        if told.subject not in shown_already and told.property not in _KINSHIP
    }
    for entity, name in sorted(named):
        if weighed.material.schema_of(entity) != "Source":
            facts = weighed.known(entity, name)
            yield from (
                known for known in facts if known.is_said and known.fact.value.get("entity") == person
            )
