"""The log in words: every type of record is a sentence, and what it names leads to where it is looked at."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amanet.app import OpenVault
from amanet.record.types import RECORD_TYPES
from amanet.web.languages import words_in
from amanet.web.screens.log_words import _TOLD, Teller
from amanet.web.screens.sentences import Piece, sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Client


def test_a_sentence_is_cut_at_its_places_in_any_order() -> None:
    found = sentence("%(value)s, %(who)s dedi", who=Piece("Aygul", "/people/3"), value="7")
    assert [(one.text, one.address, one.isolated) for one in found] == [
        ("7", "", True),
        (", ", "", False),
        ("Aygul", "/people/3", True),
        (" dedi", "", False),
    ]


def test_every_type_of_record_has_words() -> None:
    assert set(_TOLD) == set(RECORD_TYPES)


def test_the_whole_log_is_sentences_with_links_that_lead_somewhere(
    client: "Client", tell_story: "Callable[..., Any]", tmp_path: Path
) -> None:
    story = client.write(tell_story, tmp_path / "story")
    client.write(_do_more, story)
    text = client.get("/log").text + client.get("/log?before=60").text + client.get("/log?before=20").text
    for words in (
        f"Nursel (#{story.sister}) says of Aytoz Qumdengiz (#{story.teacher}): date of birth",
        "was interviewed",
        "does not allow",
        "allows: ",
        "No longer counts: ",
        "was taken in, given by",
        "were judged to be the same",
        "The words of interview.txt were read",
        "is a member and can open the vault",
    ):
        assert words in re.sub(r"<[^>]+>", "", text), words
    assert not re.search(r"birth_date|SignOfLife|OfficialClaim|%\(", text)
    told = text[text.index('class="events"') :]
    for address in sorted(set(re.findall(r'href="(/(?:people|items|passages|take-in)/[^"]*)"', told))):
        assert client.get(address).status_code in (200, 303), address


def _do_more(vault: OpenVault, story: Any) -> None:
    asked: dict[str, Any] = {"language": "ug", "explained": "read to her", "given_at": "2024-09-19"}
    vault.grant(str(story.sister), uses=["research"], recipient="team", identity="named", **asked)
    vault.refuse(str(story.sister), uses=["media"], **asked)
    vault.add_interview(str(story.sister), held_at="2024-09-19", interviewers=["Mirel"])
    vault.judge_speaker(story.item, "Nursel", str(story.sister), "same", reason="she says so")


def test_what_a_source_is_is_not_said_twice(client: "Client") -> None:
    number = client.write(lambda vault: vault.add_entity("Source", "a cousin").number)

    def told(vault: OpenVault) -> str:
        teller = Teller(vault, words_in("en"))
        return "".join(one.text for one in teller.statement(vault.record(number + 1)))

    assert re.fullmatch(r"Of the source a cousin \(#\d+\): name “a cousin”", client.read(told))


def test_the_last_step_can_be_taken_back(client: "Client") -> None:
    client.write(lambda vault: vault.add_entity("Source", "a cousin"))
    page = client.get("/log").text
    assert "Take back my last step" in page
    found = re.search(r'name="based_on" value="(\d+)"', page)
    assert found
    assert client.post("/undo", based_on=found[1], back="/log").headers["location"] == "/log"
    page = client.get("/log").text
    assert "taken back" in page
    assert "Take back my last step" not in page
    assert client.read(lambda vault: [one.label for one in vault.entities("Source")]) == []


def test_a_step_that_was_not_seen_is_not_taken_back(client: "Client") -> None:
    client.write(lambda vault: vault.add_entity("Source", "a cousin"))
    page = client.get("/log").text
    client.write(lambda vault: vault.add_entity("Source", "a neighbour"))
    found = re.search(r'name="based_on" value="(\d+)"', page)
    assert found
    assert client.post("/undo", based_on=found[1], back="/log").status_code == 409
    assert sorted(client.read(lambda vault: [one.label for one in vault.entities("Source")])) == [
        "a cousin",
        "a neighbour",
    ]
