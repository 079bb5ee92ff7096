"""What comes with a DOCX besides its words: files inside it, references to outside it, macros, parts that are not read."""

import posixpath
from collections import Counter
from collections.abc import Sequence
from typing import Final

from amanet.canonical import JSON
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.docx_package import DocxPackage
from amanet.intake.parsers.docx_pieces import Paragraph
from amanet.intake.parsers.parsing import Inside
from amanet.record.reading import Attached

__all__ = ["Files", "tell_outside"]

_MOST_TOLD: Final = 1000
_MACROS = frozenset(("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin"))
# Parts that hold how the document looks and works, and none of its words.
_WORDLESS = frozenset(
    (
        *("styles", "stylesWithEffects", "settings", "webSettings", "fontTable", "theme", "numbering"),
        *("core-properties", "extended-properties", "custom-properties", "customXml", "customXmlProps"),
        *("commentsExtended", "commentsIds", "commentsExtensible", "people", "printerSettings"),
        *("diagramLayout", "diagramQuickStyle", "diagramColors", "chartStyle", "chartColorStyle"),
        *("keyMapCustomizations", "attachedToolbars", "themeOverride", "classificationlabels"),
    )
)


class Files:
    """The files inside; each has its place in the reading, and its bytes are read only when asked for."""

    def __init__(self, package: DocxPackage, composer: Composer) -> None:
        self.inside: list[Inside] = []
        self._package = package
        self._composer = composer
        self._places: dict[str, int] = {}
        self._targets = {(one.source, one.id): one.target for one in package.relations if not one.external}
        self._read: set[str] = set()
        for name in package.names():
            if not name.lower().endswith((".xml", ".rels")) and not _is_macro(name):
                self._attach(name)

    def was_read(self, part: str) -> None:
        self._read.add(part.lower())

    def places(self, part: str, paragraphs: Sequence[Paragraph]) -> list[int]:
        """Of the files in these paragraphs, each once."""
        targets = (
            self._targets.get((part.lower(), id), "").lower()
            for paragraph in paragraphs
            for id in paragraph.relations
        )
        return list(dict.fromkeys(self._places[name] for name in targets if name in self._places))

    def tell_unread(self) -> None:
        """Charts, diagrams, building blocks, inserted documents: their words are not in the text, so a person is told."""
        kinds: dict[str, set[str]] = {}
        for one in self._package.relations:
            if not one.external:
                kinds.setdefault(one.target.lower(), set()).add(one.kind)
        for name in self._package.names():
            told = kinds.get(name.lower(), set())
            if _is_macro(name):
                self._composer.oddity(name, "there are macros in it; they were neither run nor read")
            elif "aFChunk" in told:
                self._composer.oddity(name, "this inserted document was not read, only kept as a file inside")
            elif self._may_have_words(name, told):
                self._attach(name)
                self._composer.oddity(name, "words of this part were not read; it was kept as a file inside")

    def _may_have_words(self, name: str, kinds: set[str]) -> bool:
        lower = name.lower()
        known = lower in self._read or lower == "[content_types].xml" or bool(kinds & _WORDLESS)
        return (
            lower.endswith(".xml") and not known and not lower.startswith(("customxml/", "_xmlsignatures/"))
        )

    def _attach(self, name: str) -> None:
        attached = Attached(posixpath.basename(name), self._package.media_type(name), details={"part": name})
        place = self._composer.attach(attached)
        self._places[name.lower()] = place
        self.inside.append(Inside(place, self._package.opener(name)))


def tell_outside(package: DocxPackage, composer: Composer) -> None:
    """References to outside, with where they go. Opening the document in Word would follow some of them; we do not."""
    outside = [one for one in package.relations if one.external]
    counted: dict[str, Counter[str]] = {}
    for one in outside:
        counted.setdefault(one.source or "the package", Counter())[one.kind] += 1
    for part, kinds in counted.items():
        count = sum(kinds.values())
        listed = ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items()))
        composer.oddity(part, f"{count} references to outside the document were not followed ({listed})")
    if outside:
        told: list[JSON] = [
            {"part": one.source, "kind": one.kind, "target": one.target} for one in outside[:_MOST_TOLD]
        ]
        composer.details["external"] = told


def _is_macro(name: str) -> bool:
    return posixpath.basename(name).lower() in _MACROS
