"""Each search alone: what it finds, and what it must not take for it."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.protect.leaks import Place, Secret, Secrets
from amanet.protect.leaks.byte_search import forms_in_bytes, runs_of_text
from amanet.protect.leaks.found import Entry
from amanet.protect.leaks.letter_search import Form, LetterSearch
from amanet.protect.leaks.number_search import NumberSearch
from amanet.protect.leaks.opening.written_otherwise import decoded_texts
from amanet.protect.leaks.place_search import PlaceSearch
from amanet.protect.leaks.searching import Searching

planted = sys.modules["planted_leaks"]
NUMBERS = NumberSearch([Secret(planted.PHONE, "n1"), Secret("4471902", "n2")], ("UZ",))
PLACES = PlaceSearch([Place(41.52137, 69.83411, 250, "g1"), Place(-0.4003, -12.2504, 900, "g2")])
LETTERS = LetterSearch(
    [Form("Gül Ay", "p1", "name"), Form("Zulpiqar Ablimit", "p2", "name"), Form("J", "p3", "name")]
)


def _ids(search: object, text: str) -> list[str]:
    return [found.secret_id for _, found in search.find([Entry(0, "", text, True)])]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    [
        "998900001234",
        "00998 90 000 12 34",
        "(90)000.12.34",
        "+998\u00a090\u2013000\u201312\u201334",
        "90 000\n12 34",
    ],
)
def test_a_number_is_found_however_it_is_grouped(text: str) -> None:
    assert _ids(NUMBERS, f"Call {text}, he said.") == ["n1"]


@pytest.mark.parametrize("text", ["5900001234567", "90000123499", "44719022"])
def test_a_number_within_another_is_none(text: str) -> None:
    assert _ids(NUMBERS, f"Call {text}, he said.") == []


@pytest.mark.parametrize(
    "text",
    [
        "41.5214 69.8341",
        "lon: 69.83411, lat: 41.52137",
        "٤١٫٥٢١٤ ٦٩٫٨٣٤١",
        "41,5214; 69,8341",
        "+41.52137+069.83411/",
    ],
)
def test_coordinates_near_a_place_are_found(text: str) -> None:
    assert _ids(PLACES, text) == ["g1"]


def test_coordinates_below_nought_are_found() -> None:
    assert _ids(PLACES, "-0.4003, -12.2504") == ["g2"]
    assert _ids(PLACES, "0°24'01\"S 12°15'01\"W") == ["g2"]


@pytest.mark.parametrize(
    "text", ["41.5214 70.8341", "41.5300 69.8341", "version 41.5213769 of 69", "0.4003, -12.2504"]
)
def test_other_coordinates_are_not(text: str) -> None:
    assert _ids(PLACES, text) == []


def test_a_short_name_is_found_as_words_of_its_own_only() -> None:
    assert _ids(LETTERS, "so Gül-Ay came") == ["p1"]
    assert _ids(LETTERS, "file_gülay.jpg") == ["p1"]
    assert _ids(LETTERS, "the ugulayan rope") == []
    assert [form.secret_id for form in LETTERS.not_searched] == ["p3"]


def test_a_form_across_two_entries_belongs_to_the_first() -> None:
    entries = [Entry(1, "a", "so Zulpi", True), Entry(2, "b", "qar Ablimit came", True)]
    assert [(entry.part, found.secret_id) for entry, found in LETTERS.find(entries)] == [(1, "p2")]


def test_what_cannot_be_looked_for_is_said_without_saying_it() -> None:
    notes = Searching(Secrets(names=(Secret("unknown", "p9"),), numbers=(Secret("123", "n9"),))).notes
    assert len(notes) == 2
    assert "p9" in notes[0]
    assert "n9" in notes[1]


@given(
    st.sampled_from([planted.NAME, planted.ARABIC, planted.CYRILLIC, planted.HAN]),
    st.binary(max_size=300),
    st.binary(max_size=300),
)
@settings(max_examples=40)
def test_text_in_bytes_is_read_whatever_stands_around_it(name: str, before: bytes, after: bytes) -> None:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        if name == planted.HAN and encoding != "utf-8":
            continue  # by its forms in bytes alone
        data = before + b"\0\0" + name.encode(encoding) + b"\0\0" + after
        assert name in runs_of_text(data)
        assert any(form in data for form in forms_in_bytes(name))


@given(st.binary(max_size=2000))
@settings(max_examples=60)
def test_any_bytes_can_be_read(data: bytes) -> None:
    runs_of_text(data)


@given(st.text(max_size=400))
@settings(max_examples=80)
def test_any_text_can_be_decoded(text: str) -> None:
    for form, said in decoded_texts(text):
        assert form
        assert said


def test_one_way_of_writing_in_another_is_told_with_what_stands_around_it() -> None:
    assert dict(decoded_texts("Zulpi%71ar Ablimit"))["percent signs"] == "Zulpiqar Ablimit"
    assert dict(decoded_texts("a &#x5a;ulpiqar b"))["entities"] == "a Zulpiqar b"
    assert dict(decoded_texts("WnVscGlxYXIgQWJsaW1pdA"))["base64"] == planted.NAME
