"""Taking in a stream: kept as it was, recognised, all or nothing, and no plaintext on the way."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.canonical import name_to_bytes, sha256
from amanet.errors import BadData, Misuse
from amanet.vault import Vault
from amanet.work import handovers, sealing_in
from amanet.work.give_out import verified_stream
from amanet.work.receipts import make_receipt
from amanet.work.take_in import Provenance, TakenIn, take_in
from amanet.work.take_in_stream import Announced, HandOver, Outcome

SAID = Provenance("a cousin", "on a card", "last winter", "at the bus station", "she asked to be called")
BIG = (1 << 20) + 1


class Slowly:
    """A stream that gives a few bytes at a time, and may fail on the way."""

    def __init__(self, data: bytes, *, at_once: int = 70_000, breaks_at: int | None = None) -> None:
        self.file, self.at_once, self.breaks_at = io.BytesIO(data), at_once, breaks_at

    def readinto(self, buffer: memoryview, /) -> int:
        if self.breaks_at is not None and self.file.tell() >= self.breaks_at:
            raise BadData("it broke off")
        return self.file.readinto(buffer[: self.at_once])


def give(
    vault: Vault,
    handover: HandOver,
    files: dict[str, bytes],
    *,
    anyway: bool = False,
    modified: int | None = None,
) -> list[Outcome]:
    with handover.arriving(vault) as arriving:
        for name, data in files.items():
            parts = tuple(part.encode() for part in name.split("/"))
            arriving.take(Announced(parts, len(data), modified, anyway), Slowly(data))
    return handover.settle(vault, arriving)


def bytes_of(vault: Vault, number: int) -> bytes:
    return b"".join(bytes(piece) for piece in verified_stream(vault, vault.record(number)))


def unsettled(vault: Vault) -> list[Path]:
    return list(vault.path.rglob(".new-*"))


def objects(vault: Vault) -> set[str]:
    return set(vault.objects.places())


def test_everything_is_kept_as_it_was_with_its_name_folder_and_time(vault: Vault) -> None:
    files = {
        "a.txt": b"small",
        "empty": b"",
        "phone/voice/b.opus": os.urandom(70_000),
        "phone/video.mp4": os.urandom(BIG),
        "ئەسكەرتىش \u202e.txt": b"right to left",
        "exact": os.urandom(1 << 20),
    }
    handover = HandOver.begin(vault, SAID)
    outcomes = give(vault, handover, files, modified=1_700_000_000)
    assert [one.what for one in outcomes] == ["taken"] * len(files)
    assert [one.number for one in outcomes] == sorted(one.number for one in outcomes)
    for outcome, (name, data) in zip(outcomes, files.items(), strict=True):
        body = vault.record(outcome.number).body
        assert bytes_of(vault, outcome.number) == data
        assert (body["sha256"], body["size"]) == (sha256(data).hex(), len(data))
        assert name_to_bytes(body["name"]).decode() == name.rpartition("/")[2]
        assert body.get("path") == (name if "/" in name else None)
        assert body["modified_at"] == "2023-11-14T22:13:20Z"
        assert (body["kind"], body["source"], body["note"]) == ("file", SAID.source, SAID.note)
    assert unsettled(vault) == []
    assert handover.bytes == sum(map(len, files.values()))


def test_an_item_is_the_same_record_as_add_makes(
    vault: Vault, hand_over: Callable[..., Path], world: Any
) -> None:
    folder = hand_over({"b.txt": b"words"})
    os.utime(folder / "b.txt", (1_700_000_000, 1_700_000_000))
    added = vault.record(take_in(vault, [folder], SAID).added[0]).body
    other = world.new("other.vault")
    number = give(
        other, HandOver.begin(other, SAID), {f"{folder.name}/b.txt": b"words"}, modified=1_700_000_000
    )[0].number
    streamed = other.record(number).body
    for body in (added, streamed):
        for name in ("id", "batch", "entered_at", "entered_by"):
            del body[name]
    assert streamed == added


def test_the_end_is_one_custody_record_that_a_receipt_is_made_of(vault: Vault) -> None:
    handover = HandOver.begin(vault, SAID)
    taken = give(vault, handover, {"a": b"1", "b": b"2"})
    give(vault, handover, {"c/a": b"1"})
    give(vault, handover, {"c/a": b"1"}, anyway=True)
    number = handover.end(vault, not_taken=3)
    assert number is not None
    body = vault.record(number).body
    assert body["records"] == [vault.record(one.number).reference for one in taken]
    assert body["details"] == {"batch": handover.batch, "taken": 2, "recognised": 2, "not_taken": 3}
    assert (body["by_hand_of"], body["note"], body["action"]) == (SAID.source, SAID.note, "taken in")
    assert make_receipt(vault, vault.record(number)).leaf_index == vault.record(number).index
    assert HandOver.begin(vault, SAID).end(vault) is None


def test_what_the_same_person_gave_before_is_recognised_and_only_hashed(vault: Vault) -> None:
    files = {"a.txt": b"small", "video.mp4": os.urandom(BIG)}
    first = give(vault, HandOver.begin(vault, SAID), files)
    before = objects(vault)
    again = HandOver.begin(vault, SAID)
    with again.arriving(vault) as arriving:
        for name, data in files.items():
            arriving.take(Announced((name.encode(),), len(data)), Slowly(data))
        assert objects(vault) == before
        assert unsettled(vault) == []
    assert again.settle(vault, arriving) == [Outcome("recognised", one.number) for one in first]
    assert again.end(vault) is not None
    other = give(vault, HandOver.begin(vault, Provenance("a neighbour")), files)
    assert [one.what for one in other] == ["taken", "taken"]


def test_of_a_known_size_but_new_it_is_asked_for_again_and_then_sealed(vault: Vault) -> None:
    give(vault, HandOver.begin(vault, SAID), {"a": b"abc", "v": b"x" * BIG})
    handover = HandOver.begin(vault, SAID)
    new = {"b": b"xyz", "w": b"y" * BIG}
    assert give(vault, handover, new) == [Outcome("again"), Outcome("again")]
    assert [one.what for one in give(vault, handover, new, anyway=True)] == ["taken", "taken"]
    assert vault.count("Item") == 4


def test_sealed_although_known_it_is_recognised_and_leaves_no_file(vault: Vault) -> None:
    files = {"a": b"abc", "v": b"x" * BIG}
    first = give(vault, HandOver.begin(vault, SAID), files)
    before = objects(vault)
    again = give(vault, HandOver.begin(vault, SAID), files, anyway=True)
    assert again == [Outcome("recognised", one.number) for one in first]
    assert (objects(vault), unsettled(vault)) == (before, [])


def test_the_same_bytes_twice_are_one_item_with_both_names(vault: Vault) -> None:
    handover = HandOver.begin(vault, SAID)
    data = os.urandom(BIG)
    outcomes = give(vault, handover, {"a": data, "other/name": data, "s": b"s", "t": b"s"})
    assert [one.what for one in outcomes] == ["taken", "recognised", "taken", "recognised"]
    assert vault.count("Item") == 2
    names = [one.body["content"]["path"] for one in vault.records("Rendition")]
    assert names == ["other/name", "t"]
    give(vault, handover, {"other/name": data}, anyway=True)
    assert vault.count("Rendition") == 2
    assert len(objects(vault)) == 2
    assert unsettled(vault) == []


@pytest.mark.parametrize("size", [10, BIG])
@pytest.mark.parametrize("how", ["raises", "ends early"])
def test_a_stream_that_breaks_off_leaves_nothing(vault: Vault, size: int, how: str) -> None:
    before = (objects(vault), vault.last_number)
    handover = HandOver.begin(vault, SAID)
    source = Slowly(b"x" * (size - 1), breaks_at=size // 2 if how == "raises" else None)

    def arrive() -> None:
        with handover.arriving(vault) as arriving:
            arriving.take(Announced((b"whole",), 5), Slowly(b"whole"))
            arriving.take(Announced((b"film",), BIG), Slowly(b"x" * BIG))
            arriving.take(Announced((b"half",), size), source)

    with pytest.raises(BadData, match="broke off"):
        arrive()
    assert (objects(vault), vault.last_number) == before
    assert unsettled(vault) == []
    assert handover.end(vault) is None


def test_what_was_not_settled_can_be_discarded_and_what_was_cannot(vault: Vault) -> None:
    handover = HandOver.begin(vault, SAID)
    with handover.arriving(vault) as arriving:
        arriving.take(Announced((b"film",), BIG), Slowly(b"x" * BIG))
    assert len(unsettled(vault)) == 1
    arriving.discard()
    assert unsettled(vault) == []
    with handover.arriving(vault) as arriving:
        arriving.take(Announced((b"film",), BIG), Slowly(b"x" * BIG))
    number = handover.settle(vault, arriving)[0].number
    arriving.discard()
    assert bytes_of(vault, number) == b"x" * BIG


def test_small_files_fill_pack_after_pack(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing_in, "PACK_SIZE", 300_000)
    files = {f"{number:02}": os.urandom(100_000) for number in range(10)}
    outcomes = give(vault, HandOver.begin(vault, SAID), files)
    assert [bytes_of(vault, one.number) for one in outcomes] == list(files.values())
    assert len(objects(vault)) == 4


@pytest.mark.parametrize(
    "parts", [(), (b"",), (b"..", b"etc"), (b".",), (b"a/b",), (b"a\0b",), (b"a", b""), (b"x" * 40_000,), (b"d",) * 1001]
)  # fmt: skip
def test_a_name_that_could_be_meant_as_a_place_is_refused(parts: tuple[bytes, ...]) -> None:
    with pytest.raises(BadData):
        Announced(parts, 1)


@given(st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=4))
def test_no_name_leads_out_of_anywhere(parts: list[bytes]) -> None:
    try:
        announced = Announced(tuple(parts), 0)
    except BadData:
        return
    path = b"/".join(announced.parts)
    assert os.path.normpath(b"/base/" + path) == b"/base/" + path


# Hand-overs among the records


def test_the_latest_handovers_and_their_items(vault: Vault, handed: TakenIn) -> None:
    assert handed.custody
    lately = handovers.lately(vault)
    assert [(one.number, one.source, one.taken) for one in lately.ended] == [(handed.custody, "a cousin", 3)]
    assert (lately.cut_off, lately.sources) == ((), ("a cousin",))
    record, _ = handovers.get_handover(vault, handed.custody)
    assert list(handovers.items_of(vault, record)) == handed.added
    with pytest.raises(Misuse, match="not a handover"):
        handovers.get_handover(vault, handed.added[0])


def test_items_recognised_from_long_ago_are_found_too(
    vault: Vault, handed: TakenIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handovers, "_LOOKED_AT", 0)
    handover = HandOver.begin(vault, Provenance("a cousin"))
    give(vault, handover, {"1.txt": b"item 1", "new": b"something else"})
    number = handover.end(vault)
    assert number
    found = list(handovers.items_of(vault, vault.record(number)))
    assert found[-1] == handed.added[1] or handed.added[1] in found
    assert len(found) == 2


def test_one_that_was_cut_off_is_found_and_goes_on(vault: Vault, handed: TakenIn) -> None:
    first = give(vault, HandOver.begin(vault, SAID), {"a": b"1", "b": b"2"})
    cut = handovers.lately(vault).cut_off
    assert [(one.source, one.items) for one in cut] == [("a cousin", 2)]
    handover = handovers.resume(vault, cut[0].batch)
    assert handover.provenance == SAID
    give(vault, handover, {"c": b"three"})
    number = handover.end(vault)
    assert number
    assert vault.record(number).body["details"] == {"batch": cut[0].batch, "taken": 3}
    assert list(handovers.items_of(vault, vault.record(number)))[:2] == [one.number for one in first]
    assert handovers.lately(vault).cut_off == ()
    with pytest.raises(Misuse, match="ended already"):
        handovers.resume(vault, cut[0].batch)
    with pytest.raises(Misuse, match="no hand-over of that name"):
        handovers.resume(vault, "3")
