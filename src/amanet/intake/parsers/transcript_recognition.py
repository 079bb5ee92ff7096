"""Whether a file is a plain-text transcript, from its first 64 KiB: words, and lines that begin with labels of speakers.

Chats, subtitles, tables, mail, web pages and data have lines with colons too; they are told by how they begin, and left to others.
Never raises, and decides nothing about the encoding: that is asked for when the file is read.
"""

import codecs
import re

from amanet.errors import BadData
from amanet.intake.parsers.parsing import Sample
from amanet.intake.parsers.transcript_lines import Lines
from amanet.intake.parsers.transcript_speakers import find_speakers

__all__ = ["is_transcript"]

_TYPES = frozenset(("", "text/plain"))
_OTHER_NAMES = (
    ".csv", ".tsv", ".vtt", ".srt", ".json", ".jsonl", ".html", ".htm", ".xml", ".eml", ".mbox", ".eaf", ".otr", ".ass", ".ssa", ".log",
    ".yaml", ".yml", ".toml", ".ini", ".py", ".js", ".vcf", ".ics", ".warc",
)  # fmt: skip
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_BEGINNING = re.compile(
    r"\s*(?:\{|\[\s*[\[{\"]|<[!?a-z][^>\n]*(?:>|\n)\s*<|<(?:!doctype|html|\?xml)|%PDF|WEBVTT|WARC/|BEGIN:|\[Script Info\]|"
    r"From \S+@?\S* .*\d{4}$|(?:Return-Path|Received|Delivered-To|MIME-Version|Message-ID|X-[\w-]+):)",
    re.IGNORECASE | re.MULTILINE,
)
# A chat's message begins with the day (and mostly the time) it was sent.
_DAY = re.compile(
    r"^[\u200e\u200f\u202a-\u202e\ufeff\[(]*(?:\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}|\d{4}年\d{1,2}月\d{1,2}日)\.?,?[\s\u202f]",
    re.MULTILINE,
)
_SUBTITLE = re.compile(r"^\s*\d[\d:.,]*\s*-->\s*\d", re.MULTILINE)
_MAIL = re.compile(r"^(?:From|To|Subject|Sent|Type|Received|Cc):\s", re.MULTILINE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_FEWEST_SHARE = 0.02


def is_transcript(sample: Sample) -> bool:
    media_type = sample.media_type.split(";")[0].strip().lower()
    if media_type not in _TYPES or sample.name.lower().endswith(_OTHER_NAMES):
        return False
    text = _beginning(sample)
    return bool(text) and not _is_other(text) and _has_labels(text)


def _beginning(sample: Sample) -> str:
    """The first characters; letters of an old encoding become some letters, which is enough here."""
    for mark, encoding in _MARKS:
        if sample.head.startswith(mark):
            return sample.head.decode(encoding, "ignore")
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        return decoder.decode(sample.head, final=len(sample.head) >= sample.size)
    except UnicodeDecodeError:
        return sample.head.decode("cp1251", "replace")


def _is_other(text: str) -> bool:
    return (
        _OTHER_BEGINNING.match(text) is not None
        or len(_CONTROLS.findall(text)) * 100 > len(text)
        or len(_DAY.findall(text)) >= 2
        or _SUBTITLE.search(text) is not None
        or len(set(_MAIL.findall(text[:4000]))) >= 2
    )


def _has_labels(text: str) -> bool:
    try:
        lines = Lines(text)
        speakers = find_speakers(lines, ())
    except BadData:
        return False
    return bool(speakers) and speakers.lines >= _FEWEST_SHARE * len(lines)
