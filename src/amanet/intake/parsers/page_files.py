"""What came with a saved page: the other members of its zip, the other parts of its MHTML, the pictures inside it.

Each gives one `Surroundings`: the pages to be read, and the files around them. A reference is resolved as a browser would,
inside the archive and nowhere else; one that leads to nothing is attached as missing.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO, Final, cast
from urllib.parse import unquote, unquote_to_bytes
from zipfile import ZipFile, ZipInfo

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.archives import open_archive
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.decoding import LARGEST_TEXT
from amanet.intake.parsers.markup import Page
from amanet.intake.parsers.mime import Message, Part, find_parts
from amanet.intake.parsers.mime_bodies import body_pieces
from amanet.intake.parsers.mime_headers import decode_words
from amanet.intake.parsers.parsing import Inside
from amanet.intake.parsers.room import Room
from amanet.intake.parsers.spans import gather, opener, size_of
from amanet.intake.parsers.zip_members import files_of, stream_of, whole_of
from amanet.record.reading import Attached

__all__ = ["Surroundings", "archive_around", "message_around", "nothing_around"]

_LARGEST_FILE = 4 << 30
_PAGES: Final = (".html", ".htm", ".xhtml", ".xht", ".shtml")
_MESSAGES: Final = (".mht", ".mhtml")
_MOST_PAGES = 100
_DATA_URI = re.compile(r"data:([^,;]{0,100})((?:;[^,;]{0,100}){0,8}),", re.IGNORECASE)


@dataclass(frozen=True)
class _File:
    """A file beside the page. `names` are what a page may call it by."""

    name: str
    media_type: str | None
    open: Callable[[], BinaryIO] = field(repr=False)
    details: Mapping[str, JSON] = field(default_factory=dict)


@dataclass
class Surroundings:
    """`pages` are name, bytes and the charset they were sent with; `files` by every name a page may call them by."""

    pages: list[tuple[str, bytes, str | None]]
    files: dict[str, _File] = field(default_factory=dict)
    facts: dict[str, JSON] = field(default_factory=dict)
    oddities: tuple[tuple[str, str], ...] = ()
    _seen: set[str] = field(default_factory=set)
    _used: set[int] = field(default_factory=set)

    def attach(
        self, composer: Composer, room: Room, page: Page, name: str, *, last: bool
    ) -> Iterator[Inside]:
        """The files of this page; after the last page, those that none spoke of too."""
        composer.details.update(self.facts)
        for uri in page.embedded:
            yield from _attach_embedded(composer, room, uri)
        for address in page.local:
            yield from self._attach_called(composer, room, address, name)
        if last:
            for where, what in self.oddities:
                composer.oddity(where, what)
            for file in self.files.values():
                yield from self._attach(composer, room, file, referenced=False)

    def _attach_called(self, composer: Composer, room: Room, address: str, page: str) -> Iterator[Inside]:
        file = self.files.get(address) or self.files.get(resolve(address, page))
        if file is not None:
            yield from self._attach(composer, room, file, referenced=True)
        elif address not in self._seen:
            self._seen.add(address)
            room.take_attached()
            composer.attach(Attached(unquote(address) or "?", missing=True))

    def _attach(self, composer: Composer, room: Room, file: _File, *, referenced: bool) -> Iterator[Inside]:
        if id(file) in self._used:
            return
        self._used.add(id(file))
        room.take_attached()
        details = {**file.details, "referenced": referenced}
        yield Inside(composer.attach(Attached(file.name, file.media_type, details=details)), file.open)


def nothing_around(data: bytes) -> Surroundings:
    return Surroundings([("", data, None)])


def archive_around(file: BinaryIO) -> Surroundings:
    """A zip: the pages that lie highest in it are read; everything else is a file. Raises `BadData`."""
    archive = open_archive(file)
    members = files_of(archive)
    pages = _pages_of(members)
    if not pages:
        raise BadData("No web page lies in this archive. Unpack it yourself and add what is in it.")
    if len(pages) > _MOST_PAGES:
        raise BadData(
            f"This archive holds {len(pages)} web pages side by side, more than the {_MOST_PAGES} of one reading. "
            "The item is kept as it is; unpack it and add the pages."
        )
    around = Surroundings([])
    left = LARGEST_TEXT
    for member in pages:
        data = whole_of(archive, member, left)
        left -= len(data)
        around.pages.append((member.filename, data, None))
    for member in members:
        if member not in pages:
            around.files.setdefault(member.filename, _member(archive, member))
    return around


def _pages_of(members: list[ZipInfo]) -> list[ZipInfo]:
    """Frames lie in the folder of their page, so deeper."""
    pages = [member for member in members if member.filename.lower().endswith(_PAGES)]
    highest = min((_depth(member) for member in pages), default=0)
    return [member for member in pages if _depth(member) == highest]


def _depth(member: ZipInfo) -> int:
    return (
        member.filename.count("/")
        + member.filename.count("_files/")
        + member.filename.startswith("__MACOSX/")
    )


def _member(archive: ZipFile, member: ZipInfo) -> _File:
    return _File(member.filename or "?", None, lambda: stream_of(archive, member))


def message_around(file: BinaryIO) -> Surroundings:
    """MHTML (RFC 2557): the first HTML part, or the one that `start` names, is the page."""
    message = find_parts(file, 0, size_of(file))
    root = _root_of(message)
    if root is None:
        raise BadData(
            "No web page lies in this MHTML file: it was cut, or is something else. It is kept as it is."
        )
    data = gather(body_pieces(file, root), LARGEST_TEXT)
    if data is None:
        raise BadData(
            f"The page in this MHTML file is over {LARGEST_TEXT >> 20} MiB. The item is kept as it is."
        )
    page = ("", data, root.parameters.get("charset"))
    around = Surroundings([page], facts=_message_facts(message, root), oddities=message.oddities)
    for part in message.parts:
        if part is not root:
            _add_part(around, file, part)
    return around


def _root_of(message: Message) -> Part | None:
    start = message.parameters.get("start")
    pages = [part for part in message.parts if part.media_type in ("text/html", "application/xhtml+xml")]
    named = (part for part in pages if start and _header(part, "content-id") == start)
    return next(named, pages[0] if pages else None)


def _message_facts(message: Message, root: Part) -> dict[str, JSON]:
    facts: dict[str, JSON] = {}
    location = message.headers.words("snapshot-content-location") or root.headers.words("content-location")
    saved = {
        "by": message.headers.words("from"),
        "from": location,
        "at": message.headers.words("date"),
        "subject": message.headers.words("subject"),
    }
    told: Mapping[str, JSON] = {name: words.text[:2000] for name, words in saved.items() if words}
    if told:
        facts["saved"] = told
    return facts


def _add_part(around: Surroundings, file: BinaryIO, part: Part) -> None:
    location, identity = _header(part, "content-location"), _header(part, "content-id")
    details: dict[str, JSON] = {"part": part.number}
    if location:
        details["location"] = location
    name = posixpath.basename(location.split("?")[0]) or f"part {part.number}"
    found = _File(name, part.media_type, opener(lambda: body_pieces(file, part), _LARGEST_FILE), details)
    names = [location, resolve(location, ""), f"cid:{identity.strip('<>')}" if identity else ""]
    keys = [each for each in names if each] or [f"part {part.number}"]
    for key in keys:
        around.files.setdefault(key, found)


def _header(part: Part, name: str) -> str:
    raw = part.headers.raw(name)
    return "" if raw is None else decode_words(raw[:4000]).text.strip()


def _attach_embedded(composer: Composer, room: Room, uri: str) -> Iterator[Inside]:
    """A data URI (RFC 2397) is a file inside the page."""
    found = _DATA_URI.match(uri)
    if found is None:
        return
    room.take_attached()
    media_type = found[1].strip().lower() or "text/plain"
    place = composer.attach(Attached("embedded", media_type, details={"embedded": True}))
    is_base64 = ";base64" in found[2].lower()
    yield Inside(place, lambda: _embedded(uri[found.end() :], is_base64))


def _embedded(content: str, is_base64: bool) -> BinaryIO:
    import binascii

    data = unquote_to_bytes(content)
    if is_base64:
        data = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        data = data[:-1] if len(data) % 4 == 1 else data
        data = binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    return cast(BinaryIO, BytesIO(data))


def resolve(address: str, page: str) -> str:
    """Where a relative address leads to, from the page's place; `..` above the archive leads nowhere else but its top."""
    path = unquote(address.split("#")[0].split("?")[0]).replace("\\", "/")
    base = "" if path.startswith("/") else posixpath.dirname(page)
    parts: list[str] = []
    for part in f"{base}/{path}".split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
