"""A real broadcast worked through in the browser as its reader would: ten statements marked and said, and the account of one person right.

What is said stands in tests/known/enter_broadcast.py, whose people are real: their names are read from there and stand nowhere else. Without
../shared/data the test skips by name.
"""

import importlib.util
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from amanet.app import OpenVault

if TYPE_CHECKING:
    from getting_about import Hands
    from playwright.sync_api import Page

    from conftest import Served

pytestmark = [pytest.mark.needs("shared-data"), pytest.mark.needs("chromium")]

TODAY = date(2020, 3, 31)
SHE = "his wife"
# What the reader works through, by key of the table, property and the one who says it: about her, and in the order of the programme.
READ = [
    (SHE, "notes", "broadcast"),
    ("her loss", "type", "husband"),
    ("her loss", "start", "husband"),
    ("first message", "kind", "broadcast"),
    ("first message", "words", "wife"),
    ("film", "kind", "broadcast"),
    ("film", "words", "wife"),
    (SHE, "notes", "phone"),
    ("her detention", "type", "broadcast"),
    ("her detention", "facility", "broadcast"),
]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The table of tests/known."""
    import sys

    path = Path(__file__).parents[1] / "known" / "enter_broadcast.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules.setdefault(path.stem, importlib.util.module_from_spec(spec))
    spec.loader.exec_module(module)
    return module


@dataclass
class Reader:
    """`number` has by key what was entered; `marked` the passages by their words."""

    hands: "Hands"
    script: ModuleType
    item: int
    served: "Served"
    number: dict[str, int] = field(default_factory=dict)
    marked: dict[str, int] = field(default_factory=dict)

    @property
    def page(self) -> "Page":
        return self.hands.page

    def enter(self, one: Any) -> None:
        """A row of the table: its words are marked where they stand, and said of whom they are about."""
        quote = one.quote if isinstance(one.quote, str) else one.quote[0]
        self.find(quote)
        self.choose_subject(one.of)
        self.hands.pick("#property", one.prop)
        self.page.wait_for_selector(".value [name^=value]:not([type=hidden])")
        self.write_value(one)
        self.choose_source(one.by)
        self.add_the_rest(one)
        self.hands.press("button[value=save]")
        self.page.wait_for_url("**/say/about/*")
        self.number.setdefault(one.of, int(self.page.url.rpartition("/")[2]))
        self.number |= self.served.write(_numbers_of_sources, self.script.SOURCES)

    def find(self, quote: str) -> None:
        if quote in self.marked:
            self.page.goto(f"/passages/{self.marked[quote]}/say")
            return
        self.page.goto(f"/items/{self.item}")
        self.hands.select(quote)
        self.hands.mark()
        self.marked[quote] = int(re.findall(r"/passages/(\d+)/", self.page.url)[0])

    def choose_subject(self, key: str) -> None:
        things, hands = self.script.THINGS, self.hands
        if key in self.number:
            hands.press(f"button[name=subject_pick][value='{self.number[key]}']")
        elif key in things:
            hands.suggested("subject", things[key][1], f"[data-new={things[key][0]}]")
        else:
            hands.pick("#subject-new", self.script.SCHEMATA[key])
            self.page.wait_for_selector("#whom-words")
            hands.suggested("whom", things[SHE][1], f"[data-number='{self.number[SHE]}']")
            self.page.wait_for_selector("#whom-label")
        self.page.wait_for_selector("#property")

    def write_value(self, one: Any) -> None:
        things, hands = self.script.THINGS, self.hands
        kind = self.page.get_attribute(".value", "data-value")
        if kind == "term":
            hands.pick("#value", one.words)
        elif kind == "entity":
            hands.suggested("value", things[one.words][1], f"[data-new={things[one.words][0]}]")
            self.page.wait_for_selector(
                f"#value-new option[value={things[one.words][0]}]:checked", state="attached"
            )
        else:
            hands.write("#value", one.words)

    def choose_source(self, key: str) -> None:
        """Who said the last thing stands there already."""
        page, hands, name = self.page, self.hands, self.script.SOURCES[key][0]
        chosen = page.locator("input[name=by]:not([value=''])")
        if chosen.count() and chosen.get_attribute("value") == str(self.number.get(key)):
            return
        if chosen.count():
            hands.press("button[value='change:by']")
            page.wait_for_selector("#by-words")
        if key in self.number:
            hands.suggested("by", name, f"[data-number='{self.number[key]}']")
            page.wait_for_selector("#by-label")
        else:
            hands.suggested("by", name, "[data-new]")
            page.wait_for_selector("[name=by_new]:checked")

    def add_the_rest(self, one: Any) -> None:
        hands, more = self.hands, one.more
        if "basis" in more:
            hands.pick("#basis", more["basis"])
        if "said_at" in more:
            if not self.page.is_visible("#said_at"):
                hands.press("details:has(#said_at) summary")
            hands.write("#said_at", more["said_at"])
        if "wording" in more:
            hands.write("#wording", more["wording"])


def _numbers_of_sources(vault: OpenVault, sources: Any) -> dict[str, int]:
    called = {one.label: one.number for one in vault.entities("Source")}
    return {key: called[name] for key, (name, _) in sources.items() if name in called}


def test_ten_statements_and_the_account_of_one_person_is_right(
    served: "Served", unlocked_page: "Page", hands: Any, script: ModuleType, shared_data: Path
) -> None:
    def take_in(vault: OpenVault) -> int:
        path = shared_data / "transcripts" / "broadcast-transcript.txt"
        item = vault.add([path], source="a public page", how="copied from the web").added[0]
        vault.describe()
        vault.read(item)
        return item

    reader = Reader(hands(unlocked_page, "mouse"), script, served.write(take_in), served)
    for key in READ:
        reader.enter(next(one for one in script.BORDER if (one.of, one.prop, one.by) == key))
    told = served.write(lambda vault: list(vault.vault.records("Statement")))
    assert len({str(one.body["passages"]) for one in told if one.body.get("passages")}) >= 7
    account = served.write(lambda vault: vault.account(reader.number[SHE], today=TODAY).account)
    the_account_is_right(account, script)
    the_page_says_it(reader)
    assert served.write(OpenVault.verify).holds


def the_account_is_right(account: Any, script: ModuleType) -> None:
    """As tests/known holds of the whole of it."""
    lost, held = _act(account, "lost_contact"), _act(account, "internment")
    assert [one.shown for one in lost.facts if one.property == "start"] == ["2017~ (“two years ago”)"]
    assert [one.shown for one in held.facts if one.property == "facility"] == [script.THINGS["the camps"][1]]
    assert {one.basis for one in account.statements if one.property == "type"} == {
        "own_experience",
        "own_conclusion",
    }
    assert len(account.silence.signs) == 2
    assert {words for sign in account.silence.signs for words in sign.words} == {
        one.words for one in script.BORDER if one.prop == "words"
    }
    assert account.silence.code == "no_dated_sign"
    (studying,) = [one for one in account.statements if one.wording == "She is studying."]
    assert studying.said_by_label == script.SOURCES["phone"][0]
    assert {voice.label for voice in account.sources} == {
        script.SOURCES[key][0] for key in ("broadcast", "husband", "wife", "phone")
    }
    assert {"no_birth_date", "no_reason", "no_authority"} <= {one.code for one in account.questions}


def _act(account: Any, kind: str) -> Any:
    (found,) = [one for one in account.acts if kind in one.types]
    return found


def the_page_says_it(reader: Reader) -> None:
    """Every passage is linked from it, and leads back to the line."""
    page = reader.page
    page.goto(f"/people/{reader.number[SHE]}")
    text = page.inner_text("main")
    for words in (
        reader.script.THINGS[SHE][1],
        "2017~",
        "two years ago",
        "Take care of the children and yourself.",
    ):
        assert words in text
    linked = {int(one) for one in re.findall(r'/passages/(\d+)"', page.content())}
    assert set(reader.marked.values()) <= linked
    reader.hands.press(f"a[href='/passages/{reader.marked['She is studying']}']")
    page.wait_for_url("**/passages/*")
    reader.hands.press("main a[href*='/place'], main a[href^='/items/']:not(.way a) >> nth=-1")
    page.wait_for_url("**/items/**")
