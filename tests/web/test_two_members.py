"""Two members, each in a program and a browser of their own, on one vault: both write, neither loses what the other entered, and where they
changed the same thing, the second is told so, with both beside one another.
"""

import asyncio
import json
import re
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amanet.app import OpenVault, default_settings
from amanet.errors import WorldFailed
from amanet.vault import StoredRecord
from amanet.web.application import host_names, make_application
from amanet.web.desk import Desk

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather have httpx2
    from starlette.testclient import TestClient

if TYPE_CHECKING:
    from collections.abc import Callable

    from coat_story import Story

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


# The same thing, changed by both


@pytest.fixture
def story(client: "Client", tell_story: "Callable[..., Story]", tmp_path: Path) -> "Story":
    return client.write(tell_story, tmp_path / "story")


@pytest.fixture
def colleague(client: "Client", story: "Story") -> "Iterator[Client]":
    """Bahar, in a program of her own. `client` is Mirel, who is quicker in these tests."""
    client.write(OpenVault.add_member, "Bahar", SECOND)
    desk = Desk(client.made.path, default_settings())
    application = make_application(desk, host_names(8000))
    base = f"http://{host_names(8000)[0]}"
    with TestClient(application, base_url=base, raise_server_exceptions=False) as http:
        http.headers.clear()
        hers = type(client)(client.made, http, desk, client.clock, application)
        assert hers.unlock(SECOND).status_code == 303
        yield hers
    desk.close()


def test_no_edit_is_lost_where_both_change_the_same(
    client: "Client", colleague: "Client", story: "Story"
) -> None:
    both_correct_the_words(client, colleague, story)
    both_translate(client, colleague, story)
    both_correct_a_statement(client, colleague, story)
    both_hold_the_talk(client, colleague, story)
    both_write_down_an_interview(client, colleague, story)
    both_add_a_source(client, colleague)
    both_settle(client, colleague)
    assert client.read(OpenVault.verify).holds


def plain(text: str) -> str:
    return re.sub(r"<[^>]*>", "", text)


def hidden(text: str, name: str) -> str:
    return re.findall(rf'name="{name}" value="([^"]*)"', text)[0]


def told_by(answer: Any, *words: str) -> str:
    """409, who was quicker, and what either wrote."""
    assert answer.status_code == 409, answer.text
    shown = plain(answer.text)
    assert "Mirel" in shown
    assert [one for one in words if one not in answer.text] == []
    return str(answer.text)


def both_correct_the_words(client: "Client", colleague: "Client", story: "Story") -> None:
    address = f"/items/{story.item}/type"
    given = colleague.get(f"{address}/lines").json() | {"language": "en"}

    def sent(at: int, words: str, **more: Any) -> bytes:
        lines = [one | ({"words": words} if place == at else {}) for place, one in enumerate(given["lines"])]
        return json.dumps(given | {"lines": lines} | more).encode()

    assert client.put(address, sent(0, "Mirel heard this.")).status_code == 200
    mine = sent(2, "Bahar heard that.")
    text = told_by(colleague.put(address, mine, hx_request="true"), *["Mirel heard this", "Bahar heard that"])
    newest = int(re.findall(r'data-newest="(\d+)"', text)[0])
    assert colleague.put(address, sent(2, "Bahar heard that.", on_top=newest)).json()["together"]
    words = [one["words"] for one in client.get(f"{address}/lines").json()["lines"]]
    assert (words[0], words[2]) == ("Mirel heard this.", "Bahar heard that.")


def both_translate(client: "Client", colleague: "Client", story: "Story") -> None:
    address = f"/items/{story.item}/type/translation"
    of = colleague.get(f"/items/{story.item}/type/lines").json()["based_on"]

    def sent(at: int, words: str, **more: Any) -> bytes:
        lines = [{"place": at, "words": words}]
        return json.dumps({"lines": lines, "of": of, "based_on": None, "language": "tr", **more}).encode()

    assert client.put(address, sent(0, "Mirel böyle çevirdi.")).status_code == 200
    answer = colleague.put(address, sent(1, "Bahar şöyle çevirdi."), hx_request="true")
    newest = int(re.findall(r'data-newest="(\d+)"', told_by(answer, "böyle", "şöyle"))[0])
    assert colleague.put(address, sent(1, "Bahar şöyle çevirdi.", on_top=newest)).status_code == 200
    kept = client.get(f"{address}/tr/lines").json()["lines"]
    assert [one.get("words") for one in kept[:2]] == ["Mirel böyle çevirdi.", "Bahar şöyle çevirdi."]


def both_correct_a_statement(client: "Client", colleague: "Client", story: "Story") -> None:
    of_it = {"subject": str(story.teacher), "property": "health", "by": str(story.sister), "do": "save"}
    client.post(f"/passages/{story.passage}/say", value="a cough", **of_it)
    number = client.read(lambda vault: vault.vault.last_number)
    page = colleague.get(f"/statements/{number}/correct").text
    given = (
        of_it | {name: hidden(page, name) for name in ("replaces", "based_on")} | {"reason": "heard again"}
    )
    assert client.post(f"/statements/{number}/correct", value="no cough", **given).status_code == 303
    text = told_by(
        colleague.post(f"/statements/{number}/correct", value="a bad cough", **given),
        "no cough",
        "a bad cough",
    )
    given |= {name: hidden(text, name) for name in ("replaces", "based_on")}
    answer = colleague.post(f"/statements/{given['replaces']}/correct", value="a bad cough", **given)
    assert answer.status_code == 303
    history = client.get(f"/people/{story.teacher}").text
    assert "a bad cough" in history
    assert "no cough" in history.partition("No longer counted")[2]


def both_hold_the_talk(client: "Client", colleague: "Client", story: "Story") -> None:
    address = f"/people/{story.sister}/consent/talk"
    based_on = hidden(colleague.get(address).text, "based_on")
    given = {
        "go": "save", "step": "all", "language": "en", "based_on": based_on, "given_at": "2024-09-19", "identity": "pseudonym",
        "explained": "read to her",
    }  # fmt: skip
    research = {"use:research": "yes", "to:research:team": "yes"}
    assert client.post(address, **given, **research).status_code == 303
    media = {"use:media": "yes", "to:media:public": "yes"}
    text = told_by(colleague.post(address, **given, **media), "research", "media")
    given["based_on"] = hidden(text, "based_on")
    assert colleague.post(address, **given, **media).status_code == 303
    consent = plain(client.get(f"/people/{story.sister}/consent").text)
    assert [one for one in ("allows: research", "allows: media") if one not in consent] == []


def both_write_down_an_interview(client: "Client", colleague: "Client", story: "Story") -> None:
    address = f"/sources/{story.sister}/interviews"
    based_on = hidden(colleague.get(f"/sources/{story.sister}").text.partition("/interviews")[2], "based_on")
    assert client.post(address, based_on=based_on, held_at="2024-09-20", by="Mirel").status_code == 303
    answer = colleague.post(address, based_on=based_on, held_at="2024-10-01", by="Bahar")
    text = told_by(answer, 'value="Bahar"', "2024-09-20")
    newest = hidden(text.partition("/interviews")[2], "based_on")
    assert colleague.post(address, based_on=newest, held_at="2024-10-01", by="Bahar").status_code == 303
    assert "2024-10-01" in client.get(f"/sources/{story.sister}").text


def both_add_a_source(client: "Client", colleague: "Client") -> None:
    """Who is alike is looked for when it is written: the second is asked, and may still say that it is another."""
    assert client.post("/sources/new", name="the ferryman", kind="person").status_code == 303
    answer = colleague.post("/sources/new", name="the ferryman", kind="person", notes="with one eye")
    assert answer.status_code == 409
    assert "Already here?" in answer.text
    assert "with one eye" in answer.text
    seen = re.findall(r'name="seen" value="(\d+)"', answer.text)
    assert colleague.post("/sources/new", name="the ferryman", kind="person", seen=seen).status_code == 303
    assert client.read(names).count("the ferryman") == 2


def both_settle(client: "Client", colleague: "Client") -> None:
    """What one settled is not settled again by who looked at it before."""
    number = client.read(lambda vault: vault.vault.views.in_state("draft")[0])
    client.post("/review/draft", of=str(number), to="proposed")
    seen = {f"seen-{number}": hidden(colleague.get("/review/proposed").text, f"seen-{number}")}
    client.post("/review/proposed", of=str(number), to="disputed", reason="the words say otherwise", **seen)
    colleague.post("/review/proposed", of=str(number), to="reviewed", **seen)
    assert "changed by somebody meanwhile" in colleague.get("/review/disputed").text
    assert client.read(lambda vault: vault.vault.views.state(number)) == "disputed"
