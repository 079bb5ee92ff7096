"""Names of languages are read in many languages and forms, and what names none, or two, is None."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.intake.parsers import languages
from amanet.intake.parsers.languages import language_tag, load_language_names


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("Uyghur", "ug"),
        ("uighur", "ug"),
        ("UIGHUR", "ug"),
        ("Uyghur language", "ug"),
        ("уйгурский", "ug"),
        ("по-уйгурски", "ug"),
        ("на уйгурском языке", "ug"),
        ("ұйғыр тілі", "ug"),
        ("ұйғыр тілінде", "ug"),
        ("ұйғырша", "ug"),
        ("уйгурча", "ug"),
        ("уйгур тилинде", "ug"),
        ("uyg‘ur tili", "ug"),
        ("uygʻurcha", "ug"),
        ("ئۇيغۇرچە", "ug"),
        ("ئۇيغۇر تىلىدا", "ug"),
        ("维吾尔语", "ug"),
        ("维语", "ug"),
        ("الأويغورية", "ug"),
        ("بالاويغورية", "ug"),
        ("باللغة الأويغورية", "ug"),
        ("اویغوری", "ug"),
        ("به زبان اویغوری", "ug"),
        ("Uygurca", "ug"),
        ("Uigurisch", "ug"),
        ("ouïghour", "ug"),
        ("uigur", "ug"),
        ("Mandarin", "cmn"),
        ("Mandarin Chinese", "cmn"),
        ("普通话", "cmn"),
        ("Chinese", "zh"),
        ("中文", "zh"),
        ("汉语", "zh"),
        ("Cantonese", "yue"),
        ("Kazakh", "kk"),
        ("қазақша", "kk"),
        ("казахский", "kk"),
        ("Kyrgyz", "ky"),
        ("Kirghiz", "ky"),
        ("Russian", "ru"),
        ("по-русски", "ru"),
        ("Dari", "prs"),
        ("دری", "prs"),
        ("Farsi", "fa"),
        ("Persian", "fa"),
        ("Arabic", "ar"),
        ("Darija", "ary"),
        ("Turkish", "tr"),
        ("Tibetan", "bo"),
        ("Kurmanji", "kmr"),
        ("Sorani", "ckb"),
        ("  English. ", "en"),
    ],
)
def test_a_name_gives_its_tag(words: str, tag: str) -> None:
    assert language_tag(words) == tag


@pytest.mark.parametrize(
    "words",
    ["", " ", "ug", "is", "no", "Elvish", "crying", "men", "Arab", "Makua", "Unknown language", "Kazakhstan"],
)
def test_what_names_no_language_or_two_gives_none(words: str) -> None:
    assert language_tag(words) is None


def test_every_tag_is_well_formed() -> None:
    tag = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
    assert all(tag.fullmatch(one) for one in _tags())


def _tags() -> Iterator[str]:
    return (tag for tag in languages._names().values() if tag is not None)


@given(st.text(max_size=40))
def test_any_words_are_looked_up(words: str) -> None:
    assert language_tag(words) is None or language_tag(words) in set(_tags())


def test_after_loading_no_file_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the confined process, where opening fails."""
    load_language_names()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("builtins.open", refuse)
    assert language_tag("Uyghur") == "ug"
    assert language_tag("a language that nobody named yet") is None
