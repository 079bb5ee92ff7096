"""Who or what is meant in a field of the form for a statement: by a number, by the answer to a question, by words, or as somebody new.

Nothing is guessed: words that several are called by become a question, and who is new is compared with those who are here.
"""

from collections.abc import Callable
from typing import Final

from amanet.app import OpenVault
from amanet.errors import AmanetError
from amanet.phrases import phrase
from amanet.record.ontology import Ontology
from amanet.web.plain_words import on_a_page
from amanet.web.screens.saying_fields import Question, Understood, Whom
from amanet.web.screens.saying_suggestions import known_already, suggest
from amanet.work.saying_at_once import New, naming_of

__all__ = ["WhoIsMeant"]

_NEW: Final = "new"
Fits = Callable[[str], bool]


class WhoIsMeant:
    """Reads `…`, `…_words`, `…_new` and `…_pick` of a field. `fits` says which schemata may stand there."""

    def __init__(self, vault: OpenVault, ontology: Ontology, found: Understood, finally_: bool) -> None:
        self.vault, self.ontology, self.found, self.finally_ = vault, ontology, found, finally_
        self.fields = found.fields

    def one(self, name: str, fits: Fits, new: str = "") -> Whom | None:
        """Who is meant by a number, an answer, words, or as somebody new."""
        fields, words = self.fields, self.fields[f"{name}_words"]
        pick = fields.get(f"{name}_pick", "")
        number_name = "value_entity" if name == "value" else name
        if pick.isdecimal():
            fields[number_name] = pick
            fields[f"{name}_pick"] = ""
            if f"{name}_new" in fields:
                fields[f"{name}_new"] = new = ""
        if fields[number_name].isdecimal() and not new:
            return self._by_number(name, int(fields[number_name][:12]), fits)
        if new:
            return self._new(name, new, words, pick)
        return self._by_words(name, words, fits) if words else None

    def _by_number(self, name: str, number: int, fits: Fits) -> int | None:
        try:
            record = self.vault.find_entity(str(number))
        except AmanetError as problem:
            self.found.problems[name] = on_a_page(str(problem))
            return None
        if not fits(str(record.body["schema"])):
            self.found.problems[name] = phrase("Something of another kind is wanted here.")
            return None
        self.found.labels[name] = self.vault.label_of_number(number)
        return number

    def _new(self, name: str, schema: str, words: str, pick: str) -> New | None:
        known = self.ontology.schemata.get(schema)
        if known is None or known.abstract:
            self.found.problems[name] = phrase("Choose what it is.")
            return None
        if naming_of(self.ontology, schema) is None:
            return New(schema)
        if not words:
            if self.finally_:
                self.found.problems[name] = phrase("Write what they are called.")
            return New(schema)
        if self.finally_ and pick != _NEW:
            people = known_already(self.vault, schema, words)
            if people:
                self.found.questions.append(Question(name, tuple(people)))
        return New(schema, words)

    def _by_words(self, name: str, words: str, fits: Fits) -> int | None:
        """One who is called exactly so, or a question."""
        exactly = [number for number, schema in self.vault.vault.views.called(words) if fits(schema)]
        if words.removeprefix("#").isdecimal():
            return self._by_number(name, int(words.removeprefix("#")[:12]), fits)
        if len(exactly) == 1:
            self.fields["value_entity" if name == "value" else name] = str(exactly[0])
            self.found.labels[name] = self.vault.label_of_number(exactly[0])
            return exactly[0]
        people = suggest(self.vault, words, fits)
        if people:
            self.found.questions.append(Question(name, tuple(people)))
        elif self.finally_:
            self.found.problems[name] = phrase(
                "Nobody and nothing here is called so. Say what is new, or write the name in another way."
            )
        return None

    def schema(self, whom: Whom) -> str:
        return whom.schema if isinstance(whom, New) else str(self.vault.record(whom).body["schema"])
