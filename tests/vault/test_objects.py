"""Objects on disk: every range is right, sizes and names and times tell little, and nothing damaged is handed out."""

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from amanet.errors import VaultDamaged, WorldFailed
from amanet.sealing import Identity, seal_bytes
from amanet.vault import direct
from amanet.vault.durable import FIXED_TIME
from amanet.vault.objects import ObjectStore, StoredObject, identity_bytes

CHUNK = 65536
SIZES = (0, 1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17)
NOISE = random.Random(3).randbytes(4 * CHUNK)
Keep = Callable[..., list[StoredObject]]


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return ObjectStore(tmp_path / "v", os.urandom)


@pytest.fixture
def keep(store: ObjectStore) -> Keep:
    """Puts contents into one pack, or each into a blob, as taking in does; named at once unless told not to."""
    store.root.mkdir()

    def packed(*contents: bytes) -> Iterator[StoredObject]:
        with store.new_pack() as pack:
            for content in contents:
                identity = Identity(os.urandom(32))
                sealed = seal_bytes(content, [identity.recipient], random_bytes=os.urandom, pad=True)
                start = pack.add(sealed, identity)
                yield StoredObject(
                    identity_bytes(identity), pack.place, start, len(sealed), b"", len(content)
                )

    def kept(*contents: bytes, blobs: bool = False, settle: bool = True) -> list[StoredObject]:
        found = (
            [store.add_blob(BytesIO(content)) for content in contents] if blobs else list(packed(*contents))
        )
        for each in found if settle else ():
            store.settle(each.place)
        return found

    return kept


@pytest.mark.parametrize("blobs", [True, False], ids=["blobs", "pack"])
def test_every_range_around_every_boundary_is_the_slice(store: ObjectStore, keep: Keep, blobs: bool) -> None:
    contents = [NOISE[:size] for size in SIZES]
    edges = sorted({at for size in SIZES for at in (size - 1, size, size + 1) if at >= 0} | {2 * CHUNK})
    for content, stored in zip(contents, keep(*contents, blobs=blobs), strict=True):
        with store.open(stored) as reader:
            assert b"".join(bytes(piece) for piece in reader.stream()) == content
            for start in edges:
                for length in (0, 1, 2, CHUNK - 1, CHUNK + 1, 10 * CHUNK):
                    assert reader.read(start, length) == content[start : start + length]


def test_files_of_nearby_sizes_are_stored_with_the_same_size(keep: Keep) -> None:
    near = [NOISE[:size] for size in (200_000, 200_001, 200_700)]
    far = NOISE[:210_000]
    for blobs in (True, False):
        stored = [each.stored for each in keep(*near, far, blobs=blobs)]
        assert len(set(stored[:3])) == 1
        assert stored[3] != stored[0]


def test_the_same_bytes_twice_look_nothing_alike(store: ObjectStore, keep: Keep) -> None:
    one, other = keep(NOISE[:1000], NOISE[:1000])
    raw = (store.root / one.place).read_bytes()
    first, second = raw[: one.stored], raw[other.start : other.start + other.stored]
    assert one.identity != other.identity
    assert sum(a == b for a, b in zip(first[200:], second[200:], strict=True)) < 50


def test_names_and_times_tell_nothing(store: ObjectStore, keep: Keep) -> None:
    for stored in keep(b"a", blobs=True) + keep(b"b"):
        folder, *_, name = stored.place.split("/")
        assert stored.place in (f"packs/{name}", f"blobs/{name[:2]}/{name}")
        assert len(bytes.fromhex(name)) == 16
        state = (store.root / stored.place).stat()
        assert state.st_mtime == FIXED_TIME
        assert state.st_mode & 0o077 == 0, folder


def test_an_object_is_read_under_its_temporary_name_until_it_is_settled(
    store: ObjectStore, keep: Keep
) -> None:
    (stored,) = keep(b"between commit and renaming", settle=False)
    assert not (store.root / stored.place).exists()
    with store.open(stored) as reader:
        assert reader.read(0, 100) == b"between commit and renaming"
    for _ in range(2):
        store.settle(stored.place)
        with store.open(stored) as reader:
            assert reader.read(0, 7) == b"between"
    assert list(store.places()) == [stored.place]


def test_after_an_interruption_what_was_committed_is_named_and_the_rest_goes(
    store: ObjectStore, keep: Keep
) -> None:
    (pack,) = keep(b"one", settle=False)
    (lost,) = keep(b"two", settle=False)
    (blob,) = keep(b"three", blobs=True, settle=False)
    (lost_blob,) = keep(b"four", blobs=True, settle=False)
    store.finish_or_remove(lambda place: place in {pack.place, blob.place})
    assert sorted(store.places()) == sorted([pack.place, blob.place])
    assert list(store.root.rglob(".new-*")) == []
    for gone in (lost, lost_blob):
        with pytest.raises(VaultDamaged, match="missing"):
            store.open(gone)


@pytest.mark.parametrize("blobs", [True, False], ids=["blob", "pack"])
def test_no_flipped_byte_of_an_object_is_handed_out(store: ObjectStore, keep: Keep, blobs: bool) -> None:
    content = NOISE[: CHUNK + 3000]
    _, stored, _ = keep(b"before", content, b"after", blobs=blobs)
    path = store.root / stored.place
    good = path.read_bytes()
    chance = random.Random(5)
    for at in [0, 30, 180, stored.stored - 1, *(chance.randrange(stored.stored) for _ in range(40))]:
        bad = bytearray(good)
        bad[stored.start + at] ^= 1 << chance.randrange(8)
        path.write_bytes(bad)
        read: list[bytes] = []
        with pytest.raises(VaultDamaged, match="is damaged"), store.open(stored) as reader:
            read.extend(bytes(piece) for piece in reader.stream())
        assert content.startswith(b"".join(read))
    path.write_bytes(good)
    with store.open(stored) as reader:
        assert reader.read(0, len(content)) == content


def test_a_cut_file_is_damage_even_at_a_range_that_is_whole(store: ObjectStore, keep: Keep) -> None:
    (stored,) = keep(NOISE, blobs=True)
    path = store.root / stored.place
    whole = path.read_bytes()
    for end in (0, 100, 300, CHUNK, len(whole) - CHUNK - 16, len(whole) - 1):
        path.write_bytes(whole[:end])
        with pytest.raises(VaultDamaged), store.open(stored) as reader:
            reader.read(0, 1)


def test_an_object_does_not_open_in_the_place_or_with_the_key_or_size_of_another(
    store: ObjectStore, keep: Keep
) -> None:
    one, other = keep(b"the first", b"the second")
    for wrong in (
        replace(one, start=other.start, stored=other.stored),
        replace(one, identity=other.identity),
        replace(one, stored=one.stored - 1),
        replace(one, size=1000),
    ):
        with pytest.raises(VaultDamaged), store.open(wrong) as reader:
            list(reader.stream())


def test_padding_that_is_not_zeros_is_damage(store: ObjectStore, keep: Keep) -> None:
    """Nothing may be hidden behind the end of an item."""
    (stored,) = keep(b"123456789" + b"x")
    with pytest.raises(VaultDamaged), store.open(replace(stored, size=9)) as reader:
        list(reader.stream())


def test_what_does_not_read_back_is_not_kept(
    store: ObjectStore, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failing disk: the bytes that come back are not those that were written."""

    def failing(file: object, data: bytes) -> None:
        bad = bytearray(data)
        bad[-1] ^= 1
        file.write(bad)  # type: ignore[attr-defined]

    monkeypatch.setattr(direct, "write_all", failing)
    for blobs in (True, False):
        with pytest.raises(WorldFailed, match="does not read back"):
            keep(b"precious", blobs=blobs)
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


def test_a_pack_written_anew_holds_only_what_lives(store: ObjectStore, keep: Keep) -> None:
    contents = [b"first", NOISE[:70_000], b"", b"last"]
    kept = keep(*contents)
    live = [kept[1], kept[3]]
    moved = [each for each in store.repack(live) if each is not None]
    (place,) = {each.place for each in moved}
    store.settle(place)
    assert (store.root / place).stat().st_size == sum(each.stored for each in live)
    for each, content in zip(moved, (contents[1], contents[3]), strict=True):
        with store.open(each) as reader:
            assert reader.read(0, 100_000) == content
    store.remove(kept[0].place)
    assert list(store.places()) == [place]


def test_an_object_shows_nothing_of_its_key(keep: Keep) -> None:
    (stored,) = keep(b"x")
    assert repr(stored.identity) not in repr(stored)
    assert stored.identity.hex() not in repr(stored)
