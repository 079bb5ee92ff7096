"""Marking in tables, by pointer and keyboard; and saying who speaks while the source of a statement is picked."""

import html
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

TABLE = "name,place,seen by\nAytoz Qumdengiz,the salt house,the neighbour\nمۇنار ياغاچباغ,Third Tide Street,her mother\n"
TALK = "[00:00:04] WOMAN 1: They led my brother away.\n[00:00:31] WOMAN 1: He asked for his coat.\n"


def fill(vault: Any, folder: Path) -> SimpleNamespace:
    folder.mkdir()
    numbers: dict[str, int] = {}
    for name, content in (("list.csv", TABLE), ("talk.txt", TALK)):
        (folder / name).write_text(content, "utf-8")
        vault.add([folder / name], source="the association")
    for one in vault.listing():
        numbers[str(one.name).partition(".")[0]] = one.number
    vault.describe()
    for name in ("list", "talk"):
        vault.read(numbers[name])
    readings = {vault.record(one.number).body["item"]: one.number for one in vault.readings()}
    for name in ("list", "talk"):
        numbers[f"{name}_reading"] = readings[vault.record(numbers[name]).body["id"]]
    numbers["sister"] = vault.add_entity("Source", "Nursel", [("kind", "person")]).number
    numbers["person"] = vault.add_entity("Person", "Aytoz Qumdengiz", by=str(numbers["sister"])).number
    numbers["passage"] = vault.mark_passage(numbers["talk_reading"], quote="They led my brother away.").number
    return SimpleNamespace(**numbers)


@pytest.fixture
def numbers(client: Any, tmp_path: Path) -> Any:
    return client.write(fill, tmp_path / "files")


def cells(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'<bdi data-places="([0-9+ ]+)">(.*?)</bdi>', page)
    return [(places, html.unescape(re.sub("<[^>]*>", "", text))) for places, text in found]


def test_every_cell_says_where_its_words_stand(client: Any, numbers: Any) -> None:
    page = client.get(f"/items/{numbers.list}").text
    text = client.read(lambda vault: _text_of(vault, numbers.list_reading))
    found = cells(page)
    assert "the salt house" in [words for _, words in found]
    assert len(found) == 9
    for places, words in found:
        start, length = map(int, places.split("+"))
        assert text[start : start + length] == words
    assert f'href="/items/{numbers.list}/mark/{numbers.list_reading}/1"' in page  # without JavaScript


def _text_of(vault: Any, reading: int) -> str:
    from amanet.work.kept_readings import load_reading

    return str(load_reading(vault.vault, reading)[0].text)


def test_words_of_a_cell_and_of_two_cells_are_marked_and_shown_so(client: Any, numbers: Any) -> None:
    page = client.get(f"/items/{numbers.list}").text
    places = {words: tuple(map(int, one.split("+"))) for one, words in cells(page)}
    start = places["Aytoz Qumdengiz"][0]
    end = sum(places["the salt house"])
    for since, until, quote in (
        (*(places["the neighbour"][0],), sum(places["the neighbour"]), "the neighbour"),
        (start, end, "Aytoz Qumdengiz the salt house"),
    ):
        answer = client.post(
            f"/items/{numbers.list}/mark", reading=numbers.list_reading, start=since, end=until, quote=quote
        )
        assert answer.status_code == 303, answer.text
    marked = re.findall(r"<mark>(.*?)</mark>", client.get(f"/items/{numbers.list}").text)
    assert marked == ["Aytoz Qumdengiz", "the salt house", "the neighbour"]


@pytest.mark.needs("chromium")
def test_a_table_is_marked_by_pointer_and_by_keyboard(
    unlocked_page: Any, served: Any, axe_problems: Any, tmp_path: Path
) -> None:
    numbers = served.write(fill, tmp_path / "files")
    page = unlocked_page
    page.goto(f"/items/{numbers.list}")
    page.locator("td", has_text="salt house").locator("bdi").select_text()
    page.wait_for_function("document.querySelector('[data-chosen]').textContent === 'the salt house'")
    assert axe_problems(page) == []
    page.evaluate("getSelection().removeAllRanges()")
    pad = page.locator("[data-mark-pad]")
    pad.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('[data-chosen]').textContent === 'name'")
    page.keyboard.press("ArrowDown")  # the cell below, not the next one
    page.wait_for_function("document.querySelector('[data-chosen]').textContent === 'Aytoz'")
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_function("document.querySelector('[data-chosen]').textContent === 'Aytoz Qumdengiz'")
    page.keyboard.press("Enter")
    page.wait_for_url("**/say")
    assert "Aytoz Qumdengiz" in page.inner_text(".said-words")


# Who speaks


def given(numbers: Any, **more: str) -> dict[str, str]:
    fields = {"subject": str(numbers.person), "property": "notes", "value": "led away", "do": "save"}
    return fields | {"by": str(numbers.sister), "polarity": "affirms"} | more


def test_who_speaks_is_asked_and_kept_only_where_it_was_ticked(client: Any, numbers: Any) -> None:
    address = f"/passages/{numbers.passage}/say"
    assert "“WOMAN 1” is this source" in client.get(address).text.replace("&#34;", '"')
    assert client.post(address, **given(numbers)).status_code == 303
    assert judged(client, numbers) == []
    count = client.log_size()
    assert client.post(address, **given(numbers, speaker_is="1")).status_code == 303
    assert judged(client, numbers) == [("WOMAN 1", "Nursel")]
    assert client.log_size() == count + 2  # the judgement and the statement, in one commit
    again = client.get(address).text
    assert 'name="speaker_is"' not in again
    assert f'name="by" value="{numbers.sister}"' in again


def test_a_source_that_is_new_is_entered_and_judged_at_once(client: Any, numbers: Any) -> None:
    new = given(numbers, by="", by_words="the woman at the gate", by_new="1", speaker_is="1")
    answer = client.post(f"/passages/{numbers.passage}/say", **new)
    assert answer.status_code == 303, answer.text
    assert judged(client, numbers) == [("WOMAN 1", "the woman at the gate")]


def test_what_was_judged_already_is_not_judged_again(client: Any, numbers: Any) -> None:
    client.write(lambda vault: vault.judge_speaker(numbers.talk, "WOMAN 1", numbers.sister))
    count = client.log_size()
    assert (
        client.post(f"/passages/{numbers.passage}/say", **given(numbers, speaker_is="1")).status_code == 303
    )
    assert client.log_size() == count + 1


def judged(client: Any, numbers: Any) -> list[tuple[str, str]]:
    def read(vault: Any) -> list[tuple[str, str]]:
        found = vault.speakers(numbers.talk)
        return [(one["label"], each["source"]) for one in found for each in one["judged"]]

    return [(label, re.sub(r" \(.*| #.*", "", source)) for label, source in client.read(read)]
