"""Words to dates: digits, names in every language, what is asked, what is refused, and that nothing else can happen."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.errors import BadData, Misuse
from amanet.record.dates import Ambiguous, parse_date_words, parse_edtf, surely_before
from amanet.record.dates.folding import fold
from amanet.record.dates.wording import LANGUAGES, lexicon_for

DAYS = st.dates(date(1500, 1, 1), date(2199, 12, 31))
ZEROS = {"ascii": "0", "arabic": "٠", "persian": "۰", "fullwidth": "０", "devanagari": "०"}
MONTHS = tuple(range(1, 13))


def in_digits(text: str, script: str) -> str:
    return "".join(chr(ord(ZEROS[script]) + int(sign)) if sign.isdigit() else sign for sign in text)


@given(DAYS, st.sampled_from(sorted(ZEROS)), st.sampled_from("-./"), st.booleans())
def test_year_first_needs_no_order(day: date, script: str, separator: str, padded: bool) -> None:
    numbers = f"{day.year}", f"{day.month:0{1 + padded}}", f"{day.day:0{1 + padded}}"
    assert parse_date_words(in_digits(separator.join(numbers), script)).edtf == day.isoformat()


@given(
    DAYS,
    st.sampled_from(sorted(ZEROS)),
    st.sampled_from(["dmy", "mdy"]),
    st.sampled_from(["-", ".", "/", " . "]),
)
def test_an_order_that_is_said_decides(day: date, script: str, order: str, separator: str) -> None:
    numbers = (day.day, day.month) if order == "dmy" else (day.month, day.day)
    words = separator.join(map(str, (*numbers, day.year)))
    assert parse_date_words(in_digits(words, script), order=order).edtf == day.isoformat()


@given(DAYS)
def test_without_an_order_a_date_is_either_the_only_one_or_asked_about(day: date) -> None:
    words = f"{day.day:02}/{day.month:02}/{day.year}"
    if day.day > 12 or day.day == day.month:
        assert parse_date_words(words).edtf == day.isoformat()
        return
    with pytest.raises(Ambiguous) as asked:
        parse_date_words(words)
    assert asked.value.choices == ("dmy", "mdy")
    assert [one.edtf for one in asked.value.candidates] == [
        day.isoformat(),
        date(day.year, day.day, day.month).isoformat(),
    ]


@pytest.mark.parametrize("words", ["13.04.2018", "31/12/2018"])
def test_an_order_that_the_numbers_contradict_is_an_error(words: str) -> None:
    with pytest.raises(BadData, match="over 12"):
        parse_date_words(words, order="mdy")
    with pytest.raises(BadData, match="year comes first"):
        parse_date_words(words, order="ymd")


def test_two_digits_of_a_year_are_never_filled_in() -> None:
    for words, order in (("03.04.18", "dmy"), ("18-04-03", "ymd"), ("4 May '98", None), ("98", None)):
        with pytest.raises(Ambiguous) as asked:
            parse_date_words(words, order=order)
        assert asked.value.question == "century"
        assert len(asked.value.candidates) == 2


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_month_of_every_language_is_understood(language: str) -> None:
    """In all forms the CLDR has, alone and with a day, with the language named."""
    lexicon = lexicon_for(language)
    months = {(key, name) for key, names in lexicon.names.items() for name in names if name.kind == "month"}
    assert {name.number for _, name in months if name.value == "gregorian"} == set(MONTHS)
    for key, name in months:
        if name.value != "gregorian" or (language, key) == ("es", "mar"):
            continue
        for words, edtf in (
            (f"{key} 2018", f"2018-{name.number:02}"),
            (f"5 {key} 2018", f"2018-{name.number:02}-05"),
        ):
            assert parse_date_words(words, language=language).edtf == edtf


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_months_of_other_calendars_are_theirs(language: str) -> None:
    for key, names in lexicon_for(language).names.items():
        for name in names:
            if name.kind == "month" and name.value in ("islamic", "persian"):
                found = parse_date_words(f"{key} 1430", language=language, calendar="islamic")
                assert found.calendar == name.value
                assert found.edtf != "1430"


def test_a_language_that_is_named_decides_between_two_meanings() -> None:
    assert parse_date_words("2018 жазы", language="kk").edtf == "2018-22"
    assert parse_date_words("2018 жазы", language="ky-KG").edtf == "2018-21"
    assert (
        parse_date_words("2 mai 2018", language="ru").edtf == "2018-05-02"
    )  # not Russian, and clear all the same


def test_a_calendar_that_is_named_answers_for_every_year_of_the_words() -> None:
    assert parse_date_words("between 1397 and 1398", calendar="persian").edtf == "[2018-03-21..2020-03-19]"
    assert parse_date_words("1397-05-12", calendar="gregorian").edtf == "1397-05-12"
    assert parse_date_words("May 2018", calendar="persian").edtf == "2018-05"
    assert parse_date_words("2718", calendar="gregorian").edtf == "2718"


@settings(max_examples=25)
@given(st.integers(1300, 1499))
def test_a_year_that_three_calendars_have_is_never_guessed(year: int) -> None:
    for words in (
        str(year),
        f"{year}/05/12",
        f"{year}-05",
        f"{year}-05-12",
        f"around {year}",
        f"{year}~",
        f"May {year}",
    ):
        with pytest.raises((Ambiguous, BadData)) as refused:
            parse_date_words(words)
        assert isinstance(refused.value, Ambiguous) or "converted" in str(refused.value)


def test_words_stay_as_they_were_given() -> None:
    assert parse_date_words("  5 MAY  2018 ").words == "  5 MAY  2018 "
    assert parse_date_words("٢٠١٨").words == "٢٠١٨"


@pytest.mark.parametrize(
    "words", ["Testova was taken", "5 May 2018 near Testabad", "Friday, 5 May 2018", "31 February 2018"]
)
def test_errors_never_repeat_the_words(words: str) -> None:
    with pytest.raises(BadData) as refused:
        parse_date_words(words)
    for word in words.replace(",", "").split():
        assert word not in str(refused.value) or word in ("was", "5", "2018", "31", "near")


def test_questions_of_the_caller_are_checked() -> None:
    with pytest.raises(Misuse):
        parse_date_words("2018", order="ydm")
    with pytest.raises(Misuse):
        parse_date_words("2018", calendar="julian")


@given(
    DAYS, st.sampled_from(["before", "after", "around", "since", "until", "possibly", "by", "on or after"])
)
def test_a_word_before_a_date_never_narrows_it_wrongly(day: date, word: str) -> None:
    plain, told = parse_edtf(day.isoformat()), parse_date_words(f"{word} {day.day} {day:%B} {day.year}")
    if word == "before":
        assert surely_before(told, plain)
    elif word == "after":
        assert surely_before(plain, told)
    else:
        earliest, latest = told.bounds()
        assert earliest is None or earliest <= day
        assert latest is None or day <= latest


@given(DAYS, DAYS)
def test_between_holds_all_between(first: date, second: date) -> None:
    first, second = sorted((first, second))
    words = f"between {first.day} {first:%B} {first.year} and {second.day} {second:%B} {second.year}"
    assert parse_date_words(words).bounds() == (first, second)
    assert parse_date_words(words.replace("between", "from").replace("and", "to")).bounds() == (first, second)


@settings(max_examples=300)
@given(st.text(max_size=140))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        found = parse_date_words(text, said_at=parse_edtf("2020-03-05"))
    except BadData:
        return
    assert parse_edtf(found.edtf).edtf == found.edtf
    assert found.words in (text, None)


def vocabulary() -> list[str]:
    found = {"2018", "1397", "5", "12", "–", "-", "/", "?", "~", "year", "2010-12", "03/04/2018"}
    for language in ("en", "ru", "zh", "tr", "ar", "fa"):
        lexicon = lexicon_for(language)
        found.update(list(lexicon.names)[:40])
        found.update(
            fold(template).replace("{}", "")
            for _, templates in lexicon.wording.phrases.items()
            for template in templates
        )
    return sorted(
        word for one in found for word in one.replace("(", " ").replace(")", " ").replace("|", " ").split()
    )


WORDS = vocabulary()


@settings(max_examples=400)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=16))
def test_no_arrangement_of_date_words_takes_long_or_fails_otherwise(calls_in: Any, words: list[str]) -> None:
    def read() -> None:
        with suppress(BadData):
            parse_date_words(" ".join(words)[:120], said_at=parse_edtf("2020-03-05"))

    assert calls_in(read) < 10_000_000


def test_long_words_are_refused_at_once() -> None:
    with pytest.raises(BadData, match="120 characters"):
        parse_date_words("2018 or " * 1000)


@pytest.mark.parametrize(
    "words", ["2018-05-03", "03.05.2018", "2018-05-03 10:15", "5 May 2018", "2018年5月3日"]
)
def test_common_forms_take_no_time_again(words: str, calls_in: Any) -> None:
    """A million rows of a table: nothing is worked out twice."""
    parse_date_words(words, order="dmy")
    assert calls_in(lambda: parse_date_words(words, order="dmy")) < 10
