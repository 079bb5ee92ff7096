"""The statements of an account in full: with their words, what members think of the information, and the passages they stand on.

Where only the person can say something of themselves (`self_described` in the ontology), what others said of it is left out, and counted alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from amanet.corroboration.json_form import InJson
from amanet.corroboration.known import Weighed
from amanet.corroboration.made import quickly_made
from amanet.corroboration.material import Assessed, Ended, Material, Told

__all__ = ["Quoted", "Said", "Words", "numbers_of", "parted", "quoted"]

_STATES: Final = ("draft", "proposed", "reviewed", "disputed")


@quickly_made
@dataclass(frozen=True)
class Said(InJson):
    """A statement in full, with its words and what members think of the information; `ended` where it does not count any more."""

    id: str
    subject: str
    subject_label: str
    property: str
    label: str
    value: Mapping[str, Any]
    shown: str
    polarity: str
    said_by: str
    said_by_label: str
    heard_from: str | None
    heard_from_label: str | None
    basis: str | None
    certainty: str | None
    wording: str | None
    language: str | None
    said_at: Mapping[str, Any] | None
    passages: tuple[str, ...]
    note: str | None
    state: str
    assessed: tuple[Assessed, ...]
    ended: Ended | None


@dataclass(frozen=True)
class Quoted(InJson):
    """A passage that statements here stand on: its words, the items it leads back to, the interviews those belong to."""

    id: str
    quote: str | None
    language: str | None
    items: tuple[str, ...]
    interviews: tuple[str, ...]


def parted(weighed: Weighed, person: str, told: Iterable[Told]) -> tuple[list[Told], list[Told], list[Told]]:
    """What is said; what people say of themselves where only they can; what others said of that, which is left out."""
    plain: list[Told] = []
    own: list[Told] = []
    others: list[Told] = []
    for one in told:
        if not weighed.marks(weighed.schema_of(one.subject), one.property)[2]:
            plain.append(one)
        elif one.ended is None and one.subject == person and _is_own_word(weighed.material, one):
            own.append(one)
        else:
            others.append(one)
    return plain, own, others


def _is_own_word(material: Material, told: Told) -> bool:
    return told.heard_from is None and told.subject in material.source(told.said_by).persons


class Words:
    """Statements with their words."""

    def __init__(self, weighed: Weighed) -> None:
        self._weighed = weighed
        self._material = weighed.material

    def of(self, told: Told) -> Said:
        weighed, schema = self._weighed, self._weighed.schema_of(told.subject)
        return Said(
            told.id,
            told.subject,
            weighed.called(told.subject),
            told.property,
            weighed.marks(schema, told.property)[0],
            told.value,
            weighed.shown_once(schema, told.property, told.value),
            told.polarity,
            told.said_by,
            weighed.called(told.said_by),
            told.heard_from,
            None if told.heard_from is None else weighed.called(told.heard_from),
            told.basis,
            told.certainty,
            told.wording,
            told.language,
            told.said_at,
            told.passages,
            told.note,
            told.state,
            self._material.assessments.get(told.id, ()),
            self._ended(told.ended),
        )

    def _ended(self, ended: Ended | None) -> Ended | None:
        """What replaced it is named only where it is in the material: a withdrawn source leaves no id behind."""
        if ended is None or ended.by is None or self._material.statement(ended.by):
            return ended
        return replace(ended, by=None)


def quoted(material: Material, told: Iterable[Told]) -> Iterator[Quoted]:
    for passage in sorted({passage for one in told for passage in one.passages}):
        if marked := material.passages.get(passage):
            interviews = tuple(sorted(marked.interviews))
            yield Quoted(passage, marked.quote, marked.language, marked.items, interviews)


def numbers_of(told: list[Told], own_words: list[Told], left_out: list[Told]) -> dict[str, int]:
    living = [one for one in (*told, *own_words) if one.ended is None]
    several = Counter(one.state for one in living)
    states = {state: several[state] for state in _STATES}
    gone = sum(one.ended is not None for one in told)
    return {
        "statements": len(living),
        **states,
        "gone": gone,
        "said_by_others_of_what_only_the_person_says": len(left_out),
    }
