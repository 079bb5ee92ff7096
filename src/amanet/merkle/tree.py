"""The hashes of an RFC 6962 tree (section 2.1; the same in RFC 9162) over SHA-256.

A leaf is hashed after a byte 0, a node after a byte 1, so that no entry can pose as a node. Rows of hashes
are kept as one `bytes`, 32 bytes a hash: that is how tiles are stored, and it is what makes hashing a million
of them quick.

>>> root_of([]) == EMPTY_ROOT
True
>>> root_of([leaf_hash(b"a"), leaf_hash(b"b")]) == node_hash(leaf_hash(b"a"), leaf_hash(b"b"))
True
"""

from collections.abc import Iterable
from hashlib import sha256

from amanet.errors import Misuse

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def root_of(hashes: Iterable[bytes]) -> bytes:
    """The root over a sequence of leaf hashes.

    Where the last is not a leaf's but the root of an incomplete tree at its place, that tree is taken in
    whole: this is how the right edge of a tiled tree folds into its root.
    """
    row = b"".join(_checked(one) for one in hashes)
    return root_of_row(row) if row else EMPTY_ROOT


def leaf_row(entries: Iterable[bytes]) -> bytes:
    return b"".join([sha256(b"\0" + entry).digest() for entry in entries])


def parent_row(row: bytes) -> bytes:
    """The row above an even number of hashes."""
    return b"".join([sha256(b"\1" + row[at : at + 64]).digest() for at in range(0, len(row), 64)])


def root_of_row(row: bytes) -> bytes:
    """The root over a row of at least one hash: pairs are hashed, a lone last one moves up as it is."""
    while len(row) > HASH_SIZE:
        paired = len(row) & ~63
        row = parent_row(row[:paired]) + row[paired:]
    return row


def _checked(one: bytes) -> bytes:
    if len(one) != HASH_SIZE:
        raise Misuse(f"A hash of a tree is {HASH_SIZE} bytes, not {len(one)}.")
    return one
