"""Facts under dispute, one by one: who says it and who stands against, who of them count once, how each knows it; what officials say apart.

Nothing is decided here and nobody is graded: groups, denials and counts are those of the verdict (`corroboration.verdict`). Every line has
the numbers of its statement and passages, so that a reader can open and hear what was said.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from amanet.corroboration.basis import counts
from amanet.corroboration.material import Told, was_withdrawn
from amanet.corroboration.verdict import Fact, Support
from amanet.web.screens.consent_badge import Badge
from amanet.web.screens.person_words import AccountWords

__all__ = ["ContestedLine", "Denying", "Group", "LineMaker", "Spoken", "speaking"]


@dataclass(frozen=True)
class Spoken:
    """One statement: who says it, from whom, how they know, what; `value` is "" where it is denied, or no other than that of the line."""

    who: str
    heard_from: str
    how: str
    value: str
    denies: bool
    statements: tuple[int, ...]
    passages: tuple[int, ...]
    state: str
    badge: Badge | None = None
    opinions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Those that count once: one independent source, and who rests on the same."""

    spoken: tuple[Spoken, ...]


@dataclass(frozen=True)
class Denying:
    """A claim of officials: what they do, in a word of theirs, on which day ("" where none is recorded), and who says that they did."""

    position: str
    day: str
    spoken: tuple[Spoken, ...]


@dataclass(frozen=True)
class ContestedLine:
    """`saying` and `against` without officials, who stand in `officials` and `denying`; `uncounted` are entries that members dispute.
    `people` are those whose accounts it belongs to.
    """

    label: str
    property: str
    value: str
    tags: list[tuple[str, str]]
    saying: tuple[Group, ...]
    against: tuple[Group, ...]
    officials: tuple[Group, ...]
    denying: tuple[Denying, ...]
    uncounted: tuple[Spoken, ...]
    vaguer: tuple[Spoken, ...]
    people: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class LineMaker:
    """Of facts whose records are known by these names and numbers; `claims` are statements of what officials claim, by id. `value` gives the
    words of what a statement says, or of the fact itself.
    """

    words: AccountWords
    value: Callable[[Fact, Told | None], str]
    numbers: Mapping[str, int]
    names: Mapping[str, str]
    claims: Mapping[str, Told]
    marks: Mapping[int, Badge] = field(default_factory=dict)

    def line(self, fact: Fact, label: str, people: Sequence[tuple[int, str]] = ()) -> ContestedLine:
        both = (*fact.support, *fact.opposition)
        return ContestedLine(
            label,
            self.words.property(fact.subject, fact.property),
            self.value(fact, None),
            self.words.tags(fact.verdict),
            tuple(self._groups(fact, (one for one in fact.support if not one.official))),
            tuple(self._groups(fact, (one for one in fact.opposition if not one.official))),
            tuple(self._groups(fact, (one for one in both if one.official))),
            tuple(self._denying(fact)),
            tuple(self._spoken(fact, one) for one in (*fact.saying, *fact.against) if not counts(one)),
            tuple(self._spoken(fact, one) for one in fact.vaguer),
            tuple(people),
        )

    def _groups(self, fact: Fact, several: Iterable[Support]) -> Iterator[Group]:
        told = {one.id: one for one in (*fact.saying, *fact.against)}
        for one in several:
            spoken = tuple(self._spoken(fact, told[each]) for each in one.statements if each in told)
            if spoken:
                yield Group(spoken)

    def _denying(self, fact: Fact) -> Iterator[Denying]:
        for one in fact.verdict.denied:
            if one.claim is None:
                continue  # a statement of theirs, which stands among the groups
            told = [self.claims[each] for each in one.statements if each in self.claims]
            position = self.words.code("official_position", one.position)
            day = str(one.when.get("edtf", "")) if one.when else ""
            yield Denying(position, day, tuple(self._said(each, "") for each in told))

    def _spoken(self, fact: Fact, told: Told) -> Spoken:
        value = self.value(fact, told) if told.affirms else ""
        return self._said(told, "" if value == self.value(fact, None) else value)

    def _said(self, told: Told, value: str) -> Spoken:
        return Spoken(
            self.names.get(told.said_by, ""),
            self.names.get(told.heard_from, "") if told.heard_from else "",
            self.words.how(told),
            value,
            told.polarity == "denies",
            self._known([told.id]),
            self._known(told.passages),
            told.state,
            self.marks.get(self.numbers.get(told.said_by, 0)),
        )

    def _known(self, identifiers: Iterable[str]) -> tuple[int, ...]:
        return tuple(self.numbers[one] for one in identifiers if one in self.numbers)


def speaking(facts: Iterable[Fact], claims: Collection[Told]) -> set[str]:
    """The ids of all whose words stand in such lines, for their badges."""
    told = (one for fact in facts for one in (*fact.saying, *fact.vaguer, *fact.against))
    return {one.said_by for one in (*told, *claims) if not was_withdrawn(one.said_by)}
