"""A dossier as people read it: what was released, by whom it is of, who says it, and what was changed in it before it left. As PDF and as a page.

Both hold the same, from the same values, byte for byte each time. The page is one file: nothing is loaded, nothing runs. Everything in it is
untrusted text in any script and direction.

>>> page = Dossier("UN submission", "UN body Working Group", "2026-11-23", ()).page()
>>> "<script" in page.decode(), page.decode().startswith("<!doctype html>")
(False, True)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from amanet.printing.legible import legible
from amanet.printing.paper import BODY, LEFT, QUIET, WIDTH, Paper, Style

__all__ = ["Dossier", "DossierLine", "DossierSubject"]

_CAUTION = (
    "Whoever reads this holds what people entrusted to others. It was given for the use and to the recipient named above, and for nothing "
    "else. Names, places, dates and words were changed where the people in it asked for that; each line says so. Do not try to find out who "
    "somebody is, and do not pass it on without asking those who sent it."
)
_PUBLIC_CAUTION = (
    "This was made public for the use named above, as the people in it, or those who decide for them, agreed. Names, places, dates and words were "
    "changed where they asked for that; each line says so. Do not try to find out who somebody is: they can be punished for what stands here."
)
_HOW_TO_READ = (
    "Every line is what one source says; it is no finding. Where sources contradict each other, both stand here. A pseudonym means the same "
    "person within this dossier and in no other."
)
_SAID = Style("serif", 11, 5.8)
_QUOTE = Style("serif", 10, 5.4)


@dataclass(frozen=True)
class DossierLine:
    """One statement. `says` is the value in words; `quotes` exact words, as far as they may be read; `marks` how the source knows, how sure it
    is, in which state of review it stands; `changed` what is not as it was said.
    """

    what: str
    says: str
    by: str
    quotes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class DossierSubject:
    """`shown` says how somebody appears: by name, under a pseudonym, without a name; empty for what is no person."""

    title: str
    kind: str
    shown: str
    lines: tuple[DossierLine, ...]


@dataclass(frozen=True)
class Dossier:
    """`day` is the one on which it was planned; `is_public` where everybody may read it."""

    use: str
    recipient: str
    day: str
    subjects: Sequence[DossierSubject]
    is_public: bool = False

    @property
    def _caution(self) -> str:
        return _PUBLIC_CAUTION if self.is_public else _CAUTION

    def pdf(self) -> bytes:
        paper = Paper("Dossier")
        paper.title("What is said")
        paper.facts([("For", self.use, BODY), ("To", self.recipient, BODY), ("Day", self.day, BODY)])
        paper.paragraph(self._caution, QUIET)
        paper.paragraph(_HOW_TO_READ, QUIET)
        for subject in self.subjects:
            _draw(paper, subject)
        return paper.finish(
            "made public as agreed"
            if self.is_public
            else "given in confidence · not to be passed on without asking"
        )

    def page(self) -> bytes:
        return "\n".join(self._markup()).encode("utf-8")

    def _markup(self) -> Iterator[str]:
        yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        yield f"<title>Dossier</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
        yield "<p class=kind>Dossier</p>\n<h1>What is said</h1>"
        facts = (("For", self.use), ("To", self.recipient), ("Day", self.day))
        yield "<dl>" + "".join(f"<dt>{name}</dt><dd>{_text(value)}</dd>" for name, value in facts) + "</dl>"
        yield f"<p class=quiet>{self._caution}</p>\n<p class=quiet>{_HOW_TO_READ}</p>"
        for subject in self.subjects:
            yield from _subject_markup(subject)
        yield "</main>\n</body>\n</html>\n"


def _draw(paper: Paper, subject: DossierSubject) -> None:
    paper.section(legible(subject.title), keep=26)
    paper.lines(" · ".join(filter(None, (subject.kind, subject.shown))), QUIET)
    for line in subject.lines:
        paper.room(16)
        paper.rule()
        paper.facts([(line.what, legible(line.says), _SAID)])
        for quote in line.quotes:
            paper.lines(f"“{legible(quote)}”", _QUOTE, left=LEFT + 40, width=WIDTH - 40)
            paper.y += 0.8
        notes = [f"Said by {legible(line.by)}.", *line.marks, *(f"Changed: {one}." for one in line.changed)]
        paper.lines(" ".join(notes), QUIET, left=LEFT + 40, width=WIDTH - 40)
        paper.y += 1.2


def _subject_markup(subject: DossierSubject) -> Iterator[str]:
    about = " · ".join(filter(None, (subject.kind, subject.shown)))
    yield f"<section>\n<h2>{_text(subject.title)}</h2>\n<p class=quiet>{escape(about)}</p>"
    for line in subject.lines:
        yield f"<article>\n<h3>{escape(line.what)}</h3>\n<div>\n<p class=says>{_text(line.says)}</p>"
        for quote in line.quotes:
            yield f'<blockquote dir="auto">{escape(quote)}</blockquote>'
        notes = [f"Said by {_text(line.by)}.", *map(escape, line.marks)]
        yield f"<p class=quiet>{' '.join(notes)}</p>"
        if line.changed:
            yield f"<p class=changed>Changed: {escape('; '.join(line.changed))}.</p>"
        yield "</div>\n</article>"
    yield "</section>"


def _text(value: str) -> str:
    """In its own direction, and unable to turn that of what stands beside it."""
    return f"<bdi>{escape(value)}</bdi>"


_STYLE = (
    "body{margin:0;background:#faf8f4;color:#22262b;font:1.05rem/1.65 Georgia,'Noto Serif','Noto Naskh Arabic',serif}"
    "main{max-width:46rem;margin:0 auto;padding:2.5rem 1.25rem 5rem}"
    "h1{font-size:2.1rem;line-height:1.2;margin:.2rem 0 1.2rem}"
    "h2{font-size:1.35rem;margin:2.6rem 0 0}"
    "h3{font:600 .85rem/1.5 system-ui,'Noto Sans',sans-serif;color:#4a525b;margin:0}"
    ".kind{font:600 .8rem system-ui,sans-serif;letter-spacing:.08em;text-transform:uppercase;color:#1b5868;margin:0}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem}dt{color:#5a626b}dd{margin:0}"
    ".quiet{font:.88rem/1.55 system-ui,'Noto Sans',sans-serif;color:#5a626b;margin:.3rem 0}"
    "article{display:grid;grid-template-columns:11rem 1fr;gap:.3rem 1.2rem;border-top:1px solid #ddd8ce;padding:.9rem 0}"
    ".says{margin:0}blockquote{margin:.5rem 0;padding-inline-start:.9rem;border-inline-start:3px solid #1b5868}"
    ".changed{font:.85rem/1.5 system-ui,sans-serif;color:#7a4a00;margin:.3rem 0}"
    "@media(max-width:40rem){article{grid-template-columns:1fr}}"
    "@media print{body{background:#fff}main{max-width:none;padding:0}article{break-inside:avoid}}"
)
