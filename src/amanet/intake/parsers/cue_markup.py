"""The markup inside a WebVTT cue (W3C WebVTT, section 4.2.2 and 6.4): voices, languages, ruby, classes, times, entities.

`pieces_of` gives the words of each voice in order. Nothing that may be words is taken for markup: the standard swallows "a < b
and c > d" as a tag, here only its own tags are tags. Entities are decoded where they end in a semicolon.

>>> from amanet.intake.parsers.cue_markup import pieces_of
>>> pieces, unknown = pieces_of("<v.loud Aygul>They <lang ug>keldi</lang>.</v><v Li>Who?")
>>> [(piece.speaker, piece.words) for piece in pieces]
[('Aygul', 'They keldi.'), ('Li', 'Who?')]
>>> pieces[0].details
{'classes': ['loud'], 'languages': [[5, 10, 'ug']]}
"""

import re
from collections.abc import Iterator

from amanet.canonical import JSON
from amanet.intake.parsers.entities import decode_entities
from amanet.intake.parsers.subtitles import Piece, milliseconds

__all__ = ["is_language", "pieces_of"]

# One white character before the annotation, not several: else a megabyte of spaces would be tried in every way.
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>ruby|rt|lang|font|[cibuv])(?P<classes>(?:\.[^\s<>&.]+)*)(?:[ \t\n](?P<value>[^<>]*))?>"
    r"|<(?:(?P<hours>[0-9]{1,6}):)?(?P<minutes>[0-9]{2}):(?P<seconds>[0-9]{2})\.(?P<thousandths>[0-9]{3})>"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,8}")
_MOST_KEPT = 10_000  # times, languages or rubies of one cue: more is no cue


def is_language(tag: str) -> bool:
    """Whether it is written like a BCP 47 tag; "english" is not, although longer codes are reserved."""
    return _LANGUAGE.fullmatch(tag) is not None


def pieces_of(payload: str) -> tuple[list[Piece], int]:
    """The pieces that have words, and how many `<` were kept as words because they begin no tag of WebVTT."""
    reader = _CueReader()
    at = unknown = 0
    for match in _TAG.finditer(payload):
        unknown += reader.text(payload[at : match.start()])
        reader.tag(match)
        at = match.end()
    unknown += reader.text(payload[at:])
    return list(reader.finish()), unknown


class _CueReader:
    """Where we are in the markup of one cue. Tags that were never opened or never closed are forgiven."""

    def __init__(self) -> None:
        self._pieces: list[_OpenPiece] = [_OpenPiece(None)]
        self._voices: list[str | None] = []
        self._languages: list[str] = []
        self._in_ruby_text = False

    def text(self, raw: str) -> int:
        """How many `<` are in it, all of them kept."""
        words = decode_entities(raw)
        if words:
            piece = self._piece()
            if self._in_ruby_text:
                piece.ruby_text(words)
            else:
                piece.words(words, self._languages[-1] if self._languages else None)
        return raw.count("<")

    def tag(self, match: re.Match[str]) -> None:
        name = match["name"]
        if name is None:
            self._time(match)
        elif match["close"]:
            self._close(name)
        else:
            self._open(name, decode_entities(match["value"] or "").strip())
            if match["classes"]:
                self._piece().classes.update(dict.fromkeys(match["classes"][1:].split(".")))

    def finish(self) -> Iterator[Piece]:
        for piece in self._pieces:
            if piece.has_words():
                yield piece.finish()

    def _open(self, name: str, value: str) -> None:
        if name == "v":
            self._voices.append(value or None)
        elif name == "lang":
            self._languages.append(value)
        elif name == "ruby":
            self._piece().ruby_begins()
        elif name == "rt":
            self._in_ruby_text = True
        elif name == "font" and value:  # not WebVTT's, but carried over from SRT; a colour may mean a voice
            self._piece().classes[value] = None

    def _close(self, name: str) -> None:
        if name == "v" and self._voices:
            self._voices.pop()
        elif name == "lang" and self._languages:
            self._languages.pop()
        elif name in {"rt", "ruby"}:
            self._in_ruby_text = False

    def _time(self, match: re.Match[str]) -> None:
        at = milliseconds(match["hours"], match["minutes"], match["seconds"], match["thousandths"])
        if at is None:
            self.text(match[0])
        else:
            self._piece().time(at)

    def _piece(self) -> "_OpenPiece":
        """The piece that what comes now belongs to."""
        speaker = self._voices[-1] if self._voices else None
        if self._pieces[-1].speaker != speaker:
            self._pieces.append(_OpenPiece(speaker))
        return self._pieces[-1]


class _OpenPiece:
    """The words of one voice while they come in."""

    def __init__(self, speaker: str | None) -> None:
        self.speaker = speaker
        self.classes: dict[str, None] = {}
        self._parts: list[str] = []
        self._length = 0
        self._base = 0
        self._times: list[tuple[int, int]] = []
        self._languages: list[tuple[int, int, str]] = []
        self._rubies: list[tuple[str, str]] = []

    def words(self, words: str, language: str | None) -> None:
        if not self._parts:
            words = words.lstrip()  # so that offsets begin where the words begin
        end = self._length + len(words)
        if language and words.strip() and len(self._languages) < _MOST_KEPT:
            self._add_language(self._length, end, language)
        if words:
            self._parts.append(words)
            self._length = end

    def time(self, ms: int) -> None:
        if len(self._times) < _MOST_KEPT:
            self._times.append((self._length, ms))

    def ruby_begins(self) -> None:
        self._base = len(self._parts)

    def ruby_text(self, words: str) -> None:
        """The reading printed above the characters: beside the words, not among them."""
        if len(self._rubies) < _MOST_KEPT:
            self._rubies.append(("".join(self._parts[self._base :]).strip(), words.strip()))
        else:
            self._parts.append(words)
            self._length += len(words)
        self._base = len(self._parts)

    def has_words(self) -> bool:
        return any(part.strip() for part in self._parts)

    def finish(self) -> Piece:
        words = "".join(self._parts).rstrip()
        details: dict[str, JSON] = {}
        if self.classes:
            details["classes"] = list(self.classes)
        language = self._whole_language(words)
        if self._languages and language is None:
            spans = ((start, min(end, len(words)), tag) for start, end, tag in self._languages)
            details["languages"] = [[*span] for span in spans if span[0] < span[1]]
        if self._times:
            details["times"] = [[min(offset, len(words)), ms] for offset, ms in self._times]
        if self._rubies:
            details["ruby"] = [[*ruby] for ruby in self._rubies]
        return Piece(words, self.speaker, language, details)

    def _add_language(self, start: int, end: int, tag: str) -> None:
        if self._languages and self._languages[-1][1:] == (start, tag):
            start, _, _ = self._languages.pop()
        self._languages.append((start, end, tag))

    def _whole_language(self, words: str) -> str | None:
        """The language of all the words, where that is one and is written like one."""
        if len(self._languages) != 1:
            return None
        start, end, tag = self._languages[0]
        around = words[:start] + words[end:]
        return tag if is_language(tag) and not around.strip() else None
