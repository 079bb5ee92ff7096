"""Signs of life, silence, and the rhythm that was agreed on: from what people entered, never from anything watched.

- A sign counts where somebody says that it came from this person and nobody denies that. Denied signs, those without a date and those
  dated after `today` are listed and end no silence.
- *Silence* is counted from the last sign. When that was lies between the latest of all earliest days and the latest of all latest
  days of the signs that count; so the silence is so many days at least and so many at most, never a guess of one.
- "Nobody has heard of her since" (acts of the type lost_contact) stands beside the signs and does not replace them.
- A *rhythm* breaks when the sign that should have followed the last one on record is overdue on every reading of the dates. What
  is not on record is said to be not on record, not to have failed to come.
- What only officials say is shown as that.

>>> from amanet.corroboration.material import Material
>>> silences(Material.of([], ontology=None), (), date(2026, 1, 1))
()
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from amanet.corroboration.basis import counts
from amanet.corroboration.hedges import hedged, hedges
from amanet.corroboration.json_form import InJson
from amanet.corroboration.known import Known, Weighed
from amanet.corroboration.made import quickly_made
from amanet.corroboration.material import Material, Told
from amanet.corroboration.moments import Days, When, days_between, when_said
from amanet.corroboration.rhythm import Rhythm, rhythms_of
from amanet.corroboration.terms import codes_said, named_by
from amanet.corroboration.wording import CERTAIN, NO, YES, either, listed
from amanet.phrases import SPACE, phrase, phrases, series
from amanet.record.statement import CERTAINTIES

__all__ = ["NoContact", "Sign", "Silence", "silence_of", "silences"]

_WITHOUT_ANSWER: Final = {
    "unknown": phrase("unknown"),
    "withheld": phrase("withheld"),
    "refused": phrase("refused"),
    "not asked": phrase("not asked"),
}
# "a letter", "an audio message": one sentence for languages that know no such difference.
_A_ONE: Final = phrase("The last sign of life on record is a %(sign)s, %(day)s: silence since, for %(days)s.")
_AN_ONE: Final = phrase(
    "The last sign of life on record is an %(sign)s, %(day)s: silence since, for %(days)s."
)


@quickly_made
@dataclass(frozen=True)
class Sign(InJson):
    """One sign. `counts` is counted, denied, disputed (its entry), undated or after today; `denied` are the statements that deny it was
    this person's. `supervised` and `pressure` in words, as said. `hedges` are what must be said with it: how sure of it those are who
    say it was the person's, and what hedges.py has.
    """

    id: str
    kinds: tuple[str, ...]
    title: str
    when: When | None
    counts: str
    officials_only: bool
    hedges: tuple[str, ...]
    words: tuple[str, ...]
    supervised: tuple[str, ...]
    pressure: tuple[str, ...]
    facts: tuple[Known, ...]
    sources: tuple[str, ...]
    denied: tuple[str, ...]
    statements: tuple[str, ...]
    passages: tuple[str, ...]


@dataclass(frozen=True)
class NoContact(InJson):
    """That somebody says: nobody has heard of the person since. `since` is as of the day asked about."""

    act: str
    when: When | None
    since: Days | None
    facts: tuple[Known, ...]
    sources: tuple[str, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Silence(InJson):
    """`code` is silent, no_sign or no_dated_sign. `last` is the sign whose earliest possible day is the latest;
    `apart_from_officials` the last that does not rest on officials' word alone.
    """

    person: str
    label: str
    code: str
    text: str
    today: date
    last: Sign | None
    since: Days | None
    apart_from_officials: Sign | None
    no_contact: tuple[NoContact, ...]
    rhythms: tuple[Rhythm, ...]
    signs: tuple[Sign, ...]


@quickly_made
@dataclass(frozen=True)
class _Seen:
    """A sign as far as its date and whose it is."""

    id: str
    when: When | None
    counts: str

    @property
    def order(self) -> tuple[date, str]:
        return (self.when.first if self.when else date.min), self.id


def silence_of(material: Material, person: str, today: date, weighed: Weighed | None = None) -> Silence:
    """All signs of a person, and what follows from them as of `today`."""
    one, weighed = material.one(person), weighed or Weighed(material)
    seen = _seen(material, one, today)
    counted = [sign for sign in seen if sign.counts == "counted"]
    signs = {sign.id: _sign(weighed, one, sign) for sign in seen}
    own = [sign for sign in counted if not signs[sign.id].officials_only]
    last = signs[counted[-1].id] if counted else None
    since = _since(counted, today)
    code = "silent" if last else "no_dated_sign" if seen else "no_sign"
    return Silence(
        one,
        weighed.called(one),
        code,
        _in_words(code, last, since, sum(sign.counts == "undated" for sign in seen)),
        today,
        last,
        since,
        signs[own[-1].id] if own else None,
        _no_contact(weighed, one, today),
        rhythms_of(weighed, one, {sign.id: sign.when for sign in counted if sign.when}, today),
        tuple(signs.values()),
    )


def silences(
    material: Material,
    persons: Iterable[str],
    today: date,
    longer_than_days: int = 0,
    *,
    without_signs: bool = False,
) -> tuple[Silence, ...]:
    """Of those who may have been silent for longer than so many days (`since.at_least` says who surely has), the longest first.
    Where no sign has a date, from when nobody has heard of them; with neither only where `without_signs`, at the end.
    """
    weighed = Weighed(material)
    found = []
    for person in sorted({material.one(person) for person in persons}):
        since = _silent_for(material, person, today)
        if without_signs if since is None else since.at_most is None or since.at_most > longer_than_days:
            found.append((since, silence_of(material, person, today, weighed)))
    found.sort(key=lambda pair: (-pair[0].at_least if pair[0] else 1, pair[1].person))
    return tuple(silence for _, silence in found)


def _silent_for(material: Material, person: str, today: date) -> Days | None:
    """Without weighing anything: most of a vault is asked this at once."""
    since = _since([sign for sign in _seen(material, person, today) if sign.counts == "counted"], today)
    if since is not None:
        return since
    dates = [when_said(material, act, "start") for act in _lost(material, person)]
    heard = [_Seen("", when, "counted") for when in dates if when and when.first <= today]
    return _since(heard, today)


def _seen(material: Material, person: str, today: date) -> list[_Seen]:
    """In the order of their earliest possible days; those without a date first."""
    found = []
    for sign in named_by(material, person, "SignOfLife", "person"):
        affirmed, denied = _whose(material, person, sign)
        when = when_said(material, sign, "date")
        whose = "denied" if denied else "theirs" if affirmed else "disputed"
        found.append(_Seen(sign, when, _standing(whose, when, today)))
    return sorted(found, key=lambda sign: sign.order)


def _whose(material: Material, person: str, sign: str) -> tuple[bool, bool]:
    """Whether statements that count affirm, and deny, that a sign came from this person."""
    told = [
        one.polarity
        for one in material.about(sign, "person")
        if counts(one) and one.value.get("entity") == person
    ]
    return "affirms" in told, "denies" in told


def _standing(whose: str, when: When | None, today: date) -> str:
    if whose != "theirs":
        return whose
    if when is None:
        return "undated"
    return "after today" if when.first > today else "counted"


def _since(counted: list[_Seen], today: date) -> Days | None:
    """The last day that any may have been, and the last that one surely was not before."""
    dated = [sign.when for sign in counted if sign.when]
    if not dated:
        return None
    latest = min(today, max(when.last for when in dated))
    earliest = max(when.first for when in dated)
    return days_between((None if earliest == date.min else earliest, latest), (today, today))


def _sign(weighed: Weighed, person: str, seen: _Seen) -> Sign:
    material = weighed.material
    told = [one for one in material.about(seen.id) if one.ended is None]
    own = [one for one in told if one.affirms]
    denied = [one for one in told if one.polarity == "denies" and one.value.get("entity") == person]
    kinds = codes_said(material, seen.id, "kind")
    counted = [one for one in own if counts(one)] or own
    officials_only = _officials_only(material, counted, kinds)
    return Sign(
        seen.id,
        kinds,
        listed(weighed.shown("SignOfLife", "kind", {"term": code}) for code in kinds)
        or phrase("sign of life"),
        seen.when,
        seen.counts,
        officials_only,
        tuple(_hedges(weighed, person, seen.id, counted, officials_only)),
        _texts(own, "words"),
        tuple(sorted({_answer(one.value) for one in own if one.property == "supervised"})),
        _texts(own, "signs_of_pressure"),
        weighed.known(seen.id),
        tuple(sorted({one.said_by for one in own})),
        tuple(one.id for one in denied),
        tuple(one.id for one in told),
        tuple(dict.fromkeys(passage for one in own for passage in one.passages)),
    )


def _officials_only(material: Material, told: list[Told], kinds: tuple[str, ...]) -> bool:
    """Whether all that is said of it comes from officials, or is that an official said so."""
    return kinds == ("official_word",) or (bool(told) and all(_from_officials(material, one) for one in told))


def _from_officials(material: Material, told: Told) -> bool:
    heard = told.heard_from is not None and material.source(told.heard_from).official
    return heard or told.basis == "official_word" or material.source(told.said_by).official


def _hedges(
    weighed: Weighed, person: str, sign: str, told: list[Told], officials_only: bool
) -> Iterator[str]:
    theirs = [one for one in told if one.property == "person" and one.value.get("entity") == person]
    sure = {one.certainty for one in theirs}
    if sure and not sure & {None, "certain"}:
        how = either(CERTAIN.get(one, one) for one in CERTAINTIES if one in sure)
        yield phrase("said to be %(how)s", how=how)
    if officials_only:
        yield phrase("only officials speak of it")
        return
    whose = (known for known in weighed.known(sign, "person") if known.is_said)
    yield from hedges(known.fact.verdict for known in whose if known.fact.value.get("entity") == person)


def _texts(told: list[Told], name: str) -> tuple[str, ...]:
    found = (one.value.get("text") for one in told if one.property == name)
    return tuple(dict.fromkeys(str(text) for text in found if text))


def _answer(value: Mapping[str, Any]) -> str:
    if "absent" in value:
        return _WITHOUT_ANSWER.get(value["absent"], str(value["absent"]))
    return YES if value.get("yes_no") else NO


def _lost(material: Material, person: str) -> list[str]:
    """Where somebody says that contact with this very person was lost."""
    told = material.naming(person, "victim")
    acts = sorted({one.subject for one in told if counts(one) and one.affirms})
    return [act for act in acts if "lost_contact" in codes_said(material, act, "type")]


def _no_contact(weighed: Weighed, person: str, today: date) -> tuple[NoContact, ...]:
    material, found = weighed.material, []
    for act in _lost(material, person):
        when = when_said(material, act, "start")
        told = [one for one in material.about(act) if counts(one) and _says_it(one, person)]
        found.append(
            NoContact(
                act,
                when,
                _since([_Seen(act, when, "counted")], today) if when and when.first <= today else None,
                weighed.known(act, "type", "victim", "start"),
                tuple(sorted({one.said_by for one in told})),
                tuple(one.id for one in told),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.when.first if one.when else date.max, one.act)))


def _says_it(told: Told, person: str) -> bool:
    """Of an act with several victims, what is said of another one is theirs."""
    return told.affirms and (told.property != "victim" or told.value.get("entity") == person)


def _in_words(code: str, last: Sign | None, since: Days | None, undated: int) -> str:
    if code == "no_sign":
        return phrase("No sign of life is on record.")
    if last is None or since is None or last.when is None:
        return phrase(
            "Of the signs of life on record none has a date and counts: each is denied, disputed, without a date, or dated later."
        )
    said = _AN_ONE if last.title[:1] in "aeiou" else _A_ONE
    day = hedged(last.when.in_words, last.hedges)
    found: list[str] = [said.fill(sign=last.title, day=day, days=since.in_words)]
    if undated:
        found.append(
            phrases(
                "%(num)d more without a date may have come later.",
                "%(num)d more without a date may have come later.",
                undated,
            )
        )
    return series(found, SPACE, None)
