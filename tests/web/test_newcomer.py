"""The way of somebody who has never seen amanet, on the practice vault: unlock, take in a voice message and a transcript, look, search, lock.

In English and in Uyghur, from right to left; with the mouse, and with the keyboard alone. On each page axe finds nothing serious, no
request leaves the machine, no script fails (`page_of` watches both), and what has the focus is seen to have it.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amanet.app import default_settings, make_vault
from amanet.demonstration.story import VOICES
from amanet.demonstration.voices import opus_from_wav, wav_of
from amanet.web import practice
from amanet.web.jobs import Job

if TYPE_CHECKING:
    from getting_about import Hands
    from playwright.sync_api import Page

    from conftest import Served

pytestmark = pytest.mark.needs("chromium")

# One word of the transcript is said nowhere else: with the mouse in English, with the keyboard in Uyghur it is looked for.
WORDS = {"en": "quillmarsh", "ug": "پانۇسقورغان"}
TRANSCRIPT = """[00:00:04] Nursel: He was called to the gate, and did not take his coat.
[00:00:31] Asker: Where did they bring him?
[00:00:40] Nursel: The ferryman says to {word}. I did not see it myself.
"""


@dataclass(frozen=True)
class Made:
    path: Path
    recovery_code: str = ""


@pytest.fixture(scope="module")
def village(
    tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., "AbstractContextManager[Served]"]
) -> Iterator["Served"]:
    """A vault with nothing in it, and the practice vault beside it, as the page of a new vault makes them."""
    folder = tmp_path_factory.mktemp("village")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AMANET_TEST_CHEAP_KDF", "1")
        patch.setenv("AMANET_STATE_DIR", str(folder / "state"))
        settings, path = default_settings(), folder / "Names.vault"
        make_vault(path, "lantern ferry coat tide harbour salt", member="Mirel", settings=settings)[0].close()
        practice.make_practice(Job("practice"), practice.practice_beside(path), settings)
        with serving(Made(path), settings) as served:
            yield served


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return opus_from_wav(wav_of(VOICES[1], tmp_path_factory.mktemp("voice")))


@pytest.mark.parametrize("language", ["en", "ug"])
@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_from_the_door_and_back(
    village: "Served",
    page_of: Any,
    hands: Any,
    axe_problems: Any,
    voice: bytes,
    tmp_path: Path,
    language: str,
    way: str,
) -> None:
    word = f"{WORDS[language]}{way[0]}"
    files = [tmp_path / f"voice {way} {language}.opus", tmp_path / f"transcript {way} {language}.txt"]
    # Not the same bytes each time: what one person gave before would be recognised.
    files[0].write_bytes(voice + f"{language}{way}".encode())
    files[1].write_text(TRANSCRIPT.format(word=word), "utf-8")
    with page_of(village) as page:
        mine = hands(page, way)

        def look(*, at: str) -> None:
            page.wait_for_url(at)
            assert page.get_attribute("html", "dir") == ("rtl" if language == "ug" else "ltr")
            # The pages are the same for both hands, and axe takes its time; it is run in English on every screen by test_screens.py.
            assert (way, language) != ("mouse", "ug") or axe_problems(page) == []

        unlock(mine, language, look)
        take_in(mine, files, look)
        look_at_both(mine, files, look)
        search(mine, word, look)
        lock(mine, look)


def unlock(hands: "Hands", language: str, look: Callable[..., None]) -> None:
    page = hands.page
    hands.choose("#language", language)
    page.wait_for_selector(f"html[lang={language}]")
    hands.tick("input[name=which][value=practice]")
    hands.write("#passphrase", page.inner_text(".practice-hint .code"))
    look(at="**/unlock")
    hands.press("form[data-unlock] button.primary")
    look(at="**/")


def take_in(hands: "Hands", files: list[Path], look: Callable[..., None]) -> None:
    page = hands.page
    page.on("filechooser", lambda _chooser: None)  # told in time that choosers are caught
    hands.press(".bar-places a[href='/take-in']")
    look(at="**/take-in")
    hands.write("#source", "a ferryman's daughter")
    hands.write("#how", "by messenger")
    hands.press("main form button.primary")
    look(at="**/take-in/hand-over/*")
    page.wait_for_selector("#intake[data-ready]")
    with page.expect_file_chooser() as chooser:
        hands.press("#files")
    chooser.value.set_files(files)
    page.wait_for_selector(f"#rows li:nth-child({len(files)}) .file-state.good")
    page.wait_for_selector("#end:enabled")
    look(at="**/take-in/hand-over/*")
    hands.press("#end")
    look(at="**/take-in/done/*")
    hands.press("form[action$='/read'] button")
    page.wait_for_selector(".read-summary", timeout=60_000)
    assert page.is_visible(".read-summary .tag.good"), page.inner_text("main")
    look(at="**/take-in/done/*")


def look_at_both(hands: "Hands", files: list[Path], look: Callable[..., None]) -> None:
    page = hands.page
    done = page.url
    hands.press(f"main .list a:has-text('{files[0].name}')")
    look(at="**/items/*")
    seconds = seconds_of("audio", page)
    assert seconds > 1, "the voice message cannot be played"
    page.goto(done)
    hands.press(f"main .list a:has-text('{files[1].name}')")
    look(at="**/items/*")
    assert page.is_visible("text=did not take his coat")


def seconds_of(tag: str, page: "Page") -> float:
    """How long what is played is, once the player knows it."""
    for _ in range(200):
        seconds: float = page.evaluate(f"() => document.querySelector('{tag}')?.duration || 0")
        if seconds:
            return seconds
        page.wait_for_timeout(50)
    return 0


def search(hands: "Hands", word: str, look: Callable[..., None]) -> None:
    """By one word that was said. It stands in no address, and the hit leads to the line it was said in."""
    page = hands.page
    hands.press(".bar-places a[href='/search']")
    look(at="**/search")
    hands.write("#q", word)
    page.keyboard.press("Enter")
    page.wait_for_selector(".hit")
    assert page.locator(".hit mark").first.inner_text() == word
    look(at="**/search")
    hands.press(".hit a.hit-link >> nth=0")
    page.wait_for_url("**/items/*/**")
    look(at="**/items/*/**")
    assert word in page.locator("[aria-current=true], .line-current").first.inner_text()
    assert word not in page.url


def lock(hands: "Hands", look: Callable[..., None]) -> None:
    """Nothing of it is left in the browser: no cookie, nothing stored, no page to go back to."""
    page = hands.page
    hands.press(".button.lock")
    look(at="**/unlock")
    assert page.context.cookies() == []
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
    page.go_back()
    page.wait_for_url("**/unlock")
    assert "quillmarsh" not in page.content()
