"""Hashes over canonical bytes. An identity is always a hash with a tag of its own, never joined strings."""

import hashlib


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def tagged_hash(tag: str, data: bytes) -> bytes:
    """`SHA-256(tag ‖ "\\n" ‖ data)`."""
    return hashlib.sha256(tag.encode("ascii") + b"\n" + data).digest()
