"""Checkpoints: three lines, signed by the key that bears the origin."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.canonical import sha256
from amanet.errors import BadData, Misuse
from amanet.merkle import (
    EMPTY_ROOT,
    Checkpoint,
    Note,
    SignerKey,
    VerifierKey,
    open_checkpoint,
    parse_note,
    sign_checkpoint,
    sign_text,
)

# A checkpoint of a public test log (Certificate Transparency, 2026): signature types 0x05, 0x01 and 0x04.
PUBLIC_LOG = (
    "arche2025h1.staging.ct.transparency.dev\n1432088532\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n"
    "— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllz"
    "alApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=\n"
    "— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1"
    "bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n"
    "— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ"
    "0WBxtqB0DrAWfBw==\n"
).encode()
PUBLIC_KEY = "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
SIGNER = SignerKey("amanet/00112233445566778899aabbccddeeff", bytes(range(32)))
CHECKPOINT = Checkpoint(SIGNER.name, 3, bytes(32))
SIGNED = sign_checkpoint(CHECKPOINT, SIGNER)


def test_a_checkpoint_of_a_public_log_opens() -> None:
    checkpoint = open_checkpoint(PUBLIC_LOG, VerifierKey.parse(PUBLIC_KEY))
    assert checkpoint.size == 1432088532
    assert PUBLIC_LOG.startswith(checkpoint.text.encode())


def test_the_bytes_of_a_checkpoint_are_those_of_the_specification() -> None:
    text = "amanet/00112233445566778899aabbccddeeff\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
    assert CHECKPOINT.text == text
    assert SIGNED.startswith(f"{text}\n— {SIGNER.name} ".encode())
    assert CHECKPOINT.imprint == sha256(text.encode())
    assert open_checkpoint(SIGNED, SIGNER.verifier) == CHECKPOINT


BAD_TEXTS = {
    "no lines": "",
    "two lines": "a\n1\n",
    "no last newline": "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "extension line": CHECKPOINT.text + "more\n",
    "blank line after": CHECKPOINT.text + "\n",
    "no origin": CHECKPOINT.text.replace(SIGNER.name, ""),
    "space in origin": CHECKPOINT.text.replace("amanet/", "amanet "),
    "plus in origin": CHECKPOINT.text.replace("amanet/", "amanet+"),
    "leading zero": CHECKPOINT.text.replace("\n3\n", "\n03\n"),
    "plus sign": CHECKPOINT.text.replace("\n3\n", "\n+3\n"),
    "minus": CHECKPOINT.text.replace("\n3\n", "\n-3\n"),
    "other digits": CHECKPOINT.text.replace("\n3\n", "\n٣\n"),
    "underscore": CHECKPOINT.text.replace("\n3\n", "\n3_0\n"),
    "2**63": CHECKPOINT.text.replace("\n3\n", "\n9223372036854775808\n"),
    "short root": CHECKPOINT.text.replace("AAA=", ""),
    "stray bits in root": CHECKPOINT.text.replace("AAA=", "AAB="),
    "empty log, other root": CHECKPOINT.text.replace("\n3\n", "\n0\n"),
}


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_other_texts_are_refused_though_well_signed(name: str) -> None:
    text = BAD_TEXTS[name]
    with pytest.raises(BadData):
        Checkpoint.parse(text)
    if text.endswith("\n"):
        with pytest.raises(BadData):
            open_checkpoint(Note(text, (sign_text(text, SIGNER),)).to_bytes(), SIGNER.verifier)


def test_the_largest_size_and_the_empty_log_are_read() -> None:
    for checkpoint in (Checkpoint("a", 2**63 - 1, bytes(32)), Checkpoint("a", 0, EMPTY_ROOT)):
        assert Checkpoint.parse(checkpoint.text) == checkpoint


def test_a_checkpoint_of_another_log_is_refused_though_well_signed() -> None:
    text = Checkpoint("amanet/another", 3, bytes(32)).text
    with pytest.raises(BadData, match="another log"):
        open_checkpoint(Note(text, (sign_text(text, SIGNER),)).to_bytes(), SIGNER.verifier)
    with pytest.raises(Misuse):
        sign_checkpoint(Checkpoint("amanet/another", 3, bytes(32)), SIGNER)


def test_no_byte_of_a_checkpoint_can_be_changed() -> None:
    for at, byte in enumerate(SIGNED):
        with pytest.raises(BadData):
            open_checkpoint(SIGNED[:at] + bytes([byte ^ 1]) + SIGNED[at + 1 :], SIGNER.verifier)


@given(st.data())
def test_any_bytes_are_a_checkpoint_or_bad_data(
    hostile: Callable[..., st.SearchStrategy[bytes]], data: st.DataObject
) -> None:
    given_bytes = data.draw(hostile(SIGNED, PUBLIC_LOG, SIGNED + SIGNED))
    try:
        checkpoint = open_checkpoint(given_bytes, SIGNER.verifier)
    except BadData:
        pass
    else:
        assert checkpoint == CHECKPOINT
    with suppress(BadData):
        text = parse_note(given_bytes).text
        assert Checkpoint.parse(text).text == text
