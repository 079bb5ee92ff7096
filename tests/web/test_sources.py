"""Sources in the browser: the list, one of them, an interview, and adding somebody who may be here already."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amanet.app import OpenVault
from amanet.web.screens import sources

if TYPE_CHECKING:
    from conftest import Client


@pytest.fixture
def told(client: "Client", tmp_path: Path) -> Any:
    """The numbers of a few sources and of what they say, and the client."""

    def tell(vault: OpenVault) -> dict[str, int]:
        (tmp_path / "voice.txt").write_text("They led my brother out.", "utf-8")
        vault.add([tmp_path / "voice.txt"], source="the association")
        item = next(vault.listing()).number
        passage = vault.mark_passage(item, heard="They led my brother out", time=(0, 4000)).number

        def source(name: str, kind: str, connection: str) -> int:
            return vault.add_entity("Source", name, [("kind", kind), ("connection", connection)]).number

        sister, neighbour = source("Nursel", "person", "relative"), source("the neighbour", "person", "witness")  # fmt: skip
        office = source("the office", "organization", "official")
        teacher = vault.add_entity("Person", "Aytoz Qumdengiz", by=str(sister), passages=[str(passage)]).number  # fmt: skip
        vault.say(teacher, "occupation", "teacher", by=str(neighbour), heard_from=str(sister))
        return {"item": item, "passage": passage, "sister": sister, "neighbour": neighbour, "office": office, "teacher": teacher}  # fmt: skip

    return client.write(tell), client


def names_in(text: str) -> list[str]:
    return re.findall(r'<a href="/sources/\d+"><bdi>([^<]*)</bdi>', text)


# The list


def test_without_a_source_it_says_what_to_do_next(client: "Client") -> None:
    text = client.get("/sources").text
    assert "Everything that is said here has one" in text
    assert 'href="/sources/new"' in text


def test_they_are_listed_with_what_they_are_and_what_was_agreed(told: Any) -> None:
    _, client = told
    text = client.get("/sources").text
    assert names_in(text) == ["Nursel", "the neighbour", "the office"]
    cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", text, re.S)]
    assert cells[:3] == ["person", "relative", "Consent: not asked"]
    assert cells[6:] == ["organization", "official", "Consent: not a person"]


def test_they_are_found_by_a_part_of_the_name_which_is_in_no_address(told: Any) -> None:
    _, client = told
    answered = client.post("/sources", containing="NEIGH")
    assert names_in(answered.text) == ["the neighbour"]
    assert names_in(client.part("/sources", "POST", containing="neigh").text) == ["the neighbour"]
    assert "<html" not in client.part("/sources", "POST", containing="neigh").text
    assert "No source is called so" in client.post("/sources", containing="zzz").text


def test_a_page_at_a_time(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _, client = told
    monkeypatch.setattr(sources, "_PER_PAGE", 2)
    first = client.get("/sources").text
    assert names_in(first) == ["Nursel", "the neighbour"]
    onwards = re.findall(r'href="(/sources\?after=\d+)"', first)[0]
    assert names_in(client.get(onwards).text) == ["the office"]
    assert client.get("/sources?after=x").status_code == 404


# One source


def test_what_a_source_said_stands_with_its_passages(told: Any) -> None:
    story, client = told
    text = client.get(f"/sources/{story['sister']}").text
    assert "Aytoz Qumdengiz" in text
    assert f'href="/passages/{story["passage"]}"' in text
    assert "relative" in text
    assert "What others heard from them" in text
    neighbour = client.get(f"/sources/{story['neighbour']}").text
    assert "Whom they heard it from" in neighbour
    assert client.get(f"/sources/{story['teacher']}").status_code == 404
    assert client.get("/sources/99999").status_code == 404


def test_nobody_is_reached_before_it_was_read_how(told: Any) -> None:
    story, client = told
    text = client.get(f"/sources/{story['sister']}").text
    assert text.index("Before you write or call") < text.index("Hold a consent talk")
    office = client.get(f"/sources/{story['office']}").text
    assert "Before you write or call" not in office
    assert "Hold a consent talk" not in office


def test_a_long_list_of_statements_goes_on(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    story, client = told
    monkeypatch.setattr(sources, "_SAID_PER_PAGE", 1)
    client.write(lambda vault: vault.say(story["teacher"], "notes", "tall", by=str(story["sister"])))
    here = f"/sources/{story['sister']}"
    onwards = re.findall(rf'href="({here}\?after=\d+)"', client.get(here).text)[0]
    assert "tall" in client.get(onwards).text
    assert "tall" not in client.get(here).text


# Interviews


def test_an_interview_is_written_down_after_the_earlier_ones_were_seen(told: Any) -> None:
    story, client = told
    here = f"/sources/{story['sister']}"
    assert "No interview of them is on record" in client.get(here).text
    given = {"held_at": "2024-09-20", "by": "Mirel; Dana", "items": f"#{story['item']}", "language": "ug"}
    assert client.post(f"{here}/interviews", based_on="0", **given).status_code == 303
    text = client.get(here).text
    assert "Mirel, Dana" in text
    assert "Telling it again can injure" in text
    before = client.log_size()
    answered = client.post(f"{here}/interviews", based_on="0", held_at="2024-10-01", by="Selim")
    assert answered.status_code == 409
    assert 'value="Selim"' in answered.text
    assert client.log_size() == before


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"held_at": "2024-09-20"},
        {"held_at": "someday", "by": "Mirel"},
        {"held_at": "2024", "by": "Mirel", "items": "x"},
    ],
)
def test_an_interview_that_lacks_something_is_asked_about(told: Any, given: dict[str, str]) -> None:
    story, client = told
    before = client.log_size()
    answered = client.post(f"/sources/{story['sister']}/interviews", based_on="0", note="long", **given)
    assert answered.status_code == 422
    assert 'value="long"' in answered.text
    assert client.log_size() == before


# Adding somebody


def test_a_source_is_added(client: "Client") -> None:
    given = {"name": "the ferryman", "kind": "person", "notes": "met at the pier"}
    answered = client.post("/sources/new", connection=["witness", "colleague"], **given)
    assert answered.status_code == 303
    text = client.get(answered.headers["location"]).text
    assert "the ferryman" in text
    assert "met at the pier" in text
    assert "Nobody has asked them yet" in text


def test_who_may_be_here_already_is_shown_in_any_script_and_never_merged(told: Any) -> None:
    story, client = told
    before = client.log_size()
    answered = client.post("/people/new", name="Айтоз Құмдеңіз", by=str(story["sister"]))
    assert answered.status_code == 409
    assert client.log_size() == before
    assert "Aytoz Qumdengiz" in answered.text
    seen = re.findall(r'name="seen" value="(\d+)"', answered.text)
    assert seen == [str(story["teacher"])]
    done = client.post("/people/new", name="Айтоз Құмдеңіз", by=f"#{story['sister']} · Nursel", seen=seen)
    assert done.status_code == 303
    people = client.read(lambda vault: [one.label for one in vault.entities("Person")])
    assert people == ["Aytoz Qumdengiz", "Айтоз Құмдеңіз"]
    assert client.read(lambda vault: vault.vault.count("Judgement")) == 0


def test_the_same_is_shown_while_the_name_is_typed(told: Any) -> None:
    story, client = told
    part = client.part("/people/alike", "POST", name="ئايتوز قۇمدېڭىز").text
    assert f'href="/people/{story["teacher"]}"' in part
    assert "<html" not in part
    assert client.part("/people/alike", "POST", name="Somebody Else").text.strip() == ""
    assert "Nursel" in client.part("/sources/alike", "POST", name="Nursel").text
    assert client.part("/sources/alike", "POST", name="").text.strip() == ""


def test_what_is_missing_is_said_and_what_was_typed_stays(told: Any) -> None:
    story, client = told
    before = client.log_size()
    assert client.post("/sources/new", name=" ").status_code == 422
    said_by = str(story["sister"])
    for given in ({}, {"by": "nobody called so"}, {"by": said_by, "birth_date": "someday"}):
        answered = client.post("/people/new", name="Yultuz", **given)
        assert answered.status_code == 422
        assert 'value="Yultuz"' in answered.text
    assert client.post("/sources/new", name="a paper", person="99999").status_code == 422
    assert client.log_size() == before
