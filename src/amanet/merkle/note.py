"""Signed notes and the keys of their signatures: C2SP signed-note.

A note is a text, a blank line and signature lines. Signatures by unknown keys are passed over; one by a known
key that does not hold is an error even if another one holds. Two types of keys are known: Ed25519 (0x01) for
logs and cosignature/v1 (0x04) for cosigners, whose signatures `cosignature.py` makes and checks. Notes are
refused that are longer than 1 MiB, have more than 100 signatures, are not UTF-8, or hold control characters;
so is base64 that another encoder would write differently. What is accepted is written again as the same
bytes.

>>> key = VerifierKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
>>> key.name, key.type.name, key.key_id.hex()
('example.com/foo', 'ED25519', '530d903a')
"""

from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cached_property
from re import compile as pattern

from amanet.canonical import from_base64, sha256, to_base64
from amanet.errors import BadData, Misuse

LONGEST_NOTE = 1 << 20
MOST_SIGNATURES = 100
_DASH = "— "
_CONTROL = pattern(r"[\x00-\x09\x0b-\x1f]")
# Half a surrogate pair cannot come out of UTF-8, but a key may be handed to us as text.
_KEY_NAME = pattern(r"[^\x00-\x20+\ud800-\udfff]+")
_VKEY = pattern(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)")


class KeyType(IntEnum):
    """The signature types of signed-note that amanet knows."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True)
class VerifierKey:
    """The public half of a named key."""

    name: str
    type: KeyType
    public: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name) or len(self.public) != 32:
            raise Misuse("A verifier key has a name without spaces and plus signs, and 32 bytes.")

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Reads `name+hexid+base64(type ‖ public key)`. Raises `BadData` where the id is not the key's."""
        parts = _VKEY.fullmatch(text)
        if not parts or not is_key_name(parts[1]):
            raise BadData("A verifier key looks like name+01234567+base64. Copy the whole of it.")
        data = from_base64(parts[3])
        if len(data) != 33 or data[0] not in (KeyType.ED25519, KeyType.COSIGNATURE):
            raise BadData(
                "This verifier key is of a type not known here. Ed25519 (0x01) and cosignature/v1 (0x04) are."
            )
        key = cls(parts[1], KeyType(data[0]), data[1:])
        if str(key) != text:
            raise BadData(
                "The id in this verifier key is not that of its name and key. It was mistyped or changed."
            )
        return key

    @property
    def key_id(self) -> bytes:
        return sha256(self.name.encode("utf-8") + b"\n" + bytes([self.type]) + self.public)[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{to_base64(bytes([self.type]) + self.public)}"

    def made(self, line: "SignatureLine") -> bool:
        """Whether the line claims to be by this key."""
        return line.name == self.name and line.key_id == self.key_id

    def verify_bytes(self, signature: bytes, message: bytes) -> None:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError) as problem:
            raise BadData(
                f"The signature by {self.name!r} does not hold: the text or the signature was changed."
            ) from problem


@dataclass(frozen=True)
class SignerKey:
    """The secret half: a name and an Ed25519 seed. Shows nothing of the seed."""

    name: str
    seed: bytes = field(repr=False)
    type: KeyType = KeyType.ED25519

    def __post_init__(self) -> None:
        if not is_key_name(self.name) or len(self.seed) != 32:
            raise Misuse("A signing key has a name without spaces and plus signs, and a seed of 32 bytes.")

    @cached_property
    def verifier(self) -> VerifierKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return VerifierKey(self.name, self.type, public)

    def sign_bytes(self, message: bytes) -> bytes:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)


@dataclass(frozen=True)
class SignatureLine:
    """Whose signature it says it is, and its bytes. `str` is the line with its newline."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True)
class Note:
    """A text, its last newline included, and the signatures under it. Nothing of it is verified."""

    text: str
    signatures: tuple[SignatureLine, ...]

    def to_bytes(self) -> bytes:
        return (self.text + "\n" + "".join(map(str, self.signatures))).encode("utf-8")

    def with_signature(self, line: SignatureLine) -> "Note":
        """The note with this signature last, in place of earlier ones by the same key."""
        others = [one for one in self.signatures if (one.name, one.key_id) != (line.name, line.key_id)]
        return replace(self, signatures=(*others, line))


def parse_note(data: bytes) -> Note:
    text = _checked_text(data)
    cut = text.rfind("\n\n")
    if cut < 0:
        raise BadData("A signed note has a blank line between its text and its signatures; this has none.")
    return Note(text[: cut + 1], _signature_lines(text[cut + 2 :]))


def parse_signature_lines(data: bytes) -> tuple[SignatureLine, ...]:
    """Signature lines alone, as a witness answers with (tlog-witness)."""
    return _signature_lines(_checked_text(data))


def sign_text(text: str, signer: SignerKey) -> SignatureLine:
    """The Ed25519 signature line for a text that ends in a newline."""
    if signer.type is not KeyType.ED25519:
        raise Misuse("A cosigner's key signs cosignatures, never notes.")
    if not text.endswith("\n") or _CONTROL.search(text):
        raise Misuse("The text of a note ends in a newline and has no control character.")
    return SignatureLine(signer.name, signer.verifier.key_id, signer.sign_bytes(text.encode("utf-8")))


def verify_note(note: Note, key: VerifierKey) -> None:
    """Raises `BadData` unless the key signed the note, and each signature that says it is by it holds."""
    if key.type is not KeyType.ED25519:
        raise Misuse(
            "A note is verified with an Ed25519 key; for a cosigner's key there is verify_cosignature."
        )
    for line in lines_by(note, key):
        key.verify_bytes(line.signature, note.text.encode("utf-8"))


def lines_by(note: Note, key: VerifierKey) -> list[SignatureLine]:
    """The lines that say they are by this key, at least one. Raises `BadData` where there is none."""
    found = [line for line in note.signatures if key.made(line)]
    if not found:
        raise BadData(
            f"This note has no signature by the key {key.name}+{key.key_id.hex()}. Is it the right key?"
        )
    return found


def is_key_name(name: str) -> bool:
    return bool(_KEY_NAME.fullmatch(name)) and not any(map(str.isspace, name))


def _checked_text(data: bytes) -> str:
    if len(data) > LONGEST_NOTE:
        raise BadData(
            f"A signed note of {len(data)} bytes is longer than any that is accepted ({LONGEST_NOTE})."
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise BadData("A signed note is text in UTF-8; this is not.") from problem
    if _CONTROL.search(text):
        raise BadData(
            "A signed note holds a control character. If it has Windows line ends, get it again unchanged."
        )
    return text


def _signature_lines(text: str) -> tuple[SignatureLine, ...]:
    lines = text.split("\n")
    if lines.pop() or not lines:
        raise BadData("Signatures are one or more lines, each with a newline at its end.")
    if len(lines) > MOST_SIGNATURES:
        raise BadData(f"A signed note has more than {MOST_SIGNATURES} signatures.")
    return tuple(map(_signature_line, lines))


def _signature_line(line: str) -> SignatureLine:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space or not is_key_name(name):
        raise BadData(
            "A signature line is an em dash, a key name and base64, with single spaces between them."
        )
    data = from_base64(encoded)
    if len(data) < 5:
        raise BadData("A signature is shorter than its key id and one byte.")
    return SignatureLine(name, data[:4], data[4:])
