"""pyrage (Rust) and Debian's age (Go) read what we write, and write what we read."""

import io
import os
import subprocess
from pathlib import Path

import pyrage
import pytest

from amanet.sealing import Identity, Passphrase, PassphraseRecipient, open_bytes, seal_bytes, seal_stream

CHUNK = 65536
SIZES = [0, 1, *(n * CHUNK + byte for n in range(1, 5) for byte in (-1, 0, 1))]


def ours(plaintext: bytes, identity: Identity) -> list[bytes]:
    to = [identity.recipient]
    streamed = io.BytesIO()
    seal_stream(io.BytesIO(plaintext), streamed.write, to, random_bytes=os.urandom)
    return [seal_bytes(plaintext, to, random_bytes=os.urandom), streamed.getvalue()]


@pytest.mark.parametrize("size", SIZES)
def test_pyrage_and_we_read_each_other(noise: bytes, identity: Identity, size: int) -> None:
    theirs = pyrage.x25519.Identity.from_str(identity.to_text())
    assert str(theirs.to_public()) == identity.recipient.to_text()
    for file in ours(noise[:size], identity):
        assert pyrage.decrypt(file, [theirs]) == noise[:size]
    assert open_bytes(pyrage.encrypt(noise[:size], [theirs.to_public()]), identity) == noise[:size]


@pytest.mark.needs("age")
def test_debians_age_and_we_read_each_other(noise: bytes, identity: Identity, tmp_path: Path) -> None:
    key = tmp_path / "key.txt"
    key.write_text(identity.to_text() + "\n")
    for size in SIZES:
        for file in ours(noise[:size], identity):
            read = subprocess.run(["age", "-d", "-i", key], input=file, capture_output=True, check=True)
            assert read.stdout == noise[:size]
        command = ["age", "-r", identity.recipient.to_text()]
        written = subprocess.run(command, input=noise[:size], capture_output=True, check=True)
        assert open_bytes(written.stdout, identity) == noise[:size]


def test_files_for_many_recipients_cross_over(identity: Identity, stranger: Identity) -> None:
    file = seal_bytes(b"both", [stranger.recipient, identity.recipient], random_bytes=os.urandom)
    for one in (identity, stranger):
        assert pyrage.decrypt(file, [pyrage.x25519.Identity.from_str(one.to_text())]) == b"both"


@pytest.mark.parametrize("size", [0, 1, 70_000])
def test_what_is_sealed_to_a_passphrase_pyrage_opens(noise: bytes, size: int) -> None:
    words = "ئالتە سۆز بىر ئامانەت"
    file = seal_bytes(
        noise[:size], PassphraseRecipient(Passphrase(words), log_cost=10), random_bytes=os.urandom
    )
    assert pyrage.passphrase.decrypt(file, words) == noise[:size]
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(file, words + "!")
