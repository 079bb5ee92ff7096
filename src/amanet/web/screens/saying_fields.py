"""The fields of the form for a statement, and what has been understood of them so far.

The form is a handful of texts; every step sends all of them, so that nothing typed is lost. `saying_whom` and `saying_values` fill an `Understood`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from amanet.canonical import JSON
from amanet.record.ontology import Property
from amanet.web.forms import Form
from amanet.web.screens.saying_suggestions import Suggested
from amanet.work.saying_at_once import New, Said

__all__ = ["FIELDS", "Fields", "Question", "Understood", "Whom", "fields_of"]

# Everything that the form sends. `…_pick` is the answer to a question, `…_new` a schema, `…_words` what was typed.
FIELDS: Final = (
    "subject", "subject_words", "subject_new", "subject_pick", "whom", "whom_words", "whom_pick", "property", "value", "value_entity",
    "value_words", "value_new", "value_pick", "kind", "script", "name_language", "issuer", "absent", "polarity", "basis", "certainty",
    "wording", "language", "by", "by_words", "by_new", "by_pick", "heard", "heard_words", "heard_new", "heard_pick", "said_at",
    "said_at_chosen", "note", "chosen", "replaces", "based_on", "reason",
    "speaker_is",
)  # fmt: skip
_LONG: Final = frozenset(("value", "wording", "note"))

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

    def asks(self, name: str) -> bool:
        return any(one.field == name for one in self.questions)


def fields_of(form: Form) -> dict[str, str]:
    found = {name: form.exact(name) if name in _LONG else form.text(name) for name in FIELDS}
    found["renderings"] = "\n".join(form.all("rendering"))
    found["rests"] = "\n".join(form.all("rests"))
    return found
