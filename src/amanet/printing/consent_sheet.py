"""The questions of a consent talk on paper: read aloud, answered, marked; signed only where somebody checked the translation.

A sheet whose translation nobody reviewed says so on every page, and has no place to sign. How the person may be reached comes first,
where it is known for whom the sheet is made; their name, number and address never stand on it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from amanet.consent import Talk
from amanet.printing.form import DRAFT, Form
from amanet.printing.legible import legible
from amanet.printing.paper import BODY, QUIET
from amanet.printing.prose import bullets, heading, prose, section

__all__ = ["ConsentSheet"]

_ASKED_BEFORE, _ASKED_AFTER = ("who", "free", "risk", "reach", "missing"), ("understood",)
_CHOICES = ("identity", "place", "date")


@dataclass(frozen=True)
class ConsentSheet:
    """`checked_by` says who reviewed the words and when; None: nobody, and the sheet is a draft. `contact` are lines of instruction."""

    talk: Talk
    checked_by: str | None
    contact: Sequence[str] = ()

    @property
    def is_draft(self) -> bool:
        return self.checked_by is None

    def text(self) -> str:
        word = self.talk.words
        parts = [
            self._draft_lines(),
            heading(word("sheet", "title")) + "\n" + prose(word("sheet", "opening")),
            self._contact_text(),
            *(self._questions(name) for name in _ASKED_BEFORE),
            section(word("sheet", "decide")) + prose(word("sheet", "silence")),
            "".join(self._grid_text()),
            "".join(self._choices_text()),
            f"{word('sheet', 'until')}: ____________\n{word('sheet', 'review')}: ____________\n",
            *(self._questions(name) for name in _ASKED_AFTER),
            self._signing_text(),
        ]
        return "\n".join(part for part in parts if part)

    def pdf(self) -> bytes:
        word = self.talk.words
        form = Form(word("sheet", "kind"), draft=word("sheet", "draft") if self.is_draft else None)
        form.title(word("sheet", "title"))
        if self.is_draft:
            form.paragraph(word("sheet", "draft_why"), QUIET)
        if self.contact:
            form.warning([f"{word('contact', 'title')}:", *self.contact])
        form.paragraph(word("sheet", "opening"))
        self._draw_questions(form, _ASKED_BEFORE)
        self._draw_decisions(form)
        # What ends the talk and the place to sign stay together.
        self._draw_questions(form, _ASKED_AFTER, keep=27 if self.is_draft else 105)
        self._draw_signing(form)
        return form.finish(self._foot())

    # Text

    def _draft_lines(self) -> str:
        if not self.is_draft:
            return ""
        word = self.talk.words
        return f"*** {DRAFT} ***\n*** {word('sheet', 'draft')} ***\n{prose(word('sheet', 'draft_why'))}"

    def _contact_text(self) -> str:
        if not self.contact:
            return ""
        return section(self.talk.words("contact", "title")) + bullets(
            [legible(line) for line in self.contact]
        )

    def _questions(self, name: str) -> str:
        part = self.talk.parts[name]
        return section(part.title) + bullets(part.questions, numbered=True)

    def _grid_text(self) -> Iterator[str]:
        word = self.talk.words
        boxes = "   ".join(f"[ ] {words}" for _, words in self.talk.choices("recipients"))
        yield prose(word("uses", "question")) + prose(word("recipients", "question"))
        for _, words in self.talk.choices("uses"):
            yield f"\n{words}\n   {boxes}\n"
        yield f"\n{word('sheet', 'names')}: ____________\n"

    def _choices_text(self) -> Iterator[str]:
        for name in _CHOICES:
            boxes = "   ".join(f"[ ] {words}" for _, words in self.talk.choices(name))
            yield f"\n{self.talk.words(name, 'question')}\n   {boxes}\n"
        yes, no = self.talk.words("sheet", "yes"), self.talk.words("sheet", "no")
        yield f"\n{self.talk.words('media', 'question')}\n"
        for _, words in self.talk.choices("media"):
            yield f"   {words}:   [ ] {yes}   [ ] {no}\n"
        yield "\n"

    def _signing_text(self) -> str:
        word = self.talk.words
        if self.is_draft:
            return self._draft_lines()
        names = ("person", "proxy", "interviewer", "interpreter", "day")
        lines = "".join(f"{word('sheet', name)}: ____________\n\n" for name in names)
        checked = f"{word('sheet', 'checked')}: {legible(self.checked_by or '')}\n{self._foot()}\n"
        return (
            section(word("sheet", "signing")) + prose(word("sheet", "no_signature")) + f"\n{lines}{checked}"
        )

    # PDF

    def _draw_questions(self, form: Form, names: Sequence[str], *, keep: float = 16) -> None:
        for name in names:
            part = self.talk.parts[name]
            form.section(part.title, keep=keep)
            form.points(part.questions, numbered=True)

    def _draw_decisions(self, form: Form) -> None:
        word = self.talk.words
        form.section(word("sheet", "decide"), keep=70)
        form.paragraph(word("sheet", "silence"), QUIET)
        form.lines(word("uses", "question"), BODY)
        form.lines(word("recipients", "question"), BODY)
        form.y += 2
        form.grid(
            [words for _, words in self.talk.choices("uses")],
            [words for _, words in self.talk.choices("recipients")],
        )
        form.blanks([word("sheet", "names")])
        form.y += 2
        for name in _CHOICES:
            form.choices(word(name, "question"), [words for _, words in self.talk.choices(name)])
        form.choices_by_row(
            word("media", "question"),
            [words for _, words in self.talk.choices("media")],
            [word("sheet", "yes"), word("sheet", "no")],
        )
        form.blanks([word("sheet", "until"), word("sheet", "review")])

    def _draw_signing(self, form: Form) -> None:
        word = self.talk.words
        if self.is_draft:
            return
        form.section(word("sheet", "signing"), keep=60)
        form.paragraph(word("sheet", "no_signature"))
        form.blanks([word("sheet", "person"), word("sheet", "proxy")])
        form.blanks([word("sheet", name) for name in ("interviewer", "interpreter", "day")])
        form.y += 3
        form.paragraph(f"{word('sheet', 'checked')}: {self.checked_by}", QUIET)

    def _foot(self) -> str:
        foot = f"amanet consent sheet · {self.talk.language} · {self.talk.digest[:16]}"
        return f"{foot} · {DRAFT}" if self.is_draft else foot
