"""What is worked out once for several pages, and what is made ready before anybody asks."""

import asyncio
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.requests import Request

from amanet.app import OpenVault
from amanet.web.compiled import TemplateCode
from amanet.web.desk import Locked
from amanet.web.kept import _Text, kept
from amanet.web.warming import before_the_door, behind_the_door

if TYPE_CHECKING:
    from conftest import Client


class Counted:
    """Work that counts how often it was done."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, vault: OpenVault, what: str = "") -> tuple[int, str]:
        self.times += 1
        return vault.vault.last_number, what


def asking(client: "Client") -> Request:
    return Request({"type": "http", "state": {"desk": client.desk, "session": client.desk.session}})


def test_it_is_worked_out_once_until_the_log_grows_and_is_gone_with_the_lock(client: "Client") -> None:
    work, request = Counted(), asking(client)

    async def eight_at_once() -> list[tuple[int, str]]:
        return await asyncio.gather(*(kept(request, work) for _ in range(8)))

    before = client.run(eight_at_once)
    assert (work.times, len(set(before))) == (1, 1)
    assert client.run(lambda: kept(request, work, "another")) == (before[0][0], "another")
    assert work.times == 2
    client.write(lambda vault: vault.add_entity("Source", "an aunt"))
    assert client.run(lambda: kept(request, work))[0] > before[0][0]
    assert work.times == 3
    client.post("/lock")
    with pytest.raises(Locked):
        client.run(lambda: kept(asking(client), work))
    with pytest.raises(Locked):  # somebody who is still on their way
        client.run(lambda: kept(request, work))


def test_what_fails_is_not_kept(client: "Client") -> None:
    request = asking(client)
    tried: list[int] = []

    def fails_first(vault: OpenVault) -> int:
        tried.append(1)
        if len(tried) == 1:
            raise ValueError("the first time")
        return len(tried)

    with pytest.raises(ValueError, match="first"):
        client.run(lambda: kept(request, fails_first))
    assert client.run(lambda: kept(request, fails_first)) == 2


def test_only_the_last_few_things_are_kept(client: "Client") -> None:
    work, request = Counted(), asking(client)
    for number in range(10):
        client.run(lambda number=number: kept(request, work, str(number)))
    assert len(client.desk.session.memory["kept"]) == 8
    client.run(lambda: kept(request, work, "9"))
    assert work.times == 10


def test_a_page_is_told_once_in_each_language_until_the_log_grows_and_its_frame_each_time(
    client: "Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    keep = _Text.keep
    monkeypatch.setattr(_Text, "keep", lambda self, main: (told.append(main), keep(self, main))[1])
    first = client.get("/log").text
    client.desk.session.say("a note for once")
    second = client.get("/log").text
    assert main_of(second) == main_of(first) == told[0].strip()
    assert (len(told), "a note for once" in second) == (1, True)
    client.write(lambda vault: vault.add_entity("Source", "an aunt"))
    assert "an aunt" in main_of(client.get("/log").text)
    client.get("/log?kind=Entity")
    client.desk.prefer(language="ug")
    assert main_of(client.get("/log").text) == told[-1].strip()
    assert len(set(told)) == len(told) == 4
    for before in range(2, 12):
        client.get(f"/log?before={before}")
    assert len(client.desk.session.memory["kept texts"]) == 8


def test_an_account_is_told_in_each_language_in_which_it_is_looked_at(client: "Client") -> None:
    """What is kept of it is the same thing for both: only its text is another."""
    source = client.write(lambda vault: vault.add_entity("Source", "an aunt")).number
    person = client.write(lambda vault: vault.add_entity("Person", "Aytoz Qumdengiz", by=str(source))).number
    in_english = main_of(client.get(f"/people/{person}").text)
    kept_things = dict(client.desk.session.memory["kept"])
    client.desk.prefer(language="ug")
    in_uyghur = main_of(client.get(f"/people/{person}").text)
    client.desk.prefer(language="en")
    again = main_of(client.get(f"/people/{person}").text)
    assert dict(client.desk.session.memory["kept"]) == kept_things
    assert "Aytoz Qumdengiz" in in_uyghur
    assert in_uyghur != in_english == again


def main_of(page: str) -> str:
    """What stands in the main part, without a note above it."""
    main = page.partition('<main id="main"')[2].partition(">")[2].partition("</main>")[0]
    return re.sub(r'<div class="said".*?</div>', "", main, flags=re.DOTALL).strip()


def test_making_ready_notes_nothing_and_enters_nothing(client: "Client") -> None:
    client.write(lambda vault: vault.add_entity("Source", "an aunt"))
    before = client.log_size()
    before_the_door("ug")
    client.read(behind_the_door)
    assert client.log_size() == before
    assert not client.desk._trail


def environment(folder: Path) -> Any:
    from jinja2 import Environment, FileSystemLoader

    return Environment(loader=FileSystemLoader(folder), bytecode_cache=TemplateCode(), autoescape=True)


def test_the_code_of_templates_is_made_once_and_stands_where_python_may_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.html").write_text("<p>{{ who }}</p>")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    monkeypatch.setattr(TemplateCode, "_kept", {})
    assert environment(tmp_path).get_template("a.html").render(who="<Munar>") == "<p>&lt;Munar&gt;</p>"
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(TemplateCode, "_kept", {})
    environment(tmp_path).get_template("a.html")
    (code,) = (tmp_path / "__pycache__").iterdir()
    monkeypatch.setattr(TemplateCode, "_kept", {})
    assert environment(tmp_path).get_template("a.html").render(who="x") == "<p>x</p>"
    assert len(TemplateCode._kept) == 1, "it was read, not made again"
    for spoilt in (b"", b"spoilt", code.read_bytes()[:40]):
        code.write_bytes(spoilt)
        monkeypatch.setattr(TemplateCode, "_kept", {})
        assert environment(tmp_path).get_template("a.html").render(who="x") == "<p>x</p>"
    (tmp_path / "a.html").write_text("<b>{{ who }}</b>")
    assert environment(tmp_path).get_template("a.html").render(who="x") == "<b>x</b>"
