"""The first page: what needs a person, fast, and what to do first in an empty vault."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from amanet.app import OpenVault
from amanet.web.screens import home_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from conftest import Client, Served

FERRYMAN = "Osten Vell"


def fill(vault: OpenVault, folder: Path) -> None:
    """One of everything that needs somebody. All of it is invented."""
    (folder / "talk.txt").write_text("[00:00] A: The ferry left at six.\n[00:05] B: It did not.\n")
    vault.add([folder / "talk.txt"], source="a cousin")
    first, second = (vault.add_entity("Source", name) for name in ("a cousin", "a neighbour"))
    person = vault.add_entity("Person", FERRYMAN, by=str(first.number))
    one, two = str(first.number), str(second.number)
    vault.say(person.number, "birth_date", "1975-03-01", by=one)
    vault.say(person.number, "birth_date", "1981-04-02", by=two)
    sign = vault.add_entity(
        "SignOfLife", None, [("person", f"#{person.number}"), ("date", "2019-05-04")], by=one
    )
    assert sign
    day = date.today()
    vault.grant(
        str(person.number), uses=["research"], recipient="team", identity="pseudonym", given_at="2020-01-01",
        language="en", explained="what research is", expires=(day + timedelta(days=10)).isoformat(),
    )  # fmt: skip


@pytest.fixture
def needing(client: "Client", tmp_path: Path) -> "Client":
    client.write(fill, tmp_path)
    return client


def test_an_empty_vault_says_what_to_do_first(client: "Client") -> None:
    text = client.get("/").text
    assert "An empty vault" in text
    for address in ("/take-in", "/people", "/settings/keys", "/settings/backups"):
        assert f'href="{address}"' in text


def test_everything_that_needs_somebody_is_there_with_one_thing_to_do(needing: "Client") -> None:
    text = needing.get("/").text
    assert "item that nobody looked into yet" in text
    assert 'action="/home/describe"' in text
    assert "facts that sources or officials contest" in text
    assert FERRYMAN in text
    assert "of whom nothing was heard for more than 90 days" in text
    assert "consent to ask for anew" in text
    assert "The log was never vouched for from outside" in text
    assert "There is no backup" in text
    assert "statements that are drafts" in text


def test_items_are_described_and_then_wait_to_be_read(needing: "Client") -> None:
    answer = needing.post("/home/describe")
    assert answer.headers["location"].startswith("/jobs/")
    needing.wait_for_jobs()
    text = needing.get("/").text
    assert "item that nobody looked into yet" not in text
    assert "item with words that were not read in yet" in text


def test_when_nothing_needs_anybody_it_says_so(
    client: "Client", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = client.write(OpenVault.add_entity, "Source", "a cousin")
    client.write(OpenVault.retract, made.number + 1, reason="a slip")
    client.write(OpenVault.back_up, tmp_path / "disk")
    assert "Nothing needs you now" not in client.get("/").text
    monkeypatch.setattr("amanet.work.attention.OutsideState.is_due", False)
    assert "Nothing needs you now" in client.get("/").text


def test_parts_are_kept_until_the_log_grows(needing: "Client", monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = dict(home_parts.LATER)
    for name, work in real.items():

        def counted(*given: object, name: str = name, work: "Callable[..., object]" = work) -> object:
            asked.append(name)
            return work(*given)

        monkeypatch.setitem(home_parts.LATER, name, counted)  # type: ignore[arg-type]
    needing.get("/")
    needing.get("/")
    needing.part("/home/contested")
    assert sorted(asked) == sorted(real)
    needing.write(OpenVault.add_entity, "Source", "another")
    needing.get("/")
    assert len(asked) == 2 * len(real)
    needing.desk.prefer(language="ug")
    needing.get("/")
    assert len(asked) == 3 * len(real)
    needing.desk.prefer(language="")


def test_a_draft_is_told_in_words_with_what_it_rests_on(needing: "Client") -> None:
    text = needing.get("/").text
    drafts = text[text.index("statements that are drafts") :]
    drafts = drafts[: drafts.index("</ul>")]
    assert re.search(r'</bdi></a> says of <a href="/people/\d+">', drafts)
    assert 'href="/review/draft"' in text


def test_a_large_vault_shows_its_page_first(needing: "Client", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home_parts, "_SMALL", 0)
    text = needing.get("/").text
    assert 'hx-get="/home/contested"' in text
    assert FERRYMAN not in text
    part = needing.part("/home/contested").text
    assert part.strip().startswith('<ul class="needs" id="part-contested">')
    assert FERRYMAN in part
    assert FERRYMAN in needing.get("/home/contested").text


def test_what_takes_too_long_says_so_and_can_be_asked_with_more_time(
    needing: "Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(vault: OpenVault, seconds: float, _words: object) -> dict[str, object]:
        """One endless question to the database: only an interrupt ends it."""
        if seconds < 1:
            vault.vault.database.one(
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
            )
        return {"count": 2, "lines": [], "whole": True}

    monkeypatch.setattr(home_parts, "_SMALL", 0)
    monkeypatch.setattr(home_parts, "SECONDS", -0.8)
    monkeypatch.setitem(home_parts.LATER, "silent", slow)  # type: ignore[arg-type]
    text = needing.part("/home/silent").text
    assert "Work it out" in text
    assert "people of whom nothing was heard" in needing.part("/home/silent/more", "POST").text
    assert "people of whom nothing was heard" in needing.part("/home/silent").text


def test_a_part_stops_at_its_limit_with_what_it_found(needing: "Client") -> None:
    from amanet.work import attention

    found = needing.read(lambda vault: attention.contested_facts(vault.vault, go_on=lambda: False))
    assert not found.whole
    assert needing.read(lambda vault: attention.contested_facts(vault.vault)).count == 2


def test_27_without_a_session_every_address_answers_alike(client: "Client", tmp_path: Path) -> None:
    """Neither that a record exists nor how many there are is told at the door."""
    client.write(fill, tmp_path)
    client.post("/lock")
    told = {
        (answer.status_code, answer.headers.get("location"), answer.text)
        for address in (
            "/",
            "/items/3",
            "/items/99999",
            "/people/9",
            "/people/99999",
            "/log",
            "/nothing",
            "/log/reads",
        )
        for answer in [client.request("GET", address, headers={"Host": "amanet.localhost:8000"})]
    }
    assert told == {(303, "/unlock", "")}
    assert FERRYMAN not in client.get("/unlock").text


def test_there_is_no_other_part(client: "Client") -> None:
    assert client.get("/home/nothing").status_code == 404


@pytest.mark.needs("chromium")
def test_home_in_a_browser(
    served: "Served", unlocked_page: "Page", tmp_path: Path, axe_problems: "Callable[..., list[str]]",
) -> None:  # fmt: skip
    page = unlocked_page
    assert not axe_problems(page)
    served.write(fill, tmp_path)
    page.goto("/")
    page.wait_for_selector("text=contest")
    assert not axe_problems(page)
    page.get_by_role("button", name="Find out").press("Enter")
    page.get_by_role("link", name="Go on").press("Enter")
    page.wait_for_selector("text=item with words that were not read in yet", timeout=30_000)


@pytest.mark.needs("chromium")
def test_home_of_a_large_vault_fills_itself_in_uyghur(
    served: "Served", unlocked_page: "Page", tmp_path: Path, axe_problems: "Callable[..., list[str]]",
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(home_parts, "_SMALL", 0)
    served.write(fill, tmp_path)
    served.desk.prefer(language="ug")
    page = unlocked_page
    page.goto("/")
    page.wait_for_selector("#part-contested .need")
    page.wait_for_selector("#part-silent .need")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert not axe_problems(page)
