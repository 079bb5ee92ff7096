"""Cosignatures: made, verified, and refused when the log does not go on from what was seen."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData, Misuse
from amanet.merkle import (
    EMPTY_ROOT,
    Checkpoint,
    CosignRequest,
    HashReader,
    KeyType,
    Note,
    SignatureLine,
    SignerKey,
    VerifierKey,
    attach_cosignature,
    consistency_proof,
    cosign,
    parse_note,
    sign_checkpoint,
    sign_cosignature,
    verify_cosignature,
    verify_note,
)

Entries = Callable[[int], list[bytes]]
LOG = SignerKey("amanet/00112233445566778899aabbccddeeff", bytes(range(32)))
COSIGNER = SignerKey(
    "amanet-cosigner/ffeeddccbbaa99887766554433221100", bytes(range(1, 33)), KeyType.COSIGNATURE
)
NOW = 1_790_000_000
# The example of tlog-witness, as a request file, without its second signature (of a type not in use).
SPEC_REQUEST = (
    "old 20852014\n"
    "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
    "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
    "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
    "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
    "\n"
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
).encode()
# The example of tlog-cosignature: time 1679315147.
SPEC_COSIGNED = (
    SPEC_REQUEST.partition(b"\n\n")[2]
    + (
        "— witness.example.com/w1 "
        "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    ).encode()
)
# A checkpoint of a public test log (2026), cosigned by a public witness.
PUBLIC_LOG = (
    "arche2025h1.staging.ct.transparency.dev\n1432088532\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n"
    "— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ"
    "0WBxtqB0DrAWfBw==\n"
).encode()
PUBLIC_WITNESS = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"


@pytest.fixture(scope="module")
def ask(stored_log: type, entries: Entries) -> Callable[[int, int], CosignRequest]:
    """An honest request from one size to another of a log of 500 leaves."""
    every = entries(500)
    reader = HashReader(stored_log(every), 500)

    def request(old: int, new: int) -> CosignRequest:
        checkpoint = Checkpoint(LOG.name, new, stored_log(every[:new]).frontier.root)
        proof = consistency_proof(reader, old, new) if old else ()
        return CosignRequest(old, proof, sign_checkpoint(checkpoint, LOG))

    return request


def seen(request: CosignRequest) -> Checkpoint:
    return Checkpoint.parse(parse_note(request.checkpoint).text)


def test_a_cosignature_of_a_public_witness_verifies() -> None:
    seconds = verify_cosignature(parse_note(PUBLIC_LOG), VerifierKey.parse(PUBLIC_WITNESS))
    assert seconds == 0x6A122120
    with pytest.raises(BadData):
        verify_cosignature(
            parse_note(PUBLIC_LOG.replace(b"1432088532", b"1432088533")), VerifierKey.parse(PUBLIC_WITNESS)
        )


def test_the_example_of_tlog_cosignature_has_its_time() -> None:
    line = parse_note(SPEC_COSIGNED).signatures[1]
    assert line.name == "witness.example.com/w1"
    assert int.from_bytes(line.signature[:8], "big") == 1679315147
    assert len(line.signature) == 72


def test_the_message_is_that_of_tlog_cosignature() -> None:
    checkpoint = Checkpoint(LOG.name, 3, bytes(32))
    line = sign_cosignature(checkpoint, COSIGNER, NOW)
    assert line.signature[:8] == NOW.to_bytes(8, "big")
    COSIGNER.verifier.verify_bytes(
        line.signature[8:], f"cosignature/v1\ntime {NOW}\n{checkpoint.text}".encode()
    )


def test_a_log_is_cosigned_from_size_to_size(ask: Callable[[int, int], CosignRequest]) -> None:
    last: Checkpoint | None = None
    for size in (1, 2, 2, 255, 256, 300, 500):
        request = ask(last.size if last else 0, size)
        line, last = cosign(CosignRequest.parse(request.to_bytes()), LOG.verifier, last, COSIGNER, NOW)
        assert last == seen(request)
        signed, seconds = attach_cosignature(request.checkpoint, str(line).encode(), COSIGNER.verifier)
        assert seconds == NOW
        verify_note(parse_note(signed), LOG.verifier)
        assert verify_cosignature(parse_note(signed), COSIGNER.verifier) == NOW


def test_what_does_not_go_on_from_what_was_seen_is_refused(ask: Callable[[int, int], CosignRequest]) -> None:
    last = seen(ask(0, 300))
    forked = Checkpoint(LOG.name, 300, bytes(32))
    honest = ask(300, 500)
    empty = CosignRequest(0, (), sign_checkpoint(Checkpoint(LOG.name, 0, EMPTY_ROOT), LOG))
    other = SignerKey(LOG.name, bytes(32))
    refused = [
        ("smaller", ask(200, 250), last, "already seen"),
        ("from another size", ask(299, 500), last, "last one seen here is 300"),
        ("from nothing", ask(0, 500), last, "last one seen here is 300"),
        ("never seen", honest, None, "last one seen here is 0"),
        ("forked before", honest, forked, "not a continuation"),
        ("forked at the same size", ask(300, 300), forked, "not a continuation"),
        ("no proof", CosignRequest(300, (), honest.checkpoint), last, "is empty"),
        ("cut proof", CosignRequest(300, honest.proof[:-1], honest.checkpoint), last, "fewer hashes"),
        (
            "proof for nothing",
            CosignRequest(0, honest.proof, honest.checkpoint),
            None,
            "no consistency proof",
        ),
        ("empty log", empty, None, "empty log"),
        ("other key", CosignRequest(0, (), sign_checkpoint(last, other)), None, "no signature by the key"),
        (
            "bent",
            CosignRequest(0, (), honest.checkpoint.replace(b"\n500\n", b"\n501\n")),
            None,
            "does not hold",
        ),
    ]
    for name, request, last_seen, reason in refused:
        with pytest.raises(BadData) as refusal:
            cosign(request, LOG.verifier, last_seen, COSIGNER, NOW)
        assert reason in str(refusal.value), name


def test_keys_are_not_used_for_what_they_are_not(ask: Callable[[int, int], CosignRequest]) -> None:
    as_log = SignerKey(COSIGNER.name, COSIGNER.seed)
    with pytest.raises(Misuse):
        cosign(ask(0, 5), LOG.verifier, None, as_log, NOW)
    with pytest.raises(Misuse):
        verify_cosignature(parse_note(ask(0, 5).checkpoint), LOG.verifier)
    with pytest.raises(Misuse):
        cosign(ask(0, 5), LOG.verifier, Checkpoint("amanet/another", 1, bytes(32)), COSIGNER, NOW)
    for now in (0, -1, 2**63):
        with pytest.raises(Misuse):
            cosign(ask(0, 5), LOG.verifier, None, COSIGNER, now)


def test_no_byte_of_a_cosignature_can_be_changed() -> None:
    checkpoint = Checkpoint(LOG.name, 3, bytes(32))
    line = sign_cosignature(checkpoint, COSIGNER, NOW)
    for at in range(len(line.signature)):
        bent = line.signature[:at] + bytes([line.signature[at] ^ 1]) + line.signature[at + 1 :]
        with pytest.raises(BadData):
            verify_cosignature(
                Note(checkpoint.text, (SignatureLine(line.name, line.key_id, bent),)), COSIGNER.verifier
            )
    for length in (0, 64, 71, 73):
        cut = SignatureLine(line.name, line.key_id, line.signature[:length].ljust(length, b"\0"))
        with pytest.raises(BadData, match="another length"):
            verify_cosignature(Note(checkpoint.text, (cut,)), COSIGNER.verifier)


def test_an_answer_for_another_checkpoint_is_refused(ask: Callable[[int, int], CosignRequest]) -> None:
    line, _ = cosign(ask(0, 5), LOG.verifier, None, COSIGNER, NOW)
    with pytest.raises(BadData, match="does not hold"):
        attach_cosignature(ask(0, 6).checkpoint, str(line).encode(), COSIGNER.verifier)
    with pytest.raises(BadData, match="no signature by the key"):
        attach_cosignature(ask(0, 5).checkpoint, b"\xe2\x80\x94 a AAAAAAA=\n", COSIGNER.verifier)


def test_the_example_of_tlog_witness_is_read_and_written_to_the_byte() -> None:
    request = CosignRequest.parse(SPEC_REQUEST)
    assert (request.old_size, len(request.proof), seen(request).size) == (20852014, 4, 20852163)
    assert request.to_bytes() == SPEC_REQUEST


@pytest.mark.parametrize(
    "change",
    [
        (b"old 2", b"old 02"),
        (b"old 2", b"old  2"),
        (b"old 2", b"Old 2"),
        (b"old 2", b"old +2"),
        (b"old 20852014\n", b""),
        (b"old 20852014", b"old 20852164"),
        (b"old 20852014", b"old 0"),
        (b"kaw=", b"kax="),
        (b"PlRNCrwH", b"PlRN"),
        (b"\n\nexample", b"\nexample"),
        (b"PlRN", b"PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n" * 60 + b"PlRN"),
    ],
)
def test_bad_requests_are_refused(change: tuple[bytes, bytes]) -> None:
    assert change[0] in SPEC_REQUEST
    with pytest.raises(BadData):
        CosignRequest.parse(SPEC_REQUEST.replace(*change, 1))


@given(st.data())
def test_any_bytes_are_a_request_or_bad_data(
    hostile: Callable[..., st.SearchStrategy[bytes]], data: st.DataObject
) -> None:
    given_bytes = data.draw(hostile(SPEC_REQUEST, SPEC_COSIGNED, b"old 0\n\n" + SPEC_COSIGNED))
    try:
        request = CosignRequest.parse(given_bytes)
    except BadData:
        return
    assert request.to_bytes() == given_bytes
    with pytest.raises(BadData):
        cosign(request, LOG.verifier, None, COSIGNER, NOW)
