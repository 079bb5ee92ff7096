"""ELAN (.eaf, the MPI's annotation format, schema 2.x and 3.0): tiers of annotations along a recording.

Every annotation of every tier is a segment, by time, then by tier. On a tier of its own it is a turn; on a tier that hangs on
another (a translation, a gloss, single words) it is a note, with the same speaker and `parent`, the annotation that it belongs
to. The speaker is the tier's PARTICIPANT, or that of a tier above it, or else the tier's name. Times: an annotation without its
own has those of the one it refers to; a time slot without a value has none, and none is computed. Details: `annotation`, `tier`,
`type`, `constraint`, `parent`; of the whole `tiers` and `media` as the file names them. Nothing of the media is fetched.

Refused, with `BadData`: what is no XML, has a document type, or another root.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.cue_markup import is_language
from amanet.intake.parsers.decoding import read_whole
from amanet.intake.parsers.elan_document import Annotation, ElanDocument, Tier, read_elan
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.intake.parsers.subtitles import head_of
from amanet.record.reading import NOT_UNDERSTOOD

__all__ = ["PARSER", "ElanParser"]

_ROOT = "ANNOTATION_DOCUMENT"
_DEEPEST = 100  # tiers that hang on tiers; circles end here
_LONGEST_TIME = 13  # digits of milliseconds: three centuries
_ABOUT = {"AUTHOR": "author", "DATE": "date", "VERSION": "version", "FORMAT": "format"}
_TIERS = {
    "TIER_ID": "tier",
    "PARTICIPANT": "participant",
    "ANNOTATOR": "annotator",
    "LINGUISTIC_TYPE_REF": "type",
    "PARENT_REF": "parent",
    "LANG_REF": "language",
    "DEFAULT_LOCALE": "locale",
}
_MEDIA = {
    "MEDIA_URL": "url",
    "LINK_URL": "url",
    "RELATIVE_MEDIA_URL": "relative_url",
    "RELATIVE_LINK_URL": "relative_url",
    "MIME_TYPE": "media_type",
    "TIME_ORIGIN": "time_origin",
    "EXTRACTED_FROM": "extracted_from",
    "ASSOCIATED_WITH": "associated_with",
}


class ElanParser:
    name = "elan"
    version = "1"

    def takes(self, sample: Sample) -> bool:
        head = head_of(sample).lstrip()
        named = sample.name.lower().endswith(".eaf")
        return head.startswith("<") and (named or f"<{_ROOT}" in head[:4096])

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        document = read_elan(read_whole(file), "the file")
        if document.root != _ROOT:
            raise BadData(f"Line 1: this XML is no ELAN document (no {_ROOT}). The item is kept as it is.")
        composer = Composer(self.name)
        composer.details.update(_details_of(document))
        _tell_odd(document, composer)
        times = _Times(document)
        tiers = {tier.id: tier for tier in document.tiers}
        for placed in _in_order(document, times):
            _write(composer, placed, tiers, document, answers.language)
        return Parsed(composer.reading())


PARSER = ElanParser()


@dataclass(frozen=True)
class _Placed:
    annotation: Annotation
    from_ms: int | None
    to_ms: int | None


class _Times:
    """Of an annotation: its own, or those of the one it refers to, however far up."""

    def __init__(self, document: ElanDocument) -> None:
        self._slots = {id: _slot_ms(value, document) for id, value in document.slots.items()}
        self._by_id = {one.id: one for one in document.annotations}
        self._known: dict[int, tuple[int | None, int | None]] = {}

    def of(self, annotation: Annotation) -> tuple[int | None, int | None]:
        """Every annotation on the way up is looked at once in all; a circle has no times."""
        way: list[int] = []
        one: Annotation | None = annotation
        found: tuple[int | None, int | None] = (None, None)
        while one is not None:
            if one.number in self._known:
                found = self._known[one.number]
                break
            self._known[one.number] = found
            way.append(one.number)
            if one.above is None:
                found = self._own(one)
                break
            one = self._by_id.get(one.above)
        self._known.update(dict.fromkeys(way, found))
        return found

    def _own(self, one: Annotation) -> tuple[int | None, int | None]:
        refs = (one.attributes.get(name, "") for name in ("TIME_SLOT_REF1", "TIME_SLOT_REF2"))
        begin, end = (self._slots.get(ref) for ref in refs)
        return begin, end


def _slot_ms(value: str | None, document: ElanDocument) -> int | None:
    """Frames are not turned into milliseconds: how long one is, is a matter of the recording."""
    if value is None or document.time_units != "milliseconds":
        return None
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= _LONGEST_TIME else None


def _in_order(document: ElanDocument, times: _Times) -> Iterator[_Placed]:
    """By time, then tier, then as in the file. One without times stands where its tier had come to."""
    reached: dict[int, int] = {}
    keyed: list[tuple[int, int, int, _Placed]] = []
    for one in document.annotations:
        begin, end = times.of(one)
        at = begin if begin is not None else reached.get(one.tier.number, 0)
        reached[one.tier.number] = at
        keyed.append((at, one.tier.number, one.number, _Placed(one, begin, end)))
    for _, _, _, placed in sorted(keyed, key=lambda entry: entry[:3]):
        yield placed


def _write(
    composer: Composer, placed: _Placed, tiers: dict[str, Tier], document: ElanDocument, default: str | None
) -> None:
    one, from_ms, to_ms = placed.annotation, placed.from_ms, placed.to_ms
    where = f"annotation {one.number}"
    kind = "turn" if one.tier.parent is None else "note"
    details = _details_of_annotation(one, document)
    if from_ms is not None and to_ms is not None and to_ms < from_ms:
        composer.oddity(where, "it ends before it begins; its words were kept, and its times in the details")
        kind, details["times"] = NOT_UNDERSTOOD, [from_ms, to_ms]
        from_ms = to_ms = None
    language = one.attributes.get("LANG_REF") or one.tier.attributes.get("LANG_REF")
    if language and not is_language(language):
        details["language"], language = language, None
    composer.add(
        kind, one.words, speaker=_speaker(one.tier, tiers), language=language or default,
        from_ms=from_ms, to_ms=to_ms, details=details,
    )  # fmt: skip


def _speaker(tier: Tier, tiers: dict[str, Tier]) -> str | None:
    one = tier
    for _ in range(_DEEPEST):
        above = tiers.get(one.parent or "")
        if one.attributes.get("PARTICIPANT", "").strip() or above is None:
            break
        one = above
    return one.attributes.get("PARTICIPANT", "").strip() or one.id or None


def _details_of_annotation(one: Annotation, document: ElanDocument) -> dict[str, JSON]:
    type = one.tier.attributes.get("LINGUISTIC_TYPE_REF", "")
    told = {
        "annotation": one.id,
        "tier": one.tier.id,
        "type": type,
        "constraint": document.types.get(type, ""),
        "parent": one.above or "",
        "previous": one.attributes.get("PREVIOUS_ANNOTATION", ""),
        "vocabulary_entry": one.attributes.get("CVE_REF", ""),
    }
    return {name: value for name, value in told.items() if value}


def _details_of(document: ElanDocument) -> Iterator[tuple[str, JSON]]:
    yield from _renamed(document.about, _ABOUT).items()
    if document.tiers:
        yield "tiers", [_renamed(tier.attributes, _TIERS) for tier in document.tiers]
    if document.media:
        yield "media", [_renamed(one, _MEDIA) for one in document.media]
    if document.languages:
        yield "languages", [[id, label] for id, label in document.languages.items()]


def _renamed(attributes: dict[str, str], names: dict[str, str]) -> dict[str, JSON]:
    return {ours: attributes[theirs] for theirs, ours in names.items() if attributes.get(theirs)}


def _tell_odd(document: ElanDocument, composer: Composer) -> None:
    if document.time_units != "milliseconds":
        composer.oddity(
            "the header", "times are in frames, which were not turned into seconds: there are none"
        )
    if any(one.get("TIME_ORIGIN", "0") not in {"", "0"} for one in document.media):
        composer.oddity(
            "the header", "a recording begins at another time than the annotations (its TIME_ORIGIN)"
        )
    ids = {one.id for one in document.annotations}
    if len(ids) != len(document.annotations):
        composer.oddity(
            "the whole", "some annotations have the same id, or none; what refers to one of them is unsure"
        )
    lost = sum(one.above is not None and one.above not in ids for one in document.annotations)
    if lost:
        composer.oddity("the whole", f"{lost} annotations refer to one that there is not; they have no times")
