"""What happened to a person last, and where they were last: two questions, answered apart.

Fate is what somebody says was done or happened – a detention, a sentence, a release, a death – with its date. It is never concluded: a
silence is no death, the end of a sentence no release, and an office's word stands beside, as that. Whereabouts are places
that somebody names, and what officials let known. Where the dates leave open which came last, all that may be it stand beside each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from amanet.corroboration.bearing import Own, affirmed
from amanet.corroboration.hedges import ONLY_OFFICIALS, hedged, hedges
from amanet.corroboration.json_form import InJson
from amanet.corroboration.known import Known, Weighed
from amanet.corroboration.material import Material
from amanet.corroboration.moments import When
from amanet.corroboration.terms import LIBERTY, codes_said, is_a
from amanet.corroboration.verdict import CONTESTED, Fact
from amanet.corroboration.wording import listed, term_label
from amanet.phrases import COMMA, SEMICOLON, SPACE, phrase, series

__all__ = ["Fate", "Happening", "Spot", "Whereabouts", "fate_of", "whereabouts_of"]

_HAPPENED: Final = LIBERTY | {
    "summons",
    "lost_contact",
    "transfer",
    "release",
    "escape",
    "charge",
    "trial",
    "sentence",
    "appeal",
    "deportation",
    "refoulement",
    "exile",
    "internal_exile",
    "separation_of_child",
    "death",
}
_OF_ACTS: Final = ("type", "victim", "start", "end", "status_at_end")
_OF_CLAIMS: Final = ("position", "about", "date", "words")
# Where somebody lives is no place where they were met after they were taken.
_RESIDENCE: Final = phrase("where they lived")


@dataclass(frozen=True)
class Happening(InJson):
    """`of` is act or claim (what officials say, dated by when they said it). `contested` where any of its facts is. `hedges` are what
    must be said with it (hedges.py).
    """

    entity: str
    of: str
    codes: tuple[str, ...]
    title: str
    when: When | None
    contested: bool
    officials_only: bool
    hedges: tuple[str, ...]
    facts: tuple[Known, ...]


@dataclass(frozen=True)
class Fate(InJson):
    """`latest` are all that may have come last; `apart_from_officials` the same of what does not rest on officials' word alone;
    `claims` the latest that officials claim, beside it. `code` is dated, undated or nothing.
    """

    code: str
    text: str
    contested: bool
    latest: tuple[Happening, ...]
    apart_from_officials: tuple[Happening, ...]
    earlier: tuple[Happening, ...]
    undated: tuple[Happening, ...]
    claims: tuple[Happening, ...]


@dataclass(frozen=True)
class Spot(InJson):
    """A place somebody names: `entity` and its property, such as the facility of a detention. `when` is the date of that; `hedges` as in
    `Happening`.
    """

    place: str
    label: str
    entity: str
    when: When | None
    officials_only: bool
    hedges: tuple[str, ...]
    known: Known


@dataclass(frozen=True)
class Whereabouts(InJson):
    """`last` are all that may be the last known place, `apart_from_officials` as in `Fate`; `terms` what was let known
    (Act.whereabouts), as facts.
    """

    code: str
    text: str
    contested: bool
    last: tuple[Spot, ...]
    apart_from_officials: tuple[Spot, ...]
    earlier: tuple[Spot, ...]
    undated: tuple[Spot, ...]
    terms: tuple[Known, ...]


_Dated = TypeVar("_Dated", Happening, Spot)


def fate_of(material: Material, person: str, weighed: Weighed | None = None) -> Fate:
    one, weighed = material.one(person), weighed or Weighed(material)
    own = weighed.own(one)
    acts = [happened for act in own.acts if (happened := _act(weighed, one, act)) is not None]
    claims = [_claim(weighed, claim) for claim in own.claims]
    latest, earlier, undated = _parted(acts)
    last_claims, _, undated_claims = _parted(claims)
    contested = any(happening.contested for happening in latest)
    return Fate(
        "dated" if latest else "undated" if undated else "nothing",
        _fate_in_words(latest, undated, contested),
        contested,
        latest,
        _apart(acts),
        earlier,
        undated,
        last_claims or undated_claims,
    )


def whereabouts_of(material: Material, person: str, weighed: Weighed | None = None) -> Whereabouts:
    one, weighed = material.one(person), weighed or Weighed(material)
    own = weighed.own(one)
    spots = list(_spots(weighed, one, affirmed(material, one, own)))
    last, earlier, undated = _parted(spots)
    last, left = _after_moving(last)
    terms = (known for act in own.acts for known in weighed.known(act, "whereabouts") if known.is_said)
    contested = any(spot.known.fact.verdict.standing == CONTESTED for spot in last)
    return Whereabouts(
        "dated" if last else "undated" if undated else "nothing",
        _place_in_words(last, undated, contested),
        contested,
        last,
        _after_moving(_apart(spots))[0],
        earlier + left,
        undated,
        tuple(terms),
    )


def _act(weighed: Weighed, person: str, act: str) -> Happening | None:
    """An act that says something of a fate. None for others, and where nobody affirms that it was done to this person."""
    material = weighed.material
    codes = codes_said(material, act, "type")
    of_fate = tuple(code for code in codes if is_a(material, "act_type", code, _HAPPENED))
    facts = tuple(
        known
        for known in weighed.known(act, *_OF_ACTS)
        if known.property != "victim" or known.fact.value.get("entity") == person
    )
    if not of_fate or not any(known.property == "victim" and known.stands for known in facts):
        return None
    when = weighed.when(act, "start") or weighed.when(act, "end")
    title = listed(term_label(material, "Act", "type", code) for code in of_fate)
    return _happening(act, "act", codes, title, when, facts)


def _claim(weighed: Weighed, claim: str) -> Happening:
    material = weighed.material
    codes = codes_said(material, claim, "position")
    words = listed(term_label(material, "OfficialClaim", "position", code) for code in codes)
    facts = weighed.known(claim, *_OF_CLAIMS)
    title = phrase("officials: %(what)s", what=words)
    return _happening(claim, "claim", codes, title, weighed.when(claim, "date"), facts)


def _happening(
    entity: str, of: str, codes: tuple[str, ...], title: str, when: When | None, facts: tuple[Known, ...]
) -> Happening:
    said = [known.fact for known in facts if known.stands]
    officials_only = of == "claim" or (bool(said) and all(fact.verdict.officials_only for fact in said))
    return Happening(
        entity,
        of,
        codes,
        title,
        when,
        any(fact.verdict.standing == CONTESTED for fact in said),
        officials_only,
        (ONLY_OFFICIALS,) if officials_only else _hedges(said, codes),
        facts,
    )


def _hedges(said: list[Fact], codes: tuple[str, ...]) -> tuple[str, ...]:
    """As it is said to be what it is, and to be done to this person: of the narrowest type, others being vaguer."""
    return hedges(
        fact.verdict
        for fact in said
        if fact.property == "victim" or (fact.property == "type" and fact.value.get("term") in codes)
    )


def _spots(weighed: Weighed, person: str, own: Own) -> Iterator[Spot]:
    for act in own.acts:
        start, end = weighed.when(act, "start"), weighed.when(act, "end")
        yield from _spots_of(weighed, act, start or end, "place", "facility")
        yield from _spots_of(weighed, act, end or start, "place_at_end")
    for sign in own.signs:
        yield from _spots_of(weighed, sign, weighed.when(sign, "date"), "place")
    for claim in own.claims:
        yield from _spots_of(weighed, claim, weighed.when(claim, "date"), "about_place")
    yield from _spots_of(weighed, person, None, "residence")


def _spots_of(weighed: Weighed, entity: str, when: When | None, *names: str) -> Iterator[Spot]:
    for known in weighed.known(entity, *names):
        if known.stands and "entity" in known.fact.value:
            place = str(known.fact.value["entity"])
            officials = known.property == "about_place" or known.fact.verdict.officials_only
            words = (ONLY_OFFICIALS,) if officials else hedges((known.fact.verdict,))
            words = (_RESIDENCE, *words) if known.property == "residence" else words
            yield Spot(place, weighed.called(place), entity, when, officials, words, known)


def _parted(
    several: list[_Dated],
) -> tuple[tuple[_Dated, ...], tuple[_Dated, ...], tuple[_Dated, ...]]:
    """Those that may be the latest, those surely before one of them, those without a date."""
    dated = sorted((one for one in several if one.when), key=_order)
    undated = sorted((one for one in several if not one.when), key=_order)
    newest = max((one.when.first for one in dated if one.when), default=date.min)
    latest = tuple(one for one in dated if one.when and one.when.last >= newest)
    return latest, tuple(one for one in dated if one not in latest), tuple(undated)


def _apart(several: list[_Dated]) -> tuple[_Dated, ...]:
    """The latest of what does not rest on officials alone."""
    return _parted([one for one in several if not one.officials_only])[0]


def _order(one: _Dated) -> tuple[date, date, str, str]:
    first, last = (one.when.first, one.when.last) if one.when else (date.min, date.min)
    return first, last, one.entity, one.place if isinstance(one, Spot) else ""


def _after_moving(last: tuple[Spot, ...]) -> tuple[tuple[Spot, ...], tuple[Spot, ...]]:
    """Of one act, where it ended stands before where it began; the latter was left."""
    ended = {spot.entity for spot in last if spot.known.property == "place_at_end"}
    left = tuple(spot for spot in last if spot.entity in ended and spot.known.property != "place_at_end")
    return tuple(spot for spot in last if spot not in left), left


def _fate_in_words(latest: tuple[Happening, ...], undated: tuple[Happening, ...], contested: bool) -> str:
    if not latest and not undated:
        return phrase("Nothing is on record that says what happened.")
    return _both(
        [_said(one.title, one) for one in latest], [_said(one.title, one) for one in undated], contested
    )


def _place_in_words(last: tuple[Spot, ...], undated: tuple[Spot, ...], contested: bool) -> str:
    if not last and not undated:
        return phrase("No place is on record.")
    return _both(
        [_said(one.label, one) for one in last], [_said(one.label, one) for one in undated], contested
    )


def _both(latest: list[str], undated: list[str], contested: bool) -> str:
    """What has no date stands beside what has one: it may have come after it."""
    found: list[str] = []
    if len(latest) == 1:
        found.append(phrase("Last on record: %(what)s.", what=latest[0]))
    elif latest:
        several = series(latest, SEMICOLON, None)
        found.append(phrase("Last on record, in an order that the dates leave open: %(what)s.", what=several))
    if undated:
        found.append(
            phrase("Without a date: %(what)s.", what=series(dict.fromkeys(undated), SEMICOLON, None))
        )
    if contested:
        found.append(phrase("This is contested."))
    return series(found, SPACE, None)


def _said(title: str, one: Happening | Spot) -> str:
    dated = series((title, one.when.in_words), COMMA, None) if one.when else title
    return hedged(dated, one.hedges)
