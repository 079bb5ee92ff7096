"""Facts under dispute: who stands against whom, who counts once, officials apart, and every line opens its passage."""

import re
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def story(client: Any, tell_story: Any, tmp_path: Path) -> Any:
    return client.write(tell_story, tmp_path / "story")


def cards(page: str) -> list[str]:
    found = re.findall(
        r'<li class="sheet">.*?(?=<li class="sheet">|</ol>\s*<p class="hint">)', page, re.DOTALL
    )
    return [re.sub(r"\s+", " ", one) for one in found]


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


@pytest.fixture
def of_the_teacher(client: Any, story: Any) -> list[str]:
    return cards(client.get(f"/people/{story.teacher}/contested").text)


def test_the_account_leads_there_and_what_is_found_is_the_same_as_of_everybody(
    client: Any, story: Any, of_the_teacher: list[str]
) -> None:
    address = f"/people/{story.teacher}/contested"
    assert f'href="{address}"' in client.get(f"/people/{story.teacher}").text
    everybody = cards(client.get("/contested/found").text)
    assert len(of_the_teacher) == len(everybody) == 3
    for one, other in zip(sorted(of_the_teacher), sorted(everybody), strict=True):
        assert re.findall(r"/statements/[0-9]+", one) == re.findall(r"/statements/[0-9]+", other)


def test_two_who_rest_on_each_other_count_once_and_say_so(of_the_teacher: list[str]) -> None:
    (kind,) = [one for one in of_the_teacher if "type of act" in one]
    says, against = plain(kind).split("Against", 1)
    assert "2 independent sources" in says
    assert "the neighbour (direct witness, certain)" in says
    assert "the programme" not in says.partition("These count once")[0]
    assert "Nobody but officials." in against


def test_officials_stand_apart_with_the_day_of_their_denial(story: Any, of_the_teacher: list[str]) -> None:
    (kind,) = [one for one in of_the_teacher if "type of act" in one]
    officials = plain(kind.partition('class="officials"')[2])
    assert "2024-09-22" in officials
    assert "the office" in officials
    assert "the office" not in plain(kind.partition('class="officials"')[0])


def test_two_days_stand_against_each_other_and_open_their_passages(
    story: Any, of_the_teacher: list[str]
) -> None:
    first, second = sorted(one for one in of_the_teacher if "beginning" in one)
    assert "2024-09-15 , says" in plain(first.partition("Against")[2])
    assert "2024-09-14 , says" in plain(second.partition("Against")[2])
    assert f'href="/passages/{story.passage}"' in first
    assert "consent-badge" in first


def test_a_disputed_entry_is_there_and_does_not_count(client: Any, story: Any) -> None:
    def dispute(vault: Any) -> None:
        number = vault.say(story.act, "start", "2024-09-16", by=str(story.sister)).number
        vault.review(number, "disputed", reason="not what she said")

    client.write(dispute)
    page = plain(client.get(f"/people/{story.teacher}/contested").text)
    assert "A member disputes the entry, so it does not count" in page


def test_where_nothing_is_contested_it_says_what_to_do_next(client: Any, story: Any) -> None:
    page = client.get(f"/people/{story.daughter}/contested").text
    assert "Nothing is contested" in page
    for address in ("/review", "/items", f"/people/{story.daughter}#open"):
        assert f'href="{address}"' in page


def test_nobody_is_answered_like_somebody_of_whom_nothing_is_heard(client: Any, story: Any) -> None:
    assert client.get("/people/999999/contested").status_code == 404
