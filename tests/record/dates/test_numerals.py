"""Chinese numbers and folded letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.record.dates.folding import fold, fold_name
from amanet.record.dates.numerals import chinese_number, with_chinese_numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("二〇一八", 2018),
        ("二零一八", 2018),
        ("十二", 12),
        ("二十", 20),
        ("廿三", 23),
        ("一百零五", 105),
        ("一百二十", 120),
        ("三千零五", 3005),
        ("两百万", 2_000_000),
        ("一万三千", 13_000),
        ("一亿两千三百万", 123_000_000),
        ("拾", 10),
        ("三千五", None),
        ("一百三", None),
        ("一万三", None),
        ("百", None),
        ("万", None),
        ("十百", None),
        ("万亿", None),
        ("二两", None),
        ("", None),
        ("人", None),
        ("一" * 40, None),
    ],
)
def test_chinese_numbers(text: str, number: int | None) -> None:
    assert chinese_number(text) == number


def written(number: int) -> str:
    """A number below 10,000 with its places, as it is written."""
    digits, places, text, zero = "零一二三四五六七八九", ("千", "百", "十", ""), "", False
    for digit, place in zip(f"{number:04}", places, strict=True):
        if digit == "0":
            zero = bool(text)
            continue
        text += ("零" if zero else "") + digits[int(digit)] + place
        zero = False
    return text


@given(st.integers(1, 9999))
def test_a_number_written_with_places_is_read(number: int) -> None:
    assert chinese_number(written(number)) == number


def test_numbers_inside_a_text() -> None:
    assert with_chinese_numbers("二〇一八年五月三日") == "2018年5月3日"
    assert with_chinese_numbers("三千五百人和百人") == "3500人和百人"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("۱۲ مرداد ۱۳۹۷", "12 مرداد 1397"),
        ("５月", "5月"),
        ("ŞUBAT  2018", "subat 2018"),
        ("Kasım", "kasim"),
        ("Août", "aout"),
        ("2018—2019", "2018–2019"),
        ("2018\u20112019", "2018-2019"),
        ("\u200f5\u200e May", "5 may"),
        ("يناير ۲", "یناىر 2".replace("ى", "ی")),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_names_have_one_key() -> None:
    assert fold_name("Sha'ban") == fold_name("Sha‘bān") == fold_name("SHABAN") == "shaban"
    assert fold_name("ذی‌الحجه") == fold_name("ذي الحجة")


@pytest.mark.parametrize("text", ["5¹ May", "①", "½", "a\x00b", "a\x01b", "a\x1bb"])
def test_raised_digits_and_control_characters_are_refused(text: str) -> None:
    with pytest.raises(BadData):
        fold(text)


@given(st.text(max_size=40))
def test_folding_is_stable(text: str) -> None:
    try:
        once = fold(text)
    except BadData:
        return
    assert fold(once) == once


@given(st.text("0123456789", min_size=1), st.sampled_from([0x660, 0x6F0, 0x966, 0xFF10, 0x1D7CE]))
def test_digits_of_every_script(digits: str, zero: int) -> None:
    assert fold("".join(chr(zero + int(digit)) for digit in digits)) == digits
