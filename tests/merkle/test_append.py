"""Growing a tree: any steps give the same bytes, and those bytes are what tlog-tiles says."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData, Misuse
from amanet.merkle import (
    Frontier,
    leaf_hash,
    node_hash,
    parse_entries,
    root_of,
    tile_path,
    tree_paths,
)

Entries = Callable[[int], list[bytes]]


def mth(hashes: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written there."""
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(mth(hashes[:k]), mth(hashes[k:]))


def test_every_size_up_to_300_has_the_root_of_the_definition(stored_log: type, entries: Entries) -> None:
    log = stored_log()
    every = entries(300)
    hashes = [leaf_hash(entry) for entry in every]
    for size, entry in enumerate(every, 1):
        log.append([entry])
        assert log.frontier.root == mth(hashes[:size]) == root_of(hashes[:size])


@given(steps=st.lists(st.one_of(st.integers(0, 3), st.integers(200, 600)), max_size=8))
def test_any_steps_give_the_files_of_one_step(stored_log: type, entries: Entries, steps: list[int]) -> None:
    every = entries(sum(steps))
    log = stored_log()
    done = 0
    for step in steps:
        log.append(every[done : done + step])
        done += step
    assert log.files == stored_log(every).files
    assert set(log.files) == set(tree_paths(len(every)))
    assert Frontier.read(log, len(every)) == log.frontier


@pytest.mark.parametrize("size", [70_000, 65_536 + 300, 65_535])
def test_tiles_hold_the_hashes_that_tlog_tiles_defines(stored_log: type, entries: Entries, size: int) -> None:
    every = entries(size)
    log = stored_log(every[:300], every[300 : size - 5000], every[size - 5000 :])
    hashes = [leaf_hash(entry) for entry in every]
    assert set(log.files) == set(tree_paths(size))
    level = 0
    while size >> 8 * level:
        span = 256**level
        wanted = [mth(hashes[at : at + span]) for at in range(0, size - span + 1, span)]
        for tile in range(0, len(wanted), 256):
            row = wanted[tile : tile + 256]
            assert log.files[tile_path(level, tile // 256, len(row))] == b"".join(row)
        level += 1
    bundles = [data for path, data in sorted(log.files.items()) if path.startswith("tile/entries/")]
    assert sum(len(bundle) for bundle in bundles) == 35 * size
    assert log.frontier.root == mth(hashes)


def test_the_example_of_70000_leaves_in_tlog_tiles() -> None:
    paths = list(tree_paths(70_000))
    of_level = {
        level: [path for path in paths if path.startswith(f"tile/{level}/")] for level in ("0", "1", "2", "3")
    }
    assert [len(of_level[level]) for level in "0123"] == [274, 2, 1, 0]
    assert of_level["0"][-1] == "tile/0/273.p/112"
    assert of_level["1"] == ["tile/1/000", "tile/1/001.p/17"]
    assert of_level["2"] == ["tile/2/000.p/1"]
    assert list(tree_paths(256)) == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]
    assert list(tree_paths(0)) == []


def test_entries_of_any_length_come_back(stored_log: type) -> None:
    every = [b"", b"a", b"bb" * 1000, b"\xff" * 65535]
    log = stored_log(every[:2], every[2:])
    assert parse_entries(log.read_entries(0, 4), 4) == tuple(every)
    with pytest.raises(Misuse):
        log.append([bytes(65536)])


def test_an_edge_that_does_not_fit_is_not_built_on(stored_log: type, entries: Entries) -> None:
    log = stored_log(entries(300))
    log.files["tile/0/001.p/44"] = log.files["tile/0/001.p/44"][:-1]
    with pytest.raises(BadData, match="1408 bytes and is 1407"):
        Frontier.read(log, 300)
    log = stored_log(entries(300))
    log.files["tile/entries/001.p/44"] = log.files["tile/entries/001.p/44"][:-1] + b"!"
    with pytest.raises(BadData, match="not of the same entries"):
        Frontier.read(log, 300)
