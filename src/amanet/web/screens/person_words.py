"""The words of an account in the language of the page: how well a fact rests, who says it, what is still open.

What the account has as codes and values is worded here; what it has only as an English sentence (`fate.text`, reasons) is shown as that,
marked as English. No word here grades a person, and none says more than the account does.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from amanet.corroboration.verdict import CONTESTED, CORROBORATED, SINGLE
from amanet.record.ontology import Ontology
from amanet.web.languages import Words

__all__ = ["AccountWords"]


def _(text: str) -> str:
    """Marks a text for the catalogues; it is translated where it is used."""
    return text


_QUESTIONS: Mapping[str, str] = {
    "same_and_different": _("Members judged these to be the same and also to be different: which is it?"),
    "no_start": _("Nobody says when this began."),
    "no_place": _("Nobody says where this was: neither a place nor a facility."),
    "place_by_hearsay": _("Only hearsay for the place: who was there, or saw it?"),
    "no_authority": _("Nobody says in whose name this was done."),
    "no_reason": _("Nobody says which reason was given."),
    "duration_misfit": _("The duration that was told does not fit the dates."),
    "no_end": _("Nobody says how or when this ended."),
    "contested": _("These statements contradict each other."),
    "no_sign_of_life": _("No sign of life is on record."),
    "rhythm_broken": _("An agreed sign is missing: was there any other since?"),
    "officials_never_asked": _("No record that officials were asked, or that they said anything."),
    "no_answer": _("No answer to this is on record."),
    "does_not_know": _("Asked, and does not know: who else may?"),
    "not_asked": _("Nobody was asked this yet."),
    "one_source": _("These rest on one source: who else knows?"),
    "no_birth_date": _("Nobody says when the person was born."),
    "first_of_january": _("The birthday is a first of January, often put where the day is not known."),
    "one_script": _("The name is on record in one script only."),
    "disputed_entries": _("Members dispute these entries."),
    "not_reviewed": _("Nobody else has reviewed these entries yet."),
}
_TIES: Mapping[str, str] = {
    "heard_from": _("one heard it from the other, or both from a third"),
    "draws_on": _("one draws on the other, or both on a third"),
    "same_person": _("they are one person"),
    "same_document": _("they rest on the same document"),
    "same_interview": _("they spoke in the same interview"),
    "officials": _("both speak for officials"),
}
_STATES: Mapping[str, str] = {
    "draft": _("draft"),
    "proposed": _("proposed"),
    "reviewed": _("reviewed"),
    "disputed": _("disputed"),
}
_CERTAINTIES: Mapping[str, str] = {
    "certain": _("certain"),
    "probable": _("probable"),
    "possible": _("possible"),
    "doubtful": _("doubtful"),
}
_ENDED: Mapping[str, str] = {"superseded": _("corrected"), "retracted": _("taken back")}
_SAID_TO_BE = "said to be "
_HEDGES: Mapping[str, str] = {
    "only officials say so": _("only officials say so"),
    "concluded, not at first hand": _("concluded, not at first hand"),
    "not at first hand": _("not at first hand"),
    "officials deny it": _("officials deny it"),
}
_WITHOUT_ANSWER: Mapping[str, str] = {
    "does not know": _("does not know"),
    "unknown": _("does not know"),
    "withheld": _("keeps it back"),
    "refused": _("would not say"),
    "not asked": _("was not asked"),
}
_COUNTS: Mapping[str, str] = {
    "denied": _("denied: not counted"),
    "undated": _("without a date: not counted"),
    "after today": _("after this day: not counted"),
}
_SCRIPTS: Mapping[str, str] = {
    "Latn": _("Latin"),
    "Cyrl": _("Cyrillic"),
    "Arab": _("Arabic"),
    "Hani": _("Chinese"),
    "Hans": _("Chinese"),
    "Hant": _("Chinese, traditional"),
}


class AccountWords:
    """`schemata` are those of the entities by id."""

    def __init__(self, words: Words, ontology: Ontology, schemata: Mapping[str, str]) -> None:
        self.words, self.ontology, self._schemata = words, ontology, schemata
        self.language = words.tag

    def is_person(self, identifier: str) -> bool:
        return self._schemata.get(identifier) == "Person"

    # Facts

    def label(self, known: Any) -> str:
        """What is said of somebody or something: "beginning", "place"."""
        return self.property(known.fact.subject, known.property) or str(known.label)

    def property(self, subject: str, name: str) -> str:
        schema = self.ontology.schemata.get(self._schemata.get(subject, ""))
        found = schema.properties.get(name) if schema else None
        return found.label_in(self.language) if found else ""

    def value(self, known: Any) -> str:
        value = known.fact.value
        if "term" in value:
            return self.term(known.fact.subject, known.property, str(value["term"])) or str(known.shown)
        if "absent" in value:
            return self.without_answer(str(value["absent"]))
        return str(known.shown)

    def shown(self, said: Any) -> str:
        """The value of a statement."""
        found = self.term(said.subject, said.property, str(said.value.get("term", "")))
        return found or str(said.shown)

    def term(self, subject: str, name: str, code: str) -> str:
        schema = self.ontology.schemata.get(self._schemata.get(subject, ""))
        found = schema.properties.get(name) if schema else None
        if found is None or found.thesaurus is None:
            return ""
        return self.code(found.thesaurus, code)

    def code(self, thesaurus: str, code: str) -> str:
        terms = self.ontology.thesauri[thesaurus].terms if thesaurus in self.ontology.thesauri else {}
        return terms[code].label(self.language) if code in terms else ""

    def codes(self, thesaurus: str, codes: Iterable[str], otherwise: str) -> str:
        found = [self.code(thesaurus, code) for code in codes]
        return ", ".join(filter(None, found)) or otherwise

    # How well it rests

    def tags(self, verdict: Any) -> list[tuple[str, str]]:
        """In words, each with the look of its tag: plain, accent, warn."""
        _, ngettext = self.words.gettext, self.words.ngettext
        found: list[tuple[str, str]] = []
        if verdict.standing == CONTESTED:
            pair = {"for": verdict.independent, "against": verdict.against}
            found.append((_("contested: %(for)d for, %(against)d against") % pair, "warn"))
        elif verdict.standing == CORROBORATED:
            text = ngettext("%(num)d independent source", "%(num)d independent sources", verdict.independent)
            found.append((text % {"num": verdict.independent}, "accent"))
        elif verdict.standing == SINGLE:
            found.append((_("single source"), ""))
        else:
            found.append((self._standing(verdict.standing), ""))
        if verdict.officials_only:
            found.append((_("only officials say so"), ""))
        elif verdict.hearsay:
            found.append((_("hearsay"), ""))
        if verdict.denied:
            days = dict.fromkeys(str(one.when["edtf"]) for one in verdict.denied if one.when)
            text = _("denied by officials, %(days)s") if days else _("denied by officials")
            found.append((text % {"days": " · ".join(days)} if days else text, "warn"))
        return found

    def _standing(self, standing: str) -> str:
        _ = self.words.gettext
        known = {
            "entry disputed": _("entry disputed"),
            "denied": _("said not to be so"),
            "superseded": _("corrected"),
            "withdrawn": _("taken back"),
        }
        return known.get(standing, standing)

    # Who says so

    def basis(self, code: str | None) -> str:
        return self.code("basis_of_knowledge", code) if code else ""

    def how(self, said: Any) -> str:
        """How they know, and how sure they are."""
        certainty = self.words.gettext(_CERTAINTIES.get(said.certainty or "", said.certainty or ""))
        return ", ".join(filter(None, (self.basis(said.basis), certainty)))

    def state(self, code: str) -> str:
        return self.words.gettext(_STATES.get(code, code))

    def ended(self, how: str) -> str:
        return self.words.gettext(_ENDED.get(how, how))

    def without_answer(self, how: str) -> str:
        return self.words.gettext(_WITHOUT_ANSWER.get(how, how))

    def hedges(self, several: Iterable[str]) -> str:
        """What must be said in the same breath, in brackets."""
        found = [self._hedge(one) for one in several]
        return f"({'; '.join(found)})" if found else ""

    def _hedge(self, text: str) -> str:
        if text.startswith(_SAID_TO_BE):
            sure = (
                self.words.gettext(_CERTAINTIES.get(one, one))
                for one in text[len(_SAID_TO_BE) :].split(" or ")
            )
            return self.words.gettext("said to be %(how)s") % {"how": " / ".join(sure)}
        known, comma, rest = text.partition(", ") if text.startswith("officials deny it") else (text, "", "")
        return f"{self.words.gettext(_HEDGES.get(known, known))}{comma}{rest}"

    def counts(self, code: str) -> str:
        return self.words.gettext(_COUNTS.get(code, code))

    def tie(self, kind: str) -> str:
        return self.words.gettext(_TIES.get(kind, kind.replace("_", " ")))

    def script(self, code: str | None) -> str:
        if code is None:
            return self.words.gettext(_("several scripts"))
        return self.words.gettext(_SCRIPTS.get(code, code))

    def question(self, question: Any) -> str:
        return self.words.gettext(_QUESTIONS.get(question.code, question.text))

    def days(self, days: Any) -> str:
        """How long, of `corroboration.moments.Days`."""
        _, ngettext = self.words.gettext, self.words.ngettext
        if days.at_most is None:
            text = ngettext("at least %(num)d day", "at least %(num)d days", days.at_least)
            return text % {"num": days.at_least} if days.at_least else _("an unknown number of days")
        if days.at_least == days.at_most:
            return ngettext("%(num)d day", "%(num)d days", days.at_least) % {"num": days.at_least}
        text = ngettext("%(least)d to %(num)d day", "%(least)d to %(num)d days", days.at_most)
        return text % {"least": days.at_least, "num": days.at_most}
