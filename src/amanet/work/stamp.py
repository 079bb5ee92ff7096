"""What people outside say about a checkpoint: RFC 3161 time-stamps and cosignatures, kept as Stamp records.

A log that only its owner signs can be rewritten whole by its owner; a time-stamp or a partner's cosignature
makes that visible. Nothing here contacts anybody unless an address was given.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from amanet.canonical import JSON, format_utc, from_base64, to_base64
from amanet.errors import BadData
from amanet.exports import verify_stamp_fits_a_bundle
from amanet.merkle import Checkpoint, parse_note
from amanet.stamps import (
    ask_authority,
    collect_chain,
    make_request,
    parse_answer,
    read_revocation,
    restamp_due,
    verify_fits,
    verify_token,
    write_certificates,
)
from amanet.vault import Draft, StoredRecord, Vault
from amanet.vault.store import SignedCheckpoint


@dataclass(frozen=True)
class Outside:
    """One Stamp record, read: a token with its chain (PEM each), or a cosigned note."""

    kind: str
    origin: str
    size: int
    checkpoint: bytes
    authority: str
    stated_at: str
    token: bytes
    chain: tuple[str, ...]
    renew_before: str


@dataclass(frozen=True)
class Stamped:
    """A time-stamp that was taken in. `verified` is False where no root certificate was given to check it
    with.
    """

    record: StoredRecord
    stated_at: str
    authority: str
    verified: bool


def request_for(vault: Vault) -> tuple[bytes, SignedCheckpoint]:
    """A time-stamp request for the newest checkpoint: a file to carry to any authority."""
    checkpoint = vault.checkpoint()
    nonce = int.from_bytes(vault.settings.random_bytes(8), "big") >> 1
    return make_request(_text(checkpoint.note), nonce=nonce), checkpoint


def take_stamp(
    vault: Vault,
    answer: bytes,
    *,
    roots: Sequence[bytes] = (),
    extra: Sequence[bytes] = (),
    revocation: Sequence[bytes] = (),
) -> Stamped:
    """Takes in an authority's answer for one of this vault's checkpoints. Raises `BadData` where it fits none
    of them, or does not verify.
    """
    stamp = parse_answer(answer)
    checkpoint = _stamped_checkpoint(vault, stamp.imprint)
    text = _text(checkpoint.note)
    verify_fits(stamp, text)
    chain = collect_chain(answer, [*extra, *roots])
    verify_stamp_fits_a_bundle(answer, write_certificates(chain), text)
    authority = "not checked: no root certificate was given"
    if roots:
        verified = verify_token(answer, text, roots, list(extra))
        authority = verified.authority
    parsed = Checkpoint.parse(text.decode("utf-8"))
    stated = format_utc(stamp.gen_time.timestamp())
    fields: dict[str, JSON] = {
        "kind": "rfc3161",
        "origin": parsed.origin,
        "tree_size": parsed.size,
        "root": parsed.root.hex(),
        "checkpoint": checkpoint.note.decode("utf-8"),
        "token": to_base64(answer),
        "chain": [write_certificates([certificate]).decode("ascii") for certificate in chain],
        "authority": authority,
        "stated_at": stated,
        "renew_before": restamp_due(stamp, [*extra, *roots]).strftime("%Y-%m-%d"),
    }
    if revocation:
        fields["revocation"] = [to_base64(read_revocation(each)) for each in revocation]
    record = vault.add(Draft("Stamp", fields))[0]
    return Stamped(record, stated, authority, bool(roots))


def stamp_online(
    vault: Vault, url: str, *, roots: Sequence[bytes] = (), extra: Sequence[bytes] = ()
) -> Stamped:
    """Asks an authority over the network, because the user gave its address in this very command."""
    request, _ = request_for(vault)
    return take_stamp(vault, ask_authority(url, request), roots=roots, extra=extra)


def outside_words(vault: Vault) -> Iterator[Outside]:
    """Every Stamp record of the vault, in the order of entry."""
    for record in vault.records("Stamp"):
        body = record.body
        yield Outside(
            kind=body["kind"],
            origin=body["origin"],
            size=body["tree_size"],
            checkpoint=body["checkpoint"].encode("utf-8"),
            authority=body.get("authority", ""),
            stated_at=body.get("stated_at", ""),
            token=from_base64(body["token"]) if "token" in body else b"",
            chain=tuple(body.get("chain", ())),
            renew_before=body.get("renew_before", ""),
        )


def _stamped_checkpoint(vault: Vault, imprint: bytes) -> SignedCheckpoint:
    from amanet.stamps import imprint_of

    for checkpoint in vault.checkpoints():
        if imprint_of(_text(checkpoint.note)) == imprint:
            return checkpoint
    raise BadData(
        "This time-stamp is not on any checkpoint of this vault. Was it asked for by another vault?"
    )


def _text(note: bytes) -> bytes:
    return parse_note(note).text.encode("utf-8")
