"""An account of a person as the page shows it: what `OpenVault.account` gives, with the numbers, links and words that a reader needs.

Nothing is decided or counted here: each line is a line of the account. Words are phrases, which the page tells in its language. What a
withdrawn source said is not in it, and somebody of whom nothing is left is answered as if they were not there. A gloss stands beside the
account, for the members it names and nobody else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException

from amanet.app import OpenVault
from amanet.errors import Misuse
from amanet.phrases import COMMA, phrase, phrases, series
from amanet.web.screens.consent_badge import Badge, badges
from amanet.web.screens.contested_lines import ContestedLine, LineMaker
from amanet.web.screens.person_words import AccountWords

__all__ = ["AccountPage", "Voice", "account_page"]

_FIRST_VOICES = 4
_MOST_NAMED = 6
_MOST_TIES = 200


@dataclass(frozen=True)
class Voice:
    """A source, for all that it says of one fact in the same way: who, from whom, how they know. Numbers are those of records."""

    who: str
    heard_from: str
    how: str
    statements: tuple[int, ...]
    passages: tuple[int, ...]
    state: str
    opinions: tuple[str, ...]
    badge: Badge | None = None


@dataclass(frozen=True)
class Gloss:
    """What the team takes coded words to mean, as the member at work may read it."""

    number: int
    words: str
    reading: str
    by: str


def account_page(opened: OpenVault, number: int, as_of: str) -> "AccountPage":
    """Raises 404 where nobody who is heard says anything of such a person; `BadData` for a day that is none."""
    from amanet.vault.facts import Facts
    from amanet.vault.ontology_files import load_ontology

    try:
        found = opened.account(number, as_of=as_of or None)
    except Misuse as problem:
        if _is_a_source(opened, number):
            raise
        raise HTTPException(404) from problem
    account = found.account
    if not as_of and not (account.statements or account.own_words or account.gone):
        raise HTTPException(404)
    of_schema = Facts(opened.vault.database).schemata(set(found.numbers.values()))
    schemata = {one: of_schema.get(number, "") for one, number in found.numbers.items()}
    words = AccountWords(load_ontology(), schemata)
    speaking = {one.source for one in account.sources} | {
        said.said_by for place in account.places for said in place.said
    }
    marks = badges(opened, sorted(found.numbers[one] for one in speaking if one in found.numbers))
    return AccountPage(found, words, _glosses(opened, found.number), opened.vault.members(), marks)


def _is_a_source(opened: OpenVault, number: int) -> bool:
    """Then the error says that an account is of a person."""
    try:
        record = opened.record(number)
    except Misuse:
        return False
    return record.type == "Entity" and record.body["schema"] == "Source"


def _glosses(opened: OpenVault, number: int) -> tuple[Gloss, ...]:
    """Of others not even that they are there."""
    return tuple(
        Gloss(one.of, one.words, one.reading, one.by)
        for one in opened.glosses(number)
        if one.reading is not None
    )


def _names_in(account: Any) -> dict[str, str]:
    """What those who speak are called, by id."""
    names: dict[str, str] = {}
    for one in (*account.statements, *account.own_words):
        names[one.said_by] = one.said_by_label
        if one.heard_from is not None:
            names[one.heard_from] = one.heard_from_label or ""
    return names


class AccountPage:
    """What the template asks. `found.account` is the account itself."""

    def __init__(
        self,
        found: Any,
        words: AccountWords,
        glosses: Sequence[Gloss],
        members: Any,
        marks: Mapping[int, Badge],
    ) -> None:
        self.found, self.account, self.words, self.glosses = found, found.account, words, glosses
        account = found.account
        self._members, self._marks = members, marks
        of_places = [said for place in account.places for said in place.said]
        self._said = {one.id: one for one in (*account.statements, *account.own_words, *of_places)}
        self._quotes = {one.id: one for one in account.passages}
        self._groups: dict[int | None, list[Any]] = {}
        for one in account.sources:
            self._groups.setdefault(one.group, []).append(one)
        self._titles: dict[str, str] = {act.act: act.title for act in account.acts}
        self._names = _names_in(account)
        self._labels: dict[str, str] = {voice.source: voice.label for voice in account.sources}

    # Numbers and names

    def number(self, identifier: str) -> int:
        return int(self.found.numbers.get(identifier, 0))

    def numbers(self, identifiers: Iterable[str]) -> list[int]:
        return [number for one in identifiers if (number := self.number(one))]

    def badge(self, source: str) -> Badge | None:
        """What was agreed with a source."""
        return self._marks.get(self.number(source))

    def source(self, identifier: str) -> str:
        return self._labels.get(identifier) or ""

    def subject(self, known: Any) -> str:
        """What the subject of a fact is called, as its statements have it."""
        fact = known.fact
        if fact.subject in self._titles:
            return self._titles[fact.subject]
        told = (*fact.saying, *fact.against, *fact.gone)
        return next((self._said[one.id].subject_label for one in told if one.id in self._said), "")

    # Facts, and who says them

    def facts(self, several: Iterable[Any], *without: str) -> list[Any]:
        """Those that somebody says or denies; what no longer counts has its own place."""
        return [
            known
            for known in several
            if known.property not in without
            and (known.fact.saying or any(told.polarity == "denies" for told in known.fact.against))
        ]

    def by_subject(self, several: Iterable[Any]) -> list[tuple[str, list[Any]]]:
        found: dict[str, list[Any]] = {}
        for known in self.facts(several):
            found.setdefault(known.fact.subject, []).append(known)
        return list(found.items())

    def voices(self, fact: Any) -> list[Voice]:
        return self._voices(fact.saying or fact.against)

    def first_voices(self, fact: Any) -> tuple[list[Voice], list[Voice]]:
        """Those shown at once, and the rest."""
        voices = self.voices(fact)
        return voices[:_FIRST_VOICES], voices[_FIRST_VOICES:]

    def first_against(self, fact: Any) -> tuple[list[tuple[str, Voice]], int]:
        """What contradicts a fact that somebody says: the other value, or nothing where it is denied; and who says that. Denials come
        first; of very many other values, each of which has a line of its own, the rest is only counted.
        """
        told = [self._said[one.id] for one in fact.against if one.id in self._said] if fact.saying else []
        told.sort(key=lambda one: one.polarity != "denies")
        most = max(_FIRST_VOICES, sum(one.polarity == "denies" for one in told))
        shown = [
            ("" if one.polarity == "denies" else one.shown, self._voices([one])[0]) for one in told[:most]
        ]
        return shown, len(told) - len(shown)

    def said(self, identifiers: Iterable[str], *, denied: bool = False) -> list[Voice]:
        """Who makes these statements."""
        told = [self._said[one] for one in identifiers if one in self._said]
        return self._voices(one for one in told if (one.polarity == "denies") == denied)

    def _voices(self, several: Iterable[Any]) -> list[Voice]:
        alike: dict[tuple[str, str, str, str], list[Any]] = {}
        for told in several:
            one = self._said.get(told.id)
            if one is not None:
                key = one.said_by_label, one.heard_from_label or "", self.words.how(one), one.state
                alike.setdefault(key, []).append(one)
        return [self._voice(*key, said) for key, said in alike.items()]

    def _voice(self, who: str, heard_from: str, how: str, state: str, said: Sequence[Any]) -> Voice:
        passages = dict.fromkeys(passage for one in said for passage in one.passages)
        return Voice(
            who,
            heard_from,
            how,
            tuple(self.numbers(one.id for one in said)),
            tuple(self.numbers(passages)),
            state,
            tuple(opinion for one in said for opinion in self._opinions(one)),
            self.badge(said[0].said_by),
        )

    def _opinions(self, said: Any) -> Iterator[str]:
        for one in said.assessed:
            name = str(self._members.get(one.member, {}).get("name", ""))
            credible = self.words.code("credibility", one.credibility) if one.credibility else ""
            found = series(filter(None, (credible, self.words.basis(one.basis), one.reason)), COMMA, None)
            yield phrase("%(who)s: %(what)s", who=name, what=found) if name else found

    # The sections

    def contested(self) -> list[str]:
        return self._named(known for known in self._is_said() if known.fact.verdict.standing == "contested")

    def contested_lines(self) -> Iterator[ContestedLine]:
        """Each fact of the account on which sources contradict each other, or that officials deny, with who stands against whom."""
        from amanet.work.overview import is_contested

        for known in self._is_said():
            if is_contested(known.fact):
                own = known.fact.subject == self.account.person
                label = self.account.label if own else self.subject(known)
                yield self._line_maker(known).line(known.fact, str(label))

    def _line_maker(self, known: Any) -> LineMaker:
        def value(_fact: Any, told: Any) -> str:
            return str(known.shown if told is None else self._said[told.id].shown)

        claims = {one.id: one for one in self.account.statements}
        return LineMaker(self.words, value, self.found.numbers, self._names, claims, self._marks)

    def denied(self) -> list[str]:
        return self._named(known for known in self._is_said() if known.fact.verdict.denied)

    def _is_said(self) -> list[Any]:
        return [known for known in self.account.facts if known.is_said]

    def _named(self, several: Iterable[Any]) -> list[str]:
        found = list(dict.fromkeys(map(self._what, several)))
        more = len(found) - _MOST_NAMED
        rest = [phrases("and %(num)d more", "and %(num)d more", more)] if more > 0 else []
        return [*found[:_MOST_NAMED], *rest]

    def _what(self, known: Any) -> str:
        """A fact in a sentence: of the person "date of birth", of an act "abduction" or "abduction: beginning"."""
        if known.fact.subject == self.account.person:
            label: str = known.label
            return label
        if known.property == "type":
            return self.words.value(known)
        return phrase("%(what)s: %(property)s", what=self.subject(known), property=known.label)

    def happening(self, one: Any) -> str:
        thesaurus = "official_position" if one.of == "claim" else "act_type"
        return self.words.codes(thesaurus, one.codes, one.title)

    def positions(self, claim: Any) -> str:
        return self.words.codes("official_position", claim.positions, " · ".join(claim.positions))

    def claim_days(self, claim: Any) -> list[str]:
        return [str(one["edtf"]) for one in claim.dates if "edtf" in one]

    def claim_says(self, claim: Any) -> list[tuple[str, str, str, bool]]:
        """Of what officials say in a statement of theirs: of what, which property, what; and whether they deny it."""
        if claim.entity is not None:
            return []
        told = [self._said[one] for one in claim.statements if one in self._said]
        return [
            (
                one.subject_label,
                one.label,
                one.shown,
                one.polarity == "denies",
            )
            for one in told
        ]

    def claim_places(self, claim: Any) -> list[str]:
        told = (self._said[one] for one in claim.statements if one in self._said)
        return [one.shown for one in told if one.property == "about_place"]

    def names_place(self, known: Any) -> str:
        """In which fact a place is named: of the person "place of birth", of an act "facility: detention". No dates."""
        if known.fact.subject == self.account.person:
            label: str = known.label
            return label
        return phrase("%(property)s: %(what)s", property=known.label, what=self.subject(known))

    def passages_of(self, statements: Iterable[str]) -> list[int]:
        found = dict.fromkeys(
            passage for one in statements if one in self._said for passage in self._said[one].passages
        )
        return self.numbers(found)

    def passages(self) -> list[tuple[int, str, str]]:
        """Number, words and language of every passage that the account stands on."""
        found = [
            (self.number(one.id), one.quote or "", one.language or "")
            for one in self.account.passages
            if self.number(one.id)
        ]
        return sorted(found)

    def together(self, voice: Any) -> tuple[list[str], int]:
        """With whom a source counts once: the first of them, and how many more."""
        group = self._groups.get(voice.group, []) if voice.group is not None else []
        others = [one.label for one in group[: _MOST_NAMED + 1] if one.source != voice.source][:_MOST_NAMED]
        return others, max(0, len(group) - 1 - len(others))

    def ties(self) -> list[tuple[str, str, str, int]]:
        """Why two count once: who, who, the kind of tie, and the record that makes it (0: a document). Of very many the first."""
        found: list[tuple[str, str, str, int]] = []
        for tie in self.account.graph.ties:
            one, other = self.source(tie.one), self.source(tie.other)
            if one and other and len(found) < _MOST_TIES:
                found.append((one, other, self.words.tie(tie.kind), self.number(tie.by)))
        return found
