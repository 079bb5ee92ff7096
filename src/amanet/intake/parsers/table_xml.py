"""The parts of an XLSX file (ECMA-376 part 2, a zip archive of XML), read as what a stranger may have made them.

No part declares a document type: Excel refuses that too, and it is where entity bombs live. Nothing is fetched; a target
outside the archive is a word. Elements are given out one by one and forgotten, and a part that goes on for `_MOST_BETWEEN`
bytes without anything we look for is refused, so that memory stays bounded whatever the part holds.
"""

import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from amanet.errors import BadData
from amanet.intake.parsers.archives import open_archive, open_member

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Package", "Relation", "local_name", "open_package"]

_MOST_BETWEEN: Final = 8 << 20
_LARGEST_PART: Final = 1 << 30
_KEPT: Final = "The item is kept as it is."


@dataclass(frozen=True)
class Relation:
    """`kind` is the last word of its type ("worksheet", "comments"); `target` a part's name, or an address outside."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """The parts by name. Names are compared without regard to case (ECMA-376 part 2, section 6.2.2.3)."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = {member.filename.lower(): member for member in archive.infolist()}
        if len(self._members) != len(archive.infolist()):
            raise BadData(
                f"This workbook has two parts of one name; programs would differ in what they show. {_KEPT}"
            )

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def names(self, folder: str) -> list[str]:
        """Parts under a folder, as they are written, in the order of their names."""
        return sorted(
            member.filename
            for name, member in self._members.items()
            if name.startswith(folder) and not member.is_dir()
        )

    def member(self, name: str) -> zipfile.ZipInfo:
        try:
            return self._members[name.lower()]
        except KeyError as problem:
            raise BadData(f"A part of this workbook is missing: it was cut or damaged. {_KEPT}") from problem

    def stream(self, name: str) -> BinaryIO:
        return open_member(self._archive, self.member(name))

    def each(self, name: str, tags: Sequence[str], largest: int = _LARGEST_PART) -> Iterator["_Element"]:
        """The elements of those local names at their end, in order; each is emptied when the next is asked for."""
        if self.member(name).file_size > largest:
            raise BadData(f"A part of this workbook is over {largest >> 20} MiB, more than is read. {_KEPT}")
        with self.stream(name) as stream:
            yield from _elements(_Watched(stream), tags)

    def relations(self, name: str) -> dict[str, Relation]:
        """By id; of the whole package for the name ""."""
        folder, file = posixpath.split(name)
        part = posixpath.join(folder, "_rels", f"{file}.rels")
        if part not in self:
            return {}
        found = (
            _relation(folder, element) for element in self.each(part, ["Relationship"], largest=_MOST_BETWEEN)
        )
        return {one.id: one for one in found}


def open_package(file: BinaryIO) -> Package:
    return Package(open_archive(file))


def local_name(element: "_Element") -> str:
    return str(element.tag).rpartition("}")[2]


class _Watched:
    """Counts what was read since the last element that was looked for."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.since = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.since += len(data)
        if self.since > _MOST_BETWEEN:
            raise BadData(
                f"A part of this workbook goes on for over {_MOST_BETWEEN >> 20} MiB without a row: damage, or a bomb. {_KEPT}"
            )
        return data


def _elements(stream: _Watched, tags: Sequence[str]) -> Iterator["_Element"]:
    from lxml import etree

    options: dict[str, Any] = {
        "events": ("end",),
        "tag": [f"{{*}}{tag}" for tag in tags],
        "resolve_entities": False,
        "no_network": True,
        "remove_comments": True,
        "remove_pis": True,
    }
    try:
        for _, element in etree.iterparse(stream, **options):
            if element.getroottree().docinfo.internalDTD is not None:
                raise BadData(
                    f"A part of this workbook declares a document type, which no spreadsheet does. {_KEPT}"
                )
            stream.since = 0
            yield element
            _forget(element)
    except etree.XMLSyntaxError as problem:
        raise BadData(f"A part of this workbook is damaged or was cut: it is no XML. {_KEPT}") from problem


def _forget(element: "_Element") -> None:
    """Frees an element and everything before it, at every height."""
    element.clear()
    place: _Element | None = element
    while place is not None:
        parent = place.getparent()
        while parent is not None and place.getprevious() is not None:
            del parent[0]
        place = parent


def _relation(folder: str, element: "_Element") -> Relation:
    external = element.get("TargetMode", "").lower() == "external"
    target = element.get("Target", "")
    if not external:
        target = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(posixpath.join(folder, target))
        )
    return Relation(element.get("Id", ""), element.get("Type", "").rpartition("/")[2], target, external)
