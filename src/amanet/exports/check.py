"""Our own verdict on an evidence bundle, from the same packages that the vault is built on.

It says what the single-file verifier says (docs/spec/bundle-v1.md, sections 5 and 6) and shares no code with
it, so that the two can be held against each other. Trust starts from the keys that the caller got elsewhere, and
from nothing in the bundle. A key that was given and matches nothing is a failure.

>>> check_bundle(Path("bundle"), log_keys=[key]).outcome                        # doctest: +SKIP
'verified'
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from amanet.canonical import JSON, decode, format_utc, from_base64, sha256
from amanet.errors import BadData, Misuse, WorldFailed
from amanet.exports import layout
from amanet.exports.bag import Bag
from amanet.exports.verdict import (
    BundleVerdict,
    CheckpointVerdict,
    CosignedAt,
    Problem,
    RecordVerdict,
    Refused,
    SignatureFound,
    StampedBefore,
    StampFound,
    need,
    refusing,
)
from amanet.merkle import (
    Checkpoint,
    KeyType,
    Note,
    TlogProof,
    VerifierKey,
    leaf_hash,
    parse_note,
    verify_consistency,
    verify_cosignature,
    verify_inclusion,
    verify_note,
)
from amanet.record import Opening, record_reference, verify_opening

_MOST_HASHES = 63
_PROOF_OF_CHECKPOINT = re.compile(r"-([0-9]{4,7})\.tlog-proof\Z")


def check_bundle(
    folder: Path,
    log_keys: Sequence[VerifierKey] = (),
    cosigner_keys: Sequence[VerifierKey] = (),
    tsa_cas: Sequence[Path] = (),
) -> BundleVerdict:
    """The verdict on the bundle in `folder`. Raises only for arguments that make no sense."""
    if any(key.type is not KeyType.ED25519 for key in log_keys):
        raise Misuse("A log key is of type 01; a cosigner's key was given in its place.")
    if any(key.type is not KeyType.COSIGNATURE for key in cosigner_keys):
        raise Misuse("A cosigner's key is of type 04; a log key was given in its place.")
    if not folder.is_dir():
        raise Misuse(
            f"{folder} is not a folder. Give the folder of the bundle; unpack it first if it is one file."
        )
    trust = _Trust(tuple(log_keys), tuple(cosigner_keys), tuple(map(_read_authority, tsa_cas)))
    return _Check(folder, trust).run()


@dataclass(frozen=True)
class _Authority:
    name: str
    roots: tuple[bytes, ...]
    others: tuple[bytes, ...]
    fingerprint: str


@dataclass(frozen=True)
class _Trust:
    log_keys: tuple[VerifierKey, ...]
    cosigner_keys: tuple[VerifierKey, ...]
    authorities: tuple[_Authority, ...]


def _read_authority(path: Path) -> _Authority:
    """A user's certificate file: what signed itself is a root, the rest only helps to find the way there."""
    from amanet.stamps import read_certificates
    from amanet.stamps.chain import load

    try:
        found = read_certificates(path.read_bytes()[: layout.LARGEST_STAMP])
    except OSError as problem:
        raise WorldFailed(f"{path} cannot be read: {problem.strerror}.") from problem
    own = [each for each in found if load(each).subject == load(each).issuer]
    return _Authority(
        path.name, tuple(own), tuple(each for each in found if each not in own), sha256(found[0]).hex()
    )


@dataclass(frozen=True)
class _Head:
    """A checkpoint of the bundle whose form is right."""

    number: int
    data: bytes
    note: Note
    checkpoint: Checkpoint


@dataclass
class _Check:
    """One run over one bundle. What does not hold is collected; what depends on it is not looked at."""

    folder: Path
    trust: _Trust
    problems: list[Problem] = field(default_factory=list)
    heads: list[_Head] = field(default_factory=list)
    checkpoints: list[CheckpointVerdict] = field(default_factory=list)
    records: list[RecordVerdict] = field(default_factory=list)
    used: set[object] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    stamps: int = 0

    def run(self) -> BundleVerdict:
        self._collect(self._everything)
        return BundleVerdict(tuple(self.problems), tuple(self.records), tuple(self.checkpoints))

    def _collect(self, check: Callable[..., None], *arguments: object) -> None:
        try:
            check(*arguments)
        except Refused as refused:
            self.problems.append(refused.problem)
        except OSError as problem:
            self.problems.append(Problem("bag", f"A file of the bundle cannot be read: {problem.strerror}."))

    def _everything(self) -> None:
        self.bag = Bag(self.folder)
        bundle = self._bundle()
        for number, described in enumerate(bundle["checkpoints"], 1):
            self._checkpoint(number, described)
        self._collect(self._history, bundle["consistency"])
        places: set[tuple[str, int]] = set()
        for number, described in enumerate(bundle["records"], 1):
            self._collect(self._record, number, described, places)
        if not self.problems:
            self._collect(self._files, bundle)
            self._collect(self._keys)

    def _bundle(self) -> dict[str, Any]:
        with refusing("json"):
            bundle: Any = decode(self.bag.read("data/bundle.json", layout.LARGEST_BUNDLE_JSON))
        need(isinstance(bundle, dict), "shape", "bundle.json is not an object.")
        need(
            bundle.get("format") == layout.FORMAT,
            "format",
            f"bundle.json is not of the format {layout.FORMAT}.",
        )
        _has_keys(bundle, {"format", "records", "checkpoints", "consistency"}, {"summary"})
        lists = [bundle["records"], bundle["checkpoints"], bundle["consistency"]]
        need(
            all(isinstance(each, list) for each in lists), "shape", "A list in bundle.json is something else."
        )
        need(bool(lists[0] and lists[1]), "shape", "bundle.json holds no records or no checkpoints.")
        return dict(bundle)

    def _named(self, untrusted: JSON, expected: str) -> str:
        good = isinstance(untrusted, str) and layout.PAYLOAD_NAME.fullmatch(untrusted)
        need(bool(good), "path", "bundle.json names a file that no bundle holds.")
        need(untrusted == expected, "shape", f"bundle.json names another file where {expected} belongs.")
        self.named.add("data/" + expected)
        return "data/" + expected

    # checkpoints

    def _checkpoint(self, number: int, described: Any) -> None:
        _has_keys(described, {"note", "stamps"})
        need(isinstance(described["stamps"], list), "shape", "The stamps of a checkpoint are not a list.")
        data = self.bag.read(
            self._named(described["note"], layout.checkpoint_name(number)), layout.LARGEST_NOTE
        )
        head = _parse_head(number, data)
        self.heads.append(head)
        self.checkpoints.append(_unverified(head))
        self._collect(self._signatures, head)
        for stamp in described["stamps"]:
            self.stamps += 1
            self._collect(self._stamp, self.stamps, stamp, head)

    def _signatures(self, head: _Head) -> None:
        verified: set[VerifierKey] = set()
        for key in self.trust.log_keys:
            if key.name == head.checkpoint.origin:
                signed = any(map(key.made, head.note.signatures))
                need(signed, "key", f"Checkpoint {head.number} is not signed by the log key that was given.")
                with refusing("signature"):
                    verify_note(head.note, key)
                verified.add(key)
        cosigned = []
        for key in self.trust.cosigner_keys:
            if any(map(key.made, head.note.signatures)):
                with refusing("signature"):
                    cosigned.append(CosignedAt(format_far(verify_cosignature(head.note, key)), key.name))
                verified.add(key)
        self.used |= verified
        signatures = tuple(
            SignatureFound(line.name, line.key_id.hex(), any(key.made(line) for key in verified))
            for line in head.note.signatures
        )
        self._update(
            head,
            signed_by_log=any(key.type is KeyType.ED25519 for key in verified),
            cosigned=tuple(cosigned),
            signatures=signatures,
        )

    def _stamp(self, number: int, described: Any, head: _Head) -> None:
        from amanet.exports.stamp_signature import certificate_fingerprints, verify_own_signature
        from amanet.stamps import parse_answer, read_certificates, verify_fits

        _has_keys(described, {"token"}, {"chain"})
        answer = self.bag.read(
            self._named(described["token"], layout.token_name(number)), layout.LARGEST_STAMP
        )
        chain: list[bytes] = []
        text = head.note.text.encode("utf-8")
        with refusing("stamp"):
            if "chain" in described:
                name = self._named(described["chain"], layout.chain_name(number))
                chain = read_certificates(self.bag.read(name, layout.LARGEST_STAMP))
            stamp = parse_answer(answer)
            verify_fits(stamp, text)
            verify_own_signature(stamp)
        certificates = {*certificate_fingerprints(stamp), *(sha256(each).hex() for each in chain)}
        found = StampFound(number, format_utc(stamp.gen_time.timestamp()), tuple(sorted(certificates)))
        before = self.checkpoints[head.number - 1]
        by = [
            StampedBefore(found.time, authority.name, authority.fingerprint)
            for authority in self.trust.authorities
            if self._vouches(authority, answer, text, chain)
        ]
        self._update(head, stamps=(*before.stamps, found), stamped=(*before.stamped, *by))

    def _vouches(self, authority: _Authority, answer: bytes, text: bytes, chain: list[bytes]) -> bool:
        from amanet.stamps import verify_token

        if not authority.roots:
            return False
        try:
            verify_token(answer, text, authority.roots, [*authority.others, *chain])
        except BadData:
            return False
        self.used.add(authority)
        return True

    def _update(self, head: _Head, **changes: Any) -> None:
        self.checkpoints[head.number - 1] = replace(self.checkpoints[head.number - 1], **changes)

    def _history(self, consistency: Any) -> None:
        heads = [head.checkpoint for head in self.heads]
        places = [(each.origin, each.size) for each in heads]
        need(
            places == sorted(set(places)),
            "history",
            "The checkpoints are not in order, or one comes twice.",
        )
        pairs = [n for n in range(1, len(heads)) if heads[n - 1].origin == heads[n].origin]
        need(len(pairs) == len(consistency), "history", "A consistency proof is missing, or one is too many.")
        for newer, described in zip(pairs, consistency, strict=True):
            _has_keys(described, {"old", "new", "hashes"})
            hashes = described["hashes"]
            fits = (described["old"], described["new"]) == (newer, newer + 1) and isinstance(hashes, list)
            need(
                fits and len(hashes) <= _MOST_HASHES,
                "history",
                "A consistency proof is not the one needed here.",
            )
            old, new = heads[newer - 1], heads[newer]
            with refusing("history"):
                proof = [from_base64(_text(each)) for each in hashes]
                verify_consistency(old.size, old.root, new.size, new.root, proof)

    # records

    def _record(self, number: int, described: Any, places: set[tuple[str, int]]) -> None:
        _has_keys(described, {"entry", "index", "opening", "origin", "proofs"}, {"payload"})
        origin, index = described["origin"], described["index"]
        good = isinstance(origin, str) and type(index) is int and index >= 0
        need(good, "shape", f"Record {number} has no origin and index.")
        need((origin, index) not in places, "shape", "Two records stand at the same place of the log.")
        places.add((origin, index))
        with refusing("opening"):
            opening, entry = Opening.from_json(described["opening"]), from_base64(_text(described["entry"]))
            verify_opening(opening, entry)
        if "payload" in described:
            self._payload(number, described["payload"], opening)
        included = self._proofs(number, described, entry)
        self.records.append(self._proven(number, described, opening, entry, included))

    def _payload(self, number: int, untrusted: JSON, opening: Opening) -> None:
        name = self._named(untrusted, layout.item_name(number))
        need(name in self.bag.digests, "missing", f"{name} is not in the bundle.")
        values = {name: value for name, (_, value) in opening.fields.items()}
        need(
            values["type"] == "Item" and {"sha256", "size"} <= values.keys(),
            "payload",
            f"Record {number} has a payload, but does not open the sha256 and size of an Item.",
        )
        size = values["size"]
        need(
            values["sha256"] == self.bag.digests[name] and type(size) is int and size == self.bag.sizes[name],
            "payload",
            f"{name} does not have the SHA-256 and size that record {number} commits to.",
        )

    def _proofs(self, number: int, described: Any, entry: bytes) -> tuple[int, ...]:
        names = described["proofs"]
        need(isinstance(names, list) and bool(names), "shape", f"Record {number} has no proofs.")
        included: list[int] = []
        for untrusted in names:
            # The checkpoint's number is the only part of the name that is not known beforehand.
            tail = _PROOF_OF_CHECKPOINT.search(str(untrusted))
            place = int(tail[1]) if tail else 0
            name = self._named(untrusted, layout.proof_name(number, place))
            need(not included or place > included[-1], "shape", "The proofs of a record are not in order.")
            self._proof(name, place, described, entry)
            included.append(place)
        return tuple(included)

    def _proof(self, name: str, place: int, described: Any, entry: bytes) -> None:
        with refusing("proof"):
            proof = TlogProof.parse(self.bag.read(name, layout.LARGEST_PROOF))
        need(not proof.untrusted_extra, "proof", f"{name} has an extra line.")
        known = 1 <= place <= len(self.heads) and self.heads[place - 1].data == proof.checkpoint
        need(known, "proof", f"{name} does not end with checkpoint {place}.")
        head = self.heads[place - 1].checkpoint
        need(head.origin == described["origin"], "origin", f"{name} is of another log than its record.")
        need(proof.index == described["index"], "proof", f"{name} is for another index.")
        with refusing("proof"):
            verify_inclusion(leaf_hash(entry), proof.index, head.size, proof.proof, head.root)

    def _proven(
        self, number: int, described: Any, opening: Opening, entry: bytes, included: tuple[int, ...]
    ) -> RecordVerdict:
        seen = [self.checkpoints[place - 1] for place in included]
        fields: Mapping[str, JSON] = {name: value for name, (_, value) in opening.fields.items()}
        return RecordVerdict(
            number=number,
            type=str(fields["type"]),
            payload=described.get("payload"),
            fields=fields,
            reference=record_reference(entry),
            origin=described["origin"],
            index=described["index"],
            checkpoints=included,
            signed_by_log=any(each.signed_by_log for each in seen),
            cosigned=tuple(sorted(found for each in seen for found in each.cosigned)),
            logged_before=tuple(sorted(found for each in seen for found in each.stamped)),
        )

    # last

    def _files(self, bundle: Mapping[str, Any]) -> None:
        if "summary" in bundle:
            self._named(bundle["summary"], "summary.pdf")
        payload = {name for name in self.bag.digests if name.startswith("data/")} - {"data/bundle.json"}
        for name in sorted(payload - self.named):
            raise Refused("unlisted", f"{name} is in the bundle, and bundle.json does not name it.")
        for name in sorted(self.named - payload):
            raise Refused("missing", f"bundle.json names {name}, and it is not in the bundle.")

    def _keys(self) -> None:
        keys = (*self.trust.log_keys, *self.trust.cosigner_keys)
        given: tuple[VerifierKey | _Authority, ...] = (*keys, *self.trust.authorities)
        for name in [key.name for key in given if key not in self.used]:
            raise Refused("key", f"{name!a} was given and matches nothing in the bundle.")


def _parse_head(number: int, data: bytes) -> _Head:
    with refusing("checkpoint"):
        note = parse_note(data)
        checkpoint = Checkpoint.parse(note.text)
    makers = [(line.name, line.key_id) for line in note.signatures]
    own = any(line.name == checkpoint.origin and len(line.signature) == 64 for line in note.signatures)
    need(checkpoint.size > 0, "checkpoint", "A checkpoint is of an empty log.")
    need(len(set(makers)) == len(makers), "checkpoint", "Two signatures of a checkpoint are by one key.")
    need(own, "checkpoint", "A checkpoint is not signed in the name of its origin.")
    return _Head(number, data, note, checkpoint)


def _unverified(head: _Head) -> CheckpointVerdict:
    return CheckpointVerdict(
        number=head.number,
        origin=head.checkpoint.origin,
        size=head.checkpoint.size,
        root=head.checkpoint.root.hex(),
        signed_by_log=False,
        cosigned=(),
        stamped=(),
        signatures=tuple(
            SignatureFound(line.name, line.key_id.hex(), False) for line in head.note.signatures
        ),
        stamps=(),
    )


def format_far(seconds: int) -> str:
    """A cosigner may state any moment, also one that no calendar reaches."""
    try:
        return format_utc(seconds)
    except BadData:
        return f"{seconds} seconds after 1970"


def _has_keys(value: object, required: set[str], optional: frozenset[str] | set[str] = frozenset()) -> None:
    good = isinstance(value, dict) and required <= value.keys() <= required | optional
    need(
        good,
        "shape",
        f"Something in bundle.json does not have exactly the keys {', '.join(sorted(required))}.",
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadData("Expected base64 and found no text.")
    return value
