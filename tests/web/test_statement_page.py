"""A statement by itself: it can be looked at, corrected, proposed and taken back, also where it rests on no passage."""

import html
import re
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def story(client: Any, tell_story: Any, tmp_path: Path) -> Any:
    return client.write(tell_story, tmp_path / "story")


@pytest.fixture
def born(client: Any, story: Any) -> int:
    """The number of what the sister said of the birth, which rests on no passage."""

    def find(vault: Any) -> int:
        numbers = vault.vault.views.statements_of(story.teacher, "birth_date")
        (number,) = [one for one in numbers if not vault.record(one).body.get("passages")]
        return int(number)

    return int(client.read(find))


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return html.unescape(found[1])


def correction(story: Any, page: str, value: str) -> dict[str, str]:
    fields = {
        "subject": str(story.teacher),
        "property": "birth_date",
        "value": value,
        "by": str(story.sister),
    }
    return fields | {"do": "save", "replaces": hidden(page, "replaces"), "based_on": hidden(page, "based_on")}


def test_every_statement_of_an_account_leads_to_a_page_of_its_own(client: Any, story: Any, born: int) -> None:
    assert f'href="/statements/{born}"' in client.get(f"/people/{story.teacher}").text
    page = client.get(f"/statements/{born}").text
    assert "It rests on no passage" in page
    assert f'href="/people/{story.teacher}"' in page
    assert "consent-badge" in page


def test_one_that_rests_on_a_passage_opens_it(client: Any, story: Any) -> None:
    text = client.get(f"/people/{story.teacher}").text
    with_passage = re.search(rf'/passages/{story.passage}".*?/statements/([0-9]+)"', text, re.DOTALL)
    assert with_passage
    page = client.get(f"/statements/{with_passage[1]}").text
    assert f'href="/passages/{story.passage}"' in page
    assert "They led my brother" in page


def test_without_a_passage_it_is_corrected_all_the_same(client: Any, story: Any, born: int) -> None:
    page = client.get(f"/statements/{born}/correct").text
    assert f'action="/statements/{born}/correct"' in page
    assert "rests on no passage" in page
    assert 'value="1971-04-02"' in page
    given = correction(story, page, "1971-04-03")
    assert client.post(f"/statements/{born}/correct", **given).status_code == 422  # it says no reason
    answer = client.post(f"/statements/{born}/correct", reason="a typing error", **given)
    assert answer.status_code == 303, answer.text
    old = client.get(f"/statements/{born}").text
    new = answer.headers["location"]
    assert "no longer counted" in old
    assert f'href="{new}"' in old
    assert "1971-04-03" in client.get(new).text


def test_suggestions_and_the_echo_of_a_date_come_there_too(client: Any, story: Any, born: int) -> None:
    address = f"/statements/{born}/say"
    page = client.get(f"/statements/{born}/correct").text
    assert f'data-echo="{address}/echo"' in page
    assert "Munar" in client.post(f"{address}/suggest", of="subject", q="Munar").text
    assert client.post(f"{address}/echo", value="5 May 1971", property="birth_date").status_code == 200


def test_corrected_meanwhile_nothing_typed_is_lost(client: Any, story: Any, born: int) -> None:
    given = correction(story, client.get(f"/statements/{born}/correct").text, "1971-04-03")
    client.write(lambda vault: vault.review(born, "proposed"))
    answer = client.post(f"/statements/{born}/correct", reason="mine", **given)
    assert answer.status_code == 409
    assert 'value="1971-04-03"' in answer.text
    assert 'value="mine"' in answer.text


def test_taken_back_meanwhile_it_can_be_entered_anew(client: Any, story: Any, born: int) -> None:
    given = correction(story, client.get(f"/statements/{born}/correct").text, "1971-04-03")
    client.write(lambda vault: vault.retract(born, reason="wrong person"))
    answer = client.post(f"/statements/{born}/correct", reason="mine", **given)
    assert answer.status_code == 409
    assert f'action="/statements/{born}/say"' in answer.text
    again = client.post(f"/statements/{born}/say", **{**given, "replaces": "", "based_on": ""})
    assert again.status_code == 303
    assert "1971-04-03" in client.get(again.headers["location"]).text


def test_it_is_proposed_once_and_taken_back_with_a_reason(client: Any, story: Any, born: int) -> None:
    assert client.post(f"/statements/{born}/propose").status_code == 303
    page = client.get(f"/statements/{born}").text
    assert f"/statements/{born}/propose" not in page
    count = client.log_size()
    client.post(f"/statements/{born}/propose")
    assert client.log_size() == count
    seen = hidden(page, "based_on")
    answer = client.post(f"/statements/{born}/take-back", reason="not hers", based_on=seen)
    assert answer.headers["location"] == f"/statements/{born}"
    page = client.get(f"/statements/{born}").text
    assert "no longer counted" in page
    assert "/take-back" not in page


def test_what_is_no_statement_has_no_such_page(client: Any, story: Any) -> None:
    for number in (story.teacher, story.passage, 999_999):
        assert client.get(f"/statements/{number}").status_code == 404
        assert client.get(f"/statements/{number}/correct").status_code == 404


@pytest.mark.needs("chromium")
def test_it_is_legible_and_reachable(
    unlocked_page: Any, served: Any, tell_story: Any, axe_problems: Any, tmp_path: Path
) -> None:
    story = served.write(tell_story, tmp_path / "story")
    (number, *_) = served.write(lambda vault: vault.vault.views.statements_of(story.teacher, "birth_date"))
    for address in (
        f"/statements/{number}",
        f"/statements/{number}/correct",
        f"/people/{story.teacher}/contested",
    ):
        unlocked_page.goto(address)
        assert axe_problems(unlocked_page) == []
        unlocked_page.set_viewport_size({"width": 390, "height": 844})
        assert unlocked_page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        unlocked_page.set_viewport_size({"width": 1280, "height": 844})


def passages_under(client: Any, address: str) -> list[int]:
    number = int(address.rpartition("/")[2])
    ids = client.read(lambda vault: vault.record(number).body.get("passages", ()))
    return [one.number for one in client.read(lambda vault: vault.vault.with_ids(list(ids)))]


def test_a_correction_may_rest_on_a_passage_that_is_ticked(client: Any, story: Any, born: int) -> None:
    page = client.get(f"/statements/{born}/correct").text
    assert f'name="rests" value="{story.passage}"' in page
    assert "They led my brother" in page
    given = correction(story, page, "1971-04-02") | {"rests": str(story.passage)}
    asked = client.post(f"/statements/{born}/correct", **given)  # without a reason: nothing ticked is lost
    assert re.search(rf'name="rests" value="{story.passage}" checked', asked.text)
    answer = client.post(f"/statements/{born}/correct", reason="she says so there", **given)
    assert answer.status_code == 303
    assert passages_under(client, answer.headers["location"]) == [story.passage]
    assert f'href="/passages/{story.passage}"' in client.get(answer.headers["location"]).text


def test_it_keeps_what_it_rested_on_and_is_offered_the_other_passages_of_the_item(
    client: Any, story: Any
) -> None:
    other = client.write(lambda vault: vault.mark_passage(story.reading, quote="The grey van had no number."))
    gone = client.write(lambda vault: vault.mark_passage(story.reading, quote="Who else saw it?"))
    client.write(lambda vault: vault.retract(gone.number, reason="a slip"))
    said = client.write(
        lambda vault: vault.say(
            story.teacher, "birth_date", "1971-04-02", by=str(story.sister), passages=[str(story.passage)]
        )
    )
    page = client.get(f"/statements/{said.number}/correct").text
    assert re.findall(r'name="rests" value="(\d+)"', page) == [str(other.number)]
    given = correction(story, page, "1971-04-02") | {"reason": "heard again"}
    wrong = client.post(f"/statements/{said.number}/correct", rests=str(gone.number), **given)
    assert wrong.status_code == 422
    saved = client.post(f"/statements/{said.number}/correct", rests=str(other.number), **given)
    assert saved.status_code == 303
    newest = client.read(lambda vault: vault.vault.last_number)
    found = {one for number in range(newest - 1, newest + 1) for one in passages_under(client, f"/{number}")}
    assert found == {story.passage, other.number}


def test_ticked_passages_are_not_lost_where_it_was_taken_back_meanwhile(
    client: Any, story: Any, born: int
) -> None:
    given = correction(story, client.get(f"/statements/{born}/correct").text, "1971-04-03")
    client.write(lambda vault: vault.retract(born, reason="wrong person"))
    answer = client.post(f"/statements/{born}/correct", reason="mine", rests=str(story.passage), **given)
    assert answer.status_code == 409
    assert f'name="rests" value="{story.passage}"' in answer.text
