"""Taking in: what is recognised, in which order things are kept, and that an interrupted handover carries on."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amanet.canonical import name_to_bytes, sha256
from amanet.intake.walk import FoundFile
from amanet.record.signature import verify_signature
from amanet.vault import Vault
from amanet.work import take_in as taking_in
from amanet.work.give_out import verified_stream
from amanet.work.packing import item_fields
from amanet.work.take_in import Provenance, TakenIn, take_in

HandOver = Callable[..., Path]
Take = Callable[..., TakenIn]
BIG = (1 << 20) + 1


def _names(vault: Vault, numbers: list[int]) -> list[str]:
    return [os.fsdecode(name_to_bytes(vault.record(number).body["name"])) for number in numbers]


def _bytes(vault: Vault, number: int) -> bytes:
    return b"".join(bytes(piece) for piece in verified_stream(vault, vault.record(number)))


@pytest.fixture
def small_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packs of three files, and a second process from the fifth file on."""
    monkeypatch.setattr(taking_in, "_PACK_FILES", 3)
    monkeypatch.setattr(taking_in, "_WORTH_A_PROCESS", 5)


@pytest.fixture(params=["one process", "two processes"])
def processes(request: pytest.FixtureRequest, world: Any, small_packs: None) -> str:
    if request.param == "two processes":
        world.with_the_real_clock()
    return str(request.param)


def test_everything_handed_over_is_kept_as_it_was(vault: Vault, hand_over: HandOver, take: Take) -> None:
    files = {
        "a.txt": b"small",
        "empty": b"",
        "deep/er/b.bin": os.urandom(70_000),
        "video.mp4": os.urandom(BIG),
        b"caf\xe9 100%\n.txt": b"a name that is not UTF-8, with a newline",
        "ﻻ\u202eright to left": b"r",
        "NAME.txt": b"upper",
        "name.txt": b"lower",
        "x" * 255: b"long",
    }
    folder = hand_over(files)
    taken = take(vault, folder)
    assert taken.skipped == []
    assert taken.bytes == sum(map(len, files.values()))
    found = {}
    for number in taken.added:
        body = vault.record(number).body
        path = name_to_bytes(body["path"]).removeprefix(folder.name.encode() + b"/")
        found[path] = _bytes(vault, number)
        assert body["sha256"] == sha256(found[path]).hex()
        assert body["size"] == len(found[path])
        assert (body["kind"], body["source"]) == ("file", "a cousin")
        assert name_to_bytes(body["name"]) == path.rpartition(b"/")[2]
    assert found == {os.fsencode(name): content for name, content in files.items()}


def test_what_was_said_of_the_handover_stands_on_every_item_and_nothing_else(
    vault: Vault, hand_over: HandOver
) -> None:
    said = Provenance("a cousin", "on a card", "last winter", "at the bus station", "she asked to be called")
    taken = take_in(vault, [hand_over({"a": b"1", "b": b"2"})], said)
    for number in taken.added:
        body = vault.record(number).body
        assert (body["acquired_how"], body["acquired_at"], body["acquired_where"], body["note"]) == (
            "on a card",
            "last winter",
            "at the bus station",
            "she asked to be called",
        )
    silent = take_in(vault, [hand_over({"c": b"3"})], Provenance())
    body = vault.record(silent.added[0]).body
    assert body.keys().isdisjoint({"source", "acquired_how", "acquired_at", "acquired_where", "note"})


def test_numbers_are_in_the_order_found(world: Any, processes: str, hand_over: HandOver, take: Take) -> None:
    vault = world.new()
    names = [f"{number:03}.txt" for number in range(25)]
    taken = take(vault, hand_over({name: name.encode() for name in reversed(names)}))
    assert taken.added == list(range(3, 28))
    assert _names(vault, taken.added) == names


def test_bytes_that_come_twice_in_one_handover_are_one_item(
    world: Any, processes: str, hand_over: HandOver, take: Take
) -> None:
    """In one pack (0, 1), in a later one (0, 8), made by the other process (20), among the large ones, and empty ones."""
    vault = world.new()
    files = {f"{number:03}.txt": b"file %d" % number for number in range(24)}
    for copy in (1, 8, 20):
        files[f"{copy:03}.txt"] = files["000.txt"]
    video = os.urandom(BIG)
    files |= {"x1.mp4": video, "x2.mp4": video, "y1": b"", "y2": b""}
    taken = take(vault, hand_over(files))
    assert taken.skipped == []
    assert len(taken.added) == len(set(files.values()))
    assert len(taken.added) + len(taken.recognised) == len(files)
    assert sorted(_bytes(vault, number) for number in taken.added) == sorted(set(files.values()))
    first = next(number for number in taken.added if _bytes(vault, number) == b"file 0")
    assert taken.recognised.count(first) == 3
    assert vault.count("Item") == len(taken.added)


def test_the_same_bytes_from_the_same_source_are_recognised_from_another_they_are_its_own(
    world: Any, processes: str, hand_over: HandOver, take: Take
) -> None:
    vault = world.new()
    files = {f"{number:03}.txt": b"file %d" % number for number in range(12)} | {"v.mp4": os.urandom(BIG)}
    folder = hand_over(files)
    first = take(vault, folder)
    again = take(vault, folder)
    assert (again.added, sorted(again.recognised)) == ([], sorted(first.added))
    other = take(vault, folder, source="a neighbour")
    assert (len(other.added), other.recognised) == (13, [])
    nobody = take(vault, folder, source="")
    assert (len(nobody.added), nobody.recognised) == (13, [])
    assert len(take(vault, folder, source="").recognised) == 13
    keys = [stored.identity for _, stored in vault.stored_objects()]
    assert len(set(keys)) == len(keys) == 39


def test_only_what_is_new_is_kept_of_a_folder_that_grew(
    world: Any, processes: str, hand_over: HandOver, take: Take
) -> None:
    vault = world.new()
    folder = hand_over({f"{number:03}.txt": b"file %03d" % number for number in range(10)})
    first = take(vault, folder)
    (folder / "005b.txt").write_bytes(b"file new")
    (folder / "020.txt").write_bytes(b"file 000")
    (folder / "021.txt").write_bytes(b"another length")
    again = take(vault, folder)
    assert _names(vault, again.added) in (["005b.txt", "021.txt"], ["021.txt", "005b.txt"])
    assert sorted(again.recognised) == sorted([*first.added, first.added[0]])


def test_another_name_of_known_bytes_is_kept_once_with_the_item(
    vault: Vault, hand_over: HandOver, take: Take
) -> None:
    first = take(vault, hand_over({"a.txt": b"the same"}))
    folder = hand_over({"other.txt": b"the same"})
    for _ in range(2):
        take(vault, folder)
    names = [vault.record(number).body for number in vault.about(first.added[0])]
    assert [(body["kind"], body["content"]["path"]) for body in names] == [
        ("other name", f"{folder.name}/other.txt")
    ]


class Interrupted(Exception):
    """Somebody closed the laptop."""


@pytest.mark.parametrize("after", [0, 4, 7, 13])
def test_an_interrupted_handover_carries_on(
    world: Any, processes: str, hand_over: HandOver, take: Take, after: int
) -> None:
    """An exception out of the progress report stands for an interruption. What was acknowledged is not taken in again."""
    vault = world.new()
    files = {f"{number:03}.txt": b"file %d" % number for number in range(13)} | {"z.mp4": os.urandom(BIG)}
    folder = hand_over(files)
    acknowledged, told = [], 0

    def progress(count: int, _size: int) -> None:
        nonlocal told
        told += count
        if told > after:
            raise Interrupted

    with pytest.raises(Interrupted):
        take(vault, folder, progress=progress, acknowledged=acknowledged.append)
    kept = [record.number for record in vault.records("Item")]
    assert len(kept) == sum(acknowledged)
    world.close()
    vault = world.open()
    assert list(vault.path.rglob(".new-*")) == []
    again = take(vault, folder)
    assert sorted(again.recognised) == kept
    assert len(again.added) == len(files) - len(kept)
    assert sorted(_bytes(vault, record.number) for record in vault.records("Item")) == sorted(files.values())
    assert again.custody is not None
    listed = set(vault.record(again.custody).body["records"])
    assert listed == {record.reference for record in vault.records("Item")}


def test_the_handover_is_one_signed_record_that_lists_all_of_it(
    vault: Vault, hand_over: HandOver, take: Take
) -> None:
    folder = hand_over({"a": b"1", "b": b"2", "c": b"2"})
    os.mkfifo(folder / "pipe")
    taken = take(vault, folder)
    assert taken.custody is not None
    body = vault.record(taken.custody).body
    assert (body["action"], body["by_hand_of"]) == ("taken in", "a cousin")
    assert body["records"] == [vault.record(number).reference for number in taken.added]
    assert body["details"].items() >= {"taken": 2, "recognised": 1, "not_taken": 1}.items()
    assert {vault.record(number).body["batch"] for number in taken.added} == {body["details"]["batch"]}
    verify_signature(body, bytes.fromhex(str(vault.members()[vault.member]["public_key"])))


def test_a_handover_of_nothing_is_no_record(vault: Vault, hand_over: HandOver, take: Take) -> None:
    taken = take(vault, hand_over({}))
    assert (taken.added, taken.custody) == ([], None)
    assert vault.last_number == 2


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(
    vault: Vault, hand_over: HandOver, take: Take
) -> None:
    folder = hand_over({"a": b"1", "z": b"2"})
    os.mkfifo(folder / "pipe")
    os.symlink("a", folder / "link")
    taken = take(vault, folder)
    assert _names(vault, taken.added) == ["a", "link", "z"]
    link = vault.record(taken.added[1])
    assert (link.body["kind"], _bytes(vault, link.number)) == ("symlink", b"a")
    assert [Path(shown).name for shown, _ in taken.skipped] == ["pipe"]


def test_a_file_that_vanishes_before_it_is_sealed_is_named(
    vault: Vault, hand_over: HandOver, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files of a known size are hashed first and sealed later; one can go in between."""
    take(vault, hand_over({"a": b"12345"}))
    folder = hand_over({"b": b"54321", "c": b"abcde"})

    def gone_after_hashing(packer: Any, files: Any, tell: Any) -> Any:
        hashed = hash_only(packer, files, tell)
        (folder / "c").unlink()
        return hashed

    hash_only = taking_in.Packer.hash_only
    monkeypatch.setattr(taking_in.Packer, "hash_only", gone_after_hashing)
    taken = take(vault, folder)
    assert _names(vault, taken.added) == ["b"]
    assert [Path(shown).name for shown, _ in taken.skipped] == ["c"]


@pytest.mark.parametrize("moment", [-(10**11), 10**12])
def test_a_time_that_no_calendar_has_is_left_out(moment: int) -> None:
    """Some file systems keep such times, and a damaged card gives them."""
    found = FoundFile(b"/media", (b"a",), 1, moment * 10**9)
    fields = item_fields({}, found, bytes(32), 1, moment, False)
    assert fields.keys() == {"sha256", "size", "name", "kind"}
    assert "modified_at" in item_fields({}, found, bytes(32), 1, 0, False)


def test_neither_names_nor_types_nor_sizes_can_be_read_off_the_folder(
    vault: Vault, hand_over: HandOver, take: Take
) -> None:
    take(vault, hand_over({"Aygul's voice.opus": os.urandom(5000), "video.mp4": os.urandom(BIG)}))
    allowed = re.compile(
        r"vault\.toml|lock|use|records-1\.db(-wal|-shm)?|packs/[0-9a-f]{32}|blobs/([0-9a-f]{2})/\2[0-9a-f]{30}"
        r"|log/[0-9a-f]{32}/(checkpoint|tile/(0|entries)/000\.p/\d+)"
    )
    files = [path for path in vault.path.rglob("*") if path.is_file()]
    assert len(files) > 6
    for path in files:
        name = path.relative_to(vault.path).as_posix()
        assert allowed.fullmatch(name), name
        if not name.endswith(("-shm", "-wal")):
            assert b"Aygul" not in path.read_bytes()
            assert b"opus" not in path.read_bytes()


def test_the_vault_is_not_taken_into_itself(world: Any, vault: Vault, take: Take) -> None:
    (world.folder / "beside.txt").write_bytes(b"beside")
    taken = take(vault, world.folder)
    names = _names(vault, taken.added)
    assert "beside.txt" in names
    assert not {"vault.toml", "checkpoint"} & set(names)
