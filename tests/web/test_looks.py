"""What only a browser shows of pages that hold still otherwise: how an account is printed, and how the player stands under the bar."""

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Served
    from playwright.sync_api import Page

pytestmark = pytest.mark.needs("chromium")
_SEEN = "(all) => all.filter(one => one.checkVisibility()).map(one => one.outerHTML.slice(0, 80))"
_BETWEEN = """() => {
  const bar = document.querySelector(innerWidth > 800 ? ".bar" : ".bar-top").getBoundingClientRect();
  const player = document.querySelector(".player").getBoundingClientRect();
  const cover = parseFloat(getComputedStyle(document.querySelector(".player"), "::before").height);
  return [player.top - bar.bottom, cover];
}"""


def _of_items() -> Any:
    spec = importlib.util.spec_from_file_location("of_items", Path(__file__).parent / "test_item.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_in_print_and_under_the_bar(
    served: "Served", unlocked_page: "Page", tell_story: Any, axe_problems: Any, tmp_path: Path
) -> None:
    page, items = unlocked_page, _of_items()
    story = served.write(tell_story, tmp_path / "story")
    told = items.told(served, tmp_path / "told")
    page.goto(f"/people/{story.teacher}")
    page.emulate_media(media="print")
    assert (
        page.eval_on_selector_all("button, form, .bar, .skip, .jump, .no-print, input, select", _SEEN) == []
    )
    assert page.locator("h1").is_visible()
    page.emulate_media(media="screen")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 620})
        page.goto(f"/items/{told['said__srt']}")
        page.evaluate("document.querySelector('#words .pair:last-child').scrollIntoView()")
        gap, cover = page.evaluate(_BETWEEN)
        assert gap <= cover, width
    for address in (f"/items/{story.item}/speakers", f"/items/{story.item}/translates/{told['said__srt']}"):
        page.goto(address)
        assert axe_problems(page) == []
