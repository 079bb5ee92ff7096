"""The reasons of a verdict, in English, each with a code that stays and the statements that it speaks of.

Sources are named by what they are called in the vault; whoever prints an account decides by `code` and `statements`, not by these
words. Nothing that somebody said is repeated here.

>>> from amanet.corroboration.material import Material
>>> from amanet.corroboration.reasons import Wording
>>> Wording(Material.of([], ontology=None)).listed(["0190a5b2", "0190a5b3"])
'unnamed source 0190a5b2 and unnamed source 0190a5b3'
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from amanet.corroboration.basis import CONCLUDED
from amanet.corroboration.extents import known_date
from amanet.corroboration.material import Material, Told, was_withdrawn
from amanet.corroboration.verdict import CONTRADICT, Denial, Reason, Support, Tie
from amanet.errors import BadData

__all__ = ["Wording", "in_words", "times"]

_TIES: Final = {
    "heard_from": "{0} heard it from {1}",
    "draws_on": "{0} draws on {1}",
    "same_person": "{0} and {1} are the same person",
    "same_document": "{0} and {1} are quoted from the same document",
    "same_interview": "{0} and {1} were asked in the same interview",
    "officials": "{0} and {1} both speak for officials",
}
_CONTRADICT: Final = "say what cannot be true beside it"
_NOT_YET: Final = ("draft", "proposed")
_SHOWN_OF_ID: Final = 8


class Wording:
    def __init__(self, material: Material) -> None:
        self._material = material

    def source(self, identifier: str) -> str:
        if was_withdrawn(identifier):
            return "a source that is not heard any more"
        return self._material.labels.get(identifier) or f"unnamed source {identifier[-_SHOWN_OF_ID:]}"

    def listed(self, sources: Iterable[str]) -> str:
        return in_words([self.source(one) for one in sources])

    def supported(self, support: Sequence[Support]) -> list[Reason]:
        """Who says it, and why some of them count once."""
        if not support:
            return []
        names = in_words([self.listed(one.sources) for one in support], between="; ")
        statements = tuple(one for group in support for one in group.statements)
        text = f"{times(len(support), 'independent source says', 'independent sources say')} so: {names}."
        return [Reason("sources", text, statements), *self.counted_once(support), *self._known(support)]

    def vaguer(self, told: Sequence[Told]) -> Reason:
        text = f"{times(len(told), 'statement agrees and is', 'statements agree and are')} less exact."
        return Reason("vaguer", text, tuple(one.id for one in told))

    def counted_once(self, support: Sequence[Support]) -> list[Reason]:
        return [
            Reason("counts_once", self.tied(tie), group.statements) for group in support for tie in group.ties
        ]

    def tied(self, tie: Tie) -> str:
        said = _TIES[tie.kind].format(self.source(tie.one), self.source(tie.other))
        return f"{said[0].upper()}{said[1:]}; what rests on one another counts once."

    def _known(self, support: Sequence[Support]) -> list[Reason]:
        statements = tuple(one for group in support for one in group.statements)
        found = []
        if all(one.hearsay for one in support):
            how = ": they concluded it" if all(one.basis == CONCLUDED for one in support) else ""
            found.append(Reason("hearsay", f"Nobody who says so knows it at first hand{how}.", statements))
        elif not any(one.direct for one in support):
            found.append(Reason("basis_unknown", "How those who say so know it is not recorded.", statements))
        if all(one.official for one in support):
            found.append(Reason("officials_only", "It rests on what officials say alone.", statements))
        return found

    def opposed(self, opposition: Sequence[Support], denying: frozenset[str]) -> list[Reason]:
        """Who contradicts, officials apart. `denying` are the statements that deny it, where others say something else."""
        found = []
        for group in opposition:
            if not group.official:
                does = "Denied" if denying.issuperset(group.statements) else "Contradicted"
                text = f"{does} by {self.listed(group.sources)}."
                found.append(Reason("contradicted", text, group.statements))
        return found

    def both_ways(self, support: Sequence[Support], opposition: Sequence[Support]) -> list[Reason]:
        """Who says it and contradicts it."""
        saying = {source for one in support for source in one.sources}
        both = sorted(saying & {source for one in opposition for source in one.sources})
        if not both:
            return []
        statements = tuple(one for group in (*support, *opposition) for one in group.statements)
        return [Reason("says_both", f"Says one and the other: {self.listed(both)}.", statements)]

    def all_denied(self, denials: Iterable[Denial]) -> list[Reason]:
        """What would be said twice in the same words once, with all its statements."""
        found: dict[tuple[str, str], dict[str, None]] = {}
        for reason in (reason for denial in denials for reason in self.denied(denial)):
            found.setdefault((reason.code, reason.text), {}).update(dict.fromkeys(reason.statements))
        return [Reason(code, text, tuple(statements)) for (code, text), statements in found.items()]

    def denied(self, denial: Denial) -> list[Reason]:
        when = f"({_shown(denial.when)})" if denial.when else "(the day is not recorded)"
        does = (
            self._label("official_position", denial.position)
            if denial.position != CONTRADICT
            else _CONTRADICT
        )
        found = [Reason("officials_deny", f"Officials {does} {when}.", denial.statements)]
        if denial.after:
            text = f"After that denial: {times(len(denial.after), 'statement', 'statements')}."
            found.append(Reason("said_after_denial", text, denial.after))
        if denial.later:
            text = f"Officials said later that there was something to it: {times(len(denial.later), 'claim', 'claims')}."
            found.append(Reason("acknowledged_later", text))
        return found

    def ended(self, gone: Iterable[Told]) -> list[Reason]:
        return [self._ended(one) for one in gone]

    def _ended(self, told: Told) -> Reason:
        ended = told.ended
        if ended is None or ended.how != "superseded":
            return Reason("retracted", f"{self.listed([told.said_by])}: retracted.", (told.id,))
        by = ended.by if ended.by and self._material.statement(ended.by) else None
        text = f"{self.listed([told.said_by])}: superseded by another statement."
        return Reason("superseded", text, (told.id,) if by is None else (told.id, by))

    def entries(self, told: Sequence[Told]) -> list[Reason]:
        """How far members have looked at the statements, and what they think of the information."""
        disputed = tuple(one.id for one in told if one.state == "disputed")
        waiting = tuple(one.id for one in told if one.state in _NOT_YET)
        found = []
        if disputed:
            text = f"Members dispute the entry of {times(len(disputed), 'statement', 'statements')}; it does not count."
            found.append(Reason("disputed", text, disputed))
        if waiting:
            text = f"Not reviewed yet: {len(waiting)} of {times(len(told), 'statement', 'statements')}."
            found.append(Reason("not_reviewed", text, waiting))
        assessed = [one for one in told if one.id in self._material.assessments]
        return found + [reason for one in assessed for reason in self._assessed(one)]

    def _assessed(self, told: Told) -> list[Reason]:
        found = []
        for one in self._material.assessments[told.id]:
            thinks = self._label("credibility", one.credibility)
            basis = self._label("basis_of_knowledge", one.basis)
            said = [f"thinks: {thinks}"] if thinks else []
            said += [f"sees as its basis: {basis}"] if basis else []
            found.append(Reason("assessed", f"Member {one.member} {in_words(said)}.", (told.id,)))
        return found

    def _label(self, thesaurus: str, code: str | None) -> str | None:
        if code is None:
            return None
        terms = self._material.ontology.thesaurus(thesaurus).terms
        return terms[code].label() if code in terms else code


def times(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def in_words(parts: Sequence[str], between: str = ", ") -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{between.join(parts[:-1])}{' and ' if between == ', ' else between}{parts[-1]}"


def _shown(when: Mapping[str, Any]) -> str:
    try:
        return known_date(when).edtf
    except BadData:
        return "a day that this version cannot read"
