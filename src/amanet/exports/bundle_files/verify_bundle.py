#!/usr/bin/env python3
"""Checks an amanet evidence bundle. One file, Python 3.8 or later, nothing to install.

    python3 verify_bundle.py BUNDLE --log-key VKEY --cosigner-key VKEY --tsa-ca CA.pem [--json]

Time-stamps need OpenSSL 1.1.1 or later beside it. Take this file, and the keys, from somewhere else than the
bundle: whoever made the bundle may have put a verifier of their own into it. This program prints its own
SHA-256 first, so that you can compare. It takes no key from the bundle, trusts no statement in it, runs
nothing from it, follows no link, and reads no file outside it but those that you name.

Exit codes   0  VERIFIED               everything holds, and every record is anchored in a key that you gave
             3  INTERNALLY CONSISTENT  everything holds, but some record is anchored in no key that you gave
             1  FAILED                 something does not hold, or a key that you gave matches nothing here
             2  the command line makes no sense

What is checked, in this order (the sections of this file; docs/spec/bundle-v1.md has the formats):
  1. the files: exactly those that the BagIt manifests list, with their SHA-256 (RFC 8493)
  2. Ed25519 signatures (RFC 8032)
  3. signed notes, checkpoints and cosignatures (C2SP)
  4. inclusion and consistency in the Merkle tree (RFC 6962)
  5. openings of committed fields (amanet log-v1, section 3)
  6. time-stamps (RFC 3161), by `openssl`
  7. the verdict
"""

# Written for Python 3.8 on purpose, so newer spellings are not used:
# ruff: noqa: B905, PTH100, PTH112, PTH118, PTH119, RUF005, UP006, UP028, UP035, UP045
from __future__ import annotations

import argparse
import base64
import binascii
import calendar
import hashlib
import hmac
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

FORMAT = "amanet-bundle/1"
MEBIBYTE = 1 << 20

# Nothing that the bundle says makes this program take more than this.
LARGEST = {
    "bundle.json": 64 * MEBIBYTE,
    "manifest": 64 * MEBIBYTE,
    "tag": 4 * MEBIBYTE,
    "note": 64 * 1024,
    "proof": 128 * 1024,
    "stamp": MEBIBYTE,
}
MOST_FILES = 1000000
DEEPEST_JSON = 64
MOST_SIGNATURES = 100
MOST_HASHES = 63
LARGEST_INTEGER = 2**53 - 1
LAST_SECOND_OF_9999 = 253402300799

# The SHA-256 of the verifiers of earlier releases, which older bundles rightly carry.
EARLIER_VERIFIERS = frozenset()  # type: frozenset[str]

# Types of records and, in order, the fields in slots 1, 2, 3 … (slot 0 is `type`): log-v1, section 6.
_COMMON = "id entered_at entered_by "
FIELDS_OF_TYPE = {
    "Epoch": _COMMON + "number origin log_key cosigner_key reason"
    " previous_origin previous_size previous_root previous_checkpoint",
    "Member": _COMMON + "member name role public_key status slots signature",
    "Item": _COMMON + "sha256 size name path kind modified_at source acquired_how acquired_at"
    " acquired_where note capture media_type pronom batch inside",
    "Rendition": _COMMON + "item kind tool version parameters content sha256 size problems",
    "Passage": _COMMON + "of selectors quote language note batch",
    "Entity": _COMMON + "schema batch",
    "Statement": _COMMON + "subject property value polarity said_by passages said_at"
    " heard_from wording language certainty basis note state batch cell",
    "Supersession": _COMMON + "replaces by reason batch",
    "Retraction": _COMMON + "retracts reason batch",
    "Review": _COMMON + "of state reason signature",
    "Judgement": _COMMON + "left right verdict reason signature",
    "Assessment": _COMMON + "of credibility basis reason signature",
    "Gloss": _COMMON + "of words readers sealed signature",
    "Interview": _COMMON + "source interviewers held_at language interpreter place items note",
    "Contact": _COMMON + "person channel rule hours language address note",
    "Grant": _COMMON + "person use recipient identity media given_by kinship dissent"
    " language explained passages given_at expires_at review_at note signature",
    "Refusal": _COMMON + "person use recipient given_by language explained passages given_at note signature",
    "Withdrawal": _COMMON + "person withdraws given_by language passages given_at reason signature",
    "Custody": _COMMON + "action records happened_at by_hand_of to note details checkpoint signature",
    "Proposal": _COMMON + "use recipient day statements items opens hidden drafts pseudonyms words "
    "decisions consequences manifest seed note signature",
    "Approval": _COMMON + "of manifest verdict reason signature",
    "Release": _COMMON + "of use recipient day records grants shown manifest sha256 size sealed_to "
    "approvals consequences file note signature",
    "Erasure": _COMMON + "erased reason on_wish_of outstanding signature",
    "Stamp": _COMMON
    + "kind origin tree_size root checkpoint token chain authority stated_at revocation renew_before",
}
SLOTS = 24


class Refused(Exception):
    """One thing that does not hold. `category` is one of the words of bundle-v1.md, section 6."""

    def __init__(self, category: str, message: str) -> None:
        super().__init__(message)
        self.category = category
        self.message = message


class BadUsage(Exception):
    """What was given on the command line cannot be used."""


def need(condition: bool, category: str, message: str) -> None:
    if not condition:
        raise Refused(category, message)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def shown(value: object, longest: int = 400) -> str:
    """Text of the bundle, safe on a terminal: what could control, hide or reorder it appears as an escape."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    if len(text) > longest:
        text = text[:longest] + "..."
    return "".join(
        c if c.isprintable() and c != "\\" else c.encode("unicode_escape").decode("ascii") for c in text
    )


def from_base64(text: object, category: str, what: str, length: Optional[int] = None) -> bytes:
    """Standard base64 in its one spelling: padded, no spaces, no stray bits."""
    try:
        data = base64.b64decode(str(text).encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    good = isinstance(text, str) and base64.b64encode(data).decode("ascii") == text
    need(good and bool(data), category, what + " is not base64")
    need(length is None or len(data) == length, category, f"{what} is not {length} bytes long")
    return data


def utc(seconds: int) -> str:
    if seconds > LAST_SECOND_OF_9999:
        return f"{seconds} seconds after 1970"
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


# --- 1. The files -------------------------------------------------------------------------------------------

TAG_FILES = frozenset(
    [
        "bagit.txt",
        "bag-info.txt",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
        "VERIFY.md",
        "verify_bundle.py",
    ]
)
FOLDERS = frozenset(["data", "data/items", "data/proofs", "data/checkpoints", "data/timestamps"])
PAYLOAD_NAME = re.compile(
    r"data/(?:bundle\.json|summary\.pdf|items/[0-9]{4,7}\.bin|proofs/[0-9]{4,7}-[0-9]{4,7}\.tlog-proof"
    r"|checkpoints/[0-9]{4,7}\.txt|timestamps/[0-9]{4,7}\.(?:tsr|pem))"
)
MANIFEST_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


class Bag:
    """A folder that holds exactly what its manifests list; every byte given out has the SHA-256 listed."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.present = frozenset(self._walk("", 0))
        for name in sorted(TAG_FILES - self.present):
            raise Refused("missing", f"{name} is not in the bundle")
        need(
            self._bytes("bagit.txt", LARGEST["tag"])
            == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
            "bag",
            "bagit.txt is not that of a BagIt 1.0 bag",
        )
        tags = self._manifest("tagmanifest-sha256.txt")
        self.listed = tags
        payload = self._manifest("manifest-sha256.txt")
        for name in sorted(payload):
            need(
                PAYLOAD_NAME.fullmatch(name) is not None,
                "path",
                f"a manifest names {shown(name)!r}, which no bundle holds",
            )
        need(
            set(tags) == TAG_FILES - {"tagmanifest-sha256.txt"},
            "path",
            "tagmanifest-sha256.txt does not list exactly the files beside data/",
        )
        self.listed = dict(tags, **payload)
        for name in sorted(self.present - set(self.listed) - {"tagmanifest-sha256.txt"}):
            raise Refused("unlisted", f"{shown(name)} is in the folder and in no manifest")
        for name in sorted(set(self.listed) - self.present):
            raise Refused("missing", f"{name} is in a manifest and not in the folder")
        self.sizes = {name: self._check_digest(name) for name in sorted(self.listed)}
        self._check_bag_info()

    def read(self, name: str, largest: int) -> bytes:
        """The bytes of a listed file, hashed again as they are read now."""
        need(name in self.listed, "missing", f"{shown(name)} is not in the bundle")
        data = self._bytes(name, largest)
        need(
            sha256(data).hex() == self.listed[name],
            "digest",
            f"{name} is not the file that its manifest lists",
        )
        return data

    def _walk(self, inside: str, depth: int) -> Iterator[str]:
        with os.scandir(os.path.join(self.folder, *inside.split("/"))) as entries:
            for count, entry in enumerate(entries):
                need(count < MOST_FILES, "limit", "a folder of the bundle holds too many files")
                name = inside + "/" + entry.name if inside else entry.name
                if entry.is_dir(follow_symlinks=False):
                    need(name in FOLDERS, "unlisted", f"{shown(name)} is a folder that no bundle has")
                    for found in self._walk(name, depth + 1):
                        yield found
                else:
                    need(
                        entry.is_file(follow_symlinks=False),
                        "link",
                        f"{shown(name)} is a link or a special file",
                    )
                    yield name

    def _open(self, name: str) -> int:
        flags = os.O_RDONLY
        for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
            flags |= getattr(os, flag, 0)
        descriptor = os.open(os.path.join(self.folder, *name.split("/")), flags)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise Refused("link", f"{shown(name)} is a link or a special file")
        return descriptor

    def _bytes(self, name: str, largest: int) -> bytes:
        with os.fdopen(self._open(name), "rb") as file:
            data = file.read(largest + 1)
        need(len(data) <= largest, "limit", f"{name} is longer than {largest} bytes")
        return data

    def _check_digest(self, name: str) -> int:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(self._open(name), "rb") as file:
            for piece in iter(lambda: file.read(MEBIBYTE), b""):
                digest.update(piece)
                size += len(piece)
        need(
            digest.hexdigest() == self.listed[name],
            "digest",
            f"{name} is not the file that its manifest lists",
        )
        return size

    def _manifest(self, manifest: str) -> Dict[str, str]:
        try:
            text = self._bytes(manifest, LARGEST["manifest"]).decode("ascii")
        except UnicodeDecodeError:
            raise Refused("bag", manifest + " is not ASCII") from None
        need(text.endswith("\n"), "bag", manifest + " does not end with a line break")
        listed = {}  # type: Dict[str, str]
        for line in text[:-1].split("\n"):
            match = MANIFEST_LINE.fullmatch(line)
            if match is None:
                raise Refused("bag", manifest + " has a line that is not a SHA-256, two spaces and a name")
            need(match.group(2) not in listed, "bag", f"{manifest} lists {shown(match.group(2))} twice")
            listed[match.group(2)] = match.group(1)
        return listed

    def _check_bag_info(self) -> None:
        payload = [name for name in self.listed if name.startswith("data/")]
        oxum = f"Payload-Oxum: {sum(self.sizes[name] for name in payload)}.{len(payload)}"
        lines = self.read("bag-info.txt", LARGEST["tag"]).decode("utf-8", "replace").split("\n")
        need(lines.count(oxum) == 1, "bag", "bag-info.txt does not say " + oxum)
        inside = self.listed["verify_bundle.py"]
        need(
            inside == own_sha256() or inside in EARLIER_VERIFIERS,
            "verifier",
            f"the verify_bundle.py inside the bundle (SHA-256 {inside}) is neither this one nor one of an "
            "earlier release: do not run it. If the bundle is newer than this program, get a newer one",
        )


def own_sha256() -> str:
    with open(os.path.abspath(__file__), "rb") as file:
        return sha256(file.read()).hex()


def strict_json(data: bytes) -> Any:
    """Canonical JSON (RFC 8785) without floats. Keys twice, other spellings and deep nesting are refused."""

    def once(pairs: List[Tuple[str, Any]]) -> Dict[str, Any]:
        need(len(dict(pairs)) == len(pairs), "json", "an object names the same key twice")
        return dict(pairs)

    def integer(digits: str) -> int:
        need(len(digits) <= 17 and abs(int(digits)) <= LARGEST_INTEGER, "json", "a number is too large")
        return int(digits)

    def no_number(text: str) -> Any:
        raise Refused("json", "a number is not an integer")

    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=once,
            parse_int=integer,
            parse_float=no_number,
            parse_constant=no_number,
        )
        check_depth(value, 0)
        canonical = canonical_json(value)
    except RecursionError:
        raise Refused("json", "bundle.json is nested too deeply") from None
    except ValueError:  # UnicodeDecodeError, UnicodeEncodeError and JSONDecodeError are ValueErrors
        raise Refused("json", "bundle.json is not JSON in UTF-8") from None
    need(canonical == data, "json", "bundle.json is not in its canonical form (RFC 8785)")
    return value


def check_depth(value: Any, depth: int) -> None:
    if isinstance(value, dict):
        need(all(key.isascii() for key in value), "json", "a key is not ASCII")
    if isinstance(value, (dict, list)):
        need(depth <= DEEPEST_JSON, "json", "bundle.json is nested too deeply")
        for inner in value.values() if isinstance(value, dict) else value:
            check_depth(inner, depth + 1)


def canonical_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


# --- 2. Ed25519 (RFC 8032, section 5.1) ---------------------------------------------------------------------
# Verification only, so nothing here is secret and nothing needs constant time. The check is the cofactorless
# one, [S]B = R + [k]A, as in OpenSSL and Go. S must be below the group order; A must be a canonical point that
# is not of small order; a non-canonical R never equals the canonical encoding that it is compared with.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)

Point = Tuple[int, int, int, int]  # extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z
NEUTRAL = (0, 1, 1, 0)


def point_add(p: Point, q: Point) -> Point:
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def point_multiply(scalar: int, p: Point) -> Point:
    result = NEUTRAL
    while scalar:
        if scalar & 1:
            result = point_add(result, p)
        p = point_add(p, p)
        scalar >>= 1
    return result


def point_decode(data: bytes) -> Optional[Point]:
    """The point of 32 bytes, or None where they are not the canonical encoding of one (section 5.1.3)."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if len(data) != 32 or y >= P:
        return None
    x_squared = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x_squared, (P + 3) // 8, P)
    if x * x % P != x_squared:
        x = x * ROOT_OF_MINUS_ONE % P
    if x * x % P != x_squared or (x == 0 and sign == 1):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def point_encode(p: Point) -> bytes:
    inverse = pow(p[2], P - 2, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = point_decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_usable_public_key(data: bytes) -> bool:
    p = point_decode(data)
    return p is not None and point_encode(point_multiply(8, p)) != point_encode(NEUTRAL)


def ed25519_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    a = point_decode(public)
    s = int.from_bytes(signature[32:], "little")
    if a is None or BASE is None or len(signature) != 64 or s >= ORDER or not is_usable_public_key(public):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    minus_a = (P - a[0], a[1], 1, P - a[3])
    return point_encode(point_add(point_multiply(s, BASE), point_multiply(k, minus_a))) == signature[:32]


# --- 3. Signed notes, checkpoints, cosignatures (c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature) ---

LOG_SIGNATURE, COSIGNATURE = 0x01, 0x04
KEY_NAME = re.compile(r"[^\s+\x00-\x1f]+")


class VerifierKey(NamedTuple):
    """A public key that the user gave: NAME+ID+BASE64, the ID in eight hex digits."""

    name: str
    key_id: bytes
    public: bytes


def parse_vkey(text: str, kind: int) -> VerifierKey:
    try:
        name, key_id, encoded = text.split("+", 2)
        data = from_base64(encoded, "usage", "the key")
        good = KEY_NAME.fullmatch(name) and data[0] == kind and is_usable_public_key(data[1:])
        computed = sha256(name.encode("utf-8") + b"\n" + data)[:4]
        if not good or computed.hex() != key_id:
            raise ValueError
    except (ValueError, Refused):
        kinds = {LOG_SIGNATURE: "a log key (type 01)", COSIGNATURE: "a cosigner's key (type 04)"}
        raise BadUsage(f"{shown(text, 120)!r} is not {kinds[kind]} as NAME+ID+BASE64") from None
    return VerifierKey(name, computed, data[1:])


class Signature(NamedTuple):
    name: str
    key_id: bytes
    value: bytes


class Checkpoint(NamedTuple):
    text: bytes
    origin: str
    size: int
    root: bytes
    signatures: List[Signature]


def parse_checkpoint(note: bytes) -> Checkpoint:
    text, separator, lines = note.rpartition(b"\n\n")
    text += b"\n"
    try:
        text_lines = text.decode("utf-8").split("\n")
        signature_lines = lines.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise Refused("checkpoint", "a checkpoint is not UTF-8") from None
    need(
        bool(separator) and len(text_lines) == 4 and all(text_lines[:3]),
        "checkpoint",
        "a checkpoint does not have an origin, a size, a root and signatures",
    )
    need(not re.search(rb"[\x00-\x09\x0b-\x1f]", note), "checkpoint", "a checkpoint has control characters")
    need(
        signature_lines[-1] == "" and 2 <= len(signature_lines) <= MOST_SIGNATURES + 1,
        "checkpoint",
        "a checkpoint has no signature, or too many",
    )
    need(
        re.fullmatch("[1-9][0-9]{0,18}", text_lines[1]) is not None and int(text_lines[1]) < 2**63,
        "checkpoint",
        "the tree size of a checkpoint is not a number from 1 on",
    )
    root = from_base64(text_lines[2], "checkpoint", "the root of a checkpoint", 32)
    signatures = [parse_signature(line) for line in signature_lines[:-1]]
    need(
        len({(s.name, s.key_id) for s in signatures}) == len(signatures),
        "checkpoint",
        "two signatures of a checkpoint are by the same key",
    )
    origin = text_lines[0]
    need(
        KEY_NAME.fullmatch(origin) is not None
        and any(s.name == origin and len(s.value) == 64 for s in signatures),
        "checkpoint",
        "a checkpoint is not signed in the name of its origin",
    )
    return Checkpoint(text, origin, int(text_lines[1]), root, signatures)


def parse_signature(line: str) -> Signature:
    parts = line.split(" ")
    need(
        len(parts) == 3 and parts[0] == "\u2014",
        "checkpoint",
        "a signature line of a checkpoint is malformed",
    )
    need(KEY_NAME.fullmatch(parts[1]) is not None, "checkpoint", "the key name of a signature is malformed")
    data = from_base64(parts[2], "checkpoint", "a signature of a checkpoint")
    need(len(data) > 4, "checkpoint", "a signature of a checkpoint is empty")
    return Signature(parts[1], data[:4], data[4:])


def signature_by(checkpoint: Checkpoint, key: VerifierKey) -> Optional[Signature]:
    for signature in checkpoint.signatures:
        if (signature.name, signature.key_id) == (key.name, key.key_id):
            return signature
    return None


def check_log_signature(checkpoint: Checkpoint, key: VerifierKey) -> None:
    """A checkpoint of the key's own log must be signed by that key and by no other in its place."""
    signature = signature_by(checkpoint, key)
    if signature is None:
        raise Refused("key", f"a checkpoint of {shown(key.name)} is not signed by the log key you gave")
    need(
        ed25519_holds(key.public, checkpoint.text, signature.value),
        "signature",
        f"the log's signature on a checkpoint of size {checkpoint.size} does not hold",
    )


def check_cosignature(checkpoint: Checkpoint, key: VerifierKey) -> Optional[int]:
    """When the cosigner signed, in POSIX seconds; None where it did not sign this checkpoint."""
    signature = signature_by(checkpoint, key)
    if signature is None:
        return None
    seconds = int.from_bytes(signature.value[:8], "big")
    message = b"cosignature/v1\ntime %d\n" % seconds + checkpoint.text
    need(
        len(signature.value) == 72
        and seconds < 2**63
        and ed25519_holds(key.public, message, signature.value[8:]),
        "signature",
        f"the cosignature of {shown(key.name)} on a checkpoint of size {checkpoint.size} does not hold",
    )
    return seconds


# --- 4. The Merkle tree (RFC 6962, section 2.1; the algorithms of RFC 9162, 2.1.3.2 and 2.1.4.2) ------------


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry)


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right)


def check_inclusion(leaf: bytes, index: int, size: int, root: bytes, hashes: List[bytes]) -> None:
    need(index < size, "proof", f"the index {index} is not in a tree of size {size}")
    first, last, computed = index, size - 1, leaf
    for sibling in hashes:
        need(last > 0, "proof", "an inclusion proof is too long")
        if first & 1 or first == last:
            computed = node_hash(sibling, computed)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        first, last = first >> 1, last >> 1
    need(last == 0, "proof", "an inclusion proof is cut short")
    need(computed == root, "proof", "an inclusion proof does not lead to the root of its checkpoint")


def check_consistency(old: Checkpoint, new: Checkpoint, hashes: List[bytes]) -> None:
    """The tree of `new` is that of `old` with leaves added at its end. Sizes differ; none is 0."""
    path = list(hashes)
    if old.size & (old.size - 1) == 0:
        path.insert(0, old.root)
    need(bool(hashes), "history", "a consistency proof is empty")
    first, last = old.size - 1, new.size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old_root = new_root = path[0]
    for sibling in path[1:]:
        need(last > 0, "history", "a consistency proof is too long")
        if first & 1 or first == last:
            old_root, new_root = node_hash(sibling, old_root), node_hash(sibling, new_root)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            new_root = node_hash(new_root, sibling)
        first, last = first >> 1, last >> 1
    need(last == 0, "history", "a consistency proof is cut short")
    need(
        old_root == old.root and new_root == new.root,
        "history",
        f"the checkpoint of size {new.size} does not continue that of {old.size}: the log has two histories",
    )


class TlogProof(NamedTuple):
    leaf: int
    hashes: List[bytes]
    note: bytes


def parse_tlog_proof(data: bytes) -> TlogProof:
    """c2sp.org/tlog-proof@v1, without the `extra` line."""
    head, separator, note = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise Refused("proof", "a proof is not ASCII") from None
    match = re.fullmatch("index (0|[1-9][0-9]{0,18})", lines[1]) if len(lines) > 1 else None
    need(bool(separator) and lines[0] == "c2sp.org/tlog-proof@v1", "proof", "a proof is not a tlog-proof@v1")
    need(
        match is not None and len(lines) <= 2 + MOST_HASHES,
        "proof",
        "a proof has no index, or too many hashes",
    )
    assert match is not None
    return TlogProof(
        int(match.group(1)), [from_base64(h, "proof", "a hash of a proof", 32) for h in lines[2:]], note
    )


# --- 5. Openings (log-v1, sections 2 and 3) -----------------------------------------------------------------


class Opened(NamedTuple):
    type: str
    fields: Dict[str, Any]
    entry: bytes


def check_opening(opening: Any) -> Opened:
    """The fields that an opening shows, and the log entry that they are committed in."""
    need(
        isinstance(opening, dict) and set(opening) == {"digests", "fields", "leaf_salt"},
        "opening",
        "an opening does not hold exactly digests, fields and leaf_salt",
    )
    digests = from_base64(opening["digests"], "opening", "the digest document", 32 * SLOTS)
    leaf_salt = from_base64(opening["leaf_salt"], "opening", "the leaf salt", 32)
    slots = [digests[at : at + 32] for at in range(0, len(digests), 32)]
    need(len(set(slots)) == SLOTS, "opening", "two slots of a digest document are equal")
    fields = opening["fields"]
    need(
        isinstance(fields, dict) and "type" in fields,
        "opening",
        "an opening does not open the type of its record",
    )
    for name, field in fields.items():
        need(
            isinstance(field, dict) and set(field) == {"salt", "value"},
            "opening",
            f"the opened field {shown(name)} does not hold exactly a salt and a value",
        )
    kind = fields["type"]["value"]
    need(isinstance(kind, str) and kind in FIELDS_OF_TYPE, "opening", f"the type {shown(kind)} is not known")
    slot_of = {name: slot for slot, name in enumerate(["type"] + FIELDS_OF_TYPE[kind].split())}
    for name, field in fields.items():
        need(name in slot_of, "opening", f"a record of type {kind} has no field {shown(name)}")
        salt = from_base64(field["salt"], "opening", "the salt of the field " + name, 32)
        committed = sha256(canonical_json([base64.b64encode(salt).decode("ascii"), name, field["value"]]))
        need(slots[slot_of[name]] == committed, "opening", f"the field {name} is not what was committed to")
    entry = b"\x01" + hmac.new(leaf_salt, b"amanet/leaf/v1\n" + digests, "sha256").digest()
    return Opened(kind, {name: field["value"] for name, field in fields.items()}, entry)


# --- 6. Time-stamps (RFC 3161) ------------------------------------------------------------------------------
# The structure is read here, strictly as DER; signatures and certificates are openssl's work. Certificates are
# judged at the time that the token states (-attime): one that has expired since does not spoil what was stamped
# while it was valid. Reading that time before it is verified is safe: if it was changed, the signature over it
# does not hold.


class Token(NamedTuple):
    signed: bytes  # the ContentInfo with the SignedData, as `openssl cms` reads it
    info: bytes  # the TSTInfo, which the authority signed
    imprint: bytes
    seconds: int
    certificates: List[str]  # their SHA-256, to ask the authority about


OID_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
OID_TST_INFO = bytes.fromhex("060b2a864886f70d0109100104")
OID_SHA256 = bytes.fromhex("0609608648016503040201")


def der(data: bytes, at: int, tag: int) -> Tuple[int, int]:
    """Where the content of the element at `at` starts and ends. It must have this tag and be in DER."""
    need(at + 2 <= len(data) and data[at] == tag, "stamp", "a time-stamp is not built as RFC 3161 says")
    length, start = data[at + 1], at + 2
    if length >= 0x80:
        count = length & 0x7F
        length, start = int.from_bytes(data[start : start + count], "big"), start + count
        shortest = 1 if length < 0x100 else (length.bit_length() + 7) // 8
        need(length >= 0x80 and count == shortest, "stamp", "a time-stamp is not in DER")
    need(start + length <= len(data), "stamp", "a time-stamp is cut short")
    return start, start + length


def parse_token(response: bytes) -> Token:
    at, end = der(response, 0, 0x30)  # TimeStampResp
    need(end == len(response), "stamp", "a time-stamp has bytes after its end")
    status, after_status = der(response, at, 0x30)
    at, end = der(response, status, 0x02)
    need(response[at:end] == b"\x00", "stamp", "a time-stamp was not granted")
    signed_at = after_status
    at, signed_end = der(response, signed_at, 0x30)  # ContentInfo
    need(signed_end == len(response), "stamp", "a time-stamp has bytes after its token")
    need(response.startswith(OID_SIGNED_DATA, at), "stamp", "a time-stamp holds no signed data")
    at, _ = der(response, at + len(OID_SIGNED_DATA), 0xA0)
    at, _ = der(response, at, 0x30)  # SignedData
    _, at = der(response, at, 0x02)
    _, at = der(response, at, 0x31)
    at, after_content = der(response, at, 0x30)  # EncapsulatedContentInfo
    need(response.startswith(OID_TST_INFO, at), "stamp", "what a time-stamp signs is not a TSTInfo")
    at, _ = der(response, at + len(OID_TST_INFO), 0xA0)
    start, end = der(response, at, 0x04)
    info = response[start:end]
    imprint, seconds = parse_tst_info(info)
    at, end = der(response, after_content, 0xA0)
    certificates = []
    while at < end:
        start, after = at, der(response, at, 0x30)[1]
        certificates.append(sha256(response[start:after]).hex())
        at = after
    return Token(response[signed_at:signed_end], info, imprint, seconds, certificates)


def parse_tst_info(info: bytes) -> Tuple[bytes, int]:
    at, end = der(info, 0, 0x30)
    need(end == len(info), "stamp", "a TSTInfo has bytes after its end")
    _, at = der(info, at, 0x02)
    _, at = der(info, at, 0x06)
    imprint_at, at = der(info, at, 0x30)
    algorithm, after_algorithm = der(info, imprint_at, 0x30)
    need(info.startswith(OID_SHA256, algorithm), "stamp", "the imprint of a time-stamp is not a SHA-256")
    start, end = der(info, after_algorithm, 0x04)
    imprint = info[start:end]
    _, at = der(info, at, 0x02)
    start, end = der(info, at, 0x18)
    match = re.fullmatch(rb"([0-9]{14})(?:\.[0-9]*[1-9])?Z", info[start:end])
    try:
        stated = time.strptime(match.group(1).decode("ascii"), "%Y%m%d%H%M%S") if match else None
    except ValueError:
        stated = None
    if stated is None:
        raise Refused("stamp", "the time of a time-stamp is not a time in UTC")
    return imprint, calendar.timegm(stated)


class OpenSSL:
    """The `openssl` of this machine, or the reason why it cannot be used."""

    def __init__(self, bundle: str) -> None:
        self.program = None  # type: Optional[str]
        found = shutil.which("openssl")
        if found is None:
            self.problem = "there is no `openssl` on this machine: install OpenSSL 1.1.1 or later"
            return
        found = os.path.realpath(found)
        if found.startswith(os.path.join(os.path.realpath(bundle), "")):
            self.problem = "the `openssl` that would run lies inside the bundle"
            return
        self.program = found
        version = self.run(["version"])[1].decode("ascii", "replace")
        self.problem = ""
        if not re.match(r"OpenSSL (1\.1\.1|[3-9]\.|[1-9][0-9])", version):
            self.program = None
            self.problem = (
                f"`openssl` is {shown(version.strip(), 60)}, and time-stamps need OpenSSL 1.1.1 or later"
            )

    def run(self, arguments: List[str]) -> Tuple[bool, bytes]:
        assert self.program is not None
        environment = dict(os.environ, LC_ALL="C")
        done = subprocess.run(
            [self.program] + arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=120,
        )
        return done.returncode == 0, done.stdout

    def check_integrity(self, token: Token) -> None:
        """The token is signed by the certificate inside it, whoever's that is."""
        with tempfile.TemporaryDirectory() as folder:
            signed = save(folder, "token.der", token.signed)
            good, content = self.run(["cms", "-verify", "-noverify", "-inform", "DER", "-in", signed])
        need(good, "stamp", "the signature of a time-stamp does not hold")
        need(content == token.info, "stamp", "openssl and this program read a time-stamp differently")

    def is_by(self, response: bytes, token: Token, chain: bytes, authority: bytes) -> bool:
        """Whether a certificate the user trusts vouches for the token, at the time that the token states."""
        with tempfile.TemporaryDirectory() as folder:
            saved = save(folder, "token.tsr", response)
            arguments = ["ts", "-verify", "-digest", token.imprint.hex(), "-in", saved]
            arguments += ["-CAfile", save(folder, "authority.pem", authority), "-attime", str(token.seconds)]
            if chain:
                arguments += ["-untrusted", save(folder, "chain.pem", chain)]
            return self.run(arguments)[0]


def save(folder: str, name: str, data: bytes) -> str:
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(data)
    return path


PEM = re.compile(rb"-----BEGIN CERTIFICATE-----\s([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")


def certificate_fingerprints(pem: bytes) -> List[str]:
    """SHA-256 of each certificate of a PEM file, as `openssl x509 -fingerprint -sha256` computes it."""
    try:
        return [
            sha256(base64.b64decode(b"".join(body.split()), validate=True)).hex() for body in PEM.findall(pem)
        ]
    except (binascii.Error, ValueError):
        return []


# --- 7. The verdict -----------------------------------------------------------------------------------------


class Authority(NamedTuple):
    """A time-stamping authority's certificate file that the user gave."""

    name: str
    pem: bytes
    fingerprint: str


class Trust(NamedTuple):
    """All that is trusted: what the user gave."""

    log_keys: List[VerifierKey]
    cosigner_keys: List[VerifierKey]
    authorities: List[Authority]


class Report:
    """What was found. `problems` empty means that everything in the bundle holds together."""

    def __init__(self) -> None:
        self.problems = []  # type: List[Refused]
        self.records = []  # type: List[Dict[str, Any]]
        self.checkpoints = []  # type: List[Dict[str, Any]]
        self.unknown = []  # type: List[str]

    def verdict(self) -> str:
        if self.problems or not self.records:
            return "failed"
        return "verified" if all(record["anchored"] for record in self.records) else "internally consistent"


class Checks:
    """One run over one bundle. What does not hold is collected; what depends on it is not checked."""

    def __init__(self, folder: str, trust: Trust) -> None:
        self.folder, self.trust, self.report = folder, trust, Report()
        self.used = set()  # type: set[Tuple[str, int]]
        self.named = set()  # type: set[str]
        self.checkpoints = {}  # type: Dict[bytes, Tuple[int, Checkpoint]]  # by the bytes of the note
        self.token_count = 0

    def run(self) -> Report:
        self.collect(self.check_everything)
        return self.report

    def check_everything(self) -> None:
        self.bag = Bag(self.folder)
        self.openssl = OpenSSL(self.folder)
        bundle = self.parse_bundle()
        for number, described in enumerate(bundle["checkpoints"], 1):
            self.check_checkpoint(number, described)
        self.collect(self.check_history, bundle["consistency"])
        places = set()  # type: set[Tuple[str, int]]
        for number, described in enumerate(bundle["records"], 1):
            self.collect(self.check_record, number, described, places)
        if not self.report.problems:  # otherwise files and keys were not all come to
            self.collect(self.check_all_files_are_named, bundle)
            self.collect(self.check_all_keys_are_used)

    def collect(self, check: Any, *arguments: Any) -> None:
        try:
            check(*arguments)
        except Refused as refused:
            self.report.problems.append(refused)
        except OSError as problem:
            self.report.problems.append(Refused("bag", "a file cannot be read: " + shown(str(problem))))
        except subprocess.SubprocessError as problem:
            self.report.problems.append(Refused("openssl", shown(str(problem))))

    # bundle.json

    def parse_bundle(self) -> Any:
        bundle = strict_json(self.bag.read("data/bundle.json", LARGEST["bundle.json"]))
        need(isinstance(bundle, dict), "shape", "bundle.json is not an object")
        need(
            bundle.get("format") == FORMAT,
            "format",
            f"bundle.json is of the format {shown(bundle.get('format'))}; this program knows {FORMAT}",
        )
        has_keys(bundle, "bundle.json", {"format", "records", "checkpoints", "consistency"}, {"summary"})
        for name in ("records", "checkpoints", "consistency"):
            need(isinstance(bundle[name], list), "shape", f"{name} in bundle.json is not a list")
        need(
            bool(bundle["records"] and bundle["checkpoints"]),
            "shape",
            "bundle.json holds no records or no checkpoints",
        )
        return bundle

    def file_named(self, untrusted: Any, expected: str) -> str:
        """A file of the payload has one name that follows from its place, so no other name is ever opened."""
        good = isinstance(untrusted, str) and PAYLOAD_NAME.fullmatch("data/" + untrusted) is not None
        need(good, "path", f"bundle.json names the file {shown(untrusted)}, which no bundle holds")
        need(untrusted == expected, "shape", f"bundle.json names {untrusted} where {expected} belongs")
        self.named.add("data/" + expected)
        return "data/" + expected

    # checkpoints

    def check_checkpoint(self, number: int, described: Any) -> None:
        has_keys(described, "a checkpoint", {"note", "stamps"}, set())
        need(isinstance(described["stamps"], list), "shape", "the stamps of a checkpoint are not a list")
        note = self.bag.read(
            self.file_named(described["note"], f"checkpoints/{number:04}.txt"), LARGEST["note"]
        )
        checkpoint = parse_checkpoint(note)
        self.checkpoints[note] = (number, checkpoint)
        line = {
            "number": number,
            "origin": checkpoint.origin,
            "size": checkpoint.size,
            "root": checkpoint.root.hex(),
            "signed_by_log": False,
            "cosigned": [],
            "stamped": [],
            "signatures": [
                {"name": s.name, "key_id": s.key_id.hex(), "verified": False} for s in checkpoint.signatures
            ],
            "stamps": [],
        }  # type: Dict[str, Any]
        self.report.checkpoints.append(line)
        self.collect(self.check_signatures, checkpoint, line)
        for stamp in described["stamps"]:
            self.token_count += 1
            self.collect(self.check_stamp, self.token_count, stamp, checkpoint, line)

    def check_signatures(self, checkpoint: Checkpoint, line: Dict[str, Any]) -> None:
        verified = set()
        for place, key in enumerate(self.trust.log_keys):
            if key.name == checkpoint.origin:
                check_log_signature(checkpoint, key)
                self.used.add(("log key", place))
                verified.add((key.name, key.key_id.hex()))
                line["signed_by_log"] = True
        for place, key in enumerate(self.trust.cosigner_keys):
            seconds = check_cosignature(checkpoint, key)
            if seconds is not None:
                self.used.add(("cosigner's key", place))
                verified.add((key.name, key.key_id.hex()))
                line["cosigned"].append({"name": key.name, "time": utc(seconds)})
        for signature in line["signatures"]:
            signature["verified"] = (signature["name"], signature["key_id"]) in verified

    def check_stamp(self, number: int, described: Any, checkpoint: Checkpoint, line: Dict[str, Any]) -> None:
        has_keys(described, "a stamp", {"token"}, {"chain"})
        response = self.bag.read(
            self.file_named(described["token"], f"timestamps/{number:04}.tsr"), LARGEST["stamp"]
        )
        chain = b""
        if "chain" in described:
            name = self.file_named(described["chain"], f"timestamps/{number:04}.pem")
            chain = self.bag.read(name, LARGEST["stamp"])
        token = parse_token(response)
        need(
            token.imprint == sha256(checkpoint.text),
            "stamp",
            f"time-stamp {number} is not over the text of its checkpoint",
        )
        found = {
            "number": number,
            "time": utc(token.seconds),
            "certificates": sorted(set(token.certificates + certificate_fingerprints(chain))),
        }
        line["stamps"].append(found)
        if self.openssl.program is None:
            self.report.unknown.append(f"Time-stamp {number} was not checked: {self.openssl.problem}.")
            return
        self.openssl.check_integrity(token)
        for place, authority in enumerate(self.trust.authorities):
            if self.openssl.is_by(response, token, chain, authority.pem):
                self.used.add(("authority", place))
                anchor = {
                    "time": utc(token.seconds),
                    "authority": authority.name,
                    "fingerprint": authority.fingerprint,
                }
                line["stamped"].append(anchor)

    def check_history(self, consistency: Any) -> None:
        """One log has one history: each checkpoint continues the one before it."""
        ordered = [checkpoint for _, checkpoint in self.checkpoints.values()]
        places = [(checkpoint.origin, checkpoint.size) for checkpoint in ordered]
        need(
            len(ordered) == len(self.report.checkpoints) and places == sorted(set(places)),
            "history",
            "the checkpoints are not in order of origin and size, or a size comes twice",
        )
        pairs = [n for n in range(1, len(ordered)) if ordered[n - 1].origin == ordered[n].origin]
        need(
            len(consistency) == len(pairs),
            "history",
            "there is not one consistency proof between each two checkpoints",
        )
        for newer, described in zip(pairs, consistency):
            has_keys(described, "a consistency proof", {"old", "new", "hashes"}, set())
            need(
                (described["old"], described["new"]) == (newer, newer + 1)
                and isinstance(described["hashes"], list)
                and len(described["hashes"]) <= MOST_HASHES,
                "history",
                "a consistency proof is not the one between two neighbouring checkpoints",
            )
            hashes = [
                from_base64(text, "history", "a hash of a consistency proof", 32)
                for text in described["hashes"]
            ]
            check_consistency(ordered[newer - 1], ordered[newer], hashes)

    # records

    def check_record(self, number: int, described: Any, places: Any) -> None:
        has_keys(described, "a record", {"entry", "index", "opening", "origin", "proofs"}, {"payload"})
        origin, index = described["origin"], described["index"]
        need(
            type(index) is int and index >= 0 and isinstance(origin, str),
            "shape",
            f"record {number} has no origin and index",
        )
        need((origin, index) not in places, "shape", "two records stand at the same place of the log")
        places.add((origin, index))
        opened = check_opening(described["opening"])
        entry = from_base64(described["entry"], "opening", f"the entry of record {number}", 33)
        need(entry == opened.entry, "opening", f"the opening of record {number} does not belong to its entry")
        if "payload" in described:
            self.check_payload(number, described["payload"], opened)
        included = self.check_proofs(number, described, entry)
        self.report.records.append(self.record_line(number, described, opened, included))

    def check_payload(self, number: int, untrusted: Any, opened: Opened) -> None:
        name = self.file_named(untrusted, f"items/{number:04}.bin")
        need(name in self.bag.listed, "missing", f"{name} is not in the bundle")
        need(
            opened.type == "Item" and {"sha256", "size"} <= set(opened.fields),
            "payload",
            f"record {number} has a payload, but does not open the sha256 and size of an Item",
        )
        need(
            opened.fields["sha256"] == self.bag.listed[name]
            and type(opened.fields["size"]) is int
            and opened.fields["size"] == self.bag.sizes[name],
            "payload",
            f"{name} does not have the SHA-256 and size that record {number} commits to",
        )

    def check_proofs(self, number: int, described: Any, entry: bytes) -> List[int]:
        names = described["proofs"]
        need(isinstance(names, list) and bool(names), "shape", f"record {number} has no proofs")
        included = []  # type: List[int]
        for untrusted in names:
            parts = re.fullmatch("proofs/([0-9]{4,7})-([0-9]{4,7})[.]tlog-proof", str(untrusted))
            place = int(parts.group(2)) if parts else 0
            name = self.file_named(untrusted, f"proofs/{number:04}-{place:04}.tlog-proof")
            need(
                not included or place > included[-1],
                "shape",
                f"the proofs of record {number} are not in order",
            )
            proof = parse_tlog_proof(self.bag.read(name, LARGEST["proof"]))
            known = self.checkpoints.get(proof.note)
            if known is None or known[0] != place:
                raise Refused("proof", f"{name} does not end with checkpoint {place}")
            checkpoint = known[1]
            need(
                checkpoint.origin == described["origin"],
                "origin",
                f"record {number} is of the log {shown(described['origin'])}, and its proof is of another",
            )
            need(proof.leaf == described["index"], "proof", f"{name} is for another index")
            check_inclusion(leaf_hash(entry), proof.leaf, checkpoint.size, checkpoint.root, proof.hashes)
            included.append(place)
        return included

    def record_line(self, number: int, described: Any, opened: Opened, included: List[int]) -> Dict[str, Any]:
        checkpoints = [self.report.checkpoints[place - 1] for place in included]
        signed = [line["number"] for line in checkpoints if line["signed_by_log"]]
        cosigned = [found for line in checkpoints for found in line["cosigned"]]
        stamped = [found for line in checkpoints for found in line["stamped"]]
        return {
            "number": number,
            "type": opened.type,
            "payload": described.get("payload"),
            "fields": opened.fields,
            "reference": sha256(b"amanet/record/v1\n" + opened.entry).hex(),
            "origin": described["origin"],
            "index": described["index"],
            "checkpoints": included,
            "signed_by_log": bool(signed),
            "cosigned": sorted(cosigned, key=lambda found: (found["time"], found["name"])),
            "logged_before": sorted(stamped, key=lambda found: (found["time"], found["authority"])),
            "anchored": bool(signed or cosigned or stamped),
        }

    # last

    def check_all_files_are_named(self, bundle: Any) -> None:
        if "summary" in bundle:
            self.file_named(bundle["summary"], "summary.pdf")
        payload = {name for name in self.bag.listed if name.startswith("data/")} - {"data/bundle.json"}
        for name in sorted(payload - self.named):
            raise Refused("unlisted", f"{name} is in the bundle, and bundle.json does not name it")
        for name in sorted(self.named - payload):
            raise Refused("missing", f"bundle.json names {name}, and it is not in the bundle")

    def check_all_keys_are_used(self) -> None:
        if self.trust.authorities and self.token_count and self.openssl.program is None:
            raise Refused("openssl", "you gave a --tsa-ca, but " + self.openssl.problem)
        given = [("log key", place, key.name) for place, key in enumerate(self.trust.log_keys)]
        given += [("cosigner's key", place, key.name) for place, key in enumerate(self.trust.cosigner_keys)]
        given += [("authority", place, known.name) for place, known in enumerate(self.trust.authorities)]
        for kind, place, name in given:
            need(
                (kind, place) in self.used,
                "key",
                f"the {kind} {shown(name)} that you gave matches nothing in the bundle",
            )


def has_keys(value: Any, what: str, required: Any, optional: Any) -> None:
    good = isinstance(value, dict) and required <= set(value) <= required | optional
    need(
        good,
        "shape",
        f"{what} in bundle.json does not have exactly the keys {', '.join(sorted(required))}",
    )


def what_is_not_known(report: Report) -> List[str]:
    """What nobody can know from the bundle and the given keys alone, with the fingerprints to ask for."""
    lines = list(report.unknown)
    for line in report.checkpoints:
        for signature in line["signatures"]:
            if not signature["verified"]:
                lines.append(
                    f"Checkpoint {line['number']} bears a signature of {shown(signature['name'], 120)}, key id "
                    f"{signature['key_id']}. No key that you gave is its key, so it was not checked."
                )
        for stamp in line["stamps"] if not line["stamped"] else []:
            lines.append(
                f"Time-stamp {stamp['number']} claims {stamp['time']}. No --tsa-ca that you gave vouches for "
                f"it. SHA-256 of its certificates: {', '.join(stamp['certificates']) or 'it has none'}."
            )
    if not any(record["logged_before"] or record["cosigned"] for record in report.records):
        lines.append(
            "Nobody outside vouches for a time: whoever holds the log key could have written all of the "
            "log yesterday."
        )
    return lines


def print_text(report: Report, unknown: List[str], inside: bool) -> None:
    print("verify_bundle.py, SHA-256 " + own_sha256())
    if inside:
        print(
            "WARNING: this is the copy that came with the bundle, and whoever made that could have "
            "changed it. Get this program elsewhere."
        )
    for record in report.records:
        print_record(record, "holds, in a bundle that FAILED" if report.problems else "proven")
    print_list("Not known:", unknown)
    print_list("Does not hold:", [f"[{problem.category}] {problem.message}" for problem in report.problems])
    closing = {
        "verified": "VERIFIED",
        "internally consistent": "INTERNALLY CONSISTENT. The parts fit together, but not every record is "
        "anchored in a key from outside (--log-key, --cosigner-key, --tsa-ca). Whoever made this bundle "
        "could have made all of it up.",
        "failed": "FAILED",
    }
    print("\n" + closing[report.verdict()])


def print_record(record: Dict[str, Any], proven: str) -> None:
    print(f"\nRecord {record['number']}: {record['type']}, {record['payload'] or 'bytes not included'}")
    for name, value in sorted(record["fields"].items()):
        if name != "type":
            print(f"  {name:<14} {shown(value)}")
    print(f"  reference      {record['reference']}")
    print(f"  in the log     {shown(record['origin'], 120)}, index {record['index']}")
    if record["payload"]:
        print(f"  {proven}: the file has this SHA-256 and size")
    if record["signed_by_log"]:
        print(f"  {proven}: signed into the log by the log key you gave")
    for found in record["logged_before"]:
        by = f"{shown(found['authority'])} (SHA-256 {found['fingerprint']})"
        print(f"  {proven}: in the log before {found['time']}, by the authority of {by}")
    for found in record["cosigned"]:
        print(f"  {proven}: in the log at {found['time']}, cosigned by {shown(found['name'], 120)}")
    if not record["anchored"]:
        print("  NOT anchored in any key that you gave")


def print_list(title: str, lines: List[str]) -> None:
    if lines:
        print("\n" + title)
    for line in lines:
        print("  - " + line)


def as_json(report: Report, unknown: List[str]) -> Dict[str, Any]:
    return {
        "verdict": report.verdict(),
        "verifier_sha256": own_sha256(),
        "problems": [{"category": p.category, "message": p.message} for p in report.problems],
        "records": report.records,
        "checkpoints": report.checkpoints,
        "not_known": unknown,
    }


def read_authority(path: str) -> Authority:
    try:
        with open(path, "rb") as file:
            pem = file.read(LARGEST["stamp"])
    except OSError as problem:
        raise BadUsage(f"{shown(path)} cannot be read: {problem.strerror}") from None
    fingerprints = certificate_fingerprints(pem)
    if not fingerprints:
        raise BadUsage(f"{shown(path)} holds no certificate in PEM")
    return Authority(os.path.basename(path), pem, fingerprints[0])


def main(arguments: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser(
        description="Checks an amanet evidence bundle.",
        epilog="Exit codes: 0 verified, 3 internally consistent only, 1 failed, 2 usage.",
    )
    parser.add_argument("bundle", metavar="BUNDLE", help="the folder of the bundle")
    parser.add_argument(
        "--log-key", metavar="VKEY", action="append", default=[], help="key of the log, got elsewhere"
    )
    parser.add_argument(
        "--cosigner-key", metavar="VKEY", action="append", default=[], help="key of a cosigner"
    )
    parser.add_argument(
        "--tsa-ca", metavar="PEM", action="append", default=[], help="root of a time-stamping authority"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    given = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        trust = Trust(
            [parse_vkey(text, LOG_SIGNATURE) for text in given.log_key],
            [parse_vkey(text, COSIGNATURE) for text in given.cosigner_key],
            [read_authority(path) for path in given.tsa_ca],
        )
        if not os.path.isdir(given.bundle):
            raise BadUsage(f"{shown(given.bundle)} is not a folder")
    except BadUsage as problem:
        parser.error(str(problem))
    report = Checks(given.bundle, trust).run()
    unknown = what_is_not_known(report)
    here, bundle = os.path.realpath(__file__), os.path.realpath(given.bundle)
    inside = here.startswith(os.path.join(bundle, ""))
    if given.json:
        print(json.dumps(as_json(report, unknown), indent=1, sort_keys=True))
    else:
        print_text(report, unknown, inside)
    return {"verified": 0, "internally consistent": 3, "failed": 1}[report.verdict()]


if __name__ == "__main__":
    sys.exit(main())
