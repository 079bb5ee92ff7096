"""RFC 6962 trees in C2SP tiles, and the signed texts around them: notes, checkpoints, cosignatures, proofs.

Specification: docs/spec/log-v1.md, sections 4 and 5, and C2SP tlog-tiles, signed-note, tlog-checkpoint,
tlog-cosignature, tlog-witness and tlog-proof. Pure: nothing here opens a file, asks the clock or draws a
random number. Where bytes are stored is behind `TileSource`; what is to be written comes back as `TileWrite`
values. Every parser takes any bytes and gives a value or raises `BadData`.

>>> from amanet.merkle import Checkpoint, Frontier, SignerKey, open_checkpoint, sign_checkpoint
>>> grown = Frontier().append([b"one", b"two", b"three"])
>>> [write.path for write in grown.writes]
['tile/entries/000.p/3', 'tile/0/000.p/3']
>>> key = SignerKey("example.org/log", bytes(32))
>>> signed = sign_checkpoint(Checkpoint("example.org/log", 3, grown.frontier.root), key)
>>> open_checkpoint(signed, key.verifier).size
3
"""

from amanet.merkle.append import Frontier, Growth, TileWrite
from amanet.merkle.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from amanet.merkle.cosignature import (
    CosignRequest,
    attach_cosignature,
    cosign,
    sign_cosignature,
    verify_cosignature,
)
from amanet.merkle.note import (
    KeyType,
    Note,
    SignatureLine,
    SignerKey,
    VerifierKey,
    parse_note,
    parse_signature_lines,
    sign_text,
    verify_note,
)
from amanet.merkle.proofs import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from amanet.merkle.tiles import (
    HashReader,
    TileSource,
    entries_path,
    parse_entries,
    tile_path,
    tree_paths,
    width_of,
)
from amanet.merkle.tlog_proof import TlogProof, verify_tlog_proof
from amanet.merkle.tree import EMPTY_ROOT, leaf_hash, node_hash, root_of

__all__ = [
    "EMPTY_ROOT",
    "Checkpoint",
    "CosignRequest",
    "Frontier",
    "Growth",
    "HashReader",
    "KeyType",
    "Note",
    "SignatureLine",
    "SignerKey",
    "TileSource",
    "TileWrite",
    "TlogProof",
    "VerifierKey",
    "attach_cosignature",
    "consistency_proof",
    "cosign",
    "entries_path",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "open_checkpoint",
    "parse_entries",
    "parse_note",
    "parse_signature_lines",
    "root_of",
    "sign_checkpoint",
    "sign_cosignature",
    "sign_text",
    "tile_path",
    "tree_paths",
    "verify_consistency",
    "verify_cosignature",
    "verify_inclusion",
    "verify_note",
    "verify_tlog_proof",
    "width_of",
]
