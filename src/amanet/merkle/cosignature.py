"""Cosignatures: a partner says that it saw this checkpoint, at this time, and that it continues the last one
it saw.

Formats: C2SP tlog-cosignature (cosignature/v1, Ed25519, key type 0x04) and the body of add-checkpoint of
tlog-witness as the request file; the answer file is the signature line. `cosign` is the whole decision and is
pure: the caller keeps (origin, size, root) durably *before* the answer leaves, in one transaction with
reading the last one, or two requests could roll the log back between them.

It refuses a checkpoint that is not signed by the log key, one of another log, an empty one, one that is
smaller than or inconsistent with the last seen, and a request that starts from another size than the last
seen (an honest log asks again from the size that the refusal names).
"""

from dataclasses import dataclass

from amanet.errors import BadData, Misuse
from amanet.merkle.checkpoint import Checkpoint, open_checkpoint
from amanet.merkle.lines import LARGEST_SIZE, hash_lines, parse_decimal, parse_hashes, split_at_blank_line
from amanet.merkle.note import (
    LONGEST_NOTE,
    KeyType,
    Note,
    SignatureLine,
    SignerKey,
    VerifierKey,
    lines_by,
    parse_note,
    parse_signature_lines,
)
from amanet.merkle.proofs import verify_consistency

_TIME_BYTES = 8
_SIGNATURE_BYTES = 64


@dataclass(frozen=True)
class CosignRequest:
    """From which size on, the consistency proof, and the signed checkpoint as its bytes."""

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def to_bytes(self) -> bytes:
        return f"old {self.old_size}\n{hash_lines(self.proof)}\n".encode("ascii") + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> "CosignRequest":
        """Reads a request file. Its form is checked, the signature is not: that is for `cosign`."""
        lines, checkpoint = split_at_blank_line(data, LONGEST_NOTE)
        if not lines[0].startswith("old "):
            raise BadData("A request for a cosignature starts with the line: old <size>.")
        old_size = parse_decimal(lines[0].removeprefix("old "), "old size")
        proof = parse_hashes(lines[1:])
        size = Checkpoint.parse(parse_note(checkpoint).text).size
        if old_size > size or (proof and not old_size):
            raise BadData(
                f"A request for a cosignature cannot lead from size {old_size} to {size} like this."
            )
        return cls(old_size, proof, checkpoint)


def cosign(
    request: CosignRequest, log_key: VerifierKey, last_seen: Checkpoint | None, signer: SignerKey, now: int
) -> tuple[SignatureLine, Checkpoint]:
    """The cosignature, and the checkpoint that is now the last seen. Raises `BadData` with why it refuses."""
    checkpoint = open_checkpoint(request.checkpoint, log_key)
    if last_seen is not None and last_seen.origin != checkpoint.origin:
        raise Misuse("The last seen checkpoint is one of another log.")
    if not checkpoint.size:
        raise BadData("An empty log is not cosigned: every log continues it.")
    seen_size = last_seen.size if last_seen else 0
    if checkpoint.size < seen_size:
        raise BadData(
            f"This checkpoint has {checkpoint.size} leaves; {seen_size} were already seen. "
            "The log was put back, or the file is an old one: ask its keepers."
        )
    if request.old_size != seen_size:
        raise BadData(
            f"The request starts from size {request.old_size}; the last one seen here is {seen_size}. "
            "It has to be made again from there."
        )
    if last_seen:
        verify_consistency(seen_size, last_seen.root, checkpoint.size, checkpoint.root, request.proof)
    elif request.proof:
        raise BadData("A first request has no consistency proof.")
    return sign_cosignature(checkpoint, signer, now), checkpoint


def sign_cosignature(checkpoint: Checkpoint, signer: SignerKey, now: int) -> SignatureLine:
    """The signature line; `now` is in POSIX seconds. It decides nothing: requests go through `cosign`."""
    if signer.type is not KeyType.COSIGNATURE:
        raise Misuse("Cosignatures are made with a cosigner's key, which is apart from the log's.")
    if not 0 < now <= LARGEST_SIZE:
        raise Misuse("The time of a cosignature is POSIX seconds, after 1970 and below 2**63.")
    signature = signer.sign_bytes(_message(checkpoint.text, now))
    return SignatureLine(signer.name, signer.verifier.key_id, now.to_bytes(_TIME_BYTES, "big") + signature)


def verify_cosignature(note: Note, key: VerifierKey) -> int:
    """When the cosigner saw this note, in POSIX seconds; of several, the latest. Raises `BadData`."""
    if key.type is not KeyType.COSIGNATURE:
        raise Misuse("A cosignature is verified with a cosigner's key (type 0x04).")
    return max(_verify_line(line, note.text, key) for line in lines_by(note, key))


def attach_cosignature(checkpoint: bytes, answer: bytes, key: VerifierKey) -> tuple[bytes, int]:
    """The checkpoint with the cosignature by `key` out of a partner's answer file, and its time.

    Lines by other keys are passed over.
    """
    note = parse_note(checkpoint)
    Checkpoint.parse(note.text)
    lines = lines_by(Note(note.text, parse_signature_lines(answer)), key)
    cosigned = note.with_signature(lines[-1])
    return cosigned.to_bytes(), verify_cosignature(cosigned, key)


def _verify_line(line: SignatureLine, text: str, key: VerifierKey) -> int:
    if len(line.signature) != _TIME_BYTES + _SIGNATURE_BYTES:
        raise BadData(
            "A cosignature is eight bytes of time and 64 of signature; this one is of another length."
        )
    seconds = int.from_bytes(line.signature[:_TIME_BYTES], "big")
    if seconds > LARGEST_SIZE:
        raise BadData("The time of a cosignature is beyond any that is allowed.")
    key.verify_bytes(line.signature[_TIME_BYTES:], _message(text, seconds))
    return seconds


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
