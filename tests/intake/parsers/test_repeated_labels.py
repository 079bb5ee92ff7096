"""Labels of speakers: what may be one, and which of those are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.intake.parsers.repeated_labels import find_label, speaking_labels


@pytest.mark.parametrize(
    ("words", "name", "said"),
    [
        ("AYGUL: They took him.", "AYGUL", "They took him."),
        ("MALE VOICE ON PHONE:\nHello.", "MALE VOICE ON PHONE", "Hello."),
        ("Dr. Ana : yes", "Dr. Ana", "yes"),
        ("LI (on the phone): yes", "LI (on the phone)", "yes"),
        ("- Li: yes", "Li", "yes"),
        ("李娜：你好", "李娜", "你好"),
        ("李娜:你好", "李娜", "你好"),
        ("ئايگۈل: ياق", "ئايگۈل", "ياق"),
        ("Q:", "Q", ""),
        ("SPEAKER_00: a", "SPEAKER_00", "a"),
    ],
)
def test_what_may_be_a_label(words: str, name: str, said: str) -> None:
    label = find_label(words)
    assert label is not None
    assert (label.name, words[label.end :]) == (name, said)


@pytest.mark.parametrize(
    "words",
    [
        "at 10:30 we left", "10:30 we left", "https://example.org", "He said: no", "I told them this. Then: nothing", "“So”: he said",
        "The five of us were there: all", "A very long name that goes on and on Until Nobody Can Read It Any More Here: x",
        "no colon", "", ":", ": x", "One, Two: three", "12: twelve",
    ],
)  # fmt: skip
def test_what_is_no_label(words: str) -> None:
    assert find_label(words) is None


def test_what_the_user_named_is_a_label_however_it_looks() -> None:
    label = find_label("the old man, from next door: yes", {"the old man, from next door"})
    assert label is not None
    assert speaking_labels([label.name], {label.name}) == {label.name}


def test_labels_that_look_alike_stay_apart() -> None:
    assert speaking_labels(["AYGUL", "Aygul", "Aygul", "Li", "OK"]) == {"Aygul"}
    assert speaking_labels(["AYGUL", "Aygul", "Aygul", "Li"], capitals=True) == {"AYGUL", "Aygul"}


@given(st.text())
def test_a_label_lies_within_the_words(words: str) -> None:
    label = find_label(words)
    assert label is None or (0 < label.end <= len(words) and label.name in words[: label.end])
