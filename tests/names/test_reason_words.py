"""Every reason that a comparison gives is a phrase, equal to what it always said."""

import pytest

from amanet.names.comparison import Reason, compare
from amanet.phrases import Phrase

PAIRS = [
    ("Aygul Bekova", "Айгүл Бекова"),
    ("Aygul Bekova", "Aygul Bekov"),
    ("Aygul Bekova", "Munar Yaghachbagh"),
    ("Abd Rahman", "Abdurahman"),
    ("Aygül", "阿依古丽"),
    ("A. Bekova", "Aygul Bekova"),
    ("Aygul Bekova", "Aygul"),
    ("Tursun Haji", "Tursun"),
    ("Tursun Hajim", "Tursun Haji"),
    ("Ig0r Bekov", "Igor Bekov"),
    ("Aygülning", "Aygül"),
    ("unknown", "Aygul"),
    ("", "Aygul"),
    ("Tursun 3", "Tursun 4"),
    ("mother of Aygul", "Aygul"),
    ("Aуgul", "Aygul"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_every_reason_is_told_as_a_phrase(one: str, other: str) -> None:
    for reason in compare(one, other).reasons:
        said = str(reason)
        assert isinstance(said, Phrase), said
        inner = said
        while "what" in inner.values:
            inner = inner.values["what"]  # type: ignore[assignment]
        assert isinstance(inner, Phrase), reason.what


def test_the_words_are_those_of_the_reason() -> None:
    assert str(Reason("the same letters", "aygul", "", 9.5)) == "aygul: the same letters (+9.5 bits)"
    assert str(Reason("different", "a", "b", -1.04)) == "a / b: different (-1.0 bits)"
    assert str(Reason("no letters")) == "no letters"
    assert str(Reason("one word contradicts", bits=-2)) == "one word contradicts (-2.0 bits)"
    stem = str(Reason("the same stem with another ending; the same letters", "a", "b", 1))
    assert stem == "a / b: the same stem with another ending; the same letters (+1.0 bits)"
