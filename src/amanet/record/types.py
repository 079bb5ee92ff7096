"""The record types of this version and the one slot each field has (docs/spec/log-v1.md, section 6).

A slot, once given, is never given to another field: old openings must stay checkable. New fields take free
slots.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from amanet.errors import BadData

SLOTS = 24
_COMMON = ("id", "entered_at", "entered_by")


@dataclass(frozen=True)
class RecordType:
    """A type, what it holds, and the slot of each field. `type` itself is slot 0.

    `derived_from` names the fields that hold ids of records this one was made from or speaks of: erasing one of
    those erases this one too. A field holds an id, a list of them, or an object with one under `entity` or `rendition`.
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
        "sha256 size name path kind modified_at source acquired_how acquired_at acquired_where note capture media_type pronom batch inside",
        optional="path modified_at source acquired_how acquired_at acquired_where note capture media_type pronom batch inside",
        derived_from=("inside",),
    ),
    _type(
        "Rendition",
        "something derived from an item by a named tool; `content` where it is small, an object of its own otherwise",
        "item kind tool version parameters content sha256 size problems",
        optional="parameters content sha256 size problems",
        derived_from=("item",),
    ),
    _type(
        "Passage",
        "where in an item or a rendition something stands, as W3C Web Annotation selectors",
        "of selectors quote language note batch",
        optional="quote language note batch",
        derived_from=("of",),
    ),
    _type("Entity", "an id and a schema of the ontology, nothing else", "schema batch", optional="batch"),
    _type(
        "Statement",
        "who says what of whom, on which passages; never overwritten",
        "subject property value polarity said_by passages said_at heard_from wording language certainty basis note state batch cell",
        optional="passages said_at heard_from wording language certainty basis note state batch cell",
        derived_from=("subject", "value", "said_by", "heard_from", "passages"),
    ),
    _type(
        "Supersession",
        "one record replaces another; both stay",
        "replaces by reason batch",
        optional="reason batch",
        derived_from=("replaces",),
    ),
    _type(
        "Retraction",
        "that a record no longer counts, and why; it stays",
        "retracts reason batch",
        optional="batch",
        derived_from=("retracts",),
    ),
    _type(
        "Review",
        "what a member thinks of a statement's entry: draft, proposed, reviewed, disputed",
        "of state reason signature",
        optional="reason",
        derived_from=("of",),
    ),
    _type(
        "Judgement",
        "same, different or unsure: whether two entities, or a speaker of a reading and a source, are one; signed by who judged",
        "left right verdict reason signature",
        optional="reason",
        derived_from=("left", "right"),
    ),
    _type(
        "Assessment",
        "what a member thinks of how credible a piece of information is and on what basis it rests; statement by statement, never a person; signed",
        "of credibility basis reason signature",
        optional="credibility basis reason",
        derived_from=("of",),
    ),
    _type(
        "Gloss",
        "what the team takes coded words to mean; readable only to the members it names; signed by the member who wrote it",
        "of words readers sealed signature",
        derived_from=("of",),
    ),
    _type(
        "Interview",
        "that a source was interviewed, by whom, when and how",
        "source interviewers held_at language interpreter place items note",
        optional="interviewers held_at language interpreter place items note",
        derived_from=("source",),
    ),
    _type(
        "Contact",
        "how a person may be reached safely, or that they may not; a later one about the same person and channel replaces it",
        "person channel rule hours language address note",
        optional="hours language address note",
        derived_from=("person",),
    ),
    _type(
        "Grant",
        "what a person allowed: for a use, to a recipient, at a level of identity; signed by the member who recorded it",
        "person use recipient identity media given_by kinship dissent language explained passages given_at expires_at review_at note signature",
        optional="media given_by kinship dissent language explained passages expires_at review_at note",
        derived_from=("person",),
    ),
    _type(
        "Refusal",
        "what a person did not allow; absent use and recipient: nothing; signed by the member who recorded it",
        "person use recipient given_by language explained passages given_at note signature",
        optional="use recipient given_by language explained passages note",
        derived_from=("person",),
    ),
    _type(
        "Withdrawal",
        "that a person took grants back; signed by the member who recorded it",
        "person withdraws given_by language passages given_at reason signature",
        optional="withdraws given_by language passages reason",
        derived_from=("person",),
    ),
    _type(
        "Custody",
        "something that was done with records: taken in, read, proved, receipted, backed up; signed by the member who did it",
        "action records happened_at by_hand_of to note details checkpoint signature",
        optional="happened_at by_hand_of to note details checkpoint",
    ),
    _type(
        "Proposal",
        "what a member proposes to disclose: for which use, to whom, what was chosen and hid; the package is made from it anew each time; signed",
        "use recipient day statements items opens hidden drafts pseudonyms words decisions consequences manifest seed note signature",
        optional="items opens hidden drafts pseudonyms words decisions note",
    ),
    _type(
        "Approval",
        "that a member looked at a proposal's package, known by its manifest, and signs that it may leave, or that it may not",
        "of manifest verdict reason signature",
        optional="reason",
        derived_from=("of",),
    ),
    _type(
        "Release",
        "what was disclosed, to whom, under which grants; signed by the member who sealed it",
        "of use recipient day records grants shown manifest sha256 size sealed_to approvals consequences file note signature",
        optional="of shown sealed_to file note",
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


def derived_ids(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of the records that this one was made from or speaks of, each once."""
    found: dict[str, None] = {}
    for name in type_named(body.get("type")).derived_from:
        value = body.get(name)
        if isinstance(value, str):
            found[value] = None
        elif isinstance(value, dict):
            found.update(dict.fromkeys(str(value[key]) for key in ("entity", "rendition") if key in value))
        elif isinstance(value, list):
            found.update(dict.fromkeys(map(str, value)))
    return tuple(found)


def type_named(name: object) -> RecordType:
    """The type of that name. Raises `BadData` where this version knows none."""
    found = RECORD_TYPES.get(name) if isinstance(name, str) else None
    if found is None:
        raise BadData(
            "This record is of a type that this version of amanet does not know. A newer version may."
        )
    return found
