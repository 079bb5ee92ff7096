"""What the words of a name are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.names.parts import Role, parse_name


def roles(name: str, kind: str = "person") -> dict[str, str]:
    return {part.text: part.role.value for part in parse_name(name, kind).parts}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "Hajji Muyesser Ablet-qizi",
            {"hajji": "hajji", "muyesser": "name", "ablet": "name", "qizi": "particle"},
        ),
        ("ھاجى ئابلەت", {"هاجي": "hajji", "ابلهت": "name"}),
        ("Dr. A. Tursun", {"dr": "title", "a": "initial", "tursun": "name"}),
        ("Али ибн Хасан", {"али": "name", "ибн": "particle", "хасан": "name"}),
        ("木耶赛尔·买买提", {"木耶赛尔": "name", "买买提": "name"}),
        ("Imam Haji", {"imam": "name", "haji": "name"}),
    ],
)
def test_known_words(name: str, expected: dict[str, str]) -> None:
    assert roles(name) == expected


def test_kinds_of_place_are_seen_in_places_only() -> None:
    assert roles("墨玉县", "place") == {"墨玉": "name", "县": "generic"}
    assert roles("Guma nahiyisi", "place") == {"guma": "name", "nahiyisi": "generic"}
    assert roles("墨玉县") == {"墨玉县": "name"}


@pytest.mark.parametrize(
    ("name", "stem", "ending"),
    [
        ("Ablimitov", "ablimit", "family"),
        ("Тұрсынқызы", "турсын", "daughter"),
        ("Muyesserjan", "muyesser", "affection"),
        ("ئايشەمگۈل", "ايشهم", "affection"),
        ("木耶赛尔江", "木耶赛尔", "affection"),
        ("Иванович", "иван", "father"),
    ],
)
def test_endings_leave_a_stem(name: str, stem: str, ending: str) -> None:
    (part,) = parse_name(name).parts
    assert part.stem is not None
    assert (part.stem.text, part.ending) == (stem, ending)


@pytest.mark.parametrize("name", ["Aygül", "Ali", "Ova", "Jan", "古丽"])
def test_what_would_leave_too_little_is_no_ending(name: str) -> None:
    (part,) = parse_name(name).parts
    assert part.stem is None


@given(st.text(st.characters(), max_size=700), st.sampled_from(["person", "place"]))
def test_any_text_is_taken_apart_within_bounds(text: str, kind: str) -> None:
    name = parse_name(text, kind)
    assert len(name.parts) <= 16
    assert name.total >= 0
    assert all(part.text and part.role in Role for part in name.parts)
