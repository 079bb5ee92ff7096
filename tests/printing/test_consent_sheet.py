"""Consent sheets and read-backs: every question there, in both directions of writing; a draft is marked on each page and cannot be signed."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.consent.questions import LAYOUT, PARTS, Talk, parse_talk
from amanet.errors import BadData
from amanet.printing.consent_sheet import ConsentSheet
from amanet.printing.form import DRAFT, Form
from amanet.printing.paper import BODY
from amanet.printing.read_back_sheet import ReadBackLine, ReadBackSection, ReadBackSheet

LANGUAGES = ("ar", "en", "es", "fr", "kk", "ru", "tr", "ug", "zh")
_FOLDER = files("amanet.consent") / "talks"


def talk_in(language: str) -> Talk:
    return parse_talk(f"{language}.yaml", (_FOLDER / f"{language}.yaml").read_text("utf-8"))


@cache
def sheet_pdf(language: str, reviewer: str | None) -> bytes:
    """Drawn once for all tests: typefaces take a second each to put in."""
    return ConsentSheet(talk_in(language), reviewer).pdf()


def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def test_every_file_of_the_folder_is_a_language_that_is_tested() -> None:
    assert sorted(file.name for file in _FOLDER.iterdir()) == [f"{tag}.yaml" for tag in LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_asks_as_much_as_english(language: str) -> None:
    talk, english = talk_in(language), talk_in("en")
    assert talk.language == language
    for name in PARTS:
        assert len(talk.parts[name].questions) == len(english.parts[name].questions)
    if language != "en":
        same = [
            (section, name)
            for section, names in LAYOUT.items()
            for name in names
            if talk.words(section, name) == english.words(section, name)
        ]
        assert same in ([], [("sheet", "no")]), "something was left in English"
        assert talk.reviewed_by is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_of_a_language_can_be_drawn(language: str) -> None:
    assert "U+" not in "".join(pages(sheet_pdf(language, "somebody")))
    with_marks = ReadBackSheet(talk_in(language), None, "2026-11-22", ["x"], [])
    assert "U+" not in "".join(pages(with_marks.pdf()))


@pytest.mark.parametrize("language", ["en", "ru", "tr", "fr", "es", "kk"])
def test_every_question_stands_on_the_page_and_in_the_text(language: str) -> None:
    talk = talk_in(language)
    sheet = ConsentSheet(talk, "somebody")
    for text in ("".join(pages(sheet_pdf(language, "somebody"))), "".join(sheet.text().split())):
        for part in talk.parts.values():
            assert all("".join(question.split()) in text for question in part.questions)
        for section in ("uses", "recipients", "identity", "media", "place", "date"):
            assert all("".join(words.split()) in text for _, words in talk.choices(section))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_says_so_on_every_page_and_has_no_place_to_sign(language: str) -> None:
    talk = talk_in(language)
    draft, checked = ConsentSheet(talk, None), ConsentSheet(talk, "somebody")
    found, signed = pages(sheet_pdf(language, None)), pages(sheet_pdf(language, "somebody"))
    mark = "".join(DRAFT.split())
    assert all(page.count(mark) == 2 for page in found), "in the banner and at the foot"
    person = talk.words("sheet", "person")
    assert DRAFT in draft.text()
    assert person not in draft.text()
    assert person in checked.text()
    assert DRAFT not in checked.text()
    assert not any(mark in page for page in signed)
    if language not in (
        "ar",
        "ug",
    ):  # what PDFium makes of the order of right-to-left text is a matter of taste
        signing = "".join(person.split())
        assert signing not in "".join(found)
        assert signing in "".join(signed)


def test_the_way_to_reach_somebody_comes_first_and_says_no_name() -> None:
    sheet = ConsentSheet(talk_in("en"), "somebody", ("never: telephone",))
    for text in ("".join(pages(sheet.pdf())), "".join(sheet.text().split())):
        assert text.index("never:telephone") < text.index("Whoasks")


@pytest.mark.parametrize("language", ["ar", "ug"])
def test_a_right_to_left_form_is_mirrored(language: str) -> None:
    """The boxes of a choice stand right of their words, and the first words stand at the right edge."""
    edges = {}
    for tag in (language, "en"):
        with pypdfium2.PdfDocument(sheet_pdf(tag, "somebody")) as document:
            page = document[0]
            textpage = page.get_textpage()
            boxes = [textpage.get_rect(n) for n in range(textpage.count_rects())]
            edges[tag] = (min(box[0] for box in boxes), max(box[2] for box in boxes), len(boxes))
            lefts = [box[0] for box in boxes]
            rights = [box[2] for box in boxes]
            aligned_left = sum(abs(x - min(lefts)) < 3 for x in lefts)
            aligned_right = sum(abs(x - max(rights)) < 3 for x in rights)
            assert (aligned_right > aligned_left) == (tag == language)


@pytest.mark.parametrize("text", ["يُحفظ", "لا تُوقَّع", "سجلًا لما حدث", "محمّد بن عليّ"])
def test_vowel_signs_lie_on_their_letters(text: str) -> None:
    """Text with signs is not wider on the page than without them (fpdf2 would set each sign beside its letter)."""
    import unicodedata

    bare = "".join(c for c in text if not unicodedata.combining(c))

    def width(words: str) -> float:
        form = Form("x")
        form.lines(words, BODY)
        with pypdfium2.PdfDocument(form.finish("")) as document:
            page = document[0]
            drawn = [one.get_bounds() for one in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])]
            body = [box for box in drawn if box[1] > 60]
            return max(box[2] for box in body) - min(box[0] for box in body)

    assert width(text) == pytest.approx(width(bare), abs=1.2)


def test_another_text_is_another_digest_and_who_reviewed_it_is_no_part_of_it() -> None:
    text = (_FOLDER / "en.yaml").read_text("utf-8")
    talk = parse_talk("en.yaml", text)
    assert parse_talk("en.yaml", text.replace("You are free", "You are Free")).digest != talk.digest
    assert parse_talk("en.yaml", text.replace("the authors of amanet", "others")).digest == talk.digest


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("reviewed: true", "reviewed: false", "go together"),
        ("reviewed: true", "reviewed: perhaps", "true or false"),
        ("language: en", "language: English", "language"),
        ("  face: my face\n", "", "media has no face"),
        ("  face: my face\n", "  face: my face\n  feet: my feet\n", "feet"),
        ("  title: You are free", "  title: ''", "title"),
        ("name: English", "name: English\nmore: things", "more"),
    ],
)
def test_a_talk_that_is_not_whole_is_refused(old: str, new: str, told: str) -> None:
    text = (_FOLDER / "en.yaml").read_text("utf-8")
    assert old in text
    with pytest.raises(BadData, match=told):
        parse_talk("en.yaml", text.replace(old, new, 1))


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@given(st.lists(ANY_TEXT, max_size=3), st.sampled_from(["en", "ar"]))
@settings(max_examples=12)
def test_no_text_whatever_breaks_a_read_back(lines: list[str], language: str) -> None:
    talk = talk_in(language)
    section = ReadBackSection("t", [ReadBackLine(line, line) for line in lines], "note")
    sheet = ReadBackSheet(talk, None, "2026-11-22", lines, [section])
    sheet.pdf()
    sheet.text().encode("utf-8")
    ConsentSheet(talk, None, lines).pdf()


def test_the_same_sheet_gives_the_same_bytes(text_of: Callable[[bytes], str]) -> None:
    assert sheet_pdf("ug", None) == ConsentSheet(talk_in("ug"), None).pdf()
    assert text_of(sheet_pdf("ug", None))
