"""What only a browser shows of pages that hold still otherwise: how an account is printed, and how the player stands under the bar."""

import wave
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from conftest import Served

pytestmark = pytest.mark.needs("chromium")
_SEEN = "(all) => all.filter(one => one.checkVisibility()).map(one => one.outerHTML.slice(0, 80))"
_BETWEEN = """() => {
  const bar = document.querySelector(innerWidth > 800 ? ".bar" : ".bar-top").getBoundingClientRect();
  const player = document.querySelector(".player").getBoundingClientRect();
  const cover = parseFloat(getComputedStyle(document.querySelector(".player"), "::before").height);
  return [player.top - bar.bottom, cover];
}"""


def _with_player(vault: Any, folder: Path) -> int:
    """The number of a transcript of thirty lines beside its recording."""
    with wave.open(str(folder / "talk.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16_000))
    lines = (f"[00:{at:02}] Nursel: The ferry left at {at}." for at in range(30))
    (folder / "said.txt").write_text("\n".join(lines), "utf-8")
    vault.add([folder / "talk.wav", folder / "said.txt"])
    vault.describe()
    numbers = {one.name: one.number for one in vault.listing()}
    vault.read(numbers["said.txt"], language="en")
    vault.link_recording(numbers["said.txt"], numbers["talk.wav"])
    return int(numbers["said.txt"])


def test_in_print_and_under_the_bar(
    served: "Served", unlocked_page: "Page", tell_story: Any, axe_problems: Any, tmp_path: Path
) -> None:
    page = unlocked_page
    story = served.write(tell_story, tmp_path / "story")
    said = served.write(_with_player, tmp_path)
    page.goto(f"/people/{story.teacher}")
    page.emulate_media(media="print")
    assert (
        page.eval_on_selector_all("button, form, .bar, .skip, .jump, .no-print, input, select", _SEEN) == []
    )
    assert page.locator("h1").is_visible()
    page.emulate_media(media="screen")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 620})
        page.goto(f"/items/{said}")
        page.evaluate("document.querySelector('#words .line:last-of-type').scrollIntoView()")
        gap, cover = page.evaluate(_BETWEEN)
        assert gap <= cover, width
    for address in (f"/items/{story.item}/speakers", f"/items/{story.item}/translates/{said}"):
        page.goto(address)
        assert axe_problems(page) == []
