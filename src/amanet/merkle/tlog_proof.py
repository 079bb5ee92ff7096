"""One entry is in the log, in one file that can be checked offline: C2SP tlog-proof,
`c2sp.org/tlog-proof@v1`.

    c2sp.org/tlog-proof@v1
    extra <base64>             only where there is extra data, which nothing vouches for
    index <decimal>
    <base64 hash> …            from the leaf's sibling up
                               a blank line
    <the signed checkpoint>

The entry itself is not in it: whoever checks must have it from elsewhere. Cosignatures under the checkpoint
are not looked at here; `verify_cosignature(parse_note(proof.checkpoint), key)` is for those whose keys the
verifier was given.
"""

from dataclasses import dataclass

from amanet.canonical import from_base64, to_base64
from amanet.errors import BadData
from amanet.merkle.checkpoint import Checkpoint, open_checkpoint
from amanet.merkle.lines import hash_lines, parse_decimal, parse_hashes, split_at_blank_line
from amanet.merkle.note import LONGEST_NOTE, VerifierKey, parse_note
from amanet.merkle.proofs import verify_inclusion
from amanet.merkle.tree import leaf_hash

_FIRST_LINE = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class TlogProof:
    """Which leaf, the inclusion proof, and the signed checkpoint as its bytes."""

    index: int
    proof: tuple[bytes, ...]
    checkpoint: bytes
    untrusted_extra: bytes = b""

    def to_bytes(self) -> bytes:
        extra = f"extra {to_base64(self.untrusted_extra)}\n" if self.untrusted_extra else ""
        head = f"{_FIRST_LINE}\n{extra}index {self.index}\n{hash_lines(self.proof)}\n"
        return head.encode("ascii") + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> "TlogProof":
        """Reads a proof file. Its form is checked, the proof is not: that is for `verify_tlog_proof`."""
        lines, checkpoint = split_at_blank_line(data, LONGEST_NOTE)
        if lines.pop(0) != _FIRST_LINE:
            raise BadData(f"A proof file starts with the line {_FIRST_LINE}.")
        extra = b""
        if lines and lines[0].startswith("extra "):
            extra = from_base64(lines.pop(0).removeprefix("extra "))
            if not extra:
                raise BadData("A proof file has an extra line with nothing in it.")
        if not lines or not lines[0].startswith("index "):
            raise BadData("A proof file has no line with the index of its entry.")
        index = parse_decimal(lines.pop(0).removeprefix("index "), "index")
        Checkpoint.parse(parse_note(checkpoint).text)
        return cls(index, parse_hashes(lines), checkpoint, extra)


def verify_tlog_proof(proof: TlogProof, entry: bytes, log_key: VerifierKey) -> Checkpoint:
    """The checkpoint that proves the entry, once the log key's signature and the inclusion hold."""
    checkpoint = open_checkpoint(proof.checkpoint, log_key)
    verify_inclusion(leaf_hash(entry), proof.index, checkpoint.size, proof.proof, checkpoint.root)
    return checkpoint
