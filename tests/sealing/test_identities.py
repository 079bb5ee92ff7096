"""Identities and recipients: the example of C2SP age.md, another library, and what must not be shown."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData, Misuse
from amanet.sealing import Identity, NoMatch, Recipient, open_bytes, seal_bytes

SECRET_TEXT = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
PUBLIC_TEXT = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"


def test_the_example_of_the_specification(identity: Identity) -> None:
    assert identity.to_text() == SECRET_TEXT
    assert identity.recipient.to_text() == PUBLIC_TEXT
    assert Identity.from_text(SECRET_TEXT) == identity
    assert Recipient.from_text(PUBLIC_TEXT) == identity.recipient


@given(st.binary(min_size=32, max_size=32))
def test_public_halves_are_those_openssl_computes(secret: bytes) -> None:
    theirs = X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    assert Identity(secret).recipient.public == theirs


def test_nothing_shows_the_secret(identity: Identity) -> None:
    for shown in (repr(identity), str(identity), f"{identity}", repr([identity])):
        assert "BBBB" not in shown
        assert "GFPYY" not in shown


@pytest.mark.parametrize("text", [SECRET_TEXT.lower(), PUBLIC_TEXT, SECRET_TEXT[:-1], SECRET_TEXT + "\n", ""])
def test_an_identity_is_read_strictly(text: str) -> None:
    with pytest.raises(BadData) as refused:
        Identity.from_text(text)
    assert "GFPYY" not in str(refused.value)


@pytest.mark.parametrize("text", [PUBLIC_TEXT.upper(), SECRET_TEXT, PUBLIC_TEXT[:-1], " " + PUBLIC_TEXT])
def test_a_recipient_is_read_strictly(text: str) -> None:
    with pytest.raises(BadData):
        Recipient.from_text(text)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_keys_of_another_length_are_misuse(size: int) -> None:
    for kind in (Identity, Recipient):
        with pytest.raises(Misuse):
            kind(bytes(size))


@pytest.mark.parametrize("size", [0, 31, 33])
def test_nothing_of_another_length_reaches_libsodium(size: int) -> None:
    from amanet.sealing.primitives import public_half, shared_secret

    for act in (
        lambda: public_half(bytes(size)),
        lambda: shared_secret(bytes(size), bytes(32)),
        lambda: shared_secret(bytes(32), bytes(size)),
    ):
        with pytest.raises(Misuse):
            act()


def test_a_stored_public_half_that_is_not_of_the_secret_opens_nothing(
    identity: Identity, stranger: Identity
) -> None:
    file = seal_bytes(b"x", [identity.recipient], random_bytes=lambda count: bytes(range(count)))
    assert open_bytes(file, Identity(identity.secret, identity.recipient)) == b"x"
    with pytest.raises(NoMatch):
        open_bytes(file, Identity(identity.secret, stranger.recipient))
