"""Whoever is asked for through a relative is read in every language that the table has; what is a name stays one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.names.relatives import relative_in
from amanet.names.tables import read_rows
from amanet.vault.ontology_files import load_ontology

ASKED = {
    "wife of Talli Vane": ("wife", "Talli Vane"),
    "The wife of Talli Vane?": ("wife", "Talli Vane"),
    "Talli Vane's wife": ("wife", "Talli Vane"),
    "Talli Vane’s husband": ("husband", "Talli Vane"),
    "James' sister": ("sister", "James"),
    "жена Дәурена Желкенсая": ("wife", "Дәурена Желкенсая"),
    "мать Талли": ("mother", "Талли"),
    "Tursunning ayali": ("wife", "Tursun"),
    "Tursun-ning ayali": ("wife", "Tursun"),
    "Tursun ayali": ("wife", "Tursun"),
    "تۇرسۇننىڭ ئايالى": ("wife", "تۇرسۇن"),
    "تۇرسۇن ئايالى": ("wife", "تۇرسۇن"),
    "Турсунниң аяли": ("wife", "Турсун"),
    "Дәуреннің әйелі": ("wife", "Дәурен"),
    "Talli'nin eşi": ("spouse", "Talli"),
    "Elvan'ın annesi": ("mother", "Elvan"),
    "盐生舟的妻子": ("wife", "盐生舟"),
    "盐生舟 的 妻子": ("wife", "盐生舟"),
    "盐生舟妻子": ("wife", "盐生舟"),
    "زوجة مۇنار": ("wife", "مۇنار"),
    "family of Talli": ("any", "Talli"),
    "盐生舟的妻子？": ("wife", "盐生舟"),
}
NAMES = (
    "Talli Vane", "wife", "wife of", "的妻子", "ئايالى", "Abdulla son of Tursun", "Sister Mary", "Talli wife", "", " ", "\u202e", "家人", "12",
)  # fmt: skip


@pytest.mark.parametrize("asked", ASKED)
def test_words_for_a_relative_leave_the_name(asked: str) -> None:
    found = relative_in(asked)
    assert found is not None
    assert (found.kin[0], found.names[0]) == ASKED[asked]


@pytest.mark.parametrize("name", NAMES)
def test_what_names_nobody_beside_the_words_is_none(name: str) -> None:
    assert relative_in(name) is None


def test_an_ending_may_belong_to_the_name() -> None:
    found = relative_in("Marsquillin eşi")
    assert found is not None
    assert found.names == ("Marsquillin", "Marsquill")


def test_the_table_says_only_what_the_thesaurus_knows_and_how_it_was_reviewed() -> None:
    known = load_ontology().thesaurus("kinship").terms
    rows = read_rows("kinship_words.tsv")
    assert {row[0] for row in rows} - {"any"} <= set(known)
    assert {row[1] for row in rows} == {"before", "own", "after"}


@given(st.text(max_size=600))
def test_whatever_is_asked_gives_an_answer(text: str) -> None:
    found = relative_in(text)
    assert found is None or all(found.names)
