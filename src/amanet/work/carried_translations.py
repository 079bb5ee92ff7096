"""A translation of an earlier version, carried over to the words as they were corrected.

Lines whose original did not change keep their translation; of the others the old one is shown to whoever goes on with it (`carry_over`).
A translation that was read from a file of its own cannot be typed into: `relay` lays it beside the corrected words, where those are
as they were, and the rest of it stands unlinked until somebody says where it belongs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from amanet.errors import Misuse
from amanet.record.alignment import Alignment, align
from amanet.record.reading import Reading
from amanet.vault import StoredRecord, Vault
from amanet.work.kept_readings import load_reading
from amanet.work.line_differences import unchanged
from amanet.work.translations import alignment_of
from amanet.work.typed_lines import TypedLine, lines_of
from amanet.work.typed_renditions import alignment_draft

__all__ = ["Carried", "carry_over", "lines_beside", "relay"]


@dataclass(frozen=True)
class Carried:
    """Lines of a translation by the place of the segment they translate; `old` those whose original changed since."""

    kept: Mapping[int, TypedLine]
    old: Mapping[int, TypedLine]


def lines_beside(original: Reading, translation: Reading, alignment: Alignment) -> dict[int, TypedLine]:
    """The lines of a translation by the place of the segment of the original that they translate; several are one, end to end."""
    starts = {one.start: place for place, one in enumerate(original.segments)}
    ends = sorted(starts)
    found: dict[int, TypedLine] = {}
    by_place = {translation.segments[one.place or 0].start: one for one in lines_of(translation)}
    for link in alignment.links:
        line = by_place.get(link.start)
        if line is None:
            continue
        place = starts[max(start for start in ends if start <= link.original.start)]
        held = found.get(place)
        if held is None:
            found[place] = line
        elif held.place != line.place:
            found[place] = replace(held, words=f"{held.words}\n{line.words}")
    return found


def carry_over(vault: Vault, translation: StoredRecord, reading: StoredRecord) -> Carried:
    """What of a translation of an earlier version can stand beside `reading`, by its places. Enters nothing."""
    found = alignment_of(vault, translation)
    if found is None:
        return Carried({}, {})
    old, alignment = load_reading(vault, found[0].number)[0], found[1]
    beside = lines_beside(old, load_reading(vault, translation.number)[0], alignment)
    if found[0].number == reading.number:
        return Carried(beside, {})
    new = load_reading(vault, reading.number)[0]
    same, changed = unchanged(lines_of(old), lines_of(new))
    return Carried(
        {there: beside[here] for here, there in same.items() if here in beside},
        {there: beside[here] for here, there in changed.items() if here in beside},
    )


def relay(vault: Vault, translation: StoredRecord, reading: StoredRecord) -> int:
    """Lays a translation that was read from a file beside the corrected words: lines that did not change keep their place. Gives how many."""
    found = alignment_of(vault, translation)
    if found is None:
        raise Misuse(f"Reading {translation.number} is laid beside no original.")
    old, new = (load_reading(vault, one.number)[0] for one in (found[0], reading))
    same, _ = unchanged(lines_of(old), lines_of(new))
    theirs = load_reading(vault, translation.number)[0]
    places = {one.start: place for place, one in enumerate(theirs.segments)}
    before = {_start_of_words(old, place): place for place in same}
    pairs = [
        (same[before[link.original.start]], places[link.start])
        for link in found[1].links
        if link.original.start in before and link.start in places
    ]
    item = vault.with_ids([str(translation.body["item"])])[0]
    made = align(new, theirs, pairs)
    vault.commit([alignment_draft(vault, item, str(translation.body["id"]), reading, made)])
    return len(pairs)


def _start_of_words(reading: Reading, place: int) -> int:
    """Where an alignment's link to a segment begins: at its first character that is no space."""
    one = reading.segments[place]
    text = reading.text_of(one)
    return one.start + len(text) - len(text.lstrip())
