"""Nothing that a page says stays behind in English: told in a language that is made up, each text stands in ⟦brackets⟧.

The made-up catalogue puts every text of the interface, and every phrase of the packages below (`amanet.phrases`), between ⟦ and ⟧, and each
of its values between ⟪ and ⟫. It is read as Russian, in which the ontology has its labels. What then stands in Latin letters outside ⟦⟧ was
told by nobody: it is something that somebody entered, a code, marked as English – or a text that cannot be translated.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from amanet.app import OpenVault
from amanet.web import languages, pages

if TYPE_CHECKING:
    from coat_story import Story

    from conftest import Client

MADE_UP = "ru"
_VALUE = re.compile(r"%\(\w+\)[sd]")
_WORDS = re.compile(r"[A-Za-z][A-Za-z'’]+")
_TOLD_IN = (
    "title",
    "aria-label",
    "placeholder",
    "alt",
    "data-label",
    "data-busy",
    "data-confirm",
    "data-announce",
)
# What people entered, names of files and of things that have the same name in every language.
ENTERED = (
    "They led my brother Aytoz out of our courtyard.", "There is no such person in our lists.", "they are at sea",
    "typed for somebody else", "He is at sea.", "It was before sunrise.", "the programme", "the neighbour", "the office",
    "her mother", "the association", "the salt house", "Aytoz Qumdengiz", "They led my brother", "Munar Yaghachbagh", "Nursel", "Mirel", "Aytoz",
    "Aytoz ", "Qumdengiz", "[00:00:04] : They led my brother", "out of our courtyard.", "The grey van had no number. He asked for his coat.",
    "Who else saw it?", "Asker", "3 years", "1 week", "interview.txt", "SHA-256", "transcript 1", "Names.vault", "Names", "amanet", "UTC",
    # Languages, in themselves.
    "English", "Español", "Français", "Türkçe", "Deutsch", "Oʻzbekcha",
)  # fmt: skip

# Not the list of libraries, which is names and licences.
PAGES = (
    "/", "/home/work", "/home/contested", "/home/silent", "/home/consents",
    "/people", "/people/{teacher}", "/people/{daughter}", "/contested/found", "/silent/found?days=30",
    "/sources", "/sources/{sister}", "/sources/{office}", "/sources/new", "/people/new",
    "/people/{sister}/consent", "/people/{sister}/consent/talk?as=all&language=kk", "/people/{sister}/consent/read-back",
    "/people/{sister}/consent/withdraw", "/consent/sheets", "/review/draft", "/review/proposed", "/review/disputed",
    "/items/{item}/type", "/items/{item}/type/from/1", "/items/{item}/type/translation", "/items/{item}/versions",
    "/items/{item}/speakers", "/items/{item}/translates",
    "/passages/{passage}", "/passages/{passage}/say", "/passages/{passage}/say/about/{teacher}",
    "/passages/{passage}/say/about/{act}", "/passages/{passage}/say/about/{facility}",
    "/items", "/items/{item}", "/take-in", "/log", "/log/outside", "/log/reads", "/log/verify",
    "/settings", "/settings/members", "/settings/keys", "/settings/backups",
)  # fmt: skip


@pytest.fixture
def in_brackets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "locale"
    (folder / MADE_UP).mkdir(parents=True)
    with (languages.LOCALE / "messages.pot").open("rb") as file:
        template = read_po(file)
    made_up = Catalog(locale=MADE_UP, charset="utf-8")
    for message in template:
        if message.id:
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            told = [f"⟦{_VALUE.sub(lambda found: f'⟪{found[0]}⟫', one)}⟧" for one in ids]
            made_up.add(message.id, told[0] if len(told) == 1 else (told[0], told[1], told[1]))
    with (folder / MADE_UP / "messages.po").open("wb") as file:
        write_po(file, made_up)
    monkeypatch.setattr(languages, "LOCALE", folder)
    _forget()
    yield
    _forget()


def _forget() -> None:
    languages.words_in.cache_clear()
    pages._environment.cache_clear()


class _Said(HTMLParser):
    """What a page says, outside of what is marked as English or as a code."""

    _SILENT = ("script", "style", "time", "q", "blockquote", "kbd")
    _WITHIN_LINES = ("bdi", "span", "a", "b", "strong", "em", "mark", "abbr")
    _EMPTY = ("input", "meta", "link", "br", "img", "hr", "source", "wbr")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(text)

    @property
    def _silent(self) -> bool:
        return any(silent for _, silent in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if not self._silent:
            self.said += [f"\n{named[name]}\n" for name in _TOLD_IN if named.get(name)]
        if tag not in self._WITHIN_LINES:
            self.said.append("\n")
        if tag not in self._EMPTY:
            classes = (named.get("class") or "").split()
            is_english = tag != "html" and named.get("lang", MADE_UP) != MADE_UP
            self._open.append((tag, is_english or tag in self._SILENT or "code" in classes))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def untold(page: str) -> list[str]:
    """The English words of a page that nobody told: outside of ⟦⟧, or in a value ⟪⟫ within them."""
    left, within = [""], ""
    for mark in "".join(_Said(page).said):
        if mark in "⟦⟪":
            within += mark
        elif mark in "⟧⟫":
            within = within[:-1]
        elif not within.endswith("⟦"):
            left.append(mark)
        if mark in "⟦⟪⟧⟫":
            left.append("\n")
    text = "".join(left)
    for entered in ENTERED:
        text = text.replace(entered, "")
    return [line.strip() for line in text.splitlines() if _WORDS.search(line)]


def _tell_more(vault: OpenVault, story: "Story") -> None:
    """What the story lacks: kin from either side, roles, an absent value, a length that does not fit, one who does not know, a disputed entry,
    a claim that confirms, a sign that was supervised.
    """
    by = {"by": str(story.sister)}
    vault.say(story.teacher, "spouse", str(story.daughter), **by)
    vault.say(story.daughter, "occupation", "= refused", by=str(story.neighbour))
    vault.say(story.act, "end", "2025-03", **by)
    vault.say(story.act, "duration", "3 years", by=str(story.neighbour))
    vault.say(story.act, "victim", str(story.daughter), by=str(story.neighbour), basis="rumour")
    doubted = vault.say(story.act, "notes", "He is at sea.", by=str(story.neighbour)).number
    vault.review(doubted, "disputed")
    vault.assess(doubted, credibility="doubtful", basis="rumour")
    vault.add_entity("Act", None, [("victim", str(story.teacher)), ("start", "2023")], **by)
    vault.add_entity("Involvement", None, [("act", str(story.act)), ("role", "ordered")], **by)
    vault.add_entity("Relation", None, [("person", str(story.teacher)), ("relative", str(story.daughter)), ("start", "2001")], **by)  # fmt: skip
    vault.add_entity("OfficialClaim", None, [("position", "at_liberty"), ("about", str(story.teacher))], by=str(story.office))  # fmt: skip
    vault.add_entity("SignOfLife", None, [("person", str(story.teacher)), ("supervised", "yes")], **by)
    vault.add_entity("Intervention", None, [("for", str(story.teacher)), ("date", "2025-01")], **by)


def test_all_that_pages_say_can_be_translated(
    client: "Client", tell_story: Any, tmp_path: Path, in_brackets: None
) -> None:
    story = client.write(tell_story, tmp_path / "story")
    client.write(_tell_more, story)
    client.post("/language", language=MADE_UP)
    asked = {path: client.get(path) for one in PAGES for path in [one.format(**vars(story))]}
    asked |= {
        f"search {query}": client.post("/search", q=query)
        for query in ("Aytoz", "Айтос", "2024-09-14", "nobody", "")
    }
    assert {path: answer.status_code for path, answer in asked.items()} == dict.fromkeys(asked, 200)
    assert all("⟦" in answer.text for answer in asked.values())
    assert "hit-reasons" in asked["search Айтос"].text
    # Every phrase was collected: what the catalogue lacks would be told in English, and marked as that.
    assert [path for path, answer in asked.items() if '<span lang="en" dir="ltr">' in answer.text] == []
    left = {path: found for path, answer in asked.items() if (found := untold(answer.text))}
    assert not left, "\n".join(f"{path}: {line}" for path, found in left.items() for line in found)
