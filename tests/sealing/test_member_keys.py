"""A member's signing key as an age key: a known answer, the definition written out, and what is refused."""

import hashlib
import os

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData, Misuse
from amanet.sealing import NoMatch, open_bytes, seal_bytes
from amanet.sealing.member_keys import member_identity, member_recipient

# From the tests of libsodium (test/default/ed25519_convert).
SEED = bytes.fromhex("421151a459faeade3d247115f94aedae42318124095afabe4d1451a559faedee")
SECRET = "8052030376d47112be7f73ed7a019293dd12ad910b654455798b4667d73de166"
PUBLIC = "f1814f0e8ff1043d8a44d25babff3cedcae6c22c3edaa48f857ae70de2baae50"
P = 2**255 - 19
seeds = st.binary(min_size=32, max_size=32)


def public_half(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def test_known_answer_of_libsodium() -> None:
    identity = member_identity(SEED)
    assert bytes(identity.secret).hex() == SECRET
    assert identity.recipient.public.hex() == PUBLIC
    assert member_recipient(public_half(SEED)).public.hex() == PUBLIC


@given(seeds)
def test_it_is_what_the_specification_says(seed: bytes) -> None:
    """log-v1, section 6: the first half of SHA-512 of the seed, clamped; and u = (1 + y) / (1 − y)."""
    half = bytearray(hashlib.sha512(seed).digest()[:32])
    half[0] &= 248
    half[31] = half[31] & 127 | 64
    assert member_identity(seed).secret == bytes(half)
    y = int.from_bytes(public_half(seed), "little") & (2**255 - 1)
    u = (1 + y) * pow(1 - y, -1, P) % P
    assert member_recipient(public_half(seed)).public == u.to_bytes(32, "little")


@given(seeds, st.binary(max_size=100))
def test_what_is_sealed_to_the_key_of_a_record_opens_with_the_seed_in_the_slot(
    seed: bytes, text: bytes
) -> None:
    sealed = seal_bytes(text, [member_recipient(public_half(seed))], random_bytes=os.urandom)
    assert open_bytes(sealed, member_identity(seed)) == text
    with pytest.raises(NoMatch):
        open_bytes(sealed, member_identity(hashlib.sha256(seed).digest()))


@pytest.mark.parametrize(
    "key",
    [
        b"",
        b"\1" * 31,
        b"\1" * 33,
        bytes(32),  # of low order
        (1).to_bytes(32, "little"),  # the neutral element
        (P - 1).to_bytes(32, "little"),  # of order 2
        (2).to_bytes(32, "little"),  # not on the curve
    ],
)
def test_what_is_no_signing_key_is_refused(key: bytes) -> None:
    with pytest.raises(BadData):
        member_recipient(key)


def test_a_point_outside_of_the_main_subgroup_is_refused() -> None:
    """The key of the known answer with a point of order 2 added: (x, y) + (0, −1) = (−x, −y)."""
    key = int.from_bytes(public_half(SEED), "little")
    sign, y = key >> 255, key & (2**255 - 1)
    mixed = (P - y) | ((1 - sign) << 255)
    with pytest.raises(BadData):
        member_recipient(mixed.to_bytes(32, "little"))


@pytest.mark.parametrize("seed", [b"", b"\1" * 31, b"\1" * 64])
def test_a_seed_of_another_length_is_refused(seed: bytes) -> None:
    with pytest.raises(Misuse):
        member_identity(seed)
