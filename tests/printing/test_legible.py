import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.printing.legible import is_right_to_left, legible

# Any string at all, unpaired surrogates too.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@given(ANY_TEXT)
def test_nothing_that_controls_turns_or_cannot_be_encoded_is_left(text: str) -> None:
    shown = legible(text)
    shown.encode("utf-8")
    kinds = {unicodedata.category(c) for c in shown if c not in "\u200c\u200d"}
    assert not kinds & {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}


@given(st.text(st.sampled_from("abc ئۈرۈمچى ҚқӘә 国家 é-_.,()"), max_size=40))
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert legible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("evil\u202egpj.exe", "evil\\u202egpj.exe"),
        ("a\nb\x00", "a\\nb\\x00"),
        ("\ud800", "\\ud800"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200cb\u200b", "a\\u200cb\\u200b"),
        ("e" + "\u0301" * 5, "e\u0301\u0301\u0301[U+0301][U+0301]"),
    ],
)
def test_what_hides_or_piles_up_is_written_out(text: str, shown: str) -> None:
    assert legible(text) == shown


@pytest.mark.parametrize(
    ("text", "expected"), [("12 ئۈ abc", True), ("abc ئۈ", False), ("12", False), ("", False)]
)
def test_the_first_strong_character_gives_the_direction(text: str, expected: bool) -> None:
    assert is_right_to_left(text) is expected
