"""The elements of an ELAN document (EAF 2.x and 3.0), as they stand in the file: tiers, annotations, time slots, media."""

from dataclasses import dataclass, field

from amanet.intake.parsers.safe_xml import read_xml

__all__ = ["Annotation", "ElanDocument", "Tier", "read_elan"]

_ANNOTATIONS = frozenset(("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"))


@dataclass(frozen=True)
class Tier:
    """A line of the score. `attributes` are those of the file: TIER_ID, PARTICIPANT, PARENT_REF, LANG_REF, …"""

    number: int
    attributes: dict[str, str]

    @property
    def id(self) -> str:
        return self.attributes.get("TIER_ID", "")

    @property
    def parent(self) -> str | None:
        return self.attributes.get("PARENT_REF") or None


@dataclass(frozen=True)
class Annotation:
    """`number` counts from 1 in the order of the file."""

    number: int
    tier: Tier
    attributes: dict[str, str]
    words: str

    @property
    def id(self) -> str:
        return self.attributes.get("ANNOTATION_ID", "")

    @property
    def above(self) -> str | None:
        """The annotation on the parent tier that this one refers to."""
        return self.attributes.get("ANNOTATION_REF") or None


@dataclass
class ElanDocument:
    root: str = ""
    about: dict[str, str] = field(default_factory=dict)
    time_units: str = "milliseconds"
    slots: dict[str, str | None] = field(default_factory=dict)
    tiers: list[Tier] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)
    media: list[dict[str, str]] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)


def read_elan(data: bytes, part: str) -> ElanDocument:
    """Raises `BadData` naming the line."""
    events = _ElanEvents()
    read_xml(data, events, part, {})
    return events.document


class _ElanEvents:
    def __init__(self) -> None:
        self.document = ElanDocument()
        self._tier = Tier(0, {})
        self._annotation: dict[str, str] = {}
        self._property = ""
        self._words: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        document = self.document
        document.root = document.root or name
        if name == "TIME_SLOT":
            document.slots[attributes.get("TIME_SLOT_ID", "")] = attributes.get("TIME_VALUE")
        elif name in _ANNOTATIONS:
            self._annotation = attributes
        elif name == "ANNOTATION_VALUE":
            self._words = []
        elif name == "TIER":
            self._tier = Tier(len(document.tiers) + 1, attributes)
            document.tiers.append(self._tier)
        else:
            self._circumstances(name, attributes)

    def end(self, name: str) -> None:
        if name == "ANNOTATION_VALUE":
            words = "".join(self._words or ())
            number = len(self.document.annotations) + 1
            self.document.annotations.append(Annotation(number, self._tier, self._annotation, words))
            self._words = None
        elif name == "PROPERTY":
            if self._property:
                self.document.properties[self._property] = "".join(self._words or ())
            self._words = None

    def text(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def _circumstances(self, name: str, attributes: dict[str, str]) -> None:
        document = self.document
        if name == "ANNOTATION_DOCUMENT":
            document.about = attributes
        elif name == "HEADER":
            document.time_units = attributes.get("TIME_UNITS", "milliseconds")
            if attributes.get("MEDIA_FILE"):
                document.media.append({"MEDIA_URL": attributes["MEDIA_FILE"]})
        elif name in {"MEDIA_DESCRIPTOR", "LINKED_FILE_DESCRIPTOR"}:
            document.media.append(attributes)
        elif name == "LINGUISTIC_TYPE":
            document.types[attributes.get("LINGUISTIC_TYPE_ID", "")] = attributes.get("CONSTRAINTS", "")
        elif name == "LANGUAGE":
            document.languages[attributes.get("LANG_ID", "")] = attributes.get("LANG_LABEL", "")
        elif name == "PROPERTY":
            self._property, self._words = attributes.get("NAME", ""), []
