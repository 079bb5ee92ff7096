"""What goes into an evidence bundle, as plain values (docs/spec/bundle-v1.md, sections 2 to 4).

`ordered` refuses contents that would make a bundle that does not check: it runs every proof before a byte is written. What may be
opened is decided above; an `Opening` already shows only what was asked for. Only `id` is refused here, whoever asks: ids tell the
time of entry and never leave the vault.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from amanet.errors import Misuse
from amanet.merkle import Checkpoint, leaf_hash, parse_note, verify_consistency, verify_inclusion
from amanet.record import Opening, verify_opening

# What is opened of an item, beside its type, where nothing else is asked for.
DEFAULT_FIELDS = ("sha256", "size")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class BundledRecord:
    """One record: its opening and entry, its place, its proofs, and its bytes if they go along.

    `inclusion` holds the inclusion proof by tree size, for the checkpoints of `origin` that it is proved in.
    `payload` is read once, in pieces, while it is written.
    """

    opening: Opening = field(repr=False)
    entry: bytes
    origin: str
    index: int
    inclusion: Mapping[int, tuple[bytes, ...]] = field(repr=False)
    payload: Iterable[bytes] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class BundledStamp:
    """A time-stamp: the authority's answer (DER) and the certificates kept with it (PEM, or nothing)."""

    token: bytes = field(repr=False)
    chain: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class BundledCheckpoint:
    """A checkpoint as its signed note, cosignatures included, and the time-stamps on its text."""

    note: bytes
    stamps: tuple[BundledStamp, ...] = ()

    @property
    def checkpoint(self) -> Checkpoint:
        return Checkpoint.parse(parse_note(self.note).text)


@dataclass(frozen=True)
class BundledConsistency:
    """That the tree of `new_size` continues that of `old_size`, its neighbour among the checkpoints."""

    origin: str
    old_size: int
    new_size: int
    proof: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True)
class BundleContents:
    """All of a bundle. `made_on` is a day, as 2026-11-22; `summary` is a PDF, or nothing."""

    records: tuple[BundledRecord, ...]
    checkpoints: tuple[BundledCheckpoint, ...]
    consistency: tuple[BundledConsistency, ...]
    made_on: str
    summary: bytes = field(default=b"", repr=False)


def ordered(contents: BundleContents) -> BundleContents:
    """The contents in the order of the specification. Raises `Misuse` or `BadData` where something is amiss."""
    checkpoints = tuple(sorted(contents.checkpoints, key=lambda each: _place(each.checkpoint)))
    heads = {_place(each.checkpoint): each.checkpoint for each in checkpoints}
    if not _DAY.fullmatch(contents.made_on):
        raise Misuse("The day of a bundle is written as 2026-11-22.")
    if not contents.records or len(heads) != len(checkpoints):
        raise Misuse("A bundle has at least one record, and one checkpoint for each size of a log.")
    if len({(record.origin, record.index) for record in contents.records}) != len(contents.records):
        raise Misuse("The same record was given twice.")
    for record in contents.records:
        _verify_record(record, heads)
    return replace(
        contents, checkpoints=checkpoints, consistency=_consistency(contents, list(heads.values()))
    )


def _place(checkpoint: Checkpoint) -> tuple[str, int]:
    return checkpoint.origin, checkpoint.size


def _verify_record(record: BundledRecord, heads: Mapping[tuple[str, int], Checkpoint]) -> None:
    verify_opening(record.opening, record.entry)
    if "id" in record.opening.fields:
        raise Misuse(
            "The id of a record tells when it was entered and never leaves the vault. Open other fields."
        )
    if not record.inclusion or any((record.origin, size) not in heads for size in record.inclusion):
        raise Misuse("A record has a proof for one checkpoint or more, and only for those that were given.")
    for size, proof in record.inclusion.items():
        head = heads[record.origin, size]
        verify_inclusion(leaf_hash(record.entry), record.index, size, proof, head.root)
    if record.payload is not None and (
        record.opening.fields["type"][1] != "Item" or not {"sha256", "size"} <= record.opening.fields.keys()
    ):
        raise Misuse("Bytes go into a bundle only with an Item whose sha256 and size are opened.")


def _consistency(contents: BundleContents, heads: list[Checkpoint]) -> tuple[BundledConsistency, ...]:
    given = {(each.origin, each.old_size, each.new_size): each for each in contents.consistency}
    needed = [(old, new) for old, new in pairwise(heads) if old.origin == new.origin]
    wanted = [(old.origin, old.size, new.size) for old, new in needed]
    if sorted(given) != sorted(wanted) or len(given) != len(contents.consistency):
        raise Misuse(f"A bundle needs exactly these consistency proofs (origin, from, to): {wanted}.")
    for old, new in needed:
        proof = given[old.origin, old.size, new.size].proof
        verify_consistency(old.size, old.root, new.size, new.root, proof)
    return tuple(given[each] for each in wanted)
