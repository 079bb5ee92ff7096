"""Evidence bundles of real vaults: what they open, and that a stranger's verdict on them is the right one."""

import io
import json
import tarfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from amanet.errors import AmanetError, Misuse
from amanet.exports import check_bundle
from amanet.merkle import VerifierKey
from amanet.sealing import Identity, open_bytes
from amanet.vault import Vault
from amanet.vault.opening import start_epoch
from amanet.work.give_out import verified_stream
from amanet.work.prove import Proved, gather, write, write_sealed
from amanet.work.take_in import TakenIn

HandOver = Callable[..., Path]
Take = Callable[..., TakenIn]
Prove = Callable[..., tuple[Path, Proved]]


@pytest.fixture
def prove(vault: Vault, tmp_path: Path) -> Prove:
    def made(numbers: Sequence[int], **more: Any) -> tuple[Path, Proved]:
        contents, proved = gather(vault, numbers, **more)
        write(contents, tmp_path / "bundle")
        return tmp_path / "bundle", proved

    return made


def _opened(bundle: Path) -> list[dict[str, Any]]:
    described = json.loads((bundle / "data" / "bundle.json").read_bytes())
    return [
        {name: field["value"] for name, field in record["opening"]["fields"].items()}
        for record in described["records"]
    ]


def test_by_default_only_type_sha256_and_size_are_opened(vault: Vault, handed: TakenIn, prove: Prove) -> None:
    bundle, proved = prove(handed.added[:2])
    bodies = [vault.record(number).body for number in handed.added[:2]]
    assert _opened(bundle) == [{name: body[name] for name in ("type", "sha256", "size")} for body in bodies]
    assert (proved.records, proved.payload_bytes) == (2, 12)
    for number, item in enumerate(handed.added[:2], 1):
        kept = b"".join(bytes(piece) for piece in verified_stream(vault, vault.record(item)))
        assert (bundle / "data" / "items" / f"{number:04}.bin").read_bytes() == kept


def test_nothing_else_of_a_record_is_in_the_bundle(vault: Vault, handed: TakenIn, prove: Prove) -> None:
    bundle, _ = prove(handed.added, recipient="the court", purpose="the case of the missing")
    everything = b"".join(path.read_bytes() for path in bundle.rglob("*") if path.is_file())
    hidden = [b"a cousin", b"0.txt", b"Aygul", b"the court", b"the case", vault.member.encode()]
    for number in handed.added:
        record = vault.record(number)
        hidden += [record.salt.secret, record.salt.secret.hex().encode(), record.body["id"].encode()]
        hidden += [record.body["batch"].encode(), record.body["entered_at"].encode()]
    for secret in hidden:
        assert secret not in everything


def test_the_verdict_needs_keys_from_elsewhere(vault: Vault, handed: TakenIn, prove: Prove) -> None:
    bundle, _ = prove(handed.added)
    assert check_bundle(bundle, [VerifierKey.parse(vault.header.log_key)], [], []).outcome == "verified"
    assert check_bundle(bundle, [], [], []).outcome == "internally consistent"


def test_records_of_several_epochs_are_proved_together(
    vault: Vault, handed: TakenIn, hand_over: HandOver, take: Take, prove: Prove
) -> None:
    start_epoch(vault, "a test")
    later = take(vault, hand_over({"later": b"later"}))
    bundle, proved = prove([handed.added[1], later.added[0]])
    keys = [VerifierKey.parse(epoch.log_key) for epoch in vault.epochs()]
    assert proved.checkpoints == 2
    assert check_bundle(bundle, keys, [], []).outcome == "verified"
    assert check_bundle(bundle, keys[1:], [], []).outcome == "internally consistent"


def test_other_fields_are_opened_when_asked_for_and_other_records_too(
    vault: Vault, handed: TakenIn, prove: Prove
) -> None:
    bundle, _ = prove([handed.added[0]], open_also=["source", "name"])
    body = vault.record(handed.added[0]).body
    assert _opened(bundle) == [{name: body[name] for name in ("type", "sha256", "size", "source", "name")}]


def test_a_custody_record_is_proved_without_bytes(vault: Vault, handed: TakenIn, prove: Prove) -> None:
    bundle, proved = prove([handed.custody], open_also=["action"])
    assert _opened(bundle) == [{"type": "Custody", "action": "taken in"}]
    assert (proved.payload_bytes, (bundle / "data" / "items").exists()) == (0, False)


@pytest.mark.parametrize(
    ("numbers", "fields"), [([], []), ([3], ["id"]), ([3], ["tool"]), ([3], ["acquired_how"]), ([99], [])]
)
def test_what_cannot_be_proved_is_refused_and_not_logged(
    vault: Vault, handed: TakenIn, numbers: list[int], fields: list[str]
) -> None:
    before = vault.last_number
    with pytest.raises(Misuse):
        gather(vault, numbers, open_also=fields)
    assert vault.last_number == before


def test_proving_is_logged_with_what_was_opened_and_for_whom(
    vault: Vault, handed: TakenIn, prove: Prove
) -> None:
    prove(handed.added[:1], open_also=["name"], recipient="the court", purpose="a case")
    body = list(vault.records("Custody"))[-1].body
    assert (body["action"], body["to"], body["note"]) == ("proved", "the court", "a case")
    assert body["records"] == [vault.record(handed.added[0]).reference]
    assert body["details"] == {"opened": ["name", "sha256", "size", "type"]}


def test_a_sealed_bundle_is_one_age_file_for_its_recipients(
    vault: Vault, handed: TakenIn, tmp_path: Path
) -> None:
    one, other, stranger = (Identity(bytes([number]) * 32) for number in (1, 2, 3))
    contents, _ = gather(vault, handed.added)
    sealed = tmp_path / "bundle.age"
    write_sealed(contents, sealed, [one.recipient.to_text(), other.recipient.to_text()], vault)
    for identity in (one, other):
        opened = open_bytes(sealed.read_bytes(), identity)
        with tarfile.open(fileobj=io.BytesIO(opened)) as archive:
            archive.extractall(tmp_path / identity.recipient.to_text(), filter="data")
        bundle = tmp_path / identity.recipient.to_text() / "bundle"
        assert check_bundle(bundle, [VerifierKey.parse(vault.header.log_key)], [], []).outcome == "verified"
    with pytest.raises(AmanetError):
        open_bytes(sealed.read_bytes(), stranger)
    with pytest.raises(Misuse, match="exists already"):
        write_sealed(contents, sealed, [one.recipient.to_text()], vault)
