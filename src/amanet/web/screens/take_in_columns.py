"""A mapping made by choosing what each column of a table is: its columns with the first of their words, and what was said of them.

The choices go to and fro with the form and become a mapping in words (`work.mapping_by_columns`), which is tried out as any other. Nothing
is chosen beforehand. Words that stand for a term, such as those for a sex, are asked for once a column was said to hold them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from amanet.app import OpenVault
from amanet.canonical import readable_name
from amanet.web.forms import Form
from amanet.work.mapping_by_columns import BY_ROW, ROLES, Answers, Choice, mapping_by_columns

if TYPE_CHECKING:
    from amanet.record.mapping import Row
    from amanet.record.ontology import Ontology
    from amanet.web.languages import Words

__all__ = ["Column", "Filled", "Table", "columns_of", "offered"]

_SAMPLES: Final = 3
_MOST_WORDS: Final = 30
_MOST_COLUMNS: Final = 120
_LOOKED_AT: Final = 5000
_LONGEST: Final = 80
_SAID: Final = ("table_name", "key", "source", "act_type", "date_order", "language", "unknown", "withheld")


def N_(text: str) -> str:
    return text


_PEOPLE, _EVENTS, _SAYING = N_("The person"), N_("What happened to them"), N_("Who says so")


@dataclass(frozen=True)
class Column:
    """`name` is what a mapping calls it, `heading` what stands over it; the first words in it, and more of them that differ."""

    place: int
    letters: str
    name: str
    heading: str = field(repr=False)
    samples: tuple[str, ...] = field(repr=False)
    words: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Table:
    """The columns of one sheet, and the sheets that there are."""

    sheet: str
    sheets: tuple[str, ...]
    heading: int
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Unclear:
    """A word in a column of terms that nobody has explained yet, or that somebody has."""

    word: str = field(repr=False)
    code: str = ""


@dataclass(frozen=True)
class Filled:
    """What a form says of the columns: their roles in order, the terms by column, and the rest as it was typed."""

    roles: tuple[str, ...] = ()
    terms: Mapping[int, Mapping[str, str]] = field(default_factory=dict, repr=False)
    said: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(_SAID, ""), repr=False)

    @classmethod
    def from_form(cls, form: Form, table: Table) -> "Filled":
        roles = tuple(form.text(f"column-{one.place}") for one in table.columns)
        terms = {one.place: _terms(form, one) for one in table.columns}
        return cls(roles, terms, {name: form.text(name) for name in _SAID})

    def mapping(self, table: Table) -> str:
        """Raises `Misuse` for what has to be said first."""
        choices = [
            Choice(column.name, role, self.terms.get(column.place, {}))
            for column, role in zip(table.columns, self.roles, strict=True)
        ]
        said = self.said
        answers = Answers(
            said["table_name"],
            self._key(table),
            said["source"],
            said["act_type"],
            said["date_order"],
            said["language"],
            _listed(said["unknown"]),
            _listed(said["withheld"]),
            table.heading,
            table.sheet if len(table.sheets) > 1 else "",
            tuple(one for one in table.sheets if one != table.sheet),
        )
        return mapping_by_columns(choices, answers)

    def unclear(self, table: Table, ontology: "Ontology") -> dict[int, tuple[str, list[Unclear]]]:
        """By column of terms: its thesaurus, and the words in it that are none of its labels."""
        found: dict[int, tuple[str, list[Unclear]]] = {}
        absent = {*_listed(self.said["unknown"]), *_listed(self.said["withheld"])}
        for column, role in zip(table.columns, self.roles, strict=True):
            name = _thesaurus_of(ontology, role)
            if not name:
                continue
            known, said = ontology.thesaurus(name), self.terms.get(column.place, {})
            words = [one for one in column.words if one not in absent and known.find(one) is None]
            if words:
                found[column.place] = (name, [Unclear(one, said.get(one, "")) for one in words])
        return found

    def _key(self, table: Table) -> str:
        said = self.said["key"]
        return next((one.name for one in table.columns if str(one.place) == said), BY_ROW)


def columns_of(vault: OpenVault, reading: int, sheet: str = "", heading: int = 1) -> Table:
    """The columns of a sheet, of the first one where none is named. It looks at the first rows."""
    from amanet.intake.parsers.table_reading import cells_of

    rows = list(islice(cells_of(vault.reading(reading)[0]), _LOOKED_AT))
    sheets = tuple(dict.fromkeys(row.sheet for row in rows))
    chosen = sheet if sheet in sheets else next(iter(sheets), "")
    return Table(chosen, sheets, heading, _columns([row for row in rows if row.sheet == chosen], heading))


def _columns(rows: Sequence["Row"], heading: int) -> tuple[Column, ...]:
    from amanet.record.mapping.row import column_letters

    headings = next((row.values for row in rows if row.number == heading), ())
    data = [row.values for row in rows if row.number > heading]
    width = min(_MOST_COLUMNS, max((len(one) for one in (headings, *data)), default=0))
    folded = [" ".join(one.split()) for one in headings]
    found = []
    for place in range(width):
        heading_ = folded[place] if place < len(folded) else ""
        letters = column_letters(place)
        alone = bool(heading_) and folded.count(heading_) == 1 and not heading_.startswith("[")
        name = heading_ if alone and heading_ != "row number" else f"[{letters}]"
        words = _different(values[place] for values in data if place < len(values))
        shown = tuple(map(_short, words[:_SAMPLES]))
        found.append(Column(place, letters, name, readable_name(heading_), shown, words))
    # A column that holds nothing need not be spoken of.
    return tuple(one for one in found if one.heading or one.words)


def _different(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice(dict.fromkeys(one.strip() for one in values if one.strip()), _MOST_WORDS))


def _short(text: str) -> str:
    shown = readable_name(" ".join(text.split()))
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


def _terms(form: Form, column: Column) -> dict[str, str]:
    """The form numbers the words of a column; which they are is known here."""
    given = {one: form.text(f"term-{column.place}-{number}") for number, one in enumerate(column.words)}
    return {word: code for word, code in given.items() if code}


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in text.replace("،", ",").replace("，", ",").split(","))))


def _thesaurus_of(ontology: "Ontology", role: str) -> str:
    known = ROLES.get(role)
    if known is None or known.linked:
        return ""
    found = ontology.property(known.schema, known.property)
    return found.thesaurus or "" if found.kind == "term" else ""


def offered(ontology: "Ontology", words: "Words") -> list[tuple[str, list[tuple[str, str]]]]:
    """What a column may be, in groups, as the ontology calls it in the language of whoever reads."""
    groups: dict[str, list[tuple[str, str]]] = {_PEOPLE: [], _EVENTS: [], _SAYING: []}
    for code, role in ROLES.items():
        is_of_person = "Person" in (role.schema, _schema_of(role.linked))
        groups[_PEOPLE if is_of_person else _EVENTS].append((code, _label(ontology, role, words.tag)))
    who = {"source": N_("who says it"), "heard_from": N_("from whom it was heard")}
    groups[_SAYING] = [(code, words.gettext(text)) for code, text in who.items()]
    return [(words.gettext(title), options) for title, options in groups.items()]


def _schema_of(entity: str) -> str:
    return next((one.schema for one in ROLES.values() if one.entity == entity), "")


def _label(ontology: "Ontology", role: Any, tag: str) -> str:
    if role.linked:
        return str(ontology.property(_schema_of(role.linked), role.link).label_in(tag))
    found = ontology.property(role.schema, role.property)
    if role.kind and found.thesaurus:
        return str(ontology.thesaurus(found.thesaurus).label(role.kind, tag))
    return str(found.label_in(tag))
