"""Cutting words into units, and the tables that say how."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.names.scripts import Script
from amanet.names.tables import read_rows
from amanet.names.units import all_units, sounds_of, units_of

SOUNDS = {sound or "-" for row in read_rows("sounds.tsv") for sound in row[:2]}
ALPHABETS = (Script.LATIN, Script.CYRILLIC, Script.ARABIC)


@pytest.mark.parametrize(
    ("word", "script", "sounds"),
    [
        ("Schwarz", Script.LATIN, "S w a r z"),
        ("Xinjiang", Script.LATIN, "x i n J i a N"),
        ("Gülşen", Script.LATIN, "g U l S e n"),
        ("Джеймс", Script.CYRILLIC, "J e j m s"),
        ("Әхмәт", Script.CYRILLIC, "e x m e t"),
        ("ئابلەت", Script.ARABIC, "a b l e t"),
        ("ئۈرۈمچى", Script.ARABIC, "U r U m C a"),
        ("木耶赛尔", Script.HAN, "m u j e s a r"),
        ("買買提", Script.HAN, "m a m a t i"),
        ("クリス", Script.OTHER, "k u r i s u"),
        ("שלום", Script.OTHER, "S l w m"),
        ("김정", Script.OTHER, "k i m J o N"),
    ],
)
def test_a_word_gives_its_sounds(word: str, script: Script, sounds: str) -> None:
    assert [sounds_of(unit, script)[0] for unit in units_of(word, script)] == sounds.split()


@pytest.mark.parametrize("script", ALPHABETS)
def test_every_unit_of_the_tables_has_sounds_that_are_known(script: Script) -> None:
    for unit in all_units(script):
        assert set(sounds_of(unit, script)) <= SOUNDS | {"-"}, unit


@given(st.text(max_size=80), st.sampled_from(list(Script)))
def test_anything_can_be_cut(text: str, script: Script) -> None:
    for unit in units_of(text, script):
        assert sounds_of(unit, script)


def test_a_place_has_a_reading_of_its_own() -> None:
    assert {unit.split("/")[1] for unit in units_of("喀什", Script.HAN)} == {"ka", "shi"}


@pytest.mark.parametrize(
    "table",
    [
        "alphabets",
        "han_renderings",
        "han_syllables",
        "same_names",
        "words",
        "units_latin",
        "units_cyrillic",
        "units_arabic",
    ],
)
def test_the_tables_say_their_source_and_that_they_await_review(table: str) -> None:
    from amanet.names.tables import read_bytes

    comments = [line for line in read_bytes(f"{table}.tsv").decode().splitlines() if line.startswith("#")]
    text = " ".join(comments).lower()
    assert "source" in text
    assert "native speaker's review" in text.replace("# ", "")
