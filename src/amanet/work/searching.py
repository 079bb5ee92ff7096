"""Searching a vault: what has these words, names, dates or places in it, best first.

What is found: entities by what they are called, statements by their words, segments of readings and passages of recordings, items by
name, note, source and path. A date also finds the statements that may speak of those days, a name also the statements about whom
or what is called so, or that name them. All parts of a question must be there; where nothing has them all, what has most.

The order: first by how closely the words stand there (as words, where words begin, anywhere), then by what has them (names, words of
statements, segments, items, then statements found through a name or a day), then shorter texts first, then in the order of entry.
It depends on nothing else, so pages follow one another without a gap. (Where several parts are asked for, what has one of them through a name or
a day comes with whole words or with the rest.)

Who and what is called by another writing of the words asked for, in another script or spelling, comes after what has them as whole words,
marked as a rendering with the reasons (`work.renderings`); the statements about and naming them come last.

Where several spellings are asked for ("Ablet or Ablat") or a relative ("wife of X"), what has the words as they stand comes first, then what each
spelling finds in turn, or who is said to be that relative (`work.kin`), and whose. `Found.about` says how the question was understood.

Nothing else is weighed or guessed here, and nobody is found by anything that people did not enter about them. What was superseded or
retracted is not found, unless it counted at the moment asked about (`as_of`).
"""

from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, islice
from typing import Final, Literal, NamedTuple, TypeVar

from amanet.errors import Misuse, VaultDamaged, WorldFailed
from amanet.phrases import OR, phrase, series
from amanet.vault import Vault
from amanet.vault.full_text import SegmentRow, key_of, place_of, searchable
from amanet.vault.schema import SCHEMA_VERSION
from amanet.vault.text_lookup import CLOSENESSES, Closeness, Lookup, Part, has
from amanet.work.hits import Allowed, Hit, HitCloseness, HitMaker, Why
from amanet.work.kept_readings import load_reading
from amanet.work.kin import Kin, kin_of
from amanet.work.question import Question, parse_question
from amanet.work.renderings import find_renderings

__all__ = ["KINDS", "Found", "Hit", "index_readings", "search", "search_each"]

Kind = Literal["entity", "statement", "segment", "item"]
KINDS: Final[tuple[Kind, ...]] = ("entity", "statement", "segment", "item")
MOST_AT_ONCE: Final = 1000
_MOST_WHOSE: Final = 20
_NO_KIN: Final = phrase(
    "No such relative is recorded of anybody who is called so. What follows was found by the name alone."
)
_SOME_TIE: Final = phrase("a relative, nobody says which,")
_INDEX: Final = {"entity": "named", "statement": "said", "segment": "heard", "item": "kept"}


@dataclass(frozen=True)
class Found:
    """A page of what was found. `complete`: it has all parts of the question; where nothing had them, the hits have most. `unread` are
    the numbers of readings that could not be looked into. `renderings`: who and what is called by another writing of the words, best
    first, on whichever page they come; None where the keys of names are of another version and the vault has to be opened for writing
    once. `about` says how the question was read, where that is more than its words.
    """

    query: str
    hits: tuple[Hit, ...]
    more: bool
    complete: bool = True
    unread: tuple[int, ...] = ()
    renderings: tuple[int, ...] | None = ()
    about: tuple[str, ...] = ()


class _Candidate(NamedTuple):
    """`number` of what is found; `key` where it was found: the statement that names an entity, the segment. `why`: of a rendering."""

    kind: Kind
    number: int
    key: int
    closeness: HitCloseness
    why: Why | None = None


def search(
    vault: Vault,
    query: str,
    *,
    limit: int = 20,
    offset: int = 0,
    as_of: str | None = None,
    only: Collection[str] = (),
    without: frozenset[int] = frozenset(),
) -> Found:
    """Raises `Misuse` for a question without words or with too many. `as_of` is a moment (RFC 3339, UTC); `only` are kinds of hits;
    `without` the numbers of sources whose words are not to be found.
    """
    (finding,) = _findings(vault, query, [only], limit, offset, Allowed(vault, as_of, without))
    found = finding.page(query, limit, offset)
    return replace(found, renderings=finding.numbers_of(finding.all_renderings()))


def search_each(
    vault: Vault,
    query: str,
    kinds: Sequence[str],
    *,
    limit: int = 20,
    offset: int = 0,
    as_of: str | None = None,
    without: frozenset[int] = frozenset(),
) -> dict[str, Found]:
    """What `search` finds of each of these kinds alone; what several of them need is worked out once. `renderings` are those that had to
    be looked for: none, where the words themselves fill the pages.
    """
    each = [(kind,) for kind in kinds]
    findings = _findings(vault, query, each, limit, offset, Allowed(vault, as_of, without))
    return {kind: one.page(query, limit, offset) for kind, one in zip(kinds, findings, strict=True)}


def _findings(
    vault: Vault,
    query: str,
    several: Sequence[Collection[str]],
    limit: int,
    offset: int,
    allowed: Allowed,
) -> "list[_Finding]":
    """One for each of several choices of kinds."""
    if not 1 <= limit <= MOST_AT_ONCE or offset < 0:
        raise Misuse(
            f"A page has 1 to {MOST_AT_ONCE} hits, and what is left out before it is not less than none."
        )
    if unknown := {kind for only in several for kind in only} - set(KINDS):
        raise Misuse(f"What is found is one of {', '.join(KINDS)}; not: {', '.join(sorted(unknown))}.")
    question = parse_question(query)
    if vault.database.version < SCHEMA_VERSION:
        raise Misuse(
            "This vault was last written to by an older version of amanet and has no full text yet. Open it for writing once."
        )
    unread = index_readings(vault) if vault.writable else []
    renderings: dict[str, tuple[_Candidate, ...]] = {}
    kinds = [frozenset(only) or frozenset(KINDS) for only in several]
    return [
        _Finding(vault, question, chosen, allowed, unread=list(unread), found_renderings=renderings)
        for chosen in kinds
    ]


def index_readings(vault: Vault) -> list[int]:
    """Indexes the readings that are not yet, each in a transaction of its own; gives those that could not be read."""
    failed = []
    for number in vault.views.full_text.unread():
        try:
            rows = _segments(vault, number)
        except (VaultDamaged, WorldFailed):
            failed.append(number)
            continue
        with vault.database.transaction():
            vault.views.full_text.add_segments(number, rows)
    return failed


def _segments(vault: Vault, number: int) -> list[SegmentRow]:
    """What was said or written in a reading; not what the program that wrote the file put around it."""
    reading, _ = load_reading(vault, number)
    return [
        SegmentRow(key_of(number, place), one.start, one.speaker, reading.text_of(one))
        for place, one in enumerate(reading.segments)
        if one.kind != "frame"
    ]


@dataclass
class _Finding:
    """One search under way. `loose` are segments of readings that are not indexed in a vault opened for reading only, `forms` their
    searchable texts by key; `found_renderings` are shared with searches for other kinds. Of
    candidates no more are `wanted`.
    """

    vault: Vault
    question: Question
    only: frozenset[str]
    allowed: Allowed
    complete: bool = True
    unread: list[int] = field(default_factory=list)
    loose: dict[int, SegmentRow] = field(default_factory=dict)
    forms: list[tuple[int, str]] = field(default_factory=list)
    found_renderings: dict[str, tuple[_Candidate, ...]] = field(default_factory=dict)
    wanted: int = MOST_AT_ONCE
    about: dict[str, None] = field(default_factory=dict)

    def page(self, query: str, limit: int, offset: int) -> Found:
        if not self.vault.writable:
            self.scan()
        self.wanted = offset + limit + 1
        with closing(self.candidates()) as candidates:
            page = list(islice(candidates, offset, self.wanted))
        hits = tuple(finding.maker.hit(*one) for finding, one in page[:limit])
        renderings = self.numbers_of(_each_once(self.found_renderings.values()))
        return Found(
            query, hits, len(page) > limit, self.complete, tuple(self.unread), renderings, tuple(self.about)
        )

    @cached_property
    def maker(self) -> HitMaker:
        return HitMaker(self.vault, self.question, self.allowed, self.loose)

    def all_renderings(self) -> list[_Candidate]:
        """Of the words as they stand, and of each spelling."""
        return _each_once(replace(self, question=one).renderings for one in _all_of(self.question))

    def numbers_of(self, renderings: Iterable[_Candidate]) -> tuple[int, ...] | None:
        """None where there are no keys to find any by."""
        return tuple(one.number for one in renderings) if self.has_keys else None

    @property
    def lookup(self) -> Lookup:
        return self.allowed.lookup

    def candidates(self) -> "Generator[tuple[_Finding, _Candidate], None, None]":
        """Each once, best first, with the finding that knows the words it was found by."""
        seen: set[tuple[str, int]] = set()
        for finding, one in self._in_order():
            found = one.kind, one.key if one.kind == "segment" else one.number
            if found not in seen:
                seen.add(found)
                yield finding, one

    def _in_order(self) -> "Iterator[tuple[_Finding, _Candidate]]":
        nothing = True
        for finding, one in chain(self._with_all(), self._spelled(), self._of_kin()):
            nothing = False
            yield finding, one
        if nothing and len(self.question.parts) > 1:
            self.complete = False
            yield from self._with_most()

    def _with_all(self) -> "Iterator[tuple[_Finding, _Candidate]]":
        """All parts of the question as it stands."""
        for closeness in CLOSENESSES:
            for one in self._so_close(closeness):
                yield self, one
        for one in self._through_renderings() if "statement" in self.only else ():
            yield self, one

    def _asking(self, questions: "Sequence[Question]") -> "list[_Finding]":
        return [replace(self, question=one) for one in questions]

    def _spelled(self) -> "Iterator[tuple[_Finding, _Candidate]]":
        """What each spelling finds, in turn; then each side of an "or" alone."""
        for asked in (self.question.spellings, self.question.sides):
            findings = self._asking(asked)
            if findings:
                texts = series([one.question.text for one in findings], last=OR)
                self.about[phrase("Looked for as any of these: %(spellings)s.", spellings=texts)] = None
            yield from _in_turn([finding._with_all() for finding in findings])

    def _of_kin(self) -> "Iterator[tuple[_Finding, _Candidate]]":
        """Who is said to be the relative, of whoever is called so; then what there is of whose relative it is."""
        if not self.question.of:
            return
        found = False
        for finding, person in self._whose():
            for kin in kin_of(self.allowed, person.number, self.question.kin):
                found = True
                self.about[_told(person.number, kin)] = None
                why = Why(person.number, None, ())
                if "entity" in self.only and (named := self._name_of(kin.entity)):
                    yield finding, _Candidate("entity", kin.entity, named, "kin", why)
                if "statement" in self.only:
                    yield finding, _Candidate("statement", kin.statement, kin.statement, "kin", why)
        if not found:
            self.about[_NO_KIN] = None
        yield from _in_turn([finding._with_all() for finding in self._asking(self.question.of)])

    def _whose(self) -> "Iterator[tuple[_Finding, _Candidate]]":
        """Who is called so, the likeliest first, each once."""
        met: set[int] = set()
        findings = [replace(one, only=frozenset(("entity",))) for one in self._asking(self.question.of)]
        for finding, one in _in_turn([finding._with_all() for finding in findings]):
            if one.number not in met and self.lookup.schema(one.number) == "Person":
                met.add(one.number)
                yield finding, one
            if len(met) >= _MOST_WHOSE:
                return

    def _name_of(self, entity: int) -> int:
        """The first statement that names it and counts; 0 where there is none."""
        counting = (
            number
            for number in self.lookup.names(entity)
            if self.allowed.counts(number) and self.allowed.statement(number)
        )
        return next(counting, 0) if self.allowed.counts(entity) else 0

    def _so_close(self, closeness: Closeness) -> Iterator[_Candidate]:
        for kind in KINDS:
            if kind in self.only:
                keys = self._matching(kind, closeness)
                yield from filter(None, (self._candidate(kind, key, closeness) for key in keys))
        if closeness == CLOSENESSES[0] and "entity" in self.only:
            yield from self.renderings
        if "statement" in self.only:
            for number in self._through_others(closeness):
                if self.allowed.statement(number):
                    yield _Candidate("statement", number, number, closeness)

    @cached_property
    def has_keys(self) -> bool:
        return self.vault.views.name_keys.are_of_this_version()

    @property
    def renderings(self) -> tuple[_Candidate, ...]:
        """Entities by other writings of the whole question, best first; not those whose names have the words themselves. Several spellings,
        and whoever's relative is asked for, are looked for by themselves.
        """
        question = self.question
        several = bool(question.spellings or question.of)
        if several or any(part.days for part in question.parts) or not {"entity", "statement"} & self.only:
            return ()
        if question.text not in self.found_renderings:
            found = find_renderings(self.allowed, question.text, skip=self._with_the_words)
            self.found_renderings[question.text] = tuple(
                _Candidate("entity", one.entity, one.statement, "rendering", one.why) for one in found
            )
        return self.found_renderings[question.text]

    def _with_the_words(self, entities: Collection[int]) -> set[int]:
        """Those of them that are found by the words themselves, more or less closely."""
        called = self.lookup.called(entities, self.question.words)
        return {entity for entity, number in called if self.allowed.statement(number)}

    def _through_renderings(self) -> Iterator[_Candidate]:
        for one in self.renderings:
            if self.lookup.schema(one.number) == "Source":
                continue
            for number in self.lookup.naming(one.number):
                if self.allowed.statement(number):
                    yield _Candidate("statement", number, number, "rendering", one.why)

    def _matching(self, kind: Kind, closeness: Closeness) -> Iterator[int]:
        words = self.question.words
        yield from self.lookup.matching(_INDEX[kind], words, closeness)
        if kind == "segment":
            yield from (key for key, form in self.forms if has(form, words, closeness))

    def _candidate(self, kind: Kind, key: int, closeness: Closeness) -> _Candidate | None:
        """What was found under a key of an index, if it may be."""
        allowed = self.allowed
        if kind == "entity":
            entity = self.lookup.subject(key)
            fits = allowed.statement(key) and allowed.counts(entity)
            return _Candidate(kind, entity, key, closeness) if entity and fits else None
        if kind == "segment":
            number, place = place_of(key)
            speaker = None if place is None else self._segment(key).speaker
            return _Candidate(kind, number, key, closeness) if allowed.segment(number, speaker) else None
        fits = allowed.statement(key) if kind == "statement" else allowed.counts(key)
        return _Candidate(kind, key, key, closeness) if fits else None

    def _through_others(self, closeness: Closeness) -> Iterator[int]:
        """Statements that have a part of the question not in their own words."""
        parts = self.question.parts
        if len(parts) > 1:
            if (
                closeness == "beginning"
            ):  # the three together cost as much each: these come with what is inside
                return
            for number in self.lookup.together(parts, closeness):
                if not self.allowed.strict or self._parts_of(number, closeness) == len(parts):
                    yield number
            return
        if parts[0].days and closeness == CLOSENESSES[0]:
            yield from self.lookup.within(parts[0])
        for key in self.lookup.matching("named", parts[0].words, closeness):
            one = self._candidate("entity", key, closeness)
            if one is not None and self.lookup.schema(one.number) != "Source":
                yield from self.lookup.naming(one.number)

    def _with_most(self) -> "Iterator[tuple[_Finding, _Candidate]]":
        """What stands nowhere is left out of the question first: mostly that is enough, and it is quick."""
        parts = tuple(part for part in self.question.parts if self._stands(part))
        less = replace(self, question=Question(self.question.text, parts)) if parts else self
        nothing = True
        for found in less._with_all() if 0 < len(parts) < len(self.question.parts) else ():
            nothing = False
            yield found
        if nothing and len(parts) > 1:
            yield from ((less, one) for one in less._most_of())

    def _most_of(self) -> Iterator[_Candidate]:
        best, chosen = 0, list[_Candidate]()
        for kind in KINDS:
            met: set[int] = set()
            for count, one in self._counted(kind):
                if count > best:
                    best, chosen = count, []
                if count == best:
                    chosen.append(one)
                    met.add(one.key if kind == "segment" else one.number)
                if not self.allowed.strict and (count < best or len(met) >= self.wanted):
                    break  # what follows has no more parts, and comes after what is wanted
        yield from chosen

    def _stands(self, part: Part) -> bool:
        return self.lookup.stands(part) or any(has(form, part.words, "inside") for _, form in self.forms)

    def _counted(self, kind: Kind) -> Iterator[tuple[int, _Candidate]]:
        """What has any part, with how many it has, down to the most that any has."""
        best = 0
        for count, key in self._most(kind) if kind in self.only else ():
            if count < best:
                return
            one = self._candidate(kind, key, "inside")
            if one is not None:
                if kind == "statement" and self.allowed.strict:
                    count = self._parts_of(key, "inside")
                best = max(best, count)
                if count:
                    yield count, one

    def _most(self, kind: Kind) -> Iterator[tuple[int, int]]:
        parts = self.question.parts
        found = self.lookup.most(_INDEX[kind], parts)
        if kind != "segment" or not self.forms:
            yield from found
            return
        loose = ((sum(has(form, part.words, "inside") for part in parts), key) for key, form in self.forms)
        yield from sorted([*found, *loose], key=lambda one: (-one[0], one[1]))

    def _parts_of(self, number: int, closeness: Closeness) -> int:
        return sum(self.allowed.has_part(number, part, closeness) for part in self.question.parts)

    def _segment(self, key: int) -> SegmentRow:
        return self.loose.get(key) or self.lookup.segment(key)

    def scan(self) -> None:
        """Readings that stand in no index are gone through, where segments are wanted."""
        for number in self.vault.views.full_text.unread() if "segment" in self.only else ():
            try:
                rows = _segments(self.vault, number)
            except (VaultDamaged, WorldFailed):
                self.unread.append(number)
                continue
            if not self.allowed.counts(number):
                continue
            asked = [part for question in _all_of(self.question) for part in question.parts]
            for row in rows:
                form = searchable(row.text)
                if any(has(form, part.words, "inside") for part in asked):
                    self.loose[row.key] = row
                    self.forms.append((row.key, form))


_T = TypeVar("_T")


def _in_turn(several: Sequence[Iterator[_T]]) -> Iterator[_T]:
    """The first of each, then the second of each, and so on."""
    left = list(several)
    while left:
        for one in list(left):
            try:
                yield next(one)
            except StopIteration:
                left.remove(one)


def _each_once(several: Iterable[Iterable[_Candidate]]) -> list[_Candidate]:
    return list({one.number: one for found in several for one in found}.values())


def _all_of(question: Question) -> tuple[Question, ...]:
    return (question, *question.spellings, *question.sides, *question.of)


def _told(person: int, kin: Kin) -> str:
    """Numbers, and what is recorded: names stand with the hits."""
    term = kin.term.replace("_", " ") or _SOME_TIE
    if kin.other_way:
        return phrase(
            "#%(other)d is recorded as %(kin)s of #%(one)d, see #%(statement)d.",
            other=person,
            kin=term,
            one=kin.entity,
            statement=kin.statement,
        )
    return phrase(
        "#%(other)d is recorded as %(kin)s of #%(one)d, see #%(statement)d.",
        other=kin.entity,
        kin=term,
        one=person,
        statement=kin.statement,
    )
