"""Folding: what people write differently and mean alike becomes one, and every folded character knows where it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.names import fold, fold_with_offsets

ANY_TEXT = st.text(st.characters(), max_size=60)
HARD_LETTERS = "aA é\u0301ßæ\u0626\u064a\u0654\u0627\u06d5 \t\n\u200f\u202e\ud800\ufe8b\u0640'’\u3000木蘇٣"
HARD_TEXT = st.text(st.sampled_from(HARD_LETTERS), max_size=40)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Мұхаммед  Ёлбарс", "мухаммед елбарс"),
        ("Әхмәт Җүме Һөсән Ғени Қ Ң", "ахмат жуме хосан гени к н"),
        ("Xi’an", "xian"),
        ("Gülşen Çağrı Iğdır İ", "gulsen cagri igdir i"),
        ("lǚ Lǐ xiǎo", "lu li xiao"),
        ("ئابلەت", "ابلهت"),
        ("ي\u0654ابلەت", "ابلهت"),
        ("ﺋﺎﺑﻠﻪﺕ", "ابلهت"),
        ("عائشة مُحَمَّـــد كی ک ھ ه ى", "عايشه محمد كي ك ه ه ي"),
        ("蘇萊曼 買買提", "苏莱曼 买买提"),
        ("١٢٣ ۴۵ ４", "123 45 4"),
        ("\u202eabc\u200b d\u2066", "abc d"),
        ("木耶赛尔・买买提", "木耶赛尔·买买提"),
        ("a\u0301\u0302\u0303\u0304z", "az"),
        ("हिन्दी", "हिन्दी"),
        ("", ""),
        (" \t\n", ""),
        ("\ud800a", "\ufffda"),
    ],
)
def test_known_answers(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(ANY_TEXT | HARD_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT | HARD_TEXT)
def test_offsets_lead_back_to_the_character_that_gave_each(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded) + 1
    assert offsets[-1] == len(text)
    assert list(offsets) == sorted(offsets)
    for place, letter in enumerate(folded):
        origin = text[offsets[place]]
        assert letter in fold(f"x{origin}x")


@given(ANY_TEXT | HARD_TEXT)
def test_a_folded_text_can_always_be_encoded(text: str) -> None:
    fold(text).encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_case_of_ascii_and_surrounding_space_do_not_matter(text: str) -> None:
    assert fold(f"  {text} ") == fold(text)


def test_long_texts_and_short_ones_are_folded_alike() -> None:
    piece = "Muyesser  مۇيەسسەر\r\nМуйессер 木耶赛尔 ئۆمەر "
    folded, offsets = fold_with_offsets(piece * 500)
    assert folded == " ".join([fold(piece)] * 500)
    assert (piece * 500)[offsets[folded.rindex("م")]] == "م"
