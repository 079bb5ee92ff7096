"""What may be found, and what is told of it: the state it stands in, who said it, on which passages, and the words that were found.

`Allowed` decides what counts at a moment and leaves out what certain sources said; `HitMaker` makes a `Hit` of what was found.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from amanet.record.standing import FIRST_STATE
from amanet.vault import Vault
from amanet.vault.full_text import SegmentRow, days_of, place_of, searchable, texts_of
from amanet.vault.text_lookup import Closeness, Lookup, Part, has
from amanet.work.excerpts import Excerpt, excerpt
from amanet.work.question import Question

__all__ = ["Allowed", "Hit", "HitCloseness", "HitMaker", "Why"]

# What has the words, how closely; or `rendering`: what is called by another writing of the name asked for; or `kin`: who is said to be the
# relative that was asked for, `through` whose.
HitCloseness = Closeness | Literal["rendering", "kin"]

_MOST_KEPT: Final = 10_000


@dataclass(frozen=True)
class Hit:
    """Something that was found. Numbers are those of records.

    `kind` and `number`: an `entity`; a `statement`; a `segment` of the reading of that number, or a passage of a recording; an
    `item`. `of`: the statement's subject, the item that was read. `place`: which segment, counted from 0. `excerpt`: the original
    words around what was found; they begin at `at` of the field, the item's name or the reading's text; `marks` are offsets into the
    excerpt. `closeness`: `word`, `beginning`, `inside`, `rendering` or `kin`. `through`: by whose name a statement was found that does not have the
    words itself; `by_day`: it speaks of the day. `named_by`: the statement that says what an entity is called; `said_by`, `passages`
    and `state` are then that statement's. `bits` and `reasons`: of a rendering, how much speaks for one name behind both writings, and
    why; a proposal, never a decision.
    """

    kind: str
    number: int
    of: int | None
    place: int | None
    excerpt: str
    at: int
    marks: tuple[tuple[int, int], ...]
    closeness: HitCloseness
    passages: tuple[int, ...] = ()
    said_by: int | None = None
    state: str | None = None
    speaker: str | None = None
    named_by: int | None = None
    through: tuple[int, ...] = ()
    by_day: bool = False
    bits: float | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Why:
    """Why something was found that does not have the words: whose name is a rendering of them, and how that compares."""

    entity: int
    bits: float | None
    reasons: tuple[str, ...]


class Allowed:
    """What counts: now, or as of a moment, and not from certain sources. `strict`: the indexes alone cannot tell."""

    def __init__(self, vault: Vault, as_of: str | None, without: frozenset[int]) -> None:
        self.vault = vault
        self.as_of = as_of
        self.without = without
        self.strict = as_of is not None or bool(without)
        self.lookup = Lookup(vault.database, everything=as_of is not None, without=without)
        self._counted: dict[int, bool] = {}
        self._names: dict[int, list[str]] = {}
        self._bodies: dict[int, Mapping[str, Any]] = {}
        self._silenced = frozenset(self._speakers())

    def counts(self, number: int) -> bool:
        """Whether a record is or was entered by then and is or was in force."""
        if self.as_of is None:
            return not self.vault.views.is_dead(number)
        if number not in self._counted:
            self._counted[number] = False  # a circle, which nobody makes in good faith
            entered = str(self.body(number)["entered_at"]) <= self.as_of
            ended = entered and any(self.counts(ender) for ender in self.lookup.enders(number))
            self._counted[number] = entered and not ended
        return self._counted[number]

    def statement(self, number: int) -> bool:
        """What an index found: it knows what is in force today."""
        if not self.strict:
            return True
        return self._in_force(number)

    def segment(self, number: int, speaker: str | None) -> bool:
        if not self.strict:
            return True
        if not self.counts(number) or (speaker is not None and (number, speaker) in self._silenced):
            return False
        return not self.without or not any(self._is_from(one) for one in self._resting_on(number))

    def has_part(self, number: int, part: Part, closeness: Closeness) -> bool:
        """Whether a statement has a part of a question: slowly, and only by names that count."""
        body = self.body(number)
        if _says(body, part, closeness) or by_day(body, part):
            return True
        return any(self.is_called(one, part, closeness) for one in self.entities_of(body))

    def is_called(self, entity: int, part: Part, closeness: Closeness) -> bool:
        """Whether somebody or something other than a source has a name with these words."""
        if entity not in self._names:
            names = () if self.lookup.schema(entity) == "Source" else self.lookup.names(entity)
            texts = (texts_of("Statement", self.body(one))["named"] for one in names if self._in_force(one))
            self._names[entity] = [searchable(name) for named in texts for name in named]
        return any(has(name, part.words, closeness) for name in self._names[entity])

    def body(self, number: int) -> Mapping[str, Any]:
        if number not in self._bodies:
            if len(self._bodies) > _MOST_KEPT:
                self._bodies.clear()
            self._bodies[number] = self.lookup.body(number)
        return self._bodies[number]

    def entities_of(self, body: Mapping[str, Any]) -> list[int]:
        """Whom a statement is about, and whom it names."""
        ids = [body["subject"], body["value"].get("entity")]
        return [self.vault.views.number_of(str(one)) for one in ids if one is not None]

    def state(self, number: int, body: Mapping[str, Any]) -> str:
        """The state of review of a statement, at the moment asked about."""
        if self.as_of is None:
            return self.vault.views.state(number)
        related = (self.vault.record(one) for one in self.vault.about(number))
        reviews = [one for one in related if one.type == "Review" and one.body["of"] == body["id"]]
        living = [one.body for one in reviews if self.counts(one.number)]
        last = max(living, key=lambda one: str(one["id"]), default=body)
        return str(last.get("state", FIRST_STATE))

    def _in_force(self, statement: int) -> bool:
        return self.counts(statement) and not self._is_from(statement)

    def _is_from(self, statement: int) -> bool:
        """Whether a source that is to be left out says it, or was heard saying it."""
        if not self.without:
            return False
        body = self.body(statement)
        ids = [body["said_by"], body.get("heard_from")]
        return any(self.vault.views.number_of(str(one)) in self.without for one in ids if one is not None)

    def _resting_on(self, passage: int) -> Iterator[int]:
        """The statements on a passage of a recording; of a reading there are none."""
        if self.body(passage)["type"] == "Passage":
            for number in self.vault.about(passage):
                if self.body(number)["type"] == "Statement":
                    yield number

    def _speakers(self) -> Iterator[tuple[int, str]]:
        """Reading and label of the speakers who were judged to be a source that is left out."""
        for source in sorted(self.without):
            for number in self.vault.about(source):
                record = self.vault.record(number)
                if record.type != "Judgement" or not self.counts(number):
                    continue
                left = record.body["left"]
                if record.body["verdict"] == "same" and "speaker" in left:
                    yield self.vault.views.number_of(str(left["rendition"])), str(left["speaker"])


@dataclass(frozen=True)
class HitMaker:
    """Makes hits. `loose` are segments that stand in no index."""

    vault: Vault
    question: Question
    allowed: Allowed
    loose: Mapping[int, SegmentRow]

    def hit(self, kind: str, number: int, key: int, closeness: HitCloseness, why: Why | None = None) -> Hit:
        if kind == "segment":
            return self._segment(key, closeness)
        if kind == "item":
            body = self.allowed.body(number)
            shown = self._best(texts_of("Item", body).get("kept", ()))
            return Hit(kind, number, None, None, shown.text, shown.at, shown.marks, closeness)
        if why is not None:
            return self._because(kind, number, key, closeness, why)
        return (
            self._entity(number, key, closeness) if kind == "entity" else self._statement(number, closeness)
        )

    def _because(self, kind: str, number: int, key: int, closeness: HitCloseness, why: Why) -> Hit:
        """An entity by another writing of its name, or a statement through it; or somebody's relative, or the statement that says so."""
        if kind == "entity":
            hit = self._entity(number, key, closeness)
            through = tuple({why.entity} - {number})
            return replace(hit, marks=(), through=through, bits=why.bits, reasons=why.reasons)
        hit = self._statement(number, closeness)
        found = tuple(dict.fromkeys((*hit.through, why.entity)))
        return replace(hit, through=found, bits=why.bits, reasons=why.reasons)

    def _segment(self, key: int, closeness: HitCloseness) -> Hit:
        number, place = place_of(key)
        row = self.loose.get(key) or self.allowed.lookup.segment(key)
        shown = self._best((row.text,))
        body = self.allowed.body(number)
        of = self.vault.views.number_of(str(body["of"] if place is None else body["item"]))
        return Hit(
            "segment",
            number,
            of,
            place,
            shown.text,
            row.start + shown.at,
            shown.marks,
            closeness,
            passages=(number,) if place is None else (),
            speaker=row.speaker,
        )

    def _entity(self, number: int, statement: int, closeness: HitCloseness) -> Hit:
        body = self.allowed.body(statement)
        shown = self._best(texts_of("Statement", body).get("named", ()))
        return Hit(
            "entity",
            number,
            None,
            None,
            shown.text,
            shown.at,
            shown.marks,
            closeness,
            **self._said(statement, body),
            named_by=statement,
        )

    def _statement(self, number: int, closeness: HitCloseness) -> Hit:
        body = self.allowed.body(number)
        shown = self._best(_texts(body)) if any(_texts(body)) else Excerpt(self._in_place(body))
        missing = [part for part in self.question.parts if not _says(body, part, "inside")]
        named = [
            one
            for one in dict.fromkeys(self.allowed.entities_of(body))
            if any(self.allowed.is_called(one, part, "inside") for part in missing)
        ]
        return Hit(
            "statement",
            number,
            self.vault.views.number_of(str(body["subject"])),
            None,
            shown.text,
            shown.at,
            shown.marks,
            closeness,
            **self._said(number, body),
            through=tuple(named),
            by_day=any(by_day(body, part) for part in missing),
        )

    def _said(self, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
        passages = (self.vault.views.number_of(str(one)) for one in body.get("passages", ()))
        return {
            "said_by": self.vault.views.number_of(str(body["said_by"])) or None,
            "passages": tuple(filter(None, passages)),
            "state": self.allowed.state(number, body),
        }

    def _in_place(self, body: Mapping[str, Any]) -> str:
        """Of a statement without words: whom it names, or the date."""
        value = body["value"]
        if "entity" in value:
            return self.vault.views.label(self.vault.views.number_of(str(value["entity"]))) or ""
        return str(value["date"].get("edtf", "")) if isinstance(value.get("date"), dict) else ""

    def _best(self, texts: tuple[str, ...]) -> Excerpt:
        """Of several texts the one that has most of the words."""
        words = self.question.words
        forms = [searchable(text) for text in texts]
        counts = [sum(word in form for word in words) for form in forms]
        return excerpt(texts[counts.index(max(counts))], words) if texts else Excerpt("")


def by_day(body: Mapping[str, Any], part: Part) -> bool:
    """Whether a statement may speak of the days asked for."""
    days = tuple(days_of(body)) if part.days else ()
    return any(low <= last and high >= first for first, last in part.days for low, high in days)


def _texts(body: Mapping[str, Any]) -> tuple[str, ...]:
    texts = texts_of("Statement", body)
    return texts.get("named", ()) + texts["said"]


def _says(body: Mapping[str, Any], part: Part, closeness: Closeness) -> bool:
    forms = [searchable(text) for text in _texts(body)]
    return all(any(has(form, (word,), closeness) for form in forms) for word in part.words)
