"""Slots: they give back what was put in, tell damage from a wrong passphrase, and change keys without one."""

import hashlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import replace

import pytest
import tomli_w

from amanet.canonical import encode, from_base64
from amanet.errors import Misuse, VaultDamaged, WrongKey
from amanet.sealing import (
    DerivationCost,
    Identity,
    Passphrase,
    Slot,
    Unlocked,
    check_damage,
    new_recovery_code,
    new_slot,
    reseal,
    seal_bytes,
    unlock,
)
from amanet.sealing.recovery import RecoveryCode

VAULT = "ab" * 16
COST = DerivationCost(64, 1, 1)
SECRET = Passphrase("قىزىل ئالما")
SEED, VAULT_KEY = b"s" * 32, b"v" * 32
KEYS = [
    "id",
    "kind",
    "kdf",
    "memory_kib",
    "iterations",
    "lanes",
    "salt",
    "sealed",
    "recipient",
    "vault_key",
    "checksum",
]
IDENTITY = Identity(b"\x05" * 32)


def make(secret: Passphrase | RecoveryCode = SECRET, identity: Identity = IDENTITY) -> Slot:
    return new_slot(
        VAULT,
        secret,
        COST,
        identity,
        member="m-1",
        signing_seed=SEED,
        vault_key=VAULT_KEY,
        random_bytes=os.urandom,
    )


@pytest.fixture
def slot() -> Slot:
    return make()


@pytest.fixture
def table(slot: Slot) -> dict[str, str | int]:
    return slot.to_toml_dict()


def resigned(table: Mapping[str, object]) -> dict[str, object]:
    """With a checksum that fits: what somebody who may write the file can do."""
    public = {key: value for key, value in table.items() if key not in ("checksum", "vault_key")}
    vault_key = hashlib.sha256(from_base64(str(table["vault_key"]))).digest()
    checksum = hashlib.sha256(b"amanet/slot/v1\n" + encode(public) + vault_key).hexdigest()  # type: ignore[arg-type]
    return {**table, "checksum": checksum}


def test_a_slot_gives_back_what_was_put_in(slot: Slot) -> None:
    assert unlock(slot, VAULT, SECRET) == Unlocked(VAULT_KEY, IDENTITY, "m-1", SEED)


def test_a_recovery_code_opens_a_slot_of_its_kind() -> None:
    code = new_recovery_code(os.urandom)
    slot = make(code)
    assert slot.kind == "recovery"
    assert unlock(slot, VAULT, code).vault_key == VAULT_KEY


def test_it_survives_being_written_as_toml(slot: Slot, table: dict[str, str | int]) -> None:
    text = tomli_w.dumps({"slot": [table]})
    assert Slot.from_untrusted(tomllib.loads(text)["slot"][0]) == slot


def test_its_keys_are_those_of_the_specification_in_order(table: dict[str, str | int]) -> None:
    assert list(table) == KEYS
    assert resigned(table) == table


def test_another_passphrase_is_a_wrong_key(slot: Slot) -> None:
    with pytest.raises(WrongKey, match="undamaged"):
        unlock(slot, VAULT, Passphrase("قىزىل ئالمى"))


def test_a_secret_of_another_kind_is_a_wrong_key(slot: Slot) -> None:
    with pytest.raises(WrongKey, match="recovery"):
        unlock(slot, VAULT, new_recovery_code(os.urandom))


def test_a_slot_carried_to_another_vault_does_not_open(slot: Slot) -> None:
    with pytest.raises(WrongKey):
        unlock(slot, "cd" * 16, SECRET)


@pytest.mark.parametrize("name", KEYS)
def test_any_damaged_value_is_damage_and_no_wrong_key(name: str, table: dict[str, str | int]) -> None:
    value = table[name]
    if isinstance(value, int):
        changed: list[object] = [value + 8, -1, 0, True, str(value), 2**70]
    else:
        flipped = [value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :] for at in range(len(value))]
        changed = [*flipped, value[:-1], value + "A", "", 7, None]
    for one in changed:
        with pytest.raises(VaultDamaged):
            Slot.from_untrusted({**table, name: one})


def test_a_missing_or_further_key_is_damage(table: dict[str, str | int]) -> None:
    for changed in ({**table, "hint": "fruit"}, {key: table[key] for key in KEYS[1:]}, {}):
        with pytest.raises(VaultDamaged):
            Slot.from_untrusted(changed)


def test_a_cost_out_of_bounds_is_refused_though_its_checksum_fits(
    monkeypatch: pytest.MonkeyPatch, table: dict[str, str | int]
) -> None:
    monkeypatch.delenv("AMANET_TEST_CHEAP_KDF")
    with pytest.raises(VaultDamaged, match="Nothing was computed"):
        Slot.from_untrusted(table)


def test_damage_is_said_before_anything_is_derived(monkeypatch: pytest.MonkeyPatch, slot: Slot) -> None:
    monkeypatch.setattr("amanet.sealing.slots.derive", None)
    damaged = replace(slot, vault_key=slot.vault_key[:-1] + bytes([slot.vault_key[-1] ^ 1]))
    for act in (check_damage, lambda slot: unlock(slot, VAULT, SECRET)):
        with pytest.raises(VaultDamaged, match="checksum"):
            act(damaged)


def test_the_parts_of_two_slots_do_not_mix(slot: Slot) -> None:
    """Somebody who may write vault.toml puts in a vault key of their own, checksum and all."""
    foreign = seal_bytes(b"x" * 32, [Identity(b"\x06" * 32).recipient], random_bytes=os.urandom)
    mixed = replace(slot, vault_key=foreign)
    for changed in (mixed, replace(slot, recipient=Identity(b"\x06" * 32).recipient)):
        read = Slot.from_untrusted(resigned(changed.to_toml_dict()))
        with pytest.raises(VaultDamaged, match="belong together"):
            unlock(read, VAULT, SECRET)


def test_the_vault_key_changes_without_a_passphrase(monkeypatch: pytest.MonkeyPatch, slot: Slot) -> None:
    changed = reseal(slot, b"n" * 32, random_bytes=os.urandom)
    assert unlock(changed, VAULT, SECRET) == Unlocked(b"n" * 32, IDENTITY, "m-1", SEED)
    assert (changed.id, changed.sealed, changed.salt) == (slot.id, slot.sealed, slot.salt)


def test_a_damaged_slot_is_not_given_a_fresh_checksum(slot: Slot) -> None:
    with pytest.raises(VaultDamaged):
        reseal(replace(slot, salt=bytes(16)), b"n" * 32, random_bytes=os.urandom)


def test_nothing_secret_is_shown(slot: Slot) -> None:
    shown = repr(unlock(slot, VAULT, SECRET)) + repr(slot)
    for secret in ("m-1", "vvvv", "ssss", "AGE-SECRET"):
        assert secret not in shown


def test_keys_of_another_length_are_misuse(slot: Slot) -> None:
    with pytest.raises(Misuse):
        reseal(slot, b"short", random_bytes=os.urandom)
    with pytest.raises(Misuse):
        unlock(slot, "not a vault id", SECRET)
