"""What was explained before consent was given, as a page tells it: our own sentences in its language, a member's words as they were written.

The record holds English text. Where that ends with a sentence that this program wrote (the talk was read aloud, the printed sheet was signed),
the sentence is found again and told as a phrase. What merely looks like one stays as it stands.
"""

import re
from typing import TYPE_CHECKING, Final

from amanet.phrases import SEMICOLON, Phrase, phrase, series

if TYPE_CHECKING:
    from amanet.consent import Talk

__all__ = ["explained_words", "read_aloud"]

_READ_ALOUD: Final = phrase(
    "the questions of the consent talk of amanet in %(language)s, read aloud; SHA-256 of the text %(digest)s"
)
# As `amanet.work.consent` writes it of a signed sheet.
_ON_PAPER: Final = phrase("the consent sheet of amanet in %(language)s, SHA-256 of its text %(digest)s")


def read_aloud(talk: "Talk") -> Phrase:
    """That the text of a talk was read to somebody: which text."""
    return _READ_ALOUD.fill(language=talk.language, digest=talk.digest)


def explained_words(text: str) -> str:
    """The same words, of which our own can be told in the language of a page."""
    for ours, pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        if found is not None:
            told = ours.fill(language=found["language"], digest=found["digest"])
            return series([found["before"], told], SEMICOLON, None) if found["before"] else told
    return text


def _pattern(ours: Phrase) -> re.Pattern[str]:
    sentence = re.escape(ours.template)
    sentence = sentence.replace(re.escape("%(language)s"), "(?P<language>[A-Za-z0-9-]{2,35})")
    sentence = sentence.replace(re.escape("%(digest)s"), "(?P<digest>[0-9a-f]{64})")
    return re.compile(rf"(?:(?P<before>.+); )?{sentence}", re.DOTALL)


_PATTERNS: Final = tuple((one, _pattern(one)) for one in (_READ_ALOUD, _ON_PAPER))
