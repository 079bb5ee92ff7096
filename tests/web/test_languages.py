"""Catalogues, and which language is chosen."""

import importlib.util
from pathlib import Path

import pytest

from amanet.web import languages
from amanet.web.languages import LANGUAGES, choose_language, words_in


@pytest.mark.parametrize(
    ("wanted", "accepted", "chosen"),
    [
        ("", "", "en"),
        ("ug", "fr", "ug"),
        ("xx", "fr", "fr"),
        ("", "de-DE, de;q=0.9, tr;q=0.5, en;q=0.7", "en"),
        ("", "kk-KZ", "kk"),
        ("", "zh-CN", "zh-Hans"),
        ("", "zh-TW;q=0.9", "zh-Hans"),
        ("", "ru;q=oops, es", "es"),
        ("", ",;q=,,", "en"),
    ],
)
def test_the_language_is_the_one_chosen_here_or_the_first_the_browser_asks_for(
    wanted: str, accepted: str, chosen: str
) -> None:
    assert choose_language(wanted, accepted) == chosen


def test_what_a_catalogue_lacks_is_said_in_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ru").mkdir()
    (tmp_path / "ru" / "messages.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"X-Amanet-Draft: yes\\n"\n'
        '"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"\n\n'
        'msgid "Search"\nmsgstr "Поиск"\n\nmsgid "%(num)d item"\nmsgid_plural "%(num)d items"\n'
        'msgstr[0] "%(num)d вещь"\nmsgstr[1] "%(num)d вещи"\nmsgstr[2] "%(num)d вещей"\n\n#, fuzzy\nmsgid "Home"\nmsgstr "Неверно"\n',
        "utf-8",
    )
    monkeypatch.setattr(languages, "LOCALE", tmp_path)
    words = words_in.__wrapped__("ru")
    assert words.gettext("Search") == "Поиск"
    assert words.gettext("Home") == "Home"
    assert [words.ngettext("%(num)d item", "%(num)d items", n) % {"num": n} for n in (1, 3, 5, 21)] == [
        "1 вещь", "3 вещи", "5 вещей", "21 вещь",
    ]  # fmt: skip
    assert words.draft
    assert words_in.__wrapped__("es").ngettext("one", "many", 1) == "one"


def test_the_template_of_the_catalogues_has_every_text_of_today() -> None:
    """`.venv/bin/python src/amanet/web/locale/make.py` makes it so."""
    make = _make()
    assert make.TEMPLATE.read_bytes() == make.collected()


def test_merging_keeps_what_was_translated_and_the_header(tmp_path: Path) -> None:
    make = _make()
    path = tmp_path / "messages.po"
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"X-Amanet-Draft: yes\\n"\n'
    path.write_text(f'{head}\nmsgid "Search"\nmsgstr "Izdeu"\n', "utf-8")
    merged = make.merged(path, make.collected()).decode()
    assert merged.startswith(head)
    assert 'msgid "Search"\nmsgstr "Izdeu"' in merged
    assert 'msgid "Unlock"\nmsgstr ""' in merged


def test_every_language_of_the_issue_is_offered_by_its_own_name() -> None:
    assert [one.tag for one in LANGUAGES] == ["en", "ar", "zh-Hans", "ru", "es", "fr", "tr", "kk", "ug"]
    assert {one.tag for one in LANGUAGES if one.direction == "rtl"} == {"ar", "ug"}


def _make():  # type: ignore[no-untyped-def]
    found = importlib.util.spec_from_file_location("make_catalogues", languages.LOCALE / "make.py")
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module
