"""The translations: whole, marked as drafts, with the placeholders of the English, in the letters of their language, and in letters that the
shipped typefaces have.
"""

import importlib.util
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from amanet.web import statics
from amanet.web.languages import LANGUAGES, LOCALE, draft_languages, words_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Client

CATALOGUES = [one.tag for one in LANGUAGES if (LOCALE / one.tag / "messages.po").exists()]
READ_THROUGH: frozenset[str] = (
    frozenset()
)  # by somebody who speaks the language: then its header says no more that it is a draft
COUNTS = (0, 1, 2, 3, 5, 11, 100)

LATIN = "abcdefghijklmnopqrstuvwxyz"
RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
LETTERS = {
    "ar": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيـ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652",
    "ug": "ئاەبپتجچخدرزژسشغفقكگڭلمنھوۇۆۈۋېىي",
    "ru": RUSSIAN,
    "kk": RUSSIAN + "әғқңөұүһі",
    "es": LATIN + "áéíñóúü",
    "fr": LATIN + "àâæçéèêëîïôœùûüÿ",
    "tr": LATIN + "çğıöşüâîû",
}
NOT_WORDS = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}|</?[a-z]+[^>]*>|`[^`]*`")
LATIN_AS_IT_IS = re.compile(
    r"/media/disk/amanet|Content Credentials|docs/mapping\.md|amanet add|\.tsr\b|zh-Hans|SHA-256|cp1251|gb18030|C2PA"
    r"|amanet erase|\b(amanet|PDF|RFC|PEM|UTC|JavaScript|Shift|Enter|Escape|Signal|ug|kk|ru|J|L|I|O)\b"
)
TYPEFACES = ("sans.ttf", "naskh.ttf", "han.ttf")  # as `--sans` of base.css falls back

each = pytest.mark.parametrize("tag", CATALOGUES)


@cache
def make() -> Any:
    found = importlib.util.spec_from_file_location("make_catalogues", LOCALE / "make.py")
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def texts(tag: str) -> "Iterator[tuple[str, str]]":
    """English and each form of the translation."""
    for english, told in words_in(tag).texts.items():
        for one in filter(None, told):  # what is not translated is told once, in a test of its own
            yield english, one


@cache
def plurals() -> tuple[tuple[str, str], ...]:
    from babel.messages.pofile import read_po

    with make().TEMPLATE.open("rb") as file:
        return tuple(one.id for one in read_po(file) if isinstance(one.id, tuple))


def filled(text: str, number: int) -> str:
    """As a page shows it, with that number for every number."""
    return text % {
        name: number if kind == "d" else name for name, kind in re.findall(r"%\((\w+)\)([sd])", text)
    }


# Drafts


@each
def test_the_header_says_that_a_machine_made_it(tag: str) -> None:
    header = (LOCALE / tag / "messages.po").read_text("utf-8").split("\n\n", 1)[0]
    is_draft = tag not in READ_THROUGH
    assert f'"Language: {tag}\\n"' in header
    assert ('"X-Amanet-Draft: yes\\n"' in header) is is_draft
    assert ("# A DRAFT: a machine made this catalogue." in header) is is_draft
    assert (tag in draft_languages()) is words_in(tag).draft is is_draft


def test_the_settings_say_which_languages_are_drafts(client: "Client") -> None:
    client.post("/language", language="en")
    page = client.get("/settings").text
    marked = re.findall(r'<bdi lang="([\w-]+)">[^<]*</bdi> <span class="tag warn">draft</span>', page)
    assert sorted(marked) == sorted(set(CATALOGUES) - READ_THROUGH)


# Whole


@each
def test_every_text_is_translated_with_its_placeholders_and_tags(tag: str) -> None:
    found = list(make().unsettled(LOCALE / tag / "messages.po", make().TEMPLATE.read_bytes()))
    assert not found, (
        f"run `.venv/bin/python src/amanet/web/locale/make.py`, then translate in src/amanet/web/locale/{tag}/messages.po "
        f"what `make.py --missing {tag}` lists"
    )


@each
def test_it_has_the_plural_forms_of_its_language_and_each_can_be_shown(tag: str) -> None:
    from babel.messages.plurals import get_plural

    words = words_in(tag)
    forms = get_plural(tag.replace("-", "_")).num_plurals
    assert {words.plural(count) for count in range(1000)} == set(range(forms))
    for one, many in plurals():
        told = words.texts.get(one, ("",))
        assert len(told) == forms or not all(told), one
        for count in COUNTS if all(told) else ():
            form = words.ngettext(one, many, count)
            assert form in told
            assert "%(num)d" not in form or str(count) in filled(form, count)


@each
def test_every_text_can_be_shown(tag: str) -> None:
    """A stray % would break the page, for `_()` in a template always puts its values in."""
    assert [english for english, told in texts(tag) if not filled(told, 7)] == []


def test_a_text_that_lost_something_is_found(tmp_path: "Any") -> None:
    path = tmp_path / "messages.po"
    head = (
        'msgid ""\nmsgstr ""\n"Language: zh-Hans\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"X-Amanet-Draft: yes\\n"\n\n'
    )
    template = head + (
        'msgid "Home"\nmsgstr ""\n\nmsgid "%(name)s of <b>%(num)d</b>"\nmsgstr ""\n\n'
        'msgid "%(num)d day"\nmsgid_plural "%(num)d days"\nmsgstr[0] ""\n'
    )
    path.write_text(
        head + 'msgid "%(name)s of <b>%(num)d</b>"\nmsgstr "<b>%(num)d</b>"\n\n'
        'msgid "%(num)d day"\nmsgid_plural "%(num)d days"\nmsgstr[0] "%(num)d 天"\n',
        "utf-8",
    )
    assert list(make().unsettled(path, template.encode())) == [
        ("Home", "not translated"),
        ("%(name)s of <b>%(num)d</b>", "other placeholders or tags"),
    ]


def test_what_is_missing_is_listed_and_nothing_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tag = CATALOGUES[0]
    path = LOCALE / tag / "messages.po"
    before = path.read_bytes(), make().TEMPLATE.read_bytes()
    new = before[1] + b'\nmsgid "One new text"\nmsgstr ""\n'
    monkeypatch.setattr(make(), "collected", lambda: new)
    assert make().main(["--missing", tag]) == 1
    assert "not translated: One new text\n" in capsys.readouterr().out
    assert (path.read_bytes(), make().TEMPLATE.read_bytes()) == before


@each
def test_bringing_it_up_to_today_changes_neither_header_nor_translations(tag: str) -> None:
    path = LOCALE / tag / "messages.po"
    new = b'\nmsgid "One new text"\nmsgstr ""\n\nmsgid "%(num)d new"\nmsgid_plural "%(num)d new ones"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    merged = make().merged(path, make().TEMPLATE.read_bytes() + new).decode()
    before, forms = path.read_text("utf-8"), len({words_in(tag).plural(count) for count in range(1000)})
    assert merged.split("\n\n", 1)[0] == before.split("\n\n", 1)[0]
    added = "\n".join(f'msgstr[{form}] ""' for form in range(forms))
    assert f'msgid "%(num)d new"\nmsgid_plural "%(num)d new ones"\n{added}\n\n' in merged + "\n\n"
    assert f'msgstr[{forms}] ""' not in merged
    assert "fuzzy" not in merged


# Letters


def strange(tag: str, text: str) -> str:
    """What is no letter of the language, and no sign that is written in any."""
    return "".join(sorted({one for one in NOT_WORDS.sub(" ", text) if not _belongs(tag, one)}))


def _belongs(tag: str, one: str) -> bool:
    kind = unicodedata.category(one)
    if kind[0] not in "LM":
        return kind not in ("Cf", "Cc", "Co", "Cn", "Zl", "Zp")
    if tag == "zh-Hans":
        return _is_simplified(one)
    return one in LETTERS[tag] or one.lower() in LETTERS[tag] or (tag, one) == ("tr", "İ")


def _is_simplified(one: str) -> bool:
    """GB 2312 has the simplified characters and no traditional ones beside them."""
    try:
        return len(one.encode("gb2312")) == 2 and unicodedata.name(one).startswith("CJK")
    except UnicodeEncodeError:
        return False


@each
def test_it_is_written_in_the_letters_of_its_language(tag: str) -> None:
    wrong = {
        english: found
        for english, told in texts(tag)
        if (found := strange(tag, LATIN_AS_IT_IS.sub(" ", told) if tag not in ("es", "fr", "tr") else told))
    }
    assert not wrong


def test_letters_of_another_language_are_found() -> None:
    assert strange("ug", "ھەق ۋە کتاب هەم") == "هک"  # the kaf of Persian, the heh of Arabic
    assert strange("ar", "كتاب یوم") == "ی"  # the yeh of Persian
    assert strange("ru", "cохранить") == "c"  # a Latin c
    assert strange("zh-Hans", "收存記錄") == "記錄"
    assert strange("kk", "сақтау `amanet add` %(num)d") == ""


def test_the_shipped_typefaces_have_every_character_of_every_catalogue() -> None:
    from fontTools.ttLib import TTFont

    drawn: set[int] = set()
    for name in TYPEFACES:
        with TTFont(statics._files()[f"fonts/{name}"], lazy=True) as font:
            drawn |= set(font.getBestCmap())
    for tag in CATALOGUES:
        needed = {ord(one) for pair in texts(tag) for text in pair for one in text if not one.isspace()}
        assert not {chr(one) for one in needed - drawn}, tag
    assert {ord(one) for language in LANGUAGES for one in language.own_name} - drawn <= {ord(" ")}
