"""Which line beginnings of a file are labels of speakers: decided over the whole file, never line by line.

A label is what the file uses as one. In capitals it counts wherever it stands; written like a name, or in a script without
capitals, where it comes back; once only, where the file labels every line. Fields of a form ("Date:", "Source:"), "he said" and
words in small letters do not count. What looks like a label and does not count is *doubtful*: it stays among the words, and an
oddity points at the line. With fewer than two such lines a file has no labels at all. Labels are strings: none is ever
taken for another, and `Answers.speakers` adds those that a person says are labels.

>>> from amanet.intake.parsers.transcript_lines import Lines
>>> from amanet.intake.parsers.transcript_speakers import find_speakers
>>> speakers = find_speakers(Lines("DANA MUR: Where?\\nMUR: At home.\\nHe said: go.\\nDANA MUR: Who?"), ())
>>> sorted(speakers.names)
['DANA MUR', 'MUR']
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from amanet.intake.parsers.transcript_labels import (
    FORCED,
    INITIAL,
    UNNAMED,
    Label,
    read_label,
)
from amanet.intake.parsers.transcript_lines import BLANK, Lines
from amanet.intake.parsers.transcript_names import CAPITALS, NAME, NO_CASE, SMALL
from amanet.intake.parsers.transcript_times import Timecode, time_of_day
from amanet.intake.parsers.transcript_words import FIELDS, ROLES, SAID

__all__ = ["Speakers", "find_speakers", "is_field"]

_FEWEST_LINES = 2
# Of all lines, how many must begin with possible labels so that one that comes once counts too.
_EVERY_LINE = 0.8
_EVERY_BLOCK = 0.3
# Capitals are this file's way of writing labels when they outnumber names so many times.
_OUTNUMBER = 10


@dataclass(frozen=True)
class Speakers:
    """`names` label in `shapes`; `alone` also where they stand on a line without a colon; `spaced` if blank lines part turns."""

    names: frozenset[str]
    alone: frozenset[str] = frozenset()
    forced: frozenset[str] = frozenset()
    unnamed: bool = False
    initials: bool = False
    spaced: bool = False
    ends_sentences: bool = False
    time_of_day: bool = False
    lines: int = 0

    def __bool__(self) -> bool:
        return self.lines >= _FEWEST_LINES or bool(self.forced and self.lines)

    def possible_label(self, line: str) -> Label | None:
        """What a line's beginning would be if it were a label: see `counts` and `doubtful`."""
        if line in self.alone:
            return Label(line, FORCED, len(line), True)
        return read_label(line, self.forced)

    def labels(self, line: str) -> bool:
        return self.counts(self.possible_label(line))

    def counts(self, label: Label | None) -> bool:
        """Whether it is a label in this file."""
        if label is None or label.name in self.alone:
            return label is not None
        if label.shape == UNNAMED:
            return self.unnamed
        if label.shape == INITIAL:
            return self.initials
        return label.name in self.names

    def doubtful(self, label: Label | None) -> bool:
        """Whether it is written like a label, although it does not count: a person should look."""
        if label is None or label.shape in (INITIAL, UNNAMED) or is_field(label):
            return False
        if label.shape == SMALL:
            return label.name.casefold() in ROLES
        return not label.described or label.shape == CAPITALS


@dataclass(slots=True)
class _Tally:
    """How often one possible label stands in a file."""

    shape: str
    plain: int = 0
    own_line: int = 0
    described: int = 0
    timed: int = 0

    @property
    def lines(self) -> int:
        return self.plain + self.described

    def add(self, label: Label) -> None:
        if label.described:
            self.described += 1
        else:
            self.plain += 1
        self.own_line += label.line_of_its_own
        self.timed += label.time is not None


@dataclass
class _Count:
    """What one look at all lines finds."""

    tallies: dict[str, _Tally] = field(default_factory=dict)
    initials: dict[str, int] = field(default_factory=dict)
    unnamed: int = 0
    labels: int = 0
    labels_spaced: int = 0
    paragraphs: int = 0
    paragraphs_ended: int = 0
    times: list[Timecode] = field(default_factory=list)


def find_speakers(lines: Lines, forced: Iterable[str]) -> Speakers:
    """Looks at every line once. `forced` are labels that the user says are speakers."""
    told = frozenset(name for name in (one.strip(BLANK + ":：") for one in forced) if name)
    count = _count(lines, told)
    names = _accepted(count, len(lines))
    return Speakers(
        frozenset(names),
        _written_alone(lines, told, count.tallies),
        told,
        count.unnamed >= _FEWEST_LINES,
        all(count.initials.get(letter, 0) >= 1 for letter in "QA"),
        spaced=count.labels_spaced * 2 >= count.labels,
        ends_sentences=count.paragraphs >= 10 and count.paragraphs_ended >= 0.9 * count.paragraphs,
        time_of_day=time_of_day(count.times),
        lines=_label_lines(count, names, told, lines),
    )


def is_field(label: Label, *, said_too: bool = True) -> bool:
    """Whether a possible label is a field of a form, or (`said_too`) says that somebody said something."""
    if label.shape == FORCED:
        return False
    name = " ".join(label.name.casefold().split())
    return name in FIELDS or (said_too and label.shape == NO_CASE and name in SAID)


def _count(lines: Lines, forced: frozenset[str]) -> _Count:
    count = _Count()
    in_turn = False
    for place in range(len(lines)):
        line = lines[place]
        label = read_label(line, forced)
        if label is not None and not is_field(label):
            _count_label(count, label, lines.spaced(place))
            in_turn = True
        elif in_turn and lines.spaced(place + 1):
            count.paragraphs += 1
            count.paragraphs_ended += not line[-1].isalnum()
    return count


def _count_label(count: _Count, label: Label, spaced: bool) -> None:
    if label.time is not None and len(count.times) < 10_000:
        count.times.append(label.time)
    if label.shape == UNNAMED:
        count.unnamed += 1
    elif label.shape == INITIAL:
        count.initials[label.name] = count.initials.get(label.name, 0) + 1
    else:
        count.tallies.setdefault(label.name, _Tally(label.shape)).add(label)
    if label.shape != SMALL:
        count.labels += 1
        count.labels_spaced += spaced


def _accepted(count: _Count, lines: int) -> set[str]:
    """The names that label: those that are sure, and those the file's own habit vouches for."""
    tallies = count.tallies
    names = {name for name, tally in tallies.items() if _sure(name, tally)}
    capitals = _lines_of(
        tallies, {name for name in names if tallies[name].shape == CAPITALS and len(name) > 1}
    )
    written_as_names = {
        name for name in names if tallies[name].shape == NAME and name.casefold() not in ROLES
    }
    if capitals > _OUTNUMBER * _lines_of(tallies, written_as_names):
        names -= written_as_names
        written_as_names = set()
    if _labels_everything(tallies, lines) and (written_as_names or not capitals):
        names |= {name for name, tally in tallies.items() if _by_habit(tally)}
    if names:
        names |= {
            name
            for name, tally in tallies.items()
            if tally.plain and name.casefold() in ROLES and len(name) > 1
        }
    return names


def _sure(name: str, tally: _Tally) -> bool:
    if tally.shape == FORCED:
        return True
    if tally.shape == CAPITALS:
        return bool(tally.plain or tally.own_line) or _first_and_last_name(name)
    return tally.plain >= (1 if tally.timed else 2) and (tally.shape != SMALL or name.casefold() in ROLES)


def _first_and_last_name(name: str) -> bool:
    """ "DANA MUR, writer: words" introduces somebody; "US, in short: words" does not."""
    return sum(len(word) > 1 for word in name.split()) >= 2


def _by_habit(tally: _Tally) -> bool:
    return bool(tally.plain) and (
        tally.shape in (CAPITALS, NAME, NO_CASE) or (tally.shape == SMALL and tally.plain >= 3)
    )


def _labels_everything(tallies: dict[str, _Tally], lines: int) -> bool:
    """Whether every line, or every block that a line of its own labels, begins with a possible label."""
    likely = [tally for tally in tallies.values() if _by_habit(tally)]
    own_line = sum(tally.own_line for tally in likely)
    within = sum(tally.plain for tally in likely) - own_line
    return within >= _EVERY_LINE * lines or (own_line >= _EVERY_BLOCK * lines and own_line > within)


def _lines_of(tallies: dict[str, _Tally], names: set[str]) -> int:
    return sum(tallies[name].lines for name in names)


def _written_alone(lines: Lines, forced: frozenset[str], tallies: dict[str, _Tally]) -> frozenset[str]:
    """Told labels that the file never writes with a colon: there they are labels as they stand."""
    wanted = forced - tallies.keys()
    return frozenset(wanted & {lines[place] for place in range(len(lines))}) if wanted else frozenset()


def _label_lines(count: _Count, names: set[str], forced: frozenset[str], lines: Lines) -> int:
    initials = sum(count.initials.values()) if len(count.initials) == 2 else 0
    told = sum(1 for place in range(len(lines)) if lines[place] in forced) if forced else 0
    return _lines_of(count.tallies, names) + initials + told + (count.unnamed if count.unnamed > 1 else 0)
