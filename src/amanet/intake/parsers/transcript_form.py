"""The form that often stands before an interview: "Date: …", "Place: …", "Interviewer: …", read before any label is.

It looks like labels and is none. A form is adjacent lines of the head, all with different names before the colon, at least one of
which is surely a field (transcript_words). It ends with the last such field; a whole block with more fields than other lines is a form
to its end, "Interviewer: D. M." in it too, and then an oddity says so.

>>> from amanet.intake.parsers.transcript_form import find_form
>>> from amanet.intake.parsers.transcript_lines import Lines
>>> from amanet.intake.parsers.transcript_speakers import find_speakers
>>> lines = Lines("Date: 3 May\\nPlace: Orman\\nQ: Who?\\nA: I.\\nQ: When?\\nA: Then.")
>>> find_form(lines, find_speakers(lines, ()))
Form(lines=2, doubtful=())
"""

from dataclasses import dataclass

from amanet.intake.parsers.transcript_labels import Label
from amanet.intake.parsers.transcript_lines import Lines
from amanet.intake.parsers.transcript_speakers import Speakers
from amanet.intake.parsers.transcript_tally import is_field

__all__ = ["Form", "find_form"]

_LONGEST = 60
_FEW_WORDS = 6


@dataclass(frozen=True)
class Form:
    """The first `lines` lines are the head up to the end of the form; `doubtful` ones in it may be what speakers said."""

    lines: int = 0
    doubtful: tuple[int, ...] = ()


def find_form(lines: Lines, speakers: Speakers) -> Form:
    """Looks at the blocks of the head, up to the first that begins with a label and holds no field."""
    form = Form()
    place = 0
    while place < min(len(lines), _LONGEST):
        stop = _end_of_block(lines, place)
        found = _form_in(lines, place, stop, speakers)
        if found is None and any(speakers.label(number) for number in range(place, stop)):
            break
        form, place = found or form, stop
    return form


def _end_of_block(lines: Lines, place: int) -> int:
    stop = place + 1
    while stop < len(lines) and not lines.spaced(stop) and stop - place < _LONGEST:
        stop += 1
    return stop


def _form_in(lines: Lines, place: int, stop: int, speakers: Speakers) -> Form | None:
    """The form in one block: lines that are no labels may stand before it."""
    labels = _different_labels(speakers, place, stop)
    fields = [number for number, label in labels.items() if is_field(label)]
    if not fields or (len(labels) < 2 and speakers.label(place)):
        return None
    others = [number for number, label in labels.items() if not is_field(label)]
    whole = max(labels) == stop - 1 and stop < len(lines) and len(others) <= len(fields) > 1
    if whole and all(_is_short(lines[number], labels[number]) for number in others):
        return Form(stop, tuple(number for number in others if speakers.counts(labels[number])))
    return (
        Form(max(fields) + 1)
        if not any(speakers.counts(labels[n]) for n in others if n < max(fields))
        else None
    )


def _different_labels(speakers: Speakers, place: int, stop: int) -> dict[int, Label]:
    """The first run of lines in a block that begin like labels, up to a name that comes again."""
    labels: dict[int, Label] = {}
    names: set[str] = set()
    for number in range(place, stop):
        label = speakers.possible_label(number)
        if label is None and not labels:
            continue
        if label is None or label.name in names:
            break
        names.add(label.name)
        labels[number] = label
    return labels


def _is_short(line: str, label: Label) -> bool:
    return len(line[label.end :].split()) <= _FEW_WORDS and not line.endswith(("?", "？", "؟"))
