"""Words typed by a person to values of statements, and back to words for people.

The same converters as for tables (`record.mapping`), so that what a form and a table understand is one thing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amanet.canonical import JSON
from amanet.corroboration.wording import worded
from amanet.errors import BadData
from amanet.record.ontology import ABSENCES, Ontology, showing
from amanet.vault import Vault
from amanet.work.entities import find_entity, label_of_id

__all__ = ["Hints", "date_from_words", "shown_value", "value_from_words"]


@dataclass(frozen=True)
class Hints:
    """What the words alone do not tell. `kind` of a name or document; `date_order` dmy, mdy or ymd; `said_at` EDTF."""

    kind: str | None = None
    script: str | None = None
    issuer: str | None = None
    language: str | None = None
    date_order: str | None = None
    calendar: str | None = None
    said_at: str | None = None


def value_from_words(
    vault: Vault, ontology: Ontology, schema: str, name: str, words: str, hints: Hints
) -> Mapping[str, JSON]:
    """The value of a property, in the ontology's form. `= unknown`, `= withheld`, `= refused`, `= not asked` say why there is
    none. Raises `BadData` that says what the property takes, `Misuse` for an entity that there is not.
    """
    from amanet.record.mapping.mapping import ColumnRule, TableRule
    from amanet.record.mapping.values import Setting, convert

    expected = ontology.property(schema, name)
    if words.startswith("=") and words[1:].strip() in ABSENCES:
        return {"absent": words[1:].strip()}
    if expected.kind == "entity":
        return {"entity": str(find_entity(vault, words).body["id"])}
    rule = ColumnRule(
        columns=(),
        entity="",
        property=name,
        kind=hints.kind or ("full" if schema == "Person" else "usual")
        if expected.kind == "name"
        else hints.kind,
        script=hints.script,
        issuer=hints.issuer,
        language=hints.language,
        date_order=hints.date_order,
        calendar=hints.calendar,
        yes=frozenset(("yes", "true")),
        no=frozenset(("no", "false")),
    )
    said_at = None
    if hints.said_at is not None:
        from amanet.record.dates import parse_edtf

        said_at = parse_edtf(hints.said_at)
    table = TableRule(name="form", key=(), said_at=said_at)
    thesaurus = ontology.thesaurus(expected.thesaurus) if expected.thesaurus else None
    try:
        return convert(words, Setting(rule, table, expected, thesaurus))
    except BadData as problem:
        raise BadData(f"{schema}.{name}: {problem}") from problem


def date_from_words(words: str, hints: Hints) -> Mapping[str, JSON]:
    """A date as records hold it. Raises `BadData` for what nobody can read, or could be read in two ways."""
    from amanet.record.dates import parse_date_words

    date = parse_date_words(
        words, order=hints.date_order, said_at=None, language=hints.language, calendar=hints.calendar
    )
    return date.to_json()


def shown_value(
    vault: Vault, ontology: Ontology, schema: str, name: str, value: Mapping[str, Any], language: str = "en"
) -> str:
    """A value in words: in English a phrase, which can be told in others. What this version does not know is shown as it stands."""

    def called(identifier: str) -> str:
        return label_of_id(vault, identifier)

    if language == "en":
        return worded(ontology, schema, name, value, called)
    return showing.shown_value(ontology, schema, name, value, called, language)
