"""What a form for a statement means, as far as it is filled in: whom it names, which value its words give, what is still to be asked.

The form is a handful of texts; every step sends all of them, so that nothing typed is lost. `understand` looks only; what it gives is
entered by `work.saying_at_once`. Nothing is guessed: words that fit several people, or a date that can be read in two ways, become a question.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from amanet.app import OpenVault
from amanet.canonical import JSON
from amanet.errors import AmanetError
from amanet.phrases import phrase
from amanet.record.ontology import Ontology, Property
from amanet.web.forms import Form
from amanet.web.plain_words import on_a_page
from amanet.web.screens.saying_suggestions import Suggested, known_already, suggest
from amanet.work.saying_at_once import ABOUT_WHOM, New, Said, naming_of

__all__ = ["FIELDS", "Question", "Understood", "echo", "fields_of", "understand", "words_of_value"]

# Everything that the form sends. `…_pick` is the answer to a question, `…_new` a schema, `…_words` what was typed.
FIELDS: Final = (
    "subject", "subject_words", "subject_new", "subject_pick", "whom", "whom_words", "whom_pick", "property", "value", "value_entity",
    "value_words", "value_new", "value_pick", "kind", "script", "name_language", "issuer", "absent", "polarity", "basis", "certainty",
    "wording", "language", "by", "by_words", "by_new", "by_pick", "heard", "heard_words", "heard_new", "heard_pick", "said_at",
    "said_at_chosen", "note", "chosen", "replaces", "based_on", "reason",
)  # fmt: skip
_LONG: Final = frozenset(("value", "wording", "note"))
_NEW: Final = "new"
_ABSENT: Final = {
    "unknown": "unknown",
    "refused": "refused",
    "withheld": "withheld",
    "not asked": "not asked",
}

Fields = Mapping[str, str]
Whom = int | New


@dataclass(frozen=True)
class Question:
    """`field` says which field it is of. `people` to choose from; or `dates`, EDTF with their bounds."""

    field: str
    people: tuple[Suggested, ...] = ()
    dates: tuple[tuple[str, str], ...] = ()


@dataclass
class Understood:
    """`problems` by field; `said` once everything is clear."""

    fields: dict[str, str] = field(repr=False)
    subject: Whom | None = None
    schema: str = ""
    expected: Property | None = None
    value: Any = None
    by: Whom | None = None
    heard: Whom | None = None
    whom: int | None = None
    said_at: Mapping[str, JSON] | None = None
    labels: dict[str, str] = field(default_factory=dict, repr=False)
    questions: list[Question] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    echoes: dict[str, str] = field(default_factory=dict, repr=False)
    wants_whom: bool = False
    said: Said | None = None


def fields_of(form: Form) -> dict[str, str]:
    found = {name: form.exact(name) if name in _LONG else form.text(name) for name in FIELDS}
    found["renderings"] = "\n".join(form.all("rendering"))
    return found


def understand(
    vault: OpenVault,
    given: Fields,
    passages: tuple[int, ...],
    *,
    finally_: bool,
    old: Mapping[str, Any] | None = None,
) -> Understood:
    """With `finally_`, what is missing is a problem, and who is new is compared with those who are here. `old` is the value of the statement
    that is corrected, which stays as it was where nothing of it was changed.
    """
    from amanet.vault.ontology_files import load_ontology

    ontology = load_ontology()
    found = Understood(dict(given))
    reader = _Reader(vault, ontology, found, finally_)
    reader.read_whom()
    reader.read_value(old)
    reader.read_sources()
    if finally_ and not found.problems and not found.questions:
        found.said = reader.said(passages)
    return found


def echo(vault: OpenVault, given: Fields) -> str:
    """How the words of a date or a quantity are understood; why not, where they are not."""
    found = understand(vault, given, (), finally_=False)
    return found.echoes.get("value") or found.problems.get("value", "")


class _Reader:
    def __init__(self, vault: OpenVault, ontology: Ontology, found: Understood, finally_: bool) -> None:
        self.vault, self.ontology, self.found, self.finally_ = vault, ontology, found, finally_
        self.fields = found.fields

    # Whom

    def read_whom(self) -> None:
        found, fields = self.found, self.fields
        found.subject = self._one("subject", lambda schema: True, fields["subject_new"])
        if found.subject is None:
            if self.finally_ and "subject" not in found.problems and not self._asked("subject"):
                found.problems["subject"] = phrase("Say of whom or what it is.")
            return
        found.schema = self._schema(found.subject)
        properties = self.ontology.schema(found.schema).properties
        whose = next((one for one in ABOUT_WHOM if one in properties), None)
        found.wants_whom = (
            isinstance(found.subject, New)
            and naming_of(self.ontology, found.schema) is None
            and whose is not None
        )
        if found.wants_whom:
            wanted = str(properties[str(whose)].range)
            whom = self._one("whom", lambda schema: self.ontology.schema(schema).is_a(wanted), "")
            found.whom = whom if isinstance(whom, int) else None
            if (
                self.finally_
                and found.whom is None
                and fields["property"] != whose
                and not self._asked("whom")
            ):
                found.problems.setdefault("whom", phrase("Say whom it is about."))
        found.expected = properties.get(fields["property"])
        if self.finally_ and found.expected is None:
            found.problems["property"] = phrase("Choose what is said.")

    def _one(self, name: str, fits: Callable[[str], bool], new: str) -> Whom | None:
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

    def _by_number(self, name: str, number: int, fits: Callable[[str], bool]) -> int | None:
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

    def _by_words(self, name: str, words: str, fits: Callable[[str], bool]) -> int | None:
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

    def _asked(self, name: str) -> bool:
        return any(one.field == name for one in self.found.questions)

    def _schema(self, whom: Whom) -> str:
        return whom.schema if isinstance(whom, New) else str(self.vault.record(whom).body["schema"])

    # What

    def read_value(self, old: Mapping[str, Any] | None) -> None:
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
            and not self._asked("value")
        ):
            found.problems["value"] = phrase("Say what is said of it, or that it is not known.")

    def _entity(self, expected: Property) -> Whom | None:
        wanted, fields = str(expected.range), self.fields
        new = fields["value_new"]
        if new and not (new in self.ontology.schemata and self.ontology.schema(new).is_a(wanted)):
            new = fields["value_new"] = ""
        return self._one("value", lambda schema: self.ontology.schema(schema).is_a(wanted), new)

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
        self.found.echoes["value"] = _echo_of(value)

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

        fields = self.fields
        hints = Hints(
            kind=fields["kind"] or None,
            script=fields["script"] or None,
            issuer=fields["issuer"] or None,
            language=fields["name_language"] or None,
            said_at=self._said_at_edtf(),
        )
        return value_from_words(
            self.vault.vault, self.ontology, self.found.schema, expected.name, words, hints
        )

    def _said_at_edtf(self) -> str | None:
        """ "Last winter" counts from when it was said."""
        if not self.fields["said_at"].strip():
            return None
        date = self._date("said_at", self.fields["said_at"])
        return None if date is None else str(date["edtf"])

    def _ask_which(self, several: Any) -> None:
        """Of the days that words may mean, the one that somebody chose; or all of them as a question."""
        kind = "date" if hasattr(several.candidates[0], "edtf") else "quantity"
        told = [(str(getattr(one, "edtf", one.to_json())), one) for one in several.candidates]
        chosen = next((one for text, one in told if text == self.fields["chosen"]), None)
        if chosen is not None:
            self.found.value = {kind: chosen.to_json()}
            self.found.echoes["value"] = _echo_of(self.found.value)
            return
        dates = tuple((text, _echo_of({kind: one.to_json()})) for text, one in told)
        self.found.questions.append(Question("chosen", dates=dates))

    def _date(self, name: str, words: str) -> Mapping[str, JSON] | None:
        from amanet.record.dates import Ambiguous
        from amanet.work.wording import Hints, date_from_words

        try:
            return date_from_words(words.strip(), Hints())
        except Ambiguous as several:
            chosen = self.fields["said_at_chosen"]
            for one in several.candidates:
                if one.edtf == chosen:
                    return dict(one.to_json())
            told = tuple((one.edtf, _echo_of({"date": one.to_json()})) for one in several.candidates)
            if not self._asked("said_at_chosen"):
                self.found.questions.append(Question("said_at_chosen", dates=told))
        except AmanetError as problem:
            self.found.problems[name] = on_a_page(str(problem))
        return None

    # Who says so

    def read_sources(self) -> None:
        found, fields = self.found, self.fields

        def is_source(schema: str) -> bool:
            return schema == "Source"

        found.by = self._one("by", is_source, "Source" if fields["by_new"] else "")
        found.heard = self._one("heard", is_source, "Source" if fields["heard_new"] else "")
        if self.finally_ and found.by is None and not self._asked("by"):
            found.problems.setdefault("by", phrase("Say who says so. Every statement has a source."))
        if fields["said_at"].strip():
            found.said_at = self._date("said_at", fields["said_at"])

    def said(self, passages: tuple[int, ...]) -> Said:
        found, fields = self.found, self.fields
        assert found.subject is not None
        assert found.by is not None
        does_not_know = fields["absent"] == "unknown"
        polarity = "does not know" if does_not_know else fields["polarity"] or "affirms"
        return Said(
            found.subject, fields["property"], found.value, found.by,
            heard_from=found.heard, whom=found.whom, names=self._names(), passages=passages, polarity=polarity,
            said_at=found.said_at, wording=fields["wording"].strip() or None, language=fields["language"] or None,
            certainty=fields["certainty"] or None, basis=fields["basis"] or None, note=fields["note"].strip() or None,
        )  # fmt: skip

    def _names(self) -> tuple[Mapping[str, JSON], ...]:
        """Renderings that somebody ticked: `Arab ئايتوز`."""
        chosen = (one.partition(" ") for one in self.fields.get("renderings", "").split("\n"))
        if not isinstance(self.found.subject, New):
            return ()
        kind = "full" if self.found.subject.schema == "Person" else "usual"
        return tuple(
            {"name": text, "kind": kind, "script": script} for script, _, text in chosen if text.strip()
        )


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


def _echo_of(value: Mapping[str, Any]) -> str:
    """How a date was understood; empty for what needs no echo."""
    if "date" not in value:
        return ""
    from amanet.record.dates import PartialDate

    date = PartialDate.from_json(value["date"])
    edtf = date.edtf
    earliest, latest = (None if one is None else one.isoformat() for one in date.bounds())
    if earliest and earliest == latest:
        return phrase("Understood as %(day)s.", day=earliest)
    if earliest and latest:
        return phrase(
            "Understood as %(edtf)s: from %(earliest)s to %(latest)s.",
            edtf=edtf,
            earliest=earliest,
            latest=latest,
        )
    if latest:
        return phrase("Understood as %(edtf)s: not after %(latest)s.", edtf=edtf, latest=latest)
    if earliest:
        return phrase("Understood as %(edtf)s: not before %(earliest)s.", edtf=edtf, earliest=earliest)
    return phrase("Understood as %(edtf)s, which no day bounds.", edtf=edtf)
