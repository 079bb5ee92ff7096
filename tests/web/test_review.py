"""What waits for another look: told in words, passed or disputed by who may."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amanet.web.screens import review

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Client


@pytest.fixture
def told(client: "Client", tell_story: "Callable[..., Any]", tmp_path: Path) -> "Client":
    client.write(tell_story, tmp_path / "story")
    return client


def _numbers(text: str) -> list[int]:
    return [int(one) for one in re.findall(r'name="of" value="(\d+)"', text)]


def test_drafts_stand_there_a_page_at_a_time_with_what_they_rest_on(
    told: "Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "PER_PAGE", 10)
    drafts = told.read(lambda vault: vault.vault.views.in_state("draft"))
    found, address = [], "/review/draft"
    while address:
        text = told.get(address).text
        found += _numbers(text)
        address = next(iter(re.findall(r'rel="next" href="([^"]+)"', text)), "")
    assert found == drafts
    assert re.search(r'It rests on <a href="/passages/\d+">', told.get("/review/draft?after=36").text)


def test_what_is_chosen_is_settled_and_the_rest_stays(told: "Client") -> None:
    first, second, *rest = _numbers(told.get("/review/draft").text)
    told.post("/review/draft", to="proposed", of=[str(first), str(second)])
    text = told.get("/review/proposed").text
    assert "2 statements were settled" in text
    assert _numbers(text) == [first, second]
    assert set(rest) <= set(_numbers(told.get("/review/draft").text))
    told.post("/review/proposed", to="disputed", of=[str(first)], reason="the words say otherwise")
    assert _numbers(told.get("/review/disputed").text) == [first]
    assert "the words say otherwise" in told.read(
        lambda vault: str(vault.record(vault.vault.last_number).body)
    )


def test_nobody_passes_their_own_where_there_are_others(told: "Client") -> None:
    told.write(lambda vault: vault.add_member("Selim", "ferry coat lantern salt tide moss"))
    number = _numbers(told.get("/review/draft").text)[0]
    before = told.log_size()
    told.post("/review/draft", to="reviewed", of=str(number))
    text = told.get("/review/draft").text
    assert "reviewed by somebody else than who entered it" in text
    assert "--state" not in text
    assert told.log_size() == before


def test_what_there_is_not_is_refused(told: "Client") -> None:
    before = told.log_size()
    assert told.get("/review/nothing").status_code == 404
    assert told.get("/review/draft?after=x").status_code == 404
    assert told.post("/review/draft", to="disputed", of="3").status_code == 404
    told.post("/review/draft", to="proposed")
    assert "Choose at least one" in told.get("/review/draft").text
    assert told.log_size() == before
