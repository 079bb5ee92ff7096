"""The search screen: what is found and where it opens, what stays out of addresses, and the keys."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.routing import Route

from amanet.app import OpenVault
from amanet.web.screens.search_results import pieces

if TYPE_CHECKING:
    from coat_story import Story

    from conftest import Client


@pytest.fixture
def story(client: "Client", tell_story: Any, tmp_path: Path) -> "Story":
    return client.write(tell_story, tmp_path / "story")


@pytest.mark.parametrize(
    ("text", "marks", "found"),
    [
        ("abcdef", ((1, 3),), (("a", False), ("bc", True), ("def", False))),
        ("abcdef", ((0, 6),), (("abcdef", True),)),
        ("abcdef", ((1, 3), (2, 4)), (("a", False), ("bc", True), ("d", True), ("ef", False))),
        ("abc", (), (("abc", False),)),
        ("abc", ((2, 99), (5, 6)), (("ab", False), ("c", True))),
        ("", ((0, 1),), ()),
    ],
)
def test_pieces_are_the_text_cut_at_its_marks(text: str, marks: Any, found: Any) -> None:
    assert pieces(text, marks) == found
    assert "".join(piece for piece, _ in pieces(text, marks)) == text


def test_before_anything_is_asked_there_are_examples(client: "Client") -> None:
    page = client.get("/search").text
    assert "What can be searched for" in page
    assert '<form class="search-form" id="search-form" method="post"' in page


def test_a_name_is_found_with_its_account_and_the_words_marked(client: "Client", story: "Story") -> None:
    part = client.part("/search", "POST", q="Qumdengiz").text
    assert f'href="/people/{story.teacher}"' in part
    assert "<mark>Qumdengiz</mark>" in part
    assert "<html" not in part


@pytest.mark.parametrize("query", ["ئايتوز", "Құмдеңіз", "艾托孜", "aytoz"])
def test_a_name_is_found_in_each_of_its_scripts(client: "Client", story: "Story", query: str) -> None:
    assert f'href="/people/{story.teacher}"' in client.part("/search", "POST", q=query, only="entity").text


def test_another_writing_of_a_name_is_found_with_its_reasons(client: "Client", story: "Story") -> None:
    part = client.part("/search", "POST", q="Мунар Ягачбаг", only="entity").text
    assert f'href="/people/{story.daughter}"' in part
    assert "another writing of the name" in part
    assert "Why this may be the same name" in part


def test_hits_are_grouped_by_kind(client: "Client", story: "Story") -> None:
    part = client.part("/search", "POST", q="Aytoz").text
    assert [kind for kind in ("entity", "segment", "statement", "item") if f'id="hits-{kind}"' in part] == [
        "entity",
        "segment",
        "statement",
    ]
    only = client.part("/search", "POST", q="Aytoz", only="segment").text
    assert 'id="hits-entity"' not in only
    assert 'id="hits-segment"' in only


def test_what_was_said_opens_where_it_was_said(client: "Client", story: "Story") -> None:
    part = client.part("/search", "POST", q="grey van", only="segment").text
    assert f'href="/readings/{story.reading}/segment/1"' in part
    answer = client.get(f"/readings/{story.reading}/segment/1")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/items/{story.item}/segment/1"


def test_a_passage_opens_at_its_second(client: "Client", story: "Story") -> None:
    assert (
        client.get(f"/passages/{story.passage}/place").headers["location"] == f"/items/{story.item}/at/4000"
    )
    recording = client.write(_with_a_recording, story)
    assert client.get(f"/passages/{story.passage}/place").headers["location"] == f"/items/{recording}/at/4000"
    answer = client.get(f"/readings/{story.reading}/segment/1")
    assert answer.headers["location"] == f"/items/{recording}/at/31000"


def test_a_passage_of_a_page_opens_at_the_page(client: "Client", story: "Story") -> None:
    passage = client.write(OpenVault.mark_passage, story.item, page=3).number
    assert client.get(f"/passages/{passage}/place").headers["location"] == f"/items/{story.item}/page/3"


def test_what_is_no_passage_is_not_there(client: "Client", story: "Story") -> None:
    assert client.get(f"/passages/{story.teacher}").status_code == 404
    assert client.get("/passages/99999").status_code == 404
    assert client.get(f"/readings/{story.passage}/segment/0").status_code == 404


def test_a_statement_says_who_says_it_and_its_state(client: "Client", story: "Story") -> None:
    part = client.part("/search", "POST", q="at sea", only="statement").text
    assert "the programme" in part
    assert "draft" in part


def test_nothing_found_says_what_may_help(client: "Client", story: "Story") -> None:
    part = client.part("/search", "POST", q="zzyzx").text
    assert "Fewer words" in part
    assert "That does not mean that nothing is here" in part


@pytest.mark.parametrize("query", ["", "   ", "…", "a " * 400, "!!!"])
def test_a_question_that_is_none_is_told_and_harms_nothing(client: "Client", query: str) -> None:
    assert client.part("/search", "POST", q=query).status_code == 200


def test_markup_in_a_question_and_in_what_is_found_stays_text(client: "Client") -> None:
    def add(vault: OpenVault) -> None:
        source = vault.add_entity("Source", "somebody").number
        vault.add_entity("Person", "<script>alert(1)</script> Quillmarsh", by=str(source))

    client.write(add)
    part = client.part("/search", "POST", q="Quillmarsh <img src=x>").text
    assert "<script>" not in part
    assert "<img" not in part


def test_questions_travel_by_post_alone_requirement_11(client: "Client", story: "Story") -> None:
    page = client.get("/search?q=Qumdengiz").text
    assert "Qumdengiz" not in page
    part = client.part("/search", "POST", q="Qumdengiz").text
    hrefs = [piece.split('"')[0] for piece in part.split('href="')[1:]]
    assert hrefs
    assert not any("qumdengiz" in href.lower() for href in hrefs)
    routes = [
        one for one in client.application.routes if isinstance(one, Route) and one.path == "/search/again"
    ]
    assert [one.methods for one in routes] == [{"POST"}]


def test_a_reload_is_empty_and_going_back_is_not_until_the_lock(client: "Client", story: "Story") -> None:
    client.post("/search", q="Qumdengiz")
    assert "Qumdengiz" not in client.get("/search").text
    assert "<mark>Qumdengiz</mark>" in client.part("/search/again", "POST").text
    client.post("/lock")
    assert client.unlock().status_code == 303
    assert "Qumdengiz" not in client.part("/search/again", "POST").text


def test_pages_of_one_kind_follow_one_another(client: "Client") -> None:
    def add(vault: OpenVault) -> set[int]:
        source = str(vault.add_entity("Source", "a list").number)
        return {vault.add_entity("Person", f"Talli Vane{n}", by=source).number for n in range(30)}

    made = client.write(add)
    first = client.part("/search", "POST", q="Talli", only="entity").text
    second = client.part("/search", "POST", q="Talli", only="entity", offset="25").text
    found = [{one for one in made if f'href="/people/{one}"' in page} for page in (first, second)]
    assert [len(one) for one in found] == [25, 5]
    assert found[0] | found[1] == made
    assert "After these" in first
    assert "Before these" in second
    assert "More of these" in client.part("/search", "POST", q="Talli").text


def test_what_a_withdrawn_source_said_is_not_found_requirement_27(client: "Client", story: "Story") -> None:
    client.write(OpenVault.withdraw, story.sister)
    assert "Nursel" not in client.part("/search", "POST", q="abduction").text
    assert f"/people/{story.teacher}" not in client.part("/search", "POST", q="Qumdengiz").text
    assert "Qumdengiz</bdi>" not in client.part("/search", "POST", q="at sea").text


def test_searching_writes_nothing_into_the_log(client: "Client", story: "Story") -> None:
    before = client.log_size()
    client.part("/search", "POST", q="Aytoz")
    assert client.log_size() == before


def _with_a_recording(vault: OpenVault, story: "Story") -> int:
    """The text is said to be the transcript of a recording."""
    import wave

    path = vault.path.parent / "voice.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16_000))
    vault.add([path], source="the association")
    vault.describe()
    recording = max(one.number for one in vault.listing())
    vault.link_recording(story.item, recording)
    return recording


# What only a browser shows


@pytest.mark.needs("chromium")
def test_by_keyboard_alone_from_the_question_to_the_account_and_back(
    unlocked_page: Any, served: Any, tell_story: Any, tmp_path: Path
) -> None:
    story = served.write(tell_story, tmp_path / "story")
    unlocked_page.goto("/search")
    unlocked_page.evaluate("document.activeElement.blur()")
    unlocked_page.keyboard.press("/")
    unlocked_page.keyboard.type("Qumdengiz")
    unlocked_page.keyboard.press("Enter")
    unlocked_page.wait_for_selector("#results mark")
    assert unlocked_page.url.endswith("/search")
    unlocked_page.keyboard.press("ArrowDown")
    first = unlocked_page.evaluate("document.activeElement.getAttribute('href')")
    assert first == f"/people/{story.teacher}"
    unlocked_page.keyboard.press("ArrowUp")
    assert unlocked_page.evaluate("document.activeElement.id") == "q"
    unlocked_page.keyboard.press("ArrowDown")
    unlocked_page.keyboard.press("Enter")
    unlocked_page.wait_for_url("**/people/*")
    unlocked_page.go_back()
    unlocked_page.wait_for_selector("#results mark")
    assert unlocked_page.input_value("#q") == "Qumdengiz"
    unlocked_page.reload()
    unlocked_page.wait_for_selector(".search-examples")
    assert unlocked_page.input_value("#q") == ""
    assert unlocked_page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("language", ["en", "ug"])
def test_the_search_is_legible_and_reachable(
    unlocked_page: Any,
    served: Any,
    tell_story: Any,
    axe_problems: Any,
    tmp_path: Path,
    language: str,
) -> None:
    served.write(tell_story, tmp_path / "story")
    served.desk.prefer(language=language)
    unlocked_page.goto("/search")
    assert axe_problems(unlocked_page) == []
    unlocked_page.fill("#q", "Aytoz" if language == "en" else "ئايتوز")
    unlocked_page.keyboard.press("Enter")
    unlocked_page.wait_for_selector("#results mark")
    assert axe_problems(unlocked_page) == []
    assert unlocked_page.evaluate("document.documentElement.scrollWidth <= innerWidth")
