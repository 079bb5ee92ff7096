"""Which value the words of the form for a statement give: somebody, a date, a quantity, a term, a text – or that it is not known.

What can be read in several ways becomes a question; what cannot be read is said beside its field.
"""

from collections.abc import Mapping
from typing import Any, Final

from amanet.canonical import JSON
from amanet.errors import AmanetError
from amanet.phrases import phrase
from amanet.record.ontology import Property
from amanet.web.plain_words import on_a_page
from amanet.web.screens.saying_dates import echo_of, read_said_at
from amanet.web.screens.saying_fields import Question, Whom
from amanet.web.screens.saying_whom import WhoIsMeant

__all__ = ["ValueReader", "words_of_value"]

_ABSENT: Final = frozenset(("unknown", "refused", "withheld", "not asked"))


class ValueReader:
    def __init__(self, who: WhoIsMeant) -> None:
        self.who, self.found, self.fields = who, who.found, who.fields
        self.vault, self.ontology, self.finally_ = who.vault, who.ontology, who.finally_

    def read(self, old: Mapping[str, Any] | None) -> None:
        found, fields = self.found, self.fields
        if found.expected is None:
            return
        absent = fields["absent"]
        if absent in _ABSENT:
            found.value = {"absent": absent}
            return
        if found.expected.kind == "entity":
            found.value = self._entity(found.expected)
        elif fields["value"].strip():
            self._words(found.expected, fields["value"].strip(), old)
        if (
            found.value is None
            and self.finally_
            and "value" not in found.problems
            and not found.asks("value")
        ):
            found.problems["value"] = phrase("Say what is said of it, or that it is not known.")

    def _entity(self, expected: Property) -> Whom | None:
        wanted, fields = str(expected.range), self.fields
        new = fields["value_new"]
        if new and not (new in self.ontology.schemata and self.ontology.schema(new).is_a(wanted)):
            new = fields["value_new"] = ""
        return self.who.one("value", lambda schema: self.ontology.schema(schema).is_a(wanted), new)

    def _words(self, expected: Property, words: str, old: Mapping[str, Any] | None) -> None:
        from amanet.record.dates import Ambiguous

        if old is not None and words == words_of_value(old) and self._kind_as_before(old):
            self.found.value = dict(old)
            return
        try:
            value = self._convert(expected, words)
        except AmanetError as problem:
            if isinstance(problem.__cause__, Ambiguous):
                self._ask_which(problem.__cause__)
            else:
                self.found.problems["value"] = on_a_page(str(problem.__cause__ or problem))
            return
        self.found.value = value
        self.found.echoes["value"] = echo_of(value)

    def _kind_as_before(self, old: Mapping[str, Any]) -> bool:
        fields = self.fields
        given = {
            "kind": fields["kind"],
            "script": fields["script"],
            "language": fields["name_language"],
            "issuer": fields["issuer"],
        }
        return all(str(old.get(name, "")) == value for name, value in given.items() if name in old or value)

    def _convert(self, expected: Property, words: str) -> Mapping[str, JSON]:
        from amanet.work.wording import Hints, value_from_words

        fields, said_at = self.fields, read_said_at(self.found)
        hints = Hints(
            kind=fields["kind"] or None,
            script=fields["script"] or None,
            issuer=fields["issuer"] or None,
            language=fields["name_language"] or None,
            # "Last winter" counts from when it was said.
            said_at=None if said_at is None else str(said_at["edtf"]),
        )
        return value_from_words(
            self.vault.vault, self.ontology, self.found.schema, expected.name, words, hints
        )

    def _ask_which(self, several: Any) -> None:
        """Of the days that words may mean, the one that somebody chose; or all of them as a question."""
        kind = "date" if hasattr(several.candidates[0], "edtf") else "quantity"
        told = [(str(getattr(one, "edtf", one.to_json())), one) for one in several.candidates]
        chosen = next((one for text, one in told if text == self.fields["chosen"]), None)
        if chosen is not None:
            self.found.value = {kind: chosen.to_json()}
            self.found.echoes["value"] = echo_of(self.found.value)
            return
        dates = tuple((text, echo_of({kind: one.to_json()})) for text, one in told)
        self.found.questions.append(Question("chosen", dates=dates))


def words_of_value(value: Mapping[str, Any]) -> str:
    """What stands in the field for a value that is there already."""
    if "date" in value:
        return str(value["date"].get("words") or value["date"]["edtf"])
    if "quantity" in value:
        return str(value["quantity"].get("words") or "")
    if "coordinates" in value:
        return ", ".join(value["coordinates"])
    if "yes_no" in value:
        return "yes" if value["yes_no"] else "no"
    return str(value.get("term", value.get("name", value.get("identifier", value.get("text", "")))))
