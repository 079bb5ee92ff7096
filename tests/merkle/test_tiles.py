"""Paths, entry bundles and reading subtrees from tiles."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData, Misuse
from amanet.merkle import HashReader, entries_path, leaf_hash, parse_entries, root_of, tile_path, width_of
from amanet.merkle.tiles import format_entries

Entries = Callable[[int], list[bytes]]


@pytest.mark.parametrize(
    ("index", "path"),
    [
        (0, "000"),
        (7, "007"),
        (999, "999"),
        (1000, "x001/000"),
        (1234067, "x001/x234/067"),
        (10**9, "x001/x000/x000/000"),
    ],
)
def test_paths_are_those_of_tlog_tiles(index: int, path: str) -> None:
    assert tile_path(3, index, 256) == f"tile/3/{path}"
    assert tile_path(0, index, 255) == f"tile/0/{path}.p/255"
    assert entries_path(index, 1) == f"tile/entries/{path}.p/1"


@pytest.mark.parametrize(
    ("level", "index", "width"), [(0, -1, 1), (0, 0, 0), (0, 0, 257), (64, 0, 1), (-1, 0, 1)]
)
def test_there_are_no_paths_for_impossible_tiles(level: int, index: int, width: int) -> None:
    with pytest.raises(Misuse):
        tile_path(level, index, width)


@pytest.mark.parametrize(
    ("level", "index", "width"), [(0, 0, 256), (0, 273, 112), (0, 274, 0), (1, 1, 17), (2, 0, 1), (3, 0, 0)]
)
def test_widths_in_the_example_of_tlog_tiles(level: int, index: int, width: int) -> None:
    assert width_of(level, index, 70_000) == width


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_bundles_come_back_and_only_at_their_width(entries: list[bytes]) -> None:
    bundle = format_entries(entries)
    assert parse_entries(bundle, len(entries)) == tuple(entries)
    with pytest.raises(BadData):
        parse_entries(bundle, len(entries) + 1)
    if entries:
        with pytest.raises(BadData):
            parse_entries(bundle, len(entries) - 1)


@pytest.mark.parametrize("bundle", [b"", b"\0", b"\0\1", b"\0\2a", b"\0\0\0", b"\0\1ab"])
def test_a_bundle_that_ends_too_early_or_too_late_is_refused(bundle: bytes) -> None:
    with pytest.raises(BadData):
        parse_entries(bundle, 1)


@given(st.binary(max_size=100), st.integers(0, 5))
def test_any_bytes_are_a_bundle_or_bad_data(data: bytes, width: int) -> None:
    try:
        found = parse_entries(data, width)
    except BadData:
        return
    assert len(found) == width
    assert format_entries(found) == data


def test_every_complete_subtree_can_be_read(stored_log: type, entries: Entries) -> None:
    every = entries(1500)
    hashes = [leaf_hash(entry) for entry in every]
    reader = HashReader(stored_log(every), 1500, tiles_kept=2)
    for height in range(11):
        for index in range(1500 >> height):
            assert reader.subtree(height, index) == root_of(hashes[index << height : (index + 1) << height])
        with pytest.raises(Misuse):
            reader.subtree(height, 1500 >> height)


def test_a_tile_is_read_once_while_it_is_kept(stored_log: type, entries: Entries) -> None:
    log = stored_log(entries(600))
    reader = HashReader(log, 600)
    for index in range(600):
        reader.subtree(0, index)
    assert log.reads == 3
    reader = HashReader(log, 600, tiles_kept=2)
    log.reads = 0
    for index in (0, 256, 0, 512, 0, 256, 0):  # Tile 0 is used most and stays; 1 makes way for 2, 2 for 1.
        reader.subtree(0, index)
    assert log.reads == 4


@pytest.mark.parametrize(
    "change", [lambda tile: tile[:-1], lambda tile: tile + b"\0", lambda tile: tile[:-32], lambda tile: b""]
)
def test_a_tile_of_the_wrong_length_is_refused(
    stored_log: type, entries: Entries, change: Callable[[bytes], bytes]
) -> None:
    log = stored_log(entries(300))
    log.files["tile/0/000"] = change(log.files["tile/0/000"])
    with pytest.raises(BadData, match="tile/0/000 should be 8192 bytes"):
        HashReader(log, 300).subtree(0, 5)
