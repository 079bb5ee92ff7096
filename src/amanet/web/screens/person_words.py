"""The words that pages put to an account: how well a fact rests, who says it and how they know. Phrases (`amanet.phrases`), as those of the account.

No word here grades a person, and none says more than the account does.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from amanet.corroboration.verdict import CONTESTED, CORROBORATED, SINGLE
from amanet.corroboration.wording import CERTAIN, listed, term_called
from amanet.phrases import COMMA, SEMICOLON, label, phrase, phrases, series
from amanet.record.ontology import Ontology

__all__ = ["AccountWords"]

_TIES: Final = {
    "heard_from": phrase("one heard it from the other, or both from a third"),
    "draws_on": phrase("one draws on the other, or both on a third"),
    "same_person": phrase("they are one person"),
    "same_document": phrase("they rest on the same document"),
    "same_interview": phrase("they spoke in the same interview"),
    "officials": phrase("both speak for officials"),
}
_STATES: Final = {
    "draft": phrase("draft"),
    "proposed": phrase("proposed"),
    "reviewed": phrase("reviewed"),
    "disputed": phrase("disputed"),
}
_ENDED: Final = {"superseded": phrase("corrected"), "retracted": phrase("taken back")}
_STANDINGS: Final = {
    SINGLE: phrase("single source"),
    "entry disputed": phrase("entry disputed"),
    "denied": phrase("said not to be so"),
    "superseded": phrase("corrected"),
    "withdrawn": phrase("taken back"),
}
_WITHOUT_ANSWER: Final = {
    "does not know": phrase("does not know"),
    "unknown": phrase("does not know"),
    "withheld": phrase("keeps it back"),
    "refused": phrase("would not say"),
    "not asked": phrase("was not asked"),
}
_COUNTS: Final = {
    "denied": phrase("denied: not counted"),
    "disputed": phrase("entry disputed: not counted"),
    "undated": phrase("without a date: not counted"),
    "after today": phrase("after this day: not counted"),
}
_SCRIPTS: Final = {
    "Latn": phrase("Latin"),
    "Cyrl": phrase("Cyrillic"),
    "Arab": phrase("Arabic"),
    "Hani": phrase("Chinese"),
    "Hans": phrase("Chinese"),
    "Hant": phrase("Chinese, traditional"),
}


class AccountWords:
    """`schemata` are those of the entities by id."""

    def __init__(self, ontology: Ontology, schemata: Mapping[str, str]) -> None:
        self.ontology, self._schemata = ontology, schemata

    def is_person(self, identifier: str) -> bool:
        return self._schemata.get(identifier) == "Person"

    # Facts

    def property(self, subject: str, name: str) -> str:
        """What is said of somebody or something: "beginning", "place"."""
        schema = self.ontology.schemata.get(self._schemata.get(subject, ""))
        found = schema.properties.get(name) if schema else None
        return label(found.label, found.label_in) if found else name.replace("_", " ")

    def value(self, known: Any) -> str:
        absent = known.fact.value.get("absent")
        shown: str = known.shown
        return self.without_answer(str(absent)) if absent else shown

    def code(self, thesaurus: str, code: str) -> str:
        return term_called(self.ontology, thesaurus, code)

    def codes(self, thesaurus: str, codes: Iterable[str], otherwise: str) -> str:
        return listed(self.code(thesaurus, code) for code in codes) or otherwise

    # How well it rests

    def tags(self, verdict: Any) -> list[tuple[str, str]]:
        """In words, each with the look of its tag: plain, accent, warn."""
        found = [self._standing(verdict)]
        if verdict.officials_only:
            found.append((phrase("only officials say so"), ""))
        elif verdict.hearsay:
            found.append((phrase("hearsay"), ""))
        if verdict.denied:
            found.append((self._denied(verdict.denied), "warn"))
        return found

    def _standing(self, verdict: Any) -> tuple[str, str]:
        standing, number = verdict.standing, verdict.independent
        if standing == CONTESTED:
            pair = {"for": number, "against": verdict.against}
            return phrase("contested: %(for)d for, %(against)d against", **pair), "warn"
        if standing == CORROBORATED:
            text = phrases("%(num)d independent source", "%(num)d independent sources", number)
            return text, "accent"
        return _STANDINGS.get(standing, standing), ""

    def _denied(self, denials: Iterable[Any]) -> str:
        days = dict.fromkeys(str(one.when["edtf"]) for one in denials if one.when)
        if not days:
            return phrase("denied by officials")
        return phrase("denied by officials, %(days)s", days=series(days, COMMA, None))

    # Who says so

    def basis(self, code: str | None) -> str:
        return self.code("basis_of_knowledge", code) if code else ""

    def how(self, said: Any) -> str:
        """How they know, and how sure they are."""
        certainty = CERTAIN.get(said.certainty or "", said.certainty or "")
        return series(filter(None, (self.basis(said.basis), certainty)), COMMA, None)

    def state(self, code: str) -> str:
        return _STATES.get(code, code)

    def ended(self, how: str) -> str:
        return _ENDED.get(how, how)

    def without_answer(self, how: str) -> str:
        return _WITHOUT_ANSWER.get(how, how)

    def hedges(self, several: Iterable[str]) -> str:
        """What must be said in the same breath, in brackets."""
        found = series(several, SEMICOLON, None)
        return phrase("(%(hedges)s)", hedges=found) if found else ""

    def counts(self, code: str) -> str:
        return _COUNTS.get(code, code)

    def tie(self, kind: str) -> str:
        return _TIES.get(kind, kind.replace("_", " "))

    def script(self, code: str | None) -> str:
        return phrase("several scripts") if code is None else _SCRIPTS.get(code, code)
