"""Checkpoints: the signed head of a log (C2SP tlog-checkpoint; docs/spec/log-v1.md, section 5).

The text is `origin\\nsize\\nbase64(root)\\n` and nothing more. C2SP allows extension lines and recommends
against them; an amanet log never writes one and they are refused, since nobody could audit what they say. The
log key bears the origin as its name; a checkpoint signed by a key of another name is refused.

>>> Checkpoint("example.org/log", 0, EMPTY_ROOT).text
'example.org/log\\n0\\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\\n'
"""

from dataclasses import dataclass

from amanet.canonical import sha256, to_base64
from amanet.errors import BadData, Misuse
from amanet.merkle.lines import LARGEST_SIZE, parse_decimal, parse_hash
from amanet.merkle.note import Note, SignerKey, VerifierKey, is_key_name, parse_note, sign_text, verify_note
from amanet.merkle.tree import EMPTY_ROOT, HASH_SIZE


@dataclass(frozen=True)
class Checkpoint:
    """Which log, how many leaves, which root."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.origin) or not 0 <= self.size <= LARGEST_SIZE or len(self.root) != HASH_SIZE:
            raise Misuse(
                f"A checkpoint has an origin without spaces, a size below 2**63, a root of {HASH_SIZE} bytes."
            )

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"

    @property
    def imprint(self) -> bytes:
        """What a time-stamp of this checkpoint is over."""
        return sha256(self.text.encode("utf-8"))

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Reads the text of a note. Raises `BadData` for anything but the three lines."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3]:
            raise BadData("A checkpoint has three lines: origin, size and root.")
        origin, size, root = lines[0], parse_decimal(lines[1], "size of a checkpoint"), parse_hash(lines[2])
        if not is_key_name(origin):
            raise BadData("The origin of a checkpoint is empty, or has spaces or a plus sign in it.")
        if not size and root != EMPTY_ROOT:
            raise BadData("A checkpoint of an empty log has a root that is not the one of an empty tree.")
        return cls(origin, size, root)


def sign_checkpoint(checkpoint: Checkpoint, signer: SignerKey) -> bytes:
    """The signed note, as it stands in the file `checkpoint`."""
    if signer.name != checkpoint.origin:
        raise Misuse("A checkpoint is signed by the key that bears the log's origin as its name.")
    return Note(checkpoint.text, (sign_text(checkpoint.text, signer),)).to_bytes()


def open_checkpoint(data: bytes, key: VerifierKey) -> Checkpoint:
    """The checkpoint in a signed note, once the log key's signature has been verified. Raises `BadData`."""
    note = parse_note(data)
    verify_note(note, key)
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != key.name:
        raise BadData("This checkpoint is of another log than the one whose key was given.")
    return checkpoint
