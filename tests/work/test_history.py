"""What was done, in words, and the items on one line each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from amanet.vault import Draft, Vault
from amanet.work.erase import erase, plan_erasure
from amanet.work.history import history
from amanet.work.listing import list_items, show
from amanet.work.members import add_member
from amanet.work.take_in import TakenIn

HandOver = Callable[..., Path]
Take = Callable[..., TakenIn]


def test_every_leaf_is_one_event_in_order(vault: Vault, handed: TakenIn) -> None:
    erase(vault, plan_erasure(vault, [vault.record(number) for number in handed.added[1:]]), reason="a test")
    events = list(history(vault))
    assert [event.number for event in events] == list(range(1, vault.last_number + 1))
    assert [event.type for event in events] == ["Epoch", "Member", "Item", "", "", "Custody", "Erasure"]
    assert [event.index for event in events] == list(range(len(events)))
    for event in events:
        assert event.reference == vault.leaf_place(event.number)[2]


def test_events_say_who_and_what(vault: Vault, handed: TakenIn) -> None:
    texts = [event.text for event in history(vault)]
    assert texts == [
        "a new epoch of the log began: the vault was made",
        "Aygul (founder) is active",
        "item 0.txt (6 bytes)",
        "item 1.txt (6 bytes)",
        "item 2.txt (6 bytes)",
        "taken in, 3 records, from a cousin",
    ]
    assert {event.by for event in history(vault)} == {"Aygul"}


def test_history_goes_on_from_a_number(vault: Vault, handed: TakenIn) -> None:
    erase(vault, plan_erasure(vault, [vault.record(handed.added[1])]), reason="a test")
    assert [event.number for event in history(vault, after=3)] == [4, 5, 6, 7]
    assert list(history(vault, after=99)) == []


def test_nobody_can_write_into_the_terminal_of_who_reads_it(
    vault: Vault, hand_over: HandOver, take: Take, world: Any
) -> None:
    hostile = "a\x1b[31m\u202eb\nc"
    add_member(vault, f"member {hostile}", "member", type(world.words)("something else entirely"))
    taken = take(vault, hand_over({f"name {hostile}": b"1"}), source=f"source {hostile}")
    item = vault.record(taken.added[0])
    vault.add(
        Draft("Rendition", {"item": item.body["id"], "kind": hostile, "tool": hostile, "version": hostile})
    )
    stamp = {
        "kind": hostile,
        "origin": "o",
        "tree_size": 1,
        "root": "r",
        "checkpoint": "c",
        "authority": hostile,
    }
    vault.add(Draft("Stamp", stamp))
    erase(vault, plan_erasure(vault, [item]), reason=f"reason {hostile}")
    shown = [event.text + event.by for event in history(vault)] + [item.name for item in list_items(vault)]
    assert any(r"\x1b[31m\u202eb\nc" in text for text in shown)
    for text in shown:
        assert not {"\x1b", "\u202e", "\n"} & set(text)


def test_items_are_listed_with_what_was_found_out(vault: Vault, handed: TakenIn) -> None:
    item = vault.record(handed.added[1])
    found = {"media_type": "text/plain"}
    fields = {"item": item.body["id"], "kind": "description", "tool": "t", "version": "1", "content": found}
    vault.add(Draft("Rendition", fields))
    listed = list(list_items(vault))
    assert [each.number for each in listed] == handed.added
    assert [each.media_type for each in listed] == [None, "text/plain", None]
    assert (listed[0].name, listed[0].size, listed[0].source) == ("0.txt", 6, "a cousin")


def test_showing_a_record_shows_what_was_derived(vault: Vault, handed: TakenIn) -> None:
    item = vault.record(handed.added[0])
    fields = {"item": item.body["id"], "kind": "k", "tool": "t", "version": "1"}
    (made,) = vault.add(Draft("Rendition", fields))
    shown = show(vault, item)
    assert shown["fields"] == item.body
    assert shown["derived"] == [{"number": made.number, **made.body}]
    assert (shown["reference"], shown["index"]) == (item.reference, item.index)
    assert item.salt.secret.hex() not in str(shown)
