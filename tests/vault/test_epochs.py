"""Epochs: each a log of its own that commits to the end of the one before."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from amanet.errors import BadData
from amanet.merkle import Checkpoint, VerifierKey, open_checkpoint
from amanet.vault import Draft, Vault, opening
from amanet.vault.opening import start_epoch

Drafts = Callable[[int], list[Draft]]


@pytest.fixture
def three_epochs(vault: Vault, drafts: Drafts) -> Vault:
    vault.add_many(drafts(2))
    start_epoch(vault, "first reason")
    vault.add_many(drafts(3))
    start_epoch(vault, "second reason")
    return vault


def test_every_epoch_begins_with_a_record_that_commits_to_the_one_before(three_epochs: Vault) -> None:
    vault = three_epochs
    epochs = vault.epochs()
    assert [(epoch.number, epoch.first) for epoch in epochs] == [(1, 1), (2, 5), (3, 9)]
    for before, epoch in pairwise(epochs):
        first = vault.record(epoch.first)
        last = open_checkpoint(vault.checkpoint(before).note, VerifierKey.parse(before.log_key))
        assert (first.index, first.epoch, first.body["type"]) == (0, epoch.number, "Epoch")
        assert first.body["previous_origin"] == before.origin == last.origin
        assert first.body["previous_size"] == vault.size_of(before) == last.size
        assert first.body["previous_root"] == last.root.hex()
        assert first.body["previous_checkpoint"].encode() == vault.checkpoint(before).note
        assert first.body["log_key"] == epoch.log_key
        assert first.body["origin"] == epoch.origin


def test_no_key_and_no_origin_is_used_twice(three_epochs: Vault) -> None:
    bodies = [record.body for record in three_epochs.records("Epoch")]
    for name in ("origin", "log_key", "cosigner_key"):
        assert len({body[name] for body in bodies}) == 3
    assert [body["reason"] for body in bodies] == ["the vault was made", "first reason", "second reason"]


def test_each_log_verifies_under_its_own_key_and_no_other(three_epochs: Vault) -> None:
    vault = three_epochs
    for epoch in vault.epochs():
        note = vault.log_folder(epoch).checkpoint()
        assert note is not None
        key = VerifierKey.parse(epoch.log_key)
        assert open_checkpoint(note, key) == Checkpoint(
            epoch.origin, vault.size_of(epoch), vault.root_at(epoch, vault.size_of(epoch))
        )
        others = [VerifierKey.parse(other.log_key) for other in vault.epochs() if other != epoch]
        for other in others:
            with pytest.raises(BadData):
                open_checkpoint(note, other)


def test_home_changes_with_the_epoch(vault: Vault) -> None:
    homes = {vault.home}
    start_epoch(vault, "a reason")
    homes.add(vault.home)
    assert len(homes) == 2


@pytest.mark.parametrize("where", [(opening, "begin_epoch"), (Vault, "insert")])
def test_an_epoch_begun_and_not_recorded_is_finished_by_the_next_opening(
    world: Any, drafts: Drafts, monkeypatch: pytest.MonkeyPatch, where: tuple[object, str]
) -> None:
    """vault.toml is written first, then this machine is told. Then the power fails."""

    class PowerFailed(Exception):
        pass

    def fail(*_: object) -> None:
        raise PowerFailed

    vault = world.new()
    with monkeypatch.context() as patch:
        patch.setattr(*where, fail)
        with pytest.raises(PowerFailed):
            start_epoch(vault, "the reason that is kept")
    vault.close()
    with world.open() as vault:
        assert [epoch.number for epoch in vault.epochs()] == [1, 2]
        assert vault.epoch.origin == vault.header.origin
        assert vault.record(3).body["reason"] == "the reason that is kept"
        vault.add(*drafts(1))
