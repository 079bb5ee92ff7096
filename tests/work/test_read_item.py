"""Items read into a vault: all of it or nothing, found files as items of their own, erased with where they were found."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from amanet.canonical import decode, encode
from amanet.errors import BadData, Misuse, WorldFailed
from amanet.fsck import verify_vault
from amanet.intake.item_reader import ItemReader
from amanet.intake.parsers.parsing import Answers, NeedsAnswer
from amanet.record.reading import Attached, Mark, Oddity, Reading, Segment
from amanet.vault import Draft, Vault
from amanet.work import found_inside
from amanet.work.describe import describe, undescribed
from amanet.work.erase import erase, plan_erasure
from amanet.work.kept_readings import kept_bytes, list_readings
from amanet.work.read_item import find_reading, load_reading, read_item
from amanet.work.take_in import TakenIn

HandOver = Callable[..., Path]
Take = Callable[..., TakenIn]
NOTHING = Answers()
BROADCAST = (
    b"AYGUL:\n[Speaking Uyghur] They took him at night.\n\nLI:\nWhen was that?\n\nAYGUL:\nIn winter.\n"
)
VOICES = {f"PTT-20190131-WA000{number}.opus": b"voice %d" % number * 1000 for number in range(1, 5)}
FILM = b"film" * 400_000


def chat(files: dict[str, bytes], *, day: str = "31/01/19") -> bytes:
    lines = [f"{day}, 11:{at:02} - Aygul: {name} (file attached)\n" for at, name in enumerate(files)]
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("WhatsApp Chat with Li.txt", "".join(lines))
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.fixture
def item(vault: Vault, hand_over: HandOver, take: Take) -> Callable[..., int]:
    """Takes a file in and gives its number."""

    def one(content: bytes, name: str = "a.txt", source: str = "a cousin") -> int:
        return take(vault, hand_over({name: content}), source=source).added[0]

    return one


def leftovers(vault: Vault) -> list[str]:
    return [path.name for folder in ("packs", "blobs") for path in (vault.path / folder).rglob(".new-*")]


def places_on_disk(vault: Vault) -> set[str]:
    return set(vault.objects.places())


def test_a_reading_is_kept_as_a_rendition_of_its_item(vault: Vault, item: Callable[..., int]) -> None:
    number = item(BROADCAST)
    made = read_item(vault, number, Answers(language="en"))
    record = vault.record(made.rendition)
    body = record.body
    assert (body["type"], body["kind"], body["tool"]) == ("Rendition", "reading", "amanet transcript")
    assert body["item"] == vault.record(number).body["id"]
    assert body["parameters"] == {"format": "transcript", "language": "en"}
    assert body["content"]["speakers"] == [{"label": "AYGUL", "segments": 2}, {"label": "LI", "segments": 1}]
    assert sum(body["content"]["kinds"].values()) == len(made.reading.segments)
    assert made.reading.text == BROADCAST.decode()
    assert load_reading(vault, made.rendition) == load_reading(vault, number) == (made.reading, {})
    assert (
        find_reading(vault, str(number)).number
        == made.rendition
        == find_reading(vault, record.reference).number
    )
    assert [(one.item, one.format) for one in list_readings(vault)] == [(number, "transcript")]
    assert verify_vault(vault).holds


def test_what_is_kept_is_canonical_whatever_stands_in_it() -> None:
    text = '},"text":"\n\u2028"\\ 🐎' + "x" * 300_000
    one = Segment(
        "row", 0, len(text), speaker='"', marks=(Mark("label", 0, 1),), attached=(0,), details={"text": '"}'}
    )
    reading = Reading(
        "table", text, (one,), (Attached("a"),), {"text": {"text": "no"}}, (Oddity("line 1", '"'),)
    )
    kept = b"".join(kept_bytes(reading, {0: "id", 10: "b", 9: "c"}))
    assert decode(kept) == {
        "items": {"0": "id", "10": "b", "9": "c"},
        "reading": reading.to_json(),
        "text": text,
    }
    empty = b"".join(kept_bytes(Reading("table", "", ()), {}))
    assert decode(empty) == {"items": {}, "reading": {"format": "table", "segments": []}, "text": ""}


def test_odd_words_come_back_from_the_vault(vault: Vault, item: Callable[..., int]) -> None:
    odd = 'AYGUL:\n},"text":"},"text":" \\u0000 🐎\u2028\n\nLI:\n"}\n'
    made = read_item(vault, item(odd.encode()), NOTHING, as_format="transcript")
    assert load_reading(vault, made.rendition)[0] == made.reading
    assert made.reading.text == odd


def test_files_inside_become_items_of_the_same_source(vault: Vault, item: Callable[..., int]) -> None:
    files = {**VOICES, "VID-20190131-WA0009.mp4": FILM}
    number = item(chat(files), "chat.zip", source="Mother")
    made = read_item(vault, number, NOTHING)
    assert len(made.items) == 5
    for place, found in made.places.items():
        body = vault.record(found).body
        name = made.reading.attached[place].name
        assert (body["name"], body["source"], body["kind"]) == (name, "Mother", "file")
        assert (body["inside"], body["acquired_how"]) == (
            vault.record(number).body["id"],
            "found inside another item",
        )
        with vault.open_object(found) as reader:
            assert b"".join(map(bytes, reader.stream())) == files[name]
    batches = {vault.record(found).body["batch"] for found in made.items}
    assert len(batches) == 1
    film = vault.stored_object(made.items[-1])
    assert film is not None
    assert film.place.startswith("blobs/")
    assert load_reading(vault, number) == (made.reading, dict(made.places))
    assert set(made.items) <= set(undescribed(vault))
    assert describe(vault, list(made.items)).items == 5
    assert (verify_vault(vault).holds, leftovers(vault)) == (True, [])


def test_one_commit_holds_all_of_it(vault: Vault, item: Callable[..., int]) -> None:
    number = item(chat(VOICES), "chat.zip")
    before = len(list(vault.checkpoints()))
    made = read_item(vault, number, NOTHING)
    assert len(list(vault.checkpoints())) == before + 1
    assert made.rendition == vault.last_number == number + 1 + 1 + len(VOICES)


def test_read_again_in_the_same_way_it_is_the_same_reading(vault: Vault, item: Callable[..., int]) -> None:
    number = item(chat(VOICES), "chat.zip")
    made = read_item(vault, number, NOTHING)
    last = vault.last_number
    again = read_item(vault, number, NOTHING)
    forced = read_item(vault, number, NOTHING, as_format="whatsapp")
    assert again.again
    assert (again.rendition, again.reading, again.items) == (made.rendition, made.reading, made.items)
    assert (forced.again, vault.last_number) == (True, last)


def test_read_in_another_way_the_new_reading_replaces_the_old(vault: Vault, item: Callable[..., int]) -> None:
    number = item(chat(VOICES, day="03/04/19"), "chat.zip")
    with pytest.raises(NeedsAnswer):
        read_item(vault, number, NOTHING)
    first = read_item(vault, number, Answers("dmy"))
    second = read_item(vault, number, Answers("mdy"))
    assert (second.replaced, second.again) == ((first.rendition,), False)
    assert second.items == first.items, "the files are the items they were"
    assert find_reading(vault, str(number)).number == second.rendition
    assert [one.number for one in list_readings(vault)] == [second.rendition]
    assert load_reading(vault, first.rendition)[0] == first.reading, "the old one stays"
    (ending,) = vault.records("Supersession")
    assert ending.body["by"] == vault.record(second.rendition).body["id"]
    back = read_item(vault, number, Answers("dmy"))
    assert back.replaced == (second.rendition,)
    assert verify_vault(vault).holds


def test_the_same_file_twice_is_one_item_and_another_name_another(
    vault: Vault, item: Callable[..., int]
) -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("chat.txt", "31/01/19, 11:25 - Aygul: IMG-20190131-WA0001.jpg (file attached)\n")
        for name in ("IMG-20190131-WA0001.jpg", "a/IMG-20190131-WA0002.jpg", "a/IMG-20190131-WA0003.jpg"):
            archive.writestr(name, b"the same")
    found = read_item(vault, item(made.getvalue(), "chat.zip"), NOTHING)
    assert len(found.items) == len({vault.record(number).body["name"] for number in found.items}) == 3


@pytest.mark.parametrize("wall", ["last file", "first file", "commit"])
def test_what_fails_leaves_nothing(
    vault: Vault, item: Callable[..., int], monkeypatch: pytest.MonkeyPatch, wall: str
) -> None:
    content = chat({**VOICES, "VID-20190131-WA0009.mp4": FILM, "IMG-20190131-WA0010.jpg": b"picture" * 100})
    if wall == "last file":  # a byte of its content is another than its checksum says
        at = content.rindex(b"picturepicture")
        content = content[:at] + b"P" + content[at + 1 :]
    number = item(content, "chat.zip")
    last, before = vault.last_number, places_on_disk(vault)
    if wall == "first file":
        monkeypatch.setattr(found_inside.FoundInside, "_prepare", _full)
    if wall == "commit":
        monkeypatch.setattr(found_inside.FoundInside, "finish", _full)
    with pytest.raises((BadData, WorldFailed)):
        read_item(vault, number, NOTHING)
    assert (vault.last_number, places_on_disk(vault), leftovers(vault)) == (last, before, [])
    monkeypatch.undo()
    if wall != "last file":
        assert len(read_item(vault, number, NOTHING).items) == 6


def _full(*_arguments: object) -> None:
    raise WorldFailed("The disk is full.")


def test_an_interruption_leaves_nothing(
    vault: Vault, item: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = item(chat({**VOICES, "VID-20190131-WA0009.mp4": FILM}), "chat.zip")
    last, before = vault.last_number, places_on_disk(vault)
    for after in (1, 4, 5):

        def files(reader: ItemReader, after: int = after) -> Iterator[Any]:
            assert reader._talk is not None
            assert reader._reading is not None
            for count, one in enumerate(reader._talk.files(reader._reading), 1):
                yield one
                if count == after:
                    raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(ItemReader, "files", files)
            with pytest.raises(KeyboardInterrupt):
                read_item(vault, number, NOTHING)
        assert (vault.last_number, places_on_disk(vault), leftovers(vault)) == (last, before, [])
    assert len(read_item(vault, number, NOTHING).items) == 5


KILLED = """
import os, signal, sys
from pathlib import Path
from amanet.intake.parsers.parsing import Answers
from amanet.sealing import Passphrase
from amanet.vault import Settings
from amanet.vault.objects import ObjectStore
from amanet.vault.opening import open_vault
from amanet.work.found_inside import FoundInside
from amanet.work.read_item import read_item

path, state, where, number = sys.argv[1:]
vault = open_vault(Path(path), Passphrase("cheap, for tests only"), Settings(Path(state)), writable=True)
killed = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
setattr(ObjectStore if where == "settle" else FoundInside, where, killed)
read_item(vault, int(number), Answers())
"""


@pytest.mark.parametrize(("where", "kept"), [("seal", False), ("finish", False), ("settle", True)])
def test_a_killed_reading_leaves_a_vault_that_verifies(
    world: Any, vault: Vault, item: Callable[..., int], where: str, kept: bool
) -> None:
    number = item(chat({**VOICES, "VID-20190131-WA0009.mp4": FILM}), "chat.zip")
    last, before = vault.last_number, places_on_disk(vault)
    world.close()
    command = [sys.executable, "-c", KILLED, vault.path, world.folder / "state", where, str(number)]
    assert subprocess.run(list(map(str, command)), check=False).returncode == -9
    if not kept:
        assert leftovers(vault), "it was killed in the middle"
    opened = world.open()
    assert (opened.last_number > last) == kept
    assert leftovers(opened) == []
    assert (places_on_disk(opened) != before) == kept
    assert verify_vault(opened).holds
    assert len(read_item(opened, number, NOTHING).items) == 5


def test_erasing_an_item_erases_its_reading_and_what_was_found_inside(
    vault: Vault, item: Callable[..., int]
) -> None:
    before = places_on_disk(vault)
    number = item(chat({**VOICES, "VID-20190131-WA0009.mp4": FILM}), "chat.zip")
    made = read_item(vault, number, NOTHING)
    other = read_item(vault, number, Answers(language="ug"))
    describe(vault, list(made.items))
    plan = plan_erasure(vault, [vault.record(number)])
    assert {number, made.rendition, other.rendition, *made.items} <= set(plan.numbers)
    erase(vault, plan, reason="the witness asked for it")
    assert [record.number for type_name in ("Item", "Rendition") for record in vault.records(type_name)] == []
    assert places_on_disk(vault) == before
    assert verify_vault(vault).holds
    with pytest.raises(Misuse, match="was erased"):
        load_reading(vault, made.rendition)


def test_a_file_found_inside_that_was_erased_stays_erased(vault: Vault, item: Callable[..., int]) -> None:
    number = item(chat(VOICES), "chat.zip")
    made = read_item(vault, number, NOTHING)
    gone = made.places[1]
    erase(vault, plan_erasure(vault, [vault.record(gone)]), reason="no use")
    assert load_reading(vault, number) == (
        made.reading,
        {0: made.places[0], 2: made.places[2], 3: made.places[3]},
    )
    for language in ("ug", "en", "kk"):
        again = read_item(vault, number, Answers(language=language))
        assert again.places == {0: made.places[0], 2: made.places[2], 3: made.places[3]}
    assert verify_vault(vault).holds


def test_the_kind_that_an_item_was_found_to_be_goes_to_the_parsers(
    vault: Vault, item: Callable[..., int]
) -> None:
    number = item(b"Name,Note\nAygul,taken\n", "list")
    with pytest.raises(BadData, match="No parser takes this item"):
        read_item(vault, number, NOTHING)
    fields = {"item": vault.record(number).body["id"], "kind": "description", "tool": "t", "version": "1"}
    vault.add(Draft("Rendition", {**fields, "content": {"media_type": "text/csv"}}))
    assert read_item(vault, number, NOTHING).reading.format == "table"


def test_only_items_are_read_and_only_where_they_may_be(
    world: Any, vault: Vault, item: Callable[..., int]
) -> None:
    number = item(BROADCAST)
    with pytest.raises(Misuse, match="Only items are read"):
        read_item(vault, 1, NOTHING)
    with pytest.raises(Misuse, match="There is no format called 'xls'"):
        read_item(vault, number, NOTHING, as_format="xls")
    with pytest.raises(Misuse, match="was not read yet"):
        load_reading(vault, number)
    with pytest.raises(Misuse, match="is no reading"):
        find_reading(vault, "1")
    reader = world.open(writable=False)
    with pytest.raises(WorldFailed):
        read_item(reader, number, NOTHING)


def test_a_summary_stays_small(vault: Vault, item: Callable[..., int]) -> None:
    rows = "".join(
        f"00:{at // 60:02}:{at % 60:02},000 --> 00:{at // 60:02}:{at % 60:02},500\n<v x>S{at}: no\n\n"
        for at in range(3000)
    )
    made = read_item(vault, item(rows.encode(), "a.srt"), NOTHING, as_format="srt")
    record = vault.record(made.rendition)
    assert record.body["content"]["segments"] == len(made.reading.segments)
    assert len(encode(record.body)) < 64 << 10
    assert json.loads(record.body_bytes)["content"]["in_all"]["oddities"] == len(made.reading.oddities)
