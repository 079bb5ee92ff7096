"""A passphrase in the one form that keys are derived from: NFC, UTF-8 (docs/spec/vault-v1.md, section 1).

Keyboards and systems disagree about whether a letter with marks is one character or two; without a normal
form the same passphrase would open on one machine and not on another.

>>> Passphrase("e\\u0301") == Passphrase("\\u00e9"), Passphrase("é")
(True, Passphrase(…))
"""

import unicodedata
from typing import ClassVar, Final

from amanet.errors import BadData, Misuse

__all__ = ["Passphrase"]


class Passphrase:
    """Shows nothing of itself. The caller takes off the newline that ends a file; spaces belong to it."""

    __slots__ = ("key_material",)
    kind: ClassVar = "passphrase"

    def __init__(self, text: str) -> None:
        if not text:
            raise Misuse("The passphrase is empty. Give one of several words.")
        try:
            self.key_material: Final = unicodedata.normalize("NFC", text).encode("utf-8")
        except UnicodeEncodeError as problem:
            raise BadData(
                "The passphrase is not text in UTF-8. Save its file as UTF-8, or type it."
            ) from problem

    def __repr__(self) -> str:
        return "Passphrase(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Passphrase) and self.key_material == other.key_material

    def __hash__(self) -> int:
        return hash((Passphrase, self.key_material))
