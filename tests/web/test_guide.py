"""The guide is true: its steps are walked through in the real application, its pictures are taken on the way, its words stand on the screens.

With AMANET_SCREENS=1 the walk takes the pictures into docs/guide/pictures/:

    AMANET_SCREENS=1 .venv/bin/pytest tests/web/test_guide.py -n0

Without it the same steps are walked, so that no page of the guide tells of a screen that is gone. Material, clock and randomness are fixed.
"""

import io
import os
import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.pofile import read_po

from amanet.app import OpenVault
from amanet.canonical import parse_utc
from amanet.demonstration.broadcast import BROADCAST
from amanet.demonstration.story import VOICES
from amanet.demonstration.voices import opus_from_wav, wav_of
from amanet.vault import Settings
from amanet.web import guide_pages
from amanet.web.languages import LOCALE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from conftest import Client, Served

GUIDE = Path(__file__).parents[2] / "docs" / "guide"
PICTURES = GUIDE / "pictures"
TAKES_PICTURES = os.environ.get("AMANET_SCREENS") == "1"
LARGEST = 120_000
WINDOW = {"width": 1000, "height": 900}

MEMBER, PASSPHRASE = "Mirel Oskavand", "lantern ferry coat tide harbour salt"
SECOND, SECOND_PASSPHRASE = "Bahar Tuzmolla", "harbour coat ferry lantern salt tide"
SISTER, MISSING, WITNESS, OFFICE = (
    "Nursel Qumdengiz",
    "Aytoz Qumdengiz",
    "the neighbour with the nets",
    "Office of Residence",
)
VOICE, PROGRAMME = "PTT-20240914-WA0001.opus", "The Coat by the Door.txt"
LINES = [("0:00", "ھەدە، ئۇ تېخى قايتىپ كەلمىدى."), ("0:01.5", "بىز چىراغنى ئۆچۈردۇق.")]
HEARD_WRONG, RIGHT = "ئۆچۈردۇق", "ئۆچۈرمىدۇق"
LED_AWAY = "Three men led my brother Aytoz out of our courtyard. They showed no paper."


class Bytes:
    """The same sequence each time; a lock keeps two threads from getting the same ones."""

    def __init__(self) -> None:
        self._random, self._lock = random.Random(10), Lock()

    def __call__(self, count: int) -> bytes:
        with self._lock:
            return self._random.randbytes(count)


@dataclass(frozen=True)
class Nothing:
    """Where a vault will be."""

    path: Path
    recovery_code: str = ""


@dataclass
class Walk:
    """Somebody with the guide in hand. `taken` are the pictures that were passed by."""

    page: "Page"
    served: "Served"
    number: dict[str, int] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    recovery_code: str = ""

    def show(self, name: str, *parts: str, until: str = "", high: int = 1000) -> None:
        """A picture of the parts of the page that are meant, and of what lies between them; `until` says where it ends before that."""
        self.taken.add(name)
        boxes = [self._box(part) for part in parts]
        end = self._box(until) if until else None
        if not TAKES_PICTURES:
            return
        left, top = min(box["x"] for box in boxes) - 10, min(box["y"] for box in boxes) - 3
        right = max(box["x"] + box["width"] for box in boxes) + 10
        last = max(box["y"] + box["height"] for box in ([end] if end else boxes)) + 10
        left, top = max(0, left), max(0, top)
        wide = min(right, WINDOW["width"]) - left
        _take_picture(self.page, name, {"x": left, "y": top, "width": wide, "height": min(last - top, high)})

    def _box(self, part: str) -> dict[str, float]:
        """Where it stands on the whole page, as long as that is not scrolled."""
        found = self.page.locator(part).first
        for _ in range(100):
            found.wait_for(state="visible")
            box: dict[str, float] = found.evaluate(_BOX)
            if box["width"]:  # and not of a part that was replaced meanwhile
                return box
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{part} is never seen")


# The countdown stands, nothing has the focus, and the bar of a page that was scrolled lies at its top again.
_STILL = """(whole) => {
    document.querySelectorAll("#countdown time").forEach((one) => { one.textContent = "10:00"; });
    document.activeElement?.blur();
    if (whole) { scrollTo(0, 0); }
}"""
_BOX = """(one) => {
    const box = one.getBoundingClientRect();
    return {x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height};
}"""


@pytest.mark.needs("chromium")
def test_every_step_of_the_guide_can_be_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, serving: Any, page_of: Any
) -> None:
    now = [parse_utc("2024-10-07T16:20:00Z")]
    settings = Settings(tmp_path / "state", now=lambda: now[0], random_bytes=Bytes())
    monkeypatch.setenv("AMANET_TEST_CHEAP_KDF", "1")
    made: Any = Nothing(tmp_path / "Velmara.vault")
    with serving(made, settings) as served, page_of(served) as page:
        page.set_viewport_size(WINDOW)
        walk = Walk(page, served)
        begin(walk, tmp_path)
        take_in(walk, opus_from_wav(wav_of(VOICES[0], tmp_path)))
        listen_and_type(walk)
        mark_and_say(walk)
        say_who_said_it(walk)
        ask_consent(walk)
        review(walk)
        read_the_account(walk)
        prove(walk)
        when_something_goes_wrong(walk)
        assert served.write(OpenVault.verify).holds
    named = {one for path in GUIDE.glob("*.md") for one in _pictures_in(path)}
    assert {f"{one}.png" for one in walk.taken} == named


# 1 Before you begin


def begin(walk: Walk, folder: Path) -> None:
    page = walk.page
    page.wait_for_url("**/new")
    page.fill("#member", MEMBER)
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#again", PASSPHRASE)
    walk.show("new-vault", "main h1", "main form")
    page.uncheck("input[name=practice]")
    page.click("main form button.primary")
    page.wait_for_url("**/new/recovery")
    walk.recovery_code = re.sub(r"\s", "", page.inner_text(".recovery-code"))
    walk.show("recovery-code", "main h1", "main form")
    page.click("main form button.primary")
    page.wait_for_url("**/")
    walk.show("first-steps", "main .first")
    page.goto("/settings/backups")
    page.fill("#folder", "/media/disk/amanet")
    walk.show("backup", "main form.sheet")
    page.fill("#folder", str(folder / "backup"))
    page.click("main form.sheet button.primary")
    page.wait_for_selector("main .backup .tag")


# 2 Take in


def take_in(walk: Walk, voice: bytes) -> None:
    page = walk.page
    page.click(".bar-places a[href='/take-in']")
    page.wait_for_url("**/take-in")
    page.fill("#source", SISTER)
    page.fill("#how", "sent by messenger")
    page.fill("#when", "2024-10-01")
    walk.show("who-hands-over", "main form.sheet")
    page.click("main form button.primary")
    page.wait_for_selector("#intake[data-ready]")
    page.set_input_files(
        "#files",
        [
            {"name": VOICE, "mimeType": "audio/ogg", "buffer": voice},
            {"name": PROGRAMME, "mimeType": "text/plain", "buffer": BROADCAST.encode()},
        ],
    )
    page.wait_for_selector("#rows li:nth-child(2) .file-state.good")
    page.wait_for_selector("#end:enabled")
    walk.show("files", "main h1", ".take-end")
    page.click("#end")
    page.wait_for_url("**/take-in/done/*")
    page.click("form[action$='/read'] button")
    page.wait_for_selector(".read-summary", timeout=60_000)
    walk.show("handed-over", "main h1", ".items-taken")
    for name, file in (("voice", VOICE), ("programme", PROGRAMME)):
        link = page.locator(f"main .list a:has-text('{file}')").first
        walk.number[name] = int((link.get_attribute("href") or "").rpartition("/")[2])


# 3 Listen and type


def listen_and_type(walk: Walk) -> None:
    page = walk.page
    page.goto(f"/items/{walk.number['voice']}")
    page.click(f"a[href='/items/{walk.number['voice']}/type']")
    page.wait_for_selector("[data-ready]")
    page.fill("#language", "ug")
    for at, (time, words) in enumerate(LINES):
        line = f".tblock .tline:nth-child({at + 1})"
        page.fill(f"{line} .tline-from", time)
        page.fill(f"{line} .tline-speaker", SISTER)
        page.fill(f"{line} .tline-words", words)
        if at + 1 < len(LINES):
            page.keyboard.press("Enter")
            page.wait_for_selector(f".tblock .tline:nth-child({at + 2})")
    _save_lines(page)
    walk.show("typing", "main h1", "#typing-form", until=".tlines")
    page.fill(".tline:nth-child(2) .tline-words", LINES[1][1].replace(HEARD_WRONG, RIGHT))
    page.fill("#reason", "heard again")
    _save_lines(page)
    page.click(f"a[href='/items/{walk.number['voice']}/versions']")
    page.wait_for_url("**/versions")
    assert page.inner_text(".changes del") == HEARD_WRONG
    walk.show("versions", "#changes-title", ".changes")


def _save_lines(page: "Page") -> None:
    page.click("button[form=typing-form]")
    page.wait_for_selector(".typing-state.saved")


# 4 Mark and say


def mark_and_say(walk: Walk) -> None:
    page = walk.page
    page.goto(f"/items/{walk.number['programme']}")
    _drag_over(page, LED_AWAY)
    _show_what_is_marked(walk)
    page.click("[data-mark-bar] button")
    page.wait_for_url("**/passages/*/say")
    walk.number["passage"] = int(page.url.split("/")[-2])
    _suggested(page, "subject", MISSING, "[data-new=Person]")
    page.wait_for_selector("#property")
    page.select_option("#property", "occupation_as_told")
    page.fill("#value", "teacher")
    _suggested(page, "by", SISTER, "[data-new]")
    page.wait_for_selector("[name=by_new]:checked")
    page.select_option("#basis", "own_experience")
    walk.show("saying", "#saying", until="#basis", high=1100)
    page.click("button[value=save]")
    page.wait_for_url("**/say/about/*")
    walk.number["person"] = int(page.url.rpartition("/")[2])
    _say_what_was_done(walk)
    walk.show("last-step", ".last-step")


def _say_what_was_done(walk: Walk) -> None:
    """Something new that was done to somebody who is here already; then more about the same."""
    page = walk.page
    page.goto(f"/passages/{walk.number['passage']}/say")
    page.select_option("#subject-new", "Act")
    page.wait_for_selector("#whom-words")
    _suggested(page, "whom", MISSING, f"[data-number='{walk.number['person']}']")
    page.wait_for_selector("#whom-label")
    page.select_option("#property", "type")
    page.wait_for_selector("select#value")
    page.select_option("#value", "arrest")
    page.wait_for_selector("#by-label")  # who spoke last from these words
    page.select_option("#basis", "direct_witness")
    page.click("button[value=propose]")
    page.wait_for_url("**/say/about/*")
    walk.number["act"] = int(page.url.rpartition("/")[2])
    page.select_option("#property", "warrant_shown")
    page.check("input[name=value][value=no]")
    page.select_option("#basis", "direct_witness")
    page.click("button[value=propose]")
    page.wait_for_selector(".said")


def _show_what_is_marked(walk: Walk) -> None:
    """The bar stays at the top of the window, so this is a picture of the window."""
    walk.taken.add("marking")
    line, bar = walk.page.locator(".line", has_text=LED_AWAY), walk.page.locator("[data-mark-bar]")
    line.evaluate("(one) => scrollBy(0, one.getBoundingClientRect().top - 190)")
    lines, bars = line.bounding_box(), bar.bounding_box()
    assert lines
    assert bars
    assert bars["y"] < lines["y"]
    if TAKES_PICTURES:
        high = lines["y"] + lines["height"] + 10 - bars["y"]
        clip = {"x": bars["x"] - 10, "y": bars["y"] - 3, "width": bars["width"] + 20, "height": high}
        _take_picture(walk.page, "marking", clip, whole=False)


def _suggested(page: "Page", name: str, words: str, option: str) -> None:
    page.fill(f"#{name}-words", words)
    page.locator(f"#{name}-options {option}").first.click()


# The first and the last letter of the words.
_EDGES = """(line, words) => {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    let node; while ((node = walker.nextNode())) { if (node.data.includes(words)) { break; } }
    const range = document.createRange(), at = node.data.indexOf(words);
    const box = (from) => { range.setStart(node, from); range.setEnd(node, from + 1); return range.getBoundingClientRect(); };
    const first = box(at), last = box(at + words.length - 1);
    return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
}"""


def _drag_over(page: "Page", words: str) -> None:
    line = page.locator(".line-words", has_text=words)
    line.scroll_into_view_if_needed()
    left, top, right, bottom = line.evaluate(_EDGES, words)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=6)
    page.mouse.up()
    page.wait_for_selector("[data-mark-bar] button:not([disabled])")


# 5 Who said it


def say_who_said_it(walk: Walk) -> None:
    page = walk.page
    page.goto("/sources/new")
    page.fill("#name", WITNESS)
    page.check("input[name=kind][value=person]")
    page.check("input[name=connection][value=witness]")
    walk.show("new-source", "main form")
    page.click("main form button.primary")
    page.wait_for_url(re.compile("/sources/[0-9]+$"))
    walk.number["witness"] = int(page.url.rpartition("/")[2])
    page.goto(f"/people/{walk.number['person']}")
    walk.served.write(_others_speak, walk.number)
    page.goto("/sources")
    walk.number["sister"] = int(
        (page.locator(f"main a:has-text('{SISTER}')").first.get_attribute("href") or "").rpartition("/")[2]
    )
    walk.show("sources", "#sources")


def _others_speak(vault: OpenVault, number: dict[str, int]) -> None:
    """What the guide does not tell step by step: a second source, a denial, a sign of life, a promise of signs."""
    witness = str(number["witness"])
    sister = next(one.number for one in vault.entities("Source") if one.label == SISTER)
    vault.say(number["act"], "start", "2024-09-14", by=str(sister), basis="direct_witness")
    place = str(vault.add_entity("Facility", "the salt house", by=witness).number)
    vault.say(number["act"], "start", "2024-09-15", by=witness, certainty="possible", basis="direct_witness")
    vault.say(number["act"], "facility", place, by=witness, basis="direct_witness")
    office = str(
        vault.add_entity("Source", OFFICE, [("kind", "organization"), ("connection", "official")]).number
    )
    vault.say(number["act"], "facility", place, by=office, polarity="denies", said_at="2024-09-22")
    sign = [("person", str(number["person"])), ("kind", "voice_message"), ("date", "2024-08-04")]
    vault.add_entity("SignOfLife", None, sign, by=witness, basis="own_experience")


# 6 Ask consent


def ask_consent(walk: Walk) -> None:
    page = walk.page
    page.goto(f"/people/{walk.number['sister']}/consent")
    page.click("a[href$='/consent/talk']")
    page.wait_for_url("**/consent/talk")
    walk.show("talk", ".talk-tools", "main section.sheet", until=".talk-text >> nth=1")
    page.click("button[value=all]")
    page.wait_for_selector("input[name=step][value=all]", state="attached")
    page.fill("#given_at", "2024-10-06")
    page.check("input[name='use:legal proceedings'][value=yes]")
    page.check("input[name='to:legal proceedings:court'][value=yes]")
    page.check("input[name='use:media'][value=no]")
    page.fill("input[name='name:court']", "the Tide Court")
    page.check("input[name=identity][value=pseudonym]")
    page.check("input[name=read_aloud]")
    page.click(".talk-onwards button[value=summary]")
    page.wait_for_selector("button[value=save]")
    walk.show("read-back", "main h1", "section[aria-labelledby=answers-title]")
    page.click("button[value=save]")
    page.wait_for_url(f"**/people/{walk.number['sister']}/consent")
    walk.show("agreed", "main h1", "section:has(h2:text-is('At a glance'))")


# 7 Review by another


def review(walk: Walk) -> None:
    """By Bahar, who has the keyboard from here on."""
    page = walk.page
    walk.served.write(OpenVault.add_member, SECOND, SECOND_PASSPHRASE)
    page.click(".button.lock")
    page.wait_for_url("**/unlock")
    page.fill("#passphrase", SECOND_PASSPHRASE)
    page.press("#passphrase", "Enter")
    page.wait_for_url("**/")
    page.goto("/review/proposed")
    boxes = page.locator("input[name=of]")
    for at in range(boxes.count()):
        boxes.nth(at).check()
    walk.show("review", "main h1", "main form")
    page.click("button[name=to][value=reviewed]")
    page.wait_for_selector(".empty")


# 8 Read the account


def read_the_account(walk: Walk) -> None:
    page = walk.page
    page.goto(f"/people/{walk.number['person']}")
    walk.show("in-short", "main h1", "section:has(#in-short)")
    walk.show("what-was-done", "section:has(#done)", high=700)
    page.goto("/contested")
    page.wait_for_selector(".contested > li")
    walk.show("contested", ".contested > li")
    page.goto("/silent")
    page.click("a[href='/silent?days=30']")
    page.wait_for_selector("main table")
    walk.show("silent", "main h1", "main table")


# 9 Prove and hand over


def prove(walk: Walk) -> None:
    page = walk.page
    page.goto(f"/items/{walk.number['voice']}")
    page.click("#log form button")
    page.wait_for_selector("#outcome *")
    walk.show("verified-item", "#log")
    page.goto("/log/verify")
    page.click("main form button.primary")
    page.wait_for_url("**/log/verified/*", timeout=60_000)
    walk.show("verified", "main h1", "main .note")
    page.goto("/log/outside")
    walk.show("outside", "main h1", "main form", high=560)


# 10 When something goes wrong


def when_something_goes_wrong(walk: Walk) -> None:
    page = walk.page
    page.goto(f"/people/{walk.number['sister']}/consent/withdraw")
    page.check("input[name=what][value=all]")
    page.click("button[value=check]")
    page.wait_for_selector("input[type=password]")
    walk.show("what-it-ends", "main h1", "main form", high=700)
    page.fill("input[type=password]", SECOND_PASSPHRASE)
    page.click("button[value=withdraw]")
    page.wait_for_url("**/withdrawn/*")
    page.goto("/settings/keys")
    walk.show("keys", "form[action$='/recovery']", "form[action$='/rotate']")
    page.click(".button.lock")
    page.wait_for_url("**/unlock")
    page.fill("#passphrase", walk.recovery_code)
    walk.show("door", "main h1", "main form")
    page.press("#passphrase", "Enter")
    page.wait_for_url(re.compile("/(settings/keys)?$"))
    page.goto("/settings/keys")
    assert page.is_visible("#new")


# The text


def _pages() -> list[Path]:
    return sorted(GUIDE.glob("[0-9][0-9]-*.md"))


def _pictures_in(path: Path) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(pictures/([a-z-]+\.png)\)", path.read_text("utf-8"))


def test_the_guide_has_ten_short_pages_and_a_table_of_contents() -> None:
    contents = (GUIDE / "README.md").read_text("utf-8")
    assert re.findall(r"\]\(([0-9]{2}-[a-z-]+\.md)\)", contents) == [path.name for path in _pages()]
    assert len(_pages()) == 10
    for path in _pages():
        words = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", path.read_text("utf-8")).split()
        assert 150 < len(words) < 520, f"{path.name} has {len(words)} words"
        assert _pictures_in(path), path.name


def test_every_picture_is_there_and_light() -> None:
    named = [one for path in _pages() for one in _pictures_in(path)]
    assert len(named) == len(set(named))
    there = {path.name: path.stat().st_size for path in PICTURES.glob("*.png")}
    assert set(there) == set(named)
    assert {name: size for name, size in there.items() if size > LARGEST} == {}


def test_every_word_in_bold_stands_on_a_screen() -> None:
    """In bold stands only what is read on the screen, to the letter."""
    with (LOCALE / "messages.pot").open("rb") as file:
        known = {one.id if isinstance(one.id, str) else one.id[0] for one in read_po(file) if one.id}
    texts = {path.name: " ".join(path.read_text("utf-8").split()) for path in _pages()}
    said = {(name, word) for name, text in texts.items() for word in re.findall(r"\*\*(.+?)\*\*", text)}
    assert len(said) > 30
    assert sorted(one for one in said if one[1] not in known) == []


def test_links_lead_to_pages_of_the_guide() -> None:
    for path in GUIDE.glob("*.md"):
        for target in re.findall(r"\]\(([^)]+)\)", path.read_text("utf-8")):
            assert (GUIDE / target).is_file(), f"{path.name}: {target}"


# In the application


def test_the_guide_is_read_in_the_application_at_the_door_and_inside(door: "Client") -> None:
    for _ in range(2):
        answer = door.get("/guide")
        assert answer.status_code == 200
        links = re.findall(r'href="(/guide/[^"]+)"', answer.text)
        assert len(links) == 10
        for address in links:
            page = door.get(address)
            assert page.status_code == 200
            for picture in re.findall(r'<img src="(/guide/[^"]+)"', page.text):
                assert door.get(picture).headers["content-type"] == "image/png"
        door.unlock()
    assert door.get("/guide/99-nothing").status_code == 404
    assert door.get("/guide/README").status_code == 404
    assert door.get("/guide/pictures/README.md").status_code == 404


def test_markup_and_links_to_elsewhere_are_shown_as_text(tmp_path: Path) -> None:
    (tmp_path / "01-x.md").write_text(
        "# T <i>\n\n<script>alert(1)</script>\n\nA <b>b</b> [out](https://example.org/) [up](../../etc/passwd) [js](javascript:x)"
        " [next](02-y.md) ![p](../../secret.png) ![far](https://example.org/a.png)\n",
        "utf-8",
    )
    page = guide_pages._page(tmp_path / "01-x.md")
    assert page.title == "T <i>"
    assert "<script" not in page.html
    assert "<b>" not in page.html
    assert re.findall(r'href="([^"]*)"', page.html) == ["/guide/02-y"]
    assert re.findall(r'src="([^"]*)"', page.html) == ["/guide/pictures/secret.png", "/guide/pictures/a.png"]


def _take_picture(page: "Page", name: str, clip: dict[str, float], *, whole: bool = True) -> None:
    """In 64 colours, which is a third of the bytes. The countdown is made to stand still."""
    from PIL import Image

    page.evaluate("document.fonts.ready")
    page.evaluate(_STILL, whole)
    shot = page.screenshot(full_page=whole, clip=clip, animations="disabled", caret="hide")
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    PICTURES.mkdir(exist_ok=True)
    for colours in (64, 32, 16):
        target = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
        if target.tell() <= LARGEST:
            break
    (PICTURES / f"{name}.png").write_bytes(target.getvalue())
