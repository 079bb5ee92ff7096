"""HKDF against RFC 5869 and another implementation; small secrets bound to their key and place."""

import hmac
import os
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import Misuse, WrongKey
from amanet.sealing import hkdf_sha256, open_secret, seal_secret
from amanet.sealing.keys import hmac_sha256

KEY = bytes(range(32))
SEALED = seal_secret(KEY, b"seed", b"place", random_bytes=os.urandom)


def test_hkdf_test_case_1_of_rfc_5869() -> None:
    found = hkdf_sha256(b"\x0b" * 22, bytes.fromhex("f0f1f2f3f4f5f6f7f8f9"), salt=bytes(range(13)), length=42)
    assert found.hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )


@given(st.binary(max_size=100), st.binary(max_size=40), st.binary(max_size=100), st.integers(1, 200))
def test_hkdf_agrees_with_cryptography(secret: bytes, info: bytes, salt: bytes, length: int) -> None:
    theirs = HKDF(SHA256(), length, salt or None, info).derive(secret)
    assert hkdf_sha256(secret, info, salt=salt, length=length) == theirs


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_hmac_agrees_with_the_standard_library(key: bytes, message: bytes) -> None:
    assert hmac_sha256(key, message) == hmac.digest(key, message, "sha256")


@pytest.mark.parametrize("length", [0, -1, 255 * 32 + 1])
def test_hkdf_refuses_lengths_it_cannot_give(length: int) -> None:
    with pytest.raises(Misuse):
        hkdf_sha256(KEY, b"", length=length)


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_a_secret_comes_back(plaintext: bytes, place: bytes) -> None:
    assert open_secret(KEY, seal_secret(KEY, plaintext, place, random_bytes=os.urandom), place) == plaintext


@pytest.mark.parametrize("at", range(len(SEALED)))
def test_a_changed_or_cut_secret_does_not_open(at: int) -> None:
    for changed in (SEALED[:at], SEALED[:at] + bytes([SEALED[at] ^ 1]) + SEALED[at + 1 :]):
        with pytest.raises(WrongKey):
            open_secret(KEY, changed, b"place")


def test_a_secret_opens_only_in_its_place() -> None:
    with pytest.raises(WrongKey):
        open_secret(KEY, SEALED, b"elsewhere")


def test_importing_sealing_loads_no_cryptographic_library() -> None:
    asks = "import sys, amanet.sealing; print({'nacl', 'cryptography', 'subprocess'} & sys.modules.keys())"
    said = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert said.stdout == "set()\n"
