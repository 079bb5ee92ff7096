"""The reasons of a verdict: phrases (`amanet.phrases`), each with a code that stays and the statements that it speaks of.

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
from amanet.corroboration.wording import NOT_HEARD, listed, term_called
from amanet.errors import BadData
from amanet.phrases import SEMICOLON, phrase, phrases, recased, series

__all__ = ["Wording"]

_TIES: Final = {
    "heard_from": phrase("%(one)s heard it from %(other)s; what rests on one another counts once."),
    "draws_on": phrase("%(one)s draws on %(other)s; what rests on one another counts once."),
    "same_person": phrase(
        "%(one)s and %(other)s are the same person; what rests on one another counts once."
    ),
    "same_document": phrase(
        "%(one)s and %(other)s are quoted from the same document; what rests on one another counts once."
    ),
    "same_interview": phrase(
        "%(one)s and %(other)s were asked in the same interview; what rests on one another counts once."
    ),
    "officials": phrase(
        "%(one)s and %(other)s both speak for officials; what rests on one another counts once."
    ),
}
_NOT_YET: Final = ("draft", "proposed")
_SHOWN_OF_ID: Final = 8
_HEARSAY: Final = phrase("Nobody who says so knows it at first hand.")
_CONCLUDED: Final = phrase("Nobody who says so knows it at first hand: they concluded it.")
_DENIED, _CONTRADICTED = phrase("Denied by %(who)s."), phrase("Contradicted by %(who)s.")
_DENY: Final = phrase("Officials %(deny)s (%(day)s).")
_BESIDE: Final = phrase("Officials say what cannot be true beside it (%(day)s).")
# By whether the member says how credible it is, and on which basis.
_ASSESSED: Final = {
    (True, True): phrase("Member %(member)s thinks: %(thinks)s and sees as its basis: %(basis)s."),
    (True, False): phrase("Member %(member)s thinks: %(thinks)s."),
    (False, True): phrase("Member %(member)s sees as its basis: %(basis)s."),
    (False, False): phrase("Member %(member)s assessed it."),
}


class Wording:
    def __init__(self, material: Material) -> None:
        self._material = material

    def source(self, identifier: str) -> str:
        if was_withdrawn(identifier):
            return NOT_HEARD
        known = self._material.labels.get(identifier)
        return known or phrase("unnamed source %(id)s", id=identifier[-_SHOWN_OF_ID:])

    def listed(self, sources: Iterable[str]) -> str:
        return listed(self.source(one) for one in sources)

    def supported(self, support: Sequence[Support]) -> list[Reason]:
        """Who says it, and why some of them count once."""
        if not support:
            return []
        names = series((self.listed(one.sources) for one in support), SEMICOLON, None)
        statements = tuple(one for group in support for one in group.statements)
        text = phrases(
            "%(num)d independent source says so: %(names)s.",
            "%(num)d independent sources say so: %(names)s.",
            len(support),
            names=names,
        )
        return [Reason("sources", text, statements), *self.counted_once(support), *self._known(support)]

    def vaguer(self, told: Sequence[Told]) -> Reason:
        text = phrases(
            "%(num)d statement agrees and is less exact.",
            "%(num)d statements agree and are less exact.",
            len(told),
        )
        return Reason("vaguer", text, tuple(one.id for one in told))

    def counted_once(self, support: Sequence[Support]) -> list[Reason]:
        return [
            Reason("counts_once", self.tied(tie), group.statements) for group in support for tie in group.ties
        ]

    def tied(self, tie: Tie) -> str:
        one = recased(self.source(tie.one), str.upper)
        return _TIES[tie.kind].fill(one=one, other=self.source(tie.other))

    def _known(self, support: Sequence[Support]) -> list[Reason]:
        statements = tuple(one for group in support for one in group.statements)
        found = []
        if all(one.hearsay for one in support):
            concluded = all(one.basis == CONCLUDED for one in support)
            found.append(Reason("hearsay", _CONCLUDED if concluded else _HEARSAY, statements))
        elif not any(one.direct for one in support):
            text = phrase("How those who say so know it is not recorded.")
            found.append(Reason("basis_unknown", text, statements))
        if all(one.official for one in support):
            text = phrase("It rests on what officials say alone.")
            found.append(Reason("officials_only", text, statements))
        return found

    def opposed(self, opposition: Sequence[Support], denying: frozenset[str]) -> list[Reason]:
        """Who contradicts, officials apart. `denying` are the statements that deny it, where others say something else."""
        found = []
        for group in opposition:
            if not group.official:
                text = _DENIED if denying.issuperset(group.statements) else _CONTRADICTED
                who = self.listed(group.sources)
                found.append(Reason("contradicted", text.fill(who=who), group.statements))
        return found

    def both_ways(self, support: Sequence[Support], opposition: Sequence[Support]) -> list[Reason]:
        """Who says it and contradicts it."""
        saying = {source for one in support for source in one.sources}
        both = sorted(saying & {source for one in opposition for source in one.sources})
        if not both:
            return []
        statements = tuple(one for group in (*support, *opposition) for one in group.statements)
        text = phrase("Says one and the other: %(who)s.", who=self.listed(both))
        return [Reason("says_both", text, statements)]

    def all_denied(self, denials: Iterable[Denial]) -> list[Reason]:
        """What would be said twice in the same words once, with all its statements."""
        found: dict[tuple[str, str], dict[str, None]] = {}
        for reason in (reason for denial in denials for reason in self.denied(denial)):
            found.setdefault((reason.code, reason.text), {}).update(dict.fromkeys(reason.statements))
        return [Reason(code, text, tuple(statements)) for (code, text), statements in found.items()]

    def denied(self, denial: Denial) -> list[Reason]:
        day = _shown(denial.when) if denial.when else phrase("the day is not recorded")
        does = self._label("official_position", denial.position)
        text = _BESIDE.fill(day=day) if denial.position == CONTRADICT else _DENY.fill(deny=does, day=day)
        found = [Reason("officials_deny", text, denial.statements)]
        if denial.after:
            text = phrases(
                "After that denial: %(num)d statement.",
                "After that denial: %(num)d statements.",
                len(denial.after),
            )
            found.append(Reason("said_after_denial", text, denial.after))
        if denial.later:
            text = phrases(
                "Officials said later that there was something to it: %(num)d claim.",
                "Officials said later that there was something to it: %(num)d claims.",
                len(denial.later),
            )
            found.append(Reason("acknowledged_later", text))
        return found

    def ended(self, gone: Iterable[Told]) -> list[Reason]:
        return [self._ended(one) for one in gone]

    def _ended(self, told: Told) -> Reason:
        ended = told.ended
        if ended is None or ended.how != "superseded":
            text = phrase("%(who)s: retracted.", who=self.source(told.said_by))
            return Reason("retracted", text, (told.id,))
        by = ended.by if ended.by and self._material.statement(ended.by) else None
        text = phrase("%(who)s: superseded by another statement.", who=self.source(told.said_by))
        return Reason("superseded", text, (told.id,) if by is None else (told.id, by))

    def entries(self, told: Sequence[Told]) -> list[Reason]:
        """How far members have looked at the statements, and what they think of the information."""
        disputed = tuple(one.id for one in told if one.state == "disputed")
        waiting = tuple(one.id for one in told if one.state in _NOT_YET)
        found = []
        if disputed:
            text = phrases(
                "Members dispute the entry of %(num)d statement; it does not count.",
                "Members dispute the entry of %(num)d statements; it does not count.",
                len(disputed),
            )
            found.append(Reason("disputed", text, disputed))
        if waiting:
            text = phrases(
                "Not reviewed yet: %(some)d of %(num)d statement.",
                "Not reviewed yet: %(some)d of %(num)d statements.",
                len(told),
                some=len(waiting),
            )
            found.append(Reason("not_reviewed", text, waiting))
        assessed = [one for one in told if one.id in self._material.assessments]
        return found + [reason for one in assessed for reason in self._assessed(one)]

    def _assessed(self, told: Told) -> list[Reason]:
        found = []
        for one in self._material.assessments[told.id]:
            thinks = self._label("credibility", one.credibility)
            basis = self._label("basis_of_knowledge", one.basis)
            text = _ASSESSED[bool(thinks), bool(basis)].fill(member=one.member, thinks=thinks, basis=basis)
            found.append(Reason("assessed", text, (told.id,)))
        return found

    def _label(self, thesaurus: str, code: str | None) -> str | None:
        if code is None:
            return None
        return term_called(self._material.ontology, thesaurus, code)


def _shown(when: Mapping[str, Any]) -> str:
    try:
        return known_date(when).edtf
    except BadData:
        return phrase("a day that this version cannot read")
