"""Words of a cell to a value of a property: one function for each kind of property, in one table.

A converter changes nothing that it does not understand: it raises `BadData`, which becomes a problem of that row and column. Date
words and quantities are read by `record.dates` and `record.quantities`, terms by the thesaurus' own labels and what the
mapping says they are called in this table.
"""

import re
from collections.abc import Callable
from collections.abc import Mapping as Map
from dataclasses import dataclass
from typing import Final

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.record.mapping.mapping import ColumnRule, TableRule
from amanet.record.ontology import Property, Thesaurus
from amanet.record.ontology.labels import folded

__all__ = ["CONVERTERS", "Setting", "convert"]

_APART: Final = re.compile(r"\s*;\s*|,\s+|\s+")
_TWO_POINTS: Final = re.compile(r"(-?\d+\.\d+),(-?\d+\.\d+)")
_DEGREES: Final = re.compile(r"-?\d{1,3}(?:[.,]\d{1,12})?")


@dataclass(frozen=True)
class Setting:
    """What a converter may need to know: the rule of the column, the table's, and the property with its thesaurus."""

    rule: ColumnRule
    table: TableRule
    expected: Property
    thesaurus: Thesaurus | None = None

    @property
    def language(self) -> str | None:
        return self.rule.language or self.table.language


def convert(words: str, setting: Setting) -> Map[str, JSON]:
    """The value, in the ontology's form. Raises `BadData` that says what to do and does not repeat the words."""
    return CONVERTERS[setting.expected.kind](words, setting)


def _text(words: str, _: Setting) -> Map[str, JSON]:
    return {"text": words}


def _name(words: str, setting: Setting) -> Map[str, JSON]:
    # A name's language is that of the name, not of the table it stands in: only the column itself can tell it.
    rule = setting.rule
    return _without_none({"name": words, "kind": rule.kind, "script": rule.script, "language": rule.language})


def _identifier(words: str, setting: Setting) -> Map[str, JSON]:
    return _without_none({"identifier": words, "kind": setting.rule.kind, "issuer": setting.rule.issuer})


def _term(words: str, setting: Setting) -> Map[str, JSON]:
    thesaurus = setting.thesaurus
    assert thesaurus is not None, "the ontology verifies that a term has one"
    code = setting.rule.terms.get(folded(words))
    if code is None:
        term = thesaurus.find(words, setting.language) or thesaurus.find(words) or thesaurus.terms.get(words)
        if term is None:
            raise BadData(
                f'these words are no term of {thesaurus.name}. Say what they mean: terms = {{ "…" = code }}. {thesaurus.offer(words)}'
            )
        code = term.code
    return {"term": code}


def _date(words: str, setting: Setting) -> Map[str, JSON]:
    from amanet.record.dates import parse_date_words

    rule, table = setting.rule, setting.table
    date = parse_date_words(
        words,
        order=rule.date_order or table.date_order,
        said_at=table.said_at,
        language=setting.language,
        calendar=rule.calendar or table.calendar,
    )
    return {"date": date.to_json()}


def _quantity(words: str, setting: Setting) -> Map[str, JSON]:
    from amanet.record.quantities import parse_quantity_words

    decimal = setting.rule.decimal or setting.table.decimal
    return {"quantity": parse_quantity_words(words, language=setting.language, decimal=decimal).to_json()}


def _coordinates(words: str, setting: Setting) -> Map[str, JSON]:
    pair = _TWO_POINTS.fullmatch(words)
    parts = list(pair.groups()) if pair else _APART.split(words)
    if len(parts) != 2 or not all(_DEGREES.fullmatch(part.rstrip("°")) for part in parts):
        raise BadData(
            "coordinates are two decimal numbers, degrees north and east, as in 43.25, 76.95 (minus for south and west)."
        )
    degrees = [_plain(part.rstrip("°").replace(",", ".")) for part in parts]
    return _without_none({"coordinates": degrees, "precision": setting.rule.precision})


def _yes_no(words: str, setting: Setting) -> Map[str, JSON]:
    spoken = folded(words)
    if spoken in setting.rule.yes or spoken in setting.rule.no:
        return {"yes_no": spoken in setting.rule.yes}
    raise BadData(
        "these words are neither among yes nor among no of this column. Add them there, or to unknown."
    )


CONVERTERS: Final[Map[str, Callable[[str, Setting], Map[str, JSON]]]] = {
    "text": _text,
    "name": _name,
    "identifier": _identifier,
    "term": _term,
    "date": _date,
    "quantity": _quantity,
    "coordinates": _coordinates,
    "yes_no": _yes_no,
}


def _plain(degrees: str) -> str:
    """Without zeros in front."""
    sign, bare = ("-", degrees[1:]) if degrees.startswith("-") else ("", degrees)
    whole, point, part = bare.partition(".")
    return f"{sign}{int(whole)}{point}{part}"


def _without_none(value: Map[str, JSON]) -> Map[str, JSON]:
    return {key: one for key, one in value.items() if one is not None}
