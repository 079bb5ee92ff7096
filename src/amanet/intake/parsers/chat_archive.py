"""The archive that a chat came in, and the files beside it: voice messages, pictures, documents.

A name in a chat is looked up among the names of the members, in the folder of the chat, and nowhere else: exactly as written,
or else in the same Unicode normal form (archives repacked on a Mac hold decomposed names). It is never a path: "../x" is a
name that no member has. Where two members have one name both are tied to the message. Nothing is unpacked here; `Inside.open`
gives a stream when it is asked for.

>>> from amanet.intake.parsers.chat_archive import ChatFiles
>>> files = ChatFiles()  # a chat that came without an archive
>>> files.attach("PTT-20210304-WA0001.opus")
(0,)
>>> files.attached[0].missing
True
"""

import codecs
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import BinaryIO, Final

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.archives import open_archive, open_member
from amanet.intake.parsers.decoding import LARGEST_TEXT, decode_text
from amanet.intake.parsers.parsing import Answers, Inside, NeedsAnswer
from amanet.record.reading import Attached

__all__ = [
    "ChatFiles",
    "beginning_of",
    "chat_bytes",
    "decode_chat",
    "is_archive",
    "media_type_of",
    "member_name",
    "members_at_head",
    "open_archive",
]

_SIGNATURE: Final = b"PK\x03\x04"
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_UTF8_NAME = 0x800
_SNIFFED = 64 << 10
# Loaded now: the process that parses can open no file, not even that of a codec, and zipfile decodes names by the first.
for _codec in ("cp437", "utf-8-sig", "utf-16"):
    codecs.lookup(_codec)

_MEDIA_TYPES: Final = {
    "aac": "audio/aac", "amr": "audio/amr", "m4a": "audio/mp4", "mp3": "audio/mpeg", "oga": "audio/ogg", "ogg": "audio/ogg",
    "opus": "audio/ogg", "wav": "audio/wav", "3gp": "video/3gpp", "mov": "video/quicktime", "mp4": "video/mp4",
    "webm": "video/webm", "gif": "image/gif", "heic": "image/heic", "jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png",
    "webp": "image/webp", "pdf": "application/pdf", "vcf": "text/vcard", "txt": "text/plain",
}  # fmt: skip


class ChatFiles:
    """What messages name and what nobody names, in the order in which it is asked for. Use once."""

    def __init__(self, archive: zipfile.ZipFile | None = None, chat: zipfile.ZipInfo | None = None) -> None:
        self.attached: list[Attached] = []
        self.inside: list[Inside] = []
        self._archive = archive
        self._members: dict[str, list[zipfile.ZipInfo]] = {}
        self._normal: dict[str, str] = {}
        self._places: dict[str, tuple[int, ...]] = {}
        folder = member_name(chat).rpartition("/")[0] if chat else ""
        self._folder = f"{folder}/" if folder else ""
        for member in archive.infolist() if archive else ():
            if not member.filename.endswith("/") and member is not chat:
                self._members.setdefault(member_name(member), []).append(member)
        for name in self._members:
            self._normal.setdefault(unicodedata.normalize("NFC", name), name)

    def holds(self, name: str) -> bool:
        return self._full(name) is not None

    def copies(self, name: str) -> int:
        full = self._full(name)
        return len(self._members[full]) if full else 0

    def attach(
        self, name: str, details: Mapping[str, JSON] | None = None, media_type: str | None = None
    ) -> tuple[int, ...]:
        """The places of the file of that name; of one that is missing where there is none. The same name, the same places."""
        full = self._full(name)
        key = name if full is None else full
        if key not in self._places:
            told = media_type or media_type_of(name)
            members = self._members[full] if full else [None]
            self._places[key] = tuple(self._add(name, told, details or {}, member) for member in members)
        return self._places[key]

    def add_missing(self, name: str, details: Mapping[str, JSON], media_type: str | None = None) -> int:
        """The place of a file that the chat says was left out, and that has no name of its own: always a new one."""
        return self._add(name, media_type, details, None)

    def attach_rest(self, details_of: Callable[[str], Mapping[str, JSON]]) -> list[int]:
        """Attaches what no message named, and returns the places. What a Mac adds to archives is no file of a chat."""
        rest = [name for name in self._members if name not in self._places and not _of_a_mac(name)]
        return [
            self._add(name, media_type_of(name), details_of(name), member)
            for name in rest
            for member in self._members[name]
        ]

    def _full(self, name: str) -> str | None:
        wanted = self._folder + name
        if wanted in self._members:
            return wanted
        return self._normal.get(unicodedata.normalize("NFC", wanted))

    def _add(
        self,
        name: str,
        media_type: str | None,
        details: Mapping[str, JSON],
        member: zipfile.ZipInfo | None,
    ) -> int:
        place = len(self.attached)
        self.attached.append(Attached(name, media_type, member is None, details))
        if member is not None and self._archive is not None:
            self.inside.append(Inside(place, partial(_opened, self._archive, member)))
        return place


def media_type_of(name: str) -> str | None:
    """By the end of the name only, until the file itself is looked at."""
    return _MEDIA_TYPES.get(name.rpartition(".")[2].lower())


def member_name(member: zipfile.ZipInfo) -> str:
    """The name as it was meant: some phones write UTF-8 and do not say so, and zipfile then reads a code page of 1981."""
    if member.flag_bits & _UTF8_NAME or member.filename.isascii():
        return member.filename or "(no name)"
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def _of_a_mac(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] == ".DS_Store"


def _opened(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> BinaryIO:
    try:
        return open_member(archive, member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError) as problem:
        raise BadData("A file inside this archive is damaged. The item is kept as it is.") from problem


def chat_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if member.file_size > LARGEST_TEXT:
        raise BadData(
            f"The chat inside this archive is over {LARGEST_TEXT >> 20} MiB, which no chat is. The item is kept as it is."
        )
    with _opened(archive, member) as stream:
        return stream.read()


def beginning_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Enough to see what it is."""
    with _opened(archive, member) as stream:
        return stream.read(_SNIFFED)


def decode_chat(data: bytes, answers: Answers) -> str:
    """As `decode_text`; a chat in UTF-8 that was cut within its last character is said to be cut."""
    try:
        return decode_text(data, answers)
    except NeedsAnswer as problem:
        if not _ends_within_a_character(data):
            raise
        line = data.count(b"\n") + 1
        raise BadData(
            f"The chat was cut in the middle of a character, in line {line}, its last. Nothing of it was read, and the item is "
            "kept as it is. Export it again; or take that line out of a copy and add the copy."
        ) from problem


def _ends_within_a_character(data: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def is_archive(head: bytes) -> bool:
    return head.startswith(_SIGNATURE)


def members_at_head(head: bytes) -> Iterator[tuple[str, bytes]]:
    """The names of the members whose beginnings lie in `head`, each with the beginning of a text file's content."""
    at = head.find(_SIGNATURE)
    while 0 <= at <= len(head) - _LOCAL.size:
        _, _, _, method, *_, name_length, extra_length = _LOCAL.unpack_from(head, at)
        content = at + _LOCAL.size + name_length + extra_length
        name = head[at + _LOCAL.size : at + _LOCAL.size + name_length].decode("utf-8", "replace")
        yield name, _beginning(head[content:], method) if name.endswith((".txt", ".json", ".md")) else b""
        at = head.find(_SIGNATURE, at + _LOCAL.size)


def _beginning(packed: bytes, method: int) -> bytes:
    if method == zipfile.ZIP_STORED:
        return packed
    if method != zipfile.ZIP_DEFLATED:
        return b""
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, _SNIFFED)
    except zlib.error:
        return b""
