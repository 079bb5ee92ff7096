"""What the details of a segment say of a paragraph of a DOCX, and what a person is told of the whole part."""

from collections import Counter
from collections.abc import Mapping, Sequence

from amanet.canonical import JSON
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.docx_package import DocxPackage
from amanet.intake.parsers.docx_pieces import Paragraph
from amanet.intake.parsers.docx_styles import Styles

__all__ = ["Details"]

# Lists whose entries begin with one offset into the words, or with two.
_OFFSETS = {
    "inserted": 2,
    "moved_here": 2,
    "hidden": 2,
    "faint": 2,
    "comments": 2,
    "links": 2,
    "notes": 1,
    "fields": 1,
    "symbols": 1,
    "ruby": 1,
}
_LOADING_FIELDS = frozenset(
    ("INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "LINK", "DDE", "DDEAUTO", "RD", "DATABASE")
)


class Details:
    """Of every paragraph in turn; `tell` then says once, with the count, what was odd in a part."""

    def __init__(self, package: DocxPackage, styles: Styles) -> None:
        self._styles = styles
        self._targets = {(one.source, one.id): one.target for one in package.relations}
        self._odd: Counter[tuple[str, str]] = Counter()

    def level(self, paragraph: Paragraph) -> int | None:
        return self._styles.heading_level(paragraph.style, paragraph.outline)

    def of(self, part: str, paragraphs: Sequence[Paragraph]) -> dict[str, JSON]:
        """Of paragraphs that are one segment, with a line end between two of them."""
        details: dict[str, JSON] = {}
        offset = 0
        for paragraph in paragraphs:
            for name, value in self._of_one(part, paragraph).items():
                details[name] = _joined(name, details.get(name), value, offset)
            offset += len(paragraph.words) + 1
        return details

    def tell(self, composer: Composer) -> None:
        for (part, what), count in self._odd.items():
            composer.oddity(part, what.format(count))

    def _of_one(self, part: str, paragraph: Paragraph) -> Mapping[str, JSON]:
        details = dict(paragraph.details)
        style = self._styles.name(paragraph.style)
        links = self._links(part, paragraph)
        told: dict[str, JSON] = {
            "alternate": True if paragraph.alternate else None,
            "level": self.level(paragraph),
            "style": style if style.lower() != "normal" else None,
            "links": links or None,
        }
        details.update({name: value for name, value in told.items() if value not in (None, "")})
        if self._styles.is_hidden(paragraph.style) and paragraph.words:
            details["hidden"] = [[0, len(paragraph.words)]]
        self._count(part, details)
        return details

    def _links(self, part: str, paragraph: Paragraph) -> list[JSON]:
        source = part.lower()
        return [
            [start, end, self._targets[source, id]]
            for start, end, id in paragraph.links
            if (source, id) in self._targets
        ]

    def _count(self, part: str, details: Mapping[str, JSON]) -> None:
        if "hidden" in details:
            what = "{} paragraphs have hidden text, which Word does not show; it was kept and marked"
            self._odd[part, what] += 1
        if "alternate" in details:
            what = "{} paragraphs are there in two wordings for old and new programs; both were kept"
            self._odd[part, what] += 1
        fields = details.get("fields", ())
        assert isinstance(fields, Sequence)
        loading = sum(str(field[1]).split()[0].upper() in _LOADING_FIELDS for field in fields)  # type: ignore[index]
        if loading:
            self._odd[part, "{} fields would load from elsewhere; nothing was loaded"] += loading


def _joined(name: str, before: JSON, value: JSON, offset: int) -> JSON:
    """What holds offsets is moved and added to what is there; of other things the first stays."""
    count = _OFFSETS.get(name)
    if count is None:
        return value if before is None else before
    assert isinstance(value, list)
    moved = [[*(one + offset for one in entry[:count]), *entry[count:]] for entry in value]
    return [*before, *moved] if isinstance(before, list) else moved
