"""One look at all lines of a file: which begin like labels, how often each name does, and how the file is laid out.

Nothing is decided here; transcript_speakers does, from these numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from amanet.intake.parsers.transcript_labels import FORCED, INITIAL, UNNAMED, Label, read_label
from amanet.intake.parsers.transcript_lines import BLANK, Lines
from amanet.intake.parsers.transcript_names import NO_CASE, SMALL
from amanet.intake.parsers.transcript_times import Timecode
from amanet.intake.parsers.transcript_words import FIELDS, MONTHS, SAID

__all__ = ["Tallies", "Tally", "is_field", "take_tallies"]

_ENOUGH_TIMES = 10_000


@dataclass(slots=True)
class Tally:
    """How often one possible label stands in a file: without and with a description, alone on its line, with a time.

    `in_capitals` are lines that may be headings: all of "PART TWO: THE ROAD" is in capitals and does not end like a sentence.
    """

    shape: str
    plain: int = 0
    described: int = 0
    own_line: int = 0
    timed: int = 0
    in_capitals: int = 0

    @property
    def lines(self) -> int:
        return self.plain + self.described + self.in_capitals

    def add(self, label: Label, line: str) -> None:
        if not label.line_of_its_own and line[-1].isalnum() and line.isupper():
            self.in_capitals += 1
        elif label.described:
            self.described += 1
        else:
            self.plain += 1
        self.own_line += label.line_of_its_own
        self.timed += label.time is not None


@dataclass
class Tallies:
    """`labels` has the possible label of every line. `bare` has the lines that are a told label without its colon."""

    told: frozenset[str] = frozenset()
    labels: list[Label | None] = field(default_factory=list)
    names: dict[str, Tally] = field(default_factory=dict)
    bare: dict[str, list[int]] = field(default_factory=dict)
    initials: dict[str, int] = field(default_factory=dict)
    unnamed: int = 0
    written_as_labels: int = 0
    of_those_spaced: int = 0
    speech: int = 0
    speech_ended: int = 0
    times: list[Timecode] = field(default_factory=list)

    @property
    def spaced(self) -> bool:
        """Whether blank lines stand before labels."""
        return self.of_those_spaced * 2 >= self.written_as_labels

    @property
    def ends_sentences(self) -> bool:
        """Whether what surely is said, the first paragraph after a label, ends like a sentence: almost always."""
        return self.speech >= 10 and self.speech_ended >= 0.9 * self.speech

    def lines_of(self, names: Iterable[str]) -> int:
        return sum(self.names[name].lines for name in names)

    def add(self, label: Label, line: str, spaced: bool) -> None:
        if label.time is not None and len(self.times) < _ENOUGH_TIMES:
            self.times.append(label.time)
        if label.shape == UNNAMED:
            self.unnamed += 1
        elif label.shape == INITIAL:
            self.initials[label.name] = self.initials.get(label.name, 0) + 1
        else:
            self._tally(label).add(label, line)
        if label.shape != SMALL:
            self.written_as_labels += 1
            self.of_those_spaced += spaced

    def _tally(self, label: Label) -> Tally:
        tally = self.names.get(label.name)
        if tally is None:
            tally = self.names[label.name] = Tally(label.shape)
        return tally


def take_tallies(lines: Lines, told: Iterable[str]) -> Tallies:
    """`told` are labels that the user says are speakers, with or without their colon."""
    stripped = (name.strip(BLANK + ":：") for name in told)
    tallies = Tallies(frozenset(name for name in stripped if name))
    speech_comes = False
    for place in range(len(lines)):
        line = lines[place]
        label = read_label(line, tallies.told)
        tallies.labels.append(label)
        if label is not None and not is_field(label):
            tallies.add(label, line, lines.spaced(place))
        elif line in tallies.told:
            tallies.bare.setdefault(line, []).append(place)
        if (speech_comes or (label is not None and not label.line_of_its_own)) and lines.spaced(place + 1):
            tallies.speech += 1
            tallies.speech_ended += not line[-1].isalnum()
        speech_comes = label is not None and label.line_of_its_own
    return tallies


def is_field(label: Label, *, said_too: bool = True) -> bool:
    """Whether a possible label is a field of a form, or (`said_too`) says that somebody said something."""
    return label.shape != FORCED and _is_field(label.name, said_too and label.shape == NO_CASE)


@lru_cache(maxsize=16384)
def _is_field(name: str, said_too: bool) -> bool:
    words = name.casefold().split()
    folded = " ".join(words)
    if any(map(str.isdigit, name)) and any(word.strip(".") in MONTHS for word in words):
        return True  # "5 MAY: …" is the day of a diary
    return folded in FIELDS or (said_too and folded in SAID)
