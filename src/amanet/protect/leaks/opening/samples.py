"""Small files of our own, one of each family: opening them loads whatever a library loads when it is first used."""

import codecs
import gzip
import io
import tarfile
import wave
import zipfile
from collections.abc import Iterator
from typing import Any, Final

__all__ = ["all_samples"]

_PDF: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 45>>stream\nBT /F 9 Tf (Amanet) Tj ET 0 0 4 4 re 1 1 4 4 re\nendstream endobj "
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF\n"
)
_MAIL: Final = b"From: a@b.example\nSubject: =?utf-8?b?YQ==?=\nMIME-Version: 1.0\nContent-Type: text/html; charset=koi8-r\n\n<p>a &amp; b</p>\n"
_WARC: Final = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n\r\n\r\n"
_ENCODINGS: Final = (
    "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256",
    "koi8-r", "koi8-u", "cp437", "cp866", "cp1250", "mac-cyrillic", "mac-roman", "gb18030", "gb2312", "gbk", "big5", "euc-kr", "euc-jp", "shift-jis",
    "iso-2022-jp", "iso-8859-1", "iso-8859-2", "iso-8859-5", "iso-8859-6", "iso-8859-9", "iso-8859-15", "kz1048", "punycode", "idna",
)  # fmt: skip


def all_samples() -> Iterator[tuple[str, bytes]]:
    yield "a.txt", b"caf\xe9 %41%42 &amp; \\u0041 =41=42 YW1hbmV0IHRha2VzIGNhcmU= xn--caf-dma"
    for name in _ENCODINGS:
        told = "a".encode(name)
        if name not in ("punycode", "idna"):
            codecs.getincrementaldecoder(name)("replace").decode(told, True)
    yield "a.pdf", _PDF
    yield "a.eml", _MAIL
    yield "a.warc", _WARC
    yield "a.zip", _zip()
    yield "a.tar", _tar()
    yield "a.gz", gzip.compress(b"words")
    yield "a.wav", _wave()
    yield "a.ttf", _font()
    yield from _pictures()


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
            archive.writestr(f"{method}.xml", b"<a>b</a>", compress_type=method)
    return file.getvalue()


def _tar() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"))
    return file.getvalue()


def _font() -> bytes:
    from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]

    font = FontBuilder(1000)
    font.setupGlyphOrder([".notdef"])
    font.setupCharacterMap({})
    font.setupGlyf({".notdef": _no_outline()})
    font.setupHorizontalMetrics({".notdef": (0, 0)})
    font.setupHorizontalHeader()
    font.setupNameTable({"familyName": "a"})
    font.setupPost()
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def _no_outline() -> Any:
    from fontTools.ttLib.tables._g_l_y_f import Glyph  # type: ignore[import-untyped]

    return Glyph()


def _wave() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\1\0\0\2" * 8000)
    return file.getvalue()


def _pictures() -> Iterator[tuple[str, bytes]]:
    import PIL.Image
    import pillow_heif

    pillow_heif.register_heif_opener()
    picture = PIL.Image.linear_gradient("L").resize((64, 64))
    for form in ("JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP", "AVIF", "JPEG2000", "HEIF"):
        kept = io.BytesIO()
        picture.convert("RGB").save(kept, form)
        yield f"a.{form.lower()}", kept.getvalue()
