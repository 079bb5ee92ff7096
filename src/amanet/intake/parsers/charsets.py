"""What web pages and mails call their encodings, and bytes read by what the file itself declares.

Labels are read as browsers read them (WHATWG Encoding Standard, section 4.2): `iso-8859-1` is Windows-1252 there, `gb2312`
is GB 18030. Only encodings of that kind are known: a page that declares `unicode_escape` or `punycode`, which Python also
calls encodings, declares nothing.

The order: a byte order mark; what the file declares, if its bytes really are that; UTF-8, which no other text happens to be;
what the user said. Then it is asked for. Nothing is ever decoded by likelihood or with replacements.

>>> from amanet.intake.parsers.parsing import Answers
>>> decode_declared("Айгүл".encode("cp1251", "ignore"), "windows-1251", Answers()).text
'Айгл'
"""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from amanet.intake.parsers.decoding import decode_text
from amanet.intake.parsers.parsing import Answers

__all__ = [
    "CODECS",
    "Decoded",
    "codec_of",
    "declared_encoding",
    "decode_as",
    "decode_declared",
    "decode_page",
]

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_WESTERN: Final = "western"
# By Python's own name for it; where browsers read a superset, that.
_CODECS: Final = {
    **{
        name: name
        for name in (
            "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "big5hkscs", "euc_jp", "iso2022_jp", "cp932",
            "cp949", "iso2022_kr", "hz", "koi8-r", "koi8-u", "koi8-t", "kz1048", "ptcp154", "cp866", "cp437", "cp720", "cp737",
            "cp850", "cp852", "cp855", "cp857", "cp862", "cp864", "cp874", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255",
            "cp1256", "cp1257", "cp1258", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7",
            "iso8859-8", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16", "mac-roman", "mac-cyrillic",
            "mac-arabic", "mac-farsi", "mac-turkish", "mac-latin2", "mac-greek", "johab", "cp1125",
        )
    },
    "utf-8-sig": "utf-8", "ascii": _WESTERN, "iso8859-1": _WESTERN, "cp1252": _WESTERN, "iso8859-9": "cp1254",
    "iso8859-11": "cp874", "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs",
    "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
_ALIASES: Final = {
    "x-sjis": "cp932", "ks_c_5601-1987": "cp949", "x-gbk": "gb18030", "iso-8859-8-i": "iso8859-8",
    "windows-874": "cp874", "x-mac-cyrillic": "mac-cyrillic", "x-mac-ukrainian": "mac-cyrillic",
}  # fmt: skip
# Windows-1252 as browsers have it: its five holes are the control characters of those numbers.
_WESTERN_TABLE = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}
_LONGEST_LABEL = 40
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,500}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w:.+-]{1,40})", re.IGNORECASE
)
_XML_CHARSET = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w:.+-]{1,40})")
_DECLARED_WITHIN = 4096
# Everything that Python may have to load to decode a page or a mail.
CODECS: Final = tuple(sorted({*_CODECS, *_CODECS.values(), "latin-1"} - {_WESTERN}))


@dataclass(frozen=True)
class Decoded:
    """`remark` says, without words of the text, where the file was wrong about itself."""

    text: str
    encoding: str
    remark: str | None = None


def codec_of(label: str | None) -> str | None:
    """Our name for what a file calls its encoding; None for what is none."""
    if not label or len(label) > _LONGEST_LABEL or not label.isascii():
        return None
    wanted = label.strip().lower()
    try:
        return _ALIASES.get(wanted) or _CODECS.get(codecs.lookup(wanted).name)
    except (LookupError, ValueError):
        return None


def decode_as(data: bytes, codec: str) -> str:
    """Raises `UnicodeError` (of which `UnicodeDecodeError` is one kind) where the bytes are something else."""
    if codec == _WESTERN:
        return data.decode("latin-1").translate(_WESTERN_TABLE)
    text = data.decode(codec)
    text.encode("utf-8")  # some codecs let half a surrogate pair through
    return text


def decode_declared(data: bytes, label: str | None, answers: Answers) -> Decoded:
    """Raises `NeedsAnswer` where nobody says what the bytes are, and `BadData` where they are not what the user said."""
    if data.startswith(_MARKS):
        return Decoded(decode_text(data, Answers()), "by its byte order mark")
    codec = codec_of(label)
    if codec is not None:
        try:
            return Decoded(decode_as(data, codec), codec if codec != _WESTERN else "windows-1252")
        except UnicodeError:
            pass
    remark = _remark(label, codec)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", remark if not data.isascii() else None)
    except UnicodeDecodeError:
        return Decoded(decode_text(data, answers), answers.encoding or "utf-8", remark)


def declared_encoding(data: bytes) -> str | None:
    """What the page itself says its encoding is: `<meta charset>`, or the XML declaration. UTF-16 there means UTF-8."""
    found = _META_CHARSET.search(data, 0, _DECLARED_WITHIN) or _XML_CHARSET.match(data.lstrip()[:512])
    if found is None:
        return None
    label = found[1].decode("ascii", "replace")
    return "utf-8" if (codec_of(label) or "").startswith(("utf-16", "utf-32")) else label


def decode_page(data: bytes, sent_as: str | None, answers: Answers) -> Decoded:
    """`sent_as` is the charset that came with the page (HTTP, MIME); it goes before the page's own word."""
    return decode_declared(
        data, sent_as if codec_of(sent_as) else declared_encoding(data) or sent_as, answers
    )


def _remark(label: str | None, codec: str | None) -> str | None:
    if not label:
        return None
    if codec is None:
        return "it declares an encoding that is none"
    return f"it declares {codec.replace(_WESTERN, 'windows-1252')}, which its bytes are not"
