"""The commitment of a record: a digest document of 24 slots, the 33-byte entry, and openings of single
fields.

Follows docs/spec/log-v1.md, sections 2 and 3 (the idea of salted, selectively opened digests is that of
SD-JWT, RFC 9901). Pure: salts come in from outside. Invariants: one field has one slot; an opening never
holds the record salt; an addition, an erasure and padding look alike in the log.
"""

import hashlib
import hmac
from binascii import b2a_base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from amanet.canonical import JSON, encode, from_base64, tagged_hash, to_base64
from amanet.errors import BadData, Misuse
from amanet.record.types import RECORD_TYPES, SLOTS, RecordType, type_named

Body = Mapping[str, JSON]

ENTRY_SIZE = 33
_LEAF_TAG = b"amanet/leaf/v1\n"
_NAMES = {name: name.encode("ascii") for kind in RECORD_TYPES.values() for name in kind.slots}
_LABELS = {name: b"field\n" + raw for name, raw in _NAMES.items()}
_ABSENT = tuple(b"absent\n%d" % index for index in range(SLOTS))


class Salt:
    """The 32 secret bytes of one record. Shows nothing of itself.

    Deriving from one key many times is the cost of taking in small files, so the two padded keys of the HMAC
    (RFC 2104) are prepared once.
    """

    __slots__ = ("_inner", "_outer", "secret")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != 32:
            raise Misuse("A record salt is 32 bytes.")
        self.secret = secret
        block = secret.ljust(64, b"\0")
        self._inner = block.translate(_IPAD)
        self._outer = block.translate(_OPAD)

    def __repr__(self) -> str:
        return "Salt(…)"

    def derive(self, label: bytes) -> bytes:
        return _sha256(self._outer + _sha256(self._inner + label).digest()).digest()

    def derive_all(self, labels: Iterable[bytes]) -> list[bytes]:
        """`derive` of each, with few steps."""
        sha256, inner, outer = _sha256, self._inner, self._outer
        return [sha256(outer + sha256(inner + label).digest()).digest() for label in labels]

    def of_field(self, name: str) -> bytes:
        return self.derive(b"field\n" + name.encode("ascii"))

    def of_leaf(self) -> bytes:
        return self.derive(b"leaf\n")


_sha256 = hashlib.sha256
_IPAD = bytes(x ^ 0x36 for x in range(256))
_OPAD = bytes(x ^ 0x5C for x in range(256))


@dataclass(frozen=True)
class Opening:
    """Some fields of one record, with what is needed to check them against its entry."""

    digests: bytes
    leaf_salt: bytes
    fields: Mapping[str, tuple[bytes, JSON]]

    def to_json(self) -> dict[str, JSON]:
        return {
            "digests": to_base64(self.digests),
            "leaf_salt": to_base64(self.leaf_salt),
            "fields": {
                name: {"salt": to_base64(salt), "value": value} for name, (salt, value) in self.fields.items()
            },
        }

    @classmethod
    def from_json(cls, untrusted: JSON) -> "Opening":
        """Reads an opening; raises `BadData` where its shape is not exactly that of the specification."""
        if not isinstance(untrusted, dict) or set(untrusted) != {"digests", "leaf_salt", "fields"}:
            raise BadData("An opening holds digests, leaf_salt and fields, and nothing else.")
        digests, leaf_salt, fields = untrusted["digests"], untrusted["leaf_salt"], untrusted["fields"]
        if not isinstance(digests, str) or not isinstance(leaf_salt, str) or not isinstance(fields, dict):
            raise BadData("An opening has a field of the wrong kind.")
        read: dict[str, tuple[bytes, JSON]] = {}
        for name, field in fields.items():
            if (
                not isinstance(field, dict)
                or set(field) != {"salt", "value"}
                or not isinstance(field["salt"], str)
            ):
                raise BadData("An opened field holds a salt and a value, and nothing else.")
            read[name] = (from_base64(field["salt"]), field["value"])
        return cls(from_base64(digests), from_base64(leaf_salt), read)


def check_body(body: Body) -> RecordType:
    """The type of a body that has every required field and no unknown one. Raises `BadData`."""
    kind = type_named(body.get("type"))
    if kind.required <= body.keys() <= kind.slots.keys():
        return kind
    unknown = body.keys() - kind.slots.keys()
    missing = kind.required - body.keys()
    raise BadData(
        f"A record of type {kind.name} has fields it should not have ({', '.join(sorted(unknown)) or 'none'}) "
        f"or lacks some ({', '.join(sorted(missing)) or 'none'})."
    )


def digest_document(body: Body, salt: Salt) -> bytes:
    """The 768 bytes of the 24 slots of a record."""
    slots = check_body(body).slots
    return _document({name: encode(value) for name, value in body.items()}, slots, salt)


def entry_of(body: Body, salt: Salt) -> bytes:
    """The 33 bytes that are logged for this record."""
    return _entry(digest_document(body, salt), salt.of_leaf())


def commit_to(body: Body, salt: Salt) -> tuple[bytes, bytes]:
    """The entry and the canonical bytes of a record, each of its values encoded once for both."""
    slots = check_body(body).slots
    encoded = {name: encode(value) for name, value in body.items()}
    # The bytes of JCS(body): names of fields need no quoting, and sort alike in ASCII and in UTF-16.
    whole = b"{%b}" % b",".join([b'"%b":%b' % (_NAMES[name], encoded[name]) for name in sorted(encoded)])
    return _entry(_document(encoded, slots, salt), salt.of_leaf()), whole


def record_reference(entry: bytes) -> str:
    """The name of a record outside the vault: hex of 32 bytes."""
    return tagged_hash("amanet/record/v1", entry).hex()


def open_fields(body: Body, salt: Salt, names: Iterable[str]) -> Opening:
    """Opens `type` and the named fields. A field this record does not have is a `Misuse`: absence cannot be
    opened.
    """
    wanted = {"type", *names}
    if not wanted <= body.keys():
        raise Misuse(
            f"This record has no field {', '.join(sorted(wanted - body.keys()))}. It has: {', '.join(sorted(body))}."
        )
    fields = {name: (salt.of_field(name), body[name]) for name in sorted(wanted)}
    return Opening(digest_document(body, salt), salt.of_leaf(), fields)


def verify_opening(opening: Opening, entry: bytes) -> None:
    """Raises `BadData` unless every opened field stands in the entry, in the slot of its type and in no
    other.
    """
    if len(opening.digests) != 32 * SLOTS or len(opening.leaf_salt) != 32:
        raise BadData("An opening has digests or a leaf salt of the wrong length.")
    if "type" not in opening.fields:
        raise BadData("An opening does not open the type of its record.")
    document = [opening.digests[at : at + 32] for at in range(0, 32 * SLOTS, 32)]
    if len(set(document)) != SLOTS:
        raise BadData("Two slots of an opening are equal.")
    slots = type_named(opening.fields["type"][1]).slots
    for name, (salt, value) in opening.fields.items():
        if name not in slots:
            raise BadData(f"A record of this type has no field {name!r}.")
        if len(salt) != 32:
            raise BadData(f"The salt of the field {name!r} is not 32 bytes.")
        if not hmac.compare_digest(document[slots[name]], _field_digest(salt, name, encode(value))):
            raise BadData(f"The field {name!r} is not what was committed to.")
    if not hmac.compare_digest(_entry(opening.digests, opening.leaf_salt), entry):
        raise BadData("The opening does not belong to this log entry.")


def _document(encoded: Mapping[str, bytes], slots: Mapping[str, int], salt: Salt) -> bytes:
    labels = list(_ABSENT)
    for name in encoded:
        labels[slots[name]] = _LABELS[name]
    document = salt.derive_all(labels)
    for name, value in encoded.items():
        slot = slots[name]
        document[slot] = _field_digest(document[slot], name, value)
    return b"".join(document)


def _field_digest(salt: bytes, name: str, encoded: bytes) -> bytes:
    # The bytes of JCS([b64(salt), name, value]): neither base64 nor a field name needs quoting.
    quoted = b'["%b","%b",%b]' % (b2a_base64(salt, newline=False), _NAMES[name], encoded)
    return _sha256(quoted).digest()


def _entry(digests: bytes, leaf_salt: bytes) -> bytes:
    # HMAC-SHA256, as `hmac.digest` computes it, which takes several times as long to begin.
    block = leaf_salt.ljust(64, b"\0")
    inner = _sha256(block.translate(_IPAD) + _LEAF_TAG + digests).digest()
    return b"\x01" + _sha256(block.translate(_OPAD) + inner).digest()
