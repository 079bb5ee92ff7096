"""vault.toml: what is written is read, and whatever was changed is refused for what it is."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from amanet.errors import AmanetError, BadData, VaultDamaged, WrongKey
from amanet.sealing import Identity, Passphrase, default_cost, new_slot
from amanet.vault import Vault
from amanet.vault.header import MOST_SLOTS, Header, parse_header, unlock_any, verify_mac


def _open(data: bytes, secret: Any) -> None:
    """All that an opening does with vault.toml."""
    header = parse_header(data)
    _, unlocked = unlock_any(header, secret)
    verify_mac(data, header, unlocked.vault_key)
    header.open_secrets(unlocked.vault_key)


@pytest.fixture
def data(vault: Vault) -> bytes:
    return (vault.path / "vault.toml").read_bytes()


def test_a_header_goes_there_and_back(vault: Vault, data: bytes) -> None:
    header, key = vault.header, vault.unlocked.vault_key
    assert header.to_bytes(key) == data
    assert parse_header(data) == header
    assert header.open_secrets(key) == vault.secrets
    verify_mac(data, header, key)


def test_no_name_and_no_secret_stands_in_it(vault: Vault, data: bytes, world: Any) -> None:
    secrets = vault.secrets
    hidden = [
        vault.unlocked.vault_key,
        vault.unlocked.signing_seed,
        secrets.database,
        secrets.log,
        secrets.cosigner,
    ]
    for secret in hidden:
        assert secret not in data
        assert secret.hex().encode() not in data
    assert b"first" not in data
    assert vault.member.encode() not in data


def test_secrets_have_a_masked_repr(vault: Vault) -> None:
    shown = repr((vault.secrets, vault.unlocked, vault.header, vault.objects))
    for secret in (vault.secrets.database, vault.secrets.log, vault.unlocked.vault_key):
        assert secret.hex() not in shown
        assert repr(secret) not in shown


def test_every_flipped_bit_is_damage_or_a_newer_format(data: bytes, world: Any) -> None:
    """Every byte of what says what the vault is and of the seal; of the slots, whose checksums have tests of their own, some."""
    chance = random.Random(1)
    newer = set()
    slots, seal = data.index(b"[[slot]]"), data.index(b"[seal]")
    for at in (*range(slots), *range(slots, seal, 5), *range(seal, len(data))):
        bit = 1 << chance.randrange(8)
        changed = data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]
        with pytest.raises((VaultDamaged, BadData)) as refusal:
            _open(changed, world.words)
        if refusal.type is BadData:
            newer.add(at)
    assert newer <= {data.index(b"amanet-vault/1") + len("amanet-vault/")}


def test_every_cut_is_damage(data: bytes, world: Any) -> None:
    for end in range(0, len(data), 5):
        with pytest.raises(VaultDamaged):
            _open(data[:end], world.words)


def test_the_right_passphrase_for_a_damaged_slot_is_not_called_wrong(data: bytes, world: Any) -> None:
    at = data.index(b"sealed = ") + 20
    changed = data[:at] + (b"A" if data[at : at + 1] != b"A" else b"B") + data[at + 1 :]
    with pytest.raises(VaultDamaged, match="checksum does not fit"):
        _open(changed, world.words)
    with pytest.raises(VaultDamaged, match="changed by somebody"):
        _open(changed, world.code)


def test_a_wrong_passphrase_is_not_called_damage(data: bytes) -> None:
    with pytest.raises(WrongKey):
        _open(data, Passphrase("another one altogether"))


@pytest.mark.parametrize(
    ("format_", "error", "message"),
    [
        (b'"amanet-vault/2"', BadData, "Use a newer amanet"),
        (b'"amanet-vault/999999"', BadData, "Use a newer amanet"),
        (b'"amanet-vault/0"', VaultDamaged, "does not name a vault format"),
        (b'"amanet-vault/01"', VaultDamaged, "does not name a vault format"),
        (b'"amanet-vault/1 "', VaultDamaged, "does not name a vault format"),
        (b'"amanet-vault/2x"', VaultDamaged, "does not name a vault format"),
        (b'"restic/2"', VaultDamaged, "does not name a vault format"),
        (b"1", VaultDamaged, "does not name a vault format"),
    ],
)
def test_other_formats_are_told_apart(
    data: bytes, format_: bytes, error: type[AmanetError], message: str
) -> None:
    with pytest.raises(error, match=message):
        parse_header(data.replace(b'"amanet-vault/1"', format_, 1))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"",
        lambda data: b"\xff" + data,
        lambda data: data + b'more = "1"\n',
        lambda data: b'more = "1"\n' + data,
        lambda data: data.replace(b"generation = 1", b"generation = 0", 1),
        lambda data: data.replace(b"generation = 1", b"generation = 2147483648", 1),
        lambda data: data.replace(b"generation = 1", b"generation = 1.0", 1),
        lambda data: data.replace(b"epoch = 1", b"epoch = true", 1),
        lambda data: data.replace(b"epoch = 1\n", b"", 1),
        lambda data: data.replace(b"[[slot]]", b"[[other]]"),
        lambda data: data + b"#" * (1 << 20),
        lambda data: data.replace(b"generation = 1", b"generation = " + b"9" * 5000, 1),
        lambda data: b"a" + b".a" * 1000 + b" = 1\n" + data,
    ],
)
def test_what_is_not_a_header_is_refused(data: bytes, change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(VaultDamaged):
        parse_header(change(data))


def test_a_header_without_slots_or_with_too_many_is_refused(vault: Vault) -> None:
    key = vault.unlocked.vault_key
    for slots in ((), (vault.header.slots * MOST_SLOTS)[: MOST_SLOTS + 1]):
        with pytest.raises(VaultDamaged):
            parse_header(replace(vault.header, slots=slots).to_bytes(key))
    most = (vault.header.slots * MOST_SLOTS)[:MOST_SLOTS]
    assert len(parse_header(replace(vault.header, slots=most).to_bytes(key)).slots) == MOST_SLOTS


@pytest.mark.parametrize("change", [{"generation": 2}, {"epoch": 2}, {"vault": "0" * 32}])
def test_sealed_keys_are_bound_to_their_vault_generation_and_epoch(
    vault: Vault, change: dict[str, Any]
) -> None:
    """Even by somebody with the vault key, an older set of keys cannot be put into a newer header by mistake."""
    moved: Header = replace(vault.header, **change)
    with pytest.raises(VaultDamaged, match="sealed keys do not open"):
        moved.open_secrets(vault.unlocked.vault_key)


def test_another_vaults_key_makes_no_mac(vault: Vault) -> None:
    forged = vault.header.to_bytes(bytes(32))
    with pytest.raises(VaultDamaged, match="changed by somebody"):
        verify_mac(forged, parse_header(forged), vault.unlocked.vault_key)


def test_a_slot_of_another_vault_opens_nothing_here(vault: Vault, world: Any) -> None:
    """Associated data ties a slot to its vault: the same passphrase elsewhere cannot be moved in."""
    foreign = new_slot(
        "f" * 32,
        world.words,
        default_cost(),
        Identity(b"\x42" * 32),
        member=vault.member,
        signing_seed=bytes(32),
        vault_key=bytes(32),
        random_bytes=vault.settings.random_bytes,
    )
    with pytest.raises(WrongKey):
        unlock_any(replace(vault.header, slots=(foreign,)), world.words)
