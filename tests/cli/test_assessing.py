"""`assess` and `gloss`: the session of a team that weighs what was said and knows what words stand for."""

import io
import json
import sys
from typing import TYPE_CHECKING

import pytest

from amanet.cli.assessing import CREDIBILITIES
from amanet.vault.ontology_files import load_ontology

if TYPE_CHECKING:
    from conftest import Terminal

OTHER = "tide salt harbour ferry coat lantern"


@pytest.fixture
def said(run: "Terminal") -> str:
    """The number of a statement, in a vault of two."""
    run.write("other", OTHER)
    run("amanet member add Dauren --new-passphrase-file other")
    run("amanet source add Nursel")
    run("amanet person add Lada --by Nursel")
    ran = run("amanet", "say", "Lada", "notes", "She is studying.", "--by", "Nursel", "--json")
    return str(ran.json["number"])


def test_the_terms_in_the_help_are_those_of_the_thesaurus() -> None:
    assert tuple(load_ontology().thesaurus("credibility").terms) == CREDIBILITIES


def test_members_assess_and_both_are_shown(run: "Terminal", said: str) -> None:
    ran = run(
        "amanet", "assess", said, "--credibility", "probable", "--basis", "told_by_relative", "--reason", "calls weekly",
    )  # fmt: skip
    assert ": probable, rests on told_by_relative (#" in ran.text
    run("amanet", "assess", said, "--credibility", "doubtful", "--passphrase-file", "other")
    shown = run("amanet", "show", said).text
    assert "probable, rests on told_by_relative" in shown
    assert "Dauren: doubtful" in shown
    lines = run("amanet person show Lada").text
    assert "assessed by Dauren: doubtful" in lines
    assert "– calls weekly" in lines
    assert [one["credibility"] for one in run("amanet", "show", said, "--json").json["assessments"]] == [
        "probable",
        "doubtful",
    ]


def test_what_cannot_be_assessed_is_refused(run: "Terminal", said: str) -> None:
    assert "or both" in run("amanet", "assess", said, code=2).err
    assert "no such code" in run("amanet", "assess", said, "--credibility", "liar", code=3).err
    person = run("amanet person list --json").json[0]["number"]
    assert "Statement is wanted" in run("amanet", "assess", str(person), "--basis", "rumour", code=2).err


def test_a_gloss_is_read_by_those_it_is_for(run: "Terminal", said: str) -> None:
    run.write("reading", "\ufeffheld in a camp\n")
    ran = run("amanet", "gloss", "add", said, "--words", "studying", "--reading-file", "reading")
    assert "Sealed (record " in ran.text
    assert "camp" not in ran.text
    assert "held in a camp" in run("amanet gloss list").text
    assert run("amanet", "gloss", "list", said, "--json").json[0]["reading"] == "held in a camp"
    theirs = run("amanet gloss list --passphrase-file other")
    assert "(for other members)" in theirs.text
    assert "camp" not in theirs.text
    number = json.loads(run("amanet gloss list --json").text)[0]["number"]
    assert "camp" not in run("amanet", "show", str(number)).text
    run(
        "amanet", "gloss", "add", said, "--words", "studying", "--reading-file", "reading", "--for", "Dauren", "--json",
    )  # fmt: skip
    assert "held in a camp" in run("amanet gloss list --passphrase-file other").text


def test_the_reading_comes_from_standard_input_or_a_prompt_never_an_argument(
    run: "Terminal", said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("amanet", "gloss", "add", said, "--words", "studying")
    assert "no terminal to ask" in run(*words, code=2).err
    assert "No such option" in run(*words, "--reading", "held", code=2).err

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    given = Terminal("held\n")
    monkeypatch.setattr(io, "StringIO", lambda _text: given)  # the terminal of the tests has none
    assert "Sealed" in run(*words).text
    piped = io.TextIOWrapper(io.BytesIO(b"held in a camp"))
    monkeypatch.setattr(io, "StringIO", lambda _text: piped)
    run(*words, "--reading-file", "-")
    monkeypatch.setattr(io, "StringIO", lambda _text: sys.__stdin__)
    assert [one["reading"] for one in run("amanet gloss list --json").json] == ["held", "held in a camp"]


def test_what_is_no_gloss_is_refused(run: "Terminal", said: str) -> None:
    run.write("reading", b"\xff\xfe")
    add = ("amanet", "gloss", "add", said, "--reading-file", "reading", "--words")
    assert "not text in UTF-8" in run(*add, "studying", code=2).err
    run.write("reading", "held")
    assert "do not stand in record" in run(*add, "working", code=2).err
    assert "No single active member" in run(*add, "studying", "--for", "Nobody", code=2).err
    assert run("amanet gloss list").text == "None yet.\n"
