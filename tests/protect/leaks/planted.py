"""Files with one secret each, made by code: `PLANTS` says of each kind which file it is, and what must be found in it.

Everybody here is invented. `make(words)` gives the file with those words in the place that leaks; with `HARMLESS` it must pass.
"""

import base64
import bz2
import gzip
import io
import json
import lzma
import quopri
import sqlite3
import struct
import tarfile
import tempfile
import urllib.parse
import wave
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["ARABIC", "HARMLESS", "NAME", "PLANTS", "Plant"]

NAME = "Zulpiqar Ablimit"
ARABIC = "زۇلپىقار ئابلىمىت"
CYRILLIC = "Зулпиқар Аблимит"
HAN = "祖力皮卡尔·阿布力米提"
PHONE = "+998 90 000 12 34"
PAPER = "QX 4410 778-B"
ADDRESS = "17 Lantern Street, flat 4, Mirelford"
ACCOUNT = "zulpi.lantern@mail.example"
LINK = "https://lantern.example/people/zulpi-7781"
SERIAL = "SN88120034417"
SENTENCE = "They came before sunrise and took the boy who mends the nets"
LATITUDE, LONGITUDE = 41.52137, 69.83411
HARMLESS = "Nothing to see"

Make = Callable[[str], bytes]


@dataclass(frozen=True)
class Plant:
    """`words` is the secret as it is put in; `kind` and `secret_id` what has to be found."""

    title: str
    file: str
    make: Make
    words: str = NAME
    kind: str = "name"
    secret_id: str = "p1"


# Text, and ways of writing it


def text(encoding: str) -> Make:
    return lambda words: f"A list of boats.\n{words}\nThe end.\n".encode(encoding)


def broken(words: str) -> bytes:
    return f"He said that {words.replace(' ', chr(10))} was there.".encode()


def hyphenated(words: str) -> bytes:
    return f"He said that {words[:4]}-\n{words[4:]} was there.".encode()


def invisible(words: str) -> bytes:
    return ("\u200b".join(words) + " was there").encode()


def percent(words: str) -> bytes:
    return f"GET /find?q={urllib.parse.quote(words)}&n=1 HTTP/1.1\n".encode()


def entities(words: str) -> bytes:
    return ("<p>" + "".join(f"&#{ord(letter)};" for letter in words) + "</p>").encode()


def json_escapes(words: str) -> bytes:
    return json.dumps({"who": "".join(f"{each}" for each in words)}, ensure_ascii=True).encode()


def all_escapes(words: str) -> bytes:
    return ('{"who": "' + "".join(f"\\u{ord(letter):04x}" for letter in words) + '"}').encode()


def in_base64(words: str) -> bytes:
    return b"token=" + base64.b64encode(f"it was {words} who came".encode()) + b";"


def in_hexadecimal(words: str) -> bytes:
    return b"data: " + f"it was {words} who came".encode().hex().encode()


def quoted(words: str) -> bytes:
    return quopri.encodestring(f"It was «{words}»".encode(), quotetabs=True).replace(b"Z", b"=5A")


def two_ways(words: str) -> bytes:
    return urllib.parse.quote(
        base64.b64encode(f"it was {words} who came".encode()).decode(), safe=""
    ).encode()


def csv_cells(words: str) -> bytes:
    first, _, last = words.partition(" ")
    return f"first,last,age\n{first},{last},41\n".encode()


def rtf(words: str) -> bytes:
    return b"{\\rtf1\\ansi " + "".join(f"\\u{ord(letter)}?" for letter in words).encode() + b"\\par}"


def plain(words: str) -> bytes:
    return f"note: {words}; end\n".encode()


def vcard(words: str) -> bytes:
    return f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{words[:6]}\r\n {words[6:]}\r\nEND:VCARD\r\n".encode()


# Web


def html(before: str, after: str) -> Make:
    return lambda words: (
        f"<!doctype html><html><body><p>Boats</p>{before}{words}{after}</body></html>".encode()
    )


def html_split(words: str) -> bytes:
    return html("<p>", "</p>")("<b>" + "</b><i></i><b>".join(words) + "</b>")


def data_url(words: str) -> bytes:
    packed = base64.b64encode(png_text(words)).decode()
    return f'<html><body><img src="data:image/png;base64,{packed}"></body></html>'.encode()


def svg(before: str, after: str) -> Make:
    return lambda words: (
        f'<svg xmlns="http://www.w3.org/2000/svg">{before}{words}{after}<rect width="4" height="4"/></svg>'.encode()
    )


def svg_letters(words: str) -> bytes:
    return svg("<text>", "</text>")("".join(f"<tspan x='1'>{letter}</tspan>" for letter in words))


def warc(header: str = "", body: bytes = b"<p>Boats</p>", encoding: str = "") -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{encoding}\r\n".encode() + body
    record = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n{header}"
    return record.encode() + f"Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"


def wacz(words: str) -> bytes:
    return zipped(
        {
            "archive/data.warc.gz": gzip.compress(warc(f"X-Note: {words}\r\n"), mtime=0),
            "datapackage.json": b"{}",
        }
    )


def warc_gzip(words: str) -> bytes:
    return warc("", gzip.compress(f"<p>{words}</p>".encode(), mtime=0), "Content-Encoding: gzip\r\n")


# Archives


def zipped(members: dict[str, bytes], comment: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        archive.comment = comment
    return file.getvalue()


def zip_comment(words: str) -> bytes:
    return zipped({"a.txt": b"boats"}, words.encode())


def zip_member_comment(words: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        member = zipfile.ZipInfo("a.txt")
        member.comment = words.encode("utf-16-le")
        archive.writestr(member, b"boats")
    return file.getvalue()


def zip_extra(words: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        member = zipfile.ZipInfo("a.txt")
        note = words.encode()
        member.extra = struct.pack("<HH", 0x7777, len(note)) + note
        archive.writestr(member, b"boats")
    return file.getvalue()


def zip_name(words: str) -> bytes:
    return zipped({f"boats/{words}.txt": b"boats"})


def zip_prepended(words: str) -> bytes:
    return f"#!/bin/sh\n# {words}\n".encode() + zipped({"a.txt": b"boats"})


def zip_deleted(words: str) -> bytes:
    """The list of the archive forgets its second file, whose bytes are still there."""
    both = zipped({"a.txt": b"boats", "b.txt": words.encode() * 3})
    only = zipped({"a.txt": b"boats"})
    middle = both[: both.index(b"PK\x01\x02")]
    listed = bytearray(only[only.index(b"PK\x01\x02") :])
    end = listed.index(b"PK\x05\x06")
    listed[end + 16 : end + 20] = struct.pack("<I", len(middle))
    return middle + bytes(listed)


def nested(words: str) -> bytes:
    inner = zipped({"deep.txt": words.encode()})
    return zipped({"a.tar.gz": gzip.compress(tarred("b.zip", inner), mtime=0)})


def tarred(name: str, data: bytes, **more: Any) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        for field, value in more.items():
            setattr(member, field, value)
        archive.addfile(member, io.BytesIO(data))
    return file.getvalue()


def gzip_name(words: str) -> bytes:
    file = io.BytesIO()
    with gzip.GzipFile(words, "wb", fileobj=file, mtime=0) as packed:
        packed.write(b"boats")
    return file.getvalue()


# Office


@cache
def docx(part: str = "") -> dict[str, bytes]:
    import docx as library

    file = io.BytesIO()
    document = library.Document()
    document.add_paragraph("Boats and nets")
    document.save(file)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist() if "thumbnail" not in name}


def docx_body(before: str, after: str) -> Make:
    def make(words: str) -> bytes:
        parts = dict(docx())
        body = parts["word/document.xml"]
        parts["word/document.xml"] = body.replace(
            b"</w:body>", f"<w:p>{before}{words}{after}</w:p></w:body>".encode(), 1
        )
        return zipped(parts)

    return make


def docx_runs(words: str) -> bytes:
    return docx_body("", "")("".join(f"<w:r><w:t>{letter}</w:t></w:r>" for letter in words))


def docx_part(name: str, before: str, after: str) -> Make:
    return lambda words: zipped(
        dict(docx()) | {name: f"<?xml version='1.0'?><a>{before}{words}{after}</a>".encode()}
    )


def docx_thumbnail(words: str) -> bytes:
    return zipped(dict(docx()) | {"docProps/thumbnail.jpeg": jpeg_comment(words)})


def docx_embedded(words: str) -> bytes:
    return zipped(dict(docx()) | {"word/embeddings/sheet.xlsx": xlsx(hidden=True)(words)})


def xlsx(*, hidden: bool = False, comment: bool = False) -> Make:
    def make(words: str) -> bytes:
        import openpyxl
        from openpyxl.comments import Comment

        book = openpyxl.Workbook()
        sheet = book.active
        sheet["A1"] = "Boats"
        if hidden:
            other = book.create_sheet("Nets")
            other.sheet_state = "hidden"
            other["B2"] = words
        if comment:
            sheet["A1"].comment = Comment(words, "Reviewer")
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    return make


def pptx_notes(words: str) -> bytes:
    split = "</a:t></a:r><a:r><a:t>".join((words[:5], words[5:]))
    slide = f"<p:notes><a:p><a:r><a:t>{split}</a:t></a:r></a:p></p:notes>"
    return zipped({"[Content_Types].xml": b"<Types/>", "ppt/notesSlides/notesSlide1.xml": slide.encode()})


def odt(words: str) -> bytes:
    deleted = (
        f"<text:changed-region><text:deletion><text:p>{words}</text:p></text:deletion></text:changed-region>"
    )
    return zipped(
        {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": f"<a>{deleted}</a>".encode()}
    )


def ole(words: str) -> bytes:
    """A compound file of one stream, by our own hand: header, one sector of FAT, one of directory, then the stream."""
    stream = words.encode("utf-16-le") + b"\0" * 64
    stream += b"\0" * (4096 - len(stream))
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 10), 0xFFFFFFFE]
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504)
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIIII", header, 40, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    header[80:512] = b"\xff" * 432
    struct.pack_into("<I", header, 76, 0)
    entries = _ole_entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + _ole_entry(
        "WordDocument", 2, 0xFFFFFFFF, 2, 4096
    )
    table = struct.pack(f"<{len(fat)}I", *fat)
    return (
        bytes(header) + table + b"\xff" * (512 - len(table)) + entries + b"\0" * (512 - len(entries)) + stream
    )


def _ole_entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    entry = bytearray(128)
    raw = name.encode("utf-16-le") + b"\0\0"
    entry[: len(raw)] = raw
    struct.pack_into("<HBBIII", entry, 64, len(raw), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    struct.pack_into("<IQ", entry, 116, start, size)
    return bytes(entry)


# PDF


def pdf_text(words: str, *, colour: str = "0 g", at: str = "20 700", more: str = "", pages: int = 1) -> bytes:
    import fpdf

    document = fpdf.FPDF()
    document.set_compression(True)
    for _ in range(pages):
        document.add_page()
        document.set_font("Helvetica", size=11)
        document.write(text="Boats and nets")
        if words:
            document.set_text_color(255, 255, 255)
            document.write(text=f" {words}")
    return bytes(document.output())


def pdf_info(words: str) -> bytes:
    import fpdf

    document = fpdf.FPDF()
    document.add_page()
    document.set_author(words)
    return bytes(document.output())


def pdf_by_pikepdf(change: Callable[[Any, Any, str], None]) -> Make:
    def make(words: str) -> bytes:
        import pikepdf

        document = pikepdf.new()
        document.add_blank_page(page_size=(200, 200))
        change(pikepdf, document, words)
        file = io.BytesIO()
        document.save(file, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return file.getvalue()

    return make


def _xmp(pikepdf: Any, document: Any, words: str) -> None:
    document.Root.Metadata = pikepdf.Stream(
        document,
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><dc:creator>{words}</dc:creator></rdf:RDF></x:xmpmeta>'.encode(),
    )


def _attachment(pikepdf: Any, document: Any, words: str) -> None:
    document.attachments["boats.txt"] = pikepdf.AttachedFileSpec(
        document, f"It was {words}".encode(), filename="boats.txt"
    )


def _annotation(pikepdf: Any, document: Any, words: str) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents=words
    )
    document.pages[0].Annots = pikepdf.Array([document.make_indirect(note)])


def _form(pikepdf: Any, document: Any, words: str) -> None:
    field = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="who", V=words)
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[document.make_indirect(field)])


def _outline(pikepdf: Any, document: Any, words: str) -> None:
    with document.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(words, 0))


def _script(pikepdf: Any, document: Any, words: str) -> None:
    code = "var who = '" + "".join(f"\\x{ord(letter):02x}" for letter in words) + "';"
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.Stream(document, code.encode())
    )


def _font_name(pikepdf: Any, document: Any, words: str) -> None:
    name = pikepdf.Name("/ABCDEF+" + words.replace(" ", "-"))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=name)
    document.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font)))


def _layer(pikepdf: Any, document: Any, words: str) -> None:
    layer = pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=words)
    document.Root.OCProperties = pikepdf.Dictionary(OCGs=[document.make_indirect(layer)])


def _kerned(pikepdf: Any, document: Any, words: str) -> None:
    shown = "".join(f"({letter}) -20 " for letter in words)
    document.pages[0].Contents = pikepdf.Stream(document, f"BT /F1 9 Tf 1 1 1 rg [{shown}] TJ ET".encode())


def _alternative(pikepdf: Any, document: Any, words: str) -> None:
    thing = pikepdf.Dictionary(S=pikepdf.Name.Figure, Alt=words)
    document.Root.StructTreeRoot = pikepdf.Dictionary(K=document.make_indirect(thing))


def _taken_out(pikepdf: Any, document: Any, words: str) -> None:
    """A page that is in the file, and in no list of pages."""
    with pikepdf.open(io.BytesIO(pdf_text(words))) as other:
        page = document.copy_foreign(other.pages[0].obj)
        document.Root.Forsaken = document.make_indirect(page)


def pdf_revision(words: str) -> bytes:
    """What was written first, and something else on top of it."""
    first = pdf_text(words)
    start = first.rindex(b"startxref")
    before = int(first[start + 9 :].split()[0])
    number = first.count(b" obj") + 1
    change = b"%d 0 obj\n<</A (boats)>>\nendobj\n" % number
    root = first[first.rindex(b"/Root") :].split()[1]
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d /Root %s 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        number, len(first), number + 1, root, before, len(first) + len(change),
    )  # fmt: skip
    return first + change + table


def pdf_orphan(words: str) -> bytes:
    """An object that nothing points to, packed."""
    packed = zlib.compress(f"BT ({words}) Tj ET".encode())
    head = b"99 0 obj\n<</Length %d /Filter /FlateDecode>>\nstream\n" % len(packed)
    whole = pdf_text("")
    return whole.replace(b"xref\n", head + packed + b"\nendstream\nendobj\nxref\n", 1)


def pdf_behind(words: str) -> bytes:
    return pdf_text("") + f"\n% {words}\n".encode()


def pdf_picture(words: str) -> bytes:
    import img2pdf

    return bytes(img2pdf.convert(jpeg_comment(words)))


def pdf_protected(words: str) -> bytes:
    import pikepdf

    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_info(words))) as document:
        document.save(file, encryption=pikepdf.Encryption(owner="lantern", user=""))
    return file.getvalue()


# Pictures


@cache
def picture() -> Any:
    import PIL.Image

    return PIL.Image.radial_gradient("L").resize((120, 90)).convert("RGB")


def saved(form: str, **more: Any) -> bytes:
    file = io.BytesIO()
    picture().save(file, form, **more)
    return file.getvalue()


def exif(tag: int, words: Any, *, directory: int | None = None) -> bytes:
    import PIL.Image

    tags = PIL.Image.Exif()
    (tags if directory is None else tags.get_ifd(directory))[tag] = words
    return tags.tobytes()


def gps(latitude: float, longitude: float) -> bytes:
    import PIL.Image

    def parts(value: float) -> tuple[float, float, float]:
        degrees, rest = divmod(abs(value) * 3600, 3600)
        minutes, seconds = divmod(rest, 60)
        return degrees, minutes, round(seconds, 3)

    tags = PIL.Image.Exif()
    place = tags.get_ifd(0x8825)
    place[1], place[2] = "N" if latitude >= 0 else "S", parts(latitude)
    place[3], place[4] = "E" if longitude >= 0 else "W", parts(longitude)
    return tags.tobytes()


def where(words: str) -> tuple[float, float]:
    """The protected place, or one far from it."""
    return (LATITUDE, LONGITUDE) if words != HARMLESS else (-12.25, 31.5)


def jpeg_comment(words: str) -> bytes:
    return saved("JPEG", comment=words.encode())


def jpeg_maker_note(words: str) -> bytes:
    return saved("JPEG", exif=exif(0x927C, b"MAKER\0\1\2" + words.encode() + b"\0", directory=0x8769))


def jpeg_iptc(words: str) -> bytes:
    data = b"\x1c\x02\x50" + struct.pack(">H", len(words.encode("utf-8"))) + words.encode("utf-8")
    block = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(data)) + data
    plain_jpeg = saved("JPEG")
    return plain_jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + plain_jpeg[2:]


def jpeg_thumbnail(words: str) -> bytes:
    """A thumbnail with a comment of its own, as the second directory of EXIF points to it."""
    small = jpeg_comment(words)
    entries = struct.pack("<HHII", 0x0201, 4, 1, 50) + struct.pack("<HHII", 0x0202, 4, 1, len(small))
    head = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 0) + struct.pack("<I", 14)
    block = (
        b"Exif\0\0" + (head + struct.pack("<H", 2) + entries + struct.pack("<I", 0)).ljust(50, b"\0") + small
    )
    plain_jpeg = saved("JPEG")
    return plain_jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + plain_jpeg[2:]


def jpeg_behind(words: str) -> bytes:
    return saved("JPEG") + zipped({"a.txt": words.encode()})


def jpeg_xmp(words: str) -> bytes:
    return saved("JPEG", xmp=f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a b="{words}"/></x:xmpmeta>'.encode())


def png_info(key: str, *, packed: bool, international: bool = False) -> Make:
    def make(words: str) -> bytes:
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        if international:
            info.add_itxt(key, words, zip=packed)
        else:
            info.add_text(key, words, zip=packed)
        return saved("PNG", pnginfo=info)

    return make


def png_text(words: str) -> bytes:
    return png_info("Comment", packed=True)(words)


def heic_second(words: str) -> bytes:
    import pillow_heif

    file = pillow_heif.from_pillow(picture())
    file.add_from_pillow(picture())
    file[1].info["exif"] = gps(*where(words))
    kept = io.BytesIO()
    file.save(kept, save_all=True)
    return kept.getvalue()


def gif_comment(words: str) -> bytes:
    return saved("GIF", comment=words.encode())


def qr(words: str) -> bytes:
    import segno

    file = io.BytesIO()
    segno.make(words, micro=False).save(file, kind="png", scale=4)
    return file.getvalue()


def barcode(words: str) -> bytes:
    import PIL.Image
    import zxingcpp

    code = zxingcpp.create_barcode(words, zxingcpp.BarcodeFormat.Code128)
    file = io.BytesIO()
    PIL.Image.fromarray(code.to_image(scale=3)).save(file, "PNG")
    return file.getvalue()


def qr_in_pdf(words: str) -> bytes:
    """Drawn as areas, not as a picture."""
    import fpdf
    import segno

    document = fpdf.FPDF()
    document.add_page()
    for y, row in enumerate(segno.make(words, micro=False).matrix):
        for x, dark in enumerate(row):
            if dark:
                document.rect(20 + 2 * x, 20 + 2 * y, 2, 2, style="F")
    return bytes(document.output())


# Sound and film


@cache
def tone() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"".join(struct.pack("<h", (index * 37) % 4000) for index in range(4000)))
    return file.getvalue()


def recorded(form: str, codec: str, *, film: bool = False) -> Make:
    """Written by FFmpeg with a tag."""

    def make(words: str) -> bytes:
        import av
        import numpy as np

        file = io.BytesIO()
        with av.open(file, "w", format=form) as container:
            container.metadata["title" if form != "mp4" else "comment"] = words
            if film:
                stream = container.add_stream(codec, rate=5)
                stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
                for _ in range(3):
                    frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), dtype=np.uint8), format="rgb24")
                    container.mux(stream.encode(frame))
            else:
                stream = container.add_stream(codec, rate=48000)
                stream.layout = "mono"
                kind = {"pcm_s16le": "s16", "flac": "s16"}.get(codec, "fltp")
                for index in range(4):
                    frame = av.AudioFrame(format=kind, layout="mono", samples=960)
                    frame.planes[0].update(bytes(frame.planes[0].buffer_size))
                    frame.rate, frame.pts = 48000, index * 960
                    container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return file.getvalue()

    return make


def id3_compressed(words: str) -> bytes:
    """A frame of ID3v2.4 that is packed."""
    frame = zlib.compress(b"\x03" + words.encode() + b" " * 40)
    size = struct.pack(">I", len(frame) + 4)
    body = b"TPE1" + size + b"\0\x09" + struct.pack(">I", len(words.encode()) + 41) + frame
    return b"ID3\x04\0\0" + _syncsafe(len(body)) + body + recorded("mp3", "libmp3lame")("")[45:]


def _syncsafe(number: int) -> bytes:
    return bytes((number >> shift) & 0x7F for shift in (21, 14, 7, 0))


def flac_cover(words: str) -> bytes:
    import mutagen.flac

    file = io.BytesIO(recorded("flac", "flac")(HARMLESS))
    tagged = mutagen.flac.FLAC(file)
    tagged.clear_pictures()
    cover = mutagen.flac.Picture()
    cover.data, cover.mime = png_text(words), "image/png"
    tagged.add_picture(cover)
    file.seek(0)
    tagged.save(file)
    return file.getvalue()


def mp4_place(words: str) -> bytes:
    latitude, longitude = where(words)
    place = f"{latitude:+09.5f}{longitude:+010.5f}/".encode()
    box = struct.pack(">HH", len(place), 0x15C7) + place
    inner = struct.pack(">I", len(box) + 8) + b"\xa9xyz" + box
    udta = struct.pack(">I", len(inner) + 8) + b"udta" + inner
    return recorded("mp4", "mpeg4", film=True)(HARMLESS) + udta


# Mail, databases, fonts


def mail(
    *, subject: str = "Boats", body: str = "Nets", html: str = "", file: tuple[str, bytes] | None = None
) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@lantern.example", "b@lantern.example", subject
    message.set_content(body, cte="base64")
    if html:
        message.add_alternative(html, subtype="html", cte="quoted-printable")
    if file:
        message.add_attachment(file[1], maintype="application", subtype="octet-stream", filename=file[0])
    return bytes(message)


def mailbox(words: str) -> bytes:
    return b"".join(
        b"From a@lantern.example Mon Nov 23 10:00:00 2026\n" + mail(body=each) + b"\n"
        for each in ("Nets", words)
    )


def sqlite(words: str, *, deleted: bool = False, long: bool = False) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        base = sqlite3.connect(path)
        base.execute("PRAGMA page_size=1024")
        base.execute("CREATE TABLE boats (name TEXT)")
        base.execute("INSERT INTO boats VALUES (?)", ("x" * 950 * long + words,))
        if deleted:
            base.execute("PRAGMA secure_delete=0")
            base.execute("DELETE FROM boats")
        base.commit()
        base.close()
        return path.read_bytes()


def font(words: str, *, web: bool = False) -> bytes:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    made = FontBuilder(1000)
    made.setupGlyphOrder([".notdef"])
    made.setupCharacterMap({})
    made.setupGlyf({".notdef": Glyph()})
    made.setupHorizontalMetrics({".notdef": (0, 0)})
    made.setupHorizontalHeader()
    made.setupNameTable({"familyName": words, "styleName": "Regular"})
    made.setupPost()
    file = io.BytesIO()
    made.font.flavor = "woff" if web else None
    made.font.recalcTimestamp = False
    made.save(file)
    return file.getvalue()


def pem(words: str) -> bytes:
    body = b"\x0c" + bytes([len(words)]) + words.encode() + bytes(range(150))
    der = b"\x30\x81" + bytes([len(body)]) + body
    return b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(der) + b"-----END CERTIFICATE-----\n"


def _text_plants() -> Iterator[Plant]:
    yield Plant("text in UTF-8", "a.txt", text("utf-8"))
    yield Plant("Uyghur script in UTF-16", "b.txt", text("utf-16"), ARABIC)
    yield Plant("UTF-16 without a mark", "c.txt", text("utf-16-be"))
    yield Plant("Cyrillic in Windows-1251", "d.txt", text("cp1251"), "Зулпикар Аблимит", secret_id="p2")
    yield Plant("Chinese in GB 18030", "e.txt", text("gb18030"), HAN)
    yield Plant("across a line break", "f.txt", broken)
    yield Plant("hyphenated at a line's end", "g.txt", hyphenated)
    yield Plant("with invisible characters", "h.txt", invisible)
    yield Plant("percent signs", "i.log", percent, CYRILLIC)
    yield Plant("entities", "j.html", entities)
    yield Plant("JSON in ASCII", "k.json", json_escapes, ARABIC)
    yield Plant("every letter escaped", "l.json", all_escapes)
    yield Plant("base64", "m.txt", in_base64)
    yield Plant("hexadecimal digits", "n.txt", in_hexadecimal)
    yield Plant("quoted-printable", "o.txt", quoted)
    yield Plant("base64 in percent signs", "p.txt", two_ways)
    yield Plant("two cells of a table", "q.csv", csv_cells)
    yield Plant("RTF", "r.rtf", rtf, ARABIC)
    yield Plant("folded line of a vCard", "s.vcf", vcard)
    yield Plant("an inflected name", "t.txt", plain, "Зулпиқар Аблимитның", "name")
    yield Plant("capitals", "u.txt", plain, NAME.upper())
    yield Plant("letters that look alike", "w.txt", plain, "Zulpiq\u0430r \u0410blimit")
    yield Plant("set backwards", "x.txt", plain, "\u202e" + NAME[::-1] + "\u202c")
    yield Plant("right to left as it is seen", "y.txt", plain, ARABIC[::-1])
    yield Plant(
        "letters that nobody sees",
        "z.txt",
        plain,
        "a" + "".join(chr(0xE0000 + ord(letter)) for letter in NAME),
    )
    yield Plant(
        "bytes as variation selectors",
        "za.txt",
        plain,
        "a" + "".join(chr(0xE0100 + byte - 16) for byte in NAME.encode()),
    )
    yield Plant(
        "escapes of a style sheet",
        "zb.css",
        lambda words: ("a:after{content:'" + "".join(f"\\{ord(each):x} " for each in words) + "'}").encode(),
    )
    yield Plant("base32", "zc.txt", lambda words: b"code: " + base64.b32encode(words.encode()))
    yield Plant(
        "packed and in base64", "zd.txt", lambda words: base64.b64encode(zlib.compress(words.encode() * 3))
    )
    yield Plant(
        "in binary in base64",
        "ze.txt",
        lambda words: base64.b64encode(bytes(range(60)) + words.encode() + b"\xff" * 9),
    )
    yield Plant(
        "capitals of another width",
        "zf.txt",
        plain,
        "".join(chr(ord(each) + 0xFEE0) if each != " " else each for each in NAME),
    )
    yield Plant("last name first", "v.txt", plain, "Ablimit, Zulpiqar")


def _value_plants() -> Iterator[Plant]:
    yield Plant("a telephone number", "a.txt", plain, PHONE, "number", "n1")
    yield Plant("in national form", "b.txt", plain, "(90) 000-12-34", "number", "n1")
    yield Plant("in Arabic digits", "c.txt", plain, "٩٠ ٠٠٠ ١٢ ٣٤", "number", "n1")
    yield Plant(
        "an address of tel:",
        "d.html",
        html('<a href="tel:', '">call</a>'),
        "+998-90-000-12-34",
        "number",
        "n1",
    )
    yield Plant("the number of a paper", "e.txt", plain, "qx4410778b", "number", "n2")
    yield Plant("an address", "f.txt", plain, "17, Lantern street\nflat 4 Mirelford", "address", "a1")
    yield Plant("an account", "g.txt", plain, "ZULPI.LANTERN@MAIL.EXAMPLE", "account", "c1")
    yield Plant("a link", "h.txt", plain, "lantern.example/people/zulpi-7781", "link", "l1")
    yield Plant("a serial number", "i.txt", plain, SERIAL, "serial number", "s1")
    yield Plant(
        "protected words", "j.txt", plain, SENTENCE.upper().replace(" ", "\n", 3), "protected words", "w1"
    )
    yield Plant("decimal degrees", "k.txt", plain, "41.52140, 69.83400", "coordinates", "g1")
    yield Plant("degrees and minutes", "l.txt", plain, "41°31'17\"N 69°50'03\"E", "coordinates", "g1")
    yield Plant("an address of geo:", "m.txt", plain, "geo:41.52137,69.83411;u=35", "coordinates", "g1")
    yield Plant("an Open Location Code", "n.txt", plain, "8JHFGRCM+GJ", "coordinates", "g1")
    yield Plant(
        "coordinates in GeoJSON", "o.json", plain, '"coordinates":[69.83411,41.52137]', "coordinates", "g1"
    )
    of_xmp = "exif:GPSLatitude='41,31.2822N' exif:GPSLongitude='69,50.0466E'"
    yield Plant("coordinates of XMP", "p.xmp", plain, of_xmp, "coordinates", "g1")
    sentence = "$GPGGA,101500,4131.2822,N,06950.0466,E,1,08"
    yield Plant("sentence of a receiver", "q.nmea", plain, sentence, "coordinates", "g1")


def _web_plants() -> Iterator[Plant]:
    yield Plant("a comment in HTML", "a.html", html("<!-- ", " -->"))
    yield Plant("an attribute", "b.html", html('<img alt="', '">'))
    yield Plant("a script", "c.html", html("<script>var a = '", "';</script>"))
    yield Plant("hidden words", "d.html", html('<p style="display:none">', "</p>"))
    yield Plant("letters in elements of their own", "e.html", html_split)
    yield Plant("a picture in a data: address", "f.html", data_url)
    yield Plant("words of an SVG", "g.svg", svg_letters)
    yield Plant("metadata of an SVG", "h.svg", svg("<metadata><dc:creator>", "</dc:creator></metadata>"))
    yield Plant("a header in a WACZ", "i.wacz", wacz, ARABIC)
    yield Plant("a packed answer in a WARC", "j.warc", warc_gzip)
    yield Plant(
        "each record packed",
        "k.warc.gz",
        lambda words: gzip.compress(warc(), mtime=0) + gzip.compress(warc("", words.encode()), mtime=0),
    )


def _archive_plants() -> Iterator[Plant]:
    yield Plant("comment of a zip", "a.zip", zip_comment)
    yield Plant("comment of a file in a zip", "b.zip", zip_member_comment)
    yield Plant("extra field of a zip", "c.zip", zip_extra)
    yield Plant("name in a zip", "d.zip", zip_name, ARABIC)
    yield Plant("before a zip", "e.zip", zip_prepended)
    yield Plant("deleted from the list of a zip", "f.zip", zip_deleted)
    yield Plant("zip in tar in gzip in zip", "g.zip", nested)
    yield Plant("owner in a tar", "h.tar", lambda words: tarred("a.txt", b"boats", uname=words))
    yield Plant("name in a tar, over 100 letters", "i.tar", lambda words: tarred("d/" * 60 + words, b"boats"))
    yield Plant("name in a gzip", "j.gz", gzip_name)
    yield Plant("bzip2", "k.bz2", lambda words: bz2.compress(words.encode()))
    yield Plant("xz", "l.xz", lambda words: lzma.compress(words.encode()))


def _office_plants() -> Iterator[Plant]:
    yield Plant(
        "a tracked deletion in DOCX",
        "a.docx",
        docx_body('<w:del w:author="b"><w:r><w:delText>', "</w:delText></w:r></w:del>"),
    )
    yield Plant(
        "author of a change", "b.docx", docx_body('<w:ins w:author="', '"><w:r><w:t>b</w:t></w:r></w:ins>')
    )
    yield Plant("letters in runs of their own", "c.docx", docx_runs, ARABIC)
    yield Plant(
        "hidden words in DOCX", "d.docx", docx_body("<w:r><w:rPr><w:vanish/></w:rPr><w:t>", "</w:t></w:r>")
    )
    yield Plant(
        "comment in DOCX", "e.docx", docx_part("word/comments.xml", "<w:p><w:r><w:t>", "</w:t></w:r></w:p>")
    )
    yield Plant(
        "own property of DOCX",
        "f.docx",
        docx_part("docProps/custom.xml", '<property name="x"><vt:lpwstr>', "</vt:lpwstr></property>"),
    )
    yield Plant("thumbnail of DOCX", "g.docx", docx_thumbnail)
    yield Plant("hidden sheet embedded in DOCX", "h.docx", docx_embedded)
    yield Plant("hidden sheet", "i.xlsx", xlsx(hidden=True), ARABIC)
    yield Plant("comment in a sheet", "j.xlsx", xlsx(comment=True))
    yield Plant("notes of a slide", "k.pptx", pptx_notes)
    yield Plant("deletion in ODT", "l.odt", odt)
    yield Plant("an older office file", "m.doc", ole)


def _pdf_plants() -> Iterator[Plant]:
    yield Plant("white words in PDF", "a.pdf", pdf_text)
    yield Plant("author of a PDF", "b.pdf", pdf_info, ARABIC)
    ways: tuple[tuple[str, Callable[[Any, Any, str], None], str], ...] = (
        ("XMP in Uyghur script", _xmp, ARABIC), ("attachment", _attachment, NAME), ("annotation", _annotation, NAME),
        ("filled-in form", _form, ARABIC), ("outline", _outline, NAME), ("script", _script, NAME), ("font subset name", _font_name, NAME),
        ("name of a layer", _layer, NAME), ("kerned letters", _kerned, NAME), ("alternative text", _alternative, CYRILLIC),
        ("page taken out", _taken_out, NAME),
    )  # fmt: skip
    for index, (title, change, words) in enumerate(ways):
        yield Plant(f"{title} in PDF", f"c{index}.pdf", pdf_by_pikepdf(change), words)
    yield Plant("old revision of a PDF", "d.pdf", pdf_revision)
    yield Plant("forgotten object of a PDF", "e.pdf", pdf_orphan)
    yield Plant("behind a PDF", "f.pdf", pdf_behind)
    yield Plant("comment of a picture in PDF", "g.pdf", pdf_picture)
    yield Plant("PDF with an owner's password", "h.pdf", pdf_protected)
    yield Plant("drawn code in PDF", "i.pdf", qr_in_pdf)


def _picture_plants() -> Iterator[Plant]:
    yield Plant("comment in JPEG", "a.jpg", jpeg_comment)
    yield Plant("artist in EXIF", "b.jpg", lambda words: saved("JPEG", exif=exif(0x013B, words)))
    yield Plant(
        "Windows author in EXIF",
        "c.jpg",
        lambda words: saved("JPEG", exif=exif(0x9C9D, words.encode("utf-16-le"))),
        ARABIC,
    )
    yield Plant("maker's note", "d.jpg", jpeg_maker_note)
    yield Plant("IPTC", "e.jpg", jpeg_iptc, ARABIC)
    yield Plant("thumbnail in EXIF", "f.jpg", jpeg_thumbnail)
    yield Plant("a zip behind a JPEG", "g.jpg", jpeg_behind)
    yield Plant("XMP in JPEG", "h.jpg", jpeg_xmp)
    yield Plant(
        "GPS in JPEG",
        "i.jpg",
        lambda words: saved("JPEG", exif=gps(*where(words))),
        "here",
        "coordinates",
        "g1",
    )
    yield Plant(
        "camera's serial number",
        "j.jpg",
        lambda words: saved("JPEG", exif=exif(0xA431, words, directory=0x8769)),
        SERIAL,
        "serial number",
        "s1",
    )
    yield Plant("text in PNG", "k.png", png_info("Comment", packed=False))
    yield Plant("packed text in PNG", "l.png", png_info("Comment", packed=True))
    yield Plant(
        "international text in PNG", "m.png", png_info("Title", packed=True, international=True), ARABIC
    )
    yield Plant("EXIF in PNG", "n.png", lambda words: saved("PNG", exif=exif(0x013B, words)))
    yield Plant("GPS in a HEIC's second picture", "o.heic", heic_second, "here", "coordinates", "g1")
    yield Plant("comment in GIF", "p.gif", gif_comment)
    yield Plant("EXIF in WebP", "q.webp", lambda words: saved("WEBP", exif=exif(0x013B, words)))
    yield Plant("description in TIFF", "r.tif", lambda words: saved("TIFF", description=words))
    yield Plant("a QR code", "s.png", qr, ARABIC)
    yield Plant("a bar code", "t.png", barcode)
    yield Plant(
        "profile name", "u.png", lambda words: saved("PNG", icc_profile=b"\0" * 36 + b"acsp" + words.encode())
    )


def _media_plants() -> Iterator[Plant]:
    yield Plant("a voice's tag in OGG", "a.ogg", recorded("ogg", "libopus"), ARABIC)
    yield Plant("ID3", "b.mp3", recorded("mp3", "libmp3lame"), ARABIC)
    yield Plant("packed frame of ID3", "c.mp3", id3_compressed)
    yield Plant("tag of MP4", "d.m4a", recorded("mp4", "aac"), CYRILLIC)
    yield Plant("tag of Matroska", "e.mkv", recorded("matroska", "mpeg4", film=True), ARABIC)
    yield Plant("cover of FLAC", "f.flac", flac_cover)
    yield Plant("tag of WAV", "g.wav", recorded("wav", "pcm_s16le"))
    yield Plant("place in MP4", "h.mp4", mp4_place, "here", "coordinates", "g1")


def _other_plants() -> Iterator[Plant]:
    yield Plant("subject of a mail", "a.eml", lambda words: mail(subject=words), ARABIC)
    yield Plant("body of a mail", "b.eml", lambda words: mail(body=words), CYRILLIC)
    yield Plant("second body of a mail", "c.eml", lambda words: mail(html=f"<p>{words}</p>"), ARABIC)
    yield Plant(
        "attachment of a mail", "d.eml", lambda words: mail(file=("a.zip", zipped({"a.txt": words.encode()})))
    )
    yield Plant("name of an attachment", "e.eml", lambda words: mail(file=(f"{words}.bin", b"boats")), ARABIC)
    yield Plant("second mail of a mailbox", "f.mbox", mailbox)
    yield Plant("a row of SQLite", "g.db", sqlite, ARABIC)
    yield Plant("a deleted row", "h.db", lambda words: sqlite(words, deleted=True))
    yield Plant("a row across pages", "i.db", lambda words: sqlite(words, long=True))
    yield Plant("name of a font", "j.ttf", font, ARABIC)
    yield Plant("certificate in PEM", "l.pem", pem)
    yield Plant("zlib", "m.z", lambda words: zlib.compress(words.encode() * 3))
    yield Plant("name of a web font", "k.woff", lambda words: font(words, web=True))


PLANTS: tuple[Plant, ...] = tuple(
    Plant(each.title, f"{group}/{each.file}", each.make, each.words, each.kind, each.secret_id)
    for group, plants in (
        ("texts", _text_plants), ("values", _value_plants), ("web", _web_plants), ("archives", _archive_plants),
        ("office", _office_plants), ("pdf", _pdf_plants), ("pictures", _picture_plants), ("media", _media_plants), ("others", _other_plants),
    )
    for each in plants()
)  # fmt: skip
