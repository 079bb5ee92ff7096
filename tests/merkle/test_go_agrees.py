"""x/mod verifies what we write (its note and tlog packages, in Go), and rejects it once changed."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from amanet.merkle import (
    EMPTY_ROOT,
    Checkpoint,
    CosignRequest,
    HashReader,
    KeyType,
    SignerKey,
    TlogProof,
    attach_cosignature,
    consistency_proof,
    inclusion_proof,
    sign_checkpoint,
    sign_cosignature,
)

Entries = Callable[[int], list[bytes]]
LOG = SignerKey("amanet/00112233445566778899aabbccddeeff", bytes(range(32)))
COSIGNER = SignerKey(
    "amanet-cosigner/ffeeddccbbaa99887766554433221100", bytes(range(1, 33)), KeyType.COSIGNATURE
)
NOW = 1_790_000_000

pytestmark = pytest.mark.needs("go")


@pytest.fixture(scope="module")
def write(
    stored_log: type, entries: Entries, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[int], Path]:
    """A log of so many leaves on disk, its checkpoint cosigned, appended to in three steps."""

    def written(size: int) -> Path:
        folder: Path = tmp_path_factory.mktemp("log")
        every = entries(size)
        log = stored_log(every[: size // 3], every[size // 3 : size - size // 7], every[size - size // 7 :])
        log.write_to(folder)
        head = Checkpoint(LOG.name, size, log.frontier.root)
        line = sign_cosignature(head, COSIGNER, NOW)
        signed, _ = attach_cosignature(sign_checkpoint(head, LOG), str(line).encode(), COSIGNER.verifier)
        (folder / "checkpoint").write_bytes(signed)
        return folder

    return written


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 600, 65536 + 300])
def test_go_verifies_the_log_its_proofs_and_its_continuation(
    write: Callable[[int], Path],
    stored_log: type,
    entries: Entries,
    logcheck: Callable,
    tmp_path: Path,
    size: int,
) -> None:
    folder = write(size)
    every = entries(size)
    reader = HashReader(stored_log(every), size)
    signed = (folder / "checkpoint").read_bytes()
    arguments: list[object] = [folder, LOG.verifier, "--cosigner", COSIGNER.verifier]
    for index in {0, size // 2, size - 1}:
        proof = TlogProof(index, inclusion_proof(reader, index, size), signed, b"extra" * (index % 2))
        path = tmp_path / f"{index}.tlog-proof"
        path.write_bytes(proof.to_bytes())
        arguments += ["--proof", path, every[index].hex()]
    for old in {1, size // 2 or 1, size}:
        before = Checkpoint(LOG.name, old, stored_log(every[:old]).frontier.root)
        (tmp_path / f"checkpoint-{old}").write_bytes(sign_checkpoint(before, LOG))
        request = CosignRequest(old, consistency_proof(reader, old, size), signed)
        (tmp_path / f"request-{old}").write_bytes(request.to_bytes())
        arguments += ["--consistent", tmp_path / f"checkpoint-{old}", tmp_path / f"request-{old}"]
    checked = logcheck(*arguments)
    assert checked.returncode == 0, checked.stderr
    assert f"cosigned {COSIGNER.name} {NOW}\nok {LOG.name} {size} " in checked.stdout


def test_go_verifies_an_empty_log(logcheck: Callable, tmp_path: Path) -> None:
    (tmp_path / "checkpoint").write_bytes(sign_checkpoint(Checkpoint(LOG.name, 0, EMPTY_ROOT), LOG))
    checked = logcheck(tmp_path, LOG.verifier)
    assert checked.returncode == 0, checked.stderr


def test_go_rejects_a_flipped_bit_in_any_file(write: Callable[[int], Path], logcheck: Callable) -> None:
    folder = write(600)
    chance = random.Random(600)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert len(files) == 1 + 3 + 3 + 1
    for path in files:
        good = path.read_bytes()
        for _ in range(3):
            at = chance.randrange(len(good))
            path.write_bytes(good[:at] + bytes([good[at] ^ 1 << chance.randrange(7)]) + good[at + 1 :])
            checked = logcheck(folder, LOG.verifier, "--cosigner", COSIGNER.verifier)
            assert checked.returncode == 1, f"{path.name}: a flip at {at} passed"
        path.write_bytes(good)
    assert logcheck(folder, LOG.verifier, "--cosigner", COSIGNER.verifier).returncode == 0


def test_go_rejects_other_keys_other_entries_and_other_pasts(
    write: Callable[[int], Path], stored_log: type, entries: Entries, logcheck: Callable, tmp_path: Path
) -> None:
    folder = write(257)
    every = entries(257)
    reader = HashReader(stored_log(every), 257)
    signed = (folder / "checkpoint").read_bytes()
    (tmp_path / "proof").write_bytes(TlogProof(3, inclusion_proof(reader, 3, 257), signed).to_bytes())
    (tmp_path / "fork").write_bytes(sign_checkpoint(Checkpoint(LOG.name, 200, bytes(32)), LOG))
    request = CosignRequest(200, consistency_proof(reader, 200, 257), signed)
    (tmp_path / "request").write_bytes(request.to_bytes())
    other_log = SignerKey(LOG.name, bytes(32)).verifier
    other_cosigner = SignerKey(COSIGNER.name, bytes(32), KeyType.COSIGNATURE).verifier
    refused = [
        ((folder, other_log), "no verifiable signatures"),
        ((folder, LOG.verifier, "--cosigner", other_cosigner), "no verifiable signatures"),
        ((folder, LOG.verifier, "--proof", tmp_path / "proof", every[4].hex()), "invalid transparency proof"),
        (
            (folder, LOG.verifier, "--consistent", tmp_path / "fork", tmp_path / "request"),
            "invalid transparency proof",
        ),
    ]
    for arguments, reason in refused:
        checked = logcheck(*arguments)
        assert checked.returncode == 1
        assert reason in checked.stderr


def test_go_rejects_missing_and_left_over_files(write: Callable[[int], Path], logcheck: Callable) -> None:
    folder = write(300)
    (folder / "tile/0/001.p/43").write_bytes(bytes(43 * 32))
    assert "does not belong" in logcheck(folder, LOG.verifier).stderr
    (folder / "tile/0/001.p/43").unlink()
    (folder / "tile/entries/000").unlink()
    assert "no such file" in logcheck(folder, LOG.verifier).stderr
