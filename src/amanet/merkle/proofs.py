"""Inclusion and consistency proofs of RFC 6962, section 2.1; they are checked by the steps of RFC 9162,
sections 2.1.3.2 and 2.1.4.2.

A check raises `BadData` or returns nothing. It refuses an index outside of the tree, a proof that is too
short or too long, an empty proof where one is needed, and anything about an empty tree: a tree of size 0 is
consistent with every tree, so such a proof proves nothing.
"""

import hmac
from collections.abc import Sequence

from amanet.errors import BadData, Misuse
from amanet.merkle.tiles import HashReader
from amanet.merkle.tree import HASH_SIZE, node_hash


def inclusion_proof(hashes: HashReader, index: int, size: int) -> tuple[bytes, ...]:
    """The proof that leaf `index` is in the tree of the first `size` leaves, from the leaf's sibling up."""
    if not 0 <= index < size <= hashes.size:
        raise Misuse(f"There is no leaf {index} in a tree of {size} of the {hashes.size} leaves here.")
    path = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(hashes.span(middle, high))
            high = middle
        else:
            path.append(hashes.span(low, middle))
            low = middle
    return tuple(reversed(path))


def consistency_proof(hashes: HashReader, old: int, new: int) -> tuple[bytes, ...]:
    """The proof that the first `old` leaves begin the tree of the first `new`. Empty where `old` is `new`."""
    if not 0 < old <= new <= hashes.size:
        raise Misuse(
            f"There is no proof from size {old} to {new} in a tree of {hashes.size} leaves; 0 proves nothing."
        )
    path = []
    low, high = 0, new
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(hashes.span(middle, high))
            high = middle
        else:
            path.append(hashes.span(low, middle))
            low = middle
    if low:
        path.append(hashes.span(low, high))
    return tuple(reversed(path))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """`leaf` is the leaf's hash, not its entry: `leaf_hash(entry)`."""
    _check_lengths(leaf, root, *proof)
    if not 0 <= index < size:
        raise BadData(f"An inclusion proof names leaf {index} of a tree of {size}.")
    place, last = index, size - 1
    found = leaf
    for sibling in proof:
        if not last:
            raise BadData("An inclusion proof has more hashes than its tree has levels.")
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise BadData("An inclusion proof has fewer hashes than its tree needs.")
    if not hmac.compare_digest(found, root):
        raise BadData(
            "An inclusion proof does not lead to the root: this entry is not in this log at this place."
        )


def verify_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    _check_lengths(old_root, new_root, *proof)
    if not 0 < old_size <= new_size:
        raise BadData(f"A consistency proof cannot lead from size {old_size} to {new_size}.")
    if old_size == new_size:
        if proof:
            raise BadData("A consistency proof between trees of one size is empty; this one is not.")
        old_end, new_end = old_root, old_root
    else:
        old_end, new_end = _replay(old_size, old_root, new_size, proof)
    if not (hmac.compare_digest(old_end, old_root) and hmac.compare_digest(new_end, new_root)):
        raise BadData(
            "The log is not a continuation of the one seen before: entries were changed or taken out."
        )


def _replay(old_size: int, old_root: bytes, new_size: int, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    if not proof:
        raise BadData(f"The consistency proof from size {old_size} to {new_size} is empty.")
    if old_size & (old_size - 1) == 0:  # The old root is itself a node of the new tree, so it is not sent.
        proof = (old_root, *proof)
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_end = new_end = proof[0]
    for one in proof[1:]:
        if not last:
            raise BadData("A consistency proof has more hashes than its tree has levels.")
        if place & 1 or place == last:
            old_end, new_end = node_hash(one, old_end), node_hash(one, new_end)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new_end = node_hash(new_end, one)
        place, last = place >> 1, last >> 1
    if last:
        raise BadData("A consistency proof has fewer hashes than its tree needs.")
    return old_end, new_end


def _split(count: int) -> int:
    """The largest power of two smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1


def _check_lengths(*hashes: bytes) -> None:
    if any(len(one) != HASH_SIZE for one in hashes):
        raise BadData(f"A hash of a proof is not {HASH_SIZE} bytes long.")
