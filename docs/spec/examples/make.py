"""Makes the examples that log-v1 and vault-v1 print: a vault of three records, with fixed randomness and a fixed clock.

    python docs/spec/examples/make.py [FOLDER]

writes the files beside this script (or into FOLDER). The same bytes come out each time; the tests hold them to what
stands here and to what the specifications print, and check them with code of their own. Needs 256 MiB for a moment,
because the key derivation is the real one.

Everybody and everything in it is invented. Never use a key of it.
"""

import json
import shutil
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from amanet.canonical import encode, from_base64, to_base64
from amanet.merkle import KeyType, SignerKey, TlogProof, attach_cosignature, open_checkpoint, sign_cosignature
from amanet.record import RECORD_TYPES, digest_document, open_fields
from amanet.sealing import DerivationCost, Passphrase, RecoveryCode, derive, open_secret
from amanet.vault import Draft, Settings, Vault
from amanet.vault.opening import FirstMember, create_vault

NOW = 1_795_342_500  # 2026-11-22T10:15:00Z
COST = DerivationCost(256 * 1024, 3, 4)
PASSPHRASE = "an example that protects nobody"  # noqa: S105
RECOVERY_CODE = RecoveryCode("EXAMP1E0" + "0" * 18)
PARTNER = SignerKey("amanet-cosigner/" + "0c" * 16, sha256(b"example partner").digest(), KeyType.COSIGNATURE)
ITEM = {
    "sha256": sha256(b"An invented recording.\n").hexdigest(),
    "size": 23,
    "name": "گۇۋاھلىق 01.opus",
    "path": {"b64": to_base64(b"card/caf\xe9/01.opus")},
    "kind": "file",
    "modified_at": "2026-11-20T18:02:11Z",
    "source": "a cousin",
    "acquired_how": "handed over on a card",
}
OPENED = ("sha256", "size")


class Counted:
    """SHA-256 of a counter, where a vault draws randomness."""

    def __init__(self) -> None:
        self.drawn = 0

    def __call__(self, count: int) -> bytes:
        row = b""
        while len(row) < count:
            self.drawn += 1
            row += sha256(b"amanet example\n%d" % self.drawn).digest()
        return row[:count]


def make(folder: Path) -> None:
    """Writes all files of the example into `folder`."""
    with tempfile.TemporaryDirectory() as temporary:
        settings = Settings(Path(temporary, "state"), now=lambda: NOW, random_bytes=Counted())
        first = FirstMember("Invented Member", Passphrase(PASSPHRASE), RECOVERY_CODE)
        with create_vault(Path(temporary, "example.vault"), first, settings, cost=COST) as vault:
            vault.add(Draft("Item", ITEM))
            write_record(vault, folder)
            write_log(vault, folder)
            write_vault(vault, folder)


def write_record(vault: Vault, folder: Path) -> None:
    record = vault.record(3)
    salt, body = record.salt, record.body
    (folder / "record.json").write_bytes(encode(body) + b"\n")
    (folder / "opening.json").write_bytes(encode(open_fields(body, salt, OPENED).to_json()) + b"\n")
    document = digest_document(body, salt)
    names = {slot: name for name, slot in RECORD_TYPES["Item"].slots.items() if name in body}
    rows = [
        ("record salt", salt.secret.hex()),
        ("salt(type)", salt.of_field("type").hex()),
        ("salt(size)", salt.of_field("size").hex()),
        ("leaf salt", salt.of_leaf().hex()),
        ("hashed for size", encode([to_base64(salt.of_field("size")), "size", body["size"]]).decode()),
        *(
            (f"slot {slot} ({names.get(slot, 'absent')})", document[32 * slot : 32 * slot + 32].hex())
            for slot in range(24)
        ),
        ("entry", record.entry.hex()),
        ("record reference", record.reference),
    ]
    _write_rows(folder / "commitment.txt", rows)


def write_log(vault: Vault, folder: Path) -> None:
    epoch = vault.epoch
    shutil.copytree(vault.log_folder(epoch).folder, folder / "log", dirs_exist_ok=True)
    item = vault.record(3)
    head = vault.checkpoint()
    proof = TlogProof(item.index, vault.inclusion(item, head.size), head.note)
    (folder / "item.tlog-proof").write_bytes(proof.to_bytes())
    checkpoint = open_checkpoint(head.note, vault.log_signer().verifier)
    line = str(sign_cosignature(checkpoint, PARTNER, NOW + 3600)).encode()
    cosigned, _ = attach_cosignature(head.note, line, PARTNER.verifier)
    (folder / "cosigned-checkpoint").write_bytes(cosigned)
    rows = [
        ("log key", epoch.log_key),
        ("log seed", vault.secrets.log.hex()),
        ("cosigner key of the partner", str(PARTNER.verifier)),
        ("imprint for a time-stamp", checkpoint.imprint.hex()),
        *((f"entry {number - 1}", vault.record(number).entry.hex()) for number in (1, 2, 3)),
    ]
    _write_rows(folder / "log.txt", rows)
    records = [
        {"record_salt": to_base64(record.salt.secret), "record": record.body} for record in vault.records()
    ]
    (folder / "records.json").write_text(json.dumps(records, indent=1, ensure_ascii=False) + "\n", "utf-8")


def write_vault(vault: Vault, folder: Path) -> None:
    header = vault.header
    slot = header.slots[0]
    (folder / "vault.toml").write_bytes((vault.path / "vault.toml").read_bytes())
    slot_key = derive(Passphrase(PASSPHRASE).key_material, slot.salt, COST)
    place = f"amanet/slot/v1\n{header.vault}\n{slot.id}"
    contents = open_secret(slot_key, slot.sealed, place.encode("ascii"))
    rows = [
        ("passphrase", PASSPHRASE),
        ("recovery code", RECOVERY_CODE.text),
        ("slot key of the first slot", slot_key.hex()),
        ("sealed in the first slot", contents.decode()),
        ("vault key", vault.unlocked.vault_key.hex()),
        ("database key", vault.secrets.database.hex()),
        ("log seed", vault.secrets.log.hex()),
        ("cosigner seed", vault.secrets.cosigner.hex()),
    ]
    assert from_base64(json.loads(contents)["signing"]) == vault.unlocked.signing_seed
    _write_rows(folder / "vault-secrets.txt", rows)


def _write_rows(path: Path, rows: list[tuple[str, str]]) -> None:
    path.write_text("".join(f"{name} = {value}\n" for name, value in rows), "utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
