"""The stream of letters that `find` searches, and what it looks past."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.names.finding_endings import heard_endings, is_clitic, is_ending
from amanet.names.finding_hashes import Known, hashes_of
from amanet.names.finding_heard import codes_from, hear
from amanet.names.finding_joints import Joints
from amanet.names.finding_letters import letters_of, read_letters
from amanet.names.finding_sounds import rough_sounds, skeletons, without_one
from amanet.names.finding_words import distinct, read_words, readings_of
from amanet.names.folding import fold


@given(st.text())
def test_every_letter_comes_from_where_it_is_said_to(text: str) -> None:
    letters = read_letters(text)
    assert list(letters.origins) == sorted(letters.origins)
    for code, origin in zip(letters.codes.tolist(), letters.origins.tolist(), strict=True):
        assert chr(code) in fold(text[origin])


@given(st.text(), st.text())
def test_what_folds_alike_gives_the_same_stream(one: str, other: str) -> None:
    assert letters_of(one.upper()) == letters_of(one) or fold(one.upper()) != fold(one)
    assert letters_of(f"{one} {other}") == letters_of(f"{one}\u200b \n{other}")


@given(st.text())
def test_words_are_the_whole_stream(text: str) -> None:
    letters = read_letters(text)
    assert "".join(letters.word(index) for index in range(len(letters.starts) - 1)) == letters.folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tur-\nsun", ["tursun"]),
        ("Tur-sun", ["tur", "sun"]),
        ("Tur -\nsun", ["tur", "sun"]),
        ("买买提Tursun", ["买买提", "tursun"]),
        ("Ærø’s", ["aeros"]),
        ("ئەلى", ["هلي"]),
        ("\ud800a\x00b", ["ab"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    letters = read_letters(text)
    assert [letters.word(index) for index in range(len(letters.starts) - 1)] == words


def test_a_hit_takes_the_silent_letters_with_it() -> None:
    text = "x ئەلى\u0650، علياء."
    letters = read_letters(text)
    spans = [letters.span(int(letters.starts[i]), int(letters.starts[i + 1])) for i in (1, 2)]
    assert [text[start:end] for start, end in spans] == ["ئەلى\u0650", "علياء"]


def test_endings() -> None:
    assert all(map(is_ending, map(letters_of, ["ning", "ovoy", "овой", "нің", "نىڭ", "larning", "s"])))
    assert not any(map(is_ending, ["", "bi", "xyz", "n" * 1000]))
    assert is_clitic("وال")
    assert "larning" in heard_endings()


def test_a_word_is_read_with_and_without_what_hangs_on_it() -> None:
    words = read_words(read_letters("Tursunlarning بسليم on"))
    readings = readings_of(words)
    read = {
        words.letters.folded[begin:end]
        for begin, end in zip(readings.begins.tolist(), readings.ends.tolist(), strict=True)
    }
    assert {"tursunlarning", "tursun", "بسليم", "سليم", "on"} <= read
    assert len(hear(words, readings).sounds) == len(readings.words)


@given(st.lists(st.text("ab", min_size=1, max_size=5), max_size=20))
def test_different_words_have_different_numbers(words: list[str]) -> None:
    which, examples = distinct(hashes_of(words))
    assert [words[examples[kind]] for kind in which.tolist()] == words
    assert len(examples) == len(set(words))


@given(st.lists(st.text("abc", min_size=1, max_size=3), max_size=9), st.text("abc", min_size=1, max_size=3))
def test_what_is_known_is_met_wherever_it_stands(words: list[str], other: str) -> None:
    import numpy as np

    known = Known(hashes_of(words), np.arange(len(words)))
    places, numbers = known.meet(hashes_of([other, *words]))
    asked = [other, *words]
    expected = {
        (place, at) for place, word in enumerate(asked) for at, name in enumerate(words) if word == name
    }
    assert set(zip(places.tolist(), numbers.tolist(), strict=True)) == expected


@given(st.text("PMNLRTSCKH", min_size=6, max_size=10), st.integers(0, 5), st.sampled_from("PMNLRTSCKH"))
def test_consonants_meet_with_one_missing_or_another(sounds: str, place: int, other: str) -> None:
    import numpy as np

    joints = Joints(skeletons([sounds]), np.array([7]), fewest=4, slips=4)
    changed = [sounds, sounds[:place] + sounds[place + 1 :], sounds[:place] + other + sounds[place + 1 :]]
    rows, owners = joints.meet(skeletons(changed), np.arange(3))
    assert rows.tolist() == [0, 1, 2]
    assert owners.tolist() == [7, 7, 7]


def test_one_name_sounds_alike_in_every_alphabet() -> None:
    sounds = rough_sounds(["Muyesser", "Муйессер", "مۇيەسسەر", "Müyässär"])
    assert len(set(skeletons(sounds).tolist())) == 1


@given(st.lists(st.text("PMNLRTSCKHaiu", max_size=12), max_size=5))
def test_skeletons_are_the_consonants_in_order(sounds: list[str]) -> None:
    import numpy as np

    codes = skeletons(sounds)
    letters = "PMNLRTSCKH"
    expected = [
        sum((letters.index(c) + 1) << (4 * i) for i, c in enumerate(c for c in sound if c in letters))
        for sound in sounds
    ]
    assert codes.tolist() == expected
    shorter, owners = without_one(codes, np.arange(len(codes)), shortest=1)
    assert len(shorter) == len(owners) == sum(sum(c in letters for c in sound) for sound in sounds)


def test_codes_of_an_owner() -> None:
    import numpy as np

    codes = codes_from(np.array([2, 0, 2, 2]), np.array([5, 7, 4, 5], dtype=np.uint64), 4)
    assert [codes.values[codes.starts[owner] : codes.starts[owner + 1]].tolist() for owner in range(4)] == [
        [7],
        [],
        [4, 5],
        [],
    ]
