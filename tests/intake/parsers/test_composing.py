"""The composer: whatever is added comes out once, in order, at the right place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.intake.parsers.composing import MOST_ODDITIES, Composer
from amanet.record.reading import Attached, Mark


@given(st.lists(st.tuples(st.text("ab \n"), st.booleans())))
def test_words_come_out_as_they_went_in(pieces: list[tuple[str, bool]]) -> None:
    composer = Composer("test")
    place = composer.attach(Attached("voice.opus"))
    for words, attached in pieces:
        composer.add(
            "turn",
            words,
            attached=[place] if attached else [],
            marks=[Mark("action", 0, len(words))] if words else [],
        )
    reading = composer.reading()
    kept = [words if words.strip() else "" for words, attached in pieces if words.strip() or attached]
    assert [reading.text_of(one).removesuffix("\n") for one in reading.segments[:-1]] == kept[:-1]
    if kept:
        assert reading.text_of(reading.segments[-1]) == (kept[-1] or "\n")
    for segment, words in zip(reading.segments, kept, strict=True):
        assert [reading.text[one.start : one.end] for one in segment.marks] == ([words] if words else [])


def test_places_without_words_are_told() -> None:
    composer = Composer("test")
    composer.add("turn", " ", where="line 3")
    composer.add("turn", "")
    reading = composer.reading()
    assert reading.text == ""
    assert [one.where for one in reading.oddities] == ["line 3", "the whole"]


def test_a_file_that_is_odd_throughout_is_told_of_once_more_and_not_a_million_times() -> None:
    composer = Composer("test")
    for number in range(MOST_ODDITIES + 5):
        composer.oddity(f"line {number}", "odd")
    assert composer.reading().oddities[MOST_ODDITIES:][0].what == "5 more oddities of these kinds"


def test_half_a_surrogate_pair_is_refused() -> None:
    composer = Composer("test")
    composer.add("turn", "one")
    composer.add("turn", "t\ud83dwo")
    with pytest.raises(BadData, match="Line 2"):
        composer.reading()
