"""Proof files: written and read to the byte, and worth nothing once changed."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.canonical import to_base64
from amanet.errors import BadData
from amanet.merkle import (
    Checkpoint,
    HashReader,
    SignerKey,
    TlogProof,
    inclusion_proof,
    sign_checkpoint,
    verify_tlog_proof,
)

Entries = Callable[[int], list[bytes]]
LOG = SignerKey("amanet/00112233445566778899aabbccddeeff", bytes(range(32)))


@pytest.fixture(scope="module")
def prove(stored_log: type, entries: Entries) -> Callable[..., TlogProof]:
    def proof(index: int, size: int, extra: bytes = b"") -> TlogProof:
        log = stored_log(entries(size))
        signed = sign_checkpoint(Checkpoint(LOG.name, size, log.frontier.root), LOG)
        return TlogProof(index, inclusion_proof(HashReader(log, size), index, size), signed, extra)

    return proof


def test_a_proof_file_is_that_of_the_specification(prove: Callable[..., TlogProof]) -> None:
    proof = prove(2, 5)
    lines = [to_base64(one) for one in proof.proof]
    assert (
        proof.to_bytes()
        == ("c2sp.org/tlog-proof@v1\nindex 2\n" + "".join(line + "\n" for line in lines) + "\n").encode()
        + proof.checkpoint
    )
    assert prove(0, 1).to_bytes().startswith(b"c2sp.org/tlog-proof@v1\nindex 0\n\namanet/")
    assert prove(0, 1, b"extra").to_bytes().startswith(b"c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 0\n\n")


@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 2), (299, 300), (17, 257)])
def test_a_proof_file_proves_its_entry_and_no_other(
    prove: Callable[..., TlogProof], entries: Entries, index: int, size: int
) -> None:
    proof = TlogProof.parse(prove(index, size, b"anything").to_bytes())
    assert proof.untrusted_extra == b"anything"
    assert verify_tlog_proof(proof, entries(size)[index], LOG.verifier).size == size
    with pytest.raises(BadData):
        verify_tlog_proof(proof, b"another", LOG.verifier)
    with pytest.raises(BadData):
        verify_tlog_proof(proof, entries(size)[index], SignerKey(LOG.name, bytes(32)).verifier)


def test_no_byte_of_a_proof_file_can_be_changed(prove: Callable[..., TlogProof], entries: Entries) -> None:
    good = prove(4, 7).to_bytes()
    for at in range(len(good)):
        for flipped in (1, 4, 0x20):
            bent = good[:at] + bytes([good[at] ^ flipped]) + good[at + 1 :]
            with pytest.raises(BadData):
                verify_tlog_proof(TlogProof.parse(bent), entries(7)[4], LOG.verifier)


@pytest.mark.parametrize(
    "change",
    [
        (b"@v1", b"@v2"),
        (b"c2sp", b"\nc2sp"),
        (b"index 4", b"index 04"),
        (b"index 4\n", b""),
        (b"index 4\n", b"index 4\nindex 4\n"),
        (b"index 4", b"extra \nindex 4"),
        (b"index 4", b"extra AA==\nextra AA==\nindex 4"),
        (b"index 4", b"extra AB==\nindex 4"),
        (b"index 4", b"index 4\nextra AA=="),
        (b"index 4", b"other 4\nindex 4"),
        (b"\n\namanet", b"\namanet"),
        (b"\n\namanet", b"\n\n\namanet"),
        (b"\nindex", b"\r\nindex"),
    ],
)
def test_bad_proof_files_are_refused(prove: Callable[..., TlogProof], change: tuple[bytes, bytes]) -> None:
    good = prove(4, 7).to_bytes()
    assert change[0] in good
    with pytest.raises(BadData):
        TlogProof.parse(good.replace(*change, 1))


@given(st.data())
def test_any_bytes_are_a_proof_file_or_bad_data(
    prove: Callable[..., TlogProof], hostile: Callable[..., st.SearchStrategy[bytes]], data: st.DataObject
) -> None:
    given_bytes = data.draw(hostile(prove(4, 7).to_bytes(), prove(0, 1, b"x").to_bytes()))
    try:
        proof = TlogProof.parse(given_bytes)
    except BadData:
        return
    assert proof.to_bytes() == given_bytes
    with pytest.raises(BadData):
        verify_tlog_proof(proof, b"never logged", LOG.verifier)
