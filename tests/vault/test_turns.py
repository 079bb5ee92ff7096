"""Turns at writing: two handles on one vault, one writing at a time, neither of them with an outdated memory."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from amanet.errors import WorldFailed
from amanet.fsck import verify_vault
from amanet.vault import Draft, Vault
from amanet.vault.turns import rest, take_turn

Drafts = Callable[[int], list[Draft]]


@pytest.fixture
def two(world: Any) -> tuple[Vault, Vault]:
    """Two handles for writing, both at rest."""
    one = world.new()
    rest(one)
    other = world.open()
    rest(other)
    return one, other


def test_a_handle_that_rests_does_not_write_and_reads_on(two: tuple[Vault, Vault], drafts: Drafts) -> None:
    with pytest.raises(WorldFailed, match="rests"):
        two[0].add(drafts(1)[0])
    assert two[0].last_number == two[1].last_number


def test_a_turn_after_nobody_wrote_keeps_the_handle(two: tuple[Vault, Vault], drafts: Drafts) -> None:
    mine = take_turn(two[0], patience=0)
    assert mine is two[0]
    mine.add(drafts(1)[0])
    rest(mine)
    assert take_turn(mine, patience=0) is mine


def test_what_another_wrote_is_known_before_the_next_turn(
    world: Any, two: tuple[Vault, Vault], drafts: Drafts
) -> None:
    one, other = two
    for number in range(6):
        one, other = other, one
        one = take_turn(one, patience=0)
        assert one.last_number == 2 + number
        one.add(drafts(1)[0])
        rest(one)
    assert [record.body.get("note") for record in one.records(after=2)] == ["0"] * 6
    one.close()
    other.close()
    found = verify_vault(world.open(writable=False)).findings
    assert [one.where for one in found] == ["records"]  # their objects were never there: the log itself holds


def test_a_turn_waits_for_the_other_and_says_so_where_it_lasts(
    two: tuple[Vault, Vault], drafts: Drafts
) -> None:
    one = take_turn(two[0], patience=0)
    with pytest.raises(WorldFailed, match="open for writing elsewhere"):
        take_turn(two[1], patience=0.1)
    one.add(drafts(1)[0])
    soon = threading.Timer(0.2, rest_of(one))
    soon.start()
    other = take_turn(two[1], patience=30)
    soon.join()
    assert other.last_number == 3


def rest_of(vault: Vault) -> Callable[[], None]:
    return vault.locks.rest


def test_a_turn_that_fails_to_begin_leaves_the_lock_to_others(
    two: tuple[Vault, Vault], drafts: Drafts
) -> None:
    one, other = two
    header = one.path / "vault.toml"
    kept = header.read_bytes()
    header.unlink()
    with pytest.raises(WorldFailed, match=r"vault\.toml"):
        take_turn(one, patience=0)
    header.write_bytes(kept)
    other = take_turn(other, patience=0)
    other.add(drafts(1)[0])
