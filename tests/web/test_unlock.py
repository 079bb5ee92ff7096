"""The door: unlocking, the recovery code, making a vault, locking; with a browser where only one shows it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from amanet.app import OpenVault, default_settings, make_vault, open_vault
from amanet.web import practice
from amanet.web.desk import Desk
from amanet.web.jobs import Job
from amanet.web.sessions import Limits

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from conftest import Client, Served

PASSPHRASE = "lantern ferry coat tide harbour salt"


@pytest.fixture
def nowhere(door: "Client", tmp_path: Path) -> "Client":
    """The same door where there is no vault yet."""
    desk = door.desk
    desk.path = desk.at = tmp_path / "New.vault"
    return door


def test_the_passphrase_leads_home(door: "Client") -> None:
    assert door.get("/").headers["location"] == "/unlock"
    assert "Names" in door.get("/unlock").text
    assert door.unlock().headers["location"] == "/"
    home = door.get("/").text
    assert "Names" in home
    assert "Mirel" in home
    assert door.get("/unlock").headers["location"] == "/"


def test_the_recovery_code_opens_it_too(door: "Client") -> None:
    assert door.unlock(door.made.recovery_code.lower()).status_code == 303


@pytest.mark.parametrize(
    "typed", ["wrong", " " + PASSPHRASE, PASSPHRASE.upper(), "1234-5678-9ABC-DEFG-HJKM-NPQR-ST"]
)
def test_anything_else_is_refused_politely_and_not_repeated(door: "Client", typed: str) -> None:
    answer = door.unlock(typed)
    assert answer.status_code == 403
    assert "This did not open the vault." in answer.text
    assert typed not in answer.text
    assert not door.desk.is_open


def test_an_empty_field_is_no_attempt(door: "Client") -> None:
    assert door.unlock("  ").status_code == 422
    assert door.desk.throttle.failures == 0


def test_a_wrong_passphrase_elsewhere_does_not_end_a_session(client: "Client") -> None:
    cookie, client.cookie = client.cookie, ""
    assert client.unlock("another one altogether").status_code == 403
    client.cookie = cookie
    assert client.get("/").status_code == 200


def test_unlocking_in_another_browser_ends_the_session_in_the_first(client: "Client") -> None:
    cookie, client.cookie = client.cookie, ""
    assert client.unlock().status_code == 303
    client.cookie = cookie
    assert client.get("/").headers["location"] == "/unlock"


def test_locking_says_so_at_the_door(client: "Client") -> None:
    client.post("/lock")
    assert "The vault is locked." in client.get("/unlock").text
    assert client.get("/").headers["location"] == "/unlock"


def test_the_door_says_why_it_locked_by_itself(client: "Client") -> None:
    client.clock.pass_by(client.desk.limits.idle + 1)
    client.get("/")
    assert "Nobody was there for a while" in client.get("/unlock").text


def test_a_part_of_a_page_is_sent_to_the_door_whole(client: "Client") -> None:
    client.post("/lock")
    answer = client.part("/search")
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/unlock")


def test_while_another_program_writes_it_opens_for_reading(door: "Client") -> None:
    with open_vault(door.made.path, PASSPHRASE):
        assert door.unlock().status_code == 303
        home = door.get("/").text
        assert "reading only" in home
        assert "open for writing elsewhere" in home
        from amanet.errors import WorldFailed

        with pytest.raises(WorldFailed, match="open for writing elsewhere"):
            door.write(OpenVault.add_entity, "Source", "somebody")
    door.post("/lock")
    door.unlock()
    door.write(OpenVault.add_entity, "Source", "somebody")


def test_while_it_is_open_another_program_may_read(client: "Client") -> None:
    with open_vault(client.made.path, PASSPHRASE, writable=False) as beside:
        assert [member.name for member in beside.members()] == ["Mirel"]


# A new vault


def test_where_there_is_none_the_page_makes_one_and_shows_the_code_until_it_is_on_paper(
    nowhere: "Client",
) -> None:
    assert nowhere.get("/unlock").headers["location"] == "/new"
    answer = nowhere.post("/new", member="Mirel", passphrase=PASSPHRASE, again=PASSPHRASE)
    assert answer.headers["location"] == "/new/recovery"
    shown = nowhere.get("/new/recovery").text
    code = nowhere.desk.session and nowhere.desk.session.recovery_code
    assert code
    assert all(f"<span>{group}</span>" in shown for group in code.split("-"))
    assert nowhere.post("/new/kept").headers["location"] == "/"
    assert nowhere.get("/new/recovery").headers["location"] == "/"
    nowhere.post("/lock")
    assert nowhere.unlock(code).status_code == 303


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"again": "another"}, "were not the same"),
        ({"member": " "}, "Type a name"),
        ({"passphrase": "short", "again": "short"}, "at least 12 are needed"),
    ],
)
def test_what_cannot_protect_anybody_makes_no_vault(
    nowhere: "Client", changed: dict[str, str], said: str
) -> None:
    given = {"member": "Mirel", "passphrase": PASSPHRASE, "again": PASSPHRASE} | changed
    answer = nowhere.post("/new", **given)
    assert answer.status_code == 422
    assert said in answer.text
    assert PASSPHRASE not in answer.text
    assert not nowhere.desk.path.exists()


def test_where_there_is_a_vault_none_is_made(door: "Client") -> None:
    answer = door.post("/new", member="Other", passphrase=PASSPHRASE, again=PASSPHRASE)
    assert answer.status_code == 422
    assert "exists already" in answer.text
    assert not door.desk.is_open


def test_the_practice_vault_is_offered_at_the_door_and_says_what_it_is(door: "Client") -> None:
    assert practice.PASSPHRASE not in door.get("/unlock").text
    beside = practice.practice_beside(door.made.path)
    make_vault(beside, practice.PASSPHRASE, member="Mirel")[0].close()
    assert practice.PASSPHRASE in door.get("/unlock").text
    assert door.unlock(practice.PASSPHRASE).status_code == 403
    assert door.unlock(practice.PASSPHRASE, which="practice").status_code == 303
    assert "everything in it is invented" in door.get("/").text
    door.post("/lock")
    door.unlock()
    assert "everything in it is invented" not in door.get("/").text


def test_the_practice_vault_holds_the_material_of_the_demo(tmp_path: Path) -> None:
    path = tmp_path / "Names-practice.vault"
    practice.make_practice(Job("practice"), path, default_settings())
    with open_vault(path, practice.PASSPHRASE, writable=False) as vault:
        assert len(list(vault.listing())) > 10


# The language


def test_the_language_is_chosen_before_anything_is_unlocked_and_kept(door: "Client") -> None:
    assert 'lang="en" dir="ltr"' in door.get("/unlock").text
    assert 'lang="ar" dir="rtl"' in door.get("/unlock", accept_language="de, ar;q=0.8, en;q=0.5").text
    assert door.post("/language", language="ug").status_code == 303
    assert 'lang="ug" dir="rtl"' in door.get("/unlock").text
    assert Desk(door.made.path, default_settings()).language == "ug"
    door.post("/language", language="../../etc")
    assert 'lang="en"' in door.get("/unlock").text


# In a browser


@pytest.mark.needs("chromium")
def test_by_keyboard_alone_in_and_out(
    browser_page: "Page", axe_problems: "Callable[[Page], list[str]]"
) -> None:
    assert axe_problems(browser_page) == []
    browser_page.keyboard.type("not the passphrase")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_selector(".error")
    assert axe_problems(browser_page) == []
    browser_page.keyboard.type(PASSPHRASE)
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/")
    assert axe_problems(browser_page) == []
    for _ in range(40):
        browser_page.keyboard.press("Tab")
        if browser_page.evaluate("document.activeElement.matches('.lock')"):
            break
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/unlock")
    assert browser_page.context.cookies() == []


@pytest.mark.needs("chromium")
def test_the_countdown_empties_the_screen_when_it_ends(unlocked_page: "Page", served: "Served") -> None:
    served.desk.limits = Limits(idle=3, absolute=1000)
    unlocked_page.goto("/search")
    assert unlocked_page.text_content("#countdown time") in ("0:03", "0:02")
    unlocked_page.wait_for_url("**/unlock")
    assert unlocked_page.is_visible("text=Nobody was there for a while")


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("language", ["en", "ug"])
def test_nothing_is_cut_off_in_either_direction(browser_page: "Page", language: str) -> None:
    browser_page.select_option("#language", language)
    browser_page.wait_for_selector(f"html[lang={language}]")
    for width in (1280, 390):
        browser_page.set_viewport_size({"width": width, "height": 844})
        assert browser_page.evaluate("document.documentElement.scrollWidth") <= width
        assert browser_page.is_visible("button.primary")
    assert browser_page.evaluate(
        "document.fonts.ready.then(() => document.fonts.check('16px \\'Amanet Sans\\''))"
    )
