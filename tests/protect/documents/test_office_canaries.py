"""Office files with a secret in each of many places, made anew: nothing of them is left, and what is seen stays."""

import io
import zipfile
from functools import cache

import pikepdf
import pypdfium2
import pytest

from amanet.consent.levels import Level
from amanet.protect.documents import CannotRebuild, Columns, Rebuilt, Wanted, rebuild
from amanet.protect.words import Hidden, WordProtector

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEVEL = Level("pseudonym", words=True, place="exact", date="year")
PROTECTOR = WordProtector([Hidden("7", "person", ("Zhaqsylbek Qorvane",), "Alder")])
PLACES = (
    "title", "author", "custom", "company", "comment", "commenter", "deleted", "inserter", "vanished", "white", "tiny", "alternate",
    "field", "link", "bookmark", "stylename", "fontname", "described", "embedded", "customxml", "variable", "zipcomment", "behind",
)  # fmt: skip
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMESPACES = (
    f'{W} xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)


def secret(place: str) -> str:
    return f"qzx{place}vkj"


def run(words: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{words}</w:t></w:r>"


def body() -> str:
    s = secret
    return f"""<w:document {NAMESPACES}><w:body>
<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr>{run("Zhaqsylbek ")}{run("Qorvane came on 3 May 2019.")}</w:p>
<w:p>{run("Call +7 700 123 45 67.")}{run(s("vanished"), "<w:vanish/>")}
{run(s("white"), '<w:color w:val="FFFFFF"/>')}{run(s("tiny"), '<w:sz w:val="2"/>')}</w:p>
<w:p><w:commentRangeStart w:id="1"/>{run("Commented words stay.")}<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r></w:p>
<w:p><w:del w:id="2" w:author="x"><w:r><w:delText>{s("deleted")}</w:delText></w:r></w:del>
<w:ins w:id="3" w:author="{s("inserter")}">{run("Inserted words stay.")}</w:ins></w:p>
<w:p><w:bookmarkStart w:id="4" w:name="{s("bookmark")}"/><w:bookmarkEnd w:id="4"/>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DOCPROPERTY {s("field")}</w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("Shown by a field.")}<w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:hyperlink r:id="L">{run("A link.")}</w:hyperlink></w:p>
<w:p><w:r><w:rPr><w:rFonts w:ascii="{s("fontname")}"/></w:rPr><mc:AlternateContent><mc:Choice Requires="wps"><w:t>New.</w:t></mc:Choice>
<mc:Fallback><w:t>{s("alternate")}</w:t></mc:Fallback></mc:AlternateContent></w:r>
<w:r><w:drawing><wp:inline><wp:docPr id="1" name="p" descr="{s("described")}"/></wp:inline></w:drawing></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p>{run("In a cell.")}</w:p></w:tc></w:tr></w:tbl>
</w:body></w:document>"""


def document() -> bytes:
    s = secret
    types = "".join(
        f'<Override PartName="/{part}" ContentType="{kind}"/>'
        for part, kind in {
            "word/document.xml": f"{MAIN}.document.main+xml", "word/comments.xml": f"{MAIN}.comments+xml", "word/styles.xml": f"{MAIN}.styles+xml",
        }.items()
    )  # fmt: skip
    package = "http://schemas.openxmlformats.org/package/2006"
    members = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="M" Type="{R}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="C" Type="{package}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="N" Type="{R}/comments" Target="comments.xml"/>'
        f'<Relationship Id="S" Type="{R}/styles" Target="styles.xml"/><Relationship Id="E" Type="{R}/package" Target="embeddings/e.bin"/>'
        f'<Relationship Id="L" Type="{R}/hyperlink" Target="https://{s("link")}.example" TargetMode="External"/></Relationships>',
        "word/document.xml": body(),
        "word/comments.xml": f'<w:comments {W}><w:comment w:id="1" w:author="{s("commenter")}">'
        f'<w:p>{run(s("comment"))}</w:p></w:comment></w:comments>',
        "word/styles.xml": f'<w:styles {W}><w:style w:type="paragraph" w:styleId="A"><w:name w:val="{s("stylename")}"/></w:style></w:styles>',
        "word/settings.xml": f'<w:settings {W}><w:docVars><w:docVar w:name="v" w:val="{s("variable")}"/></w:docVars></w:settings>',
        "word/embeddings/e.bin": s("embedded"),
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{package}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:title>{s("title")}</dc:title><dc:creator>{s("author")}</dc:creator></cp:coreProperties>',
        "docProps/app.xml": f"<Properties><Company>{s('company')}</Company></Properties>",
        "docProps/custom.xml": f"<Properties><property>{s('custom')}</property></Properties>",
        "customXml/item1.xml": f"<a>{s('customxml')}</a>",
    }  # fmt: skip
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.comment = f"{s('zipcomment')} {s('behind')}".encode()
        for name, content in members.items():
            archive.writestr(name, content)
    return kept.getvalue()


@cache
def copy() -> Rebuilt:
    return rebuild(document(), WORD, PROTECTOR, LEVEL)


def words_of(pdf: bytes) -> str:
    found = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in found).split())
    finally:
        found.close()


def test_each_secret_is_in_the_document() -> None:
    assert [place for place in PLACES if secret(place).encode() not in document()] == []


def test_no_secret_is_in_the_copy() -> None:
    with pikepdf.open(io.BytesIO(copy().content)) as made:
        streams = [one.read_bytes() for one in made.objects if isinstance(one, pikepdf.Stream)]
        everything = b"\n".join([copy().content, *streams, *(repr(one).encode() for one in made.objects)])
    words = words_of(copy().content)
    assert [place for place in PLACES if secret(place).encode() in everything or secret(place) in words] == []
    assert "Zhaqsylbek" not in words
    assert copy().content == rebuild(document(), WORD, PROTECTOR, LEVEL).content


def test_what_is_seen_stays() -> None:
    words = words_of(copy().content)
    for seen in ("Alder came on 2019.", "Call [number].", "Commented words stay.", "Inserted words stay."):
        assert seen in words
    for seen in ("Shown by a field.", "A link.", "New.", "In a cell."):
        assert seen in words
    assert copy().ending == "pdf"


def workbook() -> bytes:
    import openpyxl
    from openpyxl.comments import Comment

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = secret("sheetname")
    seen = ("Zhaqsylbek Qorvane", 77001234567, "Selkum", secret("column"))
    for row in (("Name", "Telephone", "Place ", "hidden"), seen, ("-", "", "=1+1", "")):
        sheet.append(row)
    sheet["A1"].comment = Comment(secret("comment"), secret("commenter"))
    sheet.column_dimensions["D"].hidden = True
    sheet.append((secret("row"), "", "", ""))
    sheet.row_dimensions[4].hidden = True
    other = book.create_sheet("other")
    other["A1"] = secret("sheet")
    other.sheet_state = "hidden"
    book.properties.creator = secret("creator")
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (Columns(), b"Name,Telephone,Place \r\nAlder,[number],Selkum\r\n-\r\n"),
        (Columns(frozenset({"place"})), b'Place \r\nSelkum\r\n""\r\n'),
        (Columns(never=frozenset({"TELEPHONE", "name"})), b'Place \r\nSelkum\r\n""\r\n'),
    ],
)
def test_of_a_workbook_the_cells_that_are_seen_and_may_leave_stay_alone(
    columns: Columns, expected: bytes
) -> None:
    made = rebuild(workbook(), SHEET, PROTECTOR, LEVEL, Wanted(columns=columns))
    assert (made.ending, made.content) == ("csv", expected)


def test_a_workbook_of_which_nothing_may_leave_is_refused() -> None:
    with pytest.raises(CannotRebuild, match="may leave"):
        rebuild(workbook(), SHEET, PROTECTOR, LEVEL, Wanted(columns=Columns(frozenset({"no such"}))))


@pytest.mark.parametrize("cut", [0, 30, 500, -40])
def test_an_office_file_that_was_cut_is_refused(cut: int) -> None:
    with pytest.raises(CannotRebuild):
        rebuild(document()[:cut], WORD, PROTECTOR, LEVEL)


def test_an_archive_that_is_a_bomb_is_refused() -> None:
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive,
        zipfile.ZipFile(io.BytesIO(document())) as old,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                content = content.replace(b"In a cell.", b"a" * (300 << 20))
            archive.writestr(name, content)
    with pytest.raises(CannotRebuild):
        rebuild(kept.getvalue(), WORD, PROTECTOR, LEVEL)
