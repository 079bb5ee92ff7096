"""The quick way of finding words for an absence finds what the obvious one finds."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.record.mapping.absences import Absences
from amanet.record.ontology.labels import folded

WORDS = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("iIıİйЙßŉǰΐᾳ- й")), min_size=1, max_size=5
).map(str.strip)


@pytest.mark.parametrize(
    "words", ["-", "Н/Д", "н/д", "не  известно", "Йок", "йок", "IŞIK", "ışık", "i\u0307şik"]
)
def test_words_however_written_are_found(words: str) -> None:
    absences = Absences(dict.fromkeys(map(folded, ["-", "н/д", "Не известно", "йок", "ışık"]), "unknown"))
    for form in ("NFC", "NFD"):
        assert absences.find(unicodedata.normalize(form, words)) == "unknown"


@given(st.lists(WORDS.filter(bool), max_size=4), WORDS)
def test_the_quick_way_agrees_with_the_obvious_one(known: list[str], asked: str) -> None:
    by_words = dict.fromkeys(map(folded, known), "refused")
    quick = Absences(by_words)
    for words in (
        asked,
        *known,
        *(one.upper() for one in known),
        *(unicodedata.normalize("NFD", one) for one in known),
    ):
        assert quick.find(words.strip()) == by_words.get(folded(words.strip()))
