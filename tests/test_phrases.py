"""Texts that keep their template and their values: they are English to whoever prints them, and lose nothing until they are joined."""

import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.corroboration.json_form import InJson
from amanet.phrases import COMMA, OR, Label, Phrase, Series, label, phrase, phrases, recased, series

names = st.lists(st.text(max_size=8), max_size=6)


def test_a_phrase_is_its_english_text() -> None:
    said = phrase("Denied by %(who)s.", who="Nursel")
    assert said == "Denied by Nursel."
    assert {said: 1}["Denied by Nursel."] == 1
    assert (said.template, said.values) == ("Denied by %(who)s.", {"who": "Nursel"})


def test_what_stands_in_a_template_without_values_is_no_mark() -> None:
    assert phrase("100% of it") == "100% of it"
    assert phrase("%(what)s").fill(what="50%") == "50%"


@pytest.mark.parametrize(("number", "text"), [(0, "0 days"), (1, "1 day"), (2, "2 days")])
def test_a_number_chooses_the_form(number: int, text: str) -> None:
    said = phrases("%(num)d day", "%(num)d days", number)
    assert (said, said.template, said.many, said.number) == (text, "%(num)d day", "%(num)d days", number)


@given(names)
def test_a_series_reads_as_people_write_lists(several: list[str]) -> None:
    expected = "".join(several) if len(several) < 2 else f"{', '.join(several[:-1])} and {several[-1]}"
    assert series(several) == expected
    assert series(several, OR, None) == " or ".join(several)


def test_a_series_of_one_is_that_one() -> None:
    one = phrase("somebody else")
    assert series([one]) is one
    made = series([one, "Nursel"], COMMA, None)
    assert isinstance(made, Series)
    assert made.parts[0] is one


def test_another_case_changes_the_english_alone() -> None:
    assert recased("the sea", str.upper) == "The sea"
    sentence = recased(series([phrase("Without a date: %(what)s.", what="X"), "Y"], COMMA, None), str.lower)
    assert sentence == "without a date: X., Y"
    assert isinstance(sentence, Series)
    assert isinstance(sentence.parts[0], Phrase)
    assert sentence.parts[0].template == "Without a date: %(what)s."
    called = recased(label("Act", str.upper), str.lower)
    assert isinstance(called, Label)
    assert (called, called.in_language("kk")) == ("act", "KK")


def test_json_has_plain_text() -> None:
    @dataclass(frozen=True)
    class Said(InJson):
        text: str
        more: tuple[str, ...]

    written = Said(phrase("a %(what)s", what="b"), (series(["c", "d"]), label("e", str))).to_json()
    assert written == {"text": "a b", "more": ["c and d", "e"]}
    assert type(written["text"]) is str
    assert [type(one) for one in written["more"]] == [str, str]  # type: ignore[union-attr]
    assert json.loads(json.dumps(phrase("a"))) == "a"
