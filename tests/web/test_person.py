"""The people screen: the list, the account as people read it, what is contested and who is silent, and what is hidden."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amanet.app import OpenVault, default_settings, make_vault
from amanet.vault.people import People
from amanet.work.people import list_people, names_heard, people_in

if TYPE_CHECKING:
    from coat_story import Story

    from conftest import Client


@pytest.fixture
def story(client: "Client", tell_story: Any, tmp_path: Path) -> "Story":
    return client.write(tell_story, tmp_path / "story")


def text_of(page: str) -> str:
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.split("<main", 1)[-1]))


def test_the_list_has_everybody_with_their_last_sign(client: "Client", story: "Story") -> None:
    page = client.get("/people").text
    said = text_of(page)
    assert f'href="/people/{story.teacher}"' in page
    assert f'href="/people/{story.daughter}"' in page
    assert re.search(r"Munar Yaghachbagh .* voice message .* 2024-09-08 .* days", said)
    assert "Nursel" not in said, "a source is no person of the list"


def test_a_long_account_is_shortened_on_its_page_and_whole_on_another(
    client: "Client", story: "Story", monkeypatch: pytest.MonkeyPatch
) -> None:
    from amanet.web.screens import person_shortened

    whole = client.get(f"/people/{story.teacher}").text
    assert "all=1" not in whole, "a short one is whole"
    monkeypatch.setattr(person_shortened, "_A_FEW", 0)
    monkeypatch.setattr(person_shortened, "_MOST", dict.fromkeys(person_shortened._MOST, 1))
    client.desk.session.memory.clear()  # what was told before is kept
    page = client.get(f"/people/{story.teacher}").text
    assert len(page) < len(whole)
    ways = set(re.findall(rf'href="(/people/{story.teacher}\?all=1(?:#[a-z-]+)?)"', page))
    assert {f"/people/{story.teacher}?all=1", f"/people/{story.teacher}?all=1#sources"} <= ways
    for way in ways:
        section = way.partition("#")[2]
        assert not section or f'id="{section}"' in page
    everything = client.get(f"/people/{story.teacher}?all=1").text
    sections = whole.index('<section class="sheet summary"')
    assert everything[everything.index('<section class="sheet summary"') :] == whole[sections:]
    dated = client.get(f"/people/{story.teacher}?as_of=2026-11-22").text
    assert "all=1" not in dated or f"/people/{story.teacher}?as_of=2026-11-22&amp;all=1" in dated


def test_a_list_of_nobody_says_what_to_do(client: "Client") -> None:
    assert "Nobody is on record yet" in client.get("/people").text


@pytest.mark.parametrize(
    ("beginning", "found"), [("mun", True), ("MUN", True), ("Ayt", False), ("unar", False)]
)
def test_people_are_found_by_how_their_names_begin(
    client: "Client", story: "Story", beginning: str, found: bool
) -> None:
    part = client.part("/people", "POST", beginning=beginning).text
    assert (f'href="/people/{story.daughter}"' in part) is found
    assert "<html" not in part


def test_pages_of_people_follow_one_another_without_a_gap(tmp_path: Path) -> None:
    vault, _code = make_vault(
        tmp_path / "v.vault", "a cheap one, for tests", member="Mirel", settings=default_settings()
    )
    with vault:
        by = str(vault.add_entity("Source", "a list").number)
        names = ["Айгүл", "айгүл Б", "Munar", "munar", "MUNAR", "Ёлка", "Zeynep", "ئايگۈل"]
        made = {vault.add_entity("Person", name, by=by).number for name in names}
        people = People(vault.vault.database)
        whole = people.after(0, 100)
        assert {one.number for one in whole} == made
        paged, last = [], 0
        while page := people.after(last, 3):
            paged += page
            last = page[-1].number
        assert paged == whole
        assert [one.label for one in people.after(0, 9, "айг")] == ["Айгүл", "айгүл Б"]
        assert {one.label for one in people.after(0, 9, "mUN")} == {"Munar", "munar", "MUNAR"}


def test_an_account_says_how_well_each_fact_rests_and_who_says_it(client: "Client", story: "Story") -> None:
    page = client.get(f"/people/{story.teacher}").text
    said = text_of(page)
    for text in (
        "2 independent sources",
        "single source",
        "contested: 1 for, 1 against",
        "denied by officials, 2024-09-22",
        "hearsay",
        "Nursel (direct witness)",
        "the programme , heard from Nursel",
        "the neighbour (direct witness, certain)",
        "Sources contradict each other on:",
        "Officials deny:",
        "typed for somebody else",
        "one draws on the other",
        "Silence since, for",
    ):
        assert text in said, text
    assert f'href="/passages/{story.passage}"' in page
    assert "ئايتوز قۇمدېڭىز" in page
    assert "艾托孜·库木登" in page


def test_an_account_is_the_one_that_the_library_gives(client: "Client", story: "Story") -> None:
    found = client.read(OpenVault.account, story.teacher)
    said = text_of(client.get(f"/people/{story.teacher}").text)
    for one in (*found.account.statements, *found.account.gone):
        if one.subject in (found.account.person, *(act.act for act in found.account.acts)):
            assert f"#{found.numbers[one.id]}" in said
    for question in found.account.questions:
        assert question.text in said.replace("&#39;", "'")


def test_values_are_in_the_language_of_the_page(client: "Client", story: "Story") -> None:
    client.post("/language", language="ru")
    page = client.get(f"/people/{story.teacher}").text
    assert 'lang="ru"' in page
    assert "похищение" in page


def test_as_of_a_day_the_account_is_that_of_the_day(client: "Client", story: "Story") -> None:
    page = client.get(f"/people/{story.teacher}?as_of=2001-01-01").text
    assert "abduction" not in text_of(page)
    assert client.get(f"/people/{story.teacher}?as_of=soon").status_code in (400, 422)
    chosen = client.post(f"/people/{story.teacher}", as_of="2001-01-01")
    assert chosen.headers["location"] == f"/people/{story.teacher}?as_of=2001-01-01"
    assert client.post(f"/people/{story.teacher}", as_of="x\r\ny").status_code in (400, 422)


def test_an_account_of_what_is_no_person_is_not_there(client: "Client", story: "Story") -> None:
    assert client.get(f"/people/{story.act}").status_code == 404
    assert client.get(f"/people/{story.item}").status_code == 404
    assert client.get("/people/999999").status_code == 404


def test_who_withdrew_leaves_no_name_and_nobody_behind_requirement_27(
    client: "Client", story: "Story"
) -> None:
    client.write(OpenVault.withdraw, story.sister)
    assert "Nursel" not in client.get(f"/people/{story.teacher}").text
    page = client.get("/people").text
    assert "Qumdengiz" not in page
    names = client.read(lambda vault: names_heard(vault.vault, [story.teacher]))
    assert names == {story.teacher: ""}


def test_somebody_of_whom_only_a_withdrawn_source_spoke_is_not_there_requirement_27(
    client: "Client", story: "Story"
) -> None:
    def add(vault: OpenVault) -> tuple[int, int]:
        source = vault.add_entity("Source", "a cousin", [("kind", "person")]).number
        return source, vault.add_entity("Person", "Sefton Quillmarsh", by=str(source)).number

    source, person = client.write(add)
    assert client.get(f"/people/{person}").status_code == 200
    client.write(OpenVault.withdraw, source)
    assert client.get(f"/people/{person}").status_code == 404
    assert f"/people/{person}" not in client.get("/people").text


def test_a_gloss_is_read_by_the_members_it_names_alone_requirement_27(
    client: "Client", story: "Story"
) -> None:
    def glossed(vault: OpenVault) -> None:
        statement = next(
            one.number for one in vault.held(story.teacher).statements if one.body["property"] == "notes"
        )
        vault.add_gloss(statement, "at sea", "taken away")

    client.write(glossed)
    assert "taken away" in client.get(f"/people/{story.teacher}").text
    page = client.read(_as_another_member, story.teacher)
    assert page == ()


def _as_another_member(vault: OpenVault, number: int) -> Any:
    """As read where the gloss is for others: nothing, not even that it is there."""
    from dataclasses import replace

    from amanet.web.screens import person_account

    class Theirs:
        def glosses(self, of: int) -> list[Any]:
            return [replace(one, reading=None, state="for other members") for one in vault.glosses(of)]

    return person_account._glosses(Theirs(), number)  # type: ignore[arg-type]


def test_what_is_contested_is_found_with_both_sides(client: "Client", story: "Story") -> None:
    frame = client.get("/contested").text
    assert "/contested/found" in frame
    said = text_of(client.part("/contested/found").text)
    assert "contested: 1 for, 1 against" in said
    assert "the neighbour" in said
    assert "Nursel" in said
    assert f'href="/people/{story.teacher}"' in client.part("/contested/found").text


def test_who_was_silent_is_found(client: "Client", story: "Story") -> None:
    assert "/silent/found?days=90" in client.get("/silent").text
    part = client.part("/silent/found?days=90").text
    assert f'href="/people/{story.daughter}"' in part
    assert "the agreed sign is missing" in text_of(part)
    assert "<html" not in part


def test_whole_pages_without_script_have_what_was_found(client: "Client", story: "Story") -> None:
    for address in ("/contested/found", "/silent/found"):
        assert f'href="/people/{story.teacher}"' in client.get(address).text


def test_an_act_is_of_its_victims(client: "Client", story: "Story") -> None:
    assert client.read(lambda vault: people_in(vault.vault, [story.act])) == {story.act: [story.teacher]}


def test_the_silence_of_the_list_is_that_of_the_account(client: "Client", story: "Story") -> None:
    def both(vault: OpenVault) -> tuple[list[str], list[str]]:
        from amanet.work.known import day_of

        listed = list_people(vault.vault, today=day_of(vault.vault, None)).people
        accounts = [vault.account(one.number).account.silence.text for one in listed]
        return [one.silence.text for one in listed], accounts

    listed, accounts = client.read(both)
    assert listed == accounts


# What only a browser shows


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("language", ["en", "ug"])
def test_the_account_is_legible_and_reachable(
    unlocked_page: Any,
    served: Any,
    tell_story: Any,
    axe_problems: Any,
    tmp_path: Path,
    language: str,
) -> None:
    story = served.write(tell_story, tmp_path / "story")
    served.desk.prefer(language=language)
    for name, address in (
        ("people", "/people"),
        ("account", f"/people/{story.teacher}"),
        ("contested", "/contested"),
        ("silent", "/silent"),
    ):
        unlocked_page.goto(address)
        if name in ("contested", "silent"):
            unlocked_page.wait_for_selector("#found a[href^='/people/']")
        assert axe_problems(unlocked_page) == []
        assert unlocked_page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.needs("chromium")
def test_an_account_prints_without_what_belongs_to_the_screen(
    unlocked_page: Any, served: Any, tell_story: Any, tmp_path: Path
) -> None:
    story = served.write(tell_story, tmp_path / "story")
    unlocked_page.goto(f"/people/{story.teacher}")
    unlocked_page.emulate_media(media="print")
    assert not unlocked_page.locator(".bar").is_visible()
    assert not unlocked_page.locator(".account-tools").is_visible()
    assert unlocked_page.locator(".summary").is_visible()
