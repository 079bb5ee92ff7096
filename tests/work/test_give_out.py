"""Getting an item out: verified while it is written, logged before, and nothing left behind when it fails."""

import io
from pathlib import Path
from typing import Any

import pytest

from amanet.errors import Misuse, VaultDamaged
from amanet.vault import Vault
from amanet.work.give_out import verified_stream, write_item, write_range
from amanet.work.take_in import TakenIn


def _last(vault: Vault) -> dict[str, Any]:
    return list(vault.records("Custody"))[-1].body


def test_an_item_is_written_as_it_came_and_logged(vault: Vault, handed: TakenIn, tmp_path: Path) -> None:
    record = vault.record(handed.added[1])
    write_item(vault, record, tmp_path / "out", purpose="a hearing")
    assert (tmp_path / "out").read_bytes() == b"item 1"
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0
    body = _last(vault)
    assert (body["action"], body["records"], body["note"]) == ("got", [record.reference], "a hearing")


def test_what_does_not_verify_leaves_nothing_behind(vault: Vault, handed: TakenIn, tmp_path: Path) -> None:
    record = vault.record(handed.added[1])
    stored = vault.stored_object(record.number)
    assert stored is not None
    pack = vault.path / stored.place
    good = pack.read_bytes()
    pack.write_bytes(
        good[: stored.start + 200] + bytes([good[stored.start + 200] ^ 1]) + good[stored.start + 201 :]
    )
    before = sorted(tmp_path.iterdir())
    with pytest.raises(VaultDamaged):
        write_item(vault, record, tmp_path / "out")
    assert sorted(tmp_path.iterdir()) == before


def test_an_object_that_is_not_the_records_is_not_given_out(
    vault: Vault, handed: TakenIn, tmp_path: Path
) -> None:
    """Two rows of the database exchanged: each object opens, and is another item's."""
    first, second = handed.added[:2]
    vault.database.execute("UPDATE object SET number = 99 WHERE number = ?", (first,))
    vault.database.execute("UPDATE object SET number = ? WHERE number = ?", (first, second))
    with pytest.raises(VaultDamaged, match="not what its record says"):
        write_item(vault, vault.record(first), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    held = verified_stream(vault, vault.record(first))
    with pytest.raises(VaultDamaged):
        list(held)


def test_nothing_is_written_over_unless_it_was_asked_for(
    vault: Vault, handed: TakenIn, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.write_bytes(b"precious")
    record = vault.record(handed.added[0])
    before = vault.last_number
    for there in (out, tmp_path):
        with pytest.raises(Misuse):
            write_item(vault, record, there, replace=there == tmp_path)
    assert (out.read_bytes(), vault.last_number) == (b"precious", before)
    write_item(vault, record, out, replace=True)
    assert out.read_bytes() == b"item 0"


@pytest.mark.parametrize(("offset", "length"), [(0, None), (2, 3), (5, 100), (6, 1), (0, 0)])
def test_a_range_is_the_slice_and_is_logged(
    vault: Vault, handed: TakenIn, offset: int, length: int | None
) -> None:
    output = io.BytesIO()
    write_range(vault, vault.record(handed.added[2]), offset, length, output)
    expected = b"item 2"[offset:] if length is None else b"item 2"[offset : offset + length]
    assert output.getvalue() == expected
    whole = expected == b"item 2"  # its size would outlive it
    assert _last(vault).get("details") == (None if whole else {"offset": offset, "length": len(expected)})


def test_only_items_within_their_bounds_are_given_out(vault: Vault, handed: TakenIn, tmp_path: Path) -> None:
    before = vault.last_number
    with pytest.raises(Misuse, match="beyond"):
        write_range(vault, vault.record(handed.added[0]), 7, 1, io.BytesIO())
    with pytest.raises(Misuse, match="not an item"):
        write_item(vault, vault.record(2), tmp_path / "out")
    with pytest.raises(Misuse, match="not an item"):
        write_range(vault, vault.record(handed.custody or 0), 0, 1, io.BytesIO())
    assert vault.last_number == before


def test_nothing_is_written_into_the_vault_itself(vault: Vault, handed: TakenIn, tmp_path: Path) -> None:
    record = vault.record(handed.added[0])
    (tmp_path / "way").symlink_to(vault.path)
    (tmp_path / "name").symlink_to(vault.path / "vault.toml")
    (vault.path / "out").symlink_to(tmp_path / "elsewhere")
    before = (vault.last_number, (vault.path / "vault.toml").read_bytes())
    for inside in (vault.path / "vault.toml", vault.path / "out", vault.path / "packs/x", tmp_path / "way/x"):
        with pytest.raises(Misuse, match="inside the vault"):
            write_item(vault, record, inside, replace=True)
    with pytest.raises(Misuse, match="inside the vault"):
        write_item(vault, record, tmp_path / "name", replace=True)
    assert (vault.last_number, (vault.path / "vault.toml").read_bytes()) == before


def test_a_dangling_link_is_not_replaced_unasked(vault: Vault, handed: TakenIn, tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to(tmp_path / "nowhere")
    with pytest.raises(Misuse, match="exists already"):
        write_item(vault, vault.record(handed.added[0]), tmp_path / "out")
