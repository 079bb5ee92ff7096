"""What a DOCX says of itself: title, authors, dates, the program. Anyone can have written that."""

from amanet.canonical import JSON
from amanet.intake.parsers.docx_package import DocxPackage
from amanet.intake.parsers.safe_xml import read_xml

__all__ = ["read_properties"]

_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://schemas.openxmlformats.org/package/2006/metadata/core-properties": "core",
    "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties": "app",
    "http://purl.oclc.org/ooxml/officeDocument/extendedProperties": "app",
}
_NAMES = {
    "dc:title": "title",
    "dc:subject": "subject",
    "dc:creator": "creator",
    "dc:description": "description",
    "dc:language": "language",
    "core:keywords": "keywords",
    "core:category": "category",
    "core:lastModifiedBy": "last_modified_by",
    "dcterms:created": "created",
    "dcterms:modified": "modified",
    "core:lastPrinted": "last_printed",
    "core:revision": "revision",
    "app:Application": "application",
    "app:Company": "company",
    "app:Manager": "manager",
    "app:Template": "template",
}
_KINDS = ("core-properties", "extended-properties", "extendedProperties")


def read_properties(package: DocxPackage) -> dict[str, JSON]:
    events = _PropertyEvents()
    for kind in _KINDS:
        for part in package.related("", kind):
            read_xml(package.xml(part), events, part, _PREFIXES)
    return dict(events.found)


class _PropertyEvents:
    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._words: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._words = []

    def end(self, name: str) -> None:
        value = "".join(self._words).strip()
        if name in _NAMES and value:
            self.found.setdefault(_NAMES[name], value)
        self._words = []

    def text(self, data: str) -> None:
        self._words.append(data)
