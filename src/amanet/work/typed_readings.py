"""A transcript that a member typed, or one that they corrected: a new reading of the item, in the place of the one it is based on.

Nothing is overwritten: the older reading stays as a version, and passages of it stay where they were. The reading, its words and what
it takes the place of come in one commit: after a crash there is all of it or nothing. What says the same as before is not entered again.

Where the words are themselves a translation, laid beside their original, the corrected ones are laid beside it too: a line that was put
right translates what it translated before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from amanet.errors import Misuse
from amanet.record.alignment import align
from amanet.record.reading import Reading, Segment
from amanet.vault import StoredRecord, Vault
from amanet.vault.records import Prepared
from amanet.work.kept_readings import KIND, living_readings, load_reading
from amanet.work.line_differences import unchanged
from amanet.work.searching import index_readings
from amanet.work.translations import alignment_of
from amanet.work.typed_lines import TypedLine, can_be_typed, compose, lines_of
from amanet.work.typed_renditions import (
    alignment_draft,
    get_item,
    must_be_newest,
    seal_reading,
    superseding,
    typed_draft,
)

__all__ = ["Typed", "says_the_same", "type_reading"]


@dataclass(frozen=True)
class Typed:
    """`number` of what counts now. `again`: it says what the one before said, and nothing was entered."""

    number: int
    reading: Reading = field(repr=False)
    replaced: tuple[int, ...] = ()
    again: bool = False


def type_reading(
    vault: Vault,
    item: int,
    lines: Sequence[TypedLine],
    *,
    based_on: int | None,
    language: str | None = None,
    reason: str | None = None,
) -> Typed:
    """The words of an item as a member typed them. `based_on` is the number of the reading they saw, None where there was none.

    Raises `ChangedMeanwhile`, and `Misuse` for what cannot be a transcript.
    """
    vault.must_be_writable()
    record = get_item(vault, item)
    before = living_readings(vault, record)
    must_be_newest("reading", item, based_on, before[-1] if before else None)
    earlier = load_reading(vault, before[-1].number)[0] if before else None
    if earlier is not None and not can_be_typed(earlier):
        raise Misuse(
            "This reading has messages, rows, pages or files in it, which lines cannot hold. It is not corrected here."
        )
    reading = compose(lines, language=language, before=earlier)
    if earlier is not None and says_the_same(earlier, reading):
        return Typed(before[-1].number, earlier, again=True)
    return _enter(vault, record, reading, before, language, reason)


def says_the_same(one: Reading, other: Reading) -> bool:
    mine, theirs = lines_of(one), lines_of(other)
    return len(mine) == len(theirs) and all(a.says() == b.says() for a, b in zip(mine, theirs, strict=True))


def _enter(
    vault: Vault,
    item: StoredRecord,
    reading: Reading,
    before: Sequence[StoredRecord],
    language: str | None,
    reason: str | None,
) -> Typed:
    corrects = str(before[-1].body["id"]) if before else None
    stored = seal_reading(vault, reading)
    draft = typed_draft(vault, item, KIND, reading, stored, corrects=corrects, language=language)
    rendition = vault.prepare(draft, stored)
    beside = _beside_its_original(vault, item, before, rendition.id, reading)
    first = vault.commit([rendition, *superseding(vault, before, rendition, reason), *beside])
    index_readings(vault)
    return Typed(first, reading, tuple(one.number for one in before))


def _beside_its_original(
    vault: Vault, item: StoredRecord, before: Sequence[StoredRecord], identifier: str, reading: Reading
) -> list[Prepared]:
    found = alignment_of(vault, before[-1]) if before else None
    if found is None:
        return []
    original, old = (load_reading(vault, one.number)[0] for one in (found[0], before[-1]))
    same, changed = unchanged(lines_of(old), lines_of(reading))
    places = {old.segments[here].start: there for here, there in (same | changed).items()}
    starts = {one.start + _indented(original, one): place for place, one in enumerate(original.segments)}
    pairs = [
        (starts[link.original.start], places[link.start])
        for link in found[1].links
        if link.start in places and link.original.start in starts
    ]
    made = align(original, reading, pairs)
    return [alignment_draft(vault, item, identifier, found[0], made)] if pairs else []


def _indented(reading: Reading, one: Segment) -> int:
    """A link to a segment begins at its first character that is no space."""
    text = reading.text_of(one)
    return len(text) - len(text.lstrip())
