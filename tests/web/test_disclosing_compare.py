"""The same statements to two recipients, side by side; the page of a release; where the first unlocking leads."""

import re
from typing import TYPE_CHECKING, Any

import pytest

from amanet.app import open_vault
from amanet.record.statement import Saying
from amanet.web.screens.disclosing_compare import Shown, _marked, _pieces
from amanet.work.consent import grant
from amanet.work.disclosing import Wanted
from amanet.work.statements import add_entity, add_source, say

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from conftest import Client, Served

WORDS = "Three men led Aytoz out of our courtyard."
SEEN = "The gate was open, and I waited."
UN = ("UN submission", "un:Working Group")
PUBLIC = ("media", "public")


def _story(vault: Any) -> tuple[int, int]:
    """Named to the one, under pseudonyms to the other; a neighbour refuses the public. Gives the numbers of two proposals."""
    inside = vault.vault
    sister, neighbour = (
        add_source(inside, name, "person") for name in ("Nursel Qumdengiz", "Sabir Yantaqlik")
    )
    by, other = str(sister.body["id"]), str(neighbour.body["id"])
    brother = add_entity(
        inside, "Person", [Saying("", "name", {"name": "Aytoz Qumdengiz", "kind": "full"}, by)]
    )
    act = add_entity(inside, "Act", [Saying("", "type", {"term": "detention"}, by)])
    subject = str(act.body["id"])
    say(inside, Saying(subject, "victim", {"entity": str(brother.body["id"])}, by, wording=WORDS))
    say(inside, Saying(subject, "start", {"date": {"edtf": "2024-09-14"}}, other, wording=SEEN))
    for whom, more in ((sister, {}), (neighbour, {}), (brother, {"by_proxy": by, "kinship": "sister"})):
        _allow(inside, whom, UN, "named", "day", more)
        if whom is not neighbour:
            _allow(inside, whom, PUBLIC, "pseudonym", "year", more)
    return _proposed(vault, brother.number, UN), _proposed(vault, brother.number, PUBLIC)


def _allow(
    inside: Any, whom: Any, to: tuple[str, str], identity: str, day: str, more: dict[str, Any]
) -> None:
    media = {"words": True, "place": "exact", "date": day}
    given = {"given_at": "2026-05-01", "language": "ug", "explained": "what this is for", "media": media}
    grant(inside, str(whom.number), uses=[to[0]], recipient=to[1], identity=identity, **given, **more)


def _proposed(vault: Any, brother: int, to: tuple[str, str]) -> int:
    drafted = vault.draft_release(Wanted(*to, about=(str(brother),), drafts=True))
    return int(vault.propose_release(drafted, "They may ask the office.").number)


@pytest.fixture
def two(client: "Client") -> tuple[int, int]:
    found: tuple[int, int] = client.write(_story)
    return found


def _compared(client: "Client", a: int, b: int) -> str:
    return str(client.get(f"/disclose/compare?a={a}&b={b}").text)


def test_each_side_reads_what_its_recipient_reads(client: "Client", two: tuple[int, int]) -> None:
    text = _compared(client, *two)
    left, right = _cells(text, WORDS.split()[-1])
    assert "<mark>Aytoz</mark>" in left
    assert "Nursel" in left
    assert "<mark>Person</mark>" in right or "Person 1" in right
    assert "Aytoz" not in right
    assert "Nursel" not in right
    assert "Working Group" in text
    assert "public" in text


def test_what_stays_from_one_of_them_stands_framed_with_the_reason(
    client: "Client", two: tuple[int, int]
) -> None:
    left, right = _cells(_compared(client, *two), SEEN)
    assert "2024-09-14" in left
    assert "Sabir" in left
    assert "read-stays" in right
    assert "Stays in the vault." in right
    assert SEEN not in right
    assert "Silence is a refusal" in right


def test_the_list_leads_there_and_so_does_only_what_exists(client: "Client", two: tuple[int, int]) -> None:
    a, b = two
    _release(client, a)
    release = client.read(lambda vault: vault.releases()[0].number)
    assert f"/disclose/compare?a={b}&amp;b={release}" in client.get("/disclose").text
    for query in ("", "?a=1", f"?a={a}&b=x", f"?a={a}&b=1", f"?a={a}&b=999999", "?a=%D9%A3&b=%D9%A4"):
        assert client.get(f"/disclose/compare{query}").status_code == 404, query


def test_looking_writes_nothing(client: "Client", two: tuple[int, int]) -> None:
    before = client.log_size()
    _compared(client, *two)
    client.get("/disclose")
    assert client.log_size() == before


def test_a_side_that_is_another_one_by_now_says_so(client: "Client", two: tuple[int, int]) -> None:
    assert "Consent or records have changed since" not in _compared(client, *two)
    client.write(lambda vault: vault.withdraw("Nursel Qumdengiz"))
    assert "Consent or records have changed since" in _compared(client, *two)


def test_a_release_says_what_went_to_whom(client: "Client", two: tuple[int, int]) -> None:
    _release(client, two[0])
    release = client.read(lambda vault: vault.releases()[0])
    for number in (two[0], release.number):
        text = client.get(f"/disclose/{number}").text
        assert release.sha256 in text
        assert "sealed.age" in text
        assert "Selim" in text
        assert "Nursel Qumdengiz" in text
        assert "They may ask the office." in text
    assert client.get("/disclose/1").status_code == 404


def test_the_first_unlocking_leads_where_it_was_said(client: "Client") -> None:
    client.post("/lock")
    client.desk.begin = "/disclose"
    assert client.unlock().headers["location"] == "/disclose"
    client.post("/lock")
    assert client.unlock().headers["location"] == "/"


def test_only_the_words_that_differ_are_marked() -> None:
    found = list(_pieces("my brother Aytoz, here", "my brother Alder, here"))
    assert [text for text, is_other in found if is_other] == ["Aytoz,"]
    assert "".join(text for text, _ in found) == "my brother Aytoz, here"
    assert _marked(Shown(None), Shown(None)).words == ()


def _release(client: "Client", number: int) -> None:
    """A second member opens the vault, signs and seals."""
    words = "ferry coat lantern salt tide moss"
    client.write(lambda vault: vault.add_member("Selim", words))
    client.post("/lock")
    with open_vault(client.made.path, words) as second:
        second.approve_release(number)
        second.seal_release(
            number, client.made.path.parent / "sealed.age", passphrase="six words that were told"
        )
    client.unlock()


def _cells(text: str, words: str) -> tuple[str, str]:
    """Both sides of the statement in which these words stand."""
    row = next(row for row in text.split("<li><p class=")[1:] if words in row)
    left, right = re.split(r'<div class="read', row)[1:3]
    return left, right


@pytest.mark.needs("chromium")
def test_the_screens_are_whole_at_both_widths_and_from_the_right(
    served: "Served", unlocked_page: "Page", axe_problems: Any
) -> None:
    a, b = served.write(_story)
    problems = []
    for language in ("en", "ug"):
        served.desk.prefer(language=language)
        for address in ("/disclose", f"/disclose/compare?a={a}&b={b}", f"/disclose/{a}"):
            answer = unlocked_page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            for width in (1280, 390):
                unlocked_page.set_viewport_size({"width": width, "height": 860})
                if unlocked_page.evaluate("document.documentElement.scrollWidth") > width:
                    problems.append(f"{address} is too wide at {width}")
            problems += axe_problems(unlocked_page)
        sides = unlocked_page.goto(f"/disclose/compare?a={a}&b={b}")
        assert sides is not None
        unlocked_page.set_viewport_size({"width": 1280, "height": 860})
        left, right = unlocked_page.locator(".compare-head").all()
        one, other = left.bounding_box(), right.bounding_box()
        assert one is not None
        assert other is not None
        assert (one["x"] < other["x"]) == (language == "en")
    assert not problems, problems
