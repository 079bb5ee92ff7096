"""The record types of this version and the one slot each field has (docs/spec/log-v1.md, section 6).

A slot, once given, is never given to another field: old openings must stay checkable. New fields take free
slots.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from amanet.errors import BadData

SLOTS = 24
_COMMON = ("id", "entered_at", "entered_by")


@dataclass(frozen=True)
class RecordType:
    """A type, what it holds, and the slot of each field. `type` itself is slot 0.

    `derived_from` names the fields that hold ids of records this one was made from: erasing one of those
    erases this one too.
    """

    name: str
    holds: str
    slots: Mapping[str, int]
    required: frozenset[str]
    erasable: bool
    derived_from: tuple[str, ...]


def _type(
    name: str,
    holds: str,
    fields: str,
    *,
    optional: str = "",
    erasable: bool = True,
    derived_from: tuple[str, ...] = (),
) -> RecordType:
    names = ("type", *_COMMON, *fields.split())
    assert len(names) == len(set(names)) <= SLOTS
    slots = MappingProxyType({field: slot for slot, field in enumerate(names)})
    return RecordType(name, holds, slots, frozenset(names) - set(optional.split()), erasable, derived_from)


_ALL = (
    _type(
        "Epoch",
        "the start of an epoch of the log; always its first leaf",
        "number origin log_key cosigner_key reason previous_origin previous_size previous_root previous_checkpoint",
        optional="previous_origin previous_size previous_root previous_checkpoint",
        erasable=False,
    ),
    _type(
        "Member",
        "who works in this vault, with the public half of a signing key of their own; a later record about the same `member` replaces it; "
        "signed by the member who entered it",
        "member name role public_key status slots signature",
        optional="slots",
        erasable=False,
    ),
    _type(
        "Item",
        "an original: its bytes, where they came from and how",
        "sha256 size name path kind modified_at source acquired_how acquired_at acquired_where note capture media_type pronom batch",
        optional="path modified_at source acquired_how acquired_at acquired_where note capture media_type pronom batch",
    ),
    _type(
        "Rendition",
        "something derived from an item by a named tool; `content` where it is small, an object of its own otherwise",
        "item kind tool version parameters content sha256 size problems",
        optional="parameters content sha256 size problems",
        derived_from=("item",),
    ),
    _type(
        "Custody",
        "something that was done with records: taken in, read, proved, receipted, backed up; signed by the member who did it",
        "action records happened_at by_hand_of to note details checkpoint signature",
        optional="happened_at by_hand_of to note details checkpoint",
    ),
    _type(
        "Erasure",
        "which records were destroyed for good (by reference), on whose wish; signed by the member who did it",
        "erased reason on_wish_of outstanding signature",
        optional="on_wish_of outstanding",
        erasable=False,
    ),
    _type(
        "Stamp",
        "what somebody outside said about a checkpoint: an RFC 3161 token with its chain, or a cosignature",
        "kind origin tree_size root checkpoint token chain authority stated_at revocation renew_before",
        optional="token chain authority stated_at revocation renew_before",
        erasable=False,
    ),
)

RECORD_TYPES: Mapping[str, RecordType] = MappingProxyType({kind.name: kind for kind in _ALL})


def type_named(name: object) -> RecordType:
    """The type of that name. Raises `BadData` where this version knows none."""
    found = RECORD_TYPES.get(name) if isinstance(name, str) else None
    if found is None:
        raise BadData(
            "This record is of a type that this version of amanet does not know. A newer version may."
        )
    return found
