"""Proofs against RFC 6962's own recursive definitions, and everything that must not pass."""

import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.errors import BadData, Misuse
from amanet.merkle import (
    HashReader,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

Entries = Callable[[int], list[bytes]]


def split(count: int) -> int:
    k = 1
    while k * 2 < count:
        k *= 2
    return k


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 6962, section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), root_of(leaves[k:])]
    return [*path(m - k, leaves[k:]), root_of(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], known: bool) -> list[bytes]:
    """RFC 6962, section 2.1.2."""
    if m == len(leaves):
        return [] if known else [root_of(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], known), root_of(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), root_of(leaves[:k])]


@pytest.fixture(scope="module")
def log(stored_log: type, entries: Entries) -> tuple[HashReader, list[bytes]]:
    every = entries(1000)
    return HashReader(stored_log(every), 1000), [leaf_hash(entry) for entry in every]


def test_inclusion_paths_of_the_certificate_transparency_vectors(stored_log: type) -> None:
    leaves = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    reader = HashReader(stored_log([bytes.fromhex(leaf) for leaf in leaves]), 8)
    assert [one.hex() for one in inclusion_proof(reader, 0, 8)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [one.hex() for one in consistency_proof(reader, 1, 8)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]


@pytest.mark.parametrize("size", [*range(1, 20), 31, 32, 33, 255, 256, 257, 300, 512, 999, 1000])
def test_inclusion_of_every_leaf(log: tuple[HashReader, list[bytes]], size: int) -> None:
    reader, hashes = log
    root = root_of(hashes[:size])
    chosen = range(size) if size < 50 else random.Random(size).sample(range(size), 20)
    for index in chosen:
        proof = inclusion_proof(reader, index, size)
        assert list(proof) == path(index, hashes[:size])
        verify_inclusion(hashes[index], index, size, proof, root)


@pytest.mark.parametrize("new", [*range(1, 20), 255, 256, 257, 1000])
def test_consistency_from_every_size(log: tuple[HashReader, list[bytes]], new: int) -> None:
    reader, hashes = log
    chosen = range(1, new + 1) if new < 50 else [*random.Random(new).sample(range(1, new), 20), new]
    for old in chosen:
        proof = consistency_proof(reader, old, new)
        assert list(proof) == subproof(old, hashes[:new], True)
        verify_consistency(old, root_of(hashes[:old]), new, root_of(hashes[:new]), proof)


@settings(max_examples=300)
@given(data=st.data())
def test_a_changed_inclusion_proof_never_passes(
    log: tuple[HashReader, list[bytes]], data: st.DataObject
) -> None:
    reader, hashes = log
    size = data.draw(st.integers(1, 1000))
    index = data.draw(st.integers(0, size - 1))
    proof = list(inclusion_proof(reader, index, size))
    root = root_of(hashes[:size])
    verify_inclusion(hashes[index], index, size, proof, root)
    other = data.draw(st.integers(-2, 1100).filter(lambda other: other != index))
    wrong = [
        (hashes[index], other, size, proof, root),
        (hashes[index], index, size, [*proof, proof[-1] if proof else root], root),
        (leaf_hash(b"another"), index, size, proof, root),
        (hashes[index], index, size, proof, leaf_hash(b"another root")),
        (hashes[index], index, 0, proof, root),
        (hashes[index], size, size, proof, root),
        (hashes[index][:-1], index, size, proof, root),
    ]
    if proof:
        cut = data.draw(st.integers(0, len(proof) - 1))
        bent = [*proof[:cut], bytes(32), *proof[cut + 1 :]]
        wrong += [
            (hashes[index], index, size, [], root),
            (hashes[index], index, size, proof[:cut] + proof[cut + 1 :], root),
            (hashes[index], index, size, bent, root),
            (hashes[index], index, size, [proof[0][:31], *proof[1:]], root),
        ]
    for arguments in wrong:
        with pytest.raises(BadData):
            verify_inclusion(*arguments)


@settings(max_examples=300)
@given(data=st.data())
def test_a_changed_consistency_proof_never_passes(
    log: tuple[HashReader, list[bytes]], data: st.DataObject
) -> None:
    reader, hashes = log
    new = data.draw(st.integers(2, 1000))
    old = data.draw(st.integers(1, new - 1))
    proof = list(consistency_proof(reader, old, new))
    first, last = root_of(hashes[:old]), root_of(hashes[:new])
    cut = data.draw(st.integers(0, len(proof) - 1))
    verify_consistency(old, first, new, last, proof)
    wrong = [
        (old, first, new, last, []),
        (old, first, new, last, proof[:cut] + proof[cut + 1 :]),
        (old, first, new, last, [*proof, last]),
        (old, first, new, last, [*proof[:cut], bytes(32), *proof[cut + 1 :]]),
        (old, first, new, last, [*proof[:cut], proof[cut][:31], *proof[cut + 1 :]]),
        (old, last, new, last, proof),
        (old, first, new, first, proof),
        (0, first, new, last, proof),
        (0, root_of([]), new, last, []),
        (new, last, old, first, proof),
        (new, last, new, last, proof),
        (new, first, new, last, []),
        (old, first[:31], new, last, proof),
    ]
    for arguments in wrong:
        with pytest.raises(BadData):
            verify_consistency(*arguments)


def test_a_proof_that_is_longer_than_its_tree_never_passes(log: tuple[HashReader, list[bytes]]) -> None:
    """Though every hash of it leads to the root: the size that was signed is a lie."""
    reader, hashes = log
    for size in range(1, 20):
        root = root_of(hashes[:size])
        for index in range(size):
            proof = [*inclusion_proof(reader, index, size), hashes[99]]
            for above in (node_hash(hashes[99], root), node_hash(root, hashes[99])):
                with pytest.raises(BadData, match="more hashes than"):
                    verify_inclusion(hashes[index], index, size, proof, above)
        for old in range(1, size):
            proof = [*consistency_proof(reader, old, size), hashes[99]]
            roots = [node_hash(hashes[99], one) for one in (root_of(hashes[:old]), root)]
            with pytest.raises(BadData, match="more hashes than"):
                verify_consistency(old, roots[0], size, roots[1], proof)


def test_a_proof_that_is_shorter_than_its_tree_never_passes(log: tuple[HashReader, list[bytes]]) -> None:
    """Though it leads to the root: that of the left half of the tree, given out as the root of the whole."""
    reader, hashes = log
    for size in range(2, 20):
        half = split(size)
        root = root_of(hashes[:half])
        for index in range(half):
            with pytest.raises(BadData, match="fewer hashes than"):
                verify_inclusion(hashes[index], index, size, inclusion_proof(reader, index, half), root)
        for old in range(1, half):
            with pytest.raises(BadData, match="fewer hashes than"):
                verify_consistency(
                    old, root_of(hashes[:old]), size, root, consistency_proof(reader, old, half)
                )


def test_hashes_that_lend_each_other_a_byte_never_pass(log: tuple[HashReader, list[bytes]]) -> None:
    _, (left, right, *_) = log
    root = node_hash(left, right)
    with pytest.raises(BadData, match="32 bytes"):
        verify_inclusion(left[-1:] + right, 1, 2, [left[:-1]], root)
    with pytest.raises(BadData, match="32 bytes"):
        verify_consistency(1, left + right[:1], 2, root, [right[1:]])


def test_no_proof_is_made_of_what_is_not_there(log: tuple[HashReader, list[bytes]]) -> None:
    reader, _ = log
    for index, size in [(5, 5), (-1, 5), (0, 0), (0, 1001)]:
        with pytest.raises(Misuse):
            inclusion_proof(reader, index, size)
    for old, new in [(0, 5), (6, 5), (1, 1001), (0, 0)]:
        with pytest.raises(Misuse):
            consistency_proof(reader, old, new)
