"""What of one statement may go, and in which form: the rules, one after another, the strictest answer wherever anything is not known.

Pure and total. `rule` never raises: what it cannot decide stays inside. The rules (docs/methods/disclosure.md has them in words):

1. What a member keeps back, what nobody has reviewed, what is sensitive and was not asked for by name, what has another form than the
   ontology says, stays.
2. Everybody it touches is asked. One who did not say yes is enough for it to stay.
3. What goes, goes at the strictest level of all of them: names, numbers and kinship only where all are named; dates and places at their
   precision; exact words only where all allow them.
4. What is said to be changed depends on what was allowed and never on what is on record: whether an exact day is known stays inside too.

>>> from amanet.disclosure.policy import KIN
>>> "sibling" in KIN
True
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from amanet.consent.levels import Level
from amanet.disclosure.coarsening import coarse_date, coarse_quantity, place_at
from amanet.disclosure.decision import Decision
from amanet.disclosure.request import Request
from amanet.disclosure.story import Said, Story
from amanet.disclosure.touching import Touch, touched_by
from amanet.disclosure.wishes_asked import OPEN, Asked
from amanet.phrases import phrase

__all__ = ["KIN", "Ruling", "Shape", "rule"]

KIN: Final = frozenset(("parent", "spouse", "child", "sibling"))
_SOME_KIN: Final = "other_kin"
_PLACES: Final = ("Place",)
# That somebody refused to say is a thing said; that nobody knows or asked is none.
_MERELY_ABSENT: Final = frozenset(("unknown", "not asked"))
_CERTAINTIES: Final = frozenset(("certain", "probable", "possible", "doubtful"))
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
# What has a place and days of its own, and no people who would be asked for them.
_OF_NOBODY: Final = ("Event", "Organization")

_HIDDEN: Final = phrase("A member keeps it back.")
_DRAFT: Final = phrase("It is a draft: no second member has reviewed it.")
_UNKNOWN: Final = phrase("This version does not know what it is.")
_SENSITIVE: Final = phrase("It is sensitive, and was not asked for by name.")
_WHO: Final = phrase("It says who somebody is, and not everybody it touches is to be named.")
_NO_WORDS: Final = phrase("It is in somebody's own words, and not everybody it touches allowed these.")
_NO_DATE: Final = phrase("It is a date, and not everybody it touches allowed one.")
_NO_PLACE: Final = phrase("It is a place, and nothing as coarse as was allowed is on record.")
_NO_NUMBER: Final = phrase("It is a number by which somebody can be found.")
_FINER: Final = phrase(
    "It ties somebody to an event or a body whose place or day is on record closer than was allowed."
)
_WHY_NOT: Final = phrase("It is not said why it is unknown.")

_LEFT_OUT: Final = phrase("the exact words are left out")
_NAMES_GONE: Final = phrase("names, places and numbers in the words are replaced")
_COARSER_DATE: Final = phrase("the date is given as coarse as was allowed")
_COARSER_PLACE: Final = phrase("the place is given as coarse as was allowed")
_ONLY_KIN: Final = phrase("it is said that they are relatives, not which")
_BY_DECADE: Final = phrase("the age is given by the decade")
_PSEUDONYM: Final = phrase("somebody appears under a pseudonym")
_NAMELESS: Final = phrase("somebody appears without any name")


@dataclass(frozen=True)
class Shape:
    """A statement as it may go, entities still by their ids. `texts` is whether `value`, `wording` and `quotes` hold words to be protected."""

    statement: str
    subject: str
    property: str
    value: Mapping[str, Any]
    polarity: str
    said_by: str
    heard_from: str | None
    said_at: Mapping[str, Any] | None
    wording: str | None
    passages: tuple[str, ...]
    language: str | None
    certainty: str | None
    basis: str | None
    state: str
    level: Level


@dataclass(frozen=True)
class Ruling:
    """`shape` is None where it stays inside."""

    decision: Decision
    touches: tuple[Touch, ...]
    shape: Shape | None = None


class _Stays(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def rule(story: Story, asked: Asked, request: Request, said: Said) -> Ruling:
    """Of one statement."""
    touches: tuple[Touch, ...] = ()
    try:
        _may_be_asked_for(story, request, said)
        touches = touched_by(story, said)
        if any(touch.entity in request.hidden for touch in touches):
            raise _Stays(_HIDDEN)
        grants, reasons = _consent(asked, touches)
        level = asked.level(tuple(touch.entity for touch in touches))
        ruling = _shaped(story, asked, said, touches, level, grants, reasons)
        if ruling.shape is not None and ruling.shape.value.get("entity") in request.hidden:
            raise _Stays(_HIDDEN)
        return ruling
    except _Stays as stays:
        return Ruling(Decision.withhold(stays.reason), touches)
    except Exception:  # noqa: BLE001 - whatever a rule stumbles over is no permission
        return Ruling(Decision.withhold(_UNKNOWN), touches)


def _may_be_asked_for(story: Story, request: Request, said: Said) -> None:
    if request.hidden & {said.id, said.subject, said.said_by, said.heard_from, said.names}:
        raise _Stays(_HIDDEN)
    if said.state == "draft" and not request.drafts:
        raise _Stays(_DRAFT)
    schema = story.schemata.get(said.subject)
    known = None if schema is None else story.ontology.schema(schema).properties.get(said.property)
    if known is None:
        raise _Stays(_UNKNOWN)
    _has_the_form(story, str(schema), said)
    if (known.sensitive or known.self_described) and said.property not in request.opens:
        raise _Stays(_SENSITIVE)


def _has_the_form(story: Story, schema: str, said: Said) -> None:
    """What stands where a term is expected may be anything, a name too, in a record that was not made by this version."""
    if "entity" in said.value:
        if said.value.keys() != {"entity"}:
            raise _Stays(_UNKNOWN)
    else:
        story.ontology.check(schema, said.property, said.value)
    certainty, basis = said.body.get("certainty"), said.body.get("basis")
    if certainty is not None and certainty not in _CERTAINTIES:
        raise _Stays(_UNKNOWN)
    if basis is not None and basis not in story.ontology.thesaurus("basis_of_knowledge").terms:
        raise _Stays(_UNKNOWN)


def _consent(asked: Asked, touches: tuple[Touch, ...]) -> tuple[list[str], list[str]]:
    """The grants it rests on, and why it may go. All are asked before anything is said, so that the reasons are everybody's."""
    grants: list[str] = []
    reasons: list[str] = []
    refused: list[str] = []
    for touch in touches:
        answer = asked.answer(touch.entity)
        told = [phrase("Somebody who %(how)s: %(why)s", how=touch.how, why=why) for why in answer.reasons]
        (reasons if answer else refused).extend(told)
        grants += answer.grants
    if refused:
        raise _Stays(refused[0])
    return grants, reasons


def _shaped(
    story: Story,
    asked: Asked,
    said: Said,
    touches: tuple[Touch, ...],
    level: Level,
    grants: list[str],
    reasons: list[str],
) -> Ruling:
    how: list[str] = []
    name, value = _value(story, said, level, how)
    words, passages = _words(story, asked, said, level)
    if not level.words:
        how.append(_LEFT_OUT)
    elif (words is not None or passages) and level != OPEN:
        how.append(_NAMES_GONE)
    said_at, language = said.body.get("said_at"), said.body.get("language")
    coarse = None if said_at is None else coarse_date(said_at, level.date)
    how += _appearing(story, asked, (said.subject, said.said_by, said.heard_from, value.get("entity")))
    shape = Shape(
        said.id,
        said.subject,
        name,
        value,
        said.polarity,
        said.said_by,
        said.heard_from,
        coarse,
        words,
        passages,
        str(language) if words is not None and _TAG.fullmatch(str(language)) else None,
        said.body.get("certainty"),
        said.body.get("basis"),
        said.state,
        level,
    )
    return Ruling(Decision.allow(level, grants, how, reasons), touches, shape)


def _words(story: Story, asked: Asked, said: Said, level: Level) -> tuple[str | None, tuple[str, ...]]:
    """The exact words that may go. A passage on which others rest too holds their words: it goes only where they allow all of it."""
    if not level.words:
        return None, ()
    passages = map(str, said.body.get("passages", ()))
    return said.body.get("wording"), tuple(one for one in passages if _may_be_quoted(story, asked, said, one))


def _may_be_quoted(story: Story, asked: Asked, said: Said, passage: str) -> bool:
    speakers = {one for item in story.items_of(said) for one in story.heard.get(item, ())} - {said.said_by}
    if any(not asked.level((one,)).words for one in speakers):
        return False
    for other in story.quoting(passage):
        if other.id != said.id:
            allowed = asked.level(tuple(touch.entity for touch in touched_by(story, other)))
            if not allowed.words or (other.said_by != said.said_by and not _is_open(allowed)):
                return False
    return True


def _is_open(level: Level) -> bool:
    return level.place == "exact" and level.date == "day"


def _appearing(story: Story, asked: Asked, entities: Iterable[object]) -> Iterator[str]:
    """That of those who appear in it somebody does so otherwise than by name."""
    for entity in dict.fromkeys(str(one) for one in entities if one is not None):
        if entity not in story.officials and any(story.is_a(entity, one) for one in ("Person", "Source")):
            identity = asked.identity(entity)
            if identity != "named":
                yield _PSEUDONYM if identity == "pseudonym" else _NAMELESS


def _value(story: Story, said: Said, level: Level, how: list[str]) -> tuple[str, Mapping[str, Any]]:
    """The property and the value as they may go. Raises `_Stays`."""
    value = said.value
    if "absent" in value:
        if value["absent"] not in _MERELY_ABSENT:
            raise _Stays(_WHY_NOT)
        return _as_kin(said.property, level, how), {"absent": value["absent"]}
    kind = next((one for one in _BY_KIND if one in value), None)
    if kind is None:
        raise _Stays(_UNKNOWN)
    return _BY_KIND[kind](story, said, level, how)


def _term(story: Story, said: Said, level: Level, how: list[str]) -> tuple[str, Mapping[str, Any]]:
    if story.is_a(said.subject, "Relation") and said.property == "kind" and level.identity != "named":
        raise _Stays(_WHO)
    kept = "term" if "term" in said.value else "yes_no"
    return said.property, {kept: said.value[kept]}


def _name(story: Story, said: Said, level: Level, how: list[str]) -> tuple[str, Mapping[str, Any]]:
    """What somebody is called only where they are named; what a place or an organization is called, as words."""
    people = ("Person", "Source", "Group")
    is_official = said.subject in story.officials
    if level.identity != "named" and not is_official and any(story.is_a(said.subject, one) for one in people):
        raise _Stays(_WHO)
    return said.property, {
        name: said.value[name] for name in ("name", "kind", "script", "language") if name in said.value
    }


def _text(story: Story, said: Said, level: Level, how: list[str]) -> tuple[str, Mapping[str, Any]]:
    if not level.words:
        raise _Stays(_NO_WORDS)
    if level != OPEN:
        how.append(_NAMES_GONE)
    return said.property, {"text": said.value["text"]}


def _date(story: Story, said: Said, level: Level, how: list[str]) -> tuple[str, Mapping[str, Any]]:
    found = coarse_date(said.value["date"], level.date)
    if found is None:
        raise _Stays(_NO_DATE)
    if level.date != "day":
        how.append(_COARSER_DATE)
    return said.property, {"date": found}


def _quantity(story: Story, said: Said, level: Level, how: list[str]) -> tuple[str, Mapping[str, Any]]:
    named, is_age = level.identity == "named", said.property in ("age", "dependants")
    found = None
    if level.identity != "anonymous" or not is_age:
        found = coarse_quantity(
            said.value["quantity"], named=named and level.words, is_age=is_age and not named
        )
    if found is None:
        raise _Stays(_NO_NUMBER)
    if is_age and not named:
        how.append(_BY_DECADE)
    return said.property, {"quantity": found}


def _identifier(story: Story, said: Said, level: Level, how: list[str]) -> tuple[str, Mapping[str, Any]]:
    if level.identity != "named" or not level.words:
        raise _Stays(_NO_NUMBER)
    return said.property, dict(said.value)


def _coordinates(story: Story, said: Said, level: Level, how: list[str]) -> tuple[str, Mapping[str, Any]]:
    if level.place != "exact":
        raise _Stays(_NO_PLACE)
    return said.property, dict(said.value)


def _entity(story: Story, said: Said, level: Level, how: list[str]) -> tuple[str, Mapping[str, Any]]:
    named = str(said.names)
    if any(story.is_a(named, one) for one in _PLACES):
        found = place_at(story, named, level.place)
        if found is None:
            raise _Stays(_NO_PLACE)
        if level.place != "exact":
            how.append(_COARSER_PLACE)
        return said.property, {"entity": found} if isinstance(found, str) else found
    if story.is_a(said.subject, "Source") and said.property == "person" and level.identity != "named":
        raise _Stays(_WHO)
    if any(story.is_a(named, one) for one in _OF_NOBODY) and _tells_more(story, named, level):
        raise _Stays(_FINER)
    return _as_kin(said.property, level, how), {"entity": named}


def _as_kin(name: str, level: Level, how: list[str]) -> str:
    """Whoever are not all named are relatives of no particular kind, also those who were never said to be of one."""
    if level.identity == "named" or name not in (*KIN, _SOME_KIN):
        return name
    how.append(_ONLY_KIN)
    return _SOME_KIN


def _tells_more(story: Story, entity: str, level: Level) -> bool:
    """Whether what is said of an event or a body places it, or dates it, closer than was allowed: who is tied to it is placed by that."""
    for said in story.about(entity):
        if said.names is not None and any(story.is_a(said.names, one) for one in _PLACES):
            if place_at(story, said.names, level.place) != said.names:
                return True
        elif "date" in said.value and story.is_a(entity, "Event"):
            found = coarse_date(said.value["date"], level.date)
            if found is None or found["edtf"] != said.value["date"].get("edtf"):
                return True
    return False


_BY_KIND: Final[Mapping[str, Callable[[Story, Said, Level, list[str]], tuple[str, Mapping[str, Any]]]]] = {
    "entity": _entity,
    "name": _name,
    "text": _text,
    "date": _date,
    "quantity": _quantity,
    "identifier": _identifier,
    "coordinates": _coordinates,
    "term": _term,
    "yes_no": _term,
}
