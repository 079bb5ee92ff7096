"""A translation that a member typed beside the words of an item, line by line.

It is a Rendition of kind `translation` of the same item, in the form of a reading, and an `alignment` that says which line translates
which: both in one commit. A translation is of one certain reading; when that is corrected, the translation stays with the earlier
version until somebody carries it over (`carried_translations`).

Whose words a line translates, and when they were said, is taken from the original; only the words are typed.
"""

from collections.abc import Sequence

from amanet.errors import Misuse
from amanet.record.alignment import Alignment, align
from amanet.record.reading import Reading
from amanet.vault import StoredRecord, Vault
from amanet.vault.records import Prepared
from amanet.work.kept_readings import TRANSLATION, living_readings, load_reading, renditions_of
from amanet.work.searching import index_readings
from amanet.work.translations import alignment_of
from amanet.work.typed_lines import TypedLine, compose
from amanet.work.typed_readings import Typed, says_the_same
from amanet.work.typed_renditions import (
    alignment_draft,
    get_item,
    must_be_newest,
    seal_reading,
    superseding,
    typed_draft,
)

__all__ = ["living_translations", "type_translation"]


def living_translations(vault: Vault, item: StoredRecord) -> list[StoredRecord]:
    """The typed translations of an item that nothing replaced, oldest first."""
    return [
        one
        for one in renditions_of(vault, item)
        if one.body["kind"] == TRANSLATION and not vault.views.is_dead(one.number)
    ]


def type_translation(
    vault: Vault,
    item: int,
    lines: Sequence[TypedLine],
    *,
    of: int,
    language: str,
    based_on: int | None,
    reason: str | None = None,
) -> Typed:
    """`lines` have the `place` of the segment of reading `of` that each translates; those without words are not translated yet.

    Raises `ChangedMeanwhile` where the reading or the translation seen is no longer the one that counts, and `Misuse`.
    """
    vault.must_be_writable()
    record = get_item(vault, item)
    readings = living_readings(vault, record)
    must_be_newest("reading", item, of, readings[-1] if readings else None)
    before = [one for one in living_translations(vault, record) if _language(one) == language]
    must_be_newest("translation", item, based_on, before[-1] if before else None)
    original = load_reading(vault, of)[0]
    placed = [_placed(original, one, language) for one in lines if one.words.strip()]
    reading = compose(placed, language=language)
    beside = align(original, reading, [(_place(one), at) for at, one in enumerate(placed)])
    if before and _is_the_same(vault, before[-1], readings[-1], reading, beside):
        return Typed(before[-1].number, reading, again=True)
    rendition = _prepared(vault, record, reading, readings[-1], before, language)
    alignment = alignment_draft(vault, record, rendition.id, readings[-1], beside)
    first = vault.commit([rendition, alignment, *superseding(vault, before, rendition, reason)])
    index_readings(vault)
    return Typed(first, reading, tuple(one.number for one in before))


def _prepared(
    vault: Vault,
    item: StoredRecord,
    reading: Reading,
    original: StoredRecord,
    before: Sequence[StoredRecord],
    language: str,
) -> Prepared:
    stored = seal_reading(vault, reading)
    told = {"of": str(original.body["id"]), "language": language}
    corrects = str(before[-1].body["id"]) if before else None
    draft = typed_draft(vault, item, TRANSLATION, reading, stored, corrects=corrects, **told)
    return vault.prepare(draft, stored)


def _placed(original: Reading, line: TypedLine, language: str) -> TypedLine:
    if line.place is None or not 0 <= line.place < len(original.segments):
        raise Misuse("A line of a translation stands beside a line of the original; one of these does not.")
    one = original.segments[line.place]
    kind = one.kind if one.kind in ("turn", "heading", "note", "paragraph") else "paragraph"
    return TypedLine(line.words, one.speaker, one.from_ms, one.to_ms, language, kind, line.place)


def _place(line: TypedLine) -> int:
    assert line.place is not None
    return line.place


def _language(translation: StoredRecord) -> str:
    return str(translation.body["parameters"].get("language", ""))


def _is_the_same(
    vault: Vault, before: StoredRecord, original: StoredRecord, reading: Reading, beside: Alignment
) -> bool:
    found = alignment_of(vault, before)
    if found is None or found[0].number != original.number or found[1] != beside:
        return False
    return says_the_same(load_reading(vault, before.number)[0], reading)
