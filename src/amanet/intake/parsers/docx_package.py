"""The parts of a DOCX (ECMA-376 part 2, Open Packaging Conventions): a zip of XML parts, related to each other.

Parts are looked up by the names that relations tell; no name is ever a path. What a relation says is outside (a linked
picture, a template on a server that would be told who opens the document) is told and never fetched. Everything that is
not the document's own XML is a file inside it.

Refused, with `BadData`: what is no archive, a bomb, one part under two names, a document with a password or of before 2007.
"""

import posixpath
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from amanet.errors import BadData
from amanet.intake.parsers.archives import open_archive, open_member
from amanet.intake.parsers.decoding import LARGEST_TEXT
from amanet.intake.parsers.safe_xml import read_xml

__all__ = ["MAIN_PART", "DocxPackage", "Relation", "open_docx"]

MAIN_PART: Final = "officeDocument"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PREFIXES = {
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://schemas.openxmlformats.org/package/2006/content-types": "type",
}
_KEPT = "The item is kept as it is."


@dataclass(frozen=True)
class Relation:
    """`source` is the part it goes out from, in small letters, "" for the package; `kind` the last word of its type."""

    source: str
    id: str
    kind: str
    target: str
    external: bool


class DocxPackage:
    """Parts by name, without regard to case (OPC, section 6.2.2.3)."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in archive.infolist():
            name = member.filename.lower()
            if name in self._members:
                raise BadData(
                    f"This document has two parts of one name; programs would differ in what they show. {_KEPT}"
                )
            if not member.is_dir():
                self._members[name] = member
        self.relations: tuple[Relation, ...] = tuple(self._all_relations())
        self._types = self._content_types()

    def related(self, source: str, kind: str) -> list[str]:
        """Names of the parts that `source` is related to in that way, each once."""
        found = (one.target for one in self.relations_of(source) if one.kind == kind and not one.external)
        return [name for name in dict.fromkeys(found) if name.lower() in self._members]

    def relations_of(self, source: str) -> Iterator[Relation]:
        return (one for one in self.relations if one.source == source.lower())

    def xml(self, name: str) -> bytes:
        member = self._members[name.lower()]
        if member.file_size > LARGEST_TEXT:
            raise BadData(f"{name} is over {LARGEST_TEXT >> 20} MiB, which no document's text is. {_KEPT}")
        with self._stream(member) as stream:
            return stream.read()

    def has(self, name: str) -> bool:
        return name.lower() in self._members

    def names(self) -> list[str]:
        return [member.filename for member in self._members.values()]

    def media_type(self, name: str) -> str | None:
        return self._types.of(name)

    def opener(self, name: str) -> Callable[[], BinaryIO]:
        member = self._members[name.lower()]
        return lambda: self._stream(member)

    def _stream(self, member: zipfile.ZipInfo) -> BinaryIO:
        """Its own header, which repeats what the archive's list says, is read here and may be damaged."""
        try:
            return open_member(self._archive, member)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as problem:
            raise BadData(f"A part of this document is damaged. {_KEPT}") from problem

    def _all_relations(self) -> Iterator[Relation]:
        for name in list(self._members):
            folder, file = posixpath.split(name)
            if folder.rpartition("/")[2] == "_rels" and file.endswith(".rels"):
                source = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
                events = _Relations(source.lower())
                read_xml(self.xml(name), events, name, _PREFIXES)
                yield from events.found

    def _content_types(self) -> "_ContentTypes":
        events = _ContentTypes()
        if self.has("[Content_Types].xml"):
            read_xml(self.xml("[Content_Types].xml"), events, "[Content_Types].xml", _PREFIXES)
        return events


def open_docx(file: BinaryIO) -> DocxPackage:
    """Raises `BadData`. The file stays in use as long as anything inside is read."""
    head = file.read(len(_OLE))
    file.seek(0)
    if head == _OLE:
        raise BadData(
            "This document has a password, or is one of Word before 2007 (.doc). Open it with the program it comes from, "
            f"save it as .docx without a password, and add that too. {_KEPT}"
        )
    return DocxPackage(open_archive(file))


class _Relations:
    def __init__(self, source: str) -> None:
        self.found: list[Relation] = []
        self._source = source

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name != "rel:Relationship":
            return
        external = attributes.get("TargetMode", "").lower() == "external"
        target = attributes.get("Target", "")
        kind = attributes.get("Type", "").rpartition("/")[2]
        self.found.append(
            Relation(
                self._source,
                attributes.get("Id", ""),
                kind,
                target if external else _part_name(self._source, target),
                external,
            )
        )

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


class _ContentTypes:
    """Media types of parts: by name, else by the ending."""

    def __init__(self) -> None:
        self._by_name: dict[str, str] = {}
        self._by_ending: dict[str, str] = {}

    def of(self, name: str) -> str | None:
        ending = name.rpartition(".")[2].lower()
        return self._by_name.get(name.lower()) or self._by_ending.get(ending) or None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        told = attributes.get("ContentType", "")
        if name == "type:Override":
            self._by_name[attributes.get("PartName", "").lstrip("/").lower()] = told
        elif name == "type:Default":
            self._by_ending[attributes.get("Extension", "").lower()] = told

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


def _part_name(source: str, target: str) -> str:
    """A target is relative to the folder of its source. Whatever comes out is only ever looked up in a table."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/")
