"""Two organisations sign each other's checkpoints, by file or QR code (C2SP tlog-cosignature and
tlog-witness).

The cosigner keeps (origin, size, root) durably before the signature leaves, and refuses what is smaller than,
or not a continuation of, what it signed last.
"""

from dataclasses import dataclass

from amanet.canonical import JSON, format_utc
from amanet.errors import BadData, Misuse, VaultDamaged
from amanet.merkle import (
    Checkpoint,
    CosignRequest,
    KeyType,
    SignerKey,
    VerifierKey,
    attach_cosignature,
    cosign,
    parse_note,
)
from amanet.vault import Draft, StoredRecord, Vault
from amanet.vault.store import Seen
from amanet.work.signed import custody
from amanet.work.stamp import outside_words

COSIGNED = "cosigned for a partner"


@dataclass(frozen=True)
class Cosigned:
    """What a partner asked for and got: the answer file, and the checkpoint it is on."""

    answer: bytes
    origin: str
    size: int


def export_request(vault: Vault, cosigner_key: str | None = None, *, from_size: int | None = None) -> bytes:
    """A request for the newest checkpoint, with the consistency proof from the last size that this partner
    cosigned. `from_size` names it where their answer was lost: their refusal tells it.
    """
    epoch = vault.epoch
    newest = vault.checkpoint(epoch)
    old = from_size or 0
    if not 0 <= old <= newest.size:
        raise Misuse(f"The log has {newest.size} entries; a partner cannot have seen {old}.")
    if from_size is None and cosigner_key is not None:
        partner = str(VerifierKey.parse(cosigner_key))
        sizes = [w.size for w in outside_words(vault) if w.authority == partner and w.origin == epoch.origin]
        old = max(sizes, default=0)
    proof = vault.consistency(epoch, old, newest.size) if old else ()
    return CosignRequest(old, proof, newest.note).to_bytes()


def sign_request(vault: Vault, request: bytes, log_key: str | None = None) -> Cosigned:
    """Cosigns a partner's checkpoint. The partner's log key is needed the first time, got from them in
    person. Raises `BadData` with why it refuses.
    """
    vault.must_be_writable()
    parsed = CosignRequest.parse(request)
    origin = Checkpoint.parse(parse_note(parsed.checkpoint).text).origin
    if origin in {epoch.origin for epoch in vault.epochs()}:
        raise Misuse("This request is of this very vault. A partner has to sign it.")
    seen = vault.seen_of(origin)
    _verify_memory(vault, origin, seen)
    if seen is None and log_key is None:
        raise Misuse(
            "This vault has not cosigned that log before. Give the partner's log key with --log-key, "
            "as they told it to you themselves (`amanet keys` at theirs)."
        )
    known_key = log_key if seen is None else seen.log_key
    assert known_key is not None
    if log_key is not None and str(VerifierKey.parse(log_key)) != str(VerifierKey.parse(known_key)):
        raise Misuse(
            "This log was cosigned before under another key. Ask the partner what happened before you sign."
        )
    name = VerifierKey.parse(vault.header.cosigner_key).name
    signer = SignerKey(name, vault.secrets.cosigner, KeyType.COSIGNATURE)
    last = None if seen is None else Checkpoint(origin, seen.size, seen.root)
    line, checkpoint = cosign(parsed, VerifierKey.parse(known_key), last, signer, int(vault.settings.now()))
    details: dict[str, JSON] = {"origin": origin, "size": checkpoint.size, "root": checkpoint.root.hex()}
    draft = custody(vault, COSIGNED, [], details=details)
    vault.add_and_see(draft, origin, known_key, checkpoint.size, checkpoint.root, parsed.checkpoint)
    return Cosigned(str(line).encode("utf-8"), origin, checkpoint.size)


def import_answer(vault: Vault, answer: bytes, cosigner_key: str) -> StoredRecord:
    """Takes in a partner's cosignature on one of this vault's checkpoints. Raises `BadData` where it is on
    none of them.
    """
    key = VerifierKey.parse(cosigner_key)
    note, seconds, checkpoint = _attach(vault, answer, key)
    parsed = Checkpoint.parse(parse_note(checkpoint).text)
    fields: dict[str, JSON] = {
        "kind": "cosignature",
        "origin": parsed.origin,
        "tree_size": parsed.size,
        "root": parsed.root.hex(),
        "checkpoint": note.decode("utf-8"),
        "authority": str(key),
        "stated_at": format_utc(seconds),
    }
    return vault.add(Draft("Stamp", fields))[0]


def _verify_memory(vault: Vault, origin: str, seen: Seen | None) -> None:
    """What was cosigned last stands in the log as well; a row of the database alone could be put back to an older one."""
    signed = [
        record.body["details"]
        for record in vault.records("Custody")
        if record.body["action"] == COSIGNED and record.body["details"]["origin"] == origin
    ]
    last = signed[-1] if signed else None
    kept = None if seen is None else {"origin": origin, "size": seen.size, "root": seen.root.hex()}
    if kept != last:
        raise VaultDamaged(
            "What this vault remembers of that log is not what its own log says was cosigned last: the database was changed "
            "or put back. Nothing was signed. Run `amanet verify`."
        )


def _attach(vault: Vault, answer: bytes, key: VerifierKey) -> tuple[bytes, int, bytes]:
    refusal: BadData | None = None
    for checkpoint in reversed(list(vault.checkpoints())):
        try:
            note, seconds = attach_cosignature(checkpoint.note, answer, key)
        except BadData as problem:
            refusal = refusal or problem
            continue
        return note, seconds, checkpoint.note
    raise BadData(
        "This cosignature is on no checkpoint of this vault, or not by the key that was given."
    ) from refusal
