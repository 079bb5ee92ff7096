"""Who speaks in a document that is a transcript: labels at the start of paragraphs ("AYGUL: They took him.").

A label is a speaker's where it comes back (`repeated_labels`). Once one does, a label that is there only once counts too if it
is bold and the words are not. A label that has a paragraph of its own speaks the next one: the two are one segment, label
first. Paragraphs after that, without a label, are left unattributed; `follows` tells whose words they stand under.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from amanet.intake.parsers.repeated_labels import Label, find_label, speaking_labels
from amanet.record.reading import Mark

__all__ = ["Labelled", "Spoken", "with_labels"]


class Labelled(Protocol):
    """A paragraph. `bold` is how many characters from its start are bold."""

    @property
    def words(self) -> str: ...

    @property
    def bold(self) -> int: ...


Paragraph = TypeVar("Paragraph", bound=Labelled)


@dataclass(frozen=True)
class Spoken(Generic[Paragraph]):
    """One segment to be: `paragraphs` is one, or a label and what is under it."""

    paragraphs: tuple[Paragraph, ...]
    kind: str
    speaker: str | None = None
    marks: tuple[Mark, ...] = ()
    follows: str | None = None

    @property
    def words(self) -> str:
        return "\n".join(paragraph.words for paragraph in self.paragraphs)


def with_labels(found: Sequence[tuple[Paragraph, str]], told: Collection[str]) -> Iterator[Spoken[Paragraph]]:
    """All paragraphs in order, each with the kind it is given with, "turn" instead of "paragraph" where someone speaks."""
    labels = _speakers(found, told)
    above: str | None = None
    place = 0
    while place < len(found):
        paragraph, kind = found[place]
        label = labels[place]
        place += 1
        if label is None:
            above = None if kind == "heading" else above
            yield Spoken((paragraph,), kind, follows=above if kind == "paragraph" else None)
            continue
        above = label.name
        if place < len(found) and _is_all(paragraph, label) and _is_plain(found[place], labels[place]):
            under = found[place][0]
            place += 1
            mark = Mark("label", 0, len(paragraph.words) + 1)
            yield Spoken((paragraph, under), "turn", label.name, (mark,))
        else:
            yield Spoken((paragraph,), "turn", label.name, (label.mark(),))


def _speakers(found: Sequence[tuple[Paragraph, str]], told: Collection[str]) -> list[Label | None]:
    """For each paragraph its label, if that is a speaker's."""
    candidates = [find_label(one.words, told) if kind == "paragraph" else None for one, kind in found]
    speaking = speaking_labels((label.name for label in candidates if label is not None), told)
    chosen: list[Label | None] = []
    begun = False  # a bold "Date:" above the first speaker is a form, not a voice
    for (paragraph, _), label in zip(found, candidates, strict=True):
        speaks = label is not None and (label.name in speaking or (begun and _is_bold(paragraph, label)))
        begun = begun or (label is not None and label.name in speaking)
        chosen.append(label if speaks else None)
    return chosen


def _is_bold(paragraph: Labelled, label: Label) -> bool:
    """The label is bold to its colon, and the words after it are not."""
    colon = len(paragraph.words[: label.end].rstrip())
    return colon - 1 <= paragraph.bold <= label.end < len(paragraph.words)


def _is_all(paragraph: Labelled, label: Label) -> bool:
    return not paragraph.words[label.end :].strip()


def _is_plain(found: tuple[Labelled, str], label: Label | None) -> bool:
    paragraph, kind = found
    return kind == "paragraph" and label is None and bool(paragraph.words.strip())
