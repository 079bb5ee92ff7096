"""Marking words, stretches and regions, with and without a mouse, with and without JavaScript; and from the words to the account."""

import io
import re
import shutil
import wave
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from amanet.app import OpenVault, make_vault
from amanet.demonstration.broadcast import BROADCAST
from amanet.web.screens.marking import word_places

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Client

PASSPHRASE = "lantern ferry coat tide harbour salt"
LED_AWAY = "Three men led my brother Aytoz out of our courtyard."
UYGHUR = "[00:00:04] Nursel: ئۇلار ئاكامنى ئېلىپ كەتتى.\n[00:00:31] Nursel: ئۇ چاپىنىنى سورىدى.\n"


def wav() -> bytes:
    kept = io.BytesIO()
    with wave.open(kept, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(b"\0\1" * 8000 * 8)
    return kept.getvalue()


def picture() -> bytes:
    import PIL.Image

    kept = io.BytesIO()
    PIL.Image.new("RGB", (320, 200), "white").save(kept, "PNG")
    return kept.getvalue()


def pdf() -> bytes:
    from fpdf import FPDF

    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=20)
    document.cell(text="Notice of the harbour")
    return bytes(document.output())


def fill(vault: OpenVault, folder: Path) -> SimpleNamespace:
    """The invented broadcast, a Uyghur transcript, a recording, a picture, a page; a source."""
    folder.mkdir()
    contents = {
        "broadcast.txt": BROADCAST.encode(), "talk.txt": UYGHUR.encode(), "voice.wav": wav(), "gate.png": picture(), "notice.pdf": pdf(),
    }  # fmt: skip
    numbers = {}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
        vault.add([folder / name], source="the association")
    for one in vault.listing():
        numbers[str(one.name).partition(".")[0]] = one.number
    vault.describe()
    for name in ("broadcast", "talk"):
        vault.read(numbers[name])
    readings = {vault.record(one.number).body["item"]: one.number for one in vault.readings()}
    for name in ("broadcast", "talk"):
        numbers[f"{name}_reading"] = readings[vault.record(numbers[name]).body["id"]]
    numbers["sister"] = vault.add_entity("Source", "Nursel Qumdengiz", [("kind", "person")]).number
    vault.judge_speaker(numbers["broadcast"], "NURSEL QUMDENGIZ", numbers["sister"])
    vault.judge_speaker(numbers["talk"], "Nursel", numbers["sister"])
    return SimpleNamespace(**numbers)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("original")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AMANET_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        patch.setenv("AMANET_TEST_CHEAP_KDF", "1")
        vault, code = make_vault(folder / "Names.vault", PASSPHRASE, member="Mirel")
        with vault:
            numbers = fill(vault, folder / "items")
    return vault.path, code.text, numbers


@pytest.fixture
def made(original: Any, tmp_path: Path) -> Any:
    shutil.copytree(original[0], tmp_path / "Names.vault")
    return SimpleNamespace(path=tmp_path / "Names.vault", recovery_code=original[1])


@pytest.fixture
def numbers(original: Any) -> Any:
    return original[2]


def passage_in(answer: Any) -> int:
    assert answer.status_code == 303, answer.text
    found = re.fullmatch(r"/passages/(\d+)/say", answer.headers["location"])
    assert found
    return int(found[1])


def text_of(client: "Client", reading: int) -> str:
    return client.read(lambda vault: vault.reading(reading)[0].text)


def mark(client: "Client", numbers: Any, words: str, **more: str) -> Any:
    text = text_of(client, numbers.broadcast_reading)
    start = text.index(words)
    given = {"reading": str(numbers.broadcast_reading), "start": str(start), "end": str(start + len(words))}
    return client.post(f"/items/{numbers.broadcast}/mark", **(given | more))


def test_words_become_a_passage_once(client: "Client", numbers: Any) -> None:
    number = passage_in(mark(client, numbers, f" {LED_AWAY} ", quote=LED_AWAY))
    body = client.read(lambda vault: vault.record(number).body)
    assert body["quote"] == LED_AWAY
    size = client.log_size()
    assert passage_in(mark(client, numbers, LED_AWAY)) == number
    assert client.log_size() == size
    page = client.get(f"/passages/{number}/say").text
    assert f'name="by" value="{numbers.sister}"' in page
    assert LED_AWAY in page


@pytest.mark.parametrize(
    "fields",
    [
        {"start": "5", "end": "5"},
        {"start": "9", "end": "5"},
        {"start": "0", "end": "999999"},
        {"start": "-1", "end": "4"},
        {"start": "", "end": "4"},
        {"quote": "other words"},
    ],
)
def test_what_cannot_be_marked_is_refused(client: "Client", numbers: Any, fields: dict[str, str]) -> None:
    size = client.log_size()
    assert mark(client, numbers, LED_AWAY, **fields).status_code in (400, 422)
    assert client.post(f"/items/{numbers.broadcast}/mark").status_code == 400
    assert client.post("/items/99999/mark", reading="1", start="0", end="2").status_code == 404
    assert client.log_size() == size


def test_words_that_were_corrected_meanwhile_are_not_marked(client: "Client", numbers: Any) -> None:
    def correct(vault: OpenVault) -> None:
        from amanet.work.typed_lines import lines_of

        lines = lines_of(vault.reading(numbers.talk_reading)[0])
        vault.type_reading(numbers.talk, lines[:1], based_on=numbers.talk_reading)

    client.write(correct)
    answer = client.post(
        f"/items/{numbers.talk}/mark", reading=str(numbers.talk_reading), start="20", end="30"
    )
    assert answer.status_code == 409


def test_words_are_chosen_from_lists_without_javascript(client: "Client", numbers: Any) -> None:
    item = client.get(f"/items/{numbers.broadcast}").text
    found = re.search(
        rf'<noscript><a href="(/items/{numbers.broadcast}/mark/{numbers.broadcast_reading}/\d+)">', item
    )
    assert found
    page = client.get(found[1]).text
    starts = re.findall(r'<option value="(\d+)"', page.partition('id="last"')[0])
    ends = re.findall(r'<option value="(\d+)"', page.partition('id="last"')[2])
    answer = client.post(
        f"/items/{numbers.broadcast}/mark",
        reading=str(numbers.broadcast_reading),
        first=starts[0],
        last=ends[1],
    )
    number = passage_in(answer)
    assert len(client.read(lambda vault: vault.record(number).body["quote"]).split()) == 2
    assert client.get(f"/items/{numbers.broadcast}/mark/{numbers.broadcast_reading}/9999").status_code == 404
    assert client.get(f"/items/{numbers.broadcast}/mark/{numbers.sister}/0").status_code == 404


def test_words_where_a_script_has_no_spaces() -> None:
    assert [("我在 gate 门"[a:b]) for a, b in word_places("我在 gate 门")] == ["我", "在", "gate", "门"]


def test_a_stretch_of_the_recording(client: "Client", numbers: Any) -> None:
    address = f"/items/{numbers.voice}/mark"
    number = passage_in(client.post(address, **{"from": "0:01.5", "to": "0:03", "heard": "ئۇ كەتتى"}))
    body = client.read(lambda vault: vault.record(number).body)
    assert body["selectors"][0]["value"] == "t=1.5,3"
    page = client.get(f"/passages/{number}").text
    assert f'src="/items/{numbers.voice}/bytes#t=1.500,3.000"' in page
    assert passage_in(client.post(address, **{"from": "1.5", "to": "3"})) == number
    assert client.post(address, **{"from": "5", "to": "3"}).status_code == 400
    assert client.post(address, **{"from": "soon"}).status_code == 422


def test_a_region_of_a_picture_and_of_a_page(client: "Client", numbers: Any) -> None:
    region = {"left": "10", "top": "20,5", "width": "30", "height": "5"}
    number = passage_in(client.post(f"/items/{numbers.gate}/mark", **region))
    assert '<rect x="10" y="20.5" width="30" height="5">' in client.get(f"/passages/{number}").text
    of_page = passage_in(client.post(f"/items/{numbers.notice}/mark", page="1", **region))
    assert f'src="/items/{numbers.notice}/page/1/picture"' in client.get(f"/passages/{of_page}").text
    whole = passage_in(
        client.post(f"/items/{numbers.notice}/mark", page="1", left="", top="", width="", height="")
    )
    assert whole != of_page
    for wrong in (
        {"left": "80"},
        {"width": "0"},
        {"top": "x"},
        {"height": ""},
        {"left": "nan"},
        {"width": "1e400"},
    ):
        assert client.post(f"/items/{numbers.gate}/mark", **(region | wrong)).status_code == 400, wrong


# In a browser


def open_passage_by_mouse(page: Any, numbers: Any) -> None:
    """Words are dragged over, as with a mouse."""
    page.goto(f"/items/{numbers.broadcast}")
    line = page.locator(".line-words", has_text=LED_AWAY)
    line.scroll_into_view_if_needed()
    box = line.evaluate(
        """(line, words) => {
          const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
          let node; while ((node = walker.nextNode())) { if (node.data.includes(words)) { break; } }
          const range = document.createRange(), at = node.data.indexOf(words);
          const point = (from, to) => { range.setStart(node, from); range.setEnd(node, to); return range.getBoundingClientRect(); };
          const first = point(at, at + 1), last = point(at + words.length - 1, at + words.length);
          return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
        }""",
        LED_AWAY,
    )
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move(box[2], box[3], steps=8)
    page.mouse.up()
    page.wait_for_selector("[data-mark-bar] button:not([disabled])")


@pytest.mark.needs("chromium")
def test_from_the_words_to_the_account_with_a_mouse(
    unlocked_page: Any, served: Any, numbers: Any, axe_problems: "Callable[..., list[str]]"
) -> None:
    page = unlocked_page
    open_passage_by_mouse(page, numbers)
    assert page.locator("[data-chosen]").inner_text() == LED_AWAY
    assert axe_problems(page) == []
    shots(page, "mark-words")
    page.click("text=Mark these words")
    page.wait_for_url("**/passages/*/say")
    assert LED_AWAY in page.locator(".said-words blockquote").first.inner_text()
    # Somebody new
    page.fill("#subject-words", "Aytoz Qumdengiz")
    page.click("#subject-options [data-new=Person]")
    page.wait_for_selector("#property")
    assert page.locator("#by-label").is_visible()
    page.select_option("#property", "name")
    page.fill("#value", "Aytoz Qumdengiz")
    page.select_option("#basis", "direct_witness")
    shots(page, "say")
    assert axe_problems(page) == []
    page.click("text=Save as a draft")
    page.wait_for_url("**/say/about/*")
    person = int(page.url.rpartition("/")[2])
    assert page.is_visible("text=Saved as a draft.")
    # An act that was done to them, and when
    page.click("text=Choose another >> nth=0")
    page.select_option("#subject-new", "Act")
    page.wait_for_selector("#whom-words")
    page.fill("#whom-words", "айтоз")
    page.click(f"#whom-options [data-number='{person}']")
    page.wait_for_selector("#whom-label")
    page.select_option("#property", "type")
    page.wait_for_selector("select#value")
    page.select_option("#value", "arrest")
    page.click("text=Save as a draft")
    page.wait_for_url(re.compile(rf"/say/about/(?!{person}$)\d+$"))
    page.select_option("#property", "start")
    page.wait_for_selector("input#value")
    page.fill("#value", "early September 2024")
    page.wait_for_selector("#value-echo:has-text('2024-09')")
    page.click("text=Save and propose for review")
    page.wait_for_selector("text=Saved, and proposed for review.")
    shots(page, "said")
    assert axe_problems(page) == []
    page.goto(f"/people/{person}")
    account = page.inner_text("main")
    assert "Aytoz Qumdengiz" in account
    assert "arrest" in account.lower()
    assert page.locator("a[href^='/passages/']").count() > 0


@pytest.mark.needs("chromium")
def test_by_keyboard_alone_in_uyghur(
    unlocked_page: Any, served: Any, numbers: Any, axe_problems: "Callable[..., list[str]]"
) -> None:
    page = unlocked_page
    served.desk.prefer(language="ug")
    page.goto(f"/items/{numbers.talk}")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[data-mark-pad]')"):
            break
    page.keyboard.press("ArrowDown")
    first = page.locator("[data-chosen]").inner_text()
    assert first == "ئۇلار"
    page.keyboard.press("Shift+ArrowLeft")  # onwards, in a line from right to left
    page.keyboard.press("Shift+ArrowLeft")
    assert page.locator("[data-chosen]").inner_text() == "ئۇلار ئاكامنى ئېلىپ"
    page.keyboard.press("ArrowRight")
    assert page.locator("[data-chosen]").inner_text() == "ئاكامنى"
    page.keyboard.press("Shift+End")
    assert axe_problems(page) == []
    shots(page, "mark-ug")
    page.keyboard.press("Enter")
    page.wait_for_url("**/passages/*/say")
    page.focus("#subject-words")
    page.keyboard.type("ئايتوز")
    page.wait_for_selector("#subject-options [data-new=Person]")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#subject-words", "aria-activedescendant")
    page.keyboard.press("Enter")
    page.wait_for_selector("#property")
    page.focus("#property")
    page.select_option("#property", "sex")
    page.wait_for_selector("select#value")
    page.wait_for_selector("#value:focus")
    page.select_option("#value", "male")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_problems(page) == []
    shots(page, "say-ug")
    page.focus("button[value=save]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/say/about/*")
    person = int(page.url.rpartition("/")[2])
    page.goto(f"/people/{person}")
    assert "ئايتوز" in page.inner_text("main")


@pytest.mark.needs("chromium")
def test_a_stretch_and_a_frame_by_keyboard(
    unlocked_page: Any, numbers: Any, axe_problems: "Callable[..., list[str]]"
) -> None:
    page = unlocked_page
    page.goto(f"/items/{numbers.voice}")
    page.evaluate(
        "new Promise((done) => { const sound = document.querySelector('audio'); sound.readyState ? done() : sound.onloadedmetadata = () => done(); })"
    )
    page.evaluate("document.querySelector('audio').currentTime = 2")
    page.keyboard.press("i")
    assert page.input_value("#mark-from") == "0:02.0"
    page.evaluate("document.querySelector('audio').currentTime = 4")
    page.keyboard.press("o")
    page.click("[data-nudge=to][data-by='0.5']")
    assert page.input_value("#mark-to") == "0:04.5"
    assert axe_problems(page) == []
    shots(page, "mark-time")
    page.click("text=Mark this stretch")
    page.wait_for_url("**/passages/*/say")
    page.goto(f"/items/{numbers.gate}")
    page.click("[data-mark-region] summary")
    page.wait_for_selector(".region-drawn.is-open svg")
    page.focus(".region-drawn svg")
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowRight"):
        page.keyboard.press(key)
    assert page.input_value("#mark-left") == "36"
    box = page.locator(".region-drawn svg").bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    assert 40 < float(page.input_value("#mark-width")) < 50
    assert axe_problems(page) == []
    shots(page, "mark-region")
    page.click("text=Mark this place")
    page.wait_for_url("**/passages/*/say")
    assert page.locator(".region-shown rect").count() == 1


def shots(page: Any, name: str) -> None:
    import os

    folder = os.environ.get("SAYING_SHOTS")
    if folder:
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(200)
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 860})
