"""Quantities: numbers in digits and words, bounds, what is asked and what is refused. docs/dates.md is run in tests/record/dates."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.errors import BadData, Misuse
from amanet.record.dates import Ambiguous
from amanet.record.quantities import Quantity, parse_quantity_words
from amanet.record.quantities.durations import add_up
from amanet.record.quantities.wordings import WORDINGS

NUMBERS = st.decimals(0, 10**12, allow_nan=False, allow_infinity=False, places=2)


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    least, about, most = sorted(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS)))
    kind = draw(st.sampled_from(["exact", "least", "most", "both", "all"]))
    return Quantity(
        about=about if kind in ("exact", "all") else None,
        at_least=least if kind in ("least", "both", "all") else None,
        at_most=most if kind in ("most", "both", "all") else None,
        approximate=draw(st.booleans()),
        unit=draw(st.sampled_from([None, "years", "people"])),
        words=draw(st.none() | st.text(min_size=1)),
        more_than=draw(st.booleans()) and kind in ("least", "both", "all"),
        less_than=draw(st.booleans()) and kind in ("most", "both", "all"),
    )


@given(quantities())
def test_what_was_kept_is_read_again(quantity: Quantity) -> None:
    content = quantity.to_json()
    assert Quantity.from_json(content) == quantity
    assert not any(isinstance(value, float | Decimal) for value in content.values())
    assert all("E" not in str(content.get(name, "")) for name in ("about", "at_least", "at_most"))


@given(quantities())
def test_bounds_hold_what_was_said(quantity: Quantity) -> None:
    least, most = quantity.bounds()
    if least is not None and most is not None:
        assert 0 <= least <= most
    for said in (quantity.at_least, quantity.about, quantity.at_most):
        if said is not None:
            assert least is None or least <= said
            assert most is None or said <= most


@given(quantities())
def test_about_never_narrows(quantity: Quantity) -> None:
    content = {name: value for name, value in quantity.to_json().items() if name != "approximate"}
    exact = Quantity.from_json(content).bounds()
    about = Quantity.from_json({**content, "approximate": True}).bounds()
    assert about[0] is None or exact[0] is None or about[0] <= exact[0]
    assert about[1] is None or exact[1] is None or about[1] >= exact[1]


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"about": 60},
        {"about": "6e1"},
        {"about": "60.0"},
        {"about": "060"},
        {"about": "-1"},
        {"about": "NaN"},
        {"about": "Infinity"},
        {"about": "٦٠"},
        {"about": "1" * 40},
        {"at_least": "20", "at_most": "10"},
        {"about": "30", "at_most": "10"},
        {"about": "5", "more_than": True},
        {"about": "5", "approximate": "yes"},
        {"about": "5", "colour": "red"},
        ["60"],
    ],
)
def test_what_is_no_quantity_is_refused(content: Any) -> None:
    with pytest.raises(BadData):
        Quantity.from_json(content)


def test_numbers_keep_their_value_and_lose_idle_zeros() -> None:
    assert Quantity(about=Decimal("1.50")).to_json() == {"about": "1.5"}
    assert Quantity(about=Decimal("2E+6")).to_json() == {"about": "2000000"}
    with pytest.raises(BadData):
        Quantity(about=Decimal("1E+400000"))


GROUPS = {
    "comma": ",",
    "point": ".",
    "space": " ",
    "no-break": "\u00a0",
    "thin": "\u2009",
    "narrow": "\u202f",
    "apostrophe": "’",
}


@given(st.integers(0, 10**15), st.sampled_from(sorted(GROUPS)))
def test_groups_of_three(number: int, style: str) -> None:
    words = f"{number:,}".replace(",", GROUPS[style])
    if 1000 <= number < 10**6 and style in ("comma", "point"):
        with pytest.raises(Ambiguous) as asked:
            parse_quantity_words(words)
        assert asked.value.question == "number"
        assert Decimal(number) in [one.about for one in asked.value.candidates]
        assert len(asked.value.candidates) == 2
    else:
        assert parse_quantity_words(words).about == number


@given(st.integers(1, 999), st.integers(0, 999))
def test_a_language_decides_between_thousands_and_a_fraction(whole: int, rest: int) -> None:
    for language, sign in (("en", "."), ("zh-Hans", "."), ("ru", ","), ("de-AT", ","), ("tr", ",")):
        group = "," if sign == "." else "."
        assert (
            parse_quantity_words(f"{whole}{group}{rest:03}", language=language).about == whole * 1000 + rest
        )
        assert (
            parse_quantity_words(f"{whole}{sign}{rest:03}", language=language).about
            == whole + Decimal(rest) / 1000
        )
    for language in (None, "es", "ar"):
        with pytest.raises(Ambiguous):
            parse_quantity_words(f"{whole},{rest:03}", language=language)
        assert (
            parse_quantity_words(f"{whole},{rest:03}", language=language, decimal=".").about
            == whole * 1000 + rest
        )


@pytest.mark.parametrize(
    "words", ["3,00,0", "3.0.0", "3 00", "10 20", "1,2,3", "1,234.567,8", "1.234,567.8", "12 3456", "1" * 30]
)
def test_groups_that_are_none_are_refused(words: str) -> None:
    with pytest.raises(BadData):
        parse_quantity_words(words)


def in_english(number: int) -> str:
    """The slow, obvious way."""
    ones = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    tens = "x x twenty thirty forty fifty sixty seventy eighty ninety"
    if number < 20:
        return ones.split()[number]
    if number < 100:
        return tens.split()[number // 10] + (f"-{in_english(number % 10)}" if number % 10 else "")
    for unit, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= unit:
            rest = number % unit
            joined = (
                f" and {in_english(rest)}" if unit == 100 and rest else f" {in_english(rest)}" if rest else ""
            )
            return f"{in_english(number // unit)} {name}{joined}"
    raise AssertionError


@given(st.integers(0, 10**7))
def test_english_number_words(number: int) -> None:
    words = in_english(number)
    assert parse_quantity_words(words, language="en").about == number
    assert parse_quantity_words(f"more than {words} people", language="en").at_least == number


@given(st.integers(1, 9999), st.sampled_from(["", "万", "亿"]))
def test_digits_before_chinese_multipliers(number: int, multiplier: str) -> None:
    expected = number * {"": 1, "万": 10**4, "亿": 10**8}[multiplier]
    assert parse_quantity_words(f"{number}{multiplier}").about == expected
    assert parse_quantity_words(f"至少{number}{multiplier}人").at_least == expected


@pytest.mark.parametrize(
    ("language", "word"),
    [(language, word) for language in WORDINGS for word in WORDINGS[language].multipliers],
)
def test_every_multiplier_of_every_language(language: str, word: str) -> None:
    space = "" if language == "zh" else " "
    times = WORDINGS[language].multipliers[word]
    found = parse_quantity_words(f"2{space}{word}", language=language)
    assert (found.about, found.unit) == (2 * times, None)


@pytest.mark.parametrize(
    ("language", "word"), [(language, word) for language in WORDINGS for word in WORDINGS[language].many]
)
def test_a_plural_is_at_least_two_of_its_kind(language: str, word: str) -> None:
    found = parse_quantity_words(word, language=language)
    assert (found.at_least, found.at_most) == (2 * WORDINGS[language].many[word], None)
    assert found.approximate


@pytest.mark.parametrize(
    ("words", "content"),
    [
        ("more than 60", {"at_least": "60", "more_than": True}),
        ("60+", {"at_least": "60"}),
        ("nearly 100", {"about": "100", "at_most": "100", "less_than": True, "approximate": True}),
        ("about 10–20", {"at_least": "10", "at_most": "20", "approximate": True}),
        ("between 500 and 2 million", {"at_least": "500", "at_most": "2000000"}),
        ("nobody", {"about": "0"}),
        ("2/3", {"at_least": "0.6666666666", "at_most": "0.6666666667", "unit": "share"}),
        ("3/4", {"about": "0.75", "unit": "share"}),
        ("1½ million", {"about": "1500000"}),
        ("十几人", {"at_least": "11", "at_most": "19", "unit": "人"}),
    ],
)
def test_known_quantities(words: str, content: dict[str, object]) -> None:
    assert parse_quantity_words(words).to_json() == {**content, "words": words}


@pytest.mark.parametrize(
    "words",
    ["", "many", "some", "lots", "life", "-5", "1e5", "60 of 100", "3 brothers and 2 sisters", "20 to 10", "5 years to 6 months",
     "1/0", "two three", "hundred million thousand", "more than dozens", "2 months 1 month", "60 62 64", "№ 5"],
)  # fmt: skip
def test_what_nobody_can_count_is_refused(words: str) -> None:
    with pytest.raises(BadData) as refused:
        parse_quantity_words(words)
    assert not words or words not in str(refused.value)


def test_an_unknown_unit_is_asked_about_with_the_letters_it_had() -> None:
    with pytest.raises(Ambiguous) as asked:
        parse_quantity_words("about 2 million Testabadis")
    (candidate,) = asked.value.candidates
    assert asked.value.question == "unit"
    assert candidate.to_json() == {
        "about": "2000000",
        "approximate": True,
        "unit": "Testabadis",
        "words": "about 2 million Testabadis",
    }
    assert "Testabad" not in str(asked.value)


def test_the_caller_is_checked() -> None:
    with pytest.raises(Misuse):
        parse_quantity_words("60", decimal=";")


@given(
    st.dates(date(1890, 1, 1), date(2090, 1, 1)), st.integers(0, 30), st.integers(0, 11), st.integers(1, 40)
)
def test_a_length_of_time_holds_every_time_it_can_have_been(
    start: date, years: int, months: int, days: int
) -> None:
    start = start.replace(day=1)
    parts = [(Decimal(years), "years"), (Decimal(months), "months"), (Decimal(days), "days")]
    least, most, unit = add_up(parts)
    year, month = divmod(start.year * 12 + start.month - 1 + years * 12 + months, 12)
    real = (date(year, month + 1, 1) - start).days + days
    assert unit == "days"
    assert least <= real <= most


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_any_text_is_a_quantity_or_refused(text: str) -> None:
    try:
        found = parse_quantity_words(text)
    except BadData:
        return
    assert Quantity.from_json(found.to_json()) == found


WORDS = sorted(
    {word for wording in WORDINGS.values() for words in (wording.small, wording.multipliers, wording.many, wording.unit_words) for word in words}
    | {"60", "3,000", "1.5", "–", "-", "%", "/", "+", "~", "about", "more than", "and", "or", "between", "half"}
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14))
def test_no_arrangement_of_number_words_takes_long_or_fails_otherwise(
    calls_in: Any, words: list[str]
) -> None:
    def read() -> None:
        with suppress(BadData):
            parse_quantity_words(" ".join(words)[:120])

    assert calls_in(read) < 3_000_000


def test_long_words_are_refused_at_once() -> None:
    with pytest.raises(BadData, match="120 characters"):
        parse_quantity_words("1 million " * 1000)


@pytest.mark.parametrize(
    ("words", "least", "most"),
    [
        ("بين 100 و110", "100", "110"),
        ("بين ١٠٠ و ١١٠ شخص", "100", "110"),
        ("بين 100 إلى 110", "100", "110"),
        ("ما بين 3 و5 ملايين", "3000000", "5000000"),
        ("بين مئة ومئتين", "100", "200"),
        ("بين مليون ومليونين", "1000000", "2000000"),
        ("بين واحد وثلاثة", "1", "3"),
    ],
)
def test_the_arabic_and_is_written_with_what_follows_it(words: str, least: str, most: str) -> None:
    for language in (None, "ar"):
        found = parse_quantity_words(words, language=language).to_json()
        assert (found["at_least"], found["at_most"]) == (least, most)


@pytest.mark.parametrize("words", ["بين 110 و100", "بين 100و110", "بين 100", "بين و110"])
def test_what_is_no_range_in_arabic_is_refused(words: str) -> None:
    with pytest.raises(BadData):
        parse_quantity_words(words)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("47 seconds", "en"),
        ("47 секунд", "ru"),
        ("47秒", "zh"),
        ("47 Sekunden", "de"),
        ("47 secondes", "fr"),
        ("47 segundos", "es"),
        ("47 saniye", "tr"),
        ("47 ثانية", "ar"),
        ("47 ثانیه", "fa"),
        ("47 سېكۇنت", "ug"),
        ("47 секунд", "kk"),
        ("47 секунд", "ky"),
        ("47 soniya", "uz"),
    ],
)
def test_seconds_are_a_unit_in_every_language(words: str, language: str) -> None:
    assert parse_quantity_words(words, language=language).to_json() == {
        "about": "47",
        "unit": "seconds",
        "words": words,
    }
