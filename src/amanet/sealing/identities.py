"""Who opens an age file, and to whom one is sealed (C2SP age.md, "The X25519 recipient type").

An identity is 32 secret bytes and shows nothing of itself; its text leaves only by `to_text`.

>>> from amanet.sealing.identities import Identity
>>> Identity(b"\\x42" * 32)
Identity(…)
>>> Identity(b"\\x42" * 32).recipient
Recipient(age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj)
"""

import hmac
from typing import Final

from amanet.errors import BadData, Misuse
from amanet.sealing import bech32
from amanet.sealing.keys import RandomBytes

__all__ = ["Identity", "Recipient"]

_RECIPIENT_PREFIX = "age"
_IDENTITY_PREFIX = "age-secret-key-"


class Recipient:
    """The public half, 32 bytes. Text form `age1…`."""

    __slots__ = ("public",)

    def __init__(self, public: bytes) -> None:
        if type(public) is not bytes or len(public) != 32:
            raise Misuse("An age recipient is 32 bytes.")
        self.public: Final = public

    @classmethod
    def from_text(cls, untrusted_text: str) -> "Recipient":
        prefix, public = bech32.decode(untrusted_text)
        if prefix != _RECIPIENT_PREFIX or len(public) != 32 or untrusted_text != untrusted_text.lower():
            raise BadData("Expected an age recipient of the X25519 type (age1…, 62 lower-case characters).")
        return cls(public)

    def to_text(self) -> str:
        return bech32.encode(_RECIPIENT_PREFIX, self.public)

    def __repr__(self) -> str:
        return f"Recipient({self.to_text()})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recipient) and self.public == other.public

    def __hash__(self) -> int:
        return hash((Recipient, self.public))


class Identity:
    """The secret half, 32 bytes. Text form `AGE-SECRET-KEY-1…`.

    Whoever stores many identities may store their public halves too and pass them in: computing one takes a
    fifth of opening a small file. A public half that is not of this secret opens nothing (`NoMatch`).
    """

    __slots__ = ("_recipient", "secret")

    def __init__(self, secret: bytes, recipient: Recipient | None = None) -> None:
        if type(secret) is not bytes or len(secret) != 32:
            raise Misuse("An age identity is 32 bytes.")
        self.secret: Final = secret
        self._recipient = recipient

    @classmethod
    def new(cls, random_bytes: RandomBytes) -> "Identity":
        return cls(random_bytes(32))

    @classmethod
    def from_text(cls, untrusted_text: str) -> "Identity":
        prefix, secret = bech32.decode(untrusted_text)
        if prefix != _IDENTITY_PREFIX or len(secret) != 32 or untrusted_text != untrusted_text.upper():
            raise BadData(
                "Expected an age identity of the X25519 type (AGE-SECRET-KEY-1…, 74 upper-case characters)."
            )
        return cls(secret)

    def to_text(self) -> str:
        return bech32.encode(_IDENTITY_PREFIX, self.secret).upper()

    @property
    def recipient(self) -> Recipient:
        if self._recipient is None:
            from amanet.sealing.primitives import public_half

            self._recipient = Recipient(public_half(self.secret))
        return self._recipient

    def __repr__(self) -> str:
        return "Identity(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and hmac.compare_digest(self.secret, other.secret)

    def __hash__(self) -> int:
        return hash((Identity, self.secret))
