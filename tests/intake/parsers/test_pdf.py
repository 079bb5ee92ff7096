"""PDFs made here (fpdf2, or by hand where it cannot), the shared samples, hostile bytes, and one through the confined worker."""

import io
import random
import unicodedata
from pathlib import Path
from unittest.mock import patch

import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission, AnnotationName
from hypothesis import example, given, settings
from hypothesis import strategies as st

from amanet.errors import BadData
from amanet.intake.item_reader import ItemReader, Known
from amanet.intake.parsers import choose, pdf_document, pdf_files
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.intake.parsers.pdf_bytes import look_through
from amanet.intake.parsers.pdf_document import PARSER
from amanet.intake.parsers.pdf_right_to_left import in_reading_order
from amanet.record.reading import Reading, Segment


def parse(data: bytes, answers: Answers | None = None) -> Parsed:
    return PARSER.parse(
        io.BytesIO(data), Sample("a.pdf", "", len(data), data[: 64 << 10]), answers or Answers()
    )


def read(data: bytes) -> Reading:
    return parse(data).reading


def said(reading: Reading, kind: str) -> list[str]:
    return [reading.said(one) for one in reading.segments if one.kind == kind]


def notes(reading: Reading) -> list[Segment]:
    return [one for one in reading.segments if one.kind == "note"]


def odd(reading: Reading) -> str:
    return "\n".join(f"{one.where}: {one.what}" for one in reading.oddities)


def paper(*pages: str) -> FPDF:
    made = FPDF()
    made.set_font("Helvetica", size=12)
    for words in pages:
        made.add_page()
        if words:
            made.multi_cell(0, 8, words)
    return made


def by_hand(
    content: bytes = b"BT /F 12 Tf 50 50 Td (They took him.) Tj ET",
    cmap: bytes = b"",
    catalog: bytes = b"",
    page: bytes = b"",
    more: tuple[bytes, ...] = (),
) -> bytes:
    """One page; objects of `more` are numbered from 7."""
    mapping = b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange " + cmap + b" endcmap"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica" + (b"/ToUnicode 6 0 R>>" if cmap else b">>")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>"
        + page
        + b">>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        font,
        b"<</Length %d>>stream\n%s\nendstream" % (len(mapping), mapping),
        *more,
    )
    body = b"\n".join(b"%d 0 obj%s endobj" % (number, one) for number, one in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"\ntrailer<</Root 1 0 R/Size %d>>\n%%%%EOF\n" % (len(objects) + 1)


def test_pages_are_paragraphs_with_their_numbers() -> None:
    reading = read(bytes(paper("They took him.\nAt night.", "Nobody saw it.").output()))
    assert reading.text == "They took him.\nAt night.\nNobody saw it."
    assert [(one.kind, one.details["page"]) for one in reading.segments] == [
        ("paragraph", 1),
        ("paragraph", 2),
    ]
    assert reading.oddities == ()


def test_a_wide_gap_begins_a_paragraph() -> None:
    reading = read(bytes(paper("One.\nTwo.\n\nThree.\nFour.").output()))
    assert said(reading, "paragraph") == ["One.\nTwo.", "Three.\nFour."]


def test_a_hyphen_at_a_line_end_stays_as_printed() -> None:
    assert read(bytes(paper("an extra-\nordinary thing").output())).text == "an extra-\nordinary thing"


def test_what_it_says_of_itself() -> None:
    made = paper("x")
    made.set_title("Lists")
    made.set_author("Aygul\nof Kumtagh")
    details = read(bytes(made.output())).details
    assert (details["title"], details["author"], details["pages"]) == ("Lists", "Aygul of Kumtagh", 1)
    dated = by_hand(more=(b"<</CreationDate(D:20180305060708+06'00')/Producer(X)>>",))
    dated = dated.replace(b"/Root 1 0 R", b"/Root 1 0 R/Info 7 0 R")
    assert read(dated).details == {"pages": 1, "created": "D:20180305060708+06'00'", "producer": "X"}


def test_annotations_are_notes_and_links_are_told() -> None:
    made = paper("They took him.")
    made.text_annotation(20, 20, "Ask again.", name=AnnotationName.COMMENT, title="Li")
    made.link(10, 10, 50, 8, "https://example.org/list?a=1")
    made.link(10, 10, 20, 8, made.add_link(page=1))
    reading = read(bytes(made.output()))
    comment, link = notes(reading)
    assert (reading.said(comment), comment.details["annotation"], comment.details["author"]) == (
        "Ask again.",
        "note",
        "Li",
    )
    assert reading.said(link) == link.details["target"] == "https://example.org/list?a=1"
    assert "They took him" in str(link.details["over"])


def test_a_highlight_without_a_comment_has_the_words_below() -> None:
    mark = b"/Annots[<</Type/Annot/Subtype/Highlight/Rect[48 45 140 65]/QuadPoints[48 65 140 65 48 45 140 45]/T(Li)/F 2>>]"
    reading = read(by_hand(page=mark))
    assert [(reading.said(one), one.details) for one in notes(reading)] == [
        ("They took him.", {"annotation": "highlight", "page": 1, "author": "Li", "hidden": True})
    ]


def test_a_drawing_is_told() -> None:
    reading = read(by_hand(page=b"/Annots[<</Type/Annot/Subtype/Ink/Rect[0 0 9 9]/InkList[[1 1 2 2]]>>]"))
    assert odd(reading) == "page 1: things without words were put onto it (ink 1)"


def test_form_values_are_notes_once() -> None:
    field = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(place)/TU(Where?)/V(Kumtagh)/Rect[0 0 50 9]>>"
    box = b"<</Type/Annot/Subtype/Widget/FT/Btn/T(%s)/V/%s/AS/%s/AP<</N<</Yes 4 0 R/Off 4 0 R>>>>/Rect[0 0 9 9]>>"
    made = by_hand(
        catalog=b"/AcroForm<</Fields[7 0 R 8 0 R 9 0 R]>>",
        page=b"/Annots[7 0 R 8 0 R 9 0 R 7 0 R]",
        more=(field, box % (b"no", b"Off", b"Off"), box % (b"yes", b"Yes", b"Yes")),
    )
    text = {"annotation": "field", "page": 1, "field": "place", "label": "Where?", "field_kind": "text"}
    ticked = {"annotation": "field", "page": 1, "field": "yes", "field_kind": "checkbox"}
    reading = read(made)
    assert [(reading.said(one), one.details) for one in notes(reading)] == [
        ("Kumtagh", text),
        ("Yes", ticked),
    ]


def with_file(content: bytes) -> bytes:
    made = paper("See the file.")
    made.embed_file(bytes=content, basename="list.txt", desc="names", compress=True)
    return bytes(made.output())


def test_embedded_files_are_inside() -> None:
    parsed = parse(with_file(b"no" * 5000))
    (attached,) = parsed.attached
    assert (attached.name, attached.missing, attached.details["description"]) == ("list.txt", False, "names")
    assert [(one.place, one.open().read()) for one in parsed.inside] == [(0, b"no" * 5000)]
    assert parsed.inside[0].open().read() == b"no" * 5000


def test_a_file_pinned_to_a_page_is_inside_and_hangs_on_its_note(tmp_path: Path) -> None:
    path = tmp_path / "voice.txt"
    path.write_bytes(b"voice")
    made = paper("x")
    made.file_attachment_annotation(path, 20, 20)
    parsed = parse(bytes(made.output()))
    (note,) = notes(parsed.reading)
    assert (note.attached, note.details["annotation"]) == ((0,), "file")
    assert [one.open().read() for one in parsed.inside] == [b"voice"]


def test_files_too_large_are_missing_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_files, "LARGEST_FILE", 99)
    parsed = parse(with_file(b"x" * 100))
    assert (parsed.attached[0].missing, parsed.inside) == (True, ())
    assert "its 100 bytes are more than is taken out" in odd(parsed.reading)


def test_pages_without_text_and_hidden_text_are_told() -> None:
    assert odd(read(bytes(paper("", "x").output()))) == "page 1: it holds no text: a picture or scan"
    unseen = read(by_hand(b"BT /F 12 Tf 3 Tr 50 50 Td (They took him.) Tj ET"))
    assert unseen.text == "They took him."
    assert "page 1: some of its text is not seen" in odd(unseen)
    outside = read(by_hand(b"BT /F 12 Tf 50 900 Td (They took him.) Tj ET"))
    assert outside.text == "They took him."
    assert "page 1: some of its text stands outside the page" in odd(outside)


def test_letters_a_file_does_not_tell_are_counted() -> None:
    reading = read(by_hand(b"BT /F 12 Tf 50 50 Td (BAB) Tj ET", b"1 beginbfchar <41> <0003> endbfchar"))
    assert reading.text == "B\ufffdB"
    assert "for 1 characters the file tells no letters" in odd(reading)


def test_pairs_of_surrogates_are_one_character() -> None:
    reading = read(by_hand(b"BT /F 12 Tf 50 50 Td (BAB) Tj ET", b"1 beginbfchar <41> <D83DDC0E> endbfchar"))
    assert reading.text == "B🐎B"
    half = read(by_hand(b"BT /F 12 Tf 50 50 Td (BAB) Tj ET", b"1 beginbfchar <41> <D83D> endbfchar"))
    assert half.text == "B\ufffdB"


@pytest.mark.parametrize("lam_alef", [b"06440627", b"FEFB"])
def test_right_to_left_is_in_reading_order_with_its_ligatures(lam_alef: bytes) -> None:
    """Drawn from left to right: dal, the ligature, sin; read from right to left."""
    cmap = b"3 beginbfchar <41> <062F> <42> <" + lam_alef + b"> <43> <0633> endbfchar"
    assert read(by_hand(b"BT /F 12 Tf 50 50 Td (ABC) Tj ET", cmap)).text == "سلاد"


@given(st.text("abلاد\u064e \n"), st.randoms(use_true_random=False))
def test_putting_in_order_only_moves_letters_of_one_place(text: str, chance: random.Random) -> None:
    places = [chance.randrange(3) for _ in text]
    made = in_reading_order(text, places.__getitem__)
    assert sorted(made) == sorted(text)
    assert in_reading_order(text, lambda index: index) == text
    assert [one for one in made if unicodedata.bidirectional(one) not in {"AL", "NSM"}] == [
        one for one in text if unicodedata.bidirectional(one) not in {"AL", "NSM"}
    ]


def test_scripts_programs_versions_and_ends_are_told() -> None:
    reading = read(
        by_hand(catalog=b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>") + b"% added\n%%EOF\n"
    )
    assert "there are scripts or actions in it; none was run" in odd(reading)
    assert "2 versions end in it" in odd(reading)
    assert "would start a program" in odd(read(by_hand(catalog=b"/OpenAction<</S/Launch/F(a.exe)>>")))
    assert "it may have been cut" in odd(read(by_hand().replace(b"%%EOF", b"")))
    xfa = by_hand(catalog=b"/AcroForm<</Fields[]/XFA 7 0 R>>", more=(b"<</Length 1>>stream\nx\nendstream",))
    assert "XFA" in odd(read(xfa))


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 40))
def test_ends_are_counted_over_the_seams_of_pieces(before: int, after: int, piece: int) -> None:
    with patch("amanet.intake.parsers.pdf_bytes._PIECE", piece):
        seen = look_through(io.BytesIO(bytes(before) + b"%%EOF /JavaScript %%EOF" + bytes(after)))
    assert (seen.versions, seen.scripts, seen.programs, seen.ends) == (2, True, False, True)


def test_a_password_is_not_asked_for_and_permissions_are_no_password() -> None:
    open_to_read = paper("They took him.")
    open_to_read.set_encryption("owner", permissions=AccessPermission.none())
    reading = read(bytes(open_to_read.output()))
    assert (reading.text, reading.details["encrypted"]) == ("They took him.", True)
    closed = paper("They took him.")
    closed.set_encryption("owner", "user")
    with pytest.raises(BadData, match=r"has a password.*kept as it is.*copy without a password"):
        read(bytes(closed.output()))


def test_damage_and_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadData, match="damaged or was cut"):
        read(by_hand()[:60])
    gone = by_hand().replace(b"/Kids[3 0 R]/Count 1", b"/Kids[3 0 R 9 0 R]/Count 2")
    with pytest.raises(BadData, match="Page 2 of this PDF is damaged"):
        read(gone)
    monkeypatch.setattr(pdf_document, "MOST_PAGES", 1)
    with pytest.raises(BadData, match="has 2 pages, more than the 1"):
        read(bytes(paper("a", "b").output()))


def test_too_much_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amanet.intake.parsers.room.LARGEST_TEXT", 20)
    with pytest.raises(BadData, match=r"This PDF holds over .*split a copy of the PDF"):
        read(bytes(paper("They took him.", "At night they came.").output()))


def test_it_takes_pdfs_and_nothing_else() -> None:
    data = by_hand()
    assert choose(Sample("a.bin", "", len(data), data)) == "pdf"
    assert PARSER.takes(Sample("a.pdf", "", 0, b"junk\n" + data))
    assert not PARSER.takes(Sample("a.eml", "", 0, b"Subject: x\n\n" + data))


def rich() -> bytes:
    made = paper("They took him.", "At night.")
    made.text_annotation(20, 20, "Ask again.", title="Li")
    made.embed_file(bytes=b"names", basename="list.txt")
    made.set_compression(False)
    return bytes(made.output())


RICH = rich()


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.integers(0, len(RICH) - 1), st.integers(0, 255)), max_size=12),
    st.integers(0, len(RICH)),
)
@example([], len(RICH))
def test_changed_and_cut_bytes_raise_nothing_but_bad_data(changes: list[tuple[int, int]], end: int) -> None:
    data = bytearray(RICH)
    for place, value in changes:
        data[place] = value
    for made in (bytes(data), bytes(data[:end])):
        try:
            parsed = parse(made)
            for one in parsed.inside:
                one.open().read()
        except BadData:
            continue


@settings(max_examples=50)
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_raise_nothing_but_bad_data(data: bytes, begins: bool) -> None:
    with pytest.raises(BadData):
        parse(b"%PDF-1.7\n" + data if begins else data)


@pytest.mark.needs("shared-data")
def test_the_samples(shared_data: Path) -> None:
    folder = shared_data / "documents"
    arabic = read((folder / "arabic.pdf").read_bytes())
    assert arabic.text.count("حَبيبي") == 2
    assert "habibi" in arabic.text
    annotated = read((folder / "annotated.pdf").read_bytes())
    assert [one.details["annotation"] for one in notes(annotated)] == ["note", "highlight", "ink"]
    attachment = parse((folder / "with-attachment.pdf").read_bytes())
    assert attachment.attached[0].name == "image.png"
    assert attachment.inside[0].open().read().startswith(b"\x89PNG")
    with pytest.raises(BadData, match="has a password"):
        read((folder / "password.pdf").read_bytes())


def test_it_is_read_confined_as_it_is_unconfined() -> None:
    with ItemReader(lambda at, length: RICH[at : at + length], Known("a.pdf", len(RICH))) as reader:
        name = reader.choose()
        reader.prepare(name)
        reading = reader.read(Answers())
        files = {place: bytes(file.read_piece(1 << 20)) for place, file in reader.files()}
    assert (name, reading, files) == ("pdf", read(RICH), {0: b"names"})
