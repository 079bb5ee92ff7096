"""A question is read as it stands, and as more where its words say so: several spellings, somebody's relative."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import Misuse
from amanet.work.question import LONGEST, Question, parse_question


def _texts(questions: tuple[Question, ...]) -> list[str]:
    return [one.text for one in questions]


@pytest.mark.parametrize(
    ("asked", "spellings", "sides"),
    [
        ("Talli or Tali", ["Talli", "Tali"], []),
        ("Talli OR Tali", ["Talli", "Tali"], []),
        ("Talli/Tali", ["Talli", "Tali"], []),
        ("Talli Vane or Vain", ["Talli Vane", "Talli Vain"], ["Vain"]),
        ("Talli/Tali Vane", ["Talli Vane", "Tali Vane"], ["Talli"]),
        ("Talli Vane or Tali Vain", ["Talli Vane", "Tali Vain"], []),
        ("A1 or B2 or C3", ["A1", "B2", "C3"], []),
        ("Талли или Тали", ["Талли", "Тали"], []),
        ("تاللى ياكى تالى", ["تاللى", "تالى"], []),
        ("盐生舟或盐生周", ["盐生舟", "盐生周"], []),
        ('"the salt house" or harbour', ['"the salt house"', "harbour"], []),
    ],
)
def test_several_spellings_are_asked_for_at_once(asked: str, spellings: list[str], sides: list[str]) -> None:
    found = parse_question(asked)
    assert (_texts(found.spellings), _texts(found.sides)) == (spellings, sides)
    assert found.parts  # the words as they stand are asked for too


@pytest.mark.parametrize(
    "asked",
    [
        "Or Levi", "Talli Or", '"Talli or Tali"', "2018/2019", "notes/talli/vane", "http://a.b/c", "x/y.txt/z", "Talli or", "or",
        "Talli or !!", "and or", "a or b or c or d or e or f or g",
    ],
)  # fmt: skip
def test_not_every_or_or_stroke_stands_between_spellings(asked: str) -> None:
    assert parse_question(asked).spellings == ()


def test_whose_relative_is_asked_for() -> None:
    found = parse_question("Tursunning ayali")
    assert (found.kin, _texts(found.of)) == (("wife",), ["Tursun", "Tursunning"])
    either = parse_question("wife of Talli or Tali")
    assert (_texts(either.of), either.spellings) == (["Talli or Tali", "Talli", "Tali"], ())
    assert parse_question("Talli Vane").of == ()


def test_half_a_character_does_not_cut_a_word() -> None:
    assert parse_question("Tal\ud800li").parts == parse_question("Talli").parts
    with pytest.raises(Misuse, match="nothing to look for"):
        parse_question("\ud800")


@given(st.text(max_size=LONGEST))
def test_whatever_is_asked_is_read_or_refused_in_words(text: str) -> None:
    try:
        found = parse_question(text)
    except Misuse:
        return
    assert found.parts
    assert all(one.parts for one in (*found.spellings, *found.sides, *found.of))
