"""Which kinds of files there are, and how each is known: by its bytes, never by its name alone.

A file may be of two kinds at once, made so to be read as the harmless one; it is opened as each. What begins like nothing here, and is no text, is
not supported, and blocks.
"""

from collections.abc import Callable
from typing import Final

from amanet.protect.leaks.opening import (
    archives,
    mails,
    markup,
    media,
    others,
    pdf,
    pictures,
    texts,
    web_archives,
)
from amanet.protect.leaks.opening.blob import Blob
from amanet.protect.leaks.opening.kind import Kind

__all__ = ["has_known_start", "kinds_of"]

_ZIP: Final = Kind("zip", archives.open_zip)
_ZLIB: Final = Kind("zlib", archives.open_zlib, in_memory=True)
_TAR: Final = Kind("tar", archives.open_tar, reads_once=True)
_PDF: Final = Kind("PDF", pdf.open_pdf, in_memory=True)
_JPEG: Final = Kind("JPEG picture", pictures.open_jpeg, in_memory=True)
_HEIF: Final = Kind("HEIF picture", pictures.open_other_picture, in_memory=True)
_AVIF: Final = Kind("AVIF picture", pictures.open_other_picture, in_memory=True)
_MEDIA: Final = Kind("recording", media.open_media)
_FONT: Final = Kind("font", others.open_font, in_memory=True)
_RTF: Final = Kind("RTF", texts.open_rtf, in_memory=True)
_MARKUP: Final = Kind("markup", markup.open_markup, is_plain=True, in_memory=True)
_MAIL: Final = Kind("mail", mails.open_mail, in_memory=True)
_MAILBOX: Final = Kind("mailbox", mails.open_mailbox, in_memory=True)
_WARC: Final = Kind("web archive", web_archives.open_warc, reads_once=True)
_TEXT: Final = Kind("text", texts.open_text, is_plain=True, reads_once=True)
_BYTES: Final = Kind("bytes", others.open_bytes, reads_once=True)
_ENCRYPTED: Final = Kind("encrypted", others.open_encrypted, reads_once=True)
_UNSUPPORTED: Final = Kind("not supported", others.open_unsupported, reads_once=True)


def _other(name: str) -> Kind:
    return Kind(name, pictures.open_other_picture, in_memory=True)


_STARTS: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"PK\x03\x04", _ZIP),
    (b"PK\x05\x06", _ZIP),
    (b"\x1f\x8b", Kind("gzip", archives.open_gzip, reads_once=True)),
    (b"BZh", Kind("bzip2", archives.open_packed, reads_once=True)),
    (b"\xfd7zXZ\0", Kind("xz", archives.open_packed, reads_once=True)),
    (b"\xff\xd8\xff", _JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind("PNG picture", pictures.open_png, in_memory=True)),
    (b"GIF87a", Kind("GIF picture", pictures.open_gif, in_memory=True)),
    (b"GIF89a", Kind("GIF picture", pictures.open_gif, in_memory=True)),
    (b"II*\0", _other("TIFF picture")),
    (b"MM\0*", _other("TIFF picture")),
    (b"\0\0\0\x0cjP  \r\n\x87\n", _other("JPEG 2000 picture")),
    (b"\0\0\x01\0", _other("icon")),
    (b"Exif\0\0", Kind("EXIF", others.open_exif, in_memory=True)),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind("OLE2", others.open_ole, in_memory=True)),
    (b"SQLite format 3\0", Kind("SQLite", others.open_sqlite, in_memory=True)),
    (b"\0\x01\0\0\0", _FONT),
    (b"OTTO", _FONT),
    (b"true\0", _FONT),
    (b"ttcf", _FONT),
    (b"wOFF", _FONT),
    (b"WARC/", _WARC),
    (b"{\\rtf", _RTF),
    (b"OggS", _MEDIA),
    (b"fLaC", _MEDIA),
    (b"ID3", _MEDIA),
    (b"\x1aE\xdf\xa3", _MEDIA),
    (b"#!AMR", _MEDIA),
    (b"FLV\x01", _MEDIA),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _MEDIA),
    (b"FORM", _MEDIA),
    (b"caff", _MEDIA),
    (b"\0\0\x01\xba", _MEDIA),
    (b"age-encryption.org/", _ENCRYPTED),
    (b"-----BEGIN AGE ENCRYPTED", _ENCRYPTED),
    (b"-----BEGIN PGP MESSAGE", _ENCRYPTED),
    (b"7z\xbc\xaf\x27\x1c", _UNSUPPORTED),
    (b"Rar!\x1a\x07", _UNSUPPORTED),
    (b"\x28\xb5\x2f\xfd", _UNSUPPORTED),
    (b"wOF2", _UNSUPPORTED),
    (b"%PDF-", _PDF),
    (b"\0\x05\x16\x07", _BYTES),  # AppleDouble
    (b"bplist00", _BYTES),
    (b"MThd", _BYTES),
    (b"\0\0\0\x01Bud1", _BYTES),  # the view of a folder on a Mac
)
_BY_FIRST_BYTE: Final = {
    first: [(start, kind) for start, kind in _STARTS if start[:1] == first]
    for first in {start[:1] for start, _ in _STARTS}
}
_BOXED: Final = {
    b"heic": _HEIF,
    b"heix": _HEIF,
    b"mif1": _HEIF,
    b"msf1": _HEIF,
    b"heim": _HEIF,
    b"heis": _HEIF,
    b"hevc": _HEIF,
    b"avif": _AVIF,
    b"avis": _AVIF,
}
_RIFF: Final = {b"WEBP": _other("WebP picture"), b"WAVE": _MEDIA, b"AVI ": _MEDIA}
_AUDIO_FRAMES: Final = (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa", b"\xff\xf1", b"\xff\xf9")
_LEAST: Final = 8
# What begins a message of CMS (RFC 5652) that is encrypted.
_ENVELOPED: Final = bytes.fromhex("2a864886f70d010703")
# Names of files that hold settings of a printer, in no format that is known, as spreadsheets have them.
_SETTINGS: Final = ("printersettings", ".emf", ".wmf")


def kinds_of(blob: Blob) -> list[Kind]:
    """As what it is opened; nothing where nobody here can. What is empty is text."""
    head = blob.head
    kinds = [kind for kind in (_by_start(head), _by_place(head)) if kind is not None]
    if _ZIP not in kinds and archives.has_zip_end(blob):
        kinds.append(_ZIP)
    if _PDF not in kinds and b"%PDF-" in head[:1024]:
        kinds.append(_PDF)
    return kinds or _without_start(blob, head)


def has_known_start(data: bytes) -> bool:
    """Whether these bytes begin like a file of a kind that is no text."""
    is_known = (_by_start(data) or _by_place(data)) is not None
    return len(data) > _LEAST and (is_known or _is_der(data, len(data)))


def _by_start(head: bytes) -> Kind | None:
    for start, kind in _BY_FIRST_BYTE.get(head[:1], ()):
        if head.startswith(start):
            return kind
    return None


def _by_place(head: bytes) -> Kind | None:
    """Kinds that are known by what stands further on."""
    if head[4:8] == b"ftyp":
        return _BOXED.get(head[8:12], _MEDIA)
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free", b"skip"):
        return _MEDIA
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[257:262] == b"ustar":
        return _TAR
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return _other("BMP picture")
    if archives.is_zlib(head) and head[1] != 0x5E and head[1] != 0x01:
        return _ZLIB
    if head[:2] in _AUDIO_FRAMES and len(head) > 512:
        return _MEDIA
    return None


def _without_start(blob: Blob, head: bytes) -> list[Kind]:
    if texts.is_text(head):
        return [_kind_of_text(head)]
    if _is_der(head, blob.size):
        return [_ENCRYPTED if _ENVELOPED in head[:64] else _BYTES]
    if any(blob.name.lower().endswith(end) or end in blob.name.lower() for end in _SETTINGS):
        return [_BYTES]
    return [_BYTES] if head[36:40] == b"acsp" else []


_KINDS_OF_TEXT: Final[tuple[tuple[Callable[[bytes], bool], Kind], ...]] = (
    (markup.looks_like_markup, _MARKUP),
    (mails.looks_like_mailbox, _MAILBOX),
    (mails.looks_like_mail, _MAIL),
)


def _kind_of_text(head: bytes) -> Kind:
    for looks, kind in _KINDS_OF_TEXT:
        if looks(head):
            return kind
    return _TEXT


def _is_der(head: bytes, size: int | None) -> bool:
    """One value of ASN.1 that is as long as it says, as signatures and time-stamps are."""
    if head[:1] not in (b"\x30", b"\x31") or len(head) < 4 or size is None or head[1] < 0x81:
        return False
    count = head[1] & 0x7F
    return count <= 4 and size == 2 + count + int.from_bytes(head[2 : 2 + count], "big")
