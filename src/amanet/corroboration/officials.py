"""What officials say, kept as theirs: what they claim, whether anybody else says so, what they deny, and what came after.

A claim is an OfficialClaim, whoever reports it, or a statement by a source that speaks for an authority. Nothing is verified
by officials alone: `confirmed_by` are independent sources that do not rest on officials. For what a claim is held against, see
`_HELD_AGAINST`: that the person is free against a release; dead against a death; convicted against a sentence; that the person studies
somewhere, or is held, against a detention. That somebody was held does not confirm what officials call it.

A denial that names an act concerns that act. One that names a person alone concerns every act by which the person was taken or held, but for
those that surely began after it. "After" is by bounds: surely after, on every date that anybody gives for the denial.

>>> from amanet.corroboration.material import Material
>>> from amanet.corroboration.officials import claims_about
>>> claims_about(Material.of([], ontology=None), "0190a5b2-0000-7000-8000-000000000000")
()
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from amanet.corroboration.extents import known_date
from amanet.corroboration.independence import Independence, counts
from amanet.corroboration.json_form import InJson
from amanet.corroboration.material import Material, Told
from amanet.corroboration.reasons import Wording, times
from amanet.corroboration.values import Values, entails
from amanet.corroboration.verdict import CONTRADICT, Denial, Reason, Support
from amanet.errors import BadData
from amanet.record.dates import PartialDate, surely_before

__all__ = ["ACKNOWLEDGING", "DENYING", "Claim", "Officials", "claims_about"]

DENYING: Final = frozenset(("deny", "no_knowledge"))
ACKNOWLEDGING: Final = frozenset(
    (
        "acknowledge",
        "deny_responsibility",
        "explain_otherwise",
        "accept_responsibility",
        "in_training",
        "convicted",
        "dead",
    )
)
# The types of act, with the narrower ones, that a position is held against.
_HELD_AGAINST: Final = {
    "at_liberty": "release",
    "dead": "death",
    "convicted": "sentence",
    **dict.fromkeys(ACKNOWLEDGING - {"dead", "convicted"}, "detention"),
}
# The acts by which somebody is taken or held.
_TAKEN: Final = frozenset(
    (
        "arrest",
        "abduction",
        "round_up",
        "detention",
        "disappearance",
        "transfer",
        "interrogation",
        "charge",
        "trial",
        "sentence",
    )
)
_ABOUT: Final = ("about", "about_act", "about_place")


@dataclass(frozen=True)
class Claim(InJson):
    """`entity` is the OfficialClaim; None where an official source said it as a statement, which is then the one in `statements`.

    `positions` are terms of official_position. `dates` are all that are given. `denies` are the acts that it denies.
    `asserts` says whether there is anything for others to confirm. `confirmed_by` rest on no official.
    """

    entity: str | None
    positions: tuple[str, ...]
    words: tuple[str, ...]
    dates: tuple[Mapping[str, Any], ...]
    made_by: tuple[str, ...]
    channel: tuple[str, ...]
    statements: tuple[str, ...]
    passages: tuple[str, ...]
    reported_by: tuple[str, ...]
    asserts: bool
    confirmed_by: tuple[Support, ...]
    denies: tuple[str, ...]
    denial: Denial | None
    reasons: tuple[Reason, ...]


def claims_about(material: Material, entity: str) -> tuple[Claim, ...]:
    """The earliest first, those without a date last; of an act's victim also those about the acts."""
    values = Values(material)
    return Officials(material, values, Independence(material)).claims(entity)


@dataclass(frozen=True)
class _Read:
    """An OfficialClaim as counted statements have it."""

    entity: str
    told: tuple[Told, ...]
    positions: frozenset[str]
    dates: tuple[Mapping[str, Any], ...]
    persons: frozenset[str]
    acts: frozenset[str]

    def surely_before(self, dates: Iterable[Mapping[str, Any] | None]) -> bool:
        """Whether each of the dates lies after every one of the claim's, and there are such."""
        return _surely_before(self.dates, list(dates))

    def of(self, name: str, key: str) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(
                str(one.value[key]) for one in self.told if one.property == name and key in one.value
            )
        )


class Officials:
    """Of one material."""

    def __init__(self, material: Material, values: Values, independence: Independence) -> None:
        self._material = material
        self._values = values
        self._independence = independence
        self._wording = Wording(material)
        self._claims: dict[str, _Read] = {}

    # What others need for a verdict

    def denials_of_act(self, act: str, kind: str, saying: Sequence[Told]) -> tuple[Denial, ...]:
        """By claims: those about the act, and those about its victim alone, where `kind` is a way of taking or holding somebody."""
        about = self._pointing_at([act])
        persons = self._victims(act)
        if self._is_taking(kind):
            about += [
                one for one in self._pointing_at(persons) if not one.acts and not self._began_after(one, act)
            ]
        denying = [one for one in _each_once(about) if one.positions & DENYING]
        return tuple(self._denial(one, [act], saying, self._pointing_at([act, *persons])) for one in denying)

    def denials_of_statements(
        self, saying: Sequence[Told], against: Sequence[Told], opposition: Sequence[Support]
    ) -> tuple[Denial, ...]:
        """By official sources, and by who rests on them alone."""
        resting = {one for group in opposition if group.official for one in group.statements}
        return tuple(
            self._denied_in(one, saying)
            for one in against
            if counts(one) and (one.id in resting or self._material.source(one.said_by).official)
        )

    # What officials say of somebody or something

    def claims(self, entity: str) -> tuple[Claim, ...]:
        one = self._material.one(entity)
        acts = self._acts_of(one)
        read = _each_once(self._pointing_at([one, *acts]))
        found = [self._claim(claim) for claim in read]
        found += [self._said(told) for told in self._spoken_by_officials(one, acts)]
        return tuple(sorted(found, key=_in_time))

    def _claim(self, read: _Read) -> Claim:
        denies = self._denied_by(read)
        denial = None
        if read.positions & DENYING:
            rivals = self._pointing_at([*read.acts, *self._persons(read)])
            said = [told for act in denies for told in self._types(act)]
            denial = self._denial(read, [*denies, *self._taken_after(read)], said, rivals)
        asserted = sorted({_HELD_AGAINST[one] for one in read.positions & _HELD_AGAINST.keys()})
        confirmed = self._not_officials(told for kind in asserted for told in self._said_of(read, kind))
        return Claim(
            read.entity,
            tuple(sorted(read.positions)),
            read.of("words", "text"),
            read.dates,
            read.of("made_by", "entity"),
            read.of("channel", "text"),
            tuple(one.id for one in read.told),
            tuple(dict.fromkeys(passage for one in read.told for passage in one.passages)),
            tuple(sorted({one.said_by for one in read.told})),
            bool(asserted),
            confirmed,
            tuple(denies),
            denial,
            tuple(self._reasons(read, asserted, confirmed, denial)),
        )

    def _said(self, told: Told) -> Claim:
        """A statement that officials made themselves."""
        same = self._material.about(told.subject, told.property)
        expected = self._values.property_of(told.subject, told.property)
        this = self._values.meaning(expected, told.value)
        saying = [
            one
            for one in same
            for meaning in [self._values.meaning(expected, one.value)]
            if one.affirms and this is not None and meaning is not None and entails(meaning, this)
        ]
        confirmed = self._not_officials(saying if told.affirms else ())
        denial = None if told.affirms else self._denied_in(told, [one for one in saying if counts(one)])
        reasons = [self._confirmation(confirmed)] if told.affirms else []
        reasons += [] if denial is None else self._wording.denied(denial)
        return Claim(
            None,
            (),
            () if told.wording is None else (told.wording,),
            () if told.said_at is None else (told.said_at,),
            (),
            (),
            (told.id,),
            told.passages,
            (told.said_by,),
            told.affirms,
            confirmed,
            (),
            denial,
            tuple(reasons),
        )

    def _reasons(
        self, read: _Read, asserted: list[str], confirmed: tuple[Support, ...], denial: Denial | None
    ) -> list[Reason]:
        terms = self._material.ontology.thesaurus("official_position").terms
        ids = tuple(one.id for one in read.told if one.property == "position")
        found = [
            Reason("position", f"Officials {terms[one].label() if one in terms else one}.", ids)
            for one in sorted(read.positions)
        ]
        if not read.dates:
            found.append(Reason("undated", "Nobody gives a day for this claim."))
        if asserted:
            found.append(self._confirmation(confirmed, asserted))
        if "in_training" in read.positions and confirmed:
            text = "That somebody is held does not confirm what officials call it."
            found.append(Reason("held_by_another_name", text))
        return found if denial is None else found + self._wording.denied(denial)

    def _confirmation(self, confirmed: tuple[Support, ...], asserted: Sequence[str] = ()) -> Reason:
        if not confirmed:
            return Reason("nobody_else", "Nobody but officials says so.")
        terms = self._material.ontology.thesaurus("act_type").terms
        of = " or ".join(terms[one].label() if one in terms else one for one in asserted)
        number = times(len(confirmed), "independent source that does", "independent sources that do")
        verb = "speaks" if len(confirmed) == 1 else "speak"
        says = f"{verb} of {of}" if of else "also says so" if len(confirmed) == 1 else "also say so"
        names = self._wording.listed(source for group in confirmed for source in group.sources)
        statements = tuple(one for group in confirmed for one in group.statements)
        return Reason("others_say", f"{number} not rest on officials {says}: {names}.", statements)

    # The records behind it

    def _pointing_at(self, entities: Iterable[str]) -> list[_Read]:
        found = {
            told.subject
            for entity in entities
            for name in _ABOUT
            for told in self._material.naming(entity, name)
            if counts(told) and told.affirms and self._material.schema_of(told.subject) == "OfficialClaim"
        }
        return [self._read(claim) for claim in sorted(found)]

    def _read(self, claim: str) -> _Read:
        if claim not in self._claims:
            told = tuple(one for one in self._material.about(claim) if counts(one) and one.affirms)
            self._claims[claim] = _Read(
                claim,
                told,
                frozenset(_values(told, "position", "term")),
                tuple(one.value["date"] for one in told if one.property == "date" and "date" in one.value),
                frozenset(_values(told, "about", "entity")),
                frozenset(_values(told, "about_act", "entity")),
            )
        return self._claims[claim]

    def _denial(
        self, read: _Read, acts: Sequence[str], saying: Iterable[Told], rivals: Iterable[_Read]
    ) -> Denial:
        after = {one.id for one in saying if read.surely_before([one.said_at])}
        after.update(
            one.id for act in acts for one in self._dated(act) if read.surely_before([one.value["date"]])
        )
        acknowledging = [one for one in rivals if one.positions & ACKNOWLEDGING]
        return Denial(
            read.entity,
            tuple(
                one.id for one in read.told if one.property == "position" and one.value.get("term") in DENYING
            ),
            min(read.positions & DENYING),
            read.dates[0] if read.dates else None,
            tuple(sorted(after)),
            tuple(sorted({one.entity for one in acknowledging if read.surely_before(one.dates)})),
        )

    def _denied_in(self, told: Told, saying: Iterable[Told]) -> Denial:
        """A denial, or contradiction, in a statement."""
        said_at = [told.said_at]
        after = {one.id for one in saying if _surely_before(said_at, [one.said_at])}
        is_act = self._material.schema_of(told.subject) == "Act"
        about = [told.subject, *(self._victims(told.subject) if is_act else ())]
        if is_act and told.property == "type":
            dated = self._dated(told.subject)
            after.update(one.id for one in dated if _surely_before(said_at, [one.value["date"]]))
        later = {
            one.entity
            for one in self._pointing_at(about)
            if one.positions & ACKNOWLEDGING and _surely_before(said_at, one.dates)
        }
        position = CONTRADICT if told.affirms else "deny"
        return Denial(None, (told.id,), position, told.said_at, tuple(sorted(after)), tuple(sorted(later)))

    def _denied_by(self, read: _Read) -> list[str]:
        if not read.positions & DENYING:
            return []
        if read.acts:
            return sorted(read.acts)
        return [act for act in self._taken(read.persons) if not self._began_after(read, act)]

    def _taken_after(self, read: _Read) -> list[str]:
        return [act for act in self._taken(self._persons(read)) if self._began_after(read, act)]

    def _said_of(self, read: _Read, kind: str) -> list[Told]:
        """What is said of the acts that a claim is held against."""
        if kind == "detention" and read.acts:
            return [told for act in sorted(read.acts) for told in self._types(act)]
        acts = {act for person in self._persons(read) for act in self._acts_of(person)}
        if kind == "release":
            acts = {act for act in acts if not self._was_taken_again(read, act)}
        return [
            told
            for act in sorted(acts)
            for told in self._types(act)
            if self._is(str(told.value["term"]), {kind})
        ]

    def _was_taken_again(self, read: _Read, release: str) -> bool:
        """Whether the person was surely taken after this release, and not surely after the claim."""
        freed = [one.value["date"] for one in self._dated(release) if one.property == "start"]
        again = [
            act
            for act in self._taken(self._victims(release))
            if act != release and not self._began_after(read, act)
        ]
        return any(_surely_before(freed, self._starts(act)) for act in again)

    def _persons(self, read: _Read) -> list[str]:
        return sorted(read.persons.union(*(self._victims(act) for act in read.acts)))

    def _victims(self, act: str) -> list[str]:
        told = [one for one in self._material.about(act, "victim") if counts(one) and one.affirms]
        return sorted(set(_values(told, "victim", "entity")))

    def _acts_of(self, person: str) -> list[str]:
        told = self._material.naming(person, "victim")
        return sorted({one.subject for one in told if counts(one) and one.affirms})

    def _types(self, act: str) -> list[Told]:
        told = self._material.about(act, "type")
        return [one for one in told if counts(one) and one.affirms and "term" in one.value]

    def _taken(self, persons: Iterable[str]) -> list[str]:
        """The acts by which anybody says that they were taken or held."""
        acts = {act for person in persons for act in self._acts_of(person)}
        return sorted(
            act for act in acts if any(self._is_taking(str(one.value["term"])) for one in self._types(act))
        )

    def _is_taking(self, kind: str) -> bool:
        return self._is(kind, _TAKEN)

    def _is(self, kind: str, wanted: Iterable[str]) -> bool:
        expected = self._material.ontology.property("Act", "type")
        return not {kind, *self._values.broader(expected, kind)}.isdisjoint(wanted)

    def _dated(self, act: str) -> list[Told]:
        told = self._material.about(act)
        return [one for one in told if one.property in ("start", "end") and _gives_date(one)]

    def _starts(self, act: str) -> list[Mapping[str, Any] | None]:
        return [one.value["date"] for one in self._dated(act) if one.property == "start"]

    def _began_after(self, read: _Read, act: str) -> bool:
        return read.surely_before(self._starts(act))

    def _not_officials(self, told: Iterable[Told]) -> tuple[Support, ...]:
        each = {one.id: one for one in told}
        return tuple(one for one in self._independence.supports(each.values()) if not one.official)

    def _spoken_by_officials(self, entity: str, acts: Sequence[str]) -> list[Told]:
        told = [one for each in (entity, *acts) for one in self._material.about(each)]
        told += self._material.naming(entity)
        each = {one.id: one for one in told if one.polarity != "does not know" and counts(one)}
        return [
            one
            for one in each.values()
            if self._material.source(one.said_by).official
            and "absent" not in one.value
            and self._material.schema_of(one.subject) not in ("OfficialClaim", "Source")
        ]


def _gives_date(told: Told) -> bool:
    return counts(told) and told.affirms and "date" in told.value


def _values(told: Iterable[Told], name: str, key: str) -> list[str]:
    return [str(one.value[key]) for one in told if one.property == name and key in one.value]


def _each_once(claims: Iterable[_Read]) -> list[_Read]:
    return list({one.entity: one for one in claims}.values())


def _surely_before(
    first: Sequence[Mapping[str, Any] | None], second: Sequence[Mapping[str, Any] | None]
) -> bool:
    """Whether all of the first lie surely before all of the second. Where a date is not known, nothing is sure."""
    earlier, later = [_date(one) for one in first], [_date(one) for one in second]
    if not earlier or not later:
        return False
    return all(one and other and surely_before(one, other) for one in earlier for other in later)


def _date(content: Mapping[str, Any] | None) -> PartialDate | None:
    try:
        return None if content is None else known_date(content)
    except BadData:
        return None


def _in_time(claim: Claim) -> tuple[str, str, tuple[str, ...]]:
    known = [day for day in map(_first_day, claim.dates) if day]
    return min(known, default="~"), claim.entity or "", claim.statements


def _first_day(content: Mapping[str, Any]) -> str | None:
    date = _date(content)
    first = None if date is None else date.bounds()[0]
    return None if first is None else first.isoformat()
