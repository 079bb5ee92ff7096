"""DOCX: nothing that anyone wrote in a document is lost, nothing outside it is touched, and bombs stay shut."""

import base64
import contextlib
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amanet.canonical import encode
from amanet.errors import BadData
from amanet.intake.parsers.docx_document import PARSER
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.record.reading import NOT_UNDERSTOOD, Reading

MAIN = "word/document.xml"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def parse(data: bytes, answers: Answers | None = None) -> Parsed:
    sample = Sample("a.docx", "application/zip", len(data), data[: 64 << 10])
    PARSER.takes(sample)
    parsed = PARSER.parse(io.BytesIO(data), sample, answers or Answers())
    encode(parsed.reading.to_json())
    return parsed


def read(data: bytes, answers: Answers | None = None) -> Reading:
    return parse(data, answers).reading


def rows(reading: Reading) -> list[tuple[str, str | None, str]]:
    return [(one.kind, one.speaker, reading.said(one)) for one in reading.segments]


def words_and_details(reading: Reading) -> list[tuple[str, dict[str, object]]]:
    return [(reading.said(one), dict(one.details)) for one in reading.segments]


def saved(document: "docx.document.Document") -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def edited(data: bytes, edit: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same archive with its parts changed by hand."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    edit(parts)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _shrink(parts: dict[str, bytes]) -> None:
    del parts["docProps/thumbnail.jpeg"]


EMPTY = edited(saved(docx.Document()), _shrink)


def with_body(body: str, more: dict[str, str] | None = None, relations: str = "") -> bytes:
    """A document of that XML, with further parts and relations of the main part."""

    def edit(parts: dict[str, bytes]) -> None:
        inside = f'<w:body xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="urn:wps">{body}</w:body>'
        main = parts[MAIN].decode()
        parts[MAIN] = re.sub(r"<w:body>.*</w:body>", lambda _: inside, main, flags=re.DOTALL).encode()
        parts.update({name: content.encode() for name, content in (more or {}).items()})
        rels = "word/_rels/document.xml.rels"
        parts[rels] = parts[rels].replace(b"</Relationships>", relations.encode() + b"</Relationships>")

    return edited(EMPTY, edit)


def relation(id: str, kind: str, target: str, mode: str = "") -> str:
    return f'<Relationship Id="{id}" Type="{REL}/{kind}" Target="{target}"' + (
        f' TargetMode="{mode}"/>' if mode else "/>"
    )


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def r(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def test_headings_tables_and_paragraphs_in_order() -> None:
    document = docx.Document()
    document.add_heading("The road to Aqtash", 0)
    document.add_heading("Winter", 2)
    document.add_paragraph("They took\thim\nin the night.")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "who", "when"
    document.add_paragraph("")
    document.add_paragraph("Listed", style="List Bullet")
    document.core_properties.title = "Notes"
    reading = read(saved(document))
    assert words_and_details(reading) == [
        ("The road to Aqtash", {"level": 0, "style": "Title"}),
        ("Winter", {"level": 2, "style": "heading 2"}),
        ("They took\thim\nin the night.", {}),
        ("who", {"table": 1, "row": 1, "column": 1}),
        ("when", {"table": 1, "row": 2, "column": 2}),
        ("Listed", {"style": "List Bullet"}),
    ]
    assert [one.kind for one in reading.segments] == ["heading", "heading", *["paragraph"] * 4]
    assert reading.details["title"] == "Notes"


def test_what_python_docx_reads_is_all_there() -> None:
    """The other library's paragraphs, in the same order."""
    document = docx.Document()
    for number in range(50):
        document.add_paragraph(f"Paragraph {number} ئۇيغۇر \u200f字 <&>")
    theirs = [one.text for one in docx.Document(io.BytesIO(saved(document))).paragraphs]
    assert read(saved(document)).text == "\n".join(theirs)


def test_speakers_of_a_transcript() -> None:
    body = [
        p(r("Date:", "<w:b/>"), r(" 3 May")),
        p(r("AYGUL:", "<w:b/>"), r(" They took him.")),
        p(r("More words.")),
        p(r("Q: When?")),
        p(r("AYGUL:")),
        p(r("In winter.")),
        p(r("Q: Where?")),
        p(r("Li:", "<w:b/>"), r(" once, bold")),
        p(r("Once: and plain")),
    ]
    reading = read(with_body("".join(body)))
    assert rows(reading) == [
        ("paragraph", None, "Date: 3 May"),
        ("turn", "AYGUL", "They took him."),
        ("paragraph", None, "More words."),
        ("turn", "Q", "When?"),
        ("turn", "AYGUL", "In winter."),
        ("turn", "Q", "Where?"),
        ("turn", "Li", "once, bold"),
        ("paragraph", None, "Once: and plain"),
    ]
    assert reading.segments[2].details == {"follows": "AYGUL"}
    told = read(with_body(p(r("Once: and plain"))), Answers(speakers=("Once",), language="ug"))
    assert rows(told) == [("turn", "Once", "and plain")]
    assert told.segments[0].language == "ug"


def test_tracked_changes_lose_neither_wording() -> None:
    by = 'w:id="1" w:author="M" w:date="2020-01-02T03:04:05Z"'
    gone = f'<w:del {by}><w:r><w:delText xml:space="preserve">forty </w:delText></w:r><w:r><w:delText>men</w:delText></w:r></w:del>'
    body = p(r("They took "), gone, f"<w:ins {by}>{r('him')}</w:ins>", r("."))
    body += p(f"<w:moveFrom {by}>{r('moved')}</w:moveFrom>") + p(f"<w:moveTo {by}>{r('moved')}</w:moveTo>")
    told = {"author": "M", "date": "2020-01-02T03:04:05Z"}
    assert words_and_details(read(with_body(body))) == [
        ("They took him.", {"inserted": [[10, 13]]}),
        ("forty men", {"tracked": "deleted", **told}),
        ("moved", {"tracked": "moved away", **told}),
        ("moved", {"moved_here": [[0, 5]]}),
    ]


def test_old_formats_in_tracked_changes_are_not_the_formats() -> None:
    old = '<w:rPrChange w:id="1"><w:rPr><w:vanish/></w:rPr></w:rPrChange>'
    older = '<w:pPrChange w:id="2"><w:pPr><w:pStyle w:val="Heading1"/></w:pPr></w:pPrChange>'
    assert words_and_details(read(with_body(p(r("seen", old), properties=older)))) == [("seen", {})]


def test_hidden_text_is_kept_and_told() -> None:
    reading = read(with_body(p(r("seen "), r("unseen", "<w:vanish/>"), r(" on", '<w:vanish w:val="0"/>'))))
    assert words_and_details(reading) == [("seen unseen on", {"hidden": [[5, 11]]})]
    assert [one.where for one in reading.oddities] == [MAIN]


FOOTNOTES = (
    f"<w:footnotes {W}>"
    '<w:footnote w:id="-1" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>a source</w:t></w:r></w:p></w:footnote>'
    '<w:footnote w:id="3"><w:p><w:r><w:t>unused</w:t></w:r></w:p></w:footnote></w:footnotes>'
)
COMMENTS = (
    f'<w:comments {W}><w:comment w:id="0" w:author="M" w:date="2020-01-02T03:04:05Z" w:initials="M">'
    "<w:p><w:r><w:t>ask again</w:t></w:r></w:p><w:p><w:r><w:t>please</w:t></w:r></w:p></w:comment></w:comments>"
)


def test_footnotes_and_comments_come_after_what_they_are_about() -> None:
    body = p(
        r("They "),
        '<w:commentRangeStart w:id="0"/>',
        r("took him"),
        '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>',
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        r("."),
    ) + p(r("Later."), '<w:r><w:footnoteReference w:id="2"/></w:r>')
    relations = relation("n1", "footnotes", "footnotes.xml") + relation("n2", "comments", "comments.xml")
    reading = read(
        with_body(body, {"word/footnotes.xml": FOOTNOTES, "word/comments.xml": COMMENTS}, relations)
    )
    by = {"comment": "0", "author": "M", "date": "2020-01-02T03:04:05Z"}
    assert words_and_details(reading) == [
        ("They took him.", {"comments": [[5, 13, "0"]], "notes": [[13, "footnote", "2"]]}),
        ("ask again", by),
        ("please", by),
        ("a source", {"footnote": "2"}),
        ("Later.", {"notes": [[6, "footnote", "2"]]}),
        ("unused", {"footnote": "3"}),
    ]
    assert [one.kind for one in reading.segments] == [
        "paragraph",
        "note",
        "note",
        "note",
        "paragraph",
        "note",
    ]
    assert [one.what for one in reading.oddities] == ["nothing in the text points to it"]


def box(words: str, last: str | None = None) -> str:
    inside = "<w:txbxContent>{}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{inside.format(p(r(words)))}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{inside.format(p(r(last or words)))}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def test_a_text_box_comes_once_after_its_anchor() -> None:
    reading = read(with_body(p(r("before"), box("boxed"), r(" and after")) + p(r("next"))))
    assert words_and_details(reading) == [
        ("before and after", {}),
        ("boxed", {"part": "text box"}),
        ("next", {}),
    ]


def test_what_only_old_programs_would_show_is_kept_and_told() -> None:
    reading = read(with_body(p(r("before"), box("boxed", "other words"))))
    assert words_and_details(reading) == [
        ("before", {}),
        ("boxed", {"part": "text box"}),
        ("other words", {"part": "text box", "alternate": True}),
    ]
    assert len(reading.oddities) == 1


def test_headers_and_footers_come_once_at_the_end() -> None:
    header = f"<w:hdr {W}><w:p><w:r><w:t>Secret</w:t></w:r></w:p></w:hdr>"
    parts = {
        "word/header7.xml": header,
        "word/header8.xml": header,
        "word/footer7.xml": header.replace("hdr", "ftr"),
    }
    relations = (
        relation("h1", "header", "header7.xml")
        + relation("h2", "header", "/word/header8.xml")
        + relation("f1", "footer", "footer7.xml")
    )
    assert words_and_details(read(with_body(p(r("body")), parts, relations))) == [
        ("body", {}),
        ("Secret", {"part": "header"}),
        ("Secret", {"part": "footer"}),
    ]


def test_signs_links_fields_and_ruby() -> None:
    body = p(
        r("a"),
        "<w:r><w:noBreakHyphen/><w:tab/><w:br/></w:r>",
        '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>',
        f'<w:hyperlink r:id="x1">{r("link")}</w:hyperlink>',
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> INCLUDETEXT "\\\\server\\x" </w:instrText></w:r>',
        "<w:r><w:ruby><w:rt><w:r><w:t>hé</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>和</w:t></w:r></w:rubyBase></w:ruby></w:r>",
    )
    reading = read(
        with_body(body, relations=relation("x1", "hyperlink", "https://example.org/a", "External"))
    )
    assert reading.text == "a\u2011\t\n\uf0fclink和"
    assert reading.segments[0].details == {
        "symbols": [[4, "F0FC", "Wingdings"]],
        "links": [[5, 9, "https://example.org/a"]],
        "fields": [[9, 'INCLUDETEXT "\\\\server\\x"']],
        "ruby": [[9, "hé"]],
    }
    assert "1 fields would load from elsewhere; nothing was loaded" in [one.what for one in reading.oddities]


def test_words_outside_any_paragraph_are_not_understood_and_kept() -> None:
    assert rows(read(with_body(r("loose") + p(r("in")))))[0] == (NOT_UNDERSTOOD, None, "loose")


def test_pictures_are_files_inside() -> None:
    document = docx.Document()
    document.add_paragraph("Before.")
    document.add_picture(io.BytesIO(PICTURE))
    parsed = parse(saved(document))
    (place,) = parsed.reading.segments[1].attached
    assert parsed.reading.attached[place].name == "image1.png"
    assert parsed.reading.attached[place].media_type == "image/png"
    inside = {one.place: one for one in parsed.inside}[place]
    for _ in range(2):
        with inside.open() as stream:
            assert stream.read() == PICTURE
    assert {one.place for one in parsed.inside} == set(range(len(parsed.reading.attached)))


def test_references_to_outside_are_told_and_not_followed() -> None:
    picture = '<w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:link="x1"/></w:drawing></w:r>'
    template = relation("s1", "attachedTemplate", "https://example.org/t.dotm", "External")
    outside = f'<Relationships xmlns="{PACKAGE_RELATIONS}">{template}</Relationships>'
    data = with_body(
        p(r("body"), picture),
        {"word/_rels/settings.xml.rels": outside},
        relation("x1", "image", "https://example.org/p.png", "External")
        + relation("x2", "hyperlink", "https://example.org/", "External"),
    )
    reading = read(data)
    assert reading.details["external"] == [
        {"part": MAIN, "kind": "image", "target": "https://example.org/p.png"},
        {"part": MAIN, "kind": "hyperlink", "target": "https://example.org/"},
        {"part": "word/settings.xml", "kind": "attachedTemplate", "target": "https://example.org/t.dotm"},
    ]
    assert {(one.where, one.what) for one in reading.oddities} == {
        (MAIN, "2 references to outside the document were not followed (hyperlink 1, image 1)"),
        ("word/settings.xml", "1 references to outside the document were not followed (attachedTemplate 1)"),
    }


def test_macros_inserted_documents_and_charts_are_told() -> None:
    more = {"word/vbaProject.bin": "x", "word/inserted.html": "<p>x</p>", "word/charts/chart1.xml": "<x/>"}
    relations = (
        relation("m1", "vbaProject", "vbaProject.bin")
        + relation("m2", "aFChunk", "inserted.html")
        + relation("m3", "chart", "charts/chart1.xml")
    )
    parsed = parse(with_body(p(r("body")) + '<w:altChunk r:id="m2"/>', more, relations))
    assert {one.where for one in parsed.reading.oddities} == set(more)
    names = [one.name for one in parsed.attached]
    assert "inserted.html" in names
    assert "chart1.xml" in names
    assert "vbaProject.bin" not in names
    assert parsed.reading.segments[1].attached == (names.index("inserted.html"),)


def bomb(parts: dict[str, bytes]) -> None:
    parts["word/media/bomb.bin"] = bytes(30 << 20)


def declare_entities(parts: dict[str, bytes]) -> None:
    parts[MAIN] = b'<!DOCTYPE w [<!ENTITY a "aaaa">]>' + parts[MAIN].split(b"?>", 1)[1]


def cut_the_document(parts: dict[str, bytes]) -> None:
    parts[MAIN] = parts[MAIN][:-20]


def forget_the_document(parts: dict[str, bytes]) -> None:
    del parts[MAIN]


def speak_another_language(parts: dict[str, bytes]) -> None:
    parts[MAIN] = b"<document><p>They took him.</p></document>"


def two_of_one_name(parts: dict[str, bytes]) -> None:
    parts["WORD/Document.xml"] = parts[MAIN]


def nest(parts: dict[str, bytes]) -> None:
    parts[MAIN] = b"<w:document " + W.encode() + b">" + b"<w:p>" * 5000


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (bomb, "bomb"),
        (declare_entities, "document type"),
        (cut_the_document, "word/document.xml, line"),
        (forget_the_document, "no document inside"),
        (speak_another_language, "not that of a Word document"),
        (two_of_one_name, "two parts of one name"),
        (nest, "nested"),
    ],
)
def test_hostile_documents_are_refused(edit: Callable[[dict[str, bytes]], None], message: str) -> None:
    with pytest.raises(BadData, match=message):
        read(edited(EMPTY, edit))


def test_other_files_are_refused() -> None:
    for data, message in [
        (bytes.fromhex("d0cf11e0a1b11ae1"), "password"),
        (b"PK\x03\x04", "damaged"),
        (b"", "damaged"),
    ]:
        with pytest.raises(BadData, match=message):
            read(data)
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("chat.txt", "x")
    with pytest.raises(BadData, match="no document inside"):
        read(empty.getvalue())


def test_it_takes_its_own_and_nothing_else() -> None:
    def takes(head: bytes, name: str = "x", media_type: str = "application/zip") -> bool:
        return PARSER.takes(Sample(name, media_type, len(head), head))

    own = saved(docx.Document())
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert [
        takes(own[: 64 << 10]),
        takes(b"PK\x03\x04", "A.DOCX"),
        takes(b"PK\x03\x04", media_type=word),
    ] == [True] * 3
    chat = io.BytesIO()
    with zipfile.ZipFile(chat, "w") as archive:
        archive.writestr("_chat.txt", "x")
        archive.writestr("file.docx", own)
    assert [takes(chat.getvalue()), takes(b"", "a.docx"), takes(b"%PDF-1.4", "a.docx"), takes(b"")] == [
        False
    ] * 4


def test_a_hostile_document_takes_no_longer_than_it_is_long(grows_as_it_is_long: Any) -> None:
    nested = "<w:tbl><w:tr>" + "<w:tc>" * 300 + p(r("y")) + "</w:tc>" * 300 + "</w:tr></w:tbl>"

    def hold(length: int) -> None:
        starts = "".join(f'<w:commentRangeStart w:id="{number}"/>' for number in range(4 * length))
        parsed = parse(with_body(p(starts) + p(r("x")) * length + nested))
        assert len(parsed.reading.segments) == length + 1

    grows_as_it_is_long(hold, 400)


def test_a_style_based_on_itself_ends() -> None:
    def edit(parts: dict[str, bytes]) -> None:
        loop = b'<w:style w:type="paragraph" w:styleId="L"><w:name w:val="Loop"/><w:basedOn w:val="L"/></w:style></w:styles>'
        parts["word/styles.xml"] = parts["word/styles.xml"].replace(b"</w:styles>", loop)

    data = edited(with_body(p(r("x"), properties='<w:pStyle w:val="L"/>')), edit)
    assert words_and_details(read(data)) == [("x", {"style": "Loop"})]


@given(st.binary(max_size=300), st.integers(0, 10**6), st.booleans())
def test_no_bytes_do_more_than_be_refused(junk: bytes, place: int, within: bool) -> None:
    whole = SMALL
    data = whole[: place % len(whole)] + junk + whole[place % len(whole) + len(junk) :] if within else junk
    with contextlib.suppress(BadData):
        for one in parse(data).inside:
            with one.open() as stream:
                stream.read()


SMALL = with_body(p(r("x")))

_PIECES = [
    *(
        "<w:p>",
        "</w:p>",
        "<w:r>",
        "</w:r>",
        "<w:t>x</w:t>",
        "<w:del>",
        "</w:del>",
        "<w:tbl>",
        "</w:tbl>",
        "<w:tc/>",
    ),
    *("<w:txbxContent>", "</w:txbxContent>", "<w:hyperlink>", "</w:hyperlink>", '<w:sym w:char="zz"/>'),
    *('<w:commentRangeStart w:id="1"/>', '<w:commentRangeEnd w:id="1"/>'),
]


@given(st.lists(st.sampled_from(_PIECES), max_size=25))
def test_however_elements_are_nested_no_word_is_lost(pieces: list[str]) -> None:
    """Each piece that opens is closed, in order, so that it is XML: but no longer a document as Word writes it."""
    body, opened = "", []
    for piece in pieces:
        if piece.startswith("</"):
            if not opened or opened[-1] != piece[2:]:
                continue
            opened.pop()
        elif piece.endswith(">") and not piece.endswith("/>") and "</" not in piece:
            opened.append(piece[1:])
        body += piece
    body += "".join(f"</{name}" for name in reversed(opened))
    reading = read(with_body(body))
    assert reading.text.count("x") == body.count("x</w:t>")


_WORDS = st.text(st.sampled_from("aбئ字 <&1"), min_size=1, max_size=20).map(str.strip).filter(bool)


@settings(max_examples=15)  # python-docx writes slowly
@given(st.lists(_WORDS, max_size=10))
def test_words_come_back(paragraphs: list[str]) -> None:
    document = docx.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    assert read(saved(document)).text == "\n".join(paragraphs)
