"""Notes in brackets inside a transcript: which language is spoken, what happened, a time.

"[Speaking Uyghur]" names a language, "[Crying]" and "(laughs)" something that happened, "[00:12:30]" a time. Other brackets are
words: "They took [my brother] away" is what an editor wrote so that the sentence can be read, and "(not me)" is said in passing.
So a bracket counts as a note where it holds one of the usual words for it, or where it stands between sentences; a round one
only with the usual words, or on a line of its own. Where that is wrong nothing is lost but the mark: the bracket stays in the text.

>>> from amanet.intake.parsers.transcript_notes import find_notes
>>> [(note.kind, note.value) for note in find_notes("[Speaking Uyghur] I saw [him] (my son). [Crying]")]
[('language', 'ug'), ('action', 'Crying')]
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from amanet.intake.parsers.languages import language_tag
from amanet.intake.parsers.transcript_times import TIME, Timecode, time_in
from amanet.intake.parsers.transcript_words import (
    ACTIONS,
    SPEAKING_AFTER,
    SPEAKING_BEFORE,
    SPEAKING_VERBS,
    STARTS_AN_INSERTION,
)

__all__ = ["Note", "find_notes", "note_in", "notes_alone"]

_BRACKET = re.compile(
    r"[\[【［]([^\[\]【】［］\n\r]{1,160})[\]】］]|[(（]([^()（）\n\r]{1,160})[)）]|<([^<>\n\r]{1,80})>"
)
_ALONE = re.compile(
    r"(?:[\[【［][^\[\]【】［］]{1,400}[\]】］]|[(（][^()（）]{1,400}[)）]|<[^<>]{1,80}>|[\s.])+"
)
_PART = re.compile(r"[^\[\]【】［］()（）<>]{2,400}")
_MOST_WORDS_ALONE = 16
_LOOKED_AT = 8
_TIME = re.compile(TIME)
_ENDS_SENTENCE = tuple(".!?…。！？؟۔:;—–-\"”’»'」』)")
_SEVERAL = re.compile(r"\s+(?:and|und|et|y|и|және|жана|ve|va|ۋە|و)\s+|\s*[/&+،、和与與及]\s*")
_HAN_SPEAKING = re.compile(r"^(?:正在)?[说說讲講用以唱]?(.+?)[说說讲講唱]?(?:话|話)?$")
_UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Note:
    """`kind` is `language`, `action` or `time`; `value` a tag or what happened; offsets are those of the brackets.

    A language note without a value names a language that we do not know, or several.
    """

    kind: str
    start: int
    end: int
    value: str | None = None
    time: Timecode | None = None


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What the words in a bracket can mean; `anywhere` when they mean it in the middle of a sentence too."""

    kind: str
    value: str | None
    anywhere: bool


def find_notes(line: str, start: int = 0) -> Iterator[Note]:
    """The notes among the words of a line from `start` on, in order. Time is linear in the line."""
    sentence = start
    for found in _BRACKET.finditer(line, start):
        note = _note(found, line, sentence)
        if note is not None:
            sentence = note.end
            yield note


def notes_alone(line: str) -> tuple[Note, ...]:
    """All of a line's notes where it holds nothing else; none otherwise, or where it is too long for a note."""
    if not _ALONE.fullmatch(line) or len(line.split()) > _MOST_WORDS_ALONE:
        return ()
    return tuple(_alone(found) for found in _PART.finditer(line) if found.group().strip(" ."))


def note_in(words: str) -> Note | None:
    """What the words of a bracket that somebody put into a label mean, if they are one of the usual notes."""
    meaning = _meaning(words.strip(), square=True)
    return Note(meaning.kind, 0, len(words), meaning.value) if meaning.anywhere else None


def _note(found: re.Match[str], line: str, sentence: int) -> Note | None:
    words = (found[1] or found[2] or found[3]).strip()
    apart = _begins_sentence(line, sentence, found.start())
    time = _time(found, mid_sentence=not apart)
    if time is not None:
        return Note("time", found.start(), found.end(), time=time)
    square = found[2] is None
    meaning = _meaning(words, square=square)
    goes_on = line[found.end() : found.end() + _LOOKED_AT].lstrip()[:1].islower()
    if not words or not (meaning.anywhere or (apart and not goes_on)):
        return None
    if meaning.kind == "action" and not meaning.anywhere and (not square or _inserted(words)):
        return None
    return Note(meaning.kind, found.start(), found.end(), meaning.value)


def _alone(found: re.Match[str]) -> Note:
    words = found.group().strip()
    start, end = found.start() - 1, found.end() + 1
    if _TIME.fullmatch(words):
        return Note("time", start, end, time=replace(time_in(words), start=start, end=end))
    meaning = _meaning(words, square=True)
    return Note(meaning.kind, start, end, meaning.value)


def _time(found: re.Match[str], *, mid_sentence: bool) -> Timecode | None:
    """In round brackets in the middle of a sentence, "(10:30)" is when somebody came; with hours it is a time of the tape."""
    if not _TIME.fullmatch(found.group()):
        return None
    time = time_in(found.group(), found.start())
    return None if mid_sentence and found[2] is not None and time.parts == 2 else time


def _begins_sentence(line: str, sentence: int, start: int) -> bool:
    """Whether what stands before a bracket, since the last note, is nothing or ends a sentence. Looks at a few characters."""
    before = line[max(sentence, start - _LOOKED_AT) : start].rstrip()
    return not before or before.endswith(_ENDS_SENTENCE)


def _inserted(words: str) -> bool:
    first = words.split()[0].casefold()
    return first in STARTS_AN_INSERTION


@lru_cache(maxsize=4096)
def _meaning(words: str, *, square: bool) -> _Meaning:
    for part in re.split(r"[,;，；]", words):
        tag, framed = _language(part.strip())
        if tag is not None:
            return _Meaning("language", None if tag == _UNKNOWN else tag, framed and square)
    return _Meaning("action", words, _usual(words, square))


def _usual(words: str, square: bool) -> bool:
    said = [word.strip(".,!?…:;'\"").casefold() for word in words.split()]
    if not square:
        return (
            bool(said) and len(said) <= 4 and (said[0] in ACTIONS or (len(said) == 2 and said[1] in ACTIONS))
        )
    return len(said) <= 5 and any(word in ACTIONS for word in said)


def _language(words: str) -> tuple[str | None, bool]:
    """The tag of the language named, `_UNKNOWN` for one that we do not know or for several, None for no language at all.

    And whether it stands in words that say it is spoken ("in Uyghur", "Speaks Kazakh"), not alone.
    """
    tag = _tag(words)
    if tag is not None:
        return (tag if len(words) >= 4 or not words.isascii() else None), _adverb(words)
    spoken = words.split()
    rest = spoken[:]
    while len(rest) > 1 and rest[-1].casefold() in SPEAKING_AFTER:
        rest.pop()
    for place in range(len(rest)):
        framed = place > 0 and (
            rest[place - 1].casefold() in SPEAKING_BEFORE or rest[place].startswith("по-")
        )
        if framed or (place == 0 and len(rest) < len(spoken)):
            tag = _tag(" ".join(rest[place:]))
            if tag is not None:
                return tag, True
    if not words.isascii():
        tag = _tag(_HAN_SPEAKING.sub(r"\1", words))
    return (tag, True) if tag else _not_known(spoken)


def _tag(words: str) -> str | None:
    tag = language_tag(words)
    if tag is not None:
        return tag
    tags = {language_tag(part) for part in _SEVERAL.split(words)}
    return _UNKNOWN if len(tags) > 1 and None not in tags else None


def _adverb(words: str) -> bool:
    """Forms that say "in that language" by themselves."""
    folded = words.casefold()
    return folded.startswith(("по-", "ب")) or folded.endswith(
        ("ша", "ше", "ча", "че", "چە", "cha", "ca", "ce", "tilida")
    )


def _not_known(spoken: list[str]) -> tuple[str | None, bool]:
    """ "Speaking Elvish", "Speaking a foreign language": a language, but which? "Speaking softly" is none."""
    if len(spoken) < 2 or spoken[0].casefold() not in SPEAKING_VERBS:
        return None, False
    a_name = len(spoken) == 2 and spoken[1].istitle() and not spoken[1].endswith("ly")
    known_as_one = spoken[-1].casefold() in ("language", "dialect", "языке", "language)")
    return (_UNKNOWN, True) if a_name or known_as_one else (None, False)
