"""The whole way: from what somebody hands over to the account of a person, corrected, reviewed by a second member, agreed to and taken back.

The invented broadcast of the demonstration, its film and a voice message; once in English with the mouse, once in Uyghur with the keyboard
alone, where axe looks at every screen of it and finds nothing serious (test_screens.py does so in English).

With AMANET_SHOTS naming a folder, pictures of the way are put there, at 1280 and 390 pixels.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from amanet.app import OpenVault
from amanet.demonstration.broadcast import BROADCAST
from amanet.demonstration.film import film_of_the_courtyard
from amanet.demonstration.pictures import clouds_from
from amanet.demonstration.story import VOICES
from amanet.demonstration.voices import opus_from_wav, wav_of

if TYPE_CHECKING:
    from getting_about import Hands
    from playwright.sync_api import Page

    from conftest import Made, Served

pytestmark = pytest.mark.needs("chromium")

SECOND, SECOND_PASSPHRASE = "Bahar", "harbour coat ferry lantern salt tide"
FIRST_PASSPHRASE = "lantern ferry coat tide harbour salt"
SHOTS = Path(os.environ["AMANET_SHOTS"]) if "AMANET_SHOTS" in os.environ else None

# The voice message as it is typed: time, words. The second line is first heard wrong: "we put it out" for "we did not".
LINES = [("0:00", "ھەدە، ئۇ تېخى قايتىپ كەلمىدى."), ("0:01.5", "بىز چىراغنى ئۆچۈردۇق.")]
HEARD_WRONG, RIGHT = "ئۆچۈردۇق", "ئۆچۈرمىدۇق"
SISTER, MISSING, MISSING_IN_ENGLISH = "نۇرسەل قۇمدېڭىز", "ئايتوز قۇمدېڭىز", "Aytoz Qumdengiz"
LED_AWAY = "Three men led my brother Aytoz out of our courtyard."


@dataclass(frozen=True)
class HandedOver:
    """Names and bytes, as the demonstration makes them."""

    voice: bytes
    film: bytes

    def files(self) -> list[dict[str, Any]]:
        given = [
            ("PTT-20240914-WA0001.opus", "audio/ogg", self.voice),
            ("VID_20240914_191230.mp4", "video/mp4", self.film),
            ("The Coat by the Door.txt", "text/plain", BROADCAST.encode()),
        ]
        return [{"name": name, "mimeType": kind, "buffer": content} for name, kind, content in given]


@pytest.fixture(scope="module")
def handed_over(tmp_path_factory: pytest.TempPathFactory) -> HandedOver:
    folder = tmp_path_factory.mktemp("handed over")
    film = film_of_the_courtyard(clouds_from(Random(7)), seconds=3, created_at="2024-09-14T19:12:30Z")
    return HandedOver(opus_from_wav(wav_of(VOICES[0], folder)), film)


@dataclass
class Way:
    """What one member does in one browser. `number` are those of what was met on the way."""

    hands: "Hands"
    language: str
    axe: Callable[["Page"], list[str]]
    number: dict[str, int]

    @property
    def page(self) -> "Page":
        return self.hands.page

    def look(self, name: str, *, whole: bool = False) -> None:
        """The page as it stands: mirrored or not, no wider than the window, no fault that axe knows of."""
        page = self.page
        assert page.get_attribute("html", "dir") == ("rtl" if self.language == "ug" else "ltr")
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 860})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if SHOTS is not None:
                SHOTS.mkdir(exist_ok=True)
                page.screenshot(path=SHOTS / f"{name}-{self.language}-{width}.png", full_page=whole)
            assert wide <= width, f"{name} is {wide} pixels wide at {width}"
        page.set_viewport_size({"width": 1280, "height": 860})
        # It takes its time, and the screens are the same for both hands.
        assert self.language == "en" or self.axe(page) == [], name

    def play(self, selector: str) -> None:
        """Without a sound: until it goes on."""
        self.page.eval_on_selector(selector, "(one) => { one.muted = true; return one.play(); }")
        self.page.wait_for_function(f"() => document.querySelector('{selector}').currentTime > 0.05")

    def time_of(self, selector: str) -> float:
        seconds: float = self.page.eval_on_selector(selector, "(one) => one.currentTime")
        return seconds


@pytest.mark.parametrize(("language", "way"), [("en", "mouse"), ("ug", "keyboard")])
def test_from_what_was_handed_over_to_what_is_known_and_agreed(
    served: "Served", browser_page: "Page", page_of: Any, serving: Any, hands: Any, axe_problems: Any,
    handed_over: HandedOver, language: str, way: str,
) -> None:  # fmt: skip
    mine = Way(hands(browser_page, way), language, axe_problems, {})
    unlock(mine, FIRST_PASSPHRASE)
    served.write(OpenVault.add_member, SECOND, SECOND_PASSPHRASE)
    take_in(mine, handed_over)
    bring_together(mine)
    type_what_is_heard(mine)
    correct_the_words(mine)
    say_of_the_missing(mine)
    say_more_from_the_broadcast(mine)
    follow_the_account(mine)
    correct_a_statement(mine)
    with another(serving, served.made, page_of) as page:
        theirs = Way(hands(page, way), language, axe_problems, mine.number)
        review_as_another(theirs)
    see_that_it_was_reviewed(mine)
    record_consent(mine)
    take_it_back(mine)
    assert served.write(OpenVault.verify).holds


def another(
    serving: Callable[..., "AbstractContextManager[Served]"], made: "Made", page_of: Any
) -> "AbstractContextManager[Page]":
    """A program and a browser of the second member's own, on the same vault."""
    from contextlib import contextmanager

    @contextmanager
    def opened() -> Iterator["Page"]:
        with serving(made) as other, page_of(other) as page:
            yield page

    return opened()


def unlock(way: Way, passphrase: str) -> None:
    way.hands.choose("#language", way.language)
    way.page.wait_for_selector(f"html[lang={way.language}]")
    way.hands.write("#passphrase", passphrase)
    way.page.keyboard.press("Enter")
    way.page.wait_for_url("**/")


def take_in(way: Way, handed_over: HandedOver) -> None:
    page, hands = way.page, way.hands
    page.on("filechooser", lambda _chooser: None)  # told in time that choosers are caught
    hands.press(".bar-places a[href='/take-in']")
    page.wait_for_url("**/take-in")
    hands.write("#source", SISTER)
    hands.press("main form button.primary")
    page.wait_for_selector("#intake[data-ready]")
    with page.expect_file_chooser() as chooser:
        hands.press("#files")
    files = handed_over.files()
    chooser.value.set_files(files)
    page.wait_for_selector(f"#rows li:nth-child({len(files)}) .file-state.good")
    page.wait_for_selector("#end:enabled")
    hands.press("#end")
    page.wait_for_url("**/take-in/done/*")
    hands.press("form[action$='/read'] button")
    page.wait_for_selector(".read-summary", timeout=60_000)
    for name, file in zip(("voice", "film", "broadcast"), files, strict=True):
        link = page.locator(f"main .list a:has-text('{file['name']}')").first
        way.number[name] = int((link.get_attribute("href") or "").rpartition("/")[2])
    way.look("taken-in")


def bring_together(way: Way) -> None:
    """The transcript that came as a file stands beside the film from then on."""
    page, hands = way.page, way.hands
    page.goto(f"/items/{way.number['broadcast']}")
    hands.press("main a[href$='/recording']")
    page.wait_for_url("**/recording")
    hands.pick("#recording", str(way.number["film"]))
    way.look("recording")
    hands.press("main form button.primary")
    page.wait_for_selector(".player video")
    assert page.locator("main a[href$='/recording']").count() == 0


def type_what_is_heard(way: Way) -> None:
    """Two lines with the time at which each begins, one of them heard wrong."""
    page, hands = way.page, way.hands
    page.goto(f"/items/{way.number['voice']}")
    hands.press(f"a[href='/items/{way.number['voice']}/type']")
    page.wait_for_selector("[data-ready]")
    hands.write("#language", "ug")
    for at, (time, words) in enumerate(LINES):
        line = f".tblock .tline:nth-child({at + 1})"
        hands.write(f"{line} .tline-from", time)
        hands.write(f"{line} .tline-speaker", SISTER)
        hands.write(f"{line} .tline-words", words)
        if at + 1 < len(LINES):
            page.keyboard.press("Enter")
            page.wait_for_selector(f".tblock .tline:nth-child({at + 2})")
    save(way)
    way.look("typed")


def save(way: Way) -> None:
    if way.hands.way == "mouse":
        way.page.click("button[form=typing-form]")
    else:
        way.page.keyboard.press("Control+s")
    way.page.wait_for_selector(".typing-state.saved")


def correct_the_words(way: Way) -> None:
    """Heard again: the difference stands in the versions, word by word."""
    page, hands = way.page, way.hands
    hands.write(".tline:nth-child(2) .tline-words", LINES[1][1].replace(HEARD_WRONG, RIGHT))
    hands.write("#reason", "heard again")
    save(way)
    hands.press(f"a[href='/items/{way.number['voice']}/versions']")
    page.wait_for_url("**/versions")
    assert page.inner_text(".changes del") == HEARD_WRONG
    assert page.inner_text(".changes ins") == RIGHT
    way.look("versions")


def mark(way: Way, item: str, words: str) -> None:
    """Chooses the words on the page of the item and presses the button; the form of a statement comes."""
    page = way.page
    page.goto(f"/items/{way.number[item]}")
    way.hands.select(words)
    assert page.locator("[data-chosen]").inner_text() in (words, words.rstrip("."))
    way.look(f"marked-{item}")
    way.hands.mark()


def say_of_the_missing(way: Way) -> None:
    """Who is missing is nobody's entry yet: somebody new, of whom a source says something that is new too."""
    page, hands = way.page, way.hands
    mark(way, "voice", "بىز چىراغنى ئۆچۈرمىدۇق")
    hands.suggested("subject", MISSING, "[data-new=Person]")
    page.wait_for_selector("#property")
    hands.pick("#property", "notes")
    page.wait_for_selector("textarea#value")
    hands.write(
        "#value", "They leave the light on for him." if way.language == "en" else "چىراغ ئۆچۈرۈلمىدى."
    )
    hands.suggested("by", SISTER, "[data-new]")
    page.wait_for_selector("[name=by_new]:checked")
    hands.pick("#basis", "own_experience")
    way.look("saying", whole=True)
    hands.press("button[value=save]")
    page.wait_for_url("**/say/about/*")
    way.number["person"] = int(page.url.rpartition("/")[2])
    way.number["spoken"] = int(re.search(r"/passages/(\d+)/", page.url)[1])  # type: ignore[index]


def say_more_from_the_broadcast(way: Way) -> None:
    """The same person under another writing of the name is found; an act that was done to them is proposed for review."""
    page, hands = way.page, way.hands
    mark(way, "broadcast", LED_AWAY)
    hands.pick("#subject-new", "Act")
    page.wait_for_selector("#whom-words")
    hands.write("#whom-words", MISSING_IN_ENGLISH)
    page.wait_for_selector(f"#whom-options [data-number='{way.number['person']}']")
    way.look("already-here")
    hands.suggested("whom", MISSING_IN_ENGLISH, f"[data-number='{way.number['person']}']")
    page.wait_for_selector("#whom-label")
    hands.pick("#property", "type")
    page.wait_for_selector("select#value")
    hands.pick("#value", "arrest")
    hands.suggested("by", SISTER, "[data-number]")
    page.wait_for_selector("#by-label")
    hands.pick("#basis", "direct_witness")
    hands.press("button[value=propose]")
    page.wait_for_url("**/say/about/*")
    way.number["act"] = int(page.url.rpartition("/")[2])


def follow_the_account(way: Way) -> None:
    """What was said stands in the account; its line opens the passage, which plays from its place."""
    page, hands = way.page, way.hands
    page.goto(f"/people/{way.number['person']}")
    way.look("account", whole=True)
    hands.press(f"a[href='/passages/{way.number['spoken']}']")
    page.wait_for_url("**/passages/*")
    page.wait_for_function("() => document.querySelector('audio').readyState > 0")
    assert way.time_of("audio") == pytest.approx(1.5, abs=0.05)
    way.play("audio")
    assert way.time_of("audio") > 1.5
    way.look("passage", whole=True)
    hands.press(f"main a[href^='/items/{way.number['voice']}/at/']")
    page.wait_for_url("**/at/1500")
    page.wait_for_function("() => document.querySelector('audio').readyState > 0")
    assert way.time_of("audio") == pytest.approx(1.5, abs=0.05)
    assert RIGHT in page.inner_text(".line-heard")
    way.look("played")
    hands.press(".line [data-seek='0']")
    page.wait_for_selector("#a0.line-heard")


def correct_a_statement(way: Way) -> None:
    page, hands = way.page, way.hands
    page.goto(f"/passages/{way.number['spoken']}")
    hands.press("a[href$='/correct']")
    page.wait_for_url("**/correct")
    hands.pick("#certainty", "certain")
    hands.write("#reason", "she said so twice")
    way.look("correcting", whole=True)
    hands.press("button[value=propose]")
    page.wait_for_url("**/say/about/*")


def review_as_another(way: Way) -> None:
    """Another member passes what was proposed."""
    page, hands = way.page, way.hands
    unlock(way, SECOND_PASSPHRASE)
    page.goto("/review/proposed")
    boxes = page.locator("input[name=of]")
    assert boxes.count() >= 2
    for at in range(boxes.count()):
        hands.tick(f"input[name=of][value='{boxes.nth(at).get_attribute('value')}']")
    way.look("review")
    hands.press("button[name=to][value=reviewed]")
    page.wait_for_selector(".empty")


def see_that_it_was_reviewed(way: Way) -> None:
    """Of the act, whom and what: nobody is asked to look at it any more."""
    page = way.page
    page.goto(f"/people/{way.number['person']}")
    act = page.locator(f"#act-{way.number['act']}").locator("..")
    assert act.locator(".state").count() == 0
    page.goto("/review/proposed")
    assert page.is_visible("main .empty")


def record_consent(way: Way) -> None:
    """The talk, in the language of the page, read back before it is saved; from then on all her words say that she agreed."""
    page, hands = way.page, way.hands
    page.goto(f"/items/{way.number['voice']}")
    badge = page.locator(".item-tags .consent-badge a")
    assert badge.get_attribute("class") == "tag warn"
    way.number["sister"] = int((badge.get_attribute("href") or "").split("/")[2])
    hands.press(".item-tags .consent-badge a")
    page.wait_for_url("**/consent")
    hands.press("a[href$='/consent/talk']")
    page.wait_for_url("**/consent/talk")
    hands.press("button[value=all]")
    page.wait_for_selector("input[name=step][value=all]", state="attached")
    hands.tick("input[name='use:legal proceedings'][value=yes]")
    hands.tick("input[name='to:legal proceedings:court'][value=yes]")
    hands.write("input[name='name:court']", "the Tide Court")
    hands.tick("input[name=identity][value=pseudonym]")
    hands.tick("input[name=read_aloud]")
    hands.press(".talk-onwards button[value=summary]")
    page.wait_for_selector("button[value=save]")
    way.look("read-back", whole=True)
    hands.press("button[value=save]")
    page.wait_for_url(f"**/people/{way.number['sister']}/consent")
    way.look("agreed", whole=True)
    page.goto(f"/items/{way.number['voice']}")
    assert page.locator(".item-tags .consent-badge a.tag.good").count() == 1


def take_it_back(way: Way) -> None:
    """What it ends and touches is shown before it counts; then every screen with her words says so."""
    page, hands = way.page, way.hands
    page.goto(f"/people/{way.number['sister']}/consent")
    hands.press("a[href$='/consent/withdraw']")
    page.wait_for_url("**/withdraw")
    hands.tick("input[name=what][value=all]")
    hands.press("button[value=check]")
    page.wait_for_selector("#again, input[type=password]")
    way.look("what-it-ends", whole=True)
    hands.write("input[type=password]", FIRST_PASSPHRASE)
    hands.press("button[value=withdraw]")
    page.wait_for_url("**/withdrawn/*")
    way.look("withdrawn", whole=True)
    for address in (f"/items/{way.number['voice']}", f"/passages/{way.number['spoken']}", "/sources"):
        page.goto(address)
        assert page.locator(".consent-badge .tag.bad, .tag.bad").count() >= 1, address
