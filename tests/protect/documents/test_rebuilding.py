"""What else is made anew – plain text, tables, pages, mails, subtitles, JSON – and how hostile and unknown files end."""

import io

import pikepdf
import pytest
from fpdf import FPDF

from amanet.consent.levels import Level
from amanet.protect.documents import CannotRebuild, Columns, Wanted, rebuild
from amanet.protect.words import Hidden, WordProtector

LEVEL = Level("pseudonym", words=True, place="exact", date="year")
PROTECTOR = WordProtector([Hidden("7", "person", ("Zhaqsylbek Qorvane", "Жақсылбек Қорван"), "Alder")])
SAID = "Zhaqsylbek\nQorvane came on 3 May 2019."


def made(content: bytes, media_type: str, wanted: Wanted | None = None) -> tuple[str, str]:
    done = rebuild(content, media_type, PROTECTOR, LEVEL, wanted)
    return done.ending, done.content.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text(encoding: str) -> None:
    assert made(SAID.encode(encoding), "text/plain") == ("txt", "Alder came on 2019.")


def test_text_of_an_encoding_that_it_does_not_say_is_refused_until_somebody_says_it() -> None:
    content = "Жаксылбек пришёл.".encode("koi8-r")
    with pytest.raises(CannotRebuild, match="encoding"):
        made(content, "text/plain")
    assert made(content, "text/plain", Wanted(encoding="koi8-r"))[1] == "Alder пришёл."


def test_tables() -> None:
    content = "\ufeffname\tphone\tseen\r\nZhaqsylbek Qorvane\t+7 700 123 45 67\ttwice\r\n".encode()
    assert made(content, "text/tab-separated-values")[1] == "name,phone,seen\r\nAlder,[number],twice\r\n"
    wanted = Wanted(columns=Columns(frozenset({"seen", "phone"}), frozenset({"Phone"})))
    assert made(content, "text/tab-separated-values", wanted)[1] == "seen\r\ntwice\r\n"


def test_rows_of_different_length_are_refused() -> None:
    with pytest.raises(CannotRebuild, match="row 2"):
        made(b"name,seen\nx,twice,qzxbeyondvkj\n", "text/csv")


def test_a_saved_page() -> None:
    content = (
        "<!doctype html><meta charset=utf-8><meta name=author content=qzxauthorvkj><title>List</title><!-- qzxcommentvkj -->"
        "<script>qzxscriptvkj</script><p>Zhaqsylbek <b>Qorvane</b> came.<p style='display:none'>qzxhiddenvkj<p title=qzxtitlevkj>He left."
    )
    assert made(content.encode(), "text/html") == ("txt", "List\nAlder came.\nHe left.")


def test_a_mail() -> None:
    content = (
        "From: Qzxfromvkj <a@example.org>\nTo: qzxtovkj@example.org\nSubject: Of Selkum\nMessage-ID: <qzxidvkj@example.org>\n"
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n"
        "Qorvane came.\n--b\nContent-Type: text/plain; name=qzxnamevkj.txt\nContent-Disposition: attachment; filename=qzxnamevkj.txt\n\n"
        "qzxattachedvkj\n--b--\n"
    )
    assert made(content.encode(), "message/rfc822") == ("txt", "Of Selkum\nAlder came.")


def test_subtitles() -> None:
    srt = "1\n00:00:01,000 --> 00:00:02,500\nZhaqsylbek\nQorvane came.\n"
    vtt = "WEBVTT\n\nNOTE qzxnotevkj\n\n00:01.000 --> 00:02.500\n<v Qzxvoicevkj>Zhaqsylbek Qorvane came.\n"
    assert made(srt.encode(), "application/x-subrip")[1] == "00:00:01 Alder came."
    assert made(vtt.encode(), "text/vtt")[1] == "00:00:01 Alder came."


def test_json_with_a_name_written_in_numbers() -> None:
    content = b'{"said": "\\u0416\\u0430\\u049b\\u0441\\u044b\\u043b\\u0431\\u0435\\u043a came", "n": [1]}'
    assert made(content, "application/json") == ("txt", '{\n "said": "Alder came",\n "n": [\n  1\n ]\n}')


def written(pages: int = 1, *, picture: bool = False, words: bool = True) -> bytes:
    import PIL.Image

    page = FPDF()
    page.set_font("helvetica", size=12)
    for number in range(pages):
        page.add_page()
        if words:
            page.text(30, 40, f"Page {number + 1}: Qorvane came.")
        if picture:
            page.image(PIL.Image.new("RGB", (40, 40), "red"), 30, 60)
    return bytes(page.output())


def words_on(pdf: bytes, number: int) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return str(document[number].get_textpage().get_text_range())
    finally:
        document.close()


def test_a_page_with_a_picture_is_refused_or_made_without_it() -> None:
    with pytest.raises(CannotRebuild, match="Page 1 has pictures"):
        rebuild(written(picture=True), "application/pdf", PROTECTOR, LEVEL)
    done = rebuild(written(picture=True), "application/pdf", PROTECTOR, LEVEL, Wanted(withhold=True))
    without = rebuild(written(), "application/pdf", PROTECTOR, LEVEL)
    assert done.content == without.content
    assert any("pictures were left out (page 1)" in note for note in done.notes)


def test_a_page_without_words_is_refused_or_withheld() -> None:
    with (
        pikepdf.open(io.BytesIO(written(2))) as pdf,
        pikepdf.open(io.BytesIO(written(picture=True, words=False))) as scan,
    ):
        pdf.pages.append(scan.pages[0])
        kept = io.BytesIO()
        pdf.save(kept)
    with pytest.raises(CannotRebuild, match="Page 3"):
        rebuild(kept.getvalue(), "application/pdf", PROTECTOR, LEVEL)
    done = rebuild(kept.getvalue(), "application/pdf", PROTECTOR, LEVEL, Wanted(withhold=True)).content
    assert "Page 2: Alder came." in words_on(done, 1)
    assert "withheld" in words_on(done, 2)


def test_a_scan_is_refused_however_it_is_asked_for() -> None:
    for wanted in (Wanted(), Wanted(withhold=True), Wanted(words_alone=True)):
        with pytest.raises(CannotRebuild):
            rebuild(written(picture=True, words=False), "application/pdf", PROTECTOR, LEVEL, wanted)


def test_letters_that_their_font_does_not_tell_are_refused() -> None:
    with pikepdf.open(io.BytesIO(written())) as pdf:
        font = next(iter(pdf.pages[0].Resources.Font.values()))
        font.Encoding = pikepdf.Dictionary(Differences=pikepdf.Array([67, pikepdf.Name("/g901")]))
        font.ToUnicode = pdf.make_stream(b"1 beginbfchar <51> <E000> endbfchar")
        kept = io.BytesIO()
        pdf.save(kept)
    with pytest.raises(CannotRebuild, match="letters"):
        rebuild(kept.getvalue(), "application/pdf", PROTECTOR, LEVEL)
    with pytest.raises(CannotRebuild, match="No page"):  # the line that they stand on was the only one
        rebuild(kept.getvalue(), "application/pdf", PROTECTOR, LEVEL, Wanted(withhold=True))


def test_a_name_whose_letters_are_written_in_another_order_is_found_by_where_they_stand() -> None:
    page = FPDF()
    page.add_page()
    page.set_font("courier", size=12)
    page.text(30, 40, "Then")
    for at in (2, 0, 5, 1, 6, 3, 4):
        page.text(50 + 2.54 * at, 40, "Qorvane"[at])
    page.text(75, 40, "came.")
    done = rebuild(bytes(page.output()), "application/pdf", PROTECTOR, LEVEL)
    assert words_on(done.content, 0).split() == ["Then", "Alder", "came."]


def test_a_name_parted_by_a_hyphen_or_a_page_is_found() -> None:
    page = FPDF()
    page.set_font("helvetica", size=12)
    for lines in (("It was Qor-", "vane who called", "+7 700 123"), ("45 67 on Monday.",)):
        page.add_page()
        for number, line in enumerate(lines):
            page.text(30, 40 + 6 * number, line)
    done = rebuild(bytes(page.output()), "application/pdf", PROTECTOR, LEVEL).content
    assert words_on(done, 0).split() == ["It", "was", "Alder", "who", "called", "[number]"]
    assert words_on(done, 1).split()[-2:] == ["on", "Monday."]


def locked() -> bytes:
    with pikepdf.open(io.BytesIO(written())) as pdf:
        kept = io.BytesIO()
        pdf.save(kept, encryption=pikepdf.Encryption(owner="a", user="b"))
    return kept.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7\n", written()[:700], locked()],
    ids=["empty", "nothing behind its name", "cut", "locked"],
)
def test_a_pdf_that_cannot_be_read_is_refused(content: bytes) -> None:
    with pytest.raises(CannotRebuild):
        rebuild(content, "application/pdf", PROTECTOR, LEVEL)


def test_a_page_that_is_a_bomb_is_refused() -> None:
    """Of 200 million points across, and with a stream that unpacks to far more than there is room for."""
    with pikepdf.open(io.BytesIO(written())) as pdf:
        pdf.pages[0].MediaBox = [0, 0, 200_000_000, 200_000_000]
        pdf.pages[0].contents_add(b"0 0 1 1 re f\n" * 3_000_000)
        kept = io.BytesIO()
        pdf.save(kept)
    with pytest.raises(CannotRebuild):
        rebuild(kept.getvalue(), "application/pdf", PROTECTOR, LEVEL)


@pytest.mark.parametrize(
    "media_type", ["", "image/jpeg", "video/mp4", "application/zip", "application/msword"]
)
def test_what_cannot_be_made_anew_is_refused(media_type: str) -> None:
    with pytest.raises(CannotRebuild):
        rebuild(b"Zhaqsylbek", media_type, PROTECTOR, LEVEL)


@pytest.mark.parametrize("content", [b"{", b"[" * 200_000, b"\xff\xfe\x00"])
def test_json_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(CannotRebuild):
        rebuild(content, "application/json", PROTECTOR, LEVEL)
