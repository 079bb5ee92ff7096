"""Taking in by the browser: what is asked, the upload and what becomes of it, reading, questions, tables; and the requirements 17 and 21."""

import html
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amanet.app import OpenVault, open_vault
from amanet.errors import BadData
from amanet.printing import parse_receipt
from amanet.web.desk import Locked
from amanet.web.screens import take_in_upload
from amanet.web.screens.take_in_pipe import MOST_FILES, Pipe, read_files
from amanet.web.sessions import Limits

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from conftest import Client, Made, Served

PASSPHRASE = "lantern ferry coat tide harbour salt"
CANARY = b"the ferry of Quillmarsh left at six; "
TRANSCRIPT = "AYLA: They came at five.\nLI: Who came?\nAYLA: Two men and a driver.\n"
CHAT = "".join(
    f"0{day}/04/2019, 21:1{day} - {who}: {said}\n"
    for day, who, said in [(1, "Nour", "are you there"), (2, "Tamer", "yes"), (3, "Nour", "call me")]
)
TABLE = "ID,Name,Seen\nA-1,Lada Vetrova,2018-03-12\nA-2,Zhdan Vetrov,at harvest\n"
MAPPING = """
[table]
name = "the harbour list"
key = ["ID"]
source = "the harbour committee"

[[entity]]
name = "person"
schema = "Person"

[[column]]
column = "Name"
entity = "person"
property = "name"
kind = "full"

[[column]]
column = "Seen"
entity = "person"
property = "birth_date"
"""


def framed(
    name: str, data: bytes, *, modified: int = 1_700_000_000_000, again: bool = False, **more: Any
) -> bytes:
    head = {"path": name, "size": len(data), "modified": modified, "again": again} | more
    encoded = json.dumps(head, ensure_ascii=False).encode()
    return len(encoded).to_bytes(4, "big") + encoded + data


def begin(client: "Client", **said: str) -> str:
    answer = client.post("/take-in", **({"source": "a cousin"} | said))
    assert answer.status_code == 303
    place: str = answer.headers["location"]
    return place


def put(client: "Client", place: str, **files: bytes) -> list[dict[str, Any]]:
    answer = client.put(place, b"".join(framed(name, data) for name, data in files.items()))
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["files"]
    return found


def end(client: "Client", place: str, **fields: str) -> str:
    answer = client.post(f"{place}/end", **fields)
    assert answer.status_code == 303
    done: str = answer.headers["location"]
    return done


def give(client: "Client", **files: bytes) -> tuple[str, list[int]]:
    """The address of what was done, and the items."""
    place = begin(client)
    numbers = [one["number"] for one in put(client, place, **files)]
    return end(client, place), numbers


def read_now(client: "Client", done: str) -> str:
    assert client.post(f"{done}/read").headers["location"].startswith(("/jobs/", done))
    client.wait_for_jobs()
    return client.get(done).text


def content(client: "Client", number: int) -> bytes:
    def read(vault: OpenVault) -> bytes:
        with vault.vault.open_object(number) as reader:
            return b"".join(bytes(piece) for piece in reader.stream())

    return client.read(read)


# What is asked, and the end of it


def test_with_nothing_taken_in_the_page_says_how_to_begin(client: "Client") -> None:
    text = client.get("/take-in").text
    assert "Nothing was handed over yet" in text
    assert 'name="source"' in text


def test_what_was_said_stands_on_every_item_and_the_end_is_one_record(client: "Client") -> None:
    place = begin(
        client, how="on a card", when="last winter", where="the bus station", note="call her\nfirst"
    )
    page = client.get(place).text
    assert "a cousin" in page
    assert "on a card" in page
    first, second = put(client, place, **{"phone/a.txt": b"one", "b.txt": b"two"})
    body = client.read(lambda vault: vault.record(first["number"]).body)
    assert (body["name"], body["path"], body["source"], body["acquired_how"], body["acquired_at"]) == (
        "a.txt",
        "phone/a.txt",
        "a cousin",
        "on a card",
        "last winter",
    )
    assert (body["acquired_where"], body["note"], body["modified_at"]) == (
        "the bus station",
        "call her\nfirst",
        "2023-11-14T22:13:20Z",
    )
    assert content(client, second["number"]) == b"two"
    done = end(client, place, not_taken="1")
    shown = client.get(done).text
    for said in ("2 new items", "1 file that could not be read", "call her", "a.txt", "phone/a.txt"):
        assert said in shown
    assert client.get(place).status_code == 404
    assert "a cousin" in client.get("/take-in").text


def test_nothing_handed_over_is_not_recorded(client: "Client") -> None:
    before = client.log_size()
    assert end(client, begin(client)) == "/take-in"
    assert "nothing was recorded" in client.get("/take-in").text
    assert client.log_size() == before


def test_what_the_same_person_gave_before_is_recognised(client: "Client") -> None:
    _, numbers = give(client, a=b"one", b=b"two")
    place = begin(client)
    assert [one["what"] for one in put(client, place, a=b"one", c=b"new")] == ["recognised", "again"]
    answer = client.put(place, framed("c", b"new", again=True))
    assert answer.json()["files"][0]["what"] == "taken"
    shown = client.get(end(client, place)).text
    assert "1 new item" in shown
    assert "1 file that this person gave before" in shown
    assert client.read(lambda vault: vault.vault.count("Item")) == 3
    assert numbers


def test_the_receipt_is_a_file_to_print_that_opens_again(client: "Client") -> None:
    done, _ = give(client, a=b"one")
    answer = client.get(f"{done}/receipt.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.content.startswith(b"%PDF-")
    number = int(done.rpartition("/")[2])
    text = client.read(lambda vault: vault.receipt(number).text())
    assert client.read(lambda vault: vault.open_receipt(parse_receipt(text))).items
    assert client.get("/take-in/done/1/receipt.pdf").status_code == 400


def test_several_pages_at_once_are_several_handovers(client: "Client") -> None:
    one, other = begin(client, source="one"), begin(client, source="other")
    put(client, one, a=b"same")
    put(client, other, a=b"same")
    assert client.get("/take-in").text.count("Go on</a>") == 2
    assert "1 new item" in client.get(end(client, one)).text
    assert "1 new item" in client.get(end(client, other)).text


def test_one_cut_off_by_the_lock_is_found_again_and_can_go_on_or_end(client: "Client") -> None:
    place = begin(client)
    put(client, place, a=b"one")
    client.post("/lock")
    client.unlock()
    assert client.get(place).status_code == 404
    text = client.get("/take-in").text
    assert "was cut off" in text
    batch = place.rpartition("/")[2]
    assert client.post("/take-in/go-on", batch=batch).headers["location"] == place
    put(client, place, b=b"more")
    done = end(client, place)
    assert "2 new items" in client.get(done).text
    assert "was cut off" not in client.get("/take-in").text
    assert client.post("/take-in/go-on", batch=batch, end="1").status_code == 400


def test_where_another_program_writes_the_page_says_why_nothing_can_be_taken_in(door: "Client") -> None:
    with open_vault(door.made.path, PASSPHRASE):
        door.unlock()
        text = door.get("/take-in").text
        assert "open for writing elsewhere" in text
        assert 'name="source"' not in text
        assert door.post("/take-in", source="x").status_code == 503


# What is refused


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"\x00\x00", "broke off"),
        (b"\x00\x00\x00\x05{}", "broke off"),
        (b"\x7f\xff\xff\xff", "Load the page again"),
        (b"\x00\x00\x00\x00", "Load the page again"),
        (b"\x00\x00\x00\x02{}", "Load the page again"),
        (b"\x00\x00\x00\x02[]", "Load the page again"),
        (b"\x00\x00\x00\x02\xff\xfe", "Load the page again"),
        (framed("a", b"1", size=True), "Load the page again"),
        (framed("a", b"1", size=-1), "without a size"),
        (framed("a", b"1", size=2), "broke off"),
        (framed("a", b"12", size=1), "broke off"),
        (framed("", b"1"), "dots in place of a name"),
        (framed("a", b"1", path=7), "Load the page again"),
        (framed("a", b"1", modified="now"), "Load the page again"),
    ],
)
def test_what_is_not_as_the_page_makes_it_is_refused_whole(client: "Client", body: bytes, said: str) -> None:
    place = begin(client)
    before = client.log_size()
    answer = client.put(place, framed("first", b"whole") + body)
    assert answer.status_code == 422
    assert said in answer.json()["problem"]
    assert answer.json()["fatal"] is False
    assert client.log_size() == before
    assert not list(client.made.path.rglob(".new-*"))


def test_an_odd_time_of_change_does_not_stop_a_file(client: "Client") -> None:
    place = begin(client)
    body = (
        framed("a", b"1", modified=10**18)
        + framed("b", b"2", modified=-(10**15))
        + framed("c", b"3", modified=None)
    )
    files = client.put(place, body).json()["files"]
    assert [one["what"] for one in files] == ["taken"] * 3
    assert "modified_at" not in client.read(lambda vault: vault.record(files[2]["number"]).body)


def test_more_files_than_a_body_may_hold_are_refused(client: "Client") -> None:
    place = begin(client)
    body = framed("a", b"") * MOST_FILES
    assert client.put(place, body).status_code == 200
    assert client.put(place, body + framed("b", b"")).status_code == 422


def test_an_upload_to_a_handover_that_is_not_there_is_not_found(client: "Client") -> None:
    assert client.put("/take-in/hand-over/3", framed("a", b"1")).status_code == 404


def test_a_full_disk_is_said_as_what_stops_everything(
    client: "Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    from amanet.errors import WorldFailed
    from amanet.vault.objects import ObjectStore

    def full(*_: object, **__: object) -> None:
        raise WorldFailed("The disk is full. Free some space.")

    place = begin(client)
    monkeypatch.setattr(ObjectStore, "add_blob", full)
    answer = client.put(place, framed("film", bytes(3 << 20)))
    assert (answer.status_code, answer.json()["fatal"]) == (503, True)
    assert "Free some space" in answer.json()["problem"]


# Locking, standing still, breaking off


def test_the_lock_ends_an_upload_and_nothing_of_it_stays(served: "Served") -> None:
    talk = Talk(served.address.removeprefix("http://"))
    place = talk.ask("POST", "/take-in", b"source=a+cousin")[1]["location"]
    half = framed("film", bytes(6 << 20))
    with talk.begin_to_send(place, len(half), half[: 3 << 20]) as sending:
        wait_until(lambda: list(served.made.path.rglob(".new-*")))
        assert talk.ask("POST", "/lock")[0] == 303
        wait_until(lambda: not list(served.made.path.rglob(".new-*")))
        sending.settimeout(20)
        assert b"401" in sending.recv(200).partition(b"\r\n")[0]
    again = Talk(talk.authority)
    assert b"Nothing was handed over yet" in again.ask("GET", "/take-in")[2]


def test_an_upload_that_moves_is_somebody_there(served: "Served") -> None:
    talk = Talk(served.address.removeprefix("http://"))
    place = talk.ask("POST", "/take-in", b"source=a+cousin")[1]["location"]
    served.desk.limits = Limits(idle=2, absolute=1000)
    status, _ = talk.slowly(place, framed("film", bytes(6 << 20)), lambda: time.sleep(0.6))
    assert status == 200
    assert served.desk.is_open


def test_one_that_stands_still_is_given_up(served: "Served", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take_in_upload, "_PATIENCE", 1.0)
    talk = Talk(served.address.removeprefix("http://"))
    place = talk.ask("POST", "/take-in", b"source=a+cousin")[1]["location"]
    half = framed("film", bytes(6 << 20))
    with talk.begin_to_send(place, len(half), half[: 3 << 20]) as sending:
        wait_until(lambda: list(served.made.path.rglob(".new-*")))
        wait_until(lambda: not list(served.made.path.rglob(".new-*")))
        sending.settimeout(30)
        assert b"422" in sending.recv(200).partition(b"\r\n")[0]


def test_a_pipe_holds_little_and_ends_both_ways() -> None:
    import asyncio

    async def scenario() -> tuple[int, list[str]]:
        pipe, said, most = Pipe(), [], 0

        async def feed() -> None:
            nonlocal most
            for _ in range(64):
                await pipe.put(bytes(1 << 20))
                most = max(most, pipe._held)
            pipe.end()

        def drain() -> int:
            total, buffer = 0, memoryview(bytearray(100_000))
            while count := pipe.readinto(buffer):
                total += count
            return total

        feeding = asyncio.create_task(feed())
        assert await asyncio.to_thread(drain) == 64 << 20
        await feeding
        other = Pipe()
        reading = asyncio.create_task(asyncio.to_thread(other.readinto, memoryview(bytearray(1))))
        await asyncio.sleep(0.05)
        other.fail(Locked())
        try:
            await reading
        except Locked:
            said.append("locked")
        third = Pipe()
        putting = asyncio.create_task(third.put(bytes(8 << 20)))
        await asyncio.sleep(0.05)
        third.abandon()
        await putting
        await third.put(b"more")
        return most, said

    # In a thread of its own: a browser test of the same process may have left a loop running in this one.
    with ThreadPoolExecutor(1) as aside:
        most, said = aside.submit(lambda: asyncio.run(scenario())).result()
    assert most <= 5 << 20
    assert said == ["locked"]


def test_a_file_of_a_body_is_read_to_its_end_before_the_next() -> None:
    files = read_files(BytesIO(framed("a", b"one") + framed("b", b"two")))
    next(files)
    with pytest.raises(BadData, match="not read to its end"):
        next(files)


# Reading what was taken in


def test_reading_says_what_each_item_is_and_sums_up_its_words(client: "Client") -> None:
    done, numbers = give(
        client, **{"talk.txt": TRANSCRIPT.encode(), "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(60)}
    )
    assert "Read them now" in client.get(done).text
    text = read_now(client, done)
    assert "Read them again" in text
    assert "2 speakers" in text
    assert "AYLA" in text
    assert "a transcript in plain text" in text
    size = client.log_size()
    read_now(client, done)
    assert client.log_size() == size
    assert len(numbers) == 2


def test_what_only_a_person_knows_is_asked_and_the_answer_reads_it(client: "Client") -> None:
    done, (number,) = give(client, **{"WhatsApp Chat with Nour.txt": CHAT.encode()})
    text = read_now(client, done)
    assert "How is this to be read?" in text
    assert 'value="dmy"' in text
    assert "asks something" in text
    assert "--date-order" not in text
    answer = client.post(f"/take-in/items/{number}/answer", date_order="dmy", back=done.rpartition("/")[2])
    assert answer.headers["location"].startswith(("/jobs/", done))
    client.wait_for_jobs()
    text = client.get(done).text
    assert "How is this to be read?" not in text
    assert "a WhatsApp chat" in text
    assert "3 messages" in text
    reading, _ = client.read(lambda vault: vault.reading(number))
    assert reading.segments[1].said_at.startswith("2019-04-01")


def test_questions_come_one_after_the_other_and_earlier_answers_stay(client: "Client") -> None:
    done, (number,) = give(
        client, **{"WhatsApp Chat.txt": CHAT.replace("yes", "да уж, конечно").encode("cp1251")}
    )
    text = read_now(client, done)
    assert 'name="encoding"' in text
    back = done.rpartition("/")[2]
    client.post(f"/take-in/items/{number}/answer", encoding="cp1251", back=back)
    client.wait_for_jobs()
    assert 'name="date_order"' in client.get(done).text
    client.post(f"/take-in/items/{number}/answer", date_order="dmy", back=back)
    client.wait_for_jobs()
    assert "да уж" in client.read(lambda vault: vault.reading(number))[0].text


def test_what_cannot_be_read_says_why_and_the_rest_goes_on(client: "Client") -> None:
    done, _ = give(client, **{"list.ods": b"PK\x03\x04" + bytes(100), "talk.txt": TRANSCRIPT.encode()})
    text = read_now(client, done)
    assert "not read" in text
    assert "2 speakers" in text


# Tables


@pytest.fixture
def table(client: "Client") -> tuple[str, int]:
    done, (number,) = give(client, **{"list.csv": TABLE.encode()})
    assert f"/take-in/tables/{number}" in read_now(client, done)
    return f"/take-in/tables/{number}", number


def test_a_table_is_tried_out_before_it_is_imported(client: "Client", table: tuple[str, int]) -> None:
    address, _ = table
    page = client.get(address).text
    assert "Try it out" in page
    assert "Seen" in page
    size = client.log_size()
    tried = client.post(f"{address}/check", mapping=MAPPING)
    assert tried.status_code == 200
    assert "2 rows" in tried.text
    assert "1 row cannot be imported so" in tried.text
    assert re.search(r"<td><bdi>3</bdi></td><td><bdi>C</bdi></td>", tried.text)
    assert re.search(r"name: <bdi>Lada Vetrova</bdi>", tried.text)
    assert "date of birth: " in tried.text[tried.text.index("Row by row") :]
    assert client.log_size() == size
    answer = client.post(f"{address}/import", mapping=MAPPING)
    client.wait_for_jobs()
    assert "rows have problems" in client.get(answer.headers["location"]).text
    assert client.log_size() == size
    client.post(f"{address}/import", mapping=MAPPING, leave_out="1")
    client.wait_for_jobs()
    text = client.get(address).text
    assert "2 statements were entered" in text
    assert "Rows left out" in text
    assert client.read(lambda vault: len(vault.entities("Person"))) == 1


def test_a_table_is_imported_by_saying_what_each_column_is(client: "Client") -> None:
    """From the columns and what stands in them, over the questions that are left, to what was entered; nothing is chosen beforehand."""
    rows = (
        "№;Имя;Пол;Дата ареста;Где\n1;Лада Ветрова;ж;12.03.2018;Причал\n2;Ждан Ветров;м;13.04.2018;Причал\n"
    )
    done, (number,) = give(client, **{"list.csv": rows.encode()})
    read_now(client, done)
    address = f"/take-in/tables/{number}"
    page = client.get(address).text
    assert "Лада Ветрова" in page
    assert "selected" not in page
    asked = {
        "table_name": "list",
        "key": "0",
        "act_type": "arrest",
        "source": "the harbour committee",
        "column-0": "ignore",
    }
    asked |= {"column-1": "name.full", "column-2": "sex", "column-4": "place"}
    size = client.log_size()
    missing = client.post(f"{address}/columns", **asked)
    assert (missing.status_code, "Say of every column" in missing.text) == (422, True)
    asked["column-3"] = "start"
    unclear = client.post(f"{address}/columns", **asked).text
    assert "What do these words mean?" in unclear
    assert "2 rows cannot be imported so" in unclear
    asked |= {"term-2-0": "female", "term-2-1": "male", "date_order": "dmy"}
    tried = client.post(f"{address}/columns", **asked).text
    assert "cannot be imported" not in tried
    assert 'value="start" selected' in tried
    assert re.search(r"beginning: <bdi>.*2018-03-12", tried)
    assert client.log_size() == size
    (mapping,) = re.findall(r'<textarea name="mapping" hidden>(.*?)</textarea>', tried, re.DOTALL)
    client.post(f"{address}/import", mapping=html.unescape(mapping))
    client.wait_for_jobs()
    assert "statements were entered" in client.get(address).text
    assert client.read(lambda vault: sorted(one.label for one in vault.entities("Person"))) == [
        "Ждан Ветров",
        "Лада Ветрова",
    ]


def test_a_table_without_headings_is_spoken_of_by_letters(client: "Client") -> None:
    done, (number,) = give(client, **{"list.csv": b"Lada Vetrova;1990\nShdan Vetrov;1985\n"})
    read_now(client, done)
    address = f"/take-in/tables/{number}"
    shown = client.post(f"{address}/columns", anew="1", heading="0").text
    assert "Lada Vetrova" in shown[shown.index('class="samples"') :]
    asked = {
        "table_name": "list",
        "key": "row",
        "source": "x",
        "column-0": "name.full",
        "column-1": "birth_date",
    }
    tried = client.post(f"{address}/columns", heading="0", **asked).text
    assert "2 rows" in tried
    assert "cannot be imported" not in tried


@pytest.mark.parametrize(
    ("mapping", "said"),
    [("", "Paste a mapping"), ("[table", "mapping"), (MAPPING + "\n[[column]]\n", "column")],
)
def test_a_mapping_that_does_not_fit_is_told_and_stays_in_its_field(
    client: "Client", table: tuple[str, int], mapping: str, said: str
) -> None:
    answer = client.post(f"{table[0]}/check", mapping=mapping)
    assert answer.status_code == 422
    assert said in answer.text
    assert mapping.strip().partition("\n")[0] in answer.text


def test_what_is_no_table_has_no_page_for_one(client: "Client") -> None:
    _, (number,) = give(client, a=b"one")
    assert client.get(f"/take-in/tables/{number}").status_code == 404
    assert client.get("/take-in/tables/99").status_code in (400, 404)


# 11. Nothing sensitive in addresses (14.2.1).


def test_11_what_is_said_of_files_never_stands_in_an_address(client: "Client") -> None:
    place = begin(client, source="Nursel", how="by hand")
    assert re.fullmatch(r"/take-in/hand-over/[0-9a-f]{32}", place)
    put(client, place, **{"Nursel/secret name.txt": b"1"})
    assert re.fullmatch(r"/take-in/done/\d+", end(client, place))


# 17. Uploads leave no plaintext on disk (canary scan).


def holds_canary(*folders: Path) -> list[str]:
    found = []
    for top in folders:
        for path in [top, *top.rglob("*")]:
            try:
                data = path.read_bytes() if path.is_file() else b""
            except FileNotFoundError:
                continue
            if CANARY in data or b"quillmarsh" in os.fsencode(path.name).lower():
                found.append(str(path))
    return found


def open_files_with_canary(process: int) -> list[str]:
    """Files that have no name any more, but are open in that process."""
    found = []
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        try:
            target = os.readlink(descriptor)
            if target.endswith(" (deleted)") and CANARY in descriptor.read_bytes():
                found.append(target)
        except OSError:
            continue
    return found


@pytest.mark.needs("linux")
def test_17_an_upload_leaves_no_plaintext_while_it_goes_on_or_after(wire: "Wire", made: "Made") -> None:
    places = (made.path, wire.temporary, Path(os.environ["AMANET_STATE_DIR"]))
    said = b"source=Quillmarsh&note=" + CANARY.replace(b" ", b"+").replace(b";", b"%3B")
    place = wire.ask("POST", "/take-in", said)[1]["location"]
    looked: list[str] = []
    seen: list[int] = []

    def look() -> None:
        looked.extend(holds_canary(*places) + open_files_with_canary(wire.process.pid))
        seen.append(sum(path.stat().st_size for path in made.path.rglob(".new-*")))
        time.sleep(0.15)

    film = CANARY * (6_000_000 // len(CANARY))
    whole = framed("quillmarsh/film.mp4", film) + framed("quillmarsh/note.txt", CANARY * 20)
    status, answer = wire.slowly(place, whole, look)
    assert status == 200
    assert max(seen) > 1 << 20
    number = json.loads(answer)["files"][0]["number"]
    half = framed("quillmarsh.part", film)
    with wire.begin_to_send(place, len(half), half[: 3 << 20]):
        wait_until(lambda: list(made.path.rglob(".new-*")))
        look()
    done = wire.ask("POST", f"{place}/end")[1]["location"]
    job = wire.ask("POST", f"{done}/read")[1]["location"]
    wait_until(lambda: look() or b"data-follow" not in wire.ask("GET", job)[2])
    wire.ask("POST", "/lock")
    look()
    assert looked == []
    assert list(wire.temporary.iterdir()) == []
    wire.kill()
    with (
        open_vault(made.path, PASSPHRASE, writable=False) as vault,
        vault.vault.open_object(number) as reader,
    ):
        assert reader.read(0, reader.size) == film


class Talk:
    """A server asked over a socket: what is sent piece by piece arrives piece by piece."""

    def __init__(self, authority: str) -> None:
        self.authority = authority
        self.cookie = ""
        form = f"passphrase={PASSPHRASE.replace(' ', '+')}".encode()
        self.cookie = self.ask("POST", "/unlock", form)[1]["set-cookie"].partition(";")[0]

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Host": self.authority,
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": self.cookie,
        }

    def ask(
        self, method: str, address: str, body: bytes | Iterator[bytes] = b"", size: int | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        port = int(self.authority.rpartition(":")[2])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        length = {} if size is None else {"Content-Length": str(size)}
        connection.request(method, address, body, self.headers | length)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content

    def begin_to_send(self, address: str, size: int, start: bytes) -> socket.socket:
        """A body of which only the beginning comes."""
        sending = socket.create_connection(("127.0.0.1", int(self.authority.rpartition(":")[2])))
        lines = [f"PUT {address} HTTP/1.1", *(f"{name}: {value}" for name, value in self.headers.items())]
        sending.sendall("\r\n".join([*lines, f"Content-Length: {size}", "", ""]).encode() + start)
        return sending

    def slowly(self, address: str, whole: bytes, between: Callable[[], object]) -> tuple[int, bytes]:
        """Sends it a megabyte at a time, with something in between."""

        def pieces() -> Iterator[bytes]:
            for at in range(0, len(whole), 1 << 20):
                yield whole[at : at + (1 << 20)]
                between()

        status, _, answer = self.ask("PUT", address, pieces(), len(whole))
        return status, answer


class Wire(Talk):
    """In a process of its own."""

    def __init__(self, made: "Made", folder: Path) -> None:
        self.temporary = folder
        folder.mkdir(exist_ok=True)
        command = "from amanet.cli import main; main()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", command, "open", str(made.path), "--no-browser", "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"TMPDIR": str(folder)},
        )
        assert self.process.stdout
        document = "".join(iter(self.process.stdout.readline, "}\n")) + "}"
        super().__init__(json.loads(document)["address"].removeprefix("http://").rstrip("/"))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


@pytest.fixture
def wire(made: "Made", tmp_path: Path) -> Iterator[Wire]:
    opened = Wire(made, tmp_path / "wire-tmpdir")
    yield opened
    opened.kill()


def wait_until(holds: Callable[[], object]) -> None:
    for _ in range(400):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come to that")


@pytest.mark.needs("linux")
def test_17_killed_in_the_middle_nothing_acknowledged_is_lost_and_nothing_half_taken_shows(
    wire: Wire, made: "Made"
) -> None:
    state = Path(os.environ["AMANET_STATE_DIR"])
    place = wire.ask("POST", "/take-in", b"source=Quillmarsh")[1]["location"]
    film = CANARY * (3_000_000 // len(CANARY))
    status, _, answer = wire.ask("PUT", place, framed("film.mp4", film) + framed("a.txt", CANARY))
    assert status == 200
    numbers = [one["number"] for one in json.loads(answer)["files"]]
    half = framed("half.mp4", film + b"?")
    with wire.begin_to_send(place, len(half), half[: 2 << 20]):
        wait_until(lambda: any(path.stat().st_size for path in made.path.rglob(".new-*")))
        assert holds_canary(made.path, wire.temporary, state) == []
        wire.kill()
    assert holds_canary(made.path, wire.temporary, state) == []
    again = Wire(made, wire.temporary)
    try:
        assert not list(made.path.rglob(".new-*"))
        text = again.ask("GET", "/take-in")[2].decode()
        assert "was cut off" in text
        assert "2 items of it are safe" in text
        again.ask("POST", "/take-in/go-on", f"batch={place.rpartition('/')[2]}".encode())
        files = json.loads(again.ask("PUT", place, framed("film.mp4", film) + half)[2])["files"]
        assert [one["what"] for one in files] == ["recognised", "taken"]
        assert holds_canary(made.path, wire.temporary, state) == []
    finally:
        again.kill()
    with open_vault(made.path, PASSPHRASE, writable=False) as vault:
        names = [vault.record(one.number).body["name"] for one in vault.listing()]
        assert names == ["film.mp4", "a.txt", "half.mp4"]
        assert vault.record(numbers[0]).body["size"] == len(film)
        assert vault.verify().holds


def test_17_an_upload_that_breaks_off_leaves_nothing_and_the_server_goes_on(wire: Wire, made: "Made") -> None:
    place = wire.ask("POST", "/take-in", b"source=Quillmarsh")[1]["location"]
    half = framed("half.mp4", bytes(6 << 20))
    with wire.begin_to_send(place, len(half), half[: 3 << 20]):
        wait_until(lambda: list(made.path.rglob(".new-*")))
    wait_until(lambda: not list(made.path.rglob(".new-*")))
    status, _, answer = wire.ask("PUT", place, half)
    assert (status, json.loads(answer)["files"][0]["what"]) == (200, "taken")


# 21. Archives and paths: an upload is bytes with a name; nothing is unpacked or placed by what it says of itself (5.2.3, 5.3.3).


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/../../b", "/etc/passwd", "a//b", "a/./b", "..", "a\0b"]
)
def test_21_a_path_in_an_upload_is_a_name_and_never_a_place(
    client: "Client", tmp_path: Path, name: str
) -> None:
    place = begin(client)
    before = sorted(tmp_path.rglob("*"))
    assert client.put(place, framed(name, b"out")).status_code == 422
    assert [path for path in sorted(tmp_path.rglob("*")) if path not in before] == []


def test_21_names_of_other_systems_are_kept_as_names(client: "Client") -> None:
    names = ["C:\\Users\\x", "CON", "a\nb", "\u202egpj.exe", "‮", "x" * 300, ".new-x", "~root"]
    files = client.put(begin(client), b"".join(framed(name, name.encode()) for name in names)).json()["files"]
    for name, one in zip(names, files, strict=True):
        assert client.read(lambda vault, number=one["number"]: vault.record(number).body["name"]) == name


def test_21_a_hostile_archive_is_taken_in_as_it_is_and_unpacked_nowhere(client: "Client") -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../escaped.txt", "out")
        archive.writestr("bomb", bytes(200 << 20))
    before = set(client.made.path.parent.rglob("*escaped*"))
    done, (number,) = give(client, **{"WhatsApp Chat.zip": packed.getvalue()})
    text = read_now(client, done)
    assert client.get("/take-in").status_code == 200
    assert content(client, number) == packed.getvalue()
    assert set(client.made.path.parent.rglob("*escaped*")) == before
    assert "not read" in text or "asks something" in text or "read" in text


# In a browser


def until(page: "Page", holds: str) -> None:
    """Playwright's own way of waiting evaluates text in the page, which our policy forbids."""
    wait_until(lambda: page.evaluate(holds))


def at_the_files(page: "Page") -> None:
    """There, and the program of the page is too: before, a key or a drop does nothing."""
    page.wait_for_url("**/take-in/hand-over/*")
    page.wait_for_selector("#intake[data-ready]")


def begin_in(page: "Page") -> None:
    page.goto("/take-in")
    page.click("text=Go on to the files")
    at_the_files(page)


def fill_in(page: "Page", folder: Path) -> None:
    page.goto("/take-in")
    page.fill("#source", "ئامىنە")
    page.fill("#how", "by hand")
    page.keyboard.press("Enter")
    at_the_files(page)
    page.set_input_files(
        "#files", [folder / "talk.txt", folder / "film.mp4", folder / "WhatsApp Chat with Nour.txt"]
    )
    until(
        page, "document.getElementById('said').textContent === document.getElementById('intake').dataset.all"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "card"
    (made / "deep").mkdir(parents=True)
    (made / "talk.txt").write_text(TRANSCRIPT)
    (made / "WhatsApp Chat with Nour.txt").write_text(CHAT)
    (made / "film.mp4").write_bytes(os.urandom(3 << 20))
    (made / "deep" / "list.csv").write_text(TABLE)
    return made


@pytest.mark.needs("chromium")
def test_files_are_chosen_sent_ended_and_read(
    unlocked_page: "Page", folder: Path, served: "Served", axe_problems: "Callable[[Page], list[str]]"
) -> None:
    page = unlocked_page
    page.goto("/take-in")
    assert axe_problems(page) == []
    fill_in(page, folder)
    assert axe_problems(page) == []
    assert page.locator(".file-state.good").count() == 3
    page.set_input_files("#folder", folder)
    until(page, "document.querySelectorAll('#rows .file').length >= 7")
    until(page, "!document.getElementById('end').disabled")
    assert page.locator("text=known already").count() >= 2
    page.click("#end")
    page.wait_for_url("**/take-in/done/*")
    assert axe_problems(page) == []
    with page.expect_download() as download:
        page.click("text=Receipt to print")
    assert download.value.suggested_filename.startswith("receipt-")
    page.click("text=Read them now")
    page.wait_for_selector("text=How is this to be read?", timeout=90_000)
    assert axe_problems(page) == []
    page.check("input[value=dmy]")
    page.click("text=Read it so")
    page.wait_for_selector(".read-summary:has-text('a WhatsApp chat')", timeout=90_000)
    page.click("text=Import this table")
    page.wait_for_selector("#mapping-pick", state="attached")
    assert axe_problems(page) == []
    page.click(".mapping-words summary")
    mapping = folder / "m.toml"
    mapping.write_text(MAPPING)
    page.set_input_files("#mapping-file", mapping)
    until(page, "document.getElementById('mapping').value.includes('harbour')")
    page.click("#mapping-form button[type=submit]")
    page.wait_for_selector("#outcome", timeout=60_000)
    assert axe_problems(page) == []
    body = served.write(
        lambda vault: next(one for one in vault.vault.records("Item") if one.body["name"] == "list.csv").body
    )
    assert body["path"] == "card/deep/list.csv"


@pytest.mark.needs("chromium")
def test_files_and_folders_are_dropped(unlocked_page: "Page", served: "Served") -> None:
    page = unlocked_page
    begin_in(page)
    page.evaluate(
        "() => { const data = new DataTransfer(); data.items.add(new File(['one'], 'a.txt')); data.items.add(new File(['two'], 'b.txt'));"
        " document.getElementById('drop').dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true})); }"
    )
    until(page, "document.querySelectorAll('.file-state.good').length === 2")
    assert served.write(lambda vault: vault.vault.count("Item")) == 2


@pytest.mark.needs("chromium")
def test_stopping_and_going_on_loses_nothing(
    unlocked_page: "Page", served: "Served", monkeypatch: pytest.MonkeyPatch
) -> None:
    page = unlocked_page
    begin_in(page)
    held = threading.Event()
    settle = take_in_upload._settle

    def slowly(*given: Any) -> Any:
        held.wait(10)
        return settle(*given)

    monkeypatch.setattr(take_in_upload, "_settle", slowly)
    page.evaluate(
        "() => { const data = new DataTransfer(); for (const name of ['a', 'b', 'c']) "
        "data.items.add(new File([new Uint8Array(2 << 20).fill(name.charCodeAt(0))], name));"
        " dispatchEvent(new DragEvent('drop', {dataTransfer: data, cancelable: true})); }"
    )
    page.wait_for_selector("#stop:visible")
    page.click("#stop")
    page.wait_for_selector("#resume:visible")
    assert page.evaluate("document.activeElement.id") == "resume"
    held.set()
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('.file-state.good').length === 3")
    assert served.write(lambda vault: vault.vault.count("Item")) == 3


@pytest.mark.needs("chromium")
def test_what_was_refused_is_told_and_can_be_tried_again(
    unlocked_page: "Page", monkeypatch: pytest.MonkeyPatch
) -> None:
    page = unlocked_page
    begin_in(page)
    page.evaluate(
        "() => { const data = new DataTransfer(); data.items.add(new File(['1'], 'a')); "
        "data.items.add(new File(['2'], '..')); data.items.add(new File(['3'], 'c'));"
        " dispatchEvent(new DragEvent('drop', {dataTransfer: data, cancelable: true})); }"
    )
    page.wait_for_selector("#wrong:visible")
    until(page, "!document.getElementById('end').disabled")
    assert page.locator("#rows .file-state.good").count() == 2
    assert page.locator("#problems .file").count() == 1
    page.click("#retry")
    page.wait_for_selector("#wrong:visible")
    page.click("#end")
    page.wait_for_selector("text=1 file that could not be read")


@pytest.mark.needs("chromium")
def test_by_keyboard_alone(unlocked_page: "Page", folder: Path) -> None:
    page = unlocked_page
    # Chromium is told now that choosers are caught: where it is told with the key press, the key may be faster.
    page.on("filechooser", lambda _chooser: None)
    page.goto("/take-in")
    page.keyboard.type("a cousin")
    page.keyboard.press("Enter")
    at_the_files(page)
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
        if reached[-1] == "files":
            break
    assert reached[-1] == "files", reached
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files([folder / "talk.txt"])
    until(page, "document.querySelectorAll('.file-state.good').length === 1")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "end":
            break
    assert page.evaluate("document.activeElement.id") == "end"
    page.keyboard.press("Enter")
    page.wait_for_url("**/take-in/done/*")


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("language", ["en", "ug"])
def test_nothing_is_cut_off_in_either_direction(unlocked_page: "Page", folder: Path, language: str) -> None:
    page = unlocked_page
    page.evaluate("(tag) => amanet.post('/language', {language: tag})", language)
    for go in (lambda: page.goto("/take-in"), lambda: fill_in(page, folder)):
        go()
        assert page.evaluate("document.dir") == ("rtl" if language == "ug" else "ltr")
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
