"""Signed notes: the worked examples of the specifications, real notes of public logs, and hostile ones."""

import base64
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData, Misuse
from amanet.merkle import (
    KeyType,
    Note,
    SignatureLine,
    SignerKey,
    VerifierKey,
    parse_note,
    parse_signature_lines,
    sign_text,
    verify_note,
)

# C2SP signed-note: the example of the section on verifier keys, and the one at its head.
SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()
SPEC_POEM = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
).encode()
# golang.org/x/mod/sumdb/note: its documentation signs this text twice.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH_KEY = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_LINE = (
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCH_LINE = (
    "— EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
GO_NOTE = f"{GO_TEXT}\n{GO_LINE}{ENOCH_LINE}".encode()
SIGNER = SignerKey("example.org/log", bytes(range(32)))


@pytest.mark.parametrize(("key", "note"), [(SPEC_KEY, SPEC_NOTE), (GO_KEY, GO_NOTE), (ENOCH_KEY, GO_NOTE)])
def test_the_worked_examples_verify(key: str, note: bytes) -> None:
    parsed = VerifierKey.parse(key)
    assert str(parsed) == key
    verify_note(parse_note(note), parsed)


def test_the_signature_of_the_go_example_is_made_again_to_the_byte() -> None:
    seed = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
    signer = SignerKey("PeterNeumann", seed)
    assert str(signer.verifier) == GO_KEY
    assert str(sign_text(GO_TEXT, signer)) == GO_LINE


def test_a_text_may_hold_blank_lines_and_ends_at_the_last() -> None:
    note = parse_note(SPEC_POEM)
    assert note.text.endswith("sole:\n\ned è subito sera.\n")
    assert [line.name for line in note.signatures] == ["quasimodo.example/salvatore"]
    assert note.signatures[0].key_id.hex() == "367ba04b"
    assert note.to_bytes() == SPEC_POEM


def test_unknown_keys_are_passed_over_and_a_known_one_must_be_there() -> None:
    note = parse_note(GO_NOTE)
    same_name = SignatureLine("PeterNeumann", b"\0\0\0\1", bytes(64))
    same_id = SignatureLine("Someone", VerifierKey.parse(GO_KEY).key_id, bytes(64))
    verify_note(Note(note.text, (same_name, same_id, *note.signatures)), VerifierKey.parse(GO_KEY))
    with pytest.raises(BadData, match="no signature by the key"):
        verify_note(note, VerifierKey.parse(SPEC_KEY))


def test_one_bad_signature_by_a_known_key_spoils_the_note() -> None:
    note = parse_note(GO_NOTE)
    good = note.signatures[0]
    bad = SignatureLine(good.name, good.key_id, bytes(64))
    for signatures in [
        (good, bad),
        (bad, good),
        (bad,),
        (SignatureLine(good.name, good.key_id, good.signature[:63]),),
    ]:
        with pytest.raises(BadData, match="does not hold"):
            verify_note(Note(note.text, signatures), VerifierKey.parse(GO_KEY))


def test_no_byte_of_a_note_can_be_changed() -> None:
    key = VerifierKey.parse(SPEC_KEY)
    for at, byte in enumerate(SPEC_NOTE):
        for flipped in (1, 0x20, 0x80):
            changed = SPEC_NOTE[:at] + bytes([byte ^ flipped]) + SPEC_NOTE[at + 1 :]
            with pytest.raises(BadData):
                verify_note(parse_note(changed), key)


BAD_NOTES = {
    "empty": b"",
    "no signatures": b"text\n\n",
    "no blank line": "text\n— a AAAAAAA=\n".encode(),
    "last newline missing": SPEC_NOTE[:-1],
    "blank line at the end": SPEC_NOTE + b"\n",
    "two dashes": SPEC_NOTE.replace("—".encode(), b"--"),
    "windows line ends": SPEC_NOTE.replace(b"\n", b"\r\n"),
    "tab": SPEC_NOTE.replace(b"This", b"\tThis"),
    "zero byte": SPEC_NOTE.replace(b"This", b"\0This"),
    "not utf-8": SPEC_NOTE.replace(b"This", b"\xff"),
    "surrogate": SPEC_NOTE.replace(b"This", b"\xed\xa0\x80"),
    "plus in name": SPEC_NOTE.replace(b"com/foo", b"com+foo"),
    "no name": SPEC_NOTE.replace(b"example.com/foo ", b" "),
    "unicode space in name": SPEC_NOTE.replace(b"com/foo", "com\u2003foo".encode()),
    "two spaces": SPEC_NOTE.replace(b"foo ", b"foo  "),
    "space after": SPEC_NOTE.replace(b"QM=", b"QM= "),
    "no padding": SPEC_NOTE.replace(b"QM=", b"QM"),
    "stray bits": SPEC_NOTE.replace(b"QM=", b"QN="),
    "url alphabet": SPEC_NOTE.replace(b"Uw2Q", b"Uw-_"),
    "only an id": "text\n\n— a AAAAAA==\n".encode(),
    "101 signatures": b"text\n\n" + "— a AAAAAAA=\n".encode() * 101,
    "too long": b"a" * (1 << 20) + SPEC_NOTE,
}


@pytest.mark.parametrize("name", BAD_NOTES)
def test_bad_notes_are_refused(name: str) -> None:
    with pytest.raises(BadData):
        parse_note(BAD_NOTES[name])


def test_a_hundred_signatures_are_read() -> None:
    assert len(parse_note(b"text\n\n" + "— a AAAAAAA=\n".encode() * 100).signatures) == 100


@pytest.mark.parametrize(
    "text",
    [
        "",
        SPEC_KEY[:-1],
        SPEC_KEY + "\n",
        " " + SPEC_KEY,
        SPEC_KEY.replace("530d903a", "530D903A"),
        SPEC_KEY.replace("530d903a", "530d903b"),
        SPEC_KEY.replace("foo", "fop"),
        SPEC_KEY.replace("Aeky", "Beky"),
        SPEC_KEY.replace("com/foo", "com foo"),
        "a+00000000+AA==",
        "\ud800+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ],
)
def test_bad_verifier_keys_are_refused(text: str) -> None:
    with pytest.raises(BadData):
        VerifierKey.parse(text)


def test_a_key_of_another_type_has_another_id() -> None:
    cosigner = SignerKey(SIGNER.name, SIGNER.seed, KeyType.COSIGNATURE)
    assert cosigner.verifier.public == SIGNER.verifier.public
    assert cosigner.verifier.key_id != SIGNER.verifier.key_id
    assert VerifierKey.parse(str(cosigner.verifier)) == cosigner.verifier
    with pytest.raises(Misuse):
        sign_text("text\n", cosigner)
    with pytest.raises(Misuse):
        verify_note(Note("text\n", (sign_text("text\n", SIGNER),)), cosigner.verifier)


def test_a_signing_key_shows_nothing_of_its_seed() -> None:
    signer = SignerKey("example.org/log", b"secretsecretsecretsecretsecret!!")
    assert "secret" not in repr(signer) + str(signer) + f"{signer}"
    assert repr(signer.seed) not in repr(signer)


@pytest.mark.parametrize(
    ("name", "seed"), [("a b", bytes(32)), ("", bytes(32)), ("a+b", bytes(32)), ("a", bytes(31))]
)
def test_impossible_keys_are_misuse(name: str, seed: bytes) -> None:
    with pytest.raises(Misuse):
        SignerKey(name, seed)


@pytest.mark.parametrize("text", ["", "no newline", "tab\t\n", "cr\r\n"])
def test_texts_that_cannot_stand_in_a_note_are_not_signed(text: str) -> None:
    with pytest.raises(Misuse):
        sign_text(text, SIGNER)


def test_a_new_signature_takes_the_place_of_an_older_one_by_its_key() -> None:
    note = parse_note(GO_NOTE)
    newer = SignatureLine("PeterNeumann", note.signatures[0].key_id, bytes(64))
    assert note.with_signature(newer).signatures == (note.signatures[1], newer)


@given(st.data())
def test_any_bytes_are_a_note_or_bad_data(
    hostile: Callable[..., st.SearchStrategy[bytes]], data: st.DataObject
) -> None:
    given_bytes = data.draw(hostile(SPEC_NOTE, SPEC_POEM, GO_NOTE))
    try:
        note = parse_note(given_bytes)
    except BadData:
        return
    assert note.to_bytes() == given_bytes


@given(st.data())
def test_any_bytes_are_signature_lines_or_bad_data(
    hostile: Callable[..., st.SearchStrategy[bytes]], data: st.DataObject
) -> None:
    given_bytes = data.draw(hostile(GO_LINE.encode(), (GO_LINE + ENOCH_LINE).encode()))
    try:
        lines = parse_signature_lines(given_bytes)
    except BadData:
        return
    assert "".join(map(str, lines)).encode() == given_bytes


@given(st.one_of(st.text(), st.from_regex(r"[^+]*\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}")))
def test_any_text_is_a_verifier_key_or_bad_data(text: str) -> None:
    with suppress(BadData):
        assert str(VerifierKey.parse(text)) == text
