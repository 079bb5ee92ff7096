from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.printing.legible import code_point, legible
from amanet.printing.paper import BODY, HASH, Paper, Style, _in_visual_order


@pytest.fixture(scope="module")
def paper() -> Iterator[Paper]:
    paper = Paper("specimen")
    yield paper
    paper.finish("")


MIXED = st.text(
    st.one_of(st.sampled_from("aéқ ئۈر 国。1()- "), st.characters(exclude_categories=())), max_size=120
)


@given(text=MIXED, style=st.sampled_from([BODY, HASH]))
@settings(max_examples=60, deadline=None)
def test_wrapping_drops_nothing_and_stays_within_the_column(text: str, style: Style, paper: Paper) -> None:
    lines = paper.wrap(text, style, 60)
    drawn = paper._drawable(legible(text), style)
    assert "".join("".join(lines).split()) == "".join(drawn.split())
    assert all(paper._width(line, style) <= 60.5 or len(line) == 1 for line in lines)


def test_ten_thousand_letters_without_a_space_are_broken(paper: Paper) -> None:
    lines = paper.wrap("ە" * 10_000, BODY, 120)
    assert "".join(lines) == "ە" * 10_000
    assert len(lines) > 50


@pytest.mark.parametrize(
    "text", ["ئۈرۈمچى قەشقەر ئې ڭ ۋ ھ ژ گ", "ӘәҒғҚқҢңӨөҰұҮүҺһІі", "國圖書館 国家图书馆 喆堃", "Øğşñ ƣ"]
)
def test_the_scripts_of_our_people_need_no_code_points(text: str, paper: Paper) -> None:
    assert paper._drawable(text, BODY) == paper._drawable(text, HASH) == text


def test_a_letter_that_no_typeface_has_is_written_as_its_code_point(
    text_of: Callable[[bytes], str],
) -> None:
    paper = Paper("specimen")
    paper.paragraph("a\U0001f600b\u0f40")
    assert "a[U+1F600]b[U+0F40]" in text_of(paper.finish(""))
    assert code_point("國") == "[U+570B]"


@pytest.mark.parametrize(
    ("text", "right_to_left", "expected"),
    [
        ("abc 12", False, [("abc 12", False)]),
        ("abc אב", False, [("abc ", False), ("אב", True)]),
        ("אב abc", True, [("abc", False), ("אב ", True)]),
        ("אב 12 גד", True, [(" גד", True), ("12", False), ("אב ", True)]),
        ("a אב 12 גד b", False, [("a ", False), (" גד", True), ("12", False), ("אב ", True), (" b", False)]),
    ],
)
def test_a_line_is_read_in_the_order_of_the_unicode_standard(
    text: str, right_to_left: bool, expected: list[tuple[str, bool]]
) -> None:
    assert _in_visual_order(text, right_to_left) == expected
