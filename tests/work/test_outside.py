"""What outside says and what we say to others: nothing unsound is kept, and a memory that was put back is noticed."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amanet.errors import BadData, VaultDamaged
from amanet.fsck import verify_vault
from amanet.sealing import Passphrase, new_recovery_code
from amanet.vault import Settings, Vault
from amanet.vault.opening import FirstMember, create_vault
from amanet.work import cosign, stamp
from amanet.work.receipts import make_receipt, open_receipt
from amanet.work.take_in import Provenance, take_in

if TYPE_CHECKING:
    from conftest import LocalTsa

Make = Callable[[str], Vault]


@pytest.fixture
def make(tmp_path: Path) -> Any:
    """Makes vaults, open for writing."""
    opened: list[Vault] = []

    def made(name: str) -> Vault:
        first = FirstMember("Mirel", Passphrase("harbour lantern tide"), new_recovery_code(os.urandom))
        opened.append(create_vault(tmp_path / f"{name}.vault", first, Settings(tmp_path / "state")))
        return opened[-1]

    yield made
    for vault in opened:
        vault.close()


def _add(vault: Vault, folder: Path, name: str) -> int:
    (folder / name).write_text(name)
    custody = take_in(vault, [folder / name], Provenance()).custody
    assert custody is not None
    return custody


def test_a_memory_of_a_partner_that_was_put_back_is_noticed_and_not_signed_from(
    make: Make, tmp_path: Path
) -> None:
    ours, theirs = make("ours"), make("theirs")
    cosign.sign_request(ours, cosign.export_request(theirs), theirs.header.log_key)
    (early,) = ours.database.rows("SELECT * FROM seen")
    size = theirs.checkpoint().size
    _add(theirs, tmp_path, "more")
    cosign.sign_request(ours, cosign.export_request(theirs, from_size=size))
    assert verify_vault(ours).holds
    ours.database.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)", early)
    assert not verify_vault(ours).holds
    with pytest.raises(VaultDamaged, match="cosigned last"):
        cosign.sign_request(ours, cosign.export_request(theirs, from_size=size))


@pytest.mark.needs("openssl")
def test_a_time_stamp_with_a_flipped_bit_is_not_taken_in(make: Make, local_tsa: "LocalTsa") -> None:
    vault = make("V")
    request, _ = stamp.request_for(vault)
    answer = bytearray(local_tsa.answer(request))
    answer[-20] ^= 1
    before = vault.last_number
    with pytest.raises(BadData):
        stamp.take_stamp(vault, bytes(answer))
    assert vault.last_number == before


def test_no_receipt_is_handed_out_that_does_not_verify(make: Make, tmp_path: Path) -> None:
    vault = make("V")
    number = _add(vault, tmp_path, "note")
    (tile,) = (tmp_path / "V.vault" / "log").glob("*/tile/0/000.p/*")
    data = bytearray(tile.read_bytes())
    data[0] ^= 1
    tile.write_bytes(data)
    with pytest.raises(VaultDamaged, match="amanet verify"):
        make_receipt(vault, vault.record(number))


def test_a_record_that_is_missing_is_not_called_erased(make: Make, tmp_path: Path) -> None:
    vault = make("V")
    number = _add(vault, tmp_path, "note")
    receipt = make_receipt(vault, vault.record(number))
    vault.database.execute("DELETE FROM record WHERE number = ?", (number,))
    with pytest.raises(VaultDamaged, match="missing"):
        open_receipt(vault, receipt)
