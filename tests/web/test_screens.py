"""Every screen, filled with the material of the demonstration: axe finds nothing serious on it, nothing is cut off at 1280 or 390 pixels.

With AMANET_SCREENS=1 the tests also take its pictures into docs/screens/:

    AMANET_SCREENS=1 .venv/bin/pytest tests/web/test_screens.py -n0

The material, the clock and the randomness are fixed, so that a picture changes only where its screen did.
"""

import io
import os
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import pytest

from amanet.app import OpenVault, make_vault
from amanet.canonical import parse_utc
from amanet.demonstration import make_material
from amanet.demonstration.mapping import corrected_mapping
from amanet.vault import Settings
from amanet.web import practice
from amanet.work.typed_lines import TypedLine

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from amanet.demonstration import Material
    from conftest import Served

pytestmark = pytest.mark.needs("chromium")

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
WIDTHS = (1280, 390)
LARGEST = 150_000
# What is higher is cut: the pictures are for looking at a screen, not for reading a whole account.
HIGHEST = {1280: 1700, 390: 2400}
SISTER, OFFICE, WITNESS = "Nursel Qumdengiz", "Office of Residence, Selkum", "the witness of interview 07"
MISSING = "Aytoz Qumdengiz"
TAKEN = "Three men led my brother Aytoz out of our courtyard. They showed no paper."
UNSURE = "I think one was he. I am sure of the walk. I am not sure of the face."
DENIED = "no person of the name Aytoz Qumdengiz is or was registered at any facility of this district"


_ALL_THERE = """() => !document.querySelector('[aria-busy=true]') && [...document.images].every((one) => one.complete)
    && [...document.querySelectorAll('video,audio')].every((one) => one.readyState > 0 || one.error)"""


# The heading begins as far from the right edge as its place does.
_BEGINS_AT_THE_RIGHT = """() => {
    const main = document.querySelector('main'), heading = main.querySelector('h1'), range = document.createRange();
    range.selectNodeContents(heading);
    const padding = parseFloat(getComputedStyle(main).paddingInlineStart);
    return getComputedStyle(heading).direction === 'rtl'
        && Math.abs(main.getBoundingClientRect().right - padding - range.getBoundingClientRect().right) < 3;
}"""


_SCROLL_TO_CHOSEN = (
    "() => getSelection().anchorNode.parentElement.scrollIntoView({ block: 'center', behavior: 'instant' })"
)


class Clock:
    """Stands still but where the story says otherwise."""

    def __init__(self) -> None:
        self.now = parse_utc("2024-09-20T08:30:00Z")

    def __call__(self) -> float:
        return self.now

    def set(self, moment: str) -> None:
        self.now = parse_utc(moment)


class Seconds:
    """The clock of the desk: how long somebody is in, and when what they looked at is written down."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Bytes:
    """The same sequence each time; a lock keeps two threads from getting the same ones."""

    def __init__(self) -> None:
        self._random, self._lock = random.Random(20), Lock()

    def __call__(self, count: int) -> bytes:
        with self._lock:
            return self._random.randbytes(count)


@dataclass
class Scene:
    """The vault as it is shown, and the numbers of what is shown of it."""

    served: "Served"
    numbers: dict[str, int]
    at_desk: "Seconds"

    def address(self, pattern: str) -> str:
        return pattern.format(**self.numbers)


@pytest.fixture(scope="module")
def scene(
    tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., "AbstractContextManager[Served]"]
) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("scene")
    clock = Clock()
    settings = Settings(folder / "state", now=clock, random_bytes=Bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AMANET_TEST_CHEAP_KDF", "1")
        vault, _ = make_vault(
            folder / "Velmara-practice.vault", practice.PASSPHRASE, member="Mirel Oskavand", settings=settings
        )
        with vault:
            material = make_material(folder / "files", seed=7)
            numbers = _tell(vault, material, clock)
        made: Any = _Made(folder / "Velmara-practice.vault")
        at_desk = Seconds()
        with serving(made, settings, clock=at_desk) as served:
            yield Scene(served, numbers, at_desk)


@dataclass(frozen=True)
class _Made:
    path: Path
    recovery_code: str = ""


def _tell(vault: OpenVault, material: "Material", clock: Clock) -> dict[str, int]:
    """What was handed over is taken in and read; who says what of it is written down; some is left to do."""
    for day, batch in zip((20, 23, 24, 30), material.batches, strict=True):
        clock.set(f"2024-09-{day}T08:30:00Z")
        vault.add(
            [batch.folder],
            source=batch.source,
            how=batch.acquired_how,
            when=batch.acquired_at,
            where=batch.acquired_where,
            note=batch.note,
        )
    vault.describe()
    items = {one.name: one.number for one in vault.listing()}
    found = {
        kind: items[material.of_kind(kind).path.name]
        for kind in ("chat", "voice", "film", "photograph", "broadcast", "interview", "notice", "table")
    }
    clock.set("2024-10-01T09:00:00Z")
    for kind in ("chat", "broadcast", "interview", "table"):
        vault.read(found[kind])
    _say(vault, found, clock)
    clock.set("2024-10-07T16:20:00Z")
    return found


def _say(vault: OpenVault, found: dict[str, int], clock: Clock) -> None:
    source = _sources(vault)
    taken = str(vault.mark_passage(found["broadcast"], quote=TAKEN).number)
    by_sister: dict[str, Any] = {"by": source[SISTER], "passages": [taken]}
    person = vault.add_entity("Person", MISSING, [("birth_date", "1994")], **by_sister).number
    vault.say(person, "name", "ئايتوز قۇمدېڭىز", by=source[SISTER])
    kinds = [("type", "detention"), ("victim", str(person)), ("start", "2024-09-14")]
    act = vault.add_entity(
        "Act", None, [*kinds, ("warrant_shown", "no")], basis="direct_witness", **by_sister
    ).number
    place = str(vault.add_entity("Facility", "the salt house", by=source[SISTER]).number)
    _lie_somewhere(vault, person, place, by_sister)
    vault.say(act, "facility", place, basis="own_conclusion", **by_sister)
    clock.set("2024-10-02T10:00:00Z")
    denied = str(vault.mark_passage(found["notice"], heard=DENIED, page=1).number)
    vault.say(
        act, "facility", place, by=source[OFFICE], passages=[denied], polarity="denies", said_at="2024-09-22"
    )
    unsure = str(vault.mark_passage(found["interview"], quote=UNSURE).number)
    vault.say(
        act,
        "facility",
        place,
        by=source[WITNESS],
        certainty="possible",
        passages=[unsure],
        basis="direct_witness",
    )
    later = vault.say(
        act, "start", "2024-09-15", by=source[WITNESS], certainty="possible", basis="direct_witness"
    )
    clock.set("2024-10-03T11:00:00Z")
    vault.import_table(vault.plan_import(found["table"], corrected_mapping()), by=None)
    _agree(vault, source)
    clock.set("2024-10-05T15:10:00Z")
    _type(vault, found["voice"])
    found |= {"person": person, "act": act, "sister": int(source[SISTER])}
    found |= {"taken": int(taken), "later": later.number}


def _lie_somewhere(vault: OpenVault, person: int, place: str, by: dict[str, Any]) -> None:
    """In the sea, where Velmara is not: a point, a circle as wide as one degree, and a place of which nobody says where it lies."""
    town = vault.add_entity("Place", "Selkum", [("coordinates", "0.41, 3.62")], **by).number
    vault.say(int(place), "part_of", str(town), **by)
    born = vault.add_entity("Place", "Orzhan", [("coordinates", "2, 5")], **by).number
    vault.say(person, "birth_place", str(born), **by)
    vault.say(person, "residence", str(vault.add_entity("Place", "Third Tide Street", **by).number), **by)


def _sources(vault: OpenVault) -> dict[str, str]:
    said = {
        SISTER: [("kind", "person"), ("connection", "relative")],
        OFFICE: [("kind", "organization"), ("connection", "official")],
        WITNESS: [("kind", "person"), ("connection", "witness")],
    }
    return {name: str(vault.add_entity("Source", name, more).number) for name, more in said.items()}


def _agree(vault: OpenVault, source: dict[str, str]) -> None:
    """A sign of life that was agreed on and stayed away; what the sister allows, to be asked again soon."""
    munar = next(
        one.number for one in vault.entities("Person") if "Munar" in one.label or "مۇنار" in one.label
    )
    of_her = {"by": source[SISTER], "basis": "own_experience"}
    every = [("person", str(munar)), ("kind", "voice_message"), ("every", "1 week")]
    vault.add_entity("AgreedSign", None, every, **of_her)
    last = [("person", str(munar)), ("kind", "voice_message"), ("date", "2024-08-04")]
    vault.add_entity("SignOfLife", None, last, **of_her)
    vault.grant(
        source[SISTER],
        uses=["legal proceedings"],
        recipient="court: the Tide Court",
        identity="named",
        given_at="2024-09-19",
        language="ug",
        explained="read to her, question by question",
        review="2024-10-10",
    )


def _type(vault: OpenVault, voice: int) -> None:
    """A voice message, typed by a member, and one word of it heard again."""
    said = ["Мен оны тұз үйінің қасында көрдім.", "Ол жаяу келе жатты, үндеді."]
    lines = [TypedLine(words, "Дәурбек", at * 3200, (at + 1) * 3200) for at, words in enumerate(said)]
    first = vault.type_reading(voice, lines, based_on=None, language="kk")
    again = [replace(lines[0], place=0), replace(lines[1], words="Ол жаяу келе жатты, үндемеді.", place=1)]
    vault.type_reading(voice, again, based_on=first.number, language="kk", reason="heard again, slowly")


# The screens: name of the picture, address, what must be on it, in the order of the bar.
SCREENS = [
    ("home", "/", "What needs a person"),
    ("review", "/review/draft", "It rests on"),
    ("take-in", "/take-in", "Who is handing over?"),
    ("table", "/take-in/tables/{table}", ""),
    ("items", "/items", "The Coat by the Door"),
    ("item-transcript", "/items/{broadcast}", "For nine days a coat"),
    ("item-chat", "/items/{chat}", "Is there news?"),
    ("item-film", "/items/{film}", ""),
    ("item-voice", "/items/{voice}", "үндемеді"),
    ("typing", "/items/{voice}/type", "Language of the words"),
    ("versions", "/items/{voice}/versions", "heard again, slowly"),
    ("item-photograph", "/items/{photograph}", ""),
    ("item-paper", "/items/{notice}", ""),
    ("people", "/people", MISSING),
    ("account", "/people/{person}", MISSING),
    ("account-contested", "/people/{person}/contested", "Officials, apart"),
    ("passage", "/passages/{taken}", TAKEN),
    ("say", "/passages/{taken}/say", "Who says so"),
    ("statement", "/statements/{later}", "It rests on no passage"),
    ("correct", "/statements/{later}/correct", "What is corrected"),
    ("sources", "/sources", SISTER),
    ("source", "/sources/{sister}", "What they said"),
    ("consent", "/people/{sister}/consent", "the Tide Court"),
    ("consent-talk", "/people/{sister}/consent/talk?as=all&language=ug", ""),
    ("consent-withdraw", "/people/{sister}/consent/withdraw", "only these"),
    ("contested", "/contested", ""),
    ("silent", "/silent", ""),
    ("search", "/search", "What can be searched for"),
    ("log", "/log", ""),
    ("log-outside", "/log/outside", ""),
    ("log-verify", "/log/verify", ""),
    ("log-reads", "/log/reads", ""),
    ("settings", "/settings", ""),
    ("settings-members", "/settings/members", "Mirel Oskavand"),
    ("settings-keys", "/settings/keys", ""),
    ("settings-backups", "/settings/backups", ""),
    ("settings-about", "/settings/about", ""),
]


def test_the_door(scene: Scene, page_of: Any, axe_problems: Any) -> None:
    with page_of(scene.served) as page:
        assert page.is_visible("#passphrase")
        _look_at(page, "door", axe_problems)


@pytest.fixture
def inside(scene: Scene, page_of: Any, unlock_in: Any) -> Iterator["Page"]:
    with page_of(scene.served) as page:
        unlock_in(page, practice.PASSPHRASE)
        yield page


def test_every_screen_is_whole_at_both_widths(inside: "Page", scene: Scene, axe_problems: Any) -> None:
    problems = []
    for name, pattern, words in SCREENS:
        if name == "log-reads":
            scene.at_desk.now += 10
            inside.wait_for_timeout(1500)  # it looks every second
        answer = inside.goto(scene.address(pattern))
        assert answer is not None
        if answer.status != 200:
            problems.append(f"{name}: answered with {answer.status}")
            continue
        problems += _wait_for_all(inside)
        if words not in inside.inner_text("main"):
            problems.append(f"{name}: {words!r} is not on it")
        problems += _seen_problems(inside, name, axe_problems)
    assert not problems, "\n".join(problems)


def test_what_was_found(inside: "Page", axe_problems: Any) -> None:
    inside.goto("/search")
    inside.fill("#q", "Aytoz")
    inside.keyboard.press("Enter")
    inside.wait_for_selector(".hit")
    _look_at(inside, "found", axe_problems)


def test_handing_over(inside: "Page", axe_problems: Any) -> None:
    inside.goto("/take-in")
    inside.fill("#source", "Tamsin Hollowreed (journalist)")
    inside.click("main form button.primary")
    inside.wait_for_selector("#drop")
    inside.set_input_files(
        "#files",
        [
            {
                "name": "voice of the ferryman.txt",
                "mimeType": "text/plain",
                "buffer": b"FERRYMAN: I took nobody across.\n",
            },
            {"name": "ئىشىكنىڭ يېنىدىكى چاپان.txt", "mimeType": "text/plain", "buffer": "چاپان\n".encode()},
        ],
    )
    inside.wait_for_selector("#rows li:nth-child(2) .file-state.good")
    inside.wait_for_selector("#end:enabled")
    _look_at(inside, "hand-over", axe_problems)
    inside.click("#end")
    inside.wait_for_url("**/take-in/done/*")
    _look_at(inside, "handed-over", axe_problems)


def test_right_to_left(inside: "Page", scene: Scene, axe_problems: Any) -> None:
    """The same in Uyghur: the account, an item and home are mirrored, and not wider than the window."""
    scene.served.desk.prefer(language="ug")
    try:
        for name, pattern in (
            ("home", "/"),
            ("item-transcript", "/items/{broadcast}"),
            ("account", "/people/{person}"),
        ):
            inside.goto(scene.address(pattern))
            assert _wait_for_all(inside) == []
            assert inside.get_attribute("html", "dir") == "rtl"
            _look_at(inside, f"{name}-ug", axe_problems)
    finally:
        scene.served.desk.prefer(language="")


def test_the_places_of_an_account(inside: "Page", scene: Scene, axe_problems: Any) -> None:
    """The map is a picture of its own: on the page of the account it stands far down."""
    inside.goto(scene.address("/people/{person}"))
    assert inside.locator(".map circle.dot, .map ellipse.circle").count() == 2
    assert inside.locator(".letter bdi").all_inner_texts() == ["A", "B"]
    assert "Not on the map" in inside.inner_text(".places")
    _look_at(inside, "account-places", axe_problems, part=".places")


def test_a_table_by_its_columns(inside: "Page", scene: Scene, axe_problems: Any) -> None:
    """With the keyboard alone: what each column is, a dry run, and what would become of each row."""
    inside.goto(scene.address("/take-in/tables/{table}"))
    roles = ["ignore", "name.full", "name.alias", "birth_date", "start", "place", "heard_from", "notes"]
    for place, role in enumerate(roles):
        inside.locator(f"select[name=column-{place}]").select_option(role)
    inside.fill("#table_name", "names, once more")
    inside.select_option("#key", "0")
    inside.select_option("#act_type", "lost_contact")
    inside.fill("#unknown", "unknown")
    inside.press("#unknown", "Enter")
    inside.wait_for_selector("#outcome")
    # Whoever tried it out looks at what came of it.
    assert inside.evaluate("document.activeElement.id") == "outcome"
    inside.mouse.wheel(0, -10_000)
    _look_at(inside, "table-tried", axe_problems)


def test_every_screen_is_mirrored(inside: "Page", scene: Scene) -> None:
    """In Uyghur each screen begins at the right, and is not wider than the window."""
    scene.served.desk.prefer(language="ug")
    problems = []
    try:
        for name, pattern, _ in SCREENS:
            inside.goto(scene.address(pattern))
            for width in WIDTHS:
                inside.set_viewport_size({"width": width, "height": 844})
                if inside.evaluate("document.documentElement.scrollWidth") > width:
                    problems.append(f"{name} is wider than {width}")
            if not inside.evaluate(_BEGINS_AT_THE_RIGHT):
                problems.append(f"{name} begins at the left")
    finally:
        scene.served.desk.prefer(language="")
    assert not problems, "\n".join(problems)


def test_words_are_marked_beside_the_player(inside: "Page", scene: Scene, axe_problems: Any) -> None:
    """The player at the top, the words, and at the bottom the bar with those that are chosen: none covers another."""
    inside.goto(scene.address("/items/{voice}"))
    assert _wait_for_all(inside) == []
    inside.focus("[data-mark-pad]")
    for key in ("ArrowDown", "ArrowDown", "Home", "Shift+End"):
        inside.keyboard.press(key)
    assert inside.inner_text("[data-chosen]") == "Ол жаяу келе жатты, үндемеді"
    for width in WIDTHS:
        inside.set_viewport_size({"width": width, "height": 844})
        inside.evaluate(_SCROLL_TO_CHOSEN)
        top, line, bottom = (
            inside.locator(one).bounding_box() for one in (".player", "#a1 .line-words", "[data-mark-bar]")
        )
        assert top
        assert line
        assert bottom
        assert top["y"] + top["height"] <= line["y"], width
        assert line["y"] + line["height"] <= bottom["y"], width
    _look_at(inside, "marking", axe_problems, part="window")


def test_something_that_is_not_there(inside: "Page", axe_problems: Any) -> None:
    inside.goto("/items/999999")
    _look_at(inside, "not-there", axe_problems)


def test_the_pictures_are_those_of_the_screens() -> None:
    """Nothing is left of a screen that is gone, and none is heavy."""
    if not FOLDER.is_dir():
        pytest.skip("NOT RUN: needs pictures in docs/screens")
    names = [name for name, _, _ in SCREENS] + [
        "door", "found", "table-tried", "hand-over", "handed-over", "home-ug", "item-transcript-ug", "account-ug", "account-places", "marking",
        "not-there",
    ]  # fmt: skip
    there = {path.name: path.stat().st_size for path in FOLDER.glob("*.png")}
    assert set(there) == {f"{name}-{width}.png" for name in names for width in WIDTHS}
    assert {name: size for name, size in there.items() if size > LARGEST} == {}
    shown = (FOLDER / "README.md").read_text("utf-8")
    assert [name for name in there if f"({name})" not in shown] == []


def _look_at(page: "Page", name: str, axe_problems: Any, part: str = "main") -> None:
    problems = _seen_problems(page, name, axe_problems, part)
    assert not problems, "\n".join(problems)


def _seen_problems(page: "Page", name: str, axe_problems: Any, part: str = "main") -> list[str]:
    problems = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            problems.append(f"{name}: {wide} pixels wide at {width}")
        if os.environ.get("AMANET_SCREENS") == "1":
            _take_picture(page, name, width, part)
    page.set_viewport_size({"width": 1280, "height": 844})
    return problems + [f"{name}: {one}" for one in axe_problems(page)]


def _wait_for_all(page: "Page") -> list[str]:
    """For what the page fetches later, and for its pictures and recordings. (Playwright's own waiting needs eval, which the page forbids.)"""
    for _ in range(200):
        if page.evaluate(_ALL_THERE):
            return []
        page.wait_for_timeout(50)
    return [f"{page.url} is still waiting for something, or says so"]


def _take_picture(page: "Page", name: str, width: int, part: str) -> None:
    """From the top of the page, or of a part further down, or the window as it stands. In 128 colours, which is a third of the bytes. The
    countdown is made to stand still.
    """
    page.evaluate("document.fonts.ready")
    page.evaluate(
        "() => document.querySelectorAll('#countdown time').forEach((one) => { one.textContent = '10:00' })"
    )
    page.evaluate("() => document.activeElement?.blur()")
    if part == "window":
        page.evaluate(_SCROLL_TO_CHOSEN)
        _keep_picture(page.screenshot(animations="disabled", caret="hide"), name, width)
        return
    # What floats over a window has no place in a picture of more than one.
    page.evaluate(
        "() => document.querySelectorAll('.mark-bar').forEach((one) => { one.style.position = 'static' })"
    )
    page.evaluate("scrollTo(0, 0)")
    top, whole = page.evaluate(
        "(part) => { const box = document.querySelector(part).getBoundingClientRect();"
        " return part === 'main' ? [0, document.documentElement.scrollHeight] : [box.top, box.height]; }",
        part,
    )
    high = min(whole, HIGHEST[width])
    shot = page.screenshot(
        full_page=True,
        clip={"x": 0, "y": top, "width": width, "height": high},
        animations="disabled",
        caret="hide",
    )
    _keep_picture(shot, name, width)


def _keep_picture(shot: bytes, name: str, width: int) -> None:
    from PIL import Image

    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    FOLDER.mkdir(exist_ok=True)
    for colours in (128, 64, 32, 16):
        target = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
        if target.tell() <= LARGEST:
            break
    (FOLDER / f"{name}-{width}.png").write_bytes(target.getvalue())
