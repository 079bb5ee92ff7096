"""What one mapped column says in one row: the statements' values, or why there are none.

The same words in the same column mean the same, so what they mean is kept: a table has a million cells and some thousand
different ones. What is kept is bounded.
"""

from collections.abc import Mapping as Map
from collections.abc import Sequence
from typing import Final, NamedTuple

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.record.mapping.absences import Absences
from amanet.record.mapping.mapping import ColumnRule, TableRule
from amanet.record.mapping.row import CellNote, column_letters
from amanet.record.mapping.values import Setting, convert
from amanet.record.ontology import Ontology

__all__ = ["Column", "Meaning"]

_MOST_KEPT: Final = 1 << 14
_LONGEST_KEPT: Final = 200
# What their converters give has the ontology's form, whatever the words (the tests hold them to that).
_SURE: Final = frozenset(("text", "name", "identifier", "term", "yes_no"))
# What may decide between two readings of words (`Ambiguous.question`) and can be said in a mapping.
_ANSWERS: Final = {
    "date_order": "date_order",
    "calendar": "calendar",
    "language": "language",
    "number": "decimal",
}
_ADVICE: Final = (
    " Correct it in a copy; or, where it says that nobody knows, add the words to unknown in the mapping."
)
_NOTE_PROBLEMS: Final = {
    "no value": "a formula that was never computed. Open the workbook in a spreadsheet program, save it, and import that.",
    "error": 'the spreadsheet shows an error here. Correct it in a copy, or take its words as they are: accept = ["error"].',
    "digits": 'a number of over 15 digits, of which spreadsheets keep 15: compare with the source, then accept = ["digits"].',
    "odd date": 'a number in a date\'s format that is no date. Correct it in a copy, or say accept = ["odd date"].',
    "number": 'the spreadsheet shows this number otherwise (percent, a currency). Look at it, then accept = ["number"].',
}


class Meaning(NamedTuple):
    """`words` are those of the cell; `certainty` is what its mark says. A tuple, because a table makes a million of them."""

    value: Map[str, JSON]
    words: str
    certainty: str | None = None


class Column:
    """A rule of the mapping, bound to the places of its columns."""

    def __init__(
        self, rule: ColumnRule, table: TableRule, ontology: Ontology, schema: str, places: Sequence[int]
    ) -> None:
        expected = ontology.property(schema, rule.property)
        thesaurus = None if expected.thesaurus is None else ontology.thesaurus(expected.thesaurus)
        self.rule = rule
        self.label = rule.label()
        self.places = tuple(places)
        self.letters = column_letters(self.places[0])
        self._setting = Setting(rule, table, expected, thesaurus)
        self.language = self._setting.language
        self._schema = schema
        self._ontology = ontology
        self._absences = Absences({**table.absences, **rule.absences})
        self._kept: dict[str, tuple[Meaning, ...] | str] = {}
        # A quantity that is shown as percent is another quantity; elsewhere a currency sign is only decoration.
        minded = set(_NOTE_PROBLEMS) - rule.accept
        self._minded = minded if expected.kind == "quantity" else minded - {"number"}

    def words(self, values: Sequence[str]) -> str:
        """The words of its cells, joined; "" where all are empty."""
        if len(self.places) == 1:
            place = self.places[0]
            return values[place].strip() if place < len(values) else ""
        found = (values[place].strip() for place in self.places if place < len(values))
        return self.rule.join.join(filter(None, found))

    def meanings(self, words: str) -> tuple[Meaning, ...]:
        """What the words of its cells say. Raises `BadData` where they say nothing that is understood."""
        kept = self._kept.get(words)
        if kept is None:
            kept = self._understood(words)
            if len(words) <= _LONGEST_KEPT:
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.clear()
                self._kept[words] = kept
        if isinstance(kept, str):
            raise BadData(kept)
        return kept

    def note_problem(self, notes: Sequence[CellNote]) -> tuple[int, str] | None:
        """The first of its cells of which the spreadsheet says something that the mapping has not accepted."""
        for note in notes:
            if note.column in self.places and note.kind in self._minded:
                return note.column, _NOTE_PROBLEMS[note.kind]
        return None

    def _understood(self, words: str) -> tuple[Meaning, ...] | str:
        try:
            split = self.rule.split
            if split is None or self._absences.find(words):
                return (self._meaning(words),)
            return tuple(self._meaning(piece) for one in words.split(split) if (piece := one.strip()))
        except BadData as problem:
            return f"{problem}{self._advice(problem)}"

    def _advice(self, problem: BadData) -> str:
        """What the mapping can do about it."""
        question = getattr(problem, "question", "")
        if question in _ANSWERS:
            return f" In the mapping: {_ANSWERS[question]} = …"
        return _ADVICE if self._setting.expected.kind in ("date", "quantity") else ""

    def _meaning(self, words: str) -> Meaning:
        absence = self._absences.find(words)
        if absence is not None:
            return Meaning({"absent": absence}, words)
        bare, certainty = self._unmarked(words)
        if not bare:
            raise BadData("a mark of certainty stands alone here. Say what it means, as in unknown = […].")
        value = convert(bare, self._setting)
        if self._setting.expected.kind not in _SURE:
            self._ontology.check(self._schema, self.rule.property, value)
        return Meaning(value, words, certainty)

    def _unmarked(self, words: str) -> tuple[str, str | None]:
        for mark, certainty in self.rule.certainty_marks.items():
            if words.endswith(mark):
                return words[: -len(mark)].strip(), certainty
        return words, None
