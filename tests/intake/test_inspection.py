"""The answers of a process that may have been taken over are held to their shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.canonical import decode, encode
from amanet.errors import BadData
from amanet.intake import Inspection, Problem, parse_inspection
from amanet.intake.inspection import LONGEST_TEXT, Image, Media, Pdf, Provenance, Stream

texts = st.none() | st.text(max_size=20)
numbers = st.none() | st.integers(0, 2**40)
images = st.builds(Image, width=numbers, height=numbers, make=texts, latitude=texts)
medias = st.builds(
    Media,
    duration_ms=numbers,
    streams=st.lists(st.builds(Stream, kind=st.text(max_size=5)), max_size=3).map(tuple),
)
inspections = st.builds(
    Inspection,
    media_type=st.text(max_size=20),
    image=st.none() | images,
    media=st.none() | medias,
    pdf=st.none() | st.builds(Pdf, encrypted=st.booleans(), author=texts),
    provenance=st.none() | st.builds(Provenance, present=st.booleans(), state=texts),
    tools=st.dictionaries(st.sampled_from(["pyav", "pillow"]), st.text(max_size=5)),
    problems=st.lists(st.builds(Problem, st.text(max_size=5), st.text(max_size=5)), max_size=3).map(tuple),
)


@given(inspections)
def test_an_inspection_comes_back_from_its_canonical_json(found: Inspection) -> None:
    assert parse_inspection(decode(encode(found.to_json()))) == found


def test_what_was_not_found_is_left_out() -> None:
    assert Inspection("text/plain", image=Image(width=3)).to_json() == {
        "media_type": "text/plain",
        "image": {"width": 3},
    }


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {"media_type": 5},
        {"media_type": None},
        {"media_type": "a/b", "surprise": 1},
        {"media_type": "a/b", "image": {"width": "3"}},
        {"media_type": "a/b", "image": {"width": True}},
        {"media_type": "a/b", "image": {"make": "x" * (LONGEST_TEXT + 1)}},
        {"media_type": "a/b", "image": [["width", 3]]},
        {"media_type": "a/b", "media": {"streams": [{}]}},
        {"media_type": "a/b", "media": {"streams": [{"kind": "audio"}] * 65}},
        {"media_type": "a/b", "tools": {str(number): "1" for number in range(17)}},
        {"media_type": "a/b", "problems": ["it broke"]},
    ],
)
def test_facts_of_another_shape_are_refused(value: object) -> None:
    with pytest.raises(BadData):
        parse_inspection(value)  # type: ignore[arg-type]
