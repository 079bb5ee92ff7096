"""The table of types: one field, one slot, for good."""

import re
from pathlib import Path

import pytest

from amanet.errors import BadData
from amanet.record import RECORD_TYPES, RecordType, type_named

SPECIFICATION = Path(__file__).parents[2] / "docs" / "spec" / "log-v1.md"
# What was ever written stays so: old openings must stay checkable. New fields are added at the end, never put in between.
COMMON = "type id entered_at entered_by"
SLOTS = {
    "Epoch": "number origin log_key cosigner_key reason previous_origin previous_size previous_root "
    "previous_checkpoint",
    "Member": "member name role public_key status slots signature",
    "Item": "sha256 size name path kind modified_at source acquired_how acquired_at acquired_where note capture "
    "media_type pronom batch inside",
    "Rendition": "item kind tool version parameters content sha256 size problems",
    "Passage": "of selectors quote language note batch",
    "Entity": "schema batch",
    "Statement": "subject property value polarity said_by passages said_at heard_from wording language certainty basis note state batch cell",
    "Supersession": "replaces by reason batch",
    "Retraction": "retracts reason batch",
    "Review": "of state reason signature",
    "Judgement": "left right verdict reason signature",
    "Assessment": "of credibility basis reason signature",
    "Gloss": "of words readers sealed signature",
    "Interview": "source interviewers held_at language interpreter place items note",
    "Contact": "person channel rule hours language address note",
    "Grant": "person use recipient identity media given_by kinship dissent language explained passages given_at expires_at review_at note signature",
    "Refusal": "person use recipient given_by language explained passages given_at note signature",
    "Withdrawal": "person withdraws given_by language passages given_at reason signature",
    "Custody": "action records happened_at by_hand_of to note details checkpoint signature",
    "Proposal": "use recipient day statements items opens hidden drafts "
    "pseudonyms words decisions consequences manifest seed note signature",
    "Approval": "of manifest verdict reason signature",
    "Release": "of use recipient day records grants shown manifest sha256 "
    "size sealed_to approvals consequences file note signature",
    "Erasure": "erased reason on_wish_of outstanding signature",
    "Stamp": "kind origin tree_size root checkpoint token chain authority stated_at revocation renew_before",
}
every_type = pytest.mark.parametrize("kind", RECORD_TYPES.values(), ids=lambda kind: kind.name)


@every_type
def test_no_two_fields_of_a_type_share_a_slot_and_type_has_slot_0(kind: RecordType) -> None:
    assert len(set(kind.slots.values())) == len(kind.slots)
    assert set(kind.slots.values()) <= set(range(24))
    assert kind.slots["type"] == 0
    assert [kind.slots[name] for name in ("id", "entered_at", "entered_by")] == [1, 2, 3]


@every_type
def test_slots_stay_as_they_were_first_given(kind: RecordType) -> None:
    assert list(kind.slots) == f"{COMMON} {SLOTS[kind.name]}".split()
    assert list(kind.slots.values()) == list(range(len(kind.slots)))


@every_type
def test_every_record_says_its_type_id_time_and_member(kind: RecordType) -> None:
    assert {"type", "id", "entered_at", "entered_by"} <= kind.required <= kind.slots.keys()
    assert set(kind.derived_from) <= kind.slots.keys()
    assert kind.holds


def test_what_accounting_rests_on_cannot_be_erased() -> None:
    kept = {name for name, kind in RECORD_TYPES.items() if not kind.erasable}
    assert kept == {"Epoch", "Member", "Stamp", "Erasure"}


@pytest.mark.parametrize("name", ["item", "Items", "", None, 1, ["Item"], {"type": "Item"}])
def test_an_unknown_type_is_refused(name: object) -> None:
    with pytest.raises(BadData, match="newer version"):
        type_named(name)


def test_the_specification_prints_this_table() -> None:
    """Section 6 has, for each type, the rows `| slot | field | … |`; a `?` marks what may be absent."""
    section = SPECIFICATION.read_text("utf-8").partition("\n## 6. ")[2].partition("\n## 7. ")[0]
    common = _rows(section.partition("\n### ")[0])
    printed = {}
    for part in section.split("\n### ")[1:]:
        name = re.match(r"`(\w+)`", part)
        assert name is not None, part
        printed[name[1]] = common + _rows(part)
    expected = {
        name: [(slot, field, field not in kind.required) for field, slot in kind.slots.items()]
        for name, kind in RECORD_TYPES.items()
    }
    assert printed == expected


def test_the_specification_says_which_types_cannot_be_erased_and_what_goes_with_what() -> None:
    text = SPECIFICATION.read_text("utf-8")
    for name, kind in RECORD_TYPES.items():
        heading = re.search(rf"^### `{name}`(.*)$", text, re.MULTILINE)
        assert heading is not None
        assert ("cannot be erased" in heading[1]) == (not kind.erasable)
        derived = re.findall(r"its `(\w+)`", heading[1])
        assert derived == list(kind.derived_from)


def _rows(text: str) -> list[tuple[int, str, bool]]:
    found = re.findall(r"^\| (\d+) \| `(\w+)`( \?)? \| \S.* \|$", text, re.MULTILINE)
    return [(int(slot), field, bool(optional)) for slot, field, optional in found]
