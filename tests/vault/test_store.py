"""Records in and out: one COMMIT acknowledges, leaf numbers have no gaps, and the log's files follow."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amanet.canonical import decode
from amanet.errors import AmanetError, BadData, Misuse
from amanet.merkle import Checkpoint, Frontier, VerifierKey, open_checkpoint, sign_checkpoint
from amanet.record import entry_of
from amanet.vault import Draft, Vault

Drafts = Callable[[int], list[Draft]]
Files = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def from_scratch() -> Callable[[Vault], dict[str, bytes]]:
    """The files of the current epoch's log as they must be, from the leaf table alone and in one step."""

    def files(vault: Vault) -> dict[str, bytes]:
        epoch = vault.epoch
        rows = vault.database.rows("SELECT entry FROM leaf WHERE number >= ? ORDER BY number", (epoch.first,))
        growth = Frontier().append([entry for (entry,) in rows])
        head = Checkpoint(epoch.origin, growth.frontier.size, growth.frontier.root)
        written = {write.path: write.data for write in growth.writes}
        return {**written, "checkpoint": sign_checkpoint(head, vault.log_signer())}

    return files


def test_commits_of_any_size_give_gapless_leaves_and_the_log_of_a_tree_built_at_once(
    vault: Vault, drafts: Drafts, from_scratch: Any, files_below: Files
) -> None:
    expected = 2
    for size in (1, 1, 252, 1, 1, 3, 255, 300):
        vault.add_many(drafts(size))
        expected += size
        assert [row[0] for row in vault.database.rows("SELECT number FROM leaf ORDER BY number")] == list(
            range(1, expected + 1)
        )
        assert files_below(vault.log_folder(vault.epoch).folder) == from_scratch(vault)


def test_each_commit_leaves_a_signed_checkpoint_that_the_next_one_continues(
    vault: Vault, drafts: Drafts
) -> None:
    for size in (1, 4, 2):
        vault.add_many(drafts(size))
    key = VerifierKey.parse(vault.epoch.log_key)
    heads = [open_checkpoint(each.note, key) for each in vault.checkpoints()]
    assert [head.size for head in heads] == [1, 2, 3, 7, 9]
    for head in heads:
        assert head.root == vault.root_at(vault.epoch, head.size)


def test_what_was_added_stands_as_it_was_given(vault: Vault, drafts: Drafts) -> None:
    (draft,) = drafts(1)
    (record,) = vault.add(draft)
    assert {name: record.body[name] for name in draft.fields} == draft.fields
    assert decode(record.body_bytes) == record.body
    assert record.entry == entry_of(record.body, record.salt)
    assert (record.number, record.index, record.epoch) == (3, 2, 1)
    assert record.body["entered_by"] == vault.member


def test_every_record_has_a_salt_and_an_id_of_its_own(vault: Vault, drafts: Drafts) -> None:
    vault.add_many(drafts(50))
    records = list(vault.records())
    assert len({record.salt.secret for record in records}) == 52
    ids = [record.body["id"] for record in records]
    assert len(set(ids)) == 52
    assert ids == sorted(ids)


@pytest.mark.parametrize(
    "draft",
    [
        Draft("Item", {"sha256": "00" * 32}),
        Draft("Item", {"sha256": "00" * 32, "size": 0, "name": "n", "kind": "file", "tool": "t"}),
        Draft("Item", {"sha256": "00" * 32, "size": 0.5, "name": "n", "kind": "file"}),
        Draft("Person", {"name": "n"}),
    ],
)
def test_a_record_that_its_type_does_not_allow_is_not_entered(
    vault: Vault, drafts: Drafts, draft: Draft
) -> None:
    with pytest.raises(BadData):
        vault.add(*drafts(1), draft)
    assert vault.last_number == 2


def test_nothing_is_nothing_to_record(vault: Vault) -> None:
    with pytest.raises(Misuse):
        vault.add()


def test_a_commit_that_fails_leaves_no_trace_and_the_next_one_stands(
    vault: Vault, drafts: Drafts, from_scratch: Any, files_below: Files
) -> None:
    before = files_below(vault.log_folder(vault.epoch).folder)
    prepared = [vault.prepare(draft) for draft in drafts(3)]
    with pytest.raises(AmanetError):
        vault.commit(prepared, also=[("INSERT INTO nowhere VALUES (1)", ())])
    assert vault.last_number == 2
    assert files_below(vault.log_folder(vault.epoch).folder) == before
    assert vault.commit(prepared) == 3
    assert files_below(vault.log_folder(vault.epoch).folder) == from_scratch(vault)


def test_the_same_record_is_not_entered_twice(vault: Vault, drafts: Drafts) -> None:
    prepared = [vault.prepare(draft) for draft in drafts(1)]
    vault.commit(prepared)
    with pytest.raises(AmanetError):
        vault.commit(prepared)
    assert vault.last_number == 3


def test_records_are_found_by_number_id_and_reference(vault: Vault, drafts: Drafts) -> None:
    record = vault.add(*drafts(3))[1]
    for text in ("4", "#4", " 4 ", record.body["id"], record.reference, record.reference[:8].upper()):
        assert vault.find(text).number == 4


@pytest.mark.parametrize("text", ["", "0", "99", "-1", "4.0", "abc", "ff" * 32, "'; DROP TABLE leaf", "٤x"])
def test_what_names_no_single_record_finds_none(vault: Vault, drafts: Drafts, text: str) -> None:
    vault.add_many(drafts(3))
    with pytest.raises(Misuse):
        vault.find(text)


def test_places_of_leaves_and_numbers_of_references(vault: Vault, drafts: Drafts) -> None:
    records = vault.add(*drafts(3))
    assert vault.leaf_place(4) == (1, 3, records[1].reference)
    assert vault.numbers_of([records[2].reference, "00" * 32, records[0].reference]) == [3, 5]
    found = vault.find_entry(4, records[1].entry)
    assert found is not None
    assert found.body == records[1].body
    assert vault.find_entry(4, records[0].entry) is None
    with pytest.raises(Misuse):
        vault.leaf_place(6)


def test_what_was_derived_is_found_at_any_remove(vault: Vault, drafts: Drafts) -> None:
    def derived(item: Any) -> Any:
        fields = {"item": item.body["id"], "kind": "k", "tool": "t", "version": "1"}
        return vault.add(Draft("Rendition", fields))[0]

    one, other = vault.add(*drafts(2))
    first = derived(one)
    second = derived(first)
    beside = derived(other)
    assert set(vault.about(one.number)) == {first.number, second.number}
    assert vault.about(other.number) == [beside.number]
    assert vault.about(second.number) == []
    assert vault.items_without("k") == []
    assert vault.items_without("other kind") == [one.number, other.number]
