"""Saved pages: the words that a reader would see, in order; nothing fetched, nothing lost, nothing guessed."""

import contextlib
import io
import socket
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amanet.canonical import encode
from amanet.errors import BadData
from amanet.intake.parsers.charsets import codec_of, decode_declared
from amanet.intake.parsers.markup import read_markup
from amanet.intake.parsers.parsing import Answers, NeedsAnswer, Parsed, Sample
from amanet.intake.parsers.saved_page import PARSER


def sample(data: bytes, name: str = "page.html") -> Sample:
    return Sample(name, "", len(data), data[: 64 << 10])


def read(data: str | bytes, name: str = "page.html", answers: Answers | None = None) -> Parsed:
    data = data.encode() if isinstance(data, str) else data
    parsed = PARSER.parse(io.BytesIO(data), sample(data, name), answers or Answers())
    encode(parsed.reading.to_json())
    return parsed


def rows(page: str) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in read_markup(page).blocks]


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


PAGE = """<!-- saved from url=(0030)https://example.org/lists.html -->
<html lang="ug"><head><meta charset="utf-8"><title>Lists &amp; names</title>
<link rel="canonical" href="https://example.org/lists"><meta property="article:published_time" content="2018-01-02">
<style>p{}</style><script>alert("no")</script></head><body><nav>Home</nav>
<h1>Missing <i>since</i> 2018</h1>
<p>First&nbsp;line<br>second   line, <span style="display: none">not shown</span>and on.
<p lang="fr">Disparus.
<img src="page_files/a.png"><img src="https://tracker.example.net/1.gif"><img src="//cdn.example.net/2.png">
<table><tr><th>Name<th>Year<tr><td>Aygul<td>2018</table>
<blockquote><p>She said so.</blockquote><pre>  kept
    as is</pre><noscript>never</noscript><template><p>never</template>
<ul><li>one<li>two</ul>end</body></html>"""


def test_the_words_stand_in_the_order_of_the_page() -> None:
    assert rows(PAGE) == [
        ("paragraph", "Home"),
        ("heading", "Missing since 2018"),
        ("paragraph", "First\u00a0line\nsecond line, and on."),
        ("note", "not shown"),
        ("paragraph", "Disparus."),
        ("row", "Name\tYear"),
        ("row", "Aygul\t2018"),
        ("paragraph", "She said so."),
        ("paragraph", "  kept\n    as is"),
        ("paragraph", "one"),
        ("paragraph", "two"),
        ("paragraph", "end"),
    ]


def test_what_the_page_says_of_itself_is_told() -> None:
    parsed = read(PAGE)
    details = parsed.reading.details
    assert details["title"] == "Lists & names"
    assert details["canonical"] == "https://example.org/lists"
    assert details["published"] == "2018-01-02"
    assert details["saved"] == {
        "by": "a browser",
        "from": "https://example.org/lists.html",
        "stated_length": 30,
    }
    assert details["external"] == {"image": 2}
    assert details["hidden_characters"] == 9
    assert parsed.reading.segments[0].kind == "heading"
    assert parsed.reading.said(parsed.reading.segments[0]) == "Lists & names"
    by_text = {parsed.reading.said(one): one for one in parsed.reading.segments}
    assert by_text["Disparus."].language == "fr"
    assert by_text["She said so."].language == "ug"
    assert by_text["She said so."].details == {"quoted": True}
    assert by_text["not shown"].details == {"hidden": True}


def test_hidden_words_are_kept_and_told_apart() -> None:
    page = "<p>a<p hidden>b<p>c<div style='color:red;Display : None'><p>d<span>e</span></div><p style='visibility:hidden'>f"
    assert rows(page) == [
        ("paragraph", "a"),
        ("note", "b"),
        ("paragraph", "c"),
        ("note", "de"),
        ("note", "f"),
    ]


def test_a_file_beside_the_page_that_is_not_there_is_attached_as_missing() -> None:
    (one,) = read(PAGE).attached
    assert (one.name, one.missing) == ("page_files/a.png", True)


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (
            "<!--\n Page saved with SingleFile \n url: https://example.org/x \n saved date: Mon Jan 01 2018\n-->",
            "SingleFile",
        ),
        (
            "<!-- Mirrored from example.org/x by HTTrack Website Copier/3.x [XR&CO'2014], Mon, 01 Jan 2018 -->",
            "HTTrack",
        ),
    ],
)
def test_what_saved_the_page_is_told(page: str, told: str) -> None:
    assert read_markup(page + "<p>x").facts["saved"]["by"] == told


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("A parser asked for the network.")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    page = '<!DOCTYPE html SYSTEM "http://x.example.org/x.dtd"><link rel=stylesheet href=http://x.example.org/><p>a<iframe src=http://x.example.org/>'
    parsed = read(page)
    assert parsed.reading.details["external"] == {"frame": 1, "style": 1}


# Encodings

CYRILLIC = "<p>Рукия көрген жоқ</p>"


@pytest.mark.parametrize(
    "data",
    [
        b'<meta charset="utf-8">' + CYRILLIC.encode(),
        CYRILLIC.encode(),
        CYRILLIC.encode("utf-8-sig"),
        CYRILLIC.encode("utf-16"),
        b'<meta http-equiv="Content-Type" content="text/html; charset=ptcp154">' + CYRILLIC.encode("ptcp154"),
        b'<?xml version="1.0" encoding="kz1048"?>' + CYRILLIC.encode("kz1048"),
        b'<meta charset="utf-16">' + CYRILLIC.encode(),
    ],
)
def test_the_encoding_is_what_the_file_says(data: bytes) -> None:
    assert "Рукия көрген жоқ" in read(data).reading.text


def test_an_encoding_that_nobody_says_is_asked_for() -> None:
    data = "<p>Рукия</p>".encode("cp1251")
    with pytest.raises(NeedsAnswer) as asked:
        read(data)
    assert asked.value.question == "encoding"
    assert read(data, answers=Answers(encoding="cp1251")).reading.text == "Рукия"


def test_who_gives_an_encoding_overrules_the_page_and_that_is_told() -> None:
    data = b'<meta charset="iso-8859-1">' + "<p>Рукия</p>".encode("cp1251")
    assert read(data).reading.text == "Ðóêèÿ"
    parsed = read(data, answers=Answers(encoding="cp1251"))
    assert parsed.reading.text == "Рукия"
    assert parsed.reading.oddities


def test_a_page_that_is_wrong_about_itself_is_told() -> None:
    parsed = read(b'<meta charset="shift_jis">' + CYRILLIC.encode())
    assert "Рукия көрген жоқ" in parsed.reading.text
    assert "which its bytes are not" in parsed.reading.oddities[0].what


@pytest.mark.parametrize(
    "label", ["unicode_escape", "punycode", "hex", "utf-7", "rot13", "x" * 99, "", "mbcs", "é"]
)
def test_encodings_that_are_none_of_the_webs_are_none(label: str) -> None:
    assert codec_of(label) is None


@given(
    st.binary(max_size=50),
    st.sampled_from(["windows-1252", "iso-8859-1", "gb2312", "utf-8", "koi8-r", "iso-2022-jp", None]),
)
def test_decoding_loses_nothing_or_asks(data: bytes, label: str | None) -> None:
    with contextlib.suppress(BadData):
        decode_declared(data, label, Answers()).text.encode("utf-8")


# Pages with files


def test_a_zip_gives_the_page_and_its_files() -> None:
    page = b'<meta charset=utf-8><p>Text<img src="page_files/a%20b.png"><img src="page_files/gone.png">'
    data = zipped(
        **{
            "page.html": page,
            "page_files/a b.png": b"png",
            "page_files/frame.html": b"<p>ad",
            "other.txt": b"t",
        }
    )
    assert PARSER.takes(sample(data, "saved.zip"))
    parsed = read(data, "saved.zip")
    assert parsed.reading.text == "Text"
    assert [(one.name, one.missing, one.details.get("referenced")) for one in parsed.attached] == [
        ("page_files/a b.png", False, True),
        ("page_files/gone.png", True, None),
        ("page_files/frame.html", False, False),
        ("other.txt", False, False),
    ]
    assert [one.open().read() for one in parsed.inside] == [b"png", b"<p>ad", b"t"]


def test_an_address_that_goes_up_finds_what_lies_there() -> None:
    page = b'<p>x<img src="../pictures/./a.png?v=1#x"><img src="/pictures/a.png">'
    parsed = read(zipped(**{"site/page.html": page, "pictures/a.png": b"png"}), "x.zip")
    assert [(one.name, one.details.get("referenced")) for one in parsed.attached] == [
        ("pictures/a.png", True)
    ]


def test_several_pages_in_a_zip_are_read_under_their_names() -> None:
    parsed = read(zipped(**{"b.html": b"<p>two", "a.htm": b"<p>one"}), "x.zip")
    assert parsed.reading.text.split("\n") == ["b.html", "two", "a.htm", "one"]


@pytest.mark.parametrize(
    "address",
    ["../../etc/passwd", "/etc/passwd", "..\\..\\x", "file:///etc/passwd", "%2e%2e/x", "\u202egnp.a"],
)
def test_an_address_leads_nowhere_outside_of_the_archive(address: str) -> None:
    parsed = read(zipped(**{"p/page.html": f'<p>x<img src="{address}">'.encode()}), "x.zip")
    assert not parsed.inside
    assert all(one.missing for one in parsed.attached)


@pytest.mark.parametrize(
    "names",
    [
        ("[Content_Types].xml", "word/x.html"),
        ("_chat.txt", "a.html"),
        ("datapackage.json", "x.html"),
        ("a.txt",),
    ],
)
def test_other_archives_are_left_to_others(names: tuple[str, ...]) -> None:
    assert not PARSER.takes(sample(zipped(**dict.fromkeys(names, b"x")), "x.zip"))


def test_a_zip_without_a_page_is_refused() -> None:
    with pytest.raises(BadData, match="No web page"):
        read(zipped(**{"a.txt": b"x"}), "x.zip")


def test_a_bomb_is_refused() -> None:
    with pytest.raises(BadData, match="zip bomb"):
        read(zipped(**{"a.html": b"<p>x", "b.bin": b"\0" * (64 << 20)}), "x.zip")


def test_pictures_inside_the_page_are_attached() -> None:
    page = '<p>x<img src="data:image/png;base64,iVBO\nRw=="><img src="data:image/svg+xml,%3Csvg/%3E"><img src="data:junk">'
    parsed = read(page)
    assert [one.media_type for one in parsed.attached] == ["image/png", "image/svg+xml"]
    assert [one.open().read() for one in parsed.inside] == [b"\x89PNG", b"<svg/>"]


MHTML = b"""From: <Saved by Blink>
Snapshot-Content-Location: https://example.org/lists
Subject: Lists
Date: Mon, 1 Jan 2018 10:00:00 -0000
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----Boundary--x----"


------Boundary--x----
Content-Type: text/html
Content-ID: <frame-1@mhtml.blink>
Content-Transfer-Encoding: quoted-printable
Content-Location: https://example.org/lists

<html><meta charset=3D"utf-8"><p>=D0=90=D0=B9=D0=B3=D2=AF=D0=BB<img src=3D"https://example.org/i.png"><im=
g src=3D"cid:two@x">
------Boundary--x----
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: https://example.org/i.png

iVBORw==
------Boundary--x----
Content-Type: image/gif
Content-ID: <two@x>

GIF
------Boundary--x------
"""


@pytest.mark.parametrize("data", [MHTML, MHTML.replace(b"\n", b"\r\n")])
def test_mhtml_gives_the_page_and_its_parts(data: bytes) -> None:
    assert PARSER.takes(sample(data, "page.mhtml"))
    parsed = read(data, "page.mhtml")
    assert parsed.reading.text == "Айгүл"
    assert parsed.reading.details["saved"]["from"] == "https://example.org/lists"
    assert [one.name for one in parsed.attached] == ["part 3", "i.png"]
    assert [one.open().read().strip() for one in parsed.inside] == [b"GIF", b"\x89PNG"]
    assert not parsed.reading.oddities


def test_mhtml_that_was_cut_is_read_and_told() -> None:
    parsed = read(MHTML[:-100], "page.mhtml")
    assert parsed.reading.text == "Айгүл"
    assert any("last boundary is missing" in one.what for one in parsed.reading.oddities)


# Hostile markup


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<div>", ""),
        ("<div>", "</div>"),
        ("<b>", "deep</i>"),
        ("<p><table>", ""),
        ("<a href='", ""),
        ("<!--", ""),
        ("<script>", ""),
        ("&", ""),
        ("<p hidden>", ""),
        ("<b> </b>", ""),
        ("<td>", ""),
    ],
)
def test_hostile_pages_take_linear_time(before: str, after: str, matches_as_it_is_long: Any) -> None:
    def hold(count: int) -> None:
        page = before * count + ("</script>deep" if before == "<script>" else "deep") + after * count
        read(page)
        PARSER.takes(sample(page.encode()))

    matches_as_it_is_long(hold, 50_000)


def test_what_nests_too_deeply_to_be_followed_loses_no_word() -> None:
    page = (
        "<b>" * 100_000 + "One</i></i> &amp; <script>no</script><p>two</p>" + "</i>" * 100_000 + "<h1>three"
    )
    parsed = read(page)
    assert parsed.reading.text.split() == ["One", "&", "two", "three"]
    assert "nests so deeply" in parsed.reading.oddities[0].what


def test_a_page_that_hides_behind_comments_is_looked_at_in_linear_time(grows_as_it_is_long: Any) -> None:
    grows_as_it_is_long(lambda count: PARSER.takes(sample(b"<!---->" * count, "x.txt")), 9000)
    assert not PARSER.takes(sample(b"<!---->" * 9000, "x.txt"))
    assert PARSER.takes(sample(b"<!---->" * 100 + b"<html>", "x.txt"))


@pytest.mark.parametrize(
    "head",
    [
        b"From: a\nTo: b\n\nhello",
        b"WARC/1.0\r\n",
        b"name,year\n1,2",
        b"<eaf/>",
        b"WEBVTT\n\n",
        b'{"a": "<html>"}',
    ],
)
def test_other_files_are_left_to_others(head: bytes) -> None:
    assert not PARSER.takes(sample(head, "x"))


@given(st.text(max_size=300))
def test_text_without_markup_keeps_every_word(text: str) -> None:
    clean = text.replace("<", "").replace("&", "").replace("\0", "").encode("utf-8", "ignore").decode()
    read_words = " ".join(block.text for block in read_markup(clean).blocks).split()
    assert read_words == clean.split()


TAGS = [
    "<p>",
    "</p>",
    "<b hidden>",
    "</b>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<h1>",
    "<script>",
    "</script>",
    "<title>",
    "<br>",
]
MORE = [
    "<svg>",
    "<!--",
    "-->",
    "&#xD800;",
    "&amp;",
    "<img src=x>",
    "<a href='",
    '"',
    "<textarea>",
    "<![CDATA[",
    "<meta charset=",
    "x",
    " ",
]


@given(st.lists(st.one_of(st.sampled_from(TAGS + MORE), st.text(max_size=5)), max_size=40))
def test_any_markup_gives_blocks_of_words(parts: list[str]) -> None:
    page = read_markup("".join(parts).encode("utf-8", "ignore").decode())
    for block in page.blocks:
        assert block.text.strip()
        block.text.encode("utf-8")


@given(
    st.binary(max_size=300),
    st.sampled_from(["a.html", "a.mhtml", "a.zip"]),
    st.sampled_from([None, "cp1251", "utf-16"]),
)
def test_arbitrary_bytes_are_read_or_refused(data: bytes, name: str, encoding: str | None) -> None:
    for one in (data, b"PK\x03\x04" + data, MHTML[:400] + data, b"\xff\xfe" + data):
        PARSER.takes(sample(one, name))
        with contextlib.suppress(BadData):
            for inside in read(one, name, Answers(encoding=encoding)).inside:
                inside.open().read()


WHOLE = zipped(**{"page.html": PAGE.encode(), "page_files/a.png": b"png"})


@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=5),
    st.integers(1, len(WHOLE)),
)
def test_a_real_archive_with_changed_bytes_is_read_or_refused(
    changes: list[tuple[int, int]], end: int
) -> None:
    data = bytearray(WHOLE)
    for place, value in changes:
        data[place] = value
    with contextlib.suppress(BadData):
        for inside in read(bytes(data[:end]), "a.zip").inside:
            inside.open().read()


CONFINED = """
import io, sys
from amanet.intake.parsers import mail, mbox, saved_page, wacz, warc
from amanet.intake.parsers.parsing import Answers, Sample
from amanet.intake.parsers.web_libraries import load_web_libraries
load_web_libraries()
sys.meta_path.clear()
sys.path_hooks.clear()
for parser, name in ((saved_page, "page.html"), (mail, "mail.eml"), (mbox, "mail.mbox"), (warc, "a.warc"), (wacz, "a.wacz")):
    data = open(sys.argv[1] + "/" + name, "rb").read()
    parsed = parser.PARSER.parse(io.BytesIO(data), Sample(name, "", len(data), data[:65536]), Answers())
    assert "\u0420\u0443\u043a\u0438\u044f" in parsed.reading.text, name
"""


def test_a_process_that_can_import_nothing_any_more_reads_them_all(tmp_path: Path) -> None:
    page = b'<meta charset="koi8-u"><p>' + "Рукия".encode("koi8-u")
    letter = b"From: a\nSubject: x\nContent-Type: text/plain; charset=windows-1251\n\n" + "Рукия".encode(
        "cp1251"
    )
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = f"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {len(body)}\r\n\r\n"
    signed = b'{"path": "datapackage.json", "hash": "x", "signedData": {"hash": "x", "signature": "AA==", "publicKey": "AA=="}}'
    capture = head.encode() + body
    package = zipped(
        **{"archive/a.warc": capture, "datapackage.json": b"{}", "datapackage-digest.json": signed}
    )
    files = {"page.html": page, "mail.eml": letter, "a.warc": capture, "a.wacz": package}
    files["mail.mbox"] = b"From a@example.org Mon Jan  1 10:00:00 2018\n" + letter
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    subprocess.run([sys.executable, "-c", CONFINED, str(tmp_path)], check=True)
