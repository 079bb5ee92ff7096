"""Known answers."""

import hashlib

from amanet.canonical import sha256, tagged_hash


def test_sha256_of_nothing() -> None:
    assert sha256(b"").hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_tag_stands_before_a_newline_and_the_data() -> None:
    assert tagged_hash("amanet/record/v1", b"entry") == hashlib.sha256(b"amanet/record/v1\nentry").digest()
    assert tagged_hash("amanet/record/v1", b"entry") != tagged_hash("amanet/leaf/v1", b"entry")
