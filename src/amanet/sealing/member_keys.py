"""The age key of a member, from the signing key that each has (docs/spec/log-v1.md, section 6, `Gloss`; docs/adr/0010-glosses.md).

A member's Ed25519 key and an X25519 key are two forms of one point. So whatever a Member record names can be sealed to, with no key of
its own, and it lives and dies with the slots of that member.

The conversion is libsodium's. Refused is what is no key of Ed25519: no point of the curve, of low order, or outside of the main
subgroup. One key for signing and for X25519 is sound (Thormarker, On using the same key pair for Ed25519 and an X25519 based KEM,
IACR ePrint 2021/509).

>>> from amanet.sealing.member_keys import member_identity, member_recipient
>>> member_identity(bytes(32)).recipient == member_recipient(
...     bytes.fromhex("3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29"))
True
"""

from amanet.errors import BadData, Misuse
from amanet.sealing.identities import Identity, Recipient

__all__ = ["member_identity", "member_recipient"]


def member_recipient(untrusted_public_key: bytes) -> Recipient:
    """To whom is sealed, from the 32 bytes of a member's Ed25519 public key. Raises `BadData` where they are none."""
    from nacl.bindings import crypto_sign_ed25519_pk_to_curve25519
    from nacl.exceptions import RuntimeError as SodiumRefused

    # The bindings read 32 bytes wherever they are pointed (`primitives`), so the length is looked at here.
    if type(untrusted_public_key) is not bytes or len(untrusted_public_key) != 32:
        raise BadData("The signing key of a member is 32 bytes.")
    try:
        return Recipient(crypto_sign_ed25519_pk_to_curve25519(untrusted_public_key))
    except SodiumRefused as problem:
        raise BadData(
            "The signing key in a Member record is none that anybody holds. Nothing was sealed to it."
        ) from problem


def member_identity(signing_seed: bytes) -> Identity:
    """What opens it, from the seed of the member's signing key."""
    from nacl.bindings import crypto_sign_ed25519_sk_to_curve25519, crypto_sign_seed_keypair

    if type(signing_seed) is not bytes or len(signing_seed) != 32:
        raise Misuse("The seed of a signing key is 32 bytes.")
    _, secret = crypto_sign_seed_keypair(signing_seed)
    return Identity(crypto_sign_ed25519_sk_to_curve25519(secret))
