"""The questions of a good consent talk, in one language: what the printed sheet asks, and the words in which a read-back speaks.

Pure: a text of YAML comes in (`talks/*.yaml`, read by `amanet.work.consent_talk`), a `Talk` comes out. Each language has every question, or is
refused. Whether somebody who speaks the language has checked it stands in the file; a team can register a review of its own, which is of this
text (`digest`) and of no other.

>>> from amanet.consent.questions import LAYOUT
>>> LAYOUT["identity"]
('question', 'named', 'pseudonym', 'anonymous')
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from amanet.canonical import JSON, encode, sha256
from amanet.consent.grants import USES
from amanet.consent.levels import DATES, IDENTITIES, PLACES, RECIPIENTS
from amanet.record.ontology.fields import Fields
from amanet.record.statement import verify_language

__all__ = ["LAYOUT", "PARTS", "Part", "Talk", "parse_talk"]

PARTS: Final = ("who", "free", "risk", "reach", "missing", "understood")
# What each section of a file holds, and in which order it is asked.
LAYOUT: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "uses": ("question", *USES),
        "recipients": ("question", *RECIPIENTS),
        "identity": ("question", *reversed(IDENTITIES)),
        "media": ("question", "face", "voice", "words"),
        "place": ("question", *reversed(PLACES)),
        "date": ("question", *reversed(DATES)),
        "sheet": (
            "kind",
            "title",
            "opening",
            "decide",
            "silence",
            "names",
            "until",
            "review",
            "yes",
            "no",
            "signing",
            "no_signature",
            "person",
            "proxy",
            "interviewer",
            "interpreter",
            "day",
            "draft",
            "draft_why",
            "checked",
        ),
        "contact": ("title", "allowed", "only", "never", "any", "unknown", "do_not", "no_other"),
        "readback": (
            "kind",
            "title",
            "opening",
            "said",
            "heard",
            "about",
            "about_note",
            "passages",
            "items",
            "items_note",
            "grants",
            "in_force",
            "not_in_force",
            "refused",
            "taken_back",
            "everything",
            "interviews",
            "nothing",
            "not_so",
            "not_known",
            "closing",
        ),
    }
)


@dataclass(frozen=True)
class Part:
    """A stretch of the talk: its heading and its questions, in their order."""

    title: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Talk:
    """One language. `reviewed_by` says who checked the translation that came with amanet; None: nobody."""

    language: str
    name: str
    reviewed_by: str | None
    parts: Mapping[str, Part]
    sections: Mapping[str, Mapping[str, str]]

    def words(self, section: str, name: str) -> str:
        return self.sections[section][name]

    def choices(self, section: str) -> tuple[tuple[str, str], ...]:
        """Code and words of what can be chosen there."""
        return tuple((name, words) for name, words in self.sections[section].items() if name != "question")

    @property
    def digest(self) -> str:
        """SHA-256 of all words, hex: another text is another one."""
        content: dict[str, JSON] = {
            "language": self.language,
            "parts": {key: [part.title, *part.questions] for key, part in self.parts.items()},
            "sections": {key: dict(section) for key, section in self.sections.items()},
        }
        return sha256(b"amanet/consent-talk/v1\n" + encode(content)).hex()


def parse_talk(file: str, text: str) -> Talk:
    """Raises `BadData` that names the file and what is missing, or stands there and should not."""
    from amanet.record.ontology.plain import parse_plain

    fields = Fields(file, parse_plain(file, text))
    language = fields.text("language")
    verify_language(language)
    name = fields.text("name")
    reviewed_by = fields.optional_text("reviewed_by")
    if fields.flag("reviewed") != (reviewed_by is not None):
        fields.refuse("reviewed", "and reviewed_by go together: who checked it is named")
    talk = Talk(
        language,
        name,
        reviewed_by,
        {key: _part(fields, key) for key in PARTS},
        {key: _section(fields, key) for key in LAYOUT},
    )
    fields.finish()
    return talk


def _part(fields: Fields, key: str) -> Part:
    inner = fields.inside(key, fields.mapping(key))
    part = Part(inner.text("title"), inner.words("questions"))
    inner.finish()
    if not part.questions or not all(question.strip() for question in part.questions):
        inner.refuse("questions", "must not be empty")
    return part


def _section(fields: Fields, key: str) -> Mapping[str, str]:
    given = fields.texts(key)
    for name in LAYOUT[key]:
        if name not in given:
            fields.refuse(key, f"has no {name}")
    for name in given:
        if name not in LAYOUT[key]:
            fields.refuse(key, f"has {name!r}, which is no key that stands here")
    return {name: given[name] for name in LAYOUT[key]}
