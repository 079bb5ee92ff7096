"""Which line beginnings of a file are labels of speakers: decided over the whole file, never line by line.

A label is what the file uses as one. In capitals it counts wherever it stands; written like a name, or in a script without
capitals, where it comes back or has a time; once only, where the file labels every line. Fields of a form ("Date:", "Source:"), "he said"
and words in small letters do not count. What looks like a label and does not count is *doubtful*: it stays among the words, and an
oddity points at the line. With fewer than two such lines a file has no labels at all. Labels are strings: none is ever
taken for another, and `Answers.speakers` adds those that a person says are labels.

>>> from amanet.intake.parsers.transcript_lines import Lines
>>> from amanet.intake.parsers.transcript_speakers import find_speakers
>>> speakers = find_speakers(Lines("DANA MUR: Where?\\nMUR: At home.\\nHe said: go.\\nDANA MUR: Who?"), ())
>>> sorted(speakers.names)
['DANA MUR', 'MUR']
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from amanet.intake.parsers.transcript_labels import FORCED, INITIAL, UNNAMED, Label
from amanet.intake.parsers.transcript_lines import Lines
from amanet.intake.parsers.transcript_names import CAPITALS, NAME, NO_CASE, SMALL
from amanet.intake.parsers.transcript_tally import Tallies, Tally, is_field, take_tallies
from amanet.intake.parsers.transcript_times import time_of_day
from amanet.intake.parsers.transcript_words import ROLES

__all__ = ["Speakers", "find_speakers"]

_FEWEST_LINES = 2
# Of all lines, how many must begin with possible labels so that one that comes once counts too.
_EVERY_LINE = 0.8
_EVERY_BLOCK = 0.3
# Capitals are this file's way of writing labels when they outnumber names so many times.
_OUTNUMBER = 10


@dataclass(frozen=True)
class Speakers:
    """`names` are labels, and so is ">>" if `unnamed`, "Q." and "A." if `initials`; `lines` says how many lines they begin.

    `spaced`: blank lines part the turns. `ends_sentences`: paragraphs do, almost all. `time_of_day`: times may be a clock's.
    """

    names: frozenset[str] = frozenset()
    unnamed: bool = False
    initials: bool = False
    lines: int = 0
    told: bool = False
    spaced: bool = False
    ends_sentences: bool = False
    time_of_day: bool = False
    _labels: Sequence[Label | None] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        return self.lines >= _FEWEST_LINES or (self.told and self.lines > 0)

    def possible_label(self, place: int) -> Label | None:
        """What a line's beginning would be if it were a label: see `counts` and `doubtful`."""
        return self._labels[place]

    def label(self, place: int) -> Label | None:
        """The label that a line begins with in this file."""
        label = self._labels[place]
        return label if label is not None and self and self.counts(label) else None

    def counts(self, label: Label) -> bool:
        if label.shape == UNNAMED:
            return self.unnamed
        return self.initials if label.shape == INITIAL else label.name in self.names

    def doubtful(self, label: Label) -> bool:
        """Whether it is written like a label, although it does not count: a person should look."""
        if label.shape in (INITIAL, UNNAMED) or is_field(label):
            return False
        if label.shape == SMALL:
            return label.name.casefold() in ROLES
        return not label.described or label.shape == CAPITALS


def find_speakers(lines: Lines, told: Iterable[str]) -> Speakers:
    """Looks at every line once. `told` are labels that the user says are speakers."""
    tallies = take_tallies(lines, told)
    names = _names(tallies, len(lines))
    initials = len(tallies.initials) > 1
    unnamed = tallies.unnamed >= _FEWEST_LINES
    count = tallies.lines_of(names) + _label_bare_ones(tallies)
    return Speakers(
        frozenset(names | tallies.bare.keys()),
        unnamed,
        initials,
        count + (sum(tallies.initials.values()) if initials else 0) + (tallies.unnamed if unnamed else 0),
        bool(tallies.told),
        tallies.spaced,
        tallies.ends_sentences,
        time_of_day(tallies.times),
        tallies.labels,
    )


def _label_bare_ones(tallies: Tallies) -> int:
    """A told label that the file never writes with a colon is one where it stands alone; how many lines that makes."""
    for name in [name for name in tallies.bare if name in tallies.names]:
        del tallies.bare[name]
    for name, places in tallies.bare.items():
        for place in places:
            tallies.labels[place] = Label(name, FORCED, len(name), True)
    return sum(map(len, tallies.bare.values()))


def _names(tallies: Tallies, lines: int) -> set[str]:
    """The names that label: those that are sure, and those the file's own habit vouches for."""
    names = {name for name, tally in tallies.names.items() if _is_sure(name, tally)}
    capitals = tallies.lines_of(
        name for name in names if tallies.names[name].shape == CAPITALS and len(name) > 1
    )
    as_names = {name for name in names if tallies.names[name].shape == NAME and name.casefold() not in ROLES}
    if capitals > _OUTNUMBER * tallies.lines_of(as_names):
        names -= as_names
        as_names = set()
    if (as_names or not capitals) and _labels_everything(tallies, lines):
        names.update(name for name, tally in tallies.names.items() if _by_habit(tally))
    if names:
        names.update(name for name, tally in tallies.names.items() if tally.plain and _is_role(name))
    return names


def _is_sure(name: str, tally: Tally) -> bool:
    if tally.shape == CAPITALS:
        sure = tally.plain or tally.own_line or tally.in_capitals > 1
        return bool(sure) or (tally.described > 0 and _first_and_last_name(name))
    comes_back = tally.plain >= (1 if tally.timed else 2)
    return tally.shape == FORCED or (comes_back and (tally.shape != SMALL or name.casefold() in ROLES))


def _first_and_last_name(name: str) -> bool:
    """ "DANA MUR, writer: words" introduces somebody; "US, in short: words" does not."""
    return sum(len(word) > 1 for word in name.split()) >= 2


def _is_role(name: str) -> bool:
    return len(name) > 1 and name.casefold() in ROLES


def _by_habit(tally: Tally) -> bool:
    return bool(tally.plain) and (
        tally.shape in (NAME, NO_CASE) or (tally.shape == SMALL and tally.plain >= 3)
    )


def _labels_everything(tallies: Tallies, lines: int) -> bool:
    """Whether every line, or every block that a line of its own labels, begins with a possible label."""
    likely = [tally for tally in tallies.names.values() if _by_habit(tally) or tally.shape == CAPITALS]
    own_line = sum(tally.own_line for tally in likely)
    within = sum(tally.lines for tally in likely) - own_line
    return within >= _EVERY_LINE * lines or (own_line >= _EVERY_BLOCK * lines and own_line > within)
