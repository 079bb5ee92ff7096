"""A letter to somebody who was given something of a person who has taken consent back: to be printed, signed and sent by a member.

It asks to destroy what was given and says no more of the person than what was given said itself: at most the one name that they went by in it.
It does not say who took what back, or why; it has no number of a record, names no vault and no member, and is never for the person.

>>> from amanet.printing.letter import Given, Letter
>>> letter = Letter("Working Group", "2026-11-23", (Given("2026-05-02", "file.age", ("ab" * 32,), "UN submission", "Person 1"),))
>>> "Person 1" in letter.text()
True
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from amanet.printing.legible import legible
from amanet.printing.paper import BODY, HASH, Paper, Style
from amanet.printing.prose import bullets, fact_lines, heading, prose, section

__all__ = ["PUBLIC", "Given", "Letter"]

PUBLIC: Final = "Whoever keeps or publishes it"
_TITLE: Final = "Please destroy what we gave you"
_KIND: Final = "Letter"
_WHY: Final = (
    "A person whose account or data is part of what is named below no longer consents to its use. From today on you may not use it, publish it "
    "or pass it on. We ask you to destroy it."
)
_PART: Final = "To be destroyed: everything in it that comes from or speaks of “%s”, wherever it stands, also in words and files."
_ALL: Final = "To be destroyed: all of it. Which parts are concerned cannot be said without saying more of the person than it did."
_COPY: Final = "To be destroyed: these files, whole, and everything that was taken from them."
_ASKED: Final = (
    "Destroy it with all copies: in backups and mail, printed, translated, extracted into tables or other systems.",
    "Take it down wherever you published it, and ask search engines and archives to drop it.",
    "Whoever you passed it on to: ask them the same, and tell us who they are, in the way we agreed on and not by open mail.",
    "Do not try to find out who it is, and do not get in touch with anybody because of this letter.",
    "Where a law or a court obliges you to keep it, tell us which, close it to everybody else, and use it for nothing else.",
    "Tell us when it is done: what was destroyed, where, on which day, and what could not be.",
)
_ANEW: Final = "If you need what is left without it, ask us: we check anew what may be given, and to whom."
_KEEP_SAFE: Final = "Keep this letter as safe as what it is about, and destroy it when all is done."
_SIGN: Final = ("Name and organization", "Date", "Signature")


@dataclass(frozen=True)
class Given:
    """One thing that was given: on which day, under which file name (None for single files), the SHA-256 of the sealed file or of the files;
    for what; and the name under which the person is in it, where saying that tells nothing new. None: everything is to go.
    """

    day: str
    file: str | None
    sha256: Sequence[str]
    use: str | None = None
    shown: str | None = None

    @property
    def wish(self) -> str:
        if self.shown is not None:
            return _PART % self.shown
        return _ALL if self.file is not None else _COPY

    def facts(self) -> list[tuple[str, str, Style]]:
        rows = [("Given on", self.day, BODY)]
        rows += [("For", self.use, BODY)] if self.use else []
        rows += [("File", self.file, BODY)] if self.file else []
        return rows + [("SHA-256", digest, HASH) for digest in self.sha256]


@dataclass(frozen=True)
class Letter:
    """`recipient` as they are called in the records. Untrusted, as the names of files are."""

    recipient: str
    written_on: str
    given: Sequence[Given]

    def text(self) -> str:
        parts = [
            heading(_TITLE),
            fact_lines([("To", legible(self.recipient)), ("Date", self.written_on)]) + "\n" + prose(_WHY),
        ]
        for one in self.given:
            facts = [(label, legible(value)) for label, value, _ in one.facts()]
            parts.append(section("What it is") + fact_lines(facts) + "\n" + prose(legible(one.wish)))
        parts.append(section("What we ask") + bullets(_ASKED, numbered=True))
        parts.append("\n" + prose(_ANEW) + "\n" + prose(_KEEP_SAFE))
        parts.append("\n" + "".join(f"{label}: ____________________\n" for label in _SIGN))
        return "".join(parts)

    def pdf(self) -> bytes:
        paper = Paper(_KIND)
        paper.title(_TITLE)
        paper.facts([("To", self.recipient, BODY), ("Date", self.written_on, BODY)])
        paper.paragraph(_WHY)
        for one in self.given:
            paper.section("What it is", keep=30)
            paper.facts(one.facts())
            paper.paragraph(one.wish)
        paper.section("What we ask", keep=30)
        paper.points(_ASKED, numbered=True)
        paper.y += 2
        paper.paragraph(_ANEW)
        paper.paragraph(_KEEP_SAFE)
        paper.lines_to_write_on(_SIGN)
        return paper.finish("in confidence")
