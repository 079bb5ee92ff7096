"""Any file name survives, and none can control a terminal."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.canonical import JSON, decode, encode, name_from_bytes, name_to_bytes, readable_name
from amanet.errors import BadData

# Names as file systems hold them: never empty, no slash, no zero byte; some of them UTF-8.
NAMES = st.one_of(
    st.binary(min_size=1, max_size=300),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=150).map(str.encode),
)


@settings(deadline=None)
@given(NAMES)
def test_a_name_of_any_bytes_goes_into_a_record_and_comes_back(raw: bytes) -> None:
    stored = decode(encode(name_from_bytes(raw)))
    assert name_to_bytes(stored) == raw


@settings(deadline=None)
@given(NAMES, NAMES)
def test_two_names_are_never_stored_as_one(one: bytes, other: bytes) -> None:
    assert (name_from_bytes(one) == name_from_bytes(other)) == (one == other)


def test_names_that_differ_in_case_or_normal_form_only_stay_apart() -> None:
    names = ["Ж.txt", "ж.txt", "é", unicodedata.normalize("NFD", "é")]
    assert [name_to_bytes(name_from_bytes(name.encode())).decode() for name in names] == names


@pytest.mark.parametrize(
    "value",
    [
        None,
        1,
        ["a"],
        {},
        {"b64": "AA==", "more": 1},
        {"b64": 1},
        {"b64": "not base64"},
        {"b64": "YQ=="},
        "half of a pair: \ud800",
    ],
    ids=repr,
)
def test_what_no_name_was_stored_as_is_refused(value: JSON) -> None:
    with pytest.raises(BadData):
        name_to_bytes(value)


@settings(deadline=None)
@given(NAMES)
def test_a_readable_name_is_one_line_without_control_and_turning_characters(raw: bytes) -> None:
    shown = readable_name(name_from_bytes(raw))
    assert len(shown.splitlines()) <= 1
    for character in shown:
        assert unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}
        assert unicodedata.bidirectional(character) not in {
            "LRE",
            "RLE",
            "PDF",
            "LRO",
            "RLO",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        }


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("گۇۋاھلىق.opus".encode(), "گۇۋاھلىق.opus"),
        ("می‌خواهم 👩‍👧.jpg".encode(), "می‌خواهم 👩‍👧.jpg"),
        (b"100%.txt", "100%.txt"),
        (b"a\nb\x1b[31m\x7f", r"a\nb\x1b[31m\x7f"),
        ("photo\u202egpj.exe".encode(), r"photo\u202egpj.exe"),
        ("a\u2028b\u0085c".encode(), r"a\u2028b\x85c"),
        (b"caf\xe9", r"caf\xe9"),
        (b"", ""),
    ],
)
def test_known_names_are_readable(raw: bytes, shown: str) -> None:
    assert readable_name(name_from_bytes(raw)) == shown
