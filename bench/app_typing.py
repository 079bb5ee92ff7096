"""Typing in a transcript of three hours, and words shown as they are heard, in Chromium on `amanet open`. Part of `bench/app.py`; alone:

    .venv/bin/python bench/app_typing.py

A key counts until the picture after it was handed over to be drawn. A word counts from the moment of the recording at which it begins until
it is marked on the page, by the player's own clock. The browser draws without a graphics card here, on the same cores as the server.
"""

import io
import json
import sys
import tempfile
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it can be run by its path

from bench.rows import Line

from amanet.app import make_vault
from amanet.work.typed_lines import TypedLine

_PASSPHRASE = "lantern ferry coat tide harbour salt"
_LINES, _KEYS = 3000, 60
_LINE_MS = 3600
_CHROMIUM = ["--headless", "--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
_WATCH_KEYS = """() => { window.took = []; addEventListener("keydown", () => { const at = performance.now();
  requestAnimationFrame(() => { const drawn = new MessageChannel(); drawn.port1.onmessage = () => took.push(performance.now() - at);
    drawn.port2.postMessage(0); }); }, { capture: true }); }"""
_WATCH_WORDS = """() => { const heard = document.querySelector("audio"); heard.muted = true; window.late = [];
  new MutationObserver(() => { const word = document.querySelector(".word-heard");
    if (word && !heard.paused) { late.push(heard.currentTime * 1000 - Number(word.dataset.word)); } })
    .observe(document.querySelector(".words"), { subtree: true, attributeFilter: ["class"] }); return heard.play(); }"""


def rows() -> Iterator[Line]:
    from bench.app import _environment, _running

    with tempfile.TemporaryDirectory(prefix="amanet-typing-") as folder:
        talk, spoken = _made(Path(folder))
        with _running(Path(folder), _environment(Path(folder))) as (address, _), _page(address) as page:
            yield from _of_typing(page, talk)
            yield from _of_words(page, spoken)


def _made(folder: Path) -> tuple[int, int]:
    """A vault with two recordings: one with a transcript of three hours, one with the times of its words."""
    vault, _ = make_vault(folder / "v.vault", _PASSPHRASE, member="Mirel")
    (folder / "in").mkdir()
    words = [{"word": f" word{at}", "start": at * 0.4, "end": at * 0.4 + 0.4} for at in range(40)]
    told = {
        "segments": [
            {"start": 0, "end": 16, "text": "".join(str(one["word"]) for one in words), "words": words}
        ]
    }
    for name, content in (("a.wav", _wav(60)), ("b.wav", _wav(20)), ("b.json", json.dumps(told).encode())):
        (folder / "in" / name).write_bytes(content)
    with vault:
        vault.add([folder / "in"])
        vault.describe()
        numbers = {one.name: one.number for one in vault.listing()}
        vault.type_reading(numbers["a.wav"], _lines(), based_on=None, language="ug")
        vault.read(numbers["b.json"])
        vault.link_recording(numbers["b.json"], numbers["b.wav"])
    return numbers["a.wav"], numbers["b.wav"]


def _lines() -> list[TypedLine]:
    words = "ئۇلار كەچتە كەلدى، ئىككى ئاق ماشىنا توختىدى، ئۈچ ئادەم كىردى."
    return [
        TypedLine(f"{at} {words}", "AB"[at % 2], at * _LINE_MS, at * _LINE_MS + 3000) for at in range(_LINES)
    ]


def _wav(seconds: int) -> bytes:
    kept = io.BytesIO()
    with wave.open(kept, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(b"\0\1" * 8000 * seconds)
    return kept.getvalue()


@contextmanager
def _page(address: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_CHROMIUM)
        page = browser.new_page(base_url=address, viewport={"width": 1280, "height": 860})
        page.goto("/unlock")
        page.fill("#passphrase", _PASSPHRASE)
        page.keyboard.press("Enter")
        page.wait_for_url("**/")
        yield page
        browser.close()


def _of_typing(page: Any, number: int) -> Iterator[Line]:
    page.goto(f"/items/{number}/type")
    page.wait_for_selector("[data-ready]")
    page.evaluate(_WATCH_KEYS)
    page.locator(".tline-words").nth(_LINES // 2).focus()
    for _ in range(_KEYS):
        page.keyboard.type("a")
        page.wait_for_timeout(60)
    took = sorted(page.evaluate("took"))
    most = took[int(0.95 * len(took))]
    shown = f"{median(took):.0f} ms, 95 of 100 under {most:.0f} ms"
    yield Line(
        f"a key in a transcript of {_LINES:,} lines, until it is drawn", shown, "", median(took), "ms", 50.0
    )


def _of_words(page: Any, number: int) -> Iterator[Line]:
    page.goto(f"/items/{number}")
    page.evaluate(_WATCH_WORDS)
    page.wait_for_timeout(12_000)
    late = sorted(page.evaluate("late"))[1:]
    most = late[int(0.95 * len(late))]
    shown = f"{median(late):.0f} ms, 95 of 100 under {most:.0f} ms"
    yield Line(f"a word is marked after it is heard ({len(late)} words)", shown, "", most, "ms", 100.0)


def main() -> int:
    found = list(rows())
    for line in found:
        print(f"{line.work:<70} {line.ours}  goal {line.goal:.0f} {line.unit}  {'yes' if line.met else 'NO'}")
    return 0 if all(line.met for line in found) else 1


if __name__ == "__main__":
    sys.exit(main())
