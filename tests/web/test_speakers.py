"""Who a label is, a member says on a page: signed, beside what others said, and taken back."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Client


@pytest.fixture
def story(client: "Client", tell_story: Any, tmp_path: Path) -> Any:
    return client.write(tell_story, tmp_path / "story")


def form_of(page: str, label: str) -> dict[str, str]:
    """The hidden fields of the form for a label."""
    form = next(one for one in page.split("<form") if f'name="label" value="{label}"' in one)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def judgements(client: "Client") -> list[Any]:
    def find(vault: Any) -> list[Any]:
        return [
            one.body
            for one in vault.vault.newest_first(type_name="Judgement")
            if not vault.vault.views.is_dead(one.number)
        ]

    return client.read(find)


def test_the_words_and_their_versions_lead_there(client: "Client", story: Any) -> None:
    for page in (f"/items/{story.item}", f"/items/{story.item}/versions"):
        assert f'href="/items/{story.item}/speakers"' in client.get(page).text
    page = client.get(f"/items/{story.item}/speakers").text
    assert page.count("Nobody has said yet who this is.") == 2
    assert "They led my brother" in page
    assert re.search(rf'Of the same name"><option value="{story.sister}"', page)


def test_a_member_says_who_it_is_and_it_counts_for_passages(client: "Client", story: Any) -> None:
    address = f"/items/{story.item}/speakers"
    given = form_of(client.get(address).text, "Nursel")
    answer = client.post(address, source=str(story.sister), verdict="same", reason="she told us", **given)
    assert answer.headers["location"] == address
    (body,) = judgements(client)
    assert (body["left"]["speaker"], body["verdict"], body["reason"]) == ("Nursel", "same", "she told us")
    assert body["signature"]
    page = client.get(address).text
    assert "she told us" in page
    assert f'href="/sources/{story.sister}"' in page
    assert f'name="by" value="{story.sister}"' in client.get(f"/passages/{story.passage}/say").text


def test_what_was_said_by_mistake_is_taken_back(client: "Client", story: Any) -> None:
    address = f"/items/{story.item}/speakers"
    given = form_of(client.get(address).text, "Asker")
    client.post(address, source=str(story.neighbour), verdict="unsure", **given)
    number = re.findall(r'name="judgement" value="(\d+)"', client.get(address).text)[0]
    assert client.post(f"{address}/take-back", judgement=number).status_code == 303
    assert judgements(client) == []
    size = client.log_size()
    assert client.post(f"{address}/take-back", judgement=number).status_code == 409
    assert client.post(f"{address}/take-back", judgement=str(story.passage)).status_code == 409
    assert client.log_size() == size


def test_what_somebody_else_said_or_corrected_meanwhile_is_not_passed_over(client: "Client", story: Any) -> None:  # fmt: skip
    address = f"/items/{story.item}/speakers"
    given = form_of(client.get(address).text, "Nursel")
    client.write(lambda vault: vault.judge_speaker(story.item, "Nursel", story.neighbour, "different"))
    size = client.log_size()
    assert client.post(address, source=str(story.sister), verdict="same", **given).status_code == 409
    given = form_of(client.get(address).text, "Nursel")
    assert client.post(address, source="", verdict="same", **given).status_code == 400
    assert client.post(address, source=str(story.sister), verdict="perhaps", **given).status_code == 400
    assert client.post(address, source=str(story.teacher), verdict="same", **given).status_code == 400
    assert client.post(address, source=str(story.sister), verdict="same", **{**given, "of": "1"}).status_code == 409  # fmt: skip
    assert client.log_size() == size


def test_in_a_corrected_version_what_was_said_of_the_earlier_one_is_shown(client: "Client", story: Any) -> None:  # fmt: skip
    from amanet.work.kept_readings import load_reading
    from amanet.work.typed_lines import lines_of

    def correct(vault: Any) -> None:
        vault.judge_speaker(story.item, "Nursel", story.sister, "same")
        lines = lines_of(load_reading(vault.vault, story.reading)[0])
        vault.type_reading(story.item, lines[:-1], based_on=story.reading)

    client.write(correct)
    page = client.get(f"/items/{story.item}/speakers").text
    assert f"said of version {story.reading} of the words" in page
    assert f'name="of" value="{story.reading}"' not in page


def test_what_has_no_words_or_is_no_item(client: "Client", story: Any, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"\x00\x01")
    client.write(lambda vault: vault.add([tmp_path / "a.bin"]))
    number = client.read(lambda vault: max(one.number for one in vault.listing()))
    assert "Nobody is labelled" in client.get(f"/items/{number}/speakers").text
    assert client.get(f"/items/{story.teacher}/speakers").status_code == 404
