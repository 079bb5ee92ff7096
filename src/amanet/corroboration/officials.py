"""What officials say, kept as theirs: what they claim, whether anybody else says so, what they deny, and what came after.

A claim is an OfficialClaim, whoever reports it, or a statement by a source that speaks for an authority. Nothing is verified
by officials alone: `confirmed_by` are independent sources that do not rest on officials. For what a claim is held against, see
`_HELD_AGAINST`: that the person is free against a release; dead against a death; convicted against a sentence; that the person studies
somewhere, or is held, against a detention. That somebody was held does not confirm what officials call it; a release does not
confirm that somebody is free who was taken again before the claim.

>>> from amanet.corroboration.material import Material
>>> from amanet.corroboration.officials import claims_about
>>> claims_about(Material.of([], ontology=None), "0190a5b2-0000-7000-8000-000000000000")
()
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from amanet.corroboration.claimed import Claimed, Read, surely_after
from amanet.corroboration.denials import ACKNOWLEDGING, DENYING, Denials
from amanet.corroboration.extents import first_and_last
from amanet.corroboration.independence import Independence, counts
from amanet.corroboration.json_form import InJson
from amanet.corroboration.material import Material, Told
from amanet.corroboration.reasons import Wording
from amanet.corroboration.values import Values, entails
from amanet.corroboration.verdict import Denial, Reason, Support
from amanet.corroboration.wording import either, term_called
from amanet.phrases import phrase, phrases

__all__ = ["Claim", "Officials", "claims_about"]

# The types of act, with the narrower ones, that a position is held against.
_HELD_AGAINST: Final = {
    "at_liberty": "release",
    "dead": "death",
    "convicted": "sentence",
    **dict.fromkeys(ACKNOWLEDGING - {"dead", "convicted"}, "detention"),
}


@dataclass(frozen=True)
class Claim(InJson):
    """`entity` is the OfficialClaim; None where an official source said it as a statement, which is then the one in `statements`: that the
    `about_property` of `subject` is `value` (or that it is not, where `asserts` is false). Of an OfficialClaim these three are None.

    `positions` are terms of official_position. `dates` are all that are given. `denies` are the acts that it denies.
    `asserts` says whether there is anything for others to confirm. `confirmed_by` rest on no official.
    """

    entity: str | None
    subject: str | None
    about_property: str | None
    value: Mapping[str, Any] | None
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


class Officials:
    """Of one material."""

    def __init__(self, material: Material, values: Values, independence: Independence) -> None:
        self._material = material
        self._values = values
        self._independence = independence
        self._claimed = Claimed(material, values)
        self._wording = Wording(material)
        self.denials = Denials(material, self._claimed)

    def claims(self, entity: str) -> tuple[Claim, ...]:
        one = self._material.one(entity)
        acts = self._claimed.acts_of(one)
        read = self._claimed.about([one, *acts])
        found = [self._claim(claim) for claim in read]
        found += [self._said(told) for told in self._spoken_by_officials(one, acts)]
        return tuple(sorted(found, key=_in_time))

    def _claim(self, read: Read) -> Claim:
        denies = self.denials.of_claim(read)
        denial = None
        if read.positions & DENYING:
            about = [*read.acts, *self._claimed.persons(read)]
            said = [told for act in denies for told in self._claimed.types(act)]
            denial = self.denials.by_claim(read, [*denies, *self._taken_after(read)], said, about)
        asserted = sorted({_HELD_AGAINST[one] for one in read.positions & _HELD_AGAINST.keys()})
        confirmed = self._not_officials(told for kind in asserted for told in self._said_of(read, kind))
        return Claim(
            read.entity,
            None,
            None,
            None,
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
        denial = (
            None if told.affirms else self.denials.by_statement(told, [one for one in saying if counts(one)])
        )
        reasons = [self._confirmation(confirmed)] if told.affirms else []
        reasons += [] if denial is None else self._wording.denied(denial)
        return Claim(
            None,
            told.subject,
            told.property,
            told.value,
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
        self, read: Read, asserted: list[str], confirmed: tuple[Support, ...], denial: Denial | None
    ) -> list[Reason]:
        ids = tuple(one.id for one in read.told if one.property == "position")
        denied = None if denial is None else denial.position  # said with its day below
        found = [
            Reason("position", phrase("Officials %(say)s.", say=self._term("official_position", one)), ids)
            for one in sorted(read.positions - {denied})
        ]
        if not read.dates:
            found.append(Reason("undated", phrase("Nobody gives a day for this claim.")))
        if asserted:
            found.append(self._confirmation(confirmed, asserted))
        if "in_training" in read.positions and confirmed:
            text = phrase("That somebody is held does not confirm what officials call it.")
            found.append(Reason("held_by_another_name", text))
        return found if denial is None else found + self._wording.denied(denial)

    def _confirmation(self, confirmed: tuple[Support, ...], asserted: Sequence[str] = ()) -> Reason:
        if not confirmed:
            return Reason("nobody_else", phrase("Nobody but officials says so."))
        names = self._wording.listed(source for group in confirmed for source in group.sources)
        statements = tuple(one for group in confirmed for one in group.statements)
        of = either(self._term("act_type", one) for one in asserted)
        return Reason("others_say", _others_say(len(confirmed), of, names), statements)

    def _term(self, thesaurus: str, code: str) -> str:
        return term_called(self._material.ontology, thesaurus, code)

    def _taken_after(self, read: Read) -> list[str]:
        persons = self._claimed.persons(read)
        return [act for act in self._claimed.taken(persons) if self._claimed.began_after(read, act)]

    def _said_of(self, read: Read, kind: str) -> list[Told]:
        """What is said of the acts that a claim is held against."""
        if kind == "detention" and read.acts:
            return [told for act in sorted(read.acts) for told in self._claimed.types(act)]
        acts = {act for person in self._claimed.persons(read) for act in self._claimed.acts_of(person)}
        if kind == "release":
            acts = {act for act in acts if not self._was_taken_again(read, act)}
        told = [one for act in sorted(acts) for one in self._claimed.types(act)]
        return [one for one in told if self._claimed.is_kind(str(one.value["term"]), {kind})]

    def _was_taken_again(self, read: Read, release: str) -> bool:
        """Whether the person was surely taken after this release, and not surely after the claim."""
        taken = self._claimed.taken(self._claimed.victims(release))
        again = [act for act in taken if act != release and not self._claimed.began_after(read, act)]
        freed = self._claimed.starts(release)
        return any(surely_after(self._claimed.starts(act), freed) for act in again)

    def _not_officials(self, told: Iterable[Told]) -> tuple[Support, ...]:
        each = {one.id: one for one in told}
        return self._independence.not_officials(each.values())

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


def _others_say(number: int, of: str, names: str) -> str:
    if not of:
        return phrases(
            "%(num)d independent source that does not rest on officials also says so: %(names)s.",
            "%(num)d independent sources that do not rest on officials also say so: %(names)s.",
            number,
            names=names,
        )
    return phrases(
        "%(num)d independent source that does not rest on officials speaks of %(what)s: %(names)s.",
        "%(num)d independent sources that do not rest on officials speak of %(what)s: %(names)s.",
        number,
        what=of,
        names=names,
    )


def _in_time(claim: Claim) -> tuple[str, str, tuple[str, ...]]:
    """A claim without a day, or with no first one, comes after all others."""
    firsts = [first_and_last(one)[0] for one in claim.dates]
    return min((day.isoformat() for day in firsts if day), default="~"), claim.entity or "", claim.statements
