"""Two members, each in a program of their own, on one vault: both write, neither loses what the other entered."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from amanet.app import OpenVault, default_settings
from amanet.errors import WorldFailed
from amanet.vault import StoredRecord
from amanet.web.desk import Desk

if TYPE_CHECKING:
    from conftest import Client

SECOND = "harbour coat ferry lantern salt tide"


@pytest.fixture
def other(client: "Client") -> Iterator[Desk]:
    """The desk of a second member, open on the same vault."""
    client.write(OpenVault.add_member, "Bahar", SECOND)
    desk = Desk(client.made.path, default_settings())
    client.run(lambda: desk.unlock(SECOND))
    yield desk
    desk.close()


def enter(desk: Desk, name: str) -> StoredRecord:
    """In an event loop and a thread of its own."""

    def add(vault: OpenVault) -> StoredRecord:
        return vault.add_entity("Source", name)

    async def work() -> StoredRecord:
        return await desk.write(add)

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(work())).result()


def names(vault: OpenVault) -> list[str]:
    return [entity.label for entity in vault.entities("Source")]


def test_both_write_in_turns_and_each_sees_what_the_other_entered(client: "Client", other: Desk) -> None:
    assert other.read_only_because == ""
    for number in range(4):
        client.write(OpenVault.add_entity, "Source", f"first {number}")
        enter(other, f"second {number}")
    expected = [f"{who} {number}" for number in range(4) for who in ("first", "second")]
    assert client.read(names) == expected == client.run(lambda: other.read(names))
    assert client.read(OpenVault.verify).holds


def test_both_at_once_lose_nothing(client: "Client", other: Desk) -> None:
    def write_many(desk: Desk, who: str) -> None:
        for number in range(8):
            enter(desk, f"{who} {number}")

    threads = [threading.Thread(target=write_many, args=one) for one in ((client.desk, "a"), (other, "b"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(client.read(names)) == [f"{who} {number}" for who in "ab" for number in range(8)]


def test_each_signs_with_their_own_name(client: "Client", other: Desk) -> None:
    made = enter(other, "Nursel")
    who = client.read(lambda vault: vault.record(made.number).body["entered_by"])
    members = client.read(lambda vault: {one.name: one.member for one in vault.members()})
    assert who == members["Bahar"]


def test_long_work_of_one_makes_the_other_wait_and_then_says_why(
    client: "Client", other: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amanet.web.desk._TURN", 0.1)
    begun, done = threading.Event(), threading.Event()

    def long_work(_vault: OpenVault) -> None:
        begun.set()
        assert done.wait(60)

    worker = threading.Thread(target=client.write, args=(long_work,))
    worker.start()
    assert begun.wait(60)
    with pytest.raises(WorldFailed, match="open for writing elsewhere"):
        enter(other, "Nursel")
    done.set()
    worker.join()
    enter(other, "Nursel")
    assert client.read(names) == ["Nursel"]
