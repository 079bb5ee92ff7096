"""What is read back to somebody: everything held from and about them, in plain words, as text and PDF.

It says of nobody else that they said something: others are protected as this person is. It is not addressed by name, but what is held stands
in it, names too: it is read aloud, and left with somebody only where it is safe with them. How they may be reached comes first. Where nobody
checked the language of its own words, every page says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from amanet.consent import Talk
from amanet.printing.form import DRAFT, Form
from amanet.printing.legible import legible
from amanet.printing.paper import QUIET
from amanet.printing.prose import bullets, heading, prose, section

__all__ = ["ReadBackLine", "ReadBackSection", "ReadBackSheet"]


@dataclass(frozen=True)
class ReadBackLine:
    """What is read of one record, and somebody's very words, which may be in another language. Both are untrusted."""

    text: str
    quote: str | None = None


@dataclass(frozen=True)
class ReadBackSection:
    """A heading, its lines and what has to be known of them."""

    title: str
    lines: Sequence[ReadBackLine]
    note: str | None = None


@dataclass(frozen=True)
class ReadBackSheet:
    """`checked_by` as in a consent sheet; `read_on` is the day."""

    talk: Talk
    checked_by: str | None
    read_on: str
    contact: Sequence[str]
    sections: Sequence[ReadBackSection]

    @property
    def is_draft(self) -> bool:
        return self.checked_by is None

    def text(self) -> str:
        word = self.talk.words
        draft = f"*** {DRAFT} ***\n{prose(word('sheet', 'draft_why'))}" if self.is_draft else ""
        parts = [
            draft,
            heading(word("readback", "title")),
            self._section_text(
                ReadBackSection(word("contact", "title"), [ReadBackLine(line) for line in self.contact])
            ),
            f"\n{self.read_on}\n\n{prose(word('readback', 'opening'))}",
            *map(self._section_text, self.sections),
            "\n" + prose(word("readback", "closing")),
        ]
        return "".join(parts)

    def pdf(self) -> bytes:
        word = self.talk.words
        form = Form(word("readback", "kind"), draft=word("sheet", "draft") if self.is_draft else None)
        form.title(word("readback", "title"))
        if self.is_draft:
            form.paragraph(word("sheet", "draft_why"), QUIET)
        form.warning([f"{word('contact', 'title')}:", *self.contact])
        form.paragraph(word("readback", "opening"))
        for one in self.sections:
            form.section(one.title)
            if one.note and one.lines:
                form.paragraph(one.note, QUIET)
            for line in one.lines or [ReadBackLine(word("readback", "nothing"))]:
                form.points([line.text])
                if line.quote is not None:
                    form.quote(f"“{line.quote}”")
        form.y += 3
        form.paragraph(word("readback", "closing"))
        draft = f" · {DRAFT}" if self.is_draft else ""
        return form.finish(f"amanet · {self.talk.language} · {self.read_on}{draft}")

    def _section_text(self, one: ReadBackSection) -> str:
        lines = [
            legible(line.text) + ("" if line.quote is None else f" “{legible(line.quote)}”")
            for line in one.lines
        ] or [self.talk.words("readback", "nothing")]
        note = prose(one.note) + "\n" if one.note and one.lines else ""
        return section(one.title) + note + bullets(lines)
