"""Proposed renderings: marked as such, by convention, never by person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.names import Script, compare, propose


def texts(name: str, script: Script) -> list[str]:
    return [proposal.text for proposal in propose(name, script)]


def test_the_uyghur_alphabets_are_turned_letter_by_letter() -> None:
    assert texts("Muyesser", Script.ARABIC)[0] == "مۇيەسسەر"
    assert texts("مۇيەسسەر", Script.LATIN)[0] == "muyesser"
    assert texts("Муйәссәр", Script.ARABIC)[0] == "مۇيەسسەر"
    assert texts("ئابدۇراخمان تۇرسۇن", Script.CYRILLIC)[0] == "абдурахман турсун"


def test_a_han_rendering_says_that_it_may_have_been_assigned() -> None:
    (proposal,) = propose("Tursun", Script.HAN)
    assert proposal.script is Script.HAN
    assert "assigned by a state" in proposal.caution


def test_what_a_script_does_not_write_is_said() -> None:
    assert any("short vowels" in proposal.caution for proposal in propose("محمد", Script.LATIN))


@pytest.mark.parametrize("name", ["Muyesser", "مۇيەسسەر", "Tursun", "Гүлнар", "Dilshat"])
@pytest.mark.parametrize("script", [Script.LATIN, Script.CYRILLIC, Script.ARABIC, Script.HAN])
def test_a_proposal_is_found_from_the_name_it_was_made_of(name: str, script: Script) -> None:
    for text in texts(name, script)[:1]:
        assert compare(name, text).bits > 8


@given(st.text(st.characters(), max_size=40), st.sampled_from(list(Script)))
def test_anything_may_be_asked(name: str, script: Script) -> None:
    for proposal in propose(name, script):
        assert proposal.text
        assert proposal.convention


def test_nothing_is_proposed_in_the_script_the_name_is_in() -> None:
    assert propose("Muyesser", Script.LATIN) == []


@pytest.mark.parametrize("nobody", ["unknown", "неизвестно", "wife of Ablet", "", "?", "12", "\ud800"])
def test_what_is_no_name_has_no_rendering(nobody: str) -> None:
    assert not [proposal for script in Script for proposal in propose(nobody, script)]


@pytest.mark.parametrize("damaged", ["Мuyesser", "Muy\ud800esser", "Muyess\u202eer"])
def test_a_damaged_word_is_mended_and_not_cut(damaged: str) -> None:
    assert propose(damaged, Script.CYRILLIC)[0].text == propose("Muyesser", Script.CYRILLIC)[0].text
